"""The design behind weights: who was drawn, from how many, and every step of the weighting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Codebook
from survey.errors import DesignError, WrongUseError
from survey.estimation import design_columns as columns
from survey.estimation.arguments import must_be
from survey.estimation.replicates import Replicates, replicate_weights
from survey.estimation.stages import Stage, layouts_of
from survey.findings import Severity
from survey.kernels.calibration import chain_credit
from survey.kernels.selection import JointSelection, Stages, joint_form, ordered_pairs
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, finding
from survey.responses.responses import RESPONDENT, Responses
from survey.weighting.counted_units import (
    JOINT,
    MIXED,
    PAIRS,
    REPLACED,
    Rates,
    counted_units,
    variance_kinds,
)
from survey.weighting.weights import UNIT, Weights

if TYPE_CHECKING:
    from survey.estimation.replicates import ReplicateWeights
    from survey.findings import Finding
    from survey.kernels.calibration import Calibration
    from survey.kernels.layout import Floats, Ints, PsuLayout
    from survey.kernels.selection import Selection
    from survey.weighting.counted_units import Units
    from survey.weighting.weights import Cases


@dataclass(frozen=True, slots=True, eq=False)
class WeightedRows:
    """Answers beside the weights of the same people.

    Attributes
    ----------
    frame : DataFrame
    codebook : Codebook
    names : Index
        The respondents' ids.
    place : (n,) int
        Place of each row among the weights.
    weights : (n,) float
    """

    frame: pd.DataFrame
    codebook: Codebook
    names: pd.Index
    place: Ints
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class WeightedDesign:
    """What a design takes from weights.

    Attributes
    ----------
    layout : PsuLayout
    selection : Selection
    calibration : Calibration or None
    replicates : ReplicateWeights or None
    rate : (n,) float or None
        Rate at which the person of each row was taken; None without a correction.
    psu_names, strata_names : tuple
    knows_units : bool
        Whether the names are those of sampled units, and not only of forms that came in.
    notes : tuple of Finding
    """

    layout: PsuLayout
    selection: Selection
    calibration: Calibration | None
    replicates: ReplicateWeights | None
    rate: Floats | None
    psu_names: tuple[object, ...]
    strata_names: tuple[object, ...]
    knows_units: bool
    notes: tuple[Finding, ...]


def weighted_rows(
    answers: Responses | pd.DataFrame,
    weights: Weights,
    codebook: Codebook | None,
    respondent: str | None,
) -> WeightedRows:
    """Bring answers and weights together by the respondents' ids.

    Raises
    ------
    WrongUseError
        If the arguments aren't answers and weights.
    DesignError
        If both aren't about the same people, or somebody stands twice among the answers.
    """
    must_be(weights, Weights, "weights", "sv.weight(…)")
    must_be(answers, (Responses, pd.DataFrame), "answers", "Responses, DataFrame")
    if isinstance(answers, Responses):
        frame, names = answers.data, pd.Index(answers.ids)
        codebook = codebook or answers.codebook
    else:
        frame = answers
        column = respondent or (RESPONDENT if RESPONDENT in frame else None)
        names = frame.index if column is None else pd.Index(columns.column(frame, column))
    place = _places(names, weights)
    values = pd.DataFrame({"weight": weights.values[place]})
    w = columns.weights(values, "weight", None, names)
    return WeightedRows(frame.copy(deep=False), codebook or Codebook(), names, place, w)


def weighted_design(
    rows: WeightedRows, weights: Weights, *, fpc: bool, lonely: str
) -> WeightedDesign:
    """The units, the form of their variance and the credit of the steps.

    Raises
    ------
    DesignError
        If more answered than a stratum has units, if a stratum has one unit (unless `lonely` says
        what to do), or adults aren't known of a dwelling of which some answered.
    """
    cases = weights.cases
    units = counted_units(weights)
    kinds = variance_kinds(cases, units)
    rates = Rates.of(cases, units, kinds, fpc=fpc)
    repeated = _repeated(rows, weights)
    exact = _has_joint(cases, units, kinds, fpc=fpc)
    rule = "certainty" if repeated is not None or exact else lonely
    layout = _layout(rows, cases, units, rates, rule)
    credit = None
    if repeated is None and any(step.moves.shape[1] for step in weights.chain):
        size = len(units.case)
        credit = chain_credit(weights.chain, units.of_case, size, rows=rows.place)
    return WeightedDesign(
        layout=layout,
        selection=_selection(layout, cases, units, kinds, exact=exact),
        calibration=credit,
        replicates=repeated,
        rate=rates.unit[layout.row_psu] if fpc else None,
        psu_names=tuple(cases.frame[UNIT].to_numpy(dtype=object)[units.case]),
        strata_names=tuple(cases.strata[place] for place in units.strata),
        knows_units=_knows_units(cases),
        notes=tuple(_notes(cases, units, kinds, fpc=fpc, exact=exact)),
    )


def _knows_units(cases: Cases) -> bool:
    if "everyone_asked" not in cases.assumptions:
        return True
    return bool((cases.frame[UNIT] != cases.frame[RESPONDENT]).any())


def _places(names: pd.Index, weights: Weights) -> Ints:
    """Place of each respondent among the weights."""
    known = pd.Index(weights.respondents)
    asked = pd.Index([str(name) for name in names])
    twice = asked.duplicated()
    if twice.any():
        ids = culprit_ids(asked[twice].unique())
        raise fail(DesignError, "design.respondent_twice", ids=ids, count=int(twice.sum()))
    place = known.get_indexer(asked)
    strange = asked[place < 0]
    if len(strange):
        ids = culprit_ids(strange)
        raise fail(DesignError, "design.respondent_unweighted", ids=ids, count=len(strange))
    absent = known.difference(asked, sort=False)
    if len(absent):
        ids = culprit_ids(absent)
        raise fail(DesignError, "design.respondent_absent", ids=ids, count=len(absent))
    return place.astype(np.int64)


def _layout(rows: WeightedRows, cases: Cases, units: Units, rates: Rates, rule: str) -> PsuLayout:
    row_unit = units.of_case[rows.place]
    sizes = np.ones(len(units.case))
    counted = np.bincount(units.stratum, minlength=len(units.strata)).astype(float)
    labels = [cases.strata[place] for place in units.strata]
    stage = Stage(
        units.stratum[row_unit], labels, row_unit, units.stratum, sizes, counted, rates.stratum
    )
    factor = 1 - rates.unit if rates.differ else None
    return layouts_of([stage], factor, rule, fpc=True)[0]


def _has_joint(cases: Cases, units: Units, kinds: list[str], *, fpc: bool) -> bool:
    """Whether the exact variance of the joint probabilities can be had."""
    everyone = len(units.case) == len(np.unique(cases.psu)) and bool(units.responding.all())
    alone = cases.adults is None and cases.joint is not None
    return fpc and JOINT in kinds and everyone and alone


def _selection(
    layout: PsuLayout, cases: Cases, units: Units, kinds: list[str], *, exact: bool
) -> Selection:
    if exact and cases.joint is not None:
        order = cases.psu[units.case]
        joint = cases.joint[np.ix_(order, order)]
        return JointSelection(layout, joint_form(joint, yates_grundy=True))
    ordered = np.array([kind == PAIRS for kind in kinds])
    if cases.order is None or not ordered.any():
        return Stages((layout,))
    return ordered_pairs(layout, cases.order[units.case], ordered)


def _repeated(rows: WeightedRows, weights: Weights) -> ReplicateWeights | None:
    given = weights.replicates
    if given is None:
        return None
    copies = Replicates(
        given.weights[rows.place], given.scale, given.rscales, mse=given.mse, df=given.df
    )
    return replicate_weights(rows.frame, copies, rows.weights)


def _notes(
    cases: Cases, units: Units, kinds: list[str], *, fpc: bool, exact: bool
) -> list[Finding]:
    """What the errors rest on."""

    def strata_of(chosen: Any) -> str:  # noqa: ANN401 - (H,) of bool
        return culprits([cases.strata[place] for place in units.strata[np.flatnonzero(chosen)]])

    kind = np.array(kinds, dtype=object)
    told: list[tuple[str, dict[str, Any]]] = []
    if fpc and (cases.population[units.strata] >= units.answered).any():
        told.append(("responding_rate", {}))
    unknown = ~np.isfinite(cases.population[units.strata])
    if fpc and unknown.any():
        told.append(("population_unknown", {"strata": strata_of(unknown)}))
    for name, words in ((REPLACED, "with_replacement"), (PAIRS, "neighbours")):
        if (kind == name).any():
            told.append((words, {"strata": strata_of(kind == name)}))
    if (kind == JOINT).any() and not exact:
        told.append(("joint_approximate", {"strata": strata_of(kind == JOINT)}))
    if (kind == MIXED).any():
        told.append(("mixed_as_random", {}))
    silent = int((~units.responding).sum())
    if silent:
        told.append(("silent_units", {"count": silent}))
    return [finding(f"design.{code}", severity=Severity.NOTE, **fields) for code, fields in told]


def check_fpc(fpc: object) -> None:
    """Refuse anything but true and false.

    Raises
    ------
    WrongUseError
    """
    if not isinstance(fpc, bool):
        raise fail(WrongUseError, "design.fpc_kind", got=repr(fpc))
