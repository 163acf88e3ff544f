"""Workbooks that are open in a spreadsheet program, as the file beside them tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import FileError
from survey.files.guards import shown
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_PROGRAMS = {"~${name}": "Excel", ".~lock.{name}#": "LibreOffice"}
"""What the file is called that a program puts beside a workbook that is open in it."""


def refuse_open(paths: Iterable[Path]) -> None:
    """Refuse to write workbooks of which one is open in a spreadsheet program.

    Whoever has it open would not see what was written, and save the old one over it.

    Raises
    ------
    FileError
        If one is open.
    """
    for path in paths:
        if path.suffix.lower() in _WORKBOOKS and path.exists():
            _refuse_open(path)


def _refuse_open(path: Path) -> None:
    for form, program in _PROGRAMS.items():
        lock = path.with_name(form.format(name=path.name))
        if lock.exists():
            raise fail(
                FileError,
                "files.open_in_program",
                where=shown(path),
                file=path.name,
                name=quoted(path.name),
                program=program,
                lock=lock.name,
            )
