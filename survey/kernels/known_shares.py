"""Shares in a sample beside known shares of the population.

Pearson's X² = n Σ (p_k − q_k)²/q_k is distributed as Σ λ_m χ²_1 where the known shares hold, λ the
generalised design effects: the eigenvalues of n D^(−½) V D^(−½), D = diag(q) and V the covariance
of the shares (Rao & Scott 1981, JASA 76:221).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.independence import second_order
from survey.kernels.wald import Judged

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_LEAST, _FEW, _PART_OF_FEW = 1.0, 5.0, 0.2


def known_shares_test(
    shares: Floats, known: Floats, covariance: Floats, n: float, df: float
) -> Judged:
    """Rao and Scott's second correction of X², as F.

    Parameters
    ----------
    shares, known : (K,) float
        p and q, which each add up to 1.
    covariance : (K, K) float
        V.
    n : float
        Answers.
    df : float
        Degrees of freedom of the covariance.

    Returns
    -------
    Judged
        NaN if there are answers where there can be none (p > 0, q = 0), or nothing to test with.

    Notes
    -----
    R's ``survey::svygofchisq``, which takes Σ λ_m χ²_1 with λ as if known.

    Examples
    --------
    >>> p, q = np.array([0.6, 0.4]), np.array([0.5, 0.5])
    >>> V = np.array([[1.0, -1.0], [-1.0, 1.0]]) * 0.24 / 99
    >>> round(known_shares_test(p, q, V, 100, 99).statistic, 3)
    4.125
    """
    none = Judged(math.nan, math.nan, math.nan, math.nan)
    if ((known <= 0) & (shares > 0)).any() or not np.isfinite(covariance).all():
        return none
    inside = known > 0
    count = int(inside.sum())
    if count < 2:
        return none
    p, q = shares[inside], known[inside]
    square = float(n * np.sum((p - q) ** 2 / q))
    root = 1 / np.sqrt(q)
    whole = n * covariance[np.ix_(inside, inside)] * np.outer(root, root)
    effects = np.asarray(np.linalg.eigvalsh(whole)[::-1][: count - 1], dtype=float)
    return second_order(square, effects, df)


def expects_enough(known: Floats, n: float) -> bool:
    """Whether X² can be trusted: every category expects an answer, four in five expect five.

    Cochran 1954 (Biometrics 10:417).

    Parameters
    ----------
    known : (K,) float
    n : float
        Answers.
    """
    expected = n * known[known > 0]
    few = float((expected < _FEW).mean()) if expected.size else 1.0
    return bool((expected >= _LEAST).all()) and few <= _PART_OF_FEW


def dissimilarity(shares: Floats, known: Floats) -> float:
    """½ Σ |p_k − q_k|: the share that would have to be someone else for the two to be alike.

    Examples
    --------
    >>> round(dissimilarity(np.array([0.6, 0.4]), np.array([0.5, 0.5])), 3)
    0.1
    """
    return float(np.abs(shares - known).sum() / 2)
