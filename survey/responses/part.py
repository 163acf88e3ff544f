"""One file of answers: its columns as typed values, and all that is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Kind, MissingKind
from survey.errors import DataError
from survey.files.data_table import EMPTY, Fault
from survey.files.headings import heading_key
from survey.files.identifiers import wrong_ids
from survey.files.moments import minutes_between, moment
from survey.files.nearest import did_you_mean
from survey.files.numerals import parse_numbers
from survey.findings import Place
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.column_map import months_come_first
from survey.responses.headings import column_of_group, found_heading
from survey.responses.responses import FINISHED, LANGUAGE, MINUTES, MODE, RESPONDENT, STARTED
from survey.responses.typing import NO_ANSWER, Limits, Wrong, typed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.files.data_table import DataColumn, DataTable
    from survey.responses.answer_files import AnswerFile
    from survey.responses.wanted import Wanted

NOT_IN_WAVE = int(MissingKind.NOT_IN_WAVE)
_REASONS = tuple(str(int(kind)) for kind in MissingKind)
_HEADER = 1
_LINKED = (MODE, LANGUAGE)
_MOMENTS = (STARTED, FINISHED)


@dataclass(frozen=True, slots=True, eq=False)
class WrongCells:
    """Cells of a column that can't be.

    Attributes
    ----------
    column : DataColumn
    wrong : Wrong
    variable : Variable or None
        What is allowed there; None where no question and no group is behind the column.
    fatal : bool
        Whether nothing can be made of the answers before it is mended.
    """

    column: DataColumn
    wrong: Wrong
    variable: Variable | None = None
    fatal: bool = True


@dataclass(slots=True, eq=False)
class Part:
    """What was read from one file.

    Attributes
    ----------
    file : AnswerFile
    table : DataTable
    wanted : Wanted
    front, groups, answers, numbers, computed : dict of str to ndarray
        Columns on how somebody answered, of groups, of questions, of weights and counts, and those
        of computed questions that the file has.
    wrong, odd : list of WrongCells
        What must be mended, and what is only told.
    left_out : tuple of str
        Columns of the file that nobody asked for.
    """

    file: AnswerFile
    table: DataTable
    wanted: Wanted
    front: dict[str, NDArray[Any]] = field(default_factory=dict)
    groups: dict[str, NDArray[Any]] = field(default_factory=dict)
    answers: dict[str, NDArray[Any]] = field(default_factory=dict)
    numbers: dict[str, NDArray[Any]] = field(default_factory=dict)
    computed: dict[str, NDArray[Any]] = field(default_factory=dict)
    wrong: list[WrongCells] = field(default_factory=list)
    odd: list[WrongCells] = field(default_factory=list)
    left_out: tuple[str, ...] = ()

    def tell(
        self,
        column: DataColumn,
        kind: str,
        rows: Sequence[int] | NDArray[np.intp],
        variable: Variable | None = None,
    ) -> None:
        """Put down what must be mended in some rows of a column, if there are any.

        What somebody answered, or where she lives, can be counted as invalid all the same.
        """
        if len(rows):
            fatal = variable is None
            self.wrong.append(WrongCells(column, Wrong(kind, np.asarray(rows)), variable, fatal))


def read_part(file: AnswerFile, table: DataTable, wanted: Wanted) -> Part:
    """The columns of a file as typed values.

    Parameters
    ----------
    file : AnswerFile
    table : DataTable
        With the questionnaire's names.
    wanted : Wanted

    Raises
    ------
    DataError
        If a column isn't there.
    """
    part = Part(file, table, wanted)
    places = {
        group.name: column_of_group(table.columns, group.name, wanted.names)
        for group in wanted.groups
    }
    _check_columns(part, wanted, places)
    taken = {*wanted.names, *filter(None, places.values())}
    front = _read_front(part, wanted, taken)
    part.left_out = tuple(name for name in table.columns if name not in taken | front)
    for group in wanted.groups:
        part.groups[group.name] = _group(part, table.columns[places[group.name] or ""], group)
    for variable in wanted.variables:
        part.answers[variable.name] = _answers(part, variable, wanted)
    _fill_options(part, wanted)
    for name in wanted.numbers:
        part.numbers[name] = _numbers(part, name, whole=name == wanted.counts)
    for variable in wanted.computed:
        if variable.name in table.columns:
            found = typed(table.columns[variable.name], variable, Limits())
            part.computed[variable.name] = found.values
    return part


def _check_columns(part: Part, wanted: Wanted, places: dict[str, str | None]) -> None:
    present = list(part.table.columns)
    left_out = set(part.file.absent)
    own = (wanted.respondent,) if wanted.respondent is not None else ()
    absent = [name for name, place in places.items() if place is None]
    absent += [
        name
        for name in (*own, *wanted.needed, *wanted.numbers)
        if name not in part.table.columns and name not in left_out
    ]
    if not absent:
        return
    names = {*wanted.names, *wanted.needed}
    near = did_you_mean(absent[0], [name for name in present if name not in names])
    raise fail(
        DataError,
        "answers.column_absent_near" if near else "answers.column_absent",
        where=_place_of_header(part.table),
        count=len(absent),
        names=culprits(absent),
        columns=culprits(present, quote=quoted_heading),
        near=quoted(near or ""),
    )


def _place_of_header(table: DataTable) -> Place:
    return Place(table.place().file, None if table.sheet or table.lines is None else _HEADER)


def _read_front(part: Part, wanted: Wanted, taken: Collection[str]) -> set[str]:
    """The id, and how, in which language and when somebody answered; the columns that say so."""
    columns = part.table.columns
    found = {
        name: columns[place]
        for name in (*_LINKED, *_MOMENTS, MINUTES)
        if (place := found_heading(name, columns, taken)) is not None
    }
    ids = _column_of_ids(part, wanted, taken)
    if ids is not None:
        found[RESPONDENT] = columns[ids]
    if RESPONDENT in found:
        part.front[RESPONDENT] = _ids(part, found[RESPONDENT])
    for name, given in zip(_LINKED, (part.file.mode, part.file.language), strict=True):
        if name in found:
            part.front[name] = _texts(part, found[name])
        elif given:
            part.front[name] = np.full(part.table.rows, given, dtype=object)
    for name in _MOMENTS:
        if name in found:
            part.front[name] = _moments(part, found[name])
    _add_minutes(part, found.get(MINUTES))
    return {each.name for each in found.values()}


def _column_of_ids(part: Part, wanted: Wanted, taken: Collection[str]) -> str | None:
    """The column of ids; none if a row stands for several respondents."""
    if wanted.respondent is not None:
        return wanted.respondent
    if wanted.counts is not None:
        return None
    return found_heading(RESPONDENT, part.table.columns, taken)


def _add_minutes(part: Part, column: DataColumn | None) -> None:
    """The minutes that it took, from the file or from when it began and ended."""
    if column is not None:
        parsed = parse_numbers(column.values, column.decimal)
        bad = np.isnan(parsed.values) | (parsed.values < 0)
        _tell_lost(part, column, "no_minutes")
        _tell_odd(part, column, "no_minutes", bad)
        part.front[MINUTES] = np.append(np.where(bad, np.nan, parsed.values), np.nan)[column.index]
    elif all(name in part.front for name in _MOMENTS):
        part.front[MINUTES] = minutes_between(*(part.front[name].tolist() for name in _MOMENTS))


def _ids(part: Part, column: DataColumn) -> NDArray[Any]:
    _refuse_faults(part, column)
    for each in wrong_ids(column):
        part.tell(column, each.kind, each.rows)
    return _cells(column)


def _texts(part: Part, column: DataColumn) -> NDArray[Any]:
    _refuse_faults(part, column)
    return _cells(column)


def _cells(column: DataColumn) -> NDArray[Any]:
    return np.array([*column.values, ""], dtype=object)[column.index]


def _moments(part: Part, column: DataColumn) -> NDArray[Any]:
    """Moments; a date such as 3/25/2026 shows that in all of them the month comes first."""
    _tell_lost(part, column, "no_moment")
    months_first = months_come_first(column.values)
    found = [moment(each, months_first=months_first) for each in column.values]
    _tell_odd(part, column, "no_moment", np.array([each is None for each in found], dtype=bool))
    return np.array([*(each or "" for each in found), ""], dtype=object)[column.index]


def _tell_odd(part: Part, column: DataColumn, kind: str, which: NDArray[np.bool_]) -> None:
    rows = np.flatnonzero(np.append(which, False)[column.index])
    if len(rows):
        part.odd.append(WrongCells(column, Wrong(kind, rows), fatal=False))


def _tell_lost(part: Part, column: DataColumn, kind: str) -> None:
    """That formulas and errors are left out, where an answer doesn't depend on them."""
    if column.faults:
        part.odd.append(
            WrongCells(column, Wrong(kind, np.array(sorted(column.faults))), fatal=False)
        )


def _group(part: Part, column: DataColumn, variable: Variable) -> NDArray[Any]:
    """Values of a group by their code or one of their labels; as they are, if it has no codes.

    Where nothing or none of them stands, it is None.
    """
    _refuse_faults(part, column)
    empty = np.flatnonzero(column.index == EMPTY)
    part.tell(column, "empty_group", empty, variable)
    if not variable.codes:
        return np.array([*column.values, None], dtype=object)[column.index]
    known = _known_groups(variable)
    found = [known.get(each, known.get(heading_key(each))) for each in column.values]
    unknown = np.append([each is None for each in found], False).astype(bool)
    part.tell(column, "unknown_group", np.flatnonzero(unknown[column.index]), variable)
    return np.array([*found, None], dtype=object)[column.index]


def _known_groups(variable: Variable) -> dict[str, object]:
    """Codes by what may be written for them; where only case tells two apart, case decides.

    A code goes before a label, and both before what else something is called.
    """
    exact: dict[str, object] = {}
    for code in variable.codes:
        exact |= dict.fromkeys(code.aliases, code.value)
    for code in variable.codes:
        exact |= dict.fromkeys(code.label.values(), code.value)
    exact |= {str(code.value): code.value for code in variable.codes}
    loose: dict[str, set[object]] = {}
    for written, value in exact.items():
        loose.setdefault(heading_key(written), set()).add(value)
    return {key: next(iter(those)) for key, those in loose.items() if len(those) == 1} | exact


def _answers(part: Part, variable: Variable, wanted: Wanted) -> NDArray[Any]:
    """The answers in a column; if the file hasn't got it, why they are missing."""
    column = part.table.columns.get(variable.name)
    if column is None:
        code = NOT_IN_WAVE if variable.name in part.file.absent else NO_ANSWER
        return _missing(part, variable, code)
    _refuse_faults(part, column)
    if variable.name in part.file.absent:
        return _absent(part, column, variable)
    found = typed(column, variable, wanted.limits[variable.name])
    part.wrong += [WrongCells(column, each, variable, fatal=False) for each in found.wrong]
    return found.values


def _absent(part: Part, column: DataColumn, variable: Variable) -> NDArray[Any]:
    """No answers to a question that was not in this wave; refused if the file has some."""
    reasons = np.append(np.isin(column.values, _REASONS), True)
    part.tell(column, "absent_answered", np.flatnonzero(~reasons[column.index]))
    return _missing(part, variable, NOT_IN_WAVE)


def _missing(part: Part, variable: Variable, code: int) -> NDArray[Any]:
    dtype = _dtype(variable)
    return np.full(part.table.rows, str(code) if dtype is object else code, dtype=dtype)


def _dtype(variable: Variable) -> type:
    return {Kind.TEXT: object, Kind.DATE: object, Kind.NUMBER: np.float64}.get(
        variable.kind, np.int64
    )


def _fill_options(part: Part, wanted: Wanted) -> None:
    """An empty box is one that wasn't ticked, where another one of the question was filled in."""
    for names in wanted.options:
        columns = [part.table.columns.get(name) for name in names]
        if any(column is None for column in columns):
            continue
        empty = [column.index == EMPTY for column in columns if column is not None]
        if not any(each.any() for each in empty):
            continue
        answered = np.zeros(part.table.rows, dtype=bool)
        for name in names:
            answered |= part.answers[name] >= 0
        for name, blank in zip(names, empty, strict=True):
            part.answers[name] = np.where(blank & answered, 0, part.answers[name])


def _numbers(part: Part, name: str, *, whole: bool) -> NDArray[Any]:
    """Numbers from 0 upwards, one in each row."""
    column = part.table.columns[name]
    _refuse_faults(part, column)
    parsed = parse_numbers(column.values, column.decimal)
    values = parsed.values
    bad = np.isnan(values)
    negative = values < 0
    half = (values != np.trunc(values)) & ~bad & ~negative if whole else np.zeros_like(bad)
    told = {"no_number": bad, "negative_number": negative, "no_count": half}
    for kind, which in told.items():
        part.tell(column, kind, np.flatnonzero(np.append(which, False)[column.index]))
    part.tell(column, "empty_number", np.flatnonzero(column.index == EMPTY))
    return np.append(values, np.nan)[column.index]


def _refuse_faults(part: Part, column: DataColumn) -> None:
    """Formulas aren't worked out, and what Excel shows as an error is no answer."""
    for fault in Fault:
        rows = [row for row, each in column.faults.items() if each is fault]
        part.tell(column, f"cell_{fault}", rows)
