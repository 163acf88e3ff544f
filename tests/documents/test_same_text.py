"""The same number is the same text in every format."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from made_studies import copenhagen_document
from made_survey import made_survey
from outputs import OUTPUTS, Output, after_label, numbers_in

from survey.documents.blocks import Document, RowKind
from survey.tables.area_table import area_table
from survey.tables.multiple_response_table import multiple_response_table
from survey.tables.topline import topline

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    rows = lines_of(output, document)
    for label, numbers in expected(document):
        if output.name == "txt" and len(label) > 40:
            continue  # its label takes several lines
        rests = (rest for row in rows if (rest := after_label(row, label)) is not None)
        shown = (without_repeats([*numbers_in(rest)]) for rest in rests)
        assert without_repeats(numbers) in shown, f"{label!r} has other numbers in the {output}"


def lines_of(output: Output, document: Document) -> Iterator[list[str]]:
    """The rows in order; those of a PDF also with the next lines, which a label may go on in."""
    rows = output.rows(output.write(document), document.language)
    for place, row in enumerate(rows):
        yield row
        if output.name == "pdf":
            for more in range(2, 6):
                yield [cell for line in rows[place : place + more] for cell in line]


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_the_same_document_gives_the_same_bytes_in_every_format(output: Output) -> None:
    document = copenhagen_document("da")
    assert output.write(document) == output.write(document)
