"""Which area and department a row of a register belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from survey.errors import WrongUseError
from survey.files.clean import clean_text
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.language.messages import culprits, fail, quoted
from survey.sampling.areas import (
    Finder,
    ListedArea,
    area_finder,
    area_variable,
    areas_of_texts,
    called,
    listed_areas,
)

if TYPE_CHECKING:
    from survey.codebook import Variable
    from survey.sampling.areas import Areas

OUTSIDE = -2
"""In the place of an area: departments that are no part of the study."""
UNKNOWN = -1


class Where(NamedTuple):
    """A department in an area, an area, or all together.

    Attributes
    ----------
    area : int
        Its place among the areas; `OUTSIDE` for none of them, `WHOLE` for all.
    department : str
        Empty for the whole area.
    """

    area: int
    department: str = ""


WHOLE = Where(-3)
"""All areas of the study together."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a row says of where it belongs.

    Attributes
    ----------
    areas, departments, landlords : tuple of str
        What stands in columns of these, none of them empty.
    either : tuple of str
        What stands in a column that may hold both areas and departments.
    """

    areas: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    landlords: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.areas or self.departments or self.either)

    def __str__(self) -> str:
        return " ".join((*self.areas, *self.landlords, *self.departments, *self.either))


@dataclass(slots=True)
class Places:
    """The areas of the study, their departments, and how both are found.

    Attributes
    ----------
    areas : tuple of ListedArea
    given : bool
        Whether the areas are the study's; if not, they are those of the file.
    owner : mapping of str to int
        The place of the area of each department that is listed.
    shown : dict of str to str
        Departments as they are written, by their keys.
    """

    areas: tuple[ListedArea, ...] = ()
    given: bool = False
    owner: dict[str, int] = field(default_factory=dict)
    variable: Variable | None = None
    shown: dict[str, str] = field(default_factory=dict)
    _areas: Finder = field(default_factory=lambda: Finder(()))
    _departments: Finder = field(default_factory=lambda: Finder(()))

    def listed(self) -> Variable:
        """The column of areas."""
        return area_variable(self.areas, self.variable)

    def called(self, where: Where) -> str:
        """What a place is called in a message."""
        if where.department:
            return self.shown.get(where.department, where.department)
        return called(self.areas[where.area]) if where.area >= 0 else ""

    def knows(self, text: str) -> bool:
        """Whether a text is the name of an area or a department."""
        return self._areas.place(text) >= 0 or self._departments.place(text) >= 0

    def learn(self, names: Iterable[str]) -> None:
        """Take the areas that a file has, where the study gave none."""
        self.areas = areas_of_texts(dict.fromkeys(names), {})
        self._areas = area_finder(self.areas)

    def departments_of(self, area: int) -> frozenset[str]:
        """The departments that are listed for an area."""
        return frozenset(self._keyed(each) for each, at in self.owner.items() if at == area)

    def find(self, written: Written) -> Where | None:
        """The place that a row means; None if it isn't known."""
        department = self._department(written)
        if written.areas or written.either:
            area = self._area((*written.areas, *written.either))
        else:
            area = self._area((str(written), *written.departments))
        if written.areas and area == UNKNOWN:
            return None
        if department is not None:
            at, name = department
            return None if area not in (UNKNOWN, at) else Where(at, name)
        if area == UNKNOWN:
            return None
        if not (written.areas and written.departments):
            return Where(area)
        listed = any(at == area for at in self.owner.values())
        name = self._keyed(" ".join((*written.landlords, *written.departments)))
        return None if listed else Where(area, name)

    def _keyed(self, name: str) -> str:
        key = heading_key(name) or name
        self.shown.setdefault(key, name)
        return key

    def _area(self, names: Iterable[str]) -> int:
        return next((at for each in names if (at := self._areas.place(each)) >= 0), UNKNOWN)

    def _department(self, written: Written) -> tuple[int, str] | None:
        """The area and the name of a department that is listed."""
        if not self.owner:
            return None
        ours = (*written.departments, *written.either)
        both = [f"{one} {two}" for one in written.landlords for two in ours]
        names = tuple(self.owner)
        for each in (*both, *ours):
            at = self._departments.place(each)
            if at >= 0:
                return self.owner[names[at]], self._keyed(names[at])
        return None

    def elsewhere(self, written: Written) -> tuple[str, str] | None:
        """The area that a row says and the one its department is in, if these are different."""
        department, area = self._department(written), self._area(written.areas)
        if department is None or area == UNKNOWN or department[0] in (area, OUTSIDE):
            return None
        return called(self.areas[area]), called(self.areas[department[0]])

    def near(self, written: Written) -> str | None:
        """The name that is most like one that isn't known."""
        names = (*self._areas.names, *self._departments.names)
        asked = (*written.departments, *written.either, *written.areas)
        return next(filter(None, (did_you_mean(each, names) for each in asked)), None)

    def names(self) -> str:
        """Some of the names that are known, for a message."""
        return culprits(self.owner or map(called, self.areas))


def places_of(areas: Areas | None, departments: object) -> Places:
    """The areas and departments that are given, perhaps by departments alone.

    Parameters
    ----------
    areas : as for `listed_areas`, or None
    departments : mapping of department to area or None
        An area by its code or any of its names; None for one that is no part of the study. A
        department of which several landlords have one can be given with the landlord before it.

    Raises
    ------
    WrongUseError
        If they aren't such, or an area isn't known.
    """
    owners = _owners(departments)
    from_departments = areas is None and bool(owners)
    if from_departments:
        areas = list(dict.fromkeys(each for each in owners.values() if each is not None))
    if areas is None:
        return Places()
    listed = listed_areas(areas)
    finder = area_finder(listed)
    owner = {name: at for at, each in enumerate(listed) for name in each.departments}
    for name, area in owners.items():
        owner[name] = OUTSIDE if area is None else finder.place(str(area))
        if owner[name] == UNKNOWN:
            raise fail(WrongUseError, "targets.department_area", name=quoted(name),
                       got=quoted(str(area)), known=culprits(map(called, listed)))  # fmt: skip
    variable = areas if hasattr(areas, "codes") else None
    named = Finder((name, at) for at, name in enumerate(owner))
    return Places(listed, True, owner, variable, _areas=finder, _departments=named)  # type: ignore[arg-type]


def _owners(departments: object) -> dict[str, object]:
    if departments is None:
        return {}
    if not isinstance(departments, Mapping):
        raise fail(WrongUseError, "argument.kind", name="departments",
                   got=type(departments).__name__, expected="{str: area}")  # fmt: skip
    found: dict[str, object] = {}
    for name, area in departments.items():
        if not isinstance(area, str | int | None) or isinstance(area, bool):
            raise fail(WrongUseError, "argument.kind", name=f"departments[{name!r}]",
                       got=type(area).__name__, expected="str | int | None")  # fmt: skip
        found[clean_text(str(name))] = area
    return found
