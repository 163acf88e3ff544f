"""Changes from wave to wave: intervals, and the quantiles at which they touch 0.

The change of a share has the interval of the difference of two correlated shares (`difference`).
How much more one area changed than another is again the difference of two estimates with intervals
of their own, so that the same method serves (MOVER, Zou & Donner 2008, Stat Med 27:1693, with the
correlation of the two changes).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.difference import mover_limits, touching, wilson_difference

if TYPE_CHECKING:
    from survey.kernels.intervals import Limits
    from survey.kernels.layout import Bools, Floats


@dataclass(frozen=True, slots=True)
class ShareChange:
    """Shares in two waves, each (E,) float.

    Attributes
    ----------
    p1, n1 : (E,) float
        Share and effective number of answers in the earlier wave.
    p2, n2 : (E,) float
        The same in the later wave.
    rho : (E,) float
        Correlation of the two.
    certain : (E,) bool
        Whether the change has no error at all: both waves are the same.
    """

    p1: Floats
    n1: Floats
    p2: Floats
    n2: Floats
    rho: Floats
    certain: Bools

    @property
    def change(self) -> Floats:
        """Later minus earlier share."""
        return self.p2 - self.p1

    def limits(self, t: Floats) -> Limits:
        """The interval at a quantile."""
        low, high = wilson_difference(self.p2, self.n2, self.p1, self.n1, self.rho, t)
        change = self.change
        return np.where(self.certain, change, low), np.where(self.certain, change, high)

    @property
    def known(self) -> Bools:
        """Whether it has an interval."""
        return np.isfinite(self.change) & ~np.isnan(self.n1 + self.n2)


def touching_of_change(shares: ShareChange) -> Floats:
    """The quantile at which the interval of a change touches 0."""
    return touching(shares.change, shares.known, shares.limits)


def extra_limits(mine: ShareChange, theirs: ShareChange, rho: Floats, t: Floats) -> Limits:
    """Interval of how much more the share of an area changed than another's.

    Parameters
    ----------
    mine, theirs : ShareChange
    rho : (E,) float
        Correlation of the two changes.
    t : (E,) float
        Quantile.

    Returns
    -------
    low, high : (E,) float in [−2, 2]
    """
    low, high = mover_limits(mine.change, mine.limits(t), theirs.change, theirs.limits(t), rho)
    return np.maximum(low, -2.0), np.minimum(high, 2.0)


def touching_of_extra(mine: ShareChange, theirs: ShareChange, rho: Floats) -> Floats:
    """The quantile at which that interval touches 0."""
    return touching(
        mine.change - theirs.change,
        mine.known & theirs.known,
        lambda t: extra_limits(mine, theirs, rho, t),
    )
