"""The chart of a plan: right sizes, legible with any number of areas, and the same in words."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from chart_cases import LONG, NAMES
from made_plans import EIGHT, counts_frame
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

import survey as sv
from survey.errors import WrongUseError


def frame(count: int, labels: tuple[str, ...] = ()) -> Any:
    sizes = {f"o{k}": 60 + 97 * ((7 * k) % 13) for k in range(count)}
    return counts_frame(sizes, labels=labels or [f"{NAMES[k % 12]} {k}" for k in range(count)])


CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "areas_2": (frame(2), {"contrast": "o1", "difference": 0.3}),
    "areas_30": (frame(30), {"contrast": "o3", "difference": 0.15}),
    "areas_90": (frame(90), {"contrast": "o3", "budget": 9_000}),
    "long": (frame(4, LONG), {"contrast": "o1", "budget": 700}),
    "widths": (counts_frame(EIGHT), {"half_width": 0.05}),
    "widths_by_area": (
        counts_frame({"A": 350, "B": 600}), {"half_width": {"A": 0.08, "B": 0.06}},
    ),
    "budget_only": (counts_frame(EIGHT), {"budget": 900}),
    "means": (counts_frame(EIGHT), {"contrast": "H", "sd": 22, "difference": 6, "budget": 1_500}),
    "rest": (counts_frame(EIGHT), {"against": "rest", "budget": 2_000}),
    "down": (counts_frame(EIGHT), {"contrast": "H", "difference": -0.12, "budget": 3_000}),
    "nothing_seen": (
        counts_frame({"A": 8, "B": 500, "H": 900}),
        {"contrast": "H", "budget": 900, "share": 0.85},
    ),
}  # fmt: skip


@cache
def plan_of(case: str) -> sv.SamplePlan:
    made, how = CASES[case]
    return sv.plan_sample(made, **how)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_read_and_says_itself_in_words(
    case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = sv.plan_chart(plan_of(case), language=language)
    assert_is_legible(chart, monkeypatch)
    assert_alt_is_whole(chart)


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = plan_of("long")
    assert_same_bytes(sv.plan_chart(plan, language="da"), sv.plan_chart(plan, language="da"))


def test_the_numbers_are_those_of_the_plan() -> None:
    plan = plan_of("areas_30")
    table = sv.plan_chart(plan, language="da").data
    assert table is not None
    rows = {row.area: row for row in table.rows}
    assert "o3" not in rows
    areas = plan.areas.set_index("area")
    for area, row in rows.items():
        assert row.cells[1].values == (areas["n"][area],)
        assert row.cells[2].values[0] == pytest.approx(100 * areas["detectable"][area])
        assert row.cells[3].values[0] == pytest.approx(100 * areas["power"][area])


def test_of_many_areas_those_are_drawn_in_which_least_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chart = sv.plan_chart(plan_of("areas_90"), language="en")
    assert chart.data is not None
    assert len(chart.data.rows) == 89
    wide, _ = assert_is_legible(chart, monkeypatch)
    assert sum("asked)" in words for words in wide.words) == 60
    assert "29 are left out" in chart.notes[-1]


def test_an_area_where_nothing_is_seen_says_so() -> None:
    chart = sv.plan_chart(plan_of("nothing_seen"), language="en")
    assert chart.data is not None
    assert chart.data.rows[0].cells[2].text == "none"
    assert "In 1 area no difference is seen." in chart.alt


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(WrongUseError):
        sv.plan_chart(7)  # type: ignore[arg-type]
    with pytest.raises(WrongUseError):
        sv.plan_chart(plan_of("long"), language="se")
