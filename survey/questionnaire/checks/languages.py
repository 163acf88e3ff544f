"""The languages that a questionnaire is offered in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.localedata import locale_identifiers

from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.languages import is_language, language_name
from survey.language.messages import culprits, finding, quoted
from survey.questionnaire.checks.wording import wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.findings import Finding
    from survey.questionnaire.checks.wording import Wording
    from survey.questionnaire.model import Questionnaire

_COUNTRIES = {"dk": "da", "gb": "en", "us": "en"}  # which are often written for languages


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Languages that nobody knows, that stand twice, or that are named but not offered."""
    yield from _unknown(questionnaire)
    yield from _twice(questionnaire)
    yield from _not_offered(questionnaire)
    yield from _unreviewed(questionnaire)
    yield from _unused(questionnaire)


def _unknown(questionnaire: Questionnaire) -> Iterator[Finding]:
    for code in dict.fromkeys(questionnaire.languages.offered):
        if not is_language(code):
            near = _COUNTRIES.get(code) or did_you_mean(code, locale_identifiers())
            known = [each for each in questionnaire.languages.offered if each != code]
            yield finding(
                "questionnaire.language_unknown_near" if near else "questionnaire.language_unknown",
                place=questionnaire.place("languages"),
                language=quoted(code),
                known=culprits(known) if known else "–",
                near=quoted(near or ""),
            )


def _twice(questionnaire: Questionnaire) -> Iterator[Finding]:
    offered = questionnaire.languages.offered
    for code in dict.fromkeys(offered):
        if offered.count(code) > 1:
            yield finding(
                "questionnaire.language_twice",
                place=questionnaire.place("languages"),
                name=quoted(code),
            )


def _not_offered(questionnaire: Questionnaire) -> Iterator[Finding]:
    languages = questionnaire.languages
    named = [("unreviewed", code) for code in languages.unreviewed]
    for code, others in languages.fallback.items():
        named += [("fallback", each) for each in (code, *others)]
    for key, code in dict.fromkeys(named):
        if code not in languages.offered:
            yield finding(
                f"questionnaire.{key}_not_offered",
                place=questionnaire.place(key),
                name=quoted(code),
                offered=culprits(languages.offered),
            )


def _unreviewed(questionnaire: Questionnaire) -> Iterator[Finding]:
    languages = questionnaire.languages
    for code in languages.unreviewed:
        if code in languages.offered:
            yield finding(
                "questionnaire.language_unreviewed",
                severity=Severity.NOTE,
                place=questionnaire.place("unreviewed"),
                language=language_name(code),
            )


def _unused(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Languages that there are texts in, but that the questionnaire isn't offered in."""
    if questionnaire.module:
        return  # some of its questions may have more languages, for those who offer them
    offered = questionnaire.languages.offered
    first: dict[str, Wording] = {}
    for wording in wordings(questionnaire):
        for code in () if wording.said_by_us else wording.text:
            if code not in offered and is_language(code):
                first.setdefault(code, wording)
    for code, wording in first.items():
        yield finding(
            "questionnaire.language_unused",
            severity=Severity.WARNING,
            place=questionnaire.place(*wording.path, code),
            language=language_name(code),
            code=quoted(code),
        )
