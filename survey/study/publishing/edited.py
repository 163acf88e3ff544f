"""Word files in a report's folder that the analyst went on with: they are hers, and are kept."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import count
from typing import TYPE_CHECKING

from survey.errors import FileError
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_MOST_MANIFEST = 5_000_000
_REPORT = re.compile(r"report(?:-new(?:-\d+)?)?(?P<before>\.before-refresh(?:-\d+)?)?\.docx")
_LOCK = re.compile(r"~\$.*\.(docx|xlsx)|\.~lock\..*#")


def edited_reports(folder: Path, manifest: str, *, before_refresh: bool = True) -> tuple[str, ...]:
    """Names of Word files in a folder that aren't as the manifest there says.

    Parameters
    ----------
    folder : path
    manifest : str
        Name of the manifest.
    before_refresh : bool
        Whether those count that were kept when their numbers were renewed.
    """
    written = _outputs(folder / manifest)
    names = sorted(path.name for path in _files(folder))
    return tuple(
        name
        for name in names
        if (match := _REPORT.fullmatch(name))
        and (before_refresh or not match["before"])
        and written.get(name) != _digest(folder / name)
    )


def edited_words(folder: Path, manifest: str) -> tuple[str, ...]:
    """Names of all Word files in a folder that aren't as the manifest there says.

    Parameters
    ----------
    folder : path
    manifest : str
        Name of the manifest; without one there are none.
    """
    written = _outputs(folder / manifest)
    names = sorted(path.name for path in _files(folder) if path.suffix.lower() == ".docx")
    return tuple(
        name
        for name in names
        if written and not _LOCK.fullmatch(name) and written.get(name) != _digest(folder / name)
    )


def outputs_of(manifest: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Hashes of what files beside a manifest were made of, and of the files themselves."""
    return _hashes(manifest, "inputs"), _outputs(manifest)


def lock_files(folder: Path) -> tuple[str, ...]:
    """Names of the files by which Office programs say that they have a file open."""
    return tuple(sorted(path.name for path in _files(folder) if _LOCK.fullmatch(path.name)))


def refuse_open(path: Path) -> None:
    """Refuse a Word file that is open in a word processor, as its lock beside it says.

    Raises
    ------
    FileError
        If it is open.
    """
    name = path.name
    possible = {f".~lock.{name}#", *(f"~${name[start:]}" for start in (0, 1, 2))}
    lock = next((each for each in lock_files(path.parent) if each in possible), None)
    if lock is not None:
        raise fail(FileError, "word.open", file=quoted(name), lock=lock)


def word_reports(folder: Path) -> tuple[str, ...]:
    """Names of all reports in Word, ours and the analyst's."""
    return tuple(sorted(path.name for path in _files(folder) if _REPORT.fullmatch(path.name)))


def free_name(taken: Collection[str]) -> str:
    """What a new report is called beside those that are kept."""
    return next(name for name in _names() if name not in taken)


def kept_as(path: Path) -> Path:
    """Where a file lies after its numbers were renewed, as it was before."""
    names = (
        f"{path.stem}.before-refresh{'' if number == 1 else f'-{number}'}{path.suffix}"
        for number in count(1)
    )
    return next(each for name in names if not (each := path.with_name(name)).exists())


def _names() -> Iterator[str]:
    yield from ("report.docx", "report-new.docx")
    yield from (f"report-new-{number}.docx" for number in count(2))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]


def _outputs(manifest: Path) -> dict[str, str]:
    """What a manifest says of the files beside it; nothing if it can't be read."""
    return _hashes(manifest, "outputs")


def _hashes(manifest: Path, part: str) -> dict[str, str]:
    try:
        if manifest.stat().st_size > _MOST_MANIFEST:
            return {}
        found = json.loads(manifest.read_text(encoding="utf-8"))[part]
        return {str(name): str(digest) for name, digest in found.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
