"""The file study.yaml as it is written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from survey.files.validation import Checked, of_form
from survey.questionnaire.schema import Name, Words

Texts = Annotated[dict[Literal["da", "en"], Words], Field(min_length=1)]
"""A text of a report, in the languages that reports are written in."""

WaveName = Annotated[str, of_form("wave_form", r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")]


class UnitFile(Checked):
    """What the areas are called."""

    singular: Texts
    plural: Texts


class AreaFile(Checked):
    """An area."""

    id: Name
    label: Texts
    in_text: Texts | None = None
    place: Texts | None = None
    role: Literal["study", "contrast", "other"] = "study"
    chosen: Texts | None = None
    population: Annotated[int, Field(ge=1)] | None = None


class WaveFile(Checked):
    """A wave."""

    id: WaveName
    answers: Words
    area: Name = "area"
    counts: Name | None = None
    weights: Name | None = None
    sampling: Texts | None = None


class ChapterFile(Checked):
    """A chapter of the report."""

    id: Name
    title: Texts
    questions: Annotated[list[Name], Field(min_length=1)]


class StudyFile(Checked):
    """A whole study."""

    title: Texts
    subtitle: Texts | None = None
    unit: UnitFile = UnitFile(
        singular={"da": "boligområde", "en": "housing area"},
        plural={"da": "boligområder", "en": "housing areas"},
    )
    respondents: Texts = Field(default={"da": "beboerne", "en": "residents"})
    areas: Annotated[list[AreaFile], Field(min_length=2)]
    questionnaire: Words
    waves: Annotated[list[WaveFile], Field(min_length=1)]
    chapters: Annotated[list[ChapterFile], Field(min_length=1)]
    appendix: list[Name] = Field(default_factory=list)
    source: Texts | None = None
    style: Words | None = None
    simulated: bool = False
    release: Literal["default", "strict", "internal"] = "default"
