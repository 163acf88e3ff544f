"""Tables, charts and pages as files of their own, in the format that the file's name ends with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Block, Document, Figure, Table
from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.pictures import wide_picture
from survey.documents.raster import rasterised
from survey.errors import RefusedError, WrongUseError
from survey.figures.chart import Chart
from survey.figures.style import look_of
from survey.files.atomic import write_bytes
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    import os

    from survey.documents.house_style import HouseStyle

_PICTURES = (".png", ".svg")


def save(
    parts: Any,  # noqa: ANN401 - a page, or tables, charts and blocks, one or several
    path: str | os.PathLike[str],
    *,
    title: str = "",
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write tables and charts, or a page, to a file: Word, PDF, Excel, web, text or a picture.

    Parameters
    ----------
    parts : Document, Table, Chart or a sequence of tables and charts
        Made by this package; blocks of a document may stand among them. A whole document, such as
        that of `plan_page`, stands alone.
    path : str or path
        Ends with ``.docx``, ``.pdf``, ``.xlsx``, ``.html``, ``.md`` or ``.txt``; one chart alone
        may also become ``.svg`` or ``.png``. An existing file is replaced.
    title : str
        Title of the document; its own, or that of the first part, if left out.
    style : HouseStyle

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If a part is neither a table nor a chart, a document doesn't stand alone, the ending isn't
        known, or it is that of a picture and there is not exactly one chart.
    RefusedError
        If a chart of internal numbers would become a picture, without its stamp.
    FileError
        If the file can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> sv.save(sv.area_table(released, "safe_evening"), "safe.docx")  # doctest: +SKIP
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if isinstance(parts, Document) and suffix not in _PICTURES:
        data = _bytes(replace(parts, title=title or parts.title), suffix, style)
    else:
        _must_keep_stamps(parts, suffix)
        data = _written(_blocks(parts, style), suffix, title, style)
    write_bytes(path, data)
    return path


def _must_keep_stamps(parts: object, suffix: str) -> None:
    """Refuse a picture of internal numbers: there is no room in it for the stamp."""
    if suffix not in _PICTURES:
        return
    for part in parts if isinstance(parts, list | tuple) else [parts]:
        if isinstance(part, Chart | Figure):
            stamp = text("report.internal", lang=part.language or current_language())
            if stamp in part.notes:
                raise fail(RefusedError, "release_review.internal_picture", got=suffix)


def _blocks(parts: object, style: HouseStyle) -> list[Block]:
    """What is saved as blocks; those of a document where a picture of it is asked for."""
    if isinstance(parts, Document):
        return list(parts.blocks)
    given = list(parts) if isinstance(parts, list | tuple) else [parts]
    if not given:
        raise fail(WrongUseError, "save.parts", got="0")
    return [_block(part, style) for part in given]


def _block(part: object, style: HouseStyle) -> Block:
    if isinstance(part, Chart):
        return part.to_figure(look=look_of(style))
    if isinstance(part, Block):
        return part
    raise fail(WrongUseError, "save.parts", got=type(part).__name__)


def _written(blocks: list[Block], suffix: str, title: str, style: HouseStyle) -> bytes:
    if suffix in _PICTURES:
        return _picture(blocks, suffix)
    return _bytes(_document(blocks, title), suffix, style)


def _bytes(document: Document, suffix: str, style: HouseStyle) -> bytes:
    if suffix in ENDINGS:
        return document_bytes(document, suffix, style)
    known = culprits((*ENDINGS, *_PICTURES))
    raise fail(WrongUseError, "save.ending", got=quoted(suffix), known=known)


def _document(blocks: list[Block], title: str) -> Document:
    titled = [block for block in blocks if isinstance(block, Table | Figure)]
    languages = [block.language for block in titled if block.language]
    first = titled[0].title if titled else ""
    return Document(
        title or first, languages[0] if languages else current_language(), tuple(blocks)
    )


def _picture(blocks: list[Block], suffix: str) -> bytes:
    figures = [block for block in blocks if isinstance(block, Figure)]
    picture = wide_picture(figures[0]) if len(figures) == len(blocks) == 1 else None
    if picture is None:
        raise fail(WrongUseError, "save.picture", got=suffix)
    return picture.svg if suffix == ".svg" else rasterised([picture])[0]
