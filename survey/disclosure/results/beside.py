"""Respondents beside the register, and headlines under several weightings, after the mask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.language.catalogue import text

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedRepresentativity:
    """Respondents beside the register; what is hidden of the respondents is NaN.

    Attributes
    ----------
    over : str
    universe : str
    level : float
    has_weights, is_even, simulated : bool
    weighted_on : frozenset of str
    sources : mapping of name to (year, source)
    frame, tests : DataFrame
        As `Representativity.to_frame` tells, with a ``status``. Tests of a characteristic with a
        hidden category are hidden too.
    codebook : Codebook
    """

    over: str
    universe: str
    level: float
    has_weights: bool
    is_even: bool
    simulated: bool
    weighted_on: frozenset[str]
    sources: dict[str, tuple[str, str]]
    codebook: Codebook
    frame: pd.DataFrame = field(repr=False)
    tests: pd.DataFrame = field(repr=False)

    def variables(self) -> list[str]:
        """The characteristics, in order."""
        return list(dict.fromkeys(self.frame["variable"]))

    def areas(self) -> list[Any]:
        """The areas in order, without all together."""
        return [each for each in dict.fromkeys(self.frame[self.over]) if each is not Domain.ALL]

    def cells(self, variable: str, area: object) -> list[dict[str, Any]]:
        """The rows of a characteristic in an area."""
        records: list[Any] = self.frame[self.frame["variable"] == variable].to_dict("records")
        return [record for record in records if record[self.over] == area]

    def test(self, variable: str, area: object) -> dict[str, Any] | None:
        """The test of a characteristic in an area; None where the register doesn't tell of it."""
        records: list[Any] = self.tests[self.tests["variable"] == variable].to_dict("records")
        return next((record for record in records if record[self.over] == area), None)

    def area_label(self, area: object, language: str) -> str:
        """The label of an area, or what all together are called."""
        if area is Domain.ALL:
            return text("table.all", lang=language)
        return self.codebook.value_label(self.over, area, language)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedWeightingEffect:
    """Headlines under several weightings; hidden numbers are NaN.

    Attributes
    ----------
    over : str
    weightings : tuple of str
    level : float
    simulated : bool
    codebook : Codebook
    frame : DataFrame
        As `WeightingEffect.to_frame` tells, with a ``status``.
    """

    over: str
    weightings: tuple[str, ...]
    level: float
    simulated: bool
    codebook: Codebook
    frame: pd.DataFrame = field(repr=False)
