"""The model of one factor behind some items, by maximum likelihood, and McDonald's omega."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg, optimize

from survey.kernels.covariances import OfCovariance, nothing

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

_LEAST_UNIQUE = 0.005  # of an item's variance
_SINGULAR = 1e-10
_STEPS = 50
_CONVERGED = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class OneFactor:
    """Loadings and unique variances of k items.

    Attributes
    ----------
    loadings, unique : (k,) float
        S is about λλ′ + diag(ψ).
    """

    loadings: Floats
    unique: Floats


def one_factor(r: Floats) -> OneFactor | None:
    """Fit one factor to a correlation matrix by maximum likelihood (Jöreskog 1967).

    Parameters
    ----------
    r : (k, k) float
        k ≥ 3.

    Returns
    -------
    OneFactor or None
        None where the matrix is singular, the steps don't settle, or the likelihood is highest
        where an item has (almost) no variance of its own.

    References
    ----------
    R's ``factanal`` with one factor, which stops at unique variances of 0.005.

    Notes
    -----
    Jöreskog 1967 (Psychometrika 32:443). The likelihood, highest over the loadings, is raised over
    the unique variances; Newton's steps over both make the solution exact.
    """
    if not np.isfinite(r).all() or np.linalg.eigvalsh(r)[0] < _SINGULAR:
        return None
    start = (1 - 0.5 / len(r)) / np.diag(np.linalg.inv(r))
    found = optimize.minimize(
        _discrepancy, start, args=(r,), jac=True, method="L-BFGS-B",
        bounds=[(_LEAST_UNIQUE, 1.0)] * len(r),
    )  # fmt: skip
    loadings = _loadings(found.x, r)
    return _exact(np.concatenate([loadings, found.x]), r)


def omega(s: Floats) -> OfCovariance:
    """McDonald's (1999, *Test theory*) omega, (Σλ)² / ((Σλ)² + Σψ), of a model of one factor.

    Parameters
    ----------
    s : (k, k) float
        Covariances of the items, k ≥ 3.

    Notes
    -----
    With θ = (λ, ψ) at the minimum of the discrepancy F, F_θ(θ, S) = 0, so that
    dθ = −F_θθ⁻¹ F_θS dS.
    """
    size = len(s)
    if not (np.diag(s) > 0).all():
        return nothing(size)
    scale = np.sqrt(np.diag(s))
    fit = one_factor(s / np.outer(scale, scale))
    if fit is None:
        return nothing(size)
    loadings, unique = scale * fit.loadings, scale**2 * fit.unique
    common, own = loadings.sum(), unique.sum()
    whole = common**2 + own
    slopes = np.concatenate([
        np.full(size, 2 * common * own / whole**2), np.full(size, -(common**2) / whole**2)
    ])  # fmt: skip
    theta = np.concatenate([loadings, unique])
    try:
        u, v = np.split(np.linalg.solve(_hessian(theta, s), slopes), 2)
    except np.linalg.LinAlgError:
        return nothing(size)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(unique))
    mixed = np.outer(loadings, u)
    gradient = inverse @ (mixed + mixed.T + np.diag(v)) @ inverse
    return OfCovariance(float(common**2 / whole), gradient)


def _discrepancy(unique: Floats, r: Floats) -> tuple[float, Floats]:
    """Twice the negative log likelihood, lowest over the loadings, and its slope."""
    scale = 1 / np.sqrt(unique)
    others = np.linalg.eigvalsh(r * np.outer(scale, scale))[:-1]
    value = float(np.sum(others - np.log(np.maximum(others, 1e-300)) - 1))
    loadings = _loadings(unique, r)
    return value, (loadings**2 + unique - np.diag(r)) / unique**2


def _loadings(unique: Floats, r: Floats) -> Floats:
    """Loadings of the highest likelihood given the unique variances."""
    scale = np.sqrt(unique)
    values, vectors = np.linalg.eigh(r / np.outer(scale, scale))
    found = scale * vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1, 0.0))
    return np.asarray(found * (1.0 if found.sum() >= 0 else -1.0))


def _exact(theta: Floats, r: Floats) -> OneFactor | None:
    """Newton's steps from a solution that is nearly there."""
    for _ in range(_STEPS):
        slope = _slope(theta, r)
        if np.abs(slope).max() < _CONVERGED:
            loadings, unique = np.split(theta, 2)
            return OneFactor(loadings, unique)
        try:
            theta = theta - linalg.solve(_hessian(theta, r), slope, assume_a="sym")
        except linalg.LinAlgError:
            return None
        if not (theta[len(r) :] > _LEAST_UNIQUE).all():
            return None
    return None


def _slope(theta: Floats, s: Floats) -> Floats:
    """Slope of log|Σ| + tr(S Σ⁻¹) by (λ, ψ): (2Ωλ, diag Ω), Ω = Σ⁻¹(Σ − S)Σ⁻¹."""
    loadings, unique = np.split(theta, 2)
    sigma = np.outer(loadings, loadings) + np.diag(unique)
    inverse = np.linalg.inv(sigma)
    omega = inverse @ (sigma - s) @ inverse
    return np.concatenate([2 * omega @ loadings, np.diag(omega)])


def _hessian(theta: Floats, s: Floats) -> Floats:
    """Second derivatives of the same, (2k, 2k)."""
    loadings, unique = np.split(theta, 2)
    size = len(loadings)
    a = np.linalg.inv(np.outer(loadings, loadings) + np.diag(unique))
    b = a @ s @ a
    omega = a - b
    # dΩ = −A dΣ A + A dΣ B + B dΣ A, for dΣ = e λ′ + λ e′ and for dΣ = e e′
    ones = np.eye(size)
    changes = [np.outer(e, loadings) + np.outer(loadings, e) for e in ones]
    changes += [np.outer(e, e) for e in ones]
    columns = []
    for place, change in enumerate(changes):
        moved = a @ change @ (b - a) + b @ change @ a
        by_loadings = 2 * moved @ loadings
        if place < size:
            by_loadings = by_loadings + 2 * omega[:, place]
        columns.append(np.concatenate([by_loadings, np.diag(moved)]))
    return np.column_stack(columns)
