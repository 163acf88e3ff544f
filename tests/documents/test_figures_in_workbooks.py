"""Figures in a workbook: their numbers, and charts that read them."""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from figure_cases import (
    columns_figure,
    contrast_figure,
    figure_document,
    figures,
    lines_figure,
    stacked_figure,
)
from hostile import TEXTS
from openpyxl import load_workbook
from sample_document import danish, safety_table

from survey.documents.blocks import (
    Align,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Plot,
    PlotKind,
    Row,
    Table,
)
from survey.documents.house_style import Font, HouseStyle
from survey.documents.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def book_of(*blocks: object, language: str = "da") -> Workbook:
    return load_workbook(BytesIO(write_workbook(Document("T", language, blocks))))


def sheet_of(block: object) -> Worksheet:
    book = book_of(block)
    return book[book.sheetnames[1]]


def chart_of(figure: Figure) -> str:
    parts = parts_of(write_workbook(Document("T", "da", (figure,))))
    return next(content for name, content in parts.items() if name.startswith("xl/charts/chart"))


def cached(chart: str) -> list[str]:
    return re.findall(r"<c:v>([^<]*)</c:v>", chart)


def row_of(sheet: Worksheet, first: str) -> list[object]:
    return next([c.value for c in row] for row in sheet.iter_rows() if row[0].value == first)


# The sheets


def test_a_figure_with_numbers_gets_a_sheet_and_one_without_none() -> None:
    bare = replace(columns_figure(), data=None, plot=None)
    assert book_of(bare, stacked_figure()).sheetnames == [
        "Indhold", "Figur 2 Utrygge om aftenen", "Om",
    ]  # fmt: skip


def test_a_figure_that_can_not_be_drawn_still_has_its_numbers() -> None:
    sheet = sheet_of(replace(contrast_figure(), plot=None))
    assert not sheet._charts
    assert row_of(sheet, "Ærøparken")[1:4] == pytest.approx([26.345678, 22.145678, 31.445678])


def test_the_contents_list_tables_and_figures_under_their_chapters() -> None:
    blocks = (
        Heading(2, "Tryghed", "safety"), safety_table(), contrast_figure(),
        Heading(3, "Under", "under"),
        Heading(2, "Uden tal", "empty"),
        Heading(2, "Udvikling", "change"), lines_figure(),
    )  # fmt: skip
    contents = book_of(*blocks)["Indhold"]
    lines = [tuple(cell.value for cell in row) for row in contents.iter_rows(min_row=3)]
    title = "Andel, der er utrygge i boligområdet om aftenen. 2026"
    assert [line for line in lines if any(line)] == [
        ("Tryghed", None), ("Tabel 1.1", title), ("Figur 1", "Utrygge om aftenen. 2026"),
        ("Udvikling", None), ("Figur 3", "Utrygge om aftenen. 2026"), (None, "Om"),
    ]  # fmt: skip


def test_sixty_tables_and_figures_all_have_a_sheet_and_a_link() -> None:
    blocks = [
        replace(block, id=f"{block.id}_{place}")
        for place in range(30)
        for block in (safety_table(), contrast_figure())
    ]
    book = book_of(*blocks)
    assert len(book.sheetnames) == 62
    linked = [c.hyperlink.location for row in book["Indhold"] for c in row if c.hyperlink]
    assert {place.partition("'!A1")[0].strip("'") for place in linked} == set(book.sheetnames[1:])


def test_what_is_said_of_the_drawn_figure_is_not_said_of_the_chart() -> None:
    own = contrast_figure().data.notes[0]
    figure = replace(contrast_figure(), notes=("Linjen viser kontrasten.", own, "Hul = ens."))
    texts = [cell.value for row in sheet_of(figure) for cell in row if cell.value]
    assert texts[-2:] == [
        own,
        "Om figuren, som den er tegnet i rapporten: Linjen viser kontrasten. Hul = ens.",
    ]
    assert not [t for t in (cell.value for row in sheet_of(contrast_figure()) for cell in row)
                if str(t).startswith("Om figuren")]  # fmt: skip


def test_the_last_sheet_says_what_the_signs_mean_that_occur() -> None:
    about = book_of(safety_table(), contrast_figure())["Om"]
    rows = {row[0].value: row[1].value for row in about.iter_rows()}
    assert rows["†"] == "ikke vist af hensyn til fortrolighed"
    assert rows["▼"].startswith("statistisk sikkert lavere")
    assert "▲" not in rows
    assert "*" not in rows


def test_a_plot_of_a_column_that_is_not_there_is_refused() -> None:
    for plot in (Plot(PlotKind.BARS, ("zzz",)), Plot(PlotKind.BARS, ())):
        with pytest.raises(ValueError, match="the plot of the figure 'contrast' must draw"):
            book_of(replace(contrast_figure(), plot=plot))


# The charts


def test_a_chart_reads_the_cells_of_its_own_sheet() -> None:
    sheet = sheet_of(contrast_figure())
    first = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Vangdalen")
    chart = chart_of(contrast_figure())
    read = re.findall(r"<c:f>([^<]*)</c:f>", chart)
    name = f"'{sheet.title}'"
    assert f"{name}!$A${first}:$A${first + 5}" in read
    assert f"{name}!$B${first}:$B${first + 5}" in read
    assert {f.partition("!")[0] for f in read} == {name}


def test_a_title_is_read_from_its_cell_and_stays_text() -> None:
    figure = replace(contrast_figure(), title="=Ark1!A1")
    chart = chart_of(figure)
    assert "<c:v>=Ark1!A1</c:v>" in chart
    assert not [f for f in re.findall(r"<c:f>([^<]*)</c:f>", chart) if f.startswith("Ark1")]


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure.id)
def test_a_chart_says_what_it_shows_to_those_who_do_not_see_it(figure: Figure) -> None:
    parts = parts_of(write_workbook(Document("T", "da", (figure,))))
    drawing = parts["xl/drawings/drawing1.xml"]
    assert f'descr="{figure.alt}"' in drawing
    assert f'name="{figure.title.partition(".")[0]}"' in drawing


def test_a_text_alternative_is_cut_at_a_thousand_characters() -> None:
    figure = replace(contrast_figure(), alt="x" * 5000)
    drawing = parts_of(write_workbook(Document("T", "da", (figure,))))["xl/drawings/drawing1.xml"]
    assert f'descr="{"x" * 999}…"' in drawing


def test_rows_of_lying_bars_are_drawn_from_above() -> None:
    for figure in (contrast_figure(), stacked_figure()):
        assert '<c:orientation val="maxMin"/>' in chart_of(figure)
    assert '<c:orientation val="maxMin"/>' not in chart_of(columns_figure())


def test_only_several_series_have_a_legend() -> None:
    assert ["<c:legend>" in chart_of(figure) for figure in figures()] == [
        False, True, True, False,
    ]  # fmt: skip


def test_series_have_the_colours_of_the_plot_and_the_heads_of_their_columns() -> None:
    figure = stacked_figure()
    chart = chart_of(figure)
    assert all(f'<a:srgbClr val="{each[1:].upper()}"/>' in chart for each in figure.plot.colours)
    assert [each for each in cached(chart) if each.startswith("Svar")] == [
        f"Svar {k}" for k in range(1, 6)
    ]


def test_the_contrast_is_set_apart_by_hatching_and_not_by_colour_alone() -> None:
    chart = chart_of(contrast_figure())
    point = re.search(r'<c:dPt><c:idx val="5"/>(.*?)</c:dPt>', chart)
    assert point
    assert '<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="0B4F5C"/>' in point[1]
    assert chart.count("<a:pattFill") == 1


def test_error_bars_reach_to_the_ends_of_the_interval() -> None:
    sheet, chart = sheet_of(contrast_figure()), chart_of(contrast_figure())
    assert row_of(sheet, "Ærøparken")[4:6] == pytest.approx([4.2, 5.1])
    minus = re.search(r"<c:minus>(.*?)</c:minus>", chart)[1]
    plus = re.search(r"<c:plus>(.*?)</c:plus>", chart)[1]
    assert ("$E$" in minus, "$F$" in plus) == (True, True)
    assert {float(v) for v in cached(minus)} == {4.2}
    assert {float(v) for v in cached(plus)} == {5.1}


def test_a_hidden_number_is_in_no_cache_and_its_sign_stands_in_its_place() -> None:
    chart = chart_of(contrast_figure(hidden=(1,)))
    values = re.search(r"<c:val>(.*?)</c:val>", chart)[1]
    assert re.findall(r'<c:pt idx="(\d)">', values) == ["0", "2", "3", "4", "5"]
    label = re.search(r'<c:dLbl><c:idx val="1"/>(.*?)</c:dLbl>', chart)[1]
    assert "<a:t>†</a:t>" in label


def test_a_line_is_broken_where_a_number_is_hidden() -> None:
    sheet, chart = sheet_of(lines_figure()), chart_of(lines_figure())
    assert "<c:dispBlanksAs" not in chart  # a gap is what is meant without it
    assert row_of(sheet, "2020")[1:4] == ["†", "†", "†"]
    assert row_of(sheet, "2020")[-1] is None
    assert row_of(sheet, "2018")[-1] == row_of(sheet, "2018")[1]
    assert [v for v in cached(chart) if v == "Vangdalen"]
    assert not [v for v in cached(chart) if "som tegnet" in v]


def test_the_numbers_of_answers_below_the_rest_are_not_drawn() -> None:
    assert "999" not in cached(chart_of(columns_figure()))


def test_stacks_of_a_hundred_end_at_a_hundred_and_others_do_not() -> None:
    assert '<c:max val="100"/>' in chart_of(stacked_figure())
    figure = stacked_figure()
    half = replace(figure, plot=replace(figure.plot, series=figure.plot.series[:2]))
    assert "<c:max" not in chart_of(half)


@pytest.mark.parametrize("answers", [2, 3, 7, 11])
def test_stacks_of_any_number_of_answers_are_drawn(answers: int) -> None:
    assert chart_of(stacked_figure(answers=answers)).count("<c:ser>") == answers


def test_a_number_below_nought_is_no_reason_to_cut_the_axis() -> None:
    rows = tuple(Row((Cell(k), Cell("x", (v,)))) for k, v in (("a", -3.0), ("b", 5.0)))
    table = Table("t", "T", (Column("a", "A", Align.LEFT), Column("b", "B")), rows)
    figure = Figure("f", "F", "f", (), data=table, plot=Plot(PlotKind.BARS, ("b",)))
    assert "<c:min" not in chart_of(figure)
    assert '<c:tickLblPos val="low"/>' in chart_of(figure)


def test_a_figure_all_hidden_or_with_no_rows_is_no_accident() -> None:
    figure = contrast_figure(areas=3, hidden=(0, 1, 2, 3))
    assert "†" in row_of(sheet_of(figure), "Vangdalen")
    empty = replace(figure, data=replace(figure.data, rows=()))
    assert not sheet_of(empty)._charts


def test_the_same_figures_give_the_same_bytes() -> None:
    assert write_workbook(figure_document()) == write_workbook(figure_document())


def test_hostile_text_in_a_figure_is_text() -> None:
    columns = tuple(Column(f"c{k}", words, parts=(words,)) for k, words in enumerate(TEXTS))
    rows = tuple(Row(tuple(Cell(words, (1.5,)) for words in TEXTS)) for words in TEXTS)
    numbers = tuple(column.key for column in columns)
    table = Table("t", TEXTS[6], (Column("a", TEXTS[6]), *columns),
                  tuple(replace(r, cells=(Cell(w), *r.cells))
                        for w, r in zip(TEXTS, rows, strict=True)))  # fmt: skip
    for kind in PlotKind:
        plot = Plot(kind, numbers, colours=("#123456",))
        figure = Figure("f", TEXTS[6], TEXTS[4], (), TEXTS[2], TEXTS, table, plot)
        parts = parts_of(write_workbook(Document("T", "en", (figure,))))
        sheets = [content for name, content in parts.items() if name.startswith("xl/worksheets/")]
        assert not [s for s in sheets if re.search(r"<f[ >]", s)]
        chart = next(content for name, content in parts.items() if "charts/chart" in name)
        named = {f.partition("!")[0] for f in re.findall(r"<c:f>([^<]*)</c:f>", chart)}
        assert len(named) == 1
        assert not [n for n, content in parts.items() if "External" in content]
        load_workbook(BytesIO(write_workbook(Document("T", "en", (figure,)))))


# The look


def test_heads_stand_in_three_rows_at_most_and_take_the_room_that_is_left() -> None:
    columns = (
        Column("a", "Område", Align.LEFT),
        Column("s", "Pct.", formats=("0",), group="2024"),
        Column("i", "Usikkerhed", parts=("fra", "til"), formats=("0", "0"), group="2024"),
        Column("t", "Pct.", formats=("0",), group="2026"),
        Column("n", "Antal", formats=("#,##0",)),
    )
    row = Row((Cell("x"), Cell("1", (1,)), Cell("1–2", (1, 2)), Cell("3", (3,)), Cell("4", (4,))))
    sheet = sheet_of(Table("t", "T", columns, (row,), language="da"))
    top = next(r[0].row for r in sheet.iter_rows() if r[0].value == "Område")
    heads = [[cell.value for cell in sheet[top + k][:6]] for k in range(3)]
    assert heads == [
        ["Område", "2024", None, None, "2026", "Antal"],
        [None, "Pct.", "Usikkerhed", None, "Pct.", None],
        [None, None, "fra", "til", None, None],
    ]
    assert {str(area) for area in sheet.merged_cells.ranges} >= {
        f"A{top}:A{top + 2}", f"B{top}:D{top}", f"F{top}:F{top + 2}",
        f"B{top + 1}:B{top + 2}", f"C{top + 1}:D{top + 1}",
    }  # fmt: skip
    assert sheet.freeze_panes == f"B{top + 3}"
    assert sheet.print_title_rows == f"${top}:${top + 2}"


def test_a_language_that_is_read_from_the_right_turns_its_sheet_around() -> None:
    table = replace(safety_table(), language="ar")
    book = book_of(table, replace(table, language="da"))
    assert [sheet.sheet_view.rightToLeft or False for sheet in book] == [False, True, False, False]
    cell = next(c for row in book.worksheets[1] for c in row if c.value == "Højhuse")
    assert (cell.alignment.horizontal, cell.alignment.readingOrder) == ("right", 2)


def test_a_house_style_gives_accent_and_font() -> None:
    style = HouseStyle(accent="#7a1220", font=Font("Georgia"))
    parts = parts_of(write_workbook(figure_document(), style=style))
    styles = parts["xl/styles.xml"]
    assert 'rgb="FF7A1220"' in styles
    assert "0B4F5C" not in styles
    assert 'name val="Georgia"' in styles
    assert '<a:latin typeface="Georgia"/>' in parts["xl/charts/chart1.xml"]


def test_every_table_and_figure_has_a_name_that_leads_to_its_cells() -> None:
    table = safety_table()
    twice = replace(table, id="T Unsafe<evening>")
    book = book_of(table, twice, contrast_figure())
    names = {name: place.attr_text for name, place in book.defined_names.items()}
    assert list(names) == ["svy_f_contrast", "svy_t_unsafe_evening", "svy_t_unsafe_evening_2"]
    sheet = book.worksheets[1]
    area = names["svy_t_unsafe_evening"].partition("!")[2].replace("$", "")
    cells = sheet[area]
    assert [cells[0][2].value, cells[-1][0].value] == ["Nedre grænse", "Alle boligtyper"]


def test_the_language_is_among_the_properties() -> None:
    content = write_workbook(danish())
    assert "<vt:lpwstr>da</vt:lpwstr>" in parts_of(content)["docProps/custom.xml"]


def test_libreoffice_draws_the_charts(needs_program: Callable[..., str], tmp_path: Path) -> None:
    soffice = needs_program("soffice")
    (tmp_path / "f.xlsx").write_bytes(write_workbook(figure_document()))
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "f.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = subprocess.run(
        [needs_program("pdftotext"), "-layout", str(tmp_path / "f.pdf"), "-"],
        check=True, capture_output=True,
    ).stdout.decode()  # fmt: skip
    assert text.count("Figur 1. Utrygge om aftenen. 2026") == 2
    assert text.count("Hornbækken") == 2
