"""The kinds of questions there are, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Code, Headline, MissingKind, Text
    from survey.questionnaire.expressions.expression import Expression


class QuestionType(StrEnum):
    """What kind of answer a question asks for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    GRID = "grid"
    RANKING = "ranking"
    NOTE = "note"
    COMPUTED = "computed"
    ROSTER = "roster"


class Polarity(StrEnum):
    """Which end of a scale is good."""

    HIGH = "high"
    LOW = "low"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Scale:
    """Ordered codes that several questions share, or the code frame of open answers.

    Attributes
    ----------
    id : str
    codes : tuple of Code
        In the order in which they are shown.
    polarity : Polarity
        Whether the high or the low codes are the good ones.
    """

    id: str
    codes: tuple[Code, ...]
    polarity: Polarity = Polarity.NEITHER


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """What must hold of an answer.

    Attributes
    ----------
    must : Expression
        Only an answer for which it is false is complained of; unknown is let through.
    message : Text
        What the respondent is told.
    soft : bool
        Whether she may keep her answer all the same.
    """

    must: Expression
    message: Text
    soft: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all questions have.

    Attributes
    ----------
    id : str
        Its name for ever.
    text : Text
        As it is asked; ``{name}`` is filled with what was answered to another question.
    label : Text
        Short form for tables and charts.
    hint : Text
        Help that stands below the question.
    concept, period : Text
        What is meant to be measured, and over what time: "the past 12 months".
    ask_if : Expression or None
        Who is asked; None for all who come to it.
    required : bool
        Whether a form must not be sent without an answer.
    checks : tuple of AnswerCheck
    missing : tuple of MissingKind
        Non-answers that are offered on the form: don't know, prefer not to say.
    headline : Headline or None
        The one share that it is reported by.
    """

    type: ClassVar[QuestionType]

    id: str
    text: Text = field(default_factory=dict)
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    concept: Text = field(default_factory=dict)
    period: Text = field(default_factory=dict)
    ask_if: Expression | None = None
    required: bool = False
    checks: tuple[AnswerCheck, ...] = ()
    missing: tuple[MissingKind, ...] = ()
    headline: Headline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coded(Question):
    """A question that is answered by codes.

    Attributes
    ----------
    codes : tuple of Code
        In the order in which they are shown.
    scale : str
        Name of the shared scale they come from; empty if they are the question's own.
    random : bool
        Whether they are shown in random order; exclusive codes, those that open a text and those
        outside the scale stay where they are.
    """

    codes: tuple[Code, ...]
    scale: str = ""
    random: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Single(_Coded):
    """A question with one answer."""

    type: ClassVar[QuestionType] = QuestionType.SINGLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiple(_Coded):
    """A question with any number of answers.

    Attributes
    ----------
    most : int or None
        How many may be ticked.
    """

    type: ClassVar[QuestionType] = QuestionType.MULTIPLE

    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(_Coded):
    """Answers that are put in order, the most important one first.

    Attributes
    ----------
    most : int or None
        How many are put in order; None for all.
    """

    type: ClassVar[QuestionType] = QuestionType.RANKING

    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Question):
    """A question that is answered by a number.

    Attributes
    ----------
    low, high : float or None
        Smallest and largest answer that is accepted; never below 0.
    decimals : int
        How many digits may follow the decimal sign.
    unit : Text
        What is counted: "years".
    """

    type: ClassVar[QuestionType] = QuestionType.NUMBER

    low: float | None = None
    high: float | None = None
    decimals: int = 0
    unit: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenText(Question):
    """A question that is answered in the respondent's own words.

    Attributes
    ----------
    codes : tuple of Code
        The code frame that the answers are coded by.
    scale : str
        Name of the shared scale that holds the frame.
    most : int
        How many characters are accepted.
    lines : int
        How many lines the form has for them.
    """

    type: ClassVar[QuestionType] = QuestionType.TEXT

    codes: tuple[Code, ...] = ()
    scale: str = ""
    most: int = 2000
    lines: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Question):
    """A question that is answered by a date.

    Attributes
    ----------
    earliest, latest : str
        ISO dates; empty for no limit.
    precision : {"day", "month", "year"}
        How much of the date is asked for.
    """

    type: ClassVar[QuestionType] = QuestionType.DATE

    earliest: str = ""
    latest: str = ""
    precision: Literal["day", "month", "year"] = "day"


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a grid.

    Attributes
    ----------
    id : str
        Its name within the grid.
    text : Text
    ask_if : Expression or None
        Who is asked about this row.
    headline : Headline or None
        If it differs from that of the grid.
    """

    id: str
    text: Text
    ask_if: Expression | None = None
    headline: Headline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid(_Coded):
    """Several things asked about on one scale: rows × codes, one answer a row.

    Attributes
    ----------
    rows : tuple of GridRow
    random : bool
        Whether the rows are shown in random order.
    """

    type: ClassVar[QuestionType] = QuestionType.GRID

    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Question):
    """A text that asks nothing."""

    type: ClassVar[QuestionType] = QuestionType.NOTE


@dataclass(frozen=True, slots=True)
class Case:
    """The value of a computed question where a condition holds."""

    when: Expression
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Question):
    """A value that is worked out from answers and never asked.

    Attributes
    ----------
    value : Expression or None
        A number; or None where there are cases.
    cases : tuple of Case
        The first whose condition is true gives the value. Where one that comes before it can't be
        decided, because an answer is missing, the value is missing too.
    otherwise : int or None
        The value where all conditions are false.
    codes : tuple of Code
        What the values of the cases mean; empty for a number.
    scale : str
        Name of the shared scale they come from.
    """

    type: ClassVar[QuestionType] = QuestionType.COMPUTED

    value: Expression | None = None
    cases: tuple[Case, ...] = ()
    otherwise: int | None = None
    codes: tuple[Code, ...] = ()
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster(Question):
    """Questions that are asked about each person of a household, in a table of their own.

    Attributes
    ----------
    questions : tuple of Question
        Of any type but roster and note.
    count : str
        Name of the question that says how many there are; empty if as many as are filled in.
    most : int
        How many the form has room for.
    item : Text
        What one is called: "Person {n}".
    """

    type: ClassVar[QuestionType] = QuestionType.ROSTER

    questions: tuple[Question, ...]
    count: str = ""
    most: int = 8
    item: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together.

    Attributes
    ----------
    id : str
    title, introduction : Text
    questions : tuple of Question
    ask_if : Expression or None
        Who comes to the section.
    areas : tuple of str
        Areas that it is for; empty for all of them.
    random : bool
        Whether its questions are asked in random order.
    """

    id: str
    questions: tuple[Question, ...]
    title: Text = field(default_factory=dict)
    introduction: Text = field(default_factory=dict)
    ask_if: Expression | None = None
    areas: tuple[str, ...] = ()
    random: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """An example with what must come of it, checked each time the questionnaire is.

    Attributes
    ----------
    name : str
    given : mapping of str to value
        Answers by question: a code, a number, a text, a list of codes, or the name of a kind of
        missing. ``area`` and ``wave`` may be given too.
    expect : mapping of str to value
        By question: ``asked``, ``not_asked``, or the value of a computed question.
    """

    name: str
    given: Mapping[str, object]
    expect: Mapping[str, object]


def expressions_of(question: Question) -> Iterator[tuple[tuple[str, ...], Expression]]:
    """All conditions and calculations of a question, each with its path within the question."""
    if question.ask_if is not None:
        yield ("ask_if",), question.ask_if
    for place, check in enumerate(question.checks):
        yield ("checks", str(place), "must"), check.must
    match question:
        case Grid(rows=rows):
            conditions = ((row.id, row.ask_if) for row in rows)
            yield from (
                (("rows", name, "ask_if"), condition)
                for name, condition in conditions
                if condition is not None
            )
        case Computed(value=value, cases=cases):
            if value is not None:
                yield ("value",), value
            for place, case in enumerate(cases):
                yield ("cases", str(place), "when"), case.when
