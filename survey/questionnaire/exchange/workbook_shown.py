"""How the values of a questionnaire stand in the cells of its workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from babel.core import Locale, UnknownLocaleError

from survey.language.numbers import locale_of
from survey.language.words import capitalised
from survey.questionnaire.exchange.workbook_layout import CHOICES, Form, word
from survey.questionnaire.exchange.workbook_lines import OTHERWISE

if TYPE_CHECKING:
    from survey.questionnaire.exchange.workbook_layout import Column
    from survey.questionnaire.exchange.workbook_lines import Line

FROM_THE_RIGHT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""


def shown(column: Column, value: Any, line: Line, *, reference: str, language: str) -> Any:  # noqa: ANN401
    """A value as it stands in a cell: a number, words, or None.

    Parameters
    ----------
    column : Column
    value : object
    line : Line
        The line that it stands in.
    reference : str
        The language of the texts beside the questions.
    language : {"da", "en"}
        The language of what can be chosen.
    """
    if value is OTHERWISE:
        return word("otherwise", "otherwise", language)
    if isinstance(value, Mapping) and column.form is Form.ANSWER:
        return f"{{{'; '.join(f'{row}: {answer}' for row, answer in value.items())}}}"
    if isinstance(value, Mapping):
        return value.get(reference)
    if isinstance(value, list):
        return _listed(column, value, line, language)
    if isinstance(value, bool) and column.form is not Form.ANSWER:
        return word("yes", "yes" if value else "no", language)
    group = _group(column, line)
    return word(group, value, language) if value in CHOICES.get(group, ()) else value


def _group(column: Column, line: Line) -> str:
    """What the value was chosen from; empty if it was written."""
    if column.form is Form.ANSWER:
        return "outcome" if line.get("part") == "expect" else ""
    return column.choices


def _listed(column: Column, values: Sequence[Any], line: Line, language: str) -> str:
    if line.get("field") == "modes":
        values = [word("mode", value, language) for value in values]
    listed = "; ".join(map(str, values))
    return f"[{listed}]" if column.form is Form.ANSWER else listed


def language_name(code: str, language: str) -> str:
    """What a language is called in Danish or English; its code if nobody knows."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(locale_of(language))
    except (UnknownLocaleError, ValueError):
        return code
    return capitalised(str(name or code))
