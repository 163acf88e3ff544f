"""The same number is the same text in every format."""

from __future__ import annotations

from itertools import groupby

import pytest
from made_studies import copenhagen_document
from made_survey import made_survey
from outputs import OUTPUTS, Output, numbers_in

from survey.documents.blocks import Document, RowKind
from survey.tables.area_table import area_table
from survey.tables.multiple_response_table import multiple_response_table
from survey.tables.topline import topline


def tables_document(language: str) -> Document:
    released = made_survey(6, 5).released()
    tables = (
        area_table(released, "safe", language=language),
        area_table(released, "grid_1", language=language, decimals=1),
        topline(released, ["safe", "grid_1"], language=language),
        multiple_response_table(released, "asks", over="area", language=language),
    )
    return Document("T", language, tables)


def expected(document: Document) -> list[tuple[str, list[str]]]:
    """Of each row its label and its numbers."""
    return [
        (row.cells[0].text, [n for cell in row.cells[1:] for n in numbers_in(cell.text)])
        for table in document.tables()
        for row in table.rows
        if row.kind is not RowKind.HEADING
    ]


def without_repeats(numbers: list[str]) -> list[str]:
    """One sign for each run of them: a workbook shows it in every part of a hidden interval."""
    return [key for key, run in groupby(numbers) for _ in (range(1) if key in "†.." else run)]


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("which", ["report", "tables"])
def test_every_row_of_every_table_shows_the_same_numbers(
    output: Output, language: str, which: str
) -> None:
    document = copenhagen_document(language) if which == "report" else tables_document(language)
    rows = iter(output.rows(output.write(document), language))
    for label, numbers in expected(document):
        wanted = " ".join(label.split())
        found = next((row for row in rows if " ".join(row[0].split()) == wanted), None)
        assert found is not None, f"{label!r} does not follow in the {output}"
        shown = [n for cell in found[1:] for n in numbers_in(cell)]
        assert without_repeats(shown) == without_repeats(numbers), label


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_the_same_document_gives_the_same_bytes_in_every_format(output: Output) -> None:
    document = copenhagen_document("da")
    assert output.write(document) == output.write(document)
