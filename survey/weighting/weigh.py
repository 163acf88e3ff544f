"""Weights from answers, the sample, what became of it, and the register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import WeightingError, WrongUseError
from survey.fieldwork.dispositions import Dispositions
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, finding
from survey.language.numbers import format_number
from survey.responses.responses import Responses
from survey.sampling.sample import Sample
from survey.weighting.base_steps import base_step, panel_step, within_step
from survey.weighting.cases import cases_of
from survey.weighting.class_steps import nonresponse_step, unknown_step
from survey.weighting.given import Given
from survey.weighting.last_steps import rescale_step, trimming_step
from survey.weighting.propensity_step import propensity_step
from survey.weighting.recipe import TARGET_STEPS, Recipe, Rescale
from survey.weighting.recipe_arguments import AREA
from survey.weighting.recipe_reader import read_recipe
from survey.weighting.setting import Setting
from survey.weighting.target_steps import calibrate_step, poststratify_step, rake_step
from survey.weighting.targets import Targets
from survey.weighting.weights import StepResult, Weights
from survey.weighting.weights_words import assumptions_in_words

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from survey.findings import Finding
    from survey.kernels.layout import Floats
    from survey.kernels.weight_chain import WeightStep
    from survey.weighting.running import RunningStep

_COMPILED: dict[str, Callable[[Any, Setting, Floats], RunningStep]] = {
    "base": base_step,
    "panel": panel_step,
    "within_dwelling": within_step,
    "unknown_eligibility": unknown_step,
    "nonresponse": nonresponse_step,
    "propensity": propensity_step,
    "poststratify": poststratify_step,
    "rake": rake_step,
    "calibrate": calibrate_step,
    "trim": trimming_step,
    "rescale": rescale_step,
}
_SUM_AGREES = 1e-6


def weight(
    answers: Responses,
    *,
    recipe: Recipe | str | os.PathLike[str] | Mapping[str, Any] | Sequence[Any],
    sample: Sample | None = None,
    dispositions: Dispositions | None = None,
    targets: Targets | None = None,
    unit: str | None = None,
    adults: str | Mapping[str, int] | None = None,
    area: str = AREA,
) -> Weights:
    """Weights that make the answers count for the residents they stand for.

    Parameters
    ----------
    answers : Responses
    recipe : Recipe, path, mapping or list
        The steps, in order; what isn't a recipe is read by `read_recipe`.
    sample : Sample, optional
        Who was asked, with what chance. Without it (and without dispositions) everyone of an area
        is taken to have been asked, and those who answered to be a random sample of them.
    dispositions : Dispositions, optional
        What became of everyone asked. Counts by area will do for steps that know the area alone.
    targets : Targets, optional
        What the register knows; needed by steps that meet it, and for the sizes of areas where
        there is no sample.
    unit : str, optional
        Column of the answers with the unit that was sampled, where several of a dwelling answered.
        Left out, the respondents' ids are those of the units.
    adults : str or mapping of unit to int, optional
        The number of adults of the dwellings, where the column isn't that of the recipe.
    area : str
        Column of the answers with the area.

    Returns
    -------
    Weights

    Raises
    ------
    UnknownNameError
        If somebody answered who wasn't sampled, or a column or table isn't there.
    DataError
        If answers and sample contradict each other, or first weights are negative, missing or
        infinite.
    WeightingError
        If more answered than there are, targets can't be met, or somebody lacks a variable of a
        target and no rule says what to do.
    WrongUseError
        If an argument is of the wrong kind.

    Notes
    -----
    The steps are those of Kalton & Flores-Cervantes (2003), *Weighting methods*, J. Off. Stat.
    19:81. Targets are met to the tolerance of the step, or the recipe is refused: the last round of
    a fit that didn't end is never returned.

    References
    ----------
    R: ``survey::svydesign``, ``postStratify``, ``rake``, ``calibrate``, ``trimWeights``.

    Examples
    --------
    >>> import survey as sv
    >>> weights = sv.weight(
    ...     answers,
    ...     sample=sample,
    ...     dispositions=dispositions,
    ...     targets=targets,
    ...     recipe=["base", "within_dwelling", "nonresponse", {"rake": {"within": ["sex", "age"]}}],
    ... )  # doctest: +SKIP
    >>> weights.to_frame()  # doctest: +SKIP
    """
    _must_be(answers, Responses, "answers", "read_responses(...)")
    _must_be(sample, (Sample, type(None)), "sample", "draw_sample(...)")
    _must_be(dispositions, (Dispositions, type(None)), "dispositions", "read_dispositions(...)")
    _must_be(targets, (Targets, type(None)), "targets", "read_targets(...)")
    recipe = recipe if isinstance(recipe, Recipe) else read_recipe(recipe)
    _check_targets(recipe, targets)
    given = Given(answers, sample, dispositions, recipe, targets, unit, adults, area)
    cases, variable = cases_of(given)
    setting = Setting(cases, recipe, targets, variable, answers.codebook)
    run = run_recipe(setting)
    rows = len(answers.data)
    weights = Weights(
        _frozen(run.values[:rows]),
        tuple(cases.frame["respondent"].iloc[:rows]),
        cases,
        run.chain,
        run.results,
        recipe,
        targets,
        variable,
        simulated=answers.simulated or (targets is not None and targets.simulated),
        running=run.running,
        codebook=answers.codebook,
    )
    return replace(weights, notes=tuple(dict.fromkeys(_notes(weights, setting))))


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A recipe, run on the cases.

    Attributes
    ----------
    values : (n,) float
    chain : tuple of WeightStep
    results : tuple of StepResult
    running : tuple of RunningStep
    """

    values: Floats
    chain: tuple[WeightStep, ...]
    results: tuple[StepResult, ...]
    running: tuple[RunningStep, ...]


def run_recipe(setting: Setting) -> Run:
    """Take the steps of a recipe in turn, each compiled on what the one before it left.

    Raises
    ------
    SurveyError
        If a step can't be taken.
    """
    before = np.ones(len(setting.cases.frame))
    chain, results, running = [], [], []
    for step in setting.recipe.steps:
        compiled = _COMPILED[step.name](step, setting, before)
        after, linear = compiled.linear(before)
        told = compiled.told(before, after)
        results.append(StepResult(step, _frozen(before), _frozen(after), told.met, told.classes,
                                  told.notes))  # fmt: skip
        chain.append(linear)
        running.append(compiled)
        before = after
    return Run(before, tuple(chain), tuple(results), tuple(running))


def _check_targets(recipe: Recipe, targets: Targets | None) -> None:
    needed = recipe.has(*TARGET_STEPS)
    if targets is None:
        if needed:
            raise fail(WeightingError, "weighting.no_targets")
        return
    if targets.tables and targets.universe != recipe.universe and needed:
        raise fail(
            WeightingError,
            "weighting.universe",
            recipe=text(f"weighting.universe.{recipe.universe}"),
            targets=text(f"weighting.universe.{targets.universe}"),
            word=recipe.universe,
            other=targets.universe,
        )


def _notes(weights: Weights, setting: Setting) -> Iterator[Finding]:
    """What is assumed, what was seen, and whether the weights add up to the population."""
    cases = weights.cases
    for words in assumptions_in_words(cases.assumptions, current_language()):
        yield finding("weighting.assumed", severity=Severity.NOTE, words=words)
    yield from cases.notes
    yield from _areas_without_answers(setting)
    yield from _everyone_answered(setting)
    for each in weights.steps:
        yield from each.notes
    yield from _sum_of_weights(weights, setting)


def _areas_without_answers(setting: Setting) -> Iterator[Finding]:
    if setting.area is None:
        return
    present = set(setting.areas)
    empty = [code.value for code in setting.area.codes if code.value not in present]
    if empty:
        names = text("weighting.named", names=", ".join(map(setting.area_label, empty)))
        yield finding("weighting.area_empty", severity=Severity.WARNING, count=len(empty),
                      areas=names)  # fmt: skip


def _everyone_answered(setting: Setting) -> Iterator[Finding]:
    """Strata of which all units answered, so that nothing was left to chance."""
    cases = setting.cases
    if cases.adults is not None or cases.universe_of_unit != setting.recipe.universe:
        return  # others of the dwelling may not have
    psu, first = np.unique(cases.psu[cases.answered], return_index=True)
    units = np.bincount(cases.stratum[cases.answered][first], minlength=len(cases.strata))
    whole = np.flatnonzero((units > 0) & (units == cases.population))
    if len(psu) and len(whole):
        names = [setting.area_label(cases.strata[each]) for each in whole]
        yield finding("weighting.everyone_answered", severity=Severity.NOTE, count=len(names),
                      strata=culprits(names))  # fmt: skip


def _sum_of_weights(weights: Weights, setting: Setting) -> Iterator[Finding]:
    """Whether the weights add up to the number of residents, as far as the register tells it."""
    known = weights.targets.sizes.get(weights.recipe.universe) if weights.targets else None
    scaled = any(
        isinstance(each, Rescale) and each.to != "population" for each in weights.recipe.steps
    )
    if known is None or scaled or any(each not in known for each in setting.areas):
        return
    population, total = sum(known[each] for each in setting.areas), float(weights.values.sum())
    if abs(total - population) > _SUM_AGREES * population:
        language = current_language()
        yield finding(
            "weighting.sum",
            severity=Severity.WARNING,
            total=format_number(total, language, decimals=0),
            population=format_number(population, language, decimals=0),
        )


def _must_be(value: object, kinds: Any, name: str, expected: str) -> None:  # noqa: ANN401 - types
    if not isinstance(value, kinds):
        got = type(value).__name__
        raise fail(WrongUseError, "argument.kind", name=name, got=got, expected=expected)


def _frozen(values: Floats) -> Floats:
    copy = np.array(values, dtype=float)
    copy.setflags(write=False)
    return copy
