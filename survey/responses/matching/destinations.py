"""What a column of a file can become: the questionnaire's columns, and some beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import Kind, Variable
from survey.errors import WrongUseError
from survey.language.messages import culprits, fail
from survey.questionnaire.column_map import Target
from survey.questionnaire.columns import column_names
from survey.questionnaire.drafting.assembly import AREA, COUNT, WEIGHT
from survey.questionnaire.questions import Computed, Multiple, Ranking
from survey.responses.responses import FINISHED, LANGUAGE, MINUTES, MODE, RESPONDENT, STARTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

OF_KIND = {
    Kind.SINGLE: Target.CODES,
    Kind.RANK: Target.CODES,
    Kind.OPTION: Target.TICKS,
    Kind.NUMBER: Target.NUMBER,
    Kind.DATE: Target.DATE,
    Kind.TEXT: Target.TEXT,
    Kind.GROUP: Target.GROUP,
}
BESIDE = {
    RESPONDENT: Target.ID,
    MODE: Target.WORD,
    LANGUAGE: Target.WORD,
    STARTED: Target.MOMENT,
    FINISHED: Target.MOMENT,
    MINUTES: Target.NUMBER,
    WEIGHT: Target.WEIGHT,
    COUNT: Target.COUNT,
}
"""What can stand beside the answers, and what a column becomes by it."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What a column of a file can become.

    Attributes
    ----------
    name : str
        The column, or the question where all its answers stand in one cell.
    kinds : tuple of Target
        What a column becomes by it, the usual one first.
    columns : tuple of str
        The columns that it gives.
    variable : Variable or None
        What the column means; None for a question or for what stands beside the answers.
    question : Question or None
        The question that it belongs to.
    """

    name: str
    kinds: tuple[Target, ...]
    columns: tuple[str, ...]
    variable: Variable | None = None
    question: Question | None = None

    @property
    def kind(self) -> Target:
        """What a column most often becomes by it."""
        return self.kinds[0]

    @property
    def needed(self) -> bool:
        """Whether a file should have it."""
        return self.variable is not None and not isinstance(self.question, Computed)


def destinations(
    questionnaire: Questionnaire, groups: Sequence[Variable] = ()
) -> Mapping[str, Destination]:
    """All that columns can become, by name.

    Parameters
    ----------
    questionnaire : Questionnaire
    groups : sequence of Variable
        Columns beside the questions that hold one of some known texts; if there are none, a file
        may have an area, of which nothing is known.

    Raises
    ------
    WrongUseError
        If a group is called as a question is.
    """
    beside = groups or (Variable(AREA, Kind.GROUP, {}),)
    own = {variable.name: variable for variable in questionnaire.variables()}
    taken = [variable.name for variable in groups if variable.name in own]
    if taken:
        raise fail(WrongUseError, "matching.group_taken", names=culprits(taken))
    found = {name: Destination(name, (kind,), (name,)) for name, kind in BESIDE.items()}
    for group in beside:
        found[group.name] = Destination(group.name, (Target.GROUP,), (group.name,), group)
    asked: set[str] = set()
    for name, variable in own.items():
        question = questionnaire.question(variable.question_id)
        if isinstance(question, Multiple | Ranking) and question.id not in asked:
            asked.add(question.id)
            found[question.id] = _of_several(question)
        found[name] = Destination(name, (OF_KIND[variable.kind],), (name,), variable, question)
    return found


def _of_several(question: Multiple | Ranking) -> Destination:
    kinds = (Target.JOINED, Target.NON_ANSWER)
    return Destination(question.id, kinds, column_names(question), None, question)
