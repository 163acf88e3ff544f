"""What is left to do when a wave was added, in order."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.language.messages import culprits, quoted
from survey.study.study_file.schema import named_files
from survey.study.waves.wave_files import LOCK_FILE
from survey.study.waves.weighing import TARGETS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from survey.questionnaire.comparison.verdicts import Verdicts
    from survey.study.waves.wave_files import WaveFiles

_TABLES = (".csv", ".xlsx")


def next_steps(old: WaveFiles, new: WaveFiles, verdicts: Verdicts) -> Iterator[str]:
    """What is left to do for a wave, a sentence each, in the language in force.

    Parameters
    ----------
    old, new : WaveFiles
        Of the earlier wave, and of the one that was added.
    verdicts : Verdicts
    """
    say = _Speaker(old, new)
    yield from _of_questionnaire(say, verdicts)
    yield say("areas")
    yield from _of_sample(say)
    if new.written.sampling is not None:
        yield say("sampling")
    if old.written.retention.model_fields_set:
        yield say("retention")
    if (new.folder / TARGETS_FILE).is_file():
        yield say("targets", file=say.path(new.folder / TARGETS_FILE))
    answers = [name for place, name in named_files(new.written) if place[0] == "answers"]
    yield say("answers", files=culprits(answers), count=len(answers))
    yield say("report")
    yield say("lock")


def _of_questionnaire(say: _Speaker, verdicts: Verdicts) -> Iterator[str]:
    file = say.new.plan.questionnaire_file
    lock = say.old.folder / LOCK_FILE
    ours = file.resolve().is_relative_to(say.new.plan.folder.resolve())
    if verdicts.undecided:
        first = verdicts.undecided[0]
        example = f'since: {{"{verdicts.old.name}": {{{first}: {{change: editorial, reason: …}}}}}}'
        yield say("undecided", names=culprits(verdicts.undecided), count=len(verdicts.undecided),
                  file=say.path(file), example=example)  # fmt: skip
    if ours:
        yield say("questionnaire", file=say.path(file), lock=say.command(lock),
                  asked=say.command(file))  # fmt: skip
    else:
        own = f"skema-{say.new.written.id}.yaml"
        target = say.command(say.new.plan.folder / own)
        yield say("shipped", name=quoted(file.stem), code=file.stem, target=target, own=own)
    wanted = say.command(file) if ours else file.stem
    yield say("questionnaire_lock", file=wanted, lock=say.command(say.new.folder / LOCK_FILE))


def _of_sample(say: _Speaker) -> Iterator[str]:
    """Steps for those who are sampled and followed; none where a form lies in every letter box."""
    old = say.old.written
    if old.plan.model_fields_set or old.sample is not None or _has(say.old, "sample", "frame"):
        yield say("frame", file=say.path(say.new.folder / "frame.xlsx"))
        yield say("sample")
    if (
        old.fieldwork.start is not None
        or old.dispositions is not None
        or _has(say.old, "dispositions")
    ):
        yield say("fieldwork")


def _has(files: WaveFiles, *names: str) -> bool:
    """Whether a wave has tables of these names in its folder."""
    return any((files.folder / f"{name}{end}").is_file() for name in names for end in _TABLES)


class _Speaker:
    """Says what is in the catalogue of steps, with the names of both waves and the study."""

    def __init__(self, old: WaveFiles, new: WaveFiles) -> None:
        self.old, self.new = old, new

    def __call__(self, key: str, **fields: object) -> str:
        study = shlex.quote(str(self.new.plan.folder))
        waves = {"wave": self.new.written.id, "since": self.old.written.id}
        return text(f"wave_added.step.{key}", lang=None, study=study, **waves, **fields)

    @staticmethod
    def command(path: Path) -> str:
        """A path as it is written in a command."""
        return shlex.quote(str(path))

    def path(self, path: Path) -> str:
        """A path within the study; the name alone of a file elsewhere."""
        root = self.new.plan.folder.resolve()
        full = path.resolve()
        return full.relative_to(root).as_posix() if full.is_relative_to(root) else path.name
