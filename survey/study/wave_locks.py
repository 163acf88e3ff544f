"""Waves locked, opened again, and verified."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from survey.errors import FileError, RefusedError, SurveyError, WrongUseError
from survey.files.atomic import remove_file, remove_folder
from survey.files.clean import clean_text
from survey.files.guards import read_guarded
from survey.findings import Finding, Place, Severity, errors_among
from survey.language.catalogue import current_language
from survey.language.identifying import identifying_kinds, kinds_said
from survey.language.messages import culprits, fail, finding, quoted
from survey.provenance import own_version, sha256_of_file
from survey.questionnaire.locking.lock import instrument_of, lock_questionnaire
from survey.questionnaire.locking.lock_file import lock_text, read_lock
from survey.questionnaire.locking.verifying import verify_lock
from survey.study.keeping.kept import files_to_keep, questionnaire_to_keep
from survey.study.keeping.locked import (
    KEPT_FOLDER,
    LOCKED_FILE,
    WaveLock,
    changes,
    files_in,
    locked_wave,
    plan_for,
    refuse_locked,
    wave_folder,
    wave_in,
)
from survey.study.keeping.log import append, read_study_log
from survey.study.keeping.together import Together
from survey.study.keeping.writer import one_writer
from survey.study.publishing.published_reports import (
    is_settled,
    out_for_good,
    reopen_published,
    settle_published,
)
from survey.study.study_file.plan import STUDY_FILE, read_study_plan
from survey.study.study_file.schema import NOT_WEIGHTED, named_files, weighting_of
from survey.study.study_file.study_edits import edited_study, with_wave
from survey.study.waves.wave_files import LOCK_FILE, WaveFiles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from survey.study.study import Study
    from survey.study.study_file.plan import StudyPlan
    from survey.study.study_file.schema import WaveFile

__all__ = ["WaveLock", "lock_wave", "locked_wave", "refuse_locked", "unlock_wave", "verify_wave"]

LOCKED, UNLOCKED = "wave_locked", "wave_unlocked"
_MOST_BYTES = 100_000_000
_MOST_REASON = 500
_QUESTIONNAIRE_FOLDER, _RECIPE_FILE = "questionnaire", "recipe.yaml"


def lock_wave(study: Study, wave: str | None = None) -> WaveLock:
    """Lock a wave: from now on it stays as it is, and its report can be made again at any time.

    The wave gets a manifest with the SHA-256 of all its files, and keeps what the study says now
    (study.yaml, the questionnaire, the recipe, the style, the texts), so that the study can go on.
    Its questionnaire is locked too, if that wasn't done before the fieldwork. A wave that is locked
    already is left as it is.

    Parameters
    ----------
    study : Study
    wave : str, optional
        The last one if left out.

    Returns
    -------
    WaveLock

    Raises
    ------
    RefusedError
        If somebody else writes into the study, the questionnaire isn't the one that was locked
        before, or the wave is locked and its files aren't what they were.
    FileError
        If the wave has no answers, or a file can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> study = sv.open_study("my-study")  # doctest: +SKIP
    >>> sv.lock_wave(study, "2010")  # doctest: +SKIP
    WaveLock(2010: 12 files, 5c1d09aa)
    """
    with one_writer(study.folder):
        plan = read_study_plan(study.folder)
        written = wave_in(plan, plan.written.waves[-1].id if wave is None else wave)
        held = locked_wave(plan, written.id)
        if held is None:
            held = _locked_now(plan, written)
        else:
            _refuse_wrong(plan, held)
            settle_published(plan, written.id)
            if not _is_logged(plan, held):
                _log_lock(plan, held)
        return held


def _locked_now(plan: StudyPlan, written: WaveFile) -> WaveLock:
    files = WaveFiles(plan, written)
    inputs = files.inputs() | files.weighting_inputs()  # a wave without its answers isn't over
    path = files.folder / LOCKED_FILE
    kept = {
        name: read_guarded(file, most_bytes=_MOST_BYTES)
        for name, file in files_to_keep(plan, written).items()
    }
    out = out_for_good(plan, written.id)
    with Together(lambda: path.exists() and is_settled(plan, written.id)) as together:
        instrument = _questionnaire_locked(plan.of_wave(written), written.id, together)
        together.write_folder(files.folder / KEPT_FOLDER, kept, last=STUDY_FILE)
        hashed = _hashed(plan, written, {*inputs.values()}, {*kept})
        entries = read_study_log(plan.folder).entries
        last = entries[-1].own if entries else ""
        lock = WaveLock(written.id, instrument, hashed, own_version(), last, path, out)
        together.publish(path, lock.to_bytes())
        settle_published(plan, written.id, together.write)
    _log_lock(plan, lock)
    return lock


def _questionnaire_locked(plan: StudyPlan, wave: str, together: Together) -> str:
    """See that the questionnaire is locked as it is; the hash of all that it asks."""
    path = wave_folder(plan, wave) / LOCK_FILE
    if not path.exists():
        made = lock_questionnaire(plan.questionnaire, wave=wave)
        together.publish(path, lock_text(made).encode())
    lock = read_lock(path)
    if lock.instrument != instrument_of(plan.questionnaire):
        found = verify_lock(lock, plan.questionnaire)
        raise fail(
            RefusedError,
            "wave_lock.questionnaire",
            where=path.relative_to(plan.folder).as_posix(),
            wave=quoted(wave),
            count=len(found),
            first=found[0].message if found else "",
        )
    return lock.instrument


def _hashed(
    plan: StudyPlan, written: WaveFile, inputs: set[Path], kept: set[str]
) -> dict[str, str]:
    """All files of a wave, and those elsewhere in the study that are its own and not kept."""
    root = plan.folder.resolve()
    elsewhere = inputs | {plan.folder / name for _, name in named_files(written)}
    within = [each.resolve() for path in elsewhere for each in (path, *path.rglob("*"))]
    found = {
        path.relative_to(root).as_posix(): path
        for path in within
        if path.is_file() and path.is_relative_to(root)
    }
    found = {name: path for name, path in found.items() if name not in kept}
    found |= files_in(plan, written.id)
    return {name: sha256_of_file(found[name]) for name in sorted(found)}


def _log_lock(plan: StudyPlan, lock: WaveLock) -> None:
    append(plan.folder, LOCKED, wave=lock.wave, manifest=sha256_of_file(lock.path))


def unlock_wave(study: Study, wave: str, *, reason: str, published: bool = True) -> None:
    """Open a locked wave again, for a reason that goes into the log.

    If the questionnaire or the recipe of the study has changed since, the wave gets the ones that
    it was locked with as its own, and study.yaml says so.

    What its reports told stays out for good, so that no later report gives away what they hid. If
    nobody was given them, they are drafts again, as they were before the lock.

    Parameters
    ----------
    study : Study
    wave : str
    reason : str
        In a sentence, for whoever reads the log later. Nothing about a person.
    published : bool
        Whether somebody may have been given a report of the wave.

    Raises
    ------
    WrongUseError
        If the wave isn't locked, or no reason is given.
    RefusedError
        If somebody else writes into the study.
    DataError
        If study.yaml is written in a way that can't be edited.
    """
    said = _sentence(reason)
    with one_writer(study.folder):
        plan = read_study_plan(study.folder)
        written = wave_in(plan, wave)
        lock = locked_wave(plan, written.id)
        if lock is None:
            raise fail(WrongUseError, "wave_lock.not_locked", wave=quoted(written.id))
        own, files = _own_again(plan, written, lock)
        with Together(lambda: not lock.path.exists()) as together:
            if published:
                settle_published(plan, written.id, together.write)
            else:
                locked = WaveFiles(*plan_for(plan, written))
                reopen_published(locked, lock.published, together.write)
            _give_its_own(plan, written.id, own, files, together)
            never_out = {} if published else {"published": False}
            append(plan.folder, UNLOCKED, wave=written.id, reason=said, **never_out)
            remove_file(lock.path)
        with suppress(FileError):  # nobody reads it any more
            remove_folder(lock.path.with_name(KEPT_FOLDER))


def _sentence(reason: str) -> str:
    """The reason in one line, without what is about a person."""
    said = clean_text(" ".join(str(reason).split()))
    if not 3 <= len(said) <= _MOST_REASON:
        raise fail(WrongUseError, "wave_lock.reason", most=_MOST_REASON)
    kinds = identifying_kinds(said)
    if kinds:
        raise fail(
            WrongUseError, "wave_lock.reason_personal", what=kinds_said(kinds, current_language())
        )
    return said


def _give_its_own(
    plan: StudyPlan,
    wave: str,
    own: dict[str, Any],
    files: dict[str, bytes],
    together: Together,
) -> None:
    """Let a wave that is opened again have as its own what the study has changed since."""
    if own != _said_of(plan, wave):
        edited = edited_study(plan, with_wave(plan.document.data, wave, own))[0]
        for name, data in files.items():
            together.write(wave_folder(plan, wave) / name, data)
        together.write(plan.folder / STUDY_FILE, edited.encode())


def _own_again(
    plan: StudyPlan, now: WaveFile, lock: WaveLock
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What study.yaml is to say of a wave that is opened again, and the files that this names."""
    said = _said_of(plan, now.id)
    try:
        then_plan, then = plan_for(plan, now)
    except SurveyError:
        if lock.instrument == instrument_of(plan.of_wave(now).questionnaire):
            return said, {}  # what was kept is lost, but nothing that was asked
        raise
    files: dict[str, bytes] = {}
    base = wave_folder(plan, now.id).relative_to(plan.folder).as_posix()
    if instrument_of(then_plan.questionnaire) != instrument_of(plan.of_wave(now).questionnaire):
        for name, path in questionnaire_to_keep(then_plan).items():
            files[f"{_QUESTIONNAIRE_FOLDER}/{name}"] = path.read_bytes()
        own = f"{base}/{_QUESTIONNAIRE_FOLDER}/{then_plan.questionnaire_file.name}"
        said = {"id": said["id"], "questionnaire": own, **said}
        said["questionnaire"] = own
    before, after = _recipe(then_plan, then), _recipe(plan, now)
    if before != after:
        if isinstance(before, bytes):
            files[_RECIPE_FILE] = before
            said = {**said, "weighting": f"{base}/{_RECIPE_FILE}"}
        else:
            said = {**said, "weighting": NOT_WEIGHTED if before is None else before}
    return said, files


def _said_of(plan: StudyPlan, wave: str) -> dict[str, Any]:
    """What study.yaml says of a wave, as it stands there."""
    found: dict[str, Any] = next(each for each in plan.document.data["waves"] if each["id"] == wave)
    return found


def _recipe(plan: StudyPlan, written: WaveFile) -> Any:  # noqa: ANN401 - as it was written
    """The recipe of a wave: the bytes of its file, its steps, or None."""
    found = weighting_of(plan.written, written)
    if found is None or not isinstance(found[1], str):
        return None if found is None else found[1]
    path = plan.path_of(found[1])
    return path.read_bytes() if path.is_file() else found[1]


def verify_wave(study: Study, wave: str | None = None) -> tuple[Finding, ...]:
    """Find all that was changed in a locked wave, in its lock, or in the log of the study.

    Parameters
    ----------
    study : Study
    wave : str, optional
        The last one if left out.

    Returns
    -------
    tuple of Finding
        None for a wave that is as it was locked, or that isn't locked.
    """
    plan = study.plan
    name = study.waves[-1] if wave is None else str(wave)
    lock = locked_wave(plan, name)
    if lock is None:
        return tuple(_removed(plan, name))
    found = [
        *changes(plan, lock),
        *_of_manifest(plan, lock),
        *read_study_log(plan.folder).findings(),
    ]
    return (*found, *_otherwise(plan, name))


def _removed(plan: StudyPlan, wave: str) -> Iterator[Finding]:
    """Whether the log says of a wave that isn't locked that it is."""
    entries = read_study_log(plan.folder).of(LOCKED, UNLOCKED, wave=wave)
    if entries and entries[-1].event == LOCKED:
        path = wave_folder(plan, wave).relative_to(plan.folder) / LOCKED_FILE
        yield finding("wave_lock.removed", place=Place(path.as_posix()), wave=quoted(wave))


def _of_manifest(plan: StudyPlan, lock: WaveLock) -> Iterator[Finding]:
    """Whether the manifest is the one that the log tells of, and the log has all it had then."""
    log, where = read_study_log(plan.folder), Place(lock.path.relative_to(plan.folder).as_posix())
    if lock.log and lock.log not in {each.own for each in log.entries}:
        yield finding("wave_lock.log_cut", place=where, wave=quoted(lock.wave))
    locked = [each for each in log.of(LOCKED, UNLOCKED, wave=lock.wave) if each.event == LOCKED]
    if locked and locked[-1].facts.get("manifest") != sha256_of_file(lock.path):
        yield finding("wave_lock.manifest", place=where, wave=quoted(lock.wave))


def _otherwise(plan: StudyPlan, wave: str) -> Iterator[Finding]:
    """Whether study.yaml says something else of a locked wave than it did then."""
    now = next((each for each in plan.written.waves if each.id == wave), None)
    if now is None:
        return
    try:
        _, then = plan_for(plan, now)
    except RefusedError:
        return  # told of as a file that is changed or missing
    if then != now:
        number = plan.written.waves.index(now)
        place = plan.document.place(("waves", number))
        yield finding("wave_lock.otherwise", severity=Severity.WARNING, place=place,
                      wave=quoted(wave))  # fmt: skip


def _is_logged(plan: StudyPlan, lock: WaveLock) -> bool:
    entries = read_study_log(plan.folder).of(LOCKED, UNLOCKED, wave=lock.wave)
    return bool(entries) and entries[-1].event == LOCKED


def _refuse_wrong(plan: StudyPlan, lock: WaveLock) -> None:
    wrong = errors_among(tuple(changes(plan, lock)))
    if wrong:
        names = culprits(each.place.file for each in wrong if each.place)
        raise fail(RefusedError, "wave_lock.not_as_locked", wave=quoted(lock.wave), names=names)
