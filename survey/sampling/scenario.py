"""What is assumed when a difference is looked for, and how often it would be marked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.difference import guarded_variance
from survey.kernels.hypergeometric import RARE
from survey.kernels.intervals import t_quantile
from survey.kernels.marks import (
    Answers,
    Beside,
    beside_contrast,
    beside_pool,
    chance_of_mark,
    critical_of_contrast,
    critical_of_pool,
    least_marked,
    power_of_means,
    sampling_variance,
    smallest,
)

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

_FEWEST = 2
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed of all areas when each is compared with a contrast or with the others.

    Attributes
    ----------
    population : (k,) int
        Those the share is of, divided by the design effect.
    yields : (k,) float
        Effective answers for each unit asked: response rate × base / design effect.
    share : (k,) float
        Of each area, were there no difference; of means it is 0.
    difference : (k,) float
        What is looked for; 0 for the contrast.
    contrast : int
        Its place; −1 where areas are compared with the rest or with all.
    against : {"contrast", "rest", "all"}
    level : float
    adjust : {"dunnett", "none"}
    weight : (k,) float
        The part of each area in all together.
    sd : (k,) float or None
        Standard deviation within areas, for means.
    """

    population: Ints
    yields: Floats
    share: Floats
    difference: Floats
    contrast: int
    against: str
    level: float
    adjust: str
    weight: Floats
    sd: Floats | None = None

    @property
    def compared(self) -> Ints:
        """The places of the areas that are compared."""
        return np.flatnonzero(np.arange(len(self.population)) != self.contrast)

    def answers(self, asked: Floats) -> Ints:
        """Effective answers to expect, as whole numbers."""
        return np.asarray(
            np.minimum(np.floor(asked * self.yields + 0.5), self.population), dtype=np.int64
        )

    def spread(self) -> Floats:
        """The variance within areas with the difference, S²."""
        if self.sd is not None:
            return self.sd**2
        p, size = self.share + self.difference, self.population
        return np.asarray(p * (1 - p) * size / np.maximum(size - 1, 1), dtype=float)

    def variance(self, asked: Floats) -> Floats:
        """Sampling variance of the share or mean of each area."""
        effective = np.minimum(asked * self.yields, self.population)
        with np.errstate(divide="ignore"):
            return sampling_variance(self.spread(), effective, self.population.astype(float))


@dataclass(frozen=True, slots=True)
class Sides:
    """Areas and what they stand beside.

    Attributes
    ----------
    answers : (k,) int
        Effective answers of each area.
    beside : Beside
    critical : (k, 1 or x) float
        Critical values, for each way that `beside` can turn out.
    """

    answers: Ints
    beside: Beside
    critical: Floats


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a sample lets see.

    Attributes
    ----------
    power : (k,) float
        The chance of a mark in the direction of the difference; NaN where there is none to see.
    critical : (k,) float
        The critical value at the expected outcome of the contrast.
    detectable : (k,) float
        The smallest difference that is marked with the wanted power; NaN if none is.
    """

    power: Floats
    critical: Floats
    detectable: Floats


def outlook(scenario: Scenario, asked: Floats, wanted: float) -> Outlook:
    """Power, critical values and what can be seen, of one sample.

    The critical values behind the smallest difference are those of the difference planned for.
    """
    if scenario.sd is not None:
        critical = _critical_of_means(scenario, asked)
        power = _mean_chances(scenario, asked, scenario.difference, critical)
        return Outlook(power, critical, _detectable_mean(scenario, asked, critical, wanted))
    sides = sides_of(scenario, asked)
    least = _least(scenario, sides)
    power = _chances(scenario, sides, _moved(scenario), RARE, least=least)
    seen = _detectable_share(scenario, sides, least, wanted)
    planned = np.where(power >= wanted, np.abs(scenario.difference), np.inf)  # to the whole person
    seen = np.where(np.isnan(seen), np.nan, np.minimum(seen, planned))
    return Outlook(power, _expected(sides), seen)


def power_and_critical(
    scenario: Scenario, asked: Floats, *, rare: float = RARE
) -> tuple[Floats, Floats]:
    """Power and critical values of one sample, the latter at the expected outcome of the contrast.

    This is close enough for a search; `outlook` and `power_of` follow the outcome.
    """
    if scenario.sd is not None:
        critical = _critical_of_means(scenario, asked)
        return _mean_chances(scenario, asked, scenario.difference, critical), critical
    answers = scenario.answers(asked)
    beside = _beside(scenario, answers, rare)
    sides = Sides(answers, beside, _critical(scenario, answers, None))
    return power_within(scenario, sides, rare=rare), sides.critical[:, 0]


def power_of(scenario: Scenario, asked: Floats, *, rare: float = RARE) -> Floats:
    """The chance of a mark in the direction of the difference, (k,); NaN for the contrast."""
    if scenario.sd is not None:
        return power_and_critical(scenario, asked)[0]
    return power_within(scenario, sides_of(scenario, asked, rare=rare), rare=rare)


def _expected(sides: Sides) -> Floats:
    """Critical values at the expected outcome of the contrast."""
    if sides.critical.shape[1] == 1:
        return sides.critical[:, 0]
    return np.asarray((sides.critical * sides.beside.chance).sum(axis=1), dtype=float)


def sides_of(
    scenario: Scenario, asked: Floats, critical: Floats | None = None, *, rare: float = RARE
) -> Sides:
    """What areas stand beside, and their critical values unless these are known."""
    answers = scenario.answers(asked)
    beside = _beside(scenario, answers, rare)
    if critical is None:
        critical = _critical(scenario, answers, beside)
    return Sides(answers, beside, critical)


def power_of_some(
    scenario: Scenario, asked: Floats, which: Ints, critical: Floats, *, rare: float = RARE
) -> Floats:
    """`power_of` for some areas, with critical values as they were."""
    if scenario.sd is not None:
        return power_of(scenario, asked)[which]
    sides = sides_of(scenario, asked, critical, rare=RARE)
    some = Sides(sides.answers[which], _some(sides.beside, which, down=False), critical[which])
    return power_within(picked(scenario, which), some, rare=rare)


def picked(scenario: Scenario, which: Ints) -> Scenario:
    """Some areas of a scenario, without their contrast."""
    sd = scenario.sd
    return replace(
        scenario, population=scenario.population[which], yields=scenario.yields[which],
        share=scenario.share[which], difference=scenario.difference[which],
        weight=scenario.weight[which], sd=None if sd is None else sd[which], contrast=-1,
    )  # fmt: skip


def power_within(scenario: Scenario, sides: Sides, *, rare: float = RARE) -> Floats:
    """`power_of` where sides and critical values are known."""
    return _chances(scenario, sides, _moved(scenario), rare)


def _detectable_share(
    scenario: Scenario, sides: Sides, least: list[tuple[Bools, Ints]], wanted: float
) -> Floats:
    size, nothing = scenario.population, _marked(scenario, scenario.share)
    turn = np.where(scenario.difference < 0, -1, 1)
    most = np.where(turn < 0, nothing, size - nothing)

    def is_enough(away: Ints) -> Bools:
        found = _chances(scenario, sides, np.asarray(nothing + turn * away), RARE, least=least)
        return np.asarray(found >= wanted)

    away = smallest(most, is_enough)
    seen = np.abs((nothing + turn * away) / size - scenario.share)
    return np.where((away > most) | (scenario.difference == 0), np.nan, seen)


def _least(scenario: Scenario, sides: Sides) -> list[tuple[Bools, Ints]]:
    """For each direction, which areas point there, and the counts from which they are marked."""
    result = []
    for down in (False, True):
        which = _pointing(scenario, sides, down=down)
        if which.any():
            areas = Answers(scenario.population, scenario.population, sides.answers)
            result.append((which, _least_of(areas, which, sides, down=down)))
    return result


def _pointing(scenario: Scenario, sides: Sides, *, down: bool) -> Bools:
    """The areas whose difference points up, or down, and that have answers enough."""
    enough = sides.answers >= _FEWEST
    if scenario.contrast >= 0:
        enough &= sides.answers[scenario.contrast] >= _FEWEST
    turned = scenario.difference < 0 if down else scenario.difference > 0
    return np.asarray(enough & turned)


def _least_of(areas: Answers, which: Bools, sides: Sides, *, down: bool) -> Ints:
    """`least_marked` of some areas; those with the same numbers are worked out once."""
    critical = sides.critical[which]
    keys = np.column_stack([areas.population[which], areas.answers[which], critical[:, 0]])
    _, first, place = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    if sides.beside.share.shape[0] > 1:  # each stands beside something else
        first, place = np.arange(len(keys)), np.arange(len(keys))
    chosen = np.flatnonzero(which)[first]
    few = Answers(*(a[chosen] for a in (areas.population, areas.marked, areas.answers)))
    least = least_marked(few, _some(sides.beside, chosen, down=down), critical[first])
    return np.asarray(least[place.ravel()])


def _some(beside: Beside, which: Ints, *, down: bool) -> Beside:
    """What some areas stand beside, turned round where differences point down."""
    share = 1 - beside.share if down else beside.share
    parts = (share, beside.chance, beside.effective, beside.own, beside.rho)
    return Beside(*(part if len(part) == 1 else part[which] for part in parts))


def _chances(
    scenario: Scenario,
    sides: Sides,
    marked: Ints,
    rare: float,
    *,
    least: list[tuple[Bools, Ints]] | None = None,
) -> Floats:
    """The chance of a mark, where so many in each area have what is counted."""
    result = np.where(scenario.difference == 0, np.nan, 0.0)
    for which, counts in least if least is not None else _least(scenario, sides):
        down = bool((scenario.difference[which] < 0).any())
        size, answers = scenario.population[which], sides.answers[which]
        turned = size - marked[which] if down else marked[which]
        beside = _some(sides.beside, np.flatnonzero(which), down=down)
        result[which] = chance_of_mark(Answers(size, turned, answers), beside, counts, rare=rare)
    return result


def _beside(scenario: Scenario, answers: Ints, rare: float) -> Beside:
    size, answers = scenario.population, np.maximum(answers, 1)
    base = Answers(size, _marked(scenario, scenario.share), answers)
    if scenario.against == "contrast":
        place = slice(scenario.contrast, scenario.contrast + 1)
        whole = Answers(*(a[place] for a in (base.population, base.marked, base.answers)))
        return beside_contrast(whole, rare=rare)
    areas = Answers(size, _moved(scenario), answers)
    return beside_pool(areas, base, scenario.weight, itself=scenario.against == "all")


def _marked(scenario: Scenario, share: Floats) -> Ints:
    """How many in each area have what is counted."""
    return np.asarray(np.floor(scenario.population * share + 0.5), dtype=np.int64)


def _moved(scenario: Scenario) -> Ints:
    """How many in each area have what is counted, with the difference."""
    return _marked(scenario, scenario.share + scenario.difference)


def _critical(scenario: Scenario, answers: Ints, beside: Beside | None) -> Floats:
    """Critical values, (k, 1 or x); without `beside` at the expected outcome of the contrast."""
    df = _degrees(scenario, answers)
    if scenario.adjust == "none":
        return t_quantile(df, scenario.level)[:, None]
    size = scenario.population
    v = Answers(size, _moved(scenario), np.maximum(answers, _FEWEST)).guarded
    if scenario.against != "contrast":
        return critical_of_pool(v, scenario.weight, df, scenario.level)[:, None]
    places = scenario.compared
    v0 = v[[scenario.contrast]]
    if beside is not None:
        v0 = guarded_variance(beside.share[0], beside.effective[0])
    result = np.full((len(answers), len(v0)), np.nan)
    result[places] = critical_of_contrast(v[places], v0, df[places], scenario.level)
    return result


def _degrees(scenario: Scenario, answers: Ints) -> Floats:
    """Degrees of freedom of each pair: answers less strata."""
    n = np.maximum(answers, _FEWEST).astype(float)
    if scenario.against == "contrast":
        return np.asarray(n + n[scenario.contrast] - 2, dtype=float)
    return np.full(len(n), n.sum() - len(n))


# Means


def _mean_chances(
    scenario: Scenario, asked: Floats, difference: Floats, critical: Floats
) -> Floats:
    answers = scenario.answers(asked)
    error = _error_of_means(scenario, asked)
    found = power_of_means(difference, error, _degrees(scenario, answers), critical)
    short = answers < _FEWEST
    if scenario.contrast >= 0:
        short |= answers[scenario.contrast] < _FEWEST
    found = np.where(short, 0.0, found)
    return np.where(scenario.difference == 0, np.nan, found)


def _error_of_means(scenario: Scenario, asked: Floats) -> Floats:
    v, w = scenario.variance(np.maximum(asked, 1e-9)), scenario.weight
    if scenario.against == "contrast":
        return np.asarray(np.sqrt(v + v[scenario.contrast]), dtype=float)
    rest = ((w**2 * v).sum() - w**2 * v) / (1 - w) ** 2
    apart = np.sqrt(v + rest)
    return np.asarray(apart * (1 - w) if scenario.against == "all" else apart, dtype=float)


def _critical_of_means(scenario: Scenario, asked: Floats) -> Floats:
    df = _degrees(scenario, scenario.answers(asked))
    if scenario.adjust == "none":
        return t_quantile(df, scenario.level)
    v = scenario.variance(np.maximum(asked, 1e-9))
    if scenario.against != "contrast":
        return critical_of_pool(v, scenario.weight, df, scenario.level)
    places, result = scenario.compared, np.full(len(v), np.nan)
    v0 = v[[scenario.contrast]]
    result[places] = critical_of_contrast(v[places], v0, df[places], scenario.level)[:, 0]
    return result


def _detectable_mean(scenario: Scenario, asked: Floats, critical: Floats, power: float) -> Floats:
    error = _error_of_means(scenario, asked)
    none = scenario.difference == 0
    low, high = np.zeros(len(error)), 20 * error + 1e-300
    for _ in range(_HALVINGS):
        middle = np.where(none, 0.0, (low + high) / 2)
        found = _mean_chances(scenario, asked, middle, critical) >= power
        low, high = np.where(found, low, middle), np.where(found, middle, high)
    return np.where((high >= 20 * error) | none, np.nan, high)
