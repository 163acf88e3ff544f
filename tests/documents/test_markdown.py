from dataclasses import replace

import pytest
from area_document import answers_table, area_document, area_figure
from hostile import TEXTS, hostile_document, hostile_table
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from sample_document import danish_figure, safety_table

from survey.documents.blocks import Document, Paragraph, Run, Table
from survey.documents.markdown import (
    figure_markdown,
    markdown_text,
    table_markdown,
    write_markdown,
)
from survey.documents.text_lines import one_line

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(markdown: str) -> html.HtmlElement:
    return html.fromstring(f"<div>{READER.render(markdown)}</div>")


def seen(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def plain(words: str) -> str:
    return " ".join(one_line(words).split())


TABLE = """\
**Tabel 1.1. Andel, der er utrygge i boligområdet om aftenen. 2026**

Pct. af alle beboere på 18 år og derover

| Boligtype | Pct. | Usikkerhed (95 %) | Forskel til højhusene, procentpoint | Antal svar |
| :--- | ---: | ---: | ---: | ---: |
| **Højhuse** | 50 | 45–55 | – | 400 |
| Etageboliger | 39 | 36–43 | −11 ▼ | 765 |
| Atriumhuse | 40 | 34–47 | −10 | 239 |
| Rækkehuse | 25 | 20–31 | −25 ▼ | 277 |
| **Alle boligtyper** | 40 | 37–42 | · | 1.681 |"""


def test_a_table_is_written_just_so() -> None:
    assert table_markdown(replace(safety_table(), notes=())) == TABLE


@given(st.text())
@example("&amp; &#38; &copy;")
@example("1. et")
@example("2) to")
@example("---")
@example("===")
@example("+ a")
@example("- a")
@example("# a #")
@example("~~a~~")
@example("![a](b) [c]: d")
@example("a\\|b\\")
@example("`` ` ``")
@example("    fire")
@example("<b>x</b> <!-- y -->")
def test_any_text_stays_text(words: str) -> None:
    page = read(markdown_text(words))
    assert seen(page) == plain(words)
    assert {element.tag for element in page.iter()} <= {"div", "p"}


@given(st.text(), st.text())
@example("a|b", "c\\")
def test_any_text_stays_in_its_cell(one: str, other: str) -> None:
    page = read(f"| {markdown_text(one)} | {markdown_text(other)} |\n| --- | --- |")
    assert [seen(head) for head in page.xpath("//th")] == [plain(one), plain(other)]


WORDS = st.text("ab .,*_!»« ", max_size=6)


@given(st.lists(st.tuples(WORDS, st.booleans(), st.booleans()), max_size=5))
def test_emphasis_changes_no_letter(pieces: list[tuple[str, bool, bool]]) -> None:
    paragraph = Paragraph(tuple(Run(*piece) for piece in pieces))
    page = read(write_markdown(Document("T", "da", (paragraph,))))
    assert seen(page) == plain(f"T {paragraph.plain}").strip()


def test_words_are_emphasised_where_markdown_can() -> None:
    runs = (Run("Tryghed. ", strong=True), Run("Mere "), Run("her", emphasis=True), Run("."))
    body = write_markdown(Document("T", "da", (Paragraph(runs),)))
    assert body == "# T\n\n**Tryghed.** Mere *her*.\n"


@pytest.mark.parametrize("words", TEXTS)
def test_hostile_texts_are_text(words: str) -> None:
    table = replace(hostile_table(), title=words, subtitle=words, notes=(words,))
    page = read(table_markdown(table))
    shown = [seen(cell) for cell in page.xpath("//tbody/tr/td[1]")]
    assert shown == [plain(each) for each in TEXTS]
    assert not page.xpath("//a|//img|//code|//script|//em|//ul|//ol|//h1|//h2|//hr|//pre")


def test_a_hostile_document_is_what_it_says(document: Document) -> None:
    for each in (hostile_document(), document):
        page = read(write_markdown(each))
        assert not page.xpath("//a|//img|//code|//script|//hr|//pre")
        assert seen(page.xpath("//h1")[0]) == plain(each.title)
        assert len(page.xpath("//table")) == len(each.tables())


def test_heading_rows_and_groups_of_columns_are_kept() -> None:
    page = read(table_markdown(answers_table(3, 5, "da")))
    assert [seen(head) for head in page.xpath("//th")] == [
        "Område", "Helt: Svar 1", "Helt: Svar 2", "Svar 3", "Enig: Svar 4", "Enig: Svar 5",
    ]  # fmt: skip
    assert [seen(cell) for cell in page.xpath("//td/strong")] == ["Nord", "I alt", "Syd", "I alt"]
    assert {len(row.xpath("td")) for row in page.xpath("//tbody/tr")} == {6}


def test_a_figure_is_its_words_and_its_numbers() -> None:
    page = read(figure_markdown(area_figure(3, "da")))
    assert len(page.xpath("//tbody/tr")) == 4
    assert seen(page.xpath("//p")[1]) == "Prikker for hvert område."
    assert plain(danish_figure().alt) in seen(read(figure_markdown(danish_figure())))


def test_an_empty_table_says_so() -> None:
    assert table_markdown(Table("t", "T", (), (), language="da")) == "**T**\n\nIngen tal at vise"


def test_headings_have_no_gaps_and_the_same_document_is_the_same_text() -> None:
    document = area_document(3, 3)
    page = read(write_markdown(document))
    assert [e.tag for e in page.xpath("//h1|//h2|//h3")] == ["h1", "h2", "h2", "h2"]
    assert write_markdown(document) == write_markdown(document)
