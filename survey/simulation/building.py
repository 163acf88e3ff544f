"""A city that is invented: its dwellings, and who lives in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from survey.errors import WrongUseError
from survey.language.messages import fail
from survey.sampling.permanent_numbers import checked_seed
from survey.simulation.city import City
from survey.simulation.city_areas import area_variable, areas_given
from survey.simulation.households import Homes, settled
from survey.simulation.model import TRAITS, CityModel
from survey.simulation.residents import LIVED_IN, residents_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.simulation.city_areas import CityArea

_PER_DEPARTMENT = 200
_ROOMS = np.array([0.0, 0.33, 0.38, 0.22, 0.07])
_FLOORS = 4
_UNIT = "sim-{department:03d}-{number:04d}"


def simulate_city(
    areas: int | Mapping[str, int] | Iterable[CityArea | Mapping[str, Any] | str] = 8,
    *,
    seed: int,
    model: CityModel | None = None,
    year: int = 2026,
) -> City:
    """Invent a city: areas, departments, dwellings, and who lives in them.

    The same arguments give the same city. Nothing in it is about a real place, and all ids of
    dwellings begin with ``sim-``, so that what is made of them can be told from real data.

    Parameters
    ----------
    areas : int, mapping of str to int, or sequence of CityArea
        How many areas ("Area A", "Area B", …, the last one for contrast), how many dwellings each
        named area has, or the areas one by one.
    seed : int from 0
    model : CityModel, optional
        The numbers by which it is invented.
    year : int
        The year in which it is as it is.

    Returns
    -------
    City

    Raises
    ------
    WrongUseError
        If an argument can't be.

    Examples
    --------
    >>> import survey as sv
    >>> city = sv.simulate_city({"vest": 120, "syd": 80}, seed=2026)
    >>> city
    City(2 areas, 200 dwellings, 326 adults, simulated, seed 2026)
    """
    listed, seed = areas_given(areas), checked_seed(seed)
    if model is not None and not isinstance(model, CityModel):
        raise fail(WrongUseError, "argument.kind", name="model", got=type(model).__name__,
                   expected="CityModel(...)")  # fmt: skip
    if isinstance(year, bool) or not isinstance(year, int) or not 1900 <= year <= 2200:
        raise fail(WrongUseError, "simulation.number", name="year", got=str(year), low=1900,
                   high=2200)  # fmt: skip
    model = model or CityModel()
    rng = np.random.default_rng([seed, 1])
    profiles = _profiles(listed, model, rng)
    dwellings = _dwellings(listed, model, rng)
    known = dwellings["area"].map({area: row for row, area in enumerate(profiles["area"])})
    inhabited = np.flatnonzero(dwellings["state"] == LIVED_IN)
    there = profiles.iloc[known.to_numpy()[inhabited]]
    homes = Homes(
        inhabited,
        dwellings["rooms"].to_numpy()[inhabited],
        *(there[name].to_numpy() for name in ("non_western", "western", "young")),
    )
    persons = settled(homes, model, rng)
    dwellings, persons = residents_of(dwellings, persons, profiles, model, seed, 0)
    return City(listed, area_variable(listed), dwellings, persons, profiles, model, seed, year)


def _profiles(areas: tuple[CityArea, ...], model: CityModel, rng: Any) -> pd.DataFrame:  # noqa: ANN401
    """What each area is like."""
    rows = []
    for area in areas:
        origin, young, *levels = rng.normal(size=2 + len(TRAITS))
        contrast = area.role == "contrast"
        lift = model.contrast if contrast else 0.0
        drawn = expit(logit(model.non_western) + model.composition_spread * origin - lift)
        share = drawn if area.non_western is None else area.non_western
        row: dict[str, Any] = {
            "area": area.id,
            "non_western": share,
            "western": min(model.western, 1 - share),
            "young": model.composition_spread * young if area.young is None else area.young,
        }
        for trait, level in zip(TRAITS, levels, strict=True):
            row[trait] = area.traits.get(trait, model.area_spread * level + lift)
        rows.append(row)
    return pd.DataFrame(rows).astype({"area": object})


def _dwellings(areas: tuple[CityArea, ...], model: CityModel, rng: Any) -> pd.DataFrame:  # noqa: ANN401
    sizes = np.array([area.dwellings for area in areas])
    names, per_area = _departments(areas)
    area = np.repeat(np.array([each.id for each in areas], dtype=object), sizes)
    n, department = len(area), np.concatenate(per_area)
    starts = np.flatnonzero(np.append(True, np.diff(department) != 0))
    number = np.arange(n) - np.repeat(starts, np.diff(np.append(starts, n))) + 1
    shares = np.cumsum([model.one_room, *(_ROOMS[1:] * (1 - model.one_room))])
    rooms = 1 + np.minimum((rng.random((n, 1)) >= shares).sum(axis=1), 4)
    state = np.full(n, LIVED_IN, dtype=object)
    chance = rng.random(n)
    state[chance < model.empty + model.empty_unseen] = "empty_unseen"
    state[chance < model.empty] = "empty"
    units = [
        _UNIT.format(department=d + 1, number=k) for d, k in zip(department, number, strict=True)
    ]
    return pd.DataFrame(
        {
            "unit": pd.Series(units, dtype=object),
            "area": pd.Series(area, dtype=object),
            "department": pd.Series(np.array(names, dtype=object)[department], dtype=object),
            "floor": rng.integers(0, _FLOORS, n),
            "rooms": rooms,
            "size": np.round(20 + 19 * rooms + rng.normal(0, 4, n)).astype(np.int64),
            "state": pd.Series(state, dtype=object),
        }
    )


def _departments(areas: tuple[CityArea, ...]) -> tuple[list[str], list[Any]]:
    """What the departments are called, and that of each dwelling of each area, in turn."""
    names: list[str] = []
    places = []
    for area in areas:
        given = area.departments
        count = given if isinstance(given, int) else len(given)
        count = min(max(count or round(area.dwellings / _PER_DEPARTMENT), 1), area.dwellings)
        called = [f"Afd. {len(names) + k + 1}" for k in range(count)]
        names_here = called if isinstance(given, int) else list(given[:count])
        places.append(len(names) + np.arange(area.dwellings) * count // area.dwellings)
        names += names_here
    return names, places
