"""What can be chosen in the workbook of columns: as it is shown, and as it is read again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from survey.codebook import Kind, MissingKind
from survey.files.clean import clean_text
from survey.language.catalogue import LANGUAGES, has_text, text
from survey.language.languages import language_name
from survey.language.numbers import MINUS
from survey.questionnaire.column_labels import column_label
from survey.questionnaire.column_map import Target
from survey.questionnaire.columns import missing_words
from survey.questionnaire.questions import Multiple, Ranking
from survey.responses.matching.spelling import plain
from survey.responses.matching.value_matching import LANGUAGE_CODES, MODE_CODES
from survey.responses.responses import LANGUAGE, MODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.codebook import Code, Text
    from survey.questionnaire.model import Questionnaire
    from survey.responses.matching.destinations import Destination

SEPARATORS = {
    "space": " ",
    "line": "\n",
    "semicolon": ";",
    "comma": ",",
    "bar": "|",
    "slash": "/",
}
DECIMALS = {"point": ".", "comma": ","}
DAYS = {"day": False, "month": True}
_BETWEEN = " – "
_LONGEST = 90
_MISSING = tuple(kind for kind in MissingKind if kind is not MissingKind.NOT_IN_WAVE)
_NUMERIC = frozenset({Target.NUMBER, Target.WEIGHT, Target.COUNT})
_NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,12})?")
_HEAD = re.compile(r"(\S+)(?:\s+[–—-]\s+.*)?", re.DOTALL)


def words_of(group: str, choices: Iterable[str], language: str) -> dict[str, str]:
    """What choices are called, by themselves."""
    return {each: text(f"matching.{group}.{each}", lang=language) for each in choices}


def meant_by(written: str, group: str, choices: Iterable[str]) -> str | None:
    """Which choice is meant, in either language; None for none of them."""
    said = written.casefold()
    for language in LANGUAGES:
        for choice, words in words_of(group, choices, language).items():
            if said in {words.casefold(), choice}:
                return choice
    return None


# Columns


def place_text(place: Destination, questionnaire: Questionnaire, language: str) -> str:
    """A destination as it is shown: ``safe_evening – Safe in the evening``."""
    label = place_label(place, questionnaire, language)
    return text("matching.entry", lang=language, name=place.name, label=label)


def place_label(place: Destination, questionnaire: Questionnaire, language: str) -> str:
    """What a destination is called, in short."""

    def say(words: Text) -> str:
        return questionnaire.languages.said(words, language)

    question, variable = place.question, place.variable
    if variable is None and question is not None:
        label = _short(say(question.label) or say(question.text))
        return text("matching.several", lang=language, label=label)
    if variable is not None and question is not None:
        label = _short(column_label(variable, question, say))
        kind = text("matching.kind.text", lang=language)
        return f"{label} ({kind})" if variable.kind is Kind.TEXT and variable.item else label
    if variable is not None and say(variable.label):
        return say(variable.label)
    key = f"matching.beside.{place.name}"
    return text(key, lang=language) if has_text(key, lang=language) else place.name


def place_question(place: Destination, questionnaire: Questionnaire, language: str) -> str:
    """The words of the question that a destination belongs to."""
    asked = place.question.text if place.question else {}
    return questionnaire.languages.said(asked, language)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def head_of(written: str) -> str:
    """The name before the dash."""
    found = _HEAD.fullmatch(clean_text(written))
    return found[1] if found else written


# Codes


def codes_of(place: Destination, questionnaire: Questionnaire, kind: Target) -> tuple[Code, ...]:
    """The codes that a value can get; none where any number or text is one."""
    question = place.question
    if isinstance(question, Multiple | Ranking) and kind is Target.JOINED:
        return question.codes
    if kind is Target.NON_ANSWER or kind in _NUMERIC or place.variable is None:
        return ()
    return place.variable.codes


def code_texts(
    place: Destination, questionnaire: Questionnaire, kind: Target, language: str
) -> dict[str, str]:
    """What each code is called that a value can get, by how it is written; the missing ones last.

    Parameters
    ----------
    place : Destination
    questionnaire : Questionnaire
    kind : Target
    language : str
    """
    found = {
        str(code.value): questionnaire.languages.said(code.label, language) or str(code.value)
        for code in codes_of(place, questionnaire, kind)
    }
    if kind is Target.WORD:
        return _words_of_answering(place.name, questionnaire, language)
    if kind is Target.GROUP:
        return found
    if kind is Target.NON_ANSWER:
        found["0"] = text("codes.not_ticked", lang=language)
    own = {int(each.value): each.label for each in place.variable.missing} if place.variable else {}
    usual = missing_words()
    for each in _MISSING:
        said = questionnaire.languages.said(own.get(int(each), {}), language)
        found[str(int(each))] = said or usual[each][language]
    return found


def _words_of_answering(name: str, questionnaire: Questionnaire, language: str) -> dict[str, str]:
    if name == MODE:
        return {each: text(f"matching.mode.{each}", lang=language) for each in MODE_CODES}
    if name != LANGUAGE:
        return {}
    spoken = dict.fromkeys((*questionnaire.languages.offered, *LANGUAGE_CODES))
    return {each: language_name(each, lang=language) for each in spoken}


def code_text(code: int | str, known: Mapping[str, str]) -> str:
    """A code as it is shown: ``4 – Satisfied``."""
    written = str(code)
    shown = f"{MINUS}{written[1:]}" if written.startswith("-") else written
    label = known.get(written, "")
    return f"{shown}{_BETWEEN}{label}" if label and label != written else shown


def code_meant(written: str, known: Mapping[str, str], kind: Target) -> int | str | None:
    """The code that is meant, by its number, its label, or both; None if it can't be.

    Where both stand there, they must belong together: the label of another question's code shows
    that the column became something else since.
    """
    said = clean_text(written).replace(MINUS, "-")
    for code, label in known.items():
        if said == code or plain(said) in {plain(label), plain(f"{code}{_BETWEEN}{label}")}:
            return _typed(code)
    if kind in _NUMERIC and _NUMBER.fullmatch(said):
        number = said.replace(",", ".")
        return int(number) if number.isdigit() else number
    return said if kind is Target.GROUP and not known and said else None


def _typed(code: str) -> int | str:
    return int(code) if re.fullmatch(r"-?\d{1,15}", code) else code
