"""The blocks a document is made of. They hold finished text and released numbers, no markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Value = float | int | str | None


class Align(StrEnum):
    """Where a column's text stands."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


class RowKind(StrEnum):
    """What a row of a table is, so that each writer can set it apart."""

    BODY = "body"
    CONTRAST = "contrast"
    ALL = "all"
    HEADING = "heading"
    NET = "net"
    BASE = "base"


class PlotKind(StrEnum):
    """What a spreadsheet program draws of a figure's numbers."""

    BARS = "bars"
    STACKED = "stacked"
    COLUMNS = "columns"
    LINES = "lines"


class Tone(StrEnum):
    """How a paragraph is meant."""

    BODY = "body"
    LEAD = "lead"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text within a paragraph."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the document, chapters are level 2.

    A `language` that is left empty is that of the document, here and in all blocks.
    """

    level: int
    text: str
    id: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs.

    Attributes
    ----------
    runs : tuple of Run
    tone : Tone
    id : str
        ``[a-z0-9_]+`` for a sentence made from numbers, by which they are found again in a
        document that was edited; empty for all others.
    language : str
    """

    runs: tuple[Run, ...]
    tone: Tone = Tone.BODY
    id: str = ""
    language: str = ""

    @property
    def plain(self) -> str:
        """The text without emphasis."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of paragraphs."""

    items: tuple[Paragraph, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A framed summary with its own title."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large number with what it says and what it stands beside."""

    value: str
    label: str
    comparison: str = ""
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of large numbers."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    key : str
        Stable name of the column.
    head : str
        What the reader sees above it.
    align : Align
    parts : tuple of str
        Heads of the columns it becomes in a workbook, e.g. lower and upper limit;
        empty if it stays one column.
    formats : tuple of str
        Number format of each part in a workbook (``"0"``, ``"0.0"``, ``"@"`` for text).
    group : str
        What stands above it together with the columns beside it of the same group.
    """

    key: str
    head: str
    align: Align = Align.RIGHT
    parts: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("@",)
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its printed text, and its values for a workbook (one for each part).

    Attributes
    ----------
    text : str
    values : tuple of Value
    formats : tuple of str
        Number format of each part where the cell has others than its column.
    """

    text: str
    values: tuple[Value, ...] = ()
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    cells : tuple of Cell
    kind : RowKind
    area : str
        Code of the area that the row is about, so that a reader can pick out one; else empty.
    """

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.BODY
    area: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A finished table of released numbers.

    Attributes
    ----------
    id : str
        ``[a-z0-9_]+``; anchors and sheet names come from it.
    title, subtitle : str
    columns : tuple of Column
        The first one holds the row headings.
    rows : tuple of Row
    notes : tuple of str
        Legend of the signs that occur, question wording, base.
    language : str
        Language of all the texts.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture.

    Attributes
    ----------
    svg : bytes
    width, height : float
        CSS pixels at which it is meant to be seen.
    narrow : bool
        Whether it was drawn for a telephone.
    """

    svg: bytes
    width: float
    height: float
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """How a spreadsheet program draws the numbers of a figure, from the cells of its table.

    Attributes
    ----------
    kind : PlotKind
    series : tuple of str
        Keys of the columns that are drawn, the first part of each.
    limits : tuple of str
        Keys of columns whose two parts are the ends of an interval, one for each series or none.
    colours : tuple of str
        ``#rrggbb`` of each series.
    strong : tuple of int
        Rows that are drawn in `strong_colour`, e.g. the contrast.
    strong_colour : str
    """

    kind: PlotKind
    series: tuple[str, ...]
    limits: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    strong: tuple[int, ...] = ()
    strong_colour: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its pictures, text alternative and notes.

    Attributes
    ----------
    id : str
        ``[a-z0-9_]+``
    title, alt : str
    pictures : tuple of Picture
    subtitle : str
    notes : tuple of str
    data : Table or None
        The numbers that it shows, and no others.
    plot : Plot or None
        How a spreadsheet program draws them; None where it can't.
    language : str
    """

    id: str
    title: str
    alt: str
    pictures: tuple[Picture, ...]
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    data: Table | None = None
    plot: Plot | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page, where there are pages."""


Block = Heading | Paragraph | BulletList | Box | KeyFigures | Table | Figure | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Attributes
    ----------
    title, subtitle : str
    language : {"da", "en"}
    blocks : tuple of Block
        In reading order, without the title.
    stamps : tuple of str
        Sentences that must stand on every page, e.g. that the data are simulated.
    about : tuple of (str, str)
        Where the document came from: label and value.
    areas : tuple of (str, str)
        Areas that a reader can pick out: code, as rows have it, and label.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    stamps: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = field(default=())
    areas: tuple[tuple[str, str], ...] = field(default=())

    def tables(self) -> tuple[Table, ...]:
        """The tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def figures(self) -> tuple[Figure, ...]:
        """The figures in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))
