"""Names that the bookmarks of blocks have, the same for the same report at another time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.documents.blocks import Figure, Heading, KeyFigures, Table
from survey.documents.outline import outline
from survey.documents.titles import split_title
from survey.documents.word_blocks import Named, counted_titles

if TYPE_CHECKING:
    from survey.documents.blocks import Block, Document


def named_blocks(document: Document) -> tuple[Named, ...]:
    """The blocks of a document in their places, each with its name."""
    counted = _counted(document)
    names = _Names()
    return tuple(
        Named(part, names.of(part.block), type(part.block).__name__ in counted)
        for part in outline(document)
    )


def _counted(document: Document) -> set[str]:
    """Classes of blocks whose titles a word processor can number."""
    tables, figures = document.tables(), document.figures()
    found = {type(each).__name__ for each in tables if counted_titles(t.title for t in tables)}
    if counted_titles(f.title for f in figures) and _words(tables).isdisjoint(_words(figures)):
        found |= {type(each).__name__ for each in figures}
    return found


def _words(blocks: tuple[Table, ...] | tuple[Figure, ...]) -> set[str]:
    return {split_title(block.title).label.split()[0] for block in blocks if block.title.strip()
            and split_title(block.title).label}  # fmt: skip


class _Names:
    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._heading = "start"

    def of(self, block: Block) -> str:
        match block:
            case Heading():
                self._heading = block.id
                return self._free("heading", block.id)
            case Table() | Figure():
                kind = "table" if isinstance(block, Table) else "figure"
                return self._free(kind, block.id)
            case KeyFigures():
                return self._free("key", self._heading)
            case _:
                return ""

    def _free(self, kind: str, wished: str) -> str:
        key = f"{kind} {wished.lower()}"
        self._taken[key] = self._taken.get(key, 0) + 1
        return wished if self._taken[key] == 1 else f"{wished}_{self._taken[key]}"
