"""Values of columns that hold numbers, days, areas, or how somebody answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from survey.files.numerals import parse_numbers
from survey.questionnaire.column_map import iso_date, months_come_first
from survey.responses.matching.cell_numbers import number_in
from survey.responses.matching.code_matching import (
    EXACT,
    GUESS,
    LIKELY,
    MOST_VALUES,
    NONE,
    counts_of,
    declared_value,
    similar_codes,
)
from survey.responses.matching.moments import iso_moment
from survey.responses.matching.proposals import Reason, Sureness, ValueProposal, because
from survey.responses.matching.spelling import listed, plain
from survey.responses.responses import LANGUAGE, MISSING_TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from survey.files.csv_layout import DecimalMark
    from survey.files.data_table import DataColumn
    from survey.questionnaire.questions import Question
    from survey.questionnaire.texts import Languages
    from survey.responses.matching.answer_words import AnswerWords, Codes

_Result = tuple["int | str | None", Sureness, Reason, "Codes"]
_Listed = tuple[tuple[ValueProposal, ...], int]
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}.*")
_WITH_UNIT = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([^\W\d]+)\.?")
_UNITS = listed("aar years year kr timer hours minutter minutes min boern personer")
_MODES = {
    "paper": "paper papir papirskema skema postal post mail brev spoergeskema papi",
    "web": "web online internet cawi link eboks digital digitalt e boks www webskema",
    "phone": "phone telefon telephone tlf cati telefoninterview",
    "visit": "visit besoeg capi interview personligt face doer doeren besoegsinterview",
}
MODE_CODES = tuple(_MODES)
_LANGUAGES = {
    "da": "da dansk danish dan da dk",
    "en": "en engelsk english eng en gb en us",
    "ar": "ar arabisk arabic ara العربية",
    "tr": "tr tyrkisk turkish",
    "so": "so somali somalisk",
    "de": "de tysk german",
    "fa": "fa farsi persisk persian dari",
    "ur": "ur urdu",
    "uk": "uk ukrainsk ukrainian",
    "bs": "bs bosnisk bosnian",
}
LANGUAGE_CODES = tuple(_LANGUAGES)
"""Languages of forms that are known by their words, offered by the questionnaire or not."""


def numeric_values(
    column: DataColumn, question: Question | None, words: AnswerWords | None, *, own_writing: bool
) -> _Listed:
    """What becomes of values that are no numbers, or that the file says something of."""
    decimal = decimal_of(column)
    special = [v for v in column.values if not number_in(v, column, decimal) >= 0]
    special += [value for value in column.meanings if value not in special]
    special += sorted(column.declared & set(column.values) - set(special))
    units = _UNITS | {plain(each) for each in getattr(question, "unit", {}).values()}

    def result(value: str) -> _Result:
        return _number(value, column, words, decimal, units, own_writing=own_writing)

    return _listed(column, special, result)


def decimal_of(column: DataColumn) -> DecimalMark:
    """The decimal mark of a column; a point if it has none."""
    return column.decimal or "."


def _number(
    value: str,
    column: DataColumn,
    words: AnswerWords | None,
    decimal: DecimalMark,
    units: frozenset[str],
    *,
    own_writing: bool,
) -> _Result:
    meaning = column.meanings.get(value, "")
    missing = words.non_answer(meaning or value) if words else None
    if missing is not None:
        return missing[0], EXACT if missing[1] else LIKELY, because("missing_words"), ()
    if value in MISSING_TEXTS:
        return int(value), EXACT if own_writing else LIKELY, because("missing_code"), ()
    if value in column.declared:
        return declared_value(value)
    if value.isdigit():
        return int(value), LIKELY, because("number_labelled"), ()
    found = _WITH_UNIT.fullmatch(value)
    number = parse_numbers([found[1]], decimal).values[0] if found else np.nan
    if found and plain(found[2]) in units and not np.isnan(number):
        exact = float(number)
        return (int(exact) if exact == int(exact) else str(exact)), LIKELY, because("unit"), ()
    return None, NONE, because("no_number"), ()


def dated_values(
    column: DataColumn, *, months_first: bool, moments: bool, partly: bool, own_writing: bool
) -> _Listed:
    """What becomes of values that are no days."""
    read = iso_moment if moments else iso_date

    def known(value: str) -> bool:
        short = partly and re.fullmatch(r"\d{4}(-\d\d)?", value) is not None
        return short or read(value, months_first=months_first) is not None

    special = [value for value in column.values if not known(value)]

    def result(value: str) -> _Result:
        if value in MISSING_TEXTS:
            return int(value), EXACT if own_writing else LIKELY, because("missing_code"), ()
        return None, NONE, because("no_date"), ()

    return _listed(column, special, result)


def order_of_days(column: DataColumn) -> tuple[bool, bool]:
    """Whether the month comes first, and whether that is clear."""
    months_first = months_come_first(column.values)
    slashed = [found for value in column.values if (found := _SLASHED.fullmatch(value))]
    clear = not slashed or any(int(found[place]) > 12 for found in slashed for place in (1, 2))
    return months_first, clear


def group_values(column: DataColumn, words: AnswerWords) -> _Listed:
    """Which area a value stands for; where the areas aren't known, what the file calls it."""
    if words.codes:
        return _listed(
            column, list(dict.fromkeys(column.values)), lambda v: _area(v, column, words)
        )
    named = [value for value in column.values if column.meanings.get(value)]
    return _listed(column, named, lambda v: (column.meanings[v], LIKELY, because("area_label"), ()))


def _area(value: str, column: DataColumn, words: AnswerWords) -> _Result:
    meaning = column.meanings.get(value, "")
    number = words.by_number(value) if not meaning else None
    if number is not None:
        return number, EXACT, because("area_code"), ()
    codes = words.by_label(meaning or value)
    if len(codes) == 1:
        return codes[0], EXACT, because("area_label"), ()
    near = codes or similar_codes(meaning or value, words)
    return (None, GUESS, because("label_similar"), near) if near else (
        None, NONE, because("value_unknown"), ()
    )  # fmt: skip


def worded_values(column: DataColumn, target: str, languages: Languages) -> _Listed:
    """Which way of answering, or which language, a value stands for."""
    known = _known_words(target, languages)

    def result(value: str) -> _Result:
        said = plain(column.meanings.get(value) or value)
        code = known.get(said) or known.get(said.split(" ")[0])
        if code is None:
            return None, NONE, because("value_unknown"), ()
        return code, EXACT if value == code else LIKELY, because("known_word"), ()

    return _listed(column, list(column.values), result)


def _known_words(target: str, languages: Languages) -> Mapping[str, str]:
    if target != LANGUAGE:
        return {word: mode for mode, words in _MODES.items() for word in words.split()}
    found = {word: code for code, words in _LANGUAGES.items() for word in words.split()}
    return found | {language: language for language in languages.offered}


def _listed(column: DataColumn, values: list[str], result: Callable[[str], _Result]) -> _Listed:
    counts = dict(zip(column.values, counts_of(column), strict=True))
    values = sorted(dict.fromkeys(values), key=lambda each: -counts.get(each, 0))
    found = tuple(
        ValueProposal(value, column.meanings.get(value, ""), counts.get(value, 0), *result(value))
        for value in values[:MOST_VALUES]
    )
    return found, max(len(values) - MOST_VALUES, 0)
