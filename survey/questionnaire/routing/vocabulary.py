"""What each name in an expression may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from survey.codebook import Code, MissingKind
from survey.questionnaire.columns import asked_questions, column_names
from survey.questionnaire.questions import (
    Computed,
    Date,
    Grid,
    Multiple,
    Note,
    Number,
    Ranking,
    Roster,
    Single,
)

if TYPE_CHECKING:
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

KINDS: Mapping[str, MissingKind] = MappingProxyType(
    {kind.name.lower(): kind for kind in MissingKind}
)
"""The kinds of missing by the words they have in expressions: ``dont_know``, ``refused`` …"""

PLACES = ("area", "wave")
"""Names that are no question: where and when the respondent is asked."""


class Form(StrEnum):
    """What stands behind a name.

    The first six are the value of one column, the next three a question of several columns.
    """

    CODES = "codes"
    OPTION = "option"
    RANK = "rank"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    MULTIPLE = "multiple"
    RANKING = "ranking"
    GRID = "grid"
    NOTHING = "nothing"


CODED = frozenset({Form.CODES, Form.OPTION, Form.RANK})
WHOLE = frozenset({Form.MULTIPLE, Form.RANKING, Form.GRID})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name stands for.

    Attributes
    ----------
    name : str
    form : Form
    question : str
        Name of the question; empty for ``area`` and ``wave``.
    columns : tuple of str
        Columns that hold the answers; itself, if it is a column.
    codes : tuple of Code
        Valid answers: those of the scale, the options, or 0 and 1.
    missing : tuple of MissingKind
        Non-answers that the form offers.
    table : str
        The roster it stands in; empty for none.
    position : int
        Its question's place in the order in which they are asked; -1 for ``area`` and ``wave``.
    scaled : bool
        Whether the codes are those of a shared scale, so that they have an order.
    low, high : float or None
    decimals : int
        Limits of a number.
    computed : Computed or None
        How its value is worked out.
    universe : Expression or None
        All conditions that must hold for it to be asked; None if everyone is.
    """

    name: str
    form: Form
    question: str = ""
    columns: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    missing: tuple[MissingKind, ...] = ()
    table: str = ""
    position: int = -1
    scaled: bool = False
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    computed: Computed | None = None
    universe: Expression | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary(Mapping[str, Subject]):
    """Names with what they stand for.

    Attributes
    ----------
    subjects : mapping of str to Subject
        Those of all tables.
    """

    subjects: Mapping[str, Subject] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Subject:
        return self.subjects[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.subjects)

    def __len__(self) -> int:
        return len(self.subjects)

    def within(self, table: str = "") -> Vocabulary:
        """What can be seen from a table: the respondents' names and those of the roster itself."""
        seen = {"", table}
        return Vocabulary({n: each for n, each in self.subjects.items() if each.table in seen})


def vocabulary_of(questionnaire: Questionnaire) -> Vocabulary:
    """The names that the expressions of a questionnaire can have, those of rosters among them."""
    subjects = {name: Subject(name, Form.TEXT, columns=(name,)) for name in PLACES}
    for position, asked in enumerate(asked_questions(questionnaire.sections)):
        rows = _conditions_of_rows(asked.question)
        for subject in _subjects(asked.question):
            own = rows.get(subject.name)
            universe = asked.universe if own is None else asked.row_universe(own)
            subjects[subject.name] = replace(
                subject, table=asked.table, position=position, universe=universe
            )
    return Vocabulary(subjects)


def _conditions_of_rows(question: Question) -> dict[str, Expression]:
    rows = question.rows if isinstance(question, Grid) else ()
    return {f"{question.id}_{row.id}": row.ask_if for row in rows if row.ask_if is not None}


def _subjects(question: Question) -> Iterator[Subject]:
    whole = Subject(question.id, Form.NOTHING, question.id, missing=question.missing)
    columns = column_names(question)
    match question:
        case Grid(codes=codes):
            yield replace(whole, form=Form.GRID, columns=columns, codes=codes)
            for name in columns:
                row = replace(whole, name=name, form=Form.CODES, columns=(name,), codes=codes)
                yield replace(row, scaled=bool(question.scale))
        case Multiple(codes=codes) | Ranking(codes=codes):
            ticked = isinstance(question, Multiple)
            form = Form.MULTIPLE if ticked else Form.RANKING
            yield replace(whole, form=form, columns=columns, codes=codes)
            yield from _options(whole, columns, question)
        case Note() | Roster():
            yield whole
        case _:
            yield _one_column(replace(whole, columns=columns), question)
    yield from _words_of_other(whole, question)


def _options(
    whole: Subject, columns: tuple[str, ...], question: Multiple | Ranking
) -> Iterator[Subject]:
    most = (question.most or len(question.codes)) if isinstance(question, Ranking) else 1
    form = Form.RANK if isinstance(question, Ranking) else Form.OPTION
    codes = tuple(Code(n, {}, outside=n == 0 and form is Form.RANK) for n in range(most + 1))
    for name in columns:
        yield replace(whole, name=name, form=form, columns=(name,), codes=codes, scaled=True)


def _one_column(whole: Subject, question: Question) -> Subject:
    match question:
        case Single(codes=codes, scale=scale):
            return replace(whole, form=Form.CODES, codes=codes, scaled=bool(scale))
        case Computed(codes=codes):
            form = Form.CODES if codes else Form.NUMBER
            return replace(whole, form=form, codes=codes, scaled=True, computed=question)
        case Number(low=low, high=high, decimals=decimals):
            return replace(whole, form=Form.NUMBER, low=low, high=high, decimals=decimals)
        case Date():
            return replace(whole, form=Form.DATE)
    return replace(whole, form=Form.TEXT)


def _words_of_other(whole: Subject, question: Question) -> Iterator[Subject]:
    if isinstance(question, Single | Multiple | Ranking):
        for code in question.codes:
            if code.opens_text:
                name = f"{question.id}_{code.value}_text"
                yield replace(whole, name=name, form=Form.TEXT, columns=(name,), missing=())
