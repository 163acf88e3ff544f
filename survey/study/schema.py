"""The file study.yaml as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from survey.files.validation import Checked, of_form
from survey.questionnaire.schema import Name, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.files.yaml_builder import YamlPath

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


class AnswersFile(Checked):
    """A file of answers, of several."""

    file: Words
    columns: Words | None = None
    mode: Words | None = None
    language: Words | None = None
    sheet: Words | None = None
    absent: list[Name] = Field(default_factory=list)
    decisions: Words | None = None
    undecided: Literal["refuse", "first", "invalid"] = "refuse"


Day = Annotated[str, of_form("day_form", r"\d{4}-\d\d-\d\d")]
"""A date in the ISO form."""

Days = Annotated[int, Field(ge=0)]
Number = Annotated[float, Field(gt=0)] | Annotated[int, Field(ge=1)]


class EventFile(Checked):
    """Something that happened during the fieldwork."""

    date: Day
    text: Words
    area: Name | None = None


class RemindersFile(Checked):
    """When who is reminded; what is left out is as the package has it."""

    days: Days | None = None
    most: Days | None = None
    sequence: Annotated[list[Words], Field(min_length=1)] | None = None
    soft_days: Days | Literal["never"] | None = None
    quiet: list[Day | Annotated[list[Day], Field(min_length=2, max_length=2)]] | None = None
    quiet_weekdays: list[Annotated[int, Field(ge=0, le=6)]] | None = None
    first_contact: bool | None = None


class FieldworkFile(Checked):
    """The fieldwork of a wave."""

    start: Day | None = None
    end: Day | None = None
    target: Number | dict[Name, Number] | None = None
    unit: Literal["dwelling", "person"] | None = None
    covariates: Annotated[
        list[Name | Annotated[list[Name], Field(min_length=2)]], Field(min_length=1)
    ] = Field(default=["area"])
    background: Words | None = None
    events: list[EventFile] = Field(default_factory=list)
    reminders: RemindersFile = RemindersFile()
    words: dict[Words, Words] = Field(default_factory=dict)


class WaveFile(Checked):
    """A wave."""

    id: WaveName
    answers: Words | Annotated[list[Words | AnswersFile], Field(min_length=1)]
    columns: Words | None = None
    respondent: Words | None = None
    corrections: Words | None = None
    coding: Words | None = None
    rosters: dict[Name, Words] = Field(default_factory=dict)
    absent: list[Name] = Field(default_factory=list)
    invalid: Literal["refuse", "count"] = "refuse"
    contradictions: Literal["drop", "keep"] = "drop"
    duplicates: Literal["refuse", "latest_complete", "first"] = "refuse"
    today: Words | None = None
    area: Name = "area"
    counts: Name | None = None
    weights: Name | None = None
    sampling: Texts | None = None
    sample: Words | None = None
    dispositions: Words | None = None
    fieldwork: FieldworkFile = FieldworkFile()


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


def named_files(wave: WaveFile) -> Iterator[tuple[YamlPath, str]]:
    """The files that a wave names, each with where that stands within the wave."""
    if isinstance(wave.answers, str):
        yield ("answers",), wave.answers
    else:
        for place, each in enumerate(wave.answers):
            if isinstance(each, str):
                yield ("answers", place), each
                continue
            yield ("answers", place, "file"), each.file
            for name in ("columns", "decisions"):
                path = getattr(each, name)
                if path is not None:
                    yield ("answers", place, name), path
    for name in ("columns", "corrections", "coding", "sample", "dispositions"):
        path = getattr(wave, name)
        if path is not None:
            yield (name,), path
    if wave.fieldwork.background is not None:
        yield ("fieldwork", "background"), wave.fieldwork.background
    for name, path in wave.rosters.items():
        yield ("rosters", name), path
