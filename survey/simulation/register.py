"""What a register would know: how many residents of each kind each department has."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.simulation.arguments import unknown_word
from survey.simulation.households import HOUSEHOLDS
from survey.simulation.terms import DANISH, WESTERN, WOMAN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.kernels.layout import Ints
    from survey.simulation.population import Population

    Universe = Literal["adults", "persons", "households"]

UNIVERSES = ("adults", "persons", "households")
AGE_GROUP, SEX, ORIGIN, HOUSEHOLD = "age_group", "sex", "origin", "household"
CODES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {AGE_GROUP: (0, 1, 2, 3, 4), SEX: (1, 2), ORIGIN: (1, 2, 3, 4), HOUSEHOLD: (1, 2, 3, 4, 5)}
)
"""The codes of the register, which are those of the shipped questionnaires: 18–24, 25–39, 40–59 and
60 years and over (0 for children); female and male; Danish, western immigrants, non-western
immigrants and descendants; alone, only children, partner, partner and children, others."""
_TABLES = ((AGE_GROUP,), (SEX,), (ORIGIN,), (HOUSEHOLD,), (SEX, AGE_GROUP))
_LIMITS = (18, 25, 40, 60)


def register_codes(persons: pd.DataFrame) -> dict[str, Ints]:
    """The register's codes of persons, by variable.

    Parameters
    ----------
    persons : DataFrame
        As in `Population`.
    """
    origin, descendant = persons["origin"].to_numpy(), persons["descendant"].to_numpy(dtype=bool)
    immigrant = np.where(origin == WESTERN, 2, 3)
    kinds = {kind: code for code, kind in enumerate(HOUSEHOLDS, start=1)}
    return {
        AGE_GROUP: np.digitize(persons["age"].to_numpy(), _LIMITS).astype(np.int64),
        SEX: np.where(persons["sex"].to_numpy() == WOMAN, 1, 2).astype(np.int64),
        ORIGIN: np.where(origin == DANISH, 1, np.where(descendant, 4, immigrant)).astype(np.int64),
        HOUSEHOLD: persons["household"].map(kinds).to_numpy(dtype=np.int64),
    }


def register_tables(
    population: Population, universe: Universe = "adults", *, by: str = "department"
) -> Mapping[str, pd.DataFrame]:
    """The tables of the register, by name.

    Parameters
    ----------
    population : Population
    universe : {"adults", "persons", "households"}
    by : {"department", "area"}

    Returns
    -------
    mapping of str to DataFrame
        ``age_group``, ``sex``, ``origin``, ``household`` and ``sex*age_group``; of households
        ``household`` only. Columns ``area``, ``department`` (not by area), the variables with their
        codes, and ``count``. Every combination stands once, zeros too.

    Raises
    ------
    WrongUseError
        If there is no such universe.
    """
    if universe not in UNIVERSES:
        raise unknown_word("universe", universe, UNIVERSES)
    if by not in ("department", "area"):
        raise unknown_word("by", by, ("department", "area"))
    counted, variables = _counted(population, universe)
    codes = register_codes(counted)
    places = _places(population, by)
    tables = [each for each in _TABLES if set(each) <= set(variables)]
    return MappingProxyType(
        {"*".join(names): _table(counted, codes, names, places, universe) for names in tables}
    )


def _counted(population: Population, universe: Universe) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Who is counted, and what is known of them."""
    if universe == "persons":
        return population.persons, (AGE_GROUP, SEX, ORIGIN, HOUSEHOLD)
    if universe == "adults":
        return population.adults, (AGE_GROUP, SEX, ORIGIN, HOUSEHOLD)
    heads = population.persons[population.persons["number"] == 1]
    return heads.reset_index(drop=True), (HOUSEHOLD,)


def _places(population: Population, by: str) -> pd.DataFrame:
    names = ["area"] if by == "area" else ["area", "department"]
    return population.dwellings[names].drop_duplicates().reset_index(drop=True)


def _table(
    counted: pd.DataFrame,
    codes: Mapping[str, Ints],
    names: tuple[str, ...],
    places: pd.DataFrame,
    universe: str,
) -> pd.DataFrame:
    of_place = {tuple(row): at for at, row in enumerate(places.to_numpy().tolist())}
    rows = zip(*(counted[name] for name in places), strict=True)
    cell = np.array([of_place[row] for row in rows], dtype=np.int64)
    sizes = []
    for name in names:
        known = [each for each in CODES[name] if each or universe == "persons"]
        cell = cell * len(known) + np.searchsorted(known, codes[name])
        sizes.append(known)
    cells = len(places) * int(np.prod([len(each) for each in sizes]))
    counts = np.bincount(cell, minlength=cells)
    grid = np.meshgrid(np.arange(len(places)), *sizes, indexing="ij")
    table: dict[str, Any] = {
        str(name): pd.Series(places[name].to_numpy()[grid[0].ravel()], dtype=object)
        for name in places
    }
    table |= {name: values.ravel() for name, values in zip(names, grid[1:], strict=True)}
    return pd.DataFrame({**table, "count": counts})
