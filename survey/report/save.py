"""Tables and charts as files of their own, in the format that the name of the file ends with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Block, Document, Figure, Table
from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.pictures import wide_picture
from survey.documents.raster import rasterised
from survey.errors import WrongUseError
from survey.figures.chart import Chart
from survey.figures.style import look_of
from survey.files.atomic import write_bytes
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    import os

    from survey.documents.house_style import HouseStyle

_PICTURES = (".png", ".svg")


def save(
    parts: Any,  # noqa: ANN401 - tables, charts and blocks, one or several
    path: str | os.PathLike[str],
    *,
    title: str = "",
    style: HouseStyle = DEFAULT_STYLE,
) -> Path:
    """Write tables and charts to a file: Word, PDF, Excel, web, text or a picture.

    Parameters
    ----------
    parts : Table, Chart or a sequence of them
        Made by this package; blocks of a document may stand among them.
    path : str or path
        Ends with ``.docx``, ``.pdf``, ``.xlsx``, ``.html``, ``.md`` or ``.txt``; one chart alone
        may also become ``.svg`` or ``.png``. An existing file is replaced.
    title : str
        Title of the document; that of the first part if left out.
    style : HouseStyle

    Returns
    -------
    Path

    Raises
    ------
    WrongUseError
        If a part is neither a table nor a chart, the ending isn't known, or it is that of a
        picture and there is not exactly one chart.
    FileError
        If the file can't be written.

    Examples
    --------
    >>> import survey as sv
    >>> sv.save(sv.area_table(released, "safe_evening"), "safe.docx")  # doctest: +SKIP
    """
    path = Path(path)
    given = list(parts) if isinstance(parts, list | tuple) else [parts]
    blocks = [_block(part, style) for part in given]
    if not blocks:
        raise fail(WrongUseError, "save.parts", got="0")
    write_bytes(path, _written(blocks, path.suffix.lower(), title, style))
    return path


def _block(part: object, style: HouseStyle) -> Block:
    if isinstance(part, Chart):
        return part.to_figure(look=look_of(style))
    if isinstance(part, Block):
        return part
    raise fail(WrongUseError, "save.parts", got=type(part).__name__)


def _written(blocks: list[Block], suffix: str, title: str, style: HouseStyle) -> bytes:
    if suffix in _PICTURES:
        return _picture(blocks, suffix)
    document = _document(blocks, title)
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
