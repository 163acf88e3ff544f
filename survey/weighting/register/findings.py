"""What was found in the files of a register: what must be mended, and what is to be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.findings import Finding, FindingsError, Severity
from survey.language.catalogue import text
from survey.language.messages import finding

if TYPE_CHECKING:
    from survey.findings import Place

MOST_FINDINGS = 50


@dataclass(slots=True)
class Found:
    """Findings as they come.

    Attributes
    ----------
    errors : list of Finding
        Fifty at most.
    count : int
        How many things must be mended.
    notes : list of Finding
    """

    errors: list[Finding] = field(default_factory=list)
    count: int = 0
    notes: list[Finding] = field(default_factory=list)

    def wrong(self, code: str, place: Place | None = None, **fields: object) -> None:
        """Tell what must be mended, each thing once."""
        told = finding(code, severity=Severity.ERROR, place=place, **fields)
        if told not in self.errors:
            self.count += 1
            if len(self.errors) < MOST_FINDINGS:
                self.errors.append(told)

    def warn(self, code: str, place: Place | None = None, **fields: object) -> None:
        """Tell what should be looked at."""
        self._tell(finding(code, severity=Severity.WARNING, place=place, **fields))

    def note(self, code: str, place: Place | None = None, **fields: object) -> None:
        """Tell how something was understood."""
        self._tell(finding(code, severity=Severity.NOTE, place=place, **fields))

    def _tell(self, told: Finding) -> None:
        if told not in self.notes:
            self.notes.append(told)

    def refuse(self, files: str) -> None:
        """Refuse the files if something must be mended.

        Raises
        ------
        FindingsError
            With fifty things at most, and how many there are.
        """
        if self.count:
            what = text("findings.what.targets")
            problem = text("findings.file_has_findings", what=what, file=files, count=self.count)
            raise FindingsError(problem, self.errors)
