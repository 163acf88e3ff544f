"""The survey design: weights, strata, primary sampling units and population sizes of the rows."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import narwhals.stable.v1 as nw
import numpy as np
import pandas as pd

from survey.codebook import Codebook
from survey.documents.notebook import facts_html
from survey.errors import WrongUseError
from survey.estimation import design_columns as columns
from survey.estimation.arguments import must_be
from survey.estimation.joint import joint_matrix, joint_selection
from survey.estimation.replicates import replicate_weights
from survey.estimation.stages import (
    adult_factor,
    layouts_of,
    read_stages,
    row_rates,
    stage_arguments,
)
from survey.estimation.weighted_design import check_fpc, weighted_design, weighted_rows
from survey.kernels.calibration import Calibration, calibration
from survey.kernels.selection import Stages
from survey.language.catalogue import text
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.estimation.replicates import Replicates, ReplicateWeights
    from survey.estimation.stages import Stage, StageArguments
    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints, PsuLayout
    from survey.kernels.selection import Selection
    from survey.responses.responses import Responses
    from survey.weighting.weights import Weights

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
    strata : str or sequence, optional
        Column of strata; with several stages one for each, or None.
    psu : str or sequence of str, optional
        Column of primary sampling units, e.g. dwellings. Left out: every row is one. With several
        stages one column for each, first stage first; labels of later stages may repeat.
    nest : bool
        Whether labels of primary sampling units repeat from stratum to stratum.
    population : str, mapping or float, or a sequence of these, optional
        Number of primary sampling units in the population of each stratum: a column, a mapping by
        stratum, or one number without strata; at later stages the number of units in the unit of
        the stage before. Gives the finite population correction.
    sampling_rate : str, mapping or float, or a sequence of these, optional
        The same as a fraction in (0, 1].
    fpc : bool
        False switches the finite population correction off.
    adults : str, optional
        Column with the number of adults of a dwelling of which only some, usually one, were asked.
        Squared scores then count 1 − π in place of 1 − f, π the rate of the dwelling times the
        share of its adults that answered; without weights that is also the base of the weights.
    joint_probabilities : JointProbabilities or (G, G) array_like, optional
        Joint inclusion probabilities of units drawn with unequal probabilities.
    calibration : sequence of CalibrationStep, optional
        The chain of calibrations behind the weights, in the order taken.
    replicates : Replicates, optional
        Replicate weights, which then give every variance.
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
    selection: Selection
    calibration: Calibration | None
    replicates: ReplicateWeights | None
    has_fpc: bool
    largest_rate: float
    grosses_up: bool
    names_units: bool
    knows_units: bool
    row_names: pd.Index = field(repr=False)
    psu_names: tuple[object, ...]
    strata_names: tuple[object, ...]
    notes: tuple[Finding, ...]
    design_id: str

    def __init__(
        self,
        data: Any,  # noqa: ANN401 - any frame that narwhals knows
        *,
        weights: str | None = None,
        counts: str | None = None,
        strata: str | Sequence[str | None] | None = None,
        psu: str | Sequence[str | None] | None = None,
        nest: bool = False,
        population: PerStratum | Sequence[PerStratum | None] | None = None,
        sampling_rate: PerStratum | Sequence[PerStratum | None] | None = None,
        fpc: bool = True,
        adults: str | None = None,
        joint_probabilities: object = None,
        calibration: Sequence[CalibrationStep] | None = None,
        replicates: Replicates | None = None,
        lonely_psu: Lonely = "error",
        respondent: str | None = None,
        codebook: Codebook | None = None,
    ) -> None:
        frame = _as_pandas(data)
        must_be(codebook, (Codebook, type(None)), "codebook", "Codebook")
        given = stage_arguments(strata, psu, population, sampling_rate)
        _check_arguments(given, counts, adults, joint_probabilities, calibration, replicates)
        if lonely_psu not in ("error", "certainty", "centered", "average"):
            raise fail(WrongUseError, "design.lonely_rule", got=lonely_psu)
        names = frame.index if respondent is None else pd.Index(columns.column(frame, respondent))
        units = columns.counts(frame, counts, names)
        stages = read_stages(frame, given, units, names, nest=nest)
        rate = row_rates(stages)
        factor, taken = adult_factor(frame, adults, stages[0], names, fpc=fpc)
        single = _inclusion(joint_probabilities, stages[0])
        known = rate * taken if rate is not None else single
        w = columns.weights(frame, weights, known, names)
        rule = "certainty" if replicates is not None or single is not None else lonely_psu
        layouts = layouts_of(stages, factor, rule, fpc=fpc)
        selection = _selection(layouts, joint_probabilities)
        put = object.__setattr__
        put(self, "data", frame)
        put(self, "codebook", codebook or Codebook())
        put(self, "weights", _frozen(w))
        put(self, "counts", _frozen(units))
        put(self, "layout", layouts[0])
        put(self, "selection", selection)
        put(self, "calibration", _calibration(frame, selection.finest, w, calibration))
        repeated = None if replicates is None else replicate_weights(frame, replicates, w)
        put(self, "replicates", repeated)
        put(self, "has_fpc", bool(fpc and (stages[0].rate is not None or single is not None)))
        put(self, "largest_rate", float(known.max()) if fpc and known is not None else 0.0)
        put(self, "grosses_up", _grosses_up(weights is not None, known, w, units))
        put(self, "names_units", any(each is not None for each in (*given.strata, *given.psu)))
        put(self, "knows_units", counts is None and _are_named(names, given.psu[0], respondent))
        put(self, "row_names", names)
        put(self, "psu_names", _unit_names(stages[0], names, frame, given.psu[0]))
        put(self, "strata_names", tuple(stages[0].labels))
        put(self, "notes", ())
        put(self, "design_id", self._fingerprint())

    @classmethod
    def from_weights(
        cls,
        answers: Responses | pd.DataFrame,
        weights: Weights,
        *,
        codebook: Codebook | None = None,
        fpc: bool = True,
        lonely_psu: Lonely = "error",
        respondent: str | None = None,
    ) -> SurveyDesign:
        """The design that weights come with: units, strata, chances, and all steps of the weights.

        Parameters
        ----------
        answers : Responses or DataFrame
            Answers of the people whom the weights are of, in any order.
        weights : Weights
        codebook : Codebook, optional
            That of the answers if left out.
        fpc : bool
            False switches the finite population correction off. Where one adult answered for
            several it is that of the adults, never of the dwellings.
        lonely_psu : {"error", "certainty", "centered", "average"}
            What to do with a stratum of one sampling unit.
        respondent : str, optional
            Column of a DataFrame with the respondents' ids; ``respondent``, or else the index, if
            left out.

        Returns
        -------
        SurveyDesign
            Its `notes` say what the errors rest on.

        Raises
        ------
        WrongUseError
            If the arguments aren't what they should be.
        DesignError
            If answers and weights aren't of the same people, more answered than a stratum has
            units, a stratum has one sampling unit, or a weight is negative.

        Notes
        -----
        The rate in force is f = responding units / N of the stratum, whatever the engine. Sampled
        units that didn't answer are sampling units too where a step gives them something to add
        (their weight went to others); the factor stays 1 − f, on the safe side for what they add.
        Scores are the derivatives of the estimate through all steps (`weight_chain`). Of
        systematic samples the differences of neighbours on the list are taken (Wolter 2007, eq.
        8.2.2). Of unequal chances, the joint probabilities if all answered; otherwise 1 − π of
        each unit times the part that responded (Deville 1999, sec. 4).
        """
        check_fpc(fpc)
        rows = weighted_rows(answers, weights, codebook, respondent)
        if lonely_psu not in ("error", "certainty", "centered", "average"):
            raise fail(WrongUseError, "design.lonely_rule", got=lonely_psu)
        found = weighted_design(rows, weights, fpc=fpc, lonely=lonely_psu)
        units = np.ones(len(rows.frame))
        known = {
            "data": rows.frame,
            "codebook": rows.codebook,
            "weights": _frozen(rows.weights),
            "counts": _frozen(units),
            "layout": found.layout,
            "selection": found.selection,
            "calibration": found.calibration,
            "replicates": found.replicates,
            "has_fpc": found.rate is not None and bool((found.rate > 0).any()),
            "largest_rate": 0.0 if found.rate is None else float(found.rate.max()),
            "grosses_up": _grosses_up(weighted=True, rate=found.rate, w=rows.weights, units=units),
            "names_units": True,
            "knows_units": found.knows_units,
            "row_names": rows.names,
            "psu_names": found.psu_names,
            "strata_names": found.strata_names,
            "notes": found.notes,
        }
        design = object.__new__(cls)
        for name, value in known.items():
            object.__setattr__(design, name, value)
        object.__setattr__(design, "design_id", design._fingerprint())
        return design

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
        if len(getattr(self.selection, "stages", ())) > 1:
            parts.append("several stages")
        if self.calibration is not None:
            parts.append("calibrated")
        if self.replicates is not None:
            parts.append(f"{len(self.replicates.coefficients)} replicates")
        return f"SurveyDesign({', '.join(parts)})"

    def _repr_html_(self) -> str:
        layout = self.layout
        facts = {
            "rows": len(self.data),
            "strata": int(layout.strata),
            "psus": int(layout.stratum_psus.sum()),
            "degrees_of_freedom": self.degrees_of_freedom,
            "weights": float(self.counts @ self.weights),
            "population_correction": bool(self.has_fpc),
            "calibrated": self.calibration is not None,
            "replicates": self.replicates is not None,
        }
        return facts_html(facts, text("notebook.design"))

    def _fingerprint(self) -> str:
        last = self.selection.finest
        marks: list[Floats | Ints] = [
            self.weights,
            self.counts,
            last.row_psu,
            self.layout.psu_stratum,
            self.layout.stratum_scale,
        ]
        if self.replicates is not None:
            marks += [self.replicates.weights, self.replicates.coefficients]
        if self.calibration is not None:
            marks += [self.calibration.psu_sums.data, self.calibration.cross.data]
        digest = hashlib.blake2b(digest_size=16)
        for array in marks:
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

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

    @property
    def is_of_one_stage(self) -> bool:
        """Whether linearised variances are those of one stage of selection."""
        return len(getattr(self.selection, "stages", ())) == 1

    def with_codebook(self, codebook: Codebook) -> SurveyDesign:
        """The same design with another codebook."""
        other = copy.copy(self)
        object.__setattr__(other, "codebook", codebook)
        return other

    def with_column_named(self, column: str, name: str) -> SurveyDesign:
        """The same design with another name for a column, of its data and of its codebook."""
        other = copy.copy(self)
        data = self.data.drop(columns=name, errors="ignore").rename(columns={column: name})
        object.__setattr__(other, "data", data)
        variable = self.codebook.get(column)
        if variable is not None:
            book = self.codebook.with_variables([replace(variable, name=name)])
            object.__setattr__(other, "codebook", book)
        return other

    def where(self, mask: object) -> Bools:
        """A mask of rows, checked: one boolean for each row.

        Raises
        ------
        WrongUseError
            If it isn't one true or false for each row, in the order of the rows.
        """
        if isinstance(mask, pd.Series) and not mask.index.equals(self.data.index):
            raise fail(WrongUseError, "design.where_index")
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
    given: StageArguments,
    counts: str | None,
    adults: str | None,
    joint: object,
    calibration: object,
    replicates: object,
) -> None:
    several = len(given.psu) > 1
    units = given.psu[0] is not None
    if counts is not None and (units or replicates is not None):
        raise fail(WrongUseError, "design.counts_and_psu")
    for population, rate in zip(given.population, given.sampling_rate, strict=True):
        if population is not None and rate is not None:
            raise fail(WrongUseError, "design.population_and_rate")
    if replicates is not None and calibration:
        raise fail(WrongUseError, "design.replicates_and_calibration")
    sized = any(each is not None for each in (*given.population, *given.sampling_rate))
    if joint is not None and (several or sized or counts is not None or replicates is not None):
        raise fail(WrongUseError, "design.joint_alone")
    if adults is not None and (several or counts is not None or joint is not None):
        raise fail(WrongUseError, "design.adults_alone")


def _selection(layouts: tuple[PsuLayout, ...], joint: object) -> Selection:
    if joint is None:
        return Stages(layouts)
    return joint_selection(joint, layouts[0])


def _inclusion(joint: object, stage: Stage) -> Floats | None:
    """Inclusion probability of the unit of each row."""
    if joint is None:
        return None
    matrix = joint_matrix(joint, len(stage.unit_stratum))
    return np.asarray(np.diag(matrix)[stage.row_unit])


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
    must_be(steps, (list, tuple), "calibration", "[CalibrationStep]")
    for step in steps:
        must_be(step, CalibrationStep, "calibration", "[CalibrationStep]")
    auxiliary = [columns.matrix(frame, step.auxiliary) for step in steps]
    metric = [columns.vector(frame, step.weights_before) for step in steps]
    return calibration(layout, weights, auxiliary, metric)


def _frozen(values: Floats) -> Floats:
    copy = np.array(values, dtype=float)
    copy.setflags(write=False)
    return copy


def _are_named(names: pd.Index, psu: str | None, respondent: str | None) -> bool:
    """Whether the units have names of their own, and not only places in the file."""
    return psu is not None or respondent is not None or not isinstance(names, pd.RangeIndex)


def _unit_names(
    stage: Stage, names: pd.Index, frame: pd.DataFrame, psu: str | None
) -> tuple[object, ...]:
    """Names of the units of the first stage: their labels, or those of the rows."""
    first = np.zeros(len(stage.unit_stratum), dtype=np.int64)
    first[stage.row_unit[::-1]] = np.arange(len(frame))[::-1]
    labels = names if psu is None else frame[psu]
    return tuple(labels.to_numpy(dtype=object)[first])
