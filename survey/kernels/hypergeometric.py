"""How many of those drawn without replacement have what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

RARE = 1e-12


@dataclass(frozen=True, slots=True)
class DrawnCounts:
    """Hypergeometric distributions, each over the counts that are not too rare.

    Attributes
    ----------
    first : (g,) int
        The smallest count.
    chance : (g, m) float
        Of `first`, `first` + 1, …; rows sum to 1, and end with zeros where they are shorter.
    """

    first: Ints
    chance: Floats

    @property
    def counts(self) -> Ints:
        """The counts that `chance` is of, (g, m)."""
        return self.first[:, None] + np.arange(self.chance.shape[1])

    def at_least(self, counts: Ints) -> Floats:
        """The chance of so many or more, (g, x) for counts (g, x)."""
        g, m = self.chance.shape
        above = np.zeros((g, m + 1))
        above[:, :m] = np.cumsum(self.chance[:, ::-1], axis=1)[:, ::-1]
        place = np.clip(counts - self.first[:, None], 0, m)
        return np.asarray(np.minimum(np.take_along_axis(above, place, axis=1), 1.0))


def drawn_counts(population: Ints, marked: Ints, drawn: Ints, *, rare: float = RARE) -> DrawnCounts:
    """The distribution of the marked among those drawn, P(x) = C(M, x) C(N − M, n − x) / C(N, n).

    Parameters
    ----------
    population, marked, drawn : (g,) int
        N, M ≤ N and n ≤ N.
    rare : float
        Counts further from the mean than Bernstein's inequality allows with twice this chance are
        left out.

    Examples
    --------
    >>> few = drawn_counts(np.array([5]), np.array([2]), np.array([3]))
    >>> few.counts.tolist(), few.chance.round(2).tolist()
    ([[0, 1, 2]], [[0.1, 0.6, 0.3]])
    """
    population, marked, drawn = (np.asarray(a, np.int64) for a in (population, marked, drawn))
    first, last = _reach(population, marked, drawn, rare)
    x = first[:, None] + np.arange(int((last - first).max(initial=0)) + 1)
    rest = (population - marked - drawn)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        up = (marked[:, None] - x) * (drawn[:, None] - x) / ((x + 1.0) * (rest + x + 1.0))
        step = np.log(np.where(x < last[:, None], up, 1.0))
    log = np.zeros(x.shape)
    log[:, 1:] = np.cumsum(step, axis=1)[:, :-1]
    log = np.where(x <= last[:, None], log, -np.inf)
    chance = np.exp(log - log.max(axis=1, keepdims=True))
    return DrawnCounts(first, chance / chance.sum(axis=1, keepdims=True))


def _reach(population: Ints, marked: Ints, drawn: Ints, rare: float) -> tuple[Ints, Ints]:
    size = np.maximum(population, 1)
    mean = drawn * (marked / size)
    left = (population - drawn) / np.maximum(population - 1, 1)
    variance = mean * (1 - marked / size) * left
    rarity = -np.log(rare)
    reach = np.sqrt(2 * variance * rarity) + 2 / 3 * rarity
    lowest, highest = np.maximum(0, drawn + marked - population), np.minimum(drawn, marked)
    first = np.clip(np.floor(mean - reach), lowest, highest).astype(np.int64)
    last = np.clip(np.ceil(mean + reach), lowest, highest).astype(np.int64)
    return first, last
