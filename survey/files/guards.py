"""Which files may be opened, which paths may be followed, and what a file may be called."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath

from survey.errors import FileError, WrongUseError
from survey.files.clean import clean_text
from survey.files.nearest import did_you_mean
from survey.language.messages import fail, quoted

_MOST_NEIGHBOURS = 5000
_LONGEST_NAME = 64
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9_-]+")
_DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
}


def regular_file(path: str | os.PathLike[str], *, most_bytes: int) -> Path:
    """Check that a path leads to an ordinary file that can be read.

    A link to an ordinary file will do; where links must stay in a folder, see `inside`.

    Parameters
    ----------
    path : str or path
    most_bytes : int
        The largest size that is accepted.

    Raises
    ------
    FileError
        If it is missing (with the nearest name in the folder as a hint), a folder, a pipe or a
        device, too large, or can't be opened.
    """
    path = path_of(path)
    status = _status(path)
    if stat.S_ISDIR(status.st_mode):
        raise fail(FileError, "files.is_folder", where=shown(path))
    if not stat.S_ISREG(status.st_mode):
        raise fail(FileError, "files.not_regular", where=shown(path))
    _refuse_large(path, status.st_size, most_bytes)
    _open_and_read(path, 0)
    return path


def read_guarded(path: str | os.PathLike[str], *, most_bytes: int) -> bytes:
    """Read a whole file that passes `regular_file`.

    Raises
    ------
    FileError
        As `regular_file`; also if the file grew past the size while it was read.
    """
    checked = regular_file(path, most_bytes=most_bytes)
    data = _open_and_read(checked, most_bytes + 1)
    _refuse_large(checked, len(data), most_bytes)
    return data


def inside(root: str | os.PathLike[str], name: str) -> Path:
    """Give the full path of a name that must lie inside a folder.

    Parameters
    ----------
    root : str or path
        The folder that must not be left.
    name : str
        A relative path as a configuration file gives it.

    Raises
    ------
    FileError
        If the name is empty, absolute, has ``..`` or a drive in it, is the folder itself, or
        leads out of the folder by a link.
    """
    if not is_plain_name(name):
        raise fail(FileError, "files.path_not_plain", got=quoted(shown(name)))
    folder = _resolved(Path(root))
    target = _resolved(folder / name)
    if target == folder or not target.is_relative_to(folder):
        raise fail(FileError, "files.path_leaves", got=quoted(shown(name)), root=shown(root))
    return target


def path_of(path: object, name: str = "path") -> Path:
    """A path that was given as a text or a path, and as nothing else.

    Parameters
    ----------
    path : object
    name : str
        The argument's name.

    Raises
    ------
    WrongUseError
    """
    if isinstance(path, os.PathLike):
        path = os.fspath(path)
    if not isinstance(path, str):
        got = type(path).__name__
        raise fail(WrongUseError, "argument.kind", name=name, got=got, expected="str | Path")
    return Path(path)


def safe_file_name(text: str) -> str:
    """Make a file name of any text: 1 to 64 of ``a-z``, ``0-9``, ``_`` and ``-``.

    The Danish letters are spelled out. Where letters are lost or cut off, eight characters that
    stand for the whole text are added, so that two names in Arabic give two files.

    Examples
    --------
    >>> safe_file_name("Ærø, blok 4")
    'aeroe-blok-4'
    >>> safe_file_name("CON")
    'con_'
    """
    cleaned = clean_text(text).lower().translate(_LETTERS)
    spelled = "".join(c for c in unicodedata.normalize("NFKD", cleaned) if not _is_accent(c))
    name = _NOT_IN_NAMES.sub("-", spelled).strip("-")
    if len(name) > _LONGEST_NAME or not name or _loses_letters(spelled):
        mark = hashlib.sha256(cleaned.encode()).hexdigest()[:8]
        name = f"{name[: _LONGEST_NAME - 9].strip('-') or 'file'}-{mark}"
    return f"{name}_" if name in _DEVICES else name


def shown(path: str | os.PathLike[str]) -> str:
    """Give a path as it can be printed in a message."""
    return clean_text(os.fspath(path), most=500)


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _missing(path: Path) -> FileError:
    try:
        names = [each.name for each in islice(path.parent.iterdir(), _MOST_NEIGHBOURS)]
    except OSError:
        return fail(FileError, "files.missing_folder", where=shown(path))
    nearest = did_you_mean(path.name, names)
    if nearest is None:
        return fail(FileError, "files.missing", where=shown(path))
    return fail(FileError, "files.missing_near", where=shown(path), nearest=quoted(shown(nearest)))


def _unreadable(path: Path, error: Exception) -> FileError:
    reason = getattr(error, "strerror", None) or str(error)
    return fail(FileError, "files.unreadable", where=shown(path), reason=shown(reason))


def out_of_reach(error: OSError) -> FileError | None:
    """What the system said of a path that nobody could even look at: too long, or not allowed.

    Returns
    -------
    FileError or None
        None for all else, and where the system names no path.
    """
    codes = {
        errno.ENAMETOOLONG: "files.path_too_long",
        errno.EACCES: "files.no_access",
        errno.EPERM: "files.no_access",
    }
    if error.errno not in codes or error.filename is None:
        return None
    return fail(FileError, codes[error.errno], where=shown(os.fsdecode(error.filename)))


def _open_and_read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise _unreadable(path, error) from error


def _refuse_large(path: Path, size: int, most: int) -> None:
    if size > most:
        raise fail(
            FileError, "files.too_large", where=shown(path), size=_amount(size), most=_amount(most)
        )


def _amount(size: int) -> str:
    kilobytes = -(-size // 1000)
    return f"{kilobytes} kB" if kilobytes < 10_000 else f"{-(-size // 1_000_000)} MB"


def is_plain_name(name: str) -> bool:
    """Whether a name leads to nothing outside a folder, by its words alone."""
    readings = (PurePosixPath(name), PureWindowsPath(name))
    outside = any(each.anchor or ".." in each.parts for each in readings)
    return bool(name.strip()) and "\0" not in name and not outside


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise _unreadable(path, error) from error


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) != 0


def _loses_letters(spelled: str) -> bool:
    return any(character.isalnum() and not character.isascii() for character in spelled)
