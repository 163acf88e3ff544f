"""Stamps: what a stage rested on when its files were written, by hashes alone.

They lie in the study, in ``.survey/stamps/<wave>/<stage>.json``. A stamp that is lost costs a
report made once more and nothing else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.files.atomic import make_folder, write_bytes
from survey.files.guards import is_plain_name, safe_file_name
from survey.provenance import versions
from survey.study.rebuilding.stages import BEFORE, Stage, ground_of
from survey.study.study_file.digests import SETTLED, Seen, digest_of, digest_of_value, seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from survey.study.rebuilding.stages import Ground
    from survey.study.waves.wave_files import WaveFiles

SCHEMA = 1
FOLDER = ".survey/stamps"
_LARGE = 1_000_000
_MOST_STAMP = 20_000_000


@dataclass(frozen=True, slots=True)
class Rested:
    """What a stage rested on by itself: hashes of files and of keys of study.yaml."""

    files: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stage rested on when its files were written.

    Attributes
    ----------
    stage : Stage
    rests : mapping of Stage to Rested
        Of the stage itself, and of each earlier one that it rests on.
    written : mapping of str to str
        SHA-256 of the files that were written, by path in the study.
    made_with : mapping of str to str
        Versions of the package, of Python and of the libraries that shape outputs.
    settings : mapping of str to str
        What was asked for, e.g. the formats of a report.
    looked : mapping of str to Seen
        How large files looked from outside, so that they need not be read to be known again.
    """

    stage: Stage
    rests: Mapping[Stage, Rested]
    written: Mapping[str, str] = field(default_factory=dict)
    made_with: Mapping[str, str] = field(default_factory=versions)
    settings: Mapping[str, str] = field(default_factory=dict)
    looked: Mapping[str, Seen] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The stamp as it is kept."""
        content = {
            "schema": SCHEMA,
            "stage": self.stage.value,
            "rests": {
                stage.value: {"files": dict(each.files), "keys": dict(each.keys)}
                for stage, each in self.rests.items()
            },
            "written": dict(self.written),
            "made_with": dict(self.made_with),
            "settings": dict(self.settings),
            "looked": {name: [each.size, each.changed] for name, each in self.looked.items()},
        }
        return f"{json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


@dataclass(frozen=True, slots=True)
class Kept:
    """A stamp as it was found.

    Attributes
    ----------
    stamp : Stamp or None
        None if there is none, or it can't be read.
    problem : {"", "unreadable", "newer"}
        Why it can't be.
    changed : int
        When the file was last written, in nanoseconds.
    """

    stamp: Stamp | None = None
    problem: str = ""
    changed: int = 0

    @property
    def exists(self) -> bool:
        """Whether there is one, be it readable or not."""
        return self.stamp is not None or bool(self.problem)


def stamp_path(files: WaveFiles, stage: Stage, *, language: str = "") -> Path:
    """Where the stamp of a stage lies; that of a report is of a language."""
    name = f"{stage.value}-{language}" if stage is Stage.REPORT else stage.value
    folder = files.plan.folder.joinpath(*FOLDER.split("/")) / safe_file_name(files.written.id)
    return folder / f"{name}.json"


def rested_now(
    files: WaveFiles,
    stage: Stage,
    *,
    language: str = "",
    page: bool = True,
    stamp: Kept | None = None,
) -> dict[Stage, Rested]:
    """What a stage and each earlier one rest on as things are.

    Parameters
    ----------
    files : WaveFiles
    stage : Stage
    language : {"da", "en"}
        Of a report.
    page : bool
        Whether what the files of the stage show besides counts.
    stamp : Kept, optional
        A stamp that large files are compared with from outside first; without one all are read.

    Raises
    ------
    FileError
        If a file isn't there, or can't be read.
    """
    return {
        each: _rested(ground_of(files, each, language=language, page=page and each is stage), stamp)
        for each in (*BEFORE[stage], stage)
    }


def _rested(ground: Ground, stamp: Kept | None) -> Rested:
    digests = {name: _digest(name, path, stamp) for name, path in ground.files.items()}
    return Rested(dict(sorted(digests.items())), ground.keys)


def _digest(name: str, path: Path, kept: Kept | None) -> str:
    """The hash of a file; that of the stamp where a large file looks as it did then."""
    if kept is not None and kept.stamp is not None and name in kept.stamp.looked:
        looks = seen(path)
        settled = looks is not None and looks.changed + SETTLED < kept.changed
        if settled and looks == kept.stamp.looked[name]:
            known = (each.files.get(name) for each in kept.stamp.rests.values())
            found = next((each for each in known if each is not None), None)
            if found is not None:
                return found
    return digest_of(path)


def told_apart(rests: Mapping[Stage, Rested]) -> str:
    """One hash of all that a stage rests on."""
    return digest_of_value({stage: (each.files, each.keys) for stage, each in rests.items()})


def write_stamp(
    files: WaveFiles,
    stage: Stage,
    written: Iterable[Path],
    *,
    rests: Mapping[Stage, Rested] | None = None,
    language: str = "",
    settings: Mapping[str, str] | None = None,
) -> None:
    """Keep what a stage rested on when its files were written.

    Files outside the study are nobody's concern later on, so that nothing is kept if there are any.
    What was written before of the same, e.g. in another language, stays known.

    Parameters
    ----------
    files : WaveFiles
    stage : Stage
    written : iterable of Path
    rests : mapping, optional
        What it rested on before it began; as things are now if left out.
    language : {"da", "en"}
        Of a report.
    settings : mapping, optional
        What was asked for.
    """
    root = files.plan.folder.resolve()
    paths = [path.resolve() for path in written]
    if not all(path.is_relative_to(root) for path in paths):
        return
    found = rested_now(files, stage, language=language) if rests is None else rests
    before = read_stamp(files, stage, language=language).stamp
    as_before = before is not None and before.rests == found and stage is not Stage.REPORT
    others = dict(before.written) if before is not None and as_before else {}
    stamp = Stamp(
        stage,
        found,
        others | {path.relative_to(root).as_posix(): digest_of(path) for path in paths},
        settings=settings or {},
        looked=_looked(files, found),
    )
    target = stamp_path(files, stage, language=language)
    make_folder(target.parent)
    write_bytes(target, stamp.to_bytes())


def _looked(files: WaveFiles, rests: Mapping[Stage, Rested]) -> dict[str, Seen]:
    """How large files that something rests on look from outside."""
    names = {name for each in rests.values() for name in each.files}
    found = {name: seen(files.plan.folder / name) for name in sorted(names)}
    return {name: each for name, each in found.items() if each and each.size >= _LARGE}


def read_stamp(files: WaveFiles, stage: Stage, *, language: str = "") -> Kept:
    """The stamp of a stage; whatever is wrong with it is told, and raises nothing."""
    path = stamp_path(files, stage, language=language)
    looks = seen(path)
    if looks is None:
        return Kept()
    try:
        data = path.read_bytes() if looks.size <= _MOST_STAMP else b""
        said = json.loads(data)
        if isinstance(said, dict) and isinstance(said["schema"], int) and said["schema"] > SCHEMA:
            return Kept(problem="newer", changed=looks.changed)
        return Kept(_stamp_of(said, stage), changed=looks.changed)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Kept(problem="unreadable", changed=looks.changed)


def _stamp_of(said: Any, stage: Stage) -> Stamp:  # noqa: ANN401
    """The stamp that a file says; anything that isn't one raises an error of Python."""
    if said["schema"] != SCHEMA or said["stage"] != stage.value:
        raise ValueError
    rests = {
        Stage(name): Rested(_texts(each["files"]), _texts(each["keys"]))
        for name, each in said["rests"].items()
    }
    if set(rests) != {*BEFORE[stage], stage}:
        raise ValueError
    written = _texts(said["written"])
    if not all(is_plain_name(name) for name in written):
        raise ValueError
    return Stamp(
        stage,
        rests,
        written,
        _texts(said["made_with"]),
        _texts(said["settings"]),
        {str(name): Seen(int(size), int(when)) for name, (size, when) in said["looked"].items()},
    )


def _texts(said: Mapping[str, str]) -> dict[str, str]:
    if not all(isinstance(each, str) for each in (*said, *said.values())):
        raise TypeError
    return dict(said)
