"""What stands in the grey columns of a questionnaire's workbook: explanations, never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.questionnaire.called import called_in
from survey.questionnaire.columns import missing_words
from survey.questionnaire.exchange.workbook_layout import FIELDS
from survey.questionnaire.exchange.workbook_shown import language_name
from survey.questionnaire.expressions.sentences import asked_only_if
from survey.questionnaire.questions import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Text
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import Questionnaire

Help = dict[tuple[str, str, str], str]
"""Explanations by sheet, column, and what the line is called."""


def help_of(questionnaire: Questionnaire, language: str) -> Help:
    """The explanations for the lines of all sheets."""
    explained = {
        ("questionnaire", "explained", name): text(f"exchange.explained.{name}", lang=language)
        for name in FIELDS
    }
    called = {
        ("languages", "called", each): language_name(each, language)
        for each in questionnaire.languages.offered
    }
    reference = questionnaire.languages.reference
    usual = {
        ("words", "usual", kind.name.lower()): words.get(reference) or words[language]
        for kind, words in missing_words().items()
    }
    return {**explained, **called, **usual, **_asked(questionnaire, language)}


def _asked(questionnaire: Questionnaire, language: str) -> Help:
    """Who is asked each section, question and row of a grid, as a sentence."""

    def say(words: Text) -> str:
        return questionnaire.languages.said(words, language)

    called = called_in(questionnaire.sections, say, questionnaire.missing)
    return {
        (sheet, "asked_only_if", name): asked_only_if(condition, called, language)
        for sheet, name, condition in _conditions(questionnaire)
        if condition is not None
    }


def _conditions(questionnaire: Questionnaire) -> Iterator[tuple[str, str, Expression | None]]:
    for section in questionnaire.sections:
        yield "sections", section.id, section.ask_if
    for question in questionnaire.everything():
        yield "questions", question.id, question.ask_if
        if isinstance(question, Grid):
            for row in question.rows:
                yield "questions", f"{question.id}_{row.id}", row.ask_if
