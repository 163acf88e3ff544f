from dataclasses import replace

import pytest
from area_document import answers_table, area_figure, shares_table
from hostile import TEXTS, hostile_document, hostile_table
from sample_document import danish_figure, places_table, safety_table

from survey.documents.blocks import Align, Cell, Column, Document, Row, Table
from survey.documents.plain_text import figure_text, table_text, write_text
from survey.documents.text_lines import display_width, one_line

SAFETY = """\
Tabel 1.1. Andel, der er utrygge i boligområdet om aftenen. 2026
Pct. af alle beboere på 18 år og derover
                                    Forskel til
                       Usikkerhed    højhusene,  Antal
Boligtype        Pct.      (95 %)  procentpoint   svar
──────────────────────────────────────────────────────
Højhuse            50       45–55           –      400
Etageboliger       39       36–43         −11 ▼    765
Atriumhuse         40       34–47         −10      239
Rækkehuse          25       20–31         −25 ▼    277
──────────────────────────────────────────────────────
Alle boligtyper    40       37–42           ·    1.681
──────────────────────────────────────────────────────

▼/▲ = statistisk sikker forskel.
"""


def widest(words: str) -> int:
    return max(map(display_width, words.split("\n")))


def test_a_table_stands_in_columns_its_digits_below_each_other() -> None:
    table = replace(safety_table(), notes=("▼/▲ = statistisk sikker forskel.",))
    assert table_text(table) + "\n" == SAFETY


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("long", [True, False])
def test_nothing_is_wider_than_the_terminal(width: int, long: bool) -> None:
    for table in (answers_table(30, 11, "da", long=long), shares_table(30, "en", long=long)):
        assert widest(table_text(table, width=width)) <= width


def test_a_wide_table_is_parted_and_each_part_has_the_first_column() -> None:
    printed = table_text(answers_table(5, 11, "da"), width=60)
    assert printed.count("Område") == printed.count("Vangdalen") > 1
    heads = [line for line in printed.split("\n") if "Svar" in line or line.startswith("Område")]
    assert len(heads) == 4
    assert "Helt" in printed
    assert "Enig" in printed


def test_every_cell_is_printed() -> None:
    table = places_table()
    words = table_text(table, width=70).split()
    for row in table.rows:
        for cell in row.cells:
            assert set(cell.text.split()) <= set(words)


def test_labels_of_two_columns_a_letter_keep_numbers_in_line() -> None:
    rows = tuple(Row((Cell(name), Cell("5"))) for name in ("区域", "ab", "e\u0301"))
    table = Table("t", "T", (Column("a", "A", Align.LEFT), Column("b", "B")), rows)
    lines = table_text(table).split("\n")[3:6]
    assert {display_width(line) for line in lines} == {display_width(lines[0])}


def test_a_figure_is_its_words_and_its_numbers() -> None:
    printed = figure_text(area_figure(3, "da"))
    assert printed.startswith("Figur 1. Andel, der er enige\n\nPrikker for hvert område.\n\n")
    assert "Vangdalen" in printed.split("Prikker")[1]
    assert printed.endswith("† = ikke vist.")
    assert danish_figure().alt.split(".")[0] in figure_text(danish_figure()).replace("\n", " ")


def test_a_document_is_printed_whole(document: Document) -> None:
    printed = write_text(document, width=72)
    assert printed == write_text(document, width=72)
    assert widest(printed) <= 72
    assert printed.endswith("\n")
    assert not [line for line in printed.split("\n") if line != line.rstrip()]
    for words in (document.title, *document.stamps, *(value for _, value in document.about)):
        assert words in " ".join(printed.split())


def test_an_empty_table_says_so() -> None:
    assert "Ingen tal at vise" in table_text(replace(safety_table(), rows=()))
    assert table_text(Table("t", "T", (), (), language="ar")) == "T\nNo numbers to show"


def test_hostile_texts_are_printed_as_they_are_without_control_characters() -> None:
    printed = table_text(hostile_table(), width=4000)
    lines = printed.split("\n")
    for words in TEXTS:
        assert any(one_line(words) in line for line in lines)
    assert not any(ord(letter) < 32 and letter != "\n" for letter in printed)
    assert "\x1b" not in write_text(hostile_document())
