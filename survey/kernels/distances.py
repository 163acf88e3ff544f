"""How far weights are moved: the factors of a calibration.

Weights d become w = d F(x′λ) with X′w = t (Deville & Särndal 1992, JASA 87:376). F rises, so that λ
is where a convex function, Σ d ∫F − t′λ, is least. Bounds cut F off; ``logit`` comes near them
without reaching them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

Kind = Literal["linear", "raking", "logit"]
_FAR = 500.0


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance between weights before and after.

    Attributes
    ----------
    kind : {"linear", "raking", "logit"}
    low, high : float
        Least and greatest factor, low < 1 < high; infinite where there is none. ``logit`` needs
        both.
    """

    kind: Kind
    low: float = -np.inf
    high: float = np.inf

    @property
    def bounded(self) -> bool:
        """Whether factors are kept within limits that the distance wouldn't keep by itself."""
        least = 0.0 if self.kind == "raking" else -np.inf
        return self.kind != "logit" and (self.high < np.inf or self.low > least)

    @property
    def _steepness(self) -> float:
        return (self.high - self.low) / ((1 - self.low) * (self.high - 1))

    def factor(self, u: Floats) -> Floats:
        """F(u): what a weight is multiplied by."""
        if self.kind == "logit":
            return self.low + (self.high - self.low) * self._rise(u)
        free = self._free(u)
        return np.clip(free, self.low, self.high) if self.bounded else free

    def overwrite(self, u: Floats) -> None:
        """F(u) in place of u."""
        if self.kind == "raking":
            np.exp(np.minimum(u, _FAR, out=u), out=u)
            if self.bounded:
                np.clip(u, self.low, self.high, out=u)
        else:
            u[...] = self.factor(u)

    def slope(self, u: Floats) -> Floats:
        """F′(u); 0 where a factor is at a limit."""
        if self.kind == "logit":
            rise = self._rise(u)
            return (self.high - self.low) * self._steepness * rise * (1 - rise)
        free = self._free(u)
        steep = np.ones_like(u) if self.kind == "linear" else free
        return np.where((free > self.low) & (free < self.high), steep, 0.0)

    def _free(self, u: Floats) -> Floats:
        return 1 + u if self.kind == "linear" else np.exp(np.minimum(u, _FAR))

    def _rise(self, u: Floats) -> Floats:
        z = np.clip(self._steepness * u, -_FAR, _FAR)
        return np.asarray(1 / (1 + (self.high - 1) / (1 - self.low) * np.exp(-z)))
