"""The process that opens a labelled file: it may crash, and then only it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyreadstat

from survey.files.child_serving import CannotReadError, packed, packed_texts, serve

if TYPE_CHECKING:
    from collections.abc import Callable

_STATA = "dta"
_OLD_CHARACTERS = "WINDOWS-1252"
_READ_ERRORS = (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError)


def read_labelled(path: str, form: str) -> tuple[dict[str, Any], list[bytes]]:
    """What a file holds, or the reason why it can't be read."""
    try:
        columns, about = _read(path, form)
        return _packed(columns, about)
    except _READ_ERRORS as error:
        raise CannotReadError(_cause(str(error))) from None


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
        column, part = (packed_texts if is_text else packed)(columns.pop(name, []))
        described.append(
            {
                "name": name,
                "label": label or "",
                "values": _labels(about.variable_value_labels.get(name, {})),
                "ranges": _ranges(about.missing_ranges.get(name, [])),
                "letters": [str(each) for each in about.missing_user_values.get(name, [])],
                "measure": about.variable_measure.get(name, "unknown"),
                "format": about.original_variable_types.get(name) or "",
                "kind": "text" if is_text else "number",
                **column,
                "bytes": len(part),
            }
        )
        parts.append(part)
    head = {
        "columns": described,
        "sets": _sets(about.mr_sets or {}),
        "label": about.file_label or "",
        "rows": about.number_rows,
    }
    return head, parts


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
    serve(read_labelled)
