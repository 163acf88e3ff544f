"""What differs between a question as it was and as it is, in words that stand side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.language.languages import language_name
from survey.language.numbers import format_number
from survey.language.words import capitalised, join_words
from survey.questionnaire.called import called_in
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.expressions.sentences import asked_only_if
from survey.questionnaire.locking.facets import facet_values
from survey.questionnaire.questions import Computed, Date, Grid, Number, OpenText, Roster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from survey.codebook import Code, Text
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.comparison.verdicts import Verdict, Version
    from survey.questionnaire.expressions.sentences import Called
    from survey.questionnaire.questions import Question

_NOTHING = "–"
# Texts that are shown in each language in which they differ, in this order.
_TEXTS = ("wording", "hint", "row", "option", "label", "construct", "period", "unit", "item",
          "headline_phrase")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs.

    Attributes
    ----------
    what : str
        "Wording (Danish)".
    old, new : str
        A dash where there is nothing.
    """

    what: str
    old: str
    new: str


@dataclass(slots=True)
class Side:
    """One of the versions, with what is needed to speak of it in a language.

    Attributes
    ----------
    version : Version
    language : {"da", "en"}
    """

    version: Version
    language: str
    asked: dict[str, Asked] = field(init=False)
    texts: dict[str, dict[str, object]] = field(init=False)
    _called: Mapping[str, Called] = field(init=False)

    def __post_init__(self) -> None:
        questionnaire = self.version.questionnaire
        self.asked = {each.question.id: each for each in asked_questions(questionnaire.sections)}
        values = facet_values(questionnaire)
        self.texts = {**values.questions, **values.parts}
        self._called = called_in(questionnaire.sections, self.said, questionnaire.missing)

    def said(self, words: Text) -> str:
        """A text in the language, or in what stands in for it."""
        return self.version.questionnaire.languages.said(words, self.language)

    def question(self, name: str) -> Question | None:
        """A question, or None."""
        return self.asked[name].question if name in self.asked else None

    def order(self, question: Question) -> str:
        """The answers in the order in which they are shown."""
        codes: tuple[Code, ...] = getattr(question, "codes", ())
        return " · ".join(self.said(each.label) for each in codes)

    def people(self, question: Question) -> str:
        """Who is asked, as a sentence."""
        universe = self.asked[question.id].universe
        if universe is None:
            return text("verdict.page.everyone", lang=self.language)
        return asked_only_if(universe, self._called, self.language)

    def missing(self, question: Question) -> str:
        """The ways out that are offered."""
        kinds = question.missing
        own = self.version.questionnaire.missing
        words = [
            self.said(own.get(kind, {})) or text(f"missing.{kind.name.lower()}", lang=self.language)
            for kind in kinds
        ]
        return join_words(words, self.language) if words else ""

    def headline(self, question: Question) -> str:
        """The answers that the headline counts."""
        headline = question.headline
        if headline is None:
            return ""
        labels = {each.value: self.said(each.label) for each in getattr(question, "codes", ())}
        counted = [labels.get(code, str(code)) for code in headline.codes]
        return f"{self.said(headline.label)}: {join_words(counted, self.language)}"

    def limits(self, question: Question) -> str:
        """The limits of an answer."""
        match question:
            case Number(low=low, high=high):
                ends = [
                    "" if end is None else format_number(end, self.language) for end in (low, high)
                ]
                return f"{ends[0]}–{ends[1]}"
            case Date(earliest=earliest, latest=latest):
                return f"{earliest}–{latest}"
            case OpenText(most=most) | Roster(most=most):
                return format_number(most, self.language)
        return ""

    def rows(self, question: Question) -> str:
        """The rows of a grid."""
        rows = question.rows if isinstance(question, Grid) else ()
        return " · ".join(self.said(row.text) for row in rows)

    def calculation(self, question: Question) -> str:
        """How a value is worked out, as it is written."""
        if not isinstance(question, Computed):
            return ""
        if question.value is not None:
            return question.value.source
        cases = [f"{case.value}: {case.when.source}" for case in question.cases]
        return "; ".join(
            [*cases, *([] if question.otherwise is None else [f"{question.otherwise}"])]
        )

    def most(self, question: Question) -> str:
        """How many answers may be ticked."""
        most = getattr(question, "most", None)
        return "" if most is None else format_number(most, self.language)


_SHOWN: tuple[tuple[str, tuple[str, ...], Callable[[Side, Question], str]], ...] = (
    ("order", ("order",), Side.order),
    ("grid", ("grid",), Side.rows),
    ("missing", ("missing", "missing_words"), Side.missing),
    ("universe", ("universe",), Side.people),
    ("headline", ("headline", "headline_label"), Side.headline),
    ("limits", ("limits",), Side.limits),
    ("most", ("most",), Side.most),
    ("calculation", ("calculation",), Side.calculation),
)


def differences(verdict: Verdict, old: Side, new: Side) -> tuple[Difference, ...]:
    """What differs in a question, or in a row or option of one.

    Parameters
    ----------
    verdict : Verdict
    old, new : Side
        In the same language.
    """
    return tuple(_differences(verdict, old, new))


def _differences(verdict: Verdict, old: Side, new: Side) -> Iterator[Difference]:
    yield from _texts(verdict, old, new)
    was, now = old.question(verdict.name), new.question(verdict.name)
    if was is None or now is None:
        return
    differing = {facet.partition(".")[0] for facet in verdict.facets}
    answers = list(_answers(was, now, new))
    yield from answers
    if answers:
        differing -= {"order"}
    for name, facets, shown in _SHOWN:
        if differing & set(facets):
            pair = shown(old, was) or _NOTHING, shown(new, now) or _NOTHING
            if pair[0] != pair[1]:
                yield Difference(_what(name, new.language), *pair)


def _answers(was: Question, now: Question, side: Side) -> Iterator[Difference]:
    """The codes that mean something else or aren't in both, in the first language that has any."""
    spoken = side.version.questionnaire.languages.offered
    for language in sorted(spoken, key=lambda each: each != side.language):
        then, since = (_labels(each, language) for each in (was, now))
        code = text("verdict.what.code", lang=side.language)
        named = (
            "" if language == side.language else f" ({language_name(language, lang=side.language)})"
        )
        found = [
            Difference(
                f"{code} {value}{named}", then.get(value, _NOTHING), since.get(value, _NOTHING)
            )
            for value in dict.fromkeys((*then, *since))
            if then.get(value) != since.get(value)
        ]
        if found and then and since:
            yield from found
            return


def _labels(question: Question, language: str) -> dict[int | str, str]:
    codes: tuple[Code, ...] = getattr(question, "codes", ())
    return {each.value: each.label[language] for each in codes if each.label.get(language)}


def _texts(verdict: Verdict, old: Side, new: Side) -> Iterator[Difference]:
    """Texts in each language in which they differ, that of the page first."""
    then, now = old.texts.get(verdict.name, {}), new.texts.get(verdict.name, {})
    spoken = [side.version.questionnaire.languages.offered for side in (old, new)]
    both = [each for each in spoken[1] if each in spoken[0]]
    for facet in _TEXTS:
        for language in sorted(both, key=lambda each: each != new.language):
            name = f"{facet}.{language}"
            if name in verdict.facets and not _is_said_already(verdict, facet, language, then, now):
                what = _what(facet, new.language, spoken=language)
                yield Difference(what, *(str(side.get(name, _NOTHING)) for side in (then, now)))


def _is_said_already(
    verdict: Verdict, facet: str, language: str, *sides: Mapping[str, object]
) -> bool:
    """Whether a short text is the wording itself, which has been shown."""
    wording = f"wording.{language}"
    return (
        facet == "label"
        and wording in verdict.facets
        and all(side.get(f"label.{language}") == side.get(wording) for side in sides)
    )


def _what(facet: str, language: str, *, spoken: str = "") -> str:
    words = capitalised(text(f"verdict.what.{facet}", lang=language))
    return f"{words} ({language_name(spoken, lang=language)})" if spoken else words
