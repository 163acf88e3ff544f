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
from survey.study.schema import release_policy_of, weighting_of
from survey.study.wave_files import WaveFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from survey.disclosure.release import Result
    from survey.disclosure.released import Released
    from survey.study.plan import StudyPlan

REGISTER_FILE = "published.json"
"""What was published, without its numbers, in the folder of the study. It is handed on to nobody.
"""
REGISTER_SECRET = ".survey/published.secret"  # noqa: S105 - the path of a file
"""What the people in the register are masked with. Together they are as good as the answers: both
are left out of what is shared, and both go when the answers go."""
LOCKED_FILE = "LOCKED.json"
_EDITION = "#"


@dataclass(frozen=True, slots=True, eq=False)
class HeldRelease:
    """A release that was held against all that the study has published.

    Attributes
    ----------
    released : Released
    register : PublishedRegister or None
        As it is once the release is out; None if nobody has to know of it.
    against : tuple of str
        The names of the releases that it was held against.
    """

    released: Released
    register: PublishedRegister | None = None
    against: tuple[str, ...] = ()

    def record(self, put: Callable[..., None] = write_bytes) -> None:
        """Write down that it is out; nothing is written if that was known.

        Parameters
        ----------
        put : callable
            Writes a file whole, as `PublishedRegister.write` asks for it.
        """
        if self.register is None or self.register.path is None:
            return
        if not _is_written(self.register):
            self.register.write(put=put)


def policy_in_words(plan: StudyPlan, language: str) -> str:
    """What the rules are called: a policy of the study's own by its name and what it rests on."""
    written = plan.written.release
    if isinstance(written, str):
        return text(f"report.about.policy_{written}", lang=language)
    based_on = text(f"report.about.policy_{written.based_on}", lang=language)
    return text("report.about.policy_own", lang=language, name=written.name, based_on=based_on)


def held_release(
    files: WaveFiles, results: Sequence[Result], *, part: str = "", keep: bool = False
) -> HeldRelease:
    """Release results of a wave, held against all that the study has published.

    Parameters
    ----------
    files : WaveFiles
        Of the wave.
    results : sequence
        As `release` takes them.
    part : str
        Which of the wave's reports it is: an area, or nothing for the one of all.
    keep : bool
        Whether it is to be written down once it is out.

    Returns
    -------
    HeldRelease
        The same as before if nothing has changed since it was published. Invented answers and
        internal releases are nobody's, and aren't written down.
    """
    plan, policy = files.plan, release_policy_of(files.plan.written)
    if policy.internal or plan.written.simulated:
        return HeldRelease(release(results, policy=policy))
    register = study_register(plan, create=keep)
    if register is None:
        return HeldRelease(release(results, policy=policy))
    stale = [name for name in _names(register) if _is_stale(plan, register, name)]
    known, draft = register.without(stale), _draft(files)
    name = _name_of(files, part)
    for edition in reversed(_editions(known, name)):
        before = known.before(edition)
        found = release(results, policy=policy, published=before)
        if known.holds(found, edition):
            settled = register if draft else register.settled([edition])
            return HeldRelease(found, settled, _names(before))
    others = known.without(_editions(known, name))
    found = release(results, policy=policy, published=others)
    kept = register.without(_editions(register, name))
    new = _free(kept, name)
    return HeldRelease(found, kept.with_release(found, new, draft=draft), _names(others))


def study_register(plan: StudyPlan, *, create: bool = False) -> PublishedRegister | None:
    """What a study has published; None if that isn't kept yet.

    Raises
    ------
    FileError
        If the register can't be read, or its secret isn't there.
    """
    path, secret = plan.folder / REGISTER_FILE, plan.folder / REGISTER_SECRET
    if os.path.lexists(path) and not os.path.lexists(secret):
        raise fail(FileError, "study_published.no_secret", where=shown(path), secret=shown(secret))
    if not os.path.lexists(secret):
        if not create:
            return None
        make_folder(secret.parent)
    return read_published(path, kept_secret(secret, create=create))


def published_by_others(files: WaveFiles) -> list[str]:
    """What other waves have published, as it stands in the register; nothing if there is none.

    It tells whether a report would be held against something else than when it was written.
    """
    path = files.plan.folder / REGISTER_FILE
    if not path.is_file():
        return []
    data = path.read_bytes()
    try:
        said = json.loads(data)["publications"]
        return [
            json.dumps(each, sort_keys=True)
            for each in said
            if _wave_of(str(each["name"])) != files.written.id
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return [hashlib.sha256(data).hexdigest()]


def settle_published(plan: StudyPlan, wave: str) -> None:
    """Hold what was told of a wave as out for good, once the wave is locked."""
    register = study_register(plan)
    if register is None:
        return
    mine = [each for each in _names(register) if _wave_of(each) == wave]
    settled = register.settled(mine)
    if not _is_written(settled):
        settled.write()


def files_of_register(plan: StudyPlan) -> tuple[Path, ...]:
    """The files that tell, taken together, what people answered."""
    return tuple(plan.folder / name for name in (REGISTER_FILE, REGISTER_SECRET))


def _is_written(register: PublishedRegister) -> bool:
    path = register.path
    return path is not None and path.is_file() and path.read_bytes() == register.to_bytes()


def _names(register: PublishedRegister) -> tuple[str, ...]:
    return tuple(each.name for each in register.publications)


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
    if (files.folder / LOCKED_FILE).is_file():
        return ""
    known = hashes(files.plan.folder, dict(made_of(files)))
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def made_of(files: WaveFiles) -> Iterator[tuple[str, Path]]:
    """The files that the numbers of a wave are made of, by their name in a manifest."""
    yield from files.inputs().items()
    if weighting_of(files.plan.written, files.written) is not None:
        yield from files.weighting_inputs().items()


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
