"""Which areas of two waves are one and the same, and how far their boundaries differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.comparison.waves.codebook_differences import is_turned, relabelled
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.common_areas import drawn_anew, put_together
from survey.estimation.design_columns import column
from survey.files.nearest import did_you_mean
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Code
    from survey.comparison.waves.area_maps import AreaMap, Department
    from survey.comparison.waves.rules import Rules
    from survey.estimation.estimates import Estimates

Sizes = dict[Any, dict[Any, float]]
"""Dwellings by area and department."""


@dataclass(frozen=True, slots=True, eq=False)
class AreaMatch:
    """The areas of two waves put on common ones.

    Attributes
    ----------
    earlier, later : Estimates
    known_as : mapping of area to area
        What an area of either wave is called in both.
    renamed, merged, split : mapping
        What was done, by the common area.
    moved : mapping of area to float
        The part of its dwellings that are in a common area in one wave only.
    redrawn : tuple of areas
        Areas whose earlier answers are counted within the later boundaries.
    turned : tuple of areas
        Codes that another area had before.
    accepted : tuple of areas
        Those that are compared although many of their dwellings moved.
    """

    earlier: Estimates
    later: Estimates
    known_as: Mapping[Any, Any] = field(default_factory=dict)
    renamed: Mapping[Any, Any] = field(default_factory=dict)
    merged: Mapping[Any, tuple[Any, ...]] = field(default_factory=dict)
    split: Mapping[Any, tuple[Any, ...]] = field(default_factory=dict)
    moved: Mapping[Any, float] = field(default_factory=dict)
    redrawn: tuple[Any, ...] = ()
    turned: tuple[Any, ...] = ()
    accepted: tuple[Any, ...] = ()


class AreaNames:
    """Finds areas of the waves by their values and their labels.

    Parameters
    ----------
    given : sequence of Estimates
    over : str
        The by-column of areas.
    """

    def __init__(self, given: Sequence[Estimates], over: str) -> None:
        self.values: dict[Any, None] = {}
        self._by_label: dict[str, Any] = {}
        for each in given:
            found = dict.fromkeys(each.to_frame()[over])
            self.values |= {v: None for v in found if not isinstance(v, Domain | tuple)}
            variable = each.codebook.get(over)
            for code in variable.codes if variable is not None else ():
                self._by_label |= dict.fromkeys(code.label.values(), code.value)

    def find(self, wanted: object) -> Any:  # noqa: ANN401 - a value
        """The value of an area.

        Raises
        ------
        UnknownNameError
            If no wave has it.
        """
        if wanted in self.values:
            return wanted
        if wanted in self._by_label and self._by_label[str(wanted)] in self.values:
            return self._by_label[str(wanted)]
        known = [*map(str, self.values), *self._by_label]
        near = did_you_mean(str(wanted), known)
        code = "area_map.unknown_near" if near else "area_map.unknown"
        raise fail(
            UnknownNameError,
            code,
            got=quoted(wanted),
            near=quoted(near or ""),
            known=culprits(dict.fromkeys(map(str, self.values))),
        )


def check_areas(areas: AreaMap, names: AreaNames) -> None:
    """Refuse areas that no wave has; those of departments may lie outside the survey."""
    of_departments = {each.area for each in areas.departments}
    told = {*areas.renamed, *areas.renamed.values(), *areas.moved, *areas.accept}
    for each in (areas.merged, areas.split):
        told |= {area for name, some in each.items() for area in (name, *some)}
    for area in areas.areas():
        if area in told or area not in of_departments:
            names.find(area)


def matched(rules: Rules, first: int, last: int) -> AreaMatch:
    """Put the areas of two waves on common ones.

    Parameters
    ----------
    rules : Rules
    first, last : int
        Places of the waves.
    """
    earlier, later = rules.given[first], rules.given[last]
    over, areas = rules.over, rules.areas
    if over is None:
        return AreaMatch(earlier, later)
    names = AreaNames(rules.given, over)
    turned = _turned(earlier, later, over, areas, names)
    if areas is None:
        return AreaMatch(earlier, later, turned=turned)
    before, after = _values(earlier, over), _values(later, over)
    sizes = tuple(_sizes(areas, names, rules.names, place) for place in (first, last))
    fates = _fates(areas, names, before, after, sizes)
    redrawn: tuple[Any, ...] = ()
    outside: set[Any] = set()
    if areas.column:
        earlier, redrawn, outside = _redrawn(earlier, over, areas, names, sizes, fates)
    earlier = put_together(earlier, over, fates.earlier)
    later = put_together(later, over, fates.later)
    known = {**fates.earlier, **fates.later}
    return AreaMatch(
        earlier,
        later,
        known,
        fates.renamed,
        fates.merged,
        fates.split,
        _moved(sizes, fates, set(redrawn), outside)
        | _moved_in_all(sizes, (before, after), outside if redrawn else None)
        | _declared(rules, names, known, (first, last)),
        redrawn,
        turned,
        tuple(known.get(each, each) for each in map(names.find, areas.accept)),
    )


@dataclass(slots=True)
class _Fates:
    """What becomes of the areas of two waves."""

    earlier: dict[Any, Any] = field(default_factory=dict)
    later: dict[Any, Any] = field(default_factory=dict)
    renamed: dict[Any, Any] = field(default_factory=dict)
    merged: dict[Any, tuple[Any, ...]] = field(default_factory=dict)
    split: dict[Any, tuple[Any, ...]] = field(default_factory=dict)


def _fates(
    areas: AreaMap,
    names: AreaNames,
    before: Sequence[Any],
    after: Sequence[Any],
    sizes: tuple[Sizes, ...],
) -> _Fates:
    fates = _Fates()
    for old, new in areas.renamed.items():
        _rename(fates, names.find(old), names.find(new), before, after)
    for new, some in areas.merged.items():
        _merge(fates, names.find(new), [names.find(each) for each in some], before, after)
    for old, some in areas.split.items():
        _split(fates, names.find(old), [names.find(each) for each in some], before, after)
    _by_departments(fates, sizes, before, after)
    return fates


def _rename(
    fates: _Fates, old: object, new: object, before: Sequence[Any], after: Sequence[Any]
) -> None:
    """One name in both waves; in two waves that both have the older name, that is the newer one."""
    for side, here in ((fates.earlier, before), (fates.later, after)):
        if old in here and new not in here:
            side[old] = new
    if old in before and new in after and old not in after:
        fates.renamed[new] = old


def _merge(
    fates: _Fates, new: object, some: Sequence[Any], before: Sequence[Any], after: Sequence[Any]
) -> None:
    parts = [each for each in some if each in before]
    if new not in after or not parts or any(each in after and each != new for each in some):
        return
    fates.earlier |= dict.fromkeys(parts, new)
    fates.merged[new] = tuple(parts)


def _split(
    fates: _Fates, old: object, some: Sequence[Any], before: Sequence[Any], after: Sequence[Any]
) -> None:
    parts = [each for each in some if each in after]
    if old not in before or not parts or any(each in before and each != old for each in some):
        return
    fates.later |= dict.fromkeys(parts, old)
    fates.split[old] = tuple(parts)


def _by_departments(
    fates: _Fates, sizes: tuple[Sizes, ...], before: Sequence[Any], after: Sequence[Any]
) -> None:
    """New names, and areas put together or split, that follow from where departments went."""
    old, new = sizes
    gone = [a for a in before if a in old and a not in after and a not in fates.earlier]
    come = [a for a in after if a in new and a not in before and a not in fates.later]
    went = {a: [b for b in new if set(old[a]) & set(new[b]) and b in after] for a in gone}
    came = {b: [a for a in old if set(old[a]) & set(new[b]) and a in before] for b in come}
    for area, to in went.items():
        if len(to) > 1 and all(came.get(each) == [area] for each in to):
            fates.later |= dict.fromkeys(to, area)
            fates.split[area] = tuple(to)
    for area, sources in came.items():
        if not sources or any(went.get(each) != [area] for each in sources):
            continue
        fates.earlier |= dict.fromkeys(sources, area)
        if len(sources) > 1:
            fates.merged[area] = tuple(sources)
        else:
            fates.renamed[area] = sources[0]
    for area in after:
        sources = [a for a in gone if went[a] == [area] and a not in fates.earlier]
        if sources and area in before:
            fates.earlier |= dict.fromkeys(sources, area)
            fates.merged[area] = (area, *sources)


# Boundaries


def _sizes(areas: AreaMap, names: AreaNames, waves: Sequence[str], place: int) -> Sizes:
    """What areas consist of in a wave."""
    found: Sizes = {}
    for each in areas.departments:
        if _is_there(each, waves, place):
            area = _or_outside(names, each.area)
            there = found.setdefault(area, {})
            if each.name in there:
                raise fail(WrongUseError, "area_map.department_twice", name=quoted(each.name),
                           wave=quoted(waves[place]))  # fmt: skip
            there[each.name] = float(each.dwellings)
    _refuse_in_two(found, waves[place])
    return found


def _or_outside(names: AreaNames, area: object) -> Any:  # noqa: ANN401 - a value
    """The value of an area; as it is if it is none of the survey's."""
    try:
        return names.find(area)
    except UnknownNameError:
        return area


def _refuse_in_two(sizes: Sizes, wave: str) -> None:
    owners: dict[Any, Any] = {}
    for area, some in sizes.items():
        for department in some:
            if owners.setdefault(department, area) != area:
                raise fail(WrongUseError, "area_map.department_twice", name=quoted(department),
                           wave=quoted(wave))  # fmt: skip


def _is_there(each: Department, waves: Sequence[str], place: int) -> bool:
    now = _time(waves[place], waves)
    since = None if each.since is None else _time(each.since, waves)
    until = None if each.until is None else _time(each.until, waves)
    return (since is None or since <= now) and (until is None or now <= until)


def _time(when: str | int, waves: Sequence[str]) -> float:
    """A wave or a year on one line: years if all waves are years, else places of waves."""
    years = all(each.isdecimal() for each in waves)
    if years and str(when).isdecimal():
        return float(when)
    if str(when) in waves:
        return float(waves.index(str(when)))
    raise fail(WrongUseError, "area_map.when", got=quoted(str(when)), known=culprits(waves))


def _moved(
    sizes: tuple[Sizes, ...], fates: _Fates, redrawn: set[Any], outside: set[Any]
) -> dict[Any, float]:
    """The part of the dwellings of each common area that are in it in one wave only."""
    old, new = (
        _common(each, side) for each, side in zip(sizes, (fates.earlier, fates.later), strict=True)
    )
    found = {}
    for area in new:
        if area not in old:
            continue
        all_of = old[area] | new[area]
        only = set(old[area]) ^ set(new[area])
        if area in redrawn:  # what came from outside the survey can't be counted as before
            only = set(new[area]) & outside
            all_of = new[area]
        moved = sum(all_of[each] for each in only)
        if moved:
            found[area] = moved / sum(all_of.values())
    return found


def _moved_in_all(
    sizes: tuple[Sizes, ...], surveyed: tuple[Sequence[Any], ...], outside: set[Any] | None
) -> dict[Any, float]:
    """The same of all areas together, if the departments of each are known.

    `outside` are the departments that couldn't be counted as before; None if none was redrawn.
    """
    if any(set(areas) - set(known) for known, areas in zip(sizes, surveyed, strict=True)):
        return {}
    old, new = (
        {d: size for area in areas for d, size in known[area].items()}
        for known, areas in zip(sizes, surveyed, strict=True)
    )
    only = set(old) ^ set(new) if outside is None else set(new) & outside
    all_of = old | new if outside is None else new
    moved = sum(all_of[each] for each in only)
    return {Domain.ALL: moved / sum(all_of.values())} if moved else {}


def _declared(
    rules: Rules, names: AreaNames, known: Mapping[Any, Any], places: tuple[int, int]
) -> dict[Any, float]:
    """The part of the dwellings that moved, as it was said."""
    found: dict[Any, float] = {}
    given = rules.areas.moved if rules.areas is not None else {}
    for area, said in given.items():
        value = names.find(area)
        part = _part_between(said, rules.names, places)
        if part:
            found[known.get(value, value)] = part
    return found


def _part_between(said: Any, waves: Sequence[str], places: tuple[int, int]) -> float:  # noqa: ANN401
    """What moved after the earlier wave and no later than the later one."""
    if not isinstance(said, Mapping):
        return float(said)
    start, end = (_time(waves[place], waves) for place in places)
    moved = [float(part) for wave, part in said.items() if start < _time(wave, waves) <= end]
    return min(1.0, sum(moved))


def _common(sizes: Sizes, known_as: Mapping[Any, Any]) -> Sizes:
    found: Sizes = {}
    for area, some in sizes.items():
        found.setdefault(known_as.get(area, area), {}).update(some)
    return found


def _redrawn(
    earlier: Estimates,
    over: str,
    areas: AreaMap,
    names: AreaNames,
    sizes: tuple[Sizes, ...],
    fates: _Fates,
) -> tuple[Estimates, tuple[Any, ...], set[Any]]:
    """The earlier wave within the boundaries of the later one.

    Returns
    -------
    Estimates
    tuple of areas
        Those whose boundaries differed.
    set of departments
        Those that no area of the earlier wave had.
    """
    old, new = sizes
    surveyed = {d for area in _values(earlier, over) for d in old.get(area, {})}
    common = _common(new, fates.later)
    differ = [
        area
        for area, some in common.items()
        if set(_common(old, fates.earlier).get(area, some)) != set(some)
    ]
    if not differ:
        return earlier, (), set()
    known = {each.name for each in areas.departments}
    home = {str(d): area for area, some in common.items() for d in some}
    given = column(earlier.covariance.design.data, areas.column)
    written = [None if each is None else _as_text(each) for each in given]
    strange = [each for each in dict.fromkeys(written) if each not in set(map(str, known))]
    if strange:
        raise fail(UnknownNameError, "area_map.department_unknown", column=quoted(areas.column),
                   got=culprits(strange), known=culprits(sorted(map(str, known))))  # fmt: skip
    found = drawn_anew(earlier, over, [home.get(str(each)) for each in written])
    outside = {d for some in common.values() for d in some} - surveyed
    return found, tuple(differ), outside


def _as_text(value: Any) -> str:  # noqa: ANN401 - what a column holds
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


# Codes that mean another area than before


def _turned(
    earlier: Estimates, later: Estimates, over: str, areas: AreaMap | None, names: AreaNames
) -> tuple[Any, ...]:
    """Codes of areas that stood for another area before."""
    old, new = (_codes(each, over) for each in (earlier, later))
    if not is_turned(old, new):
        return ()
    said = set(areas.renamed) | set(areas.renamed.values()) if areas is not None else set()
    known = {names.find(each) for each in said}
    return tuple(each.value for each in relabelled(old, new) if each.value not in known)


def _codes(estimates: Estimates, over: str) -> tuple[Code, ...]:
    variable = estimates.codebook.get(over)
    return variable.codes if variable is not None else ()


def areas_with_answers(estimates: Estimates, over: str) -> set[Any]:
    """Areas that a wave has answers of."""
    return set(_values(estimates, over))


def _values(estimates: Estimates, over: str) -> list[Any]:
    """The same in their order."""
    frame = estimates.to_frame()
    found = dict.fromkeys(frame.loc[frame["n"] > 0, over])
    return [v for v in found if not isinstance(v, Domain | tuple)]
