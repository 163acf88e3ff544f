"""Values of columns of ticks, of "don't know" beside them, and of answers joined in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.drafting.lexicon import NOT_TICKED, TICKED
from survey.responses.matching.code_matching import (
    EXACT,
    GUESS,
    LIKELY,
    MOST_VALUES,
    NONE,
    by_words,
    counts_of,
    declared_value,
    frequent_values,
    similar_codes,
)
from survey.responses.matching.proposals import Reason, Sureness, ValueProposal, because
from survey.responses.matching.several_answers import parts_of_cell
from survey.responses.matching.spelling import plain
from survey.responses.responses import MISSING_TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from survey.files.data_table import DataColumn
    from survey.responses.matching.answer_words import AnswerWords, Codes

SEPARATORS = ("\n", ";", "|", ",", "/", " ")
_NOT_TICKED = frozenset(plain(each) for each in NOT_TICKED)
_ENOUGH = 0.5
_Result = tuple["int | str | None", Sureness, Reason, "Codes"]


def ticked_values(
    column: DataColumn,
    option: Collection[str],
    *,
    counted: str | None,
    missing: AnswerWords | None,
    own_writing: bool = False,
) -> tuple[tuple[ValueProposal, ...], int]:
    """Which values of a column of ticks mean that the box was ticked.

    Parameters
    ----------
    column : DataColumn
    option : collection of str
        What the option is called, as plain texts, and its code.
    counted : str or None
        The value that means ticked, where the file says so.
    missing : AnswerWords or None
        For words for no answer.
    own_writing : bool
        Whether the column has the questionnaire's own name.
    """
    counts, untried = frequent_values(column)
    values = list(dict.fromkeys([*counts, *column.meanings]))
    found = []
    for value in values:
        meaning = column.meanings.get(value, "")
        result = _tick(value, meaning, option, counted, missing)
        if value in column.declared and (result[0] is None or result[2].key == "not_counted"):
            result = declared_value(value)
        if own_writing and value in MISSING_TEXTS:
            result = (int(value), EXACT, because("missing_code"), ())
        found.append(ValueProposal(value, meaning, counts.get(value, 0), *result))
    found = sorted(_as_a_whole(found), key=_place)
    return tuple(found[:MOST_VALUES]), max(len(found) - MOST_VALUES, 0) + untried


def _tick(
    value: str,
    meaning: str,
    option: Collection[str],
    counted: str | None,
    missing: AnswerWords | None,
) -> _Result:
    said = plain(meaning or value)
    non_answer = missing.non_answer(meaning or value) if missing else None
    tests: tuple[tuple[bool, _Result], ...] = (
        (counted is not None and value == counted, (1, EXACT, because("counted"), ())),
        (said in _NOT_TICKED, (0, EXACT, because("not_ticked"), ())),
        (said in TICKED, (1, EXACT, because("ticked"), ())),
        (said in option, (1, EXACT, because("option_repeated"), ())),
        (non_answer is not None, ((non_answer or (0,))[0], LIKELY, because("missing_words"), ())),
        (counted is not None, (0, LIKELY, because("not_counted"), ())),
    )
    if value in MISSING_TEXTS:
        return int(value), LIKELY, because("missing_code"), ()
    unknown: _Result = (None, NONE, because("value_unknown"), ())
    return next((result for holds, result in tests if holds), unknown)


def _place(each: ValueProposal) -> tuple[bool, int]:
    """Ticked first, then not ticked, then no answer, then what nobody knows."""
    return each.code is None, -each.code if isinstance(each.code, int) else 0


def _as_a_whole(found: list[ValueProposal]) -> list[ValueProposal]:
    """Doubts that only all values together give."""
    values = {each.value for each in found}
    is_told = any(each.meaning or each.reason.key == "counted" for each in found)
    if values == {"1", "2"} and not is_told:
        return [
            ValueProposal(
                each.value,
                "",
                each.rows,
                None,
                GUESS,
                because("one_two"),
                (int(each.value == "1"),),
            )
            for each in found
        ]
    unknown = [each for each in found if each.code is None]
    if len(unknown) == 1 and not any(each.code == 1 for each in found):
        only = unknown[0]
        guess = ValueProposal(
            only.value, only.meaning, only.rows, None, GUESS, because("only_value"), (1,)
        )
        return [guess if each is only else each for each in found]
    return found


def separator_of(column: DataColumn, words: AnswerWords) -> tuple[str, float]:
    """What stands between the answers in one cell, and the share of answers known with it.

    Parameters
    ----------
    column : DataColumn
    words : AnswerWords
        Of the options.
    """
    best, most = ";", 0.0
    sample = column.values[: 10 * MOST_VALUES]
    for separator in SEPARATORS:
        parts = [part for value in sample for part in parts_of_cell(value, separator)]
        known = sum(_part(part, words, own_writing=True)[0] is not None for part in parts)
        share = known / len(parts) if parts else 0.0
        if share > most:
            best, most = separator, share
    return best, most


def joined_values(
    column: DataColumn, words: AnswerWords, separator: str, *, own_writing: bool
) -> tuple[tuple[ValueProposal, ...], int]:
    """What the answers in one cell become.

    Parameters
    ----------
    column : DataColumn
    words : AnswerWords
        Of the options.
    separator : str
    own_writing : bool
        Whether the column has the questionnaire's own name, so that its numbers are codes.
    """
    counts: dict[str, int] = {}
    for value, rows in zip(column.values, counts_of(column), strict=True):
        for part in parts_of_cell(value, separator):
            counts[part] = counts.get(part, 0) + rows
    often = set(sorted(counts, key=lambda part: -counts[part])[: 4 * MOST_VALUES])
    untried = len(counts) - len(often)
    found = [
        ValueProposal(part, "", rows, *_part(part, words, own_writing=own_writing))
        for part, rows in counts.items()
        if part in often
    ]
    known = [each for each in found if each.code is not None]
    other = [each for each in found if each.code is None]
    order = {code: place for place, code in enumerate(words.codes)}
    known.sort(key=lambda each: order.get(each.code or 0, len(order)))
    if known and all(each.reason.key in {"number", "number_own"} for each in known):
        known += _other_numbers(known, words)
    return (*known, *other[:MOST_VALUES]), max(len(other) - MOST_VALUES, 0) + untried


def _other_numbers(known: list[ValueProposal], words: AnswerWords) -> list[ValueProposal]:
    """Options that nobody chose so far."""
    have = {each.code for each in known}
    first = known[0]
    return [
        ValueProposal(str(code), "", 0, code, first.sureness, first.reason)
        for code in words.codes
        if code not in have
    ]


def _part(part: str, words: AnswerWords, *, own_writing: bool) -> _Result:
    number = words.by_number(part)
    if number is not None:
        if own_writing:
            return number, EXACT, because("number_own"), ()
        return number, LIKELY, because("number"), ()
    if part in MISSING_TEXTS:
        return int(part), LIKELY, because("missing_code"), ()
    found = by_words(part, words)
    if found is not None:
        return found
    near = similar_codes(part, words)
    if near:
        return None, GUESS, because("label_similar"), near
    return None, NONE, because("value_unknown"), ()
