"""What stands in the grey columns of a questionnaire's workbook: explanations, never read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.questionnaire.columns import missing_words
from survey.questionnaire.exchange.workbook_layout import FIELDS
from survey.questionnaire.exchange.workbook_shown import language_name
from survey.questionnaire.questions import Roster

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    asked = {
        ("questions", "asked_only_if", name): words
        for name, words in _asked(questionnaire, language)
    }
    return {**explained, **called, **usual, **asked}


def _asked(questionnaire: Questionnaire, language: str) -> Iterator[tuple[str, str]]:
    """Who is asked each question and each row of a grid, as a sentence."""
    rosters = [each.id for each in questionnaire.questions if isinstance(each, Roster)]
    for table in ("", *rosters):
        for variable in questionnaire.variables(table):
            words = variable.universe_text.get(language, "")
            yield variable.name, words
            if not variable.item:
                yield variable.question_id, words
