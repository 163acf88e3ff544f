"""Names and addresses in a file of their own, and pseudonyms in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from survey.errors import DataError, FileError, UnknownNameError, WrongUseError
from survey.files.atomic import make_folder, write_folder
from survey.files.csv_writer import CSV_FORMS, csv_bytes
from survey.files.data_reader import read_data_table
from survey.files.guards import path_of, shown
from survey.findings import Finding, Severity
from survey.language.catalogue import LANGUAGES
from survey.language.messages import culprits, fail, finding, quoted
from survey.sampling.contact_parts import Parts
from survey.sampling.frame import AREA, DEPARTMENT, UNIT
from survey.sampling.headings import (
    HEADINGS,
    expected_headings,
    found_columns,
    named_by_user,
    named_column,
    names_given,
)
from survey.sampling.personal import Personal, personal_heading
from survey.sampling.pseudonyms import pseudonyms
from survey.sampling.secret import in_study, refuse_inside, secret_given
from survey.sampling.told import Told

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn, DataTable
    from survey.sampling.secret import Secret

FRAME_FILE, CONTACTS_FILE = "frame.csv", "contacts.csv"
_DIGITS = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class SeparatedContacts:
    """Two files that only pseudonyms tie together.

    Attributes
    ----------
    frame : Path
        To be read by `read_frame`.
    contacts : Path
        Names and addresses, to be read by `write_letters`.
    rows : int
    notes : tuple of Finding
    """

    frame: Path
    contacts: Path
    rows: int
    notes: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"SeparatedContacts({self.rows} rows)"


def separate_contacts(
    path: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    secret: Secret | str | os.PathLike[str],
    project: str,
    unit: Literal["dwelling", "person"] = "dwelling",
    natural_id: str | Sequence[str] | None = None,
    columns: Mapping[str, str | None] | None = None,
    keep: Sequence[str] = (),
    sheet: str | None = None,
    language: str = "da",
    replace: bool = False,
) -> SeparatedContacts:
    """Part a register in a frame without names and a file of contacts.

    Each row gets a pseudonym, 26 signs that follow from the secret, the project and its natural
    id: the number of its tenancy, say, or of a civil register. The same dwelling has the same
    pseudonym in each wave of a project and another one in each project; without the secret nobody
    can find it. Columns that tell who somebody is go to the contacts, civil registration numbers to
    neither file, and the rows of both are sorted by their pseudonyms. Both files are written or
    none, so that only their owner can read them.

    Parameters
    ----------
    path : str or path
        The register: .csv, .xlsx, .parquet, .sav or .dta.
    folder : str or path
        That the two files are written to; it must be new or empty.
    secret : Secret or path
        See `read_secret`.
    project : str
        The name of the project, the same in each of its waves.
    unit : {"dwelling", "person"}
        What a row stands for.
    natural_id : str or sequence of str, optional
        The column, or the columns that together tell each row from the others; found by its
        heading if left out.
    columns, keep, sheet
        As for `read_frame`.
    language : {"da", "en"}
        Of the headings.
    replace : bool
        Whether the two files of an earlier time are replaced.

    Returns
    -------
    SeparatedContacts

    Raises
    ------
    WrongUseError, UnknownNameError
        If an argument can't be.
    DataError
        If a column isn't there.
    FindingsError
        With the rows whose natural id is absent, damaged or there twice. No message tells what
        stands in a row.
    FileError
        If there are files in the folder already, or they can't be written.
    RefusedError
        If the secret lies in the folder or in a study.

    Notes
    -----
    Letters of either case, and blanks at the ends of a natural id, make no difference; a nought in
    front that a program dropped does, but for civil registration numbers.
    """
    _check_words(project, language, unit)
    key = secret_given(secret)
    target = path_of(folder, "folder")
    if key.path is not None:
        refuse_inside(key.path, target)
    others = _others_in(target, replace=replace)
    table = _table(path, sheet, (*named_by_user(columns), *expected_headings(HEADINGS[unit])))
    try:
        found = _frame_columns(table, unit, columns)
        ids = _natural_ids(table, natural_id, found.pop(UNIT, None))
        beside = [named_column(table, each) for each in names_given(keep, "keep")]
    except UnknownNameError:  # its hint would show what may be no headings
        raise fail(UnknownNameError, "contacts.column", where=table.place()) from None
    told = Told(table, notes=list(table.notes))
    names = pseudonyms(ids, (key, project.strip()), told)
    parts = Parts(unit, table, found, tuple(beside), frozenset(each.name for each in ids))
    parts.check(told)
    told.refuse()
    order = np.argsort(names.astype(str), kind="stable")
    files = {
        FRAME_FILE: _csv(parts.frame(names, language), order),
        CONTACTS_FILE: _csv(parts.contacts(names, language), order),
    }
    make_folder(target.parent)
    write_folder(target, files, last=FRAME_FILE, kept=others, private=True)
    notes = (*told.notes, *parts.notes(), *_note_of_study(target))
    return SeparatedContacts(target / FRAME_FILE, target / CONTACTS_FILE, table.rows, notes)


def _check_words(project: object, language: object, unit: object) -> None:
    if not isinstance(project, str) or not project.strip():
        raise fail(WrongUseError, "contacts.project")
    for name, got, known in (("language", language, LANGUAGES), ("unit", unit, tuple(HEADINGS))):
        if got not in known:
            raise fail(WrongUseError, "contacts.choice", name=name, got=quoted(str(got)),
                       known=culprits(known))  # fmt: skip


# Where the files go


def _others_in(folder: Path, *, replace: bool) -> tuple[str, ...]:
    """The files in the folder that aren't ours, which stay."""
    if not folder.is_dir():
        return ()
    there = sorted(folder.iterdir())
    if there and not replace:
        raise fail(FileError, "contacts.exists", where=shown(folder))
    folders = [each.name for each in there if each.is_dir()]
    if folders:
        raise fail(FileError, "contacts.folders", where=shown(folder), names=culprits(folders))
    return tuple(each.name for each in there if each.name not in (FRAME_FILE, CONTACTS_FILE))


def _note_of_study(folder: Path) -> Iterator[Finding]:
    if in_study(folder / CONTACTS_FILE):
        yield finding("contacts.in_study", severity=Severity.WARNING)


# What is read


def _table(path: object, sheet: str | None, expected: tuple[str, ...]) -> DataTable:
    """The register; refused without a word of what stands in it if it has no headings."""
    try:
        table = read_data_table(path_of(path), sheet=sheet, columns=expected)
    except DataError as error:
        if error.code.endswith("repeated"):
            raise fail(DataError, "contacts.heading_twice", where=error.where) from None
        raise
    if any(_DIGITS.search(each) or "@" in each for each in table.columns):
        raise fail(DataError, "contacts.no_headings", where=table.place())
    return table


def _frame_columns(
    table: DataTable, unit: str, columns: Mapping[str, str | None] | None
) -> dict[str, str]:
    found = found_columns(table, HEADINGS[unit], columns)
    if AREA not in found and DEPARTMENT not in found:
        known = culprits((*HEADINGS[unit][AREA][1:3], HEADINGS[unit][DEPARTMENT][1]))
        raise fail(DataError, "contacts.no_area", where=table.place(), known=known)
    return found


def _natural_ids(
    table: DataTable, natural_id: str | Sequence[str] | None, unit: str | None
) -> list[DataColumn]:
    """The columns of the natural id: those that were named, that of the unit, or of the CPR."""
    if natural_id is not None:
        names = names_given(natural_id, "natural_id")
        if not names:
            raise fail(DataError, "contacts.no_id", where=table.place())
        return [table.columns[named_column(table, each)] for each in dict.fromkeys(names)]
    if unit is not None:
        return [table.columns[unit]]
    cpr = [each for each in table.columns if personal_heading(each) is Personal.CPR]
    if len(cpr) == 1:
        return [table.columns[cpr[0]]]
    raise fail(DataError, "contacts.no_id", where=table.place())


def _csv(columns: Mapping[str, NDArray[Any]], order: NDArray[np.intp]) -> bytes:
    return csv_bytes(
        list(columns), (column[order] for column in columns.values()), CSV_FORMS["excel"]
    )
