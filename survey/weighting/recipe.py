"""A weighting recipe: the steps that lead from who was asked to weights, as configuration.

A step says what is done and with which variables; nothing in it depends on the answers, so that the
same recipe runs on every replicate and on the next wave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MissingRule = str | Mapping[str, object]
"""What becomes of respondents who lack a variable of a target: ``"own_category"`` (they keep their
weighted total as a category of their own, and the targets of the others are scaled to the rest),
``{"pool": code}`` (they count with that category), ``"impute"`` or ``{"impute": seed}`` (a category
is drawn for each, after the distribution of who is like them). Left out: refused."""


@dataclass(frozen=True, slots=True)
class BaseWeights:
    """1/π of the sample; without a sample, the units of each area over those that answered.

    Attributes
    ----------
    population : mapping of area to number, optional
        Units (dwellings; persons if those were asked) of each area, where there is no sample; else
        those of the targets.
    """

    population: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class WithinDwelling:
    """One adult answers for several: the weight times the number of adults.

    Attributes
    ----------
    adults : str
        Column of the answers (goes first) or of the sample with the number of adults.
    most : int, optional
        More adults count as so many.
    missing : int, optional
        The number taken where it isn't known; left out, that is refused.
    """

    adults: str = "adults"
    most: int | None = None
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class UnknownEligibility:
    """Where nobody knows whether someone lives there, the known units of the class take over.

    Attributes
    ----------
    classes : tuple of str
        Columns known of everyone sampled.
    """

    classes: tuple[str, ...] = ("area",)


@dataclass(frozen=True, slots=True)
class Nonresponse:
    """Those who answered take over the weight of those of their class who didn't.

    Attributes
    ----------
    classes : tuple of str
        Columns known of everyone sampled; areas are never mixed if the first is the area.
    least : int
        Classes with fewer respondents are joined with the most alike of the same area: along the
        last of the columns first.
    most_factor : float
        So are classes whose factor is larger, in multiples of the factor of their area.
    """

    classes: tuple[str, ...] = ("area",)
    least: int = 20
    most_factor: float = 3.0


@dataclass(frozen=True, slots=True)
class Propensity:
    """The weight over the chance of answering, by a logistic regression on what all are known by.

    Attributes
    ----------
    covariates : tuple of str
        Columns known of everyone sampled; ``"a*b"`` crosses two.
    groups : int, optional
        So many classes of about equally many units by fitted chance, whose response rates are then
        used; left out, each weight is divided by its own fitted chance.
    least_chance : float
        Fitted chances below are taken as this.
    """

    covariates: tuple[str, ...]
    groups: int | None = None
    least_chance: float = 0.02


@dataclass(frozen=True, slots=True)
class Poststratify:
    """The distribution of one target table is met, cell by cell.

    Attributes
    ----------
    by : tuple of str
        The variables, crossed; ``area`` among them for cells within areas.
    missing : mapping of variable to MissingRule
    """

    by: tuple[str, ...]
    missing: Mapping[str, MissingRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rake:
    """Several distributions are met at once, by iterative proportional fitting.

    Attributes
    ----------
    within : tuple of str
        Names of target tables (``age_group``, ``sex*age_group``) that are met within each area.
    across : tuple of str
        Those that are met over all areas together.
    missing : mapping of variable to MissingRule
    tolerance : float
        Largest departure from a target, as a share of the total.
    rounds : int
        At most so many; not converging is an error.
    """

    within: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    missing: Mapping[str, MissingRule] = field(default_factory=dict)
    tolerance: float = 1e-10
    rounds: int = 1000


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Distributions and totals are met by weights as near to those before as can be.

    Attributes
    ----------
    within, across : tuple of str
        Names of target tables, also of totals of numbers.
    distance : {"linear", "raking", "logit"}
        Deville & Särndal 1992. ``logit`` needs bounds.
    bounds : (low, high), optional
        Least and greatest factor on a weight.
    missing : mapping of variable to MissingRule
    tolerance : float
    rounds : int
    """

    within: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    distance: Literal["linear", "raking", "logit"] = "raking"
    bounds: tuple[float, float] | None = None
    missing: Mapping[str, MissingRule] = field(default_factory=dict)
    tolerance: float = 1e-10
    rounds: int = 100


@dataclass(frozen=True, slots=True)
class Trim:
    """Large (and small) weights are cut, and what is cut is shared out among the others.

    Attributes
    ----------
    upper, lower : float, optional
        Limits, in multiples of the `of` (of the weights themselves if ``"weight"``).
    of : {"median", "mean", "weight"}
    within : tuple of str
        Columns within whose classes limits are found and weight is shared out.
    """

    upper: float | None = None
    lower: float | None = None
    of: Literal["median", "mean", "weight"] = "median"
    within: tuple[str, ...] = ("area",)


@dataclass(frozen=True, slots=True)
class Panel:
    """Respondents of an earlier wave were asked again: their weights of then are where it starts.

    Attributes
    ----------
    weight : str
        Column of the sample (or of the answers) with the earlier weight.
    """

    weight: str = "earlier_weight"


@dataclass(frozen=True, slots=True)
class Rescale:
    """Weights times one number (or one for each class), so that they add up to something.

    Attributes
    ----------
    to : {"respondents", "population"} or float
        The number of respondents, the size of the universe by the targets, or a number.
    within : tuple of str
        Columns within whose classes the sum is met.
    """

    to: str | float = "respondents"
    within: tuple[str, ...] = ()


Step = (
    BaseWeights
    | WithinDwelling
    | UnknownEligibility
    | Nonresponse
    | Propensity
    | Poststratify
    | Rake
    | Calibrate
    | Trim
    | Panel
    | Rescale
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps in the order taken.

    Attributes
    ----------
    steps : tuple of Step
        The first is `BaseWeights` or `Panel`.
    universe : {"adults", "persons", "households"}
        Whom the weighted answers are about; targets must be about the same.
    """

    steps: tuple[Step, ...]
    universe: Literal["persons", "adults", "households"] = "adults"
