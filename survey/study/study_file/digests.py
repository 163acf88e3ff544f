"""What stands in files, by SHA-256, each read once as long as it stays as it is."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from survey.errors import FileError
from survey.files.guards import shown
from survey.language.messages import fail

if TYPE_CHECKING:
    import os
    from pathlib import Path

SETTLED = 2_000_000_000
"""Nanoseconds after which a change can't have the time of the one before: FAT counts in two s."""
_MOST_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class Seen:
    """How a file looks from outside.

    Attributes
    ----------
    size : int
        In bytes.
    changed : int
        When it was last written, in nanoseconds.
    """

    size: int
    changed: int


_KNOWN: dict[str, tuple[tuple[int, ...], str]] = {}
_DOOR = threading.Lock()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal.

    Raises
    ------
    FileError
        If it can't be read.
    """
    try:
        before = path.stat()
        with _DOOR:
            known = _KNOWN.get(str(path.absolute()))
        if known is not None and known[0] == _looks(before):
            return known[1]
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        _keep(path, before, path.stat(), found)
    except OSError as error:
        reason = shown(error.strerror or str(error))
        raise fail(FileError, "files.unreadable", where=shown(path), reason=reason) from error
    return found


def seen(path: Path) -> Seen | None:
    """How a file looks from outside; None if it isn't there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Seen(status.st_size, status.st_mtime_ns)


def digest_of_value(value: object) -> str:
    """SHA-256 of what a part of a file says, whatever its layout; dataclasses count by fields."""
    plain = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _keep(path: Path, before: os.stat_result, after: os.stat_result, digest: str) -> None:
    """Know it next time, unless a change could have gone unseen."""
    if _looks(before) != _looks(after) or time.time_ns() - before.st_mtime_ns < SETTLED:
        return
    with _DOOR:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[str(path.absolute())] = (_looks(before), digest)


def _looks(status: os.stat_result) -> tuple[int, ...]:
    # the last time can't be set by those who keep the time of writing when they copy
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _plain(value: Any) -> Any:  # noqa: ANN401
    """The same in texts, numbers, lists and pairs; what was written where doesn't count."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        parts = [(each.name, getattr(value, each.name)) for each in fields(value) if each.compare]
        return [type(value).__name__, *([name, _plain(part)] for name, part in parts)]
    if isinstance(value, Mapping):
        return [[_plain(name), _plain(each)] for name, each in value.items()]
    if isinstance(value, set | frozenset):
        return sorted((_plain(each) for each in value), key=repr)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
