"""The chart of what became of those sent out: its numbers, words and pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import survey as sv
from survey.documents.blocks import PlotKind, RowKind
from survey.documents.house_style import DEFAULT_STYLE, HouseStyle
from survey.errors import WrongUseError
from survey.figures.chart import MOST_ALT

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ("besvaret", "delvis", "afslag", "andet", "ikke truffet", "uh", "uo", "tom")


def made(folder: Path, areas: int, *, long: bool = False, empty: bool = False) -> Any:
    draw = np.random.default_rng(areas)
    tail = " ved Skovbakkens Plejecenter og Ungdomsboligerne på Østre Ringvej" if long else ""
    names = [f"Område {k + 1}{tail}" for k in range(areas)]
    rows = [";".join(["område", *HEADS])]
    rows += [";".join([name, *(str(draw.integers(0, 91)) for _ in HEADS)]) for name in names]
    path = folder / "counts.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return sv.read_dispositions(path, area=[*names, *(["Tomrum"] if empty else [])])


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(("areas", "long"), [(1, False), (2, True), (8, True), (30, False)])
def test_it_is_told_in_words_whatever_the_size(
    tmp_path: Path, areas: int, long: bool, language: str
) -> None:
    chart = sv.outcome_chart(made(tmp_path, areas, long=long), language=language)
    assert 40 < len(chart.alt) <= MOST_ALT
    assert chart.alt.endswith(".")
    assert re.search(r"\.\.|nan|[{}]|  ", chart.alt) is None
    english = ("Complete", "Sent out", "sampled")
    assert language == "en" or not any(word in str(chart.to_text()) for word in english)


def test_its_table_holds_the_shares_of_all_sent_out(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("område;uddelt;besvaret;afslag;tom\nA;200;100;20;10\nB;100;30;0;0\n", "utf-8")
    chart = sv.outcome_chart(sv.read_dispositions(path), language="da")
    frame = chart.to_frame()
    assert frame is not None
    assert chart.data is not None
    assert [row.cells[0].text for row in chart.data.rows] == ["A", "B", "Alle"]
    assert [cell.values[0] for cell in chart.data.rows[0].cells[1:]] == [200, 50, 10, 35, 5]
    assert [column.key for column in chart.data.columns] == [
        "area", "sent", "complete", "refusal", "non_contact", "not_eligible",
    ]  # fmt: skip
    for row in chart.data.rows:
        assert sum(cell.values[0] for cell in row.cells[2:]) == pytest.approx(100)  # type: ignore[misc]


def test_the_contrast_stands_before_all(tmp_path: Path) -> None:
    found = made(tmp_path, 3)
    chart = sv.outcome_chart(found, contrast="Område 1", language="da")
    assert chart.data is not None
    assert [(row.cells[0].text, row.kind) for row in chart.data.rows] == [
        ("Område 2", RowKind.BODY),
        ("Område 3", RowKind.BODY),
        ("Område 1 (kontrast)", RowKind.CONTRAST),
        ("Alle", RowKind.ALL),
    ]


def test_an_area_where_nobody_was_sampled_is_listed(tmp_path: Path) -> None:
    chart = sv.outcome_chart(made(tmp_path, 2, empty=True), language="en")
    assert chart.data is not None
    row = chart.data.rows[2]
    assert [cell.text for cell in row.cells][:3] == ["Tomrum", "0", ".."]
    assert "In areas without a bar nobody was sampled." in chart.notes
    assert chart.to_figure().pictures


def test_the_same_outcomes_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (sv.outcome_chart(made(tmp_path, 4)).to_figure() for _ in range(2))
    assert [each.svg for each in one.pictures] == [each.svg for each in other.pictures]


def test_it_takes_the_colours_of_the_house(tmp_path: Path) -> None:
    own = tuple(f"#0000{k}0" for k in range(1, 8))
    chart = sv.outcome_chart(made(tmp_path, 3))
    styled = chart.in_style(HouseStyle(scale=own)).to_figure()
    assert own[6].encode() in styled.pictures[0].svg
    assert DEFAULT_STYLE.scale[6].encode() in chart.to_figure().pictures[0].svg


def test_excel_stacks_the_bars(tmp_path: Path) -> None:
    chart = sv.outcome_chart(made(tmp_path, 3))
    assert chart.plot is not None
    assert chart.plot.kind is PlotKind.STACKED
    assert len(chart.plot.series) == len(chart.plot.colours) == 7


def test_nobody_sampled_at_all_is_an_empty_chart(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("area,complete\nA,0\nB,0\n", "utf-8")
    chart = sv.outcome_chart(sv.read_dispositions(path))
    assert chart.is_empty
    assert chart.plot is None
    assert chart.to_figure().pictures


def test_what_it_can_not_draw_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="dispositions"):
        sv.outcome_chart("dispositions.csv")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="Område 2"):
        sv.outcome_chart(made(tmp_path, 2), contrast="Nordby")
    with pytest.raises(WrongUseError, match="Danish"):
        sv.outcome_chart(made(tmp_path, 2), language="sv")
