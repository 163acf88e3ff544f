"""The secret that pseudonyms and codes are made with: a file that only its owner can read."""

from __future__ import annotations

import hmac
import os
import secrets as random
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from survey.errors import FileError, RefusedError
from survey.files.guards import path_of, read_guarded, shown
from survey.language.messages import fail

if TYPE_CHECKING:
    from pathlib import Path

_MARK = "survey-secret-1"
_BYTES = 32
_MOST_BYTES = 1000
_STUDY_FILE = "study.yaml"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Secret:
    """A secret. It is never shown, and it can't be put in a file of another kind.

    Parameters
    ----------
    key : bytes
        At least 32 of them, drawn at random.
    path : Path, optional
        Where it is kept.
    """

    __slots__ = ("_key", "path")

    def __init__(self, key: bytes, path: Path | None = None) -> None:
        if len(key) < _BYTES:
            raise fail(FileError, "secret.short", least=_BYTES)
        self._key = bytes(key)
        self.path = path

    def digest(self, *parts: str) -> bytes:
        """HMAC-SHA256 (RFC 2104) of texts, of which none can be taken for two."""
        message = b"".join(
            len(data).to_bytes(8, "big") + data for data in (each.encode() for each in parts)
        )
        return hmac.digest(self._key, message, "sha256")

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise fail(RefusedError, "secret.kept")


def read_secret(
    path: str | os.PathLike[str],
    *,
    create: bool = False,
    study: str | os.PathLike[str] | None = None,
) -> Secret:
    """Read the secret of a project, or make one.

    Who has the secret and the register can find the dwelling of a pseudonym; without it nobody
    can. So it lies outside the study, in a file that only its owner can read, and it is kept for
    as long as the waves are to be linked. It is never printed.

    Parameters
    ----------
    path : str or path
        Of the file, outside the folder of any study.
    create : bool
        Whether a secret is drawn and written if there is none. One that is there is never replaced.
    study : str or path, optional
        The folder of the study, if it has no study.yaml yet.

    Returns
    -------
    Secret

    Raises
    ------
    RefusedError
        If the file lies in the folder of a study, or others can read it.
    FileError
        If it isn't there, is no secret, or can't be written.
    """
    where = path_of(path)
    refuse_inside(where, None if study is None else path_of(study, "study"))
    if create and not os.path.lexists(where):
        _create(where)
    _refuse_read_by_others(where)
    return Secret(_key_in(where), where)


def kept_secret(path: Path, *, create: bool = False) -> Secret:
    """The secret of a register that never leaves a study: it lies beside what it masks.

    Nothing else may be made with it. Who has the folder has the answers too, so others who can
    read it are no reason to refuse; who is given the register without it can read nobody from it.

    Raises
    ------
    FileError
        If it isn't there, is no secret, or can't be written.
    """
    if create and not os.path.lexists(path):
        _create(path)
    return Secret(_key_in(path), path)


def holds_secret(path: Path) -> bool:
    """Whether a file is a secret of ours, by its first word."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(_MARK)) == _MARK.encode()
    except OSError:
        return False


def refuse_inside(path: Path, study: Path | None = None) -> None:
    """Refuse a path that lies in the folder of a study, also by way of a link.

    Raises
    ------
    RefusedError
    """
    inside = study is not None and bool({study.absolute(), study.resolve()} & _above(path))
    if inside or in_study(path):
        raise fail(RefusedError, "secret.in_study", where=shown(path))


def in_study(path: Path) -> bool:
    """Whether a path lies in a folder with a study.yaml, or below one."""
    return any((folder / _STUDY_FILE).is_file() for folder in _above(path))


def _above(path: Path) -> set[Path]:
    return {folder for place in (path.absolute(), path.resolve()) for folder in place.parents}


def _refuse_read_by_others(path: Path) -> None:
    if os.name != "posix" or not path.exists():
        return
    if stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        raise fail(RefusedError, "secret.readable", where=shown(path), command=f"chmod 600 {path}")


def _key_in(path: Path) -> bytes:
    """The key that stands in a file, after the mark that says what it is."""
    words = read_guarded(path, most_bytes=_MOST_BYTES).split()
    if len(words) == 2 and words[0] == _MARK.encode():
        with suppress(ValueError):
            key = bytes.fromhex(words[1].decode("ascii", "replace"))
            if len(key) == _BYTES:
                return key
    raise fail(FileError, "secret.unknown", where=shown(path))


def _create(path: Path) -> None:
    """Write a new secret, whole or not at all, and never over another one."""
    text = f"{_MARK} {random.token_hex(_BYTES)}\n"
    beside = path.with_name(f".{path.name}-{random.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, text.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        with suppress(FileExistsError):  # somebody was quicker: that secret holds
            os.link(beside, path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise fail(FileError, "files.not_written", where=shown(path), reason=reason) from error
    finally:
        with suppress(OSError):
            beside.unlink()


def secret_given(secret: object) -> Secret:
    """A secret that was given itself, or by the path of its file.

    Raises
    ------
    WrongUseError, RefusedError, FileError
    """
    return secret if isinstance(secret, Secret) else read_secret(path_of(secret, "secret"))
