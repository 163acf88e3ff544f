"""Chapters and the summary: each number once, the clearest first, grids and several answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from made_studies import without_pictures
from made_survey import GRID, made_survey

from survey.comparison.areas import compare_areas
from survey.disclosure.release import release
from survey.documents.blocks import (
    Box,
    BulletList,
    Figure,
    Heading,
    KeyFigures,
    PageBreak,
    Paragraph,
    Table,
)
from survey.estimation.design import SurveyDesign
from survey.estimation.multiple import multiple_response
from survey.estimation.verbs import headline, mean, proportion
from survey.report.asked import Form, asked_in
from survey.report.compose import compose_report
from survey.report.spec import Chapter, ReportSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Document

CHAPTERS = {
    "tryghed": ("safe",),
    "naboer": tuple(GRID),
    "oensker": ("asks", "trust"),
}


@pytest.fixture(scope="module")
def released() -> Released:
    """A made-up survey whose four statements are a grid, and one of them is asked of some."""
    design = made_survey().design
    book = design.codebook
    rows = [
        replace(book[name], question_id="grid", item=name[-1], concept={"da": "Naboskab"})
        for name in GRID
    ]
    some = replace(
        book["safe"], universe="age == 1", universe_text={"da": "Stilles kun til nogle."}
    )
    asked = book.with_variables([*rows, some])
    design = SurveyDesign(design.data, weights="w", strata="stratum", codebook=asked)
    names = ["safe", *GRID]
    heads = headline(design, names, by="area", all_row=True)
    parts: list[Any] = [
        heads,
        proportion(design, names, by="area", all_row=True),
        compare_areas(heads, "contrast", over="area"),
        compare_areas(heads, against="all", over="area", adjust="holm"),
        multiple_response(design, "asks", by="area", all_row=True),
        mean(design, "trust", by="area", all_row=True),
    ]
    return release(parts)


def spec_of(chapters: dict[str, tuple[str, ...]]) -> ReportSpec:
    return ReportSpec(
        title={"da": "Undersøgelse"},
        wave="2026",
        over="area",
        contrast="contrast",
        areas=8,
        unit={"da": "boligområde"},
        units={"da": "boligområder"},
        respondents={"da": "beboerne"},
        chapters=tuple(Chapter(name, {"da": name}, asked) for name, asked in chapters.items()),
    )


@pytest.fixture(scope="module")
def document(released: Released) -> Iterator[Document]:
    with pytest.MonkeyPatch.context() as patched:
        without_pictures(patched)
        yield compose_report(released, spec_of(CHAPTERS), "da", answers=500)


def chapter_of(document: Document, name: str) -> list[Any]:
    """The blocks of a chapter after its heading."""
    blocks = document.blocks
    chapters = [k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.level == 2]
    start = next(k for k in chapters if getattr(blocks[k], "id", "") == name)
    end = next((k for k in chapters if k > start), len(blocks))
    return list(blocks[start + 1 : end])


def words(blocks: list[Any]) -> str:
    found = []
    for block in blocks:
        match block:
            case Paragraph():
                found.append(block.plain)
            case BulletList(items=items) | Box(paragraphs=items):
                found += [item.plain for item in items]
    return " ".join(found)


def test_a_grid_is_one_table_and_one_chart_however_many_rows_it_has(document: Document) -> None:
    blocks = chapter_of(document, "naboer")
    (table,) = (block for block in blocks if isinstance(block, Table))
    (figure,) = (block for block in blocks if isinstance(block, Figure))
    assert len(table.columns) == 1 + len(GRID)
    assert table.rows[-1].cells[0].text == "Antal svar"
    assert [row.area for row in table.rows][-3] == "contrast"
    assert figure.data is not None
    assert len(figure.data.rows) == len(GRID)


def test_what_the_shares_of_a_grid_rest_on_stands_in_the_appendix(document: Document) -> None:
    (shares,) = (b for b in chapter_of(document, "naboer") if isinstance(b, Table))
    intervals, answers = (b for b in chapter_of(document, "appendix") if isinstance(b, Table))
    assert {column.group for column in intervals.columns[1:]} == {"Usikkerhed (95\xa0%)"}
    assert {column.group for column in answers.columns[1:]} == {"Antal svar"}
    for share, interval, answer in zip(shares.rows, intervals.rows, answers.rows, strict=False):
        assert share.area == interval.area == answer.area
        for one, other, number in zip(share.cells, interval.cells, answer.cells, strict=True):
            if one.values:
                low, high = other.values
                assert float(low or 0) <= float(one.values[0] or 0) <= float(high or 0)
                assert number.text.isdigit()


def test_several_answers_are_ranked_in_words_table_and_chart(document: Document) -> None:
    blocks = chapter_of(document, "oensker")
    table = next(block for block in blocks if isinstance(block, Table))
    assert any("tilsammen give mere end 100" in note for note in table.notes)
    told = words(blocks)
    assert "I de otte undersøgte boligområder under ét svarer flest »Bedre belysning" in told
    assert "I Hornbækken svarer flest »" in told
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert [figure.id for figure in figures] == ["asks_ranked"]


def test_a_number_has_a_table_of_means(document: Document) -> None:
    tables = [block for block in chapter_of(document, "oensker") if isinstance(block, Table)]
    assert [column.head for column in tables[1].columns][1] == "Gennemsnit"


def test_a_question_that_some_were_asked_says_so_and_tells_of_no_others(document: Document) -> None:
    blocks = chapter_of(document, "tryghed")
    table = next(block for block in blocks if isinstance(block, Table))
    assert "Stilles kun til nogle." in table.notes
    assert table.subtitle == "Pct. af de spurgte, 2026"
    assert "de spurgte" in words(blocks)
    assert "af beboerne" not in words(blocks)


def test_the_summary_has_a_tile_for_each_chapter_and_says_of_what_all_are(
    document: Document,
) -> None:
    blocks = chapter_of(document, "summary")
    (tiles,) = (block for block in blocks if isinstance(block, KeyFigures))
    assert len(tiles.items) == 2  # a chapter of wishes has no headline
    assert "i alle otte undersøgte boligområder under ét" in words(blocks)
    assert all("–" in tile.comparison for tile in tiles.items)
    assert all("Hornbækken: " in tile.comparison for tile in tiles.items)


def test_the_summary_has_four_findings_at_most_and_each_is_certain(
    document: Document, released: Released
) -> None:
    blocks = chapter_of(document, "summary")
    items = [item for block in blocks if isinstance(block, BulletList) for item in block.items]
    marks = [part.frame["mark"] for part in released.comparisons]
    certain = sum(int((each != 0).sum()) for each in marks)
    assert 1 <= len(items) <= min(4, certain)
    assert all("(usikkerhed: " in item.plain for item in items)


def test_a_summary_of_many_chapters_is_a_page_by_itself(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pictures(monkeypatch)
    many = {f"k{place}": ("safe",) for place in range(6)}
    blocks = compose_report(released, spec_of(many), "da", answers=500).blocks
    pages = [place for place, block in enumerate(blocks) if isinstance(block, PageBreak)]
    assert pages[0] == 0
    assert isinstance(blocks[pages[1] + 1], Heading)
    assert blocks[pages[1] + 1].id == "conduct"


def test_rows_of_a_grid_are_one_question_where_they_follow_each_other(released: Released) -> None:
    one, *others = GRID
    found = asked_in([one, "safe", *others, "asks", "trust"], released.codebook)
    assert [each.form for each in found] == [
        Form.HEADLINE, Form.HEADLINE, Form.GRID, Form.SEVERAL, Form.NUMBER,
    ]  # fmt: skip
    assert found[2].label(released.codebook, "da") == "Naboskab"
