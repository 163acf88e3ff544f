"""Open answers of a wave: sheets out, codes in, what is left, and the mark of invented answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from made_study import ROWS, STUDY, small_study

from survey.documents.blocks import Paragraph, Table
from survey.errors import WrongUseError
from survey.findings import FindingsError
from survey.study.steps.coding import code_answers
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

    from survey.study.wave import Wave

WISHES = ["Mere lys på stierne", "Flere bænke", "Mere lys ved blokken", "Færre biler"]


@pytest.fixture
def wave(tmp_path: Path) -> Wave:
    return wave_of(tmp_path / "study", STUDY)


def wave_of(folder: Path, study: str) -> Wave:
    rows = [f"{row}{WISHES[place % 4]} {place}" for place, row in enumerate(ROWS[:20])]
    return open_study(small_study(folder, rows, study=study)).wave()


def code(path: Path, number: object, *, most: int = 99) -> None:
    """What a coder does: the same code for each answer."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = next(row for row in sheet.iter_rows() if any(c.value == "Code 1" for c in row))
    place = next(cell.column for cell in heads if cell.value == "Code 1")
    first = heads[0].row + 1
    for row in range(first, min(sheet.max_row, first + most - 1) + 1):
        sheet.cell(row, place).value = number  # type: ignore[assignment]
    book.save(path)


def test_sheets_are_written_once_and_then_read(wave: Wave) -> None:
    first = code_answers(wave, coders=("AB",), language="en")
    assert (len(first.files), first.left, first.codings) == (1, 0, None)
    untouched = first.files[0].read_bytes()
    again = code_answers(wave, coders=("AB",), language="en")
    assert (again.left, again.files[0].suffix) == (20, ".html")
    assert again.lines == ('"change_first": 0 answers are coded, 20 are left.',)
    assert first.files[0].read_bytes() == untouched


def test_what_is_coded_is_part_of_the_answers(wave: Wave) -> None:
    sheet = code_answers(wave, coders=("AB",), language="en").files[0]
    code(sheet, 1, most=5)
    assert code_answers(wave, language="en").left == 15
    code(sheet, 1)
    assert code_answers(wave, language="en").left == 0
    assert "change_first_c1" in wave.responses().data


def test_what_two_coders_see_differently_is_decided_in_a_workbook(wave: Wave) -> None:
    one, other = code_answers(wave, coders=("AB", "CD"), second_share=0.5, language="en").files
    code(one, 1)
    code(other, 2)
    done = code_answers(wave, language="en")
    assert done.left == 10
    assert "They coded 10 answers differently" in done.lines[-1]
    book = next(path for path in done.files if path.suffix == ".xlsx")
    decided = book.read_bytes()
    code_answers(wave, language="en")
    assert book.read_bytes() == decided


def test_a_code_that_is_none_is_told_with_its_cell(wave: Wave) -> None:
    sheet = code_answers(wave, coders=("AB",), language="en").files[0]
    code(sheet, 99, most=1)
    with pytest.raises(FindingsError, match=r"coding-change_first.*99"):
        code_answers(wave, language="en")


def test_three_coders_are_refused_before_anything_is_written(wave: Wave) -> None:
    with pytest.raises(WrongUseError, match="one or two coders"):
        code_answers(wave, coders=("A", "B", "C"))
    assert not wave.files.coding_target.exists()


@pytest.mark.parametrize(
    ("language", "mark"),
    [("en", "Example with simulated data"), ("da", "Eksempel med simulerede data")],
)
def test_the_page_says_that_the_answers_are_invented(
    tmp_path: Path, language: str, mark: str
) -> None:
    real, invented = (
        wave_of(tmp_path / name, f"{STUDY}simulated: {value}\n")
        for name, value in (("real", "false"), ("invented", "true"))
    )
    for wave, there in ((real, False), (invented, True)):
        code_answers(wave, coders=("AB",), language=language)
        page = code_answers(wave, language=language).files[0].read_text(encoding="utf-8")
        assert (mark in page) == there


def test_a_report_leaves_out_what_nobody_has_coded_yet_and_says_so(tmp_path: Path) -> None:
    study = f"{STUDY}appendix: [change_first_coded]\n"
    wave = wave_of(tmp_path / "study", study)

    def told() -> tuple[list[str], str]:
        blocks = wave.document("en").blocks
        tables = [each.id for each in blocks if isinstance(each, Table) and "coded" in each.id]
        return tables, " ".join(each.plain for each in blocks if isinstance(each, Paragraph))

    tables, words = told()
    assert tables == []
    assert "own words and aren't coded yet" in words
    code(code_answers(wave, coders=("AB",), language="en").files[0], 1)
    tables, words = told()
    assert len(tables) == 1
    assert "aren't coded yet" not in words
