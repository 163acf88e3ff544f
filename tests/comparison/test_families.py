"""Marks, adjusted p-values and simultaneous intervals say the same, whatever the counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from random_areas import CONTRAST, clustered, compared, shares, yes_and_no
from scipy import stats

import survey as sv

ROUNDING = 1e-7
CENSUS = {CONTRAST: (30, 10), "area 1": (4, 36), "area 2": (30, 10)}


def excludes_zero(frame: Any, prefix: str) -> Any:
    low, high = frame[f"{prefix}_low"].to_numpy(), frame[f"{prefix}_high"].to_numpy()
    return (low > 0) | (high < 0)


@given(yes_and_no())
@example({CONTRAST: (0, 20), "area 1": (0, 30), "area 2": (9, 1)})
@example({CONTRAST: (20, 0), "area 1": (0, 30), "area 2": (30, 0)})
@example({CONTRAST: (7, 20), "area 1": (2, 0)})
def test_a_mark_an_adjusted_p_value_and_a_simultaneous_interval_agree(
    answers: dict[str, tuple[int, int]],
) -> None:
    found = compared(answers)
    at_the_edge = (found["p_adjusted"] - 0.05).abs() < ROUNDING
    marked = found["mark"].to_numpy() != 0
    significant = found["p_adjusted"].to_numpy() < 0.05
    outside = excludes_zero(found, "simultaneous")
    assert (marked == significant).all()
    assert ((marked == outside) | at_the_edge).all()
    sign = np.sign(found["difference"].to_numpy())
    assert (found["mark"].to_numpy() == np.where(marked, sign, 0)).all()


@given(yes_and_no())
def test_a_single_p_value_and_a_single_interval_agree(
    answers: dict[str, tuple[int, int]],
) -> None:
    found = compared(answers, adjust="none")
    at_the_edge = (found["p_value"] - 0.05).abs() < ROUNDING
    significant = found["p_value"].to_numpy() < 0.05
    assert ((significant == excludes_zero(found, "conf")) | at_the_edge).all()
    assert found["p_adjusted"].tolist() == found["p_value"].tolist()
    assert found["simultaneous_low"].tolist() == pytest.approx(found["conf_low"].tolist())
    assert (found["mark"] != 0).tolist() == significant.tolist()


@given(yes_and_no())
def test_an_adjusted_p_value_lies_between_the_single_one_and_bonferronis(
    answers: dict[str, tuple[int, int]],
) -> None:
    found = compared(answers)
    single, adjusted = found["p_value"].to_numpy(), found["p_adjusted"].to_numpy()
    assert (adjusted >= single).all()
    assert (adjusted <= np.minimum(1, len(found) * single) + ROUNDING).all()
    assert (found["simultaneous_low"] <= found["conf_low"] + ROUNDING).all()
    assert (found["simultaneous_high"] >= found["conf_high"] - ROUNDING).all()


@given(yes_and_no(most=1))
def test_one_area_is_a_single_comparison(answers: dict[str, tuple[int, int]]) -> None:
    family, single = compared(answers), compared(answers, adjust="none")
    for column in ("p_adjusted", "simultaneous_low", "simultaneous_high"):
        assert family[column].tolist() == pytest.approx(single[column].tolist(), abs=ROUNDING)


@given(yes_and_no(), st.randoms(use_true_random=False))
def test_names_and_order_of_areas_do_not_matter(
    answers: dict[str, tuple[int, int]], random: Any
) -> None:
    names = [f"x{i}" for i in range(len(answers))]
    random.shuffle(names)
    renamed = dict(zip(names, answers.values(), strict=True))
    new = dict(zip(answers, names, strict=True))
    order = sorted(renamed, reverse=True)
    found = compared(answers)
    other = compared({area: renamed[area] for area in order}, new[CONTRAST])
    other = other.loc[[new[area] for area in found.index]]
    for column in ("difference", "p_value", "p_adjusted", "simultaneous_low", "mark", "df"):
        assert other[column].tolist() == pytest.approx(found[column].tolist(), abs=1e-9)


@given(yes_and_no())
def test_the_other_answer_has_the_opposite_difference(
    answers: dict[str, tuple[int, int]],
) -> None:
    frame = sv.compare_areas(shares(answers), CONTRAST).to_frame()
    yes, no = (frame[frame["category"] == code] for code in (1, 2))
    assert no["difference"].tolist() == pytest.approx((-yes["difference"]).tolist())
    assert no["conf_low"].tolist() == pytest.approx((-yes["conf_high"]).tolist(), abs=1e-9)
    assert no["p_adjusted"].tolist() == pytest.approx(yes["p_adjusted"].tolist(), abs=1e-6)


@pytest.mark.parametrize("adjust", ["holm", "bh"])
def test_holm_and_benjamini_hochberg_have_no_simultaneous_intervals(adjust: str) -> None:
    answers = {CONTRAST: (40, 60), "A": (60, 40), "B": (55, 45), "C": (42, 58), "D": (30, 70)}
    found = compared(answers, adjust=adjust)
    assert found[["simultaneous_low", "simultaneous_high"]].isna().all(axis=None)
    expected = stats.false_discovery_control(found["p_value"]) if adjust == "bh" else holm(found)
    assert found["p_adjusted"].tolist() == pytest.approx(expected)
    assert (found["mark"] != 0).tolist() == (found["p_adjusted"] < 0.05).tolist()
    assert found["p_value"].tolist() == compared(answers)["p_value"].tolist()


def holm(found: Any) -> list[float]:
    p = found["p_value"].tolist()
    ordered = sorted(p)
    steps = np.maximum.accumulate([(len(p) - i) * each for i, each in enumerate(ordered)])
    return [min(1.0, float(steps[ordered.index(each)])) for each in p]


def test_a_lower_level_gives_narrower_intervals_and_more_marks() -> None:
    answers = {CONTRAST: (40, 60), "A": (53, 47), "B": (60, 40)}
    wide = sv.compare_areas(shares(answers), CONTRAST, level=0.99).to_frame()
    narrow = sv.compare_areas(shares(answers), CONTRAST, level=0.80).to_frame()
    assert (wide["simultaneous_low"] < narrow["simultaneous_low"]).all()
    assert wide["p_adjusted"].tolist() == pytest.approx(narrow["p_adjusted"].tolist())
    assert (narrow["mark"] != 0).sum() > (wide["mark"] != 0).sum()
    for found, alpha in ((wide, 0.01), (narrow, 0.20)):
        assert ((found["mark"] != 0) == excludes_zero(found, "simultaneous")).all()
        assert ((found["mark"] != 0) == (found["p_adjusted"] < alpha)).all()


def test_an_area_and_a_contrast_where_nobody_says_yes_do_not_differ() -> None:
    found = compared({CONTRAST: (0, 20), "A": (0, 30), "B": (3, 27)})
    a = found.loc["A"]
    assert [a["difference"], a["std_error"], a["p_value"], a["p_adjusted"]] == [0, 0, 1, 1]
    assert a["conf_low"] < 0 < a["conf_high"]
    assert a["mark"] == 0


def test_a_share_of_zero_does_not_pass_for_certainty() -> None:
    found = compared({CONTRAST: (0, 20), "A": (2, 18), "B": (0, 30)})
    a = found.loc["A"]
    wald = abs(a["difference"]) / a["std_error"]
    assert 2 * stats.t.sf(wald, a["df"]) < 0.2
    assert a["p_value"] > 0.15
    assert a["conf_low"] < 0


def test_everybody_against_nobody_is_marked() -> None:
    found = compared({CONTRAST: (0, 20), "A": (20, 0)})
    assert found.loc["A", "mark"] == 1
    assert found.loc["A", "std_error"] == 0
    assert 0 < found.loc["A", "p_adjusted"] < 1e-4
    assert 0.6 < found.loc["A", "simultaneous_low"] < 0.9


def test_where_everybody_answered_the_difference_is_exact() -> None:
    everybody = {area: sum(answers) for area, answers in CENSUS.items()}
    found = compared(CENSUS, population=everybody)
    assert found["difference"].tolist() == pytest.approx([-0.65, 0])
    for end in ("conf_low", "conf_high", "simultaneous_low", "simultaneous_high"):
        assert found[end].tolist() == pytest.approx([-0.65, 0])
    assert found["p_adjusted"].tolist() == [0, 1]
    assert found["mark"].tolist() == [-1, 0]


def test_a_census_beside_a_sample_leaves_the_uncertainty_of_the_sample() -> None:
    everybody = {CONTRAST: 40, "area 1": 40, "area 2": 4000}
    found = compared(CENSUS, population=everybody).loc["area 2"]
    alone = shares(CENSUS, population=everybody).to_frame()
    share = alone[(alone["area"] == "area 2") & (alone["category"] == 1)].iloc[0]
    assert found["std_error"] == pytest.approx(share["std_error"])
    assert found["conf_low"] < found["difference"] < found["conf_high"]


def test_an_area_without_answers_has_a_row_without_numbers() -> None:
    answers = {CONTRAST: (20, 20), "empty": (0, 0), "A": (38, 2)}
    found = compared(answers)
    empty = found.loc["empty"]
    numbers = ["estimate", "difference", "std_error", "conf_low", "p_value", "p_adjusted"]
    assert empty[numbers].isna().all()
    assert [empty["mark"], empty["n"], empty["contrast_n"]] == [0, 0, 40]
    without = compared({area: row for area, row in answers.items() if area != "empty"})
    for column in ("p_adjusted", "simultaneous_low"):
        assert found.loc["A", column] == pytest.approx(without.loc["A", column])
    assert found.loc["A", "mark"] == 1


def test_an_area_with_one_answer_cannot_be_compared() -> None:
    found = compared({CONTRAST: (20, 20), "one": (1, 0), "A": (38, 2)})
    assert found.loc["one", "difference"] == 0.5
    assert np.isnan(found.loc["one", "p_adjusted"])
    assert found["mark"].to_dict() == {"A": 1, "one": 0}


def test_a_contrast_without_answers_leaves_nothing_to_compare() -> None:
    found = compared({CONTRAST: (0, 0), "A": (38, 2), "B": (1, 30)})
    assert found[["difference", "p_value", "p_adjusted", "simultaneous_low"]].isna().all(axis=None)
    assert found["mark"].tolist() == [0, 0]


def test_correlated_areas_are_no_more_careful_than_bonferroni() -> None:
    design = sv.SurveyDesign(
        clustered(np.random.default_rng(5)), psu="block", strata="stratum", weights="weight"
    )
    for estimates in (
        sv.proportion(design, "safe", by="area"),
        sv.mean(design, "years", by="area"),
    ):
        found = sv.compare_areas(estimates, "A").to_frame()
        bonferroni = np.minimum(1, 2 * found["p_value"])
        assert (found["p_adjusted"] >= found["p_value"]).all()
        assert (found["p_adjusted"] <= bonferroni + 1e-4).all()
