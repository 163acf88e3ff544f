"""Numbers with the influence of every row on them, from which any smooth number can be made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.errors import DataError
from survey.estimation.assemble import replicated
from survey.estimation.estimates import Covariance, FormsToMake, Made
from survey.estimation.influence import forms_of
from survey.estimation.result_frame import roots, row_covariance
from survey.kernels.complex_step import gradient
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.estimation.design import SurveyDesign
    from survey.kernels.forms import Deviations, Forms
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Influenced:
    """Estimates of one design.

    Attributes
    ----------
    design : SurveyDesign
    rows : (m,) int
        The rows of the design that have an influence.
    values : (P,) float
    influences : (m, P) float
        Derivatives by the weight of a unit.
    replicates : (R, P) float or None
        The same with the weights of each replicate, if the design has any.
    """

    design: SurveyDesign
    rows: Ints
    values: Floats
    influences: Floats
    replicates: Floats | None

    def through(self, function: Callable[[Any], Any]) -> Influenced:
        """Smooth functions of the estimates.

        Parameters
        ----------
        function : callable
            From (P,) to (E,), for real and for complex numbers.
        """
        slopes = gradient(function, self.values)
        again = None
        if self.replicates is not None:
            with np.errstate(invalid="ignore", divide="ignore"):  # refused when errors are made
                again = np.array([function(each) for each in self.replicates])
        return replace(
            self,
            values=np.asarray(function(self.values), dtype=float),
            influences=self.influences @ slopes.T,
            replicates=again,
        )

    def combined(self, rows: Floats) -> Influenced:
        """Linear combinations of the estimates, (E, P) @ values."""
        return self.through(lambda values: rows @ values)

    def beside(self, other: Influenced) -> Influenced:
        """These estimates and others of the same design."""
        rows = np.union1d(self.rows, other.rows)
        spread = np.zeros((len(rows), len(self.values) + len(other.values)))
        spread[np.searchsorted(rows, self.rows), : len(self.values)] = self.influences
        spread[np.searchsorted(rows, other.rows), len(self.values) :] = other.influences
        again = None
        if self.replicates is not None and other.replicates is not None:
            again = np.hstack([self.replicates, other.replicates])
        values = np.concatenate([self.values, other.values])
        return Influenced(self.design, rows, values, spread, again)

    def as_covariance(self) -> Covariance:
        """The same as other estimates have it, with scores of sampling units."""
        error = roots(self.covariance())
        spread = np.zeros((self.design.rows, len(self.values)))
        spread[self.rows] = self.influences
        forms: Forms | Deviations = forms_of(self.design, sparse.csr_array(spread))
        if self.replicates is not None:
            forms = replicated(self.design, self.values, self.replicates)
        cases = sparse.csr_array((self.design.layout.psus, len(self.values)))
        block = FormsToMake(len(self.values), lambda: Made(forms, cases))
        return Covariance(self.design, (block,), error)

    def covariance(self) -> Floats:
        """Their covariance under the design, with its calibration or its replicates, (P, P).

        Raises
        ------
        DataError
            If they can't be had with the weights of a replicate.
        """
        if self.replicates is not None:
            failed = np.flatnonzero(~np.isfinite(self.replicates).all(axis=1))
            if len(failed):
                raise fail(DataError, "fair.replicates", got=culprits((failed + 1).tolist()))
        return row_covariance(self.design, self.rows, self.influences, self.values, self.replicates)


def replicate_weights(design: SurveyDesign, rows: Ints) -> Floats | None:
    """The weights of each replicate for some rows, (m, R); None if there are none."""
    given = design.replicates
    return None if given is None else np.asarray(given.weights[rows], dtype=float)
