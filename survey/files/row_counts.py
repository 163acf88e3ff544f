"""How many rows a labelled file must have by what its own header says, apart from what is read."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_STATA = re.compile(
    rb"<stata_dta><header><release>(117|118|119)</release><byteorder>(LSF|MSF)</byteorder><K>"
)
_OF_COLUMNS = {b"117": "H", b"118": "H", b"119": "I"}
_OF_ROWS = {b"117": "I", b"118": "Q", b"119": "Q"}
_AFTER_COLUMNS = b"</K><N>"
_MAP = re.compile(rb"</header><map>")
_TYPES, _DATA, _AFTER_DATA = 2, 9, 10  # places in the map
_TYPES_TAG, _DATA_TAG, _DATA_END = b"<variable_types>", b"<data>", b"</data>"
_WIDTHS = {32768: 8, 65526: 8, 65527: 4, 65528: 4, 65529: 2, 65530: 1}  # others are their own
_HEAD = 1_000


def spss_rows(path: Path) -> int | None:
    """How many rows a file of SPSS says it has; None if it doesn't say.

    Parameters
    ----------
    path : path
        At least a header's length was read from it before.
    """
    with path.open("rb") as stream:
        header = stream.read(84)
    order = "<" if struct.unpack_from("<i", header, 64)[0] in {2, 3} else ">"
    rows: int = struct.unpack_from(f"{order}i", header, 80)[0]
    return rows if rows >= 0 else None


def stata_rows(path: Path) -> int | None:
    """How many rows there is room for in the data of a file of Stata; None for older formats.

    Parameters
    ----------
    path : path

    Raises
    ------
    ValueError
        If its header says another number, the room isn't one of whole rows, or the file ends
        before its last part does.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        known, mapped = _STATA.match(head), _MAP.search(head)
        if known is None or mapped is None:
            return None
        order = "<" if known[2] == b"LSF" else ">"
        columns, rows = _sizes(head, known, order)
        places = struct.unpack_from(f"{order}14Q", head, mapped.end())
        if max(places) > path.stat().st_size:
            raise ValueError
        stream.seek(places[_TYPES])
        types = stream.read(len(_TYPES_TAG) + 2 * columns)
        stream.seek(places[_DATA])
        if not types.startswith(_TYPES_TAG) or stream.read(len(_DATA_TAG)) != _DATA_TAG:
            return None
    kinds = struct.unpack_from(f"{order}{columns}H", types, len(_TYPES_TAG))
    width = sum(_WIDTHS.get(kind, kind) for kind in kinds)
    room = places[_AFTER_DATA] - places[_DATA] - len(_DATA_TAG) - len(_DATA_END)
    if room != rows * width:
        raise ValueError
    return rows


def _sizes(head: bytes, known: re.Match[bytes], order: str) -> tuple[int, int]:
    """The numbers of columns and rows that the header gives."""
    of_columns, of_rows = _OF_COLUMNS[known[1]], _OF_ROWS[known[1]]
    (columns,) = struct.unpack_from(order + of_columns, head, known.end())
    start = known.end() + struct.calcsize(order + of_columns) + len(_AFTER_COLUMNS)
    (rows,) = struct.unpack_from(order + of_rows, head, start)
    return columns, rows
