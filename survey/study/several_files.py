"""Several files of one stage, written all or none."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from survey.errors import SurveyError
from survey.files.atomic import remove_file, write_bytes
from survey.files.in_use import refuse_open
from survey.study.together import Together

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
def all_or_none(paths: Iterable[Path]) -> Iterator[None]:
    """Let something write these files; if it is stopped midway, they are as they were.

    Raises
    ------
    FileError
        Before anything is written, if one is open in a spreadsheet program.
    """
    before = {path: path.read_bytes() if path.is_file() else None for path in paths}
    refuse_open(before)
    try:
        yield
    except BaseException:
        for path, data in before.items():
            with suppress(SurveyError):
                _put_back(path, data)
        raise


def _put_back(path: Path, data: bytes | None) -> None:
    if data is None:
        remove_file(path)
    elif not path.is_file() or path.read_bytes() != data:
        write_bytes(path, data)
