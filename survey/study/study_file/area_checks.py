"""What is wrong in study.yaml with its areas, their departments, and where areas are named."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.language.messages import culprits, finding, quoted
from survey.study.study_file.area_history import (
    Times,
    departments_of,
    sized_areas,
    spells,
    written_departments,
)
from survey.study.study_file.schema import TargetsFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.files.validation import Written
    from survey.files.yaml_builder import YamlPath
    from survey.findings import Finding
    from survey.study.study_file.area_history import Spell
    from survey.study.study_file.schema import AreaFile, DepartmentFile, StudyFile, When


def check_areas(document: Written, study: StudyFile) -> Iterator[Finding]:
    """All that is wrong with the areas of a study."""
    yield from _check_contrast(document, study)
    yield from _check_population(document, study)
    yield from _check_names(document, study)
    yield from _check_times(document, study)
    yield from _check_departments(document, study)
    yield from _check_boundaries(document, study)
    yield from _check_mentions(document, study)


def _check_contrast(document: Written, study: StudyFile) -> Iterator[Finding]:
    contrasts = [place for place, area in enumerate(study.areas) if area.role == "contrast"]
    if not contrasts:
        yield finding("study.no_contrast", place=document.place(("areas",)))
    if len(contrasts) > 1:
        where = document.place(("areas", contrasts[1], "role"))
        names = culprits(study.areas[place].id for place in contrasts)
        yield finding("study.one_contrast", place=where, names=names)


def _check_population(document: Written, study: StudyFile) -> Iterator[Finding]:
    absent = [area.id for area in study.areas if area.population is None]
    if absent and len(absent) < len(study.areas):
        where = document.place(("areas",))
        yield finding("study.population_some", place=where, names=culprits(absent))


# Names


def _check_names(document: Written, study: StudyFile) -> Iterator[Finding]:
    """Whether a name means one area only, however it is written."""
    owner: dict[str, AreaFile] = {}
    for number, area in enumerate(study.areas):
        for path, name in _names(number, area):
            first = owner.setdefault(heading_key(name) or name, area)
            if first.id != area.id:
                where, code = document.place(path), "study.area_name_taken"
                yield finding(code, place=where, name=quoted(name), area=quoted(first.id))
    for path, area, each in written_departments(study):
        named = owner.get(heading_key(str(each.name)))
        if named is not None and named.id != area.id:
            where, code = document.place(path), "study.department_is_area"
            yield finding(code, place=where, name=quoted(str(each.name)), area=quoted(named.id))


def _names(number: int, area: AreaFile) -> Iterator[tuple[YamlPath, str]]:
    """What files may call an area, each with where it stands; ids are checked elsewhere."""
    for language, label in area.label.items():
        yield ("areas", number, "label", language), label
    yield ("areas", number, "id"), area.id
    for place, alias in enumerate(area.aliases or ()):
        yield ("areas", number, "aliases", place), alias


# Departments over time


def _check_times(document: Written, study: StudyFile) -> Iterator[Finding]:
    """Whether it is known when a department came and went, and it came first."""
    times = Times.of([wave.id for wave in study.waves])
    for path, _, each in written_departments(study):
        since, until = times.start(each.since), times.end(each.until)
        for key, when, found in (("from", each.since, since), ("to", each.until, until)):
            if found is None:
                yield _unknown_time(document, (*path, key), when, times)
        if since is not None and until is not None and since > until:
            where = document.place((*path, "to"))
            fields: dict[str, Any] = {
                "since": quoted(str(each.since)),
                "until": quoted(str(each.until)),
            }
            yield finding("study.department_ends_first", place=where, **_named(each), **fields)


def _unknown_time(document: Written, path: YamlPath, when: When | None, times: Times) -> Finding:
    code = "study.time_unknown_years" if times.years else "study.time_unknown"
    known = culprits(times.waves)
    return finding(code, place=document.place(path), got=quoted(str(when)), known=known)


def _named(department: DepartmentFile) -> dict[str, Any]:
    return {"name": quoted(str(department.name))}


def _check_departments(document: Written, study: StudyFile) -> Iterator[Finding]:
    """Whether each department lies in one area at a time."""
    before: dict[str, list[Spell]] = defaultdict(list)
    for each in spells(study):
        known = before[" ".join(each.name.casefold().split())]
        first = next((other for other in known if other.overlaps(each)), None)
        if first is not None:
            always = (first.since, first.until) == (each.since, each.until)
            code = "study.department_twice" if always else "study.department_overlaps"
            fields: dict[str, Any] = {"name": quoted(each.name), "area": quoted(first.area)}
            yield finding(code, place=document.place(each.path), **fields)
        known.append(each)


# Boundaries


def _check_boundaries(document: Written, study: StudyFile) -> Iterator[Finding]:
    """Whether waves of boundaries are there, and what moved is known wherever departments did."""
    waves = [wave.id for wave in study.waves]
    for number, area in enumerate(study.areas):
        for wave in area.boundaries:
            where = document.place(("areas", number, "boundaries", wave))
            if wave not in waves:
                near = did_you_mean(wave, waves)
                code = "study.boundary_wave_near" if near else "study.boundary_wave"
                yield finding(code, place=where, got=quoted(wave), near=quoted(near or ""),
                              known=culprits(waves))  # fmt: skip
            elif wave == waves[0]:
                yield finding("study.boundary_first", place=where, wave=quoted(wave))
    if len(set(waves)) == len(waves):
        yield from _check_sizes(document, study)


def _check_sizes(document: Written, study: StudyFile) -> Iterator[Finding]:
    """Whether it is known how much of an area moved with its departments."""
    sized = sized_areas(study)
    waves = [wave.id for wave in study.waves]
    held = {wave: departments_of(study, wave) for wave in waves}
    for number, area in enumerate(study.areas):
        if area.id in sized or not area.departments:
            continue
        for earlier, later in pairwise(waves):
            before, after = (set(held[wave].get(area.id, ())) for wave in (earlier, later))
            if before != after and before and after and later not in area.boundaries:
                where = document.place(("areas", number, "departments"))
                moved = culprits(sorted(before ^ after))
                fields: dict[str, Any] = {"area": quoted(area.id), "names": moved, "wave": later}
                yield finding("study.department_sizes", place=where, **fields)
                break


# Where areas are named


def _check_mentions(document: Written, study: StudyFile) -> Iterator[Finding]:
    """Whether the areas exist that waves, events, targets and the register name."""
    known = {area.id: _words_of(area) for area in study.areas}
    for number, wave in enumerate(study.waves):
        for path, name in _mentions(wave):
            if name not in known:
                where = document.place(("waves", number, *path))
                yield unknown_area(where, name, known)


def unknown_area(where: Any, name: str, known: Mapping[str, tuple[str, ...]]) -> Finding:  # noqa: ANN401
    """That an area is named that the study hasn't got, with the one that was probably meant."""
    by_name = {words: area for area, several in known.items() for words in several}
    near = did_you_mean(name, by_name)
    code = "study.area_not_there_near" if near else "study.area_not_there"
    return finding(code, place=where, name=quoted(name), known=culprits(known),
                   near=quoted(by_name.get(near or "", "")))  # fmt: skip


def _words_of(area: AreaFile) -> tuple[str, ...]:
    return (area.id, *area.label.values(), *(area.aliases or ()))


def _mentions(wave: Any) -> Iterator[tuple[YamlPath, str]]:  # noqa: ANN401 - a WaveFile
    for place, name in enumerate(wave.areas or ()):
        yield ("areas", place), name
    for place, event in enumerate(wave.fieldwork.events):
        if event.area is not None:
            yield ("fieldwork", "events", place, "area"), event.area
    if isinstance(wave.fieldwork.target, dict):
        for name in wave.fieldwork.target:
            yield ("fieldwork", "target", name), name
    if isinstance(wave.targets, TargetsFile):
        for department, name in wave.targets.departments.items():
            if name is not None:
                yield ("targets", "departments", department), name
