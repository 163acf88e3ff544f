"""Sampford's design: fixed size, chances in proportion to size, and exact joint probabilities.

With chances π_i whose sum is n, P(s) ∝ Π_{i∈s} π_i/(1 − π_i) · Σ_{i∈s} (1 − π_i) (Sampford 1967,
Biometrika 54:499). All is worked out from S, the number of successes of independent trials with
the chances π_i: Sampford's sums L_m over subsets are P(S = m) but for a factor, and P(S = m) is
found by adding terms above 0 only, which is steady where his recursion over power sums is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

    Complexes = npt.NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False)
class SampfordTables:
    """What is needed to draw.

    Attributes
    ----------
    chances : (N,) float in (0, 1)
        π, whose sum is n.
    plain : (N + 1, n + 1) float
        [k, r]: the chance of r successes among the units from k on.
    marked : (N + 1, n + 1) float
        [k, r]: the same, each set of successes s counted Σ_{i∈s} (1 − π_i) times.
    """

    chances: Floats
    plain: Floats
    marked: Floats


def sampford_tables(chances: Floats, n: int) -> SampfordTables:
    """Sums over all samples that can still come, by the unit from which on they are drawn.

    Parameters
    ----------
    chances : (N,) float in (0, 1)
        With the sum n.
    n : int
    """
    size = len(chances)
    plain = np.zeros((size + 1, n + 1))
    marked = np.zeros((size + 1, n + 1))
    plain[size, 0] = 1.0
    for k in range(size - 1, -1, -1):
        hit, miss = chances[k], 1.0 - chances[k]
        plain[k] = miss * plain[k + 1]
        plain[k, 1:] += hit * plain[k + 1, :-1]
        marked[k] = miss * marked[k + 1]
        marked[k, 1:] += hit * (marked[k + 1, :-1] + miss * plain[k + 1, :-1])
    return SampfordTables(chances, plain, marked)


def sampford_sample(tables: SampfordTables, uniform: Floats) -> Bools:
    """Samples of exactly Sampford's design, drawn unit by unit and with no rejection.

    Parameters
    ----------
    tables : SampfordTables
    uniform : (D, N) float in [0, 1)
        A row of independent random numbers for each of D samples.

    Returns
    -------
    (D, N) bool
        Unit k is taken with its chance given those before it: with r still to come and c the sum
        of 1 − π over those taken, the ratio of (c + 1 − π_k) P_{k+1}(r − 1) + Q_{k+1}(r − 1), times
        π_k, to c P_k(r) + Q_k(r), where P and Q are the two tables.
    """
    draws, size = uniform.shape
    taken = np.zeros((draws, size), dtype=bool)
    left = np.full(draws, tables.plain.shape[1] - 1)
    credit = np.zeros(draws)
    for k, chance in enumerate(tables.chances):
        miss, before = 1.0 - chance, np.maximum(left - 1, 0)
        plain, marked = tables.plain[k + 1, before], tables.marked[k + 1, before]
        whole = credit * tables.plain[k, left] + tables.marked[k, left]
        part = chance * ((credit + miss) * plain + marked)
        taken[:, k] = (left > 0) & ((uniform[:, k] * whole < part) | (left >= size - k))
        left -= taken[:, k]
        credit += miss * taken[:, k]
    return taken


def sampford_joint(chances: Floats, n: int, sampled: Ints) -> Floats:
    """Joint inclusion probabilities of the sampled units.

    Parameters
    ----------
    chances : (N,) float in (0, 1)
        Of all units, with the sum n.
    n : int
    sampled : (g,) int
        The units whose probabilities are wanted.

    Returns
    -------
    (g, g) float
        π_i on the diagonal, and for two units

            π_ij = π_i π_j Σ_{t≥2} (t − π_i − π_j) P(S_ij = n − t) / E[(n − S)⁺],

        S_ij the successes without i and j. That is the formula of Sampford 1967 with his
        λ_i = π_i / (n (1 − π_i)) and L_m written as probabilities.

    Notes
    -----
    The sum is one over the characteristic function of S divided by the factors of i and j, so that
    all pairs are one product of matrices.
    """
    values, which = np.unique(chances[sampled], return_inverse=True)
    points = _points(chances)
    turns = np.exp(1j * points)
    gap = np.arange(2, min(n, len(points)) + 1)
    back = np.exp(-1j * np.outer(points, n - gap))
    whole = _characteristic(chances, turns) * _halves(points)
    factors = 1.0 / (1.0 - values[:, None] + values[:, None] * turns)
    together = np.real((factors * (whole * (back @ gap))) @ factors.T)
    chance = np.real((factors * (whole * back.sum(axis=1))) @ factors.T)
    both = together - np.add.outer(values, values) * chance
    joint = np.outer(values, values) * both / _mean_shortfall(chances, n)
    joint = ((joint + joint.T) / 2)[np.ix_(which, which)]
    np.fill_diagonal(joint, chances[sampled])
    return np.asarray(joint)


def _points(chances: Floats) -> Floats:
    """Half of an odd number of points of the circle, more than S can be said to reach.

    Beyond ten standard deviations and 30 units of n the chances are below 1e-19 (Bernstein's
    inequality). The number is odd, for at −1 a factor may be 0.
    """
    spread = float(np.sqrt((chances * (1.0 - chances)).sum()))
    half = int(np.ceil(10.0 * spread + 30.0))
    return np.asarray(np.arange(half + 1) * (2.0 * np.pi / (2 * half + 1)), dtype=float)


def _halves(points: Floats) -> Floats:
    """What each point counts, its mirror image included."""
    counts = np.full(len(points), 2.0)
    counts[0] = 1.0
    return counts / (2 * len(points) - 1)


def _characteristic(chances: Floats, turns: Complexes) -> Complexes:
    found = np.ones_like(turns)
    for chance in chances:
        found *= (1.0 - chance) + chance * turns
    return found


def _mean_shortfall(chances: Floats, n: int) -> float:
    """E[(n − S)⁺]."""
    found = np.zeros(n + 1)
    found[0] = 1.0
    for chance in chances:
        found[1:] = (1.0 - chance) * found[1:] + chance * found[:-1]
        found[0] *= 1.0 - chance
    return float((n - np.arange(n + 1)) @ found)
