"""Replicates of a stratified sample: how much each unit counts in each of them.

A unit has the factor c on its squared score: 1 − f of its stratum, or 1 − π of its own. With the
shares a = c/Σc of its stratum, z̄ = Σ a z and n/(n − 1) generalised to s = 1/(1 − Σa²), the variance
of a total is V = Σ s Σ c(z − z̄)² (`layout.spread_scale`). Both forms here give exactly this for
totals: the bootstrap in the mean over its draws, the jackknife of single units in one run.

* Bootstrap: 1 + k(r − m a), r how often the unit is among m draws with chances a, and
  k² = s Σc/m. Where c doesn't differ it is the rescaling bootstrap of Rao, Wu & Yue 1992 (Surv.
  Meth. 18:209) with the correction of Rao & Wu 1988 (JASA 83:231, sec. 4); with m = n − 1 factors
  are at least 1 − √(1 − f), so never below 0, however large f is.
* Jackknife: 1 − t([i in the group] √c − a Σ √c), the sum over the group, and t such that the least
  of the group is 0; a squared deviation counts s/t² (n − 1)/(n − g) for groups of g. Where c
  doesn't differ, that is leaving out a group of units, (1 − f)(n − g)/n (Wolter 2007, sec. 4.3;
  Kott 2001, J. Off. Stat. 17:521).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.layout import spread_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats, Ints

_ALMOST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Units whose replicates are made.

    Attributes
    ----------
    stratum : (G,) int
        0 … H−1.
    factor : (G,) float in [0, 1]
        c, 1 − f or 1 − π.
    count : int
        H.
    """

    stratum: Ints
    factor: Floats
    count: int

    @property
    def mass(self) -> Floats:
        """Σc of each stratum, (H,)."""
        return np.bincount(self.stratum, self.factor, minlength=self.count).astype(float)

    @property
    def share(self) -> Floats:
        """The a of each unit, (G,); 0 in strata of which everyone was asked."""
        mass = self.mass[self.stratum]
        return np.divide(self.factor, mass, out=np.zeros(len(mass)), where=mass > 0)

    @property
    def scale(self) -> Floats:
        """The s of each stratum, (H,)."""
        return spread_scale(self.stratum, self.factor, self.count)

    @property
    def evened(self) -> Strata:
        """The same, two units of a stratum with their mean factor: V doesn't tell them apart."""
        two = (self.moving == 2)[self.stratum] & (self.factor > 0)
        return Strata(
            self.stratum, np.where(two, self.mass[self.stratum] / 2, self.factor), self.count
        )

    @property
    def moving(self) -> Ints:
        """Units of each stratum that leave something to chance, (H,)."""
        return np.bincount(self.stratum[self.factor > 0], minlength=self.count)


@dataclass(frozen=True, slots=True, eq=False)
class Deletions:
    """Groups of units that a replicate each leaves out.

    Attributes
    ----------
    strata : Strata
    group : (G,) int
        The replicate that leaves the unit out, 0 … R−1; −1 for units that stay in all.
    step : (R,) float
        t.
    rscales : (R,) float
        What the squared deviation of a replicate counts.
    """

    strata: Strata
    group: Ints
    step: Floats
    rscales: Floats

    def factors(self, which: Sequence[int] | Ints) -> Floats:
        """How much each unit counts in some replicates, (G, len(which))."""
        root, share = np.sqrt(self.strata.factor), self.strata.share
        result = np.ones((len(root), len(which)))
        for column, replicate in enumerate(which):
            gone = np.flatnonzero(self.group == replicate)
            same = self.strata.stratum == self.strata.stratum[gone[0]]
            t = self.step[replicate]
            result[same, column] += t * root[gone].sum() * share[same]
            result[gone, column] -= t * root[gone]
        return np.maximum(result, 0.0)  # −0 and less by rounding


def draws_of_strata(strata: Strata) -> Ints:
    """How many draws a bootstrap replicate makes in each stratum, (H,).

    Returns
    -------
    (H,) int
        n − 1, or fewer if factors would be below 0; 0 where nothing is left to chance.
    """
    strata = strata.evened
    units = strata.moving
    largest = np.zeros(strata.count)
    np.maximum.at(largest, strata.stratum, strata.factor)
    room = strata.mass
    at_most = np.divide(room, strata.scale * largest**2, out=np.ones(len(room)), where=largest > 0)
    wanted = np.minimum(units - 1, np.floor(at_most * (1 + _ALMOST)).astype(np.int64))
    return np.where(units > 1, np.maximum(wanted, 1), 0)


def bootstrap_factors(strata: Strata, draws: Floats) -> Floats:
    """How much each unit counts in bootstrap replicates.

    Parameters
    ----------
    draws : (G, R) float
        How often each unit was drawn.

    Returns
    -------
    (G, R) float ≥ 0
        Where even one draw leaves less than 0 (strata of few units, almost all that is left to
        chance in one of them), factors are drawn together until none is.
    """
    strata = strata.evened
    sizes = np.zeros((strata.count, draws.shape[1]))
    np.add.at(sizes, strata.stratum, draws)
    spread = (strata.scale * strata.mass)[:, None]
    k = np.sqrt(np.divide(spread, sizes, out=np.zeros_like(sizes), where=sizes > 0))
    expected = strata.share[:, None] * sizes[strata.stratum]
    largest = np.zeros_like(sizes)
    np.maximum.at(largest, strata.stratum, expected)
    most = np.divide(1.0, largest, out=np.full_like(k, np.inf), where=largest > 0)
    factors = 1 + np.minimum(k, most)[strata.stratum] * (draws - expected)
    return np.asarray(np.maximum(factors, 0.0))


def drawn(
    strata: Strata, sizes: Ints, generators: Sequence[np.random.Generator], replicates: int
) -> Floats:
    """Draws with replacement in each stratum, with chances a.

    Parameters
    ----------
    sizes : (H,) int
        Draws of each stratum.
    generators : sequence of Generator
        One for each stratum; its units are taken in their order here.
    replicates : int

    Returns
    -------
    (G, R) float
        How often each unit was drawn.
    """
    result = np.zeros((len(strata.stratum), replicates))
    share = strata.evened.share
    for place in np.flatnonzero(sizes > 0).tolist():
        units = np.flatnonzero(strata.stratum == place)
        edges = np.cumsum(share[units])
        numbers = generators[place].random((replicates, int(sizes[place])))
        found = np.searchsorted(edges / edges[-1], numbers, side="right")
        flat = np.arange(replicates)[:, None] * len(units) + found
        counted = np.bincount(flat.ravel(), minlength=replicates * len(units))
        result[units] = counted.reshape(replicates, len(units)).T
    return result


def groups_to_delete(strata: Strata, order: Ints, wanted: int) -> Ints:
    """Groups of units, each of which a replicate leaves out.

    Parameters
    ----------
    order : (G,) int
        The units in a random order.
    wanted : int
        Groups in all; as many as units, or more, makes each unit a group.

    Returns
    -------
    (G,) int
        0 … R−1; −1 for units of strata in which nothing is left to chance. Each stratum has at
        least two groups; sizes differ by one at most.
    """
    moving, total = strata.moving, int(strata.moving.sum())
    share = min(1.0, wanted / max(total, 1))
    groups = np.clip(np.round(moving * share).astype(np.int64), np.minimum(moving, 2), moving)
    result = np.full(len(strata.stratum), -1, dtype=np.int64)
    start = 0
    for place in np.flatnonzero(moving > 1):
        units = order[(strata.stratum[order] == place) & (strata.factor[order] > 0)]
        result[units] = start + np.arange(len(units)) * groups[place] // len(units)
        start += int(groups[place])
    return result


def deletions(strata: Strata, group: Ints, least: float = 0.0) -> Deletions:
    """The replicates that leave out a group each.

    Parameters
    ----------
    group : (G,) int
        As `groups_to_delete` gives them.
    least : float in [0, 1)
        Least factor of those that are left out; with 0.5 they count by half.
    """
    inside = group >= 0
    size = int(group.max(initial=-1)) + 1
    root, share = np.sqrt(strata.factor), strata.share
    summed = np.bincount(group[inside], root[inside], minlength=size)
    fall = np.zeros(size)
    np.maximum.at(fall, group[inside], root[inside] - share[inside] * summed[group[inside]])
    step = np.divide(1 - least, fall, out=np.zeros(size), where=fall > _ALMOST)
    stratum = np.zeros(size, dtype=np.int64)
    stratum[group[inside]] = strata.stratum[inside]
    n, g = strata.moving[stratum], np.bincount(group[inside], minlength=size)
    away = np.divide(n - 1, n - g, out=np.zeros(size), where=n > g)
    scale = strata.scale[stratum] * away
    rscales = np.divide(scale, step**2, out=np.zeros(size), where=step > 0)
    return Deletions(strata, group, step, rscales)
