"""How far a wave is, stage by stage, judged by its files and by the stamps of what was made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.codebook import Kind
from survey.errors import FileError, SurveyError
from survey.language.catalogue import LANGUAGES, current_language
from survey.study.keeping.locked import LOCKED_FILE
from survey.study.publishing.edited import edited_reports
from survey.study.publishing.published_reports import is_kept
from survey.study.publishing.written import FORMATS, MANIFEST, report_folder
from survey.study.rebuilding.differences import Because, changed_outputs, differences
from survey.study.rebuilding.stages import BEFORE, Stage
from survey.study.rebuilding.stamps import Kept, read_stamp, rested_now
from survey.study.study_file.schema import named_files, weighting_of
from survey.study.waves.weighing import TARGETS_FILE, recipe_of
from survey.weighting.recipe import TARGET_STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from survey.study.waves.wave_files import WaveFiles


class State(StrEnum):
    """How a stage of a wave is."""

    FRESH = "fresh"
    STALE = "stale"
    MISSING = "missing"
    LOCKED = "locked"
    NOT_AS_LOCKED = "not_as_locked"
    NOT_USED = "not_used"


@dataclass(frozen=True, slots=True)
class StageStatus:
    """How a stage of a wave is.

    Attributes
    ----------
    wave : str
    stage : Stage
    state : State
    because : tuple of Because
        Why, and what else is to be known.
    command : tuple of str
        The command that makes it, without ``survey``, the study and the wave; empty if it takes
        something else than a command.
    language : {"", "da", "en"}
        Of a report.
    is_draft : bool
        Whether it is a report that another state of it may still replace, as far as the register
        of what was published goes: its wave isn't locked.
    """

    wave: str
    stage: Stage
    state: State
    because: tuple[Because, ...] = ()
    command: tuple[str, ...] = ()
    language: str = ""
    is_draft: bool = False

    @property
    def is_to_do(self) -> bool:
        """Whether something is to be done about it."""
        return self.state in {State.STALE, State.MISSING, State.NOT_AS_LOCKED}


COMMANDS = {
    Stage.PLAN: "plan",
    Stage.SAMPLE: "sample",
    Stage.FIELDWORK: "fieldwork",
    Stage.ANSWERS: "answers",
    Stage.CODING: "code",
    Stage.WEIGHTS: "weight",
    Stage.TABLES: "tables",
    Stage.REPORT: "report",
}
"""What the command of each stage is called."""
VERIFY = ("wave verify",)
"""The command that tells what was changed in a locked wave."""
_LATER = (Stage.TABLES, Stage.REPORT)
_GONE_ON_WITH: dict[Stage, tuple[str, ...]] = {
    Stage.REPORT: (".docx",),
    Stage.FIELDWORK: (".xlsx",),
}
"""Endings of files that people go on with, which therefore are never out of date by that."""
_TAKEN_IN: dict[Stage, tuple[str, ...]] = {Stage.ANSWERS: (".xlsx",), Stage.CODING: (".xlsx",)}
"""Endings of files that people fill in, and that the command takes in the next time."""


def judged_wave(files: WaveFiles, wrong: tuple[Because, ...] = ()) -> tuple[StageStatus, ...]:
    """How each stage of a wave is; reports come once for each language they are in.

    Parameters
    ----------
    files : WaveFiles
    wrong : tuple of Because
        What isn't as it was when the wave was locked.
    """
    wave = _Wave(files)
    found = [wave.plan(), wave.sample(), wave.fieldwork(), wave.answers(), wave.coding()]
    found += [wave.weights(), wave.made_or_not(Stage.TABLES), *wave.reports()]
    if not (is_locked(files) or wrong):
        return tuple(found)
    return tuple(_held(found, wrong))


def _held(found: list[StageStatus], wrong: tuple[Because, ...]) -> Iterator[StageStatus]:
    """The stages of a locked wave; what is wrong with it is told of the first."""
    state = State.NOT_AS_LOCKED if wrong else State.LOCKED
    told = wrong
    for each in found:
        if each.stage is Stage.REPORT or each.state is State.NOT_USED:
            yield each
            continue
        command = VERIFY if told else ()
        yield replace(each, state=state, because=told, command=command)
        told = ()


def is_locked(files: WaveFiles) -> bool:
    """Whether a wave is locked."""
    return (files.folder / LOCKED_FILE).exists()


@dataclass(frozen=True, eq=False, repr=False)
class _Wave:
    """A wave that is judged; its stamps are read once."""

    files: WaveFiles
    _stamps: dict[tuple[Stage, str], Kept] = field(default_factory=dict)

    def plan(self) -> StageStatus:
        """How the plan is: it is needed as long as nobody was sampled."""
        if self._stamp(Stage.PLAN).exists:
            return self._by_own_stamp(Stage.PLAN)
        if self._is_before_sample:
            return self._missing(Stage.PLAN, Because("no_plan"))
        code = "no_frame" if self.files.frame is None else "drawn_already"
        return self._not_used(Stage.PLAN, code)

    def sample(self) -> StageStatus:
        """How the sample is: drawn by the package, or put into the folder."""
        gone = self._gone("sample")
        if gone:
            return self._to_put_there(Stage.SAMPLE, *gone)
        if self._stamp(Stage.SAMPLE).exists:
            return self._by_own_stamp(Stage.SAMPLE)
        if self.files.sample is not None:
            return self._is(Stage.SAMPLE, State.FRESH)
        if self._is_before_sample:
            return self._missing(Stage.SAMPLE, Because("not_drawn"))
        return self._not_used(Stage.SAMPLE, "no_sample")

    def fieldwork(self) -> StageStatus:
        """How the account of the fieldwork is."""
        gone = self._gone("dispositions", "fieldwork", "sample")
        if gone:
            return self._to_put_there(Stage.FIELDWORK, *gone)
        if self.files.final_dispositions is not None:
            return self.made_or_not(Stage.FIELDWORK)
        if self.files.sample is not None and self._gone("answers"):
            return self._to_put_there(Stage.FIELDWORK, self._file("no_dispositions_yet",
                                                                  "dispositions.csv"))  # fmt: skip
        return self._not_used(Stage.FIELDWORK, "no_dispositions")

    def answers(self) -> StageStatus:
        """How the answers are."""
        gone = self._gone("answers", "columns", "corrections", "rosters")
        if gone:
            return self._to_put_there(Stage.ANSWERS, *gone)
        return self.made_or_not(Stage.ANSWERS)

    def coding(self) -> StageStatus:
        """How the coding of open answers is."""
        if self.files.coding_sheets:
            return self.made_or_not(Stage.CODING)
        if not self._has_open_questions:
            return self._not_used(Stage.CODING, "nothing_to_code")
        if self._is_reported:
            return self._not_used(Stage.CODING, "not_coded")
        return self._missing(Stage.CODING, Because("not_coded"))

    def weights(self) -> StageStatus:
        """How the weights are."""
        written = self.files.written
        if weighting_of(self.files.plan.written, written) is None:
            own = written.weights is not None or written.counts is not None
            return self._not_used(Stage.WEIGHTS, "own_weights" if own else "no_recipe")
        gone = self._gone("targets", "weighting", "sample", "dispositions")
        if gone:
            return self._to_put_there(Stage.WEIGHTS, *gone)
        if self._lacks_targets:
            missing = self._missing(Stage.WEIGHTS, self._file("no_targets", TARGETS_FILE))
            return replace(missing, command=("weight", "--template"))
        return self.made_or_not(Stage.WEIGHTS)

    def reports(self) -> Iterator[StageStatus]:
        """How the report is, in each language in which there is one."""
        there = [
            each
            for each in LANGUAGES
            if self._stamp(Stage.REPORT, each).exists
            or (report_folder(self.files, each) / MANIFEST).is_file()
        ]
        for language in there or [current_language()]:
            found = self._report(language)
            command = (*found.command, *self._how(language)) if found.command else ()
            is_draft = bool(there) and is_kept(self.files.plan) and not is_locked(self.files)
            yield replace(found, language=language, command=command, is_draft=is_draft)

    def _report(self, language: str) -> StageStatus:
        folder = report_folder(self.files, language)
        hers = tuple(
            Because("word_edited", self._name(folder / name))
            for name in edited_reports(folder, MANIFEST, before_refresh=False)
        )
        if self._stamp(Stage.REPORT, language).exists:
            found = self._by_own_stamp(Stage.REPORT, language)
        elif (folder / MANIFEST).is_file():
            found = self._stale(Stage.REPORT, Because("no_stamp"))
        else:
            found = self._missing(Stage.REPORT, self._waits_or("no_report"))
        return replace(found, because=(*found.because, *hers))

    def _how(self, language: str) -> tuple[str, ...]:
        """The language of a report, and its formats where they aren't the usual ones."""
        stamp, usual = self._stamp(Stage.REPORT, language).stamp, ",".join(FORMATS)
        asked = usual if stamp is None else stamp.settings.get("formats", usual)
        return ("--lang", language, *(() if asked == usual else ("--format", asked)))

    def made_or_not(self, stage: Stage) -> StageStatus:
        """How a stage is that may have files of its own, or may have been part of a later one."""
        if self._stamp(stage).exists:
            return self._by_own_stamp(stage)
        later = [kept for kept in self._later(stage) if kept.stamp is not None]
        if later:
            return self._by_later_stamps(stage, later)
        if self._is_reported:
            return self._not_used(stage, f"not_made.{stage.value}")
        return self._missing(stage, self._waits_or(f"not_made.{stage.value}"))

    def _by_own_stamp(self, stage: Stage, language: str = "") -> StageStatus:
        kept = self._stamp(stage, language)
        if kept.stamp is None:
            return self._stale(stage, Because(f"stamp_{kept.problem}"))
        try:
            now = rested_now(self.files, stage, language=language, stamp=kept)
        except FileError:
            return self._stale(stage, *self._gone())
        changed = differences(kept.stamp, now)
        outputs = changed_outputs(
            self.files,
            kept.stamp,
            may_change=_GONE_ON_WITH.get(stage, ()),
            taken_in=_TAKEN_IN.get(stage, ()),
        )
        because = (*changed, *outputs)
        if because and all(each.code == "output_gone" for each in because):
            return self._missing(stage, *because)
        return self._stale(stage, *because) if because else self._is(stage, State.FRESH)

    def _by_later_stamps(self, stage: Stage, later: list[Kept]) -> StageStatus:
        """How a stage is that a later one was made of: as then, or not."""
        because: tuple[Because, ...] = ()
        for kept in later:
            if kept.stamp is None:
                continue
            try:
                now = rested_now(self.files, stage, page=False, stamp=kept)
            except FileError:
                return self._stale(stage, *self._gone(), by=kept)
            because = differences(kept.stamp, now)
            if not because:
                return self._is(stage, State.FRESH)
        return self._stale(stage, *because, by=later[0])

    def _later(self, stage: Stage) -> Iterator[Kept]:
        """The stamps of what was made of a stage, reports first."""
        for each in reversed(_LATER):
            if stage in BEFORE[each]:
                languages = LANGUAGES if each is Stage.REPORT else ("",)
                yield from (self._stamp(each, language) for language in languages)

    def _stamp(self, stage: Stage, language: str = "") -> Kept:
        if (stage, language) not in self._stamps:
            self._stamps[stage, language] = read_stamp(self.files, stage, language=language)
        return self._stamps[stage, language]

    @property
    def _is_reported(self) -> bool:
        return any(self._stamp(Stage.REPORT, language).exists for language in LANGUAGES)

    @property
    def _is_before_sample(self) -> bool:
        """Whether there is a list to draw from, and nobody was drawn or asked yet."""
        no_sample = self.files.written.sample is None and self.files.sample is None
        return self.files.frame is not None and no_sample and bool(self._gone("answers"))

    @property
    def _has_open_questions(self) -> bool:
        variables = self.files.plan.questionnaire.variables()
        return any(each.kind is Kind.TEXT and each.codes for each in variables)

    @property
    def _lacks_targets(self) -> bool:
        """Whether the recipe meets the register, and there is nothing of it."""
        if self.files.targets:
            return False
        try:
            recipe = recipe_of(self.files)
        except SurveyError:
            return False  # what is wrong in it is told when the answers are weighted
        return recipe is not None and recipe.has(*TARGET_STEPS)

    def _gone(self, *keys: str) -> tuple[Because, ...]:
        """The files that a wave names and that aren't there, by the keys that name them."""
        return tuple(
            Because("file_missing", name)
            for place, name in named_files(self.files.written)
            if (not keys or place[0] in keys) and not (self.files.plan.folder / name).exists()
        )

    def _waits_or(self, code: str) -> Because:
        """That the answers are waited for, or else why."""
        return Because("waits" if self._gone("answers") else code)

    def _file(self, code: str, name: str) -> Because:
        return Because(code, self._name(self.files.folder / name))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.files.plan.folder).as_posix()

    def _is(self, stage: Stage, state: State, *because: Because) -> StageStatus:
        return StageStatus(self.files.written.id, stage, state, because)

    def _not_used(self, stage: Stage, code: str) -> StageStatus:
        return self._is(stage, State.NOT_USED, Because(code))

    def _stale(self, stage: Stage, *because: Because, by: Kept | None = None) -> StageStatus:
        """That it is to be made anew, by its own command or by that of a later stage."""
        found = self._is(stage, State.STALE, *because)
        command = (COMMANDS[stage],) if by is None else self._command_of(by)
        return replace(found, command=command)

    def _command_of(self, kept: Kept) -> tuple[str, ...]:
        """The command that made what has a stamp."""
        if kept.stamp is None or kept.stamp.stage is Stage.TABLES:
            return (COMMANDS[Stage.TABLES],)
        found = (each for each in LANGUAGES if self._stamp(Stage.REPORT, each) is kept)
        return (COMMANDS[Stage.REPORT], *self._how(next(found)))

    def _missing(self, stage: Stage, *because: Because) -> StageStatus:
        found = self._is(stage, State.MISSING, *because)
        if any(each.code == "waits" for each in because):
            return found
        return replace(found, command=(COMMANDS[stage],))

    def _to_put_there(self, stage: Stage, *because: Because) -> StageStatus:
        """That somebody must put a file there: no command makes it."""
        return self._is(stage, State.MISSING, *because)
