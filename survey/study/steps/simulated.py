"""Invented answers for a wave of a study, in place of answers that aren't there yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.files.atomic import write_text
from survey.files.guards import inside, safe_file_name
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.responses.labelled.forms import FORMS
from survey.sampling.permanent_numbers import checked_seed
from survey.sampling.planning import plan_sample
from survey.sampling.sample_file import read_sample
from survey.simulation.contacts import ResponseModel
from survey.simulation.frame_of import frame_bytes
from survey.simulation.invented_files import (
    RECORD,
    invented_in,
    refuse_others,
    remove_invented,
    write_invented,
)
from survey.simulation.wave import FRAME, OF_SAMPLE, SimulatedWave, simulate_wave
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.steps.planned import frame_of_wave
from survey.study.steps.simulated_city import city_of_wave, mark_simulated, to_be_marked
from survey.study.study_file.plan import STUDY_FILE
from survey.study.study_file.schema import named_files
from survey.study.study_file.study_edits import edited_study
from survey.study.waves.weighing import TARGETS_FILE, template_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.sampling.plan import SamplePlan
    from survey.sampling.sample import Sample
    from survey.simulation.city import City
    from survey.study.wave import Wave
    from survey.study.waves.wave_files import WaveFiles

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

    Later waves are those of the same city as the first: some have moved, the others are older. If a
    sample was drawn from the list that `simulate_study_frame` wrote, those are asked who are in it.

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
        invented answers don't fit, or its sample was drawn from another list.
    """
    refuse_locked(wave.plan, wave.written.id, "simulation")
    plan, target = wave.plan, _target(wave)
    marks = to_be_marked(plan)
    city = city_of_wave(wave, checked_seed(seed))
    own = None if letter_boxes or asked is not None else _own_sample(wave, city)
    invented = simulate_wave(
        plan.questionnaire,
        city,
        seed=seed + plan.written.waves.index(wave.written),
        plan=None if letter_boxes or asked is None else _plan(city, asked),
        sample=own,
        letter_boxes=letter_boxes,
        response=None if rate is None else ResponseModel(rate=rate),
        wave=wave.written.id,
        start=wave.written.fieldwork.start if wave.written.fieldwork else None,
        today=wave.written.today,
    )
    invented = _named_as_here(invented, wave.written.area)
    folder = wave.files.folder
    spoken = language or current_language()
    files = _with_rosters(invented.files(folder, answers=target, language=spoken), wave, target)
    if own is not None:
        files = {path: data for path, data in files.items() if path.name not in OF_SAMPLE}
    with writing_into(plan, wave.written.id, "simulation"):
        as_is = [path for path, data in files.items() if _holds(path, data)]
        blank = [*_blank(wave.files), *as_is]
        refuse_others(files, folder, overwrite=overwrite, blank=blank)
        if marks:
            mark_simulated(plan)
        about = {"wave": wave.written.id, "city": seed, "seed": invented.seed}
        written = write_invented(files, folder, overwrite=overwrite, about=about, blank=blank)
    return SimulatedFiles(invented, written, marks)


@dataclass(frozen=True, slots=True)
class SimulatedFrame:
    """An invented list of dwellings, as it was written.

    Attributes
    ----------
    city : City
    files : tuple of Path
    marked : bool
        Whether study.yaml was told that answers are simulated.
    """

    city: City
    files: tuple[Path, ...]
    marked: bool

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was done, a line each."""
        spoken = language or current_language()
        count, seed = len(self.city.dwellings), self.city.seed
        n = format_number(count, language=spoken)
        told = [text("simulation.study.dwellings", lang=spoken, count=count, n=n, seed=seed)]
        if self.marked:
            told.append(text("simulation.study.marked", lang=spoken, file=STUDY_FILE))
        return told


def simulate_study_frame(wave: Wave, *, seed: int = 1, overwrite: bool = False) -> SimulatedFrame:
    """Invent only the list of dwellings of a wave, to plan and draw from.

    When the sample is drawn, `simulate_study_wave` with the same seed lets those answer who are in
    it.

    Parameters
    ----------
    wave : Wave
    seed : int
    overwrite : bool
        Whether a list that was invented before is replaced; another one never is.

    Returns
    -------
    SimulatedFrame

    Raises
    ------
    RefusedError
        If the study isn't marked as simulated and has answers, or there is a list that wasn't
        invented.
    WrongUseError
        If a list is there already and isn't to be replaced.
    """
    refuse_locked(wave.plan, wave.written.id, "simulation")
    marks = to_be_marked(wave.plan)
    city = city_of_wave(wave, checked_seed(seed))
    folder = wave.files.folder
    files = {folder / FRAME: frame_bytes(city)}
    with writing_into(wave.plan, wave.written.id, "simulation"):
        refuse_others(files, folder, overwrite=overwrite)
        if marks:
            mark_simulated(wave.plan)
        about = {"wave": wave.written.id, "city": seed, "seed": seed}
        written = write_invented(files, folder, overwrite=overwrite, about=about)
    return SimulatedFrame(city, written, marks)


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


def _own_sample(wave: Wave, city: City) -> Sample | None:
    """The sample that was drawn from the invented list; None if there is none.

    Raises
    ------
    WrongUseError
        If it was drawn from another list.
    """
    path = wave.files.sample
    if path is None or path in invented_in(wave.files.folder):
        return None
    sample, listed = read_sample(path), wave.files.frame
    ours = listed is not None and _holds(listed, frame_bytes(city))
    if not ours or frame_of_wave(wave.files, "en").fingerprint != sample.frame_fingerprint:
        name = wave.written.id
        raise fail(WrongUseError, "simulation.other_list", wave=quoted(name), file=path.name)
    return sample


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there and is what would be written."""
    return path.is_file() and not path.is_symlink() and path.read_bytes() == data


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
