"""A recipe as it is written in a file; what is left out is as the steps have it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from survey.files.validation import Checked

Names = str | list[str]
Number = int | float
Missing = dict[str, Literal["own_category", "impute"] | dict[Literal["pool", "impute"], Any]]


class BaseFile(Checked):
    """The step base."""

    population: dict[str | int, Number] | None = None


class WithinDwellingFile(Checked):
    """The step within_dwelling."""

    adults: str | None = None
    most: int | None = None
    missing: int | None = None


class UnknownEligibilityFile(Checked):
    """The step unknown_eligibility."""

    classes: Names | None = None


class NonresponseFile(Checked):
    """The step nonresponse."""

    classes: Names | None = None
    least: int | None = None
    most_factor: Number | None = None


class PropensityFile(Checked):
    """The step propensity."""

    covariates: Names
    groups: int | None = None
    least_chance: Number | None = None


class PoststratifyFile(Checked):
    """The step poststratify."""

    by: Names
    missing: Missing | None = None


class RakeFile(Checked):
    """The step rake."""

    within: Names | None = None
    across: Names | None = None
    missing: Missing | None = None
    tolerance: Number | None = None
    rounds: int | None = None


class CalibrateFile(Checked):
    """The step calibrate."""

    within: Names | None = None
    across: Names | None = None
    distance: Literal["linear", "raking", "logit"] | None = None
    bounds: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    missing: Missing | None = None
    tolerance: Number | None = None
    rounds: int | None = None


class TrimFile(Checked):
    """The step trim."""

    upper: Number | None = None
    lower: Number | None = None
    of: Literal["median", "mean", "weight"] | None = None
    within: Names | None = None


class PanelFile(Checked):
    """The step panel."""

    weight: str | None = None


class RescaleFile(Checked):
    """The step rescale."""

    to: Literal["respondents", "population"] | Number | None = None
    within: Names | None = None


STEP_FILES: dict[str, type[Checked]] = {
    "base": BaseFile,
    "within_dwelling": WithinDwellingFile,
    "unknown_eligibility": UnknownEligibilityFile,
    "nonresponse": NonresponseFile,
    "propensity": PropensityFile,
    "poststratify": PoststratifyFile,
    "rake": RakeFile,
    "calibrate": CalibrateFile,
    "trim": TrimFile,
    "panel": PanelFile,
    "rescale": RescaleFile,
}


class RecipeFile(Checked):
    """A recipe; its steps are checked one by one."""

    universe: Literal["adults", "persons", "households"] = "adults"
    steps: Annotated[list[Any], Field(min_length=1)]
