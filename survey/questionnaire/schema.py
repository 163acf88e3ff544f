"""The file of a questionnaire as it is written, before it becomes the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from survey.files.validation import Checked, of_form

if TYPE_CHECKING:
    from survey.codebook import Text

WrittenText = Mapping[Literal["da", "en"], str]
Words = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, of_form("name_form", r"[a-z][a-z0-9_]{0,27}")]
Texts = Annotated[dict[Literal["da", "en"], Words], Field(min_length=1)]
Codes = Annotated[dict[Annotated[int, Field(ge=0)], Texts], Field(min_length=1)]


class HeadlineFile(Checked):
    """The headline of a question."""

    codes: Annotated[list[int], Field(min_length=1)]
    label: Texts
    phrase: Texts
    good: Literal["high", "low", "neither"] = "neither"
    base: Literal["answered", "asked"] | list[int] = "answered"


class QuestionFile(Checked):
    """One question."""

    id: Name
    type: Literal["single"] = "single"
    text: Texts
    label: Texts
    scale: Name | None = None
    codes: Codes | None = None
    headline: HeadlineFile | None = None


class ScaleFile(Checked):
    """A scale that questions share."""

    codes: Codes


class QuestionnaireFile(Checked):
    """A whole questionnaire."""

    id: Annotated[str, of_form("id_form", r"[a-z0-9][a-z0-9-]{0,63}")]
    title: Texts
    languages: Annotated[list[Literal["da", "en"]], Field(min_length=1)]
    note: Texts = Field(default_factory=dict)
    scales: dict[Name, ScaleFile] = Field(default_factory=dict)
    questions: Annotated[list[QuestionFile], Field(min_length=1)]


def plain_text(written: WrittenText | None) -> Text:
    """A text of the file as a text by language; empty if it isn't there."""
    return {str(language): words for language, words in (written or {}).items()}
