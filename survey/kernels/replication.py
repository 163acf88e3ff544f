"""Variances from replicate weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.forms import Deviations

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_RANK = 1e-12
_ROWS_AT_ONCE = 4096


def deviations(
    estimates: Floats, replicates: Floats, coefficients: Floats, *, about_estimate: bool
) -> Deviations:
    """Deviations of the replicates from their centre, scaled (Wolter 2007, eq. 3.4.1 and 4.2.5).

    Parameters
    ----------
    estimates : (E,) float
    replicates : (R, E) float
        The estimates with the weights of each replicate. One that doesn't exist in a replicate
        (NaN) takes no deviation from it.
    coefficients : (R,) float
        Scale times replicate scales.
    about_estimate : bool
        Whether the centre is the estimate (mean square error), otherwise the mean of the replicates
        that count.

    Returns
    -------
    Deviations
    """
    used = coefficients > 0
    known = np.isfinite(replicates) & used[:, None]
    centre = estimates
    if not about_estimate:
        total = np.where(known, replicates, 0.0).sum(axis=0)
        centre = total / np.maximum(known.sum(axis=0), 1)
    values = np.sqrt(coefficients)[:, None] * (np.where(known, replicates, 0.0) - centre)
    return Deviations(np.where(known, values, 0.0))


def replicate_totals(
    domain: Ints, domains: int, codes: Ints, slots: int, weights: Floats
) -> Floats:
    """Totals of replicate weights by domain and answer, for many questions at once.

    Parameters
    ----------
    domain : (n,) int
        0 … domains−1, or −1 for rows outside.
    domains : int
    codes : (n, Q) int
        0 … slots−1, or −1.
    slots : int
    weights : (n, R) float

    Returns
    -------
    (Q, domains, slots, R) float
    """
    questions, replicates = codes.shape[1], weights.shape[1]
    result = np.zeros((domains, questions * slots, replicates))
    inside = np.flatnonzero(domain >= 0)
    order = inside[np.argsort(domain[inside], kind="stable")]
    ends = np.searchsorted(domain[order], np.arange(domains + 1))
    at = np.arange(questions) * slots
    for place in range(domains):
        for start in range(ends[place], ends[place + 1], _ROWS_AT_ONCE):
            rows = order[start : min(start + _ROWS_AT_ONCE, ends[place + 1])]
            given = codes[rows]
            row, question = np.nonzero(given >= 0)
            shown = np.zeros((len(rows), questions * slots))
            shown[row, at[question] + given[row, question]] = 1.0
            result[place] += shown.T @ weights[rows]
    shaped = result.reshape(domains, questions, slots, replicates)
    return np.ascontiguousarray(shaped.transpose(1, 0, 2, 3))


def replicate_rank(weights: Floats) -> int:
    """Rank of replicate weights of some rows; one less is their degrees of freedom.

    Parameters
    ----------
    weights : (n, R) float
    """
    if not len(weights):
        return 0
    size = np.sqrt(np.einsum("nr,nr->n", weights, weights))
    unit = np.divide(weights, size[:, None], out=np.zeros_like(weights), where=size[:, None] > 0)
    gram = unit.T @ unit if len(unit) > unit.shape[1] else unit @ unit.T
    values = np.linalg.eigvalsh(gram)
    return int((values > _RANK * max(float(values[-1]), 1e-300)).sum())
