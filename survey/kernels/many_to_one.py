"""Many estimates compared with one: the distribution of the largest of correlated t statistics.

Dunnett 1955 (JASA 50:1096) for correlations of product form ρ_ij = λ_i λ_j, which independent areas
have when all are compared with the same contrast; Hothorn, Bretz & Westfall 2008 (Biometrical
Journal 50:346) for any correlation. No random numbers are drawn.

P(max|T_i| > t) = ∫ Q(t s) f(s) ds, where f is the density of sqrt(χ²_df/df) and Q(x) the chance
that the largest of the standard normals behind the T_i exceeds x. Q is worked out once for a
family, at Chebyshev points; the integral over s is then cheap for any t and df.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import chebyshev
from scipy import linalg, special

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats

_REACH = 9.0  # P(|Z| > 9) is 2e-19
_DEGREE = 120
_GRID = 65_537
_LARGEST_LAMBDA = np.sqrt(1 - 1e-4)
_CHI_NODES = 160
_NORMAL_FROM = 1e6  # degrees of freedom from which t is normal
_LATTICE_POINTS = 20_011
_HALVINGS = 45


@dataclass(frozen=True, slots=True)
class LargestNormal:
    """P(max|Z_i| > x) of a family of correlated standard normals.

    Attributes
    ----------
    size : int
        Number of comparisons, k.
    log_tail : (m,) float
        log P at equal steps from 0 to 9; straight lines between them are right to 1e-8.
    """

    size: int
    log_tail: Floats

    def tail(self, x: Floats) -> Floats:
        """P(max|Z_i| > x), elementwise; 0 beyond the reach of doubles."""
        place = np.minimum(x, _REACH) * ((len(self.log_tail) - 1) / _REACH)
        left = np.minimum(place.astype(np.int64), len(self.log_tail) - 2)
        part = place - left
        value = np.exp(self.log_tail[left] * (1 - part) + self.log_tail[left + 1] * part)
        return np.where(x < _REACH, np.minimum(value, 1.0), 0.0)


def product_form(lam: Floats) -> LargestNormal:
    """Family with correlations λ_i λ_j, by trapezoidal quadrature over the shared factor.

    Parameters
    ----------
    lam : (k,) float in [0, 1]
        λ_i = sqrt(v_0/(v_0 + v_i)) for estimates of variance v_i against one of variance v_0.

    Notes
    -----
    The rule converges exponentially on the whole line; its step follows the steepest factor. Values
    of λ above sqrt(1 − 1e-4) are taken as that.
    """
    lam = np.minimum(np.asarray(lam, dtype=float), _LARGEST_LAMBDA)
    rest = np.sqrt(1 - lam**2)
    step = min(0.25, 0.4 / float((lam / rest).max(initial=0.0) + 1e-300))
    z = np.arange(0, 10 + step, step)
    weight = np.exp(-(z**2) / 2) * (step / np.sqrt(2 * np.pi)) * np.where(z > 0, 2.0, 1.0)

    def tail(x: float) -> float:
        above = special.ndtr(-(x - np.outer(z, lam)) / rest)
        below = special.ndtr(-(x + np.outer(z, lam)) / rest)
        with np.errstate(divide="ignore"):
            none = np.log1p(-np.minimum(above + below, 1.0)).sum(axis=1)
        return float(weight @ -np.expm1(none) / weight.sum())

    return _fit(tail, len(lam))


def any_form(correlation: Floats) -> LargestNormal:
    """Family with any correlation, by a fixed lattice rule (to about 1e-4).

    Parameters
    ----------
    correlation : (k, k) float

    Notes
    -----
    Genz 1992 (J Comput Graph Stat 1:141): sequential conditioning on a Cholesky factor; here with
    a lattice of square roots of primes (Richtmyer), folded for periodicity. Nothing is random.
    """
    factor = _cholesky(np.asarray(correlation, dtype=float))
    lattice = _lattice(len(factor))

    def tail(x: float) -> float:
        one = 2 * special.ndtr(-x)
        # the largest exceeds x at least as often as one does, and at most k times as often
        return float(np.clip(_exceedance(factor, lattice, x), one, min(len(factor) * one, 1.0)))

    return _join(tail, len(factor))


def p_values(family: LargestNormal, t: Floats, df: Floats) -> Floats:
    """P(max|T_i| > t) for each statistic with its own degrees of freedom.

    Parameters
    ----------
    family : LargestNormal
    t : (m,) float
        Absolute statistics; infinite gives 0.
    df : (m,) float
        Degrees of freedom; NaN is given back where they are not positive.
    """
    t, df = np.broadcast_arrays(np.asarray(t, float), np.asarray(df, float))
    result = np.full(t.shape, np.nan)
    known = (df > 0) & ~np.isnan(t)
    unique, place = np.unique(df[known], return_inverse=True)
    s, weight = _chi_table(unique)
    result[known] = _mean_tail(family, t[known], s[place], weight[place])
    return result


def critical_values(family: LargestNormal, df: Floats, level: float) -> Floats:
    """Quantile t with P(max|T_i| ≤ t) = level, for each number of degrees of freedom.

    Returns
    -------
    float array like df; NaN where df ≤ 0.
    """
    df = np.asarray(df, dtype=float)
    unique, place = np.unique(df[df > 0], return_inverse=True)
    s, weight = _chi_table(unique)
    low, high = np.zeros(len(unique)), np.full(len(unique), _REACH)
    while (beyond := _mean_tail(family, high, s, weight) > 1 - level).any():
        high = np.where(beyond, high * 2, high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = _mean_tail(family, middle, s, weight) > 1 - level
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    result = np.full(df.shape, np.nan)
    result[df > 0] = ((low + high) / 2)[place]
    return result


def _mean_tail(family: LargestNormal, t: Floats, s: Floats, weight: Floats) -> Floats:
    """∫ Q(t s) f(s) ds for each t with its own nodes, (m,)."""
    finite = np.where(np.isfinite(t), t, 0.0)
    p = np.einsum("ij,ij->i", family.tail(finite[:, None] * s), weight)
    return np.where(np.isfinite(t), np.clip(p, 0.0, 1.0), 0.0)


def _fit(tail: Callable[[float], float], size: int) -> LargestNormal:
    nodes = chebyshev.chebpts1(_DEGREE + 1)
    values = [max(tail(float(x)), 1e-300) for x in (nodes + 1) * (_REACH / 2)]
    series = chebyshev.chebfit(nodes, np.log(values), _DEGREE)
    log_tail = chebyshev.chebval(np.linspace(-1, 1, _GRID), series)
    return LargestNormal(size, np.minimum(log_tail, 0.0))


def _join(tail: Callable[[float], float], size: int) -> LargestNormal:
    """Join points by cubics, which keeps the noise of a lattice rule where it is."""
    nodes = (1 - np.cos(np.linspace(0, np.pi, _DEGREE + 1))) * (_REACH / 2)
    values = np.log([max(tail(float(x)), 1e-300) for x in nodes])
    curve = _hermite(nodes, np.minimum.accumulate(values), np.linspace(0, _REACH, _GRID))
    return LargestNormal(size, np.minimum(curve, 0.0))


def _hermite(nodes: Floats, values: Floats, x: Floats) -> Floats:
    """Cubics through points, with the slopes of their neighbours."""
    slopes = np.gradient(values, nodes)
    left = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2)
    width = nodes[left + 1] - nodes[left]
    t = (x - nodes[left]) / width
    rise = values[left + 1] - values[left]
    first, last = slopes[left] * width - rise, rise - slopes[left + 1] * width
    return np.asarray(values[left] + t * rise + t * (1 - t) * ((1 - t) * first + t * last))


def _chi_table(df: Floats) -> tuple[Floats, Floats]:
    """Nodes and weights for the mean over sqrt(χ²_df/df), each (m, 160)."""
    if not len(df):
        return np.empty((0, _CHI_NODES)), np.empty((0, _CHI_NODES))
    pairs = [_chi_nodes(float(each)) for each in df]
    return np.stack([s for s, _ in pairs]), np.stack([weight for _, weight in pairs])


@lru_cache(maxsize=4096)
def _chi_nodes(df: float) -> tuple[Floats, Floats]:
    if df >= _NORMAL_FROM:
        return np.ones(_CHI_NODES), np.full(_CHI_NODES, 1 / _CHI_NODES)
    node, weight = _legendre()
    low, high = (np.sqrt(special.chdtri(df, tail) / df) for tail in (1 - 1e-15, 1e-16))
    s = low + (high - low) * (node + 1) / 2
    log_density = (df - 1) * np.log(s) - df * s**2 / 2
    weight = weight * np.exp(log_density - log_density.max())
    return s, weight / weight.sum()


@lru_cache(maxsize=1)
def _legendre() -> tuple[Floats, Floats]:
    node, weight = np.polynomial.legendre.leggauss(_CHI_NODES)
    return np.asarray(node, dtype=float), np.asarray(weight, dtype=float)


def _cholesky(correlation: Floats) -> Floats:
    for jitter in (0.0, 1e-12, 1e-10, 1e-8):
        try:
            return np.asarray(
                linalg.cholesky(correlation + jitter * np.eye(len(correlation)), lower=True),
                dtype=float,
            )
        except linalg.LinAlgError:
            continue
    values, vectors = linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 1e-8))
    return np.asarray(linalg.qr(root.T, mode="r")[0].T, dtype=float)


def _lattice(dimensions: int) -> Floats:
    """Points in (0, 1)^dimensions, (N, dimensions)."""
    generators = np.sqrt(_primes(dimensions)) % 1
    points = (np.outer(np.arange(1, _LATTICE_POINTS + 1), generators) + 0.5) % 1
    return np.clip(np.abs(2 * points - 1), 1e-12, 1 - 1e-12)


def _primes(count: int) -> Floats:
    found: list[int] = []
    candidate = 2
    while len(found) < count:
        if all(candidate % prime for prime in found if prime * prime <= candidate):
            found.append(candidate)
        candidate += 1
    return np.array(found, dtype=float)


def _exceedance(factor: Floats, lattice: Floats, x: float) -> float:
    """P(|Z_i| > x for some i) for Z = factor · standard normals: of each i after none before it."""
    inside = np.ones(len(lattice))
    drawn = np.zeros((len(lattice), len(factor)))
    found = 0.0
    for i, row in enumerate(factor):
        scale = abs(row[i]) + 1e-300
        shift = drawn[:, :i] @ row[:i]
        below, above = special.ndtr((-x - shift) / scale), special.ndtr((shift - x) / scale)
        outside = np.minimum(below + above, 1.0)
        found += float((inside * outside).mean())
        inside *= 1 - outside
        inner = np.clip(below + lattice[:, i] * (1 - outside), 1e-300, 1 - 1e-16)
        drawn[:, i] = special.ndtri(inner)
    return found
