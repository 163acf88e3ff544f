"""A report in Word that an analyst went on with gets new numbers and keeps all that is hers."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.shared import Mm
from lxml import etree
from office import converted
from sample_document import bars, danish, english
from word_files import (
    body_of,
    bookmarks,
    cells_of,
    edited,
    find,
    paragraphs,
    parts_of,
    rezipped,
    style_of,
    words_of,
)

from survey.documents.blocks import (
    Align,
    Block,
    Box,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Picture,
    Row,
    RowKind,
    Run,
    Table,
)
from survey.documents.raster import rasterised
from survey.documents.word import write_docx
from survey.documents.word_changes import ChangeKind, Refreshed, lines_of
from survey.documents.word_refresh import language_of, refresh_docx
from survey.documents.word_xml import W, value_of, w
from survey.errors import FileError, RefusedError, WrongUseError
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

AREAS = ("Vangdalen", "Søparken", "Ærøparken")
PROSE = "Bestyrelsen gik rundt i området i maj."
OLD, NEW = (39, 41, 50), (44, 38, 51)


def sentence(words: str, identity: str) -> Paragraph:
    return Paragraph((Run(words),), id=identity)


def table(identity: str, number: int, shares: tuple[int, ...], **more: Any) -> Table:
    rows = [
        Row((Cell(area), Cell(str(share)), Cell(f"{share - 50:+d} ▼".replace("-", "−"))))
        for area, share in zip(AREAS, shares, strict=False)
    ]
    columns = (
        Column("a", "Område", Align.LEFT),
        Column("share", "Pct."),
        Column("difference", "Forskel"),
    )
    made = Table(
        identity,
        f"Tabel {number}. Andel utrygge",
        columns,
        (*rows, Row((Cell("Alle"), Cell("40"), Cell("")), RowKind.ALL)),
        "Pct., 2010",
        ("▼ = lavere.", "Vægtet."),
        "da",
    )
    return replace(made, **more)


def figure(shares: tuple[int, ...], **more: Any) -> Figure:
    drawn = bars(600, 40, 140, 15).replace(b'r="6"', f'r="{shares[0] / 6:.1f}"'.encode())
    picture = Picture(drawn, 600, 220)
    return Figure("f", "Figur 1. Andel utrygge", f"Vangdalen {shares[0]}", (picture,), **more)


def report(shares: tuple[int, ...] = OLD, *more: Block, **how: Any) -> Document:
    first, second, third = shares
    blocks: tuple[Block, ...] = (
        Heading(2, "Tryghed", "safe"),
        Paragraph((Run(PROSE),)),
        KeyFigures(
            (
                KeyFigure(f"{first}\xa0pct.", "Vangdalen", f"{third - first} under", True),
                KeyFigure(f"{second}\xa0pct.", "Søparken"),
            )
        ),
        sentence(
            f"{first}\xa0pct. i Vangdalen er utrygge mod {third}\xa0pct. i Ærøparken. "
            f"Det er {third - first} procentpoint færre.",
            "lead_safe",
        ),
        table("safe", 1, shares),
        figure(shares),
        Heading(2, "Naboskab", "near"),
        sentence(f"I Søparken kender {second}\xa0pct. en nabo.", "lead_near"),
        table("near", 2, tuple(share + 10 for share in shares)),
        Box("Kort", (sentence(f"I alt {first + second} svarede.", "closing"),)),
        *more,
    )
    about = (("Måling", str(2000 + first)), ("Lavet med", "survey 0.1.0"))
    return Document("Tryghed", "da", blocks, about=about, **how)


def kinds(refreshed: Refreshed, kind: ChangeKind) -> list[str]:
    return [change.what for change in refreshed.changes if change.kind is kind]


def tables_of(data: bytes) -> dict[str, list[list[str]]]:
    """The tables that stand in the file, by the bookmark in their first cell."""
    found = {}
    for each in find(body_of(data), ".//w:tbl"):
        names = [value_of(e, "name") for e in find(each, ".//w:bookmarkStart")]
        found[next((name for name in names if name[4:6] in {"g_", "k_"}), "hers")] = cells_of(each)
    return found


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# Untouched files


@pytest.mark.parametrize("made", [report, danish, english])
def test_with_the_same_numbers_the_file_stays_as_it_is(made: Callable[[], Document]) -> None:
    data = write_docx(made())
    refreshed = refresh_docx(data, made())
    assert refreshed.data == data
    assert {change.kind for change in refreshed.changes} == {ChangeKind.SAME}


def test_an_untouched_file_gets_all_numbers_of_a_new_one() -> None:
    refreshed = refresh_docx(write_docx(report()), report(NEW))
    fresh = write_docx(report(NEW))
    assert paragraphs(body_of(refreshed.data)) == paragraphs(body_of(fresh))
    assert tables_of(refreshed.data) == tables_of(fresh)
    assert not refreshed.by_hand
    bookmarks(body_of(refreshed.data))
    images = [{v for k, v in parts_of(d).items() if "media" in k} for d in (refreshed.data, fresh)]
    assert images[0] == images[1]


def test_a_second_time_there_is_nothing_to_renew() -> None:
    once = refresh_docx(write_docx(report()), report(NEW))
    again = refresh_docx(once.data, report(NEW))
    assert again.data == once.data
    back = refresh_docx(once.data, report())
    assert tables_of(back.data) == tables_of(write_docx(report()))


def test_the_same_edits_give_the_same_bytes() -> None:
    data = write_docx(report())
    assert refresh_docx(data, report(NEW)).data == refresh_docx(data, report(NEW)).data


def test_what_changed_is_told() -> None:
    refreshed = refresh_docx(write_docx(report()), report(NEW))
    with language_in_force("da"):
        lines = list(lines_of(refreshed.changes))
    assert lines[0] == "Opdateret:"
    assert "  Tabel 1. Andel utrygge" in lines
    assert "  Figur 1. Andel utrygge" in lines
    assert (
        "  39 pct. → 44 pct., 50 pct. → 51 pct. i sætningen: "
        "»44 pct. i Vangdalen er utrygge mod 51 pct. i Ærøparken.«" in lines
    )
    assert "  Om dokumentet: Måling 2039 → Måling 2044" in lines
    unchanged = refresh_docx(write_docx(report()), report())
    assert list(lines_of(unchanged.changes)) == [
        "Unchanged: 4 tables, figures and rows of key figures.",
        "There was nothing to bring up to date.",
    ]


# Five kinds of edits, here and through LibreOffice


def with_own_prose(data: bytes) -> bytes:
    """Prose put before, after and between our numbers, a paragraph added and one changed."""
    word = opened(data)
    target = next(p for p in word.paragraphs if p.text.startswith("39"))
    target.insert_paragraph_before("Som ventet er der forskel på områderne.")
    target.add_run(" Det så vi også i 2008.")
    own = next(p for p in word.paragraphs if p.text == PROSE)
    own.runs[0].text = "Bestyrelsen gik rundt i området i maj og juni."
    return saved(word)


def with_a_table_moved(data: bytes) -> bytes:
    """The first table with title and notes cut out and set in at the end."""
    word = opened(data)
    body = word.element.body
    start = find(body, ".//w:bookmarkStart[@w:name='svy_t_safe']")[0]
    number = value_of(start, "id")
    end = find(body, f".//w:bookmarkEnd[@w:id='{number}']")[0]
    elements = list(body)
    at, until = (elements.index(top(body, each)) for each in (start, end))
    last = elements[-2]
    for each in reversed(elements[at : until + 1]):
        last.addnext(each)
    return saved(word)


def top(body: Any, element: Any) -> Any:
    while element.getparent() is not body:
        element = element.getparent()
    return element


def with_a_table_deleted(data: bytes) -> bytes:
    word = opened(data)
    body = word.element.body
    start = find(body, ".//w:bookmarkStart[@w:name='svy_t_near']")[0]
    number = value_of(start, "id")
    end = find(body, f".//w:bookmarkEnd[@w:id='{number}']")[0]
    elements = list(body)
    at, until = (elements.index(top(body, each)) for each in (start, end))
    for each in elements[at : until + 1]:
        body.remove(each)
    return saved(word)


def with_own_styles_picture_and_comment(data: bytes) -> bytes:
    word = opened(data)
    heading = next(p for p in word.paragraphs if p.text == "Naboskab")
    heading.runs[0].text = "Naboer og fællesskab"
    word.styles["Heading 1"].font.size = Mm(8)
    (png,) = rasterised([Picture(bars(300, 40, 100, 12), 300, 100)], ppi=50)
    word.add_picture(io.BytesIO(png), width=Mm(40))
    own = next(p for p in word.paragraphs if p.text == PROSE)
    word.add_comment(own.runs[0], text="Spørg Anne", author="Mette", initials="M")
    return saved(word)


def with_own_widths_and_words(data: bytes) -> bytes:
    word = opened(data)
    columns = word.tables[1].columns
    left = sum(column.width for column in columns) - Mm(71)
    for column, width in zip(columns, (Mm(71), left // 2, left // 2), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for run in word.tables[1].rows[1].cells[1].paragraphs[0].runs:
        run.font.italic = True
    target = next(p for p in word.paragraphs if p.text.startswith("39"))
    for run in target.runs:
        run.text = run.text.replace("er utrygge", "føler sig utrygge")
    return saved(word)


def check_prose(data: bytes) -> None:
    texts = paragraphs(body_of(data))
    assert "Som ventet er der forskel på områderne." in texts
    assert "Bestyrelsen gik rundt i området i maj og juni." in texts
    assert (
        "44\xa0pct. i Vangdalen er utrygge mod 51\xa0pct. i Ærøparken. "
        "Det er 7 procentpoint færre. Det så vi også i 2008." in texts
    )


def check_moved(data: bytes) -> None:
    texts = paragraphs(body_of(data))
    captions = [at for at, words in enumerate(texts) if re.match(r"Tabel \d\. Andel", words)]
    about = max(at for at, words in enumerate(texts) if words == "Om dokumentet")
    assert captions[0] < about < captions[1]  # counted anew by some
    assert tables_of(data)["svy_g_safe_1"][1] == ["Vangdalen", "44", "−6 ▼"]


def check_deleted(data: bytes) -> None:
    assert "svy_g_near_1" not in tables_of(data)
    assert "Tabel 2." not in words_of(body_of(data))
    assert tables_of(data)["svy_g_safe_1"][1] == ["Vangdalen", "44", "−6 ▼"]


def check_styles(data: bytes) -> None:
    word = opened(data)
    assert "Naboer og fællesskab" in [p.text for p in word.paragraphs]
    (heading,) = (style for style in word.styles if style.name.lower() == "heading 1")
    assert heading.font.size.mm == pytest.approx(8, abs=0.2)
    assert [comment.text for comment in word.comments] == ["Spørg Anne"]
    drawings = find(word.element.body, ".//wp:docPr")
    assert len(drawings) == 2
    assert {each.get("descr") for each in drawings} > {"Vangdalen 44"}


def check_widths(data: bytes) -> None:
    word = opened(data)
    safe = word.tables[1]
    assert safe.rows[1].cells[1].text.strip() == "44"
    assert safe.rows[1].cells[1].paragraphs[0].runs[-1].font.italic
    assert safe.rows[1].cells[0].width.mm == pytest.approx(71, abs=1)
    assert any(
        p.text.startswith("44\xa0pct. i Vangdalen føler sig utrygge mod 51\xa0pct.")
        for p in word.paragraphs
    )


EDITS = {
    "prose": (with_own_prose, check_prose),
    "table_moved": (with_a_table_moved, check_moved),
    "table_deleted": (with_a_table_deleted, check_deleted),
    "styles_picture_comment": (with_own_styles_picture_and_comment, check_styles),
    "widths_and_words": (with_own_widths_and_words, check_widths),
}


@pytest.mark.parametrize("name", EDITS)
def test_edits_survive(name: str) -> None:
    edit, check = EDITS[name]
    refreshed = refresh_docx(edit(write_docx(report())), report(NEW))
    check(refreshed.data)
    assert tables_of(refreshed.data)["svy_k_safe"] == [
        ["44\xa0pct.Vangdalen7 under", "38\xa0pct.Søparken"]
    ]
    assert not refreshed.by_hand
    bookmarks(body_of(refreshed.data))


@pytest.fixture(scope="module")
def through_libreoffice(
    needs_writer: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[bytes, Refreshed, bytes]]:
    """Each edited file as LibreOffice saves it, with new numbers, and saved by it once more."""
    kind = "docx:MS Word 2007 XML"
    edits = {f"{name}.docx": edit(write_docx(report())) for name, (edit, _) in EDITS.items()}
    saved = converted(needs_writer(), kind, edits, tmp_path_factory.mktemp("once"))
    refreshed = {name: refresh_docx(data, report(NEW)) for name, data in saved.items()}
    news = {name: each.data for name, each in refreshed.items()}
    again = converted(needs_writer(), kind, news, tmp_path_factory.mktemp("again"))
    files = {name: f"{name}.docx" for name in EDITS}
    return {name: (saved[file], refreshed[file], again[file]) for name, file in files.items()}


@pytest.mark.parametrize("name", EDITS)
def test_edits_survive_libreoffice_too(
    name: str, through_libreoffice: dict[str, tuple[bytes, Refreshed, bytes]]
) -> None:
    _, check = EDITS[name]
    data, refreshed, again = through_libreoffice[name]
    check(refreshed.data)
    assert not refreshed.by_hand
    assert language_of(data) == "da"
    check(again)


def test_all_parts_but_the_text_and_its_pictures_stay_byte_for_byte() -> None:
    before = parts_of(with_own_styles_picture_and_comment(write_docx(report())))
    after = parts_of(refresh_docx(rezipped(before), report(NEW)).data)
    changed = [name for name in before if before[name] != after[name]]
    assert set(before) == set(after)
    assert changed == [n for n in before if n in {"word/document.xml", "customXml/item1.xml"}
                       or (n.startswith("word/media/") and before[n] != after[n])]  # fmt: skip
    assert len([name for name in changed if "media" in name]) == 1


def test_what_is_left_out_is_told_and_not_put_back() -> None:
    refreshed = refresh_docx(with_a_table_deleted(write_docx(report())), report(NEW))
    assert kinds(refreshed, ChangeKind.LEFT_OUT) == ["Tabel 2. Andel utrygge"]


def test_a_table_alone_that_was_moved_is_found() -> None:
    word = opened(write_docx(report()))
    body = word.element.body
    body[-2].addnext(find(body, "./w:tbl")[1])
    data = refresh_docx(saved(word), report(NEW)).data
    assert tables_of(data)["svy_g_safe_1"][1] == ["Vangdalen", "44", "−6 ▼"]


# Sentences whose words no longer hold


def test_a_sentence_that_says_something_else_is_listed_and_left() -> None:
    def reworded(words: str) -> Document:
        document = report(NEW)
        blocks = [
            sentence(words, "lead_safe") if getattr(b, "id", "") == "lead_safe" else b
            for b in document.blocks
        ]
        return replace(document, blocks=tuple(blocks))

    new = "44\xa0pct. i Vangdalen kan ikke skelnes fra 51\xa0pct. i Ærøparken. Det er et tal: 7."
    refreshed = refresh_docx(write_docx(report()), reworded(new))
    old = "39 pct. i Vangdalen er utrygge mod 50 pct. i Ærøparken. Det er 11 procentpoint færre."
    (change,) = (c for c in refreshed.changes if c.kind is ChangeKind.SENTENCE)
    assert (change.before, change.after) == (old, " ".join(new.split()))
    assert change.by_hand
    assert old in [" ".join(p.split()) for p in paragraphs(body_of(refreshed.data))]
    written = refreshed.data
    for before, after in (("er utrygge mod", "kan ikke skelnes fra"),):
        written = edited(written, (before, after))
    assert "kan ikke skelnes fra" in words_of(body_of(written))


def test_a_paragraph_is_renewed_as_a_whole_or_not_at_all() -> None:
    document = report(NEW)
    words = "44\xa0pct. i Søparken er utrygge mod 51\xa0pct. Det er 7 procentpoint færre."
    blocks = tuple(
        sentence(words, "lead_safe") if getattr(b, "id", "") == "lead_safe" else b
        for b in document.blocks
    )
    refreshed = refresh_docx(write_docx(report()), replace(document, blocks=blocks))
    assert "Det er 11 procentpoint færre." in words_of(body_of(refreshed.data))
    (change,) = refreshed.by_hand
    assert change.before.endswith("Det er 11 procentpoint færre.")
    assert change.after.endswith("Det er 7 procentpoint færre.")


def test_a_sentence_written_anew_by_hand_is_listed_no_more() -> None:
    document = report(NEW)
    words = "44\xa0pct. i Søparken."
    blocks = tuple(
        sentence(words, "lead_near") if getattr(b, "id", "") == "lead_near" else b
        for b in document.blocks
    )
    new = replace(document, blocks=blocks)
    once = refresh_docx(write_docx(report()), new)
    assert [change.kind for change in once.by_hand] == [ChangeKind.SENTENCE]
    word = opened(once.data)
    target = next(p for p in word.paragraphs if p.text.startswith("I Søparken kender"))
    for run in target.runs[1:]:
        run.text = ""
    target.runs[0].text = words
    assert not refresh_docx(saved(word), new).by_hand


def test_sentences_that_are_new_or_gone_are_told() -> None:
    extra = sentence("I alt 12 steder.", "more")
    gone = refresh_docx(write_docx(report(OLD, extra)), report(NEW))
    assert kinds(gone, ChangeKind.SENTENCE_GONE) == ["I alt 12 steder."]
    assert "I alt 12 steder." in words_of(body_of(gone.data))
    come = refresh_docx(write_docx(report()), report(NEW, extra))
    (change,) = come.by_hand
    assert (change.kind, change.what) == (ChangeKind.SENTENCE_NEW, "I alt 12 steder.")


def test_a_paragraph_that_was_taken_out_stays_out_in_silence() -> None:
    word = opened(write_docx(report()))
    target = next(p for p in word.paragraphs if p.text.startswith("I Søparken kender"))
    target._p.getparent().remove(target._p)
    refreshed = refresh_docx(saved(word), report(NEW))
    assert not refreshed.by_hand
    assert "kender" not in words_of(body_of(refreshed.data))


def test_sentences_set_in_another_order_are_all_renewed() -> None:
    word = opened(write_docx(report()))
    target = next(p for p in word.paragraphs if p.text.startswith("39"))._p
    starts = [e for e in find(target, "./w:bookmarkStart") if value_of(e, "name")[4] == "s"]
    second = list(target)[target.index(starts[1]) :]
    for place, each in enumerate(second):
        target.insert(1 + place, each)
    data = refresh_docx(saved(word), report(NEW)).data
    assert any(p.startswith("Det er 7 procentpoint færre.44\xa0pct.") for p in
               paragraphs(body_of(data)))  # fmt: skip


# Numbers by hand


def number_runs(word: Any, text: str) -> Any:
    return next(r for p in word.paragraphs for r in p.runs if r.text == text)


def test_a_number_written_by_hand_is_left_and_told() -> None:
    word = opened(write_docx(report()))
    number_runs(word, "39\xa0pct.").text = "ca. 40 pct."
    refreshed = refresh_docx(saved(word), report(NEW))
    (change,) = refreshed.by_hand
    assert change.kind is ChangeKind.NUMBER_EDITED
    assert (change.before, change.after) == ("ca. 40 pct.", "44 pct.")
    assert "ca. 40 pct. i Vangdalen er utrygge mod 51" in words_of(body_of(refreshed.data))


def test_words_typed_into_a_number_stay_beside_it() -> None:
    word = opened(write_docx(report()))
    number_runs(word, "39\xa0pct.").text = "hele 39\xa0pct."
    refreshed = refresh_docx(saved(word), report(NEW))
    assert not refreshed.by_hand
    assert "hele 44\xa0pct. i Vangdalen" in words_of(body_of(refreshed.data))


def test_a_number_whose_bookmark_is_gone_is_told() -> None:
    data = write_docx(report())
    name = next(n for n, text in bookmarks(body_of(data)).items() if text == "39\xa0pct."
                and "_n_" in n)  # fmt: skip
    number = re.search(rf'<w:bookmarkStart w:id="(\d+)" w:name="{name}"/>',
                       parts_of(data)["word/document.xml"].decode())  # fmt: skip
    assert number
    changed = edited(data, (number[0], ""), (f'<w:bookmarkEnd w:id="{number[1]}"/>', ""))
    (change,) = refresh_docx(changed, report(NEW)).by_hand
    assert (change.kind, change.after) == (ChangeKind.NUMBER_ABSENT, "44 pct.")


def test_a_number_split_into_runs_by_the_word_processor_is_renewed() -> None:
    data = edited(
        write_docx(report()),
        (
            "<w:r><w:t>39\xa0pct.</w:t></w:r>",
            '<w:r><w:t>3</w:t></w:r><w:proofErr w:type="spellStart"/>'
            "<w:r><w:rPr><w:b/></w:rPr><w:t>9\xa0pct.</w:t></w:r>",
        ),
    )
    assert "44\xa0pct. i Vangdalen" in words_of(body_of(refresh_docx(data, report(NEW)).data))


def test_tracked_changes_are_no_hindrance() -> None:
    author = 'w:id="901" w:author="Mette" w:date="2026-01-01T00:00:00Z"'
    data = edited(
        write_docx(report()),
        (
            "<w:r><w:t>39\xa0pct.</w:t></w:r>",
            f"<w:del {author}><w:r><w:delText>39\xa0pct.</w:delText></w:r></w:del>"
            f"<w:ins {author}><w:r><w:t>39\xa0pct.</w:t></w:r></w:ins>",
        ),
        (
            "<w:r><w:t>11</w:t></w:r>",
            f"<w:del {author}><w:r><w:delText>11</w:delText></w:r></w:del>",
        ),
        (
            f"<w:r><w:t>{PROSE}</w:t></w:r>",
            f"<w:moveFrom {author}><w:r><w:t>{PROSE}</w:t></w:r></w:moveFrom>",
        ),
    )
    refreshed = refresh_docx(data, report(NEW))
    body = body_of(refreshed.data)
    assert "44\xa0pct. i Vangdalen" in words_of(body)
    assert [e.text for e in find(body, ".//w:delText")] == ["39\xa0pct.", "11"]
    (change,) = refreshed.by_hand
    assert (change.kind, change.after) == (ChangeKind.NUMBER_ABSENT, "7")


# Tables by hand


def test_rows_and_columns_in_another_order_or_left_out_keep_their_places() -> None:
    word = opened(write_docx(report()))
    safe = word.tables[1]._tbl
    rows = find(safe, "./w:tr")
    rows[1].addprevious(rows[3])
    safe.remove(rows[2])
    for row in find(safe, "./w:tr"):
        row.remove(find(row, "./w:tc")[2])
    refreshed = refresh_docx(saved(word), report(NEW))
    assert tables_of(refreshed.data)["svy_g_safe_1"] == [
        ["Område", "Pct."], ["Ærøparken", "51"], ["Vangdalen", "44"], ["Alle", "40"],
    ]  # fmt: skip
    assert not kinds(refreshed, ChangeKind.REBUILT)


def test_a_row_and_a_column_that_got_other_names_are_found() -> None:
    word = opened(write_docx(report()))
    cells = word.tables[1].rows
    cells[2].cells[0].paragraphs[0].runs[0].text = "Søparken og Åvej"
    cells[0].cells[1].paragraphs[0].runs[0].text = "Andel, pct."
    refreshed = refresh_docx(saved(word), report(NEW))
    found = tables_of(refreshed.data)["svy_g_safe_1"]
    assert found[0][1] == "Andel, pct."
    assert found[2] == ["Søparken og Åvej", "38", "−12 ▼"]


def test_rows_with_other_names_in_another_order_are_never_guessed() -> None:
    word = opened(write_docx(report()))
    safe = word.tables[1]
    for place, name in ((1, "Område A"), (2, "Område B")):
        safe.rows[place].cells[0].paragraphs[0].runs[0].text = name
    rows = find(safe._tbl, "./w:tr")
    rows[1].addprevious(rows[2])
    refreshed = refresh_docx(saved(word), report(NEW))
    assert kinds(refreshed, ChangeKind.REBUILT) == ["Tabel 1. Andel utrygge"]
    fresh = tables_of(write_docx(report(NEW)))
    assert tables_of(refreshed.data)["svy_g_safe_1"] == fresh["svy_g_safe_1"]


def test_a_cell_changed_by_hand_gets_the_new_number_and_is_told() -> None:
    word = opened(write_docx(report()))
    word.tables[1].rows[1].cells[1].paragraphs[0].runs[0].text = "ca. 40"
    refreshed = refresh_docx(saved(word), report(NEW))
    (change,) = (c for c in refreshed.changes if c.kind is ChangeKind.CELL)
    assert change.what == "Tabel 1. Andel utrygge: Vangdalen, Pct."
    assert (change.before, change.after) == ("ca. 40", "44")
    assert tables_of(refreshed.data)["svy_g_safe_1"][1] == ["Vangdalen", "44", "−6 ▼"]


def test_a_table_with_other_areas_is_made_anew_in_its_place() -> None:
    document = report(NEW)
    more = table("safe", 1, NEW)
    rows = (*more.rows[:2], Row((Cell("Åbrinken"), Cell("20"), Cell(""))), *more.rows[2:])
    blocks = [replace(more, rows=rows) if b is document.tables()[0] else b for b in document.blocks]
    refreshed = refresh_docx(write_docx(report()), replace(document, blocks=tuple(blocks)))
    assert kinds(refreshed, ChangeKind.REBUILT) == ["Tabel 1. Andel utrygge"]
    assert tables_of(refreshed.data)["svy_g_safe_1"][3] == ["Åbrinken", "20", ""]
    bookmarks(body_of(refreshed.data))
    again = refresh_docx(refreshed.data, replace(document, blocks=tuple(blocks)))
    assert again.data == refreshed.data


def test_a_table_that_now_needs_more_parts_is_made_anew() -> None:
    def wide(columns: int) -> Document:
        heads = [Column("a", "Område", Align.LEFT)]
        heads += [Column(f"c{k}", f"Kolonne nummer {k}") for k in range(columns)]
        cells = (Cell("Vangdalen"), *(Cell(f"{k}–{k + 10}") for k in range(columns)))
        return report(NEW, Table("w", "Tabel 3. Bred", tuple(heads), (Row(cells),), language="da"))

    few, many = write_docx(wide(3)), write_docx(wide(30))
    up, down = refresh_docx(few, wide(30)), refresh_docx(many, wide(3))
    assert kinds(up, ChangeKind.REBUILT) == kinds(down, ChangeKind.REBUILT) == ["Tabel 3. Bred"]
    assert tables_of(up.data) == tables_of(many)
    assert tables_of(down.data) == tables_of(few)
    assert paragraphs(body_of(up.data)) == paragraphs(body_of(many))
    assert paragraphs(body_of(down.data)) == paragraphs(body_of(few))
    bookmarks(body_of(up.data))


def test_titles_and_notes_written_by_hand_are_left_and_told_where_ours_changed() -> None:
    word = opened(write_docx(report()))
    caption = next(p for p in word.paragraphs if p.text.startswith("Tabel 1."))
    next(r for r in caption.runs if r.text == "Andel utrygge").text = "Hvor mange er utrygge?"
    data = saved(word)
    assert not refresh_docx(data, report(NEW)).by_hand
    document = report(NEW)
    blocks = [
        replace(b, title="Tabel 1. Andel meget utrygge", notes=("▲ = højere.", *b.notes))
        if b is document.tables()[0]
        else b
        for b in document.blocks
    ]
    refreshed = refresh_docx(data, replace(document, blocks=tuple(blocks)))
    (change,) = refreshed.by_hand
    assert change.kind is ChangeKind.TEXT_EDITED
    assert (change.before, change.after) == ("Hvor mange er utrygge?", "Andel meget utrygge")
    texts = paragraphs(body_of(refreshed.data))
    at = texts.index("▲ = højere.")
    assert texts[at : at + 3] == ["▲ = højere.", "▼ = lavere.", "Vægtet."]


def test_notes_that_no_longer_belong_are_taken_out() -> None:
    document = report(NEW)
    blocks = [
        replace(b, notes=("Vægtet.",)) if b is document.tables()[0] else b for b in document.blocks
    ]
    data = refresh_docx(write_docx(report()), replace(document, blocks=tuple(blocks))).data
    texts = paragraphs(body_of(data))
    assert texts.count("▼ = lavere.") == 1
    assert texts.count("Vægtet.") == 2
    assert bookmarks(body_of(data))["svy_t_safe"].endswith("Vægtet.")


def test_numbers_of_captions_stay_those_of_the_file() -> None:
    word = opened(write_docx(report()))
    for paragraph in word.paragraphs:
        if paragraph.text.startswith("Tabel 2."):
            next(r for r in paragraph.runs if r.text == "2").text = "7"
    refreshed = refresh_docx(saved(word), report(NEW))
    assert "Tabel 7. Andel utrygge" in kinds(refreshed, ChangeKind.RENEWED)
    assert "Tabel 7. Andel utrygge Pct., 2010" in paragraphs(body_of(refreshed.data))


def test_longer_numbers_get_room_and_widths_that_are_enough_stay() -> None:
    def widths(data: bytes) -> list[int]:
        second = find(body_of(data), "./w:tbl")[1]
        rows = {
            tuple(int(value_of(e, "w")) for e in find(row, ".//w:tcW"))
            for row in find(second, "./w:tr")
        }
        grid = tuple(int(value_of(e, "w")) for e in find(second, ".//w:gridCol"))
        assert rows == {grid}
        return list(grid)

    word = opened(write_docx(report()))
    columns = word.tables[1].columns
    for column, width in zip(columns, (Mm(80), Mm(10), Mm(30)), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    narrow = saved(word)
    assert widths(refresh_docx(narrow, report(NEW)).data) == widths(narrow)
    wider = widths(refresh_docx(narrow, report((12_345_678, 38, 51))).data)
    assert wider[1] > widths(narrow)[1]
    assert sum(wider) == pytest.approx(sum(widths(narrow)), abs=2)


# New and gone


def test_new_tables_and_figures_are_told_and_old_ones_are_left() -> None:
    extra = table("extra", 3, OLD)
    come = refresh_docx(write_docx(report()), report(NEW, extra))
    assert kinds(come, ChangeKind.NEW) == ["Tabel 3. Andel utrygge"]
    assert "svy_g_extra_1" not in tables_of(come.data)
    gone = refresh_docx(write_docx(report(OLD, extra)), report(NEW))
    assert kinds(gone, ChangeKind.GONE) == ["Tabel 3. Andel utrygge Pct., 2010"]
    assert tables_of(gone.data)["svy_g_extra_1"][1][1] == "39"


def test_tiles_are_found_by_their_words_and_made_anew_where_there_are_others() -> None:
    word = opened(write_docx(report()))
    row = find(word.tables[0]._tbl, "./w:tr")[0]
    cells = find(row, "./w:tc")
    cells[0].addprevious(cells[1])
    data = saved(word)
    moved = refresh_docx(data, report(NEW))
    assert tables_of(moved.data)["svy_k_safe"] == [
        ["38\xa0pct.Søparken", "44\xa0pct.Vangdalen7 under"]
    ]
    document = report(NEW)
    others = KeyFigures((KeyFigure("1", "Åbrinken"), KeyFigure("2", "Søparken")))
    blocks = [others if isinstance(b, KeyFigures) else b for b in document.blocks]
    anew = refresh_docx(data, replace(document, blocks=tuple(blocks)))
    assert tables_of(anew.data)["svy_k_safe"] == [["1Åbrinken", "2Søparken"]]


# Pictures


def test_a_picture_keeps_the_width_that_it_was_given() -> None:
    word = opened(write_docx(report()))
    word.inline_shapes[0].width, word.inline_shapes[0].height = Mm(80), Mm(30)
    data = refresh_docx(saved(word), report(NEW)).data
    shape = opened(data).inline_shapes[0]
    assert shape.width.mm == pytest.approx(80, abs=0.1)
    assert shape.height.mm == pytest.approx(80 * 220 / 600, abs=0.2)


def test_a_text_alternative_written_by_hand_is_kept_and_told() -> None:
    data = edited(write_docx(report()), ('descr="Vangdalen 39"', 'descr="Min egen"'))
    refreshed = refresh_docx(data, report(NEW))
    (change,) = refreshed.by_hand
    assert (change.before, change.after) == ("Min egen", "Vangdalen 44")
    assert 'descr="Min egen"' in parts_of(refreshed.data)["word/document.xml"].decode()


def test_a_picture_that_is_used_twice_is_changed_only_where_it_is_ours() -> None:
    word = opened(write_docx(report()))
    holder = find(word.element.body, ".//w:p[.//w:drawing]")[0]
    copied = copy.deepcopy(holder)
    find(copied, ".//wp:docPr")[0].set("name", "hers")
    holder.addprevious(copied)
    data = saved(word)
    after = parts_of(refresh_docx(data, report(NEW)).data)
    before = parts_of(data)
    added = [name for name in after if name not in before]
    assert added == ["word/media/survey1.png"]
    assert all(after[name] == before[name] for name in before if "media" in name)
    opened(rezipped(after))


# When the record is gone


def test_without_the_record_numbers_are_renewed_all_the_same() -> None:
    parts = parts_of(write_docx(report()))
    parts["customXml/item1.xml"] = b"<x/>"
    refreshed = refresh_docx(rezipped(parts), report(NEW))
    assert tables_of(refreshed.data) == tables_of(write_docx(report(NEW)))
    assert "44\xa0pct. i Vangdalen er utrygge mod 51" in words_of(body_of(refreshed.data))
    assert not refreshed.by_hand


@pytest.mark.parametrize("record", ["{", "[]", '{"svy_g_safe_1": "a|b"}', '{"svy_c_safe": 3}'])
def test_a_damaged_record_gives_no_wrong_number(record: str) -> None:
    parts = parts_of(write_docx(report()))
    space = "urn:resident-survey:written:1"
    parts["customXml/item1.xml"] = f'<written xmlns="{space}">{record}</written>'.encode()
    refreshed = refresh_docx(rezipped(parts), report(NEW))
    assert tables_of(refreshed.data)["svy_g_safe_1"][1] == ["Vangdalen", "44", "−6 ▼"]


# Stamps and languages


def test_numbers_that_need_a_stamp_are_refused_by_a_file_without_it() -> None:
    stamped = report(NEW, stamps=("Internt",))
    with pytest.raises(RefusedError, match='stamp "Internt"'):
        refresh_docx(write_docx(report()), stamped)
    data = write_docx(report(stamps=("Internt",)))
    assert not refresh_docx(data, stamped).by_hand
    (change,) = refresh_docx(data, report(NEW)).by_hand
    assert (change.kind, change.what) == (ChangeKind.STAMP, "Internt")


def test_the_language_is_that_of_the_file() -> None:
    assert language_of(write_docx(danish())) == "da"
    assert language_of(write_docx(english())) == "en"
    without = edited(write_docx(english()), ("svy_d_en", "other"))
    assert language_of(without) == "en"


def test_a_report_in_the_other_language_is_left_alone() -> None:
    with pytest.raises(WrongUseError, match="own language"):
        refresh_docx(write_docx(danish()), english())
    without = edited(write_docx(danish()), ("svy_d_da", "other"))
    assert refresh_docx(without, danish()).data == without


# Files that are no reports of ours


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 200_000_000)
    return stream.getvalue()


def many_parts() -> bytes:
    return rezipped({f"{k}.txt": b"" for k in range(6000)})


def with_part(name: str, data: bytes) -> bytes:
    return rezipped(parts_of(write_docx(report())) | {name: data})


ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document>&a;</w:document>'
BAD: dict[str, Callable[[], bytes]] = {
    "word.not_docx": lambda: b"no docx",
    "word.not_docx 2": lambda: rezipped({"a.txt": b"x"}),
    "word.encrypted": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "word.damaged": lambda: write_docx(report())[:-200],
    "word.damaged 2": lambda: with_part("word/document.xml", b"<w:document"),
    "word.damaged 3": lambda: with_part("word/document.xml", ENTITY),
    "word.damaged 4": lambda: with_part("word/document.xml", b"<x/>"),
    "word.too_large": bomb,
    "word.too_large 2": many_parts,
    "word.not_ours": lambda: saved(docx.Document()),
    "word.other_report": lambda: write_docx(danish()),
}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", BAD)
def test_what_is_no_report_of_ours_is_said(name: str, language: str) -> None:
    with language_in_force(language), pytest.raises(FileError) as caught:
        refresh_docx(BAD[name](), report(NEW))
    assert caught.value.code == name.split(maxsplit=1)[0]
    assert "  " in str(caught.value)


def test_entities_are_never_read() -> None:
    with pytest.raises(FileError) as caught:
        refresh_docx(BAD["word.damaged 3"](), report(NEW))
    assert "root:" not in str(caught.value)


def test_a_file_cut_or_changed_anywhere_is_refused_or_renewed_without_a_crash() -> None:
    data = write_docx(report())
    for at in range(0, len(data), max(1, len(data) // 40)):
        for damaged in (data[:at], data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]):
            try:
                refresh_docx(damaged, report(NEW))
            except FileError:
                continue


def test_bookmarks_that_were_torn_are_no_hindrance() -> None:
    body = etree.fromstring(parts_of(write_docx(report()))["word/document.xml"])
    ends = list(body.iter(f"{{{W}}}bookmarkEnd"))
    for end in ends[::3]:
        end.getparent().remove(end)
    body[0].append(w("bookmarkEnd", id=99999))
    refreshed = refresh_docx(with_part("word/document.xml", etree.tostring(body)), report(NEW))
    assert tables_of(refreshed.data)["svy_g_safe_1"][1][1] == "44"


def test_style_ids_of_another_program_are_used_for_what_is_put_in() -> None:
    parts = parts_of(write_docx(report()))
    for name in ("word/document.xml", "word/styles.xml"):
        parts[name] = parts[name].replace(b'"SurveyNote"', b'"Rapportnote"')
    document = report(NEW)
    blocks = [
        replace(b, notes=(*b.notes, "Ny note.")) if b is document.tables()[0] else b
        for b in document.blocks
    ]
    data = refresh_docx(rezipped(parts), replace(document, blocks=tuple(blocks))).data
    (note,) = (p for p in find(body_of(data), ".//w:p") if words_of(p) == "Ny note.")
    assert style_of(note) == "Rapportnote"


def of_areas(*codes: str) -> Document:
    areas = tuple((code, code.upper()) for code in codes)
    return replace(report(), title="Rapport", areas=areas)


def test_a_report_about_other_areas_is_refused_though_its_questions_are_the_same() -> None:
    theirs = write_docx(of_areas("x", "y"))
    with pytest.raises(FileError) as caught:
        refresh_docx(theirs, replace(report(NEW), title="Rapport", areas=(("a", "A"),)))
    assert caught.value.code == "word.other_report"


def test_another_title_is_listed_once_and_one_more_area_is_no_hindrance() -> None:
    new = replace(report(NEW), title="Ny titel", areas=(("a", "A"), ("b", "B"), ("c", "C")))
    refreshed = refresh_docx(write_docx(of_areas("a", "b")), new)
    told = [change for change in refreshed.changes if change.kind is ChangeKind.TITLE]
    assert [change.what for change in told] == ["Ny titel"]
    assert told[0].by_hand
    again = refresh_docx(refreshed.data, new)
    assert not [change for change in again.changes if change.kind is ChangeKind.TITLE]
