"""The areas of an invented city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from string import ascii_uppercase
from types import MappingProxyType
from typing import Any

from survey.codebook import Code, Kind, Variable
from survey.errors import WrongUseError
from survey.language.catalogue import LANGUAGES, text
from survey.language.messages import culprits, fail, quoted
from survey.simulation.arguments import unknown_word
from survey.simulation.model import TRAITS

ROLES = ("study", "contrast", "other")
_MOST_AREAS, _MOST_DWELLINGS = 2000, 1_000_000
_USUAL_SIZES = (220, 260, 300, 340, 380, 420)


@dataclass(frozen=True, slots=True)
class CityArea:
    """An area that is to be invented.

    Attributes
    ----------
    id : str
        Its code.
    label : str or mapping of language to str
        What it is called; its code if left out.
    dwellings : int
    role : {"study", "contrast", "other"}
    departments : int or tuple of str
        How many, or what they are called; one for each 200 dwellings if left out.
    traits : mapping of str to float
        What is added to a trait there, in standard deviations, in place of what would be drawn.
    non_western : float or None
        Share of households whose head is of non-western origin; drawn if left out.
    young : float
        What is added to the logit of a young head of household; drawn if left out.
    """

    id: str
    label: str | Mapping[str, str] = ""
    dwellings: int = 300
    role: str = "study"
    departments: int | tuple[str, ...] = 0
    traits: Mapping[str, float] = field(default_factory=dict)
    non_western: float | None = None
    young: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise fail(WrongUseError, "simulation.area", got=quoted(str(self.id)))
        whole = isinstance(self.dwellings, int) and not isinstance(self.dwellings, bool)
        if not whole or not 1 <= self.dwellings <= _MOST_DWELLINGS:
            raise fail(WrongUseError, "simulation.dwellings", area=quoted(self.id),
                       got=str(self.dwellings), most=_MOST_DWELLINGS)  # fmt: skip
        if self.role not in ROLES:
            raise unknown_word("role", self.role, ROLES)
        for trait in self.traits:
            if trait not in TRAITS:
                raise unknown_word("traits", trait, TRAITS)
        label = self.label or self.id
        both = dict.fromkeys(LANGUAGES, label) if isinstance(label, str) else dict(label)
        object.__setattr__(self, "label", MappingProxyType(both))
        object.__setattr__(self, "traits", MappingProxyType(dict(self.traits)))
        if not isinstance(self.departments, int):
            object.__setattr__(self, "departments", tuple(map(str, self.departments)))

    @property
    def code(self) -> Code:
        """Its code with what it is called."""
        return Code(self.id, dict(self.label))  # type: ignore[arg-type]


def areas_given(areas: object) -> tuple[CityArea, ...]:
    """Areas in any form in which they may be given.

    Raises
    ------
    WrongUseError
        If there are none, one isn't understood, or a code is there twice.
    """
    if isinstance(areas, int) and not isinstance(areas, bool):
        found = _unnamed(areas)
    elif isinstance(areas, Mapping):
        found = tuple(CityArea(str(name), dwellings=size) for name, size in areas.items())
    elif isinstance(areas, Iterable) and not isinstance(areas, str):
        found = tuple(map(_area, areas))
    else:
        raise fail(WrongUseError, "simulation.areas", got=type(areas).__name__)
    ids = [each.id for each in found]
    twice = [each for each in dict.fromkeys(ids) if ids.count(each) > 1]
    if not found or twice:
        code = "area_twice" if twice else "no_areas"
        raise fail(WrongUseError, f"simulation.{code}", names=culprits(twice))
    return found


def area_variable(areas: tuple[CityArea, ...]) -> Variable:
    """The column of areas."""
    head = {each: text("simulation.head.area", lang=each) for each in LANGUAGES}
    return Variable("area", Kind.GROUP, head, codes=tuple(each.code for each in areas))


def _area(given: Any) -> CityArea:  # noqa: ANN401 - in several forms
    if isinstance(given, CityArea):
        return given
    if isinstance(given, str):
        return CityArea(given)
    if isinstance(given, Mapping):
        strange = [each for each in given if each not in _FIELDS]
        if strange or "id" not in given:
            raise fail(WrongUseError, "simulation.area_keys", got=culprits(strange or given),
                       known=culprits(_FIELDS))  # fmt: skip
        return CityArea(**given)
    raise fail(WrongUseError, "simulation.areas", got=type(given).__name__)


_FIELDS = tuple(each.name for each in fields(CityArea))


def _unnamed(count: int) -> tuple[CityArea, ...]:
    """So many areas that have letters for names; the last one gives contrast."""
    if not 1 <= count <= _MOST_AREAS:
        raise fail(WrongUseError, "simulation.area_count", got=count, most=_MOST_AREAS)
    return tuple(
        CityArea(
            _letters(place).lower(),
            {each: text("simulation.area", lang=each, name=_letters(place)) for each in LANGUAGES},
            _USUAL_SIZES[(place * 5) % len(_USUAL_SIZES)],
            "contrast" if count > 1 and place == count - 1 else "study",
        )
        for place in range(count)
    )


def _letters(place: int) -> str:
    """A, B, …, Z, AA, AB, …."""
    name = ""
    while place >= 0:
        name = ascii_uppercase[place % 26] + name
        place = place // 26 - 1
    return name
