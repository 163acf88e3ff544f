"""The answers of a file under the names and codes of the questionnaire drafted from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import DataError
from survey.files.nearest import did_you_mean
from survey.findings import Finding, FindingsError, Place
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.column_map import NO_ANSWER, Target, iso_date
from survey.questionnaire.drafting.source import number_of

if TYPE_CHECKING:
    from survey.questionnaire.column_map import ColumnMap, MappedColumn
    from survey.questionnaire.drafting.source import Column, Source

_NUMBERS = frozenset({Target.NUMBER, Target.WEIGHT, Target.COUNT})


def recoded(source: Source, mapped: ColumnMap) -> pd.DataFrame:
    """The answers of a file under the names and codes of a questionnaire.

    Parameters
    ----------
    source : Source
    mapped : ColumnMap

    Returns
    -------
    DataFrame
        Codes are whole numbers, numbers are numbers, dates are ISO texts, and missing answers are
        their negative codes; own words are empty where there are none.

    Raises
    ------
    DataError
        If a column isn't in the file.
    FindingsError
        With each column that has values which the map doesn't know; the values aren't repeated,
        since they may be somebody's own words.
    """
    _check_present(source, mapped)
    findings: list[Finding] = []
    found: dict[str, Any] = {}
    for each in mapped.columns:
        column = source.column(each.source)
        if column is not None:
            found[each.target] = _recoded(column, each, source, findings)
    if findings:
        problem = text(
            "findings.file_has_findings",
            what=text("findings.what.answers"),
            file=source.path.name,
            count=len(findings),
        )
        raise FindingsError(problem, findings)
    _fill_ticks(found, mapped)
    return pd.DataFrame(found)


def _check_present(source: Source, mapped: ColumnMap) -> None:
    present = {column.name for column in source.columns}
    absent = [each.source for each in mapped.columns if each.source not in present]
    if absent:
        near = did_you_mean(absent[0], present)
        raise fail(
            DataError,
            "answers.column_absent_near" if near else "answers.column_absent",
            where=source.path.name,
            count=len(absent),
            names=culprits(absent),
            columns=culprits(column.name for column in source.columns),
            near=quoted(near or ""),
        )


def _recoded(
    column: Column, each: MappedColumn, source: Source, findings: list[Finding]
) -> pd.Series[Any]:
    values = [_value(value, each) for value in column.values]
    unknown = [place for place, value in enumerate(values) if value is None]
    if unknown:
        row = int(np.flatnonzero(np.isin(column.index, unknown))[0])
        findings.append(_unknown(each, len(unknown), row, source))
    blank: Any = each.blank
    if each.kind is Target.TEXT:
        blank = ""
    elif each.kind in {Target.WEIGHT, Target.COUNT}:
        blank = np.nan
    table = np.array([*values, blank], dtype=object)[column.index]
    if each.kind in {Target.CODES, Target.TICKS} and not unknown:
        return pd.Series(table.astype(np.int64))
    if each.kind in _NUMBERS and not unknown:
        return pd.Series(table.astype(float))
    return pd.Series(table, dtype=object)


def _value(value: str, each: MappedColumn) -> object:
    """What a value becomes; None if the map doesn't know it."""
    if value in each.codes:
        return each.codes[value]
    match each.kind:
        case Target.TEXT:
            return value
        case Target.DATE:
            return iso_date(value, months_first=each.months_first)
        case Target.NUMBER | Target.WEIGHT | Target.COUNT:
            number = number_of(value)
            return None if number is None or number < 0 else number
    return None


def _unknown(each: MappedColumn, count: int, row: int, source: Source) -> Finding:
    place = Place(source.path.name, cell=each.source)
    return finding(
        "drafting.unknown_number" if each.kind in _NUMBERS else "drafting.unknown_value",
        place=place,
        name=quoted(each.source),
        count=count,
        row=row + 1,
    )


def _fill_ticks(found: dict[str, Any], mapped: ColumnMap) -> None:
    """An empty box is one that was not ticked, where another of the question was answered."""
    questions: dict[str, list[str]] = {}
    for each in mapped.of(Target.TICKS):
        questions.setdefault(each.question, []).append(each.target)
    for names in questions.values():
        ticks = np.column_stack([found[name].to_numpy() for name in names])
        answered = np.any(ticks >= 0, axis=1, keepdims=True)
        filled = np.where((ticks == NO_ANSWER) & answered, 0, ticks)
        for place, name in enumerate(names):
            found[name] = pd.Series(filled[:, place])
