"""Answers as typed values, checked against what the columns may hold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Codebook, Kind, MissingKind, Variable, said
from survey.documents.notebook import records_html
from survey.errors import DataError
from survey.files.csv_reader import CsvTable, read_csv
from survey.files.nearest import did_you_mean
from survey.files.numerals import parse_integers, parse_numbers
from survey.findings import Finding, FindingsError, Place
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, finding, quoted
from survey.language.numbers import format_number

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from survey.questionnaire.model import Questionnaire

_MISSING = tuple(int(kind) for kind in MissingKind)
_MOST_FINDINGS = 20
_HEADER = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Responses:
    """What residents answered.

    Attributes
    ----------
    data : DataFrame
        One row a respondent or, in tabulated data, a pattern of answers. Codes are whole numbers,
        missing answers their negative codes.
    codebook : Codebook
    notes : tuple of Finding
        How the file was read.
    """

    data: pd.DataFrame
    codebook: Codebook
    notes: tuple[Finding, ...] = field(default=())

    def __repr__(self) -> str:
        return f"Responses({len(self.data)} rows, {len(self.codebook.variables)} questions)"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [
            (
                name,
                said(variable.label, language, default=name),
                ", ".join(variable.code_label(code.value, language) for code in variable.codes),
            )
            for name, variable in self.codebook.variables.items()
        ]
        title = text("notebook.responses", rows=format_number(len(self.data), language))
        note = text("notebook.unreleased")
        return records_html(records, ("name", "meaning", "answers"), title, note=note)


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
        read = _group if variable.kind is Kind.GROUP else _codes
        columns[variable.name] = read(table, variable, bad)
    for name in numbers:
        columns[name] = _numbers(table, name, bad, whole=name == counts)
    if bad:
        raise _findings_error(table, bad)
    codebook = questionnaire.codebook().with_variables(groups)
    return Responses(pd.DataFrame(columns), codebook, table.notes)


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
