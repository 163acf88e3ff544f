"""An expression: its tree and the one way it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.questionnaire.expressions.tree import Name, walk

if TYPE_CHECKING:
    from survey.questionnaire.expressions.tree import Node


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition or a calculation.

    Attributes
    ----------
    source : str
        As it is written in one way only: ``a == 1 and b in [2, 3]``.
    tree : Node
    """

    source: str
    tree: Node

    def __str__(self) -> str:
        return self.source

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it, each once, in reading order."""
        found = (node.id for node in walk(self.tree) if isinstance(node, Name))
        return tuple(dict.fromkeys(found))
