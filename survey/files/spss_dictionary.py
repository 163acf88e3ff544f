"""The dictionary of a file of SPSS: where its records stand, and records that are added to it.

The form is that of the PSPP developers' guide: a header, records that each say by a number of what
kind they are, and a last one (999) before the data. Numbers are little-endian.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.files.data_table import AnswerSet

HEADER = 176
_VARIABLE, _VALUE_LABELS, _THEIR_COLUMNS, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_LINE = 80
_ANSWER_SETS, _LONG_NAMES, _FILE_ATTRIBUTES, _COLUMN_ATTRIBUTES = 7, 13, 17, 18
_CREATED = slice(92, 109)
_NO_DAY = b"01 Jan 0000:00:00"
_PACKED = b"$FL3"
STAMP = "@survey"
"""The attribute of the file that keeps the stamp; SPSS doesn't list those that begin with @."""
QUESTION = "QuestionText"


class Record(NamedTuple):
    """A record of the dictionary.

    Attributes
    ----------
    kind, subtype : int
        The subtype is 0 for all but extensions.
    start, end : int
    body : bytes
        What an extension holds; empty for others.
    """

    kind: int
    subtype: int
    start: int
    end: int
    body: bytes = b""


def records(data: bytes) -> Iterator[Record]:
    """The records of the dictionary, the last one (999) among them.

    Raises
    ------
    struct.error, ValueError
        If it isn't as agreed.
    """
    place = HEADER
    while True:
        record = _record(data, place)
        yield record
        if record.kind == _END:
            return
        place = record.end


def _record(data: bytes, start: int) -> Record:
    kind, first = struct.unpack_from("<ii", data, start)
    if kind == _VARIABLE:
        return Record(kind, 0, start, _end_of_variable(data, start))
    if kind == _VALUE_LABELS:
        return Record(kind, 0, start, _end_of_labels(data, start + 8, first))
    if kind == _EXTENSION:
        size, count = struct.unpack_from("<ii", data, start + 8)
        end = start + 16 + size * count
        return Record(kind, first, start, _forward(start, end), data[start + 16 : end])
    sizes = {_THEIR_COLUMNS: 8 + 4 * first, _DOCUMENT: 8 + _LINE * first, _END: 8}
    if kind not in sizes:
        raise ValueError(kind)
    return Record(kind, 0, start, _forward(start, start + sizes[kind]))


def _forward(start: int, end: int) -> int:
    if end <= start:
        raise ValueError(end)
    return end


def _end_of_variable(data: bytes, start: int) -> int:
    has_label, missing = struct.unpack_from("<ii", data, start + 8)
    end = start + 32
    if has_label:
        length: int = struct.unpack_from("<i", data, end)[0]
        end += 4 + -(-length // 4) * 4
    return _forward(start, end + 8 * abs(missing))


def _end_of_labels(data: bytes, place: int, count: int) -> int:
    for _ in range(count):
        length = data[place + 8] if place + 8 < len(data) else 0
        place += 8 + -(-(1 + length) // 8) * 8
        if place > len(data):
            raise ValueError(place)
    return place


def short_names(data: bytes) -> dict[str, str]:
    """The name of at most eight bytes that each column has inside the file, in small letters."""
    body = next((r.body for r in records(data) if r.subtype == _LONG_NAMES), b"")
    pairs = (pair.split("=", 1) for pair in body.decode().split("\t") if "=" in pair)
    return {long: short.lower() for short, long in pairs}


def with_records(
    data: bytes,
    *,
    sets: Sequence[AnswerSet] = (),
    stamp: str = "",
    questions: Mapping[str, str] | None = None,
) -> bytes:
    """A file with records added to its dictionary and without the time at which it was written.

    Parameters
    ----------
    data : bytes
    sets : sequence of AnswerSet
        Questions with several answers, one column for each of them, in which 1 is counted.
    stamp : str
        Kept as an attribute of the file.
    questions : mapping of str to str
        Kept as an attribute of each column, `QUESTION`.
    """
    parts = (
        (_ANSWER_SETS, _of_sets(sets, short_names(data)) if sets else ""),
        (_FILE_ATTRIBUTES, _attribute(STAMP, stamp) if stamp else ""),
        (_COLUMN_ATTRIBUTES, _of_questions(questions or {})),
    )
    added = b"".join(_extension(subtype, body) for subtype, body in parts if body)
    end = next(record for record in records(data) if record.kind == _END)
    head = bytearray(data[: end.start])
    head[_CREATED] = _NO_DAY
    tail = data[end.start :]
    if data.startswith(_PACKED):
        tail = _moved(tail, end.start, len(added))
    return bytes(head) + added + tail


def _extension(subtype: int, body: str) -> bytes:
    data = body.encode()
    return struct.pack("<iiii", _EXTENSION, subtype, 1, len(data)) + data


def _of_sets(sets: Sequence[AnswerSet], shorts: Mapping[str, str]) -> str:
    return "".join(
        f"${each.name}=D1 1 {len(each.label.encode())} {each.label} "
        f"{' '.join(shorts.get(name, name.lower()) for name in each.columns)}\n"
        for each in sets
    )


def _attribute(name: str, value: str) -> str:
    return f"{name}('{value}'\n)"


def _of_questions(questions: Mapping[str, str]) -> str:
    lines = (
        f"{name}:{_attribute(QUESTION, ' '.join(words.split()))}"
        for name, words in questions.items()
        if words
    )
    return "/".join(lines)


def _moved(tail: bytes, start: int, by: int) -> bytes:
    """The packed data after the dictionary, whose parts say where in the file they begin."""
    moved = bytearray(tail)
    _, trailer, _ = struct.unpack_from("<qqq", tail, 8)
    _add(moved, 8, by)
    _add(moved, 16, by)
    place = trailer - start
    blocks: int = struct.unpack_from("<i", tail, place + 20)[0]
    for number in range(blocks):
        _add(moved, place + 24 + 24 * number, by)
        _add(moved, place + 32 + 24 * number, by)
    return bytes(moved)


def _add(data: bytearray, place: int, by: int) -> None:
    number: int = struct.unpack_from("<q", data, place)[0]
    struct.pack_into("<q", data, place, number + by)


def stamp_of(data: bytes) -> str | None:
    """The stamp that a file carries, if it has one.

    Parameters
    ----------
    data : bytes
        At least its dictionary.
    """
    before = f"{STAMP}('"
    for record in records(data):
        body = record.body.decode("utf-8", "replace")
        if record.subtype == _FILE_ATTRIBUTES and before in body:
            return body.partition(before)[2].partition("'\n")[0]
    return None
