"""Personal data of a study destroyed when the time is up that study.yaml gives them."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.errors import RefusedError, SurveyError, WrongUseError
from survey.files.atomic import make_folder, remove_file, write_bytes
from survey.files.guards import path_of, read_guarded, shown
from survey.language.catalogue import current_language, text
from survey.language.identifying import path_told
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_date
from survey.sampling.secret import holds_secret
from survey.study.keeping.locked import locked_wave
from survey.study.keeping.log import append
from survey.study.keeping.writer import one_writer
from survey.study.privacy.cleared import cleared_waves, has_answers
from survey.study.privacy.contents import CLEARED_FOLDER, Content, contents_of
from survey.study.privacy.personal_scan import personal_traces
from survey.study.privacy.shared import people_of
from survey.study.study import Study, open_study
from survey.study.study_file.plan import STUDY_FILE
from survey.study.study_file.schema import retention_of
from survey.study.study_file.study_edits import edited_study, with_wave
from survey.study.wave_locks import lock_wave, unlock_wave

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from survey.study.privacy.cleared import ClearedWave
    from survey.study.privacy.contents import StudyContent
    from survey.study.study_file.plan import StudyPlan

_JOURNAL = ".survey/purge.json"
_MOST_JOURNAL = 10_000_000
_CONTACTS, _FRAME, _ANSWERS = "contacts", "frame", "answers"
KINDS: dict[Content, str] = {
    **dict.fromkeys((Content.CONTACTS, Content.LETTERS, Content.KEY, Content.FIELDWORK), _CONTACTS),
    Content.FRAME: _FRAME,
    **dict.fromkeys(
        (
            *(Content.ANSWERS, Content.ROSTER, Content.COLUMNS, Content.DECISIONS),
            *(Content.CORRECTIONS, Content.CODING, Content.CHECKS, Content.HANDED_ON),
            *(Content.WEIGHTING, Content.SAMPLE, Content.DISPOSITIONS, Content.BACKGROUND),
            Content.REGISTER,
        ),
        _ANSWERS,
    ),
}
"""Which time goes for what."""


@dataclass(frozen=True, slots=True, order=True)
class PurgedFile:
    """A file whose time is up, or isn't yet.

    Attributes
    ----------
    path : str
        Below the folder of the study, or the path of a file outside it.
    content : Content
    wave : str
        Empty if it is the study's.
    until : str
        The date of study.yaml; empty if there is none.
    """

    path: str
    content: Content
    wave: str
    until: str


@dataclass(frozen=True, slots=True, eq=False)
class Purged:
    """What of a study was destroyed, or would be.

    Attributes
    ----------
    today : date
    files : tuple of PurgedFile
        Those whose time is up.
    later : tuple of PurgedFile
        Those that stay, because their time isn't up or study.yaml gives none.
    unknown : tuple of str
        Files that nobody can say anything of; they stay.
    cleared : tuple of str
        Waves whose answers stay without own words, exact dates and ids.
    done : bool
        Whether it was done; else it was only said.
    """

    today: dt.date
    files: tuple[PurgedFile, ...]
    later: tuple[PurgedFile, ...]
    unknown: tuple[str, ...]
    cleared: tuple[str, ...]
    done: bool = False

    def __repr__(self) -> str:
        how = "destroyed" if self.done else "to be destroyed"
        return f"Purged({len(self.files)} files {how})"

    def to_frame(self) -> pd.DataFrame:
        """A row for each file: ``path``, ``content``, ``wave``, ``until``, ``due``."""
        rows = [
            (each.path, each.content.value, each.wave, each.until, due)
            for due, files in ((True, self.files), (False, self.later))
            for each in files
        ]
        return pd.DataFrame(rows, columns=["path", "content", "wave", "until", "due"])

    def told(self) -> pd.DataFrame:
        """The same without names of files that tell who somebody is."""
        frame = self.to_frame()
        return frame.assign(path=[path_told(each) for each in frame["path"]])

    def lines(self, *, language: str | None = None) -> list[str]:
        """What was done or would be, a line each.

        Parameters
        ----------
        language : {"da", "en"}, optional
            The language in force if left out.
        """
        say = _Speaker(language or current_language())
        if not self.files:
            lines = [say("nothing", date=format_date(self.today, say.language))]
        else:
            lines = [say("done" if self.done else "would", count=len(self.files))]
        lines += [f"  {say.file(each)}" for each in self.files]
        for wave in self.cleared:
            lines.append(say("cleared" if self.done else "would_clear", wave=quoted(wave)))
        undated = Counter(each.content for each in self.later if not each.until)
        lines += [
            say("undated", what=say.kind(content, count), kind=KINDS[content])
            for content, count in undated.items()
        ]
        lines += [f"  {say.file(each)}" for each in self.later if each.until]
        if self.unknown:
            lines.append(say("unknown", count=len(self.unknown)))
            lines += [f"  {path_told(each)}" for each in self.unknown]
        if self.files:
            lines.append(say("copies") if self.done else say("yes"))
        return lines

    def to_data(self) -> dict[str, Any]:
        """The same for programs, with names in English."""
        frame = self.told()
        return {
            "today": self.today.isoformat(),
            "done": self.done,
            "files": frame.loc[frame["due"]].drop(columns="due").to_dict("records"),
            "later": frame.loc[~frame["due"]].drop(columns="due").to_dict("records"),
            "unknown": [path_told(each) for each in self.unknown],
            "cleared": list(self.cleared),
        }


@dataclass(frozen=True, slots=True)
class _Speaker:
    language: str

    def __call__(self, key: str, **fields: object) -> str:
        return text(f"study_purge.{key}", lang=self.language, **fields)

    def kind(self, content: Content, count: int) -> str:
        return text(f"study_share.readme.kind.{content}", lang=self.language, count=count)

    def file(self, each: PurgedFile) -> str:
        day = format_date(dt.date.fromisoformat(each.until), self.language)
        kind = text(f"study_purge.kind.{each.content}", lang=self.language)
        return self("file", path=path_told(each.path), kind=kind, date=day)


def purge_study(
    study: Study | str | os.PathLike[str],
    *,
    today: dt.date | str,
    dry_run: bool = True,
    outside: Sequence[str | os.PathLike[str]] = (),
) -> Purged:
    """Destroy the personal data of a study whose time is up, or say which they are.

    `retention` in study.yaml gives the dates: from ``contacts`` on names, addresses, letters, codes
    and keys are destroyed, from ``frame`` on the lists of dwellings, from ``answers`` on everything
    with answers of single residents. In the place of those stay the answers without own words,
    exact dates and ids, from which the report can be made again; reports stay too. A wave that is
    locked is opened for that, and locked again.

    Parameters
    ----------
    study : Study or path
    today : date or ISO text
    dry_run : bool
        Whether it is only said what would go. It takes ``dry_run=False`` to destroy anything.
    outside : sequence of path
        Files outside the study that go with the contacts: the contacts themselves, and the key.

    Returns
    -------
    Purged

    Raises
    ------
    WrongUseError
        If a date isn't one, or a file outside can't be one of contacts.
    RefusedError
        If answers without ids would not be the same answers, or somebody else writes.
    FileError
        If a file can't be destroyed; what is left is destroyed the next time.

    Notes
    -----
    A file that is destroyed may still be found on the disk by those who have the means, and stands
    in backups and copies as before.

    Examples
    --------
    >>> import survey as sv
    >>> sv.purge_study("my-study", today="2027-01-01").files  # doctest: +SKIP
    """
    opened = study if isinstance(study, Study) else open_study(study)
    day = _day(today)
    more = [_outside(each, opened.plan) for each in outside]
    if dry_run:
        return _planned(opened, day, more)
    with one_writer(opened.folder):
        _finish(opened.folder)
        opened = open_study(opened.folder)
        planned = _planned(opened, day, more)
        if planned.files:
            _carry_out(opened, planned)
    return replace(planned, done=True)


def _day(today: dt.date | str) -> dt.date:
    try:
        return today if isinstance(today, dt.date) else dt.date.fromisoformat(today)
    except (ValueError, TypeError):
        raise fail(WrongUseError, "study_purge.today", got=quoted(str(today))) from None


def _outside(given: str | os.PathLike[str], plan: StudyPlan) -> tuple[Path, Content]:
    path = path_of(given, "outside")
    if path.resolve().is_relative_to(plan.folder.resolve()):
        raise fail(WrongUseError, "study_purge.inside", got=quoted(shown(path)))
    if path.is_symlink() or not path.is_file():
        raise fail(WrongUseError, "study_purge.no_file", got=quoted(shown(path)))
    if holds_secret(path):
        return path, Content.KEY
    if path.suffix.lower() in {".csv", ".xlsx"}:
        return path, Content.CONTACTS
    raise fail(WrongUseError, "study_purge.no_contacts", got=quoted(shown(path)))


# What is due


def _planned(study: Study, today: dt.date, outside: Sequence[tuple[Path, Content]]) -> Purged:
    plan = study.plan
    dates = _dates(plan)
    contents = contents_of(plan)
    known = [_dated(each, dates) for each in contents if each.content in KINDS]
    known += [
        PurgedFile(str(path.absolute()), content, "", dates["", KINDS[content]])
        for path, content in outside
    ]
    due = tuple(each for each in known if each.until and each.until <= today.isoformat())
    later = tuple(each for each in known if each not in due)
    unknown = tuple(e.path for e in contents if e.content in {Content.UNKNOWN, Content.LINK})
    waves = [
        name
        for name in study.waves
        if any(each.wave == name and each.content is Content.ANSWERS for each in due)
        and has_answers(study.wave(name))
    ]
    return Purged(today, due, later, unknown, tuple(waves))


def _dates(plan: StudyPlan) -> dict[tuple[str, str], str]:
    """The date of each wave and kind; what is the study's goes with the last of its waves."""
    found: dict[tuple[str, str], str] = {}
    for kind in (_CONTACTS, _FRAME, _ANSWERS):
        of_waves = [
            getattr(retention_of(plan.written, wave), kind) or "" for wave in plan.written.waves
        ]
        for wave, until in zip(plan.written.waves, of_waves, strict=True):
            found[wave.id, kind] = until
        found["", kind] = max(of_waves) if all(of_waves) else ""
    return found


def _dated(each: StudyContent, dates: dict[tuple[str, str], str]) -> PurgedFile:
    return PurgedFile(each.path, each.content, each.wave, dates[each.wave, KINDS[each.content]])


# Carrying it out


def _carry_out(study: Study, planned: Purged) -> None:
    """Put the answers that stay in their place, and destroy the files.

    What is to be destroyed is written down first, so that the next time it is finished if the
    machine stops in the midst of it.
    """
    locked = [each for each in planned.cleared if locked_wave(study.plan, each) is not None]
    kept = _named_in_locks(study, set(study.waves) - set(planned.cleared))
    for name in locked:
        unlock_wave(study, name, reason=text("study_purge.unlocked"))
    try:
        _clear(open_study(study.folder), planned.cleared)
    except SurveyError:
        for name in locked:
            lock_wave(open_study(study.folder), name)
        raise
    paths = [each.path for each in planned.files]
    journal = study.folder / _JOURNAL
    make_folder(journal.parent)
    write_bytes(journal, json.dumps({"files": paths, "lock": locked}).encode(), private=True)
    _log(study.folder, planned, kept)
    _finish(study.folder)


def _clear(study: Study, waves: Sequence[str]) -> None:
    """Write the answers that stay, let study.yaml name them, and see that they are the same."""
    if not waves:
        return
    path = study.folder / STUDY_FILE
    before = path.read_bytes()
    cleared = cleared_waves(study, waves, within=CLEARED_FOLDER)
    _refuse_traces(study.plan, cleared)
    for each in cleared:
        for name, held in each.files.items():
            make_folder((study.folder / name).parent)
            write_bytes(study.folder / name, held, private=True)
    data = study.plan.document.data
    for each in cleared:
        data = with_wave(data, each.wave, _said(data, each))
    write_bytes(path, edited_study(study.plan, data)[0].encode())
    again = open_study(study.folder)
    wrong = [each.wave for each in cleared if each.differing(again.wave(each.wave))]
    if wrong:
        write_bytes(path, before)
        for name in (name for each in cleared for name in each.files):
            remove_file(study.folder / name)
        raise fail(RefusedError, "study_purge.differs", wave=quoted(wrong[0]))


def _refuse_traces(plan: StudyPlan, cleared: Sequence[ClearedWave]) -> None:
    """Refuse to keep answers in which something still tells who somebody is."""
    files = {name: held for each in cleared for name, held in each.files.items()}
    found = personal_traces(files, people_of(plan, contents_of(plan)))
    if found:
        raise fail(RefusedError, "study_purge.personal", count=len(found),
                   places=culprits(map(str, found)))  # fmt: skip


def _said(data: dict[str, Any], cleared: ClearedWave) -> dict[str, Any]:
    """What study.yaml says of a wave when its answers are cleared; its dates stay."""
    said: dict[str, Any] = next(each for each in data["waves"] if each["id"] == cleared.wave)
    keys = {**cleared.keys, "retention": said.get("retention")}
    found = {name: keys.get(name, each) for name, each in said.items()}
    found |= {name: each for name, each in keys.items() if name not in said}
    return {name: each for name, each in found.items() if each is not None}


def _finish(folder: Path) -> None:
    """Destroy what was written down to be destroyed, and lock again what was opened for it."""
    journal = folder / _JOURNAL
    if not journal.exists():
        return
    said = json.loads(read_guarded(journal, most_bytes=_MOST_JOURNAL))
    parents = set()
    for name in said["files"]:
        path = folder / name
        if path.exists():
            remove_file(path)
            parents |= {path.parent} if path.resolve().is_relative_to(folder.resolve()) else set()
    for each in sorted(parents, key=lambda path: len(path.parts), reverse=True):
        if each != folder and each.is_dir() and not any(each.iterdir()):
            each.rmdir()
    for name in said["lock"]:
        lock_wave(open_study(folder), name)
    remove_file(journal)


# The log


def _named_in_locks(study: Study, waves: set[str]) -> set[str]:
    """The files that the manifests of locked waves name: their loss must be told by name."""
    locks = (locked_wave(study.plan, name) for name in waves)
    return {file for lock in locks if lock is not None for file in lock.files}


def _log(folder: Path, planned: Purged, kept: set[str]) -> None:
    """Log what goes: kinds and counts; by name only what a lock has named before."""
    named = [each for each in planned.files if each.path in kept]
    for each in named:
        content = each.content.value
        append(folder, "purged", file=path_told(each.path), content=content, wave=each.wave,
               until=each.until)  # fmt: skip
    counts = Counter(
        (each.content.value, each.wave, each.until) for each in planned.files if each not in named
    )
    for (content, wave, until), count in _in_order(counts):
        append(folder, "purged", content=content, wave=wave, files=count, until=until)


def _in_order(counts: Counter[tuple[str, str, str]]) -> Iterator[tuple[tuple[str, str, str], int]]:
    yield from sorted(counts.items())
