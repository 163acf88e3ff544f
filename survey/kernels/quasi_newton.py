"""Steps towards the solutions of many sets of equations at once.

Nocedal 1980, *Updating quasi-Newton matrices with limited storage*, Math. Comp. 35:773.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

import numpy as np
import numpy.typing as npt

from survey.kernels.normal_equations import Number

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Ints

_REMEMBERED = 2


class Memory(Generic[Number]):
    """The last steps, and by what they changed the sums (Nocedal 1980)."""

    def __init__(self, solve: Callable[[npt.NDArray[Number]], npt.NDArray[Number]]) -> None:
        self._solve: Callable[[npt.NDArray[Number]], npt.NDArray[Number]] = solve
        self._pairs: list[tuple[npt.NDArray[Number], npt.NDArray[Number], npt.NDArray[Number]]] = []

    def part(self, which: Ints) -> Memory[Number]:
        """Those of some sets."""
        result = Memory(self._solve)
        result._pairs = [
            (step.take(which, 1), change.take(which, 1), inverse.take(which))
            for step, change, inverse in self._pairs
        ]
        return result

    def add(self, step: npt.NDArray[Number], change: npt.NDArray[Number]) -> None:
        """Remember a step, in place of the oldest one."""
        product = _dot(step, change)
        usable = np.isfinite(product) & (product > 0)
        inverse: npt.NDArray[Number] = np.divide(
            1, product, out=np.zeros_like(product), where=usable
        )
        self._pairs.append((step, change, inverse))
        del self._pairs[:-_REMEMBERED]

    def direction(self, gap: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """The step that what is remembered proposes."""
        towards, shares = gap, []
        for step, change, inverse in reversed(self._pairs):
            share = inverse * _dot(step, towards)
            towards = towards - share * change
            shares.append(share)
        direction = self._solve(towards)
        for (step, change, inverse), share in zip(self._pairs, reversed(shares), strict=True):
            direction += step * (share - inverse * _dot(change, direction))
        return direction


def _dot(a: npt.NDArray[Number], b: npt.NDArray[Number]) -> npt.NDArray[Number]:
    return np.asarray((a * b).sum(axis=0))
