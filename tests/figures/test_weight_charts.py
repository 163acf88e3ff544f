"""Weights: nobody stands alone in a bin, boxes where they are many, and the right design effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_survey import LONG_AREAS, SHORT_AREAS
from picture_boxes import assert_alt_is_whole, assert_is_legible, assert_same_bytes

from survey.codebook import Code, Codebook, Kind, Variable
from survey.documents.blocks import PlotKind, RowKind
from survey.errors import SurveyError
from survey.figures.weight_bins import bins_of, spread_of
from survey.figures.weight_chart import weight_chart
from survey.kernels.weight_effect import weight_effect
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def weights(size: int = 600, seed: int = 1) -> Any:
    return np.random.default_rng(seed).lognormal(0, 0.5, size)


def areas(names: tuple[str, ...], size: int = 600, small: bool = False) -> list[str]:
    chance = np.random.default_rng(2)
    found = [names[int(k)] for k in chance.integers(0, len(names) - 2 * small, size)]
    if small:
        found[:7] = [names[-1]] * 7
        found[7:27] = [names[-2]] * 20
    return found


NAMES_30 = tuple(f"{SHORT_AREAS[k % 12]} {k}" for k in range(30))
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "whole": (weights(), {"limits": (0.3, 3)}),
    "near_limits": (weights(), {"limits": (0.95, 1.2)}),
    "equal": (np.ones(50), {"limits": (0.5, 2)}),
    "one_apart": (np.append(np.full(50, 112.0), 4000), {"limits": (100, 130)}),
    "two_apart": (np.r_[0.01, np.full(50, 1.0), 40.0], {}),
    "large": (weights() * 2500, {"limits": (None, 20000)}),
    "areas_2": (weights(), {"area": areas(SHORT_AREAS[:2]), "contrast": SHORT_AREAS[1]}),
    "areas_8": (
        weights(), {"area": areas(SHORT_AREAS[:8], small=True), "contrast": SHORT_AREAS[0],
                    "limits": (0.3, 3)},
    ),
    "areas_30": (weights(3000), {"area": areas(NAMES_30, 3000)}),
    "long": (weights(), {"area": areas(LONG_AREAS), "contrast": LONG_AREAS[1]}),
    "few": (np.ones(9), {}),
}  # fmt: skip


def chart_of(case: str, language: str = "da") -> Any:
    values, more = CASES[case]
    return weight_chart(values, language=language, **more)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_case_can_be_read_and_says_itself_in_words(
    case: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = chart_of(case, language)
    assert_is_legible(chart, monkeypatch)
    assert_alt_is_whole(chart)
    assert chart.is_empty == (case == "few")


@pytest.mark.parametrize("language", ["da", "en"])
def test_words_are_as_reviewed(language: str, snapshot: SnapshotAssertion) -> None:
    charts = [chart_of(case, language) for case in CASES]
    assert [(chart.title, chart.alt, chart.notes) for chart in charts] == snapshot


def test_the_order_of_respondents_does_not_matter() -> None:
    values, names = weights(200), areas(SHORT_AREAS[:4], 200)
    first = weight_chart(values, area=names, limits=(0.3, 3), language="da")
    again = weight_chart(
        pd.Series(values[::-1]), area=pd.Series(names[::-1]), limits=[0.3, 3], language="da"
    )
    assert first.to_figure().pictures == again.to_figure().pictures
    assert_same_bytes(first, weight_chart(values, area=names, limits=(0.3, 3), language="da"))


# The numbers


@given(
    st.lists(
        st.one_of(st.floats(0.01, 5), st.floats(0.01, 5000), st.sampled_from([1.0, 2.0])),
        min_size=10,
        max_size=200,
    )
)
def test_no_bin_holds_one_or_two_and_all_are_counted(given_weights: list[float]) -> None:
    values = np.array(given_weights)
    bins = bins_of(values)
    assert sum(each.count for each in bins) == values.size
    assert not any(each.count in {1, 2} for each in bins)
    assert len(bins) <= 30
    assert all(not each.end for each in bins[1:-1])
    for each in bins:
        if not each.end:
            near = 1e-9 * max(each.high, 1)
            inside = (values >= each.low - near) & (values < each.high + near)
            assert inside.sum() >= each.count
    edges = [each.low for each in bins]
    assert edges == sorted(edges)


def test_the_design_effect_is_that_of_kish() -> None:
    assert weight_effect(np.full(7, 3.0)) == pytest.approx(1)
    values = weights(100)
    cv = values.std() / values.mean()
    assert weight_effect(values) == pytest.approx(1 + cv**2)
    assert weight_effect(values * 1000) == pytest.approx(weight_effect(values))


def test_boxes_and_lines_take_enough_persons() -> None:
    assert spread_of(weights(11)).quartiles is None
    assert spread_of(weights(12)).quartiles is not None
    assert spread_of(weights(29)).tenths is None
    for size in (30, 31, 35, 39, 100):
        values = weights(size)
        low, high = spread_of(values).tenths or (0, 0)
        assert (values <= low).sum() >= 3
        assert (values >= high).sum() >= 3


def test_the_numbers_of_the_chart_are_those_of_its_table() -> None:
    chart = chart_of("whole", "en")
    table = chart.data
    assert table is not None
    assert sum(row.cells[1].values[0] for row in table.rows) == 600
    assert chart.plot is not None
    assert chart.plot.kind is PlotKind.COLUMNS
    by_area = chart_of("areas_8")
    assert by_area.plot is None
    kinds = [row.kind for row in by_area.data.rows]
    assert kinds.count(RowKind.HEADING) == 1
    assert kinds[-1] is RowKind.CONTRAST
    hidden = next(row for row in by_area.data.rows if row.cells[0].text == SHORT_AREAS[7])
    assert {cell.text for cell in hidden.cells[1:]} == {"†"}
    assert not any(cell.values for cell in hidden.cells)


def test_areas_stand_in_the_order_of_the_codebook_with_the_contrast_last() -> None:
    codes = tuple(Code(k, {"da": name}) for k, name in ((3, "Tre"), (1, "En"), (2, "To")))
    book = Codebook({"area": Variable("area", Kind.GROUP, {"da": "boligområde"}, codes=codes)})
    chart = weight_chart(weights(90), area=[1, 2, 3] * 30, contrast=3, codebook=book, language="da")
    assert chart.data is not None
    assert [row.cells[0].text for row in chart.data.rows][-3:] == ["En", "To", "Tre"]


# What is refused

WRONG: dict[str, tuple[Any, dict[str, Any]]] = {
    "not_a_sequence": (3.0, {}),
    "text": ("123", {}),
    "two_columns": (np.ones((4, 2)), {}),
    "negative": ([1.0, -2.0, 1.0], {}),
    "not_a_number": ([1.0, float("nan")], {}),
    "infinite": ([1.0, float("inf")], {}),
    "word": ([1.0, "2,5"], {}),
    "all_zero": ([0.0] * 20, {}),
    "none": ([], {}),
    "fewer_areas": ([1.0, 2.0], {"area": ["A"]}),
    "no_area": ([1.0, 2.0], {"area": ["A", None]}),
    "limits_turned": ([1.0] * 20, {"limits": (3, 0.3)}),
    "limits_negative": ([1.0] * 20, {"limits": (-1, 3)}),
    "limits_one": ([1.0] * 20, {"limits": 3}),
    "limits_text": ([1.0] * 20, {"limits": ("1", 3)}),
    "unknown_contrast": ([1.0] * 20, {"area": ["A"] * 20, "contrast": "B"}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_can_not_be_drawn_is_refused_in_words(case: str, snapshot: SnapshotAssertion) -> None:
    values, changed = WRONG[case]
    said = []
    for language in ("da", "en"):
        with language_in_force(language), pytest.raises(SurveyError) as caught:
            weight_chart(values, **changed)
        said.append(str(caught.value))
    assert said == snapshot
