"""A weighting recipe: the steps that lead from who was asked to weights, as configuration.

A step says what is done and with which variables; nothing in it depends on the answers, so that the
same recipe runs on every replicate and on the next wave.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from survey.documents.notebook import records_html
from survey.errors import WrongUseError
from survey.files.yaml_writer import yaml_text
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.weighting.recipe_arguments import (
    AREA,
    bounds,
    choice,
    is_number,
    missing_rules,
    names,
    number,
    one_name,
    variables_of,
    whole,
    wrong,
)
from survey.weighting.recipe_words import step_in_words

if TYPE_CHECKING:
    from survey.codebook import Codebook

_FORM = "survey-recipe-1"
_SENTENCE_END = re.compile(r"(?<=[.]) (?=[A-ZÆØÅ])")
UNIVERSES = ("adults", "persons", "households")
MissingRule = str | Mapping[str, object]
"""What becomes of respondents who lack a variable of a target: ``"own_category"`` (they keep their
share of the weights as a category of their own, and the targets of the others are scaled to the
rest), ``{"pool": code}`` (they count with that category), ``"impute"`` or ``{"impute": seed}`` (a
category is drawn for each, after the distribution of who is like them). Left out: refused."""


@dataclass(frozen=True, slots=True)
class BaseWeights:
    """1/π of the sample; without a sample, the units of each area over those that answered.

    Attributes
    ----------
    population : mapping of area to number, optional
        Units (dwellings; persons if those were asked) of each area, where there is no sample; else
        those of the targets.
    """

    name: ClassVar[str] = "base"
    population: Mapping[str, float] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        if self.population is None:
            return
        given = self.population
        counts = isinstance(given, Mapping) and all(
            is_number(each) and each > 0 for each in given.values()
        )
        if not counts or not given:
            raise wrong(self.name, "population", given, "population")
        object.__setattr__(self, "population", MappingProxyType(dict(given)))


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

    name: ClassVar[str] = "within_dwelling"
    adults: str = "adults"
    most: int | None = None
    missing: int | None = None

    def __post_init__(self) -> None:
        one_name(self.name, "adults", self.adults)
        whole(self.name, "most", self.most, 1, optional=True)
        whole(self.name, "missing", self.missing, 1, optional=True)


@dataclass(frozen=True, slots=True)
class UnknownEligibility:
    """Where nobody knows whether someone lives there, the known units of the class take over.

    Attributes
    ----------
    classes : tuple of str
        Columns known of everyone sampled.
    """

    name: ClassVar[str] = "unknown_eligibility"
    classes: tuple[str, ...] = ("area",)

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", names(self.name, "classes", self.classes))


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

    name: ClassVar[str] = "nonresponse"
    classes: tuple[str, ...] = ("area",)
    least: int = 20
    most_factor: float = 3.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", names(self.name, "classes", self.classes))
        whole(self.name, "least", self.least, 1)
        number(self.name, "most_factor", self.most_factor, 1)


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

    name: ClassVar[str] = "propensity"
    covariates: tuple[str, ...]
    groups: int | None = None
    least_chance: float = 0.02

    def __post_init__(self) -> None:
        given = names(self.name, "covariates", self.covariates, least=1)
        object.__setattr__(self, "covariates", given)
        whole(self.name, "groups", self.groups, 2, optional=True)
        number(self.name, "least_chance", self.least_chance, 0, 1)


@dataclass(frozen=True, slots=True)
class Poststratify:
    """The distribution of one target table is met, cell by cell.

    Attributes
    ----------
    by : tuple of str
        The variables, crossed; ``area`` among them for cells within areas.
    missing : mapping of variable to MissingRule
    """

    name: ClassVar[str] = "poststratify"
    by: tuple[str, ...]
    missing: Mapping[str, MissingRule] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        given = names(self.name, "by", self.by, least=1)
        by = tuple(each for name in given for each in variables_of(name))
        object.__setattr__(self, "by", names(self.name, "by", by))
        object.__setattr__(self, "missing", missing_rules(self.name, self.missing, self.variables))

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables crossed, but the area."""
        return tuple(each for each in self.by if each != AREA)


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

    name: ClassVar[str] = "rake"
    within: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    missing: Mapping[str, MissingRule] = field(default_factory=dict, hash=False)
    tolerance: float = 1e-10
    rounds: int = 1000

    def __post_init__(self) -> None:
        _set_tables(self, self.name)
        number(self.name, "tolerance", self.tolerance, 0, 1)
        whole(self.name, "rounds", self.rounds, 1)


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

    name: ClassVar[str] = "calibrate"
    within: tuple[str, ...] = ()
    across: tuple[str, ...] = ()
    distance: Literal["linear", "raking", "logit"] = "raking"
    bounds: tuple[float, float] | None = None
    missing: Mapping[str, MissingRule] = field(default_factory=dict, hash=False)
    tolerance: float = 1e-10
    rounds: int = 100

    def __post_init__(self) -> None:
        _set_tables(self, self.name)
        number(self.name, "tolerance", self.tolerance, 0, 1)
        whole(self.name, "rounds", self.rounds, 1)
        choice(self.name, "distance", self.distance, ("linear", "raking", "logit"))
        object.__setattr__(self, "bounds", bounds(self.name, self.bounds))
        if self.distance == "logit" and self.bounds is None:
            raise fail(WrongUseError, "recipe.logit_bounds")


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

    name: ClassVar[str] = "trim"
    upper: float | None = None
    lower: float | None = None
    of: Literal["median", "mean", "weight"] = "median"
    within: tuple[str, ...] = ("area",)

    def __post_init__(self) -> None:
        number(self.name, "upper", self.upper, 0, optional=True)
        number(self.name, "lower", self.lower, 0, optional=True)
        if self.upper is None and self.lower is None:
            raise fail(WrongUseError, "recipe.trim_nothing")
        if self.upper is not None and self.lower is not None and self.lower >= self.upper:
            raise wrong(self.name, "lower", self.lower, "below_upper")
        choice(self.name, "of", self.of, ("median", "mean", "weight"))
        object.__setattr__(self, "within", names(self.name, "within", self.within))


@dataclass(frozen=True, slots=True)
class Panel:
    """Respondents of an earlier wave were asked again: their weights of then are where it starts.

    Attributes
    ----------
    weight : str
        Column of the sample (or of the answers) with the earlier weight.
    """

    name: ClassVar[str] = "panel"
    weight: str = "earlier_weight"

    def __post_init__(self) -> None:
        one_name(self.name, "weight", self.weight)


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

    name: ClassVar[str] = "rescale"
    to: str | float = "respondents"
    within: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not is_number(self.to):
            choice(self.name, "to", self.to, ("respondents", "population"))
        elif float(self.to) <= 0:
            raise wrong(self.name, "to", self.to, "above", low="0", high="")
        object.__setattr__(self, "within", names(self.name, "within", self.within))


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


STEPS: dict[str, type[Any]] = {
    each.name: each
    for each in (
        BaseWeights,
        WithinDwelling,
        UnknownEligibility,
        Nonresponse,
        Propensity,
        Poststratify,
        Rake,
        Calibrate,
        Trim,
        Panel,
        Rescale,
    )
}
"""The steps by the names that they have in a recipe."""
STARTS = (BaseWeights, Panel)
RESPONSE_STEPS = (Nonresponse, Propensity)
TARGET_STEPS = (Poststratify, Rake, Calibrate)
_LAST = (*TARGET_STEPS, Trim, Rescale)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps in the order taken.

    Attributes
    ----------
    steps : tuple of Step
        The first is `BaseWeights` or `Panel`.
    universe : {"adults", "persons", "households"}
        Whom the weighted answers are about; targets must be about the same.

    Raises
    ------
    WrongUseError
        If the steps can't be taken in that order.

    Notes
    -----
    The order is that of Kalton & Flores-Cervantes (2003), *Weighting methods*, J. Off. Stat. 19:81:
    from the chance of being asked over who answered to what the register knows.

    Examples
    --------
    >>> recipe = Recipe((BaseWeights(), Rake(within=("sex", "age_group")), Trim(upper=5)))
    >>> recipe
    Recipe(base, rake, trim; adults)
    >>> recipe.to_mapping()["steps"][1]
    {'rake': {'within': ['sex', 'age_group']}}
    """

    steps: tuple[Step, ...]
    universe: Literal["persons", "adults", "households"] = "adults"

    def __post_init__(self) -> None:
        steps = self.steps if isinstance(self.steps, list | tuple) else (self.steps,)
        for each in steps:
            if not isinstance(each, tuple(STEPS.values())):
                raise fail(WrongUseError, "recipe.no_step", got=type(each).__name__)
        object.__setattr__(self, "steps", tuple(steps))
        choice("recipe", "universe", self.universe, UNIVERSES)
        check_order(self.steps, self.universe)

    def __repr__(self) -> str:
        return f"Recipe({', '.join(each.name for each in self.steps)}; {self.universe})"

    def _repr_html_(self) -> str:
        records: list[tuple[object, str, str]] = []
        for place, (step, words) in enumerate(zip(self.steps, self.in_words(), strict=True), 1):
            first, *others = _SENTENCE_END.split(words)
            records.append((place, text(f"recipe.step.{step.name}"), first))
            records += [(None, "", each) for each in others]
        return records_html(records, ("step", "name", "meaning"), text("recipe.title"))

    def has(self, *kinds: type[Any]) -> bool:
        """Whether a step of one of these kinds is taken."""
        return any(isinstance(each, kinds) for each in self.steps)

    def in_words(
        self, language: str | None = None, codebook: Codebook | None = None
    ) -> tuple[str, ...]:
        """Each step as a sentence for a method page.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        codebook : Codebook, optional
            What the variables are called; without it, their names.
        """
        language = language or current_language()
        return tuple(step_in_words(each, language, codebook) for each in self.steps)

    def to_mapping(self, *, whole: bool = False) -> dict[str, Any]:
        """The recipe as plain data, as `read_recipe` takes it.

        Parameters
        ----------
        whole : bool
            Whether what is as the package has it is written too.
        """
        steps = [_step_mapping(each, whole=whole) for each in self.steps]
        return {"universe": self.universe, "steps": steps}

    def to_yaml(self) -> str:
        """The recipe as the text of a file that `read_recipe` reads."""
        return yaml_text(self.to_mapping())

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that the recipe says, the same on every machine."""
        said = json.dumps([_FORM, self.to_mapping(whole=True)], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(said.encode()).hexdigest()


def check_order(steps: tuple[Step, ...], universe: str) -> None:
    """Refuse steps that can't be taken in that order.

    Raises
    ------
    WrongUseError
    """
    if not steps or not isinstance(steps[0], STARTS):
        raise fail(WrongUseError, "recipe.start")
    for later in steps[1:]:
        if isinstance(later, STARTS):
            raise fail(WrongUseError, "recipe.start_again", step=quoted(later.name))
    _check_once(steps)
    _before(steps, (WithinDwelling, UnknownEligibility, *RESPONSE_STEPS), _LAST)
    _before(steps, (UnknownEligibility,), RESPONSE_STEPS)
    kinds = {type(each) for each in steps}
    if UnknownEligibility in kinds and not kinds & set(RESPONSE_STEPS):
        raise fail(WrongUseError, "recipe.unknown_alone")
    if WithinDwelling in kinds and (universe == "households" or Panel in kinds):
        code = "within_households" if universe == "households" else "within_panel"
        raise fail(WrongUseError, f"recipe.{code}")


def _check_once(steps: tuple[Step, ...]) -> None:
    for kinds in ((WithinDwelling,), (UnknownEligibility,), RESPONSE_STEPS):
        found = [each.name for each in steps if isinstance(each, kinds)]
        if len(found) > 1:
            raise fail(WrongUseError, "recipe.twice", first=quoted(found[0]), step=quoted(found[1]))


def _before(
    steps: tuple[Step, ...], early: tuple[type[Any], ...], late: tuple[type[Any], ...]
) -> None:
    """Refuse an early step that stands after a late one."""
    first = next((each.name for each in steps if isinstance(each, late)), None)
    seen = False
    for each in steps:
        seen = seen or isinstance(each, late)
        if seen and isinstance(each, early):
            raise fail(WrongUseError, "recipe.order", step=quoted(each.name), later=quoted(first))


def _set_tables(step: Rake | Calibrate, name: str) -> None:
    """Check and keep the names of the tables and the rules for who lacks a variable."""
    for which in ("within", "across"):
        object.__setattr__(step, which, names(name, which, getattr(step, which)))
    tables = (*step.within, *step.across)
    if not tables:
        raise fail(WrongUseError, "recipe.no_tables", step=quoted(name))
    variables = [each for table in tables for each in variables_of(table)]
    object.__setattr__(step, "missing", missing_rules(name, step.missing, variables))


def _step_mapping(step: Step, *, whole: bool) -> Any:  # noqa: ANN401 - plain data
    default = {each.name: _default(each) for each in fields(step)}
    given = {name: getattr(step, name) for name in default}
    said = {name: _plain(each) for name, each in given.items() if whole or each != default[name]}
    return {step.name: said} if said or whole else step.name


def _default(of: Any) -> Any:  # noqa: ANN401 - a field
    return of.default_factory() if callable(of.default_factory) else of.default


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a step holds
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
