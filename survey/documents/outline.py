"""The frame of a document: anchors that differ, heading levels without gaps, the contents."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.documents.blocks import Box, Figure, Heading, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Block, Document

MOST_LINES = 34
"""Lines of contents that one page holds below a title."""

_DEEPEST = 6
_NOT_IN_ANCHOR = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A block in its place.

    Attributes
    ----------
    block : Block
    anchor : str
        What links point at; empty for blocks that nothing links to.
    level : int
        Level of its heading, for a heading or a box; else 0.
    """

    block: Block
    anchor: str
    level: int

    @property
    def kind(self) -> str:
        """The name of the block's class in small letters; a table of any class is a table."""
        kind = Table if isinstance(self.block, Table) else type(self.block)
        return kind.__name__.lower()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, with the lines below it."""

    anchor: str
    text: str
    entries: tuple[Entry, ...] = ()
    language: str = ""


def outline(document: Document, *, reserved: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """The blocks of a document with their anchors and heading levels.

    Parameters
    ----------
    document : Document
    reserved : tuple of str
        Anchors that the writer itself uses.
    """
    levels = _levels(document.blocks)
    anchors = _Anchors(reserved)
    return tuple(
        Part(block, anchors.of(block), level)
        for block, level in zip(document.blocks, levels, strict=True)
    )


def contents(parts: tuple[Part, ...]) -> tuple[Entry, ...]:
    """The chapters and, below them, their sections."""
    chapters: list[tuple[Part, list[Entry]]] = []
    for part in parts:
        if part.kind != "heading":
            continue
        if part.level == 2:
            chapters.append((part, []))
        elif part.level == 3:
            chapters[-1][1].append(_entry(part))
    return tuple(_entry(part, tuple(below)) for part, below in chapters)


def contents_of_a_page(parts: tuple[Part, ...]) -> tuple[Entry, ...]:
    """The contents as they stand before printed pages: without sections where they take a page."""
    entries = contents(parts)
    if len(entries) + sum(len(entry.entries) for entry in entries) <= MOST_LINES:
        return entries
    return tuple(replace(entry, entries=()) for entry in entries)


class _Anchors:
    def __init__(self, reserved: tuple[str, ...]) -> None:
        self._taken = set(reserved)

    def of(self, block: Block) -> str:
        if not isinstance(block, Heading | Table | Figure):
            return ""
        wished = _NOT_IN_ANCHOR.sub("-", block.id).strip("-") or type(block).__name__.lower()
        return self._free(wished)

    def _free(self, wished: str) -> str:
        name, count = wished, 1
        while name in self._taken:
            count += 1
            name = f"{wished}-{count}"
        self._taken.add(name)
        return name


def _levels(blocks: tuple[Block, ...]) -> Iterator[int]:
    above = 1
    for block in blocks:
        if isinstance(block, Heading):
            above = min(max(block.level, 2), above + 1, _DEEPEST)
            yield above
        else:
            yield min(above + 1, _DEEPEST) if isinstance(block, Box) else 0


def _entry(part: Part, below: tuple[Entry, ...] = ()) -> Entry:
    block = part.block
    if not isinstance(block, Heading):
        return Entry(part.anchor, "", below)
    return Entry(part.anchor, block.text, below, block.language)
