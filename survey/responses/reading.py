"""Files of answers read as typed values, checked against what the columns may hold."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind, MissingKind, Variable
from survey.errors import DataError
from survey.files.csv_reader import CsvTable, read_csv
from survey.files.nearest import did_you_mean
from survey.files.numerals import parse_integers, parse_numbers
from survey.findings import Finding, FindingsError, Place
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, finding, quoted
from survey.language.numbers import format_number
from survey.responses.responses import Responses

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from survey.questionnaire.model import Questionnaire

_MISSING = tuple(int(kind) for kind in MissingKind)
_MOST_FINDINGS = 20
_HEADER = 1
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def read_responses(
    path: str | os.PathLike[str],
    questionnaire: Questionnaire,
    *,
    groups: Sequence[Variable] = (),
    weights: str | None = None,
    counts: str | None = None,
) -> Responses:
    """Read a CSV file of answers.

    Parameters
    ----------
    path : str or path
    questionnaire : Questionnaire
        Its questions are the columns that must be there.
    groups : sequence of Variable
        Columns beside the questions that hold one of some known texts, e.g. the area.
    weights, counts : str, optional
        Columns beside the questions that hold numbers from 0 upwards: weights, or how many
        respondents a row stands for.

    Returns
    -------
    Responses
        With those columns only; others in the file are left out and noted.

    Raises
    ------
    DataError
        If a column isn't there.
    FindingsError
        With every value that is no code, each with its line; twenty at most are listed.
    FileError
        If the file can't be read.
    """
    wanted = [*groups, *questionnaire.variables()]
    numbers = [name for name in (weights, counts) if name is not None]
    names = [*(variable.name for variable in wanted), *numbers]
    table = read_csv(path, columns=names)
    _check_columns(table, names)
    bad: list[_Bad] = []
    columns: dict[str, Any] = {}
    for variable in wanted:
        columns[variable.name] = _READERS.get(variable.kind, _codes)(table, variable, bad)
    for name in numbers:
        columns[name] = _numbers(table, name, bad, whole=name == counts)
    if bad:
        raise _findings_error(table, bad)
    codebook = questionnaire.codebook().with_variables(groups)
    return Responses(pd.DataFrame(columns), codebook, questionnaire, table.notes)


@dataclass(frozen=True, slots=True)
class _Bad:
    """A value that can't be: its row from 0, its column, what is wrong, what is allowed."""

    row: int
    name: str
    kind: str
    allowed: tuple[object, ...] = ()


def _check_columns(table: CsvTable, names: Sequence[str]) -> None:
    present = [str(name) for name in table.frame.columns]
    absent = [name for name in names if name not in present]
    if not absent:
        return
    near = did_you_mean(absent[0], [name for name in present if name not in names])
    raise fail(
        DataError,
        "answers.column_absent_near" if near else "answers.column_absent",
        where=Place(table.place(0).file, _HEADER),
        count=len(absent),
        names=culprits(absent),
        columns=culprits(present),
        near=quoted(near or ""),
    )


def _codes(table: CsvTable, variable: Variable, bad: list[_Bad]) -> Any:  # noqa: ANN401
    """Codes of a question; an empty cell is no answer."""
    parsed = parse_integers(table.frame[variable.name].tolist())
    values = np.where(np.isnan(parsed.values), int(MissingKind.NO_ANSWER), parsed.values)
    codes = tuple(code.value for code in variable.codes)
    wrong = ~np.isin(values, [*codes, *_MISSING])
    wrong[list(parsed.failed)] = True
    bad += [_Bad(int(r), variable.name, "unknown_code", codes) for r in np.flatnonzero(wrong)]
    return values.astype(np.int64)


def _group(table: CsvTable, variable: Variable, bad: list[_Bad]) -> list[object]:
    """Values of a group by their code or one of their labels."""
    texts = table.frame[variable.name].tolist()
    known: dict[str, object] = {}
    for code in variable.codes:
        known |= dict.fromkeys(code.label.values(), code.value) | {str(code.value): code.value}
    codes = tuple(code.value for code in variable.codes)
    for row, value in enumerate(texts):
        if value not in known:
            kind = "unknown_group" if value else "empty_group"
            bad.append(_Bad(row, variable.name, kind, codes))
    return [known.get(value) for value in texts]


def _numbers(table: CsvTable, name: str, bad: list[_Bad], *, whole: bool) -> Any:  # noqa: ANN401
    """Numbers from 0 upwards, one in each row."""
    parsed = parse_numbers(table.frame[name].tolist(), table.decimal)
    failed = set(parsed.failed.tolist())
    for row, value in enumerate(parsed.values.tolist()):
        if row in failed:
            bad.append(_Bad(row, name, "no_number"))
        elif math.isnan(value):
            bad.append(_Bad(row, name, "empty_number"))
        elif value < 0:
            bad.append(_Bad(row, name, "negative_number"))
        elif whole and value != int(value):
            bad.append(_Bad(row, name, "no_count"))
    return parsed.values


def _measured(table: CsvTable, variable: Variable, bad: list[_Bad]) -> Any:  # noqa: ANN401
    """Numbers that are answers; an empty cell is no answer."""
    parsed = parse_numbers(table.frame[variable.name].tolist(), table.decimal)
    values = np.where(np.isnan(parsed.values), float(MissingKind.NO_ANSWER), parsed.values)
    failed = {int(row) for row in parsed.failed}
    below = np.flatnonzero((values < 0) & ~np.isin(values, _MISSING))
    bad += [_Bad(row, variable.name, "no_number") for row in sorted(failed)]
    bad += [_Bad(int(row), variable.name, "negative_answer") for row in below]
    return values


def _texts(table: CsvTable, variable: Variable, bad: list[_Bad]) -> list[str]:
    """What was answered in own words."""
    return [str(cell) for cell in table.frame[variable.name]]


def _dates(table: CsvTable, variable: Variable, bad: list[_Bad]) -> list[str]:
    """Dates as ISO texts, or a year and month or a year where no more was asked."""
    cells = _texts(table, variable, bad)
    known = {cell: _is_date(cell) for cell in set(cells)}
    bad += [
        _Bad(row, variable.name, "no_date") for row, cell in enumerate(cells) if not known[cell]
    ]
    return [cell or str(int(MissingKind.NO_ANSWER)) for cell in cells]


def _is_date(cell: str) -> bool:
    """Whether a cell is empty, a date that exists, or a code of a missing answer."""
    found = _DATE.fullmatch(cell)
    if found is None:
        return cell in {"", *map(str, _MISSING)}
    try:
        dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


_READERS: dict[Kind, Callable[[CsvTable, Variable, list[_Bad]], Any]] = {
    Kind.GROUP: _group,
    Kind.NUMBER: _measured,
    Kind.TEXT: _texts,
    Kind.DATE: _dates,
}


def _findings_error(table: CsvTable, bad: list[_Bad]) -> FindingsError:
    problem = text(
        "findings.file_has_findings",
        what=text("findings.what.answers"),
        file=table.place(0).file,
        count=len(bad),
    )
    return FindingsError(problem, [_finding(table, each) for each in bad[:_MOST_FINDINGS]])


def _finding(table: CsvTable, bad: _Bad) -> Finding:
    got = table.frame[bad.name].iloc[bad.row]
    near = did_you_mean(got, map(str, bad.allowed)) if bad.kind == "unknown_group" else None
    return finding(
        f"answers.{bad.kind}_near" if near else f"answers.{bad.kind}",
        place=table.place(bad.row, bad.name),
        name=quoted(bad.name),
        got=quoted(got),
        codes=culprits(bad.allowed),
        missing=", ".join(format_number(code, current_language()) for code in _MISSING),
        near=quoted(near or ""),
    )
