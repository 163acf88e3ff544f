"""A document as the bytes of a file, in the format that the name of the file ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.html import write_html
from survey.documents.markdown import write_markdown
from survey.documents.pdf import write_pdf
from survey.documents.plain_text import write_text
from survey.documents.word import write_docx
from survey.documents.workbook import write_workbook

if TYPE_CHECKING:
    from survey.documents.blocks import Document
    from survey.documents.house_style import HouseStyle

_STYLED = {".docx": write_docx, ".html": write_html, ".pdf": write_pdf, ".xlsx": write_workbook}
_TEXTS = {".md": write_markdown, ".txt": write_text}
ENDINGS = (*_STYLED, *_TEXTS)
"""What the name of a document's file can end with."""


def document_bytes(document: Document, ending: str, style: HouseStyle) -> bytes:
    """A document in the format of an ending, one of `ENDINGS`."""
    if ending in _TEXTS:
        return _TEXTS[ending](document).encode("utf-8")
    return _STYLED[ending](document, style=style)
