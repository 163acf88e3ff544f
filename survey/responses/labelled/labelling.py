"""Columns of answers with the labels that SPSS and Stata show.

An area is a number from 1 with the area's name as its label, for the programs compare groups of
numbers only; the ids travel in the file's stamp. Dates that are whole days are dates in Stata and
ISO texts in SPSS, whose dates can't be told from codes of missing answers; years are numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind, MissingKind, said
from survey.files.data_table import AnswerSet
from survey.files.labelled_writer import MOST_BYTES_OF_SET_LABEL
from survey.files.writable_table import WritableColumn
from survey.language.catalogue import text
from survey.questionnaire.column_labels import column_label
from survey.questionnaire.questions import Computed, Date, Number, Polarity, Question
from survey.responses.labelled.cells import are_whole, holds_numbers, numbers_of, texts_of
from survey.responses.labelled.codebook_data import label_beside
from survey.responses.responses import MISSING_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from survey.codebook import Codebook, Text, Variable
    from survey.files.writable_table import Measure
    from survey.questionnaire.exchange.codebook_words import Words
    from survey.responses.labelled.outgoing import Outgoing

_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CODE_WIDTH, _NUMBER_WIDTH, _ID_WIDTH, _DAY_WIDTH, _WORDS_WIDTH = 3, 8, 16, 10, 255
_WIDEST = 40
_OF_INDEX, _OF_WEIGHT, _OF_COMPUTED = 1, 4, 2


@dataclass(frozen=True, slots=True, eq=False)
class Labelling:
    """How the columns of a table are labelled.

    Attributes
    ----------
    words : Words
        The questionnaire in the language of the labels.
    codebook : Codebook
    groups : dict of str to list of str
        By column of numbers that stand for texts: the text of 1, 2, 3, ….
    """

    words: Words
    codebook: Codebook
    groups: dict[str, list[str]] = field(default_factory=dict)

    def columns(self, table: Outgoing) -> tuple[WritableColumn, ...]:
        """The columns of a table."""
        return tuple(self._column(str(name), table.frame[name]) for name in table.frame.columns)

    def sets(self, names: Iterable[str]) -> tuple[AnswerSet, ...]:
        """The questions with several answers whose options are all among the columns."""
        known = set(names)
        return tuple(
            AnswerSet(name, self._label_of_set(each.label, each.question), each.columns, True, 1.0)
            for name, each in self.codebook.multiples.items()
            if each.columns and known.issuperset(each.columns)
        )

    def _label_of_set(self, label: Text, question: Text) -> str:
        short, asked = _line(self._said(label)), _line(self._said(question))
        whole = _joined(short, asked)
        fits = len(whole.encode()) <= MOST_BYTES_OF_SET_LABEL
        return whole if fits else short or asked

    def _said(self, words: Text) -> str:
        own = self.words.said(words)
        return own or said(words, self.words.language)

    def _column(self, name: str, cells: pd.Series[Any]) -> WritableColumn:
        variable = self.codebook.get(name)
        if variable is None:
            return self._beside(name, cells)
        match variable.kind:
            case Kind.TEXT:
                return self._texts(variable, texts_of(cells))
            case Kind.DATE:
                return self._dates(variable, texts_of(cells))
            case Kind.GROUP:
                return self._group(variable, cells)
            case Kind.NUMBER:
                return self._measured(variable, numbers_of(cells))
        return self._coded(variable, numbers_of(cells))

    def _beside(self, name: str, cells: pd.Series[Any]) -> WritableColumn:
        """A column that is no question: how somebody answered, or a weight."""
        label = said(label_beside(name), self.words.language, default=name)
        if holds_numbers(cells, None):
            numbers = numbers_of(cells)
            decimals = 0 if are_whole(numbers) else _OF_WEIGHT
            return WritableColumn(
                name, numbers, label, measure="scale", decimals=decimals,
                width=_width(numbers, decimals),
            )  # fmt: skip
        return WritableColumn(name, texts_of(cells), label, width=_ID_WIDTH)

    def _texts(self, variable: Variable, cells: NDArray[Any]) -> WritableColumn:
        return self._labelled(variable, cells, "nominal", width=_WORDS_WIDTH)

    def _dates(self, variable: Variable, cells: NDArray[Any]) -> WritableColumn:
        different = set(cells) - {"", *MISSING_TEXTS}
        if self._precision(variable) == "year" and all(map(_YEAR.fullmatch, different)):
            years = np.array([float(cell) if cell else np.nan for cell in cells.tolist()])
            return self._labelled(variable, years, "scale", width=4)
        days = all(map(_is_day, different))
        return self._labelled(variable, cells, "nominal", width=_DAY_WIDTH, days=days)

    def _precision(self, variable: Variable) -> str:
        question = self.words.questionnaire.question(variable.question_id)
        return question.precision if isinstance(question, Date) else "day"

    def _group(self, variable: Variable, cells: pd.Series[Any]) -> WritableColumn:
        """Groups that are numbers stay them; those that are texts are numbered."""
        if holds_numbers(cells, variable):
            return self._coded(variable, numbers_of(cells))
        codes, different = pd.factorize(texts_of(cells))
        known = [str(code.value) for code in variable.codes]
        others = [str(each) for each in different if each not in {"", *MISSING_TEXTS, *known}]
        ids = [*known, *others]
        places = {each: float(number) for number, each in enumerate(ids, start=1)}
        places |= {"": np.nan} | {each: float(each) for each in MISSING_TEXTS}
        numbers = np.array([places[str(each)] for each in different], dtype=float)[codes]
        self.groups[variable.name] = ids
        meanings = {
            float(number): self._said(code.label) or str(code.value)
            for number, code in enumerate(variable.codes, start=1)
        }
        meanings |= {places[each]: each for each in others}
        width = max(_CODE_WIDTH, len(str(len(ids))))
        return self._labelled(variable, numbers, "nominal", meanings=meanings, width=width)

    def _measured(self, variable: Variable, cells: NDArray[np.float64]) -> WritableColumn:
        question = self.words.questionnaire.question(variable.question_id)
        if variable.name in self.codebook.indices:
            decimals = _OF_INDEX
        elif isinstance(question, Number):
            decimals = question.decimals
        else:
            decimals = 0 if are_whole(cells) else _OF_COMPUTED
        width = _width(cells, decimals)
        return self._labelled(variable, cells, "scale", decimals=decimals, width=width)

    def _coded(self, variable: Variable, cells: NDArray[np.float64]) -> WritableColumn:
        meanings: dict[float | str, str] = {
            float(code.value): self._said(code.label) or str(code.value) for code in variable.codes
        }
        width = max(_CODE_WIDTH, *(len(str(code.value)) for code in variable.codes), 0)
        return self._labelled(
            variable, cells, self._measure(variable), meanings=meanings, width=width
        )

    def _measure(self, variable: Variable) -> Measure:
        """Places in a ranking, points of a scale with a good end and of an index are ordered."""
        scale = self.words.questionnaire.scales.get(variable.scale)
        if scale is not None and scale.polarity is not Polarity.NEITHER:
            return "ordinal"
        scored = {item.variable for index in self.codebook.indices.values() for item in index.items}
        return "ordinal" if variable.kind is Kind.RANK or variable.name in scored else "nominal"

    def _labelled(
        self,
        variable: Variable,
        cells: NDArray[Any],
        measure: Measure,
        *,
        meanings: Mapping[Any, str] | None = None,
        decimals: int = 0,
        width: int = _CODE_WIDTH,
        days: bool = False,
    ) -> WritableColumn:
        question = self.words.questionnaire.question(variable.question_id)
        label = _line(self._label(variable, question))
        asked = _line(self._said(variable.question)) if not isinstance(question, Computed) else ""
        is_part = variable.kind in {Kind.OPTION, Kind.RANK} or not asked
        missing = self._missing(variable, cells)
        return WritableColumn(
            variable.name,
            cells,
            label,
            long_label="" if is_part else _joined(label, asked),
            question=asked,
            meanings={**(meanings or {}), **missing},
            measure=measure,
            decimals=decimals,
            width=width,
            days=days,
        )

    def _label(self, variable: Variable, question: Question | None) -> str:
        if question is None:
            return self._said(variable.label) or variable.name
        return column_label(variable, question, self._said) or variable.name

    def _missing(self, variable: Variable, cells: NDArray[Any]) -> dict[Any, str]:
        """Codes of missing answers that can stand in a column, or do, with their words."""
        own = {int(code.value): self._said(code.label) for code in variable.missing}
        key = str if cells.dtype == object else float
        there = set(cells) if cells.dtype == object else set(cells[cells < 0].tolist())
        kinds = [kind for kind in MissingKind if int(kind) in own or key(int(kind)) in there]
        return {key(int(kind)): own.get(int(kind)) or self._usual(kind) for kind in kinds}

    def _usual(self, kind: MissingKind) -> str:
        own = self._said(self.words.questionnaire.missing.get(kind, {}))
        return own or text(f"missing.{kind.name.lower()}", lang=self.words.language)


def _line(words: str) -> str:
    return " ".join(words.split())


def _joined(label: str, asked: str) -> str:
    return f"{label} – {asked}" if label and asked and asked != label else label or asked


def _width(numbers: NDArray[np.float64], decimals: int) -> int:
    """How many characters the longest of the numbers takes."""
    known = np.abs(numbers[np.isfinite(numbers)])
    digits = len(str(int(known.max()))) if len(known) else 1
    return min(max(_NUMBER_WIDTH, 1 + digits + (decimals and decimals + 1)), _WIDEST)


def _is_day(written: str) -> bool:
    if _DAY.fullmatch(written) is None:
        return False
    try:
        dt.date.fromisoformat(written)
    except ValueError:
        return False
    return True
