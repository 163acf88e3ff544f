"""Answers that a question takes: limits, ways out, and settings that can't work together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from survey.codebook import MissingKind
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.checks.wording import number_in_words
from survey.questionnaire.questions import (
    Computed,
    Date,
    Grid,
    Multiple,
    Note,
    Number,
    OpenText,
    Ranking,
    Roster,
    Single,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

_OFFERED = frozenset({MissingKind.DONT_KNOW, MissingKind.REFUSED})
_MOST_DECIMALS = 6


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """What is wrong or unwise in what each question takes for an answer."""
    for section in questionnaire.sections:
        if section.id and not section.questions:
            yield finding(
                "questionnaire.section_empty",
                severity=Severity.WARNING,
                place=questionnaire.place("sections", section.id),
                name=quoted(section.id),
            )
    for question in questionnaire.everything():
        yield from _any(questionnaire, question)
        yield from _typed(questionnaire, question)


def _any(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    if isinstance(question, Note | Computed):
        yield from _asks_nothing(questionnaire, question)
    else:
        yield from _way_out(questionnaire, question)
        yield from _not_offered(questionnaire, question)
    yield from _marks_of_codes(questionnaire, question)


def _typed(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    match question:
        case Multiple() | Ranking():
            yield from _how_many(questionnaire, question)
        case Number():
            yield from _limits(questionnaire, question)
        case Date():
            yield from _days(questionnaire, question)
        case OpenText():
            yield from _room(questionnaire, question, "most", question.most)
            yield from _room(questionnaire, question, "lines", question.lines)
        case Grid(rows=()):
            place = questionnaire.place(question.id, "rows")
            yield finding("questionnaire.no_rows", place=place, name=quoted(question.id))
        case Roster():
            yield from _roster(questionnaire, question)
        case Computed():
            yield from _computed(questionnaire, question)


def _asks_nothing(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    keys = ["required", "missing"]
    keys += ["checks", "headline"] if isinstance(question, Note) else []
    for key in keys:
        if getattr(question, key):
            yield finding(
                "questionnaire.asks_nothing",
                severity=Severity.WARNING,
                place=questionnaire.place(question.id, key),
                name=quoted(question.id),
                key=quoted(key),
            )


def _way_out(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    """Questions that must be answered, by those too who have no answer."""
    if not question.required or question.missing or isinstance(question, Roster):
        return
    codes = getattr(question, "codes", ())
    if not any(code.exclusive or code.outside for code in codes):
        yield finding(
            "questionnaire.no_way_out",
            severity=Severity.WARNING,
            place=questionnaire.place(question.id, "required"),
            name=quoted(question.id),
        )


def _not_offered(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    strange = [kind for kind in question.missing if kind not in _OFFERED]
    if strange:
        yield finding(
            "questionnaire.missing_not_offered",
            place=questionnaire.place(question.id, "missing"),
            name=quoted(question.id),
            kinds=culprits(kind.name.lower() for kind in strange),
            offered=culprits(kind.name.lower() for kind in sorted(_OFFERED, reverse=True)),
        )


def _marks_of_codes(questionnaire: Questionnaire, question: Question) -> Iterator[Finding]:
    """Codes that are marked as something that they can't be in this type of question."""
    several = isinstance(question, Multiple)
    writes = isinstance(question, Single | Multiple | Ranking)
    for code in getattr(question, "codes", ()):
        for mark, useless in (
            ("exclusive", code.exclusive and not several),
            ("opens_text", code.opens_text and not writes),
        ):
            if useless:
                yield finding(
                    f"questionnaire.{mark}_no_use",
                    severity=Severity.WARNING,
                    place=questionnaire.place(question.id, "codes", str(code.value)),
                    name=quoted(question.id),
                    code=code.value,
                )


def _how_many(questionnaire: Questionnaire, question: Multiple | Ranking) -> Iterator[Finding]:
    choices = [code for code in question.codes if not code.exclusive]
    place = questionnaire.place(question.id, "most")
    if question.codes and not choices:
        yield finding(
            "questionnaire.only_exclusive",
            place=questionnaire.place(question.id, "codes"),
            name=quoted(question.id),
        )
    elif question.most is not None and question.most > len(choices):
        yield finding(
            "questionnaire.most_too_many",
            severity=Severity.WARNING,
            place=place,
            name=quoted(question.id),
            most=question.most,
            count=len(choices),
        )
    if question.most is not None:
        yield from _room(questionnaire, question, "most", question.most)


def _room(
    questionnaire: Questionnaire, question: Question, key: str, value: int
) -> Iterator[Finding]:
    if value < 1:
        yield finding(
            "questionnaire.below_one",
            place=questionnaire.place(question.id, key),
            name=quoted(question.id),
            key=quoted(key),
            got=value,
        )


def _limits(questionnaire: Questionnaire, question: Number) -> Iterator[Finding]:
    low, high, name = question.low, question.high, quoted(question.id)
    if low is not None and high is not None and low > high:
        yield finding(
            "questionnaire.limits_crossed",
            place=questionnaire.place(question.id, "high"),
            name=name,
            low=number_in_words(low),
            high=number_in_words(high),
        )
    if not 0 <= question.decimals <= _MOST_DECIMALS:
        place = questionnaire.place(question.id, "decimals")
        yield finding("questionnaire.decimals", place=place, name=name, most=_MOST_DECIMALS)
        return
    for key, limit in (("low", low), ("high", high)):
        wrong = _wrong_limit(limit, question.decimals)
        if limit is not None and wrong:
            yield finding(
                f"questionnaire.limit_{wrong}",
                place=questionnaire.place(question.id, key),
                name=name,
                key=quoted(key),
                got=number_in_words(limit),
                count=question.decimals,
            )


def _wrong_limit(limit: float | None, decimals: int) -> str:
    """What is wrong with a limit, as the end of a code; empty if nothing is."""
    if limit is None:
        return ""
    if limit < 0:
        return "negative"
    return "decimals" if round(limit, decimals) != limit else ""


def _days(questionnaire: Questionnaire, question: Date) -> Iterator[Finding]:
    days: dict[str, dt.date] = {}
    for key in ("earliest", "latest"):
        written = getattr(question, key)
        try:
            days[key] = dt.date.fromisoformat(written or "0001-01-01")
        except ValueError:
            yield finding(
                "questionnaire.no_date",
                place=questionnaire.place(question.id, key),
                name=quoted(question.id),
                got=quoted(written),
            )
    if len(days) == 2 and question.latest and days["earliest"] > days["latest"]:
        yield finding(
            "questionnaire.limits_crossed",
            place=questionnaire.place(question.id, "latest"),
            name=quoted(question.id),
            low=question.earliest,
            high=question.latest,
        )


def _roster(questionnaire: Questionnaire, roster: Roster) -> Iterator[Finding]:
    name = quoted(roster.id)
    yield from _room(questionnaire, roster, "most", roster.most)
    if not roster.questions:
        place = questionnaire.place(roster.id, "questions")
        yield finding("questionnaire.roster_empty", place=place, name=name)
    for each in roster.questions:
        if isinstance(each, Note | Roster):
            yield finding(
                "questionnaire.roster_holds",
                place=questionnaire.place(each.id),
                name=name,
                inner=quoted(each.id),
            )
    yield from _count(questionnaire, roster)


def _count(questionnaire: Questionnaire, roster: Roster) -> Iterator[Finding]:
    """What is wrong with the question that says how many there are."""
    if not roster.count:
        return
    names = [question.id for question in questionnaire.questions]
    numbers = [q.id for q in questionnaire.questions if isinstance(q, Number | Single | Computed)]
    wrong = ""
    if roster.count not in names:
        wrong = "count_unknown"
    elif roster.count not in numbers:
        wrong = "count_no_number"
    elif names.index(roster.count) > names.index(roster.id):
        wrong = "count_later"
    if wrong:
        near = did_you_mean(roster.count, numbers) if wrong == "count_unknown" else None
        yield finding(
            f"questionnaire.{wrong}{'_near' if near else ''}",
            place=questionnaire.place(roster.id, "count"),
            name=quoted(roster.id),
            count_name=quoted(roster.count),
            near=quoted(near or ""),
        )


def _computed(questionnaire: Questionnaire, question: Computed) -> Iterator[Finding]:
    if (question.value is None) == (not question.cases):
        yield finding(
            "questionnaire.value_or_cases",
            place=questionnaire.place(question.id),
            name=quoted(question.id),
        )
    known = {code.value for code in question.codes}
    if not known or not question.cases:
        return
    given: list[tuple[tuple[str, ...], int]] = [
        (("cases", str(n), "value"), each.value) for n, each in enumerate(question.cases)
    ]
    if question.otherwise is not None:
        given.append((("otherwise",), question.otherwise))
    for path, value in given:
        if value not in known:
            yield finding(
                "questionnaire.value_no_code",
                place=questionnaire.place(question.id, *path),
                name=quoted(question.id),
                got=str(value).replace("-", "\N{MINUS SIGN}"),
                codes=culprits(code.value for code in question.codes),
            )
