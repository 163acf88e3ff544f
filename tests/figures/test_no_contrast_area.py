"""Areas compared with all others or with all together: no area is the line they stand beside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.codebook import Kind
from survey.documents.blocks import RowKind

SAFE = sv.Variable(
    "safe",
    Kind.SINGLE,
    {"en": "Safety", "da": "Tryghed"},
    codes=(sv.Code(0, {"en": "No"}), sv.Code(1, {"en": "Yes"})),
    headline=sv.Headline((1,), "high", label={"en": "Safe", "da": "Trygge"}),
)


def released_against(against: Any, *, all_row: bool = False) -> sv.Released:
    yes = {"A": 15, "B": 50, "C": 35, "D": 3}
    rows = [(area, int(k < some)) for area, some in yes.items() for k in range(60)]
    frame = pd.DataFrame(rows, columns=["area", "safe"])
    design = sv.SurveyDesign(frame, codebook=sv.Codebook({"safe": SAFE}))
    estimates = sv.headline(design, "safe", by="area", all_row=all_row)
    return sv.release([estimates, sv.compare_areas(estimates, against=against)])


@pytest.mark.parametrize("language", ["da", "en"])
def test_each_area_has_the_rest_in_its_own_row(language: str) -> None:
    chart = sv.contrast_chart(released_against("rest"), "safe", language=language)
    assert chart.data is not None
    assert chart.plot is not None
    assert [column.key for column in chart.data.columns] == [
        "area", "estimate", "interval", "rest", "mark",
    ]  # fmt: skip
    assert {row.kind for row in chart.data.rows} == {RowKind.BODY}
    assert chart.plot.strong == ()
    said = {"da": "de øvrige under ét", "en": "the others taken together"}[language]
    assert any(said in note for note in chart.notes)
    assert "kontrast" not in chart.alt
    assert "contrast" not in chart.alt
    assert len(chart.to_figure().pictures) == 2


def test_a_rest_that_would_give_a_hidden_area_away_is_not_shown() -> None:
    released = released_against("rest")
    chart = sv.contrast_chart(released, "safe", language="en")
    _, differences = released.comparison_of("safe", ("area",), headline=True)
    hidden = {r["area"] for r in differences.to_dict("records") if r["status"].hidden}
    assert "D" in hidden
    assert chart.data is not None
    for row in chart.data.rows:
        assert (row.cells[3].values == ()) == (row.area in hidden)


@pytest.mark.parametrize("all_row", [True, False])
def test_all_together_are_a_line_with_a_band_where_it_is_known(*, all_row: bool) -> None:
    chart = sv.contrast_chart(released_against("all", all_row=all_row), "safe", language="en")
    assert chart.data is not None
    *_, last = chart.data.rows
    assert last.kind is RowKind.ALL
    assert last.cells[0].text == "All taken together"
    assert np.isclose(float(last.cells[1].values[0]), 100 * 103 / 240)  # type: ignore[arg-type]
    assert last.cells[2].text == ("37–49" if all_row else "..")
    start = "The line shows all taken together" + (";" if all_row else ".")
    assert chart.notes[0].startswith(start)
