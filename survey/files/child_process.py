"""Processes that open files which could crash or exhaust the one that opens them.

One process serves many files, one after the other. It is replaced when it dies, takes too long,
has met a file that can't be read (which may have harmed it), or has grown.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from survey.errors import FileError
from survey.files.clean import clean_text
from survey.files.data_table import EMPTY
from survey.files.guards import shown
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    from numpy.typing import NDArray

SECONDS = 60.0
MEMORY = 2_000_000_000

_PACKAGES = str(Path(__file__).parents[2])
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_LARGE = 20_000_000  # bytes of an answer, after which a process is replaced
_MOST_FILES = 200
_LONGEST_HEAD = 200_000_000


class _DiedError(Exception):
    """The process ended, or what it said makes no sense."""


class _TooSlowError(Exception):
    """The process was stopped because it took too long."""


class Answer(NamedTuple):
    """What was read of a file: what is said about it, and the bytes of its columns."""

    head: dict[str, Any]
    rest: bytes


class _Process:
    """A process that is running, waiting for the next file."""

    def __init__(self, program: Path, memory: int) -> None:
        found = [os.path.abspath(each) for each in sys.path if each]  # noqa: PTH100
        if _PACKAGES not in found:
            found.insert(0, _PACKAGES)
        self.files = 0
        self._running = subprocess.Popen(  # noqa: S603 - our own program, and no shell
            [sys.executable, "-P", "-X", "utf8", str(program), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=program.parent,  # the folder we are in may be moved or deleted
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(found),
                "OPENBLAS_NUM_THREADS": "1",
                "ARROW_DEFAULT_MEMORY_POOL": "system",
            },
            creationflags=_NO_WINDOW,
        )

    def ask(self, path: Path, form: str, seconds: float) -> Answer:
        """What is in a file; the process must be stopped if this raises."""
        self.files += 1
        late = False

        def stop() -> None:
            nonlocal late
            late = True
            self._running.kill()

        timer = Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            return self._exchange([os.path.abspath(path), form])  # noqa: PTH100 - links stay
        except (EOFError, OSError, ValueError, TypeError, LookupError) as error:
            raise (_TooSlowError if late else _DiedError) from error
        finally:
            timer.cancel()

    def _exchange(self, request: list[str]) -> Answer:
        sending, receiving = self._running.stdin, self._running.stdout
        if sending is None or receiving is None:
            raise EOFError
        sending.write(json.dumps(request).encode() + b"\n")
        sending.flush()
        head = json.loads(receiving.readline(_LONGEST_HEAD))
        size = head["bytes"]
        rest = receiving.read(size)
        if len(rest) != size:
            raise EOFError
        return Answer(head, rest)

    def end(self) -> None:
        """Stop it at once; it has nothing to save."""
        self._running.kill()
        self._close()
        self._running.wait()

    def forget(self) -> None:
        """Leave it to the process that this one was forked from."""
        self._close()
        self._running.returncode = 0

    def _close(self) -> None:
        for stream in (self._running.stdin, self._running.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # nobody reads at the other end any more
                    continue


class _Processes:
    """The process of each program, at most one at a time.

    Attributes
    ----------
    careful : bool
        Whether a process that met a file which can't be read is replaced.
    """

    def __init__(self) -> None:
        self.careful = True
        self._lock = Lock()
        self._running: dict[tuple[Path, int], _Process] = {}

    def ask(self, program: Path, path: Path, form: str, seconds: float, memory: int) -> Answer:
        """What is in a file. A process that died of an earlier one isn't held against it."""
        with self._lock:
            used = (program, memory) in self._running
            try:
                return self._ask((program, memory), path, form, seconds)
            except _DiedError:
                if not used:
                    raise
                return self._ask((program, memory), path, form, seconds)

    def _ask(self, key: tuple[Path, int], path: Path, form: str, seconds: float) -> Answer:
        process = self._running.pop(key, None) or _Process(*key)
        try:
            answer = process.ask(path, form, seconds)
        except BaseException:
            process.end()
            raise
        harmed = self.careful and "error" in answer.head
        if harmed or len(answer.rest) > _LARGE or process.files >= _MOST_FILES:
            process.end()
        else:
            self._running[key] = process
        return answer

    def end(self) -> None:
        """Stop them all."""
        while self._running:
            self._running.popitem()[1].end()

    def forget(self) -> None:
        """Begin anew in a process that was forked off."""
        for process in self._running.values():
            process.forget()
        self.__init__()  # type: ignore[misc]


_PROCESSES = _Processes()
atexit.register(_PROCESSES.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_PROCESSES.forget)


def read_in_child(
    program: Path, path: Path, form: str, *, seconds: float = SECONDS, memory: int = MEMORY
) -> Answer:
    """Have a file read by another process.

    Parameters
    ----------
    program : path
        What the process runs: a program that calls `serve`.
    path : path
    form : str
        What the file is said to be.
    seconds, memory : float, int
        How long it may take, and how many bytes of memory, where the system can limit that.

    Raises
    ------
    FileError
        If the file can't be read, brings the process down, or takes too long.
    """
    where = shown(path)
    try:
        answer = _PROCESSES.ask(program, path, form, seconds, memory)
    except _TooSlowError:
        raise fail(FileError, "labelled.too_slow", where=where, seconds=f"{seconds:g}") from None
    except _DiedError:
        raise fail(FileError, "labelled.damaged", where=where) from None
    except OSError as error:
        reason = shown(error.strerror or str(error))
        raise fail(FileError, "labelled.no_process", where=where, reason=reason) from error
    if "error" in answer.head:
        raise _refusal(answer.head, where)
    return answer


def _refusal(head: dict[str, Any], where: str) -> FileError:
    """Why the process says that the file can't be read."""
    named = {
        key: culprits(clean_text(str(each)) for each in names)
        for key, names in head.get("fields", {}).items()
    }
    return fail(FileError, f"labelled.{head['error']}", where=where, **named)


def unpacked(about: dict[str, Any], part: bytes) -> tuple[list[Any], NDArray[np.intp]]:
    """The different values of a column, and their places; −1 where nothing stands.

    Parameters
    ----------
    about : dict
        What is said of the column.
    part : bytes
    """
    end = about["values_bytes"]
    if end is None:
        codes, found = pd.factorize(np.frombuffer(part, dtype=np.float64))
        values = found.tolist()
    else:
        values, codes = json.loads(part[:end]), np.frombuffer(part[end:], dtype=np.int32)
    index = codes.astype(np.intp)
    if len(index) != about["length"] or not _lie_within(index, len(values)):
        raise ValueError
    return values, index


def _lie_within(index: NDArray[np.intp], most: int) -> bool:
    return not len(index) or bool(index.min() >= EMPTY and index.max() < most)
