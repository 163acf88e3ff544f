"""Charts that the spreadsheet program draws: of numbers only, told apart without colour."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook

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
    RowKind,
    Table,
)
from survey.documents.workbook import write_workbook

NUMBERS = ((41.23, 30.5, 52.5), None, (17.77, 10.25, 30.75))
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def figure(kind: PlotKind = PlotKind.BARS, **plot: Any) -> Figure:
    columns = (
        Column("area", "Boligområde", Align.LEFT),
        Column("share", "Pct.", formats=("0",)),
        Column("interval", "Usikkerhed", parts=("fra", "til"), formats=("0", "0")),
    )
    rows = tuple(
        Row((Cell(f"Område {k}"), *_cells(numbers)), RowKind.CONTRAST if k == 2 else RowKind.BODY)
        for k, numbers in enumerate(NUMBERS)
    )
    data = Table("d", "D", columns, rows, language="da")
    shape = Plot(kind, ("share",), **plot)
    return Figure("f", "Figur 1. Utrygge", "Alt: =1+1", (), data=data, plot=shape, language="da")


def _cells(numbers: tuple[float, float, float] | None) -> tuple[Cell, Cell]:
    if numbers is None:
        return Cell("†"), Cell("†")
    share, low, high = numbers
    return Cell(f"{share:.0f}", (share,)), Cell(f"{low:.0f}–{high:.0f}", (low, high))


def written(*figures: Figure) -> bytes:
    return write_workbook(Document("T", "da", (Heading(2, "Tryghed", "t"), *figures)))


def chart_of(data: bytes) -> Any:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read("xl/charts/chart1.xml"))


def cached(chart: Any, kind: str) -> list[str]:
    return [v.text for v in chart.iterfind(f".//{C}{kind}//{C}v")]


@pytest.mark.parametrize("kind", PlotKind)
def test_a_hidden_number_is_a_gap_and_no_zero(kind: PlotKind) -> None:
    chart = chart_of(written(figure(kind)))
    assert cached(chart, "val") == ["41.23", "17.77"]
    assert cached(chart, "cat") == ["Område 0", "Område 1", "Område 2"]
    assert chart.find(f".//{C}dispBlanksAs") is None or (
        chart.find(f".//{C}dispBlanksAs").get("val") == "gap"
    )


def test_intervals_are_drawn_from_cells_and_the_contrast_is_hatched() -> None:
    data = written(figure(limits=("interval",), strong=(2,)))
    chart = chart_of(data)
    assert chart.find(f".//{C}errBars") is not None
    assert chart.findall(f".//{C}dPt")[0].find(".//{*}pattFill") is not None
    sheet = load_workbook(BytesIO(data)).worksheets[1]
    rows = {row[0].value: [cell.value for cell in row[1:6]] for row in sheet.iter_rows()}
    assert rows["Område 0"] == [41.23, 30.5, 52.5, 10.73, 11.27]
    assert rows["Område 1"] == ["†", "†", "†", None, None]


def test_the_table_of_a_figure_keeps_its_signs_and_the_chart_its_alternative() -> None:
    data = written(figure())
    sheet = load_workbook(BytesIO(data)).worksheets[1]
    assert [c.value for c in next(r for r in sheet.rows if r[0].value == "Område 1")][:4] == [
        "Område 1", "†", "†", "†",
    ]  # fmt: skip
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert b'descr="Alt: =1+1"' in archive.read("xl/drawings/drawing1.xml")


def test_lines_are_told_apart_by_marker_and_dashes() -> None:
    columns = (Column("wave", "Måling", Align.LEFT), *(Column(f"c{k}", f"K{k}") for k in range(3)))
    rows = (Row((Cell("2010"), *(Cell(str(k), (float(k),)) for k in range(3)))),)
    shape = Plot(PlotKind.LINES, ("c0", "c1", "c2"))
    lines = Figure("f", "F", "a", (), data=Table("d", "D", columns, rows), plot=shape)
    chart = chart_of(written(lines))
    assert len({m.get("val") for m in chart.iterfind(f".//{C}marker/{C}symbol")}) == 3
    assert len({d.get("val") for d in chart.iterfind(".//{*}prstDash")}) >= 2


def test_figures_without_a_plot_have_their_numbers_and_no_chart() -> None:
    plain = figure()
    without = Figure("g", "Figur 2. Kort", "alt", (), data=plain.data, language="da")
    data = written(without)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "charts/" in name]
    names = load_workbook(BytesIO(data)).sheetnames
    assert names == ["Indhold", "Figur 2 Kort", "Om"]


def test_titles_never_become_formulas() -> None:
    made = figure()
    hostile = Figure("f", "=cmd|'/C calc'!A0", "a", (), data=made.data, plot=made.plot)
    chart = chart_of(written(hostile))
    formulas = [f.text for f in chart.iterfind(f".//{C}f")]
    assert all(formula.startswith("'") and "cmd" not in formula.partition("!")[2]
               for formula in formulas)  # fmt: skip


def test_contents_name_the_chapter_once_and_about_tells_the_signs() -> None:
    book = load_workbook(BytesIO(written(figure(), figure())))
    lines = [c.value for row in book.worksheets[0] for c in row if c.value]
    assert lines.count("Tryghed") == 1
    about = {row[0].value: row[1].value for row in book.worksheets[-1].iter_rows() if row[0].value}
    assert about["†"] == "ikke vist af hensyn til fortrolighed"
    assert "▲" not in about


def test_groups_of_columns_stand_above_their_heads() -> None:
    columns = (
        Column("a", "Svar", Align.LEFT),
        Column("k", "Kvinder", group="Køn"),
        Column("m", "Mænd", group="Køn"),
        Column("n", "Antal", parts=("fra", "til"), formats=("0", "0")),
    )
    row = Row((Cell("x"), Cell("1", (1,)), Cell("2", (2,)), Cell("3–4", (3, 4))))
    table = Table("t", "T", columns, (row,), language="da")
    data = write_workbook(Document("T", "da", (table,)))
    sheet = load_workbook(BytesIO(data)).worksheets[1]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    top = next(r[0].row for r in sheet.rows if r[0].value == "Svar")
    assert {f"A{top}:A{top + 2}", f"B{top}:C{top}", f"B{top + 1}:B{top + 2}"} <= merged
    assert sheet.cell(top, 2).value == "Køn"
    assert [sheet.cell(top + 2, c).value for c in (4, 5)] == ["fra", "til"]
    assert sheet.freeze_panes == f"B{top + 3}"
