"""How weights spread: bins in which nobody stands alone at an end, quartiles, design effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.figures.canvas import nice_step
from survey.kernels.weight_effect import weight_effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats

LEAST_IN_BIN = 3
LEAST_FOR_BOX, LEAST_FOR_WHISKERS = 12, 30
_MOST_BINS = 28


@dataclass(frozen=True, slots=True)
class Bin:
    """Weights from `low` up to, and not with, `high`.

    Attributes
    ----------
    low, high : float
        Of an open end, how far its bar is drawn.
    count : int
    end : {"", "under", "over", "all"}
        Whether it holds all that is under `high`, all from `low` on, or both.
    """

    low: float
    high: float
    count: int
    end: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the weights of an area spread; None where too few would stand beyond a number."""

    n: int
    deff: float
    quartiles: tuple[float, float, float] | None
    tenths: tuple[float, float] | None


def spread_of(weights: Floats) -> Spread:
    """The spread of an area's weights."""
    n = int(weights.size)
    low, first, middle, third, high = np.quantile(weights, [0.1, 0.25, 0.5, 0.75, 0.9])
    return Spread(
        n,
        weight_effect(weights),
        (float(first), float(middle), float(third)) if n >= LEAST_FOR_BOX else None,
        (float(low), float(high)) if n >= LEAST_FOR_WHISKERS else None,
    )


def bins_of(weights: Floats) -> list[Bin]:
    """Bins of a round width, none of them with one or two persons.

    Outwards from the fullest bin, the first with so few begins the open end on its side, which
    takes all that lie beyond, and inner bins too until three persons stand in it. The width
    follows Freedman and Diaconis (1981), made round.

    Parameters
    ----------
    weights : float array (n,)

    Examples
    --------
    >>> [(bin.low, bin.count, bin.end) for bin in bins_of(np.array([1.0, 1, 1, 1, 1.6, 9]))]
    [(1.0, 6, 'over')]
    """
    width = _width(weights)
    first, places, counts = _counted(weights, width)
    while max(counts) < LEAST_IN_BIN:
        width = nice_step(1.5 * width, 1)
        first, places, counts = _counted(weights, width)
    mode = counts.index(max(counts))
    low, high = _ends(counts, mode)
    if bool((places >= _MOST_BINS).any()):
        high = min(high, len(counts) - 1)
    edges = [_clean((first + k) * width) for k in range(len(counts) + 1)]
    if low == high:
        return [Bin(edges[mode], edges[mode + 1], int(weights.size), "all")]
    inner = [Bin(edges[k], edges[k + 1], counts[k]) for k in range(low + 1, high)]
    below, above = sum(counts[: low + 1]), sum(counts[high:])
    left = [Bin(edges[low], edges[low + 1], below, "under")] if low >= 0 else []
    right = [Bin(edges[high], edges[high + 1], above, "over")] if high < len(counts) else []
    return [*left, *inner, *right]


def _counted(weights: Floats, width: float) -> tuple[int, Floats, list[int]]:
    """The first bin, the bin of each weight from there, and how many each holds."""
    first = int(np.floor(weights.min() / width + 1e-9))
    places = np.floor(weights / width + 1e-9) - first
    within = np.minimum(places, _MOST_BINS).astype(int)
    return first, places, [int(count) for count in np.bincount(within)]


def _width(weights: Floats) -> float:
    first, third = np.quantile(weights, [0.25, 0.75])
    least = 2 * (third - first) / weights.size ** (1 / 3)
    low, high = np.quantile(weights, [0.05, 0.95])
    wished = max(float(least), float(high - low) / (_MOST_BINS - 8))
    if wished <= 0:
        wished = float(np.median(weights)) / 10 or float(weights.max()) / 10
    return nice_step(wished, 1)


def _ends(counts: Sequence[int], mode: int) -> tuple[int, int]:
    """The places of the open ends; outside of the bins where there is none."""
    low = next((k for k in range(mode, -1, -1) if 0 < counts[k] < LEAST_IN_BIN), -1)
    high = next((k for k in range(mode, len(counts)) if 0 < counts[k] < LEAST_IN_BIN), len(counts))
    while 0 <= low < mode and sum(counts[: low + 1]) < LEAST_IN_BIN:
        low += 1
    while mode < high < len(counts) and sum(counts[high:]) < LEAST_IN_BIN:
        high -= 1
    return low, high


def _clean(value: float) -> float:
    return float(f"{value:.12g}")
