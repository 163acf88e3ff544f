"""The columns of a question with several answers, from ticks or from answers in one cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.files.data_table import EMPTY
from survey.questionnaire.column_map import NO_ANSWER, Target
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Multiple, Ranking
from survey.responses.matching.rewriting import rewritten
from survey.responses.matching.unknown_values import kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn, DataTable
    from survey.questionnaire.column_map import MappedColumn
    from survey.questionnaire.questions import Question

NOT_TICKED = "0"


@dataclass(slots=True)
class _Option:
    """A column on its way: its different texts, and which of them stands in each row."""

    column: DataColumn
    texts: list[str]
    index: NDArray[np.intp]

    def place_of(self, words: str) -> int:
        """The place of a text among the texts, where it is put if it isn't there."""
        if words not in self.texts:
            self.texts.append(words)
        return self.texts.index(words)

    def holds(self, wanted: Sequence[bool]) -> NDArray[np.bool_]:
        """Rows whose text is one of the wanted."""
        return np.array([*wanted, False], dtype=bool)[self.index]


def columns_of_several(
    table: DataTable, parts: Sequence[MappedColumn], question: Question
) -> dict[str, DataColumn]:
    """The columns of the options of a question.

    An option without anything in its cell wasn't ticked, if another one of the question was
    answered; where none was, there is no answer.

    Parameters
    ----------
    table : DataTable
    parts : sequence of MappedColumn
        All that becomes columns of the question.
    question : Question
    """
    options: dict[str, _Option] = {}
    for each in parts:
        column = table.columns[each.source]
        if each.kind is Target.TICKS:
            options[each.target] = _ticks(column, each)
        elif each.kind is Target.JOINED:
            options |= _joined(column, each, question)
    _fill(options)
    for each in parts:
        if each.kind is Target.NON_ANSWER:
            _without_answer(options, table.columns[each.source], each)
    names = [name for name in column_names(question) if name in options]
    found = {name: options[name] for name in names}
    return {n: rewritten(one.column, n, one.texts, one.index) for n, one in found.items()}


def _ticks(column: DataColumn, each: MappedColumn) -> _Option:
    texts = [str(each.codes[v]) if v in each.codes else kept(v) for v in column.values]
    index = column.index
    if each.blank != NO_ANSWER:
        texts.append(str(each.blank))
        index = np.where(index == EMPTY, len(texts) - 1, index)
    return _Option(column, texts, np.asarray(index, dtype=np.intp))


def _fill(options: Mapping[str, _Option]) -> None:
    """An empty box is one that was not ticked, where another of the question was answered."""
    if not options:
        return
    answered = np.any(
        [
            each.holds([not text.startswith("-") for text in each.texts])
            for each in options.values()
        ],
        axis=0,
    )
    for each in options.values():
        rows = answered & (each.index == EMPTY)
        if rows.any():
            each.index = np.where(rows, each.place_of(NOT_TICKED), each.index)


def _without_answer(options: Mapping[str, _Option], column: DataColumn, each: MappedColumn) -> None:
    """Who ticked "don't know" and nothing else gave that answer to each of the options."""
    ticked = np.any(
        [
            one.holds([text not in {NOT_TICKED, ""} for text in one.texts])
            for one in options.values()
        ],
        axis=0,
    )
    for place, value in enumerate(column.values):
        code = str(each.codes.get(value, 0))
        rows = (column.index == place) & ~ticked
        if code.startswith("-") and rows.any():
            for one in options.values():
                one.index = np.where(rows, one.place_of(code), one.index)


def _joined(column: DataColumn, each: MappedColumn, question: Question) -> dict[str, _Option]:
    names = column_names(question)
    if not isinstance(question, Multiple | Ranking):
        return {}
    by_code = {code.value: name for code, name in zip(question.codes, names, strict=True)}
    found: dict[str, list[str]] = {name: [] for name in names}
    for value in column.values:
        for name, words in _one_cell(value, each, by_code, ranked=isinstance(question, Ranking)):
            found[name].append(words)
    blank = "" if each.blank == NO_ANSWER else str(each.blank)
    return {
        name: _Option(
            column,
            [*texts, blank] if blank else texts,
            np.where(column.index == EMPTY, len(texts), column.index) if blank else column.index,
        )
        for name, texts in found.items()
    }


def parts_of_cell(value: str, separator: str) -> list[str]:
    """The answers in one cell, each once, in order."""
    return list(dict.fromkeys(part for each in value.split(separator) if (part := each.strip())))


def _one_cell(
    value: str, each: MappedColumn, by_code: Mapping[int | str, str], *, ranked: bool
) -> list[tuple[str, str]]:
    """What the answers in one cell make of each option.

    An answer that nobody knows is told where an option wasn't ticked, with all of the cell.
    """
    parts = [value] if value in each.codes else parts_of_cell(value, each.separator)
    codes = [each.codes.get(part) for part in parts]
    missing = [code for code in codes if isinstance(code, int) and code < 0]
    chosen = [by_code[code] for code in codes if code is not None and code in by_code]
    if missing and not chosen:
        return [(name, str(missing[0])) for name in by_code.values()]
    ticks = {name: str(chosen.index(name) + 1) if ranked else "1" for name in chosen}
    found = {name: ticks.get(name, NOT_TICKED) for name in by_code.values()}
    if any(code is None or (code not in by_code and code not in missing) for code in codes):
        culprit = next((name for name in found if name not in ticks), next(iter(found)))
        found[culprit] = kept(value)
    return list(found.items())
