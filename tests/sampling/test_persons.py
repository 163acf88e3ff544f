"""One adult of a dwelling."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawn_frames import frame_of, plan_of

import survey as sv
from survey.errors import WrongUseError
from survey.kernels.kish import KISH_NAMES, KISH_RANKS


def drawn(rule: Any, adults: Any = None) -> sv.Sample:
    columns = {} if adults is None else {"adults": adults}
    frame = frame_of({"A": 200}, **columns)
    return sv.draw_sample(frame, plan_of(frame, {"A": 100}), seed=5, persons=rule)


def test_each_dwelling_has_a_table_whatever_others_there_are() -> None:
    few, many = drawn("kish"), frame_of({"A": 400})
    more = sv.draw_sample(many, plan_of(many, {"A": 200}), seed=5, persons="kish")
    tables = dict(zip(more.units["unit"], more.units["kish_table"], strict=True))
    for unit, table in zip(few.units["unit"], few.units["kish_table"], strict=True):
        assert tables.get(unit, table) == table
    assert set(few.units["kish_table"]) == set(KISH_NAMES)
    assert set(few.units["adults"]) == {-1}


def test_the_adult_is_the_one_that_the_table_shows() -> None:
    for place, table in enumerate(KISH_NAMES):
        row = {"person_rule": "kish", "kish_table": table}
        for adults in range(1, 7):
            assert sv.selection_rank(row, adults) == KISH_RANKS[place, adults - 1]
        assert sv.selection_rank(row, 11) == KISH_RANKS[place, 5]


def test_the_adult_by_a_number_is_one_of_those_who_live_there() -> None:
    rows = drawn("equal").units.to_dict("records")
    ranks = [sv.selection_rank(row, 3) for row in rows]
    assert set(ranks) == {1, 2, 3}
    assert {sv.selection_rank(row, 1) for row in rows} == {1}


@pytest.mark.parametrize("rule", ["all", "birthday"])
def test_nobody_is_numbered_where_no_number_decides(rule: str) -> None:
    row = drawn(rule).units.iloc[0]
    with pytest.raises(WrongUseError, match="can't be numbered"):
        sv.selection_rank(row, 2)


@pytest.mark.parametrize("adults", [0, -1, 2.0, True, "2", None])
def test_a_number_of_adults_that_can_not_be_is_refused(adults: Any) -> None:
    with pytest.raises(WrongUseError, match="number of adults"):
        sv.selection_rank({"person_rule": "kish", "kish_table": "A"}, adults)


@pytest.mark.parametrize("rule", ["equal", "birthday"])
def test_adults_of_a_dwelling_share_its_chance(rule: str) -> None:
    adults = np.arange(200) % 4 + 1
    sample = drawn(rule, adults)
    expected = 0.5 / sample.units["adults"].to_numpy()
    np.testing.assert_allclose(sample.person_probabilities(), expected)
    codes = [note.code for note in sample.notes]
    assert codes == (["DRAWING-BIRTHDAY"] if rule == "birthday" else [])


def test_the_chance_by_the_tables_is_that_of_the_adult() -> None:
    sample = drawn("kish", np.full(200, 5))
    units = sample.units.to_dict("records")
    for row, chance in zip(units, sample.person_probabilities(), strict=True):
        rank = sv.selection_rank(row, 5)
        assert chance == pytest.approx(0.5 * (1 / 4 if rank in (3, 5) else 1 / 6))


def test_answers_tell_the_number_of_adults_where_the_frame_does_not() -> None:
    sample = drawn("equal")
    assert sample.person_probabilities().isna().all()
    first, second = sample.units["unit"].iloc[:2]
    chances = sample.person_probabilities({first: 2, second: 0, "gone": 3})
    assert chances[first] == 0.25
    assert np.isnan(chances[second])
    assert chances.notna().sum() == 1


def test_where_all_adults_are_asked_they_have_the_chance_of_the_dwelling() -> None:
    sample = drawn("all")
    assert "adults" not in sample.units
    assert set(sample.person_probabilities()) == {0.5}
