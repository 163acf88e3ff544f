"""The invented city of a study at the time of a wave, and the mark that says it is invented."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from survey.errors import RefusedError, WrongUseError
from survey.files.atomic import write_bytes, write_text
from survey.files.guards import read_guarded
from survey.files.yaml_editing import edited_yaml
from survey.files.yaml_reader import MOST_BYTES
from survey.language.messages import culprits, fail
from survey.questionnaire.schema import plain_text
from survey.simulation.building import simulate_city
from survey.simulation.city_areas import CityArea
from survey.study.study_file.area_history import departments_of, dwellings_of
from survey.study.study_file.plan import read_study_plan
from survey.study.study_file.schema import named_files

if TYPE_CHECKING:
    from survey.simulation.city import City
    from survey.study.study_file.plan import StudyPlan
    from survey.study.wave import Wave

_USUAL_DWELLINGS, _USUAL_YEARS, _USUAL_YEAR, _MOST_YEARS = 300, 2, 2026, 20
_YEAR = re.compile(r"(?:19|20)\d\d")


def to_be_marked(plan: StudyPlan) -> bool:
    """Whether study.yaml is still to say that answers are simulated.

    Raises
    ------
    RefusedError
        If a wave has answers, which may be real.
    """
    if plan.written.simulated:
        return False
    there = [
        file for wave in plan.written.waves for _, file in named_files(wave)
        if (plan.folder / file).exists()
    ]  # fmt: skip
    if there:
        raise fail(RefusedError, "simulation.not_marked", names=culprits(there))
    return True


def mark_simulated(plan: StudyPlan) -> None:
    """Let study.yaml say that answers are simulated."""
    path = plan.document.path
    before = plan.document.data
    data = read_guarded(path, most_bytes=MOST_BYTES)
    edited = edited_yaml(data.decode("utf-8-sig"), before, {**before, "simulated": True})
    write_text(path, edited)
    if not read_study_plan(plan.folder).written.simulated:
        write_bytes(path, data)
        raise fail(WrongUseError, "simulation.mark_by_hand", where=path.name)


def city_of_wave(wave: Wave, seed: int) -> City:
    """The city at the time of the wave."""
    written = wave.plan.written
    departments = departments_of(written, written.waves[0].id)
    sizes = dwellings_of(written, written.waves[0].id)
    areas = [
        CityArea(
            area.id,
            plain_text(area.label),
            sizes.get(area.id) or area.population or _USUAL_DWELLINGS,
            area.role,
            departments.get(area.id, 0),
        )
        for area in written.areas
    ]
    waves = written.waves[: written.waves.index(wave.written) + 1]
    years = [int(each.id) if _YEAR.fullmatch(each.id) else 0 for each in waves]
    city = simulate_city(areas, seed=seed, year=years[0] or _USUAL_YEAR)
    for number, (before, after) in enumerate(pairwise(years), start=1):
        apart = after - before if before and after > before else _USUAL_YEARS
        city = city.later(min(apart, _MOST_YEARS), seed=seed + number)
    return city
