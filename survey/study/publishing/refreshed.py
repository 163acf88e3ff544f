"""What became of an edited report when its numbers were renewed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.word_changes import lines_of
from survey.language.catalogue import text

if TYPE_CHECKING:
    from pathlib import Path

    from survey.documents.word_changes import Change


@dataclass(frozen=True, slots=True)
class RefreshedReport:
    """An edited report with new numbers.

    Attributes
    ----------
    path : Path
        The report.
    kept : Path or None
        The report as it was before; None if nothing was written.
    changes : tuple of Change
    """

    path: Path
    kept: Path | None
    changes: tuple[Change, ...]

    @property
    def by_hand(self) -> tuple[Change, ...]:
        """What is left to be done by hand."""
        return tuple(change for change in self.changes if change.by_hand)

    def lines(self) -> list[str]:
        """All of it in words, in the language in force."""
        if self.kept is None:
            opening = text("word.nothing", file=self.path)
        else:
            opening = text("word.refreshed", file=self.path, kept=self.kept.name)
        return [opening, *lines_of(self.changes)]
