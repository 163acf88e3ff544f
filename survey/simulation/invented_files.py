"""Invented files written beside a record of them, so that no other file is ever replaced."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import RefusedError, WrongUseError
from survey.files.atomic import make_folder, remove_file, write_bytes
from survey.files.guards import read_guarded
from survey.files.in_use import refuse_open
from survey.language.messages import culprits, fail
from survey.provenance import DISTRIBUTION, own_version, sha256_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

RECORD = "simulated.json"
"""What says which files of a folder are invented, and what they were when they were written."""
_MOST_BYTES = 4_000_000_000
_LARGEST_RECORD = 1_000_000


def write_invented(
    files: Mapping[Path, bytes],
    folder: Path,
    *,
    overwrite: bool,
    about: Mapping[str, object],
    blank: Collection[Path] = (),
) -> tuple[Path, ...]:
    """Write invented files and the record of them.

    What was invented before, has no place among the files any more and wasn't changed goes away.

    Parameters
    ----------
    files : mapping of Path to bytes
    folder : Path
        Where the record lies.
    overwrite : bool
        Whether files may be replaced that were invented before and not changed since.
    about : mapping of str to object
        What else the record says: the seed, the wave.
    blank : collection of Path
        Templates in which nobody has filled in anything, which may be replaced.

    Returns
    -------
    tuple of Path
        The files, the record last.

    Raises
    ------
    WrongUseError
        If a file is there already and isn't to be replaced.
    RefusedError
        If one is there that wasn't invented, or was changed since.
    FileError
        If a file can't be written.
    """
    refuse_others(files, folder, overwrite=overwrite, blank=blank)
    record = folder / RECORD
    before = _known(record)
    known = {_name(path, folder): sha256_of(data) for path, data in files.items()}
    gone = [folder / name for name in before if name not in known]
    stay = [path for path in gone if not _is_as_written(path, folder, before)]
    content = {
        "simulated": True,
        "program": f"{DISTRIBUTION} {own_version()}",
        **about,
        "files": dict(sorted(known.items())),
    }
    for path in gone:
        if path not in stay:
            path.unlink()
    for path, data in files.items():
        make_folder(path.absolute().parent)
        write_bytes(path, data)
    make_folder(folder.absolute())
    write_bytes(record, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())
    return (*files, record)


def invented_in(folder: Path) -> tuple[Path, ...]:
    """The files that the record of a folder tells of and that are still as they were invented."""
    known = _known(folder / RECORD)
    return tuple(path for path in _paths(folder, known) if _is_as_written(path, folder, known))


def remove_invented(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Take away what was invented, and the record of it.

    Returns
    -------
    (tuple of Path, tuple of Path)
        The files that are gone, and those that stay because somebody put other ones there.

    Raises
    ------
    FileError
        If a file can't be taken away.
    """
    known = _known(folder / RECORD)
    there = [path for path in _paths(folder, known) if os.path.lexists(path)]
    gone = tuple(path for path in there if _is_as_written(path, folder, known))
    refuse_open(gone)
    for path in gone:
        remove_file(path)
    if known:
        remove_file(folder / RECORD)
    return gone, tuple(path for path in there if path not in gone)


def _paths(folder: Path, known: Mapping[str, str]) -> list[Path]:
    return [Path(os.path.normpath(folder / name)) for name in known]


def refuse_others(
    files: Mapping[Path, bytes], folder: Path, *, overwrite: bool, blank: Collection[Path] = ()
) -> None:
    """Refuse to replace files that aren't to be replaced.

    Raises
    ------
    WrongUseError, RefusedError
    """
    there = [path for path in files if os.path.lexists(path) and path not in blank]
    if not there:
        return
    known = _known(folder / RECORD)
    foreign = [path for path in there if not _is_as_written(path, folder, known)]
    if foreign:
        names = culprits(path.name for path in foreign)
        raise fail(RefusedError, "simulation.file_real", names=names)
    if not overwrite:
        names = culprits(path.name for path in there)
        raise fail(WrongUseError, "simulation.file_there", names=names)


def _is_as_written(path: Path, folder: Path, known: Mapping[str, str]) -> bool:
    digest = known.get(_name(path, folder))
    if digest is None or path.is_symlink() or not path.is_file():
        return False
    return sha256_of(read_guarded(path, most_bytes=_MOST_BYTES)) == digest


def _known(record: Path) -> dict[str, str]:
    """The hashes of files that were invented before; none if there is no record of ours."""
    if not record.is_file():
        return {}
    try:
        content = json.loads(read_guarded(record, most_bytes=_LARGEST_RECORD))
    except ValueError:
        return {}
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, dict) or content.get("simulated") is not True:
        return {}
    return {str(name): str(digest) for name, digest in files.items()}


def _name(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
