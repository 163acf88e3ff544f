"""Charts of ranks, of outcomes and of figures from outside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from laid import cut_off, touching
from made_judged import judged, judged_case
from made_survey import made_survey

import survey as sv
from survey.documents.grid import check_rows
from survey.errors import WrongUseError
from survey.figures.chart import MOST_ALT

if TYPE_CHECKING:
    from collections.abc import Callable

    from laid import Laid

    from survey.figures.chart import Chart

CHARTS: dict[str, Callable[..., Chart]] = {
    "ranks": sv.rank_chart,
    "equivalence": sv.equivalence_chart,
    "benchmark": sv.benchmark_chart,
}
CASES: dict[str, dict[str, Any]] = {
    "two": {"areas": 2},
    "eight": {"areas": 8},
    "long": {"areas": 8, "long": True, "per_area": 600},
    "thirty": {"areas": 30, "long": True},
}
EACH = pytest.mark.parametrize(
    ("kind", "case"), [(kind, case) for case in CASES for kind in CHARTS]
)


@EACH
def test_words_have_their_place_and_signs_their_legend(kind: str, case: str, laid: Laid) -> None:
    for language in ("da", "en"):
        chart = CHARTS[kind](judged_case(**CASES[case]), "safe", language=language)
        chart.to_figure()
        assert ("† =" in " ".join(chart.notes)) == ("†" in laid.words())
    for width, height, boxes in laid.pages:
        assert cut_off(width, height, boxes) == []
        assert touching(boxes) == []


@EACH
@pytest.mark.parametrize("language", ["da", "en"])
def test_alternatives_and_tables_hold_what_is_shown(kind: str, case: str, language: str) -> None:
    chart = CHARTS[kind](judged_case(**CASES[case]), "safe", language=language)
    assert 40 < len(chart.alt) <= MOST_ALT
    assert chart.alt.endswith(".")
    assert re.search(r"\bnan\b|[{}]|  ", " ".join([chart.alt, *chart.notes])) is None
    assert chart.data is not None
    check_rows(chart.data)
    cells = [cell for row in chart.data.rows for cell in row.cells[1:]]
    assert all(cell.values == () for cell in cells if cell.text == "†")


@pytest.mark.parametrize("kind", CHARTS)
def test_pictures_are_the_same_each_time(kind: str) -> None:
    first, again = (CHARTS[kind](judged_case(), "safe", language="da") for _ in range(2))
    pictures = [each.svg for each in first.to_figure().pictures]
    assert pictures == [each.svg for each in again.to_figure().pictures]


def test_where_everything_is_hidden_the_charts_say_so() -> None:
    released = judged(made_survey(3, per_area=8))
    for chart in CHARTS.values():
        drawn = chart(released, "safe", language="da")
        assert "†" in " ".join(drawn.notes)
    assert sv.rank_chart(released, "safe").is_empty
    assert sv.equivalence_chart(released, "safe").is_empty


def test_only_shares_have_such_charts() -> None:
    for name in ("equivalence", "benchmark"):
        with pytest.raises(WrongUseError, match="share"):
            CHARTS[name](judged_case(), "trust")
    assert sv.rank_chart(judged_case(), "trust", language="en").title == "Rank: Trust (0–100)"
