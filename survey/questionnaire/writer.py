"""A questionnaire as plain data and as a YAML file; comments in a file that is there survive."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from survey.codebook import Code, Headline, MissingKind
from survey.questionnaire.columns import index_members
from survey.questionnaire.expressions.expression import Expression
from survey.questionnaire.questions import (
    AnswerCheck,
    Case,
    Computed,
    GridRow,
    Question,
    Scale,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Index, IndexItem
    from survey.questionnaire.changes import Declared
    from survey.questionnaire.columns import Ends
    from survey.questionnaire.model import Questionnaire

_FIRST = ("id", "type", "concept", "text", "label", "hint", "period", "scale", "codes", "rows")
_LAST = ("random", "missing", "required", "ask_if", "checks", "headline", "questions")


def to_data(questionnaire: Questionnaire) -> dict[str, Any]:
    """A questionnaire as plain data, in the form in which it is written in a file.

    What has its usual value is left out; what comes from modules is written out in full.

    Returns
    -------
    dict
        Which `questionnaire_from` makes an equal questionnaire of.
    """
    languages = questionnaire.languages
    unnamed = [section for section in questionnaire.sections if not section.id]
    named = [section for section in questionnaire.sections if section.id]
    members = index_members(questionnaire.sections)
    return _filled(
        id=questionnaire.id,
        title=dict(questionnaire.title),
        languages=list(languages.offered),
        fallback={name: list(chain) for name, chain in languages.fallback.items()},
        unreviewed=list(languages.unreviewed),
        module=questionnaire.module,
        modes=list(questionnaire.modes),
        note=dict(questionnaire.note),
        introduction=dict(questionnaire.introduction),
        closing=dict(questionnaire.closing),
        missing={_kind(kind): dict(words) for kind, words in questionnaire.missing.items()},
        words={name: dict(words) for name, words in questionnaire.words.items()},
        scales={name: _scale(scale) for name, scale in questionnaire.scales.items()},
        questions=[_question(each) for section in unnamed for each in section.questions],
        sections=[_section(section) for section in named],
        indices=[_index(index, members) for index in questionnaire.indices],
        tests=[
            _filled(name=each.name, given=dict(each.given), expect=dict(each.expect))
            for each in questionnaire.tests
        ],
        since={
            wave: {name: _declared(each) for name, each in questions.items()}
            for wave, questions in questionnaire.since.items()
        },
    )


def _filled(**parts: Any) -> dict[str, Any]:  # noqa: ANN401
    """Parts that say something."""
    return {name: part for name, part in parts.items() if part not in (None, "", False, {}, [], ())}


def _kind(kind: MissingKind) -> str:
    return kind.name.lower()


def _scale(scale: Scale) -> dict[str, Any]:
    polarity = "" if scale.polarity == "neither" else str(scale.polarity)
    return _filled(polarity=polarity, codes=_codes(scale.codes))


def _codes(codes: Iterable[Code]) -> dict[int | str, Any]:
    return {code.value: _code(code) for code in codes}


def _code(code: Code) -> dict[str, Any]:
    more = _filled(
        in_text=dict(code.in_text),
        place=dict(code.place),
        exclusive=code.exclusive,
        opens_text=code.opens_text,
        outside=code.outside,
    )
    return {"label": dict(code.label), **more} if more else dict(code.label)


def _section(section: Section) -> dict[str, Any]:
    return _filled(
        id=section.id,
        title=dict(section.title),
        introduction=dict(section.introduction),
        ask_if=_source(section.ask_if),
        areas=list(section.areas),
        random=section.random,
        questions=[_question(each) for each in section.questions],
    )


def _source(expression: Expression | None) -> str:
    return "" if expression is None else expression.source


def _question(question: Question) -> dict[str, Any]:
    """A question without what has its usual value."""
    data: dict[str, Any] = {"type": str(question.type)}
    for each in fields(question):
        value = getattr(question, each.name)
        if each.name == "codes" and getattr(question, "scale", None):
            continue
        if each.name == "label" and value == question.text and not isinstance(question, Computed):
            continue
        if value == each.default and each.name != "id":
            continue
        data[each.name] = _plain(each.name, value)
    between = [name for name in data if name not in {*_FIRST, *_LAST}]
    return {
        name: data[name]
        for name in (*_FIRST, *between, *_LAST)
        if name in data and data[name] not in ("", {}, [], None)
    }


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401, PLR0911
    """A value of a question as plain data."""
    match value:
        case Expression():
            return value.source
        case Headline():
            return _headline(value)
        case float():
            return _number(value)
        case str() | bool() | int() | None:
            return value
    if name == "codes":
        return _codes(value)
    if name == "rows":
        return {row.id: _row(row) for row in value}
    if isinstance(value, tuple):
        return [_listed(each) for each in value]
    return dict(value)


def _listed(value: Question | AnswerCheck | Case | MissingKind) -> Any:  # noqa: ANN401
    match value:
        case Question():
            return _question(value)
        case Case(when, code):
            return {"when": when.source, "value": code}
        case AnswerCheck(must, message, soft):
            hard = {} if soft else {"soft": False}
            return {"must": must.source, "message": dict(message), **hard}
    return _kind(value)


def _row(row: GridRow) -> dict[str, Any]:
    headline = None if row.headline is None else _headline(row.headline)
    more = _filled(ask_if=_source(row.ask_if), headline=headline)
    return {"text": dict(row.text), **more} if more else dict(row.text)


def _headline(headline: Headline) -> dict[str, Any]:
    base = headline.base if isinstance(headline.base, str) else list(headline.base)
    return _filled(
        codes=list(headline.codes),
        good="" if headline.good == "neither" else headline.good,
        base="" if base == "answered" else base,
        label=dict(headline.label),
        phrase=dict(headline.phrase),
    )


def _index(index: Index, members: Mapping[str, list[tuple[str, Ends]]]) -> dict[str, Any]:
    return _filled(
        id=index.name,
        label=dict(index.label),
        members=[_member(item, members) for item in index.items],
        minimum_answered=index.minimum_answered,
    )


def _member(item: IndexItem, members: Mapping[str, list[tuple[str, Ends]]]) -> Any:  # noqa: ANN401
    """A question of an index; by its name alone where the rest goes without saying."""
    usual = (item.variable, (item.low, item.high)) in members.get(item.variable, [])
    if usual and not item.reverse:
        return item.variable
    ends = {} if usual else {"low": _number(item.low), "high": _number(item.high)}
    reverse = {"reverse": True} if item.reverse else {}
    return {"id": item.variable, **ends, **reverse}


def _declared(declared: Declared) -> dict[str, Any]:
    crosswalk = declared.crosswalk
    return _filled(
        change=str(declared.change),
        by=declared.by,
        reason=dict(declared.reason),
        crosswalk=None
        if crosswalk is None
        else {
            "common": {code: dict(label) for code, label in crosswalk.common.items()},
            "old": dict(crosswalk.old),
            "new": dict(crosswalk.new),
        },
    )


def _number(value: float) -> float:
    """A number without decimals that say nothing."""
    return int(value) if value == int(value) else value
