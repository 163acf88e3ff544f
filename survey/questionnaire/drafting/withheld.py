"""Answers that become no category: they could tell who somebody is, or are one person's own words.

A number of a person or an e-mail address that fills a cell is an answer to nothing. A name, an
address or a sentence that hardly anybody else gave, in a column that is answered by categories, was
written beside them. Such cells count as empty; how many there are is told, and never what they say.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import DataError
from survey.language.cells import MOST_TOLD, kinds_in_cell, quoted_heading
from survey.language.identifying import IdentifyingKind
from survey.language.messages import culprits, fail
from survey.questionnaire.drafting.column_use import Use
from survey.questionnaire.drafting.lexicon import PERSONAL_VALUES
from survey.questionnaire.drafting.scale_words import non_answer, recognised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.questionnaire.drafting.source import Column, Source

_TEN_DIGITS = re.compile(r"\d{6}-?\d{4}", re.ASCII)
_FEW = 0.05
"""Where more cells look so, the whole column is set aside, or has numbers of another kind."""
_RARE = 2
_MOST_WORDS = 4
_SURE = frozenset({IdentifyingKind.CPR, IdentifyingKind.PHONE, IdentifyingKind.EMAIL})
_OF_CATEGORIES = frozenset({Use.SINGLE, Use.AREA})


def refuse_persons_as_headings(source: Source) -> None:
    """Refuse a file whose headings are numbers of persons or the like: its first row is data.

    Raises
    ------
    DataError
    """
    wrong = [c.name for c in source.columns if _SURE.intersection(kinds_in_cell(c.name))]
    if wrong:
        raise fail(DataError, "drafting.no_headings", where=source.path.name, count=len(wrong),
                   names=culprits(wrong, quote=quoted_heading))  # fmt: skip


def personal_cells(source: Source) -> dict[str, frozenset[str]]:
    """By column: values that are a number of a person or an e-mail address and nothing else.

    Parameters
    ----------
    source : Source
    """
    found = {column.name: frozenset(_of_persons(column)) for column in source.columns}
    return {name: values for name, values in found.items() if values}


def _of_persons(column: Column) -> Iterator[str]:
    for pattern in (PERSONAL_VALUES["cpr"], PERSONAL_VALUES["email"]):
        own = [v for v in column.values if v not in column.meanings and pattern.fullmatch(v)]
        alike = _TEN_DIGITS if pattern is PERSONAL_VALUES["cpr"] else pattern
        if column.share([v for v in column.values if alike.fullmatch(v)]) < _FEW:
            yield from own


def rare_answers(source: Source, uses: Mapping[str, Use]) -> dict[str, frozenset[str]]:
    """By column of categories: values that tell who somebody is, or that one person wrote.

    Parameters
    ----------
    source : Source
    uses : mapping of str to Use
    """
    found = {
        column.name: frozenset(_own(column, area=uses[column.name] is Use.AREA))
        for column in source.columns
        if uses[column.name] in _OF_CATEGORIES and column.numbers is None
    }
    return {name: values for name, values in found.items() if values}


def _own(column: Column, *, area: bool) -> Iterator[str]:
    answers = [v for v in column.values if v not in column.meanings and non_answer(v) is None]
    if not area and recognised(answers) is not None:
        return
    names = sum(IdentifyingKind.NAME in kinds_in_cell(value) for value in answers)
    for value, rows in zip(column.values, column.counts, strict=True):
        if value in answers and _is_own(value, rows, named=2 * names <= len(answers), area=area):
            yield value


def _is_own(value: str, rows: int, *, named: bool, area: bool) -> bool:
    """Whether a value is somebody's.

    Where most answers look as names do (»Tower Blocks«, »Very Often«), none is taken for one.
    """
    kinds = set(kinds_in_cell(value, named=named))
    if kinds & _SURE:
        return True
    if rows > _RARE:
        return False
    words = not area and rows == 1 and (len(value.split()) > _MOST_WORDS or len(value) > MOST_TOLD)
    return bool(kinds) or words


def without(source: Source, values: Mapping[str, frozenset[str]]) -> Source:
    """A file in which some values count as empty.

    Parameters
    ----------
    source : Source
    values : mapping of str to frozenset of str
        By column.
    """
    return replace(
        source,
        columns=tuple(
            _without(column, values[column.name]) if column.name in values else column
            for column in source.columns
        ),
    )


def _without(column: Column, values: frozenset[str]) -> Column:
    places = {value: place for place, value in enumerate(v for v in column.values
                                                         if v not in values)}  # fmt: skip
    new = np.array([*(places.get(value, -1) for value in column.values), -1], dtype=np.intp)
    return replace(column, values=tuple(places), index=new[column.index])


def cells_with(source: Source, values: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """How many cells of each column hold one of some values."""
    return {
        column.name: sum(
            rows
            for value, rows in zip(column.values, column.counts, strict=True)
            if value in values[column.name]
        )
        for column in source.columns
        if column.name in values
    }
