"""The verdicts as a file, in the format that its name ends with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.html import write_html
from survey.documents.markdown import write_markdown
from survey.documents.pdf import write_pdf
from survey.documents.plain_text import write_text
from survey.documents.word import write_docx
from survey.documents.workbook import write_workbook
from survey.errors import WrongUseError
from survey.files.atomic import write_bytes
from survey.language.messages import culprits, fail, quoted
from survey.questionnaire.comparison.page import verdicts_document

if TYPE_CHECKING:
    import os

    from survey.documents.house_style import HouseStyle
    from survey.questionnaire.comparison.verdicts import Verdicts

_WRITERS = {".docx": write_docx, ".html": write_html, ".pdf": write_pdf, ".xlsx": write_workbook}
_TEXTS = {".md": write_markdown, ".txt": write_text}


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
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in {**_WRITERS, **_TEXTS}:
        known = culprits((*_WRITERS, *_TEXTS))
        raise fail(WrongUseError, "lock.ending", got=quoted(suffix), known=known)
    document = verdicts_document(verdicts, language)
    if suffix in _TEXTS:
        data = _TEXTS[suffix](document).encode("utf-8")
    else:
        data = _WRITERS[suffix](document, style=style)
    write_bytes(target, data)
    return target
