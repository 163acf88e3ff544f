"""Whether conditions can hold, always hold, or hold for the same respondents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.routing.vocabulary import Vocabulary


def satisfiable(expressions: Iterable[Expression], vocabulary: Vocabulary) -> bool | None:
    """Whether all conditions can be true for one respondent; None if that was not decided."""
    raise NotImplementedError


def always_true(
    expression: Expression, vocabulary: Vocabulary, given: Iterable[Expression] = ()
) -> bool | None:
    """Whether a condition is true for all for whom others are; None if that was not decided."""
    raise NotImplementedError


def equivalent(one: Expression, other: Expression, vocabulary: Vocabulary) -> bool | None:
    """Whether two conditions are true for the same respondents; None if not decided."""
    raise NotImplementedError
