"""What a locked wave is: its manifest, what differs from it, and what is refused because of it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.errors import DataError, RefusedError, UnknownNameError
from survey.files.atomic import is_our_own
from survey.files.guards import read_guarded, safe_file_name, shown
from survey.files.yaml_reader import read_yaml
from survey.findings import Finding, Place, Severity, errors_among
from survey.language.catalogue import text
from survey.language.identifying import path_told
from survey.language.messages import culprits, fail, finding, quoted
from survey.study.keeping.log import read_study_log
from survey.study.keeping.writer import one_writer
from survey.study.study_file.digests import digest_of
from survey.study.study_file.plan import STUDY_FILE, plan_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile

LOCKED_FILE, KEPT_FOLDER = "LOCKED.json", "locked"
"""In the folder of a wave: the manifest, and all that the study said when the wave was locked."""
SCHEMA = 1
_MOST_BYTES = 50_000_000
_OF_OTHERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_OPEN_IN_OFFICE = ("~$", ".~lock.")
_KEYS = ("schema", "wave", "instrument", "package", "log", "files")


@dataclass(frozen=True, slots=True)
class WaveLock:
    """The lock of a wave.

    Attributes
    ----------
    wave : str
    instrument : str
        Hash of all that was asked.
    files : mapping of str to str
        SHA-256 of every file of the wave and of all that it rests on, by path in the study.
    package : str
        The version that locked it.
    log : str
        The hash of the last line that the log had then.
    path : Path
        The manifest.
    published : tuple of str
        What was out for good of the wave before it was locked, by its names in the register.
    """

    wave: str
    instrument: str
    files: Mapping[str, str]
    package: str
    log: str
    path: Path
    published: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"WaveLock({self.wave}: {len(self.files)} files, {self.instrument[:8]})"

    def to_frame(self) -> pd.DataFrame:
        """A row for each file: its path in the study and its SHA-256."""
        return pd.DataFrame(list(self.files.items()), columns=["file", "sha256"])

    def to_bytes(self) -> bytes:
        """The manifest."""
        content = {
            "schema": SCHEMA,
            "wave": self.wave,
            "instrument": self.instrument,
            "package": self.package,
            "log": self.log,
            **({"published": list(self.published)} if self.published else {}),
            "files": dict(sorted(self.files.items())),
        }
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def wave_folder(plan: StudyPlan, wave: str) -> Path:
    """The folder of a wave."""
    return plan.folder / "waves" / safe_file_name(wave)


def is_locked(folder: Path, wave: str) -> bool:
    """Whether a wave of the study in a folder is locked."""
    return (folder / "waves" / safe_file_name(wave) / LOCKED_FILE).exists()


def wave_in(plan: StudyPlan, name: str) -> WaveFile:
    """What study.yaml says of a wave.

    Raises
    ------
    UnknownNameError
        If the study has no such wave.
    """
    found = next((each for each in plan.written.waves if each.id == str(name)), None)
    if found is None:
        known = culprits(each.id for each in plan.written.waves)
        raise fail(UnknownNameError, "study.wave_unknown", name=quoted(str(name)), known=known)
    return found


def locked_wave(plan: StudyPlan, wave: str) -> WaveLock | None:
    """The lock of a wave; None if it isn't locked.

    Parameters
    ----------
    plan : StudyPlan
    wave : str
        The name of the wave.

    Raises
    ------
    DataError
        If the manifest can't be read: the wave is then locked all the same.
    """
    path = wave_folder(plan, wave) / LOCKED_FILE
    if not path.exists():
        return None
    try:
        said = json.loads(read_guarded(path, most_bytes=_MOST_BYTES))
    except (ValueError, RecursionError):
        said = None
    if not _is_manifest(said):
        raise fail(DataError, "wave_lock.damaged", where=shown(path), wave=quoted(wave))
    if said["schema"] > SCHEMA:
        raise fail(DataError, "wave_lock.newer", where=shown(path), got=said["schema"])
    instrument, package, log = (said[name] for name in ("instrument", "package", "log"))
    held, out = MappingProxyType(said["files"]), tuple(said.get("published", ()))
    return WaveLock(said["wave"], instrument, held, package, log, path, out)


def _is_manifest(said: Any) -> bool:  # noqa: ANN401 - whatever stands in a file
    if not isinstance(said, dict) or not set(_KEYS) <= set(said):
        return False
    texts = [said[name] for name in ("wave", "instrument", "package", "log")]
    files, out = said["files"], said.get("published", [])
    pairs = [*files.items()] if isinstance(files, dict) else [(None, None)]
    words = [*texts, *(word for pair in pairs for word in pair)]
    listed = isinstance(out, list)
    return (
        type(said["schema"]) is int
        and listed
        and all(isinstance(each, str) for each in (*words, *out))
    )


def plan_for(plan: StudyPlan, wave: WaveFile) -> tuple[StudyPlan, WaveFile]:
    """What the study says of a wave: if it is locked, what it said then.

    A locked wave knows other waves by their own locks, and by what the study said when it was
    locked itself if they have none.

    Raises
    ------
    RefusedError
        If what a locked wave keeps isn't there any more.
    """
    kept = wave_folder(plan, wave.id) / KEPT_FOLDER
    if plan.kept == kept or locked_wave(plan, wave.id) is None:
        return plan.of_wave(wave), wave
    if not (kept / STUDY_FILE).is_file():
        refuse_changed(plan, wave.id)
    files = sorted(each for each in kept.rglob("*") if each.is_file())
    then = _read_then(plan.folder, kept, tuple((each, digest_of(each)) for each in files))
    held = next((each for each in then.written.waves if each.id == wave.id), None)
    if held is None:
        where = shown(kept / STUDY_FILE)
        raise fail(DataError, "wave_lock.damaged", where=where, wave=quoted(wave.id))
    return then.of_wave(held), held


@lru_cache(maxsize=16)
def _read_then(folder: Path, kept: Path, _files: tuple[tuple[Path, str], ...]) -> StudyPlan:
    """What a study said when a wave was locked; read once as long as the files stay the same."""
    return plan_of(read_yaml(kept / STUDY_FILE), folder, kept=kept)


def changes(plan: StudyPlan, lock: WaveLock) -> Iterator[Finding]:
    """What differs between the files of a locked wave and its manifest."""
    purged = {each.facts.get("file") for each in read_study_log(plan.folder).of("purged")}
    for name, digest in lock.files.items():
        path, where = plan.folder / name, Place(name)
        if not path.is_file():
            if path_told(name) in purged:
                yield finding("wave_lock.purged", severity=Severity.NOTE, place=where)
            else:
                yield finding("wave_lock.missing", place=where, wave=quoted(lock.wave))
        elif digest_of(path) != digest:
            yield finding("wave_lock.changed", place=where, wave=quoted(lock.wave))
    for name in files_in(plan, lock.wave):
        if name not in lock.files:
            yield finding("wave_lock.added", severity=Severity.WARNING, place=Place(name),
                          wave=quoted(lock.wave))  # fmt: skip


def files_in(plan: StudyPlan, wave: str) -> dict[str, Path]:
    """The files in the folder of a wave but for its manifest, by path in the study."""
    folder = wave_folder(plan, wave)
    found = (each for each in folder.rglob("*") if each.is_file() and _counts(each, folder))
    return {each.relative_to(plan.folder).as_posix(): each for each in sorted(found)}


def _counts(path: Path, folder: Path) -> bool:
    """Whether a file is of the wave, and not of a program that looks at it or was stopped."""
    name = path.name
    if name in _OF_OTHERS or name.startswith(_OPEN_IN_OFFICE) or path == folder / LOCKED_FILE:
        return False
    return not any(is_our_own(part) for part in path.relative_to(folder).parts)


@contextmanager
def writing_into(
    plan: StudyPlan, wave: str, what: str, *, folder: Path | None = None
) -> Iterator[None]:
    """Write what belongs to a wave, as the one writer of the study, if the wave isn't locked.

    Parameters
    ----------
    plan : StudyPlan
    wave : str
        The name of the wave.
    what : str
        As for `refuse_locked`.
    folder : Path, optional
        Where it is written to: the folder of the wave if left out. Outside the study anybody may
        write, and beside the folders of waves also what is made of a locked one.

    Raises
    ------
    RefusedError
        If it is locked, somebody else writes, or the study was edited since it was opened.
    """
    refuse_edited(plan)
    own = wave_folder(plan, wave).resolve()
    target = own if folder is None else folder.resolve()
    if not target.is_relative_to(plan.folder.resolve()):
        yield
        return
    with one_writer(plan.folder):
        if target.is_relative_to(own):
            refuse_locked(plan, wave, what)
        yield


def refuse_locked(plan: StudyPlan, wave: str, what: str) -> None:
    """Refuse to write into a wave that is locked.

    Parameters
    ----------
    plan : StudyPlan
    wave : str
        The name of the wave.
    what : str
        What was to be written, as a key of the catalogue below ``wave_lock.what``.

    Raises
    ------
    RefusedError
        If it is locked.
    """
    if is_locked(plan.folder, wave):
        said = text(f"wave_lock.what.{what}")
        raise fail(RefusedError, "wave_lock.locked", wave=quoted(wave), what=said)


def refuse_edited(plan: StudyPlan) -> None:
    """Refuse to write what a study said when it was opened, if it says something else by now.

    Raises
    ------
    RefusedError
        If study.yaml, a questionnaire or the style was edited since.
    """
    edited = edited_since(plan)
    if edited:
        names = culprits(shown(each) for each in edited)
        raise fail(RefusedError, "study.edited", names=names, folder=quoted(shown(plan.folder)))


def edited_since(plan: StudyPlan) -> list[Path]:
    """What says what a study is and was edited since it was opened."""
    return sorted(
        path for path, then in plan.read.items() if not path.is_file() or digest_of(path) != then
    )


def refuse_changed(plan: StudyPlan, wave: str) -> None:
    """Refuse to make numbers of a locked wave whose files aren't what they were.

    Raises
    ------
    RefusedError
        If a file was changed or taken away after the lock.
    """
    lock = locked_wave(plan, wave)
    if lock is None:
        return
    wrong = errors_among(tuple(changes(plan, lock)))
    if wrong:
        names = culprits(each.place.file for each in wrong if each.place)
        raise fail(RefusedError, "wave_lock.not_as_locked", wave=quoted(wave), names=names)
