"""What unequal weights alone make of a variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def weight_effect(weights: Floats) -> float:
    """1 + CV² of the weights: n Σw²/(Σw)² (Kish 1992, J. Off. Stat. 8:183).

    Parameters
    ----------
    weights : (n,) float
        Weights of 0 are left out.

    Returns
    -------
    float
        NaN if there are no weights.

    Examples
    --------
    >>> import numpy as np
    >>> weight_effect(np.array([1.0, 1.0, 4.0]))
    1.5
    """
    kept = weights[weights != 0]
    total = float(kept.sum())
    if not len(kept) or total == 0:
        return float("nan")
    return float(len(kept) * np.square(kept).sum() / total**2)
