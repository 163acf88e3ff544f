"""What residents feel: latent traits with a part of the area, the household and the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.keyed_random import keyed_normals, stream_of
from survey.simulation.model import TRAITS
from survey.simulation.terms import linear, terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.kernels.keyed_random import Keys
    from survey.kernels.layout import Floats
    from survey.simulation.model import CityModel

_HOME, _OWN, _COMMON = "home", "own", "common"


def with_traits(
    persons: pd.DataFrame, profiles: pd.DataFrame, model: CityModel, seed: int, edition: int
) -> pd.DataFrame:
    """Persons with a column for each trait.

    The trait is the level of the area, a small part of the department, the effects of what is known
    of the person, and a rest of standard deviation 1: √h of the household and √(1 − h) of the
    person, of which a part is common to all traits.

    Parameters
    ----------
    persons, profiles : DataFrame
        As in `Population`.
    model : CityModel
    seed : int
    edition : int
    """
    terms = terms_of(persons)
    columns = {
        trait: _level(persons, profiles, trait)
        + _of_department(persons["department"], model, seed, trait)
        + linear(terms, model.effects.get(trait, {}), len(persons))
        + _rest(persons, model, seed, trait, edition)
        for trait in TRAITS
    }
    return persons.assign(**columns)


def _level(persons: pd.DataFrame, profiles: pd.DataFrame, trait: str) -> Floats:
    by_area: Mapping[str, float] = dict(zip(profiles["area"], profiles[trait], strict=True))
    return np.asarray(persons["area"].map(by_area), dtype=np.float64)


def _of_department(departments: pd.Series, model: CityModel, seed: int, trait: str) -> Floats:
    one = np.zeros(1, dtype=np.uint64)
    different = departments.unique()
    effects = {
        name: float(keyed_normals(one, stream_of(seed, "department", trait, str(name)))[0])
        for name in different
    }
    return np.asarray(model.department_spread * departments.map(effects), dtype=np.float64)


def _rest(persons: pd.DataFrame, model: CityModel, seed: int, trait: str, edition: int) -> Floats:
    share = model.household_correlation
    home, own = persons["home"].to_numpy(), persons["key"].to_numpy()
    shared = _mixed(home, model, seed, (_HOME, trait), edition)
    alone = _mixed(own, model, seed, (_OWN, trait), edition)
    return np.asarray(share**0.5 * shared + (1 - share) ** 0.5 * alone)


def _mixed(keys: Keys, model: CityModel, seed: int, names: tuple[str, str], edition: int) -> Floats:
    """Numbers of a trait, of which a part is common to all traits."""
    common = _steady(keys, model, seed, (names[0], _COMMON), edition)
    alone = _steady(keys, model, seed, names, edition)
    share = model.trait_common
    return np.asarray(share**0.5 * common + (1 - share) ** 0.5 * alone)


def _steady(
    keys: Keys, model: CityModel, seed: int, names: tuple[str, str], edition: int
) -> Floats:
    """A normal number that keeps some of what it was from one edition to the next."""
    steady = model.steadiness
    found = keyed_normals(keys, stream_of(seed, "trait", *names, "0"))
    for each in range(1, edition + 1):
        fresh = keyed_normals(keys, stream_of(seed, "trait", *names, str(each)))
        found = steady * found + (1 - steady**2) ** 0.5 * fresh
    return found
