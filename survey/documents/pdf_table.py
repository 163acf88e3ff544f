"""A table as data for the template of a PDF: its parts, heads, row groups and widths."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from survey.documents.blocks import Align
from survey.documents.fitting import fit_table, text_points
from survey.documents.grid import groups, mark_slots, split_mark
from survey.documents.pdf_heights import grid_height
from survey.documents.pdf_words import (
    BOLD_EM,
    breakable,
    clean,
    has_wide_word,
    is_plain_word,
    pieces,
)
from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.documents.blocks import Cell, Column, Row, Table
    from survey.documents.fitting import FittedTable
    from survey.documents.grid import Group
    from survey.documents.pdf_words import Data

SIZE, SMALLEST = 8.5, 7.0
_PADDING = 10.0
_HEAD = 0.92
_MARK = 1.25  # em of the place that a mark has
_LONG_TEXT = 600
_NARROWEST = 24.0
_SLACK = 3.0  # cells are set with less padding than they are reckoned with


def table_parts(table: Table, room: float, language: str) -> list[Data]:
    """The parts of a table, each as wide as the page at most.

    Parameters
    ----------
    table : Table
    room : float
        Width of the page between its margins, in points.
    language : str
        Language of the words that are set around the table's own.
    """
    fitted = fit_table(table, room, size=SIZE, smallest=SMALLEST, em=BOLD_EM)
    return [_part(part, room, language) for part in fitted]


def _part(part: FittedTable, room: float, language: str) -> Data:
    grid = _Grid(part, room)
    return {
        "more": text("documents.pdf.continued", lang=language) if part.part > 1 else "",
        "size": part.size,
        "high": grid_height(part.table, grid.widths, part.size),
        "widths": grid.widths,
        "sides": [column.align.value for column in part.table.columns],
        "spanners": grid.spanners(),
        "heads": grid.heads(),
        "groups": [grid.group(group) for group in groups(part.table)],
        "empty": text("documents.no_rows", lang=language),
    }


class _Grid:
    """The cells of a table whose widths are known."""

    def __init__(self, part: FittedTable, room: float) -> None:
        self._columns = part.table.columns
        self._size = part.size
        self._slots = [slot * _MARK * part.size for slot in mark_slots(part.table)]
        self.widths = _within(part.widths, room)

    def spanners(self) -> list[Data]:
        """What stands above several columns; empty if nothing does."""
        if not any(column.group for column in self._columns):
            return []
        spans, place = [], 0
        for name, columns in groupby(self._columns, key=lambda column: column.group):
            count = len(list(columns))
            wide = sum(self.widths[place : place + count]) - _PADDING
            size = self._size * _HEAD
            hyphenate = has_wide_word(name, wide, size)
            spans.append({"span": count, "words": pieces(name, wide, size), "hyphenate": hyphenate})
            place += count
        return spans

    def heads(self) -> list[Data]:
        """What stands above each column."""
        return [self._head(column, place) for place, column in enumerate(self._columns)]

    def group(self, group: Group) -> Data:
        """The rows of a group under their heading."""
        heading = None
        if group.heading:
            words = group.heading.cells[0].text if group.heading.cells else ""
            heading = pieces(words, sum(self.widths) - _PADDING, self._size)
        return {"heading": heading, "rows": [self._row(row) for row in group.rows]}

    def _head(self, column: Column, place: int) -> Data:
        room, size = self.widths[place] - _PADDING, self._size * _HEAD
        longest = max((text_points(word, size) for word in column.head.split()), default=0.0)
        indent = max(min(self._slots[place], room - longest * BOLD_EM - _SLACK), 0.0)
        return {
            "words": pieces(column.head, room - indent, size),
            "grouped": bool(column.group),
            "hyphenate": has_wide_word(column.head, room - indent, size),
            "indent": indent,
        }

    def _row(self, row: Row) -> Data:
        return {
            "kind": row.kind.value,
            "tall": any(len(cell.text) > _LONG_TEXT for cell in row.cells),
            "cells": [self._cell(cell, place) for place, cell in enumerate(row.cells)],
        }

    def _cell(self, cell: Cell, place: int) -> Data:
        words, room = clean(cell.text), self.widths[place] - _PADDING
        if place == 0 or self._columns[place].align is Align.LEFT:
            hyphenate = any(
                is_plain_word(word) and has_wide_word(word, room, self._size)
                for word in words.split()
            )
            return {"words": pieces(words, room, self._size), "hyphenate": hyphenate}
        number, mark = split_mark(words) if self._slots[place] else (words, "")
        if text_points(number, self._size) + self._slots[place] > room + _SLACK:
            return {"words": [breakable(words, room, self._size)], "hyphenate": True}
        return {"words": [{"whole": number}], "mark": mark.strip(), "slot": self._slots[place]}


def _within(widths: tuple[float, ...], room: float) -> list[float]:
    """The widths, the widest ones made narrower where they are too much for the page."""
    over = sum(widths) - room
    if over <= 0:
        return list(widths)
    spare = sum(max(width - _NARROWEST, 0.0) for width in widths)
    part = min(over / spare, 1.0) if spare else 0.0
    return [width - max(width - _NARROWEST, 0.0) * part for width in widths]
