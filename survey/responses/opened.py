"""Files of answers opened, with the questionnaire's names, and corrected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.codebook import Kind, Variable
from survey.errors import UnknownNameError
from survey.files.data_reader import read_data_table
from survey.files.nearest import did_you_mean
from survey.language.messages import culprits, fail, quoted
from survey.responses.headings import KNOWN_HEADINGS, found_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.files.data_table import DataTable
    from survey.findings import Finding
    from survey.responses.answer_files import AnswerFile
    from survey.responses.corrections import Correction
    from survey.responses.wanted import Wanted

_AREA = "area"
_AREA_LABEL = {"da": "Område", "en": "Area"}


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """Files of answers, ready to be read.

    Attributes
    ----------
    tables : tuple of DataTable
    steps : tuple of Correction
        What was corrected in them.
    notes : tuple of Finding
    """

    tables: tuple[DataTable, ...]
    steps: tuple[Correction, ...] = ()
    notes: tuple[Finding, ...] = ()


def open_files(
    files: Sequence[AnswerFile],
    wanted: Wanted,
    corrections: object,
) -> Opened:
    """Open files of answers."""
    tables = tuple(open_table(file, wanted) for file in files)
    return Opened(tables)


def open_table(file: AnswerFile, wanted: Wanted) -> DataTable:
    """Open a file of answers, and give its columns the questionnaire's names."""
    opening = file.opening
    return read_data_table(
        file.path,
        sheet=opening.sheet,
        columns=(*wanted.names, *(each for those in KNOWN_HEADINGS.values() for each in those)),
        encoding=opening.encoding,
        delimiter=opening.delimiter,
        decimal=opening.decimal,
    )


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


def with_area(wanted: Wanted, tables: Sequence[DataTable]) -> Wanted:
    """The column of areas as a group, if none was asked for and all files have one."""
    if wanted.groups or wanted.table:
        return wanted
    if any(found_heading(_AREA, table.columns, wanted.names) is None for table in tables):
        return wanted
    return replace(wanted, groups=(Variable(_AREA, Kind.GROUP, _AREA_LABEL),))
