"""Coding sheets written for a coder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from survey.codebook import Kind
from survey.errors import FileError, UnknownNameError, WrongUseError
from survey.files.atomic import write_bytes
from survey.files.guards import shown
from survey.files.targets import target_ending_in
from survey.language.catalogue import LANGUAGES, current_language
from survey.language.identifying import identifying_texts, kinds_said
from survey.language.messages import culprits, fail, quoted
from survey.language.words import capitalised
from survey.responses.coding.answers import alike_digest, answers_of, drawn
from survey.responses.coding.coding_sheet import CodingSheet, coding_xlsx
from survey.responses.coding.frame import CodeFrame, code_frame
from survey.responses.responses import Responses

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from survey.responses.coding.answers import Answer
    from survey.responses.coding.coding import Coding

MOST_CODES = 10
_WARNING = "\N{WARNING SIGN} "


def write_coding_sheet(
    responses: Responses,
    question: str | Sequence[str],
    path: str | os.PathLike[str],
    *,
    frame: CodeFrame | Mapping[str, CodeFrame] | None = None,
    coder: str = "",
    previous: Coding | Mapping[str, Coding] | None = None,
    share: float = 1.0,
    seed: int = 1,
    most: int = 3,
    once: bool = True,
    show: Sequence[str] = (),
    names: Collection[str] = (),
    language: str | None = None,
    replace: bool = False,
) -> Path:
    """Write a workbook in which a person codes the answers to open questions.

    Each row is an answer, in an order that says nothing of who gave it or where she lives, with
    columns for the codes, for a note and for a new code that the coder wishes for. A sheet tells
    the codes, another one how it is done. Answers that look as if they tell who somebody is are
    marked.

    Parameters
    ----------
    responses : Responses
    question : str or sequence of str
        Columns of own words; each gets a sheet.
    path : str or path
        Of the xlsx file.
    frame : CodeFrame or mapping of str to CodeFrame, optional
        Those of the questionnaire if left out.
    coder : str
        Who will code; can be written into the sheet too.
    previous : Coding or mapping of str to Coding, optional
        What was coded before. Answers with the same words get the same codes beforehand. Leave it
        out for a coder whose agreement with another one is to be measured.
    share : float
        Which share of the rows is written, over 0 and at most 1. With the same seed it is the same
        answers for each coder.
    seed : int
        Another seed gives another order and another share.
    most : int
        How many codes an answer may get, from 1 to 10.
    once : bool
        Whether an answer of at most 40 characters that several gave, such as "don't know", is
        coded once for all of them.
    show : sequence of str
        Columns that the coder may see beside the answers, such as the area. Without them the coder
        isn't led by who wrote.
    names : collection of str
        Names that the coder is warned of where they stand in an answer.
    language : {"da", "en"}, optional
        The language in force if left out.
    replace : bool
        Whether an existing file may be replaced: somebody may have filled it in.

    Returns
    -------
    Path

    Raises
    ------
    UnknownNameError
        If a question isn't one of own words, or has no code frame.
    WrongUseError
        If an argument can't be.
    FileError
        If the file exists, or can't be written.
    """
    target = target_ending_in(path, ".xlsx")
    language = check_language(language)
    _check(responses, share, most, seed)
    questions = [question] if isinstance(question, str) else list(question)
    if not questions:
        raise fail(WrongUseError, "coding.no_questions")
    refuse_existing(target, replace=replace)
    sheets = []
    for name in dict.fromkeys(questions):
        found = frame_for(responses, name, frame)
        answers = drawn(answers_of(responses, name, once=once), name, share, seed)
        sheets.append(
            CodingSheet(
                found,
                answers,
                most=max(most, 1),
                filled=_beforehand(answers, name, _of(previous, name), most),
                warnings=warnings_of(answers, names, language),
                shown=shown_columns(responses, answers, show, language),
                coder=coder,
            )
        )
    write_bytes(target, coding_xlsx(sheets, language))
    return target


def frame_for(
    responses: Responses, question: str, frame: CodeFrame | Mapping[str, CodeFrame] | None
) -> CodeFrame:
    """The frame that was given for a question, or the questionnaire's."""
    found = frame.get(question) if isinstance(frame, Mapping) else frame
    if found is None:
        return code_frame(responses, question)
    if found.question != question:
        raise fail(
            WrongUseError,
            "coding.frame_of_another",
            got=quoted(found.question),
            expected=quoted(question),
        )
    return found


def warnings_of(answers: Sequence[Answer], names: Collection[str], language: str) -> dict[str, str]:
    """What a coder should look out for, by the key of the row."""
    kinds = identifying_texts((each.words for each in answers), names=names)
    return {
        answer.key: _WARNING + capitalised(kinds_said(found, language))
        for answer, found in zip(answers, kinds, strict=True)
        if found
    }


def shown_columns(
    responses: Responses, answers: Sequence[Answer], show: Sequence[str], language: str
) -> dict[str, dict[str, str]]:
    """Columns that stand beside the answers, by their label; those of several stay empty."""
    ids = responses.ids.astype(str)
    place = dict(zip(ids.tolist(), range(len(ids)), strict=True))
    found: dict[str, dict[str, str]] = {}
    for name in [show] if isinstance(show, str) else show:
        if name not in responses.data.columns:
            known = culprits(responses.data.columns)
            raise fail(UnknownNameError, "coding.no_column", name=quoted(name), known=known)
        cells = responses.data[name].tolist()
        variable = responses.codebook.get(name)
        label = responses.codebook.label(name, language)
        found[label] = {}
        for each in answers:
            if len(each.respondents) == 1:
                value = cells[place[each.respondents[0]]]
                coded = variable is not None and variable.kind is not Kind.TEXT
                words = variable.code_label(value, language) if coded and variable else str(value)
                found[label][each.key] = words
    return found


def refuse_existing(path: Path, *, replace: bool) -> None:
    """Refuse to replace a workbook that somebody may have filled in."""
    if path.exists() and not replace:
        raise fail(FileError, "coding.exists", where=shown(path))


def check_language(language: str | None) -> str:
    """A language of workbooks and pages; the one in force if none is given."""
    found = current_language() if language is None else language
    if found not in LANGUAGES:
        raise fail(
            WrongUseError, "coding.language", got=quoted(str(found)), known=culprits(LANGUAGES)
        )
    return found


def _check(responses: object, share: object, most: object, seed: object) -> None:
    if not isinstance(responses, Responses):
        got = type(responses).__name__
        raise fail(
            WrongUseError,
            "argument.kind",
            name="responses",
            got=got,
            expected="read_responses(...)",
        )
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise fail(WrongUseError, "coding.share", got=str(share))
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= MOST_CODES:
        raise fail(WrongUseError, "coding.most", got=str(most), most=MOST_CODES)
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise fail(WrongUseError, "coding.seed", got=str(seed))


def _of(previous: Coding | Mapping[str, Coding] | None, question: str) -> Coding | None:
    found: Any = previous.get(question) if isinstance(previous, Mapping) else previous
    if found is not None and found.question != question:
        raise fail(
            WrongUseError,
            "coding.of_two_questions",
            one=quoted(question),
            other=quoted(found.question),
        )
    return found  # type: ignore[no-any-return]


def _beforehand(
    answers: Sequence[Answer], question: str, previous: Coding | None, most: int
) -> dict[str, tuple[int, ...]]:
    """Codes that the same words were given before, if they always were the same ones."""
    if previous is None:
        return {}
    known: dict[str, set[frozenset[int]]] = {}
    codes: dict[str, tuple[int, ...]] = {}
    for each in previous.answers.values():
        known.setdefault(each.alike, set()).add(frozenset(each.codes))
        codes[each.alike] = each.codes
    found: dict[str, tuple[int, ...]] = {}
    for answer in answers:
        alike = alike_digest(question, answer.words)
        if len(known.get(alike, ())) == 1 and len(codes[alike]) <= most:
            found[answer.key] = codes[alike]
    return found
