"""The presentation standard for proportions of the U.S. National Center for Health Statistics.

Parker, Talih, Malec et al. 2017, Vital and Health Statistics 2(175).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.intervals import clopper_pearson, korn_graubard_size

if TYPE_CHECKING:
    import pandas as pd

    from survey.kernels.layout import Bools, Floats

_FEWEST = 30
_WIDEST = 0.30
_NARROW = 0.05
_WIDEST_RELATIVE = 1.30
_FEWEST_DF = 8
_LEVEL = 0.95


def nchs_suppresses(p: Floats, low: Floats, high: Floats, n: Floats, n_eff: Floats) -> Bools:
    """Whether the standard suppresses a share.

    Parameters
    ----------
    p : float array in [0, 1]
    low, high : float arrays
        Korn–Graubard limits at 95 %.
    n, n_eff : float arrays
        Answers, and their effective number.

    Returns
    -------
    bool array
        True for fewer than 30 (effective) answers, an interval at least .30 wide, or one wider than
        .05 and wider than 130 % of the share.
    """
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = width / p
    return np.asarray(
        (np.minimum(n, n_eff) < _FEWEST)
        | (width >= _WIDEST)
        | ((width > _NARROW) & (relative > _WIDEST_RELATIVE))
    )


def nchs_hides(frame: pd.DataFrame) -> Bools:
    """Rows of a frame of shares that the standard suppresses, whatever level they are shown at."""
    p, low, high, n, n_eff = _limits(frame)
    return nchs_suppresses(p, low, high, n, n_eff) | ~np.isfinite(high)


def nchs_reviews(frame: pd.DataFrame) -> dict[str, Bools]:
    """Rows of a frame of shares that the standard shows, but wants looked at.

    Returns
    -------
    dict
        ``nchs_zero``: a share of 0 or 1; ``nchs_df``: fewer than 8 degrees of freedom;
        ``nchs_complement``: a share that may be shown beside a complement that may not.
    """
    p, low, high, _, _ = _limits(frame)
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = width / (1 - p)
    few = frame["df"].to_numpy(float) < _FEWEST_DF
    unsure = (width > _NARROW) & (relative > _WIDEST_RELATIVE) & (p < 1)
    return {
        "nchs_zero": np.asarray((p == 0) | (p == 1)),
        "nchs_df": np.asarray(few),
        "nchs_complement": np.asarray(unsure),
    }


def _limits(frame: pd.DataFrame) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Shares, their Korn–Graubard limits at 95 %, answers and effective answers."""
    p, n = frame["estimate"].to_numpy(float), frame["n"].to_numpy(float)
    n_eff = np.minimum(frame["n_eff"].to_numpy(float), n)
    size = korn_graubard_size(n_eff, n, frame["df"].to_numpy(float), _LEVEL)
    low, high = clopper_pearson(p, np.minimum(size, n), _LEVEL)
    return p, low, high, n, n_eff


def few_effective(frame: pd.DataFrame) -> Bools:
    """Rows of a frame of numbers with fewer than 30 (effective) answers: all it says of these."""
    n, n_eff = frame["n"].to_numpy(float), frame["n_eff"].to_numpy(float)
    return np.asarray(np.fmin(n, n_eff) < _FEWEST)
