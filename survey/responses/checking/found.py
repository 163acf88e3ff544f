"""One thing that was found in the answers, told in either language, never with own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.language.catalogue import current_language, has_text, text
from survey.language.languages import language_name
from survey.language.numbers import format_number, format_percent, format_points
from survey.responses.checking.rules import ResponseRules
from survey.responses.cleaning.same import same

if TYPE_CHECKING:
    from survey.findings import Place, Severity


class Subject(StrEnum):
    """What a finding is about, and with it where it is mended."""

    ANSWER = "answer"
    """One answer of a respondent: it can be corrected."""
    RESPONDENT = "respondent"
    """All that somebody answered: it can be left out."""
    QUESTION = "question"
    """What all answered to a question, a grid or an index."""
    GROUP = "group"
    """A group, a mode or a language."""
    WHOLE = "whole"
    """The answers as a whole."""


@dataclass(frozen=True, slots=True)
class AnswerFinding:
    """One thing that was found in the answers.

    Attributes
    ----------
    key : str
        Its name in the catalogue.
    severity : Severity
    subject : Subject
    respondent : str
        Empty if it isn't about one.
    variable : str
        A column, a question, a grid, an index or a group; empty if it is about none.
    fields : mapping of str to object
        What the sentence is filled with: numbers, texts, texts by language.
    place : Place or None
    value : str
        What stands in the file; empty for answers in own words.
    rules : ResponseRules
    """

    key: str
    severity: Severity
    subject: Subject
    respondent: str = ""
    variable: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None
    value: str = ""
    rules: ResponseRules = field(default_factory=ResponseRules, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))

    @property
    def code(self) -> str:
        """The code that never changes its meaning: ``RESPONSES-INVALID``."""
        return self.key.replace(".", "-").replace("_", "-").upper()

    @property
    def name(self) -> str:
        """The last part of the key: ``invalid``."""
        return self.key.rpartition(".")[2]

    @property
    def what(self) -> str:
        """What was found, as a sentence in the language in force."""
        return self.said(current_language())

    @property
    def rule(self) -> str:
        """By which rule, as a sentence in the language in force."""
        return rule_in_words(self.name, self.rules, current_language())

    def said(self, language: str) -> str:
        """What was found, as a sentence in a language."""
        filled = {name: _written(name, value, language) for name, value in self.fields.items()}
        return text(f"findings.{self.key}.problem", lang=language, **filled).strip()

    def hint(self, language: str) -> str:
        """What to do about it, in a language."""
        return text(f"findings.{self.key}.hint", lang=language, **_filled(self.rules, language))

    def __str__(self) -> str:
        return f"{self.what} [{self.code}]"


def rule_in_words(name: str, rules: ResponseRules, language: str) -> str:
    """The rule of a kind of finding as a sentence, with its thresholds."""
    return text(f"response_checks.rule.{name}", lang=language, **_filled(rules, language))


def _filled(rules: ResponseRules, language: str) -> dict[str, str]:
    """The thresholds as they stand in a sentence."""
    return {
        each.name: _written(each.name, getattr(rules, each.name), language)
        for each in fields(rules)
    }


_SHARES = frozenset({"much_missing", "partial", "complete", "stops_here"})


def _is_share(name: str) -> bool:
    return name in _SHARES or name.endswith(("share", "missing", "straight"))


def _written(name: str, value: object, language: str) -> str:
    """A value as it stands in a sentence."""
    if isinstance(value, Mapping):
        return said(value, language)
    if name in _IN_WORDS:
        return _IN_WORDS[name](str(value), language)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int):
        return format_number(value, language, decimals=0)
    if name == "mode_difference":
        return format_points(value, language, sign=False)
    written = format_percent if _is_share(name) else format_number
    return written(value, language)


def mode_in_words(mode: str, language: str) -> str:
    """What a mode is called; itself where nobody knows it."""
    key = f"response_checks.mode.{mode}"
    return text(key, lang=language) if has_text(key, lang=language) else mode


_IN_WORDS: dict[str, Callable[[str, str], str]] = {
    "mode": mode_in_words,
    "spoken": lambda code, language: language_name(code, lang=language),
}


@dataclass(frozen=True, slots=True)
class Finder:
    """Makes findings by one set of rules, none about what was already settled.

    Attributes
    ----------
    rules : ResponseRules
    settled : mapping of (str, str) to str
        What the cleaning log last made of an answer, by respondent and column; the column is empty
        where somebody decided that a respondent stays.
    """

    rules: ResponseRules
    settled: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def about_answer(
        self,
        key: str,
        severity: Severity,
        cell: tuple[str, str],
        *,
        place: Place | None = None,
        value: str = "",
        fields: Mapping[str, object] = MappingProxyType({}),
        settles: bool = True,
    ) -> list[AnswerFinding]:
        """A finding about one answer: respondent and column.

        What the log says of the answer settles it; not so of areas, which must be right.
        """
        if settles and cell in self.settled and (not value or same(value, self.settled[cell])):
            return []
        found = AnswerFinding(
            key, severity, Subject.ANSWER, *cell, fields, place, value, self.rules
        )
        return [found]

    def about_respondent(
        self, key: str, severity: Severity, respondent: str, variable: str = "", **fields: object
    ) -> list[AnswerFinding]:
        """A finding about all that somebody answered."""
        if (respondent, "") in self.settled:
            return []
        subject = Subject.RESPONDENT
        found = AnswerFinding(key, severity, subject, respondent, variable, fields,
                              rules=self.rules)  # fmt: skip
        return [found]

    def about_question(
        self, key: str, severity: Severity, variable: str, **fields: object
    ) -> list[AnswerFinding]:
        """A finding about what all answered."""
        subject = Subject.QUESTION
        return [AnswerFinding(key, severity, subject, "", variable, fields, rules=self.rules)]

    def about_group(
        self, key: str, severity: Severity, variable: str, **fields: object
    ) -> list[AnswerFinding]:
        """A finding about a group, a mode or a language."""
        subject = Subject.GROUP
        return [AnswerFinding(key, severity, subject, "", variable, fields, rules=self.rules)]

    def about_all(self, key: str, severity: Severity, **fields: object) -> list[AnswerFinding]:
        """A finding about the answers as a whole."""
        return [AnswerFinding(key, severity, Subject.WHOLE, fields=fields, rules=self.rules)]
