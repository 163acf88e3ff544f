"""Whether the same people are asked, however the condition is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.codebook import MissingKind
from survey.questionnaire.comparison.crosswalks import reached_by
from survey.questionnaire.comparison.rulings import Ruling, broken, undecided
from survey.questionnaire.comparison.verdicts import AS_IT_IS, Comparability
from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Negative,
    Not,
)
from survey.questionnaire.expressions.writing import expression_of
from survey.questionnaire.locking.normal_form import normal_source
from survey.questionnaire.routing.solver import Solver
from survey.questionnaire.routing.vocabulary import PLACES, Form, Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from survey.codebook import Code
    from survey.questionnaire.changes import Crosswalk
    from survey.questionnaire.comparison.verdicts import Verdict, Version
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.questions import Computed
    from survey.questionnaire.routing.vocabulary import Subject

_THEN = "__then"
_EVERYONE = expression_of(Constant(value=True))


@dataclass(slots=True)
class People:
    """Settles whether two conditions let through the same respondents.

    Attributes
    ----------
    old, new : Version
    verdict_of : callable
        The verdict on a question or column that a condition mentions; None if it isn't in both.
    """

    old: Version
    new: Version
    verdict_of: Callable[[str], Verdict | None]
    _vocabulary: dict[str, Subject] = field(default_factory=dict)

    def ruling(self, old: Expression | None, new: Expression | None) -> Ruling | None:
        """What is to be said of two conditions; None if the same people are asked."""
        then, now = self._in_its_wave(old, self.old), self._in_its_wave(new, self.new)
        names = [*dict.fromkeys((*then.names, *now.names))]
        shared = [name for name in names if name not in PLACES and self.verdict_of(name)]
        hinging = self._hinging(shared, "filter", Comparability.BROKEN)
        if hinging is not None:
            return hinging
        same = self._same(then, now, shared)
        if same is False:
            return broken("people")
        if same is None:
            return undecided("people_unclear")
        return self._hinging(shared, "filter_undecided", Comparability.UNDECIDED)

    def calculation(self, old: Computed, new: Computed) -> Ruling | None:
        """What is to be said of how a value is worked out; None if it is the same."""
        names = [*dict.fromkeys(_names_of(old, new))]
        shared = [name for name in names if name not in PLACES and self.verdict_of(name)]
        hinging = self._hinging(shared, "input", Comparability.BROKEN) or self._hinging(
            shared, "input_undecided", Comparability.UNDECIDED
        )
        if hinging is not None:
            return hinging
        recoded = self._hinging(shared, "input_recoded", Comparability.RECODED)
        if recoded is not None:
            return undecided("input_recoded", name=recoded.fields["name"])
        if _sources(old) == _sources(new) or self._same_cases(old, new):
            return None
        return undecided("calculation")

    def _hinging(self, names: Iterable[str], key: str, verdict: Comparability) -> Ruling | None:
        """A ruling on a condition that hangs on a question with a verdict of its own."""
        for name in names:
            found = self.verdict_of(name)
            if found is not None and found.verdict is verdict:
                fields = {"name": self._called(name)}
                if verdict is Comparability.UNDECIDED:
                    return undecided(key, settled=False, **fields)
                return broken(key, **fields)
        return None

    def _called(self, name: str) -> Mapping[str, str] | str:
        subject = self._subjects().get(name)
        question = self.new.questionnaire.question(subject.question if subject else name)
        return (question.label or question.text) if question is not None else name

    # The truth tables

    def _same(self, then: Expression, now: Expression, shared: Iterable[str]) -> bool | None:
        recoded = {
            name: found.crosswalk
            for name in shared
            if (found := self.verdict_of(name))
            and found.verdict not in AS_IT_IS
            and found.crosswalk
        }
        if not recoded and normal_source(then) == normal_source(now):
            return True
        if any(not self._is_coded(name) for name in recoded):
            return None
        subjects = dict(self._subjects())
        for name in recoded:
            subjects[f"{name}{_THEN}"] = self._then(name)
        before = expression_of(_renamed(then.tree, recoded))
        vocabulary = Vocabulary(subjects)
        for name, crosswalk in recoded.items():
            for condition, side, called in (
                (before, crosswalk.old, f"{name}{_THEN}"),
                (now, crosswalk.new, name),
            ):
                if _asks_of_lost(condition, Name(called), side, vocabulary):
                    return None
        links = [_link(name, crosswalk) for name, crosswalk in recoded.items()]
        same = _equal(before, now, vocabulary, links)
        return same or (None if recoded else same)  # within a common code, nobody can tell

    def _is_coded(self, name: str) -> bool:
        subject = self._subjects()[name]
        return subject.form is Form.CODES and subject.computed is None

    def _then(self, name: str) -> Subject:
        subject = vocabulary_of(self.old.questionnaire)[name]
        return replace(subject, name=f"{name}{_THEN}", columns=(f"{name}{_THEN}",))

    def _same_cases(self, old: Computed, new: Computed) -> bool:
        """Whether two computed questions give everybody the same code."""
        if old.value is not None or new.value is not None:
            return False
        subjects = dict(self._subjects())
        now = replace(subjects[new.id], computed=new, universe=None)
        before = f"{old.id}{_THEN}"
        subjects |= {
            new.id: now,
            before: replace(now, name=before, columns=(before,), computed=replace(old, id=before)),
        }
        vocabulary = Vocabulary(subjects)
        codes = {code.value for each in (old, new) for code in each.codes}
        return all(
            _equal(_has(before, code), _has(new.id, code), vocabulary, ()) is True for code in codes
        )

    def _subjects(self) -> Mapping[str, Subject]:
        """The names of both versions; what is in both accepts what either does."""
        if not self._vocabulary:
            old = vocabulary_of(self.old.questionnaire)
            new = vocabulary_of(self.new.questionnaire)
            self._vocabulary = {**old, **new}
            for name in set(old) & set(new):
                self._vocabulary[name] = _widened(new[name], old[name])
        return self._vocabulary

    def _in_its_wave(self, condition: Expression | None, version: Version) -> Expression:
        if condition is None:
            return _EVERYONE
        if not (self.old.wave and self.new.wave):
            return condition  # nobody knows what wave the other one is of
        return expression_of(_in_wave(condition.tree, version.wave))


def _link(name: str, crosswalk: Crosswalk) -> Expression:
    """What ties the earlier answer to the newer one: the same common code, or missing alike."""
    then, now = Name(f"{name}{_THEN}"), Name(name)
    pairs: list[Node] = []
    for common in crosswalk.common:
        both = [
            Among(value, tuple(map(Constant, reached_by(side, common))))
            for value, side in ((then, crosswalk.old), (now, crosswalk.new))
        ]
        if all(each.constants for each in both):
            pairs.append(Joined(Joint.AND, tuple(both)))
    for kind in MissingKind:
        gone = (Call(Function.MISSING, (each, Name(kind.name.lower()))) for each in (then, now))
        pairs.append(Joined(Joint.AND, tuple(gone)))
    return expression_of(Joined(Joint.OR, tuple(pairs)))


def _asks_of_lost(
    condition: Expression, name: Name, side: Mapping[int, int | None], vocabulary: Vocabulary
) -> bool:
    """Whether somebody may be asked who gave an answer that has no common code."""
    lost = tuple(Constant(code) for code, to in side.items() if to is None)
    if not lost:
        return False
    return (
        Solver(vocabulary).satisfiable([condition, expression_of(Among(name, lost))]) is not False
    )


def _equal(
    one: Expression, other: Expression, vocabulary: Vocabulary, given: Iterable[Expression]
) -> bool | None:
    """Whether two conditions are true for the same respondents; None if that wasn't decided."""
    solver = Solver(vocabulary)
    held = list(given)
    found = [solver.always_true(one, [*held, other]), solver.always_true(other, [*held, one])]
    return False if False in found else None if None in found else True


def _has(name: str, code: int | str) -> Expression:
    return expression_of(Comparison(Comparator.EQUAL, Name(name), Constant(code)))


def _sources(question: Computed) -> tuple[object, ...]:
    cases = tuple((normal_source(case.when), case.value) for case in question.cases)
    return normal_source(question.value), cases, question.otherwise


def _names_of(*questions: Computed) -> Iterator[str]:
    for question in questions:
        yield from question.value.names if question.value else ()
        for case in question.cases:
            yield from case.when.names


def _widened(one: Subject, other: Subject) -> Subject:
    codes: dict[int | str, Code] = {code.value: code for code in other.codes}
    codes = {code.value: code for code in one.codes} | codes
    lows = [each.low for each in (one, other) if each.low is not None]
    highs = [each.high for each in (one, other) if each.high is not None]
    return replace(
        one,
        codes=one.codes if one.form in {Form.RANK, Form.OPTION} else tuple(codes.values()),
        columns=tuple(dict.fromkeys((*one.columns, *other.columns))),
        low=min(lows) if len(lows) > 1 else None,
        high=max(highs) if len(highs) > 1 else None,
        decimals=max(one.decimals, other.decimals),
    )


# Trees with something put in the place of something else


def _in_wave(node: Node, wave: str) -> Node:
    """A condition with what it says of the wave worked out."""
    match node:
        case Among(Name(id="wave"), constants):
            return Constant(wave in {each.value for each in constants})
        case Comparison(Comparator.EQUAL, Name(id="wave"), Constant(value)) | Comparison(
            Comparator.EQUAL, Constant(value), Name(id="wave")
        ):
            return Constant(value == wave)
        case Comparison(Comparator.UNEQUAL, Name(id="wave"), Constant(value)) | Comparison(
            Comparator.UNEQUAL, Constant(value), Name(id="wave")
        ):
            return Constant(value != wave)
        case Not(of):
            return Not(_in_wave(of, wave))
        case Joined(joint, parts):
            return Joined(joint, tuple(_in_wave(each, wave) for each in parts))
    return node


def _renamed(node: Node, names: Mapping[str, object]) -> Node:  # noqa: PLR0911 - one a kind
    """A tree with some names marked as those of the earlier wave."""

    def inside(each: Node) -> Node:
        return _renamed(each, names)

    match node:
        case Name(id=name):
            return Name(f"{name}{_THEN}") if name in names else node
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, inside(left), inside(right))
        case Negative(of):
            return Negative(inside(of))
        case Not(of):
            return Not(inside(of))
        case Comparison(comparator, left, right):
            return Comparison(comparator, inside(left), inside(right))
        case Among(value, constants):
            return Among(inside(value), constants)
        case Joined(joint, parts):
            return Joined(joint, tuple(map(inside, parts)))
        case Call(function, arguments):
            return Call(function, tuple(map(inside, arguments)))
    return node
