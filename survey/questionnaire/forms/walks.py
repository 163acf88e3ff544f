"""The ways through a form: which answer leads where, and whom a question must name.

Everyone is taken to answer what she is led to. An arrow stands only where all that it leaps over
is surely not asked of those who gave the answer; a condition is left out only if it surely holds
for all who get there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.questionnaire.expressions.tree import Joined, Joint
from survey.questionnaire.forms.items import section_condition
from survey.questionnaire.forms.outcomes import NOT_ASKED, Answer, outcomes
from survey.questionnaire.questions import Single

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.forms.items import Item, Items

END = ""
"""Where an arrow leads that leaves no question more."""


@dataclass(frozen=True, slots=True)
class Walks:
    """The ways through a form.

    Attributes
    ----------
    arrows : mapping of (str, value) to str
        By question and answer, the number of the question that comes next; `END` for none.
    conditions : mapping of str to tuple of Node
        What must be said above a question or below the title of a section, by its name: parts that
        must all hold.
    """

    arrows: Mapping[tuple[str, Answer], str] = field(default_factory=dict)
    conditions: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)


def walks_of(items: Items) -> Walks:
    """The ways through a form."""
    return _Walk(items).walked()


class _State:
    """The answers that are possible at a place, over all ways that lead there."""

    def __init__(self, facts: Mapping[str, frozenset[Answer]]) -> None:
        self.facts = dict(facts)

    def with_facts(self, more: Mapping[str, frozenset[Answer]]) -> _State:
        return _State(self.facts | dict(more))

    def without(self, names: tuple[str, ...]) -> _State:
        return _State({name: known for name, known in self.facts.items() if name not in names})

    def joined(self, other: _State | None) -> _State:
        if other is None:
            return self
        shared = self.facts.keys() & other.facts.keys()
        return _State({name: self.facts[name] | other.facts[name] for name in shared})


class _Walk:
    def __init__(self, items: Items) -> None:
        self.items = items.items
        self.states: list[_State | None] = [None] * (len(self.items) + 1)
        self.states[0] = _State(items.facts)
        self.arrows: dict[tuple[str, Answer], str] = {}
        self.conditions: dict[str, tuple[Node, ...]] = {}

    def walked(self) -> Walks:
        for place, item in enumerate(self.items):
            state = self.states[place] or _State({})
            if self._begins_section(place):
                self._enter_section(place, state)
            self._ask(place, item, state)
        return Walks(self.arrows, self.conditions)

    def _begins_section(self, place: int) -> bool:
        return place == 0 or self.items[place - 1].section is not self.items[place].section

    def _enter_section(self, place: int, state: _State) -> None:
        """Those who a section isn't for go on after its last question."""
        section = self.items[place].section
        unsaid = _unsure(section_condition(section), state)
        if not unsaid:
            return
        self.conditions[f"section {section.id}"] = unsaid
        after = self._after_section(place)
        self._lead(after, state.with_facts(self._left_out(place, after)))

    def _after_section(self, place: int) -> int:
        section = self.items[place].section
        while place < len(self.items) and self.items[place].section is section:
            place += 1
        return place

    def _ask(self, place: int, item: Item, state: _State) -> None:
        unsaid = _unsure(item.question.ask_if, state)
        if unsaid:
            self.conditions[item.question.id] = unsaid
            self._lead(place + 1, state.with_facts(self._left_out(place, place + 1)))
        if not isinstance(item.question, Single):
            self._lead(place + 1, state.without(item.names))
            return
        for answer in (*(code.value for code in item.question.codes), *item.question.missing):
            here = state.with_facts({item.question.id: frozenset({answer})})
            target = self._target(place, here)
            if target > place + 1:
                self._draw(item, answer, target)
            left_out = self._left_out(place + 1, target)
            self._lead(target, here.with_facts(left_out))

    def _target(self, place: int, here: _State) -> int:
        """The next place where somebody with these answers may have to answer."""
        target = place + 1
        facts = here.facts
        while target < len(self.items) and not self._may_be_asked(target, facts):
            facts = facts | self._left_out(target, target + 1)
            target += 1
        numbered = any(each.number for each in self.items[place + 1 : target])
        lands_on_a_note = target < len(self.items) and not self.items[target].number
        return target if numbered and not lands_on_a_note else place + 1

    def _may_be_asked(self, place: int, facts: Mapping[str, frozenset[Answer]]) -> bool:
        universe = self.items[place].universe
        return universe is None or True in outcomes(universe.tree, facts)

    def _draw(self, item: Item, answer: Answer, target: int) -> None:
        number = self.items[target].number if target < len(self.items) else END
        self.arrows[item.question.id, answer] = number

    def _left_out(self, first: int, end: int) -> dict[str, frozenset[Answer]]:
        return {name: NOT_ASKED for each in self.items[first:end] for name in each.names}

    def _lead(self, place: int, state: _State) -> None:
        self.states[place] = state.joined(self.states[place])


def _unsure(condition: Expression | None, state: _State) -> tuple[Node, ...]:
    """The parts of a condition that don't surely hold."""
    if condition is None:
        return ()
    return tuple(
        part for part in _parts(condition.tree) if outcomes(part, state.facts) != frozenset({True})
    )


def _parts(tree: Node) -> Iterator[Node]:
    if isinstance(tree, Joined) and tree.joint is Joint.AND:
        for part in tree.parts:
            yield from _parts(part)
    else:
        yield tree
