"""How a sample is spread over areas: against a contrast, or in proportion to something.

The search runs on a smooth approximation, d/σ − t − δ for the quantile of the power, with the
standard error σ and the critical value t of the sample at hand; δ is what that lacks of the power
that is enumerated, and found anew in each of a few rounds. What is handed on is always checked by
enumeration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from survey.kernels.allocation import whole_units, within_bounds
from survey.sampling.scenario import (
    outlook,
    power_and_critical,
    power_of,
    power_of_some,
    sides_of,
)

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.sampling.scenario import Scenario

_ROUNDS, _STEPS, _TRIMS = 3, 20, 8
_CANDIDATES = 300
_FEW_AREAS = 60
_HALVINGS, _HALVED = 50, 6
_NEAR = (0.8, 0.9, 1.0, 1.1, 1.25)
_ROUGH = 1e-7
_MOST_Z = 6.0


@dataclass(frozen=True, slots=True)
class Room:
    """What an allocation may do.

    Attributes
    ----------
    low, high : (k,) int
        Fewest and most units asked in each area.
    cost : (k,) float
        Of a unit asked.
    order : (k,) int
        Which area comes first where two are equal.
    """

    low: Ints
    high: Ints
    cost: Floats
    order: Ints

    def whole(self, wanted: Floats, budget: float) -> Ints:
        """Whole units within the budget."""
        return whole_units(wanted, self.low, self.high, self.cost, budget, self.order)

    def spent(self, asked: Floats | Ints) -> float:
        """What so many cost."""
        return float((self.cost * asked).sum())


@dataclass(frozen=True, slots=True)
class _Rough:
    """The approximation: what each area needs for a quantile of the power.

    Attributes
    ----------
    reach : (k,) float
        t + δ.
    """

    scenario: Scenario
    room: Room
    reach: Floats

    def needed(self, z: Floats, contrast: Floats) -> Floats:
        """Units to ask in each area, for a quantile of the power and units asked in the contrast.

        Returns
        -------
        (c, k) float
            Infinite where no number is enough; 0 for the contrast.
        """
        s, place = self.scenario, self.scenario.contrast
        with np.errstate(divide="ignore", invalid="ignore"):
            effective = np.minimum(contrast * s.yields[place], s.population[place])
            v0 = s.spread()[place] * (1 / effective - 1 / s.population[place])
            bar = np.maximum(self.reach + z[:, None], 1e-6)
            v = (s.difference / bar) ** 2 - v0[:, None]
            n = 1 / (s.yields * (v / s.spread() + 1 / s.population))
        n = np.where(v > 0, n, np.inf)
        n[:, self._idle] = 0
        return np.asarray(n, dtype=float)

    @property
    def _idle(self) -> Bools:
        """Areas without a difference to be seen, the contrast among them."""
        return np.asarray(self.scenario.difference == 0)

    def filled(self, z: Floats, contrast: Floats) -> Floats:
        """The same within the room, with the contrast, (c, k)."""
        n = np.clip(self.needed(z, contrast), self.room.low, self.room.high)
        n[:, self.scenario.contrast] = contrast
        return n

    def quantile(self, asked: Floats) -> Floats:
        """The quantile of the power, (k,)."""
        v = self.scenario.variance(np.maximum(asked, 1e-9))
        with np.errstate(divide="ignore", invalid="ignore"):
            away = np.abs(self.scenario.difference) / np.sqrt(v + v[self.scenario.contrast])
        return np.asarray(away - self.reach, dtype=float)


def reachable(scenario: Scenario, room: Room, power: float) -> Bools:
    """The areas whose difference is seen with this power if all are asked who may be."""
    return np.asarray(power_of(scenario, room.high.astype(float), rare=_ROUGH) >= power)


def best_seen(scenario: Scenario, room: Room, power: float) -> Floats:
    """The smallest difference that is seen if all are asked who may be."""
    return outlook(scenario, room.high.astype(float), power).detectable


def for_power(scenario: Scenario, room: Room, power: float, within: Bools) -> Ints:
    """The cheapest sample whose power is enough in every area that can reach it.

    Areas that can't are asked as many as may be. The number in the contrast is the cheapest of up
    to 300 under the approximation; those in the areas are then raised and lowered one by one until
    the enumerated power is just enough.

    Parameters
    ----------
    within : (k,) bool
        Which can reach it.
    """
    asked = room.high.astype(float)
    z = float(special.ndtri(power))
    rough = _calibrated(scenario, room, asked)
    for _ in range(_ROUNDS):
        asked = _cheapest(rough, z, within)
        rough = _calibrated(scenario, room, asked)
    place = scenario.contrast
    settled = np.ceil(rough.filled(np.array([z]), asked[[place]])[0] - 1e-9)
    settled[~within & (scenario.difference != 0)] = room.high[~within & (scenario.difference != 0)]
    settled[place] = asked[place]
    return _just_enough(scenario, room, settled.astype(np.int64), power, within)


def for_budget(scenario: Scenario, room: Room, budget: float) -> Ints:
    """The sample of this cost whose lowest power is highest.

    Where there are no more than 60 areas, numbers near that of the contrast are tried with the
    enumerated power too.
    """
    asked = within_bounds(
        _root_rule(scenario), room.low.astype(float), room.high.astype(float), room.cost, budget
    )
    best = room.whole(asked, budget)
    for _ in range(_ROUNDS):
        rough = _calibrated(scenario, room, best.astype(float))
        asked = _evenest(rough, budget, _spaced(room, scenario.contrast))
        best = room.whole(asked, budget)
    if len(best) > _FEW_AREAS:
        return best
    place = scenario.contrast
    near = np.unique(np.clip(best[place] * np.array(_NEAR), room.low[place], room.high[place]))
    tried = [best, *(room.whole(_evenest(rough, budget, near[[i]]), budget)
                     for i in range(len(near)))]  # fmt: skip
    return max(tried, key=lambda n: _lowest(scenario, room, n))


def in_proportion(weight: Floats, room: Room, budget: float) -> Ints:
    """The sample of this cost in proportion to weights, within the room."""
    low, high = room.low.astype(float), room.high.astype(float)
    return room.whole(within_bounds(weight, low, high, room.cost, budget), budget)


def scaled_for_power(
    weight: Floats, scenario: Scenario, room: Room, power: float, within: Bools
) -> Ints:
    """The smallest sample in proportion to weights whose power is enough where it can be."""
    z = float(special.ndtri(power))
    asked = room.high.astype(float)
    for _ in range(_ROUNDS):
        rough = _calibrated(scenario, room, asked)
        scale = _least_scale(rough, weight, z, within)
        asked = np.clip(scale * weight, room.low, room.high)

    def sample(scale: float) -> Ints:
        whole = np.ceil(np.clip(scale * weight, room.low, room.high) - 1e-9)
        return np.asarray(whole, dtype=np.int64)

    def enough(scale: float) -> bool:
        found = power_of(scenario, sample(scale).astype(float), rare=_ROUGH)
        return bool((found >= power)[within].all())

    low, high = scale * 0.97, scale
    while not enough(high):
        low, high = high, high * 1.03
    for _ in range(_HALVED):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return sample(high)


def scaled_to_needs(weight: Floats, needs: Floats, room: Room) -> Ints:
    """The smallest sample in proportion to weights that gives every area what it needs."""
    scale = float((np.minimum(needs, room.high) / weight).max(initial=0.0))
    asked = np.clip(scale * weight, room.low, room.high)
    return np.ceil(asked - 1e-9).astype(np.int64)


def _root_rule(scenario: Scenario) -> Floats:
    """√k times as many answers in the contrast as in each of k areas (Dunnett 1955)."""
    weight = 1 / scenario.yields
    weight[scenario.contrast] *= np.sqrt(max(len(scenario.compared), 1))
    return np.asarray(weight, dtype=float)


def _calibrated(scenario: Scenario, room: Room, asked: Floats) -> _Rough:
    """The approximation that agrees with the enumerated power at a sample."""
    power, critical = power_and_critical(scenario, asked, rare=_ROUGH)
    rough = _Rough(scenario, room, np.nan_to_num(critical))
    found = np.clip(np.nan_to_num(power), 1e-6, 1 - 1e-6)
    lacks = rough.quantile(asked) - special.ndtri(found)
    usable = np.isfinite(lacks) & (found > 1e-4) & (found < 1 - 1e-4)
    typical = float(np.median(lacks[usable])) if usable.any() else 0.0
    return _Rough(scenario, room, rough.reach + np.where(usable, lacks, typical))


def _spaced(room: Room, place: int) -> Floats:
    low, high = max(int(room.low[place]), 2), max(int(room.high[place]), 2)
    spaced = np.unique(np.round(np.geomspace(min(low, high), high, _CANDIDATES)))
    return np.asarray(spaced, dtype=float)


def _cheapest(rough: _Rough, z: float, within: Bools) -> Floats:
    """The cheapest sample under the approximation, over numbers in the contrast."""
    room = rough.room
    contrast = _spaced(room, rough.scenario.contrast)
    at = np.full(len(contrast), z)
    lacking = (rough.needed(at, contrast) > room.high + 0.5)[:, within].sum(axis=1)
    filled = rough.filled(at, contrast)
    costs = filled @ room.cost
    best = np.lexsort((costs, lacking))[0]
    return np.asarray(filled[best], dtype=float)


def _evenest(rough: _Rough, budget: float, contrast: Floats) -> Floats:
    """The sample of this cost with the highest common power, over numbers in the contrast."""
    room = rough.room
    low, high = np.full(len(contrast), -_MOST_Z), np.full(len(contrast), _MOST_Z)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        dear = rough.filled(middle, contrast) @ room.cost > budget
        low, high = np.where(dear, low, middle), np.where(dear, middle, high)
    filled = rough.filled(low, contrast)
    affordable = filled @ room.cost <= budget + 1e-6
    best = int(np.argmax(np.where(affordable, low, -np.inf)))
    left = budget - room.spent(filled[best])
    if left <= 0:
        return np.asarray(filled[best], dtype=float)
    low_of_all = np.maximum(filled[best], room.low)
    return within_bounds(
        np.maximum(filled[best], 1e-6), low_of_all, room.high.astype(float), room.cost, budget
    )


def _lowest(scenario: Scenario, room: Room, asked: Ints) -> float:
    """The lowest power among areas that could be asked more."""
    found, _ = power_and_critical(scenario, asked.astype(float), rare=_ROUGH)
    open_ = (asked < room.high) & ~np.isnan(found)
    if not open_.any():
        return float(np.nanmin(found))
    return float(found[open_].min())


def _least_scale(rough: _Rough, weight: Floats, z: float, within: Bools) -> float:
    room = rough.room
    low, high = 0.0, float((room.high / weight).max())
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        asked = np.clip(middle * weight, room.low, room.high)
        enough = (rough.quantile(asked) >= z)[within].all()
        low, high = (low, middle) if enough else (middle, high)
    return high


def _just_enough(scenario: Scenario, room: Room, asked: Ints, power: float, within: Bools) -> Ints:
    """The numbers in the areas raised until the power is enough, and lowered while it is."""
    critical = sides_of(scenario, asked.astype(float)).critical
    places = np.flatnonzero(within)

    def enough(n: Ints, which: Ints) -> Bools:
        found = power_of_some(scenario, n.astype(float), which, critical, rare=_ROUGH)
        return np.asarray(found >= power)

    asked = _raised(room, asked, places, enough)
    for _ in range(_TRIMS):
        lower = asked.copy()
        lower[places] = np.maximum(lower[places] - 1, room.low[places])
        kept = enough(lower, places) & (lower < asked)[places]
        places = places[kept]
        if not len(places):
            break
        asked[places] = lower[places]
    everyone = np.flatnonzero(within)
    for _ in range(_TRIMS):
        found = power_of(scenario, asked.astype(float), rare=_ROUGH)[everyone]
        short = everyone[(found < power) & (asked < room.high)[everyone]]
        if not len(short):
            break
        asked[short] += 1
    return asked


def _raised(room: Room, asked: Ints, places: Ints, enough: object) -> Ints:
    asked = asked.copy()
    for _ in range(_STEPS):
        short = places[~enough(asked, places)]  # type: ignore[operator]
        places = short[asked[short] < room.high[short]]
        if not len(places):
            break
        step = np.maximum(asked[places] // 50, 1)
        asked[places] = np.minimum(asked[places] + step, room.high[places])
    return asked
