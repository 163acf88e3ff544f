"""Writing that is done or not done: a reader sees the old file or the new one, never half."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from contextlib import contextmanager, suppress
from filecmp import cmp
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import FileError, SurveyError, WrongUseError
from survey.files.guards import inside, shown
from survey.files.in_use import refuse_open
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

_TEMPORARY = ".survey-tmp-"
_SET_ASIDE = ".survey-old-"
_DAY = 24 * 60 * 60
_BINARY = getattr(os, "O_BINARY", 0)
_NO_SUCH_SERVICE = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EISDIR})
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})
_CODES = {
    errno.ENOSPC: "files.disk_full",
    errno.EDQUOT: "files.disk_full",
    errno.EACCES: "files.not_writable",
    errno.EPERM: "files.not_writable",
    errno.EROFS: "files.not_writable",
    errno.EBUSY: "files.not_writable",
    errno.ENOENT: "files.no_folder",
    errno.ENOTDIR: "files.no_folder",
    errno.EISDIR: "files.is_folder",
    errno.ENAMETOOLONG: "files.name_too_long",
}


def write_bytes(path: str | os.PathLike[str], data: bytes, *, private: bool = False) -> None:
    """Write a file so that it is wholly the old one or wholly the new one at all times.

    The bytes go to a temporary file in the same folder, are forced to the disk, and take the name
    of the file in one step. A link is replaced, not followed.

    Parameters
    ----------
    path : str or path
    data : bytes
    private : bool
        Whether only its owner can open the file, where the system knows owners.

    Raises
    ------
    FileError
        If it can't be written; the old file is then as it was.
    """
    path = Path(path)
    refuse_open([path])
    with _plain_errors(path):
        _sweep(path.parent)
        temporary = _temporary(path.parent)
        try:
            _write_new(temporary, data, 0o600 if private else 0o666)
            temporary.replace(path)
        except BaseException:
            _remove(temporary)
            raise
        _sync_folder(path.parent)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    r"""Write a text as UTF-8 with ``\n`` line ends; else as `write_bytes`.

    Raises
    ------
    FileError
        If it can't be written, or holds half characters that have no UTF-8.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise fail(FileError, "files.not_utf8_text", where=shown(path)) from error
    write_bytes(path, data)


def publish_bytes(path: str | os.PathLike[str], data: bytes, *, private: bool = False) -> None:
    """Write a file where there is none: what was published is never written over.

    The file has its name only when all of it is on the disk. Of two that publish at once, one is
    refused.

    Parameters
    ----------
    path : str or path
    data : bytes
    private : bool
        Whether only its owner can open the file, where the system knows owners.

    Raises
    ------
    FileExistsError
        If something has the name already.
    FileError
        If it can't be written; nothing has the name then.
    """
    path = Path(path)
    with _plain_errors(path, _is_there):
        _sweep(path.parent)
        temporary = _temporary(path.parent)
        try:
            _write_new(temporary, data, 0o600 if private else 0o666)
            _take_name(temporary, path)
        finally:
            _remove(temporary)
        _sync_folder(path.parent)


def append_line(path: str | os.PathLike[str], line: bytes) -> None:
    r"""Add a line to the end of a file in one step, and force it to the disk.

    Parameters
    ----------
    path : str or path
        Of a file that is made if it isn't there.
    line : bytes
        With its ``\n``.

    Raises
    ------
    FileError
        If it can't be written; the file is then as it was.
    """
    path = Path(path)
    with _plain_errors(path):
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o666)
        try:
            before = os.fstat(handle).st_size
            try:
                _write_whole(handle, line)
                os.fsync(handle)
                _sync_folder(path.parent)
            except BaseException:
                with suppress(OSError):
                    os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)


def remove_file(path: str | os.PathLike[str]) -> None:
    """Take a file away for good; one that isn't there is no fault.

    Raises
    ------
    FileError
        If it can't be taken away.
    """
    path = Path(path)
    with _plain_errors(path):
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)


def remove_folder(path: str | os.PathLike[str]) -> None:
    """Take a folder away with all that is in it, in one step for whoever looks.

    Raises
    ------
    FileError
        If it can't be taken away.
    """
    path = Path(path)
    with _plain_errors(path):
        if os.path.lexists(path):
            _refuse_other_than_folder(path)
            temporary = _temporary(path.parent)
            path.rename(temporary)
            _remove(temporary)


def write_folder(
    path: str | os.PathLike[str],
    files: Mapping[str, bytes],
    *,
    last: str,
    kept: Collection[str] = (),
    private: bool = False,
) -> None:
    """Write a folder with exactly these files, and those that are kept, in place of the old one.

    The files go to a temporary folder beside it, which then takes the name of the old one. Between
    two renames the name is missing for a moment; if the machine stops right there, the next
    writer puts the old folder back, and a reader can do so with `restore_folder`.

    Parameters
    ----------
    path : str or path
        The folder; its parent must be there.
    files : mapping of str to bytes
        Relative file names (they may have subfolders) and what they hold.
    last : str
        The file that is written last, e.g. the manifest.
    kept : collection of str
        Names of files in the old folder that are carried over as they are, also if somebody
        saves one of them meanwhile.
    private : bool
        Whether only its owner can open the folder and the files, where the system knows owners.

    Raises
    ------
    FileError
        If it can't be written; the old folder is then as it was.
    WrongUseError
        If `last` is not among the files.
    """
    path = Path(path)
    if last not in files:
        raise fail(WrongUseError, "files.last_not_there", where=shown(path), last=quoted(last))
    refuse_open(path / name for name in files)
    with _plain_errors(path):
        restore_folder(path)
        _refuse_other_than_folder(path)
        _sweep(path.parent)
        temporary = _temporary(path.parent)
        try:
            _fill_folder(temporary, files, last, private=private)
            _carry(path, temporary, kept)
            _swap(temporary, path, kept)
        except BaseException:
            _remove(temporary)
            raise


def make_folder(path: str | os.PathLike[str]) -> Path:
    """Make a folder and those above it that are missing; one that is there is left alone.

    Raises
    ------
    FileError
        If it can't be made, or a file has its name.
    """
    folder = Path(path)
    with _plain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def restore_folder(path: str | os.PathLike[str]) -> None:
    """Tidy up after a `write_folder` that was stopped by a power cut or a kill.

    If the folder is missing and the old one was set aside, the old one is put back; if both are
    there, the one set aside is removed. Otherwise nothing happens.

    Raises
    ------
    FileError
        If the old folder can't be put back.
    """
    path = Path(path)
    aside = _aside(path)
    with _plain_errors(path):
        if not os.path.lexists(aside):
            return
        if os.path.lexists(path):
            _remove(aside)
        else:
            aside.rename(path)


def is_our_own(name: str) -> bool:
    """Whether a name is of what our writers leave behind when they are stopped."""
    return name.startswith((_TEMPORARY, _SET_ASIDE))


def put_aside(folder: Path) -> Iterator[Path]:
    """The folders in a folder that a writer was stopped in the midst of replacing."""
    with suppress(OSError):
        for each in folder.iterdir():
            if each.name.startswith(_SET_ASIDE):
                yield each.with_name(each.name.removeprefix(_SET_ASIDE))


def _is_there(error: OSError | ValueError) -> bool:
    return isinstance(error, FileExistsError)


@contextmanager
def _plain_errors(
    path: Path, lets_through: Callable[[OSError | ValueError], bool] = lambda _: False
) -> Iterator[None]:
    try:
        yield
    except SurveyError:
        raise
    except (OSError, ValueError) as error:
        if lets_through(error):
            raise
        code = _CODES.get(getattr(error, "errno", None) or 0, "files.not_written")
        reason = getattr(error, "strerror", None) or str(error)
        raise fail(FileError, code, where=shown(path), reason=shown(reason)) from error


def _temporary(folder: Path) -> Path:
    return folder / f"{_TEMPORARY}{secrets.token_hex(8)}"


def _aside(path: Path) -> Path:
    return path.parent / f"{_SET_ASIDE}{path.name}"


def _write_new(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Create a file with the rights that the user's mask leaves, and force it to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_whole(handle: int, line: bytes) -> None:
    """Write in one step; what doesn't fit in one is a disk that is full."""
    if os.write(handle, line) < len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _take_name(temporary: Path, path: Path) -> None:
    """Give a file a name that nothing has."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        temporary.rename(path)  # as safe as can be where a file can't have two names


def _force(path: Path) -> None:
    """Force a file that was copied to the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SUCH_SERVICE:
            raise
    finally:
        os.close(handle)


def _fill_folder(folder: Path, files: Mapping[str, bytes], last: str, *, private: bool) -> None:
    folder.mkdir(mode=0o700 if private else 0o777)
    for name in [*sorted(set(files) - {last}), last]:
        target = inside(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_new(target, files[name], 0o600 if private else 0o666)
    for each in [*(sub for sub in folder.rglob("*") if sub.is_dir()), folder]:
        _sync_folder(each)


def _refuse_other_than_folder(path: Path) -> None:
    if os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
        raise fail(FileError, "files.not_folder", where=shown(path))


def _carry(old: Path, new: Path, names: Collection[str]) -> None:
    """Carry files over where they aren't the same yet; a file that is gone is left out."""
    for name in names:
        source, target = old / name, new / name
        if not source.exists() or (target.exists() and cmp(source, target, shallow=False)):
            continue
        beside = _temporary(new)
        try:
            shutil.copy2(source, beside)
            _force(beside)
            beside.replace(target)
        except BaseException:
            _remove(beside)
            raise


def _swap(new: Path, path: Path, kept: Collection[str] = ()) -> None:
    aside = _aside(path)
    if not os.path.lexists(path):
        new.rename(path)
        _sync_folder(path.parent)
        return
    path.rename(aside)
    try:
        new.rename(path)
    except BaseException:
        aside.rename(path)
        raise
    _carry(aside, path, kept)
    try:
        _sync_folder(path.parent)
    finally:
        _remove(aside)


def _sweep(folder: Path) -> None:
    """Remove what our own writers left behind more than a day ago."""
    limit = time.time() - _DAY
    with suppress(OSError):
        for each in folder.iterdir():
            if each.name.startswith(_TEMPORARY) and each.lstat().st_mtime < limit:
                _remove(each)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
