"""What a check found: a code that never changes its meaning, a place, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.errors import SurveyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something was found.

    Attributes
    ----------
    file : str
        The file as the user named it.
    line : int or None
        Counted from 1.
    cell : str or None
        A cell of a sheet (``B7``) or a path within the file (``areas.2.role``).
    """

    file: str
    line: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} ({self.cell})" if self.cell else place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found.

    Attributes
    ----------
    code : str
        Stable and documented; never reused for something else.
    severity : Severity
    message : str
        The sentence, in the user's language.
    place : Place or None
    hint : str or None
    """

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    hint: str | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message} [{self.code}]{hint}"


class FindingsError(SurveyError, ValueError):
    """A file that was checked and has findings that must be mended first.

    Attributes
    ----------
    findings : tuple of Finding
        All that was found, not only the first.
    """

    exit_code = 1

    def __init__(
        self, problem: str, findings: Sequence[Finding], *, hint: str | None = None
    ) -> None:
        super().__init__(problem, hint=hint)
        self.findings = tuple(findings)

    def __str__(self) -> str:
        lines = [self.problem, *(f"  {finding}" for finding in self.findings)]
        lines += [f"  {label}: {value}" for label, value in self.parts()]
        return "\n".join(lines)


def errors_among(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that must be mended before going on."""
    return tuple(f for f in findings if f.severity is Severity.ERROR)
