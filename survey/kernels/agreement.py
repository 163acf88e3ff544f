"""How well two coders agree on the same units, beyond what chance alone would do.

p_ij is the share of units that the first coder put in category i and the second in j; p_i. and p_.i
are the shares of each coder. Cohen's κ (1960, Educ. Psychol. Meas. 20:37) takes Σ p_i. p_.i for
chance, Gwet's AC1 (2008, Br. J. Math. Stat. Psychol. 61:29) takes Σ π_i (1 − π_i)/(q − 1) with
π_i = (p_i. + p_.i)/2, which stays sensible where a category is rare. Krippendorff's α (2004,
Content Analysis, ch. 11) sets the mean distance within units against that between all values; with
sets of codes the distance is MASI (Passonneau 2006, LREC).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from survey.kernels.layout import Floats, Ints

_NOWHERE = float("nan")
_ONLY_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient of agreement.

    Attributes
    ----------
    observed, expected : float
        Agreement that was seen, and that chance would give; of α the same of disagreement.
    coefficient : float
        1 for full agreement, 0 for that of chance; NaN where chance leaves no room.
    std_error : float
        In large samples, without assuming that the coefficient is 0.
    """

    observed: float
    expected: float
    coefficient: float
    std_error: float


def kappa(table: Floats) -> Agreement:
    """Cohen's κ with the variance of Fleiss, Cohen & Everitt (1969, Psychol. Bull. 72:323).

    Parameters
    ----------
    table : (q, q) float
        Units by the category of the first coder (rows) and of the second (columns).
    """
    n = float(table.sum())
    if n == 0:
        return Agreement(*(4 * (_NOWHERE,)))
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float(np.trace(shares)), float(rows @ columns)
    room = 1 - expected
    if room < _ONLY_ROUNDING:
        return Agreement(observed, expected, _NOWHERE, _NOWHERE)
    on = np.diag(shares) @ (room - (rows + columns) * (1 - observed)) ** 2
    apart = shares * (columns[:, None] + rows[None, :]) ** 2
    off = (1 - observed) ** 2 * (apart.sum() - np.trace(apart))
    last = (observed * expected - 2 * expected + observed) ** 2
    variance = max(float(on + off - last), 0.0) / (n * room**4)
    return Agreement(observed, expected, (observed - expected) / room, variance**0.5)


def kappa_error_under_chance(table: Floats) -> float:
    """Standard error of κ where there is no agreement beyond chance (the same source).

    Parameters
    ----------
    table : (q, q) float
        As for `kappa`.
    """
    n = float(table.sum())
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    expected = float(rows @ columns)
    spread = expected + expected**2 - float((rows * columns) @ (rows + columns))
    return float(np.sqrt(max(spread, 0.0) / n)) / (1 - expected)


def ac1(table: Floats) -> Agreement:
    """Gwet's AC1 with its variance for any number of units.

    Parameters
    ----------
    table : (q, q) float
        As for `kappa`.
    """
    n, q = float(table.sum()), len(table)
    if n == 0 or q < 2:
        return Agreement(*(4 * (_NOWHERE,)))
    shares = table / n
    prevalence = (shares.sum(axis=1) + shares.sum(axis=0)) / 2
    observed = float(np.trace(shares))
    expected = float(prevalence @ (1 - prevalence)) / (q - 1)
    room = 1 - expected
    coefficient = (observed - expected) / room
    on = float(np.diag(shares) @ (1 - prevalence)) / (q - 1) - observed * expected
    middle = (prevalence[:, None] + prevalence[None, :]) / 2
    all_cells = float((shares * (1 - middle) ** 2).sum()) / (q - 1) ** 2 - expected**2
    left = 1 - coefficient
    spread = observed * (1 - observed) - 4 * left * on + 4 * left**2 * all_cells
    return Agreement(observed, expected, coefficient, (max(spread, 0.0) / n) ** 0.5 / room)


def masi(one: Collection[int], other: Collection[int]) -> float:
    """Distance of two sets: 1 − J·M, with J what they share of all that is in them.

    M is 1 for equal sets, 2/3 if one holds the other, 1/3 if they overlap, and 0 otherwise.

    Examples
    --------
    >>> masi({1, 2}, {1, 2}), masi({1}, {2}), round(masi({1}, {1, 2}), 4)
    (0.0, 1.0, 0.6667)
    """
    first, second = frozenset(one), frozenset(other)
    shared, whole = len(first & second), len(first | second)
    if first == second:
        return 0.0
    if shared == 0:
        return 1.0
    monotone = 2 / 3 if first < second or second < first else 1 / 3
    return 1 - shared / whole * monotone


def masi_distances(sets: Sequence[Collection[int]]) -> Floats:
    """MASI distances of each set from each, (K, K)."""
    return np.array([[masi(one, other) for other in sets] for one in sets], dtype=np.float64)


def counted_values(values: Ints, kinds: int) -> Floats:
    """How often each value was given to each unit.

    Parameters
    ----------
    values : (n, m) int
        The value (0 … K − 1) that each of m coders gave to each unit; negative for none.
    kinds : int
        K, how many values there are.

    Returns
    -------
    (n, K) float
    """
    counts = np.zeros((len(values), kinds))
    units, coders = np.nonzero(values >= 0)
    np.add.at(counts, (units, values[units, coders]), 1.0)
    return counts


def alpha(counts: Floats, distances: Floats) -> Agreement:
    """Krippendorff's α, with a standard error by leaving out one unit at a time.

    Parameters
    ----------
    counts : (n, K) float
        How often each value was given to each unit (`counted_values`); units with fewer than two
        values say nothing of agreement and are passed over.
    distances : (K, K) float
        Distances of the values, 0 on the diagonal; squared already, where the measure wants it.

    Notes
    -----
    α = 1 − (N − 1) Σ_u D_u/(m_u − 1) / Σ_ck n_c n_k δ_ck, with D_u = Σ_ck n_uc n_uk δ_ck, and N the
    number of values in units that have two or more. The jackknife takes the units for independent.
    """
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return Agreement(*(4 * (_NOWHERE,)))
    each = counts.sum(axis=1)
    towards = counts @ distances
    within = np.einsum("uk,uk->u", towards, counts) / (each - 1)
    whole = counts.sum(axis=0)
    between = float(whole @ distances @ whole)
    n = float(each.sum())
    coefficient = _alpha(n, float(within.sum()), between)
    alone = np.einsum("uk,uk->u", towards, counts)
    left = _alpha(
        n - each, within.sum() - within, between - 2 * (counts @ (distances @ whole)) + alone
    )
    return Agreement(
        float(within.sum()) / n, between / (n * (n - 1)), float(coefficient), _jackknife(left)
    )


def _alpha(n: float | Floats, within: float | Floats, between: float | Floats) -> Floats:
    """α from its sums; NaN where all values are one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 1 - (np.asarray(n) - 1) * within / np.asarray(between, dtype=np.float64)
    return np.where(np.abs(between) < _ONLY_ROUNDING, np.nan, found)


def _jackknife(left: Floats) -> float:
    known = left[np.isfinite(left)]
    units = len(known)
    if units < 2 or units < len(left):
        return _NOWHERE
    return float(np.sqrt((units - 1) / units * ((known - known.mean()) ** 2).sum()))
