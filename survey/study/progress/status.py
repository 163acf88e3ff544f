"""How far a study is: what is up to date in each wave, what is not and why, and what comes next."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import said
from survey.documents.notebook import frame_html
from survey.errors import SurveyError
from survey.findings import errors_among
from survey.language.catalogue import current_language, text
from survey.questionnaire.schema import plain_text
from survey.study.keeping.locked import plan_for
from survey.study.progress.wave_status import State, judged_wave
from survey.study.rebuilding.differences import Because
from survey.study.rebuilding.stages import Stage
from survey.study.study import Study
from survey.study.study_file.plan import read_study_plan
from survey.study.wave_locks import verify_wave
from survey.study.waves.wave_files import WaveFiles

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from survey.codebook import Text
    from survey.study.progress.wave_status import StageStatus
    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile

_MOST_REASONS = 3
_OF_FILES = {"WAVE-LOCK-CHANGED": "lock_changed", "WAVE-LOCK-MISSING": "lock_missing"}
_COLUMNS = ("wave", "stage", "state", "why", "command")


@dataclass(frozen=True, slots=True, repr=False)
class StudyStatus:
    """How far a study is.

    Attributes
    ----------
    folder : Path
        As it was given.
    title : mapping of str to str
        Of the study, by language.
    stages : tuple of StageStatus
        Of each wave in order, each stage in order; reports once for each language they are in.
    simulated : bool
        Whether study.yaml says that answers are simulated.
    """

    folder: Path
    title: Text
    stages: tuple[StageStatus, ...]
    simulated: bool = False

    def __repr__(self) -> str:
        return f"StudyStatus({len(self.waves)} waves, {len(self.to_do)} stages to be made)"

    @property
    def waves(self) -> tuple[str, ...]:
        """Names of the waves, in order."""
        return tuple(dict.fromkeys(each.wave for each in self.stages))

    @property
    def to_do(self) -> tuple[StageStatus, ...]:
        """The stages about which something is to be done."""
        return tuple(each for each in self.stages if each.is_to_do)

    @property
    def next_step(self) -> StageStatus | None:
        """The stage that comes next, the last wave first; None if all is up to date."""
        for wave in reversed(self.waves):
            found = next((each for each in self.to_do if each.wave == wave), None)
            if found is not None:
                return found
        return None

    def of(self, wave: str, stage: Stage | str, *, language: str = "") -> StageStatus:
        """How a stage of a wave is; the first of its reports if no language is named."""
        return next(
            each
            for each in self.stages
            if (each.wave, each.stage) == (wave, Stage(stage)) and language in {"", each.language}
        )

    def command(self, stage: StageStatus) -> str:
        """The very command that makes a stage; empty if none does."""
        if not stage.command or not stage.is_to_do:
            return ""
        verb, *more = stage.command
        return shlex.join(["survey", *verb.split(), str(self.folder), stage.wave, *more])

    def lines(self, *, language: str | None = None) -> list[str]:
        """The same for a terminal: a line a stage, and the next step.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        spoken = language or current_language()
        names = {each: _named(each, spoken) for each in self.stages}
        states = {each: text(f"study_status.state.{each.state}", lang=spoken) for each in names}
        wide, wider = (max(map(len, each.values())) for each in (names, states))
        lines = [said(self.title, spoken)]
        if self.simulated:
            study = shlex.quote(str(self.folder))
            lines.append(text("study_status.simulated", lang=spoken, study=study))
        for wave in self.waves:
            lines += ["", text("study_status.wave", lang=spoken, wave=wave)]
            for each in self.stages:
                if each.wave == wave:
                    first, *rest = [*_why(each, spoken), *self._draft(each, spoken)] or [""]
                    lines.append(f"  {names[each]:<{wide}}  {states[each]:<{wider}}  {first}")
                    lines += [f"{'':<{wide + wider + 6}}{line}" for line in rest]
        return [*(line.rstrip() for line in lines), "", *self._next(spoken)]

    def _draft(self, stage: StageStatus, language: str) -> Iterator[str]:
        """That a report is a draft, and until when."""
        if stage.is_draft:
            command = shlex.join(["survey", "wave", "lock", str(self.folder), stage.wave])
            yield text("study_status.draft", lang=language, command=command)

    def _next(self, language: str) -> Iterator[str]:
        step = self.next_step
        if step is None:
            yield text("study_status.all_fresh", lang=language)
            return
        command = self.command(step)
        if command:
            yield text("study_status.next", lang=language, command=command)
            return
        what = " ".join(each.in_words(language) for each in step.because)
        yield text("study_status.next_by_hand", lang=language, what=what)

    def to_frame(self, *, language: str | None = None) -> pd.DataFrame:
        """A row for each stage: ``wave``, ``stage``, ``state``, ``why`` and ``command``.

        Parameters
        ----------
        language : {"da", "en"}, optional
            Of the reasons; the language in force if left out.
        """
        spoken = language or current_language()
        records = [
            (each.wave, _code(each), each.state.value, " ".join(_why(each, spoken, most=None)),
             self.command(each))
            for each in self.stages
        ]  # fmt: skip
        return pd.DataFrame(records, columns=list(_COLUMNS), dtype=object)

    def to_data(self) -> dict[str, Any]:
        """The same for programs, with names in English."""
        step = self.next_step
        return {
            "study": self.folder.as_posix(),
            "simulated": self.simulated,
            "waves": [
                {
                    "wave": wave,
                    "stages": [self._data(each) for each in self.stages if each.wave == wave],
                }
                for wave in self.waves
            ],
            "next": None if step is None else {"wave": step.wave, **self._data(step)},
        }

    def _data(self, stage: StageStatus) -> dict[str, Any]:
        language = current_language()
        return {
            "stage": stage.stage.value,
            **({"language": stage.language} if stage.language else {}),
            "state": stage.state.value,
            **({"draft": True} if stage.is_draft else {}),
            "because": [
                {
                    "code": each.code,
                    **{name: getattr(each, name) for name in ("name", "then", "now")
                       if getattr(each, name)},
                    "message": each.in_words(language),
                }
                for each in stage.because
            ],
            "command": self.command(stage),
        }  # fmt: skip

    def _repr_html_(self) -> str:
        language = current_language()
        heads = [text(f"study_status.head.{name}", lang=language) for name in _COLUMNS[:-1]]
        records = [
            (each.wave, _named(each, language),
             text(f"study_status.state.{each.state}", lang=language),
             " ".join((*_why(each, language), *self._draft(each, language))))
            for each in self.stages
        ]  # fmt: skip
        frame = pd.DataFrame(records, columns=heads, dtype=object)
        title = text("study_status.title", lang=language, title=said(self.title, language))
        note = " ".join(self._next(language))
        return frame_html(frame, title, note=note, rows=len(frame))


def study_status(study: Study | str | os.PathLike[str]) -> StudyStatus:
    """How far a study is: by wave and stage what is up to date, what isn't, why, and what is next.

    study.yaml is read anew, so that a study that was opened a while ago is told of as it is now.
    Files are compared by what stands in them; nothing is written.

    Parameters
    ----------
    study : Study or path
        A study, or its folder.

    Returns
    -------
    StudyStatus

    Raises
    ------
    FileError
        If there is no study.yaml, or a file can't be read.
    FindingsError
        With all that is wrong in study.yaml or in a questionnaire, each with its line.

    Examples
    --------
    >>> import survey as sv
    >>> sv.study_status("my-study").next_step  # doctest: +SKIP
    """
    plan = read_study_plan(study.folder if isinstance(study, Study) else Path(study))
    return StudyStatus(
        plan.folder,
        plain_text(plan.written.title),
        tuple(
            stage
            for written in plan.written.waves
            for stage in judged_wave(_files_of(plan, written), tuple(_wrong(plan, written)))
        ),
        plan.written.simulated,
    )


def _files_of(plan: StudyPlan, written: WaveFile) -> WaveFiles:
    """The files of a wave; of a locked one that is damaged, as the study has it now."""
    try:
        return WaveFiles(*plan_for(plan, written))
    except SurveyError:
        return WaveFiles(plan.of_wave(written), written)


def _wrong(plan: StudyPlan, written: WaveFile) -> Iterator[Because]:
    """What isn't as it was when a wave was locked, and what is to be done."""
    try:
        found = errors_among(verify_wave(Study(plan), written.id))
    except SurveyError as error:
        yield _told(error.problem, error.hint)
        return
    if any(each.code in _OF_FILES for each in found):
        yield Because("not_as_locked")
    for each in found:
        if each.code in _OF_FILES and each.place is not None:
            yield Because(_OF_FILES[each.code], each.place.file)
        else:
            yield _told(each.message, each.hint)


def _told(problem: str, hint: str | None) -> Because:
    """What is wrong with a lock itself, as its check says it."""
    return Because("lock_problem", problem, f" ({hint})" if hint else "")


def _named(stage: StageStatus, language: str) -> str:
    name = text(f"study_status.stage.{stage.stage}", lang=language)
    if not stage.language:
        return name
    which = text(f"study_status.language.{stage.language}", lang=language)
    return text("study_status.report_in", lang=language, report=name, language=which)


def _code(stage: StageStatus) -> str:
    return f"{stage.stage.value}-{stage.language}" if stage.language else stage.stage.value


def _why(stage: StageStatus, language: str, *, most: int | None = _MOST_REASONS) -> list[str]:
    """The reasons in sentences; of many of them it is said how many more there are."""
    if stage.state is State.LOCKED:
        return [text("study_status.locked", lang=language)]
    told = [each.in_words(language) for each in stage.because]
    if most is None or len(told) <= most + 1:
        return told
    rest = len(told) - most
    return [*told[:most], text("study_status.more", lang=language, count=rest)]
