"""How many answers a share needs, and how wide its interval is with those there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_NOISE = 1e-9


def answers_needed(
    population: Floats, half_width: Floats, spread: Floats, design_effect: Floats, level: float
) -> Floats:
    """Answers needed, n = ⌈n0 / (1 + (n0 − 1)/N)⌉, n0 = D z² S²/d² (Cochran 1977, eq. 4.1, 4.2).

    Parameters
    ----------
    population : float array
        N; may be infinite.
    half_width : float array > 0
        d, of the interval at that level.
    spread : float array
        S², which is p(1 − p) for a share.
    design_effect : float array
        D.
    level : float
    """
    z = special.ndtri(0.5 + level / 2)
    n0 = design_effect * z**2 * spread / half_width**2
    n = np.ceil(n0 / (1 + (n0 - 1) / population) - _NOISE)
    return np.asarray(np.clip(n, 1, population), dtype=float)


def half_width_of(
    population: Floats, answers: Floats, spread: Floats, design_effect: Floats, level: float
) -> Floats:
    """Half the width of an interval, d = z √(D S²/n · (N − n)/(N − 1)); 0 where all answer."""
    z = special.ndtri(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(np.isinf(population), 1.0, (population - answers) / (population - 1))
    left = np.where(answers >= population, 0.0, left)
    return np.asarray(z * np.sqrt(design_effect * spread / answers * left), dtype=float)
