"""What a reading process does all its life: it takes the names of files, and answers with columns.

An answer is one line of JSON about the columns, with the number of bytes that follow, and then
those bytes. Errors are answers too; only a crash isn't.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Answer = tuple[dict[str, Any], list[bytes]]

NOTHING = -1
"""The place of a cell in which nothing stands."""

_MOST_SECONDS = 300
_TOO_LONG = (OverflowError, MemoryError, RecursionError)


class CannotReadError(Exception):
    """Carries the reason why a file can't be read; its fields go into the sentence."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.answer = {"error": code, "fields": fields}


def serve(read: Callable[[str, str], Answer]) -> None:
    """Answer one request after the other, until the other side closes.

    Parameters
    ----------
    read : callable
        Takes the path and the form of a file; gives what is to be said, and the bytes.
    """
    _limit_memory(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the other side's to stop
    output = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - what libraries print isn't an answer
        os.dup2(nowhere.fileno(), 1)
    for line in sys.stdin.buffer:
        _limit_time()
        head, parts = _answer(read, *json.loads(line))
        head["bytes"] = sum(map(len, parts))
        output.write(json.dumps(head).encode() + b"\n")
        output.writelines(parts)
        output.flush()


def packed(cells: list[Any]) -> tuple[dict[str, Any], bytes]:
    """A column as its numbers; or as its different values and their places, if some are texts.

    Parameters
    ----------
    cells : list of str, float or None
        None, or an empty text, where nothing stands.
    """
    try:
        return _packed_numbers(np.array(cells, dtype=np.float64))
    except (ValueError, TypeError):
        return packed_texts(cells)


def packed_texts(cells: list[Any]) -> tuple[dict[str, Any], bytes]:
    """A column as its different values and their places.

    Parameters
    ----------
    cells : list of str, float or None
        None, or an empty text, where nothing stands.
    """
    places = _Places(dict.fromkeys((None, ""), NOTHING))
    codes = np.fromiter(map(places.__getitem__, cells), np.int32, len(cells))
    return packed_codes([*places][2:], codes)


def packed_codes(values: list[Any], codes: NDArray[np.int32]) -> tuple[dict[str, Any], bytes]:
    """A column whose different values and their places are known.

    Parameters
    ----------
    values : list of str or float
    codes : ndarray of int32
        `NOTHING` where nothing stands.
    """
    written = json.dumps(values).encode()
    return {"length": len(codes), "values_bytes": len(written)}, written + codes.tobytes()


def _packed_numbers(numbers: NDArray[np.float64]) -> tuple[dict[str, Any], bytes]:
    return {"length": len(numbers), "values_bytes": None}, numbers.tobytes()


class _Places(dict[Any, int]):
    """The place of each value, in the order in which they are first asked for."""

    def __missing__(self, value: Any) -> int:  # noqa: ANN401
        self[value] = place = len(self) - 2
        return place


def _answer(read: Callable[[str, str], Answer], path: str, form: str) -> Answer:
    try:
        return read(path, form)
    except CannotReadError as error:
        return error.answer, []
    except _TOO_LONG:
        return {"error": "memory"}, []


def _limit_memory(most: int) -> None:
    """Take no more memory than this, where the system can be told so."""
    resource = _resource()
    with contextlib.suppress(AttributeError, ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _limit_time() -> None:
    """End if a file takes very long, even if the other side isn't there any more."""
    resource = _resource()
    with contextlib.suppress(AttributeError, ValueError, OSError):
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + _MOST_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _resource() -> Any:  # noqa: ANN401
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return None
    return resource
