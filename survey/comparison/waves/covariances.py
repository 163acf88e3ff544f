"""Variances and covariances of the estimates of two waves, row by row, one variable at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.kernels.selection import Stages, first_stage
from survey.kernels.variance import variances
from survey.kernels.wave_covariance import wave_covariances

if TYPE_CHECKING:
    from survey.comparison.waves.units import Link
    from survey.estimation.estimates import Covariance
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class VariableScores:
    """Scores of the estimates of one variable in one wave.

    Attributes
    ----------
    covariance : Covariance
    rows : (R,) int
        The estimates.
    finest : (G, R) sparse or None
        None where errors are those of replicates.
    replicates : (R′, R) float or None
    """

    covariance: Covariance
    rows: Ints
    finest: sparse.csr_array | None
    replicates: Floats | None

    @classmethod
    def of(cls, covariance: Covariance, rows: Ints) -> VariableScores:
        """Work them out."""
        finest, repeated = covariance.unit_scores(rows), covariance.unit_deviations(rows)
        return cls(covariance, rows, finest, repeated)

    @property
    def variance(self) -> Floats:
        """Variance of each estimate, (R,)."""
        return self.covariance.variance()[self.rows]

    def with_others(self, others: Ints) -> Floats:
        """Covariance of each estimate with another one of the same wave, (R,)."""
        wanted, column = np.unique(others, return_inverse=True)
        if self.finest is None:
            values = np.zeros((0, len(self.rows))) if self.replicates is None else self.replicates
            return np.asarray((values * values[:, others]).sum(axis=0), dtype=float)
        selection = self.covariance.design.selection
        found = selection.covariances(self.finest, sparse.csr_array(self.finest[:, wanted]))
        return np.asarray(found[np.arange(len(column)), column], dtype=float)

    def of_units(self) -> sparse.csr_array:
        """Scores of the units of the first stage."""
        if self.finest is None:
            raise ValueError("estimates with replicates have no scores")
        return first_stage(self.covariance.design.selection, self.finest)

    def scale(self, scores: sparse.csr_array) -> Floats:
        """What the standard errors are beside those of a random sample of units, (R,).

        1 but for systematic samples and known joint probabilities, whose variances follow from
        more than the strata.
        """
        design = self.covariance.design
        if isinstance(design.selection, Stages):
            return np.ones(len(self.rows))
        plain = variances(design.layout, scores)
        ratio = np.divide(self.variance, plain, out=np.ones(len(plain)), where=plain > 0)
        return np.sqrt(ratio)


def across(
    link: Link,
    earlier: VariableScores,
    later: VariableScores,
    pairs: tuple[Ints, Ints],
    family: Ints,
    unknown: float,
) -> Floats:
    """Covariances of pairs of an earlier and a later estimate of one variable.

    Parameters
    ----------
    pairs : pair of (P,) int
        Places among the rows of each wave.
    family : (P,) int
        Pairs that are of the same kind, area by area.

    Returns
    -------
    (P,) float
    """
    if link.independent:
        return np.zeros(len(family))
    if earlier.replicates is not None and later.replicates is not None:
        first, second = earlier.replicates[:, pairs[0]], later.replicates[:, pairs[1]]
        return np.asarray((first * second).sum(axis=0), dtype=float)
    if link.common is None:
        return _within(earlier, later, pairs)
    layouts = earlier.covariance.design.layout, later.covariance.design.layout
    scores = earlier.of_units(), later.of_units()
    found = wave_covariances(link.common, layouts, scores, pairs, family, unknown)
    scale = earlier.scale(scores[0])[pairs[0]] * later.scale(scores[1])[pairs[1]]
    most = np.sqrt(earlier.variance[pairs[0]] * later.variance[pairs[1]])
    return np.clip(found * scale, -most, most)


def _within(earlier: VariableScores, later: VariableScores, pairs: tuple[Ints, Ints]) -> Floats:
    """Covariances of two waves that lie in one design."""
    if earlier.finest is None or later.finest is None:
        raise ValueError("estimates of one design are replicated both or neither")
    selection = earlier.covariance.design.selection
    wanted, column = np.unique(pairs[1], return_inverse=True)
    result = np.zeros(len(column))
    step = 200
    for start in range(0, len(wanted), step):
        here = np.flatnonzero((column >= start) & (column < start + step))
        rows, row = np.unique(pairs[0][here], return_inverse=True)
        some = wanted[start : start + step]
        block = selection.covariances(
            sparse.csr_array(earlier.finest[:, rows]), sparse.csr_array(later.finest[:, some])
        )
        result[here] = block[row, column[here] - start]
    return result
