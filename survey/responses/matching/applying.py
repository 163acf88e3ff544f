"""A file of answers under the names and in the writing of the questionnaire."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.files.column_values import written
from survey.files.guards import shown
from survey.files.nearest import did_you_mean
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.column_map import NO_ANSWER, Target, iso_date
from survey.questionnaire.questions import Date
from survey.responses.matching.cell_numbers import number_in
from survey.responses.matching.moments import iso_moment
from survey.responses.matching.proposals import NUMBERS
from survey.responses.matching.rewriting import rewritten
from survey.responses.matching.several_answers import columns_of_several
from survey.responses.matching.unknown_values import kept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.files.data_table import DataColumn, DataTable
    from survey.questionnaire.column_map import ColumnMap, MappedColumn
    from survey.questionnaire.model import Questionnaire

SEVERAL = frozenset({Target.TICKS, Target.JOINED, Target.NON_ANSWER})
_PARTLY = {"year": re.compile(r"\d{4}"), "month": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")}
_LENGTH = {"year": 4, "month": 7, "day": 10}


def apply_columns(table: DataTable, mapped: ColumnMap, questionnaire: Questionnaire) -> DataTable:
    """A file whose columns have the questionnaire's names and writing.

    Codes are digits, numbers have a decimal point, dates are ISO texts, and missing answers are
    their negative codes. What the map doesn't know stays as it is in the file; where that could be
    taken for an answer, it is marked (see `unmarked`), so that reading finds it invalid.

    Parameters
    ----------
    table : DataTable
    mapped : ColumnMap
    questionnaire : Questionnaire

    Returns
    -------
    DataTable
        With the columns of the map only. A cell's place is that in the file.

    Raises
    ------
    DataError
        If a column of the map isn't in the file.
    """
    _check_present(table, mapped)
    columns = {
        each.target: _one_column(table.columns[each.source], each, questionnaire)
        for each in mapped.columns
        if each.kind not in SEVERAL
    }
    groups: dict[str, list[MappedColumn]] = {}
    for each in mapped.columns:
        if each.kind in SEVERAL:
            groups.setdefault(each.question, []).append(each)
    for name, parts in groups.items():
        question = questionnaire.question(name)
        if question is not None:
            columns |= columns_of_several(table, parts, question)
    return replace(table, columns=_in_order(columns, questionnaire), sets=())


def _in_order(
    columns: Mapping[str, DataColumn], questionnaire: Questionnaire
) -> dict[str, DataColumn]:
    """What stands beside the answers first, then the order of the questionnaire."""
    asked = [variable.name for variable in questionnaire.variables() if variable.name in columns]
    beside = [name for name in columns if name not in set(asked)]
    return {name: columns[name] for name in (*beside, *asked)}


def _check_present(table: DataTable, mapped: ColumnMap) -> None:
    absent = [each.source for each in mapped.columns if each.source not in table.columns]
    if absent:
        near = did_you_mean(absent[0], table.columns)
        raise fail(
            DataError,
            "answers.column_absent_near" if near else "answers.column_absent",
            where=shown(table.path),
            count=len(absent),
            names=culprits(absent),
            columns=culprits(table.columns, quote=quoted_heading),
            near=quoted(near or ""),
        )


def _one_column(column: DataColumn, each: MappedColumn, questionnaire: Questionnaire) -> DataColumn:
    """A column that becomes one column."""
    texts = [_text(value, column, each, questionnaire) for value in column.values]
    blank = "" if each.blank == NO_ANSWER else str(each.blank)
    named = rewritten(column, each.target, texts, column.index, blank)
    return replace(named, decimal=".") if each.kind in NUMBERS else named


def _text(value: str, column: DataColumn, each: MappedColumn, questionnaire: Questionnaire) -> str:
    """What a value becomes."""
    if value in each.codes:
        return str(each.codes[value])
    match each.kind:
        case Target.TEXT | Target.ID | Target.GROUP | Target.WORD:
            return value
        case Target.MOMENT:
            return iso_moment(value, months_first=each.months_first) or kept(value)
        case Target.DATE:
            return _date(value, each, questionnaire) or kept(value)
    if each.kind not in NUMBERS:
        return kept(value)
    number = number_in(value, column, each.decimal)
    return written(number) if number >= 0 else kept(value)


def _date(value: str, each: MappedColumn, questionnaire: Questionnaire) -> str | None:
    question = questionnaire.question(each.target)
    precision = question.precision if isinstance(question, Date) else "day"
    if precision != "day":
        for form in ("year", "month"):
            if _PARTLY[form].fullmatch(value):
                return value[: _LENGTH[precision]]
    day = iso_date(value, months_first=each.months_first)
    return None if day is None else day[: _LENGTH[precision]]
