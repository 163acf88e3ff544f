"""Every error of the package, in one tree.

An error says four things: the problem, what was got, what was expected, and one hint;
and *where*, in the user's own terms (file and line, question, area, respondent).
The sentences come ready-made in the user's language from `survey.language`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PartLabels:
    """The words before the parts of an error message."""

    where: str = "where"
    got: str = "got"
    expected: str = "expected"
    hint: str = "hint"


class SurveyError(Exception):
    """The root of all errors that the package raises on purpose.

    Parameters
    ----------
    problem : str
        One sentence with *must* or *can't* that names the argument or the thing.
    got, expected, hint, where : str, optional
        The other parts; those that are absent are not printed.
    code : str
        The stable name of the message in the catalogue.
    labels : PartLabels
        The words before the parts, in the language of the message.
    """

    exit_code: ClassVar[int] = 3

    def __init__(
        self,
        problem: str,
        *,
        got: str | None = None,
        expected: str | None = None,
        hint: str | None = None,
        where: str | None = None,
        code: str = "",
        labels: PartLabels | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.got = got
        self.expected = expected
        self.hint = hint
        self.where = where
        self.code = code
        self.labels = labels or PartLabels()

    def parts(self) -> list[tuple[str, str]]:
        """The named parts that are present, in reading order."""
        pairs = [
            (self.labels.where, self.where),
            (self.labels.got, self.got),
            (self.labels.expected, self.expected),
            (self.labels.hint, self.hint),
        ]
        return [(label, value) for label, value in pairs if value]

    def __str__(self) -> str:
        return "\n".join([self.problem, *(f"  {label}: {value}" for label, value in self.parts())])


class WrongUseError(SurveyError, ValueError):
    """An argument or a command that can't be carried out as it was given."""

    exit_code = 2


class UnknownNameError(SurveyError, LookupError):
    """A column, area, question or wave that isn't there."""

    exit_code = 2


class DataError(SurveyError, ValueError):
    """Data that must not be used as they are."""


class DesignError(SurveyError, ValueError):
    """A survey design that can't give a valid variance."""


class WeightingError(SurveyError, ValueError):
    """Targets, or a recipe, that can't give weights one may use."""


class FileError(SurveyError, OSError):
    """A file that can't be read or written."""


class RefusedError(SurveyError, PermissionError):
    """Something that would break confidentiality or a lock."""
