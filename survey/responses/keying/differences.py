"""Where two keyings of the same forms differ, and how often."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from survey.documents.notebook import frame_html
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_number, format_percent
from survey.questionnaire.forms.keying_columns import keyed_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.findings import Place
    from survey.questionnaire.forms.keying_columns import KeyedColumn, KeyedTable
    from survey.questionnaire.model import Questionnaire

_SHOWN = ("respondent", "item", "area", "table", "variable", "first", "again")
_LENGTH = 16


class RateOf(StrEnum):
    """What a rate is of: all cells, those that a workbook holds as first or second, or a column."""

    ALL = "all"
    FIRST = "first"
    AGAIN = "again"
    VARIABLE = "variable"


@dataclass(frozen=True, slots=True)
class KeyingDifference:
    """One cell that was keyed in two ways.

    Attributes
    ----------
    respondent : str
        The number of the form.
    variable : str
    first, again : str
        What the first and the second keying have; empty for nothing.
    area : str
        Of the form, as it was keyed first.
    table : str
        The roster whose table it is in; empty for that of the forms.
    item : str
        The number of the person in a roster; else empty.
    first_place, again_place : Place or None
        Where; None for a person whom the keying lacks.
    """

    respondent: str
    variable: str
    first: str
    again: str
    area: str = ""
    table: str = ""
    item: str = ""
    first_place: Place | None = None
    again_place: Place | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells one cell from all others: table, form, person and column."""
        return self.table, self.respondent, self.item, self.variable

    @property
    def id(self) -> str:
        """A short sign of the cell and of what was keyed in it."""
        whole = "\0".join([*self.key, self.first, self.again])
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


@dataclass(frozen=True, slots=True)
class KeyingRate:
    """How many of the cells that were keyed twice differ.

    Attributes
    ----------
    of : RateOf
    name : str
        The column, or the workbook that was keyed in; empty for all cells.
    compared, differing : int
        Cells in which at least one of the keyings has something, and those of them that differ.
    share, low, high : float
        Share that differs, with an interval of 95 per cent (Wilson); NaN where nothing was
        compared.
    """

    of: RateOf
    name: str
    compared: int
    differing: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KeyingDifferences:
    """Where two keyings differ.

    Attributes
    ----------
    questionnaire : Questionnaire
    differences : tuple of KeyingDifference
        In the order of the first keying.
    rates : tuple of KeyingRate
        Of all cells, of each workbook that was keyed in, and of each column.
    once, only_again : tuple of str
        Forms that only the first keying has, and those that only the second one has.
    forms : int
        How many forms were keyed twice.
    cells_once : int
        How many cells of forms that were keyed once hold something.
    """

    questionnaire: Questionnaire
    differences: tuple[KeyingDifference, ...]
    rates: tuple[KeyingRate, ...]
    once: tuple[str, ...] = ()
    only_again: tuple[str, ...] = ()
    forms: int = 0
    cells_once: int = 0

    def __len__(self) -> int:
        return len(self.differences)

    def __iter__(self) -> Iterator[KeyingDifference]:
        return iter(self.differences)

    def __repr__(self) -> str:
        cells = self.overall.compared
        return f"KeyingDifferences({len(self)} of {cells} cells, {self.forms} forms keyed twice)"

    def _repr_html_(self) -> str:
        language = current_language()
        note = "" if not self.overall.compared else text(
            "double_keying.share",
            count=len(self),
            cells=format_number(self.overall.compared, language),
            share=format_percent(self.overall.share, language, decimals=2),
        )  # fmt: skip
        shown = self.to_frame()[list(_SHOWN)]
        heads = [text(f"double_keying.shown.{name}") for name in _SHOWN]
        title = text("double_keying.differences")
        return frame_html(shown.set_axis(heads, axis=1), title, note=note)

    @property
    def overall(self) -> KeyingRate:
        """The rate of all cells."""
        return next(rate for rate in self.rates if rate.of is RateOf.ALL)

    @property
    def error_rate(self) -> float:
        """The share of cells that one keying gets wrong, about half of the share that differs.

        It is so if both are equally careful and seldom make the same mistake.
        """
        return self.overall.share / 2

    @property
    def errors_left(self) -> float:
        """How many errors are to be expected once all differences are decided.

        The error rate r times the cells of forms that were keyed once, and at most r² times the
        cells that were keyed twice, for mistakes that both made alike and nobody can see.
        """
        rate = self.error_rate
        return rate * self.cells_once + rate**2 * self.overall.compared

    def to_frame(self) -> pd.DataFrame:
        """A row for each difference; places as texts."""
        names = (*_SHOWN, "first_place", "again_place")
        rows = [{name: _said(getattr(each, name)) for name in names} for each in self.differences]
        return pd.DataFrame(rows, columns=list(names), dtype=object)

    def rates_frame(self) -> pd.DataFrame:
        """A row for each rate."""
        rows = [{**asdict(rate), "of": rate.of.value} for rate in self.rates]
        names = ["of", "name", "compared", "differing", "share", "low", "high"]
        return pd.DataFrame(rows, columns=names)

    def columns(self, language: str) -> dict[str, KeyedColumn]:
        """The columns by name, with what they are called in a language."""
        return {
            column.name: _within(table, column)
            for table in keyed_tables(self.questionnaire, language, 1, 1)
            for column in table.columns
        }


def _within(table: KeyedTable, column: KeyedColumn) -> KeyedColumn:
    """A column of a roster is called by the roster too."""
    if not table.roster or not column.label:
        return column
    label = text("double_keying.of_roster", roster=table.label, label=column.label)
    return replace(column, label=label)


def _said(value: str | Place | None) -> str:
    return "" if value is None else str(value)
