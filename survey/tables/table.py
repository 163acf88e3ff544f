"""A table of released numbers, which shows itself in a notebook and in a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.blocks import Table
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.html import table_html
from survey.documents.markdown import table_markdown
from survey.documents.plain_text import table_text
from survey.documents.table_frame import table_frame

if TYPE_CHECKING:
    import pandas as pd

    from survey.documents.house_style import HouseStyle


@dataclass(frozen=True, slots=True, repr=False)
class ReleasedTable(Table):
    """A table of released numbers, which shows itself in a notebook and in a terminal."""

    def __repr__(self) -> str:
        return f"Table({self.title}: {len(self.rows)} rows)"

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_text(self, *, width: int | None = None) -> str:
        """The table as plain text.

        Parameters
        ----------
        width : int, optional
            Columns of the terminal; 100 if left out. A wider table is parted.
        """
        return table_text(self, width=width)

    def to_markdown(self) -> str:
        """The table as Markdown, in which every label stays text."""
        return table_markdown(self)

    def to_html(self, *, style: HouseStyle = DEFAULT_STYLE) -> str:
        """The table as HTML with its own style, to be set into any page."""
        return table_html(self, style=style)

    def to_frame(self) -> pd.DataFrame:
        """The numbers of the table as a frame.

        Returns
        -------
        DataFrame
            ``kind`` (body, contrast, all, net or base), ``heading`` if the table has heading rows,
            then each column under its key. A column that stands for several, such as an interval,
            becomes ``interval_1`` and ``interval_2``. Numbers are numbers; one that is hidden, not
            available or has no place is NaN, whatever sign the table prints.
        """
        return table_frame(self)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a table is called."""

    id: str
    title: str
    subtitle: str = ""
