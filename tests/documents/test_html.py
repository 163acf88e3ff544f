import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from area_document import answers_table, area_document, area_figure, shares_table
from hostile import TEXTS, hostile_document, hostile_table
from lxml import etree, html
from sample_document import danish_figure, places_table, plain, safety_table

from survey.documents import html as html_module
from survey.documents.blocks import (
    Align,
    Box,
    BulletList,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Picture,
    Row,
    RowKind,
    Table,
    Tone,
)
from survey.documents.cleaning import printable
from survey.documents.html import figure_html, table_html, write_html

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def page_of(document: Document) -> html.HtmlElement:
    return html.document_fromstring(write_html(document).decode("utf-8"))


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def levels_of(page: html.HtmlElement) -> list[int]:
    return [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]


# The frame


def test_the_same_document_gives_the_same_bytes(document: Document) -> None:
    assert write_html(document) == write_html(document)


def test_the_page_says_its_language_and_title(document: Document) -> None:
    page = page_of(document)
    assert page.get("lang") == document.language
    assert page.findtext("head/title") == document.title
    assert page.xpath("//meta[@name='viewport']")


def test_there_is_one_h1_and_no_heading_level_is_skipped(document: Document) -> None:
    levels = levels_of(page_of(document))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_a_first_level_heading_within_the_text_does_not_become_a_second_h1() -> None:
    blocks = (Heading(1, "Kapitel", "a"), Heading(5, "Dybt", "b"), Heading(2, "Næste", "c"))
    assert levels_of(page_of(Document("T", "da", blocks))) == [1, 2, 3, 2]


def test_there_are_landmarks_and_a_skip_link_that_leads_to_the_content(
    document: Document,
) -> None:
    page = page_of(document)
    skip = page.xpath("//body/*[1]")[0]
    assert skip.get("href") == "#content"
    assert page.get_element_by_id("content").tag == "main"
    assert len(page.xpath("//main")) == len(page.xpath("//body//header")) == 1
    assert page.xpath("//footer[@aria-labelledby='about']")


def test_ids_are_unique_even_when_blocks_share_them() -> None:
    blocks = (
        Heading(2, "Et", "content"),
        Heading(2, "To", "about"),
        Heading(2, "Tre", "a b"),
        replace(safety_table(), id="a b"),
        replace(danish_figure(), id=""),
        replace(danish_figure(), id=""),
    )
    ids = page_of(Document("T", "da", blocks, about=(("x", "y"),))).xpath("//@id")
    assert Counter(ids).most_common(1)[0][1] == 1
    assert {"a-b", "a-b-2", "content-2", "about-2", "figure", "figure-2"} <= set(ids)


def test_every_link_leads_to_a_place_on_the_page(document: Document) -> None:
    page = page_of(document)
    ids = set(page.xpath("//@id"))
    targets = page.xpath("//a/@href")
    assert len(targets) > 2
    assert all(target.startswith("#") and target[1:] in ids for target in targets)


def test_the_contents_list_chapters_and_sections_in_reading_order(
    danish_document: Document,
) -> None:
    page = page_of(danish_document)
    listed = page.xpath("//nav[@class='contents']//a/text()")
    headings = [b.text for b in danish_document.blocks if isinstance(b, Heading)]
    assert listed == [*headings, "Om dokumentet"]
    assert page.xpath("//nav[@class='contents-folded']/details//a/text()") == listed


def test_stamps_stand_before_everything_else(document: Document) -> None:
    stamps = page_of(document).xpath("//aside[@class='stamps']")[0]
    assert stamps.xpath("p/text()") == list(document.stamps)
    assert not stamps.xpath("preceding::h1")


def test_where_the_document_came_from_stands_at_the_end(document: Document) -> None:
    footer = page_of(document).xpath("//footer")[0]
    terms = zip(footer.xpath(".//dt/text()"), footer.xpath(".//dd/text()"), strict=True)
    assert tuple(terms) == document.about


def test_an_empty_document_is_still_a_page() -> None:
    page = page_of(Document("Tom", "da", ()))
    assert words_of(page.xpath("//h1")[0]) == "Tom"
    assert not page.xpath("//nav|//aside|//footer")


# Nothing from outside, nothing that runs


def test_the_policy_allows_our_style_and_nothing_else(document: Document) -> None:
    text = write_html(document).decode("utf-8")
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page_of(document).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == f"'sha256-{digest}'"
    assert rules["img-src"] == "data:"
    assert text.count("<style>") == 1


def test_the_policy_allows_our_script_and_no_other(document: Document) -> None:
    text = write_html(document).decode("utf-8")
    script = text.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in text
    ours = Path(html_module.__file__).parent / "templates" / "page.js"
    assert script.strip() == ours.read_text(encoding="utf-8").strip()
    assert not re.search(r"\b(eval|innerHTML|document\.write|localStorage|fetch)\b", script)


@pytest.mark.parametrize("sample", [hostile_document, None])
def test_there_is_no_other_script_no_inline_style_and_no_handler(sample, danish_document) -> None:
    page = page_of(sample() if sample else danish_document)
    (script,) = page.xpath("//script")
    assert not script.attrib
    assert not page.xpath("//iframe|//object|//embed|//link|//base|//form")
    assert not page.xpath("//@style")
    assert not [name for e in page.iter() for name in e.attrib if name.startswith("on")]


def test_nothing_is_fetched_from_elsewhere(document: Document) -> None:
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", write_html(document).decode("utf-8"))
    assert "http:" not in text
    assert "https:" not in text
    assert not re.search(r"""["'(=\s]//""", text)
    assert "url(" not in text
    assert "@import" not in text
    sources = page_of(document).xpath("//@src|//@srcset")
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)


# Hostile text


def test_hostile_text_is_shown_as_text() -> None:
    page = page_of(hostile_document())
    shown = [words_of(cell) for cell in page.xpath("//tbody//th[@scope='row']")]
    assert shown == [" ".join(printable(words).split()) for words in TEXTS] * 2


def test_hostile_text_makes_no_element_of_its_own() -> None:
    page = page_of(hostile_document())
    assert len(page.xpath("//img")) == len(TEXTS)
    assert all(src.startswith("data:") for src in page.xpath("//img/@src"))
    assert not page.xpath("//b")
    assert levels_of(page).count(1) == 1


def test_control_characters_overrides_and_surrogates_are_left_out() -> None:
    text = write_html(hostile_document()).decode("utf-8")
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", text
    )
    assert "nul bagud esc c1" in text
    assert "الجار الطيب" in text


def test_braces_are_not_carried_out() -> None:
    assert "{{ 7 * 7 }}" in table_html(hostile_table())
    assert "49" not in table_html(hostile_table())


# Tables


def test_a_table_has_a_caption_column_heads_and_row_heads() -> None:
    page = page_of(Document("T", "da", (safety_table(),)))
    table = page.xpath("//table")[0]
    title = "Tabel 1.1. Andel, der er utrygge i boligområdet om aftenen. 2026"
    assert words_of(table.find("caption")).startswith(title)
    assert len(table.xpath("thead//th[@scope='col']")) == len(table.xpath("thead//th")) == 5
    assert table.xpath("tbody//th[@scope='row']/text()") == [
        "Højhuse",
        "Etageboliger",
        "Atriumhuse",
        "Rækkehuse",
        "Alle boligtyper",
    ]


def test_the_printed_texts_are_those_of_the_cells() -> None:
    table = safety_table()
    rows = html.fromstring(table_html(table)).xpath("//tbody/tr")
    for row, line in zip(rows, table.rows, strict=True):
        assert [words_of(cell) for cell in row] == [cell.text for cell in line.cells]


def test_the_contrast_row_and_the_row_for_all_are_set_apart() -> None:
    rows = html.fromstring(table_html(safety_table())).xpath("//tbody/tr/@class")
    assert rows == ["survey-contrast", *["survey-body"] * 3, "survey-all"]


def test_a_heading_row_spans_the_table_and_heads_its_own_group() -> None:
    table = html.fromstring(table_html(places_table())).xpath("//table")[0]
    heads = table.xpath("tbody/tr[1]/th[@scope='rowgroup']")
    assert [head.text for head in heads] == ["Ude", "Inde"]
    assert {head.get("colspan") for head in heads} == {"9"}


def test_marks_stand_in_a_place_of_their_own_so_that_digits_align() -> None:
    cells = html.fromstring(table_html(safety_table())).xpath("//tbody/tr/td[3]")
    assert {cell.get("class") for cell in cells} == {"survey-right survey-slot-1"}
    assert [cell.xpath("span")[0].text for cell in cells] == [None, " ▼", None, " ▼", None]


def test_a_wide_table_scrolls_in_a_region_that_a_keyboard_reaches() -> None:
    region = html.fromstring(table_html(places_table())).xpath("//*[@role='region']")[0]
    assert region.get("tabindex") == "0"
    assert region.get("aria-label") == places_table().title
    assert region.xpath("table")


def test_a_range_of_numbers_is_never_torn() -> None:
    table = replace(safety_table(), notes=("Usikkerhed: 45–55 pct. (95 %).",))
    wholes = html.fromstring(table_html(table)).xpath("//p/span[@class='survey-whole']/text()")
    assert wholes == ["45–55 pct.", "(95 %)"]


def test_a_table_without_rows_says_so() -> None:
    table = html.fromstring(table_html(replace(safety_table(), rows=()))).xpath("//table")[0]
    assert [words_of(cell) for cell in table.xpath("tbody//td")] == ["Ingen tal at vise"]
    assert table.xpath("tbody//td/@colspan") == ["5"]


def test_a_table_without_columns_is_still_a_table() -> None:
    empty = Table("t", "Tom", (), (), language="en")
    assert "No numbers to show" in table_html(empty)
    assert "<thead>" not in table_html(empty)


def test_a_head_without_words_is_no_header_cell() -> None:
    columns = (Column("a", "", Align.LEFT), Column("b", "Pct."))
    table = Table("t", "T", columns, (Row((Cell("x"), Cell("1"))),), language="da")
    assert len(html.fromstring(table_html(table)).xpath("//thead//th")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_row_with_too_few_or_too_many_cells_is_refused(count: int) -> None:
    columns = (Column("a", "A"), Column("b", "B"))
    table = Table("t", "T", columns, (Row((Cell("x"),) * count),))
    with pytest.raises(ValueError, match=f"row 1 of the table 't' must have 2 cells, not {count}"):
        table_html(table)


def test_a_table_alone_carries_a_style_that_reaches_nothing_else() -> None:
    fragment = html.fromstring(table_html(safety_table()))
    rules = re.sub(r"/\*.*?\*/|@media[^{]*\{", "", fragment.findtext("style"), flags=re.S)
    heads = re.findall(r"([^{}]+)\{", rules)
    selectors = [part.strip() for head in heads for part in head.split(",")]
    own = (".survey-table", ".survey-fragment > .survey-table")
    assert len(selectors) > 20
    assert all(selector.startswith(own) for selector in selectors)
    assert fragment.get("lang") == "da"
    assert not fragment.xpath("//@id")
    assert table_html(safety_table()) == table_html(safety_table())


def test_a_language_written_from_the_right_turns_the_table_around() -> None:
    columns = (Column("a", "نوع السكن", Align.LEFT), Column("b", "%"))
    table = Table("t", "الأمان", columns, (Row((Cell("أبراج"), Cell("50"))),), language="ar")
    assert html.fromstring(table_html(table)).get("dir") == "rtl"


def test_a_small_table_is_written_just_so() -> None:
    table = Table(
        "t",
        "Table 1. Share & base",
        (Column("a", "Area", Align.LEFT), Column("b", "%")),
        (Row((Cell("Ådal"), Cell("50")), RowKind.CONTRAST),),
    )
    body = table_html(table).partition("</style>\n")[2]
    assert body == SMALL_TABLE


SMALL_TABLE = """\
<div class="survey-table">
<div class="survey-scroll" role="region" tabindex="0" aria-label="Table 1. Share &amp; base">
<table class="survey-grid survey-few">
<caption><div class="survey-caption">
<span class="survey-number">Table 1<span class="survey-hidden">. </span></span>
<span class="survey-title">Share &amp; base</span>
</div></caption>
<thead>
<tr>
<th scope="col" class="survey-left">Area</th>
<th scope="col" class="survey-right">%</th>
</tr>
</thead>
<tbody>
<tr class="survey-contrast">
<th scope="row" class="survey-left">Ådal</th>
<td class="survey-right">50</td>
</tr>
</tbody>
</table>
</div>
</div>
</div>
"""


def test_heads_above_several_columns_head_them_all() -> None:
    table = html.fromstring(table_html(answers_table(3, 5, "da"))).xpath("//table")[0]
    assert [group.get("span") for group in table.xpath("colgroup")] == ["1", "2", "1", "2"]
    above, below = table.xpath("thead/tr")
    assert [
        (words_of(head), head.get("scope"), head.get("colspan"), head.get("rowspan"))
        for head in above
    ] == [
        ("Område", "col", None, "2"),
        ("Helt", "colgroup", "2", None),
        ("Svar 3", "col", None, "2"),
        ("Enig", "colgroup", "2", None),
    ]
    places = {words_of(h): h.get("data-place") for h in (*above, *below) if h.get("data-place")}
    assert places == {
        "Område": "0", "Svar 1": "1", "Svar 2": "2", "Svar 3": "3", "Svar 4": "4", "Svar 5": "5",
    }  # fmt: skip


def test_rows_say_their_kind_and_their_area() -> None:
    rows = html.fromstring(table_html(answers_table(3, 3, "da"))).xpath("//tbody/tr")
    assert [(row.get("class"), row.get("data-area")) for row in rows] == [
        ("survey-heading", None),
        ("survey-body", "a0"),
        ("survey-net", None),
        ("survey-heading", None),
        ("survey-body", "a1"),
        ("survey-net", None),
        ("survey-base", None),
    ]


def test_a_hidden_number_has_nothing_to_be_sorted_by() -> None:
    rows = html.fromstring(table_html(shares_table(5, "da"))).xpath("//tbody/tr")
    assert rows[2].xpath("td/text()") == ["†"] * 4
    assert not rows[2].xpath("td/@data-rank")
    assert rows[1].xpath("td/@data-rank")


# What a reader can do with the page


def test_without_its_script_the_page_shows_no_controls() -> None:
    page = page_of(area_document(3, 3))
    assert not page.xpath("//button[not(ancestor::template)]|//select[not(ancestor::template)]")
    assert page.xpath("//figure/details[not(@open)]/summary/text()") == ["Tallene i figuren"]


def test_there_is_nothing_to_choose_where_no_row_is_about_an_area() -> None:
    document = area_document(3, 3)
    assert page_of(document).xpath("//template//option/@value") == ["", "area-a0", "area-a1"]
    for other in (replace(document, areas=()), replace(document, areas=(("zz", "Z"),))):
        assert not page_of(other).xpath("//select")


def test_hostile_areas_are_text() -> None:
    areas = tuple((f"{words}{place}", words) for place, words in enumerate(TEXTS))
    rows = tuple(Row((Cell(label),), area=code) for code, label in areas)
    table = Table("t", "T", (Column("a", "A", Align.LEFT),), rows, language="en")
    page = page_of(Document("T", "en", (table,), areas=areas))
    options = page.xpath("//option")[1:]
    assert sorted(words_of(option) for option in options) == sorted(
        " ".join(printable(words).split()) for words in TEXTS
    )
    codes = {option.get("value").removeprefix("area-") for option in options}
    assert codes == set(page.xpath("//tr/@data-area"))


def test_a_figure_carries_its_numbers_and_their_notes_once() -> None:
    figure = replace(area_figure(3, "da"), notes=("† = ikke vist.",))
    page = page_of(Document("T", "da", (figure,)))
    numbers = page.xpath("//figure/details/div[@class='survey-table']")[0]
    assert len(numbers.xpath(".//tbody/tr")) == 4
    assert not numbers.xpath(".//*[@class='survey-notes']")
    alone = html.fromstring(figure_html(area_figure(3, "da")))
    assert ".survey-grid" in alone.findtext("style")
    assert alone.get("lang") == "da"


def test_blocks_say_their_language_where_it_is_another() -> None:
    arabic = plain("نصف السكان", Tone.LEAD)
    blocks = (
        Heading(2, "الأمان", "a", "ar"),
        replace(arabic, language="ar"),
        BulletList((arabic, replace(plain("Dansk"), language="da")), "ar"),
        Box("الأمان", (arabic,), "ar"),
        replace(danish_figure(), language="ar"),
        replace(safety_table(), language="en"),
        Heading(2, "Dansk", "b", "da"),
    )
    page = page_of(Document("T", "da", blocks))
    said = [(e.tag, e.get("lang"), e.get("dir")) for e in page.xpath("//main//*[@lang]")]
    assert said == [
        ("h2", "ar", "rtl"),
        ("p", "ar", "rtl"),
        ("ul", "ar", "rtl"),
        ("li", "da", "ltr"),
        ("section", "ar", "rtl"),
        ("figure", "ar", "rtl"),
        ("div", "en", "ltr"),
    ]
    assert page.xpath("//nav[@class='contents']//a/@lang") == ["ar"]


def test_a_page_break_is_there_for_paper() -> None:
    page = page_of(Document("T", "da", (plain("Et"), PageBreak(), plain("To"))))
    assert [e.get("class") for e in page.xpath("//main/*")] == [None, "page-break", None]


# Figures and key figures


def test_a_figure_has_its_text_alternative_and_a_size() -> None:
    image = page_of(Document("T", "da", (danish_figure(),))).xpath("//figure//img")[0]
    assert image.get("alt") == danish_figure().alt
    assert (image.get("width"), image.get("height")) == ("760", "220")


def test_a_telephone_gets_the_narrow_picture() -> None:
    figure = danish_figure()
    page = page_of(Document("T", "da", (figure,)))
    (source,), (image,) = page.xpath("//picture//source"), page.xpath("//picture//img")
    assert source.get("media") == "screen and (max-width: 640px)"
    assert (source.get("width"), source.get("height")) == ("358", "220")
    wide, narrow = (base64.b64encode(p.svg).decode() for p in figure.pictures)
    assert source.get("srcset").endswith(narrow)
    assert image.get("src").endswith(wide)


@pytest.mark.parametrize("narrow", [True, False])
def test_a_single_picture_is_shown_everywhere(narrow: bool) -> None:
    figure = Figure("f", "T", "Alt", (Picture(SVG, 9.2, 5, narrow),))
    fragment = html.fromstring(figure_html(figure, language="da"))
    assert not fragment.xpath("//source")
    assert fragment.xpath("//img/@width") == ["10"]


def test_a_figure_without_pictures_says_what_it_would_have_shown() -> None:
    fragment = html.fromstring(figure_html(Figure("f", "T", "Andelen er 50 pct.", ())))
    assert not fragment.xpath("//img")
    assert "Andelen er 50 pct." in words_of(fragment)


@pytest.mark.parametrize(
    ("count", "abreast"),
    [(1, 1), (2, 2), (3, 3), (4, 4), (5, 3), (6, 3), (7, 4), (8, 4), (9, 3), (10, 4)],
)
def test_tiles_stand_so_that_none_is_left_alone(count: int, abreast: int) -> None:
    tiles = KeyFigures((KeyFigure("50 pct.", "utrygge"),) * count)
    page = page_of(Document("T", "da", (tiles,)))
    assert page.xpath("//ul/@class") == [f"tiles abreast-{abreast}"]
    assert page.xpath("//*[@class='unit']/text()") == [" pct."] * count


# Style


def test_every_colour_of_text_can_be_read_on_its_ground(danish_document: Document) -> None:
    page = page_of(danish_document)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", page.findtext("head/style")))
    grounds = {"paper", "tint", "tint-contrast"}
    pairs = [(ink, on) for ink in ("ink", "muted", "accent") for on in grounds]
    for ink, ground in [*pairs, ("stamp-ink", "stamp-paper")]:
        assert contrast(colours[ink], colours[ground]) >= 4.5


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_style_names_sides_by_reading_direction(danish_document: Document) -> None:
    style = page_of(danish_document).findtext("head/style")
    assert not re.search(r"(margin|padding|border)-(left|right)|text-align: (left|right)", style)


def test_the_page_is_well_formed(document: Document) -> None:
    text = write_html(document).decode("utf-8")
    text = re.sub(r"<script>.*?</script>", "", text, flags=re.S)
    closed = re.sub(r"<(meta|img|source)\b([^>]*)>", r"<\1\2/>", text)
    etree.fromstring(closed.removeprefix("<!DOCTYPE html>").strip())
