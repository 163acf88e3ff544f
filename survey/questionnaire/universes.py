"""Who is asked each column, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import LANGUAGES
from survey.questionnaire.called import called_in
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.expressions.sentences import asked_only_if
from survey.questionnaire.questions import Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from survey.codebook import MissingKind, Text
    from survey.questionnaire.columns import Sections
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.texts import Languages


def universe_texts(
    sections: Sections, languages: Languages, missing: Mapping[MissingKind, Text]
) -> dict[str, Text]:
    """Sentences that say who is asked, by the condition as it is written."""
    conditions = {each.source: each for each in _conditions(sections)}
    texts: dict[str, dict[str, str]] = {source: {} for source in conditions}
    for language in LANGUAGES if conditions else ():
        called = called_in(sections, _sayer(languages, language), missing)
        for source, condition in conditions.items():
            texts[source][language] = asked_only_if(condition, called, language)
    return dict(texts)


def _sayer(languages: Languages, language: str) -> Callable[[Text], str]:
    return lambda words: languages.said(words, language)


def _conditions(sections: Sections) -> Iterator[Expression]:
    for asked in asked_questions(sections):
        rows = asked.question.rows if isinstance(asked.question, Grid) else ()
        found = [asked.universe, *(asked.row_universe(row.ask_if) for row in rows)]
        yield from (each for each in found if each is not None)
