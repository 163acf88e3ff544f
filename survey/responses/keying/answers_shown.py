"""How a keyed answer is shown to whoever decides, and what her decision says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import Kind, MissingKind
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.numbers import MINUS
from survey.questionnaire.columns import missing_words
from survey.responses.keying.keyed_cells import (
    INVALID,
    NO_ANSWER,
    folded,
    form_shown,
    writing_of,
)

if TYPE_CHECKING:
    from survey.files.xlsx_reader import CellValue
    from survey.questionnaire.forms.keying_columns import KeyedColumn
    from survey.questionnaire.texts import Languages
    from survey.responses.keying.differences import KeyingDifference

FIRST, AGAIN, NOTHING = "first", "again", "nothing"
_CHOICES = (FIRST, AGAIN, NOTHING)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Shown:
    """How the answers of a column are shown.

    Attributes
    ----------
    column : KeyedColumn
    languages : Languages
        Of the questionnaire.
    """

    column: KeyedColumn
    languages: Languages

    @property
    def coded(self) -> bool:
        """Whether the answers are codes."""
        return self.column.variable is not None and bool(self.column.variable.codes) and (
            self.column.kind is not Kind.TEXT
        )  # fmt: skip

    def answer(self, words: str) -> str:
        """An answer as a reader sees it: ``4 – Satisfied``."""
        if not words:
            return choice(NOTHING)
        label = self._labels().get(words)
        if label is None:
            return words.replace("-", MINUS, 1) if words.startswith("-") else words
        return f"{words.replace('-', MINUS)} – {label}"

    def choices(self) -> list[str]:
        """All that can be chosen as the right answer."""
        codes = [self.answer(code) for code in self._labels()]
        return [choice(FIRST), choice(AGAIN), *codes, choice(NOTHING)]

    def _labels(self) -> dict[str, str]:
        """The codes that may stand in the column, with their words."""
        variable, language = self.column.variable, current_language()
        if variable is None or self.column.kind is Kind.TEXT:
            return {}
        codes = [*variable.codes, *(c for c in variable.missing if c.value in self.column.missing)]
        labels = {str(code.value): self.languages.said(code.label, language) for code in codes}
        labels.pop(NO_ANSWER, None)  # an empty cell
        return {**labels, INVALID: missing_words()[MissingKind.INVALID][language]}

    def decided(self, value: CellValue, difference: KeyingDifference) -> str | None:
        """The answer that was decided on, in the questionnaire's writing; None if it can't be.

        Parameters
        ----------
        value : cell value
            What stands in the workbook, never nothing.
        difference : KeyingDifference
        """
        chosen = _chosen(value)
        if chosen is not None:
            return {FIRST: difference.first, AGAIN: difference.again}.get(chosen, "")
        if self.column.variable is None:
            return form_shown(value)
        words = writing_of(self.column).of(value)
        if words.doubtful:
            return None
        if words.text == INVALID or self._is_invalid(value):
            return INVALID
        return words.text if self._can_be(words.text) else None

    def _is_invalid(self, value: CellValue) -> bool:
        shown = (words.casefold() for words in missing_words()[MissingKind.INVALID].values())
        words = folded(str(value)).replace(MINUS, "-").removeprefix(INVALID).strip(" –-")
        return self.column.kind is not Kind.TEXT and words in shown

    def _can_be(self, words: str) -> bool:
        missing = {str(value) for value in self.column.missing}
        match self.column.kind:
            case Kind.TEXT:
                return True
            case Kind.NUMBER:
                return bool(_NUMBER.fullmatch(words)) or words in missing
            case Kind.DATE:
                return bool(_DATE.fullmatch(words)) or words in missing
        return words in writing_of(self.column).codes


def choice(name: str, *, lang: str | None = None) -> str:
    """The words for the first keying, the second one, or nothing."""
    return text(f"double_keying.choice.{name}", lang=lang)


def _chosen(value: CellValue) -> str | None:
    words = folded(str(value))
    for name in _CHOICES:
        if words in {folded(choice(name, lang=language)) for language in LANGUAGES}:
            return name
    return None
