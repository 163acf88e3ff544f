"""Files of answers opened, with the questionnaire's names, and corrected."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.codebook import Kind, Variable
from survey.errors import UnknownNameError, WrongUseError
from survey.files.data_reader import read_data_table
from survey.files.guards import path_of
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.column_map import ColumnMap
from survey.responses.cleaning.apply import corrected, without_effect
from survey.responses.cleaning.log import CleaningLog
from survey.responses.cleaning.read import read_corrections
from survey.responses.headings import KNOWN_HEADINGS, column_of_group, found_heading
from survey.responses.keying.keying_reader import is_keying_workbook
from survey.responses.keying.resolving import keyed_table
from survey.responses.labelled.own_files import own_table
from survey.responses.matching.applying import apply_columns
from survey.responses.matching.match_reading import read_column_map
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.files.data_table import DataTable
    from survey.findings import Finding
    from survey.responses.answer_files import AnswerFile
    from survey.responses.corrections import Correction
    from survey.responses.wanted import Wanted

_AREA = "area"
_AREA_LABEL = {"da": "Område", "en": "Area"}
_HEADINGS = tuple(each for those in KNOWN_HEADINGS.values() for each in those)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """Files of answers, ready to be read.

    Attributes
    ----------
    tables : tuple of DataTable
    steps : tuple of Correction
        What was decided and corrected in them.
    notes : tuple of Finding
    rosters : mapping of str to DataTable
        Tables of rosters that stand in the same files.
    """

    tables: tuple[DataTable, ...]
    steps: tuple[Correction, ...] = ()
    notes: tuple[Finding, ...] = ()
    rosters: Mapping[str, DataTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """A file that was opened."""

    table: DataTable
    steps: tuple[Correction, ...] = ()
    notes: tuple[Finding, ...] = ()
    rosters: Mapping[str, DataTable] = field(default_factory=dict)


def open_files(files: Sequence[AnswerFile], wanted: Wanted, corrections: object) -> Opened:
    """Open files of answers, give their columns the questionnaire's names, and correct them.

    Parameters
    ----------
    files : sequence of AnswerFile
    wanted : Wanted
    corrections : CleaningLog, path or None
    """
    opened = [_open(file, wanted) for file in files]
    _check_different([each.table for each in opened])
    tables, steps, notes = _corrected([each.table for each in opened], wanted, corrections)
    rosters: dict[str, DataTable] = {}
    for each in opened:
        if rosters.keys() & each.rosters.keys():
            raise fail(WrongUseError, "answers.rosters_in_several", names=culprits(each.rosters))
        rosters |= each.rosters
    return Opened(
        tables,
        (*(step for each in opened for step in each.steps), *steps),
        (*(note for each in opened for note in each.notes), *notes),
        rosters,
    )


def _check_different(tables: Sequence[DataTable]) -> None:
    """Refuse files of one name, as nobody could say which of them a row stands in."""
    seen: dict[tuple[str, str], DataTable] = {}
    for table in tables:
        first = seen.setdefault((table.path.name, table.sheet), table)
        if first is not table:
            files = culprits([first.place().file, table.place().file])
            raise fail(WrongUseError, "answers.files_of_one_name", files=files)


def _open(file: AnswerFile, wanted: Wanted) -> _File:
    if is_keying_workbook(path_of(file.path)):
        return _keyed(file, wanted)
    return _File(open_table(file, wanted))


def _keyed(file: AnswerFile, wanted: Wanted) -> _File:
    """Forms that were keyed, once or twice."""
    keyed = keyed_table(file.path, wanted.questionnaire, file.decisions, file.undecided)
    return _File(keyed.table, keyed.steps, keyed.notes, keyed.rosters)


def open_table(file: AnswerFile, wanted: Wanted) -> DataTable:
    """Open a file of answers, and give its columns the questionnaire's names."""
    opening = file.opening
    mapped = _column_map(file.columns, wanted)
    names = (*wanted.names, *_HEADINGS) if mapped is None else mapped.sources
    table = read_data_table(
        file.path,
        sheet=opening.sheet,
        columns=names,
        encoding=opening.encoding,
        delimiter=opening.delimiter,
        decimal=opening.decimal,
    )
    if mapped is None:
        return own_table(table)
    return apply_columns(table, mapped, wanted.questionnaire)


def _column_map(given: object, wanted: Wanted) -> ColumnMap | None:
    if given is None or isinstance(given, ColumnMap):
        return given
    path = path_of(given, "columns")
    return read_column_map(path, wanted.questionnaire, groups=_with_codes(wanted))


def _corrected(
    tables: Sequence[DataTable], wanted: Wanted, given: object
) -> tuple[tuple[DataTable, ...], tuple[Correction, ...], tuple[Finding, ...]]:
    log = _log(given, wanted)
    if log is None or not len(log):
        return tuple(tables), (), () if log is None else log.notes
    done = []
    tables_by_names = []
    steps: list[Correction] = []
    notes = list(log.notes)
    for table in tables:
        column = _column_of_ids(table, wanted)
        if column is None:
            raise fail(WrongUseError, "answers.corrections_without_ids", where=table.place())
        names = _own_names(table, wanted, log)
        changed, taken, told = corrected(_renamed(table, names), log, respondent=RESPONDENT)
        done.append(_renamed(changed, {own: name for name, own in names.items()}))
        tables_by_names.append(_renamed(table, names))
        steps += taken
        notes += told
    notes += without_effect(log, tables_by_names, respondent=RESPONDENT)
    return tuple(done), tuple(steps), tuple(notes)


def _log(given: object, wanted: Wanted) -> CleaningLog | None:
    if given is None or isinstance(given, CleaningLog):
        return given
    if not isinstance(given, str | os.PathLike):
        got = type(given).__name__
        raise fail(WrongUseError, "argument.kind", name="corrections", got=got,
                   expected="CleaningLog | str | Path")  # fmt: skip
    area = Variable(_AREA, Kind.GROUP, _AREA_LABEL)
    return read_corrections(Path(given), wanted.questionnaire, groups=wanted.groups or (area,))


def _column_of_ids(table: DataTable, wanted: Wanted) -> str | None:
    if wanted.respondent is not None:
        return wanted.respondent if wanted.respondent in table.columns else None
    return found_heading(RESPONDENT, table.columns, wanted.names)


def _own_names(table: DataTable, wanted: Wanted, log: CleaningLog) -> dict[str, str]:
    """Our names of columns beside the questions that a log calls by them, by those of the file."""
    ids = _column_of_ids(table, wanted)
    names = {} if ids is None else {ids: RESPONDENT}
    called = {step.variable for step in log}
    for name in {_AREA, *(group.name for group in wanted.groups)} & called:
        place = column_of_group(table.columns, name, wanted.names)
        if place is not None and place not in called:
            names[place] = name
    return names


def _renamed(table: DataTable, names: Mapping[str, str]) -> DataTable:
    columns = {
        names.get(name, name): replace(each, source=each.source or name) if name in names else each
        for name, each in table.columns.items()
        if name in names or name not in names.values()
    }
    return replace(table, columns=columns)


def _with_codes(wanted: Wanted) -> tuple[Variable, ...]:
    return tuple(group for group in wanted.groups if group.codes)


def check_absent(files: Sequence[AnswerFile], wanted: Wanted) -> None:
    """Refuse questions that are said not to have been asked, but aren't in the questionnaire.

    Raises
    ------
    UnknownNameError
    """
    known = [variable.name for variable in wanted.variables]
    for name in dict.fromkeys(name for file in files for name in file.absent):
        if name not in known:
            near = did_you_mean(name, known)
            raise fail(
                UnknownNameError,
                "answers.absent_unknown_near" if near else "answers.absent_unknown",
                name=quoted(name),
                near=quoted(near or ""),
                known=culprits(known),
            )


def with_area(wanted: Wanted, tables: Sequence[DataTable]) -> tuple[Wanted, tuple[Finding, ...]]:
    """The column of areas as a group, if none was asked for and all files have one.

    If only some have one, that is told.
    """
    if wanted.groups or wanted.table:
        return wanted, ()
    without = [
        table.place().file
        for table in tables
        if found_heading(_AREA, table.columns, wanted.names) is None
    ]
    if not without:
        return replace(wanted, groups=(Variable(_AREA, Kind.GROUP, _AREA_LABEL),)), ()
    if len(without) == len(tables):
        return wanted, ()
    told = finding("answers.area_in_some", severity=Severity.WARNING, files=culprits(without))
    return wanted, (told,)
