"""Which departments an area consists of in each wave, and what areas have become between two."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.comparison.waves.area_maps import AreaMap, Department
from survey.errors import UnknownNameError
from survey.language.messages import culprits, fail, quoted
from survey.study.study_file.schema import DepartmentFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.files.yaml_builder import YamlPath
    from survey.study.study_file.schema import AreaFile, StudyFile

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_STEP, _LAST = 0.001, 0.999
FIRST, LAST = float("-inf"), float("inf")
"""Before all waves, and after all of them."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A department, as long as it was part of one area.

    Attributes
    ----------
    name : str
        As files call it; with its landlord before it where two landlords have one of that name.
    area : str
    dwellings : int or None
    since, until : float
        From where to where on the line of `Times`, both within.
    path : tuple
        Where it stands in study.yaml.
    """

    name: str
    area: str
    dwellings: int | None
    since: float
    until: float
    path: YamlPath

    def holds(self, time: float) -> bool:
        """Whether the department was part of the area then."""
        return self.since <= time <= self.until

    def overlaps(self, other: Spell) -> bool:
        """Whether there is a time at which both hold."""
        return max(self.since, other.since) <= min(self.until, other.until)


@dataclass(frozen=True, slots=True)
class Times:
    """The waves of a study on a line: by their years if each tells one, else by their order.

    Attributes
    ----------
    waves : tuple of str
    years : tuple of int
        Empty if some wave doesn't tell its year, or they aren't in the order of years.
    """

    waves: tuple[str, ...]
    years: tuple[int, ...] = ()

    @classmethod
    def of(cls, waves: Sequence[str]) -> Times:
        """Those of some waves, in the order in which they are written."""
        found = [_YEAR.findall(each) for each in waves]
        years = tuple(int(each[0]) for each in found if len(each) == 1)
        told = len(years) == len(waves) and list(years) == sorted(years)
        return cls(tuple(waves), years if told else ())

    def wave(self, name: str) -> float:
        """The place of a wave."""
        place = self.waves.index(name)
        return self.years[place] + (place + 1) * _STEP if self.years else float(place)

    def start(self, when: str | int | None) -> float | None:
        """Where something begins; None if nobody knows when that is."""
        return self._at(when, FIRST, 0.0)

    def end(self, when: str | int | None) -> float | None:
        """Where something ends; None if nobody knows when that is."""
        return self._at(when, LAST, _LAST)

    def _at(self, when: str | int | None, usual: float, within_year: float) -> float | None:
        if when is None:
            return usual
        written = str(when).strip()
        if written in self.waves:
            place = self.wave(written)
            named_by_year = self.years and written == str(int(place))
            return int(place) + within_year if named_by_year else place
        return float(written) + within_year if self.years and _YEAR.fullmatch(written) else None


def spells(study: StudyFile) -> tuple[Spell, ...]:
    """All departments of a study, each with the area it was part of and when.

    Those with a time that isn't known are left out; the study's check tells of them.
    """
    times = Times.of([wave.id for wave in study.waves])
    found: list[tuple[Spell, str]] = []
    for path, area, each in written_departments(study):
        since, until = times.start(each.since), times.end(each.until)
        if since is not None and until is not None:
            name = str(each.name).strip()
            spell = Spell(name, area.id, each.dwellings, since, until, path)
            found.append((spell, (each.landlord or "").strip()))
    shared = _shared_names(found)
    return tuple(
        replace(spell, name=f"{landlord} {spell.name}")
        if landlord and _folded(spell.name) in shared
        else spell
        for spell, landlord in found
    )


def _shared_names(found: Sequence[tuple[Spell, str]]) -> set[str]:
    """Names of departments that several landlords have at the same time."""
    known: dict[str, list[tuple[Spell, str]]] = defaultdict(list)
    shared = set()
    for spell, landlord in found:
        name = _folded(spell.name)
        before = known[name] if landlord else []
        if any(_folded(o) != _folded(landlord) and s.overlaps(spell) for s, o in before):
            shared.add(name)
        before.append((spell, landlord))
    return shared


def written_departments(study: StudyFile) -> Iterator[tuple[YamlPath, AreaFile, DepartmentFile]]:
    """The departments of a study in full, each with where it stands and its area."""
    for number, area in enumerate(study.areas):
        for place, each in enumerate(area.departments or ()):
            full = each if isinstance(each, DepartmentFile) else DepartmentFile(name=each)
            yield ("areas", number, "departments", place), area, full


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def departments_in(study: StudyFile, wave: str) -> dict[str, str]:
    """The area of each department in a wave, in the order in which they are written."""
    time = Times.of([each.id for each in study.waves]).wave(wave)
    return {each.name: each.area for each in spells(study) if each.holds(time)}


def dwellings_of(study: StudyFile, wave: str) -> dict[str, int]:
    """How many dwellings each area has in a wave, where all of its departments tell theirs."""
    time = Times.of([each.id for each in study.waves]).wave(wave)
    told: dict[str, list[int | None]] = {}
    for each in spells(study):
        if each.holds(time):
            told.setdefault(each.area, []).append(each.dwellings)
    return {
        area: sum(each or 0 for each in several)
        for area, several in told.items()
        if None not in several
    }


def departments_of(study: StudyFile, wave: str) -> dict[str, tuple[str, ...]]:
    """The departments of each area that has some in a wave."""
    found: dict[str, tuple[str, ...]] = {}
    for name, area in departments_in(study, wave).items():
        found[area] = (*found.get(area, ()), name)
    return found


def area_map_of(study: StudyFile, earlier: str, later: str, *more: str) -> AreaMap | None:
    """What the areas of a wave have become in later ones, by what study.yaml says.

    Departments that move between areas tell new names, areas put together or split, and the part
    of the dwellings that moved, where the number of dwellings of each is known. What ``boundaries``
    say of an area goes before that.

    Parameters
    ----------
    study : StudyFile
        What study.yaml says.
    earlier, later : str
        Names of waves.
    *more : str
        Of further waves, if several are compared at once.

    Returns
    -------
    AreaMap or None
        None if the study tells neither departments with their dwellings nor boundaries: areas are
        then the same in all waves.

    Raises
    ------
    UnknownNameError
        If the study has no such wave.
    """
    known = [each.id for each in study.waves]
    asked = (earlier, later, *more)
    for name in asked:
        if name not in known:
            raise fail(UnknownNameError, "study.wave_unknown", name=quoted(name),
                       known=culprits(known))  # fmt: skip
    waves = sorted(dict.fromkeys(asked), key=known.index)
    departments = tuple(_over_waves(study, waves))
    moved = {area: parts for area, parts in _moved(study, waves) if parts}
    return AreaMap(moved=moved, departments=departments) if departments or moved else None


def _over_waves(study: StudyFile, waves: Sequence[str]) -> Iterator[Department]:
    """The departments of areas whose sizes are all known, as long as each was in one area."""
    sized = sized_areas(study)
    times = Times.of([each.id for each in study.waves])
    for each in spells(study):
        there = [wave for wave in waves if each.holds(times.wave(wave))]
        if each.area not in sized or each.dwellings is None or not there:
            continue
        since = None if there[0] == waves[0] else there[0]
        until = None if there[-1] == waves[-1] else there[-1]
        yield Department(each.name, each.area, each.dwellings, since, until)


def sized_areas(study: StudyFile) -> set[str]:
    """Areas with departments of which all tell their dwellings."""
    known = Counter(each.area for each in spells(study) if each.dwellings is not None)
    return {area for area, n in Counter(e.area for e in spells(study)).items() if known[area] == n}


def _moved(study: StudyFile, waves: Sequence[str]) -> Iterator[tuple[str, dict[str, float]]]:
    """What moved before each of the waves but the first, by area; between them it adds up."""
    known = [each.id for each in study.waves]
    places = [known.index(each) for each in waves]
    for area in study.areas:
        parts: dict[str, float] = {}
        for wave, part in area.boundaries.items():
            place = known.index(wave)
            after = next((at for at in places[1:] if place <= at), None)
            if after is not None and place > places[0] and part:
                parts[known[after]] = min(1.0, parts.get(known[after], 0.0) + float(part))
        yield area.id, parts
