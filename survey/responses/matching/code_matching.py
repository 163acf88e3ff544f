"""Values of a column that is answered by codes, each with the code it becomes."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import MissingKind
from survey.questionnaire.drafting.scale_words import by_last_digit
from survey.responses.matching.proposals import Reason, Sureness, ValueProposal, because
from survey.responses.matching.spelling import listed, plain
from survey.responses.responses import MISSING_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey.files.data_table import DataColumn
    from survey.responses.matching.answer_words import AnswerWords, Codes

EXACT, LIKELY, GUESS, NONE = Sureness
MOST_VALUES = 60
"""How many values of a column are listed that nobody knows."""
_MOST_TRIED = 500

_WHOLE = re.compile(r"\d{1,9}")
_LETTERED = re.compile(r"(?:A|AO|a)0*(\d{1,3})")
_CODED_MISSING = re.compile("m([123589])")
_USUAL_MISSING = listed("8 9 66 77 88 96 97 98 99 666 777 888 997 998 999")
_Found = tuple["int | str | None", Sureness, Reason, "Codes"]


def counts_of(column: DataColumn) -> list[int]:
    """How many rows have each value."""
    filled = column.index[column.index >= 0]
    return np.bincount(filled, minlength=len(column.values)).tolist()  # type: ignore[no-any-return]


def coded_values(
    column: DataColumn, words: AnswerWords, *, own_writing: bool
) -> tuple[tuple[ValueProposal, ...], int]:
    """What the values of a column become, and how many that nobody knows aren't listed.

    Parameters
    ----------
    column : DataColumn
    words : AnswerWords
    own_writing : bool
        Whether the column has the questionnaire's own name, so that its numbers are codes.
    """
    counts, untried = frequent_values(column)
    values = dict.fromkeys([*counts, *column.meanings])
    found = [
        _proposal(value, column, words, counts.get(value, 0), own_writing=own_writing)
        for value in values
    ]
    found = _doubting_other_scale(found, words)
    found += _that_could_come(found, words, own_writing=own_writing)
    listed, unlisted = _listed(found, words)
    return listed, unlisted + untried


def frequent_values(column: DataColumn) -> tuple[dict[str, int], int]:
    """The most frequent values with their rows, in the order of the file, and how many more."""
    counts = dict(zip(column.values, counts_of(column), strict=True))
    if len(counts) <= _MOST_TRIED:
        return counts, 0
    often = set(sorted(counts, key=lambda value: -counts[value])[:_MOST_TRIED])
    return {v: n for v, n in counts.items() if v in often}, len(counts) - _MOST_TRIED


def _proposal(
    value: str, column: DataColumn, words: AnswerWords, rows: int, *, own_writing: bool
) -> ValueProposal:
    meaning = column.meanings.get(value, "")
    if plain(meaning) == plain(value):
        meaning = ""
    is_declared = value in column.declared
    if meaning:
        result = _by_meaning(value, meaning, words, is_declared=is_declared)
    elif is_declared:
        result = declared_value(value)
    else:
        result = _bare(value, words, own_writing=own_writing)
    return ValueProposal(value, meaning, rows, *result)


def decided_or_several(codes: Codes, sureness: Sureness, reason: Reason) -> _Found | None:
    """The one code that was found, or that several were."""
    if len(codes) == 1:
        return codes[0], sureness, reason, ()
    return (None, GUESS, because("several_codes"), codes) if codes else None


def by_words(said: str, words: AnswerWords) -> _Found | None:
    """The code that is called so."""
    found = decided_or_several(words.by_label(said), EXACT, because("label"))
    if found is None:
        found = decided_or_several(words.by_prefixed(said), LIKELY, because("label_numbered"))
    if found is not None:
        return found
    missing = words.non_answer(said)
    if missing is not None:
        code, own = missing
        if own:
            return code, EXACT, because("missing_label"), ()
        return code, LIKELY, because("missing_words"), ()
    return decided_or_several(words.by_truth(said), LIKELY, because("truth")) or decided_or_several(
        words.by_beginning(said), LIKELY, because("label_cut")
    )


def _by_meaning(value: str, meaning: str, words: AnswerWords, *, is_declared: bool) -> _Found:
    """What the file says that a value means goes before what it is."""
    found = by_words(meaning, words)
    if found is not None:
        return found
    if is_declared:
        return declared_value(value)
    near = similar_codes(meaning, words)
    same = words.by_number(value)
    options = tuple(dict.fromkeys([*near, *(() if same is None else (same,))]))
    if near:
        return None, GUESS, because("label_similar"), options
    if same is not None:
        return None, GUESS, because("number_other_label"), options
    return None, NONE, because("value_unknown"), ()


def declared_value(value: str) -> _Found:
    """What a value may be that the file declares to be missing."""
    if value in MISSING_TEXTS:
        return int(value), LIKELY, because("missing_code"), ()
    number = re.fullmatch(r"-?(\d{1,9})(?:\.0*)?", value)
    kind = by_last_digit(float(number[1])) if number else MissingKind.NO_ANSWER
    return None, GUESS, because("declared"), (int(kind),)


def _bare(value: str, words: AnswerWords, *, own_writing: bool) -> _Found:
    """A value of which the file doesn't say what it means."""
    number = words.by_number(value)
    if number is not None:
        others = [code for code in words.by_label(value) if code != number]
        if others:
            return None, GUESS, because("several_codes"), (number, *others)
        if own_writing:
            return number, EXACT, because("number_own"), ()
        return number, LIKELY, because("number"), ()
    if value in MISSING_TEXTS:
        return int(value), EXACT if own_writing else LIKELY, because("missing_code"), ()
    return by_words(value, words) or _lettered(value, words) or _usual_or_similar(value, words)


def _lettered(value: str, words: AnswerWords) -> _Found | None:
    """LimeSurvey's codes such as A1: our code with a letter, or the place in the list."""
    coded = _CODED_MISSING.fullmatch(value)
    if coded is not None:
        return -int(coded[1]), LIKELY, because("missing_code"), ()
    found = _LETTERED.fullmatch(value)
    if found is None:
        return None
    number = int(found[1])
    same = words.by_number(str(number))
    at_place = words.codes[number - 1] if 0 < number <= len(words.codes) else None
    options = tuple(dict.fromkeys(each for each in (same, at_place) if each is not None))
    return decided_or_several(options, LIKELY, because("lettered"))


def _usual_or_similar(value: str, words: AnswerWords) -> _Found:
    if value in _USUAL_MISSING:
        return None, GUESS, because("usual_missing"), (int(by_last_digit(float(value))),)
    near = similar_codes(value, words)
    if near:
        return None, GUESS, because("label_similar"), near
    return None, NONE, because("value_unknown"), ()


def similar_codes(said: str, words: AnswerWords) -> Codes:
    """Codes that are called much like it, the most similar first."""
    near = difflib.get_close_matches(plain(said)[:120], words.labels, n=3, cutoff=0.72)
    return tuple(dict.fromkeys(code for label in near for code in words.labels[label]))


def _doubting_other_scale(
    found: Sequence[ValueProposal], words: AnswerWords
) -> list[ValueProposal]:
    """Numbers aren't taken for codes where others beside them can't be codes."""
    numbers = [each for each in found if each.reason.key == "number"]
    strange = [
        each
        for each in found
        if each.code is None
        and not each.meaning
        and _WHOLE.fullmatch(each.value)
        and each.value not in _USUAL_MISSING
    ]
    if not numbers or not strange:
        return list(found)
    reason = because("number_other_scale", values=", ".join(each.value for each in strange[:5]))
    return [
        replace(each, code=None, sureness=GUESS, reason=reason, options=(each.code,))
        if each in numbers and each.code is not None
        else each
        for each in found
    ]


def _that_could_come(
    found: Sequence[ValueProposal], words: AnswerWords, *, own_writing: bool
) -> list[ValueProposal]:
    """Answers that nobody gave so far, written as the others are."""
    decided = [each for each in found if each.code is not None]
    have = {each.code for each in decided}
    known = {each.value for each in found}
    usual = {each.reason.key for each in decided if not _is_missing(each.code)}
    if usual and usual <= {"number", "number_own"}:
        pairs: Iterable[tuple[int | str, str]] = [(code, str(code)) for code in words.codes]
        sure, reason = (
            (EXACT, because("number_own")) if own_writing else (LIKELY, because("number"))
        )
    elif usual == {"label"} and not any(each.meaning for each in found):
        pairs = _labels_in_their_language(decided, words.written)
        sure, reason = EXACT, because("label")
    else:
        return []
    return [
        ValueProposal(value, "", 0, code, sure, reason)
        for code, value in pairs
        if code not in have and value not in known
    ]


def _is_missing(code: int | str | None) -> bool:
    return isinstance(code, int) and code < 0


def _labels_in_their_language(
    decided: Sequence[ValueProposal], written: Mapping[str, Mapping[int | str, str]]
) -> list[tuple[int | str, str]]:
    said = {each.code: plain(each.value) for each in decided if not _is_missing(each.code)}
    for labels in written.values():
        if all(plain(labels.get(code, "")) == words for code, words in said.items() if code):
            return list(labels.items())
    return []


def _listed(
    found: Sequence[ValueProposal], words: AnswerWords
) -> tuple[tuple[ValueProposal, ...], int]:
    """Known values in the order of the codes, and the most frequent of those that nobody knows."""
    order = {code: place for place, code in enumerate(words.codes)}
    known = [each for each in found if each.code is not None]
    known.sort(key=lambda each: order.get(each.code or 0, len(order) - _negative(each.code)))
    other = [each for each in found if each.code is None]
    if len(other) > MOST_VALUES:
        other.sort(key=lambda each: -each.rows)
    return (*known, *other[:MOST_VALUES]), max(len(other) - MOST_VALUES, 0)


def _negative(code: int | str | None) -> int:
    return code if isinstance(code, int) and code < 0 else 0
