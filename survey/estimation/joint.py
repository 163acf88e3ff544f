"""Joint inclusion probabilities of samples drawn with unequal probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from survey.errors import DesignError, WrongUseError
from survey.kernels.selection import JointSelection, joint_form
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, PsuLayout

_ESTIMATORS = ("yates_grundy", "horvitz_thompson")
_SYMMETRIC = 1e-10


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class JointProbabilities:
    """Probabilities that two sampled units are in the sample together.

    Parameters
    ----------
    matrix : (G, G) array_like in (0, 1]
        One row and column for each sampled unit, in the order in which the units first stand in
        the data; the inclusion probabilities on the diagonal.
    estimator : {"yates_grundy", "horvitz_thompson"}
        Yates & Grundy (1953) for samples of fixed size, never negative where pairs are not
        overrepresented; Horvitz & Thompson (1952) for any.

    Notes
    -----
    R's ``survey::ppsmat`` with ``variance="YG"`` and ``"HT"``.
    """

    matrix: Any
    estimator: Literal["yates_grundy", "horvitz_thompson"] = "yates_grundy"

    def __repr__(self) -> str:
        return f"JointProbabilities({len(np.asarray(self.matrix))} units, {self.estimator})"


def joint_matrix(given: object, units: int) -> Floats:
    """The matrix of joint probabilities, checked.

    Raises
    ------
    WrongUseError
        If it isn't a square of as many rows as there are units, or the estimator is unknown.
    DesignError
        If it isn't symmetric, or a probability lies outside (0, 1] or above that of one of its
        units.
    """
    try:
        matrix = np.asarray(given.matrix if isinstance(given, JointProbabilities) else given, float)
    except (TypeError, ValueError):
        matrix = np.empty(0)
    if matrix.shape != (units, units):
        raise fail(WrongUseError, "design.joint_shape", got=matrix.shape, units=units)
    single = np.diag(matrix)
    with np.errstate(invalid="ignore"):
        outside = ~((matrix > 0) & (matrix <= np.minimum.outer(single, single) + _SYMMETRIC))
        outside |= matrix > 1
    if outside.any():
        first = np.argwhere(outside)[0]
        got = f"{matrix[tuple(first)]:.6g}"
        raise fail(DesignError, "design.joint_probability", got=got, units=culprits(first + 1))
    if not np.allclose(matrix, matrix.T, rtol=0, atol=_SYMMETRIC):
        raise fail(DesignError, "design.joint_symmetric")
    return matrix


def joint_selection(given: object, layout: PsuLayout) -> JointSelection:
    """The variance of a sample with known joint probabilities."""
    estimator = given.estimator if isinstance(given, JointProbabilities) else "yates_grundy"
    if estimator not in _ESTIMATORS:
        known = culprits(_ESTIMATORS)
        raise fail(WrongUseError, "design.joint_estimator", got=quoted(estimator), known=known)
    matrix = joint_matrix(given, layout.psus)
    form = joint_form(matrix, yates_grundy=estimator == "yates_grundy")
    return JointSelection(layout, form)
