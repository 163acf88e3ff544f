"""Ways through a questionnaire: questions that nobody comes to, conditions that part nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.findings import Severity
from survey.language.messages import finding, quoted
from survey.questionnaire.checks.references import faults
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.expressions.tree import Call, Function, Joined, Joint, Name, Not, walk
from survey.questionnaire.expressions.writing import all_hold, expression_of, one_of_the_areas
from survey.questionnaire.questions import Computed, Grid
from survey.questionnaire.routing.computed import expressions_of
from survey.questionnaire.routing.solver import always_true, satisfiable
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

_MOST = 50_000
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


class _Routes:
    """Asks the solver about each condition in the light of those before it."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.vocabulary = vocabulary_of(questionnaire)
        self.sections = {section.id: section for section in questionnaire.sections}
        self.wrong: set[str] = set()
        for path, found in faults(questionnaire, self.vocabulary):
            if found.severity is Severity.ERROR and "checks" not in path:
                self.leave_out(path)
        self.behind: dict[str, list[Expression]] = {}
        self.known: dict[tuple[str, ...], bool | None] = {}

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
        reached = self.solved(lambda given: satisfiable(given, self.vocabulary, most=_MOST), whole)
        if reached is False:
            self.leave_out(path[:1] if "rows" in path else path)
            yield self.told("unreachable", path, name)
        elif reached is None:
            if self.with_conditions_behind([whole]) is not None:
                yield self.told("undecided", path, name)
        elif _says_answered(own) or self.always(own, before, *self.answered(own)):
            if self.always(own, before):
                yield self.told("always_true", path, name)
            elif not _says_answered(own):
                yield self.told("true_if_answered", path, name)

    def of_cases(self, question: Computed) -> Iterator[Finding]:
        """Cases that the ones before them leave nobody to."""
        earlier: list[Expression] = []
        for place, case in enumerate(question.cases):
            whole = all_hold((*earlier, case.when)) or case.when
            reached = self.solved(
                lambda given: satisfiable(given, self.vocabulary, most=_MOST), whole
            )
            if reached is False:
                path = (question.id, "cases", str(place), "when")
                yield self.told("case_never", path, question.id)
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
        return asked is not None and usable and self.always(asked, each.universe) is False

    # The solver

    def always(self, own: Expression, before: Expression | None, *more: Expression) -> bool | None:
        def ask(given: list[Expression]) -> bool | None:
            others = [each for each in given if each is not own]
            return always_true(own, self.vocabulary, others, most=_MOST)

        return self.solved(ask, own, *([before] if before else []), *more)

    def solved(
        self, ask: Callable[[list[Expression]], bool | None], *conditions: Expression
    ) -> bool | None:
        """What the solver says of conditions and what they hang on; once for the same ones."""
        key = (ask.__qualname__, *(each.source for each in conditions))
        if key not in self.known:
            given = self.with_conditions_behind(conditions)
            self.known[key] = None if given is None else ask(given)
        return self.known[key]

    def with_conditions_behind(self, conditions: Iterable[Expression]) -> list[Expression] | None:
        """Conditions, and for each question they hang on: that it is asked or has no answer.

        None if one of them has errors.
        """
        given = list(conditions)
        waiting = [name for each in given for name in each.names]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            subject = self.vocabulary.get(name)
            if subject is None or name in seen:
                continue
            seen.add(name)
            if subject.question in self.wrong:
                return None
            behind = self.conditions_behind(subject)
            given.extend(each for each in behind if subject.computed is None)
            waiting.extend(name for each in behind for name in each.names)
        return list({each.source: each for each in given}.values())

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

    def told(self, code: str, path: ModelPath, name: str) -> Finding:
        place = self.questionnaire.place(*path)
        return finding(
            f"questionnaire.{code}", severity=_SEVERITIES[code], place=place, name=quoted(name)
        )


def _says_answered(condition: Expression) -> bool:
    functions = {each.function for each in walk(condition.tree) if isinstance(each, Call)}
    return not condition.names or not functions.isdisjoint(_SAYS_ANSWERED)
