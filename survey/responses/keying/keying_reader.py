"""Reading the workbooks in which forms were keyed."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import DataError, WrongUseError
from survey.files.data_table import DataTable
from survey.files.guards import path_of, read_guarded, shown
from survey.files.xlsx_reader import MOST_BYTES, read_xlsx
from survey.findings import FindingsError, Place, Severity, errors_among
from survey.language.catalogue import text
from survey.language.cells import culprit_ids
from survey.language.messages import fail, finding, quoted
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.fingerprint import fingerprint
from survey.questionnaire.forms.keying_columns import keyed_tables
from survey.responses.keying.joined_table import joined, taken, with_values
from survey.responses.keying.keyed_cells import form_key, writing_of
from survey.responses.keying.keyed_sheets import keyed_sheets
from survey.responses.keying.keying import ITEM, KEYS, RESPONDENT, KeyedTwice, Keying, forms_in
from survey.responses.keying.sheet_tables import sheet_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from survey.files.xlsx_reader import Workbook
    from survey.findings import Finding
    from survey.questionnaire.forms.keying_columns import KeyedTable
    from survey.questionnaire.model import Questionnaire
    from survey.responses.keying.joined_table import JoinedTable
    from survey.responses.keying.keyed_cells import Writing

_MOST_FINDINGS = 20
_ENDINGS = (".xlsx", ".xlsm")
_ID, _FINGERPRINT = "Questionnaire", "Fingerprint"


@dataclass(slots=True)
class _Gathering:
    """Workbooks while they are read."""

    questionnaire: Questionnaire
    tables: tuple[KeyedTable, ...]
    writings: Mapping[str, Mapping[str, Writing]]
    parts: dict[tuple[str, bool], list[DataTable]] = field(
        default_factory=lambda: defaultdict(list)
    )
    findings: list[Finding] = field(default_factory=list)

    def tell(self, code: str, place: Place | None, severity: Severity = Severity.ERROR,
             **fields: object) -> None:  # fmt: skip
        self.findings.append(
            finding(f"double_keying.{code}", severity=severity, place=place, **fields)
        )


def is_keying_workbook(path: Path) -> bool:
    """Whether a file is a workbook in which forms are keyed, by the names of its cells."""
    if path.suffix.lower() not in _ENDINGS or not path.is_file():
        return False
    return "svy_keying" in read_xlsx(path).names


def read_keying(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    questionnaire: Questionnaire,
    *,
    again: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
) -> Keying:
    """Read the workbooks in which forms were keyed, once or twice.

    The sheets are found by the names of their cells or, where these are lost, by the row with the
    names of the columns. Rows may be sorted, filtered or hidden, and empty rows stand between
    them. Numbers are written in one way; words that stand for one code of their question are read
    as the code, which is noted. What isn't understood stays as it was keyed.

    Numbers of forms that differ in leading zeros only, or in a point behind them, are the same.

    Parameters
    ----------
    paths : str, path or sequence of them
        One workbook, or several whose forms are put together.
    questionnaire : Questionnaire
        What the forms ask.
    again : str, path or sequence of them
        Workbooks in which all forms were keyed for the second time, on whatever sheet.

    Returns
    -------
    Keying

    Raises
    ------
    FindingsError
        With all that must be mended first: a form that was keyed in two rows with different
        answers, answers without a number of a form, formulas, columns that are gone.
    DataError
        If a workbook holds no keyed forms, or those of another questionnaire.
    FileError
        If a file can't be read.
    """
    first, second = _given(paths, "paths"), _given(again, "again")
    if not first:
        raise fail(WrongUseError, "double_keying.no_paths")
    gathering = _gathering(questionnaire_given(questionnaire))
    for path in first:
        _read(gathering, path, all_again=False)
    for path in second:
        _read(gathering, path, all_again=True)
    if not gathering.parts["", False]:
        _refuse(gathering, first)
        raise fail(DataError, "double_keying.no_first", where=shown(first[0]))
    tables = {table.roster: _twice(gathering, table) for table in gathering.tables}
    tables = _respelt(tables)
    _tell_what_is_missing(gathering, tables)
    _refuse(gathering, first)
    main = tables.pop("")
    return Keying(questionnaire, main.first, main.again, tables, tuple(gathering.findings))


def _given(paths: object, name: str) -> list[Path]:
    if isinstance(paths, str | os.PathLike):
        return [path_of(paths, name)]
    if not isinstance(paths, list | tuple):
        raise fail(WrongUseError, "argument.kind", name=name, got=type(paths).__name__,
                   expected="str | Path | list")  # fmt: skip
    return [path_of(path, name) for path in paths]


def _gathering(questionnaire: Questionnaire) -> _Gathering:
    tables = keyed_tables(questionnaire, questionnaire.languages.reference, 1, 1)
    writings = {
        table.roster: {
            column.name: writing_of(column)
            for column in table.columns
            if column.variable is not None
        }
        for table in tables
    }
    return _Gathering(questionnaire, tables, writings)


# A workbook


def _read(gathering: _Gathering, path: Path, *, all_again: bool) -> None:
    workbook = read_xlsx(path)
    sha256 = hashlib.sha256(read_guarded(path, most_bytes=MOST_BYTES)).hexdigest()
    same = _is_same_version(gathering, workbook)
    found, findings = keyed_sheets(workbook, gathering.tables)
    gathering.findings += findings
    if not any(not sheet.table.roster for sheet in found) and not errors_among(findings):
        raise fail(DataError, "double_keying.no_sheet", where=shown(path))
    for sheet in found:
        table, findings = sheet_table(workbook, sheet, gathering.writings[sheet.table.roster],
                                      sha256, same_version=same)  # fmt: skip
        if table.rows or not sheet.again:
            gathering.findings += findings
            gathering.parts[sheet.table.roster, sheet.again or all_again].append(table)
    if all_again and _is_in_both(gathering, path):
        gathering.tell("both_again", Place(shown(path)))


def _is_in_both(gathering: _Gathering, path: Path) -> bool:
    filled = [table for table in gathering.parts["", True] if table.path == path and table.rows]
    return len(filled) > 1


def _is_same_version(gathering: _Gathering, workbook: Workbook) -> bool:
    """Whether the workbook was made for this questionnaire, or says nothing of it."""
    own, place = gathering.questionnaire, Place(shown(workbook.path))
    made_for, sign = workbook.properties.get(_ID), workbook.properties.get(_FINGERPRINT)
    if made_for is not None and made_for != own.id:
        raise fail(DataError, "double_keying.other_questionnaire", where=str(place),
                   got=quoted(made_for), own=quoted(own.id))  # fmt: skip
    if sign is None:
        gathering.tell("no_fingerprint", place, Severity.NOTE)
    elif sign != fingerprint(own):
        gathering.tell("other_version", place, Severity.WARNING, got=sign, own=fingerprint(own))
        return False
    return True


# Tables of several sheets


def _twice(gathering: _Gathering, table: KeyedTable) -> KeyedTwice:
    found = {}
    for again in (False, True):
        parts = gathering.parts[table.roster, again]
        found[again] = _without_twins(gathering, table, joined(parts)) if parts else None
    first = found[False]
    if first is None:
        first = taken(joined([_empty(gathering, table)]), np.arange(0))
    second = found[True]
    return KeyedTwice(first, second if second is not None and second.rows else None)


def _empty(gathering: _Gathering, table: KeyedTable) -> DataTable:
    """A roster that no workbook has a sheet of."""
    main = gathering.parts["", False][0]
    names = [RESPONDENT, *(column.name for column in table.columns[1:])]
    pattern = main.columns[RESPONDENT]
    columns = {name: replace(pattern, name=name, values=(), index=pattern.index[:0])
               for name in names}  # fmt: skip
    return DataTable(main.path, columns, 0, np.arange(0), main.sheet)


def _without_twins(gathering: _Gathering, table: KeyedTable, rows: JoinedTable) -> JoinedTable:
    """A table without forms that were keyed twice alike; others are told."""
    keys = _keys(rows)
    seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        seen[key].append(row)
    twins = {key: found for key, found in seen.items() if len(found) > 1}
    if not twins:
        return rows
    cells = _compared_cells(gathering, table, rows)
    dropped: list[int] = []
    for found in twins.values():
        alike = [row for row in found[1:] if cells[row] == cells[found[0]]]
        dropped += alike
        for row in (row for row in found[1:] if row not in alike):
            _tell_twin(gathering, rows, found[0], row)
    if dropped:
        ids = rows.columns[RESPONDENT].cells()
        gathering.tell(
            "same_twice",
            rows.place(dropped[0], RESPONDENT),
            Severity.NOTE,
            count=len(dropped),
            forms=culprit_ids(ids[row] for row in dropped),
        )
    return taken(rows, np.setdiff1d(np.arange(rows.rows), dropped))


def _tell_twin(gathering: _Gathering, rows: JoinedTable, first: int, row: int) -> None:
    form = rows.columns[RESPONDENT].cells()[row]
    place = rows.place(row, RESPONDENT)
    other = str(rows.place(first, RESPONDENT))
    if ITEM in rows.columns:
        gathering.tell("item_twice", place, form=form, other=other,
                       item=rows.columns[ITEM].cells()[row])  # fmt: skip
    elif rows.source(first).path == rows.source(row).path:
        gathering.tell("form_twice", place, form=form, other=other)
    else:
        gathering.tell("form_in_two_files", place, form=form, other=other)


def _compared_cells(
    gathering: _Gathering, table: KeyedTable, rows: JoinedTable
) -> list[tuple[str, ...]]:
    """The cells of each row as they are compared."""
    columns = []
    for name, column in rows.columns.items():
        writing = gathering.writings[table.roster].get(name)
        if writing is not None:
            columns.append([writing.same(cell) for cell in column.cells()])
        elif name not in KEYS:
            columns.append([cell.casefold() for cell in column.cells()])
    return list(zip(*columns, strict=True)) if columns else [()] * rows.rows


def _keys(rows: JoinedTable) -> list[tuple[str, ...]]:
    names = [name for name in KEYS if name in rows.columns]
    columns = ([form_key(cell) for cell in rows.columns[name].cells()] for name in names)
    return list(zip(*columns, strict=True))


def _respelt(tables: Mapping[str, KeyedTwice]) -> dict[str, KeyedTwice]:
    """The tables with one spelling of each form and person: that of the first keying."""
    spelt: dict[str, dict[str, str]] = {name: {} for name in KEYS}
    everyone = [table for twice in tables.values() for table in twice if table is not None]
    for table in everyone:
        for name in (name for name in KEYS if name in table.columns):
            for shown_as in table.columns[name].values:
                spelt[name].setdefault(form_key(shown_as), shown_as)

    def respelling(table: JoinedTable | None) -> JoinedTable | None:
        if table is None:
            return None
        return with_values(table, {
            name: {each: words[form_key(each)] for each in table.columns[name].values}
            for name, words in spelt.items() if name in table.columns
        })  # fmt: skip

    return {name: KeyedTwice(*map(respelling, twice)) for name, twice in tables.items()}  # type: ignore[arg-type]


# What is told


def _tell_what_is_missing(gathering: _Gathering, tables: Mapping[str, KeyedTwice]) -> None:
    first, again = (forms_in(table) for table in tables[""])
    if again:
        once = [form for form in first if form not in again]
        more = [form for form in again if form not in first]
        if once:
            gathering.tell("once", None, Severity.NOTE, count=len(once), forms=culprit_ids(once))
        if more:
            gathering.tell("only_again", None, Severity.WARNING, count=len(more),
                           forms=culprit_ids(more))  # fmt: skip
    for roster, twice in tables.items():
        persons = {**forms_in(twice.first), **forms_in(twice.again)}
        lost = [form for form in persons if form not in first and form not in again]
        if roster and lost:
            gathering.tell("persons_only", None, Severity.WARNING, count=len(lost),
                           forms=culprit_ids(lost))  # fmt: skip


def _refuse(gathering: _Gathering, paths: Sequence[Path]) -> None:
    wrong = errors_among(gathering.findings)
    if not wrong:
        return
    files = ", ".join(map(shown, paths))
    problem = text("findings.file_has_findings", what=text("double_keying.workbook"), file=files,
                   count=len(wrong))  # fmt: skip
    raise FindingsError(problem, wrong[:_MOST_FINDINGS])
