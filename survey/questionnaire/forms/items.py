"""What stands on a form for an area, in order, and under which number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.questionnaire.columns import asked_questions, column_names
from survey.questionnaire.expressions.writing import all_hold, one_of_the_areas
from survey.questionnaire.forms.outcomes import NOT_ASKED, Answer, outcomes
from survey.questionnaire.questions import Computed, Note, Roster

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question, Section


@dataclass(frozen=True, slots=True)
class Item:
    """A question or a note in its place on the form.

    Attributes
    ----------
    question : Question
    section : Section
    number : str
        Of the question; empty for a note.
    """

    question: Question
    section: Section
    number: str = ""

    @property
    def universe(self) -> Expression | None:
        """All conditions that must hold."""
        return all_hold((section_condition(self.section), self.question.ask_if))

    @property
    def names(self) -> tuple[str, ...]:
        """The names that conditions know it by."""
        return (self.question.id, *column_names(self.question))


@dataclass(frozen=True, slots=True)
class Items:
    """All that stands on a form.

    Attributes
    ----------
    items : tuple of Item
    facts : mapping of str to frozenset
        What is known beforehand: the area, and which questions aren't on this form.
    numbers : mapping of str to str
        The number of each question by its name; questions of a roster have letters after it.
    """

    items: tuple[Item, ...]
    facts: Mapping[str, frozenset[Answer]] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)


def items_of(questionnaire: Questionnaire, *, area: str | None = None) -> Items:
    """What stands on the form; if an area is given, on that for the area."""
    facts: dict[str, frozenset[Answer]] = {}
    if area is not None:
        facts["area"] = frozenset({area})
    kept = []
    for section in questionnaire.sections:
        for question in section.questions:
            if isinstance(question, Computed):
                continue
            item = Item(question, section)
            if _can_be_asked(item, facts):
                kept.append(item)
            else:
                facts |= dict.fromkeys(item.names, NOT_ASKED)
    items = tuple(_numbered(kept))
    return Items(items, facts, _numbers(items))


def section_condition(section: Section) -> Expression | None:
    """What must hold for a whole section."""
    return all_hold((one_of_the_areas(section.areas), section.ask_if))


def areas_of(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The areas that sections are for, each once."""
    return tuple(dict.fromkeys(area for each in questionnaire.sections for area in each.areas))


def numbers_of_names(questionnaire: Questionnaire) -> dict[str, str]:
    """The number on the form of each question and of each of its columns, over all areas."""
    numbers = items_of(questionnaire).numbers
    found = dict(numbers)
    for asked in asked_questions(questionnaire.sections):
        if asked.question.id in numbers:
            number = numbers[asked.question.id]
            found |= dict.fromkeys(column_names(asked.question), number)
    return found


def _can_be_asked(item: Item, facts: Mapping[str, frozenset[Answer]]) -> bool:
    universe = item.universe
    return universe is None or True in outcomes(universe.tree, facts)


def _numbered(items: list[Item]) -> list[Item]:
    numbered, count = [], 0
    for item in items:
        asks = not isinstance(item.question, Note)
        count += asks
        numbered.append(Item(item.question, item.section, str(count) if asks else ""))
    return numbered


def _numbers(items: tuple[Item, ...]) -> dict[str, str]:
    numbers = {}
    for item in items:
        if item.number:
            numbers[item.question.id] = item.number
        if isinstance(item.question, Roster):
            inner = [q for q in item.question.questions if not isinstance(q, Computed | Note)]
            for place, question in enumerate(inner):
                numbers[question.id] = f"{item.number}{letter(place)}"
    return numbers


def letter(place: int) -> str:
    """The letter of a place that counts from nought: a, b, …, z, aa, ab.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    more, rest = divmod(place, 26)
    return (letter(more - 1) if more else "") + "abcdefghijklmnopqrstuvwxyz"[rest]
