"""The process that opens a labelled file: it may crash, and then only it does.

It is run by its path and imports nothing of the package, so that it starts fast and holds nothing
worth damaging. What it read goes to its output as one line of JSON about the columns, followed by
what they hold: eight bytes a number, a JSON list for texts.
"""

from __future__ import annotations

import contextlib
import json
import struct
import sys
from typing import IO, TYPE_CHECKING, Any

import pyreadstat

if TYPE_CHECKING:
    from collections.abc import Callable

_STATA = "dta"
_OLD_CHARACTERS = "WINDOWS-1252"
_NOT_A_NUMBER = float("nan")
_READ_ERRORS = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError)
_TOO_LONG = (OverflowError, MemoryError, RecursionError)


def main(arguments: list[str], output: IO[bytes]) -> None:
    """Read the file and write what it holds; one line with the reason if it can't be read."""
    path, form, most_memory = arguments
    _limit_memory(int(most_memory))
    try:
        columns, about = _read(path, form)
        head, parts = _packed(columns, about)
    except _READ_ERRORS as error:
        head, parts = {"error": _cause(str(error))}, []
    except _TOO_LONG:
        head, parts = {"error": "memory"}, []
    output.write(json.dumps(head, ensure_ascii=True).encode() + b"\n")
    for part in parts:
        output.write(part)


def _limit_memory(most: int) -> None:
    """Take no more memory than this, where the system can be told so."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - there is none on Windows

        limits = getattr(resource, "RLIMIT_AS", None)
        if limits is not None:
            resource.setrlimit(limits, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(path: str, form: str) -> tuple[dict[str, list[Any]], Any]:
    read: Callable[..., Any] = pyreadstat.read_dta if form == _STATA else pyreadstat.read_sav
    options = {
        "user_missing": True,
        "output_format": "dict",
        "disable_datetime_conversion": True,
    }
    try:
        return read(path, **options)  # type: ignore[no-any-return]
    except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
        if "convert" not in str(error) and not isinstance(error, UnicodeDecodeError):
            raise
        return read(path, encoding=_OLD_CHARACTERS, **options)  # type: ignore[no-any-return]


def _cause(message: str) -> str:
    if "expected number of rows" in message or "Unable to read" in message:
        return "truncated"
    return "characters" if "convert" in message or "codec" in message else "damaged"


def _packed(columns: dict[str, list[Any]], about: Any) -> tuple[dict[str, Any], list[bytes]]:  # noqa: ANN401
    described, parts = [], []
    for name, label in zip(about.column_names, about.column_labels, strict=True):
        is_text = about.readstat_variable_types.get(name) == "string"
        column, packed = _column(columns.get(name, []), is_text=is_text)
        described.append(
            {
                "name": name,
                "label": label or "",
                "values": _labels(about.variable_value_labels.get(name, {})),
                "ranges": _ranges(about.missing_ranges.get(name, [])),
                "letters": [str(each) for each in about.missing_user_values.get(name, [])],
                "measure": about.variable_measure.get(name, "unknown"),
                "format": about.original_variable_types.get(name) or "",
                **column,
                "bytes": len(packed),
            }
        )
        parts.append(packed)
    head = {
        "columns": described,
        "sets": _sets(about.mr_sets or {}),
        "label": about.file_label or "",
        "rows": about.number_rows,
    }
    return head, parts


def _column(values: list[Any], *, is_text: bool) -> tuple[dict[str, Any], bytes]:
    """A column as bytes, and what must be known to read them again."""
    if is_text:
        texts = ["" if value is None else str(value) for value in values]
        return {"kind": "text", "length": len(texts)}, json.dumps(texts).encode()
    tagged = [[row, value] for row, value in enumerate(values) if isinstance(value, str)]
    numbers = [_number(value) for value in values]
    packed = struct.pack(f"<{len(numbers)}d", *numbers)
    return {"kind": "number", "length": len(numbers), "tagged": tagged}, packed


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else _NOT_A_NUMBER


def _labels(labels: dict[Any, Any]) -> list[list[Any]]:
    return [[value, str(label)] for value, label in labels.items()]


def _ranges(ranges: list[Any]) -> list[list[Any]]:
    return [[each["lo"], each["hi"]] if isinstance(each, dict) else [each, each] for each in ranges]


def _sets(sets: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": str(name),
            "label": str(each.get("label") or ""),
            "dichotomous": bool(each.get("is_dichotomy")),
            "counted": each.get("counted_value"),
            "columns": [str(column) for column in each.get("variable_list", [])],
        }
        for name, each in sets.items()
    ]


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout.buffer)
