"""The facets of each question: what can change in it, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.questionnaire.columns import asked_questions
from survey.questionnaire.locking.canonical import canonical_text, loose_text
from survey.questionnaire.locking.normal_form import normal_source
from survey.questionnaire.questions import (
    Computed,
    Date,
    Grid,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Roster,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.codebook import Code, Headline, Text
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question, Section

Values = dict[str, Any]
"""What a question has in each facet, as JSON can hold it. A facet of texts has one part for each
language, ``wording.da``; one that there are several of has its name or number, ``message:0.da``."""


@dataclass(frozen=True, slots=True)
class FacetValues:
    """The facets of a whole questionnaire.

    Attributes
    ----------
    form : dict
        What surrounds the questions.
    questions : dict of str to dict
        By question.
    parts : dict of str to dict
        By column: what rows of grids and options have of their own.
    """

    form: Values
    questions: dict[str, Values]
    parts: dict[str, Values]


def facet_values(questionnaire: Questionnaire) -> FacetValues:
    """The facets of all questions, those of rosters among them."""
    offered = questionnaire.languages.offered
    questions: dict[str, Values] = {}
    parts: dict[str, Values] = {}
    for placed in _placed(questionnaire):
        question = placed.asked.question
        questions[question.id] = _filled(_of_question(questionnaire, placed))
        for name, values in _of_parts(placed.asked, offered):
            parts[name] = _filled(values)
    return FacetValues(_filled(_of_form(questionnaire)), questions, parts)


def by_language(name: str, text: Text, offered: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A text as a facet for each language that it is in."""
    for language in offered:
        if text.get(language):
            yield f"{name}.{language}", canonical_text(text[language])


def _filled(values: Iterator[tuple[str, Any]]) -> Values:
    return {name: value for name, value in values if value not in ("", None, [], {})}


# Where questions stand


@dataclass(frozen=True, slots=True)
class _Placed:
    """A question with its place and its neighbours."""

    asked: Asked
    position: tuple[int, ...]
    before: str
    after: str


def _placed(questionnaire: Questionnaire) -> Iterator[_Placed]:
    everything = list(asked_questions(questionnaire.sections))
    names = ["", *(each.question.id for each in everything), ""]
    positions = dict(_positions(questionnaire.sections))
    for number, asked in enumerate(everything, start=1):
        name = asked.question.id
        yield _Placed(asked, positions[name], names[number - 1], names[number + 1])


def _positions(sections: Sequence[Section]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for section_number, section in enumerate(sections, start=1):
        for number, question in enumerate(section.questions, start=1):
            yield question.id, (section_number, number)
            for inner, each in enumerate(inner_questions(question), start=1):
                yield each.id, (section_number, number, inner)


def inner_questions(question: Question) -> tuple[Question, ...]:
    """The questions of a roster; none of any other question."""
    return question.questions if isinstance(question, Roster) else ()


# What a question has


def _of_question(questionnaire: Questionnaire, placed: _Placed) -> Iterator[tuple[str, Any]]:
    question, offered = placed.asked.question, questionnaire.languages.offered
    yield "type", str(question.type)
    yield from by_language("construct", question.concept, offered)
    for language in offered:
        words = question.text.get(language, "")
        if words:
            yield f"wording.{language}", canonical_text(words)
            yield f"loose.{language}", loose_text(words)
    for name in ("label", "hint", "period"):
        yield from by_language(name, getattr(question, name), offered)
    yield from _of_codes(question, offered)
    yield from _of_answer(question, offered)
    yield from _of_missing(questionnaire, question)
    yield from _of_headline(question.headline, offered)
    yield "universe", normal_source(placed.asked.universe)
    yield "required", question.required
    checks = [[normal_source(each.must), each.soft] for each in question.checks]
    yield "checks", checks
    for number, check in enumerate(question.checks):
        yield from by_language(f"message:{number}", check.message, offered)
    yield from _of_place(questionnaire, placed)


def _of_place(questionnaire: Questionnaire, placed: _Placed) -> Iterator[tuple[str, Any]]:
    question = placed.asked.question
    yield "table", placed.asked.table
    yield "position", list(placed.position)
    yield "neighbours", [placed.before, placed.after]
    if isinstance(question, Grid):
        yield "grid", [row.id for row in question.rows]
    random = {"answers": getattr(question, "random", False), "section": placed.asked.section.random}
    yield "random", [name for name, shuffled in random.items() if shuffled]
    yield "mode", sorted(questionnaire.modes)
    yield "fallback", dict(_fallbacks(questionnaire, question))


def _fallbacks(questionnaire: Questionnaire, question: Question) -> Iterator[tuple[str, str]]:
    """The languages that the wording isn't in, and those that stand in for them."""
    for language in questionnaire.languages.offered:
        words, shown = questionnaire.languages.shown(question.text, language)
        if words and shown != language:
            yield language, shown


def _of_codes(question: Question, offered: Sequence[str]) -> Iterator[tuple[str, Any]]:
    codes: tuple[Code, ...] = getattr(question, "codes", ())
    marks = ("outside", "exclusive", "opens_text")
    yield (
        "codes",
        sorted([each.value, *(mark for mark in marks if getattr(each, mark))] for each in codes),
    )
    yield "order", [each.value for each in codes]
    for language in offered:
        for name, text in (("labels", "label"), ("in_text", "in_text"), ("place", "place")):
            said = {str(each.value): getattr(each, text).get(language, "") for each in codes}
            yield (
                f"{name}.{language}",
                {code: canonical_text(words) for code, words in said.items() if words},
            )


def _of_answer(question: Question, offered: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """What kind of answer is accepted, beside codes."""
    match question:
        case Number():
            yield "limits", [question.low, question.high]
            yield "precision", question.decimals
            yield from by_language("unit", question.unit, offered)
        case Date():
            yield "limits", [question.earliest, question.latest]
            yield "precision", question.precision
        case Multiple(most=most) | Ranking(most=most):
            yield "most", most
        case OpenText():
            yield "limits", [question.most]
            yield "lines", question.lines
        case Roster():
            yield "limits", [question.most]
            yield "count", question.count
            yield from by_language("item", question.item, offered)
        case Computed():
            cases = [[normal_source(case.when), case.value] for case in question.cases]
            calculated = [normal_source(question.value), cases, question.otherwise]
            yield "calculation", calculated


def _of_missing(questionnaire: Questionnaire, question: Question) -> Iterator[tuple[str, Any]]:
    yield "missing", sorted(kind.name.lower() for kind in question.missing)
    for language in questionnaire.languages.offered:
        own = {
            kind.name.lower(): canonical_text(words)
            for kind in question.missing
            if (words := questionnaire.missing.get(kind, {}).get(language))
        }
        yield f"missing_words.{language}", own


def _of_headline(headline: Headline | None, offered: Sequence[str]) -> Iterator[tuple[str, Any]]:
    if headline is not None:
        base = headline.base if isinstance(headline.base, str) else sorted(map(str, headline.base))
        yield "headline", [sorted(map(str, headline.codes)), headline.good, base]
        yield from by_language("headline_label", headline.label, offered)
        yield from by_language("headline_phrase", headline.phrase, offered)


# What rows and options have of their own


def _of_parts(
    asked: Asked, offered: Sequence[str]
) -> Iterator[tuple[str, Iterator[tuple[str, Any]]]]:
    question = asked.question
    match question:
        case Grid():
            for row in question.rows:
                yield f"{question.id}_{row.id}", _of_row(asked, question, row.id, offered)
        case Multiple() | Ranking():
            for code in question.codes:
                yield f"{question.id}_{code.value}", _of_option(code, offered)


def _of_row(
    asked: Asked, grid: Grid, name: str, offered: Sequence[str]
) -> Iterator[tuple[str, Any]]:
    row = next(each for each in grid.rows if each.id == name)
    yield from by_language("row", row.text, offered)
    if row.ask_if is not None:
        yield "universe", normal_source(asked.row_universe(row.ask_if))
    yield from _of_headline(row.headline, offered)


def _of_option(code: Code, offered: Sequence[str]) -> Iterator[tuple[str, Any]]:
    yield from by_language("option", code.label, offered)
    yield "marks", [mark for mark in ("exclusive", "opens_text") if getattr(code, mark)]


# What surrounds the questions


def _of_form(questionnaire: Questionnaire) -> Iterator[tuple[str, Any]]:
    languages = questionnaire.languages
    yield "languages", list(languages.offered)
    yield "mode", sorted(questionnaire.modes)
    yield "instead", {name: list(chain) for name, chain in languages.fallback.items()}
    for name in ("title", "introduction", "closing"):
        yield from by_language(name, getattr(questionnaire, name), languages.offered)
    for name, words in questionnaire.words.items():
        yield from by_language(f"word:{name}", words, languages.offered)
    for section in questionnaire.sections:
        for name in ("title", "introduction"):
            text: Mapping[str, str] = getattr(section, name)
            yield from by_language(f"section_{name}:{section.id}", text, languages.offered)
    for index in questionnaire.indices:
        items = sorted([e.variable, float(e.low), float(e.high), e.reverse] for e in index.items)
        yield f"index:{index.name}", [items, index.minimum_answered]
