"""Numbers of tables and figures in reading order, and how figures look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.documents.blocks import Figure, Table
    from survey.figures.chart import Chart
    from survey.figures.style import Look


@dataclass(slots=True)
class Numbering:
    """Numbers of tables and figures in reading order, ids of sentences, how figures look."""

    language: str
    look: Look
    tables: int = 0
    figures: int = 0
    questions: Counter[str] = field(default_factory=Counter)

    def ending(self, question: str) -> str:
        """What the ids of a question's sentences end with; it may stand in several chapters."""
        self.questions[question] += 1
        times = self.questions[question]
        return question if times == 1 else f"{question}_{times}"

    def table(self, title: str) -> str:
        """The title of the next table."""
        self.tables += 1
        return text("report.table", lang=self.language, number=self.tables, title=title)

    def figure(self, title: str) -> str:
        """The title of the next figure."""
        self.figures += 1
        return text("report.figure", lang=self.language, number=self.figures, title=title)

    def numbered(self, table: Table) -> Table:
        """A table with its number."""
        return replace(table, title=self.table(table.title))

    def drawn(self, chart: Chart) -> Figure:
        """A chart as a figure with its number."""
        return chart.to_figure(title=self.figure(chart.title), look=self.look)
