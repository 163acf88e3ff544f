"""A PDF that reads well on paper and aloud: tags, text as text, stamps on each page."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest
from hostile import TEXTS, hostile_document, hostile_table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sample_document import danish, danish_figure, plain, safety_table

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
    Paragraph,
    Picture,
    Row,
    RowKind,
    Run,
    Table,
)
from survey.documents.cleaning import printable
from survey.documents.house_style import Font, HouseStyle, Logo
from survey.documents.outline import MOST_LINES, contents, contents_of_a_page, outline
from survey.documents.pdf import write_pdf
from survey.errors import FileError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Program = Any
SERIF = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
UNSEEN = re.compile(r"[\s\u200b\u00ad\u200e\u200f\u202a-\u202e]+")


def words_of(text: str) -> str:
    """The text without spaces, line ends and marks that can't be seen."""
    return UNSEEN.sub("", text)


def reader_of(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def elements(pdf: bytes) -> Iterator[Any]:
    """The tags of a PDF in reading order."""
    yield from _below(reader_of(pdf).trailer["/Root"]["/StructTreeRoot"])


def _below(element: Any) -> Iterator[Any]:
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        each = child.get_object()
        if isinstance(each, dict) and "/S" in each:
            yield each
            yield from _below(each)


def tags(pdf: bytes) -> list[str]:
    return [element["/S"] for element in elements(pdf)]


def scopes(pdf: bytes) -> list[str]:
    return [
        attributes["/Scope"]
        for element in elements(pdf)
        if element["/S"] == "/TH"
        for attributes in (each.get_object() for each in element["/A"])
        if "/Scope" in attributes
    ]


@pytest.fixture
def pages_of(needs_program: Program, tmp_path: Path) -> Callable[..., list[str]]:
    """The text of each page, as a reader program finds it."""
    program = needs_program("pdftotext")

    def read(pdf: bytes, *options: str) -> list[str]:
        path = tmp_path / "document.pdf"
        path.write_bytes(pdf)
        done = subprocess.run([program, *options, path, "-"], capture_output=True, check=True)
        return done.stdout.decode("utf-8").removesuffix("\f").split("\f")

    return read


@pytest.fixture
def text_of(pages_of: Callable[..., list[str]]) -> Callable[[bytes], str]:
    return lambda pdf: words_of("".join(pages_of(pdf)))


def table_of(columns: int, rows: int, **more: Any) -> Table:
    heads = (
        Column("area", "Boligområde", Align.LEFT),
        *(Column(f"c{n}", f"Kolonne {n}", group=f"Gruppe {n // 5}") for n in range(columns)),
    )
    body = (
        Row((Cell(f"Område {row}"), *(Cell(f"{row}{n},5") for n in range(columns))))
        for row in range(rows)
    )
    return Table("t", "Tabel 1. Mange tal", heads, tuple(body), **more)


# A PDF that says what it is


def test_it_says_that_it_is_tagged_in_which_language_and_under_which_title(
    document: Document,
) -> None:
    reader = reader_of(write_pdf(document))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not False
    assert root["/Lang"] == document.language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - a pdf boolean
    assert reader.metadata.title == document.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_it_tells_no_time_and_no_place(document: Document) -> None:
    pdf = write_pdf(document)
    assert reader_of(pdf).metadata.creation_date is None
    for place in (str(Path(__file__).parents[2]), str(Path.home()), "/tmp/"):  # noqa: S108
        assert place.encode() not in pdf


@pytest.mark.parametrize("make", [danish, hostile_document])
def test_the_same_document_gives_the_same_bytes(make: Callable[[], Document]) -> None:
    assert write_pdf(make()) == write_pdf(make())


def test_another_document_in_between_changes_nothing() -> None:
    first = write_pdf(danish())
    other = write_pdf(replace(danish(), title="Et andet navn"))
    assert first != other
    assert write_pdf(danish()) == first


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (Document("", "da", ()), "Uden titel"),
        (Document("  ", "en", ()), "Untitled"),
        (Document("", "da", (Heading(2, "Tryghed", "a"),)), "Tryghed"),
        (Document("\x00", "da", (), subtitle="Under\ntitel"), "Under titel"),
        (Document("Tom", "da", (plain("Ingen overskrifter"),)), "Tom"),
    ],
)
def test_a_document_without_a_title_still_has_a_name(document: Document, name: str) -> None:
    assert reader_of(write_pdf(document)).metadata.title == name


# Headings, contents, pages


def test_heading_levels_have_no_gaps_even_where_the_document_has() -> None:
    blocks = (
        Heading(5, "Først", "a"),
        Heading(2, "", "b"),
        Heading(2, "Kapitel", "c"),
        Heading(6, "Dybt", "d"),
        Box("Boks", (plain("Ord."),)),
        Heading(0, "Sidst", "e"),
        Box("", (plain("Uden titel."),)),
    )
    # the first one is that of the contents
    found = [tag for tag in tags(write_pdf(Document("T", "da", blocks))) if tag.startswith("/H")]
    assert found == ["/H1", "/H1", "/H1", "/H2", "/H3", "/H1"]


def test_headings_are_bookmarks_in_their_order(danish_document: Document) -> None:
    def names(entries: list[Any]) -> list[str]:
        flat = [names(each) if isinstance(each, list) else [each.title] for each in entries]
        return [name for each in flat for name in each]

    headings = [block.text for block in danish_document.blocks if isinstance(block, Heading)]
    assert names(reader_of(write_pdf(danish_document)).outline) == [*headings, "Om dokumentet"]


def test_the_contents_link_to_the_page_of_each_chapter_and_section(
    danish_document: Document, pages_of: Callable[..., list[str]]
) -> None:
    pdf = write_pdf(danish_document)
    pages = pages_of(pdf, "-layout")
    listed = dict(re.findall(r"^ *(.+?)(?: ?\.){3,} *(\d+)$", pages[0], flags=re.MULTILINE))
    chapters = contents(outline(danish_document))
    entries = [entry.text for chapter in chapters for entry in (chapter, *chapter.entries)]
    assert list(listed) == [*entries, "Om dokumentet"]
    for words, page in listed.items():
        assert words in pages[int(page) - 1].replace(pages[0], "", int(page) > 1)
    assert tags(pdf).count("/TOCI") == len(listed)
    assert tags(pdf).count("/Link") >= len(listed)


def test_two_chapters_need_no_contents(text_of: Callable[[bytes], str]) -> None:
    chapters = (Heading(2, "Et", "a"), plain("Ord."), Heading(2, "To", "b"), plain("Ord."))
    assert "Indhold" not in text_of(write_pdf(Document("T", "da", chapters)))


def test_every_page_has_the_stamps_and_its_number(
    danish_document: Document, pages_of: Callable[..., list[str]]
) -> None:
    stamps = ("Eksempel med simulerede data", "Udkast til bestyrelsen")
    pages = pages_of(write_pdf(replace(danish_document, stamps=stamps)))
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert all(stamp in page for stamp in stamps)
        assert f"Side {number} af 3" in page


def test_the_stamps_are_read_aloud_once() -> None:
    """Page headers are left out by reading programs, so the first page has them as text."""
    blocks = (plain("Ord."), PageBreak(), plain("Ord."))
    bare = Document("T", "da", blocks)
    stamped = replace(bare, stamps=("Eksempel med simulerede data",))
    assert tags(write_pdf(stamped)).count("/P") == tags(write_pdf(bare)).count("/P") + 1


def test_a_page_break_begins_a_new_page_and_two_leave_none_empty(
    pages_of: Callable[..., list[str]],
) -> None:
    blocks = (PageBreak(), plain("Først."), PageBreak(), PageBreak(), plain("Så."), PageBreak())
    pages = pages_of(write_pdf(Document("T", "da", blocks)))
    assert ["Først." in page for page in pages[-2:]] == [True, False]
    assert "Så." in pages[-1]


def test_no_heading_is_left_alone_at_the_foot_of_a_page(
    pages_of: Callable[..., list[str]],
) -> None:
    for count in range(20, 44, 2):
        lines = tuple(plain(f"Linje {line}.") for line in range(count))
        blocks = (*lines, Heading(2, "Overskrift", "a"), Heading(3, "Under", "b"), safety_table())
        for page in pages_of(write_pdf(Document("T", "da", blocks))):
            assert "Overskrift" not in page or "Etageboliger" in page


# Nothing lost, nothing run


def test_every_cell_of_a_table_is_text(document: Document, text_of: Callable[..., str]) -> None:
    found = text_of(write_pdf(document))
    cells = [cell.text for table in document.tables() for row in table.rows for cell in row.cells]
    heads = [column.head for table in document.tables() for column in table.columns]
    assert [words for words in (*cells, *heads) if words_of(words) not in found] == []


def test_every_hostile_text_is_text_wherever_it_stands(text_of: Callable[..., str]) -> None:
    found = text_of(write_pdf(hostile_document()))
    for words in filter(None, (words_of(printable(text)) for text in TEXTS)):
        assert found.count(words) >= 10, words


@pytest.mark.parametrize("words", TEXTS)
def test_each_hostile_text_alone_makes_a_document(words: str) -> None:
    document = Document(
        words,
        "da",
        (
            Heading(4, words, words),
            Paragraph((Run(words, emphasis=True),), language=words),
            BulletList((plain(words),)),
            Box(words, (plain(words),)),
            KeyFigures((KeyFigure(words, words, words),)),
            hostile_table(words, words),
            Figure(words, words, words, (), words, (words,), language=words),
        ),
        words,
        (words,),
        ((words, words),),
    )
    assert write_pdf(document).startswith(b"%PDF-")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_can_be_set(words: str) -> None:
    document = Document(words, "en", (Heading(2, words, "a"), plain(words)), stamps=(words,))
    assert tags(write_pdf(document))[0] == "/Document"


def test_letters_that_no_font_has_are_still_there_to_copy(text_of: Callable[..., str]) -> None:
    words = "தமிழ் 中文 አማርኛ 😀 ığdır Україна ﷺ"
    found = text_of(write_pdf(Document("T", "da", (plain(words),))))
    assert all(words_of(word)[:2] in found for word in words.split()[:6])


def test_no_links_come_of_addresses_in_texts() -> None:
    document = Document("T", "da", (plain("http://example.org mailto:x@example.org"),))
    assert "/Link" not in tags(write_pdf(document))


def test_numbers_and_intervals_are_not_torn(pages_of: Callable[..., list[str]]) -> None:
    for shift in range(0, 40, 3):
        words = "i" * shift + " " + "mellem 63,9–72,3 pct. og 1.012 " * 12
        (page,) = pages_of(write_pdf(Document("T", "da", (plain(words),))))
        assert page.count("63,9–72,3 pct.") == 12, page


# Tables


def test_heads_of_columns_and_rows_are_tagged_as_such(danish_document: Document) -> None:
    table = safety_table()
    pdf = write_pdf(replace(danish_document, blocks=(table,)))
    found = tags(pdf)
    columns, rows = len(table.columns), len(table.rows)
    assert found.count("/Table") == found.count("/Caption") == found.count("/THead") == 1
    assert scopes(pdf) == ["/Column"] * columns + ["/Row"] * rows
    assert found.count("/TH") == columns + rows
    assert found.count("/TD") == (columns - 1) * rows


def test_no_cell_lists_heads_that_leave_out_that_of_its_row() -> None:
    tables = (table_of(4, 50), ARABIC, safety_table())
    cells = [
        each for each in elements(write_pdf(Document("T", "da", tables))) if each["/S"] == "/TD"
    ]
    assert len(cells) == 4 * 50 + 2 * 2 + 4 * 5
    assert not any("/Headers" in attributes for cell in cells for attributes in cell["/A"])


def test_a_sentence_in_place_of_rows_is_no_head() -> None:
    assert scopes(write_pdf(Document("T", "da", (table_of(2, 0),)))) == ["/Column"] * 4


def test_a_wide_table_is_parted_and_every_column_stands_once(
    pages_of: Callable[..., list[str]],
) -> None:
    table = table_of(30, 3, notes=("Noten.",))
    pdf = write_pdf(Document("T", "da", (table,)))
    (page,) = pages_of(pdf, "-layout")
    for column in table.columns[1:]:
        assert len(re.findall(rf"{column.head}\b", page)) == 1
    for row in table.rows:
        assert all(re.search(rf"(?<!\d){cell.text}", page) for cell in row.cells[1:])
    parts = tags(pdf).count("/Table")
    assert parts > 1
    assert page.count("Tabel 1 (fortsat)") == page.count("(fortsat)") == parts - 1
    assert page.count("Noten.") == 1


def test_a_parted_table_says_so_in_english_too(text_of: Callable[..., str]) -> None:
    table = replace(table_of(30, 2), title="All numbers", language="en")
    assert "Allnumbers(continued)" in text_of(write_pdf(Document("T", "en", (table,))))


def test_a_long_table_repeats_its_heads_and_says_its_title_once(
    pages_of: Callable[..., list[str]],
) -> None:
    pages = pages_of(write_pdf(Document("T", "da", (table_of(3, 120),))))
    assert len(pages) in {3, 4}
    assert all(page.count("Kolonne 2") == 1 for page in pages)
    assert sum(page.count("Mange tal") for page in pages) == 1
    assert sum(len(re.findall(r"Område \d+", page)) for page in pages) == 120


def test_a_table_that_fits_on_a_page_is_kept_on_one_with_title_and_notes(
    pages_of: Callable[..., list[str]],
) -> None:
    lines = tuple(plain(f"Linje {line}.") for line in range(25))
    table = table_of(3, 20, notes=("Noten under tabellen.",))
    pages = pages_of(write_pdf(Document("T", "da", (*lines, table))))
    assert len(pages) == 2
    assert all(
        ("Mange tal" in page) == ("Område 7" in page) == ("Noten under" in page) for page in pages
    )


def test_row_groups_have_heads_and_no_row_is_lost(text_of: Callable[..., str]) -> None:
    kinds = (RowKind.NET, RowKind.CONTRAST, RowKind.ALL, RowKind.BASE)
    rows = (
        Row((Cell("Uenige"),), RowKind.HEADING),
        Row((Cell("Helt uenig"), Cell("12"))),
        *(Row((Cell(f"Række {kind}"), Cell("−7 ▼"))) for kind in kinds),
        Row((), RowKind.HEADING),
        *(Row((Cell(f"Række {kind}"), Cell("−7 ▼")), kind) for kind in kinds),
    )
    table = Table("t", "T", (Column("a", "A", Align.LEFT), Column("b", "B")), rows, language="da")
    pdf = write_pdf(Document("T", "da", (table,)))
    assert tags(pdf).count("/TH") == 4 + len(rows) - 2
    assert text_of(pdf).count("−7▼") == 8


def test_a_table_without_columns_or_rows_says_so(text_of: Callable[..., str]) -> None:
    tables = (Table("a", "Ingen", (), ()), table_of(2, 0))
    assert text_of(write_pdf(Document("T", "da", tables))).count("Ingentalatvise") == 2


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 9), st.integers(5, 45), st.integers(0, 5), st.booleans(), st.integers(0, 3))
def test_nothing_is_set_outside_the_margins(
    pages_of: Callable[..., list[str]],
    columns: int,
    rows: int,
    notes: int,
    long: bool,
    stamps: int,
) -> None:
    name = "Andelsboligforeningen Den Gamle Gartnergård ved Kirkebakken" if long else "Vangen"
    table = replace(
        table_of(columns, rows, notes=("Note om tallene, som er lang. " * 9,) * notes),
        rows=tuple(
            Row((Cell(name), *(Cell(("45–55", "−11 ▼", "1.012")[n % 3]) for n in range(columns))))
            for _ in range(rows)
        ),
    )
    document = Document("T", "da", (table, table), stamps=("Et stempel",) * stamps)
    (page,) = pages_of(write_pdf(document), "-bbox")
    ends = re.findall(r'xMax="([\d.]+)" yMax="([\d.]+)">', page)
    assert max(float(x) for x, _ in ends) < 595.3 - 55
    assert max(float(y) for _, y in ends) < 841.9 - 26
    in_table = re.findall(r'yMax="([\d.]+)">(?:Vangen|45–55|1.012)<', page)
    assert max(map(float, in_table)) < 841.9 - 55


def test_a_table_stands_apart_from_the_text_above_and_below(
    pages_of: Callable[..., list[str]],
) -> None:
    blocks = (plain("Foran."), safety_table(), plain("Bagefter."))
    (page,) = pages_of(write_pdf(Document("T", "da", blocks)), "-bbox")
    tops = {word: float(y) for y, word in re.findall(r'yMin="([\d.]+)"[^>]*>([^<]*)<', page)}
    assert tops["Tabel"] - tops["Foran."] > 25
    assert tops["Bagefter."] - tops["med."] > 25


def test_a_row_with_too_few_cells_is_a_defect() -> None:
    table = replace(safety_table(), rows=(Row((Cell("Ene"),)),))
    with pytest.raises(ValueError, match="must have 5 cells"):
        write_pdf(Document("T", "da", (table,)))


def test_a_cell_longer_than_a_page_is_not_cut_off(pages_of: Callable[..., list[str]]) -> None:
    words = [f"ord{n}" for n in range(1500)]
    table = Table(
        "t",
        "T",
        (Column("a", "A", Align.LEFT), Column("b", "B", Align.LEFT)),
        (Row((Cell("x"), Cell(" ".join(words)))),),
    )
    found = " ".join(pages_of(write_pdf(Document("T", "da", (table,))))).split()
    assert [word for word in found if word.startswith("ord")] == words


# Figures


def test_a_figure_carries_its_alternative_and_stands_with_its_title(
    danish_document: Document, pages_of: Callable[..., list[str]]
) -> None:
    pdf = write_pdf(danish_document)
    alternatives = [each["/Alt"] for each in elements(pdf) if each["/S"] == "/Figure"]
    assert alternatives == [figure.alt for figure in danish_document.figures()]
    titles = [page for page in pages_of(pdf) if "Utrygge om aftenen efter boligtype" in page]
    assert ["Udfyldt prik = højhusene." in page for page in titles] == [True]


def test_a_figure_without_words_still_has_an_alternative() -> None:
    figures = (Figure("f", "", "", (Picture(SVG, 9, 9),)), Figure("g", "", "", ()))
    pdf = write_pdf(Document("T", "da", figures))
    assert [each["/Alt"] for each in elements(pdf) if each["/S"] == "/Figure"] == ["Uden titel"]


def test_the_wide_picture_is_drawn_as_lines_not_dots() -> None:
    pdf = write_pdf(Document("T", "da", (danish_figure(),)))
    assert b"/Subtype/Image" not in pdf.replace(b" ", b"")


def test_a_picture_higher_than_a_page_is_made_smaller() -> None:
    figure = replace(danish_figure(), pictures=(Picture(SVG, 400, 9000),))
    assert len(reader_of(write_pdf(Document("T", "da", (figure,)))).pages) == 1


# Right to left


ARABIC = Table(
    "ar",
    "جدول 1. نسبة السكان",
    (Column("a", "المنطقة", Align.LEFT), Column("b", "النسبة"), Column("c", "الفرق")),
    (
        Row((Cell("الجار"), Cell("39"), Cell("−11 ▼"))),
        Row((Cell("المقارنة"), Cell("50"), Cell("–")), RowKind.CONTRAST),
    ),
    language="ar",
)


def places(page: str) -> dict[str, float]:
    """The left edge of each word on a page."""
    found = re.findall(r'<word xMin="([\d.]+)"[^>]*>([^<]*)</word>', page)
    return {UNSEEN.sub("", word): float(x) for x, word in found}


def test_an_arabic_table_has_its_first_column_at_the_right(
    pages_of: Callable[..., list[str]],
) -> None:
    pdf = write_pdf(Document("T", "da", (ARABIC,)))
    found = places("".join(pages_of(pdf, "-bbox")))
    assert found["−11"] < found["39"]
    danish_order = write_pdf(Document("T", "da", (replace(ARABIC, language="da"),)))
    turned = places("".join(pages_of(danish_order, "-bbox")))
    assert turned["−11"] > turned["39"]


def test_arabic_text_stands_at_the_right_and_its_language_is_told(
    pages_of: Callable[..., list[str]],
) -> None:
    blocks = (
        Heading(2, "الملخص", "a", "ar"),
        Paragraph((Run("سلام 123"),), language="ar"),
        BulletList((plain("قائمة 456"),), "ar"),
        Box("ملخص", (plain("نص 789"),), "ar"),
        plain("Dansk 321"),
    )
    pdf = write_pdf(Document("T", "da", blocks))
    found = places("".join(pages_of(pdf, "-bbox")))
    assert all(found[number] > 350 for number in ("123", "456", "789"))
    assert found["321"] < 150
    assert {each.get("/Lang") for each in elements(pdf)} >= {"ar"}


def test_arabic_can_be_copied_as_it_was_written(text_of: Callable[..., str]) -> None:
    words = "نسبة السكان يشعر في المساء قلق أقل الطيب"
    assert words_of(words) in text_of(write_pdf(Document("T", "da", (plain(words),))))


# The house style


def test_the_font_of_the_house_comes_first_and_ours_after_it() -> None:
    style = HouseStyle(font=Font("Serif", SERIF))
    urdu = Paragraph((Run("یہ ہے"),), language="ur")
    pdf = write_pdf(Document("T", "da", (plain("Dansk العربية"), urdu)), style=style)
    names = {font["/BaseFont"].partition("+")[2] for font in _fonts(pdf)}
    assert names >= {"DejaVuSerif", "DejaVuSans", "NotoSansArabic-Regular"}
    assert "DejaVuSans-Bold" not in names


def test_without_a_house_font_all_is_in_our_own() -> None:
    names = {font["/BaseFont"] for font in _fonts(write_pdf(danish()))}
    assert all("DejaVuSans" in name for name in names)
    named_only = write_pdf(danish(), style=HouseStyle(font=Font("Calibri")))
    assert named_only == write_pdf(danish())


def _fonts(pdf: bytes) -> list[Any]:
    pages = reader_of(pdf).pages
    return [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]


@pytest.mark.parametrize("content", [None, b"no font"])
def test_a_font_file_that_is_none_is_refused_by_its_name(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "house.ttf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileError, match=r"house\.ttf") as caught:
        write_pdf(danish(), style=HouseStyle(font=Font("House", SERIF, path)))
    assert str(tmp_path) not in str(caught.value)


def test_the_logo_stands_on_the_first_page_with_its_alternative() -> None:
    style = HouseStyle(logo=Logo(SVG, "svg", "Boligforeningens logo"))
    pdf = write_pdf(Document("T", "da", (plain("Ord."), PageBreak(), plain("Ord."))), style=style)
    figures = [each for each in elements(pdf) if each["/S"] == "/Figure"]
    assert [each["/Alt"] for each in figures] == ["Boligforeningens logo"]


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_broken_picture_is_an_error_in_words(kind: str, language: str) -> None:
    with language_in_force(language), pytest.raises(FileError) as caught:
        write_pdf(danish(), style=HouseStyle(logo=Logo(b"<svg", kind, "Logo")))
    message = str(caught.value)
    assert message.startswith({"da": "PDF-filen kan ikke", "en": "The PDF can't"}[language])
    assert "/" not in message.replace("\n", " ").replace("and/or", "")


def test_a_picture_reaches_for_nothing_outside_itself(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    href = (tmp_path / "secret.png").as_uri()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{href}"/></svg>'
    )
    figure = replace(danish_figure(), pictures=(Picture(svg.encode(), 9, 9),))
    try:
        pdf = write_pdf(Document("T", "da", (figure,)))
    except FileError:
        return
    assert b"/Subtype/Image" not in pdf.replace(b" ", b"")


def test_contents_that_fill_more_than_a_page_list_chapters_only(
    danish_document: Document, pages_of: Callable[..., list[str]]
) -> None:
    sections = [Heading(3, f"Afsnit {number}", f"s{number}") for number in range(MOST_LINES)]
    blocks = (*danish_document.blocks, *sections)
    pages = pages_of(write_pdf(replace(danish_document, blocks=blocks)), "-layout")
    listed = re.findall(r"^ *(.+?)(?: ?\.){3,} *\d+$", pages[0], flags=re.MULTILINE)
    chapters = contents(outline(danish_document))
    assert listed == [*(entry.text for entry in chapters), "Om dokumentet"]
    short = contents_of_a_page(outline(replace(danish_document, blocks=blocks)))
    assert not any(entry.entries for entry in short)
