"""The example that comes with the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.files.atomic import make_folder, write_folder
from survey.language.messages import fail, quoted
from survey.study.publishing.published_reports import REGISTER_FILE
from survey.study.study_file.plan import STUDY_FILE

if TYPE_CHECKING:
    import os

_PACKAGE = Path(__file__).resolve().parents[2]
EXAMPLE = "copenhagen-housing"


_MADE = frozenset({"report", ".survey", REGISTER_FILE})
"""What reports leave in a study."""


def copy_example(folder: str | os.PathLike[str] = EXAMPLE) -> Path:
    """Copy the Copenhagen example, wholly or not at all, without reports made in it.

    Parameters
    ----------
    folder : str or path
        Where to; nothing may be there yet.

    Returns
    -------
    Path
        The folder, a study that can be opened.

    Raises
    ------
    WrongUseError
        If something is there already.
    FileError
        If it can't be written.
    """
    target = Path(folder)
    if target.exists():
        raise fail(WrongUseError, "cli.demo_exists", folder=quoted(str(target)))
    source = _example_folder()
    paths = {path.relative_to(source): path for path in source.rglob("*") if path.is_file()}
    files = {
        name.as_posix(): path.read_bytes()
        for name, path in paths.items()
        if name.parts[0] not in _MADE
    }
    make_folder(target.absolute().parent)
    write_folder(target, files, last=STUDY_FILE)
    return target


def _example_folder() -> Path:
    inside = _PACKAGE / "_examples" / EXAMPLE
    return inside if inside.exists() else _PACKAGE.parent / "examples" / EXAMPLE
