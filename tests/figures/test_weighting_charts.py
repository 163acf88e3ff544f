"""Respondents beside the register, and the cost of each step of a recipe, as charts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from made_register import MadeWeights, made_weights
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

import survey as sv
from survey.documents.grid import check_rows
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.figures.chart import Chart

CASES = {"two": {"areas": 2}, "long": {"areas": 6, "long": True, "small": True}}


@cache
def made(case: str) -> MadeWeights:
    return made_weights(**CASES[case])  # type: ignore[arg-type]


@cache
def released(case: str) -> Released:
    each = made(case)
    found = sv.representativity(each.answers, each.targets, each.weights, codebook=each.codebook)
    return sv.release(found)


def charts(case: str, language: str) -> list[Chart]:
    return [
        sv.representativity_chart(released(case), language=language),
        sv.representativity_chart(released(case), "a2", language=language),
        sv.weight_steps_chart(sv.weight_diagnostics(made(case).weights), language=language),
    ]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("case", CASES)
def test_they_are_legible_and_said_in_words(
    case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chart in charts(case, language):
        assert_is_legible(chart, monkeypatch)
        assert_alt_is_whole(chart)
        assert chart.data is not None
        check_rows(chart.data)


def test_the_same_numbers_give_the_same_bytes() -> None:
    for first, again in zip(charts("two", "da"), charts("two", "da"), strict=True):
        assert_same_bytes(first, again)


def test_an_area_with_few_answers_shows_the_register_alone() -> None:
    chart = sv.representativity_chart(released("long"), "a2", language="en")
    assert chart.is_empty
    assert "not shown for confidentiality" in chart.alt
    assert chart.data is not None
    rows = [[cell.text for cell in row.cells[1:]] for row in chart.data.rows]
    assert rows[1] == ["†", "†", "52"]
    assert "† = not shown for confidentiality." in chart.notes


def test_the_last_step_is_told() -> None:
    chart = sv.weight_steps_chart(sv.weight_diagnostics(made("two").weights), language="da")
    assert "Efter det sidste er den 1,1" in chart.alt
    assert chart.plot is not None


def test_what_can_not_be_drawn_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        sv.representativity_chart(released("two"), "Nordby")
    with pytest.raises(WrongUseError):
        sv.weight_steps_chart(made("two").weights)  # type: ignore[arg-type]
