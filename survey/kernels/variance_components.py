"""Variance between and within areas by the weighted analysis of variance.

With weights w, area sums W_a = Σ w, means m_a, overall W and m, and Q_a = Σ w²,

    SS_within = Σ_a Σ w (y − m_a)²,              expected  σ²_w (W − Σ Q_a/W_a),
    SS_between = Σ_a W_a (m_a − m)²,             expected  σ²_b (W − Σ W_a²/W)
                                                         + σ²_w (Σ Q_a/W_a − Σ Q_a/W)

under y = μ + area + rest with independent parts. Solving gives both variances without bias (the
method of moments of Searle, Casella & McCulloch 1992, §3.6, with weights as in Korn & Graubard
2003, JRSS B 65:175); with equal weights they are those of the ordinary analysis of variance (Donner
1986, Int. Stat. Rev. 54:67). The intraclass correlation is σ²_b/(σ²_b + σ²_w).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True)
class Components:
    """Variances, and what they make together.

    Attributes
    ----------
    between, within : float
        The first may come out below 0 where areas don't differ.
    correlation : float
        Intraclass correlation.
    eta_squared : float
        SS_between over the sum of both; it grows with the number of areas by chance alone.
    """

    between: float
    within: float
    correlation: float
    eta_squared: float


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums by area, each (A,) float."""

    weight: Floats
    mean: Floats
    squared: Floats
    square: Floats

    @property
    def total(self) -> float:
        return float(self.weight.sum())

    @property
    def overall(self) -> float:
        return float(self.weight @ self.mean / self.total)


def components(y: Floats, area: Ints, weights: Floats, attached: Floats, areas: int) -> Components:
    """Both variances and the intraclass correlation.

    Parameters
    ----------
    y : (m,) float
    area : (m,) int
        0 … A−1.
    weights : (m,) float
        Of all units of a row.
    attached : (m,) float
        Weight of one unit, with which the squares are Σ w · attached. It stays the same when the
        weights are varied.
    areas : int
        A.
    """
    return _solved(_sums(y - y[0], area, weights, attached, areas))[0]


def correlation_influences(
    y: Floats, area: Ints, weights: Floats, attached: Floats, areas: int
) -> Floats:
    """Influences of the rows on the intraclass correlation, (m,), by the weight of a unit.

    Squares of weights count as sums of a number attached to each unit, as when units are left out.
    """
    y = y - y[0]  # answers that never vary then are 0 exactly
    sums = _sums(y, area, weights, attached, areas)
    found, (within_base, between_base, noise) = _solved(sums)
    mean, w, q = sums.mean[area], sums.weight[area], sums.square[area]
    noise_slope = attached / w - q / w**2
    noise_slope -= attached / sums.total - sums.square.sum() / sums.total**2
    base_slope = 1 - 2 * w / sums.total + (sums.weight @ sums.weight) / sums.total**2
    within = ((y - mean) ** 2 - found.within * (1 - attached / w + q / w**2)) / within_base
    raised = 2 * mean * y - mean**2 - 2 * sums.overall * y + sums.overall**2
    between = raised - noise_slope * found.within - noise * within - found.between * base_slope
    total = found.between + found.within
    if total == 0:
        return np.full(len(y), np.nan)
    return np.asarray(
        (found.within * between / between_base - found.between * within) / total**2, dtype=float
    )


def _sums(y: Floats, area: Ints, weights: Floats, attached: Floats, areas: int) -> _Sums:
    weight = _by_area(area, weights, areas)
    mean = _by_area(area, weights * y, areas) / np.where(weight > 0, weight, 1.0)
    squared = _by_area(area, weights * (y - mean[area]) ** 2, areas)
    square = _by_area(area, weights * attached, areas)
    present = weight > 0  # a replicate may leave an area out
    return _Sums(weight[present], mean[present], squared[present], square[present])


def _by_area(area: Ints, values: Floats, areas: int) -> Floats:
    return np.bincount(area, values, minlength=areas).astype(float)


def _solved(sums: _Sums) -> tuple[Components, tuple[float, float, float]]:
    """The components, and the factors of the variances in the expected sums of squares."""
    by_area = float((sums.square / sums.weight).sum())
    inside = float(sums.squared.sum())
    outside = float(sums.weight @ (sums.mean - sums.overall) ** 2)
    within_base = sums.total - by_area
    between_base = sums.total - float(sums.weight @ sums.weight) / sums.total
    noise = by_area - float(sums.square.sum()) / sums.total
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.float64(inside) / within_base
        between = (outside - noise * within) / np.float64(between_base)
        correlation = between / (between + within)
        eta_squared = np.float64(outside) / (outside + inside)
    found = Components(float(between), float(within), float(correlation), float(eta_squared))
    return found, (within_base, between_base, noise)
