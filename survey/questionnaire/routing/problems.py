"""What is wrong with an expression that can be read: names, functions, types and codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from math import isnan
from typing import TYPE_CHECKING, Any

from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.expressions.tree import (
    Among,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Name,
    Negative,
    Not,
)
from survey.questionnaire.expressions.writing import written
from survey.questionnaire.routing.answers import day_of
from survey.questionnaire.routing.vocabulary import CODED, KINDS, PLACES, WHOLE, Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.findings import Finding, Place
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

_EQUALITIES = {Comparator.EQUAL, Comparator.UNEQUAL}
_MARKED = frozenset({Form.MULTIPLE, Form.RANKING})
_FORMS: dict[Function, frozenset[Form]] = {
    Function.ANSWERED: frozenset(Form) - {Form.NOTHING},
    Function.MISSING: frozenset(Form) - {Form.NOTHING},
    Function.HAS: _MARKED,
    Function.HAS_ANY: _MARKED,
    Function.HAS_ALL: _MARKED,
    Function.COUNT: _MARKED,
    Function.ANY_OF: frozenset({Form.GRID}),
    Function.ALL_OF: frozenset({Form.GRID}),
    Function.YEARS_SINCE: frozenset({Form.DATE}),
}
# How many arguments follow the question: at least and at most.
_MORE: dict[Function, tuple[int, float]] = {
    Function.ANSWERED: (0, 0),
    Function.MISSING: (0, 1),
    Function.HAS: (1, 1),
    Function.HAS_ANY: (1, float("inf")),
    Function.HAS_ALL: (1, float("inf")),
    Function.COUNT: (0, 0),
    Function.ANY_OF: (1, float("inf")),
    Function.ALL_OF: (1, float("inf")),
    Function.YEARS_SINCE: (0, 0),
}
_MOST_CODES = 20
_NUMERIC = frozenset({Function.COUNT, Function.YEARS_SINCE})


class Wanted(Enum):
    """What an expression must come to."""

    CONDITION = auto()
    NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an expression.

    Attributes
    ----------
    code : str
        The sentence stands under ``findings.questionnaire.<code>``.
    fields : dict
        For its placeholders, in the language in force.
    severity : Severity
    """

    code: str
    fields: dict[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def told(self, place: Place | None = None) -> Finding:
        """The finding that says it."""
        code = f"questionnaire.{self.code}"
        return finding(code, severity=self.severity, place=place, **self.fields)


def problems_of(
    expression: Expression,
    vocabulary: Vocabulary,
    *,
    table: str = "",
    wanted: Wanted = Wanted.CONDITION,
) -> tuple[Problem, ...]:
    """All that is wrong with an expression, each thing once, in reading order.

    Parameters
    ----------
    expression : Expression
    vocabulary : Vocabulary
        Names of all tables.
    table : str
        The roster that the expression stands in; empty for none.
    wanted : Wanted
    """
    judge = _Judge(vocabulary, table)
    if wanted is Wanted.CONDITION:
        judge.condition(expression.tree)
    else:
        judge.number(expression.tree)
    return tuple(judge.found.values())


class _Judge:
    """Goes through a tree and notes what is wrong."""

    def __init__(self, vocabulary: Vocabulary, table: str) -> None:
        self.vocabulary = vocabulary
        self.table = table
        self.found: dict[tuple[str, str], Problem] = {}

    def note(self, code: str, severity: Severity = Severity.ERROR, **fields: object) -> None:
        self.found.setdefault((code, repr(fields)), Problem(code, fields, severity))

    # Names

    def subject(self, name: str) -> Subject | None:
        """What a name stands for; None, with a note, if it can't be used here."""
        subject = self.vocabulary.get(name)
        if subject is None:
            self.unknown(name)
        elif subject.form is Form.NOTHING:
            self.note("name_without_answer", name=quoted(name))
        elif subject.table not in {"", self.table}:
            self.note("name_in_roster", name=quoted(name), roster=quoted(subject.table))
        else:
            return subject
        return None

    def unknown(self, name: str) -> None:
        whole = next((part for part in _beginnings(name) if self.is_whole(part)), None)
        near = did_you_mean(name, self.vocabulary)
        if name in KINDS:
            self.note("kind_alone", name=quoted(name))
        elif name in set(Function):
            self.note("function_alone", name=quoted(name), usage=_usage(Function(name)))
        elif whole is not None:
            parts = culprits(self.vocabulary[whole].columns)
            self.note("part_unknown", name=quoted(name), question=quoted(whole), parts=parts)
        elif near:
            self.note("name_unknown_near", name=quoted(name), near=quoted(near))
        else:
            self.note("name_unknown", name=quoted(name))

    def is_whole(self, name: str) -> bool:
        return name in self.vocabulary and self.vocabulary[name].form in WHOLE

    # Conditions

    def condition(self, node: Node) -> None:
        match node:
            case Constant(bool()):
                return
            case Comparison():
                self.compared(node)
            case Among(value, constants):
                self.among(value, constants)
            case Not(of):
                self.condition(of)
            case Joined(_, parts):
                for part in parts:
                    self.condition(part)
            case Call(function, _) if function not in _NUMERIC:
                self.call(node)
            case Name(id=name):
                self.alone(name)
            case _:
                if isinstance(node, Constant) or self.number(node):
                    self.note("number_alone", got=quoted(written(node)))

    def alone(self, name: str) -> None:
        subject = self.subject(name)
        if subject is None:
            return
        key = subject.form if subject.form in {*WHOLE, Form.OPTION} else "other"
        example = text(f"findings.example.{key}", name=name)
        self.note("name_alone", name=quoted(name), example=quoted(example))

    # Comparisons

    def compared(self, node: Comparison) -> None:
        left = self.side(node.left)
        told = left is None and isinstance(node.right, Constant)
        right = None if told else self.side(node.right)
        if left is None or right is None:
            return
        if node.left == node.right:
            self.note("same_twice", got=quoted(written(node)))
        elif isinstance(left, Constant):
            if isinstance(right, Constant):
                self.note("nothing_asked", got=quoted(written(node)))
            else:
                self.against([left], right, _MIRRORED.get(node.comparator, node.comparator))
        elif isinstance(right, Constant):
            self.against([right], left, node.comparator)
        else:
            self.two(left, right, node)

    def side(self, node: Node) -> Subject | Form | Constant | None:
        """One side of a comparison: a name, a number, a constant; None if it can't be one."""
        folded = _constant(node)
        if folded is not None:
            return folded
        match node:
            case Name(id=name):
                subject = self.subject(name)
                if subject is not None and subject.form in WHOLE:
                    example = text(f"findings.example.{subject.form}", name=name)
                    self.note("whole_compared", name=quoted(name), example=quoted(example))
                    return None
                return subject
            case Arithmetic() | Negative():
                return Form.NUMBER if self.number(node) else None
            case Call(function, _) if function in _NUMERIC:
                return Form.NUMBER if self.call(node) else None
        self.condition(node)
        self.note("condition_compared", got=quoted(written(node)))
        return None

    def among(self, value: Node, constants: Sequence[Constant]) -> None:
        side = self.side(value)
        if isinstance(side, Constant):
            self.note("nothing_asked", got=quoted(written(value)))
        elif side is not None:
            self.against(constants, side, Comparator.EQUAL)

    def against(
        self, constants: Sequence[Constant], side: Subject | Form, comparator: Comparator
    ) -> None:
        """A name or a calculation that is held against constants."""
        if not isinstance(side, Form) and side.form in CODED:
            self.codes(constants, side)
            if comparator not in _EQUALITIES:
                self.order(side, constants[0], comparator)
            return
        form = side if isinstance(side, Form) else side.form
        name = quoted(getattr(side, "name", ""))
        for constant in constants:
            words = isinstance(constant.value, str)
            got = quoted(constant.value)
            if form is Form.NUMBER and words:
                self.note("number_with_text", got=got)
            elif form is Form.TEXT and not words:
                self.note("text_with_number", name=name, got=got, instead=f'"{constant.value}"')
            elif form is Form.DATE and not (words and not isnan(day_of(str(constant.value)))):
                self.note("date_form", name=name, got=got)
        if form is Form.TEXT and comparator not in _EQUALITIES:
            self.note("text_order", name=name)

    def codes(self, constants: Sequence[Constant], subject: Subject) -> None:
        """Codes that a question doesn't have."""
        known = {code.value for code in subject.codes}
        name = quoted(subject.name)
        wrong = [each.value for each in constants if each.value not in known]
        texts = [each for each in wrong if isinstance(each, str)]
        below = [each for each in wrong if not isinstance(each, str) and each < 0]
        rest = [each for each in wrong if each not in texts and each not in below]
        shown = ", ".join(str(code.value) for code in subject.codes[:_MOST_CODES])
        shown += "…" if len(subject.codes) > _MOST_CODES else ""
        if texts:
            self.note("text_for_code", name=name, got=culprits(texts), codes=shown)
        if below:
            kinds = [kind.name.lower() for kind in KINDS.values() if int(kind) == below[0]]
            kind = kinds[0] if kinds else "no_answer"
            instead = quoted(f"missing({subject.name}, {kind})")
            self.note("code_below_zero", name=name, got=culprits(map(str, below)), instead=instead)
        if rest:
            self.note("code_unknown", name=name, got=culprits(rest), codes=shown)

    def order(self, subject: Subject, constant: Constant, comparator: Comparator) -> None:
        """Whether it makes sense to ask for higher or lower codes."""
        if isinstance(constant.value, str) or constant.value < 0:
            return
        if not subject.scaled:
            self.note("no_order", name=quoted(subject.name))
            return
        beside = [
            code.value
            for code in subject.codes
            if code.outside and _ORDERED[comparator](float(code.value), float(constant.value))
        ]
        if beside:
            self.note(
                "order_outside", Severity.WARNING, name=quoted(subject.name), got=culprits(beside)
            )

    def two(self, left: Subject | Form, right: Subject | Form, node: Comparison) -> None:
        """Two names or calculations that are compared with each other."""
        one, other = _kind_of(left), _kind_of(right)
        got = quoted(written(node))
        if one is not other:
            self.note("kinds_differ", got=got)
        elif one is Form.TEXT and node.comparator not in _EQUALITIES:
            self.note("text_order", name=quoted(written(node.left)))
        elif one is Form.CODES and not isinstance(left, Form) and not isinstance(right, Form):
            if [code.value for code in left.codes] != [code.value for code in right.codes]:
                self.note("codes_differ", got=got)
            elif node.comparator not in _EQUALITIES and not (left.scaled and right.scaled):
                self.note("no_order", name=quoted(left.name))

    # Numbers

    def number(self, node: Node) -> bool:
        """Whether a part is a number; noted if it isn't."""
        match node:
            case Constant(value):
                if isinstance(value, bool | str):
                    self.note("no_number", got=quoted(written(node)))
                return not isinstance(value, bool | str)
            case Name(id=name):
                return self.name_as_number(name)
            case Negative(of):
                return self.number(of)
            case Arithmetic(_, left, right):
                return all([self.number(left), self.number(right)])
            case Call(function, _) if function in _NUMERIC:
                return self.call(node)
        self.condition(node)
        self.note("condition_as_number", got=quoted(written(node)))
        return False

    def name_as_number(self, name: str) -> bool:
        subject = self.subject(name)
        if subject is None:
            return False
        if subject.form is Form.NUMBER:
            return True
        self.note(_RECKONED.get(subject.form, "no_number"), got=quoted(name))
        return False

    # Functions

    def call(self, node: Call) -> bool:
        """Whether a function can be used so; noted if it can't."""
        function, arguments = node.function, node.arguments
        least, most = _MORE[function]
        first = arguments[0] if arguments else None
        if not isinstance(first, Name) or not least <= len(arguments) - 1 <= most:
            usage = quoted(_usage(function))
            self.note(
                "arguments", function=quoted(function), usage=usage, got=quoted(written(node))
            )
            return False
        subject = self.subject(first.id)
        if subject is None:
            return False
        if subject.form not in _FORMS[function] or subject.name in PLACES:
            what = text(f"findings.forms.{function}")
            self.note("function_form", function=quoted(function), name=quoted(first.id), what=what)
            return False
        if function is Function.MISSING:
            return self.kinds(subject, arguments[1:])
        return self.arguments(node, subject, arguments[1:])

    def kinds(self, subject: Subject, arguments: Iterable[Node]) -> bool:
        for each in arguments:
            word = each.id if isinstance(each, Name) else written(each)
            if not isinstance(each, Name) or word not in KINDS:
                self.note("kind_unknown", got=quoted(word), kinds=", ".join(KINDS))
                return False
            offered = KINDS[word] in subject.missing or word not in {"dont_know", "refused"}
            if not offered and subject.computed is None:
                name = quoted(subject.question)
                self.note("kind_not_offered", Severity.WARNING, name=name, kind=quoted(word))
        return True

    def arguments(self, node: Call, subject: Subject, arguments: Sequence[Node]) -> bool:
        constants = [_constant(each) for each in arguments]
        codes = [each for each in constants if each is not None]
        if len(codes) < len(constants):
            self.note("code_wanted", function=quoted(node.function), got=quoted(written(node)))
            return False
        if codes:
            self.codes(codes, subject)
        return True


_MIRRORED = {
    Comparator.LESS: Comparator.MORE,
    Comparator.MORE: Comparator.LESS,
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
}
_ORDERED = {
    Comparator.LESS: float.__lt__,
    Comparator.AT_MOST: float.__le__,
    Comparator.MORE: float.__gt__,
    Comparator.AT_LEAST: float.__ge__,
}
_RECKONED = {
    Form.CODES: "codes_reckoned",
    Form.RANK: "codes_reckoned",
    Form.OPTION: "ticks_reckoned",
    Form.MULTIPLE: "ticks_reckoned",
    Form.RANKING: "ticks_reckoned",
    Form.DATE: "date_reckoned",
}


def _constant(node: Node) -> Constant | None:
    """A number or a text, its sign taken in."""
    match node:
        case Constant(value):
            return None if isinstance(value, bool) else node
        case Negative(Constant(int() | float() as value)) if not isinstance(value, bool):
            return Constant(-value)
    return None


def _kind_of(side: Subject | Form) -> Form:
    form = side if isinstance(side, Form) else side.form
    return Form.CODES if form in CODED else form


def _beginnings(name: str) -> Iterable[str]:
    """What a name begins with, up to each of its underscores, the longest first."""
    parts = name.split("_")
    return ("_".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))


def _usage(function: Function) -> str:
    return text(f"findings.usage.{function}")
