"""The next wave of a study: the same again, with what was asked before held against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from survey.errors import WrongUseError
from survey.files.guards import safe_file_name, shown
from survey.language.catalogue import LANGUAGES, current_language, language_in_force, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.questionnaire.comparison.compare import compare_questionnaires
from survey.questionnaire.comparison.lines import verdict_lines
from survey.questionnaire.locking.lock import lock_questionnaire
from survey.questionnaire.locking.lock_file import read_lock
from survey.sampling.sample_file import read_sample
from survey.study.keeping.locked import LOCKED_FILE, locked_wave, plan_for, wave_folder, wave_in
from survey.study.keeping.log import append
from survey.study.keeping.together import Together
from survey.study.keeping.writer import one_writer
from survey.study.next_wave.asked_again import asked_again
from survey.study.next_wave.carried_over import next_wave
from survey.study.progress.next_steps import next_steps
from survey.study.study import Study
from survey.study.study_file.plan import STUDY_FILE, plan_of, read_study_plan
from survey.study.study_file.study_edits import edited_study, with_wave
from survey.study.wave_locks import lock_wave
from survey.study.waves.wave_files import WaveFiles
from survey.study.waves.weighing import TARGETS_FILE, template_of

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import pandas as pd

    from survey.questionnaire.comparison.verdicts import Verdicts
    from survey.questionnaire.model import Questionnaire
    from survey.study.next_wave.carried_over import NextWave
    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile

    Overlap = Literal["independent", "most", "least"] | float

ADDED = "wave_added"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_WORDS = ("independent", "most", "least")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AddedWave:
    """A wave that was added to a study.

    Attributes
    ----------
    study : Study
        With the wave.
    name, since : str
        What it is called, and the wave that it follows.
    locked : bool
        Whether that wave was locked now.
    verdicts : Verdicts
        What can be compared, as the questionnaire is now.
    again : DataFrame or None
        How many are to be asked again, by area; None if nothing was wanted.
    files : tuple of Path
        What was written into the folder of the wave.
    """

    study: Study
    name: str
    since: str
    locked: bool
    verdicts: Verdicts
    again: pd.DataFrame | None
    files: tuple[Path, ...]

    def __repr__(self) -> str:
        return f"AddedWave({self.name} after {self.since}: {self.left} undecided)"

    @property
    def left(self) -> int:
        """How many questions nobody has decided yet whether they can be compared."""
        return len(self.verdicts.undecided)

    def to_frame(self) -> pd.DataFrame:
        """The verdicts, one row a question."""
        return self.verdicts.to_frame()

    def steps(self, *, language: str | None = None) -> list[str]:
        """What is left to do, in order.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        plan = self.study.plan
        old = WaveFiles(plan, wave_in(plan, self.since))
        with language_in_force(language or current_language()):
            return list(next_steps(old, _files_of(plan, self.name), self.verdicts))

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was done, what can be compared, and what is left to do.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        with language_in_force(language or current_language()):
            lines = [text("wave_added.added", wave=self.name, since=self.since)]
            if self.locked:
                lines.append(text("wave_added.locked", since=self.since))
            lines += verdict_lines(self.verdicts)
            if self.again is not None:
                lines.append(self._again(self.again))
            lines.append(text("wave_added.next"))
            return [*lines, *(f"{n}. {step}" for n, step in enumerate(self.steps(), start=1))]

    def _again(self, again: pd.DataFrame) -> str:
        asked, kept, new = (
            format_number(float(again[name].sum()), current_language(), decimals=0)
            for name in ("n", "again", "new")
        )
        return text("wave_added.again", since=self.since, asked=asked, again=kept, new=new)


def add_wave(
    study: Study,
    name: str,
    *,
    since: str | None = None,
    overlap: Overlap | None = None,
    questionnaire: str | os.PathLike[str] | None = None,
    lock: bool = True,
    language: str | None = None,
) -> AddedWave:
    """Add the next wave to a study.

    It asks what the earlier one asked, unless it is given another questionnaire, and is read,
    weighted and reported in the same way. The earlier wave is locked if it isn't yet, so that
    nothing in it can change and its report can be made again as it was.

    Parameters
    ----------
    study : Study
    name : str
        What the wave is called, such as ``"2012"``.
    since : str, optional
        The wave that it follows; the last one if left out.
    overlap : {"independent", "most", "least"} or share, optional
        How many of those sampled then are to be asked again, as for `draw_sample`.
    questionnaire : str or path, optional
        Another questionnaire: a shipped name, or a file, which is copied if it lies elsewhere.
    lock : bool
        Whether the earlier wave is locked. If it isn't, its report follows what the study says now.
    language : {"da", "en"}, optional
        Of the template for targets; the one in force if left out.

    Returns
    -------
    AddedWave

    Raises
    ------
    WrongUseError
        If the name can't be, is taken, or nobody was sampled who could be asked again.
    RefusedError
        If somebody else writes into the study, or the earlier wave isn't as it was locked.
    FindingsError
        If the questionnaire has something that must be mended first.
    DataError
        If study.yaml is written in a way that can't be edited.
    FileError
        If a file can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> study = sv.open_study("my-study")  # doctest: +SKIP
    >>> sv.add_wave(study, "2012", since="2010", overlap=0.5).verdicts  # doctest: +SKIP
    """
    spoken = language or current_language()
    if spoken not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "study.language", got=quoted(spoken), known=known)
    with one_writer(study.folder), language_in_force(spoken):
        plan = read_study_plan(study.folder)
        old = wave_in(plan, plan.written.waves[-1].id if since is None else since)
        _refuse_name(plan, name)
        share = _checked(overlap)
        again = _asked_again(plan, old, share)
        asked = None if questionnaire is None else str(questionnaire)
        wanted = next_wave(plan, old, name, overlap=share, questionnaire=asked)
        return _added(plan, old, _Adding(name, wanted, again, lock=lock), spoken)


@dataclass(frozen=True, slots=True)
class _Adding:
    """What is to be added."""

    name: str
    wave: NextWave
    again: pd.DataFrame | None
    lock: bool


def _added(plan: StudyPlan, old: WaveFile, adding: _Adding, language: str) -> AddedWave:
    said = with_wave(plan.document.data, adding.name, adding.wave.said)
    words, document = edited_study(plan, said)
    study_file, folder = plan.folder / STUDY_FILE, wave_folder(plan, adding.name)
    locking = adding.lock and locked_wave(plan, old.id) is None
    with Together(lambda: study_file.read_bytes() == words.encode()) as together:
        for name, data in adding.wave.files.items():
            _put(together, folder / name, data)
        then = plan_of(document, plan.folder)
        files = _files_of(then, adding.name)
        template = template_of(files, language=language)
        if template is not None and not files.targets:
            _put(together, folder / TARGETS_FILE, template)
        together.make_folder(folder)
        verdicts = _verdicts(plan, old, files.plan.questionnaire, adding.name)
        if locking:
            lock_wave(Study(plan), old.id)
        written = tuple(sorted(together.files))
        together.write(study_file, words.encode())
    append(plan.folder, ADDED, wave=adding.name, since=old.id)
    return AddedWave(Study(then), adding.name, old.id, locking, verdicts, adding.again, written)


def _files_of(plan: StudyPlan, name: str) -> WaveFiles:
    written = wave_in(plan, name)
    return WaveFiles(plan.of_wave(written), written)


def _verdicts(plan: StudyPlan, old: WaveFile, questionnaire: Questionnaire, name: str) -> Verdicts:
    """What was asked then held against what is to be asked now."""
    path = WaveFiles(plan, old).lock
    if path is None:
        before = lock_questionnaire(plan_for(plan, old)[0].questionnaire, wave=old.id)
    else:
        before = read_lock(path)
    return compare_questionnaires(before, lock_questionnaire(questionnaire, wave=name))


def _refuse_name(plan: StudyPlan, name: str) -> None:
    """Refuse a name that can't be one of a wave, or whose folder is another wave's."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise fail(WrongUseError, "wave_added.name", got=quoted(shown(str(name))))
    folders = {safe_file_name(each.id): each.id for each in plan.written.waves}
    held = folders.get(safe_file_name(name))
    if held is not None:
        code = "wave_added.taken" if held == name else "wave_added.alike"
        raise fail(WrongUseError, code, name=quoted(name), held=quoted(held))
    if (wave_folder(plan, name) / LOCKED_FILE).exists():
        raise fail(WrongUseError, "wave_added.locked_before", name=quoted(name))


def _checked(overlap: str | float | None) -> str | float | None:
    """How many are to be asked again, as it was given."""
    if overlap is None or overlap in _WORDS:
        return overlap
    if isinstance(overlap, int | float) and not isinstance(overlap, bool) and 0 <= overlap <= 1:
        return float(overlap)
    got = quoted(overlap) if isinstance(overlap, str) else str(overlap)
    raise fail(WrongUseError, "wave_added.overlap", got=got, known=culprits(_WORDS))


def _asked_again(
    plan: StudyPlan, old: WaveFile, overlap: str | float | None
) -> pd.DataFrame | None:
    if overlap is None:
        return None
    path = WaveFiles(plan, old).sample
    if path is None:
        names = culprits(
            f"waves/{safe_file_name(old.id)}/sample{each}" for each in (".csv", ".xlsx")
        )
        raise fail(WrongUseError, "wave_added.no_sample", wave=quoted(old.id), names=names)
    return asked_again(read_sample(path), overlap)


def _put(together: Together, path: Path, data: bytes) -> None:
    """Put a file into the folder of the new wave; one that is there already must be the same."""
    try:
        together.publish(path, data)
    except FileExistsError:
        if path.read_bytes() != data:
            raise fail(WrongUseError, "wave_added.file_there", where=shown(path)) from None
