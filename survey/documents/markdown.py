"""Documents, tables and figures as Markdown, in which every text stays text."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

from survey.documents.blocks import (
    Align,
    Box,
    BulletList,
    Figure,
    Heading,
    KeyFigures,
    Paragraph,
    RowKind,
    Run,
    Table,
)
from survey.documents.grid import check_rows
from survey.documents.outline import outline
from survey.documents.text_lines import one_line
from survey.language.catalogue import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Column, Document, Row
    from survey.documents.outline import Part

_RULES = {Align.LEFT: ":---", Align.RIGHT: "---:", Align.CENTER: ":---:"}
_STRONG_ROWS = frozenset({RowKind.HEADING, RowKind.CONTRAST, RowKind.ALL, RowKind.NET})
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|$~^]|!(?=\[)|&(?=#?\w+;)|@|:(?=//)|(?<=www)\.", re.I)
_BEGINNING = re.compile(r"[-+=:](?=\s|$|[-=:])|\d{1,9}(?=[.)](?:\s|$))")


def write_markdown(document: Document) -> str:
    """Write a document as Markdown.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str
        CommonMark with the tables of GitHub; ends with a new line. Figures are their words and
        their numbers.
    """
    language = document.language
    parts = [f"> {_strong(stamp)}" for stamp in document.stamps if one_line(stamp)]
    parts += [f"# {_heading(document.title)}", markdown_text(document.subtitle)]
    parts += [_block(part, language) for part in outline(document)]
    if document.about:
        parts.append(f"## {_heading(text('documents.about', lang=language))}")
        parts.append(_list(f"{label}: {value}" for label, value in document.about))
    return "\n\n".join(part for part in parts if part) + "\n"


def table_markdown(table: Table) -> str:
    """Write a table as Markdown.

    Parameters
    ----------
    table : Table

    Returns
    -------
    str
        Title, table and notes. Markdown has no heads above several columns: they stand before
        each of theirs.
    """
    return "\n\n".join(_table(table, table.language))


def figure_markdown(figure: Figure) -> str:
    """Write a figure as Markdown: its title, what it shows in words, and its numbers.

    Parameters
    ----------
    figure : Figure
    """
    return "\n\n".join(_figure(figure, figure.language or "en"))


def markdown_text(words: str) -> str:
    r"""A text on one line, of which nothing is taken for Markdown or HTML.

    Examples
    --------
    >>> print(markdown_text("*Ådal* <b>"))
    \*Ådal\* \<b\>
    >>> print(markdown_text("1. januar"))
    1\. januar
    """
    return _begun(_escaped(one_line(words)))


def _block(part: Part, language: str) -> str:
    written = ""
    match part.block:
        case Heading(text=words):
            written = f"{'#' * part.level} {_heading(words)}"
        case Paragraph(runs=runs):
            written = _runs(runs)
        case BulletList(items=items):
            written = "\n".join(f"- {_runs(item.runs)}" for item in items if one_line(item.plain))
        case Box() as box:
            written = "\n>\n".join(f"> {line}" for line in _boxed(box) if line)
        case KeyFigures() as figures:
            written = _key_figures(figures)
        case Table() as table:
            written = "\n\n".join(_table(table, table.language or language))
        case Figure() as figure:
            written = "\n\n".join(_figure(figure, figure.language or language))
    return written


def _heading(words: str) -> str:
    return markdown_text(words) or "–"


def _strong(words: str, sign: str = "**") -> str:
    line = markdown_text(words)
    return f"{sign}{line}{sign}" if line else ""


def _list(items: Iterator[str]) -> str:
    return "\n".join(f"- {markdown_text(item)}" for item in items if one_line(item))


def _boxed(box: Box) -> list[str]:
    return [_strong(box.title), *(_runs(paragraph.runs) for paragraph in box.paragraphs)]


def _key_figures(figures: KeyFigures) -> str:
    lines = []
    for item in figures.items:
        words = [one_line(item.label), one_line(item.comparison)]
        said = markdown_text(". ".join(each for each in words if each))
        lines.append(f"- {_strong(item.value)} {said}".rstrip())
    return "\n".join(line for line in lines if line != "-")


def _runs(runs: Sequence[Run]) -> str:
    """A paragraph; emphasis that Markdown could not end where it should is left out."""
    plain = "".join(run.text for run in runs)
    if not one_line(plain):
        return ""
    if not any(run.strong or run.emphasis for run in runs):
        return markdown_text(plain)
    there = [run for run in runs if _with_ends(run.text)]
    merged = [
        Run("".join(run.text for run in same), *signs)
        for signs, same in groupby(there, key=lambda run: (run.strong, run.emphasis))
    ]
    written, before, marked = "", "", False
    for place, run in enumerate(merged):
        piece = _with_ends(run.text)
        after = _with_ends(merged[place + 1].text)[:1] if place + 1 < len(merged) else ""
        lone = not (marked and before.strip() and piece[:1].strip())
        added = _emphasised(run, piece, before, after) if lone else _escaped(piece)
        marked = added != _escaped(piece)
        written, before = written + added, piece[-1:] or before
    return _begun(written.strip(" "))


def _with_ends(words: str) -> str:
    """A text on one line, with the space at its ends."""
    return one_line(f"x{words}x")[1:-1]


def _emphasised(run: Run, piece: str, before: str, after: str) -> str:
    inner = piece.strip(" ")
    escaped = _escaped(inner)
    lead, trail = piece[: len(piece) - len(piece.lstrip(" "))], piece[len(piece.rstrip(" ")) :]
    sign = "**" * run.strong + "*" * run.emphasis
    can = inner and _ends(inner[0], lead or before) and _ends(inner[-1], trail or after)
    return f"{lead}{sign}{escaped}{sign}{trail}" if can else f"{lead}{escaped}{trail}"


def _ends(edge: str, beyond: str) -> bool:
    """Whether emphasis can begin or end at a letter, given what stands beyond."""
    return not _is_sign(edge) or not beyond or beyond.isspace() or _is_sign(beyond)


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _escaped(line: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", line)


def _begun(line: str) -> str:
    """A line that begins no list, rule or heading."""
    first = _BEGINNING.match(line)
    if first is None:
        return line
    place = first.end() if first[0].isdigit() else 0
    return f"{line[:place]}\\{line[place:]}"


def _figure(figure: Figure, language: str) -> list[str]:
    parts = [_strong(figure.title), markdown_text(figure.subtitle), markdown_text(figure.alt)]
    notes = list(figure.notes)
    if figure.data is not None:
        parts.append(_grid(figure.data, figure.data.language or language))
        notes += [note for note in figure.data.notes if note not in figure.notes]
    return [part for part in (*parts, *map(markdown_text, notes)) if part]


def _table(table: Table, language: str) -> list[str]:
    parts = [_strong(table.title), markdown_text(table.subtitle), _grid(table, language)]
    return [part for part in (*parts, *map(markdown_text, table.notes)) if part]


def _grid(table: Table, language: str) -> str:
    check_rows(table)
    if not table.columns or not table.rows:
        spoken = language if language in LANGUAGES else "en"
        return text("documents.no_rows", lang=spoken)
    heads = [_head(column) for column in table.columns]
    rules = [_RULES[column.align] for column in table.columns]
    rows = [_row(row, len(heads)) for row in table.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))


def _head(column: Column) -> str:
    parts = (one_line(column.group), one_line(column.head))
    return markdown_text(": ".join(part for part in parts if part))


def _row(row: Row, count: int) -> list[str]:
    texts = [cell.text for cell in row.cells]
    if row.kind is RowKind.HEADING:
        texts = [*texts[:1], *[""] * (count - len(texts[:1]))]
    first, *others = texts
    label = _strong(first) if row.kind in _STRONG_ROWS else markdown_text(first)
    return [label, *map(markdown_text, others)]
