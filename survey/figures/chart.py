"""A chart: what it shows in words and numbers, and how to draw it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.documents.blocks import Figure
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.html import figure_html
from survey.documents.markdown import figure_markdown
from survey.documents.plain_text import figure_text
from survey.documents.table_frame import table_frame
from survey.figures.style import look_of
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import pandas as pd

    from survey.documents.blocks import Picture, Plot, Table
    from survey.documents.house_style import HouseStyle
    from survey.figures.style import Look

MOST_ALT = 400


@dataclass(frozen=True, slots=True, repr=False)
class Chart:
    """A chart of released numbers.

    Attributes
    ----------
    id, title, subtitle : str
    alt : str
        The chart in words, made from its numbers; 400 characters at most.
    notes : tuple of str
    is_empty : bool
        Whether every number in it is hidden.
    language : {"da", "en"}
    data : Table
        The numbers that the chart shows, and no others.
    draw : callable
        Draws it under a look, wide or, given True, for a telephone.
    plot_under : callable or None
        How a spreadsheet program draws its numbers under a look; None where it can't.
    style : HouseStyle
        How it looks where nothing else is asked for.
    """

    id: str
    title: str
    alt: str
    language: str
    draw: Callable[[Look, bool], Picture] = field(repr=False)
    data: Table | None = None
    plot_under: Callable[[Look], Plot | None] | None = field(default=None, repr=False)
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    is_empty: bool = False
    style: HouseStyle = field(default=DEFAULT_STYLE, repr=False)

    @property
    def plot(self) -> Plot | None:
        """How a spreadsheet program draws its numbers; None where it can't."""
        return self._plot(look_of(self.style))

    def __repr__(self) -> str:
        return f"Chart({self.title})"

    def in_style(self, style: HouseStyle) -> Chart:
        """The same chart in the colours and the font of a house style."""
        return replace(self, style=style)

    def with_notes(self, notes: Sequence[str]) -> Chart:
        """The same chart with more notes after its own."""
        return replace(self, notes=(*self.notes, *notes))

    def to_figure(self, *, title: str | None = None, look: Look | None = None) -> Figure:
        """The block of a document, drawn wide and narrow."""
        look = look or look_of(self.style)
        pictures = (self.draw(look, False), self.draw(look, True))
        return self._block(title or self.title, pictures, look)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_text(self, *, width: int | None = None) -> str:
        """The chart as plain text: its title, what it shows in words, and its numbers.

        Parameters
        ----------
        width : int, optional
            Columns of the terminal; 100 if left out.
        """
        return figure_text(self._undrawn(), width=width)

    def to_markdown(self) -> str:
        """The chart as Markdown: its title, what it shows in words, and its numbers."""
        return figure_markdown(self._undrawn())

    def to_html(self) -> str:
        """The chart as HTML with its own style, to be set into any page."""
        return figure_html(self.to_figure(), language=self.language, style=self.style)

    def to_frame(self) -> pd.DataFrame | None:
        """The numbers of the chart as a frame, as those of a table; None where it has none."""
        return None if self.data is None else table_frame(self.data)

    def _undrawn(self) -> Figure:
        return self._block(self.title, (), look_of(self.style))

    def _block(self, title: str, pictures: tuple[Picture, ...], look: Look) -> Figure:
        return Figure(
            id=self.id,
            title=title,
            alt=self.alt,
            pictures=pictures,
            subtitle=self.subtitle,
            notes=self.notes,
            data=replace(self.data, title=title) if self.data else None,
            plot=self._plot(look),
            language=self.language,
        )

    def _plot(self, look: Look) -> Plot | None:
        return None if self.is_empty or self.plot_under is None else self.plot_under(look)


def notes_on(statuses: Collection[Status], language: str) -> list[str]:
    """The legend of the signs that occur, and of no others."""
    keys = [s.value for s in (Status.FEW, Status.CONFIDENTIAL) if s in statuses]
    if Status.UNCERTAIN in statuses or Status.UNAVAILABLE in statuses:
        keys.append("unavailable")
    return [text(f"table.note.{key}", lang=language) for key in keys]


def shortened(words: str, most: int) -> str:
    """A text on one line, cut to so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def fitting(parts: Sequence[str]) -> str:
    """Sentences of an alternative, without the last ones if they would make it too long."""
    words = ""
    for part in parts:
        longer = f"{words} {part}".strip()
        words = longer if len(longer) <= MOST_ALT else words
    return words
