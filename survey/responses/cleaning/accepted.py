"""What can be written in place of an answer: a code, a label in any language, a kind of missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import NEVER_ASKED, Kind, MissingKind, Variable
from survey.files.numerals import parse_integers, parse_numbers
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.columns import missing_words
from survey.questionnaire.questions import Date, Number
from survey.responses.cleaning.log_table import iso_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

_KINDS = tuple(kind for kind in MissingKind if kind not in NEVER_ASKED)
_CODE_AND_LABEL = re.compile(r"(-?\d{1,9})\s*[ .:=\N{EN DASH}-]\s*(\S.*)")
_WHOLE_DATES = {"year": re.compile(r"\d{4}"), "month": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is accepted for the columns of a questionnaire.

    Attributes
    ----------
    questionnaire : Questionnaire
    variables : dict of str to Variable
        Those of the respondents' table, computed ones left out, and the groups.
    """

    questionnaire: Questionnaire
    variables: dict[str, Variable]

    def value(self, name: str, words: str) -> str | None:
        """What is written as it stands in the log; None if the column can't hold it.

        A code or a missing code as digits, a number with a decimal point, an ISO date, words.
        """
        variable = self.variables[name]
        missing = _missing_words(self.questionnaire)
        question = self.questionnaire.question(variable.question_id)
        if variable.kind is Kind.GROUP and not variable.codes:
            return words
        if variable.kind not in {Kind.NUMBER, Kind.TEXT, Kind.DATE}:
            found = _code(variable, words)
            if found is not None or variable.kind is Kind.GROUP:
                return found  # everybody belongs somewhere
            return missing.get(_folded(words))
        if _folded(words) in missing:
            return missing[_folded(words)]
        if variable.kind is Kind.TEXT:
            return words
        read = _date if variable.kind is Kind.DATE else _number
        return read(question, words)


def accepted_of(questionnaire: Questionnaire, groups: Sequence[Variable] = ()) -> Accepted:
    """What is accepted for the columns of a questionnaire and of some groups."""
    asked = [v for v in questionnaire.variables() if not _is_computed(questionnaire, v)]
    return Accepted(questionnaire, {each.name: each for each in (*asked, *groups)})


def _is_computed(questionnaire: Questionnaire, variable: Variable) -> bool:
    question = questionnaire.question(variable.question_id)
    return question is not None and question.type == "computed"


def _folded(words: str) -> str:
    return " ".join(words.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def _missing_words(questionnaire: Questionnaire) -> dict[str, str]:
    """Words and codes for kinds of missing, and for deleting."""
    usual = missing_words()
    known: dict[str, str] = {}
    for kind in _KINDS:
        for label in (usual[kind], questionnaire.missing.get(kind, {})):
            known |= {_folded(each): str(int(kind)) for each in label.values()}
        known[str(int(kind))] = str(int(kind))
    for language in LANGUAGES:
        for words in text("cleaning.delete", lang=language).split(", "):
            known[_folded(words)] = str(int(MissingKind.NO_ANSWER))
    return known


def _code(variable: Variable, words: str) -> str | None:
    """The code that is meant by a code, a label, or both together."""
    codes = {str(code.value): code for code in variable.codes}
    number = _whole(words)
    if number in codes or words in codes:
        return number if number in codes else words
    folded = _folded(words)
    named = {
        str(code.value)
        for code in variable.codes
        if folded in {_folded(name) for name in (*code.label.values(), *code.aliases)}
    }
    if len(named) == 1:
        return named.pop()
    both = _CODE_AND_LABEL.fullmatch(words)
    if both is not None and both[1] in codes:
        labels = {_folded(label) for label in codes[both[1]].label.values()}
        return both[1] if _folded(both[2]) in labels else None
    return _tick(words) if variable.kind is Kind.OPTION else None


def _whole(words: str) -> str:
    """Digits of a whole number: 3 for "3", "3.0" and "3,0"; else ""."""
    bare = re.sub(r"[.,]0+$", "", words)
    parsed = parse_integers([bare])
    return str(int(parsed.values[0])) if bare and not len(parsed.failed) else ""


def _tick(words: str) -> str | None:
    for value, key in (("1", "cleaning.ticked"), ("0", "cleaning.unticked")):
        for language in LANGUAGES:
            if _folded(words) in text(key, lang=language).split(", "):
                return value
    return None


def _number(question: Question | None, words: str) -> str | None:
    plain = words.replace(",", ".")
    parsed = parse_numbers([plain], ".")
    if len(parsed.failed):
        return None
    value = float(parsed.values[0])
    if isinstance(question, Number) and not _inside(question, value):
        return None
    return str(int(value)) if value == int(value) else plain


def _inside(question: Number, value: float) -> bool:
    low = 0 if question.low is None else question.low
    high = float("inf") if question.high is None else question.high
    return low <= value <= high


def _date(question: Question | None, words: str) -> str | None:
    if not isinstance(question, Date):
        return iso_date(words)
    pattern = _WHOLE_DATES.get(question.precision)
    day = iso_date(words)
    if pattern is not None:
        length = {"year": 4, "month": 7}[question.precision]
        found = day[:length] if day else words
        found = found if pattern.fullmatch(found) else ""
    else:
        found = day or ""
    size = len(found)
    early = question.earliest and found < question.earliest[:size]
    late = question.latest and found > question.latest[:size]
    return None if not found or early or late else found
