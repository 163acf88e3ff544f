"""Shares of many questions in many domains in one go.

The linearised score of a PSU g in a share p_k = T_k/M of a domain is (t_gk − p_k m_g)/M, where t_gk
and m_g are the PSU's weighted sums of the answer and of the base. Its square needs t², t·m and m²
only, summed by stratum and domain: nothing is formed for each PSU and each share, and many
questions share one sparse product.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints, PsuLayout


_ROUNDING = 1e-13  # of a sum of squares: what is left where nothing varies


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a PSU and a domain that occur, and where they lie.

    Attributes
    ----------
    of_row : (n,) int
        The pair of each row, −1 for rows in no domain.
    size, mass : (U,) float
        How many PSUs a pair stands for, and what their squared scores count for.
    spots : (S, U) sparse of 0 and 1
        Which pairs lie in each combination of stratum and domain.
    spot_stratum, spot_domain : (S,) int
    domains : int
    """

    of_row: Ints
    size: Floats
    mass: Floats
    spots: sparse.csr_array
    spot_stratum: Ints
    spot_domain: Ints
    domains: int


@dataclass(frozen=True, slots=True)
class ShareSums:
    """Shares of Q questions with J answers each in D domains.

    Attributes
    ----------
    share, variance, cases : (Q, D, J) float
        Weighted share, its variance, unweighted answers; NaN where the base is empty.
    n, psus, strata, weights, squared_weights : (Q, D) float
        Answers, PSUs and strata in the base, Σw and Σw² over it.
    """

    share: Floats
    variance: Floats
    cases: Floats
    n: Floats
    psus: Floats
    strata: Floats
    weights: Floats
    squared_weights: Floats


def pairs_of(layout: PsuLayout, domain: Ints, domains: int) -> Pairs:
    """Find the pairs of PSU and domain.

    Parameters
    ----------
    layout : PsuLayout
    domain : (n,) int
        Domain of each row, −1 for none.
    domains : int
        Their number, D.
    """
    inside = domain >= 0
    keys = layout.row_psu[inside].astype(np.int64) * domains + domain[inside]
    found, place = _numbered(keys)
    of_row = np.full(len(domain), -1, dtype=np.int64)
    of_row[inside] = place
    psu, pair_domain = np.divmod(found, domains)
    spot_keys, spot = _numbered(layout.psu_stratum[psu] * np.int64(domains) + pair_domain)
    entries = (np.ones(len(found)), (spot, np.arange(len(found))))
    spots = sparse.coo_array(entries, shape=(len(spot_keys), len(found))).tocsr()
    stratum, spot_domain = np.divmod(spot_keys, domains)
    size = layout.psu_size[psu]
    mass = size if layout.psu_factor is None else layout.mass[psu]
    return Pairs(of_row, size, mass, spots, stratum, spot_domain, domains)


def share_sums(
    layout: PsuLayout, pairs: Pairs, codes: Ints, answers: int, weights: Floats, counts: Floats
) -> ShareSums:
    """Shares with their variances for questions of the same number of answers.

    Parameters
    ----------
    layout : PsuLayout
    pairs : Pairs
    codes : (n, Q) int
        Answer 0 … J−1; J for someone in the base who gave none of these; −1 outside the base.
    answers : int
        J.
    weights : (n,) float
        Weight of a unit.
    counts : (n,) float
        Units that a row stands for.
    """
    unit = float(weights.max()) or 1.0  # shares don't depend on it, and squares stay in range
    t, cell_counts, squared = _summed(pairs, codes, answers + 1, weights / unit, counts)
    spot_sums = _by_spot(pairs, t[:, :, :answers], t.sum(axis=2))
    sums = _finished(layout, pairs, spot_sums, cell_counts, squared * unit**2, answers)
    return replace(sums, weights=sums.weights * unit)


def _summed(
    pairs: Pairs, codes: Ints, slots: int, weights: Floats, counts: Floats
) -> tuple[Floats, Floats, Floats]:
    """Weights by pair and answer, units by domain and answer, Σw² by domain, of each question.

    Returns
    -------
    (U, Q, J + 1), (Q, D, J + 1) and (Q, D) float
    """
    rows = np.flatnonzero(pairs.of_row >= 0)
    pair = pairs.of_row[rows]
    domain = pairs.spot_domain[_spot_of_pair(pairs)][pair]
    w, k = weights[rows], counts[rows]
    units = None if (k == 1).all() else k
    squares, domains, questions = k * w**2, pairs.domains, codes.shape[1]
    t = np.empty((len(pairs.size), questions, slots))
    cell_counts = np.empty((questions, domains, slots))
    squared = np.empty((questions, domains))
    at_pair, at_domain = pair * slots, domain * slots
    of_all = np.bincount(domain, squares, domains)
    for q, column in enumerate(np.ascontiguousarray(codes[rows].T)):
        inside = slice(None) if not len(column) or column.min() >= 0 else column >= 0
        code = column[inside]
        t[:, q] = _by_answer(at_pair[inside] + code, w[inside], t[:, q].shape)
        counted = None if units is None else units[inside]
        cell_counts[q] = _by_answer(at_domain[inside] + code, counted, (domains, slots))
        whole = isinstance(inside, slice)
        squared[q] = of_all if whole else np.bincount(domain[inside], squares[inside], domains)
    return t, cell_counts, squared


def _by_answer(key: Ints, values: Floats | None, shape: tuple[int, ...]) -> Floats:
    """Sums of values, or numbers of entries, by the place in an array."""
    return np.bincount(key, values, math.prod(shape)).reshape(shape).astype(float, copy=False)


@dataclass(frozen=True, slots=True)
class _SpotSums:
    """Sums over PSUs by stratum and domain, (S, Q, J) and (S, Q); the first five by mass."""

    t: Floats
    tt: Floats
    tm: Floats
    m: Floats
    mm: Floats
    total: Floats
    size: Floats
    present: Floats


def _by_spot(pairs: Pairs, t: Floats, m: Floats) -> _SpotSums:
    units = len(t)
    massed = pairs.spots @ sparse.diags_array(pairs.mass)
    sized = pairs.spots @ sparse.diags_array(pairs.size)
    alike = pairs.mass is pairs.size

    def summed(values: Floats, by: sparse.csr_array = massed) -> Floats:
        flat = np.ascontiguousarray(values).reshape(units, math.prod(values.shape[1:]))
        return np.asarray(by @ flat).reshape(len(pairs.spot_domain), *values.shape[1:])

    of_answers, of_bases = summed(t), summed(m)
    return _SpotSums(
        t=of_answers,
        tt=summed(t**2),
        tm=summed(t * m[:, :, None]),
        m=of_bases,
        mm=summed(m**2),
        total=of_answers if alike else summed(t, sized),
        size=of_bases if alike else summed(m, sized),
        present=summed((m > 0).astype(float), sized),
    )


def answered(inside: Bools) -> tuple[Ints, Ints]:
    """Row and question of each answer, row by row."""
    if inside.all():
        rows, questions = inside.shape
        return np.repeat(np.arange(rows), questions), np.tile(np.arange(questions), rows)
    row, question = np.nonzero(inside)
    return row, question


def _finished(
    layout: PsuLayout,
    pairs: Pairs,
    spots: _SpotSums,
    cell_counts: Floats,
    squared: Floats,
    answers: int,
) -> ShareSums:
    at = pairs.spot_domain
    entries = (np.ones(len(at)), (at, np.arange(len(at))))
    members = sparse.coo_array(entries, shape=(pairs.domains, len(at))).tocsr()

    def pooled(values: Floats) -> Floats:
        flat = np.ascontiguousarray(values).reshape(len(at), math.prod(values.shape[1:]))
        return np.asarray(members @ flat).reshape(pairs.domains, *values.shape[1:])

    total, size = pooled(spots.total), pooled(spots.size)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = total / size[:, :, None]
    p = np.nan_to_num(share)[at]
    squares = spots.tt - 2 * p * spots.tm + p**2 * spots.mm[:, :, None]
    centre = spots.t - p * spots.m[:, :, None]
    h = pairs.spot_stratum
    pull = layout.pull[h][:, None, None]
    scale = layout.inflation * layout.stratum_scale[h][:, None, None]
    within = squares - pull * centre**2
    gross = spots.tt + p**2 * spots.mm[:, :, None]
    within = np.where(within > _ROUNDING * gross, scale * within, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = pooled(within) / size[:, :, None] ** 2
    return ShareSums(
        share=share.transpose(1, 0, 2),
        variance=variance.transpose(1, 0, 2),
        cases=cell_counts[:, :, :answers],
        n=cell_counts.sum(axis=2),
        psus=pooled(spots.present).T,
        strata=pooled((spots.present > 0).astype(float)).T,
        weights=size.T,
        squared_weights=squared,
    )


def _spot_of_pair(pairs: Pairs) -> Ints:
    entries = pairs.spots.tocoo()
    result = np.zeros(len(pairs.size), dtype=np.int64)
    result[entries.col] = entries.row
    return result


def _numbered(keys: Ints) -> tuple[Ints, Ints]:
    """The different keys, and the place of each key among them; no sorting if they are in order."""
    if len(keys) and (np.diff(keys) >= 0).all():
        first = np.concatenate([[True], np.diff(keys) > 0])
        return keys[first], np.cumsum(first) - 1
    found, place = np.unique(keys, return_inverse=True)
    return found, place
