"""Sheets for all open questions of a questionnaire at once, and what comes back in a folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from survey.errors import DataError
from survey.files.guards import path_of, safe_file_name, shown
from survey.files.xlsx_reader import read_xlsx
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.responses.coding.adjudication import DECISIONS, disagreements, settled
from survey.responses.coding.agreement import CoderAgreement, coder_agreement
from survey.responses.coding.coding import Coding
from survey.responses.coding.coding_file import check_language, frame_for, write_coding_sheet
from survey.responses.coding.coding_reader import mark_of, read_sheet
from survey.responses.coding.frame import open_questions

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from survey.files.xlsx_reader import Sheet, Workbook
    from survey.responses.coding.adjudication import Disagreement
    from survey.responses.coding.frame import CodeFrame
    from survey.responses.responses import Responses

SECOND_SHARE = 0.2
"""The share of the answers that a second coder is given, unless another one is wanted."""
_TWO = 2


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CodedQuestion:
    """What came back of one question.

    Attributes
    ----------
    coding : Coding
        What holds: what the coders agree on, what one of them coded alone, and what was decided.
    coders : tuple of Coding
        As each coder gave them.
    agreement : CoderAgreement or None
        Where two coders coded some of the same answers.
    disagreements : tuple of Disagreement
        Those that are not decided yet; they are left out of `coding`.
    """

    coding: Coding
    coders: tuple[Coding, ...]
    agreement: CoderAgreement | None = None
    disagreements: tuple[Disagreement, ...] = ()

    def __repr__(self) -> str:
        return (
            f"CodedQuestion({self.coding.question}: {len(self.coding)} answers, "
            f"{len(self.coders)} coders, {len(self.disagreements)} undecided)"
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Codings:
    """What came back of all questions.

    Attributes
    ----------
    questions : mapping of str to CodedQuestion
    """

    questions: Mapping[str, CodedQuestion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", MappingProxyType(dict(self.questions)))

    def __repr__(self) -> str:
        return f"Codings({', '.join(self.questions) or 'none'})"

    def __getitem__(self, question: str) -> CodedQuestion:
        return self.questions[question]

    @property
    def codings(self) -> tuple[Coding, ...]:
        """What holds of each question, for `coded`."""
        return tuple(each.coding for each in self.questions.values())


def write_coding_sheets(
    responses: Responses,
    folder: str | os.PathLike[str],
    *,
    frames: Mapping[str, CodeFrame] | None = None,
    coders: tuple[str, ...] = ("", ""),
    second_share: float = SECOND_SHARE,
    previous: Mapping[str, Coding] | None = None,
    seed: int = 1,
    most: int = 3,
    names: Collection[str] = (),
    language: str | None = None,
    replace: bool = False,
) -> tuple[Path, ...]:
    """Write coding sheets for all open questions that have a code frame.

    Each question gets a workbook for the first coder with all answers and, where there are two, one
    for the second with a share of them.

    Parameters
    ----------
    responses : Responses
    folder : str or path
        Must be there.
    frames : mapping of str to CodeFrame, optional
        In the place of the questionnaire's, or for questions that it has none for.
    coders : tuple of str
        Who codes; one name for one coder, two for two.
    second_share : float
        Which share of the answers the second coder gets.
    previous : mapping of str to Coding, optional
        What was coded before, for the first coder only. Where the agreement of the two is to be
        measured, it is better left out.
    seed, most, names, language, replace
        As for `write_coding_sheet`.

    Returns
    -------
    tuple of Path
        Questions that nobody has answered get none.

    Raises
    ------
    FileError
        If a file exists, or the folder isn't there.
    """
    language, root = check_language(language), path_of(folder)
    frames = frames or {}
    named = [v.name for v in open_questions(responses.codebook) if v.codes or v.name in frames]
    answered = [name for name in named if len(responses.words(name))]
    targets = [
        (name, number, root / _file_name(name, number, language))
        for name in answered
        for number in range(1, min(len(coders), _TWO) + 1)
    ]
    return tuple(
        write_coding_sheet(
            responses,
            name,
            path,
            frame=frame_for(responses, name, frames),
            coder=coders[number - 1],
            previous=(previous or {}).get(name) if number == 1 else None,
            share=1.0 if number == 1 else second_share,
            seed=seed,
            most=most,
            names=names,
            language=language,
            replace=replace,
        )
        for name, number, path in targets
    )


def read_codings(
    folder: str | os.PathLike[str],
    responses: Responses,
    *,
    frames: Mapping[str, CodeFrame] | None = None,
) -> Codings:
    """Read all coding sheets of a folder, and the decisions among them.

    Sheets are known by what they hold, not by the names of the files. Those with the same coder
    belong together.

    Parameters
    ----------
    folder : str or path
    responses : Responses
    frames : mapping of str to CodeFrame, optional
        As for `write_coding_sheets`.

    Raises
    ------
    DataError
        If there is no coding sheet, or a question has those of more than two coders.
    FindingsError
        With each cell that must be mended, of the first file that has any.
    """
    found: dict[str, list[tuple[str, Workbook, Sheet]]] = {}
    for path in sorted(path_of(folder).glob("*.xlsx")):
        if path.name.startswith("~$"):
            continue
        book = read_xlsx(path)
        for sheet in book.sheets.values():
            kind, question = mark_of(sheet)
            if kind:
                found.setdefault(question, []).append((kind, book, sheet))
    if not found:
        raise fail(DataError, "coding.no_sheets", where=shown(path_of(folder)))
    return Codings(
        {name: _question(name, parts, responses, frames or {}) for name, parts in found.items()}
    )


def _question(
    name: str,
    parts: list[tuple[str, Workbook, Sheet]],
    responses: Responses,
    frames: Mapping[str, CodeFrame],
) -> CodedQuestion:
    frame = frame_for(responses, name, frames)
    read = [(kind, book, read_sheet(book, sheet, responses, frame)) for kind, book, sheet in parts]
    coders = _by_coder([(book, each) for kind, book, each in read if kind != DECISIONS])
    decisions = [each for kind, _, each in read if kind == DECISIONS]
    if not 1 <= len(coders) <= _TWO:
        code = "coding.too_many_coders" if coders else "coding.only_decisions"
        raise fail(DataError, code, name=quoted(name), coders=culprits(coders))
    first, *others = coders.values()
    if not others:
        return CodedQuestion(first.decided(decisions[0]) if decisions else first, (first,))
    second = others[0]
    decided = decisions[0].joined(*decisions[1:]) if decisions else Coding(frame)
    apart = disagreements(first, second)
    open_still = tuple(e for e in apart if not set(e.respondents) <= set(decided.answers))
    shared = any(who in second.answers for who in first.answers)
    return CodedQuestion(
        settled(first, second, decided),
        (first, second),
        coder_agreement(first, second) if shared else None,
        open_still,
    )


def _by_coder(read: list[tuple[Workbook, Coding]]) -> dict[str, Coding]:
    """The sheets of each coder as one; without names each file is a coder's."""
    found: dict[str, Coding] = {}
    for book, coding in read:
        name = coding.coder or shown(book.path.name)
        found[name] = found[name].joined(coding) if name in found else coding
    return found


def _file_name(question: str, number: int, language: str) -> str:
    name = text("coding.file", lang=language, question=question, number=number)
    return f"{safe_file_name(name)}.xlsx"
