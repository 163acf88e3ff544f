"""The survey design: weights, strata, primary sampling units and population sizes of the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import narwhals.stable.v1 as nw
import numpy as np
import pandas as pd

from survey.codebook import Codebook
from survey.errors import WrongUseError
from survey.estimation import design_columns as columns
from survey.kernels.calibration import Calibration, calibration
from survey.kernels.layout import PsuLayout, strata_scale
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

Lonely = Literal["error", "certainty", "centered", "average"]
PerStratum = str | float | Mapping[Any, float]


@dataclass(frozen=True, slots=True)
class CalibrationStep:
    """One calibration that the weights went through, for its credit in the variance.

    Parameters
    ----------
    auxiliary : (n, p) array_like or list of column names
        The columns whose totals were met, the constant among them if it was.
    weights_before : (n,) array_like or column name
        The weights that the step started from.
    """

    auxiliary: Any
    weights_before: Any


@dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)
class SurveyDesign:
    """Rows of respondents with what is known of how they were selected.

    Parameters
    ----------
    data : DataFrame
        One row a respondent (or, with `counts`, a pattern of answers); any frame that narwhals
        knows. Rows are never dropped: who is left out of an estimate stays in its variance.
    weights : str, optional
        Column of weights, finite and not negative. Left out: N/n with `population`, 1/f with
        `sampling_rate`, otherwise 1.
    counts : str, optional
        Column of whole numbers: how many units a row of tabulated data stands for. Each unit is
        then its own primary sampling unit.
    strata : str, optional
        Column of strata.
    psu : str, optional
        Column of primary sampling units, e.g. dwellings. Left out: every row is one.
    nest : bool
        Whether labels of primary sampling units repeat from stratum to stratum.
    population : str, mapping or float, optional
        Number of primary sampling units in the population of each stratum: a column, a mapping by
        stratum, or one number without strata. Gives the finite population correction.
    sampling_rate : str, mapping or float, optional
        The same as a fraction in (0, 1].
    fpc : bool
        False switches the finite population correction off.
    calibration : sequence of CalibrationStep, optional
        The chain of calibrations behind the weights, in the order taken.
    lonely_psu : {"error", "certainty", "centered", "average"}
        What to do with a stratum of one primary sampling unit.
    respondent : str, optional
        Column by which respondents are named in messages; the index if left out.
    codebook : Codebook, optional
        What the columns mean.

    Raises
    ------
    UnknownNameError
        If a column is not there.
    DesignError
        If weights are negative, missing or infinite; if a rate is over 1 or a population smaller
        than its sample; if a stratum has one primary sampling unit (unless `lonely_psu` says what
        to do) or a unit lies in two strata (unless `nest`).
    WrongUseError
        If arguments contradict each other.

    Notes
    -----
    The sampling rate in force is f = responding units / N of the stratum: those who answered are
    taken for a random sample of the stratum, given the weights.

    Examples
    --------
    >>> import pandas as pd
    >>> homes = pd.DataFrame({"area": ["A", "A", "B", "B"], "N": [4, 4, 8, 8]})
    >>> SurveyDesign(homes, strata="area", population="N")
    SurveyDesign(4 rows, 4 PSUs, 2 strata, population 12, with finite population correction)
    """

    data: pd.DataFrame
    codebook: Codebook
    weights: Floats
    counts: Floats
    layout: PsuLayout
    calibration: Calibration | None
    has_fpc: bool
    largest_rate: float
    grosses_up: bool
    row_names: pd.Index = field(repr=False)
    design_id: str

    def __init__(
        self,
        data: Any,  # noqa: ANN401 - any frame that narwhals knows
        *,
        weights: str | None = None,
        counts: str | None = None,
        strata: str | None = None,
        psu: str | None = None,
        nest: bool = False,
        population: PerStratum | None = None,
        sampling_rate: PerStratum | None = None,
        fpc: bool = True,
        calibration: Sequence[CalibrationStep] | None = None,
        lonely_psu: Lonely = "error",
        respondent: str | None = None,
        codebook: Codebook | None = None,
    ) -> None:
        frame = _as_pandas(data)
        _check_arguments(
            counts=counts, psu=psu, population=population, rate=sampling_rate, lonely=lonely_psu
        )
        names = frame.index if respondent is None else pd.Index(columns.column(frame, respondent))
        stratum, stratum_labels = columns.strata(frame, strata, names)
        row_psu, psu_stratum = columns.psus(frame, psu, stratum, stratum_labels, nest=nest)
        units = columns.counts(frame, counts, names)
        sizes = units[:] if psu is None else np.ones(len(psu_stratum))
        stratum_psus = np.bincount(psu_stratum, sizes, minlength=len(stratum_labels)).astype(float)
        rate = columns.rates(
            frame, stratum, stratum_labels, stratum_psus, population, sampling_rate
        )
        used = rate if rate is not None and fpc else np.zeros(len(stratum_labels))
        columns.refuse_lonely(stratum_labels, stratum_psus, used, lonely_psu)
        w = columns.weights(frame, weights, rate, stratum, names)
        scale, centred, inflation = strata_scale(stratum_psus, used, lonely_psu)
        layout = PsuLayout(row_psu, psu_stratum, sizes, stratum_psus, scale, centred, inflation)
        put = object.__setattr__
        put(self, "data", frame)
        put(self, "codebook", codebook or Codebook())
        put(self, "weights", _frozen(w))
        put(self, "counts", _frozen(units))
        put(self, "layout", layout)
        put(self, "calibration", _calibration(frame, layout, w, calibration))
        put(self, "has_fpc", bool(fpc and rate is not None))
        put(self, "largest_rate", float(used.max()))
        put(self, "grosses_up", _grosses_up(weights is not None, rate, w, units))
        put(self, "row_names", names)
        put(self, "design_id", _fingerprint(w, units, row_psu, psu_stratum, scale))

    def __repr__(self) -> str:
        layout = self.layout
        size = float(self.counts @ self.weights)
        parts = [
            f"{len(self.data)} rows",
            f"{layout.stratum_psus.sum():.0f} PSUs",
            f"{layout.strata} {'stratum' if layout.strata == 1 else 'strata'}",
        ]
        if self.grosses_up:
            parts.append(f"population {size:.6g}")
        if self.has_fpc:
            parts.append("with finite population correction")
        if self.calibration is not None:
            parts.append("calibrated")
        return f"SurveyDesign({', '.join(parts)})"

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.data)

    @property
    def degrees_of_freedom(self) -> int:
        """PSUs minus strata of the whole design, counting those with a positive weight."""
        active = np.flatnonzero((self.weights > 0) & (self.counts > 0))
        psus = np.unique(self.layout.row_psu[active])
        strata = np.unique(self.layout.psu_stratum[psus])
        return int(self.layout.psu_size[psus].sum()) - len(strata)

    def where(self, mask: object) -> Bools:
        """A mask of rows, checked: one boolean for each row.

        Raises
        ------
        WrongUseError
            If it isn't one true or false for each row.
        """
        flags = np.asarray(mask)
        if flags.dtype != bool or flags.shape != (self.rows,):
            got = f"{flags.dtype}, {flags.shape}"
            raise fail(WrongUseError, "design.where", got=got, rows=self.rows)
        return flags


def _as_pandas(data: object) -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        frame = data
    else:
        try:
            frame = nw.from_native(data, eager_only=True).to_pandas()
        except TypeError:
            raise fail(WrongUseError, "design.no_frame", got=type(data).__name__) from None
    if frame.empty:
        raise fail(WrongUseError, "design.no_rows")
    return frame.copy(deep=False)


def _check_arguments(
    *,
    counts: str | None,
    psu: str | None,
    population: PerStratum | None,
    rate: PerStratum | None,
    lonely: str,
) -> None:
    if counts is not None and psu is not None:
        raise fail(WrongUseError, "design.counts_and_psu")
    if population is not None and rate is not None:
        raise fail(WrongUseError, "design.population_and_rate")
    if lonely not in ("error", "certainty", "centered", "average"):
        raise fail(WrongUseError, "design.lonely_rule", got=lonely)


def _grosses_up(weighted: bool, rate: Floats | None, w: Floats, units: Floats) -> bool:
    """Whether the sum of weights is the size of a population, larger than the sample or all of it.

    Weights scaled to their mean, or all 1, say nothing of the population.
    """
    if not weighted:
        return rate is not None
    everyone = rate is not None and bool((rate == 1).all())
    return everyone or bool(units @ w > units[w > 0].sum() * (1 + 1e-9))


def _calibration(
    frame: pd.DataFrame,
    layout: PsuLayout,
    weights: Floats,
    steps: Sequence[CalibrationStep] | None,
) -> Calibration | None:
    if not steps:
        return None
    auxiliary = [columns.matrix(frame, step.auxiliary) for step in steps]
    metric = [columns.vector(frame, step.weights_before) for step in steps]
    return calibration(layout, weights, auxiliary, metric)


def _frozen(values: Floats) -> Floats:
    copy = np.array(values, dtype=float)
    copy.setflags(write=False)
    return copy


def _fingerprint(*arrays: Floats | Ints) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
