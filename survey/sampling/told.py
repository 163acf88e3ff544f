"""What is wrong in a file of dwellings, with its places, and what is to be told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from survey.findings import Finding, FindingsError, Severity
from survey.language.catalogue import text
from survey.language.messages import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from survey.files.data_table import DataColumn, DataTable

MOST_FINDINGS = 20


@dataclass(slots=True)
class Told:
    """What was found in a file: what must be mended, and notes.

    Attributes
    ----------
    table : DataTable
    errors : list of Finding
        Twenty at most.
    count : int
        How many things must be mended.
    notes : list of Finding
    """

    table: DataTable
    errors: list[Finding] = field(default_factory=list)
    count: int = 0
    notes: list[Finding] = field(default_factory=list)

    def wrong(
        self,
        code: str,
        rows: Iterable[int],
        column: DataColumn | None = None,
        fields: Callable[[int], Mapping[str, object]] | None = None,
    ) -> None:
        """Tell what must be mended in each of some rows.

        Parameters
        ----------
        code : str
            Of the finding.
        rows : iterable of int
        column : DataColumn, optional
        fields : callable, optional
            What the placeholders stand for in a row.
        """
        at = list(rows)
        self.count += len(at)
        name = None if column is None else column.name
        for row in islice(at, max(MOST_FINDINGS - len(self.errors), 0)):
            more = fields(row) if fields is not None else {}
            self.errors.append(finding(code, place=self.table.place(row, name), **more))  # type: ignore[arg-type]

    def warn(self, code: str, rows: Iterable[int], column: DataColumn, **fields: object) -> None:
        """Warn of some rows in one sentence, at the place of the first."""
        at = list(rows)
        if at:
            place = self.table.place(at[0], column.name)
            self.notes.append(
                finding(code, severity=Severity.WARNING, place=place, count=len(at), **fields)
            )

    def note(self, code: str, severity: Severity = Severity.NOTE, **fields: object) -> None:
        """Tell something of the whole file."""
        self.notes.append(finding(code, severity=severity, place=self.table.place(), **fields))

    def refuse(self) -> None:
        """Refuse the file if something must be mended.

        Raises
        ------
        FindingsError
            With twenty things at most, and how many there are.
        """
        if self.count:
            what, file = text("findings.what.frame"), self.table.place().file
            problem = text("findings.file_has_findings", what=what, file=file, count=self.count)
            raise FindingsError(problem, self.errors)
