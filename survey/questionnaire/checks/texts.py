"""Texts: their languages, what is missing, what is cut elsewhere, and the pipes in them."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from survey.findings import Severity
from survey.language.languages import is_language, language_name
from survey.language.messages import finding, quoted
from survey.questionnaire.checks import pipes
from survey.questionnaire.checks.names import tables_of
from survey.questionnaire.checks.wording import wordings
from survey.questionnaire.questions import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Text, Variable
    from survey.findings import Finding
    from survey.questionnaire.checks.wording import Wording
    from survey.questionnaire.model import Questionnaire

_WORD = re.compile(r"[^\W\d_]+")
_PIPE = re.compile(r"\{[^{}]*\}")
_SHOWN = 60
_LONG_LABEL = 80
_MOST_VALUE_LABEL = 120
_MOST_VARIABLE_LABEL = 256
_LABELS = frozenset({"code", "scale_code"})


def check(questionnaire: Questionnaire) -> Iterator[Finding]:
    """All that is wrong or unwise in the texts."""
    found = tuple(each for each in wordings(questionnaire) if each.text or each.required)
    for wording in found:
        yield from _translations(questionnaire, wording)
        yield from _blanks(questionnaire, wording)
        yield from _value_label_cut(questionnaire, wording)
    yield from pipes.check(questionnaire, found)
    yield from _same_as_reference(questionnaire, found)
    yield from _labels_missing(questionnaire)
    yield from _variable_labels_cut(questionnaire)


def cut_to_bytes(words: str, most: int) -> str:
    """A text cut to so many bytes of UTF-8, never within a letter.

    Examples
    --------
    >>> cut_to_bytes("blåbær", 4)
    'blå'
    """
    return words.encode("utf-8")[:most].decode("utf-8", errors="ignore")


def _begun(words: str) -> str:
    """The beginning of a text, for a message."""
    line = " ".join(words.split())
    return quoted(line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…")


def _has(text: Text, language: str) -> bool:
    return bool(text.get(language, "").strip())


def _translations(questionnaire: Questionnaire, wording: Wording) -> Iterator[Finding]:
    languages, place = questionnaire.languages, questionnaire.place(*wording.path)
    reference = languages.reference
    if not is_language(reference):
        return  # which is told once, and not of each text
    if not _has(wording.text, reference) and not wording.said_by_us:
        yield finding(
            "questionnaire.reference_missing",
            place=place,
            what=wording.what,
            language=language_name(reference),
            key=reference,
        )
        return
    for language in languages.offered:
        if is_language(language) and not _has(wording.text, language):
            yield from _translation_missing(questionnaire, wording, language)


def _translation_missing(
    questionnaire: Questionnaire, wording: Wording, language: str
) -> Iterator[Finding]:
    words, shown_in = questionnaire.languages.shown(wording.text, language)
    if words:
        yield finding(
            "questionnaire.translation_missing",
            severity=Severity.WARNING,
            place=questionnaire.place(*wording.path),
            what=wording.what,
            language=language_name(language),
            shown=_begun(words),
            shown_in=language_name(shown_in),
            key=language,
        )


def _blanks(questionnaire: Questionnaire, wording: Wording) -> Iterator[Finding]:
    for language, words in wording.text.items():
        if words.strip() and words != words.strip():
            yield finding(
                "questionnaire.text_blanks",
                severity=Severity.WARNING,
                place=questionnaire.place(*wording.path, language),
                what=wording.what,
                got=quoted(words),
            )


def _value_label_cut(questionnaire: Questionnaire, wording: Wording) -> Iterator[Finding]:
    if wording.part not in _LABELS or not wording.required:
        return
    for language in questionnaire.languages.offered:
        words = wording.text.get(language, "")
        if len(words.encode("utf-8")) > _MOST_VALUE_LABEL:
            yield finding(
                "questionnaire.value_label_cut",
                severity=Severity.WARNING,
                place=questionnaire.place(*wording.path, language),
                what=wording.what,
                most=_MOST_VALUE_LABEL,
                cut=quoted(cut_to_bytes(words, _MOST_VALUE_LABEL)),
            )


def _variable_labels_cut(questionnaire: Questionnaire) -> Iterator[Finding]:
    for variable in chain.from_iterable(tables_of(questionnaire)):
        for language in questionnaire.languages.offered:
            words = variable.label.get(language, "")
            if len(words.encode("utf-8")) > _MOST_VARIABLE_LABEL:
                yield finding(
                    "questionnaire.variable_label_cut",
                    severity=Severity.WARNING,
                    place=questionnaire.place(*_label_path(variable), language),
                    name=quoted(variable.name),
                    most=_MOST_VARIABLE_LABEL,
                    cut=quoted(cut_to_bytes(words, _MOST_VARIABLE_LABEL)),
                )


def _label_path(variable: Variable) -> tuple[str, ...]:
    name = variable.question_id
    if not variable.item:
        return (name, "label")
    return (name, "codes" if variable.item.isdigit() else "rows", variable.item)


def _labels_missing(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Questions that tables can only call by their name, or by a long wording."""
    reference = questionnaire.languages.reference
    for question in questionnaire.everything():
        long = (
            len(question.text.get(reference, "")) > _LONG_LABEL and question.label == question.text
        )
        if (long or not question.label) and not isinstance(question, Note):
            yield finding(
                "questionnaire.label_missing",
                severity=Severity.NOTE,
                place=questionnaire.place(question.id),
                name=quoted(question.id),
            )


def _same_as_reference(
    questionnaire: Questionnaire, found: tuple[Wording, ...]
) -> Iterator[Finding]:
    """How many texts are word for word the same in another language."""
    reference = questionnaire.languages.reference
    for language in questionnaire.languages.offered[1:]:
        both = [each for each in found if {language, reference} <= set(each.text)]
        same = [
            each
            for each in both
            if each.text[language] == each.text[reference] and _is_prose(each.text[reference])
        ]
        if same:
            yield finding(
                "questionnaire.translation_same",
                severity=Severity.NOTE,
                place=questionnaire.place("languages"),
                count=len(same),
                all=len(both),
                language=language_name(language),
                reference=language_name(reference),
                first=_begun(same[0].text[reference]),
            )


def _is_prose(words: str) -> bool:
    """Whether a text has words that could be translated, and not only a name or figures."""
    return len(_WORD.findall(_PIPE.sub("", words))) > 1
