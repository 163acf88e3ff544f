"""The register of what a study has published: each report is held against all that is out.

A report of a wave that isn't locked is a draft: made again from other answers, it takes the place
of its former self. Once the wave is locked, what was told is out for good.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.disclosure.published import PublishedRegister, read_published
from survey.disclosure.release import release
from survey.errors import FileError
from survey.files.atomic import make_folder, write_bytes
from survey.files.guards import shown
from survey.language.catalogue import text
from survey.language.messages import fail
from survey.provenance import hashes
from survey.sampling.secret import kept_secret
from survey.study.keeping.locked import locked_wave
from survey.study.study_file.schema import release_policy_of
from survey.study.waves.earlier import made_of
from survey.study.waves.wave_files import WaveFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from survey.disclosure.release import Result
    from survey.disclosure.results.released import Released
    from survey.study.study_file.plan import StudyPlan

REGISTER_FILE = "published.json"
"""What was published, without its numbers, in the folder of the study. It is handed on to nobody.
"""
REGISTER_SECRET = ".survey/published.secret"  # noqa: S105 - the path of a file
"""What the people in the register are masked with. Together they are as good as the answers: both
are left out of what is shared, and both go when the answers go."""
_EDITION = "#"


@dataclass(frozen=True, slots=True, eq=False)
class HeldRelease:
    """A release that was held against all that the study has published.

    Attributes
    ----------
    released : Released
    files : WaveFiles
        Of the wave.
    name : str
        What it is called in the register; empty if nobody has to know of it.
    against : tuple of str
        The names of the releases that it was held against.
    register : PublishedRegister or None
        These releases; None if nobody has to know of it.
    """

    released: Released
    files: WaveFiles
    name: str = ""
    against: tuple[str, ...] = ()
    register: PublishedRegister | None = None

    def record(self, put: Callable[..., None] = write_bytes) -> None:
        """Write down that it is out; nothing is written if that was known.

        Parameters
        ----------
        put : callable
            Writes a file whole, as `PublishedRegister.write` asks for it.
        """
        register = study_register(self.files.plan) if self.name else None
        if register is None:
            return
        draft = _draft(self.files)
        known = [e for e in _editions(register, self.name) if register.holds(self.released, e)]
        if known:
            _write(register if draft else register.settled(known), put)
            return
        kept = register.without(_editions(register, self.name))
        _write(kept.with_release(self.released, _free(kept, self.name), draft=draft), put)


def policy_in_words(plan: StudyPlan, language: str) -> str:
    """What the rules are called: a policy of the study's own by its name and what it rests on."""
    written = plan.written.release
    if isinstance(written, str):
        return text(f"report.about.policy_{written}", lang=language)
    based_on = text(f"report.about.policy_{written.based_on}", lang=language)
    return text("report.about.policy_own", lang=language, name=written.name, based_on=based_on)


def held_release(files: WaveFiles, results: Sequence[Result], *, part: str = "") -> HeldRelease:
    """Release results of a wave, held against all that the study has published.

    Parameters
    ----------
    files : WaveFiles
        Of the wave.
    results : sequence
        As `release` takes them.
    part : str
        Which of the wave's reports it is: an area, or nothing for the one of all.

    Returns
    -------
    HeldRelease
        The same as before if nothing has changed since it was published. Invented answers and
        internal releases are nobody's, and aren't written down.
    """
    plan, policy = files.plan, release_policy_of(files.plan.written)
    register = study_register(plan) if is_kept(plan) else None
    if register is None:
        return HeldRelease(release(results, policy=policy), files)
    stale = [each for each in _names(register) if _is_stale(plan, register, each)]
    known, name = register.without(stale), _name_of(files, part)
    for edition in reversed(_editions(known, name)):
        before = known.before(edition)
        found = release(results, policy=policy, published=before)
        if known.holds(found, edition):
            return HeldRelease(found, files, name, _names(before), before)
    others = known.without(_editions(known, name))
    found = release(results, policy=policy, published=others)
    return HeldRelease(found, files, name, _names(others), others)


def begin_register(plan: StudyPlan) -> None:
    """See that a report that is made can be written down: the register has its key.

    Raises
    ------
    FileError
        If the register has lost its key, or the study can't be written to.
    """
    secret = plan.folder / REGISTER_SECRET
    if is_kept(plan) and study_register(plan) is None:
        make_folder(secret.parent)
        kept_secret(secret, create=True)


def study_register(plan: StudyPlan) -> PublishedRegister | None:
    """What a study has published; None if that isn't kept yet.

    Raises
    ------
    FileError
        If the register can't be read, or its key isn't there.
    """
    path, secret = files_of_register(plan)
    if os.path.lexists(path) and not os.path.lexists(secret):
        raise fail(FileError, "study_published.no_secret", where=shown(path), secret=shown(secret))
    return read_published(path, kept_secret(secret)) if os.path.lexists(secret) else None


def published_by_others(files: WaveFiles) -> str:
    """What tells one state of what other waves have published from another."""
    path = files.plan.folder / REGISTER_FILE
    if not path.is_file():
        return ""
    data = path.read_bytes()
    try:
        said = json.loads(data)["publications"]
        others = [each for each in said if _wave_of(str(each["name"])) != files.written.id]
        data = json.dumps(others, sort_keys=True).encode() if others else b""
    except (ValueError, TypeError, KeyError, AttributeError):
        pass  # whoever reads it says what is wrong with it
    return hashlib.sha256(data).hexdigest() if data else ""


def is_kept(plan: StudyPlan) -> bool:
    """Whether what is released is written down: not if it is internal, or of nobody."""
    return not release_policy_of(plan.written).internal and not plan.written.simulated


def settle_published(plan: StudyPlan, wave: str, put: Callable[..., None] = write_bytes) -> None:
    """Hold what was told of a wave as out for good, once the wave is locked.

    Parameters
    ----------
    plan : StudyPlan
    wave : str
    put : callable
        As for `HeldRelease.record`.
    """
    register = study_register(plan)
    if register is not None:
        _write(register.settled(_told_of(register, wave)), put)


def reopen_published(
    files: WaveFiles, out: Collection[str], put: Callable[..., None] = write_bytes
) -> None:
    """Hold what was told of a wave as drafts again: it is unlocked, and nobody was given them.

    Parameters
    ----------
    files : WaveFiles
        Of the wave, as it was locked.
    out : collection of str
        What was out for good before the wave was locked, and stays it.
    put : callable
        As for `HeldRelease.record`.
    """
    register = study_register(files.plan)
    if register is not None:
        names = [each for each in _told_of(register, files.written.id) if each not in out]
        _write(register.reopened(names, _mark(files)), put)


def out_for_good(plan: StudyPlan, wave: str) -> tuple[str, ...]:
    """What was told of a wave and isn't a draft, by its names in the register."""
    register = study_register(plan)
    if register is None:
        return ()
    told = set(_told_of(register, wave))
    return tuple(e.name for e in register.publications if e.name in told and not e.draft)


def is_settled(plan: StudyPlan, wave: str) -> bool:
    """Whether nothing that was told of a wave is a draft."""
    register = study_register(plan)
    return register is None or len(out_for_good(plan, wave)) == len(_told_of(register, wave))


def files_of_register(plan: StudyPlan) -> tuple[Path, ...]:
    """The files that tell, taken together, what people answered."""
    return tuple(plan.folder / name for name in (REGISTER_FILE, REGISTER_SECRET))


def _write(register: PublishedRegister, put: Callable[..., None] = write_bytes) -> None:
    """Write the register, if anything in it is new."""
    path = register.path
    if path is not None and not path.is_file() and not register.publications:
        return
    if path is None or not path.is_file() or path.read_bytes() != register.to_bytes():
        register.write(put=put)


def _names(register: PublishedRegister) -> tuple[str, ...]:
    return tuple(each.name for each in register.publications)


def _told_of(register: PublishedRegister, wave: str) -> list[str]:
    """The releases of a wave, by their names."""
    return [each for each in _names(register) if _wave_of(each) == wave]


def _name_of(files: WaveFiles, part: str) -> str:
    return ":".join(["report", files.written.id, *([part] if part else [])])


def _wave_of(name: str) -> str:
    return name.split(_EDITION, maxsplit=1)[0].split(":")[1] if ":" in name else ""


def _editions(register: PublishedRegister, name: str) -> list[str]:
    """The releases of one report, in the order in which they came out."""
    return [each for each in _names(register) if each.split(_EDITION)[0] == name]


def _free(register: PublishedRegister, name: str) -> str:
    """A name for a new edition of a report."""
    taken = _editions(register, name)
    return name if not taken else f"{name}{_EDITION}{len(taken) + 1}"


def _draft(files: WaveFiles) -> str:
    """A mark of the files that a wave's numbers are made of; empty if the wave is locked."""
    return "" if locked_wave(files.plan, files.written.id) is not None else _mark(files)


def _mark(files: WaveFiles) -> str:
    """What tells the files of a wave's numbers from others."""
    known = hashes(files.plan.folder, dict(made_of(files)))
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def _is_stale(plan: StudyPlan, register: PublishedRegister, name: str) -> bool:
    """Whether it is a draft of a wave whose answers were changed since, or that is no more.

    What was told of answers that are gone stays told.
    """
    found = register.publication(name)
    if found is None or not found.draft:
        return False
    waves = {each.id: each for each in plan.written.waves}
    written = waves.get(_wave_of(name))
    if written is None:
        return True
    try:
        draft = _draft(WaveFiles(plan, written))
    except FileError:
        return False
    return draft not in ("", found.draft)
