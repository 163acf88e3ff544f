"""A table of answers in each of the forms in which it can go out."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.files.csv_writer import CSV_FORMS, CsvForm, csv_bytes
from survey.files.labelled_writer import MOST_BYTES_OF_TEXT, sav_bytes
from survey.files.parquet_writer import parquet_bytes
from survey.files.stata_writer import dta_bytes
from survey.files.writable_names import OF_SPSS, OF_STATA, writable_names
from survey.files.writable_table import WritableTable
from survey.findings import Severity
from survey.language.catalogue import current_language, text
from survey.language.messages import finding, quoted
from survey.language.numbers import format_number
from survey.questionnaire.exchange.codebook import codebook_workbook
from survey.responses.labelled.cells import plain_cells
from survey.responses.labelled.codebook_data import codebook_data, columns_beside
from survey.responses.labelled.labelling import Labelling
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from survey.files.writable_names import NameRules
    from survey.files.writable_table import Shortened, WritableColumn
    from survey.findings import Finding
    from survey.questionnaire.exchange.codebook_words import Words
    from survey.responses.labelled.outgoing import Outgoing
    from survey.responses.labelled.stamp import Stamp

ABOUT = "survey"
"""The key in the metadata of a Parquet file."""
WORDS_COLUMNS = (RESPONDENT, "row", "column", "words")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made.

    Attributes
    ----------
    path : Path
    words : Words
        The questionnaire in the language of the labels.
    stamp : Stamp
    csv : CsvForm
    """

    path: Path
    words: Words
    stamp: Stamp
    csv: CsvForm

    @property
    def title(self) -> str:
        """What the file is called inside."""
        questionnaire = self.words.questionnaire
        titled = questionnaire.titled(self.words.language)
        titled = f"{titled} – {self.stamp.wave}" if self.stamp.wave else titled
        if not self.stamp.simulated:
            return titled
        return f"{self.said('labelled_files.note.simulated')}: {titled}"

    def beside(self, what: str, ending: str) -> Path:
        """A file beside the one that is written."""
        return self.path.with_name(f"{self.path.stem}-{what}{ending}")

    def said(self, key: str, **fields: object) -> str:
        """Words of the labels' language."""
        return text(key, lang=self.words.language, **fields)


@dataclass(frozen=True, slots=True)
class Made:
    """Files that were made and are still to be written.

    Attributes
    ----------
    files : dict of Path to bytes
    rows, columns : int
    notes : tuple of Finding
    """

    files: dict[Path, bytes]
    rows: int
    columns: int
    notes: tuple[Finding, ...] = ()


# SPSS and Stata


def made_for_spss(wanted: Wanted, table: Outgoing) -> Made:
    """A .sav or .zsav, and the full texts of those that were cut."""
    labelling = Labelling(wanted.words, table.codebook)
    columns = labelling.columns(table)
    full = _too_long(wanted, table, columns)
    stamp = replace(wanted.stamp, words=next((path.name for path in full), ""))
    prepared, names = _prepared(replace(wanted, stamp=stamp), labelling, columns, OF_SPSS)
    data, short = sav_bytes(prepared, packed=wanted.path.suffix.lower() == ".zsav")
    notes = (*_renamed(names), *_cut(short, names, full))
    return Made({wanted.path: data, **full}, len(table.frame), len(columns), notes)


def made_for_stata(wanted: Wanted, table: Outgoing) -> Made:
    """A .dta."""
    labelling = Labelling(wanted.words, table.codebook)
    columns = labelling.columns(table)
    prepared, names = _prepared(wanted, labelling, columns, OF_STATA)
    data, short = dta_bytes(prepared)
    notes = (*_renamed(names), *_cut(short, names, {}))
    return Made({wanted.path: data}, len(table.frame), len(columns), notes)


def _prepared(
    wanted: Wanted, labelling: Labelling, columns: tuple[WritableColumn, ...], rules: NameRules
) -> tuple[WritableTable, dict[str, str]]:
    """The table under names that the program accepts, with its stamp and notes."""
    names = writable_names([each.name for each in columns], rules)
    stamp = replace(
        wanted.stamp,
        groups=labelling.groups,
        names={new: old for old, new in names.items() if new != old},
    )
    sets = tuple(
        each._replace(columns=tuple(names[name] for name in each.columns))
        for each in labelling.sets(names)
    )
    prepared = WritableTable(
        tuple(replace(each, name=names[each.name]) for each in columns),
        wanted.title,
        tuple(_lines(wanted)),
        sets,
        stamp.to_text(),
    )
    return prepared, names


def _lines(wanted: Wanted) -> Iterator[str]:
    """The notes that travel with a file."""
    stamp = wanted.stamp
    if stamp.simulated:
        yield wanted.said("labelled_files.note.simulated")
    yield wanted.said("labelled_files.note.questionnaire", name=stamp.questionnaire)
    yield wanted.said("labelled_files.note.fingerprint", sign=stamp.fingerprint)
    if stamp.instrument:
        yield wanted.said("labelled_files.note.wave", wave=stamp.wave)
        yield wanted.said("labelled_files.note.lock", sign=stamp.instrument)
    yield wanted.said("labelled_files.note.program", name=stamp.program)


def _renamed(names: dict[str, str]) -> Iterator[Finding]:
    for old, new in names.items():
        if new != old:
            yield finding(
                "labelled_files.renamed",
                severity=Severity.NOTE,
                name=quoted(old),
                written=quoted(new),
            )


def _cut(
    short: tuple[Shortened, ...], names: dict[str, str], full: dict[Path, bytes]
) -> Iterator[Finding]:
    own = {new: old for old, new in names.items()}
    file = next((path.name for path in full), "")
    for one in short:
        yield finding(
            f"labelled_files.cut_{one.what}",
            severity=Severity.NOTE,
            name=quoted(own.get(one.name, one.name)),
            count=one.count,
            number=format_number(one.count, current_language()),
            file=quoted(file),
        )


def _too_long(
    wanted: Wanted, table: Outgoing, columns: tuple[WritableColumn, ...]
) -> dict[Path, bytes]:
    """The file of the full texts of those that SPSS can't hold; none if there are none."""
    ids = table.frame.get(RESPONDENT)
    parts = []
    for each in columns:
        if not each.is_text:
            continue
        codes, different = pd.factorize(each.cells)
        is_long = np.array([len(str(one).encode()) > MOST_BYTES_OF_TEXT for one in different])
        rows = np.flatnonzero(is_long[codes])
        respondents = "" if ids is None else ids.to_numpy(dtype=object)[rows]
        parts.append(pd.DataFrame({
            RESPONDENT: respondents, "row": rows + 1.0, "column": each.name,
            "words": each.cells[rows],
        }))  # fmt: skip
    if not any(map(len, parts)):
        return {}
    found = pd.concat([part for part in parts if len(part)], ignore_index=True)
    cells = [plain_cells(found[name], None) for name in WORDS_COLUMNS]
    path = wanted.beside(wanted.said("labelled_files.file.words"), ".csv")
    return {path: csv_bytes(WORDS_COLUMNS, cells, CSV_FORMS["excel"])}


# Plain tables


def made_as_csv(wanted: Wanted, table: Outgoing) -> Made:
    """A text table and its codebook."""
    names, cells = _plain_columns(table)
    data = csv_bytes(names, cells, wanted.csv)
    files = {wanted.path: data, **_codebook(wanted, table)}
    return Made(files, len(table.frame), len(names))


def made_as_parquet(wanted: Wanted, table: Outgoing) -> Made:
    """A Parquet file that holds its codebook, and the codebook as a workbook."""
    names, cells = _plain_columns(table)
    about = json.loads(wanted.stamp.to_text())
    described = {**about, "codebook": codebook_data(names, table.codebook)}
    data = parquet_bytes(names, cells, {ABOUT: json.dumps(described, ensure_ascii=False)})
    files = {wanted.path: data, **_codebook(wanted, table)}
    return Made(files, len(table.frame), len(names))


def _plain_columns(table: Outgoing) -> tuple[list[str], list[NDArray[Any]]]:
    names = [str(name) for name in table.frame.columns]
    return names, [plain_cells(table.frame[name], table.codebook.get(name)) for name in names]


def _codebook(wanted: Wanted, table: Outgoing) -> dict[Path, bytes]:
    """The codebook of all tables as a workbook; beside that of the respondents only."""
    if table.roster:
        return {}
    names, cells = _plain_columns(table)
    numbers = [name for name, column in zip(names, cells, strict=True) if column.dtype != object]
    known = {each.name for each in wanted.words.questionnaire.variables()}
    stamp = wanted.stamp
    about = ((wanted.said("labelled_files.lock"), stamp.instrument),) if stamp.instrument else ()
    data = codebook_workbook(
        wanted.words.questionnaire,
        wanted.words.language,
        beside=columns_beside(names, table.codebook, numbers, known),
        about=about,
    )
    return {wanted.beside(wanted.said("labelled_files.file.codebook"), ".xlsx"): data}


FORMS: dict[str, Callable[[Wanted, Outgoing], Made]] = {
    ".sav": made_for_spss,
    ".zsav": made_for_spss,
    ".dta": made_for_stata,
    ".parquet": made_as_parquet,
    ".csv": made_as_csv,
}
