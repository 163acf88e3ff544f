"""One writer at a time: who writes into a study holds a lock file while it does."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from survey.errors import FileError, RefusedError
from survey.files.atomic import (
    append_line,
    make_folder,
    publish_bytes,
    put_aside,
    remove_file,
    restore_folder,
)
from survey.files.guards import shown
from survey.files.processes import Process, this_process
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.study.keeping.log import append

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN_FOLDER, LOCK_FILE = ".survey", "writer.lock"
"""The folder of a study in which the package keeps what it needs, and who writes now."""
WAIT = 5.0
OTHER_HOST_HOURS = 12
"""How long another machine is believed to be at work."""
_UNREADABLE_SECONDS = 60
_PAUSE = 0.05
_TURNS = "takeover.lock"
_HOUR, _MINUTE = 3600, 60

_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(slots=True)
class _Holding:
    """How deep this process is in writing into a study, and by which of its threads."""

    pid: int
    thread: int
    depth: int = 1


_HELD: dict[Path, _Holding] = {}
_DOOR = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A lock file as it was found: its bytes, who it says is at work, and its age in seconds."""

    data: bytes
    process: Process | None
    age: float

    @property
    def is_stale(self) -> bool:
        """Whether nobody is at work any more, by the rule of the guide."""
        if self.process is None:
            return self.age > _UNREADABLE_SECONDS
        if self.process == this_process():
            return True  # who asks isn't writing, or would not be asking
        if self.process.is_here:
            return not self.process.is_alive
        return self.age > OTHER_HOST_HOURS * _HOUR


@contextmanager
def one_writer(folder: str | os.PathLike[str], *, wait: float = WAIT) -> Iterator[None]:
    """Write into a study while nobody else does.

    A lock file in ``.survey`` says who writes. Whoever comes meanwhile waits for a few seconds, and
    is then refused. Within, the same thread may ask again.

    A lock that was left behind is taken over, and the log says so: on the same machine as soon as
    the process is gone; that of another machine after 12 hours, as nobody can see from here whether
    it is still at work; one that can't be read after a minute.

    Parameters
    ----------
    folder : str or path
        The folder of the study.
    wait : float
        For how many seconds.

    Raises
    ------
    RefusedError
        If somebody else writes.
    FileError
        If the folder can't be written to.
    """
    root = Path(folder).resolve()
    until = time.monotonic() + wait
    if _enter_again(root):
        try:
            yield
        finally:
            _HELD[root].depth -= 1
        return
    _await_own_threads(root, until)
    try:
        left_behind = _acquire(root, until)
        try:
            if left_behind is not None:
                append(root, "lock_taken_over", **_facts(left_behind))
            _put_back(root)
            yield
        finally:
            _release(root)
    finally:
        del _HELD[root]


def writing(folder_of: Callable[_P, Path]) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Let a function run as the one writer of a study.

    Parameters
    ----------
    folder_of : callable
        Gives the folder of the study from the arguments of the function.
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(function)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            with one_writer(folder_of(*args, **kwargs)):
                return function(*args, **kwargs)

        return call

    return decorate


# Within this process


def _enter_again(root: Path) -> bool:
    with _DOOR:
        held = _HELD.get(root)
        if held is None or (held.pid, held.thread) != (os.getpid(), threading.get_ident()):
            return False
        held.depth += 1
        return True


def _await_own_threads(root: Path, until: float) -> None:
    while True:
        with _DOOR:
            held = _HELD.get(root)
            if held is None or held.pid != os.getpid():
                _HELD[root] = _Holding(os.getpid(), threading.get_ident())
                return
        if time.monotonic() >= until:
            raise _refusal(root, None)
        time.sleep(_PAUSE)


# Between processes


def _acquire(root: Path, until: float) -> _Seen | None:
    """Put the lock file there when nobody else's is, or in place of one that was left behind."""
    if not root.is_dir():
        raise fail(FileError, "study.no_folder", folder=quoted(shown(root)))
    path = root / OWN_FOLDER / LOCK_FILE
    ours = json.dumps(asdict(this_process()), ensure_ascii=False).encode() + b"\n"
    while True:
        if _published(path, ours):
            return None
        seen = _look(path)
        if seen is not None and seen.is_stale and _taken_over(path, seen, ours, until):
            return seen
        if time.monotonic() >= until:
            raise _refusal(root, seen)
        time.sleep(_PAUSE)


def _published(path: Path, ours: bytes) -> bool:
    make_folder(path.parent)
    try:
        publish_bytes(path, ours)
    except FileExistsError:
        return False
    except FileError as error:
        if error.code != "files.no_folder":
            raise
        return False  # whoever wrote before us has just tidied up
    return True


def _look(path: Path) -> _Seen | None:
    """The lock file that is there; None if it has gone meanwhile."""
    try:
        data, when = path.read_bytes(), path.stat().st_mtime
    except OSError:
        return None
    return _Seen(data, _process_in(data), time.time() - when)


def _process_in(data: bytes) -> Process | None:
    try:
        said = json.loads(data)
        process = Process(
            str(said["host"]), str(said["space"]), int(said["pid"]), str(said["started"])
        )
    except (ValueError, TypeError, KeyError):
        return None
    return process if process.pid > 0 else None


def _taken_over(path: Path, seen: _Seen, ours: bytes, until: float) -> bool:
    """Put our lock in the place of one that was left behind; False if another one was faster."""
    with _turn(path.with_name(_TURNS), until) as ours_to_take:
        if not ours_to_take:
            return False
        now = _look(path)
        if now is None or now.data != seen.data:
            return False
        remove_file(path)
        return _published(path, ours)


@contextmanager
def _turn(path: Path, until: float) -> Iterator[bool]:
    """Take over one after the other; the system ends the turn of a process that dies."""
    append_line(path, b"")
    with path.open("rb+") as stream:
        while not _system_locks(stream.fileno()):
            if time.monotonic() >= until:
                yield False
                return
            time.sleep(_PAUSE)
        yield True


def _system_locks(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return sys.platform != "win32"  # a drive that knows no such locks
    return True


def _release(root: Path) -> None:
    path = root / OWN_FOLDER / LOCK_FILE
    seen = _look(path)
    with suppress(OSError):
        if seen is not None and seen.process == this_process():
            remove_file(path)
        path.parent.rmdir()  # only if nothing else is in it


def _put_back(root: Path) -> None:
    """Put back folders that a writer was killed in the midst of replacing."""
    waves = root / "waves"
    inner = [each for each in waves.iterdir() if each.is_dir()] if waves.is_dir() else []
    for folder in chain((root / "report", waves), inner):
        for path in tuple(put_aside(folder)):
            restore_folder(path)


# In words


def _refusal(root: Path, seen: _Seen | None) -> RefusedError:
    lock = f"{OWN_FOLDER}/{LOCK_FILE}"
    facts = {"folder": quoted(shown(root.name)), "lock": quoted(lock)}
    if seen is None or (seen.process is not None and seen.process.is_here):
        pid = os.getpid() if seen is None or seen.process is None else seen.process.pid
        return fail(RefusedError, "writer.busy", pid=str(pid), **facts)
    since, hours = _since(seen.age), OTHER_HOST_HOURS
    if seen.process is None:
        return fail(RefusedError, "writer.unreadable", since=since, **facts)
    host = quoted(shown(seen.process.host))
    return fail(RefusedError, "writer.elsewhere", host=host, since=since, hours=hours, **facts)


def _since(seconds: float) -> str:
    """How long ago, in hours or minutes."""
    unit, length = ("hours", _HOUR) if seconds >= _HOUR else ("minutes", _MINUTE)
    return text(f"writer.{unit}", count=max(round(seconds / length), 1))


def _facts(seen: _Seen) -> dict[str, int | str]:
    """What the log is told of a lock that was taken over: nothing of whose machine it was."""
    if seen.process is None:
        return {"of": "unreadable", "seconds": round(seen.age)}
    of = "this host" if seen.process.is_here else "another host"
    return {"of": of, "pid": seen.process.pid, "seconds": round(seen.age)}
