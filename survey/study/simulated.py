"""Invented answers for a wave of a study, in place of answers that aren't there yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import RefusedError, WrongUseError
from survey.files.atomic import write_bytes, write_text
from survey.files.guards import inside, read_guarded, safe_file_name
from survey.files.yaml_editing import edited_yaml
from survey.files.yaml_reader import MOST_BYTES
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.schema import plain_text
from survey.responses.labelled.forms import FORMS
from survey.sampling.permanent_numbers import checked_seed
from survey.sampling.planning import plan_sample
from survey.simulation.building import simulate_city
from survey.simulation.city_areas import CityArea
from survey.simulation.contacts import ResponseModel
from survey.simulation.invented_files import (
    RECORD,
    refuse_others,
    remove_invented,
    write_invented,
)
from survey.simulation.wave import SimulatedWave, simulate_wave
from survey.study.area_history import departments_of
from survey.study.locked import refuse_locked, writing_into
from survey.study.plan import STUDY_FILE, read_study_plan
from survey.study.schema import named_files
from survey.study.study_edits import edited_study
from survey.study.weighing import TARGETS_FILE, template_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.sampling.plan import SamplePlan
    from survey.simulation.city import City
    from survey.study.plan import StudyPlan
    from survey.study.wave import Wave
    from survey.study.wave_files import WaveFiles

_USUAL_DWELLINGS, _USUAL_YEARS, _USUAL_YEAR, _MOST_YEARS = 300, 2, 2026, 20
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_OURS = ("columns", "respondent", "counts", "weights", "corrections")


@dataclass(frozen=True, slots=True)
class SimulatedFiles:
    """An invented wave of a study, as it was written.

    Attributes
    ----------
    wave : SimulatedWave
    files : tuple of Path
    marked : bool
        Whether study.yaml was told that answers are simulated.
    """

    wave: SimulatedWave
    files: tuple[Path, ...]
    marked: bool

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was done, a line each."""
        spoken = language or current_language()
        count = len(self.wave.responses.data)
        told = [text("simulation.study.invented", lang=spoken, count=count, seed=self.wave.seed)]
        if self.marked:
            told.append(text("simulation.study.marked", lang=spoken, file=STUDY_FILE))
        return told


def simulate_study_wave(
    wave: Wave,
    *,
    seed: int = 1,
    asked: int | None = None,
    letter_boxes: bool = False,
    rate: float | None = None,
    overwrite: bool = False,
    language: str | None = None,
) -> SimulatedFiles:
    """Invent a wave of a study and write its files.

    Later waves are those of the same city as the first: some have moved, the others are older.

    Parameters
    ----------
    wave : Wave
    seed : int
    asked : int, optional
        How many dwellings are sampled, as many in each area; at most 250 of each if left out.
    letter_boxes : bool
        Whether forms without numbers are put into all letter boxes in place of a sample.
    rate : float, optional
        The response rate that is expected.
    overwrite : bool
        Whether files that were invented before are replaced; others never are.
    language : {"da", "en"}, optional
        Of headings and labels; the one in force if left out.

    Returns
    -------
    SimulatedFiles

    Raises
    ------
    RefusedError
        If the study isn't marked as simulated and has answers, or a file would be replaced that
        wasn't invented.
    WrongUseError
        If a file is there already and isn't to be replaced, or the wave is described so that
        invented answers don't fit.
    """
    refuse_locked(wave.plan, wave.written.id, "simulation")
    plan, target = wave.plan, _target(wave)
    marks = _to_be_marked(plan)
    city = _city(wave, checked_seed(seed))
    number = plan.written.waves.index(wave.written)
    invented = simulate_wave(
        plan.questionnaire,
        city,
        seed=seed + number,
        plan=None if letter_boxes or asked is None else _plan(city, asked),
        letter_boxes=letter_boxes,
        response=None if rate is None else ResponseModel(rate=rate),
        wave=wave.written.id,
        today=wave.written.today,
    )
    invented = _named_as_here(invented, wave.written.area)
    folder = wave.files.folder
    spoken = language or current_language()
    files = _with_rosters(invented.files(folder, answers=target, language=spoken), wave, target)
    with writing_into(plan, wave.written.id, "simulation"):
        blank = list(_blank(wave.files))
        refuse_others(files, folder, overwrite=overwrite, blank=blank)
        if marks:
            _mark(plan)
        about = {"wave": wave.written.id, "city": seed, "seed": invented.seed}
        written = write_invented(files, folder, overwrite=overwrite, about=about, blank=blank)
    return SimulatedFiles(invented, written, marks)


@dataclass(frozen=True, slots=True)
class RemovedSimulation:
    """An invented wave that was taken away.

    Attributes
    ----------
    wave : str
    removed : tuple of Path
        The files that are gone.
    kept : tuple of Path
        Files that stay, because they aren't as they were invented any more.
    unmarked : bool
        Whether study.yaml doesn't say any more that answers are simulated.
    still : tuple of str
        Other waves that are invented, because of which it does.
    """

    wave: str
    removed: tuple[Path, ...]
    kept: tuple[Path, ...]
    unmarked: bool
    still: tuple[str, ...]

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was done, a line each."""
        spoken = language or current_language()
        count, file = len(self.removed), STUDY_FILE
        told = [text("simulation.study.removed", lang=spoken, count=count, wave=self.wave)]
        if self.kept:
            names = culprits(path.name for path in self.kept)
            told.append(text("simulation.study.kept", lang=spoken, names=names))
        if self.unmarked:
            told.append(text("simulation.study.unmarked", lang=spoken, file=file))
        elif self.still:
            names = culprits(self.still)
            told.append(text("simulation.study.still_marked", lang=spoken, file=file, waves=names))
        return told


def remove_simulated(wave: Wave) -> RemovedSimulation:
    """Take away what was invented for a wave, so that real answers can take its place.

    Files that were put there since, or changed, stay. When no wave of the study is invented any
    more, study.yaml no longer says that answers are simulated.

    Parameters
    ----------
    wave : Wave

    Returns
    -------
    RemovedSimulation

    Raises
    ------
    WrongUseError
        If nothing was invented for the wave.
    RefusedError
        If the wave is locked.
    FileError, DataError
        If a file can't be taken away, or study.yaml can't be edited.
    """
    plan, name, folder = wave.plan, wave.written.id, wave.files.folder
    if not (folder / RECORD).is_file():
        raise fail(WrongUseError, "simulation.nothing", wave=quoted(name))
    others = [each.id for each in plan.written.waves if each.id != name]
    still = tuple(
        each for each in others if (plan.folder / "waves" / safe_file_name(each) / RECORD).is_file()
    )
    with writing_into(plan, name, "simulation"):
        unmark = plan.written.simulated and not still
        if unmark:
            said = {**plan.document.data, "simulated": False}
            write_text(plan.folder / STUDY_FILE, edited_study(plan, said)[0])
        removed, kept = remove_invented(folder)
    return RemovedSimulation(name, removed, kept, unmark, still)


def _blank(files: WaveFiles) -> Iterator[Path]:
    """The template for the register's numbers, if nobody has filled in anything."""
    path = files.folder / TARGETS_FILE
    if path.is_file() and not path.is_symlink():
        held = path.read_bytes()
        if any(held == template_of(files, language=language) for language in LANGUAGES):
            yield path


def _target(wave: Wave) -> Path:
    """Where the answers go."""
    written = wave.written
    set_ = [name for name in _NOT_OURS if getattr(written, name) is not None]
    set_ += ["absent"] if written.absent else []
    if set_:
        raise fail(WrongUseError, "simulation.questionnaire_of_wave", wave=quoted(written.id),
                   what=culprits(set_))  # fmt: skip
    given = written.answers
    if not isinstance(given, str) or Path(given).suffix.lower() not in FORMS:
        got = (
            quoted(given)
            if isinstance(given, str)
            else culprits(f for _, f in named_files(written))
        )
        raise fail(WrongUseError, "simulation.one_file", wave=quoted(written.id), got=got)
    inside(wave.plan.folder, given)
    return wave.plan.folder / given


def _to_be_marked(plan: StudyPlan) -> bool:
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


def _mark(plan: StudyPlan) -> None:
    """Let study.yaml say that answers are simulated."""
    path = plan.document.path
    before = plan.document.data
    data = read_guarded(path, most_bytes=MOST_BYTES)
    edited = edited_yaml(data.decode("utf-8-sig"), before, {**before, "simulated": True})
    write_text(path, edited)
    if not read_study_plan(plan.folder).written.simulated:
        write_bytes(path, data)
        raise fail(WrongUseError, "simulation.mark_by_hand", where=path.name)


def _city(wave: Wave, seed: int) -> City:
    """The city at the time of the wave."""
    written = wave.plan.written
    departments = departments_of(written, written.waves[0].id)
    areas = [
        CityArea(
            area.id,
            plain_text(area.label),
            area.population or _USUAL_DWELLINGS,
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


def _plan(city: City, asked: int) -> SamplePlan:
    return plan_sample(city.frame(), difference=None, allocation="equal", budget=asked)


def _named_as_here(invented: SimulatedWave, area: str) -> SimulatedWave:
    """The answers with the column of areas called as in the study."""
    made = invented.responses
    if area == "area":
        return invented
    codebook = made.codebook.with_variables([replace(made.codebook["area"], name=area)])
    data = made.data.rename(columns={"area": area})
    return replace(invented, responses=replace(made, data=data, codebook=codebook))


def _with_rosters(files: dict[Path, bytes], wave: Wave, target: Path) -> dict[Path, bytes]:
    """The files, those of rosters where the study has them."""
    found = dict(files)
    for name, path in wave.written.rosters.items():
        made = target.with_stem(f"{target.stem}-{name}")
        if made in found:
            inside(wave.plan.folder, path)
            found[wave.plan.folder / path] = found.pop(made)
    return found
