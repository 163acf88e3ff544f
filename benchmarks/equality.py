"""Whether two engines gave the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SHARES, ERRORS = 1e-10, 1e-8
_NIL = 1e-8  # the standard error of a share of 0 or 1 is rounding


@dataclass(frozen=True)
class Gap:
    """Largest absolute difference of shares, largest relative one of errors.

    `lone` counts the cells that only one of the two has; a share of 0 may be left out.
    """

    share: float
    error: float
    lone: int

    @property
    def equal(self) -> bool:
        return self.share <= SHARES and self.error <= ERRORS and not self.lone

    def __str__(self) -> str:
        said = f"shares within {self.share:.0e}, standard errors within {self.error:.0e}"
        return said + (f", {self.lone:,} cells that only one has" if self.lone else "")


def gap(numbers: np.ndarray, reference: np.ndarray) -> Gap:
    """Over the questions that both have, each (Q, D, 5, 2)."""
    questions = min(len(numbers), len(reference))
    one, other = numbers[:questions], reference[:questions]
    known = np.isfinite(one), np.isfinite(other)
    lone = (known[0] & ~known[1] & (one > _NIL)) | (known[1] & ~known[0] & (other > _NIL))
    share, error = np.moveaxis(np.where(known[0] & known[1], one - other, 0), -1, 0)
    relative = error / np.maximum(np.nan_to_num(other[..., 1]), _NIL)
    return Gap(float(np.abs(share).max()), float(np.abs(relative).max()), int(lone.sum()))
