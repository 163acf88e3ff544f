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
    `Replicates.brr`, `jk1`, `jk2`, `jkn`, `bootstrap` and `sdr` know the coefficients of their
    method. A finite population correction is in them or nowhere: ``rscales`` times 1 − f_h.

    References
    ----------
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

    @classmethod
    def brr(cls, weights: Any, *, fay: float = 0.0, **more: Any) -> Replicates:  # noqa: ANN401
        """Balanced half-samples: scale 1/(R(1 − ρ)²).

        Parameters
        ----------
        weights
            As in `Replicates`, and so are further arguments.
        fay : float in [0, 1)
            Fay's coefficient ρ: those of the other half count by ρ, these by 2 − ρ (Judkins 1990,
            J. Off. Stat. 6:223); 0 is McCarthy's method.

        Raises
        ------
        WrongUseError
            If ρ lies outside [0, 1).
        """
        if not 0 <= fay < 1:
            raise fail(WrongUseError, "design.fay", got=fay)
        return cls(weights, scale=1 / (_count(weights) * (1 - fay) ** 2), **more)

    @classmethod
    def jk1(cls, weights: Any, *, sampling_rate: float = 0.0, **more: Any) -> Replicates:  # noqa: ANN401
        """Jackknife without strata, one unit (or random group) left out in each: scale (R − 1)/R.

        Parameters
        ----------
        weights
            As in `Replicates`, and so are further arguments.
        sampling_rate : float in [0, 1)
            Units over all there are, for the correction for a finite population.
        """
        count = _count(weights)
        return cls(weights, scale=_left(sampling_rate) * (count - 1) / count, **more)

    @classmethod
    def jkn(
        cls,
        weights: Any,  # noqa: ANN401
        units: Any,  # noqa: ANN401
        *,
        sampling_rate: Any = 0.0,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> Replicates:
        """Jackknife within strata, one unit left out in each: replicate scales (n_h − 1)/n_h.

        Parameters
        ----------
        weights
            As in `Replicates`, and so are further arguments.
        units : (R,) array_like
            Sampled units n_h of the stratum from which each replicate leaves one out.
        sampling_rate : float or (R,) array_like
            f_h of that stratum.
        """
        n = np.asarray(units, dtype=float)
        if n.shape != (_count(weights),) or not (n >= 2).all():
            raise fail(WrongUseError, "design.units_left_out", count=_count(weights))
        return cls(weights, rscales=_left(sampling_rate) * (n - 1) / n, **more)

    @classmethod
    def jk2(cls, weights: Any, **more: Any) -> Replicates:  # noqa: ANN401
        """Jackknife of pairs, one of each pair left out and the other doubled: scale 1."""
        return cls(weights, **more)

    @classmethod
    def bootstrap(cls, weights: Any, *, average: int = 1, **more: Any) -> Replicates:  # noqa: ANN401
        """Bootstrap: scale B/(R − 1).

        Parameters
        ----------
        weights
            As in `Replicates`, and so are further arguments.
        average : int
            B, how many samples each replicate is the mean of (Yeo, Mantel & Liu 1999).
        """
        return cls(weights, scale=average / (_count(weights) - 1), **more)

    @classmethod
    def sdr(cls, weights: Any, **more: Any) -> Replicates:  # noqa: ANN401
        """Successive differences: scale 4/R (Fay & Train 1995, Proc. Govt. Stat. Section, ASA)."""
        return cls(weights, scale=4 / _count(weights), **more)


def _count(weights: Any) -> int:  # noqa: ANN401
    """Number of replicates.

    Raises
    ------
    WrongUseError
        If there are fewer than two.
    """
    count = int(np.shape(weights)[-1]) if np.ndim(weights) else 0
    if count < 2:
        raise fail(WrongUseError, "design.replicates_few", got=count)
    return count


def _left(sampling_rate: Any) -> Any:  # noqa: ANN401
    rate = np.asarray(sampling_rate, dtype=float)
    if not ((rate >= 0) & (rate < 1)).all():
        raise fail(WrongUseError, "design.replicate_rate", got=culprits(np.unique(rate)))
    return 1 - rate if rate.ndim else float(1 - rate)


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
