"""The value of an expression for each respondent, in three-valued logic.

A comparison with an answer that is missing is unknown, and so is what hangs on it: false *and*
unknown is false, true *or* unknown is true. Unknown at the top means "not asked".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from survey.codebook import MissingKind
from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import fail, quoted
from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Negative,
    Not,
    Operator,
)
from survey.questionnaire.routing.answers import (
    Answers,
    Bools,
    Floats,
    Values,
    day_of,
    is_blank,
    values_of,
)
from survey.questionnaire.routing.vocabulary import KINDS, WHOLE, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.routing.answers import Table
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

Value: TypeAlias = object
"""A code, number, text or date, the word for a kind of missing, or a list of codes."""

_COMPARED: Mapping[Comparator, Callable[[Any, Any], Any]] = {
    Comparator.EQUAL: np.equal,
    Comparator.UNEQUAL: np.not_equal,
    Comparator.LESS: np.less,
    Comparator.AT_MOST: np.less_equal,
    Comparator.MORE: np.greater,
    Comparator.AT_LEAST: np.greater_equal,
}
_RECKONED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.PLUS: np.add,
    Operator.MINUS: np.subtract,
    Operator.TIMES: np.multiply,
    Operator.OVER: np.divide,
}
_EQUALITIES = {Comparator.EQUAL, Comparator.UNEQUAL}
_OF_ROWS = {Function.ANY_OF: Joint.OR, Function.ALL_OF: Joint.AND}
_OF_MARKS = {Function.HAS: Joint.OR, Function.HAS_ANY: Joint.OR, Function.HAS_ALL: Joint.AND}
_EPOCH = date(1970, 1, 1).toordinal()
_MONTH = 32
_YEAR = 12 * _MONTH


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition for each respondent.

    Attributes
    ----------
    true : array of bool
    unknown : array of bool
        Where an answer that it hangs on is missing; never true at the same time.
    """

    true: Bools
    unknown: Bools

    @property
    def false(self) -> Bools:
        """Where it is known not to hold."""
        return ~(self.true | self.unknown)


def evaluate(
    expression: Expression,
    data: Table | Answers,
    vocabulary: Vocabulary,
    *,
    area: object = None,
    wave: object = None,
    today: object = None,
) -> Truth:
    """A condition for each row of a table.

    Parameters
    ----------
    expression : Expression
    data : DataFrame, mapping of str to array, or Answers
        Columns as `Questionnaire.variables` names them; one that is absent is unknown throughout.
        A number below 0, NaN and an empty text are missing answers.
    vocabulary : Vocabulary
    area, wave : str or array, optional
        Columns ``area`` and ``wave`` of the data if left out.
    today : date, ISO text or array of them, optional
        The day that `years_since` counts to.

    Raises
    ------
    UnknownNameError
        If a name stands for nothing.
    WrongUseError
        If it is no condition, compares what can't be compared, or `today` is needed.
    """
    answers = _answers(data, area, wave, today)
    truth = _Evaluation(expression, answers, vocabulary).truth(expression.tree)
    true, unknown = (np.broadcast_to(each, answers.size) for each in (truth.true, truth.unknown))
    return Truth(true.copy(), unknown.copy())


def evaluate_number(
    expression: Expression,
    data: Table | Answers,
    vocabulary: Vocabulary,
    *,
    area: object = None,
    wave: object = None,
    today: object = None,
) -> Floats:
    """A calculation for each row of a table; NaN where it is unknown or divides by 0.

    Parameters and errors are those of `evaluate`.
    """
    answers = _answers(data, area, wave, today)
    numbers = _Evaluation(expression, answers, vocabulary).number(expression.tree)
    return np.broadcast_to(numbers, answers.size).astype(float)


def evaluate_once(
    expression: Expression,
    answers: Mapping[str, Value],
    vocabulary: Vocabulary,
    *,
    area: str | None = None,
    wave: str | None = None,
    today: object = None,
) -> bool | float | None:
    """An expression for one respondent; None where it is unknown.

    Parameters
    ----------
    expression : Expression
    answers : mapping of str to value
        By column, or by question as in a scenario: see `as_columns`.
    vocabulary : Vocabulary
    area, wave, today
        As in `evaluate`.
    """
    given = _answers(as_columns(answers, vocabulary), area, wave, today)
    evaluation = _Evaluation(expression, given, vocabulary)
    if is_number(expression.tree, vocabulary):
        number = float(np.broadcast_to(evaluation.number(expression.tree), 1)[0])
        return None if np.isnan(number) else number
    truth = evaluation.truth(expression.tree)
    unknown, true = (bool(np.broadcast_to(each, 1)[0]) for each in (truth.unknown, truth.true))
    return None if unknown else true


def as_columns(answers: Mapping[str, Value], vocabulary: Vocabulary) -> dict[str, NDArray[Any]]:
    """The columns of one respondent, from answers by question.

    A list of codes is what was ticked, or the order of a ranking, the first one first; the word for
    a kind of missing is its code, in all columns of the question; a grid is a mapping of row to
    code, or one code for all rows.

    Examples
    --------
    >>> from survey.questionnaire.routing.vocabulary import Vocabulary
    >>> as_columns({"age": "dont_know"}, Vocabulary())
    {'age': array([-8.])}
    """
    columns: dict[str, NDArray[Any]] = {}
    for name, value in answers.items():
        subject = vocabulary.get(name)
        if subject is None or subject.form not in WHOLE:
            columns[name] = _cell(value)
        else:
            columns.update(_columns_of_whole(subject, value))
    return columns


def is_number(tree: Node, vocabulary: Vocabulary) -> bool:
    """Whether an expression is a calculation and no condition."""
    match tree:
        case Constant(value):
            return not isinstance(value, bool)
        case Name(id=name):
            return name in vocabulary
        case Call(function, _):
            return function in {Function.COUNT, Function.YEARS_SINCE}
    return isinstance(tree, Arithmetic | Negative)


def _answers(data: Table | Answers, area: object, wave: object, today: object) -> Answers:
    return data if isinstance(data, Answers) else Answers(data, area=area, wave=wave, today=today)


def _cell(value: Value) -> NDArray[Any]:
    if isinstance(value, str):
        value = int(KINDS[value]) if value in KINDS else value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return np.array([value], dtype=float if number else object)


def _columns_of_whole(subject: Subject, value: Value) -> dict[str, NDArray[Any]]:
    if isinstance(value, list | tuple | set | frozenset) and subject.form is not Form.GRID:
        chosen = list(value)
        values = (code.value for code in subject.codes)
        ranked = subject.form is Form.RANKING
        marks = [(chosen.index(v) + 1 if ranked else 1) if v in chosen else 0 for v in values]
        return {name: _cell(mark) for name, mark in zip(subject.columns, marks, strict=True)}
    if isinstance(value, Mapping):
        return {f"{subject.name}_{part}": _cell(each) for part, each in value.items()}
    return {name: _cell(value) for name in subject.columns}


class _Evaluation:
    """Goes through a tree from its leaves to its root."""

    def __init__(self, expression: Expression, answers: Answers, vocabulary: Vocabulary) -> None:
        self.expression = expression
        self.answers = answers
        self.vocabulary = vocabulary

    def misused(self) -> WrongUseError:
        expression = quoted(self.expression.source)
        return fail(WrongUseError, "expression.misused", expression=expression)

    def subject(self, name: str) -> Subject:
        if name in self.vocabulary:
            return self.vocabulary[name]
        expression = quoted(self.expression.source)
        code = "expression.name_unknown"
        raise fail(UnknownNameError, code, name=quoted(name), expression=expression)

    # Conditions

    def truth(self, node: Node) -> Truth:
        match node:
            case Constant(bool(value)):
                return Truth(np.array(value), np.array(False))
            case Comparison():
                return self.compared(node)
            case Among(value, constants):
                equal = (Comparison(Comparator.EQUAL, value, each) for each in constants)
                return _joined(Joint.OR, map(self.compared, equal))
            case Not(of):
                inner = self.truth(of)
                return Truth(inner.false, inner.unknown)
            case Joined(joint, parts):
                return _joined(joint, map(self.truth, parts))
            case Call(function, (Name(id=name), *rest)):
                return self.told(function, self.subject(name), rest)
        raise self.misused()

    def compared(self, node: Comparison) -> Truth:
        (kind, left), (other_kind, right) = self.value(node.left), self.value(node.right)
        if {kind, other_kind} == {Values.TEXTS, Values.DAYS}:
            left, right = self.as_days(node.left, left), self.as_days(node.right, right)
        elif kind is not other_kind or (
            kind is Values.TEXTS and node.comparator not in _EQUALITIES
        ):
            raise self.misused()
        unknown = is_blank(left) | is_blank(right)
        found = _COMPARED[node.comparator](left, right).astype(bool)
        return Truth(found & ~unknown, unknown)

    def as_days(self, node: Node, values: NDArray[Any]) -> Floats:
        """A text constant as the day that it is; what is days already stays so."""
        if values.dtype != object:
            return values
        day = day_of(str(node.value)) if isinstance(node, Constant) else np.nan
        if np.isnan(day):
            raise self.misused()
        return np.array(day)

    def told(self, function: Function, subject: Subject, rest: list[Node]) -> Truth:
        """What a function says of a question."""
        if function is Function.ANSWERED and not rest:
            return _certain(self.known(subject))
        if function is Function.MISSING:
            return _certain(self.missing(subject, rest))
        codes = [self.code(each) for each in rest]
        if function in _OF_ROWS and subject.form is Form.GRID:
            rows = [self.in_codes(name, codes) for name in subject.columns]
            return _joined(_OF_ROWS[function], rows)
        if function in _OF_MARKS and subject.form in {Form.MULTIPLE, Form.RANKING}:
            marks = self.marks(subject)
            wanted = [marks[name] for name in self.columns_of(subject, codes)]
            return _joined(_OF_MARKS[function], wanted)
        raise self.misused()

    def known(self, subject: Subject) -> Bools:
        """Who has an answer in any column of a question."""
        kind = values_of(subject.form)
        each = [self.answers.cells(name, kind).known for name in subject.columns]
        return np.any(each, axis=0) if each else np.zeros(self.answers.size, dtype=bool)

    def missing(self, subject: Subject, kinds: list[Node]) -> Bools:
        """Who has no answer, for a reason if one is given; a blank is no answer."""
        unknown = ~self.known(subject)
        if not kinds:
            return unknown
        named = [each.id for each in kinds if isinstance(each, Name) and each.id in KINDS]
        if len(named) != 1 or len(kinds) != 1:
            raise self.misused()
        code = float(KINDS[named[0]])
        kind = values_of(subject.form)
        codes = [self.answers.cells(name, kind).codes for name in subject.columns]
        blank = np.isnan(codes) & (code == MissingKind.NO_ANSWER)
        return np.asarray(unknown & np.any((np.asarray(codes) == code) | blank, axis=0))

    def code(self, node: Node) -> float:
        if isinstance(node, Constant) and not isinstance(node.value, bool | str):
            return float(node.value)
        raise self.misused()

    def in_codes(self, column: str, codes: list[float]) -> Truth:
        cells = self.answers.cells(column, Values.NUMBERS)
        return Truth(np.isin(cells.values, codes), ~cells.known)

    def columns_of(self, subject: Subject, codes: list[float]) -> list[str]:
        values = [float(code.value) for code in subject.codes]
        columns = dict(zip(values, subject.columns, strict=True))
        if not codes or not set(codes) <= set(columns):
            raise self.misused()
        return [columns[code] for code in codes]

    def marks(self, subject: Subject) -> dict[str, Truth]:
        """What was ticked or put in order, by column.

        Who has marked anything has left out what is blank; a column that is absent is unknown.
        """
        answered = self.known(subject)
        return {
            name: Truth(
                self.answers.cells(name, Values.NUMBERS).values > 0,
                ~answered if name in self.answers else np.ones(self.answers.size, dtype=bool),
            )
            for name in subject.columns
        }

    # Values

    def value(self, node: Node) -> tuple[Values, NDArray[Any]]:
        match node:
            case Constant(str(words)):
                return Values.TEXTS, np.array(words.strip() or None, dtype=object)
            case Name(id=name):
                subject = self.subject(name)
                if subject.form in WHOLE or subject.form is Form.NOTHING:
                    raise self.misused()
                kind = values_of(subject.form)
                return kind, self.answers.cells(name, kind).values
        return Values.NUMBERS, self.number(node)

    def number(self, node: Node) -> Floats:
        match node:
            case Constant():
                return np.array(self.code(node))
            case Negative(of):
                return np.asarray(-self.number(of))
            case Arithmetic(operator, left, right):
                with np.errstate(all="ignore"):
                    found = _RECKONED[operator](self.number(left), self.number(right))
                return np.where(np.isfinite(found), found, np.nan)
            case Name():
                kind, values = self.value(node)
                if kind is Values.NUMBERS:
                    return values
            case Call(Function.COUNT, (Name(id=name),)):
                return self.count(self.subject(name))
            case Call(Function.YEARS_SINCE, (Name(id=name),)):
                return self.years_since(self.subject(name))
        raise self.misused()

    def count(self, subject: Subject) -> Floats:
        if subject.form not in {Form.MULTIPLE, Form.RANKING}:
            raise self.misused()
        marks = self.marks(subject).values()
        counted = np.sum([mark.true for mark in marks], axis=0, dtype=float)
        return np.where(np.any([mark.unknown for mark in marks], axis=0), np.nan, counted)

    def years_since(self, subject: Subject) -> Floats:
        if subject.form is not Form.DATE:
            raise self.misused()
        today = self.answers.today()
        if today is None:
            expression = quoted(self.expression.source)
            raise fail(WrongUseError, "expression.today_missing", expression=expression)
        return _full_years(self.answers.cells(subject.name, Values.DAYS).values, today)


def _certain(true: Bools) -> Truth:
    return Truth(true, np.zeros_like(true))


def _joined(joint: Joint, parts: Iterable[Truth]) -> Truth:
    """All of them, or any of them, as Kleene has it."""

    def both(one: Truth, other: Truth) -> Truth:
        if joint is Joint.AND:
            true, false = one.true & other.true, one.false | other.false
        else:
            true, false = one.true | other.true, one.false & other.false
        return Truth(true, ~(true | false))

    return reduce(both, parts)


def _full_years(days: Floats, until: Floats) -> Floats:
    """Birthdays gone by between two days; whoever was born on 29 February has hers on 1 March."""
    unknown = np.isnan(days) | np.isnan(until)
    years, rest = np.divmod(_month_days(np.where(unknown, until, days)), _YEAR)
    last_years, last_rest = np.divmod(_month_days(until), _YEAR)
    return np.where(unknown, np.nan, last_years - years - (last_rest < rest))


def _month_days(days: Floats) -> Floats:
    """Days as a number that grows by `_YEAR` from one year to the next on the same date."""
    stamps = (np.nan_to_num(days, nan=1) - _EPOCH).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    within = (stamps - months).astype(float)
    return np.asarray(months.astype(float) * _MONTH + within)
