"""Files of Stata (.dta, version 118, of Stata 14 and later), written as their form asks.

A file is a row of parts between tags, with a map of where they begin. Every kind of missing answer
has a letter of its own; the letter's place in the alphabet is the number of the kind: −1 is ``.a``,
−3 is ``.c``, −9 is ``.i``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import MissingKind
from survey.files.byte_limits import cut_to_characters
from survey.files.writable_table import Cut, Shortened, WritableColumn, WritableTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

LETTERS = {int(kind): chr(ord("a") - int(kind) - 1) for kind in MissingKind}
"""The letter of each kind of missing answer."""
STAMP = "survey"
"""The characteristic of the file that keeps the stamp."""

_TAG = b"<stata_dta>"
_RELEASE, _ORDER = b"118", b"LSF"
_NO_DAY = b"01 Jan 2000 00:00"
_TITLE, _LABEL, _SHOWN_TEXT = 80, 80, 80
_NAME, _FORMAT, _LABEL_BYTES = 129, 57, 321
_MOST_LABEL = 32_000
_LONGEST_TEXT, _LONG_TEXT = 2045, 32_768
_KINDS = {  # number in the file, numpy, smallest and largest, number of the first letter less one
    "byte": (65_530, "i1", -127, 100, 101),
    "int": (65_529, "<i2", -32_767, 32_740, 32_741),
    "long": (65_528, "<i4", -2_147_483_647, 2_147_483_620, 2_147_483_621),
}
_DOUBLE = 65_526
_FIRST_DOUBLE, _STEP_DOUBLE = 0x7FE0000000000000, 0x10000000000
_BEGINNING = np.datetime64("1960-01-01", "D")
_PARTS = (
    "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names",
    "variable_labels", "characteristics", "data", "strls", "value_labels",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    """A column as it stands in the rows of the file.

    Attributes
    ----------
    column : WritableColumn
    kind : int
        The number of its type.
    cells : ndarray
        What the rows hold; references for long texts.
    form : str
        How it is shown.
    texts : tuple of str
        The different long texts, in order; none for other columns.
    """

    column: WritableColumn
    kind: int
    cells: NDArray[Any]
    form: str
    texts: tuple[str, ...] = ()


def dta_bytes(table: WritableTable) -> tuple[bytes, tuple[Shortened, ...]]:
    """A table as a file of Stata.

    Parameters
    ----------
    table : WritableTable
        With at least one row.

    Returns
    -------
    bytes
    tuple of Shortened
        What was too long.
    """
    stored = [_stored(place, each) for place, each in enumerate(table.columns, start=1)]
    sets = _label_sets(table.columns)
    bodies = {
        "variable_types": np.array([each.kind for each in stored], "<u2").tobytes(),
        "varnames": b"".join(_fixed(each.column.name, _NAME) for each in stored),
        "sortlist": bytes(2 * (len(stored) + 1)),
        "formats": b"".join(_fixed(each.form, _FORMAT) for each in stored),
        "value_label_names": b"".join(
            _fixed(sets.get(each.name, ""), _NAME) for each in table.columns
        ),
        "variable_labels": b"".join(
            _fixed(cut_to_characters(_label(each), _LABEL), _LABEL_BYTES) for each in table.columns
        ),
        "characteristics": b"".join(_characteristics(table)),
        "data": _rows(stored),
        "strls": b"".join(_long_texts(stored)),
        "value_labels": b"".join(_value_labels(table.columns, sets)),
    }
    rows = len(table.columns[0].cells)
    return _joined(_header(table, rows), bodies), tuple(_shortened(table))


def _shortened(table: WritableTable) -> Iterator[Shortened]:
    if len(table.title) > _TITLE:
        yield Shortened(Cut.TITLE)
    for column in table.columns:
        if len(column.label) > _LABEL:
            yield Shortened(Cut.LABEL, column.name)


def _label(column: WritableColumn) -> str:
    fits = len(column.long_label) <= _LABEL
    return (fits and column.long_label) or column.label


def _header(table: WritableTable, rows: int) -> bytes:
    title = cut_to_characters(table.title, _TITLE).encode()
    parts = (
        (b"release", _RELEASE),
        (b"byteorder", _ORDER),
        (b"K", struct.pack("<H", len(table.columns))),
        (b"N", struct.pack("<Q", rows)),
        (b"label", struct.pack("<H", len(title)) + title),
        (b"timestamp", struct.pack("<B", len(_NO_DAY)) + _NO_DAY),
    )
    inner = b"".join(b"<%s>%s</%s>" % (tag, body, tag) for tag, body in parts)
    return b"<header>" + inner + b"</header>"


def _joined(header: bytes, bodies: Mapping[str, bytes]) -> bytes:
    """The parts in order, with the map of where they begin."""
    places = [0]
    at = len(_TAG) + len(header)
    end = b"</stata_dta>"
    parts = []
    for name in _PARTS:
        places.append(at)
        body = bodies.get(name, bytes(8 * 14))
        tag = name.encode()
        parts.append(b"<%s>%s</%s>" % (tag, body, tag))
        at += len(parts[-1])
    places += [at, at + len(end)]
    parts[0] = b"<map>%s</map>" % struct.pack("<14Q", *places)
    return b"".join((_TAG, header, *parts, end))


def _fixed(text: str, size: int) -> bytes:
    return text.encode().ljust(size, b"\0")


# What the rows hold


def _stored(place: int, column: WritableColumn) -> _Stored:
    if column.days:
        return _numbers(column, _days(column.cells), "%td")
    if column.is_text:
        return _texts(place, column)
    decimals = column.decimals
    return _numbers(column, column.cells, f"%{max(column.width, 8)}.{decimals}f")


def _days(cells: NDArray[Any]) -> NDArray[np.float64]:
    """Days since 1960, or codes of missing answers, which no day can be mistaken for.

    Days before 1960 are negative too; codes are put beyond all days, where `_numbers` finds them.
    """
    codes, different = pd.factorize(cells)
    numbers = [_day(str(text)) for text in different]
    return np.array(numbers, dtype=float)[codes]


_BEYOND = -1e9
"""Codes of missing answers among days lie here."""


def _day(text: str) -> float:
    if not text:
        return np.nan
    if text.startswith("-"):
        return _BEYOND + float(text)
    return float((np.datetime64(text, "D") - _BEGINNING).astype(int))


def _numbers(column: WritableColumn, cells: NDArray[np.float64], form: str) -> _Stored:
    """Numbers in the smallest type that holds them; letters for missing answers."""
    shift = _BEYOND if column.days else 0.0
    letters = {shift + code: ord(letter) - ord("a") + 1 for code, letter in LETTERS.items()}
    is_letter = np.isin(cells, list(letters)) | np.isnan(cells)
    valid = cells[~is_letter]
    whole = bool((valid == np.trunc(valid)).all())
    low, high = (float(valid.min()), float(valid.max())) if len(valid) else (0.0, 0.0)
    fits = [each for each in _KINDS.values() if whole and each[2] <= low and high <= each[3]]
    if not fits:
        return _Stored(column, _DOUBLE, _doubles(cells, letters), form)
    kind, name, _, _, first = fits[0]
    written = np.where(is_letter, first, cells)
    for value, step in letters.items():
        written[cells == value] = first + step
    return _Stored(column, kind, written.astype(name), form)


def _doubles(cells: NDArray[np.float64], letters: Mapping[float, int]) -> NDArray[np.float64]:
    bits = np.where(np.isnan(cells), 0.0, cells).astype("<f8").view("<u8").copy()
    bits[np.isnan(cells)] = _FIRST_DOUBLE
    for value, step in letters.items():
        bits[cells == value] = _FIRST_DOUBLE + step * _STEP_DOUBLE
    return bits


def _texts(place: int, column: WritableColumn) -> _Stored:
    codes, different = pd.factorize(column.cells)
    written = [str(text).encode() for text in different]
    width = max(1, *map(len, written))
    if width > _LONGEST_TEXT:
        return _references(place, column, codes, [str(text) for text in different])
    cells = np.array(written, dtype=f"S{width}")[codes]
    return _Stored(column, width, cells, f"%-{min(width, _SHOWN_TEXT)}s")


def _references(
    place: int, column: WritableColumn, codes: NDArray[np.intp], different: Sequence[str]
) -> _Stored:
    """Long texts stand after the rows; a row refers to the first one that holds the same text."""
    _, first = np.unique(codes, return_index=True)
    numbers = (first + 1).astype("<u8")
    empty = np.array([not text for text in different])
    held = np.where(empty, 0, (numbers << np.uint64(16)) | np.uint64(place)).astype("<u8")
    order = np.argsort(first)
    texts = tuple(different[each] for each in order)
    return _Stored(column, _LONG_TEXT, held[codes], f"%-{_SHOWN_TEXT}s", texts)


def _rows(stored: Sequence[_Stored]) -> bytes:
    types = [(f"c{place}", each.cells.dtype) for place, each in enumerate(stored)]
    rows = np.empty(len(stored[0].cells), dtype=types)
    for place, each in enumerate(stored):
        rows[f"c{place}"] = each.cells
    return rows.tobytes()


def _long_texts(stored: Sequence[_Stored]) -> Iterator[bytes]:
    """The long texts, by the row and column in which each first stands."""
    found = []
    for each in stored:
        if each.kind == _LONG_TEXT:
            _, first = np.unique(each.cells, return_index=True)
            references = sorted(int(each.cells[row]) for row in first if each.cells[row])
            found += list(zip(references, [text for text in each.texts if text], strict=True))
    for reference, text in sorted(found):
        column, row = reference & 0xFFFF, reference >> 16
        body = text.encode() + b"\0"
        yield b"GSO" + struct.pack("<IQBI", column, row, 130, len(body)) + body


# What is said of the columns


def _label_sets(columns: Sequence[WritableColumn]) -> dict[str, str]:
    """The name of the set of labels of each column; columns with the same labels share one."""
    names: dict[tuple[tuple[int, str], ...], str] = {}
    found = {}
    for column in columns:
        if labels := tuple(_labels(column)):
            found[column.name] = names.setdefault(labels, column.name)
    return found


def _labels(column: WritableColumn) -> Iterator[tuple[int, str]]:
    """Numbers and their labels in rising order; texts have none in Stata."""
    first = _KINDS["long"][-1]
    found = {}
    for value, words in column.meanings.items():
        number = _whole(value)
        if number is None or not words or (column.is_text and not column.days):
            continue
        letter = LETTERS.get(number)
        found[number if letter is None else first + ord(letter) - ord("a") + 1] = words
    yield from sorted(found.items())


def _whole(value: float | str) -> int | None:
    number = float(value) if str(value).lstrip("-").replace(".", "", 1).isdigit() else np.nan
    return int(number) if number == np.trunc(number) else None


def _value_labels(columns: Sequence[WritableColumn], sets: Mapping[str, str]) -> Iterator[bytes]:
    for column in columns:
        if sets.get(column.name) != column.name:
            continue
        labels = list(_labels(column))
        texts = [words.encode()[:_MOST_LABEL] + b"\0" for _, words in labels]
        places = np.cumsum([0, *map(len, texts)], dtype="<i4")
        values = np.array([value for value, _ in labels], dtype="<i4")
        body = struct.pack("<ii", len(labels), int(places[-1]))
        body += places[:-1].tobytes() + values.tobytes() + b"".join(texts)
        head = struct.pack("<I", len(body)) + _fixed(column.name, _NAME) + bytes(3)
        yield b"<lbl>" + head + body + b"</lbl>"


def _characteristics(table: WritableTable) -> Iterator[bytes]:
    """Notes as Stata keeps them, the stamp, and what was asked as a note on each column."""
    yield from _notes("_dta", table.notes)
    if table.stamp:
        yield _characteristic("_dta", STAMP, table.stamp)
    for column in table.columns:
        if column.question:
            yield from _notes(column.name, (column.question,))


def _notes(name: str, lines: Sequence[str]) -> Iterator[bytes]:
    if lines:
        yield _characteristic(name, "note0", str(len(lines)))
    for number, line in enumerate(lines, start=1):
        yield _characteristic(name, f"note{number}", line)


def _characteristic(name: str, what: str, words: str) -> bytes:
    body = _fixed(name, _NAME) + _fixed(what, _NAME) + words.encode() + b"\0"
    return b"<ch>" + struct.pack("<I", len(body)) + body + b"</ch>"


def stamp_of(data: bytes) -> str | None:
    """The stamp that a file carries, if it has one.

    Parameters
    ----------
    data : bytes
        At least what comes before its rows.
    """
    wanted = _fixed("_dta", _NAME) + _fixed(STAMP, _NAME)
    place = data.find(wanted)
    if not data.startswith(_TAG) or place < 0:
        return None
    return data[place + len(wanted) :].partition(b"\0")[0].decode("utf-8", "replace")
