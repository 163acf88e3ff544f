"""Finite populations, the samples drawn from them, and the intervals that the package gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse, special

from survey.kernels.intervals import effective_size, extreme_share_size, t_quantile, wilson
from survey.kernels.layout import PsuLayout, strata_scale
from survey.kernels.variance import variances

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Quantile = Callable[[Floats, float], Floats]

LEVEL = 0.95


def normal_quantile(df: Floats, level: float) -> Floats:
    """What a program takes that has forgotten degrees of freedom."""
    return np.full(np.shape(df), special.ndtri(0.5 + level / 2))


@dataclass(frozen=True)
class Population:
    """Strata of primary sampling units, and how many of each stratum are drawn.

    Attributes
    ----------
    members, answers : tuple of (M_h,) int
        People in each unit of each stratum, and how many of them would say yes.
    drawn : tuple of int
        Units drawn in each stratum.
    """

    members: tuple[Ints, ...]
    answers: tuple[Ints, ...]
    drawn: tuple[int, ...]

    @property
    def share(self) -> float:
        return float(sum(map(np.sum, self.answers)) / sum(map(np.sum, self.members)))

    @property
    def rates(self) -> Floats:
        units = [len(stratum) for stratum in self.members]
        return np.array(self.drawn) / np.array(units)

    def samples(self, generator: np.random.Generator, replicates: int) -> tuple[Ints, Ints]:
        """Members and answers of the units drawn, both (units drawn, replicates)."""
        members, answers = [], []
        for people, yes, size in zip(self.members, self.answers, self.drawn, strict=True):
            order = generator.random((len(people), replicates)).argpartition(size - 1, axis=0)
            members.append(people[order[:size]])
            answers.append(yes[order[:size]])
        return np.concatenate(members), np.concatenate(answers)

    def strata(self) -> Ints:
        """The stratum of each unit drawn."""
        return np.repeat(np.arange(len(self.drawn)), self.drawn)


def people(size: int, share: float) -> tuple[Ints, Ints]:
    """People who are units by themselves."""
    answers = np.zeros(size, dtype=np.int64)
    answers[: round(share * size)] = 1
    return np.ones(size, dtype=np.int64), answers


@dataclass(frozen=True)
class Shares:
    """Estimated shares of many samples with what their intervals need."""

    estimate: Floats
    n_eff: Floats
    df: Floats

    def limits(self, quantile: Quantile = t_quantile) -> tuple[Floats, Floats]:
        return wilson(self.estimate, self.n_eff, quantile(self.df, LEVEL))


def estimated(population: Population, members: Ints, answers: Ints, *, fpc: bool = True) -> Shares:
    """Shares of samples, linearised over their units by the package's own kernels."""
    stratum, rates = population.strata(), population.rates
    weight = (1 / rates)[stratum][:, None]
    size = (weight * members).sum(axis=0)
    estimate = (weight * answers).sum(axis=0) / size
    scores = weight * (answers - estimate * members) / size
    used = rates if fpc else np.zeros_like(rates)
    drawn = np.array(population.drawn, dtype=float)
    scale, centred, inflation = strata_scale(drawn, used, "error")
    units = np.arange(len(stratum))
    layout = PsuLayout(units, stratum, np.ones(len(stratum)), drawn, scale, centred, inflation)
    variance = variances(layout, sparse.csr_array(scores))
    n = members.sum(axis=0).astype(float)
    squares = (weight**2 * members).sum(axis=0)
    psus = np.full(n.shape, float(len(stratum)))
    fraction = n / size if fpc else np.zeros_like(n)
    limit = extreme_share_size(n, psus, size, squares, fraction)
    df = psus - len(rates)
    return Shares(estimate, effective_size(estimate, variance, limit), df)


def coverage(low: Floats, high: Floats, truth: float) -> float:
    """Share of intervals that hold the truth; a limit that equals it holds it."""
    return float(np.mean((low <= truth + 1e-12) & (high >= truth - 1e-12)))
