"""The chance that an area gets a mark: how often a difference is seen that is there.

A mark means that the interval of the difference (MOVER with Wilson limits, Zou & Donner 2008) at
the critical value of the family (Dunnett 1955) excludes 0. For shares the chance is summed over all
counts that a sample can show, not taken from the normal distribution.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import chebyshev
from scipy import special

from survey.kernels.difference import guarded_variance
from survey.kernels.hypergeometric import RARE, DrawnCounts, drawn_counts
from survey.kernels.intervals import t_quantile, wilson
from survey.kernels.many_to_one import (
    against_contrast,
    against_pool,
    critical_values,
    product_form,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.many_to_one import LargestNormal

_MANY = 150
_DEGREE, _NODES = 16, 6
_NORMAL_STEPS, _NORMAL_REACH = 201, 7.5


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by area.

    Attributes
    ----------
    population, marked, answers : (g,) int
        N, M of whom the thing is true, and n ≤ N that answer.
    """

    population: Ints
    marked: Ints
    answers: Ints

    @property
    def share(self) -> Floats:
        """M/N."""
        return np.asarray(self.marked / self.population, dtype=float)

    @property
    def effective(self) -> Floats:
        """Effective number of answers of a share between 0 and 1, (n − 1)/(1 − f)."""
        return effective_answers(self.answers, self.population)

    @property
    def guarded(self) -> Floats:
        """The variance that the correlations of the family rest on, at the expected share."""
        return guarded_variance(self.share, self.effective)


@dataclass(frozen=True, slots=True)
class Beside:
    """What areas are compared with, and how it can turn out.

    Attributes
    ----------
    share, chance, effective : (1 or g, x) float
        Shares, their chances, and the effective number of answers behind each.
    own : (1 or g,) float
        The part of the area itself in it; 0 for a contrast or the rest. `share` is then of the
        others.
    rho : (1 or g,) float
        Correlation with the share of the area.
    """

    share: Floats
    chance: Floats
    effective: Floats
    own: Floats
    rho: Floats


def effective_answers(answers: Ints | Floats, population: Ints | Floats) -> Floats:
    """(n − 1)/(1 − n/N): p(1 − p) over the estimated variance of a share; infinite at n = N."""
    n, size = np.asarray(answers, float), np.asarray(population, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n >= size, np.inf, np.maximum(n - 1, 0) / (1 - n / size))


def sampling_variance(spread: Floats, answers: Floats, population: Floats) -> Floats:
    """Variance of a mean, S²/n (1 − n/N), from the variance S² of the population."""
    return np.asarray(spread * (1 / answers - 1 / population), dtype=float)


def beside_contrast(contrast: Answers, *, rare: float = RARE) -> Beside:
    """One contrast area, or one for each, apart from the areas that are compared with it."""
    drawn = drawn_counts(contrast.population, contrast.marked, contrast.answers, rare=rare)
    counts = np.minimum(drawn.counts, contrast.answers[:, None])  # rows may be padded
    size = _sizes(counts, contrast.answers[:, None], contrast.population[:, None])
    share = counts / contrast.answers[:, None]
    return Beside(share, drawn.chance, size, np.zeros(1), np.zeros(1))


def beside_pool(areas: Answers, base: Answers, weight: Floats, *, itself: bool) -> Beside:
    """For each area, all others together by their weight, or all with the area itself.

    The others are as in `base`; their share is a sum over many areas and taken as normal with its
    exact mean and variance, in 201 steps. Its effective number of answers is the expected one.

    Parameters
    ----------
    areas : Answers
        Each area as it would be with the difference.
    base : Answers
        Each area as it would be without.
    weight : (g,) float
        Of each area in all together; sums to 1.
    itself : bool
        Whether the area is part of what it is compared with.
    """
    p, n, size = base.share, base.answers.astype(float), base.population.astype(float)
    spread = p * (1 - p) * size / np.maximum(size - 1, 1)
    true = sampling_variance(spread, n, size)
    seen = p * (1 - p) / base.effective
    rest = 1 - weight
    mean = ((weight * p).sum() - weight * p) / rest
    sd = np.sqrt(np.maximum((weight**2 * true).sum() - weight**2 * true, 0)) / rest
    v = np.maximum((weight**2 * seen).sum() - weight**2 * seen, 0) / rest**2
    step = np.linspace(-_NORMAL_REACH, _NORMAL_REACH, _NORMAL_STEPS)
    chance = np.exp(-(step**2) / 2)
    share = np.clip(mean[:, None] + sd[:, None] * step, 0, 1)
    own, rho, middle = np.zeros(len(p)), np.zeros(len(p)), mean
    if itself:
        mine = areas.share * (1 - areas.share) / areas.effective
        v = rest**2 * v + weight**2 * mine
        with np.errstate(invalid="ignore", divide="ignore"):
            rho = np.where(v > 0, weight * np.sqrt(mine / v), 0.0)
        own, middle = weight, weight * areas.share + rest * mean
    with np.errstate(divide="ignore"):
        effective = np.where(v > 0, middle * (1 - middle) / v, np.inf)
    whole = chance / chance.sum()
    return Beside(share, np.broadcast_to(whole, share.shape), effective[:, None], own, rho)


def least_marked(areas: Answers, beside: Beside, critical: Floats) -> Ints:
    """The smallest count of an area that is marked as higher, for each way the contrast turns out.

    Parameters
    ----------
    areas : Answers
    beside : Beside
    critical : (g, 1 or x) float
        Critical values of the family.

    Returns
    -------
    (g, x) int
        n + 1 where no count is marked.

    Notes
    -----
    The lower limit of the interval rises with the share of the area, so that halving finds it.
    """
    is_marked = _judge(areas, beside, critical)
    shape = (len(areas.answers), beside.share.shape[1])
    low = np.broadcast_to(np.int64(-1), shape)
    high = np.broadcast_to(areas.answers[:, None] + 1, shape)
    for _ in range(int(areas.answers.max(initial=0) + 2).bit_length()):
        middle = (low + high) >> 1
        marked = is_marked(np.maximum(middle, 0)) & (middle > low)
        low, high = np.where(marked, low, middle), np.where(marked, middle, high)
    return np.asarray(high, dtype=np.int64)


def _judge(areas: Answers, beside: Beside, critical: Floats) -> Callable[[Ints], Bools]:
    """Whether the interval of the difference lies above 0, for counts of the area."""
    n, own, rho = areas.answers[:, None], beside.own[:, None], beside.rho[:, None]
    size = effective_answers(n, areas.population[:, None])
    q = critical**2 / size
    q_of_all = critical**2 / _sizes(n, n, areas.population[:, None])
    alone = not (own.any() or rho.any())
    fixed = wilson(beside.share, beside.effective, critical)[1]

    def judged(count: Ints) -> Bools:
        p = count / n
        below = np.where(count < n, _lower_wilson(p, q), 1 / (1 + q_of_all))
        if alone:  # the limits of the contrast don't follow the area
            return _above(p, below, beside.share, fixed)
        other = own * p + (1 - own) * beside.share
        upper = wilson(other, beside.effective, critical)[1]
        extreme = (p >= 1) | (other <= 0) | (other >= 1)
        return _above(p, below, other, upper, np.where(extreme, 0.0, rho))

    return judged


def _lower_wilson(p: Floats, q: Floats) -> Floats:
    """Lower limit of `wilson` inside (0, 1), from q = t²/n."""
    half = q / 2
    return np.asarray((p + half - np.sqrt(q * p * (1 - p) + half**2)) / (1 + q), dtype=float)


def _above(
    p: Floats, below: Floats, other: Floats, upper: Floats, rho: Floats | None = None
) -> Bools:
    """Whether the lower limit of `mover` lies above 0."""
    first, second = p - below, upper - other
    squared = first**2 + second**2
    if rho is not None:
        squared = squared - 2 * rho * first * second
    d = p - other
    return np.asarray((d > 0) & (d * d > squared))


def chance_of_mark(areas: Answers, beside: Beside, least: Ints, *, rare: float = RARE) -> Floats:
    """The chance that the count of an area reaches what is marked, (g,)."""
    reached = (_drawn(areas, rare).at_least(least) * beside.chance).sum(axis=1)
    return np.asarray(np.minimum(reached, 1.0), dtype=float)


def _drawn(areas: Answers, rare: float = RARE) -> DrawnCounts:
    return drawn_counts(areas.population, areas.marked, areas.answers, rare=rare)


def turned(areas: Answers, down: Bools) -> Answers:
    """The answers, with what is counted turned round where `down`."""
    marked = np.where(down, areas.population - areas.marked, areas.marked)
    return Answers(areas.population, marked, areas.answers)


def chance_of_change(now: Answers, then: Answers, rho: Floats, critical: Floats) -> Floats:
    """The chance that the share of an area is marked as higher than it was in another sample.

    Parameters
    ----------
    now, then : Answers
        Of the same g areas.
    rho : (g,) float
        Correlation of the two estimates. Where it is 0, both counts are hypergeometric; otherwise
        the count of now given that of then is normal, with the continuity correction.
    critical : (g,) float

    Returns
    -------
    (g,) float
    """
    beside = replace(beside_contrast(then), own=np.zeros(len(rho)), rho=rho)
    least = least_marked(now, beside, critical[:, None])
    exact = chance_of_mark(now, beside, least)
    if not rho.any():
        return exact
    sd, sd_then = _sd_of_count(now)[:, None], _sd_of_count(then)[:, None]
    at = beside.share * then.answers[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.where(sd_then > 0, (at - (then.answers * then.share)[:, None]) / sd_then, 0.0)
        mean = (now.answers * now.share)[:, None] + rho[:, None] * sd * away
        left = np.sqrt(1 - rho[:, None] ** 2) * sd
        reached = special.ndtr(np.where(left > 0, (mean - least + 0.5) / left, np.inf))
    certain = (mean >= least - 1e-9).astype(float)
    given = np.where(left > 0, reached, certain)
    given = np.where(least > now.answers[:, None], 0.0, given)
    return np.where(rho == 0, exact, (given * beside.chance).sum(axis=1))


def smallest_change(now: Answers, then: Answers, critical: Floats, power: float) -> Floats:
    """The smallest rise between independent samples that is marked with a power; NaN if none is."""
    beside = beside_contrast(then)
    least = least_marked(now, beside, critical[:, None])
    most = now.population - now.marked

    def is_enough(away: Ints) -> Bools:
        moved = replace(now, marked=now.marked + away)
        return np.asarray(chance_of_mark(moved, beside, least) >= power)

    away = smallest(most, is_enough)
    return np.where(away > most, np.nan, away / now.population)


def smallest(most: Ints, is_enough: Callable[[Ints], Bools]) -> Ints:
    """The smallest whole number from 1 to `most` that is enough, by halving; `most` + 1 if none."""
    low, high = np.zeros(len(most), dtype=np.int64), most + 1
    for _ in range(int(most.max(initial=0) + 2).bit_length()):
        middle = (low + high) >> 1
        found = is_enough(np.clip(middle, 0, most)) & (middle > low) & (middle <= most)
        low, high = np.where(found, low, middle), np.where(found, middle, high)
    return high


def _sd_of_count(areas: Answers) -> Floats:
    n, p, size = areas.answers, areas.share, areas.population
    left = (size - n) / np.maximum(size - 1, 1)
    return np.asarray(np.sqrt(n * p * (1 - p) * left), dtype=float)


def power_of_means(difference: Floats, std_error: Floats, df: Floats, critical: Floats) -> Floats:
    """The chance that a difference of means is marked in its own direction, by noncentral t."""
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.abs(difference) / std_error
        found = 1 - special.nctdtr(df, np.minimum(away, 1e3), critical)
    certain = np.where(difference != 0, 1.0, 0.0)
    large = np.where(away > 37 + critical, 1.0, found)  # the integral underflows from here on
    return np.where(std_error > 0, np.clip(large, 0, 1), certain)


def critical_of_contrast(v: Floats, v0: Floats, df: Floats, level: float) -> Floats:
    """Dunnett's critical values of areas that are compared with one contrast.

    They depend on how the contrast turns out, since the correlations do; those of the areas are
    taken as expected. Between 6 variances of the contrast a polynomial is taken, and of more than
    150 areas those with the nearest correlations are taken together: both move the value by less
    than 2e-5.

    Parameters
    ----------
    v : (k,) float
        Variances of the areas.
    v0 : (x,) float
        Variances of the contrast, for each way it can turn out.
    df : (k,) float
        Degrees of freedom of each pair.

    Returns
    -------
    (k, x) float
    """
    if len(v) == 1:
        return np.broadcast_to(t_quantile(df, level)[:, None], (1, len(v0)))
    few, place = np.unique(v0, return_inverse=True)
    if len(few) <= _NODES:
        found = [_smooth_critical_values(_of_many(v, each), df, level) for each in few]
        return np.stack(found, axis=1)[:, place]
    low, high = np.log(few[[0, -1]])
    nodes = chebyshev.chebpts1(_NODES)
    at = np.exp(low + (high - low) * (nodes + 1) / 2)
    found = [_smooth_critical_values(_of_many(v, each), df, level) for each in at]
    series = chebyshev.chebfit(nodes, np.stack(found), _NODES - 1)
    return np.asarray(chebyshev.chebval(2 * (np.log(v0) - low) / (high - low) - 1, series), float)


def critical_of_pool(v: Floats, weight: Floats, df: Floats, level: float) -> Floats:
    """Critical values of areas that are each compared with the rest or with all."""
    if len(v) == 1:
        return t_quantile(df, level)
    return _smooth_critical_values(against_pool(v, weight, 0.0), df, level)


def _of_many(v: Floats, v0: float) -> LargestNormal:
    if len(v) <= _MANY:
        return against_contrast(v, np.full(len(v), v0))
    lam = np.sort(np.sqrt(v0 / np.maximum(v0 + v, 1e-300)))
    near = np.arange(len(lam)) * _MANY // len(lam)
    middle = np.bincount(near, lam) / np.bincount(near)
    return product_form(np.asarray(middle[near], dtype=float))


def _smooth_critical_values(family: LargestNormal, df: Floats, level: float) -> Floats:
    """Critical values, from a polynomial in 1/df where there are many different df."""
    few = np.unique(df)
    if len(few) <= 2 * _DEGREE:
        return critical_values(family, df, level)
    low, high = 1 / few[-1], 1 / few[0]
    nodes = chebyshev.chebpts1(_DEGREE + 1)
    at = 1 / (low + (high - low) * (nodes + 1) / 2)
    found = critical_values(family, np.asarray(at, float), level)
    series = chebyshev.chebfit(nodes, found, _DEGREE)
    return np.asarray(chebyshev.chebval(2 * (1 / df - low) / (high - low) - 1, series), float)


def _sizes(count: Ints, answers: Ints, population: Ints) -> Floats:
    """Effective answers behind each count: n/(1 − f) at shares of 0 and 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        extreme = np.where(answers >= population, np.inf, answers / (1 - answers / population))
    inside = (count > 0) & (count < answers)
    return np.where(inside, effective_answers(answers, population), extreme)
