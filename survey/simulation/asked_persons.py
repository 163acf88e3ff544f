"""Who is asked in the dwellings that were drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import UnknownNameError
from survey.kernels.keyed_random import keyed_uniforms, stream_of
from survey.kernels.kish import KISH_NAMES, kish_ranks
from survey.language.messages import culprits, fail
from survey.sampling.sample import EQUAL, KISH, KISH_TABLE, PERSON_NUMBER
from survey.simulation.terms import MAN

if TYPE_CHECKING:
    from survey.kernels.keyed_random import Keys
    from survey.kernels.layout import Ints
    from survey.sampling.sample import Sample
    from survey.simulation.population import Population


def unit_keys(units: pd.Series[Any], seed: int) -> Keys:
    """A key for each dwelling."""
    return np.array([stream_of(seed, "unit", str(each)) for each in units], dtype=np.uint64)


def rows_of_dwellings(population: Population, units: pd.Series[Any]) -> Ints:
    """The row of each unit among the dwellings.

    Raises
    ------
    UnknownNameError
        If one isn't a dwelling of the city.
    """
    known = pd.Index(population.dwellings["unit"], dtype=object)
    rows = known.get_indexer(pd.Index(units, dtype=object))
    strange = units.to_numpy(dtype=object)[rows < 0]
    if len(strange):
        raise fail(UnknownNameError, "simulation.unit_unknown", units=culprits(strange))
    return np.asarray(rows, dtype=np.int64)


def asked_persons(population: Population, sample: Sample, keys: Keys) -> tuple[Ints, Ints]:
    """The adults who are asked, and the unit of each.

    Parameters
    ----------
    population : Population
    sample : Sample
    keys : (N,) uint64
        Of its units in use.

    Returns
    -------
    rows : (n,) int
        Rows of `Population.adults`.
    unit : (n,) int
        Rows of `Sample.drawn`.
    """
    drawn = sample.drawn
    dwelling = rows_of_dwellings(population, drawn["unit"])
    adults = population.adults
    home = adults["dwelling"].to_numpy()
    unit_of = np.full(len(population.dwellings), -1, dtype=np.int64)
    unit_of[dwelling] = np.arange(len(drawn))
    rows = np.flatnonzero(unit_of[home] >= 0)
    unit = unit_of[home[rows]]
    if not sample.person_rule:
        return rows, unit
    place = _places(adults.iloc[rows], kish=sample.person_rule == KISH)
    wanted = _wanted(drawn, sample.person_rule, unit, adults["adults"].to_numpy()[rows], keys)
    here = place == wanted
    return rows[here], unit[here]


def _places(adults: pd.DataFrame, *, kish: bool) -> Ints:
    """The number of each adult in the dwelling, from 1; for Kish men first, the oldest first."""
    home = adults["dwelling"].to_numpy()
    order = np.lexsort((adults["number"].to_numpy(), home))
    if kish:
        woman = adults["sex"].to_numpy() != MAN
        order = np.lexsort((adults["number"], -adults["age"].to_numpy(), woman, home))
    sorted_home = home[order]
    first = np.flatnonzero(np.append(True, sorted_home[1:] != sorted_home[:-1]))
    lengths = np.diff(np.append(first, len(home)))
    places = np.empty(len(home), dtype=np.int64)
    places[order] = np.arange(len(home)) - np.repeat(first, lengths) + 1
    return places


def _wanted(drawn: pd.DataFrame, rule: str, unit: Ints, adults: Ints, keys: Keys) -> Ints:
    if rule == KISH:
        tables = pd.Index(KISH_NAMES).get_indexer(pd.Index(drawn[KISH_TABLE].to_numpy()))
        return np.asarray(kish_ranks(tables[unit], adults), dtype=np.int64)
    if rule == EQUAL:
        number = drawn[PERSON_NUMBER].to_numpy(dtype=float)
    else:
        number = keyed_uniforms(keys, stream_of(0, "birthday"))
    return np.floor(number[unit] * adults).astype(np.int64) + 1


def one_adult_each(population: Population, keys: Keys) -> Ints:
    """One adult of each dwelling lived in, each with the same chance: rows of the adults.

    Parameters
    ----------
    population : Population
    keys : (N,) uint64
        Of all dwellings.
    """
    adults = population.adults
    home = adults["dwelling"].to_numpy()
    number = keyed_uniforms(keys, stream_of(0, "anyone"))
    wanted = np.floor(number[home] * adults["adults"].to_numpy()).astype(np.int64) + 1
    return np.flatnonzero(_places(adults, kish=False) == wanted)
