"""Families of areas that do not differ from their contrast, and how often one is marked.

What is true of a finite population with a finite population correction is the share that its own
people would answer. So areas that do not differ are areas whose people give the same share exactly:
their sizes are chosen so that P·N is whole. (Areas drawn from a superpopulation with one P have
shares that do differ, and a census would be right to say so.)

Small areas can be read in two ways, and both are simulated: 30 to 80 people live there, of whom two
fifths to seven tenths answer; or 30 to 80 people answer, of 100 or 200 who live there. 17 per cent
of fewer than 100 people is one sixth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from survey.comparison.families import Family
from survey.kernels.difference import touching_quantile
from survey.kernels.intervals import effective_size, extreme_share_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Judge = Callable[..., dict[str, Floats]]

LEVEL = 0.95


@dataclass(frozen=True)
class NullFamily:
    """Areas with the same share; the contrast is the last one.

    Attributes
    ----------
    residents, answered, yes : tuple of int
        People of each area, how many answer, and how many of all would say yes.
    """

    residents: tuple[int, ...]
    answered: tuple[int, ...]
    yes: tuple[int, ...]

    def drawn(self, generator: np.random.Generator, replicates: int) -> Ints:
        """How many say yes in each sample, (replicates, areas)."""
        no = np.subtract(self.residents, self.yes)
        size = (replicates, len(self.yes))
        return generator.hypergeometric(self.yes, no, self.answered, size=size)

    def judged_on(self, counts: Ints, *, fpc: bool = True) -> Samples:
        """What the comparison of areas sees of samples, areas being strata."""
        n, size = np.array(self.answered, dtype=float), np.array(self.residents, dtype=float)
        f = n / size if fpc else np.zeros(len(n))
        p = counts / n
        variance = (1 - f) * p * (1 - p) / (n - 1)
        limit = extreme_share_size(n, n, size, size**2 / n, f)
        n_eff = effective_size(p, variance, np.broadcast_to(limit, p.shape))
        return Samples(p, variance, n_eff, n[:-1] + n[-1] - 2)


@dataclass(frozen=True)
class Samples:
    """Shares of many samples with their variances and effective sizes, each (replicates, areas)."""

    estimate: Floats
    variance: Floats
    n_eff: Floats
    df: Floats

    def __iter__(self) -> Iterator[Family]:
        rows = zip(self.estimate, self.n_eff, self.variance, strict=True)
        k = self.estimate.shape[1] - 1
        places = np.append(np.arange(k), np.full(k, k))
        for p, n_eff, v in rows:
            covariance = np.diag(v)[np.ix_(places, places)]
            sides = (p[:k], p[places[k:]], n_eff[:k], n_eff[places[k:]])
            yield Family(*sides, covariance, self.df, shared=True)

    def only(self, places: npt.NDArray[np.bool_] | Ints) -> Samples:
        """Some of the samples."""
        return Samples(self.estimate[places], self.variance[places], self.n_eff[places], self.df)

    def smallest_p(self) -> Floats:
        """The smallest single p-value of each sample."""
        p, n = self.estimate, self.n_eff
        touching = touching_quantile(p[:, :-1], n[:, :-1], p[:, -1:], n[:, -1:], np.array(0.0))
        return np.asarray(2 * special.stdtr(self.df, -touching)).min(axis=1)

    def marks(self, judge: Judge) -> Ints:
        """The marks of all families, (replicates, areas)."""
        marks = [judge(f, adjust="dunnett", level=LEVEL)["mark"] for f in self]
        return np.array(marks, dtype=np.int64).reshape(len(marks), len(self.df))


def families_marked(samples: Samples, judge: Judge, processes: Executor) -> int:
    """How many families have a mark, counted in other processes."""
    parts = np.array_split(np.arange(len(samples.estimate)), 8)
    judged = processes.map(Samples.marks, map(samples.only, parts), [judge] * len(parts))
    return sum(int((marks != 0).any(axis=1).sum()) for marks in judged)


def same_share(share: float, reading: str) -> NullFamily:
    """Seven small areas and a contrast, all with a share."""
    if reading == "answered":
        answered = (30, 35, 40, 50, 60, 70, 80, 120)
        residents = (100, 100, 100, 100, 100, 100, 200, 200)
    else:
        residents, share = _RESIDENTS[share]
        fractions = (0.4, 0.5, 0.6, 0.7, 0.4, 0.5, 0.6, 0.6)
        answered = tuple(round(f * n) for f, n in zip(fractions, residents, strict=True))
    yes = tuple(round(share * n) for n in residents)
    assert np.ptp(np.divide(yes, residents)) < 1e-12, "the areas must not differ"
    return NullFamily(residents, answered, yes)


_RESIDENTS = {
    0.05: ((40, 40, 60, 60, 60, 80, 80, 120), 0.05),
    0.10: ((30, 40, 50, 60, 70, 80, 80, 120), 0.10),
    0.17: ((30, 36, 42, 54, 60, 72, 78, 120), 1 / 6),
    0.90: ((30, 40, 50, 60, 70, 80, 80, 120), 0.90),
}
