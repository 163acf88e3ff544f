"""A workbook of columns in which something may have been decided is never replaced."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.files.guards import shown
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from pathlib import Path


def refuse_unfinished(target: Path, previous: Path | None) -> None:
    """Refuse to replace a workbook in which something may have been decided.

    Parameters
    ----------
    target : Path
        Where a workbook is to be written.
    previous : Path or None
        The workbook whose decisions are used again; it may be replaced.

    Raises
    ------
    WrongUseError
    """
    if not target.exists() or (previous is not None and _is_same(target, previous)):
        return
    raise fail(
        WrongUseError,
        "matching.exists",
        file=quoted(shown(target.name)),
        path=shlex.quote(shown(target)),
    )


def _is_same(target: Path, previous: Path) -> bool:
    return previous.exists() and target.samefile(previous)
