"""What the areas of an earlier wave have become: other names, put together, split, redrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from types import MappingProxyType
from typing import Any

from survey.errors import WrongUseError
from survey.language.messages import culprits, fail, quoted

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Department:
    """A department of a landlord, as long as it was part of one area.

    Attributes
    ----------
    name : str or int
    area : value or label of an area
    dwellings : int
        How many there are in it.
    since, until : str, int or None
        The first and the last wave (or year) in which it was part of the area; None for ever.
    """

    name: str | int
    area: Any
    dwellings: int
    since: str | int | None = None
    until: str | int | None = None


@dataclass(frozen=True, slots=True)
class AreaMap:
    """What became of areas between waves, in the newer names.

    Attributes
    ----------
    renamed : mapping of area to area
        The earlier name of an area, and its newer one.
    merged : mapping of area to sequence of areas
        An area of a newer wave, and the earlier ones that were put together to it.
    split : mapping of area to sequence of areas
        An area of an earlier wave, and the newer ones that it was split into.
    moved : mapping of area to float, or to mapping of wave to float
        The part of an area's dwellings (0 to 1) that are in it in one of two waves only. Of more
        waves: the wave that first had the new boundary, ``{"Vangdalen": {"2012": 0.04}}``.
    departments : sequence of Department
        What areas consist of, from when to when. Names that change, areas that are put together or
        split, and the part that moved follow from it where they aren't said.
    column : str
        The column of all waves' data that names each row's department. With it the answers of an
        earlier wave are counted in the areas of the later one.
    threshold : float
        The part of the dwellings from which on an area is another one, and nothing is compared.
    accept : sequence of areas
        Areas that are compared all the same, with a footnote.

    Examples
    --------
    >>> import survey as sv
    >>> sv.AreaMap(renamed={"Jennumparken": "Nordparken"}, moved={"Vangdalen": 0.04})
    AreaMap(1 renamed, 1 redrawn)
    """

    renamed: Mapping[Any, Any] = field(default_factory=dict)
    merged: Mapping[Any, Any] = field(default_factory=dict)
    split: Mapping[Any, Any] = field(default_factory=dict)
    moved: Mapping[Any, float | Mapping[Any, float]] = field(default_factory=dict)
    departments: Iterable[Department] = ()
    column: str = ""
    threshold: float = 0.1
    accept: Iterable[Any] = ()

    def __post_init__(self) -> None:
        for name in ("renamed", "merged", "split", "moved"):
            given = getattr(self, name)
            if not isinstance(given, Mapping):
                raise fail(WrongUseError, "area_map.mapping", name=name, got=type(given).__name__)
        for name in ("merged", "split"):
            listed = {
                area: _several(name, area, some) for area, some in getattr(self, name).items()
            }
            object.__setattr__(self, name, MappingProxyType(listed))
        for name in ("renamed", "moved"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        object.__setattr__(self, "departments", _departments(self.departments))
        accept: Any = self.accept
        listed_areas = (accept,) if isinstance(accept, str | int) else tuple(accept)
        object.__setattr__(self, "accept", listed_areas)
        _refuse_parts(self.threshold, *self.moved.values())
        self._refuse_two_fates()
        if self.column and not self.departments:
            raise fail(WrongUseError, "area_map.column", column=quoted(self.column))

    def __repr__(self) -> str:
        parts = [
            f"{len(getattr(self, name))} {word}"
            for name, word in (
                ("renamed", "renamed"),
                ("merged", "merged"),
                ("split", "split"),
                ("moved", "redrawn"),
                ("departments", "departments"),
            )
            if len(getattr(self, name))
        ]
        return f"AreaMap({', '.join(parts) or 'nothing'})"

    def areas(self) -> list[Any]:
        """All areas that are mentioned, each once."""
        found: list[Any] = [*self.renamed, *self.renamed.values(), *self.moved, *self.accept]
        for each in (self.merged, self.split):
            found += [area for name, some in each.items() for area in (name, *some)]
        found += [each.area for each in self.departments]
        return list(dict.fromkeys(found))

    def _refuse_two_fates(self) -> None:
        """No earlier area may become two different things."""
        fates = [*self.renamed, *(each for some in self.merged.values() for each in some),
                 *self.split]  # fmt: skip
        twice = [area for area in dict.fromkeys(fates) if fates.count(area) > 1]
        if twice:
            raise fail(WrongUseError, "area_map.twice", areas=culprits(twice))


def _several(name: str, area: object, given: Any) -> Values:  # noqa: ANN401 - as it was given
    if isinstance(given, str) or not isinstance(given, Iterable) or len(tuple(given)) < 2:
        raise fail(WrongUseError, "area_map.several", name=name, area=quoted(area), got=repr(given))
    return tuple(given)


def _departments(given: Any) -> tuple[Department, ...]:  # noqa: ANN401 - as it was given
    if not isinstance(given, Iterable):
        raise fail(WrongUseError, "area_map.departments", got=type(given).__name__)
    listed = tuple(given)
    wrong = [each for each in listed if not isinstance(each, Department)]
    if wrong:
        raise fail(WrongUseError, "area_map.departments", got=type(wrong[0]).__name__)
    for each in listed:
        if not _is_number(each.dwellings) or not 0 < each.dwellings < float("inf"):
            raise fail(WrongUseError, "area_map.dwellings", name=quoted(each.name),
                       got=repr(each.dwellings))  # fmt: skip
    return listed


def _refuse_parts(*given: Any) -> None:  # noqa: ANN401 - as it was given
    """Refuse what is no part of a whole."""
    for each in given:
        for part in each.values() if isinstance(each, Mapping) else (each,):
            if not _is_number(part) or not 0 <= part <= 1:
                raise fail(WrongUseError, "area_map.part", got=repr(part))


def _is_number(given: object) -> bool:
    return isinstance(given, Real) and not isinstance(given, bool)
