"""The stages of selection of a design, read from columns and made into layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import DesignError, WrongUseError
from survey.estimation import design_columns as columns
from survey.kernels.layout import PsuLayout, spread_scale, strata_scale
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of selection.

    Attributes
    ----------
    stratum : (n,) int
        Stratum of each row; at later stages within the units of the stage before.
    labels : list
        Names of the strata, for messages.
    row_unit : (n,) int
    unit_stratum : (U,) int
    sizes : (U,) float
        Identical units that an entry stands for.
    stratum_units : (H,) float
        Sampled units of each stratum.
    rate : (H,) float or None
        Sampling rate, where it is known.
    """

    stratum: Ints
    labels: list[object]
    row_unit: Ints
    unit_stratum: Ints
    sizes: Floats
    stratum_units: Floats
    rate: Floats | None


@dataclass(frozen=True, slots=True)
class StageArguments:
    """What a design was given for each of its stages, each a tuple as long as there are stages."""

    strata: tuple[Any, ...]
    psu: tuple[Any, ...]
    population: tuple[Any, ...]
    sampling_rate: tuple[Any, ...]


def stage_arguments(
    strata: object, psu: object, population: object, sampling_rate: object
) -> StageArguments:
    """Arguments by stage.

    Raises
    ------
    WrongUseError
        If there are more strata, populations or rates than stages, or a population is left out
        between two that are given.
    """
    units = _listed(psu)
    given = {
        "strata": _listed(strata),
        "population": _listed(population),
        "sampling_rate": _listed(sampling_rate),
    }
    stages = len(units)
    for name, values in given.items():
        if len(values) > stages:
            raise fail(WrongUseError, "design.too_many_stages", name=name, stages=stages)
    padded = {name: values + (None,) * (stages - len(values)) for name, values in given.items()}
    if any(unit is None for unit in units[:-1]):
        raise fail(WrongUseError, "design.psu_left_out")
    for name in ("population", "sampling_rate"):
        absent = [value is None for value in padded[name]]
        if sorted(absent) != absent:
            raise fail(WrongUseError, "design.stage_skipped", name=name)
    return StageArguments(padded["strata"], units, padded["population"], padded["sampling_rate"])


def read_stages(
    frame: pd.DataFrame, given: StageArguments, units: Floats, names: pd.Index, *, nest: bool
) -> list[Stage]:
    """Read every stage from the columns.

    Parameters
    ----------
    units : (n,) float
        Identical units that each row stands for.
    """
    stages: list[Stage] = []
    for place, (strata, psu) in enumerate(zip(given.strata, given.psu, strict=True)):
        if place == 0:
            stratum, labels = columns.strata(frame, strata, names)
            row_unit, unit_stratum = columns.psus(frame, psu, stratum, labels, nest=nest)
        else:
            parent = stages[-1]
            stratum, labels, row_unit, unit_stratum = _within(frame, parent, strata, psu, names)
        sizes = units[:] if psu is None and place == 0 else np.ones(len(unit_stratum))
        sampled = np.bincount(unit_stratum, sizes, minlength=len(labels)).astype(float)
        rate = columns.rates(
            frame, stratum, labels, sampled, given.population[place], given.sampling_rate[place]
        )
        stages.append(Stage(stratum, labels, row_unit, unit_stratum, sizes, sampled, rate))
    return stages


def layouts_of(
    stages: list[Stage], factor: Floats | None, lonely: str, *, fpc: bool
) -> tuple[PsuLayout, ...]:
    """Layouts of the stages that add to the variance.

    Parameters
    ----------
    factor : (U,) float or None
        Factor on the squared scores of the units of the only stage, in place of 1 − f.
    """
    found = []
    before = np.ones(len(stages[0].row_unit))
    for stage in stages:
        rate = stage.rate if stage.rate is not None and fpc else np.zeros(len(stage.labels))
        reached = np.zeros(len(stage.labels))
        reached[stage.stratum] = before
        certain = np.where(reached > 0, rate, 1.0)
        columns.refuse_lonely(stage.labels, stage.stratum_units, certain, lonely)
        scale, centred, inflation = strata_scale(stage.stratum_units, rate, lonely)
        if factor is not None:
            scale = scale / np.where(rate < 1, 1 - rate, 1.0)
            spread = spread_scale(stage.unit_stratum, factor, len(stage.labels))
            scale = np.where(stage.stratum_units > 1, spread, scale)
        found.append(
            PsuLayout(
                stage.row_unit, stage.unit_stratum, stage.sizes, stage.stratum_units,
                scale * reached, centred, inflation, factor, rate,
            )
        )  # fmt: skip
        before = before * rate[stage.stratum]
        if not (before > 0).any():
            break
    return tuple(found)


def row_rates(stages: list[Stage]) -> Floats | None:
    """Rate at which the finest units were taken, over all stages, (n,); None if one is unknown."""
    rate = np.ones(len(stages[0].row_unit))
    for stage in stages:
        if stage.rate is None:
            return None
        rate = rate * stage.rate[stage.stratum]
    return rate


def adult_factor(
    frame: pd.DataFrame, adults: str | None, stage: Stage, names: pd.Index, *, fpc: bool
) -> tuple[Floats | None, Floats]:
    """What the choice of some adults of each dwelling does to variances and to weights.

    Returns
    -------
    factor : (U,) float or None
        1 − π of each dwelling, π its rate times the share of its adults that answered; None
        without a sampling rate.
    taken : (n,) float
        Share of the dwelling's adults that answered.

    Raises
    ------
    DesignError
        If a number of adults is missing, below 1, below the number that answered, or not the same
        for all rows of a dwelling.
    """
    if adults is None:
        return None, np.ones(len(frame))
    number = columns.adults(frame, adults, stage.row_unit, names)
    answered = np.bincount(stage.row_unit, minlength=len(stage.unit_stratum)).astype(float)
    share = np.ones(len(answered))
    share[stage.row_unit] = answered[stage.row_unit] / number
    over = share[stage.row_unit] > 1
    if over.any():
        raise fail(DesignError, "design.adults_few", name=adults, rows=culprits(names[over]))
    if stage.rate is None or not fpc:
        return None, share[stage.row_unit]
    return 1 - stage.rate[stage.unit_stratum] * share, share[stage.row_unit]


def _listed(value: object) -> tuple[Any, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(value) or (None,)
    return (value,)


def _within(
    frame: pd.DataFrame, parent: Stage, strata: str | None, psu: str | None, names: pd.Index
) -> tuple[Ints, list[object], Ints, Ints]:
    """Strata and units of a later stage, numbered within the units of the stage before."""
    inner, inner_labels = columns.strata(frame, strata, names)
    keys = parent.row_unit * np.int64(len(inner_labels)) + inner
    stratum, found = pd.factorize(keys, sort=False)
    first = np.zeros(len(found), dtype=np.int64)
    first[stratum[::-1]] = np.arange(len(frame))[::-1]
    labels: list[object] = list(names[first])
    if psu is None:
        return stratum, labels, np.arange(len(frame), dtype=np.int64), stratum
    codes, _ = columns.strata(frame, psu, names)
    row_unit, units = pd.factorize(stratum * np.int64(codes.max() + 1) + codes, sort=False)
    unit_stratum = np.zeros(len(units), dtype=np.int64)
    unit_stratum[row_unit] = stratum
    return stratum, labels, row_unit, unit_stratum
