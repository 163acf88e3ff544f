"""A sample as a table for people beside a record for the program, and back again."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.documents.list_workbook import write_lists
from survey.errors import DataError, FileError, WrongUseError
from survey.files.atomic import write_bytes
from survey.files.clean import clean_text
from survey.files.data_reader import read_data_table
from survey.files.guards import path_of, read_guarded, shown
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.cells import culprit_ids, quoted_cell, quoted_id
from survey.language.messages import culprits, fail, quoted
from survey.language.words import capitalised
from survey.provenance import DISTRIBUTION, own_version
from survey.sampling.frame import AREA, UNIT
from survey.sampling.sample import BEFORE, BIRTHDAY, KISH, KISH_TABLE, RULE, STRATUM
from survey.sampling.sample_record import is_whole, record_of, sample_of, to_bytes

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from survey.codebook import Variable
    from survey.documents.blocks import Value
    from survey.files.data_table import DataTable
    from survey.sampling.sample import Sample

_CSV, _XLSX = ".csv", ".xlsx"
RECORD = ".record.json"
"""What the name of the record beside a sample ends with."""
_LARGEST_RECORD = 1_000_000_000
_NEAR = 1e-6
_EXPLAINED = (BIRTHDAY, KISH)
_WORDS = {"method": "method", "variance": "variance"}
_TEXTS = (UNIT, AREA, STRATUM, KISH_TABLE, BEFORE, "method", "variance")


def write_sample(sample: Sample, path: str | os.PathLike[str]) -> Path:
    """Write a sample: a table of its units, and beside it the record that it is read from again.

    Parameters
    ----------
    sample : Sample
    path : str or path
        Ends with ``.csv`` (names of columns as in `Sample`, commas, decimal points) or ``.xlsx``
        (headings in the language in force, a sheet of strata and one about the sample). The record
        is called the same with ``.record.json`` after it. Existing files are replaced.

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If the ending is another one.
    FileError
        If a file can't be written.
    """
    path = _checked(path)
    language = current_language()
    record = record_of(sample)
    is_csv = path.suffix.lower() == _CSV
    data = _csv(sample) if is_csv else _workbook(sample, record["fingerprint"], language)
    write_bytes(_beside(path), to_bytes({"language": language, "sample": record}))
    write_bytes(path, data)
    return path


def read_sample(path: str | os.PathLike[str]) -> Sample:
    """Read a sample that `write_sample` wrote.

    The table may have been sorted, saved anew by Excel or given further columns, which are passed
    over. What was drawn can't have been changed.

    Parameters
    ----------
    path : str or path
        The table; its record must lie beside it.

    Raises
    ------
    WrongUseError
        If the ending is neither ``.csv`` nor ``.xlsx``.
    FileError
        If the table or its record isn't there.
    DataError
        If the table or the record was changed.
    """
    path = _checked(path)
    sample, language = _read_record(path)
    if path.suffix.lower() == _CSV:
        language = ""
    heads = _heads(sample.units, sample.unit, language)
    if len(sample.units):
        sheet = text("drawing.sheet", lang=language) if language else None
        table = read_data_table(path, sheet=sheet, columns=list(heads.values()))
        _compare(sample, table, heads, language)
    return sample


def _checked(given: str | os.PathLike[str]) -> Path:
    path = path_of(given)
    if path.suffix.lower() not in (_CSV, _XLSX):
        raise fail(WrongUseError, "drawing.ending", got=quoted(shown(path)))
    return path


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}{RECORD}")


def _read_record(path: Path) -> tuple[Sample, str]:
    beside = _beside(path)
    if not beside.exists():
        raise fail(FileError, "drawing.no_record", where=shown(path), record=quoted(beside.name))
    try:
        kept = json.loads(read_guarded(beside, most_bytes=_LARGEST_RECORD))
    except (ValueError, RecursionError):
        kept = None
    if not isinstance(kept, dict) or kept.get("language") not in LANGUAGES:
        raise fail(DataError, "drawing.record_changed", where=shown(beside))
    if not is_whole(kept.get("sample")):
        raise fail(DataError, "drawing.record_changed", where=shown(beside))
    return sample_of(kept["sample"]), str(kept["language"])


def _heads(frame: pd.DataFrame, unit: str, language: str) -> dict[str, str]:
    """What stands above each column; the names of all columns where there is no language.

    In a workbook texts stand before numbers, and what is said of every row alike is left to the
    sheet about the sample.
    """
    if not language:
        return {str(name): str(name) for name in frame}
    left_out = {RULE}
    if [*map(str, frame[AREA])] == frame[STRATUM].tolist():
        left_out.add(STRATUM)
    names = [str(name) for name in frame if name not in left_out]
    names.sort(key=lambda name: _TEXTS.index(name) if name in _TEXTS else len(_TEXTS))
    keys = {name: f"drawing.head.{name}" for name in names} | {UNIT: f"letters.head.{unit}"}
    return {name: text(keys[name], lang=language) for name in names}


def _shown(frame: pd.DataFrame, name: str, area: Variable, language: str) -> list[Value]:
    """A column as it is written: numbers, texts, and nothing where nothing is known."""
    values = frame[name].tolist()
    if language and name == AREA:
        return [area.code_label(value, language) for value in values]
    if language and name == BEFORE:
        return [text(f"notebook.fact.{'yes' if each else 'no'}", lang=language) for each in values]
    if language and name in _WORDS:
        return [text(f"drawing.{_WORDS[name]}.{value}", lang=language) for value in values]
    return [_value(value) for value in values]


def _value(value: object) -> Value:
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, float):
        return None if np.isnan(value) else value
    return value if isinstance(value, int) else str(value)


def _csv(sample: Sample) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(sample.units.columns)
    columns = [
        [_digits(value) for value in _shown(sample.units, str(name), sample.area, "")]
        for name in sample.units
    ]
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue().encode()


def _digits(value: Value) -> str:
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    return "" if value is None else str(value)


def _workbook(sample: Sample, fingerprint: str, language: str) -> bytes:
    units = _list("units", text("drawing.sheet", lang=language), sample.units, sample, language)
    strata = _list("strata", text("drawing.strata", lang=language), sample.strata, sample, language)
    about = text("drawing.about", lang=language), tuple(_about(sample, fingerprint, language))
    title = text("drawing.title", lang=language)
    return write_lists(title, (units, strata), about=about, language=language)


def _list(name: str, title: str, frame: pd.DataFrame, sample: Sample, language: str) -> Table:
    heads = _heads(frame, sample.unit, language)
    values = [_shown(frame, each, sample.area, language) for each in heads]
    columns = tuple(
        Column(each, head, _align(column), formats=(_format(column),))
        for (each, head), column in zip(heads.items(), values, strict=True)
    )
    rows = tuple(Row(tuple(_cell(value) for value in row)) for row in zip(*values, strict=True))
    return Table(name, title, columns, rows, language=language)


def _cell(value: Value) -> Cell:
    if isinstance(value, int | float):
        return Cell(f"{value:.6g}", (value,))
    return Cell(value or "", (value,))


def _is_of(column: Sequence[Value], kind: type) -> bool:
    return any(isinstance(value, kind) for value in column)


def _align(column: Sequence[Value]) -> Align:
    return Align.LEFT if _is_of(column, str) else Align.RIGHT


def _format(column: Sequence[Value]) -> str:
    if _is_of(column, str):
        return "@"
    return "0.0000" if _is_of(column, float) else "0"


def _about(sample: Sample, fingerprint: str, language: str) -> Iterator[tuple[str, str]]:
    facts = {
        "wave": sample.wave,
        "seed": str(sample.seed),
        "method": text(f"drawing.method.{sample.method}", lang=language),
        "variance": text(f"drawing.variance.{sample.variance}", lang=language),
        "person": text(f"drawing.person.{sample.person_rule or 'all'}", lang=language),
        "order": ", ".join(sample.order),
        "replicates": str(sample.replicates),
        "frame": sample.frame_fingerprint,
        "sample": fingerprint,
    }
    for name, value in facts.items():
        if value:
            yield text(f"drawing.fact.{name}", lang=language), value
    if sample.person_rule in _EXPLAINED:
        note = text(f"findings.drawing.{sample.person_rule}.problem", lang=language)
        yield text("drawing.fact.note", lang=language), capitalised(note)
    yield text("drawing.fact.program", lang=language), f"{DISTRIBUTION} {own_version()}"


def _compare(sample: Sample, table: DataTable, heads: dict[str, str], language: str) -> None:
    """Refuse a table that doesn't say what the record says."""
    absent = [head for head in heads.values() if head not in table.columns]
    if absent:
        raise fail(DataError, "drawing.file_column", columns=culprits(absent))
    ids = table.columns[heads[UNIT]].cells()
    wanted = sample.units[UNIT].tolist()
    strange = sorted({*ids} ^ {*wanted}) or sorted(ids)[:1]
    if len(ids) != len(wanted) or {*ids} != {*wanted}:
        raise fail(
            DataError,
            "drawing.file_units",
            where=shown(table.path),
            got=culprit_ids(strange),
        )
    places = pd.Index(ids, dtype=object).get_indexer(pd.Index(wanted, dtype=object))
    for name, head in heads.items():
        expected = _shown(sample.units, name, sample.area, language)
        _compare_column(table, head, ids, list(zip(places, expected, strict=True)))


def _compare_column(
    table: DataTable, head: str, ids: list[str], expected: list[tuple[int, Value]]
) -> None:
    cells = table.columns[head].cells()
    for place, value in expected:
        if not _same(cells[place], value):
            raise fail(
                DataError,
                "drawing.file_changed",
                where=table.place(int(place), head),
                unit=quoted_id(ids[place]),
                got=quoted_cell(cells[place]),
                expected=quoted(_digits(value)),
            )


def _same(cell: str, value: Value) -> bool:
    if not isinstance(value, int | float):
        return cell == clean_text(value or "")
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return False
    return abs(number - value) <= _NEAR * max(1.0, abs(value))
