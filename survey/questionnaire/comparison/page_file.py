"""The verdicts as a file, in the format that its name ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.files.guards import path_of
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.comparison.page import verdicts_document

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.documents.house_style import HouseStyle
    from survey.questionnaire.comparison.verdicts import Verdicts


def write_verdicts(
    verdicts: Verdicts,
    path: str | os.PathLike[str],
    *,
    language: str = "da",
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write the verdicts as a page.

    Parameters
    ----------
    verdicts : Verdicts
    path : str or path
        Ends with ``.html``, ``.docx``, ``.pdf``, ``.xlsx``, ``.md`` or ``.txt``. An existing file
        is replaced.
    language : {"da", "en"}
    style : HouseStyle

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If the language is another one, or the ending isn't known.
    FileError
        If the file can't be written.
    """
    target = path_of(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise fail(WrongUseError, "lock.ending", got=quoted(ending), known=culprits(ENDINGS))
    write_bytes(target, document_bytes(verdicts_document(verdicts, language), ending, style))
    return target
