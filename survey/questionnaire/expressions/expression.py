"""An expression: its tree and the one way it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    names : tuple of str
        The names in it, each once, in reading order.
    """

    source: str
    tree: Node
    names: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = (node.id for node in walk(self.tree) if isinstance(node, Name))
        object.__setattr__(self, "names", tuple(dict.fromkeys(found)))

    def __str__(self) -> str:
        return self.source
