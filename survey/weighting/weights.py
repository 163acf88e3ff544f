"""Weights, with all that led to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Variable
    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.weight_chain import WeightStep
    from survey.weighting.recipe import Recipe, Step
    from survey.weighting.targets import Targets


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cases:
    """Everyone whom the weights are worked out from: who answered, and units where nobody did.

    Attributes
    ----------
    frame : DataFrame
        One row a case. First the rows of the answers, in their order; then, with a sample, the
        sampled units from which nobody answered, sorted by name. Columns: ``respondent`` (None for
        the latter), ``unit``, ``area``, ``stratum``, ``status``, and what is known of all.
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

    def __repr__(self) -> str:
        return f"Weights({len(self.values)} respondents, sum {self.values.sum():.6g})"
