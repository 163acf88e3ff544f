"""Several files of one stage, written all or none."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from glob import escape
from typing import TYPE_CHECKING

from survey.errors import SurveyError
from survey.files.in_use import refuse_open
from survey.study.keeping.together import Before, Together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def write_files(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write files that belong together; if one can't be, those before it are as they were.

    Raises
    ------
    FileError
        If one can't be written, or is open in a spreadsheet program.
    """
    refuse_open(files)
    with Together(lambda: False) as together:
        for path, data in files.items():
            together.write(path, data)
    return tuple(files)


@contextmanager
def all_or_none(
    paths: Iterable[Path], *, beginnings: Iterable[tuple[Path, str]] = ()
) -> Iterator[None]:
    """Let something write these files; if it is stopped midway, they are as they were.

    Parameters
    ----------
    paths : iterable of Path
    beginnings : iterable of (Path, str)
        Folders, and how the names of files in them begin that may be written as well.

    Raises
    ------
    FileError
        Before anything is written, if one is open in a spreadsheet program.
    """
    named, begun = list(paths), list(beginnings)
    refuse_open(named)
    before = {path: Before.of(path) for path in _there(named, begun)}
    try:
        yield
    except BaseException:
        for path in before | dict.fromkeys(_there(named, begun)):
            with suppress(SurveyError, OSError):
                _put_back(path, before.get(path, Before()))
        raise


def _there(paths: list[Path], beginnings: list[tuple[Path, str]]) -> list[Path]:
    """The files that are there, of those that may be written."""
    found = (path for folder, name in beginnings for path in folder.glob(f"{escape(name)}*"))
    return [path for path in dict.fromkeys((*paths, *found)) if path.is_file()]


def _put_back(path: Path, before: Before) -> None:
    if Before.of(path) != before:
        before.put_back(path)
