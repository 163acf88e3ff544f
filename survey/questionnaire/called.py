"""What the names in conditions are called, for sentences about who is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from survey.language.catalogue import LANGUAGES
from survey.language.catalogue import text as phrase
from survey.questionnaire.expressions.sentences import Called, Manner
from survey.questionnaire.questions import (
    Computed,
    Date,
    Grid,
    Multiple,
    Number,
    OpenText,
    Ranking,
    Roster,
    Single,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from survey.codebook import Code, MissingKind, Text
    from survey.questionnaire.questions import Question, Section

_MANNERS: Mapping[type[Question], tuple[Manner, Manner]] = {
    Multiple: (Manner.TICKS, Manner.OPTION),
    Ranking: (Manner.RANKS, Manner.RANK),
    Grid: (Manner.GRID, Manner.ROW),
}
Say: TypeAlias = "Callable[[Text], str]"


def called_in(
    sections: Iterable[Section],
    say: Say,
    missing: Mapping[MissingKind, Text] | None = None,
) -> dict[str, Called]:
    """What each name is called: questions, rows of grids, options, ``area`` and ``wave``.

    Parameters
    ----------
    sections : iterable of Section
    say : callable
        Gives a text in the language of the sentence, e.g.
        ``lambda text: languages.said(text, "da")``.
    missing : mapping of MissingKind to Text, optional
        Words for kinds of missing that differ from the usual ones.
    """
    words = {kind.name.lower(): say(text) for kind, text in (missing or {}).items()}
    names = {"area": Called("area", Manner.AREA), "wave": Called("wave", Manner.WAVE)}
    for section in sections:
        for question in _everything(section):
            names.update(_called(question, say, words))
    return names


def _everything(section: Section) -> Iterator[Question]:
    for question in section.questions:
        yield question
        if isinstance(question, Roster):
            yield from question.questions


def _called(
    question: Question, say: Say, missing: Mapping[str, str]
) -> Iterator[tuple[str, Called]]:
    words = say(question.label) or say(question.text) or question.id
    called = Called(words, missing=missing)
    match question:
        case Multiple() | Ranking() | Grid():
            yield from _of_parts(question, called, say)
        case Single(codes=codes) | Computed(codes=codes) if codes:
            manner = Manner.CHOICE if isinstance(question, Single) else Manner.GROUP
            yield question.id, replace(called, manner=manner, answers=_labels(codes, say))
        case Number(unit=unit):
            precision = "year" if _is_year(question) else "day"
            yield question.id, replace(called, unit=say(unit), precision=precision)
        case Date(precision=precision):
            yield question.id, replace(called, manner=Manner.DATE, precision=precision)
        case OpenText():
            yield question.id, replace(called, manner=Manner.TEXT)
        case _:
            yield question.id, called
    yield from _words_of_other(question, called, say)


def _of_parts(
    question: Multiple | Ranking | Grid, called: Called, say: Say
) -> Iterator[tuple[str, Called]]:
    """A question of several columns, and each of them."""
    answers = _labels(question.codes, say)
    whole, part = _MANNERS[type(question)]
    yield question.id, replace(called, manner=whole, answers=answers)
    if isinstance(question, Grid):
        labels: dict[int | str, str] = {row.id: say(row.text) or row.id for row in question.rows}
        of_part: dict[int | str, str] = answers
    else:
        labels = answers
        most = 1 if isinstance(question, Multiple) else question.most or len(question.codes)
        of_part = {0: say(_all("codes.not_ranked"))}
        of_part |= {n: say(_all("codes.ranked", place=n)) for n in range(1, most + 1)}
    for item, label in labels.items():
        own = replace(called, words=label, manner=part, answers=of_part, of=called.words)
        yield f"{question.id}_{item}", own


def _words_of_other(question: Question, called: Called, say: Say) -> Iterator[tuple[str, Called]]:
    if isinstance(question, Single | Multiple | Ranking):
        for code in question.codes:
            if code.opens_text:
                words = f"{called.words}: {say(code.label)}"
                yield (
                    f"{question.id}_{code.value}_text",
                    replace(called, words=words, manner=Manner.TEXT),
                )


def _labels(codes: Iterable[Code], say: Say) -> dict[int | str, str]:
    return {code.value: say(code.label) or str(code.value) for code in codes}


def _all(key: str, **fields: object) -> Text:
    return {language: phrase(key, lang=language, **fields) for language in LANGUAGES}


def _is_year(question: Number) -> bool:
    return (question.low or 0) >= 1000 and (question.high or 0) <= 2999
