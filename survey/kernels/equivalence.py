"""Two one-sided tests: whether a difference surely lies within a margin (Schuirmann 1987)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from survey.kernels.difference import touching, wilson_difference
from survey.kernels.intervals import t_quantile, wald

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True)
class OneSided:
    """Two one-sided tests at a margin, and the interval that says the same.

    Attributes
    ----------
    above, below : float arrays
        p-values of the difference lying at −margin or below it, at margin or above it; small ones
        say that it lies above the one and below the other.
    low, high : float arrays
        Interval at 2 level − 1: within the margin if, and only if, both p-values are below
        1 − level.
    """

    above: Floats
    below: Floats
    low: Floats
    high: Floats

    @property
    def p_value(self) -> Floats:
        """Of the difference lying outside the margin: the larger of the two."""
        return np.asarray(np.maximum(self.above, self.below))


def shares_within(
    shares: tuple[Floats, Floats],
    sizes: tuple[Floats, Floats],
    rho: Floats,
    df: Floats,
    margin: Floats,
    level: float,
) -> OneSided:
    """Differences of shares beside a margin, by MOVER intervals with Wilson limits.

    Parameters
    ----------
    shares, sizes : pairs of float arrays
        Of an area and of what it is compared with; effective numbers of answers.
    rho, df : float arrays
        Correlation of the two shares; degrees of freedom.
    margin : float array in (0, 1)
    level : float in (0.5, 1)
    """
    (p1, p0), (n1, n0) = shares, sizes
    d, known = p1 - p0, np.isfinite(p1 - p0) & ~np.isnan(n1 + n0)

    def reached(end: Floats) -> Floats:
        """The quantile at which the interval reaches an end, negative where d is below it."""

        def limits(t: Floats) -> tuple[Floats, Floats]:
            low, high = wilson_difference(p1, n1, p0, n0, rho, t)
            return low - end, high - end

        return np.copysign(touching(d - end, known, limits), d - end)

    low, high = wilson_difference(p1, n1, p0, n0, rho, t_quantile(df, 2 * level - 1))
    above, below = _upper_tail(reached(-margin), df), _upper_tail(-reached(margin), df)
    return OneSided(above, below, low, high)


def numbers_within(
    difference: Floats, std_error: Floats, df: Floats, margin: Floats, level: float
) -> OneSided:
    """Differences of means, totals or ratios beside a margin, by t."""
    low, high = wald(difference, std_error, t_quantile(df, 2 * level - 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        ends = [
            np.where(away == 0, 0.0, away / std_error)
            for away in (difference + margin, margin - difference)
        ]
    return OneSided(_upper_tail(ends[0], df), _upper_tail(ends[1], df), low, high)


def _upper_tail(t: Floats, df: Floats) -> Floats:
    """P(T > t); NaN where there are no degrees of freedom."""
    with np.errstate(invalid="ignore"):
        p = special.stdtr(df, -np.clip(t, -1e300, 1e300))
    p = np.where(np.isinf(df) & (df > 0), special.ndtr(-t), p)
    return np.where((df > 0) & ~np.isnan(t), p, np.nan)
