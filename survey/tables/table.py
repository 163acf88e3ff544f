"""A table of released numbers, which shows itself in a notebook."""

from __future__ import annotations

from dataclasses import dataclass

from survey.documents.blocks import Table
from survey.documents.html import table_html


@dataclass(frozen=True, slots=True, repr=False)
class ReleasedTable(Table):
    """A table of released numbers, which shows itself in a notebook."""

    def __repr__(self) -> str:
        return f"Table({self.title}: {len(self.rows)} rows)"

    def _repr_html_(self) -> str:
        return table_html(self)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a table is called."""

    id: str
    title: str
    subtitle: str = ""
