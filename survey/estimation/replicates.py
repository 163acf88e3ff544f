"""Replicate weights that came with the data or were made for a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import WrongUseError
from survey.estimation import design_columns as columns
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    import pandas as pd

    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Replicates:
    """Replicate weights, and how to make a variance of them.

    The variance of an estimate is ``scale`` times the sum over replicates of ``rscales`` times the
    squared deviation of the estimate with the replicate's weights from its centre.

    Parameters
    ----------
    weights : sequence of column names, or (n, R) array_like
        Whole weights, or with ``factors=True`` what the weights are multiplied by.
    scale : float > 0
    rscales : (R,) array_like or float
        At least 0.
    mse : bool
        Whether deviations are taken from the estimate itself, otherwise from the mean of the
        replicates.
    df : int, optional
        Degrees of freedom of the whole design. Left out: PSUs minus strata where the design names
        them, otherwise the rank of the replicate weights of the rows in a domain, less one.
    factors : bool

    Notes
    -----
    Coefficients by method, for R replicates: jackknife of n units JK1 ``scale=(n-1)/n``; stratified
    jackknife JKn ``scale=1`` with ``rscales=(n_h-1)/n_h``; bootstrap ``scale=1/R`` (or 1/(R−1));
    balanced half-samples ``scale=1/R``, with Fay's coefficient ρ ``scale=1/(R(1-ρ)²)``. A finite
    population correction is in them or nowhere: multiply ``rscales`` by 1 − f_h.

    See Also
    --------
    R's ``survey::svrepdesign``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> from survey.estimation.verbs import mean
    >>> homes = pd.DataFrame({"rooms": [2, 4], "w": 1, "r1": [0, 2], "r2": [2, 0]})
    >>> design = SurveyDesign(homes, weights="w", replicates=Replicates(["r1", "r2"], scale=0.5))
    >>> float(mean(design, "rooms").to_frame()["std_error"].iloc[0])
    1.0
    """

    weights: Any
    scale: float = 1.0
    rscales: Any = 1.0
    mse: bool = True
    df: int | None = None
    factors: bool = False

    def __repr__(self) -> str:
        return f"Replicates({np.shape(self.weights)[-1]}, scale={self.scale:.6g}, mse={self.mse})"


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateWeights:
    """Replicate weights of the rows of a design, checked.

    Attributes
    ----------
    weights : (n, R) float
    coefficients : (R,) float
        Scale times replicate scales.
    mse : bool
    df : int or None
    """

    weights: Floats
    coefficients: Floats
    mse: bool
    df: int | None


def replicate_weights(frame: pd.DataFrame, given: Replicates, weights: Floats) -> ReplicateWeights:
    """Read replicate weights and check them.

    Parameters
    ----------
    weights : (n,) float
        Weights of the whole sample.

    Raises
    ------
    WrongUseError
        If there are fewer than two replicates, a weight is missing or infinite, or scales do not
        fit them.
    """
    if not isinstance(given, Replicates):
        raise fail(WrongUseError, "design.replicates_type", got=type(given).__name__)
    values = columns.matrix(frame, given.weights)
    count = values.shape[1]
    if count < 2:
        raise fail(WrongUseError, "design.replicates_few", got=count)
    if np.size(given.rscales) not in (1, count):
        raise fail(WrongUseError, "design.rscales", got=np.size(given.rscales), count=count)
    scales = np.broadcast_to(np.asarray(given.rscales, dtype=float).ravel(), (count,))
    if not np.isfinite(scales).all() or (scales < 0).any() or not scales.any():
        raise fail(WrongUseError, "design.rscales_bad", got=culprits(np.unique(scales)))
    if not (np.isfinite(given.scale) and given.scale > 0):
        raise fail(WrongUseError, "design.scale", got=given.scale)
    if given.df is not None and given.df < 1:
        raise fail(WrongUseError, "design.replicate_df", got=given.df)
    whole = values * weights[:, None] if given.factors else values
    return ReplicateWeights(_frozen(whole), given.scale * scales, given.mse, given.df)


def _frozen(values: Floats) -> Floats:
    copy = np.array(values, dtype=float, order="C")
    copy.setflags(write=False)
    return copy
