"""Numbers that a plan is given: checked, one for all areas or one for each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind, Variable
from survey.errors import UnknownNameError, WrongUseError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.sampling.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats, Ints

_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number must lie within, and what that is called.

    Attributes
    ----------
    name : str
        Key below ``planning.limits``.
    low, high : float
    with_low, with_high : bool
        Whether the ends are allowed.
    whole : bool
    """

    name: str
    low: float
    high: float = math.inf
    with_low: bool = False
    with_high: bool = False
    whole: bool = False

    def hold(self, value: float) -> bool:
        """Whether a number is allowed."""
        if not math.isfinite(value) or (self.whole and value != int(value)):
            return False
        above = value > self.low or (self.with_low and value == self.low)
        return above and (value < self.high or (self.with_high and value == self.high))


INSIDE = Limits("inside", 0, 1)
RATE = Limits("rate", 0, 1, with_high=True)
PART = Limits("part", 0, 1, with_low=True, with_high=True)
POSITIVE = Limits("positive", 0)
NOT_NEGATIVE = Limits("not_negative", 0, with_low=True)
AT_LEAST_ONE = Limits("at_least_one", 1, with_low=True)
COUNT = Limits("count", 1, _MOST, with_low=True, with_high=True, whole=True)
COUNT_OR_NONE = Limits("count_or_none", 0, _MOST, with_low=True, with_high=True, whole=True)
CORRELATION = Limits("correlation", -1, 1, with_low=True, with_high=True)


def number(name: str, value: object, limits: Limits, *, where: str | None = None) -> float:
    """A number within its limits.

    Raises
    ------
    WrongUseError
        If it is no number, or outside.
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool | np.bool_)
    if not is_number or not limits.hold(float(value)):  # type: ignore[arg-type]
        bounds = text(f"planning.limits.{limits.name}")
        got = _shown(value)
        raise fail(WrongUseError, "planning.number", where=where, name=name, got=got, bounds=bounds)
    return float(value)  # type: ignore[arg-type]


def _shown(value: object) -> str:
    """What was given, as an error shows it."""
    if isinstance(value, str):
        return quoted(value)
    return repr(value.item() if isinstance(value, np.generic) else value)


def choice(name: str, value: object, known: Sequence[str]) -> str:
    """One of some words."""
    if not isinstance(value, str) or value not in known:
        got = _shown(value)
        raise fail(WrongUseError, "planning.choice", name=name, got=got, known=culprits(known))
    return value


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas and how many can be asked in each.

    Attributes
    ----------
    codes : tuple of str
        Empty where it is one population without a name.
    size : (k,) int
    variable : Variable
        What the areas are called.
    adults : (k,) int
        Adults in each, −1 where that isn't known.
    """

    codes: tuple[str, ...]
    size: Ints
    variable: Variable
    adults: Ints

    def __len__(self) -> int:
        return len(self.size)

    def labels(self, language: str) -> list[str]:
        """What the areas are called."""
        return [self.variable.code_label(code, language) for code in self.codes]

    def named(self, which: Any) -> str:  # noqa: ANN401 - a mask or places
        """Some areas as an error names them."""
        return culprits([self.codes[place] for place in np.arange(len(self))[which]])

    def place(self, wanted: object, *, name: str = "contrast") -> int:
        """The place of an area by its code or its label.

        Raises
        ------
        UnknownNameError
        """
        if wanted in self.codes:
            return self.codes.index(wanted)
        for code in self.variable.codes:
            if wanted in code.label.values() and code.value in self.codes:
                return self.codes.index(str(code.value))
        near = did_you_mean(str(wanted), self._names())
        raise fail(
            UnknownNameError,
            "planning.area_unknown_near" if near else "planning.area_unknown",
            name=name,
            got=_shown(wanted),
            areas=culprits(self.labels(current_language())),
            near=quoted(near or ""),
        )

    def _names(self) -> list[str]:
        """All that areas can be called by: their codes and what they are called."""
        labels = [code.label.values() for code in self.variable.codes if code.value in self.codes]
        return [*self.codes, *(each for those in labels for each in those)]

    def each(self, name: str, value: object, limits: Limits) -> Floats:
        """One number for all areas, or one for each, as an array.

        Raises
        ------
        UnknownNameError
            If a number is given for what is no area.
        WrongUseError
            If an area has none, or a number lies outside its limits.
        """
        if not isinstance(value, Mapping | pd.Series):
            return np.full(len(self), number(name, value, limits))
        given = dict(value.items())
        if not self.codes:
            raise fail(WrongUseError, "planning.no_areas", name=name)
        found = np.full(len(self), np.nan)
        for area, each in given.items():
            found[self.place(area, name=name)] = number(name, each, limits, where=str(area))
        absent = np.isnan(found)
        if absent.any():
            raise fail(WrongUseError, "planning.absent", name=name, areas=self.named(absent))
        return found


def areas_of(population: object, *, name: str = "population") -> Areas:
    """The areas behind one number, numbers by area, or a frame.

    Raises
    ------
    WrongUseError
        If it is none of these, a number is no count, or nobody can be asked in an area.
    """
    if isinstance(population, Frame):
        return _of_frame(population)
    if not isinstance(population, Mapping | pd.Series):
        size = int(number(name, population, COUNT))
        return Areas((), np.array([size]), _bare(), np.array([-1]))
    given = dict(population.items())
    if not given:
        raise fail(WrongUseError, "planning.no_area", name=name)
    size_of = {str(area): int(number(name, n, COUNT, where=str(area))) for area, n in given.items()}
    if len(size_of) < len(given):
        raise fail(WrongUseError, "planning.area_twice", name=name)
    sizes = np.array(list(size_of.values()), dtype=np.int64)
    return Areas(tuple(size_of), sizes, _bare(), np.full(len(sizes), -1))


def _of_frame(frame: Frame) -> Areas:
    counts = frame.counts
    if not len(counts):
        raise fail(WrongUseError, "planning.no_area", name="frame")
    size = counts["eligible"].to_numpy(np.int64)
    codes = tuple(counts["area"])
    known = "adults" in counts and frame.unit == "dwelling"
    adults = counts["adults"].to_numpy(np.int64) if known else np.full(len(size), -1)
    areas = Areas(codes, size, frame.area, adults)
    if (size < 1).any():
        raise fail(WrongUseError, "planning.nobody", areas=areas.named(size < 1))
    return areas


def _bare() -> Variable:
    return Variable("area", Kind.GROUP, {"da": "Område", "en": "Area"})


def without_adults(areas: Areas) -> Areas:
    """The areas, as if it weren't known how many live in a dwelling."""
    return replace(areas, adults=np.full(len(areas), -1))
