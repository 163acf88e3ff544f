"""Where functions that only fall cross zero, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats

_MOST_STEPS, _NARROW = 80, 1e-14


def falling_zero(
    excess: Callable[[Floats], Floats], low: Floats, high: Floats, *, halvings: int = 5
) -> Floats:
    """Where each of m functions crosses 0, right to 1e-14 of 1 + x.

    Parameters
    ----------
    excess : callable
        (m,) values at (m,) places: above 0 at `low`, at most 0 at `high`.
    low, high : (m,) float ≥ 0
    halvings : int
        How often to halve first.

    Notes
    -----
    Halvings, then regula falsi in the way of Illinois (Dowell & Jarratt 1971, BIT 11:168).
    """
    at_low, at_high = excess(low), excess(high)
    was_above = np.zeros(len(low), dtype=bool)
    for step in range(_MOST_STEPS):
        narrow = _NARROW * (1 + high)
        if not (high - low > narrow).any():
            break
        part = 0.5 if step < halvings else at_low / (at_low - at_high)
        middle = np.clip(low + part * (high - low), low + narrow / 2, high - narrow / 2)
        value = excess(middle)
        above = value > 0
        again = (above == was_above) & (step > halvings)
        low, high = np.where(above, middle, low), np.where(above, high, middle)
        at_low, at_high = (
            np.where(above, value, np.where(again, at_low / 2, at_low)),
            np.where(above, np.where(again, at_high / 2, at_high), value),
        )
        was_above = above
    return (low + high) / 2
