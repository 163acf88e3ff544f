"""Where two coders differ: both in one sheet, and the decision beside them."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed
from typing import TYPE_CHECKING

from survey.errors import DataError, WrongUseError
from survey.files.atomic import write_bytes
from survey.files.guards import shown
from survey.files.targets import target_ending_in
from survey.files.xlsx_reader import read_xlsx
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.responses.coding.answers import Answer, alike_digest, chance, digest_of
from survey.responses.coding.coding_file import check_language, refuse_existing, warnings_of
from survey.responses.coding.coding_reader import mark_of, read_sheet
from survey.responses.coding.coding_sheet import CodingSheet, coding_xlsx

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from survey.responses.coding.coding import CodedAnswer, Coding
    from survey.responses.responses import Responses

DECISIONS = "decisions"
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An answer that two coders gave different codes.

    Attributes
    ----------
    respondents : tuple of str
        Several if their short answers were coded once by both.
    first, second : tuple of int
    """

    respondents: tuple[str, ...]
    first: tuple[int, ...]
    second: tuple[int, ...]


def disagreements(one: Coding, other: Coding) -> tuple[Disagreement, ...]:
    """The answers that two coders gave different codes, of those that both coded.

    Parameters
    ----------
    one, other : Coding
        Of the same question.

    Returns
    -------
    tuple of Disagreement

    Raises
    ------
    WrongUseError
        If the codings are of different questions.
    """
    _same_question(one, other)
    found: dict[tuple[str, str], list[str]] = {}
    for respondent, first, second in both(one, other):
        if set(first.codes) != set(second.codes):
            found.setdefault((first.row or respondent, second.row or respondent), []).append(
                respondent
            )
    return tuple(
        Disagreement(tuple(who), one.answers[who[0]].codes, other.answers[who[0]].codes)
        for who in found.values()
    )


def both(one: Coding, other: Coding) -> list[tuple[str, CodedAnswer, CodedAnswer]]:
    """The answers that two coders both coded."""
    return [
        (respondent, first, other.answers[respondent])
        for respondent, first in one.answers.items()
        if respondent in other.answers
    ]


def write_disagreements(
    one: Coding,
    other: Coding,
    responses: Responses,
    path: str | os.PathLike[str],
    *,
    names: Collection[str] = (),
    language: str | None = None,
    replace: bool = False,
) -> Path:
    """Write a workbook with the answers that two coders gave different codes.

    Each row shows what both gave, and has columns for what is decided.

    Parameters
    ----------
    one, other : Coding
    responses : Responses
    path : str or path
        Of the xlsx file.
    names : collection of str
        Names that the reader is warned of where they stand in an answer.
    language : {"da", "en"}, optional
        The language in force if left out.
    replace : bool
        Whether an existing file may be replaced.

    Raises
    ------
    WrongUseError
        If the codings are of different questions, or agree on all answers.
    FileError
        If the file exists, or can't be written.
    """
    target = target_ending_in(path, ".xlsx")
    language = check_language(language)
    found = disagreements(one, other)
    if not found:
        raise fail(WrongUseError, "coding.no_disagreements", name=quoted(one.question))
    refuse_existing(target, replace=replace)
    sheet = _sheet(one, other, responses, found, names, language)
    write_bytes(target, coding_xlsx([sheet], language))
    return target


def read_decisions(
    path: str | os.PathLike[str], one: Coding, other: Coding, responses: Responses
) -> Coding:
    """Read what was decided, and put it together with what both coders agreed on.

    Parameters
    ----------
    path : str or path
        A workbook of `write_disagreements`.
    one, other : Coding
        As the coders gave them.
    responses : Responses

    Returns
    -------
    Coding
        All answers that one of them coded, in the decided way. Answers on which they differ and
        nothing is decided are left out, and stand in `left`.

    Raises
    ------
    FileError, DataError
        If the file can't be read, or has no decisions on the question.
    FindingsError
        With each cell that must be mended.
    """
    _same_question(one, other)
    book = read_xlsx(path)
    sheets = [each for each in book.sheets.values() if mark_of(each) == (DECISIONS, one.question)]
    if len(sheets) != 1:
        name = quoted(one.question)
        raise fail(DataError, "coding.no_decisions", where=shown(book.path), name=name)
    return settled(one, other, read_sheet(book, sheets[0], responses, one.frame))


def settled(one: Coding, other: Coding, decisions: Coding) -> Coding:
    """What both agree on, what only one of them coded, and what was decided."""
    apart = {who for each in disagreements(one, other) for who in each.respondents}
    agreed = [_without(each, apart) for each in (one, other)]
    whole = agreed[0].joined(agreed[1]).decided(decisions)
    open_still = [who for who in one.answers if who in apart and who not in whole.answers]
    left = tuple(dict.fromkeys((*whole.left, *open_still)))
    return changed(whole, left=left)


def _without(coding: Coding, apart: set[str]) -> Coding:
    kept = {who: each for who, each in coding.answers.items() if who not in apart}
    return changed(coding, answers=kept)


def _sheet(
    one: Coding,
    other: Coding,
    responses: Responses,
    found: tuple[Disagreement, ...],
    names: Collection[str],
    language: str,
) -> CodingSheet:
    words = responses.words(one.question)
    texts = dict(zip(responses.ids.loc[words.index].astype(str), map(str, words), strict=True))
    rows: dict[str, tuple[Answer, Disagreement]] = {}
    for each in found:
        first = each.respondents[0]
        if first in texts:
            sign = digest_of if len(each.respondents) == 1 else alike_digest
            answer = Answer(each.respondents, texts[first], sign(one.question, texts[first]))
            rows[chance("decide", one.question, answer.key)] = (answer, each)
    ordered = [rows[place] for place in sorted(rows)]
    answers = [answer for answer, _ in ordered]
    heads = _heads(one, other, language)
    shown_codes: Mapping[str, dict[str, str]] = {
        heads[0]: {a.key: _called(one, d.first, language) for a, d in ordered},
        heads[1]: {a.key: _called(one, d.second, language) for a, d in ordered},
    }
    most = max(_FEWEST, *(len(codes) for each in found for codes in (each.first, each.second)))
    return CodingSheet(
        one.frame,
        answers,
        DECISIONS,
        most,
        warnings=warnings_of(answers, names, language),
        shown=shown_codes,
    )


def _heads(one: Coding, other: Coding, language: str) -> tuple[str, str]:
    """What the two coders are called, never the same."""
    first, second = (
        text("coding.head.coder_named", lang=language, name=each.coder or str(number))
        for number, each in enumerate((one, other), 1)
    )
    return (first, second) if first != second else (f"{first} (1)", f"{second} (2)")


def _called(coding: Coding, codes: tuple[int, ...], language: str) -> str:
    found = [coding.frame.get(value) for value in sorted(codes)]
    return "\n".join(code.called(language) for code in found if code is not None)


def _same_question(one: Coding, other: Coding) -> None:
    if one.question != other.question:
        raise fail(
            WrongUseError,
            "coding.of_two_questions",
            one=quoted(one.question),
            other=quoted(other.question),
        )
