"""A hidden number is nowhere: not in the page, its pictures and their words, nor the workbook."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from made_studies import wave_of
from pages import pictures_of, texts_of

from survey.documents.html import write_html
from survey.documents.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from survey.documents.blocks import Document, Table

SMALL = "Lillevang"
# So many elsewhere that the few of the small area don't move a printed number of all together.
ELSEWHERE = {
    "stor": {"q": [60_000, 50_000, 90_000]},
    "anden": {"q": [40_000, 50_000, 70_000]},
    "mellem": {"q": [20_000, 30_000, 40_000]},
    "kontrast": {"q": [90_000, 50_000, 40_000]},
}


def report(folder: Path, small: list[int], language: str) -> Document:
    counts = {"lille": {"q": small}} | ELSEWHERE
    return wave_of(folder, counts, labels={"lille": SMALL}).document(language)


def answers_of(document: Document) -> Table:
    """The table of the question by area."""
    return next(each for each in document.tables() if each.id == "q_by_area")


def drawn(document: Document) -> list[str]:
    """The words in the pictures."""
    page = write_html(document).decode("utf-8")
    return [
        line.strip()
        for picture in pictures_of(page)
        for line in re.findall(r"<!-- (.*?) -->", picture, re.S)
    ]


def cells(document: Document) -> list[list[object]]:
    """The rows of the small area in the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(document)))
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    return [list(row) for row in rows if row[0] == SMALL]


@pytest.mark.parametrize("language", ["da", "en"])
def test_reports_of_two_studies_that_differ_in_hidden_answers_only_are_the_same(
    tmp_path: Path, language: str
) -> None:
    one, other = (
        report(tmp_path / name, small, language)
        for name, small in (("one", [3, 3, 1]), ("other", [0, 1, 6]))
    )
    assert list(texts_of(one)) == list(texts_of(other))
    assert drawn(one) == drawn(other)
    assert cells(one) == cells(other)


def test_in_tables_pictures_and_workbook_the_small_area_has_signs_only(tmp_path: Path) -> None:
    document = report(tmp_path, [3, 3, 1], "da")
    (row,) = (r for r in answers_of(document).rows if r.cells[0].text == SMALL)
    assert [cell.text for cell in row.cells[1:]] == ["†"] * 4
    assert all(cell.values in ((), (cell.text,)) for cell in row.cells[1:])
    for values in cells(document):
        assert not any(isinstance(value, int | float) for value in values)
    words = drawn(document)
    about = [each for each in words if SMALL in each]
    assert about
    assert all(re.search(r"\d", each) is None for each in about)
    assert "†" in "".join(words)
    alternatives = [text for text in texts_of(document) if text.startswith(("Prikker", "Liggende"))]
    assert alternatives
    assert not any(SMALL in each for each in alternatives)


def test_where_few_answered_in_an_area_nothing_is_told_of_how_many_did_in_single_ones(
    tmp_path: Path,
) -> None:
    few = next(each for each in report(tmp_path / "few", [3, 3, 1], "da").tables())
    many = next(each for each in report(tmp_path / "many", [30, 30, 10], "da").tables())
    assert (few.id, many.id) == ("areas_asked", "areas_asked")
    assert [each.key for each in few.columns] == ["area", "role"]
    assert [each.key for each in many.columns] == ["area", "role", "answers"]


def test_what_is_drawn_is_what_was_released(tmp_path: Path) -> None:
    """The numbers in the pictures are those of the tables, and no others."""
    document = report(tmp_path, [3, 3, 1], "da")
    table = answers_of(document)
    shares = {cell.text for row in table.rows for cell in row.cells[1:2]}
    labelled = [each for each in drawn(document) if re.match(r"\d+\xa0pct\.\xa0\(", each)]
    assert labelled
    assert {re.match(r"\d+", each)[0] for each in labelled} <= shares  # type: ignore[index]
