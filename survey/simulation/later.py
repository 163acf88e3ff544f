"""The same city some years later: who moved out, who moved in, and what has changed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import UnknownNameError
from survey.language.messages import culprits, fail, quoted
from survey.sampling.permanent_numbers import checked_seed
from survey.simulation.arguments import unknown_word, whole_number
from survey.simulation.households import CHILD, OTHER, Homes, settled
from survey.simulation.model import TRAITS
from survey.simulation.population import Population
from survey.simulation.residents import LIVED_IN, residents_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.kernels.layout import Bools

    Drift = Mapping[tuple[str, str] | str, float]

_YOUNG_MOVES, _OLD_DIES, _LEAVES_HOME = 3.0, 85, 0.35
_BACK_IN_USE = 0.9
_MOST_YEARS = 20


def moved_on(population: Population, years: int, seed: int, drift: Drift) -> dict[str, Any]:
    """The attributes of a population some years later.

    Parameters
    ----------
    population : Population
    years : int from 1
    seed : int
    drift : mapping of (area, trait), or trait, to float
    """
    years = whole_number("years", years, 1, _MOST_YEARS)
    edition = population.edition + 1
    rng = np.random.default_rng([checked_seed(seed), edition, 2])
    profiles = _drifted(population, drift)
    stays = _stays(population, years, rng)
    state = _states(population, stays, rng)
    old = _grown_older(population, stays & (state == LIVED_IN), years, rng)
    empty_now = np.flatnonzero(state == LIVED_IN)
    empty_now = empty_now[~np.isin(empty_now, old["dwelling"].to_numpy())]
    persons = pd.concat([old, _moved_in(population, profiles, empty_now, rng, years)])
    dwellings, persons = residents_of(
        population.dwellings.assign(state=pd.Series(state, dtype=object)),
        persons.reset_index(drop=True),
        profiles,
        population.model,
        population.seed,
        edition,
    )
    changed = {
        "dwellings": dwellings,
        "persons": persons,
        "profiles": profiles,
        "year": population.year + years,
        "edition": edition,
    }
    return {each.name: getattr(population, each.name) for each in fields(Population)} | changed


def _drifted(population: Population, drift: Drift) -> pd.DataFrame:
    profiles = population.profiles.copy()
    known = profiles["area"].tolist()
    for key, change in drift.items():
        area, trait = (None, key) if isinstance(key, str) else key
        if trait not in TRAITS:
            raise unknown_word("drift", trait, TRAITS)
        if area is not None and area not in known:
            raise fail(UnknownNameError, "simulation.area_unknown", name=quoted(str(area)),
                       known=culprits(known))  # fmt: skip
        here = profiles["area"] == area if area is not None else slice(None)
        profiles.loc[here, trait] += change
    return profiles


def _stays(population: Population, years: int, rng: np.random.Generator) -> Bools:
    """Which dwellings keep their household."""
    homes = population.dwellings
    heads = population.persons[population.persons["number"] == 1]
    age = np.zeros(len(homes), dtype=np.int64)
    age[heads["dwelling"].to_numpy()] = heads["age"].to_numpy()
    yearly = np.where(age < 25, _YOUNG_MOVES, 1.0) * population.model.move_out
    yearly = np.where(age >= _OLD_DIES, np.maximum(yearly, 0.15), yearly)
    kept = rng.random(len(homes)) < (1 - np.minimum(yearly, 0.95)) ** years
    return np.asarray(kept & (homes["state"].to_numpy() == LIVED_IN))


def _states(population: Population, stays: Bools, rng: np.random.Generator) -> Any:  # noqa: ANN401
    """Which dwellings stand empty now; those that did are mostly let again."""
    model, before = population.model, population.dwellings["state"].to_numpy()
    chance = rng.random(len(before))
    state = np.full(len(before), LIVED_IN, dtype=object)
    gone = ~stays & (before == LIVED_IN)
    left = (before != LIVED_IN) & (chance > _BACK_IN_USE)
    vacant = model.empty + model.empty_unseen
    share = gone.mean() if gone.any() else 1.0
    turns = gone & (chance < min(vacant / max(share, 1e-9), 0.5))
    unseen = rng.random(len(before)) < (model.empty_unseen / vacant if vacant else 0)
    state[turns | left] = np.where(unseen[turns | left], "empty_unseen", "empty")
    return state


def _grown_older(
    population: Population, kept: Bools, years: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Those who stayed, some years older; some of the grown children have left home."""
    persons = population.persons
    persons = persons[kept[persons["dwelling"].to_numpy()]].reset_index(drop=True)
    persons["age"] += years
    persons["stay"] += years
    persons["years"] += years
    part, age = persons["part"].to_numpy(), persons["age"].to_numpy()
    grown = (age >= 18) & np.isin(part, [CHILD, OTHER])
    leaves = grown & (age < 40) & (rng.random(len(persons)) < 1 - (1 - _LEAVES_HOME) ** years)
    part = np.where((part == CHILD) & (age >= 18), OTHER, part)
    persons["part"] = pd.Series(part, dtype=object)
    persons["stay"] = np.minimum(persons["stay"], 80)
    stayed: pd.DataFrame = persons[~leaves].reset_index(drop=True)
    return stayed


def _moved_in(
    population: Population,
    profiles: pd.DataFrame,
    rows: Any,  # noqa: ANN401 - an array
    rng: np.random.Generator,
    years: int,
) -> pd.DataFrame:
    homes = population.dwellings.iloc[rows]
    place = homes["area"].map({area: row for row, area in enumerate(profiles["area"])})
    there = profiles.iloc[place.to_numpy()]
    new = Homes(
        rows,
        homes["rooms"].to_numpy(),
        *(there[name].to_numpy() for name in ("non_western", "western", "young")),
    )
    persons = settled(new, population.model, rng, new=True)
    since = pd.Series(rng.integers(0, years + 1, len(rows)), rows)
    stay = since.loc[persons["dwelling"].to_numpy()].to_numpy()
    persons["stay"] = stay
    persons["years"] = np.minimum(persons["years"] + stay, persons["age"])
    return persons
