"""Where something is to be written: a path whose ending fits what is written there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.errors import WrongUseError
from survey.files.guards import path_of, shown
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from pathlib import Path


def target_ending_in(path: object, *endings: str) -> Path:
    """A path whose ending is one of those that fit what is written there.

    A file of another kind is so never replaced by mistake.

    Parameters
    ----------
    path : object
    *endings : str
        In small letters with their point, the usual one first.

    Raises
    ------
    WrongUseError

    Examples
    --------
    >>> target_ending_in("form.docx", ".docx").name
    'form.docx'
    """
    target = path_of(path)
    if target.suffix.lower() not in endings and not target.is_dir():
        raise fail(
            WrongUseError,
            "files.ending",
            got=quoted(shown(target.name)),
            endings=", ".join(endings),
            near=quoted(shown(target.with_suffix(endings[0]).name)),
        )
    return target
