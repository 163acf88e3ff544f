"""Raking of many sets of weights in single precision, which takes half the time.

With weights w and departures t − Z′w known in double precision, multipliers δ are sought with
Z′(w ∘ (exp(Zδ) − 1)) equal to the departures. Only what the weights change by is rounded, so that
what is left of the departures is a small share of what they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import linalg

from survey.kernels.normal_equations import (
    combined_in_pieces,
    generalised_inverse,
    summed_in_pieces,
)
from survey.kernels.quasi_newton import Memory

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

Singles = npt.NDArray[np.float32]
_STEPS, _FAR = 12, 80.0
_INDEPENDENT = 1e-6
_ALMOST_ALL = 0.9


class Rough:
    """Raking to columns of which no one is a combination of others.

    Parameters
    ----------
    z : (n, p) float
    weights : (n,) float
        Weights about which the sets of weights scatter.
    scale : (p,) float
        What departures are shares of.
    """

    def __init__(self, z: Floats, weights: Floats, scale: Floats) -> None:
        products = summed_in_pieces(z, z * weights[:, None])
        self._kept = _independent(products)
        self._z = z[:, self._kept].astype(np.float32)
        inverse = generalised_inverse(products[np.ix_(self._kept, self._kept)])
        self._inverse = inverse.astype(np.float32)
        self._scale = scale[self._kept, None].astype(np.float32)

    def steps(self, weights: Floats, gap: Floats, goal: float, *, little: bool) -> Floats:
        """Multipliers (p, R) that take most departures away.

        Parameters
        ----------
        weights : (n, R) float
        gap : (p, R) float
            Departures t − Z′w.
        goal : float
            Departures, as shares, that are small enough.
        little : bool
            Whether the multipliers are so small that a parabola will do for the exponential.
        """
        base = weights.astype(np.float32)
        room = np.empty_like(base), np.empty_like(base)
        begun = gap[self._kept].astype(np.float32)
        left, moved = begun, np.zeros_like(begun)
        memory: Memory[np.float32] = Memory(self._solve)
        for _ in range(_STEPS):
            if ((np.abs(left) / self._scale).max(axis=0) <= goal).mean() >= _ALMOST_ALL:
                break
            step = memory.direction(left)
            moved = moved + step
            before, left = left, begun - self._change(base, moved, room, little=little)
            memory.add(step, before - left)
        result = np.zeros(gap.shape)
        result[self._kept] = moved
        return result

    def _solve(self, gap: Singles) -> Singles:
        return combined_in_pieces(self._inverse, gap)

    def _change(
        self, base: Singles, moved: Singles, room: tuple[Singles, Singles], *, little: bool
    ) -> Singles:
        """What the sums change by when the weights are multiplied by exp(Zδ)."""
        u, more = combined_in_pieces(self._z, moved, room[0]), room[1]
        if little:
            np.multiply(u, np.float32(0.5), out=more)
            more += 1
            u *= more
        else:
            np.exp(np.minimum(u, _FAR, out=u), out=u)
            u -= 1
        u *= base
        return summed_in_pieces(self._z, u)


def _independent(products: Floats) -> Ints:
    """Columns that are far from being combinations of those before."""
    diagonal = products.diagonal()
    present = np.flatnonzero(diagonal > 0)
    scale = 1 / np.sqrt(diagonal[present])
    scaled = products[np.ix_(present, present)] * scale * scale[:, None]
    _, triangle, order = linalg.qr(scaled, mode="economic", pivoting=True)
    return np.sort(present[order[np.abs(triangle.diagonal()) > _INDEPENDENT]])
