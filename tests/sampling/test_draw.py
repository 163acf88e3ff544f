"""Drawing by a plan: the units, their chances and what travels with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn_frames import frame_of, frame_of_counts, frame_with, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st

import survey as sv
from survey.findings import Severity
from survey.sampling.permanent_numbers import permanent_numbers

AREAS = {"A": 40, "B": 25, "C": 8}
N = {"A": 10, "B": 7, "C": 8}


def drawn(frame: Any = None, n: Any = None, **arguments: Any) -> sv.Sample:
    frame = frame or frame_of(AREAS)
    return sv.draw_sample(frame, plan_of(frame, n or N), **{"seed": 2010, **arguments})


def ids(sample: sv.Sample, area: str) -> list[str]:
    units = sample.main
    return units.loc[units["area"] == area, "unit"].tolist()


def test_the_units_with_the_smallest_numbers_are_drawn_in_their_order() -> None:
    sample = drawn()
    everyone = [f"A-{number:04d}" for number in range(40)]
    numbers = dict(zip(everyone, permanent_numbers(2010, everyone), strict=True))
    assert ids(sample, "A") == sorted(everyone, key=numbers.__getitem__)[:10]
    assert sample.units["draw_number"].tolist()[:10] == sorted(numbers.values())[:10]


def test_chances_weights_and_rates_are_those_of_the_plan() -> None:
    sample = drawn()
    assert sample.strata["n"].tolist() == [10, 7, 8]
    assert sample.strata["sampling_rate"].tolist() == [10 / 40, 7 / 25, 1.0]
    of_a = sample.units[sample.units["area"] == "A"]
    assert set(of_a["inclusion_probability"]) == {10 / 40}
    assert set(of_a["base_weight"]) == {4.0}
    sums = sample.units.groupby("area")["base_weight"].sum()
    assert sums.to_dict() == pytest.approx(AREAS)


def test_an_area_of_which_all_are_asked_is_a_census_beside_the_others() -> None:
    sample = drawn()
    assert sample.strata["method"].tolist() == ["srs", "srs", "census"]
    assert sample.method == "srs"
    assert sample.variance == "srs_fpc"
    assert set(ids(sample, "C")) == {f"C-{number:04d}" for number in range(8)}


def test_methods_may_differ_by_area() -> None:
    frame = frame_of(AREAS, size=np.arange(1.0, 74.0))
    methods = {"A": "sampford", "B": "systematic"}
    sample = drawn(frame, method=methods, order="unit")
    assert sample.strata["method"].tolist() == ["sampford", "systematic", "census"]
    assert sample.strata["variance"].tolist() == ["joint_probabilities", "ordered_pairs", "srs_fpc"]
    assert (sample.method, sample.variance) == ("mixed", "mixed")
    assert sample.units["stratum"].value_counts().to_dict() == N


def test_a_larger_sample_keeps_the_units_of_a_smaller_one() -> None:
    frame = frame_of(AREAS)
    small, large = drawn(frame, {**N, "A": 5}), drawn(frame, {**N, "A": 20})
    assert ids(large, "A")[:5] == ids(small, "A")


@given(st.permutations(range(73)), st.integers(0, 1000))
@settings(max_examples=15)
def test_the_order_of_the_rows_and_the_other_columns_make_no_difference(
    order: list[int], seed: int
) -> None:
    frame = frame_of(AREAS, size=np.arange(1.0, 74.0), floor=np.arange(73) % 4)
    shuffled = frame_with(frame.units.iloc[order])
    other = frame_with(frame.units.assign(extra="x"))
    methods = {"A": "sampford", "B": "systematic"}
    for arguments in (
        {"persons": "kish"},
        {"method": methods, "order": ["floor"]},
        {"method": "pps_systematic"},
    ):
        units = drawn(frame, seed=seed, **arguments).units
        pd.testing.assert_frame_equal(drawn(shuffled, seed=seed, **arguments).units, units)
        pd.testing.assert_frame_equal(drawn(other, seed=seed, **arguments).units, units)


@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 30), min_size=1),
    st.sampled_from(["srs", "systematic", "pps_systematic", "sampford"]),
    st.data(),
)
@settings(max_examples=40)
def test_each_stratum_has_its_number_and_its_chances_add_up_to_it(
    population: dict[str, int], method: Any, data: st.DataObject
) -> None:
    n = {area: data.draw(st.integers(0, most)) for area, most in population.items()}
    count = sum(population.values())
    sizes = data.draw(st.lists(st.floats(0.1, 50), min_size=count, max_size=count))
    frame = frame_of(population, size=sizes)
    order = "unit" if method == "systematic" else None
    sample = sv.draw_sample(
        frame, plan_of(frame, n), seed=data.draw(st.integers(0, 99)), method=method, order=order
    )
    assert sample.units["stratum"].value_counts().to_dict() == {k: v for k, v in n.items() if v}
    assert sample.units["unit"].is_unique
    assert sample.units["inclusion_probability"].between(0, 1, inclusive="right").all()


def test_units_that_are_added_leave_the_others_in_their_order() -> None:
    before, after = drawn(), drawn(frame_of({**AREAS, "A": 44}))
    numbers = dict(zip(before.units["unit"], before.units["draw_number"], strict=True))
    later = dict(zip(after.units["unit"], after.units["draw_number"], strict=True))
    both = numbers.keys() & later.keys()
    assert {unit: numbers[unit] for unit in both} == {unit: later[unit] for unit in both}
    new = {f"A-{number:04d}" for number in range(40, 44)}
    assert set(ids(after, "A")) - set(ids(before, "A")) <= new


def test_dwellings_that_stand_empty_are_not_drawn() -> None:
    empty = np.arange(73) % 2 == 0
    frame = frame_of(AREAS, empty=empty)
    sample = drawn(frame, {"A": 20, "B": 3, "C": 4})
    assert not {int(unit[2:]) % 2 for unit in ids(sample, "A")} - {1}


def test_equal_numbers_are_told_apart_by_the_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def constant(seed: int, names: Any, purpose: str = "") -> Any:
        return np.full(len(list(names)), 0.5)

    monkeypatch.setattr("survey.sampling.drawing.permanent_numbers", constant)
    frame = frame_of(AREAS)
    reversed_frame = frame_with(frame.units.iloc[::-1])
    assert ids(drawn(frame), "A") == [f"A-{number:04d}" for number in range(10)]
    assert ids(drawn(reversed_frame), "A") == ids(drawn(frame), "A")


def test_codes_of_areas_may_be_numbers() -> None:
    units = frame_of({"A": 10}).units.assign(area=pd.Series([1] * 5 + [2] * 5, dtype=object))
    frame = frame_with(units)
    sample = drawn(frame, {1: 2, 2: 5}, method={2: "census"})
    assert sample.units["area"].tolist() == [1] * 2 + [2] * 5
    assert sample.strata["stratum"].tolist() == ["1", "2"]


def test_a_plan_may_divide_areas_further() -> None:
    frame = frame_of({"A": 12, "B": 8}, department=["x", "y"] * 10)
    plan = plan_of(frame, {"A": 3})
    strata = pd.DataFrame(
        {
            "stratum": ["A / x", "A / y", "B / x", "B / y"],
            "area": ["A", "A", "B", "B"],
            "population": [6, 6, 4, 4],
            "n": [2, 3, 4, 1],
        }
    )
    divided = plan_with(plan, strata, strata=("department",))
    sample = sv.draw_sample(frame, divided, seed=1)
    assert sample.units["stratum"].value_counts().to_dict() == {
        "A / x": 2, "A / y": 3, "B / x": 4, "B / y": 1,
    }  # fmt: skip
    odd = sample.units[sample.units["stratum"] == "A / y"]["unit"].str[-1].astype(int)
    assert (odd % 2 == 1).all()


def plan_with(plan: Any, table: pd.DataFrame, **assumptions: Any) -> Any:
    return type(plan)(table, assumptions, plan.allocation, plan.frame_fingerprint)


# Systematic


def test_a_systematic_sample_is_spread_along_the_order() -> None:
    floors = np.arange(40) % 4
    frame = frame_of({"A": 40}, floor=floors)
    for seed in range(20):
        sample = drawn(frame, {"A": 8}, method="systematic", order=["floor", "unit"], seed=seed)
        taken = [floors[int(unit[2:])] for unit in ids(sample, "A")]
        assert np.bincount(taken).tolist() == [2, 2, 2, 2]
    assert sample.variance == "ordered_pairs"
    assert [note.code for note in sample.notes] == ["DRAWING-APPROXIMATE"]


def test_numbers_within_texts_are_sorted_as_numbers() -> None:
    stairs = [f"Stair {number}" for number in (10, 9, 2, 1)]
    frame = frame_of({"A": 4}, stair=stairs)
    sample = drawn(frame, {"A": 3}, method="systematic", order="stair")
    places = [int(unit[2:]) for unit in ids(sample, "A")]
    assert places == sorted(places, reverse=True)


def test_what_is_missing_in_the_order_comes_last() -> None:
    frame = frame_of({"A": 6}, floor=[np.nan, 2, 1, np.nan, 0, 3], door=[None, *"edcba"])
    for order in ("floor", "door"):
        sample = drawn(frame, {"A": 5}, method="systematic", order=order)
        assert len(sample.units) == 5
    kept = [unit for unit in ids(sample, "A") if unit != "A-0000"]
    assert kept == sorted(kept, reverse=True)


def test_the_start_is_that_of_the_stratum_whatever_other_strata_there_are() -> None:
    alone = drawn(frame_of({"B": 25}), {"B": 7}, method="systematic", order="unit")
    beside = drawn(method="systematic", order="unit")
    assert ids(alone, "B") == ids(beside, "B")


# In proportion to size


def test_units_too_large_are_sure_to_be_drawn() -> None:
    sizes = np.ones(40)
    sizes[[3, 17]] = 500
    for method in ("pps_systematic", "sampford"):
        sample = drawn(frame_of({"A": 40}, size=sizes), {"A": 10}, method=method)
        chance = dict(zip(sample.units["unit"], sample.units["inclusion_probability"], strict=True))
        assert chance["A-0003"] == chance["A-0017"] == 1
        assert sorted(chance.values()) == pytest.approx([8 / 38] * 8 + [1.0] * 2)
        assert sample.units["base_weight"].sum() == pytest.approx(40)


def test_any_column_can_be_the_size() -> None:
    frame = frame_of({"A": 30}, adults=np.arange(30) % 4 + 1)
    sample = drawn(frame, {"A": 6}, method="sampford", size="adults")
    adults = np.array([int(unit[2:]) % 4 + 1 for unit in ids(sample, "A")])
    total = (np.arange(30) % 4 + 1).sum()
    np.testing.assert_allclose(sample.units["inclusion_probability"], 6 * adults / total)
    assert sample.variance == "joint_probabilities"


# The reserve


def test_a_reserve_goes_on_where_the_sample_ends() -> None:
    frame = frame_of(AREAS)
    sample = drawn(frame, reserve=[4, {"A": 2}])
    assert sample.strata["reserve"].tolist() == [6, 4, 0]
    assert len(sample.main) == 25
    longer = drawn(frame, {**N, "A": 16})
    of_a = sample.units[sample.units["area"] == "A"]
    assert of_a["unit"].tolist() == ids(longer, "A")
    assert of_a["replicate"].tolist() == [1] * 10 + [2] * 4 + [3] * 2
    assert of_a.loc[of_a["replicate"] > 1, "base_weight"].isna().all()
    assert len(sample.reserve(1)) == 8
    assert len(sample.reserve(2)) == 2


def test_a_released_reserve_changes_rates_and_weights() -> None:
    sample = drawn(reserve=0.5)
    released = sample.released(2)
    assert released.strata["n"].tolist() == [15, 11, 8]
    assert released.strata["reserve"].tolist() == [0, 0, 0]
    assert released.strata["sampling_rate"].tolist() == [15 / 40, 11 / 25, 1.0]
    assert released.drawn["base_weight"].groupby(released.drawn["area"]).sum().to_dict() == (
        pytest.approx(AREAS)
    )
    assert len(released.drawn) == 34
    assert len(sample.drawn) == 25
    pd.testing.assert_frame_equal(released.released(1).units, sample.units)
    assert repr(sample) == "Sample(25 units and 9 in reserve, srs, seed 2010)"
    assert repr(released) == "Sample(34 units, srs, seed 2010)"


def test_a_systematic_reserve_is_systematic_with_the_sample() -> None:
    frame = frame_of({"A": 60})
    sample = drawn(frame, {"A": 8}, method="systematic", order="unit", reserve=4)
    places = np.sort([int(unit[2:]) for unit in sample.units["unit"]])
    assert set(np.diff(places).tolist()) == {5}


def test_a_reserve_is_smaller_where_there_are_no_more_units() -> None:
    sample = drawn(reserve=30)
    assert sample.strata["reserve"].tolist() == [30, 18, 0]
    (note,) = sample.notes
    assert note.severity is Severity.WARNING
    assert "Area B" in note.message
    assert "Area C" not in note.message


def test_the_reserve_of_the_plan_is_drawn_if_none_is_named() -> None:
    frame = frame_of(AREAS)
    plan = plan_of(frame, N)
    plan = plan_with(plan, plan.strata.assign(reserve=[3, 0, 0]))
    assert sv.draw_sample(frame, plan, seed=1).strata["reserve"].tolist() == [3, 0, 0]
    assert sv.draw_sample(frame, plan, seed=1, reserve=0).strata["reserve"].sum() == 0


# Counts


def test_a_letter_in_every_box_has_rates_and_no_units() -> None:
    frame = frame_of_counts({"A": 350, "B": 120})
    sample = drawn(frame, {"A": 350, "B": 120}, method="census")
    assert sample.units.empty
    assert sample.strata["sampling_rate"].tolist() == [1.0, 1.0]
    assert sample.method == "census"
    assert sample.variance == "srs_fpc"
    assert repr(sample) == "Sample(470 units, census, seed 2010)"
    assert sample.drawn.empty
    assert "470" in sample._repr_html_()


def test_an_area_that_stands_empty_may_be_in_the_plan_with_nobody() -> None:
    frame = frame_of(AREAS, empty=np.arange(73) >= 65)
    sample = drawn(frame, {**N, "C": 0})
    assert sample.strata["population"].tolist() == [40, 25, 0]
    assert sample.strata["sampling_rate"].tolist() == [0.25, 7 / 25, 0.0]
    assert [note.code for note in sample.notes] == ["DRAWING-NOBODY"]
    assert sample.released(1).strata["sampling_rate"].tolist() == [0.25, 7 / 25, 0.0]


def test_nobody_asked_in_an_area_is_told() -> None:
    sample = drawn(n={**N, "B": 0}, frame=frame_of(AREAS))
    assert [note.code for note in sample.notes] == ["DRAWING-NOBODY"]
    assert sample.strata["sampling_rate"].tolist() == [0.25, 0.0, 1.0]


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_notebook_shows_how_it_was_drawn(language: str) -> None:
    sv.set_language(language)
    try:
        shown = drawn(persons="birthday", wave="<2010>")._repr_html_()
    finally:
        sv.set_language(None)
    assert "&lt;2010&gt;" in shown
    assert ("simpel tilfældig" if language == "da" else "simple random") in shown
