"""What the register knows: how many residents of each kind live in each area."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import pandas as pd

from survey.codebook import Codebook
from survey.documents.notebook import frame_html
from survey.errors import UnknownNameError, WrongUseError
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey.codebook import Variable
    from survey.findings import Finding

Universe = Literal["persons", "adults", "households"]
"""Whom numbers are about: everybody, those of 18 years and more, or households (dwellings)."""
NUMBERS = ("count", "low", "high")
_TOLD = 0.05
"""From so many on it is told how many are uncertain."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TargetTable:
    """One table of the register: a distribution, or totals of a number.

    Attributes
    ----------
    name : str
        The variables, joined by ``*`` where they are crossed: ``age_group``, ``sex*age_group``;
        of totals the variable summed. The area isn't among them.
    variables : tuple of str
        Columns of the survey; of totals that one variable.
    cells : DataFrame
        One row a cell: ``area`` (code; None if the table is about all areas together), a column for
        each variable with the survey's codes (not of totals), ``count`` (what is calibrated to),
        ``low`` and ``high`` (the range it lies in, equal to it where nothing is hidden). Every
        combination of an area and codes that can occur stands once, zeros too.
    by_area : bool
    numeric : bool
        Whether it holds totals of a number and not counts of a distribution.
    universe : Universe
    year : str
        As in the register; empty if it isn't told.
    source : str
        Where it comes from, for the method page; empty if it isn't told.
    codebook : Codebook
        What the variables and their codes are called, and the areas under ``area``.
    """

    name: str
    variables: tuple[str, ...]
    cells: pd.DataFrame
    by_area: bool
    numeric: bool = False
    universe: Universe = "adults"
    year: str = ""
    source: str = ""
    codebook: Codebook = field(default_factory=Codebook)

    def __repr__(self) -> str:
        return f"TargetTable({self.name}, {len(self.cells)} cells)"

    def _repr_html_(self) -> str:
        """The areas down and the categories across, and how many of each row are uncertain."""
        language = current_language()
        label = " × ".join(self.codebook.label(name, language) for name in self.variables)
        who = text(f"targets.universe.{self.universe}")
        title = text("targets.notebook.table", table=label, who=who)
        note = text("targets.notebook.ranges") if self.uncertain >= _TOLD else ""
        return frame_html(self._crossed(language), title, note=note)

    @property
    def total(self) -> float:
        """The sum of the counts."""
        return float(self.cells["count"].sum())

    @property
    def uncertain(self) -> float:
        """How many it isn't known of for sure in which cell they are."""
        return float((self.cells["count"] - self.cells["low"]).sum())

    def margin(self, variables: Iterable[str]) -> TargetTable:
        """The table summed over all variables but some.

        Ranges are summed too, and may be wider than what the register allows.

        Parameters
        ----------
        variables : iterable of str
            Those that stay, at least one.

        Raises
        ------
        UnknownNameError
            If the table isn't crossed by one of them.
        """
        wanted = tuple(variables)
        unknown = [each for each in wanted if each not in self.variables]
        if unknown or not wanted or self.numeric:
            raise fail(UnknownNameError, "targets.margin", name=quoted("*".join(wanted)),
                       table=quoted(self.name), known=culprits(self.variables))  # fmt: skip
        kept = tuple(each for each in self.variables if each in wanted)
        cells = _summed(self.cells, ["area", *kept])
        return replace(self, name="*".join(kept), variables=kept, cells=cells)

    def joined(self, categories: Mapping[str, Mapping[object, object]]) -> TargetTable:
        """The table with some categories put together.

        Parameters
        ----------
        categories : mapping of str to mapping of code to code
            By variable, the code that each takes; codes that aren't named stay as they are.
        """
        cells = self.cells.copy()
        for name, codes in categories.items():
            if name in self.variables and not self.numeric:
                cells[name] = pd.Series(
                    [codes.get(each, each) for each in cells[name]], index=cells.index, dtype=object
                )
        return replace(self, cells=_summed(cells, ["area", *self._by]))

    @property
    def _by(self) -> tuple[str, ...]:
        return () if self.numeric else self.variables

    def _crossed(self, language: str) -> pd.DataFrame:
        """Areas and all variables but the last one down, that one across, with totals."""
        *down, last = self._by or ("",)
        area, total = text("targets.notebook.area"), text("targets.notebook.total")
        unsure = text("targets.notebook.head_uncertain")
        rows: dict[tuple[object, ...], dict[str, object]] = {}
        sums: dict[tuple[object, ...], list[float]] = {}
        for cell in self.cells.to_dict("records"):
            key = cell["area"], *(cell[name] for name in down)
            labels = {area: self._area_label(cell["area"], language)}
            for name in down:
                value = self.codebook.value_label(name, cell[name], language)
                labels[self.codebook.label(name, language)] = value
            head = self.codebook.value_label(last, cell[last], language) if last else total
            rows.setdefault(key, dict(labels))[head] = round(cell["count"], 1)
            both = sums.setdefault(key, [0.0, 0.0])
            both[0] += cell["count"]
            both[1] += cell["count"] - cell["low"]
        frame = pd.DataFrame(list(rows.values()), dtype=object)
        frame[total] = [round(each[0], 1) for each in sums.values()]
        if self.uncertain >= _TOLD:
            frame[unsure] = [round(each[1], 1) for each in sums.values()]
        return frame

    def _area_label(self, code: object, language: str) -> str:
        if code is None:
            return text("targets.notebook.all_areas")
        return self.codebook.value_label("area", code, language)


def _summed(cells: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Cells with the same codes as one, in the order in which they first come."""
    groups: dict[tuple[object, ...], list[float]] = {}
    for cell in cells.to_dict("records"):
        key = tuple(cell[name] for name in by)
        sums = groups.setdefault(key, [0.0, 0.0, 0.0])
        for at, name in enumerate(NUMBERS):
            sums[at] += cell[name]
    keys = {
        name: pd.Series([key[at] for key in groups], dtype=object) for at, name in enumerate(by)
    }
    numbers = {
        name: pd.Series([each[at] for each in groups.values()], dtype=float)
        for at, name in enumerate(NUMBERS)
    }
    return pd.DataFrame({**keys, **numbers})


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Targets:
    """What the register knows.

    Attributes
    ----------
    tables : mapping of str to TargetTable
        By name.
    sizes : mapping of universe to mapping of area to float
        How many persons, adults and households each area has, as far as the register tells.
    area : Variable or None
        The areas; None if no table knows them.
    universe : Universe
        Whom the tables are about.
    notes : tuple of Finding
        What was filled in, scaled, summed from departments or left out, and from where.
    simulated : bool
        Whether the numbers are invented.
    """

    tables: Mapping[str, TargetTable]
    sizes: Mapping[str, Mapping[object, float]] = field(default_factory=dict)
    area: Variable | None = None
    universe: Universe = "adults"
    notes: tuple[Finding, ...] = ()
    simulated: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))
        frozen = {each: MappingProxyType(dict(sizes)) for each, sizes in self.sizes.items()}
        object.__setattr__(self, "sizes", MappingProxyType(frozen))

    def __repr__(self) -> str:
        return f"Targets({', '.join(self.tables) or 'none'}; {self.universe})"

    def _repr_html_(self) -> str:
        """One row a table: of whom, how many areas and categories, and how much is uncertain."""
        language = current_language()
        keys = ("name", "what", "areas", "cells", "total", "uncertain", "year")
        heads = [text(f"targets.notebook.head_{each}") for each in keys]
        rows = [self._row(each, language) for each in self.tables.values()]
        frame = pd.DataFrame(rows, columns=heads, dtype=object)
        who = text(f"targets.universe.{self.universe}")
        title = text("targets.notebook.title", who=who)
        warned = sum(each.severity is Severity.WARNING for each in self.notes)
        told = [text("targets.notebook.simulated")] if self.simulated else []
        told += [text("targets.notebook.warned", count=warned)] if warned else []
        return frame_html(frame, title, note=" ".join(told))

    def _row(self, table: TargetTable, language: str) -> list[object]:
        label = " × ".join(table.codebook.label(name, language) for name in table.variables)
        areas = len(dict.fromkeys(table.cells["area"])) if table.by_area else 0
        where = areas if table.by_area else text("targets.notebook.together")
        categories = len(table.cells) // max(areas, 1)
        return [table.name, label, where, categories, round(table.total, 1),
                round(table.uncertain, 1), table.year or "–"]  # fmt: skip

    def table(self, name: str) -> TargetTable:
        """A table by its name, its variables in any order; a margin if only the crossed one is.

        Parameters
        ----------
        name : str
            ``sex``, ``sex*age_group``.

        Raises
        ------
        UnknownNameError
            With the nearest name, if there is none.
        """
        wanted = tuple(each.strip() for each in str(name).split("*"))
        for each in self.tables.values():
            if sorted(each.variables) == sorted(wanted):
                return each
        larger = [
            each for each in self.tables.values()
            if not each.numeric and set(wanted) < set(each.variables)
        ]  # fmt: skip
        if larger:
            return min(larger, key=lambda each: len(each.variables)).margin(wanted)
        near = did_you_mean(name, self.tables)
        code = "targets.table_near" if near else "targets.table"
        raise fail(UnknownNameError, code, name=quoted(name), near=quoted(near or ""),
                   known=culprits(self.tables))  # fmt: skip

    def joined(self, categories: Mapping[str, Mapping[object, object]]) -> Targets:
        """The targets with some categories put together in all tables.

        Parameters
        ----------
        categories : mapping of str to mapping of code to code
            By variable, the code that each takes; codes that aren't named stay as they are.

        Raises
        ------
        WrongUseError
            If no table has one of the variables, or a code that is named.

        Examples
        --------
        Those of 60 and more, code 4, together with those of 40 to 59, code 3:

        >>> targets = Targets({})
        >>> targets.joined({})
        Targets(none; adults)
        """
        for name, codes in categories.items():
            there = {
                code for each in self.tables.values()
                if name in each.variables and not each.numeric for code in each.cells[name]
            }  # fmt: skip
            unknown = [code for code in codes if code not in there]
            if not there or unknown:
                raise fail(WrongUseError, "targets.joined", name=quoted(name),
                           got=culprits(map(str, unknown or codes)),
                           known=culprits(map(str, there)))  # fmt: skip
        tables = {name: each.joined(categories) for name, each in self.tables.items()}
        return replace(self, tables=tables)

    def to_frame(self) -> pd.DataFrame:
        """All cells of all tables, one below the other.

        Returns
        -------
        DataFrame
            ``table``, ``universe``, ``year``, ``area``, a column for each variable (None where a
            table isn't by it), ``count``, ``low``, ``high``.
        """
        names = tuple(
            dict.fromkeys(
                name for each in self.tables.values() if not each.numeric for name in each.variables
            )
        )
        records = [
            [each.name, each.universe, each.year, cell["area"],
             *(cell.get(name) for name in names), *(cell[number] for number in NUMBERS)]
            for each in self.tables.values()
            for cell in each.cells.to_dict("records")
        ]  # fmt: skip
        columns = ["table", "universe", "year", "area", *names, *NUMBERS]
        frame = pd.DataFrame(records, columns=columns, dtype=object)
        return frame.astype(dict.fromkeys(NUMBERS, float))
