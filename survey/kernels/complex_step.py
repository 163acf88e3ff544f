"""Derivatives to the last digit, by a step along the imaginary axis.

For a function that is analytic near x, Im f(x + ih)/h is f′(x) with an error of h², and nothing
cancels (Squire & Trapp 1998, SIAM Review 40:110). The function must take complex numbers: sums,
products, quotients and powers of positive numbers do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats

_STEP = 1e-150


def gradient(function: Callable[[Any], Any], at: Floats) -> Floats:
    """Derivatives of some numbers by all parameters.

    Parameters
    ----------
    function : callable
        From (P,) complex to (E,) complex.
    at : (P,) float

    Returns
    -------
    (E, P) float

    Examples
    --------
    >>> gradient(lambda x: np.array([x[0] * x[1]]), np.array([2.0, 5.0])).tolist()
    [[5.0, 2.0]]
    """
    columns = []
    for place in range(len(at)):
        moved = at.astype(complex)
        moved[place] += 1j * _STEP
        columns.append(np.imag(function(moved)) / _STEP)
    return np.column_stack(columns)
