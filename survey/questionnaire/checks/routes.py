"""Ways through a questionnaire: questions that nobody comes to, conditions that part nobody."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.findings import Severity
from survey.language.messages import finding, quoted
from survey.questionnaire.checks.references import faults
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.expressions.tree import Call, Function, Joined, Joint, Name, Not, walk
from survey.questionnaire.expressions.writing import all_hold, expression_of, one_of_the_areas
from survey.questionnaire.questions import Computed, Grid
from survey.questionnaire.routing.computed import expressions_of
from survey.questionnaire.routing.solver import Solver
from survey.questionnaire.routing.vocabulary import PLACES, Form, vocabulary_of
from survey.questionnaire.texts import pipes_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from survey.findings import Finding
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import ModelPath, Questionnaire
    from survey.questionnaire.questions import Section
    from survey.questionnaire.routing.vocabulary import Subject

# How many conditions behind a condition are considered, and how many answers gone through then.
_REACH = ((16, 8_000), (8, 8_000), (4, 8_000), (0, 200_000))
_SAYS_ANSWERED = frozenset({Function.ANSWERED, Function.MISSING})
_SEVERITIES = {
    "unreachable": Severity.ERROR,
    "case_never": Severity.WARNING,
    "always_true": Severity.WARNING,
    "true_if_answered": Severity.NOTE,
    "undecided": Severity.NOTE,
}


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """What nobody is asked, what everybody is asked, and pipes from what may not be asked.

    Conditions that have errors are left out, and so is what hangs on them or on a question that
    nobody comes to.
    """
    routes = _Routes(questionnaire)
    for section in questionnaire.sections:
        yield from routes.of_section(section)
    for each in asked_questions(questionnaire.sections):
        yield from routes.of_question(each)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the solver says, and of what.

    Attributes
    ----------
    found : bool or None
        None if it was not decided.
    whole : bool
        Whether all that the conditions hang on was considered.
    sound : bool
        Whether the conditions have no errors.
    """

    found: bool | None
    whole: bool = True
    sound: bool = True


class _Routes:
    """Asks the solver about each condition in the light of those before it."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.vocabulary = vocabulary_of(questionnaire)
        self.solver = Solver(self.vocabulary)
        self.sections = {section.id: section for section in questionnaire.sections}
        self.wrong: set[str] = set()
        for path, found in faults(questionnaire, self.vocabulary):
            if found.severity is Severity.ERROR and "checks" not in path:
                self.leave_out(path)
        self.behind: dict[str, list[Expression]] = {}
        self.known: dict[tuple[str, ...], _Verdict] = {}

    def leave_out(self, path: ModelPath) -> None:
        """Reason no more about a question, or about those of a section."""
        if path[0] != "sections":
            self.wrong.add(path[0])
        elif path[1] in self.sections:
            self.wrong.update(each.id for each in self.sections[path[1]].questions)

    # Parts of a questionnaire

    def of_section(self, section: Section) -> Iterator[Finding]:
        path = ("sections", section.id, "ask_if")
        usable = not section.questions or section.questions[0].id not in self.wrong
        if section.ask_if is not None and usable:
            areas = one_of_the_areas(section.areas)
            yield from self.of_condition(section.ask_if, areas, path, section.id)

    def of_question(self, each: Asked) -> Iterator[Finding]:
        question = each.question
        if question.id in self.wrong or each.table in self.wrong:
            return
        if question.ask_if is not None:
            path = (question.id, "ask_if")
            yield from self.of_condition(question.ask_if, self.before(each), path, question.id)
        if isinstance(question, Grid):
            for row in question.rows:
                if row.ask_if is not None:
                    at_row = (question.id, "rows", row.id, "ask_if")
                    name = f"{question.id}_{row.id}"
                    yield from self.of_condition(row.ask_if, each.universe, at_row, name)
        if isinstance(question, Computed):
            yield from self.of_cases(question)
        yield from self.of_pipes(each)

    def before(self, each: Asked) -> Expression | None:
        """What must hold to come to a question, its own condition left out."""
        roster = self.vocabulary[each.table].universe if each.table else None
        areas = one_of_the_areas(each.section.areas)
        return roster or all_hold((areas, each.section.ask_if))

    def of_condition(
        self, own: Expression, before: Expression | None, path: ModelPath, name: str
    ) -> Iterator[Finding]:
        """Whether a condition lets somebody through, and keeps somebody out."""
        whole = all_hold((before, own)) or own
        reached = self.reached(whole)
        if reached.found is False:
            self.leave_out(path[:1] if "rows" in path else path)
            yield self.told("unreachable", path, name)
        elif reached.found is None:
            if reached.sound:
                yield self.told("undecided", path, name)
        elif _says_answered(own) or self.always(own, before, *self.answered(own)).found:
            if self.always(own, before).found:
                yield self.told("always_true", path, name)
            elif not _says_answered(own):
                yield self.told("true_if_answered", path, name)

    def of_cases(self, question: Computed) -> Iterator[Finding]:
        """Cases that the ones before them leave nobody to."""
        earlier: list[Expression] = []
        for place, case in enumerate(question.cases):
            whole = all_hold((*earlier, case.when)) or case.when
            if self.reached(whole).found is False:
                path = (question.id, "cases", str(place), "when")
                yield self.told("case_never", path, question.id, case=place + 1)
            earlier.append(expression_of(Not(case.when.tree)))

    def of_pipes(self, each: Asked) -> Iterator[Finding]:
        """Texts that are filled with what may not have been asked."""
        seen: set[str] = set()
        for part in ("text", "hint"):
            for words in getattr(each.question, part).values():
                for name in pipes_in(words):
                    subject = self.vocabulary.get(name)
                    if subject is None or name in seen or name in PLACES:
                        continue
                    seen.add(name)
                    if self.may_be_unasked(subject, each):
                        yield finding(
                            "questionnaire.pipe_unasked",
                            severity=Severity.WARNING,
                            place=self.questionnaire.place(each.question.id, part),
                            name=quoted(name),
                            owner=quoted(each.question.id),
                        )

    def may_be_unasked(self, subject: Subject, each: Asked) -> bool:
        asked = subject.universe
        usable = subject.table in {"", each.table} and subject.question != each.question.id
        if asked is None or not usable:
            return False
        always = self.always(asked, each.universe)
        return always.whole and always.found is False

    # The solver

    def always(self, own: Expression, before: Expression | None, *more: Expression) -> _Verdict:
        def ask(given: list[Expression]) -> bool | None:
            others = [each for each in given if each is not own]
            return self.solver.always_true(own, others)

        return self.solved(ask, own, *([before] if before else []), *more)

    def reached(self, condition: Expression) -> _Verdict:
        def ask(given: list[Expression]) -> bool | None:
            return self.solver.satisfiable(given)

        return self.solved(ask, condition)

    def solved(
        self, ask: Callable[[list[Expression]], bool | None], *conditions: Expression
    ) -> _Verdict:
        """What the solver says of conditions and what they hang on; once for the same ones.

        Where that is too much to go through, what is farthest away is left out: what is impossible
        without it is so with it, too.
        """
        key = (ask.__qualname__, *(each.source for each in conditions))
        if key not in self.known:
            self.known[key] = self._solved(ask, conditions)
        return self.known[key]

    def _solved(
        self, ask: Callable[[list[Expression]], bool | None], conditions: tuple[Expression, ...]
    ) -> _Verdict:
        tried: set[tuple[int, int]] = set()
        for most, self.solver.most in _REACH:
            given, whole = self.with_conditions_behind(conditions, most)
            if given is None:
                return _Verdict(None, whole=False, sound=False)
            size = (len(given), self.solver.most)
            found = None if size in tried else ask(given)
            tried.add(size)
            if found is not None:
                return _Verdict(found, whole=whole)
        return _Verdict(None)

    def with_conditions_behind(
        self, conditions: Iterable[Expression], most: int
    ) -> tuple[list[Expression] | None, bool]:
        """Conditions, and for each question they hang on: that it is asked or has no answer.

        The nearest come first, up to a number of them; the second value tells whether that is all.
        None instead of the conditions if one of them has errors.
        """
        given = list(conditions)
        waiting = deque(name for each in given for name in each.names)
        seen: set[str] = set()
        more = 0
        while waiting and more < most + 1:
            name = waiting.popleft()
            subject = self.vocabulary.get(name)
            if subject is None or name in seen:
                continue
            seen.add(name)
            if subject.question in self.wrong:
                return None, False
            behind = self.conditions_behind(subject)
            if behind and subject.computed is None:
                more += 1
                given.extend(behind if more <= most else ())
            waiting.extend(name for each in behind for name in each.names)
        return list({each.source: each for each in given}.values()), more <= most

    def conditions_behind(self, subject: Subject) -> list[Expression]:
        """Of a computed question what it is worked out from, else that it is asked or missing."""
        if subject.name not in self.behind:
            self.behind[subject.name] = list(self._behind(subject))
        return self.behind[subject.name]

    def _behind(self, subject: Subject) -> Iterator[Expression]:
        if subject.computed is not None:
            yield from expressions_of(subject.computed)
            yield from [subject.universe] if subject.universe else []
        elif subject.form is Form.GRID:
            for column in subject.columns:
                yield from self._behind(self.vocabulary[column])
        elif subject.universe is not None:
            owner = self.vocabulary[subject.question]
            joint = owner.form in {Form.MULTIPLE, Form.RANKING} and subject.form is not Form.TEXT
            name = Name(owner.name if joint else subject.name)
            missing = Call(Function.MISSING, (name,))
            tree = subject.universe.tree
            parts = tree.parts if isinstance(tree, Joined) and tree.joint is Joint.OR else (tree,)
            yield expression_of(Joined(Joint.OR, (*parts, missing)))

    def answered(self, own: Expression) -> list[Expression]:
        """That each question that a condition names is answered."""
        names = [name for name in own.names if self.vocabulary[name].question]
        return [expression_of(Call(Function.ANSWERED, (Name(name),))) for name in names]

    def told(self, code: str, path: ModelPath, name: str, *, case: int = 0) -> Finding:
        return finding(
            f"questionnaire.{code}",
            severity=_SEVERITIES[code],
            place=self.questionnaire.place(*path),
            name=quoted(name),
            case=case,
        )


def _says_answered(condition: Expression) -> bool:
    functions = {each.function for each in walk(condition.tree) if isinstance(each, Call)}
    return not condition.names or not functions.isdisjoint(_SAYS_ANSWERED)
