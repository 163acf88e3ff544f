"""The open answers of a wave coded: sheets out, codes in, agreement, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.documents.formats import document_bytes
from survey.errors import WrongUseError
from survey.files.atomic import make_folder, write_bytes
from survey.files.guards import safe_file_name
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number
from survey.responses.coding.adjudication import write_disagreements
from survey.responses.coding.all_questions import read_codings, write_coding_sheets
from survey.responses.coding.page import coding_page
from survey.study.keeping.locked import refuse_locked, writing_into
from survey.study.keeping.several_files import all_or_none
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import stamp_path, write_stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from survey.documents.house_style import HouseStyle
    from survey.responses.coding.all_questions import CodedQuestion, Codings
    from survey.responses.responses import Responses
    from survey.study.wave import Wave

_TWO = 2


@dataclass(frozen=True, slots=True)
class CodedAnswers:
    """The open answers of a wave, and how far they are coded.

    Attributes
    ----------
    files : tuple of Path
        What was written: sheets to code in, workbooks of disagreements, or pages.
    codings : Codings or None
        What came back; None where the sheets were written now.
    left : int
        How many answers are neither coded nor settled.
    lines : tuple of str
        What came of it, in the language in force.
    """

    files: tuple[Path, ...]
    codings: Codings | None
    left: int
    lines: tuple[str, ...]


def code_answers(
    wave: Wave,
    *,
    coders: Sequence[str] = ("", ""),
    second_share: float = 0.2,
    names: Collection[str] = (),
    language: str | None = None,
) -> CodedAnswers:
    """Write sheets for coding open answers or, where they are there, read what was coded.

    The first time each open question that has a code frame gets a sheet with all answers, and
    another with a share of them for a second coder. After that the sheets are read: how much is
    coded, how well the coders agree, and what they see differently, which goes to a workbook where
    it is decided. What is coded is part of the answers of the wave from then on.

    Parameters
    ----------
    wave : Wave
    coders : sequence of str
        Who codes, one or two.
    second_share : float
        Which share of the answers the second coder gets, above 0 and at most 1.
    names : collection of str
        Names that coders are warned of where they stand in an answer.
    language : {"da", "en"}, optional
        The language in force if left out.

    Raises
    ------
    WrongUseError
        If there are not one or two coders.
    FindingsError
        With each cell of a sheet that must be mended.
    """
    refuse_locked(wave.plan, wave.written.id, "coding")
    if not 1 <= len(coders) <= _TWO:
        raise fail(WrongUseError, "coding_of_wave.coders", got=len(coders))
    spoken = language or current_language()
    folder = wave.files.coding_target
    stamp = stamp_path(wave.files, Stage.CODING)
    with (
        writing_into(wave.plan, wave.written.id, "coding"),
        all_or_none([stamp], beginnings=[(folder, "")]),
    ):
        responses = wave.responses(invalid="count", coded=False)
        if wave.files.coding_sheets:
            coded = _sheets_in(responses, folder, names, wave.plan.house_style(spoken), spoken)
        else:
            coded = _sheets_out(responses, folder, tuple(coders), second_share, names, spoken)
        write_stamp(wave.files, Stage.CODING, coded.files)
        return coded


def _sheets_out(
    responses: Responses,
    folder: Path,
    coders: tuple[str, ...],
    share: float,
    names: Collection[str],
    language: str,
) -> CodedAnswers:
    make_folder(folder)
    files = write_coding_sheets(
        responses, folder, coders=coders, second_share=share, names=names, language=language
    )
    line = text("coding_of_wave.written", count=len(files))
    return CodedAnswers(files, None, 0, (line,))


def _sheets_in(
    responses: Responses,
    folder: Path,
    names: Collection[str],
    style: HouseStyle,
    language: str,
) -> CodedAnswers:
    codings = read_codings(folder, responses)
    files: list[Path] = []
    lines: list[str] = []
    left = 0
    for name, each in codings.questions.items():
        uncoded = _uncoded(responses, name, each)
        left += uncoded + len(each.disagreements)
        lines += _lines(name, each, uncoded)
        page = coding_page(each.coding, each.agreement, language, simulated=responses.simulated)
        stem = safe_file_name(text("coding_of_wave.page", lang=language, question=name))
        files.append(folder / f"{stem}.html")
        write_bytes(files[-1], document_bytes(page, ".html", style))
        if each.disagreements:
            files.append(_disagreements(responses, folder, each, names, language))
    return CodedAnswers(tuple(files), codings, left, tuple(lines))


def _uncoded(responses: Responses, name: str, each: CodedQuestion) -> int:
    words = responses.words(name)
    ids = responses.ids.loc[words.index].astype(str)
    apart = {who for one in each.disagreements for who in one.respondents}
    return int((~ids.isin([*each.coding.answers, *apart])).sum())


def _lines(name: str, each: CodedQuestion, uncoded: int) -> list[str]:
    language = current_language()
    lines = [
        text("coding_of_wave.coded", name=quoted(name), count=len(each.coding), uncoded=uncoded)
    ]
    if each.agreement is not None:
        alpha = format_number(each.agreement.alpha.estimate, language, decimals=2)
        lines.append(f"  {text('coding_of_wave.agreement', alpha=alpha)}")
    if each.disagreements:
        lines.append(f"  {text('coding_of_wave.apart', count=len(each.disagreements))}")
    return lines


def _disagreements(
    responses: Responses, folder: Path, each: CodedQuestion, names: Collection[str], language: str
) -> Path:
    """The workbook in which the coders' differences are decided; what is decided in it stays."""
    question = each.coding.question
    stem = safe_file_name(text("coding_of_wave.apart_file", lang=language, question=question))
    path = folder / f"{stem}.xlsx"
    if not path.exists():
        one, other = each.coders
        write_disagreements(one, other, responses, path, names=names, language=language)
    return path
