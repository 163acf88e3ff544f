"""A chart: what it shows in words and numbers, and how to draw it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.documents.blocks import Figure
from survey.documents.html import figure_html
from survey.figures.style import DEFAULT_LOOK, look_of
from survey.language.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

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
    look : Look
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
    look: Look = field(default=DEFAULT_LOOK, repr=False)

    @property
    def plot(self) -> Plot | None:
        """How a spreadsheet program draws its numbers; None where it can't."""
        return self._plot(self.look)

    def __repr__(self) -> str:
        return f"Chart({self.title})"

    def in_style(self, style: HouseStyle) -> Chart:
        """The same chart in the colours and the font of a house style."""
        return replace(self, look=look_of(style))

    def to_figure(self, *, title: str | None = None, look: Look | None = None) -> Figure:
        """The block of a document, drawn wide and narrow."""
        title = title or self.title
        look = look or self.look
        return Figure(
            id=self.id,
            title=title,
            alt=self.alt,
            pictures=(self.draw(look, False), self.draw(look, True)),
            subtitle=self.subtitle,
            notes=self.notes,
            data=replace(self.data, title=title) if self.data else None,
            plot=self._plot(look),
            language=self.language,
        )

    def _plot(self, look: Look) -> Plot | None:
        return None if self.is_empty or self.plot_under is None else self.plot_under(look)

    def _repr_html_(self) -> str:
        return figure_html(self.to_figure(), language=self.language)


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
