"""Replicates of weights: the whole recipe again, with units that count more or less."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.errors import DesignError, WeightingError, WrongUseError
from survey.findings import Severity
from survey.kernels import resampling
from survey.kernels.classes import class_sums
from survey.kernels.resampling import Strata
from survey.language.catalogue import text
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, finding, quoted
from survey.sampling.permanent_numbers import checked_seed, permanent_numbers
from survey.weighting.class_steps import Classed
from survey.weighting.counted_units import JOINT, PAIRS, Rates, counted_units, variance_kinds
from survey.weighting.target_steps import Calibrating, Poststratified, Raking
from survey.weighting.weights import UNIT, WeightReplicates, Weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.kernels.layout import Bools, Floats, Ints
    from survey.weighting.counted_units import Units
    from survey.weighting.margins import Margin
    from survey.weighting.running import RunningStep

_MOST, _MOST_DELETED = 20_000, 1_000
_NUMBERS_AT_ONCE = 2_000_000
_MET = 1e-6


def replicate(
    weights: Weights,
    method: Literal["bootstrap", "jackknife"] = "bootstrap",
    *,
    replicates: int = 500,
    seed: int | None = None,
    least_factor: float = 0.0,
    fpc: bool = True,
    draws: pd.DataFrame | None = None,
) -> Weights:
    """Weights with replicates, on each of which the whole recipe was run again.

    Parameters
    ----------
    weights : Weights
        From `weight`.
    method : {"bootstrap", "jackknife"}
        The rescaling bootstrap of the sampled units, or leaving each out in turn; more than 1,000
        units are left out in random groups.
    replicates : int
        Bootstrap replicates, or groups of the jackknife where there are more than 1,000 units.
    seed : int, optional
        Needed wherever chance decides. With the ids of the units it decides alone: the order of
        the rows makes no difference.
    least_factor : float in [0, 1)
        Least factor of a unit. 0 leaves units out; with 0.5 all stay in, so that no cell of a
        target is ever without respondents. Factors are then nearer to 1 and deviations count for
        more, `scale` or `rscales` times (1 − least)⁻², as in Fay's half-samples.
    fpc : bool
        Whether the correction for a finite population is in the replicates.
    draws : DataFrame, optional
        How often each unit is drawn in each bootstrap replicate, in place of chance: rows by unit,
        a column for each replicate.

    Returns
    -------
    Weights
        With `replicates`, which `SurveyDesign.from_weights` takes.

    Raises
    ------
    WrongUseError
        If an argument can't be, or the weights don't know their steps.
    DesignError
        If a stratum has one sampling unit.
    WeightingError
        If a step can't be taken in a replicate, since nobody is left in a class or a cell.

    Notes
    -----
    All sampled units that a step gives something to are drawn, those that didn't answer too. A
    unit has the factor 1 − f, f = responding units / N of its stratum, or 1 − π where one adult
    answered for several or chances differ; factors on the base weights are such that totals of base
    weights have exactly the linearised variance (`survey.kernels.resampling`; Rao, Wu & Yue 1992,
    Surv. Meth. 18:209; Wolter 2007, ch. 4). Classes, joined classes, limits and imputed categories
    stay those of the full sample. Chances of pairs and the order of a list aren't in them.

    References
    ----------
    R: ``survey::subbootweights``, ``survey::as.svrepdesign``, ``survey::jknweights``.

    Examples
    --------
    >>> import survey as sv
    >>> weights = sv.replicate(weights, "bootstrap", replicates=500, seed=2010)  # doctest: +SKIP
    >>> design = sv.SurveyDesign.from_weights(answers, weights)  # doctest: +SKIP
    """
    _check(weights, method, replicates, least_factor, fpc)
    plan = _Plan.of(weights, fpc=fpc)
    if method == "bootstrap":
        made = _bootstrap(plan, replicates, seed, least_factor, draws)
    else:
        made = _jackknife(plan, replicates, seed, least_factor)
    values = _run(weights, plan, made)
    values.setflags(write=False)
    found = WeightReplicates(
        values, made.scale, made.rscales, df=made.df, method=made.method, seed=seed
    )
    return replace(weights, replicates=found, notes=(*weights.notes, *_notes(weights, plan)))


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The units that are drawn, sorted by stratum and name.

    Attributes
    ----------
    units : Units
    order : (G,) int
        Place of each sorted unit among the units.
    names, strata : tuple of str
        Of the sorted units, and of their strata.
    sample : Strata
        Of the sorted units.
    """

    units: Units
    order: Ints
    names: tuple[str, ...]
    strata: tuple[str, ...]
    sample: Strata

    @classmethod
    def of(cls, weights: Weights, *, fpc: bool) -> _Plan:
        """Sort the units and find their factors."""
        cases = weights.cases
        units = counted_units(weights)
        rates = Rates.of(cases, units, variance_kinds(cases, units), fpc=fpc)
        names = np.array([str(each) for each in cases.frame[UNIT].to_numpy()[units.case]])
        labels = np.array([str(cases.strata[place]) for place in units.strata])
        rank = np.argsort(np.argsort(labels, kind="stable"), kind="stable")
        order = np.lexsort((names, rank[units.stratum]))
        sample = Strata(rank[units.stratum][order], 1 - rates.unit[order], len(labels))
        alone = np.flatnonzero(sample.moving == 1)
        counted = np.bincount(sample.stratum, minlength=sample.count)
        if (counted[alone] == 1).any():
            lonely = sorted(labels)
            named = [lonely[place] for place in alone if counted[place] == 1]
            raise fail(DesignError, "replicate.one_unit", strata=culprits(named), count=len(named))
        return cls(units, order, tuple(names[order]), tuple(sorted(labels)), sample)


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """Replicates to be run: factors of the sorted units, block by block."""

    count: int
    blocks: Callable[[int], Iterator[Floats]]
    scale: float
    rscales: Floats
    df: int | None
    method: str


def _bootstrap(
    plan: _Plan, replicates: int, seed: int | None, least: float, draws: pd.DataFrame | None
) -> _Made:
    scale = (1 - least) ** -2
    if draws is not None:
        given = _given_draws(plan, draws)
        count = given.shape[1]

        def taken(size: int) -> Iterator[Floats]:
            for start in range(0, count, size):
                some = given[:, start : start + size]
                yield _nearer(resampling.bootstrap_factors(plan.sample, some), least)

        return _Made(count, taken, scale / count, np.ones(count), None, "bootstrap")
    key = checked_seed(seed)
    sizes = resampling.draws_of_strata(plan.sample)
    if not sizes.any():
        raise fail(WeightingError, "replicate.census")

    def drawn(size: int) -> Iterator[Floats]:
        starts = permanent_numbers(key, plan.strata, "bootstrap")
        generators = [np.random.default_rng(int(each * 2**53)) for each in starts]
        for start in range(0, replicates, size):
            few = min(size, replicates - start)
            found = resampling.drawn(plan.sample, sizes, generators, few)
            yield _nearer(resampling.bootstrap_factors(plan.sample, found), least)

    return _Made(replicates, drawn, scale / replicates, np.ones(replicates), None, "bootstrap")


def _nearer(factors: Floats, least: float) -> Floats:
    """Factors as much nearer to 1 as makes the least that can be, 0, into `least`."""
    return np.asarray(1 + (1 - least) * (factors - 1))


def _jackknife(plan: _Plan, replicates: int, seed: int | None, least: float) -> _Made:
    moving = int(plan.sample.moving.sum())
    if moving <= _MOST_DELETED:
        group = resampling.groups_to_delete(plan.sample, np.arange(len(plan.names)), moving)
    else:
        numbers = permanent_numbers(checked_seed(seed), plan.names, "jackknife")
        group = resampling.groups_to_delete(
            plan.sample, np.argsort(numbers, kind="stable"), replicates
        )
    found = resampling.deletions(plan.sample, group, least)
    count = len(found.step)
    if count < 2:
        raise fail(WeightingError, "replicate.census")

    def blocks(size: int) -> Iterator[Floats]:
        for start in range(0, count, size):
            yield found.factors(np.arange(start, min(start + size, count)))

    grouped = moving > _MOST_DELETED
    df = count - int((plan.sample.moving > 1).sum()) if grouped else None
    name = "grouped_jackknife" if grouped else "jackknife"
    return _Made(count, blocks, 1.0, found.rscales, df, name)


def _run(weights: Weights, plan: _Plan, made: _Made) -> Floats:
    """Weights of the respondents by replicate, (n, R)."""
    of_case = np.full(len(plan.names), -1, dtype=np.int64)
    of_case[plan.order] = np.arange(len(plan.names))
    unit = np.where(plan.units.of_case >= 0, of_case[plan.units.of_case], -1)
    cases, rows = len(unit), len(weights.values)
    size = max(1, min(_NUMBERS_AT_ONCE // cases, made.count))
    result = np.empty((rows, made.count))
    start = 0
    for factors in made.blocks(size):
        times = np.where((unit >= 0)[:, None], factors[unit], 1.0)
        stop = start + times.shape[1]
        result[:, start:stop] = _rerun(weights, times, made.rscales[start:stop])[:rows]
        start = stop
    return result


def _rerun(weights: Weights, times: Floats, rscales: Floats) -> Floats:
    """All steps on some replicates.

    Raises
    ------
    WeightingError
        If one of them can't be taken.
    """
    before = times
    for step, full in zip(weights.running, weights.steps, strict=True):
        after = step.weigh(before, times)
        lost = _lost(step, before, after, full.before) | ~np.isfinite(after).all(axis=0)
        lost &= rscales > 0
        if lost.any():
            name = quoted(text(f"recipe.step.{full.step.name}"))
            raise fail(WeightingError, "replicate.not_met", step=name, count=int(lost.sum()))
        before = after
    return before


def _lost(step: RunningStep, before: Floats, after: Floats, full: Floats) -> Bools:
    """Replicates in which a class has no takers left, or a total isn't met."""
    lost = np.zeros(before.shape[1], dtype=bool)
    if isinstance(step, Classed):
        inside = (step.classes >= 0) & step.taking
        left = class_sums(before[inside], step.classes[inside], step.count)
        was = class_sums(full[inside], step.classes[inside], step.count)
        gone = (step.classes >= 0) & step.giving
        owed = class_sums(before[gone], step.classes[gone], step.count)
        return np.asarray(((left <= 0) & (owed > 0) & (was > 0)[:, None]).any(axis=0))
    for found, wanted in _totals(step, before, after):
        size = np.abs(wanted).sum(axis=0)
        lost |= (np.abs(found - wanted) > _MET * size).any(axis=0)
    return lost


def _totals(step: RunningStep, before: Floats, after: Floats) -> Iterator[tuple[Floats, Floats]]:
    """What cells add up to after a step with targets, and what they should, each (C, R)."""
    margins: tuple[Margin, ...] = ()
    if isinstance(step, Poststratified):
        margins = (step.margin,)
    elif isinstance(step, Raking | Calibrating):
        margins = step.margins
    for margin in margins:
        yield margin.sums(after), margin.targets(before)
    if isinstance(step, Calibrating):
        for number in step.numbers:
            yield np.asarray(number.x.T @ after), number.totals[:, None]


def _given_draws(plan: _Plan, draws: pd.DataFrame) -> Floats:
    """How often each sorted unit is drawn.

    Raises
    ------
    WrongUseError
        If a unit has no row, a number is none, or a stratum isn't drawn from.
    """
    if not isinstance(draws, pd.DataFrame) or draws.shape[1] < 2:
        raise fail(WrongUseError, "replicate.draws")
    place = pd.Index([str(each) for each in draws.index]).get_indexer(pd.Index(plan.names))
    if (place < 0).any():
        absent = [plan.names[each] for each in np.flatnonzero(place < 0)]
        raise fail(WrongUseError, "replicate.draws_absent", units=culprit_ids(absent),
                   count=len(absent))  # fmt: skip
    values = draws.to_numpy(dtype=float)[place]
    whole = np.isfinite(values) & (values >= 0) & (values == np.floor(values))
    if not whole.all():
        raise fail(WrongUseError, "replicate.draws_whole", got=f"{values[~whole][0]:g}")
    sums = np.zeros((plan.sample.count, values.shape[1]))
    np.add.at(sums, plan.sample.stratum, values)
    empty = ((sums == 0) & (plan.sample.moving > 1)[:, None]).any(axis=1)
    if empty.any():
        named = [plan.strata[each] for each in np.flatnonzero(empty)]
        raise fail(WrongUseError, "replicate.draws_none", strata=culprits(named))
    return values


def _notes(weights: Weights, plan: _Plan) -> Iterator[Any]:
    kinds = variance_kinds(weights.cases, plan.units)
    if {JOINT, PAIRS} & set(kinds):
        yield finding("replicate.as_random", severity=Severity.NOTE)


def _check(weights: object, method: object, replicates: object, least: object, fpc: object) -> None:
    if not isinstance(weights, Weights):
        got = type(weights).__name__
        raise fail(WrongUseError, "argument.kind", name="weights", got=got, expected="sv.weight(…)")
    if not weights.running:
        raise fail(WrongUseError, "replicate.no_steps")
    if method not in ("bootstrap", "jackknife"):
        raise fail(WrongUseError, "replicate.method", got=quoted(str(method)))
    whole = isinstance(replicates, int | np.integer) and not isinstance(replicates, bool)
    if not whole or not 2 <= replicates <= _MOST:  # type: ignore[operator]
        raise fail(WrongUseError, "replicate.count", got=replicates, most=_MOST)
    number = isinstance(least, int | float) and not isinstance(least, bool)
    if not number or not 0 <= least < 1:  # type: ignore[operator]
        raise fail(WrongUseError, "replicate.least", got=least)
    if not isinstance(fpc, bool):
        raise fail(WrongUseError, "design.fpc_kind", got=repr(fpc))
