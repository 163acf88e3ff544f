"""What a column is called where it stands alone: its question, and its row or option there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.codebook import Text, Variable
    from survey.questionnaire.questions import Question


def column_label(variable: Variable, question: Question, say: Callable[[Text], str]) -> str:
    """The label of a column.

    Parameters
    ----------
    variable : Variable
    question : Question
        The one that the column belongs to.
    say : callable
        Gives a text in the wanted language.

    Examples
    --------
    >>> from survey.codebook import Kind, Variable
    >>> from survey.questionnaire.questions import Grid, GridRow
    >>> grid = Grid(id="g", label={"en": "Setting"}, codes=(), rows=(GridRow("a", {}),))
    >>> light = Variable("g_a", Kind.SINGLE, {"en": "Lighting"}, item="a")
    >>> column_label(light, grid, lambda text: text.get("en", ""))
    'Setting: Lighting'
    """
    asked = say(question.label) or say(question.text)
    own = say(variable.label)
    if not variable.item or not own or own == asked:
        return asked or own
    own = own.rstrip(": ")
    return f"{asked}: {own}" if asked else own
