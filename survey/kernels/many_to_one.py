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

from survey.kernels.zeros import falling_zero

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats

_REACH = 9.0  # P(|Z| > 9) is 2e-19
_RARE = 4.5  # from here on the sum of the single probabilities is the tail, to 1e-4 of it
_DEGREE, _ROUGH_DEGREE = 120, 32
_GRID, _BLOCK = 4_097, 20_000
_LARGEST_LAMBDA = np.sqrt(1 - 1e-4)
_CHI_NODES = 160
_NORMAL_FROM = 1e6  # degrees of freedom from which t is normal
_LATTICE_POINTS, _FEWER_POINTS, _MANY = 20_011, 4_001, 12
_FOURIER_REACH, _FOURIER_POINTS, _FEWEST_IN_A_POOL = 8.0, 26, 5


@dataclass(frozen=True, slots=True)
class LargestNormal:
    """P(max|Z_i| > x) of a family of correlated standard normals.

    Attributes
    ----------
    size : int
        Number of comparisons, k.
    log_tail, slope : (m,) float
        log P and its derivative at equal steps from 0 to 9, joined by cubics.
    """

    size: int
    log_tail: Floats
    slope: Floats

    def tail(self, x: Floats) -> Floats:
        """P(max|Z_i| > x), elementwise; 0 beyond the reach of doubles."""
        step = _REACH / (len(self.log_tail) - 1)
        place = np.minimum(x, _REACH) / step
        left = np.minimum(place.astype(np.int64), len(self.log_tail) - 2)
        u = place - left
        low, high = self.log_tail[left], self.log_tail[left + 1]
        rise = high - low
        first, last = self.slope[left] * step - rise, rise - self.slope[left + 1] * step
        value = np.exp(low + u * rise + u * (1 - u) * ((1 - u) * first + u * last))
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
    size = len(lam)
    lam, times = np.unique(np.minimum(lam, _LARGEST_LAMBDA), return_counts=True)
    rest = np.sqrt(1 - lam**2)
    step = min(0.25, 0.4 / float((lam / rest).max(initial=0.0) + 1e-300))
    z = np.arange(0, 10 + step, step)
    weight = np.exp(-(z**2) / 2) * (step / np.sqrt(2 * np.pi)) * np.where(z > 0, 2.0, 1.0)
    weight /= weight.sum()
    shift = np.outer(z, lam / rest)

    def tail(x: Floats) -> Floats:
        reach = x[:, None, None] / rest
        beyond = special.ndtr(shift - reach) + special.ndtr(-shift - reach)
        with np.errstate(divide="ignore"):
            none = np.log1p(-np.minimum(beyond, 1.0)) @ times
        return np.asarray(-np.expm1(none) @ weight, dtype=float)

    return _fit(tail, size, max(_BLOCK // shift.size, 1))


def against_contrast(variance: Floats, contrast_variance: Floats) -> LargestNormal:
    """Family of independent estimates, each less one and the same that is none of them.

    Parameters
    ----------
    variance : (k,) float ≥ 0
        Variances of the estimates.
    contrast_variance : (k,) float ≥ 0
        Variance of the contrast's estimate, the same k times.
    """
    v, v0 = variance, contrast_variance
    with np.errstate(invalid="ignore", divide="ignore"):
        lam = np.where(v0 + v > 0, np.sqrt(v0 / (v0 + v)), 0.0)
    return product_form(lam)


def against_pool(variance: Floats, share: Floats, extra: float) -> LargestNormal:
    """Family of independent estimates, each less a pool of them all.

    The chance that all |e_i − G| stay below x s_i, for independent normals e_i, G = Σ ω_i e_i + η
    and s_i the standard deviation of e_i − G, is an integral over the value g of G and the
    frequency k of its distribution,

        1/(2π) ∫∫ exp(−ikg − k² var η/2) Π_i E[exp(ikω_i e_i); |e_i − g| < x s_i] dk dg,

    taken by the trapezoidal rule: right to 1e-5. With fewer than five estimates it converges too
    slowly, and the lattice rule is taken.

    Parameters
    ----------
    variance : (k,) float > 0
        Variances of the e_i.
    share : (k,) float
        ω_i, the part of each in the pool.
    extra : float
        Variance of η, what else moves the pool.
    """
    v, w = np.asarray(variance, dtype=float), np.asarray(share, dtype=float)
    pool = float((w**2 * v).sum() + extra)
    sigma, spread = np.sqrt(v), np.sqrt(np.maximum(v - 2 * w * v + pool, 1e-300))
    if len(v) < _FEWEST_IN_A_POOL:
        joint = np.diag(v) - np.add.outer(w * v, w * v) + pool
        return any_form(joint / np.outer(spread, spread))
    points = _FOURIER_POINTS
    g = np.linspace(0, _FOURIER_REACH * np.sqrt(pool), points)
    k = np.linspace(0, _FOURIER_REACH / np.sqrt(pool), points)
    weight = np.full(points, 2.0)
    weight[0] = 1.0
    turn = 1j * k[:, None] * (w * sigma)
    damped = np.exp(turn**2 / 2) / 2
    cell = np.outer(weight, weight) * (g[1] * k[1] / (2 * np.pi) * np.exp(-(k**2) * extra / 2))
    factor = cell * np.exp(-1j * np.outer(g, k))
    place = (g[:, None] / sigma)[:, None, :] - turn

    def tail(x: float) -> float:
        reach = x * spread / sigma
        held = special.erf((place + reach) / np.sqrt(2)) - special.erf((place - reach) / np.sqrt(2))
        return 1 - float((factor * np.prod(damped * held, axis=2)).real.sum())

    return fitted_tail(tail, len(v))


def any_form(correlation: Floats) -> LargestNormal:
    """Family with any correlation, by a fixed lattice rule.

    Right to about 1e-4 for up to twelve comparisons, to about 1e-3 for more.

    Parameters
    ----------
    correlation : (k, k) float

    Notes
    -----
    Genz 1992 (J Comput Graph Stat 1:141): sequential conditioning on a Cholesky factor; here with
    a lattice of square roots of primes (Richtmyer), folded for periodicity. Nothing is random.
    """
    factor = _cholesky(np.asarray(correlation, dtype=float))
    points = _LATTICE_POINTS if len(factor) <= _MANY else _FEWER_POINTS
    lattice = lattice_points(len(factor), points)
    return fitted_tail(lambda x: _exceedance(factor, lattice, x), len(factor))


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
    wanted = np.log(1 - level)
    found = falling_zero(
        lambda t: np.log(np.maximum(_mean_tail(family, t, s, weight), 1e-300)) - wanted, low, high
    )
    result = np.full(df.shape, np.nan)
    result[df > 0] = found[place]
    return result


def _mean_tail(family: LargestNormal, t: Floats, s: Floats, weight: Floats) -> Floats:
    """∫ Q(t s) f(s) ds for each t with its own nodes, (m,)."""
    finite = np.where(np.isfinite(t), t, 0.0)
    p = np.einsum("ij,ij->i", family.tail(finite[:, None] * s), weight)
    return np.where(np.isfinite(t), np.clip(p, 0.0, 1.0), 0.0)


def _fit(tail: Callable[[Floats], Floats], size: int, together: int) -> LargestNormal:
    nodes = chebyshev.chebpts1(_DEGREE + 1)
    x = (nodes + 1) * (_REACH / 2)
    values = np.concatenate([tail(x[k : k + together]) for k in range(0, len(x), together)])
    series = _interpolated(nodes, np.log(np.maximum(values, 1e-300)))
    both = np.stack([series, np.append(chebyshev.chebder(series), 0.0)])
    log_tail, slope = np.einsum("ij,kj->ki", _on_grid(), both)  # threads would cost more here
    log_tail, slope = np.minimum(log_tail, 0.0), slope * (2 / _REACH)
    flat = log_tail >= 0
    flat[0] = False  # at 0 the chance is 1, and falls from there
    return LargestNormal(size, log_tail, np.where(flat, 0.0, slope))


@lru_cache(maxsize=1)
def _on_grid() -> Floats:
    """Chebyshev polynomials at the points of the grid, (4097, 121)."""
    return np.asarray(chebyshev.chebvander(np.linspace(-1, 1, _GRID), _DEGREE), dtype=float)


def _interpolated(nodes: Floats, values: Floats) -> Floats:
    """Coefficients of the polynomial through values at Chebyshev points of the first kind."""
    series: Floats = chebyshev.chebvander(nodes, len(nodes) - 1).T @ values * (2 / len(nodes))
    series[0] /= 2
    return series


def fitted_tail(tail: Callable[[float], float], size: int, *, sides: int = 2) -> LargestNormal:
    """The family whose tail is right to some digits only: sums of probabilities where it is rare.

    The largest exceeds x at least as often as one does, and at most as often as all of them.

    Parameters
    ----------
    tail : callable
        P(max > x).
    size : int
        Number of comparisons.
    sides : {1, 2}
        Whether the largest is that of the statistics or of their absolute values.
    """
    nodes = chebyshev.chebpts1(_ROUGH_DEGREE + 1)
    x = (nodes + 1) * (_RARE / 2)
    one = sides * special.ndtr(-x)
    found = np.clip([tail(float(each)) for each in x], one, np.minimum(size * one, 1.0))
    series = _interpolated(nodes, np.log(found))
    grid = np.linspace(0, _REACH, _GRID)
    log_single = np.log(sides) + special.log_ndtr(-grid)
    common = np.minimum(grid, _RARE) * (2 / _RARE) - 1
    often = chebyshev.chebval(common, series)
    log_tail = np.where(grid < _RARE, often, np.log(size) + log_single)
    log_tail = np.clip(log_tail, log_single, np.minimum(np.log(size) + log_single, 0.0))
    slope = np.asarray(np.gradient(log_tail, grid), dtype=float)
    return LargestNormal(size, log_tail, slope)


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


def lattice_points(dimensions: int, points: int) -> Floats:
    """Points in (0, 1)^dimensions that lie evenly, the same each time, (points, dimensions)."""
    generators = np.sqrt(_primes(dimensions)) % 1
    placed = (np.outer(np.arange(1, points + 1), generators) + 0.5) % 1
    return np.clip(np.abs(2 * placed - 1), 1e-12, 1 - 1e-12)


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
