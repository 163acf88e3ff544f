"""A chart: what it shows in words and numbers, and how to draw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.documents.blocks import Figure
from survey.documents.html import figure_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.documents.blocks import Picture


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of released numbers.

    Attributes
    ----------
    id, title, subtitle : str
    alt : str
        The chart in words, made from its numbers.
    notes : tuple of str
    language : {"da", "en"}
    draw : callable
        Draws it wide or, given True, for a telephone.
    """

    id: str
    title: str
    alt: str
    language: str
    draw: Callable[[bool], Picture] = field(repr=False)
    subtitle: str = ""
    notes: tuple[str, ...] = ()

    def to_figure(self, *, title: str | None = None) -> Figure:
        """The block of a document, drawn wide and narrow."""
        return Figure(
            id=self.id,
            title=title or self.title,
            alt=self.alt,
            pictures=(self.draw(False), self.draw(True)),
            subtitle=self.subtitle,
            notes=self.notes,
        )

    def _repr_html_(self) -> str:
        return figure_html(self.to_figure(), language=self.language)
