"""Fair comparisons and decompositions as charts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from made_fair import CASES, released, released_survey

import survey as sv
from survey.documents.grid import check_rows
from survey.errors import UnknownNameError
from survey.figures.chart import MOST_ALT
from survey.figures.style import DEFAULT_LOOK

if TYPE_CHECKING:
    from survey.figures.chart import Chart

CHARTS = (sv.fair_chart, sv.decomposition_chart)


def charts(language: str) -> list[Chart]:
    cases = [(released(*CASES), "unsafe"), (released("hidden"), "unsafe")]
    cases += [(released_survey(30), "safe"), (released_survey(2, long=True), "safe")]
    cases += [(released_survey(2, "trust"), "trust")]
    return [chart(case, name, language=language) for case, name in cases for chart in CHARTS]


@pytest.mark.parametrize("language", ["da", "en"])
def test_alternatives_are_short_and_whole(language: str) -> None:
    for chart in charts(language):
        assert 40 < len(chart.alt) <= MOST_ALT
        assert chart.alt.endswith(".")
        assert re.search(r"\bnan\b|[{}]|  ", chart.alt) is None
        assert not any(re.search(r"\bnan\b|[{}]", note) for note in chart.notes)


def test_they_are_drawn_wide_and_narrow_and_the_same_each_time() -> None:
    for chart in (*charts("da")[:2], *charts("en")[-4:]):
        for narrow in (False, True):
            first, second = (chart.draw(DEFAULT_LOOK, narrow) for _ in range(2))
            assert first == second
            assert first.height > 60


def test_their_tables_hold_signs_where_numbers_are_hidden() -> None:
    for chart in charts("da"):
        assert chart.data is not None
        check_rows(chart.data)
    fair, parts = (chart(released(*CASES), "unsafe", language="da") for chart in CHARTS)
    assert fair.data is not None
    assert parts.data is not None
    rows = {row.cells[0].text: row for row in fair.data.rows}
    assert [cell.text for cell in rows["hidden"].cells[1:4]] == ["†"] * 3
    assert not any(cell.values for cell in rows["hidden"].cells)
    assert [bool(cell.values) for cell in rows["pinned"].cells[1:3]] == [True, False]
    rows = {row.cells[0].text: row for row in parts.data.rows}
    assert not any(cell.values for cell in rows["hidden"].cells)


def test_areas_with_hidden_numbers_come_last_in_the_order_of_the_codebook() -> None:
    chart = sv.fair_chart(released(*CASES), "unsafe")
    assert chart.data is not None
    names = [row.cells[0].text for row in chart.data.rows]
    assert names[-2:] == ["hidden", "pinned"]


def test_a_chart_without_a_number_is_empty() -> None:
    for chart in CHARTS:
        drawn = chart(released("hidden"), "unsafe")
        assert drawn.is_empty
        assert drawn.plot is None


@pytest.mark.parametrize("chart", CHARTS)
def test_what_was_not_released_is_refused(chart: Any) -> None:
    with pytest.raises(UnknownNameError):
        chart(released("same"), "age")
