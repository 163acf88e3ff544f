"""Conditions and calculations: names, kinds of answers and codes; later questions; circles."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.language.messages import finding, quoted
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.questions import Computed, Roster, expressions_of
from survey.questionnaire.routing.problems import Wanted, problems_of
from survey.questionnaire.routing.vocabulary import vocabulary_of
from survey.questionnaire.texts import pipes_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from survey.findings import Finding, Place
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import ModelPath, Questionnaire
    from survey.questionnaire.questions import Question
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

_BEFORE_ALL = -1


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """What is wrong with expressions, each in the light of where it stands."""
    found = (each for _, each in faults(questionnaire, vocabulary_of(questionnaire)))
    yield from dict.fromkeys(found)


def faults(
    questionnaire: Questionnaire, vocabulary: Vocabulary
) -> Iterator[tuple[ModelPath, Finding]]:
    """The same, each with the path of the expression; a circle with that of each of its parts."""
    circles = _Circles(questionnaire, vocabulary)
    yield from circles.findings()
    standing = _standing(questionnaire)
    for path, expression in questionnaire.expressions():
        here = standing[path[:2] if path[0] == "sections" else path[:1]]
        wanted = Wanted.NUMBER if path[-1] == "value" else Wanted.CONDITION
        for problem in problems_of(expression, vocabulary, table=here.table, wanted=wanted):
            yield path, problem.told(questionnaire.place(*path))
        for name in expression.names:
            subject = vocabulary.get(name)
            if subject is not None and subject.question and subject.table in {"", here.table}:
                code = circles.reference(subject, here, path)
                if code:
                    names = (quoted(name), quoted(here.name))
                    yield path, _reference(code, *names, questionnaire.place(*path))


def _reference(code: str, name: str, owner: str, place: Place | None) -> Finding:
    return finding(f"questionnaire.{code}", place=place, name=name, owner=owner)


@dataclass(frozen=True, slots=True)
class _Here:
    """Where an expression stands."""

    name: str
    position: float
    table: str = ""
    section: str = ""
    random: bool = False
    computed: bool = False


def _standing(questionnaire: Questionnaire) -> Mapping[ModelPath, _Here]:
    """Where the expressions of each question and each section stand."""
    standing: dict[ModelPath, _Here] = {}
    for position, each in enumerate(asked_questions(questionnaire.sections)):
        section, name = each.section, each.question.id
        before = _Here(section.id, position - 0.5, "", section.id, section.random)
        standing.setdefault(("sections", section.id), before)
        computed = isinstance(each.question, Computed)
        standing[name,] = _Here(name, position, each.table, section.id, section.random, computed)
    for section in questionnaire.sections:
        standing.setdefault(("sections", section.id), _Here(section.id, _BEFORE_ALL))
    return standing


class _Circles:
    """What hangs on what, and from when on each answer is there."""

    def __init__(self, questionnaire: Questionnaire, vocabulary: Vocabulary) -> None:
        self.questionnaire = questionnaire
        self.vocabulary = vocabulary
        asked = list(asked_questions(questionnaire.sections))
        self.hangs_on = {each.question.id: self.sources(each) for each in asked}
        self.circles = [each for each in _knots(self.hangs_on) if len(each) > 1]
        self.circle_of = {name: n for n, each in enumerate(self.circles) for name in each}
        self.sections = {each.question.id: each.section for each in asked}
        self.there: dict[str, float] = {}

    def sources(self, each: Asked) -> dict[str, None]:
        """The questions that have to be answered before one can be asked or worked out."""
        question = each.question
        names = [name for expression in _expressions(each) for name in expression.names]
        names += [name for text in _texts(question) for name in pipes_in(text)]
        if isinstance(question, Roster) and question.count:
            names.append(question.count)
        subjects = (self.vocabulary.get(name) for name in names)
        found = (subject.question for subject in subjects if subject is not None)
        return dict.fromkeys(name for name in found if name and name != question.id)

    def findings(self) -> Iterator[tuple[ModelPath, Finding]]:
        for circle in self.circles:
            way = self.around(circle)
            place = self.questionnaire.place(way[0], "ask_if")
            found = finding("questionnaire.cycle", place=place, path=" → ".join(way))
            yield from (((name, "ask_if"), found) for name in self.hangs_on if name in circle)

    def around(self, circle: frozenset[str]) -> list[str]:
        """The shortest way from the first question of a circle back to itself."""
        first = next(name for name in self.hangs_on if name in circle)
        came_from: dict[str, str] = {}
        waiting = deque([first])
        while waiting and first not in came_from:
            name = waiting.popleft()
            for source in self.hangs_on[name]:
                if source in circle and source not in came_from:
                    came_from[source] = name
                    waiting.append(source)
        path = [first]
        while len(path) == 1 or path[-1] != first:
            path.append(came_from[path[-1]])
        return path[::-1]

    def reference(self, subject: Subject, here: _Here, path: ModelPath) -> str:
        """What is wrong with naming a question at a place, as a code; empty if nothing is."""
        source = subject.question
        if source == path[0]:
            return "" if "checks" in path else "refers_to_itself"
        circle = self.circle_of.get(source)
        if here.computed or (circle is not None and circle == self.circle_of.get(path[0])):
            return ""
        if self.from_when(source) > here.position:
            return "later_reference" if subject.computed is None else "later_computed"
        section = self.sections[source]
        shuffled = here.random and section.random and section.id == here.section
        inside = shuffled and subject.computed is None and path[0] != "sections"
        same_roster = subject.table == here.table and subject.table
        return "random_reference" if inside and not same_roster else ""

    def from_when(self, name: str) -> float:
        """The position from which on an answer is there: of a computed one, that of its sources."""
        found, waiting, seen = float(_BEFORE_ALL), [name], {name}
        if name in self.there:
            return self.there[name]
        while waiting:
            subject = self.vocabulary[waiting.pop()]
            if self.is_computed(subject.name):
                new = [each for each in self.hangs_on[subject.name] if each not in seen]
                seen.update(new)
                waiting.extend(new)
            else:
                found = max(found, subject.position)
        self.there[name] = found
        return found

    def is_computed(self, name: str) -> bool:
        return self.vocabulary[name].computed is not None


def _expressions(each: Asked) -> Iterator[Expression]:
    """What decides whether a question is asked, and the value of a computed one."""
    if each.section.ask_if is not None:
        yield each.section.ask_if
    for path, expression in expressions_of(each.question):
        if path[0] != "checks":
            yield expression


def _texts(question: Question) -> Iterator[str]:
    for text in (question.text, question.hint):
        yield from text.values()


def _knots(graph: Mapping[str, Iterable[str]]) -> Iterator[frozenset[str]]:
    """The strongly connected parts of a graph (Tarjan's algorithm, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    stacked: set[str] = set()
    for start in graph:
        walk = [(start, iter(graph[start]))] if start not in number else []
        while walk:
            name, rest = walk[-1]
            if name not in number:
                number[name] = low[name] = len(number)
                stack.append(name)
                stacked.add(name)
            child = next((each for each in rest if each in graph), None)
            if child is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[name])
                if low[name] == number[name]:
                    yield _taken(stack, stacked, name)
            elif child not in number:
                walk.append((child, iter(graph[child])))
            elif child in stacked:
                low[name] = min(low[name], number[child])


def _taken(stack: list[str], stacked: set[str], name: str) -> frozenset[str]:
    """What lies on the stack down to a name."""
    place = stack.index(name)
    part = frozenset(stack[place:])
    del stack[place:]
    stacked.difference_update(part)
    return part
