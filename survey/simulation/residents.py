"""Dwellings and persons put together: what is known of each, and what residents feel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.simulation.feelings import with_traits
from survey.simulation.households import CHILD, HEAD, MATE, OTHER, composition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.simulation.model import CityModel

LIVED_IN, EMPTY, UNSEEN = "lived_in", "empty", "empty_unseen"
_PARTS = (HEAD, MATE, CHILD, OTHER)
_OF_DWELLING = ("unit", "area", "department", "adults", "children", "household", "rooms", "floor")
_OWN = ("key", "home", "dwelling", "part", "age", "sex", "origin", "descendant", "stay", "years")


def residents_of(
    dwellings: pd.DataFrame,
    persons: pd.DataFrame,
    profiles: pd.DataFrame,
    model: CityModel,
    seed: int,
    edition: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Dwellings with what their households are, and persons with what is known and felt.

    Parameters
    ----------
    dwellings, persons, profiles : DataFrame
        As in `Population`, without what is added here.
    model : CityModel
    seed, edition : int
    """
    found = composition(persons, len(dwellings))
    dwellings = dwellings.assign(**{str(name): _kept(found[name].to_numpy()) for name in found})
    rank = persons["part"].map({part: place for place, part in enumerate(_PARTS)}).to_numpy()
    age = persons["age"].to_numpy()
    order = np.lexsort((persons["key"].to_numpy(), -age, rank, persons["dwelling"].to_numpy()))
    persons = persons.iloc[order][list(_OWN)].reset_index(drop=True)
    rows = persons["dwelling"].to_numpy()
    known = {name: _kept(dwellings[name].to_numpy()[rows]) for name in _OF_DWELLING}
    first = np.flatnonzero(np.append(True, np.diff(rows) != 0)) if len(rows) else rows
    lengths = np.diff(np.append(first, len(rows)))
    number = np.arange(len(rows)) - np.repeat(first, lengths) + 1
    persons = persons.assign(number=number, **known)
    return dwellings, with_traits(persons, profiles, model, seed, edition)


def _kept(values: NDArray[Any]) -> pd.Series[Any]:
    """A column whose texts stay plain objects."""
    return pd.Series(values, dtype=values.dtype)
