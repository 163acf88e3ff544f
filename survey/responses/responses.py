"""Answers as typed values, checked against what the columns may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Codebook, Kind, MissingKind, Variable
from survey.errors import DataError
from survey.files.csv_reader import CsvTable, read_csv
from survey.files.nearest import did_you_mean
from survey.files.numerals import parse_integers, parse_numbers
from survey.findings import Finding, FindingsError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, finding, quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from survey.questionnaire.model import Questionnaire

_MISSING = frozenset(int(kind) for kind in MissingKind)
_MOST_FINDINGS = 20


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


def read_responses(
    path: str | os.PathLike[str],
    questionnaire: Questionnaire,
    *,
    groups: Sequence[Variable] = (),
    numbers: Sequence[str] = (),
) -> Responses:
    """Read a CSV file of answers.

    Parameters
    ----------
    path : str or path
    questionnaire : Questionnaire
        Its questions are the columns that must be there.
    groups : sequence of Variable
        Columns beside the questions that hold one of some known texts, e.g. the area.
    numbers : sequence of str
        Columns beside the questions that hold numbers, e.g. weights or counts.

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
    names = [*(variable.name for variable in wanted), *numbers]
    table = read_csv(path, columns=names)
    _check_columns(table, names)
    findings: list[Finding] = []
    columns: dict[str, Any] = {}
    for variable in wanted:
        columns[variable.name] = _values(table, variable, findings)
    for name in numbers:
        columns[name] = _numbers(table, name, findings)
    if findings:
        raise _findings_error(table, findings)
    codebook = questionnaire.codebook().with_variables(groups)
    return Responses(pd.DataFrame(columns), codebook, table.notes)


def _check_columns(table: CsvTable, names: Sequence[str]) -> None:
    present = [str(name) for name in table.frame.columns]
    absent = [name for name in names if name not in present]
    if not absent:
        return
    near = did_you_mean(absent[0], present)
    raise fail(
        DataError,
        "answers.column_absent_near" if near else "answers.column_absent",
        where=table.place(0),
        names=culprits(absent),
        columns=culprits(present),
        near=quoted(near or ""),
    )


def _values(table: CsvTable, variable: Variable, findings: list[Finding]) -> Any:  # noqa: ANN401
    texts = table.frame[variable.name].tolist()
    if variable.kind is Kind.GROUP:
        return _group(table, variable, texts, findings)
    parsed = parse_integers(texts)
    values = np.where(np.isnan(parsed.values), int(MissingKind.NO_ANSWER), parsed.values)
    allowed = [code.value for code in variable.codes] + sorted(_MISSING)
    bad = ~np.isin(values, allowed)
    bad[list(parsed.failed)] = True
    codes = culprits(code.value for code in variable.codes)
    findings += [
        _bad_value(table, variable.name, int(row), texts[row], codes) for row in np.flatnonzero(bad)
    ]
    return values.astype(np.int64)


def _group(
    table: CsvTable, variable: Variable, texts: list[str], findings: list[Finding]
) -> list[object]:
    """Values of a group by their code or one of their labels."""
    known: dict[str, object] = {}
    for code in variable.codes:
        known |= dict.fromkeys(code.label.values(), code.value) | {str(code.value): code.value}
    allowed = culprits(code.value for code in variable.codes)
    for row, value in enumerate(texts):
        if value not in known:
            findings.append(_bad_value(table, variable.name, row, value, allowed))
    return [known.get(value) for value in texts]


def _numbers(table: CsvTable, name: str, findings: list[Finding]) -> Any:  # noqa: ANN401
    texts = table.frame[name].tolist()
    parsed = parse_numbers(texts, table.decimal)
    for row in parsed.failed:
        place = table.place(int(row), name)
        findings.append(
            finding("answers.no_number", place=place, name=quoted(name), got=quoted(texts[row]))
        )
    return parsed.values


def _bad_value(table: CsvTable, name: str, row: int, value: str, codes: str) -> Finding:
    place = table.place(row, name)
    return finding(
        "answers.unknown_code", place=place, name=quoted(name), got=quoted(value), codes=codes
    )


def _findings_error(table: CsvTable, findings: list[Finding]) -> FindingsError:
    problem = text(
        "findings.file_has_findings",
        what=text("findings.what.answers"),
        file=table.place(0).file,
        count=len(findings),
    )
    return FindingsError(problem, findings[:_MOST_FINDINGS])
