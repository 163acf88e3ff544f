"""Weights, with all that led to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.notebook import records_html
from survey.errors import UnknownNameError, WrongUseError
from survey.kernels.weight_effect import weight_effect
from survey.language.catalogue import current_language, text
from survey.language.cells import culprit_ids
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number
from survey.weighting.weights_words import weights_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Codebook, Variable
    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.weight_chain import WeightStep
    from survey.responses.responses import Responses
    from survey.weighting.recipe import Recipe, Step
    from survey.weighting.running import RunningStep
    from survey.weighting.targets import Targets

RESPONDENT, UNIT, AREA, STRATUM, STATUS, BASE = (
    "respondent",
    "unit",
    "area",
    "stratum",
    "status",
    "base_weight",
)
"""Columns of the cases."""
ANSWERED = "answered."


class Status(StrEnum):
    """What became of a case, as the weighting sees it."""

    ANSWERED = "answered"
    SILENT = "silent"
    UNKNOWN = "unknown"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cases:
    """Everyone whom the weights are worked out from: who answered, and units where nobody did.

    Attributes
    ----------
    frame : DataFrame
        One row a case. First the rows of the answers, in their order; then, with a sample, the
        sampled units from which nobody answered, sorted by name. Columns: ``respondent`` (None for
        the latter), ``unit``, ``area``, ``stratum``, ``status`` (value of `Status`),
        ``base_weight`` (NaN if a recipe starts from earlier weights), what is known of all, and
        the answers that recipe and targets speak of (``answered.<name>`` where something of that
        name is known of all; see `answers_in`).
    answered : (n,) bool
    psu : (n,) int
        The sampled unit of each case, 0 … G−1; several respondents of a dwelling share one.
    stratum : (n,) int
        0 … H−1.
    strata : tuple
        Their names.
    population : (H,) float
        Units of the frame in each stratum; NaN where it isn't known.
    adults : (n,) float or None
        Adults of the dwelling, where only some of them were asked; None where all were, or the
        units are persons.
    variance : str
        The variance that the selection allows, as in `Sample.variance`; ``srs_fpc`` without a
        sample.
    order : (n,) int
        Place of each case on the sorted list from which its stratum was drawn systematically; 0
        elsewhere.
    adult_chance : (n,) float or None
        With `adults`, the chance of the adults who answered to be asked, given their dwelling:
        1/adults, that of the eight tables, or the share of the adults that answered. NaN for units
        of which it isn't known.
    variances : tuple of str
        That of each stratum; empty if all are as `variance` says.
    joint : (G, G) float or None
        Joint inclusion probabilities of the sampled units by their numbers in `psu`, where the
        variance is exact by them.
    universe_of_unit : {"households", "adults", "persons"}
        What the sampled units are.
    sizes : mapping of area to float
        How many units each area has, as far as it is known.
    known : tuple of str
        Columns of the frame that are known of everyone sampled.
    assumptions : tuple of str
        What is taken for granted, as keys below ``weighting.assumed`` of the catalogue.
    notes : tuple of Finding
        What was seen when answers and sampled units were brought together.
    """

    frame: pd.DataFrame
    answered: Bools
    psu: Ints
    stratum: Ints
    strata: tuple[object, ...]
    population: Floats
    adults: Floats | None = None
    variance: str = "srs_fpc"
    order: Ints | None = None
    adult_chance: Floats | None = None
    variances: tuple[str, ...] = ()
    joint: Floats | None = None
    universe_of_unit: str = "households"
    sizes: Mapping[object, float] = field(default_factory=dict)
    known: tuple[str, ...] = (AREA,)
    assumptions: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        silent = len(self.frame) - int(self.answered.sum())
        return f"Cases({int(self.answered.sum())} respondents, {silent} others)"

    def answers_in(self, name: str) -> pd.Series[Any]:
        """A column of the answers, over all cases; missing where nobody answered.

        Raises
        ------
        KeyError
            If the answers have no such column.
        """
        own = f"{ANSWERED}{name}"
        return self.frame[own if own in self.frame else name]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StepResult:
    """What one step did.

    Attributes
    ----------
    step : Step
    before, after : (n,) float
        Weights of the cases; 0 for those who have left.
    met : DataFrame
        For steps with targets one row a cell: ``table``, ``area``, the codes joined as ``cell``,
        ``n`` (respondents), ``before``, ``target``, ``after``. Empty for others.
    classes : DataFrame
        For steps with classes one row a class: ``class``, ``cases``, ``respondents``, ``factor``,
        ``joined`` (names of the classes joined in it). Empty for others.
    notes : tuple of Finding
    """

    step: Step
    before: Floats
    after: Floats
    met: pd.DataFrame
    classes: pd.DataFrame
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class WeightReplicates:
    """Weights of the respondents by replicates that ran the whole recipe again.

    Attributes
    ----------
    weights : (n, R) float
        Of the rows of the answers.
    scale : float
    rscales : (R,) float
    mse : bool
    df : int or None
    method : str
        ``bootstrap``, ``jackknife``, ``grouped_jackknife``.
    seed : int or None
    """

    weights: Floats
    scale: float
    rscales: Floats
    mse: bool = True
    df: int | None = None
    method: str = "bootstrap"
    seed: int | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Weights:
    """Weights of respondents.

    Attributes
    ----------
    values : (n,) float
        By the rows of the answers.
    respondents : tuple of str
        Their ids, in the same order.
    cases : Cases
    chain : tuple of WeightStep
        One for each step of the recipe, over the cases.
    steps : tuple of StepResult
    recipe : Recipe
    targets : Targets or None
    area : Variable or None
    replicates : WeightReplicates or None
    notes : tuple of Finding
        What was assumed and what should be looked at, also for the report's method page.
    simulated : bool
    running : tuple of RunningStep
        The steps of the recipe, compiled on the cases, to be run on replicates.
    codebook : Codebook or None
        What the answers are called.
    """

    values: Floats
    respondents: tuple[str, ...]
    cases: Cases
    chain: tuple[WeightStep, ...]
    steps: tuple[StepResult, ...]
    recipe: Recipe
    targets: Targets | None = None
    area: Variable | None = None
    replicates: WeightReplicates | None = None
    notes: tuple[Finding, ...] = ()
    simulated: bool = False
    running: tuple[RunningStep, ...] = ()
    codebook: Codebook | None = None

    def __repr__(self) -> str:
        return f"Weights({len(self.values)} respondents, sum {self.values.sum():.6g})"

    def _repr_html_(self) -> str:
        """What each step did; no respondent is shown."""
        records = [
            (place, text(f"recipe.step.{each.step.name}"), *_range(each, self.cases.answered))
            for place, each in enumerate(self.steps, start=1)
        ]
        heads = ("step", "name", "least_weight", "mean_weight", "most_weight", "weighting_effect")
        title = text("weighting.title", rows=format_number(len(self.values), current_language()))
        count = len(self.notes)
        return records_html(
            records, heads, title, note=text("weighting.noted", count=count) if count else ""
        )

    @property
    def deff(self) -> float:
        """1 + CV² of the weights: what unequal weights alone make of the variance (Kish 1992)."""
        return weight_effect(self.values)

    def to_frame(self) -> pd.DataFrame:
        """The weights, a row a respondent.

        Returns
        -------
        DataFrame
            ``respondent``, ``unit``, ``area``, ``weight``, and the weight after each step as
            ``after_1_base``, ``after_2_nonresponse`` …
        """
        rows = len(self.values)
        frame = self.cases.frame.loc[: rows - 1, [RESPONDENT, UNIT, AREA]].copy()
        frame["weight"] = self.values
        for place, each in enumerate(self.steps, start=1):
            frame[f"after_{place}_{each.step.name}"] = each.after[:rows]
        return frame.reset_index(drop=True)

    def of(self, respondents: Iterable[str]) -> Floats:
        """The weights of respondents, in the order in which they are named.

        Raises
        ------
        UnknownNameError
            If somebody has no weight.
        """
        wanted = list(respondents)
        place = pd.Index(self.respondents).get_indexer(pd.Index(wanted, dtype=object))
        if (place < 0).any():
            unknown = [each for each, at in zip(wanted, place, strict=True) if at < 0]
            raise fail(UnknownNameError, "weighting.no_weight", count=len(unknown),
                       ids=culprit_ids(unknown))  # fmt: skip
        return self.values[place]

    def added_to(self, answers: Responses, name: str = "weight") -> Responses:
        """The answers with their weight as a column, for a file that other programs open.

        Parameters
        ----------
        answers : Responses
            Those that the weights were made from, in any order, or some of them.
        name : str
            What the column is called.

        Raises
        ------
        WrongUseError
            If the answers have such a column.
        UnknownNameError
            If somebody has no weight.

        Examples
        --------
        >>> sv.write_responses(weights.added_to(answers), "answers.sav")  # doctest: +SKIP
        """
        if name in answers.data:
            raise fail(WrongUseError, "weighting.name_taken", name=quoted(name))
        weight = pd.Series(self.of(answers.ids), index=answers.data.index, name=name)
        return replace(answers, data=pd.concat([answers.data, weight], axis=1))

    def in_words(self, language: str | None = None) -> tuple[str, ...]:
        """How the weights were made and what is assumed, as sentences for a method page.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        return weights_in_words(self, language or current_language())


def _range(result: StepResult, answered: Bools) -> tuple[float, float, float, float]:
    after = result.after[answered]
    return float(after.min()), float(after.mean()), float(after.max()), weight_effect(after)
