"""The file of a questionnaire as it is written, before it becomes the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag

from survey.files.validation import Checked, of_form

if TYPE_CHECKING:
    from survey.codebook import Text

WrittenText = Mapping[Any, str]
Words = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, of_form("name_form", r"[a-z][a-z0-9_]{0,27}")]
RowName = Annotated[str, of_form("row_form", r"[a-z0-9][a-z0-9_]{0,23}")]
Language = Annotated[str, of_form("language_form", r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")]
PartName = Annotated[str, of_form("part_form", r"[a-z][a-z0-9_]{0,59}")]
Id = Annotated[str, of_form("id_form", r"[a-z0-9][a-z0-9-]{0,63}")]
Texts = Annotated[dict[Language, Words], Field(min_length=1)]
CodeValue = Annotated[int, Field(ge=0)]
Missing = Literal[
    "no_answer", "multiple_ticks", "not_asked", "not_in_wave", "invalid", "dont_know", "refused"
]
# A wave that is called by a year needs no quotation marks.
WaveName = Annotated[Words, BeforeValidator(lambda name: str(name) if type(name) is int else name)]
# A form of a value that is told by looking at it; its name is left out of messages.
_WORDS_ONLY, _IN_FULL, _BY_NAME = "dict[words]", "dict[full]", "list[name]"


def _has(key: str) -> Discriminator:
    """Whether a mapping is written in full, which is told by a key, or as its words only."""
    return Discriminator(
        lambda value: _IN_FULL if isinstance(value, Mapping) and key in value else _WORDS_ONLY
    )


class CodeFile(Checked):
    """A code with more than its label."""

    label: Texts
    in_text: Texts | None = None
    place: Texts | None = None
    exclusive: bool = False
    opens_text: bool = False
    outside: bool = False


Coded = Annotated[
    Annotated[Texts, Tag(_WORDS_ONLY)] | Annotated[CodeFile, Tag(_IN_FULL)], _has("label")
]
Codes = Annotated[dict[CodeValue, Coded], Field(min_length=1)]


class HeadlineFile(Checked):
    """The headline of a question."""

    codes: Annotated[list[int], Field(min_length=1)]
    label: Texts
    phrase: Texts | None = None
    good: Literal["high", "low", "neither"] = "neither"
    base: Literal["answered", "asked"] | list[int] = "answered"


class CheckFile(Checked):
    """What must hold of an answer."""

    must: Words
    message: Texts
    soft: bool = True


class QuestionFile(Checked):
    """What all questions have."""

    id: Name
    type: str = "single"
    text: Texts | None = None
    label: Texts | None = None
    hint: Texts | None = None
    concept: Texts | None = None
    period: Texts | None = None
    ask_if: Words | None = None
    required: bool = False
    checks: list[CheckFile] = Field(default_factory=list)
    missing: list[Literal["dont_know", "refused"]] = Field(default_factory=list)


class CodedFile(QuestionFile):
    """A question that is answered by codes."""

    text: Texts
    scale: Name | None = None
    codes: Codes | None = None
    headline: HeadlineFile | None = None


class SingleFile(CodedFile):
    """A question with one answer."""

    type: Literal["single"] = "single"
    random: bool = False


class MultipleFile(CodedFile):
    """A question with any number of answers."""

    type: Literal["multiple"]
    random: bool = False
    most: Annotated[int, Field(ge=1)] | None = None


class RankingFile(CodedFile):
    """Answers that are put in order."""

    type: Literal["ranking"]
    random: bool = False
    most: Annotated[int, Field(ge=1)] | None = None


class NumberFile(QuestionFile):
    """A question that is answered by a number."""

    type: Literal["number"]
    text: Texts
    low: float | None = None
    high: float | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    unit: Texts | None = None


class TextFile(CodedFile):
    """A question that is answered in the respondent's own words."""

    type: Literal["text"]
    most: Annotated[int, Field(ge=1, le=32_000)] = 2000
    lines: Annotated[int, Field(ge=1, le=50)] = 3


class DateFile(QuestionFile):
    """A question that is answered by a date."""

    type: Literal["date"]
    text: Texts
    earliest: str = ""
    latest: str = ""
    precision: Literal["day", "month", "year"] = "day"


class RowFile(Checked):
    """A row of a grid with more than its words."""

    text: Texts
    ask_if: Words | None = None
    headline: HeadlineFile | None = None


Rows = Annotated[
    dict[
        RowName,
        Annotated[
            Annotated[Texts, Tag(_WORDS_ONLY)] | Annotated[RowFile, Tag(_IN_FULL)], _has("text")
        ],
    ],
    Field(min_length=1),
]


class GridFile(CodedFile):
    """Several things asked about on one scale."""

    type: Literal["grid"]
    rows: Rows
    random: bool = False


class NoteFile(QuestionFile):
    """A text that asks nothing."""

    type: Literal["note"]
    text: Texts


class CaseFile(Checked):
    """The value of a computed question where a condition holds."""

    when: Words
    value: CodeValue


class ComputedFile(QuestionFile):
    """A value that is worked out."""

    type: Literal["computed"]
    label: Texts
    value: Words | None = None
    cases: list[CaseFile] = Field(default_factory=list)
    otherwise: CodeValue | None = None
    scale: Name | None = None
    codes: Codes | None = None
    headline: HeadlineFile | None = None


class RosterFile(QuestionFile):
    """Questions about each person of a household."""

    type: Literal["roster"]
    text: Texts
    questions: Annotated[list[dict[Any, Any]], Field(min_length=1)]
    count: Name | None = None
    most: Annotated[int, Field(ge=1, le=30)] = 8
    item: Texts | None = None


FORMS: dict[str, type[QuestionFile]] = {
    "single": SingleFile,
    "multiple": MultipleFile,
    "number": NumberFile,
    "text": TextFile,
    "date": DateFile,
    "grid": GridFile,
    "ranking": RankingFile,
    "note": NoteFile,
    "computed": ComputedFile,
    "roster": RosterFile,
}


class ScaleFile(Checked):
    """A scale that questions share."""

    codes: Codes
    polarity: Literal["high", "low", "neither"] = "neither"


class SectionFile(Checked):
    """Questions that stand together."""

    id: Name
    title: Texts | None = None
    introduction: Texts | None = None
    ask_if: Words | None = None
    areas: list[Name] = Field(default_factory=list)
    random: bool = False
    questions: Annotated[list[dict[Any, Any]], Field(min_length=1)]


class MemberFile(Checked):
    """A question of an index with more than its name."""

    id: Name
    reverse: bool = False
    low: float | None = None
    high: float | None = None


class IndexFile(Checked):
    """An index from 0 to 100."""

    id: Name
    label: Texts
    members: Annotated[
        list[
            Annotated[
                Annotated[Name, Tag(_BY_NAME)] | Annotated[MemberFile, Tag(_IN_FULL)],
                Discriminator(lambda v: _IN_FULL if isinstance(v, Mapping) else _BY_NAME),
            ]
        ],
        Field(min_length=1),
    ]
    minimum_answered: Annotated[int, Field(ge=1)] | None = None


class ScenarioFile(Checked):
    """An example with what must come of it."""

    name: str = ""
    given: dict[str, Any] = Field(default_factory=dict)
    expect: Annotated[dict[str, Any], Field(min_length=1)]


class CrosswalkFile(Checked):
    """Codes of two waves put on codes that both have."""

    common: Annotated[dict[CodeValue, Texts], Field(min_length=1)]
    old: Annotated[dict[CodeValue, CodeValue | None], Field(min_length=1)]
    new: Annotated[dict[CodeValue, CodeValue | None], Field(min_length=1)]


class DeclaredFile(Checked):
    """What became of a question of an earlier wave."""

    change: Literal["editorial", "recoded", "broken", "replaced", "dropped"]
    reason: Texts
    by: Name | None = None
    crosswalk: CrosswalkFile | None = None


class QuestionnaireFile(Checked):
    """A whole questionnaire; what its questions hold is checked by their type."""

    id: Id
    title: Texts
    languages: Annotated[list[Language], Field(min_length=1)]
    fallback: dict[Language, list[Language]] = Field(default_factory=dict)
    unreviewed: list[Language] = Field(default_factory=list)
    module: bool = False
    use: list[str] = Field(default_factory=list)
    modes: list[Literal["web", "paper", "phone", "visit"]] = Field(default_factory=list)
    note: Texts | None = None
    introduction: Texts | None = None
    closing: Texts | None = None
    missing: dict[Missing, Texts] = Field(default_factory=dict)
    words: dict[Name, Texts] = Field(default_factory=dict)
    scales: dict[Name, ScaleFile] = Field(default_factory=dict)
    questions: list[dict[Any, Any]] = Field(default_factory=list)
    sections: list[SectionFile] = Field(default_factory=list)
    indices: list[IndexFile] = Field(default_factory=list)
    tests: list[ScenarioFile] = Field(default_factory=list)
    since: dict[WaveName, Annotated[dict[PartName, DeclaredFile], Field(min_length=1)]] = Field(
        default_factory=dict
    )


def plain_text(written: WrittenText | None) -> Text:
    """A text of the file as a text by language; empty if it isn't there."""
    return {str(language): words for language, words in (written or {}).items()}
