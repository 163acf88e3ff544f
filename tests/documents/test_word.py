"""The Word file: its structure, its tables, its pictures, and what a screen reader gets of it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import docx
import pytest
from hostile import TEXTS, hostile_document
from lxml import etree
from made_survey import made_survey
from office import converted
from sample_document import danish, pictures
from word_files import (
    body_of,
    bookmarks,
    cells_of,
    find,
    headings,
    paragraphs,
    parts_of,
    style_of,
    words_of,
)

from survey.documents.blocks import (
    Align,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
)
from survey.documents.cleaning import printable
from survey.documents.house_style import Font, HouseStyle, Logo
from survey.documents.raster import rasterised
from survey.documents.word import write_docx
from survey.documents.word_blocks import ROOM
from survey.documents.word_xml import TWIPS, value_of
from survey.tables.area_table import area_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n"


def table(columns: int = 3, rows: int = 2, **more: Any) -> Table:
    heads = (Column("a", "Område", Align.LEFT), *(Column(f"c{k}", f"K{k}") for k in range(columns)))
    cells = tuple(Cell(str(k)) for k in range(columns))
    lines = tuple(Row((Cell(f"Område {k}"), *cells)) for k in range(rows))
    return Table("t", "Tabel 1. Andel", heads, lines, language="da", **more)


def of(*blocks: Any, language: str = "da", **more: Any) -> Any:
    return body_of(write_docx(Document("Titel", language, blocks, **more)))


def texts(body: Any, style: str) -> list[str]:
    return [words_of(each) for each in find(body, ".//w:p") if style_of(each) == style]


# The file


def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    assert write_docx(document) == write_docx(document)


def test_every_part_of_the_file_is_whole_and_tells_no_time(document: Document) -> None:
    parts = parts_of(write_docx(document))
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert b"2000-01-01T00:00:00Z" in parts["docProps/core.xml"]
    assert not any("thumbnail" in name or "Effects" in name for name in parts)


def test_the_properties_are_those_of_the_document(danish_document: Document) -> None:
    parts = parts_of(write_docx(danish_document))
    core = parts["docProps/core.xml"].decode()
    assert f"<dc:title>{danish_document.title}</dc:title>" in core
    assert "<dc:language>da-DK</dc:language>" in core
    assert "python-docx" not in core


def test_python_docx_reads_it(document: Document, tmp_path: Path) -> None:
    (tmp_path / "f.docx").write_bytes(write_docx(document))
    read = docx.Document(str(tmp_path / "f.docx"))
    assert read.paragraphs[0].text == document.title
    assert read.sections[0].page_width.mm == pytest.approx(210, abs=0.1)
    assert read.sections[0].page_height.mm == pytest.approx(297, abs=0.1)


# Headings, contents, margins


def test_headings_begin_with_the_title_and_leave_no_level_out(document: Document) -> None:
    levels = [level for level, _ in headings(body_of(write_docx(document)))]
    assert levels[0] == 0
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_heading_that_skips_a_level_is_put_right() -> None:
    blocks = (Heading(2, "A", "a"), Heading(5, "B", "b"), Heading(6, "C", "c"))
    assert list(headings(of(*blocks))) == [(0, "Titel"), (1, "A"), (2, "B"), (3, "C")]


def test_the_contents_are_filled_in_and_lead_to_the_headings(danish_document: Document) -> None:
    body = body_of(write_docx(danish_document))
    entries = texts(body, "TOC1") + texts(body, "TOC2")
    assert "1. Tryghed i boligområdet" in entries
    assert "Hvor er beboerne utrygge?" in entries
    targets = {value_of(each, "anchor") for each in find(body, ".//w:hyperlink")}
    assert len(targets) == len(entries)
    assert targets <= set(bookmarks(body))
    assert find(body, ".//w:instrText[contains(., 'TOC')]")


def test_stamps_stand_at_the_top_and_in_the_header_of_every_page(document: Document) -> None:
    data = write_docx(document)
    assert texts(body_of(data), "SurveyStamp") == list(document.stamps)
    header = words_of(etree.fromstring(parts_of(data)["word/header1.xml"]))
    assert all(stamp in header for stamp in document.stamps)
    assert len(find(body_of(data), "./w:sectPr/w:headerReference[@w:type='default']")) == 1
    assert not find(body_of(data), ".//w:titlePg")


def test_pages_are_numbered(danish_document: Document) -> None:
    footer = parts_of(write_docx(danish_document))["word/footer1.xml"].decode()
    assert " PAGE " in footer
    assert "Side" in footer


def test_where_the_document_came_from_stands_last(danish_document: Document) -> None:
    body = body_of(write_docx(danish_document))
    assert [level for level, words in headings(body) if words == "Om dokumentet"] == [1]
    lines = texts(body, "SurveyAbout")
    assert lines == [f"{label} {value}" for label, value in danish_document.about]


# Language


@pytest.mark.parametrize(("language", "tag"), [("da", "da-DK"), ("en", "en-GB")])
def test_the_language_is_that_of_the_document(language: str, tag: str) -> None:
    data = write_docx(Document("T", language, (Paragraph((Run("x"),)),)))
    styles = etree.fromstring(parts_of(data)["word/styles.xml"])
    assert [value_of(each) for each in find(styles, ".//w:docDefaults//w:lang")] == [tag]
    assert not find(body_of(data), ".//w:lang")


def test_text_in_another_language_says_so() -> None:
    body = of(Paragraph((Run("Safe"),), language="en"), table())
    marked = {words_of(e.getparent().getparent()) for e in find(body, ".//w:lang[@w:val='en-GB']")}
    assert marked == {"Safe"}


@pytest.mark.parametrize("language", ["ar", "fa", "he", "ur"])
def test_text_from_right_to_left_is_set_that_way(language: str) -> None:
    arabic = Table(
        "ar",
        "الجدول",
        (Column("a", "المنطقة", Align.LEFT), Column("b", "النسبة")),
        (Row((Cell("الجار"), Cell("−12 ▼"))),),
        language=language,
    )
    body = of(Paragraph((Run("الجار الطيب"),), language=language), arabic)
    assert find(body, ".//w:tbl/w:tblPr/w:bidiVisual")
    letters = [e for e in find(body, ".//w:r[w:t]") if re.search("[\u0600-\u06ff]", words_of(e))]
    assert letters
    for run in letters:
        assert find(run, "./w:rPr/w:rtl")
        assert find(run, f"./w:rPr/w:lang[starts-with(@w:bidi, '{language}')]")
        assert find(run.getparent(), "./w:pPr/w:bidi")
    (number,) = (e for e in find(body, ".//w:r[w:t]") if "12" in words_of(e))
    assert not find(number, "./w:rPr/w:rtl")
    assert not find(number.getparent(), "./w:pPr/w:bidi")


def test_a_danish_document_has_no_english_words_of_ours(danish_document: Document) -> None:
    parts = parts_of(write_docx(danish_document))
    names = re.findall(r'<w:name w:val="(Report[^"]*)"', parts["word/styles.xml"].decode())
    assert names == []
    body = parts["word/document.xml"].decode()
    assert "Table with" not in body
    assert "Tabel med" in body


# Tables


def test_a_table_has_its_title_and_description_for_screen_readers() -> None:
    body = of(table())
    (settings,) = find(body, ".//w:tbl/w:tblPr")
    assert [value_of(e) for e in find(settings, "./w:tblCaption")] == ["Tabel 1. Andel"]
    (words,) = (value_of(e) for e in find(settings, "./w:tblDescription"))
    assert words == "Tabel med 2 rækker. Kolonner: Område; K0; K1; K2."


def test_heads_are_repeated_and_no_row_is_torn() -> None:
    rows = find(of(table(rows=60)), ".//w:tbl/w:tr")
    assert [bool(find(row, "./w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * 60
    assert all(find(row, "./w:trPr/w:cantSplit") for row in rows)


def test_a_title_stays_with_its_table_and_a_short_table_on_one_page() -> None:
    body = of(table(rows=5))
    (caption,) = (p for p in find(body, "./w:p") if style_of(p) == "Caption")
    styles = parts_of(write_docx(Document("T", "da", ())))["word/styles.xml"]
    caption_style = find(etree.fromstring(styles), "./w:style[@w:styleId='Caption']//w:keepNext")
    assert caption.getnext().tag.endswith("tbl")
    assert len(caption_style) == 1
    held = [bool(find(row, ".//w:keepNext")) for row in find(body, ".//w:tr")[1:]]
    assert held == [True] * 4 + [False]


def test_widths_stand_in_the_grid_and_in_every_cell_and_fit_the_page() -> None:
    for columns in (1, 4, 9, 24):
        for each in find(of(table(columns)), ".//w:tbl"):
            grid = [int(value_of(e, "w")) for e in find(each, "./w:tblGrid/w:gridCol")]
            assert find(each, "./w:tblPr/w:tblLayout[@w:type='fixed']")
            assert sum(grid) <= ROOM * TWIPS + len(grid)
            for row in find(each, "./w:tr"):
                assert [int(value_of(e, "w")) for e in find(row, "./w:tc/w:tcPr/w:tcW")] == grid


def test_a_wide_table_is_parted_and_says_so() -> None:
    body = of(table(24))
    parts = find(body, ".//w:tbl")
    assert len(parts) > 1
    assert [f"Tabel 1, fortsat (del {n} af {len(parts)})" for n in range(2, len(parts) + 1)] == [
        words for words in texts(body, "Caption") if "fortsat" in words
    ]
    heads = [head for part in parts for head in cells_of(part)[0][1:]]
    assert heads == [f"K{k}" for k in range(24)]
    assert all(cells_of(part)[1][0] == "Område 0" for part in parts)


def test_columns_of_a_group_stand_under_one_head() -> None:
    columns = (
        Column("a", "Område", Align.LEFT),
        Column("b", "18–29", group="Kvinder"),
        Column("c", "30+", group="Kvinder"),
        Column("n", "Antal svar"),
    )
    row = Row(tuple(Cell(each) for each in ("A", "1", "2", "3")))
    (element,) = find(of(Table("t", "T", columns, (row,), language="da")), ".//w:tbl")
    assert cells_of(element)[:2] == [["Område", "Kvinder", "Antal svar"], ["", "18–29", "30+", ""]]
    assert [value_of(e) for e in find(element, ".//w:gridSpan")] == ["2"]
    assert [value_of(e) for e in find(element, ".//w:vMerge")] == [
        "restart",
        "restart",
        "continue",
        "continue",
    ]
    assert len(find(element, "./w:tr[w:trPr/w:tblHeader]")) == 2


def test_digits_end_at_a_tab_and_marks_stand_behind_it() -> None:
    rows = tuple(Row((Cell("A"), Cell(words))) for words in ("−12 ▼", "+3", "†", ""))
    columns = (Column("a", "Område", Align.LEFT), Column("d", "Forskel"))
    (element,) = find(of(Table("t", "T", columns, rows, language="da")), ".//w:tbl")
    cells = find(element, "./w:tr[position() > 1]/w:tc[2]/w:p")
    stops = {tuple(value_of(e, "pos") for e in find(c, "./w:pPr/w:tabs/w:tab")) for c in cells}
    assert len(stops) == 1
    kinds = [value_of(e) for e in find(cells[0], "./w:pPr/w:tabs/w:tab")]
    assert kinds == ["right", "left"]
    runs = [[etree.QName(e).localname for e in find(c, "./w:r/*[not(self::w:rPr)]")] for c in cells]
    assert runs == [["tab", "t", "tab", "t"], ["tab", "t"], ["tab", "t"], []]


def test_kinds_of_rows_differ_by_more_than_colour() -> None:
    def looks(kind: RowKind) -> tuple[bool, bool, bool]:
        row = Row((Cell("A"),), kind)
        single = Table("t", "T", (Column("a", "O", Align.LEFT),), (row,), language="da")
        (line,) = find(of(single), ".//w:tbl/w:tr[2]")
        return tuple(bool(find(line, p)) for p in (".//w:b", ".//w:i", ".//w:tcBorders"))

    found = {kind: looks(kind) for kind in RowKind}
    assert found[RowKind.BODY] == (False, False, False)
    assert all(any(found[kind]) for kind in RowKind if kind is not RowKind.BODY)


def test_a_table_without_rows_says_so() -> None:
    (element,) = find(of(table(rows=0)), ".//w:tbl")
    assert cells_of(element)[1:] == [["Ingen tal at vise"]]


def test_the_numbers_of_a_made_survey_are_whole_in_every_cell() -> None:
    for areas, categories in ((2, 3), (30, 11)):
        released = made_survey(areas, categories, long=True).released()
        made = area_table(released, "safe", over="area", language="da")
        (element,) = find(of(made), ".//w:tbl")
        flat = [" ".join(c.text.split()) for row in made.rows for c in row.cells]
        assert [" ".join(c.split()) for row in cells_of(element)[1:] for c in row] == flat


def test_counted_titles_are_counted_by_the_word_processor_and_others_are_text() -> None:
    body = of(table(), Figure("f", "Figur 1. Andel", "alt", pictures(), language="da"))
    orders = [e.text.strip() for e in find(body, ".//w:instrText") if "SEQ" in e.text]
    assert orders == ["SEQ Tabel \\* ARABIC", "SEQ Figur \\* ARABIC"]
    assert texts(body, "Caption") == ["Tabel 1. Andel", "Figur 1. Andel"]
    other = of(replace(table(), title="Tabel 4.1. Andel"))
    assert not [e for e in find(other, ".//w:instrText") if "SEQ" in e.text]
    assert texts(other, "Caption") == ["Tabel 4.1. Andel"]


# Figures and large numbers


def test_every_picture_has_its_text_alternative_and_title(document: Document) -> None:
    data = write_docx(document)
    found = find(body_of(data), ".//wp:docPr")
    figures = document.figures()
    assert [each.get("descr") for each in found] == [figure.alt for figure in figures]
    assert [each.get("title") for each in found] == [figure.title for figure in figures]
    assert len({each.get("id") for each in found}) == len(found)
    images = [part for name, part in parts_of(data).items() if "media/" in name]
    assert all(part.startswith(PNG) for part in images)


def test_a_picture_is_no_wider_than_the_text_and_keeps_its_shape() -> None:
    (extent,) = find(of(Figure("f", "T", "alt", pictures())), ".//wp:extent")
    width, height = int(extent.get("cx")) / 12700, int(extent.get("cy")) / 12700
    assert width == pytest.approx(ROOM)
    assert width / height == pytest.approx(760 / 220, rel=0.01)


def test_a_figure_that_can_not_be_drawn_is_told_in_words() -> None:
    broken = replace(pictures()[0], svg=b"no picture")
    body = of(Figure("f", "Figur 1. T", "Alt i ord", (broken,)), Figure("g", "T", "x", pictures()))
    assert "Alt i ord" in texts(body, "SurveyFigure")
    assert len(find(body, ".//w:drawing")) == 1


def test_pixels_are_the_same_each_time_and_as_many_as_asked_for() -> None:
    picture = pictures()[0]
    once, again = (rasterised([picture, picture], widths=[72, 36], ppi=100) for _ in range(2))
    assert once == again
    assert [int.from_bytes(png[16:20]) for png in once] == [100, 50]
    assert rasterised([]) == ()


def test_large_numbers_are_a_table_with_a_name() -> None:
    items = tuple(KeyFigure(f"{k} pct.", f"Område {k}", "lavere", k == 1) for k in range(5))
    (element,) = find(of(KeyFigures(items)), ".//w:tbl")
    assert [value_of(e) for e in find(element, ".//w:tblCaption")] == ["Nøgletal"]
    flat = [cell for row in cells_of(element) for cell in row if cell]
    assert flat == [f"{k} pct.Område {k}lavere" for k in range(5)]


# The house


def test_font_colour_and_logo_of_the_house_are_used_and_the_theme_follows() -> None:
    logo = Logo(pictures()[0].svg, "svg", "Boligforeningen Ådal")
    house = HouseStyle(accent="#7a0019", font=Font("Gill Sans"), logo=logo)
    data = write_docx(danish(), style=house)
    parts = parts_of(data)
    styles, theme = parts["word/styles.xml"].decode(), parts["word/theme/theme1.xml"].decode()
    assert 'w:ascii="Gill Sans"' in styles
    assert "asciiTheme" not in styles
    assert 'w:val="7a0019"' in styles
    assert theme.count('<a:latin typeface="Gill Sans"/>') == 2
    assert "7A0019" in theme
    assert find(body_of(data), ".//wp:docPr")[0].get("descr") == "Boligforeningen Ådal"


# Bookmarks


def test_bookmarks_are_closed_differ_and_have_names_that_word_takes(document: Document) -> None:
    identities = tuple(
        block if not isinstance(block, Paragraph) else replace(block, id=f"p{place}")
        for place, block in enumerate(document.blocks)
    )
    body = body_of(write_docx(replace(document, blocks=identities)))
    names = bookmarks(body)
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name, re.ASCII) for name in names)
    numbers = [value_of(each, "id") for each in find(body, ".//w:bookmarkStart")]
    assert len(set(numbers)) == len(numbers)
    assert {f"svy_t_{each.id}" for each in document.tables()} <= set(names)
    assert {f"svy_f_{each.id}" for each in document.figures()} <= set(names)


def test_the_bookmark_of_a_table_holds_its_title_its_rows_and_its_notes() -> None:
    body = of(replace(table(), subtitle="Pct.", notes=("En note.", "Endnu en.")))
    words = bookmarks(body)["svy_t_t"]
    assert words.startswith("Tabel 1. AndelPct.OmrådeK0")
    assert words.endswith("En note.Endnu en.")


def test_every_number_of_a_sentence_with_an_id_is_a_bookmark() -> None:
    words = "39\xa0pct. af de 1.681 svar mod 36–43. Det er −12 procentpoint i blok B4."
    body = of(Paragraph((Run(words),), id="lead_safe"), Paragraph((Run("Af 12."),)))
    found = {name: text for name, text in bookmarks(body).items() if name.startswith("svy_n_")}
    assert list(found.values()) == ["39\xa0pct.", "1.681", "36–43", "−12"]
    sentences = [text for name, text in bookmarks(body).items() if name.startswith("svy_s_")]
    assert sentences == ["39\xa0pct. af de 1.681 svar mod 36–43.", words[words.index("Det") :]]
    assert [words_of(e) for e in find(body, "./w:p")][1] == words
    other = of(Paragraph((Run(words.replace("39", "41").replace("−12", "−7")),), id="lead_safe"))
    assert set(bookmarks(other)) == set(bookmarks(body))


def test_emphasis_within_a_sentence_with_an_id_is_kept() -> None:
    body = of(Paragraph((Run("I alt "), Run("39 pct. er", strong=True), Run(" utrygge.")), id="a"))
    assert [words_of(r) for r in find(body, ".//w:r[w:rPr/w:b]")] == ["39 pct.", "er"]
    assert "I alt 39 pct. er utrygge." in paragraphs(body)


# Hostile text, other programs


def test_hostile_texts_stay_text() -> None:
    data = write_docx(hostile_document())
    parts = parts_of(data)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    whole = words_of(body_of(data))
    for words in TEXTS:
        assert " ".join(printable(words).split()) in " ".join(whole.split())
    assert not any("External" in p.decode() for n, p in parts.items() if n.endswith(".rels"))
    bookmarks(body_of(data))


def test_another_word_processor_opens_it(
    needs_writer: Callable[[], str], tmp_path: Path, needs_program: Any
) -> None:
    files = {f"{lang}.docx": write_docx(replace(danish(), language=lang)) for lang in ("da", "en")}
    for pdf in converted(needs_writer(), "pdf", files, tmp_path).values():
        assert_is_whole(pdf, needs_program("pdftotext"))


def assert_is_whole(pdf: bytes, reader: str) -> None:
    done = subprocess.run([reader, "-", "-"], input=pdf, check=True, capture_output=True)
    words = " ".join(done.stdout.decode().split())
    assert "Tabel 1.1. Andel, der er utrygge" in words
    assert "Eksempel med simulerede data" in words
    assert "−25 ▼" in words
    assert "20–31" in words
