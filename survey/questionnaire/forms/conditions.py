"""Who a question is for, said to the one who fills in the form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from babel.core import UnknownLocaleError

from survey.codebook import Code, MissingKind
from survey.language.numbers import format_number, locale_of
from survey.language.words import capitalised
from survey.questionnaire.columns import column_names
from survey.questionnaire.expressions.tree import (
    Among,
    Call,
    Comparator,
    Comparison,
    Constant,
    Function,
    Joined,
    Joint,
    Name,
    Not,
    walk,
)
from survey.questionnaire.forms.outcomes import outcomes
from survey.questionnaire.forms.words import FormWords, missing_word
from survey.questionnaire.questions import (
    Computed,
    Grid,
    Multiple,
    Number,
    Question,
    Ranking,
    Single,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey.codebook import Text
    from survey.questionnaire.expressions.tree import Node
    from survey.questionnaire.model import Questionnaire

_AREA = "area"
_OPPOSITE = {
    Comparator.EQUAL: Comparator.UNEQUAL,
    Comparator.UNEQUAL: Comparator.EQUAL,
    Comparator.LESS: Comparator.AT_LEAST,
    Comparator.AT_LEAST: Comparator.LESS,
    Comparator.MORE: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.MORE,
}
_TURNED = {
    Comparator.LESS: Comparator.MORE,
    Comparator.MORE: Comparator.LESS,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.AT_LEAST: Comparator.AT_MOST,
}
_NUMBERS = {
    Comparator.EQUAL: "number_exactly",
    Comparator.UNEQUAL: "number_other",
    Comparator.LESS: "number_below",
    Comparator.AT_LEAST: "number_at_least",
    Comparator.MORE: "number_above",
    Comparator.AT_MOST: "number_at_most",
}
_TICKS = {
    Comparator.EQUAL: ("ticks_exactly", 0),
    Comparator.AT_LEAST: ("ticks_at_least", 0),
    Comparator.MORE: ("ticks_at_least", 1),
    Comparator.AT_MOST: ("ticks_at_most", 0),
    Comparator.LESS: ("ticks_at_most", -1),
}
_KINDS = {kind.name.lower(): kind for kind in MissingKind}


@dataclass(frozen=True, slots=True)
class Column:
    """What a name in a condition stands for."""

    question: Question
    item: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Says conditions in the words of a form.

    Attributes
    ----------
    questionnaire : Questionnaire
    words : FormWords
    numbers : mapping of str to str
        Of the questions on the form.
    area_names : mapping of str to str
    """

    questionnaire: Questionnaire
    words: FormWords
    numbers: Mapping[str, str]
    area_names: Mapping[str, str] = field(default_factory=dict)

    def said(self, parts: Iterable[Node]) -> str:
        """Parts that must all hold, as the end of a sentence; empty if one of them can't be said.

        "answered “Yes” in question 4"
        """
        told = [self._told(part, positive=True) for part in parts]
        return "" if None in told or not told else self._joined(Joint.AND, list(filter(None, told)))

    def area_name(self, area: object) -> str:
        """What an area is called."""
        return self.area_names.get(str(area)) or capitalised(str(area).replace("_", " "))

    # Conditions

    def _told(self, node: Node, *, positive: bool) -> _Phrase | None:
        told = self._coded(node, positive=positive)
        if told is not None:
            return told
        match node:
            case Not(of):
                told = self._told(of, positive=not positive)
            case Joined(joint, parts):
                told = self._told_together(joint, parts, positive=positive)
            case Comparison():
                told = self._told_comparison(node, positive=positive)
            case Among(Name(id=name), constants) if name == _AREA:
                told = self._lives([each.value for each in constants], positive=positive)
            case Among(Name(id=name), constants) if positive:
                told = self._numbers(name, [each.value for each in constants])
            case Call():
                told = self._told_call(node, positive=positive)
        return told

    def _told_together(
        self, joint: Joint, parts: Sequence[Node], *, positive: bool
    ) -> _Phrase | None:
        told = [self._told(part, positive=positive) for part in parts]
        if None in told:
            return None
        kept = joint if positive else (Joint.AND if joint is Joint.OR else Joint.OR)
        phrases = [each for each in told if each is not None]
        return _Phrase(self._joined(kept, phrases), kept)

    def _joined(self, joint: Joint, phrases: Sequence[_Phrase]) -> str:
        inner = [
            f"({each.words})" if each.joint not in {None, joint} and len(phrases) > 1 else
            each.words
            for each in phrases
        ]  # fmt: skip
        return f" {self.words.said(joint.value)} ".join(inner)

    # Answers that are ticked

    def _coded(self, node: Node, *, positive: bool) -> _Phrase | None:
        """A condition on one question with codes, as the list of the answers that meet it."""
        names = {each.id for each in walk(node) if isinstance(each, Name)}
        if any(isinstance(each, Call) for each in walk(node)) or len(names) != 1:
            return None
        (name,) = names
        column = self._column(name)
        codes = _codes_of(column)
        if column is None or not codes:
            return None
        met = [
            code
            for code in codes
            if outcomes(node, {name: frozenset({code.value})}) == frozenset({positive})
        ]
        return self._answered(column, met) if met else None

    def _answered(self, column: Column, codes: Sequence[Code]) -> _Phrase | None:
        question, answers = column.question, self._answers(codes)
        if isinstance(question, Computed):
            label = self._words(question.label) or question.id
            return _Phrase(self.words.said("belongs_to", answers=answers, label=label))
        number = self.numbers.get(question.id)
        if number is None:
            return None
        if isinstance(question, Grid):
            row = next(each for each in question.rows if each.id == column.item)
            quoted = self.words.quoted(self._words(row.text))
            said = self.words.said("answered_row", answers=answers, row=quoted, number=number)
            return _Phrase(said)
        return _Phrase(self.words.said("answered_with", answers=answers, number=number))

    def _answers(self, codes: Sequence[Code]) -> str:
        labels = [self._words(code.label).rstrip(":… ") or str(code.value) for code in codes]
        return self._listed([self.words.quoted(label) for label in labels])

    def _listed(self, words: Sequence[str]) -> str:
        *first, last = words
        return f"{', '.join(first)} {self.words.said('or')} {last}" if first else last

    # Numbers and areas

    def _told_comparison(self, node: Comparison, *, positive: bool) -> _Phrase | None:
        match node:
            case Comparison(comparator, Constant() as left, right):
                turned = Comparison(_TURNED.get(comparator, comparator), right, left)
                return self._told_plain(turned, positive=positive)
        return self._told_plain(node, positive=positive)

    def _told_plain(self, node: Comparison, *, positive: bool) -> _Phrase | None:
        comparator = node.comparator if positive else _OPPOSITE[node.comparator]
        match node:
            case Comparison(_, Name(id=name), Constant(value)) if name == _AREA:
                if comparator in {Comparator.EQUAL, Comparator.UNEQUAL}:
                    return self._lives([value], positive=comparator is Comparator.EQUAL)
            case Comparison(_, Name(id=name), Constant(value)):
                return self._number(name, comparator, value)
            case Comparison(_, Call(Function.COUNT, (Name(id=name),)), Constant(int(value))):
                return self._ticks(name, comparator, value)
        return None

    def _lives(self, areas: Sequence[object], *, positive: bool) -> _Phrase:
        name = "lives_in" if positive else "lives_outside"
        listed = self._listed([self.area_name(area) for area in areas])
        return _Phrase(self.words.said(name, areas=listed))

    def _number(self, name: str, comparator: Comparator, value: object) -> _Phrase | None:
        column, number = self._column(name), self.numbers.get(name)
        if column is None or isinstance(value, str | bool) or not isinstance(value, int | float):
            return None
        if isinstance(column.question, Multiple) and comparator is Comparator.EQUAL:
            return self._ticked_option(column, value)
        if isinstance(column.question, Ranking) and comparator is Comparator.EQUAL and value >= 1:
            return self._ranked(column, int(value))
        if not isinstance(column.question, Number) or number is None:
            return None
        shown = format_number(value, numbers_of(self.words.language))
        return _Phrase(self.words.said(_NUMBERS[comparator], value=shown, number=number))

    def _numbers(self, name: str, values: Sequence[object]) -> _Phrase | None:
        told = [self._number(name, Comparator.EQUAL, value) for value in values]
        if None in told or not told:
            return None
        return _Phrase(self._joined(Joint.OR, list(filter(None, told))), Joint.OR)

    def _ranked(self, column: Column, place: int) -> _Phrase | None:
        number = self.numbers.get(column.question.id)
        code = _option(column)
        if number is None or code is None:
            return None
        answers = self._answers([code])
        return _Phrase(self.words.said("ranked", answers=answers, place=place, number=number))

    def _ticked_option(self, column: Column, value: float) -> _Phrase | None:
        code = _option(column)
        if code is None or value not in {0, 1}:
            return None
        return self._ticked(column.question.id, [code.value], positive=value == 1)

    def _ticks(self, name: str, comparator: Comparator, value: int) -> _Phrase | None:
        number = self.numbers.get(name)
        if number is None or comparator not in _TICKS:
            return None
        key, more = _TICKS[comparator]
        return _Phrase(self.words.said(key, value=value + more, number=number))

    # Functions

    def _told_call(self, node: Call, *, positive: bool) -> _Phrase | None:
        match node:
            case Call(Function.ANSWERED, (Name(id=name),)):
                return self._did_answer(name, positive=positive)
            case Call(Function.MISSING, (Name(id=name), Name(id=kind))) if positive:
                return self._gave_no_answer(name, kind)
            case Call(Function.HAS, (Name(id=name), Constant(value))):
                return self._ticked(name, [value], positive=positive)
            case Call(Function.HAS_ANY, (Name(id=name), *codes)):
                return self._ticked(name, _values(codes), positive=positive)
            case Call(Function.HAS_ALL, (Name(id=name), *codes)) if positive:
                told = [self._ticked(name, [value], positive=True) for value in _values(codes)]
                phrases = [each for each in told if each is not None]
                return _Phrase(self._joined(Joint.AND, phrases), Joint.AND) if phrases else None
        return None

    def _did_answer(self, name: str, *, positive: bool) -> _Phrase | None:
        number = self.numbers.get(name)
        if number is None:
            return None
        key = "did_answer" if positive else "did_not_answer"
        question = self.questionnaire.question(name)
        if question is None or question.missing:
            return None  # a tick at "don't know" is no answer, but reads like one
        return _Phrase(self.words.said(key, number=number))

    def _gave_no_answer(self, name: str, kind: str) -> _Phrase | None:
        question, number = self.questionnaire.question(name), self.numbers.get(name)
        if question is None or number is None or _KINDS.get(kind) not in question.missing:
            return None
        answers = self.words.quoted(self._missing(_KINDS[kind]))
        return _Phrase(self.words.said("answered_with", answers=answers, number=number))

    def _ticked(self, name: str, values: Sequence[object], *, positive: bool) -> _Phrase | None:
        question, number = self.questionnaire.question(name), self.numbers.get(name)
        if not isinstance(question, Multiple) or number is None:
            return None
        codes = [code for code in question.codes if code.value in values]
        if len(codes) < len(values):
            return None
        if positive:
            return _Phrase(self.words.said("ticked", answers=self._answers(codes), number=number))
        # a tick at "don't know" is no answer, but reads like one
        apart = [
            Code(int(kind), {self.words.language: self._missing(kind)}) for kind in question.missing
        ]
        answers = self._answers([*codes, *apart])
        return _Phrase(self.words.said("not_ticked", answers=answers, number=number))

    def _missing(self, kind: MissingKind) -> str:
        return missing_word(self.words, self.questionnaire, kind)

    # Names

    def _column(self, name: str) -> Column | None:
        question = self.questionnaire.question(name)
        if question is not None:
            return Column(question)
        for each in self.questionnaire.everything():
            if isinstance(each, Grid | Multiple | Ranking) and name in column_names(each):
                return Column(each, name.removeprefix(f"{each.id}_"))
        return None

    def _words(self, words: Text) -> str:
        return self.questionnaire.languages.said(words, self.words.language)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A condition in words, and what its parts are joined by if there are several."""

    words: str
    joint: Joint | None = None


def numbers_of(language: str) -> str:
    """The language whose numbers are written in a language; English for one that isn't known."""
    try:
        locale_of(language)
    except (UnknownLocaleError, ValueError):
        return "en"
    return language


def _codes_of(column: Column | None) -> tuple[Code, ...]:
    match column:
        case Column(question=Single(codes=codes)):
            return codes
        case Column(question=Computed(codes=codes)):
            return codes
        case Column(question=Grid(codes=codes), item=item) if item:
            return codes
    return ()


def _option(column: Column) -> Code | None:
    codes = getattr(column.question, "codes", ())
    return next((code for code in codes if str(code.value) == column.item), None)


def _values(nodes: Iterable[Node]) -> list[object]:
    return [each.value for each in nodes if isinstance(each, Constant)]
