"""Conditions said in words: "Asked only if …"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node


@dataclass(frozen=True, slots=True)
class Called:
    """What a name is called in one language."""

    words: str
    answers: Mapping[float | str, str] = field(default_factory=dict)


def asked_only_if(expression: Expression, called: Mapping[str, Called], language: str) -> str:
    """Who is asked, as a sentence in Danish or English."""
    raise NotImplementedError


def said(expression: Expression | Node, called: Mapping[str, Called], language: str) -> str:
    """A condition or a calculation in words, as it stands after "if"."""
    raise NotImplementedError
