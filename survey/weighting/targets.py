"""What the register knows: how many residents of each kind live in each area."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.codebook import Variable
    from survey.findings import Finding

Universe = Literal["persons", "adults", "households"]
"""Whom numbers are about: everybody, those of 18 years and more, or households (dwellings)."""


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
    """

    name: str
    variables: tuple[str, ...]
    cells: pd.DataFrame
    by_area: bool
    numeric: bool = False
    universe: Universe = "adults"
    year: str = ""
    source: str = ""

    def __repr__(self) -> str:
        return f"TargetTable({self.name}, {len(self.cells)} cells)"

    @property
    def total(self) -> float:
        """The sum of the counts."""
        return float(self.cells["count"].sum())


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
