"""The power of comparisons: exactly that of the marks, by enumeration through the real thing."""

from __future__ import annotations

import math
import time
from functools import cache
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_plans import EIGHT, counts_frame

import survey as sv
from survey.errors import SurveyError, UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force


def power(population: dict[str, int], asked: Any, **how: Any) -> dict[str, float]:
    how.setdefault("contrast", "H")
    found = sv.power_of_contrast(population, asked, **how).areas
    return dict(zip(found["area"], found["power"], strict=True))


def chances(population: int, share: float, n: int) -> dict[int, float]:
    marked = math.floor(population * share + 0.5)
    counts = range(max(0, n + marked - population), min(n, marked) + 1)
    whole = comb(population, n)
    return {x: comb(marked, x) * comb(population - marked, n - x) / whole for x in counts}


def compared(
    counts: pd.DataFrame, *, adjust: str = "dunnett", against: str | None = None
) -> pd.DataFrame:
    """Marks of many made-up outcomes at once, as the package makes them from answers."""
    design = sv.SurveyDesign(counts, counts="k", strata="stratum", population="N")
    shares = sv.proportion(design, "y", by=["outcome", "area"])
    beside: dict[str, Any] = {"contrast": "H"} if against is None else {"against": against}
    marks = sv.compare_areas(shares, over="area", adjust=adjust, **beside).to_frame()
    return marks[marks["category"] == 1]


def rows(outcome: int, area: str, population: int, n: int, count: int) -> list[dict[str, Any]]:
    same = {"outcome": outcome, "area": area, "N": population, "stratum": f"{outcome} {area}"}
    return [{**same, "y": 1, "k": count}, {**same, "y": 0, "k": n - count}]


@pytest.mark.parametrize(
    ("area", "contrast", "share", "difference"),
    [
        ((40, 9), (60, 12), 0.3, 0.35),
        ((30, 8), (50, 14), 0.8, -0.4),
        ((25, 10), (25, 10), 0.2, 0.5),
        ((20, 20), (60, 9), 0.5, 0.3),
    ],
)
def test_all_outcomes_sent_through_compare_areas_give_the_power(
    area: tuple[int, int], contrast: tuple[int, int], share: float, difference: float
) -> None:
    (size, n), (size0, n0) = area, contrast
    mine, theirs = chances(size, share + difference, n), chances(size0, share, n0)
    pairs = [(x, y) for x in mine for y in theirs]
    made = [
        row
        for place, (x, y) in enumerate(pairs)
        for row in (*rows(place, "A", size, n, x), *rows(place, "H", size0, n0, y))
    ]
    marks = compared(pd.DataFrame(made)).set_index("outcome")["mark"]
    wanted = sum(
        mine[x] * theirs[y]
        for place, (x, y) in enumerate(pairs)
        if marks.get(place, 0) == np.sign(difference)
    )
    found = power({"A": size, "H": size0}, {"A": n, "H": n0}, share=share, difference=difference)
    assert found["A"] == pytest.approx(wanted, abs=1e-9)


# Simulated: three areas and more, whose marks depend on each other


def simulated(setting: dict[str, Any], times: int, seed: int) -> tuple[Any, Any]:
    """How often each area got a mark in made-up samples, and the power that was planned."""
    chance = np.random.default_rng(seed)
    sizes, n = setting["sizes"], setting["n"]
    share, difference = setting.get("share", 0.5), setting["difference"]
    against = setting.get("against")
    adjust = setting.get("adjust", "dunnett")
    contrast = None if against else "H"
    planned = sv.power_of_contrast(
        sizes, n, contrast=contrast, against=against or "contrast", difference=difference,
        share=share, adjust=adjust,
    ).areas  # fmt: skip
    moved = setting.get("moved", [area for area in sizes if area != contrast])
    made = []
    for outcome in range(times):
        for area, size in sizes.items():
            p = share + difference if area in moved else share
            marked = math.floor(size * p + 0.5)
            count = int(chance.hypergeometric(marked, size - marked, n[area]))
            made += rows(outcome, area, size, n[area], count)
    marks = compared(pd.DataFrame(made), adjust=adjust, against=against)
    hits = (marks["mark"] == np.sign(difference)).groupby(marks["area"]).sum() / times
    return hits.reindex(moved).fillna(0.0), planned.set_index("area")["power"].reindex(moved)


SMALL = {"A": 80, "B": 60, "C": 50, "H": 100}
SETTINGS: dict[str, dict[str, Any]] = {
    "three": {"sizes": SMALL, "n": {"A": 40, "B": 30, "C": 25, "H": 50}, "difference": 0.25},
    "rare": {
        "sizes": SMALL, "n": {"A": 40, "B": 30, "C": 20, "H": 50}, "share": 0.1, "difference": 0.2,
    },
    "down": {
        "sizes": SMALL, "n": {"A": 40, "B": 30, "C": 25, "H": 60}, "share": 0.7, "difference": -0.3,
    },
    "rest": {
        "sizes": {"A": 200, "B": 260, "C": 300, "D": 240, "E": 180, "F": 220},
        "n": {"A": 60, "B": 70, "C": 80, "D": 70, "E": 60, "F": 60},
        "difference": 0.2, "share": 0.4, "against": "rest", "moved": ["B"],
    },
    "all": {
        "sizes": {"A": 200, "B": 260, "C": 300, "D": 240, "E": 180, "F": 220},
        "n": {"A": 60, "B": 70, "C": 80, "D": 70, "E": 60, "F": 60},
        "difference": 0.2, "share": 0.4, "against": "all", "moved": ["B"],
    },
}  # fmt: skip


@cache
def long_settings() -> dict[str, dict[str, Any]]:
    """Twenty settings of two to eight areas, of all sizes, shares and directions."""
    chance = np.random.default_rng(20)
    found = {}
    for place in range(20):
        areas = [*"ABCDEFG"[: chance.integers(1, 8)], "H"]
        sizes = {area: int(chance.integers(40, 900)) for area in areas}
        n = {area: max(int(size * chance.uniform(0.2, 0.9)), 6) for area, size in sizes.items()}
        share = float(chance.choice([0.1, 0.2, 0.36, 0.5, 0.8]))
        difference = float(chance.choice([0.08, 0.12, 0.15])) * (-1 if share > 0.6 else 1)
        adjust = "none" if place % 5 == 4 else "dunnett"
        found[f"{place}"] = {
            "sizes": sizes, "n": n, "share": share, "difference": difference, "adjust": adjust,
        }  # fmt: skip
    return found


@pytest.mark.parametrize("name", ["three", "rest"])
def test_simulated_marks_come_as_often_as_planned(name: str) -> None:
    times = {"three": 200, "rest": 60}[name]
    found, planned = simulated(SETTINGS[name], times, seed=3)
    error = np.sqrt(planned * (1 - planned) / times)
    assert (abs(found - planned) < 4 * error + 0.004).all(), (found, planned)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SETTINGS, *(f"{place}" for place in range(20))])
def test_simulated_marks_come_as_often_as_planned_in_many_settings(name: str) -> None:
    setting = SETTINGS.get(name) or long_settings()[name]
    times = 400 if "against" in setting else 1_500
    found, planned = simulated(setting, times, seed=11)
    error = np.sqrt(planned * (1 - planned) / times)
    assert (abs(found - planned) < 4.5 * error + 0.004).all(), (found, planned)


# What must hold


def test_the_normal_approximation_would_be_far_off() -> None:
    """A small area of which many answer: .7 by Wald without a finite population, .9 in truth."""
    found = power({"A": 100, "H": 120}, {"A": 70, "H": 80}, difference=0.2)["A"]
    wald = 0.2 / math.sqrt(0.21 * 2 / 70 + 0.04 / 70)
    assert found > 0.9
    assert wald < 2.8


@settings(max_examples=20)
@given(st.integers(60, 500), st.floats(0.2, 0.7), st.floats(0.06, 0.25), st.floats(0.02, 0.1))
def test_a_larger_difference_is_seen_at_least_as_often(
    population: int, rate: float, difference: float, more: float
) -> None:
    sizes = {"A": population, "B": 200, "H": 300}
    asked = {"A": int(population * rate), "B": 90, "H": 150}
    low = power(sizes, asked, difference=difference, adjust="none")["A"]
    high = power(sizes, asked, difference=difference + more, adjust="none")["A"]
    assert high >= low - 1e-9


@settings(max_examples=20)
@given(st.integers(20, 120), st.integers(30, 80))
def test_many_more_answers_see_more(n: int, more: int) -> None:
    sizes = {"A": 1_000, "H": 1_000}
    low = power(sizes, {"A": n, "H": 200}, difference=0.15)["A"]
    assert power(sizes, {"A": n + more, "H": 200}, difference=0.15)["A"] > low - 0.02


def test_shuffling_the_areas_changes_nothing() -> None:
    asked = {area: size // 3 for area, size in EIGHT.items()}
    found = power(EIGHT, asked)
    shuffled = {area: EIGHT[area] for area in "HDBACGFE"}
    for area, each in power(shuffled, asked).items():
        assert each == pytest.approx(found[area], abs=1e-9, nan_ok=True)


def test_the_smallest_difference_seen_has_the_power_and_a_smaller_one_has_not() -> None:
    asked = {area: size // 2 for area, size in EIGHT.items()}
    found = sv.power_of_contrast(EIGHT, asked, contrast="H", power=0.8).areas.set_index("area")
    seen = found.loc["A", "detectable"]
    step = 1 / 350
    assert power(EIGHT, asked, difference=seen, adjust="dunnett")["A"] >= 0.8 - 2e-3
    assert power(EIGHT, asked, difference=seen - 1.5 * step)["A"] < 0.8


def test_down_is_up_turned_round() -> None:
    sizes = {"A": 400, "B": 600, "C": 100, "H": 1_200}  # so that shares are whole persons
    asked = {area: size // 4 for area, size in sizes.items()}
    up = power(sizes, asked, share=0.3, difference=0.15)
    down = power(sizes, asked, share=0.7, difference=-0.15)
    for area, each in up.items():
        assert down[area] == pytest.approx(each, abs=1e-9, nan_ok=True)


def test_the_family_of_many_areas_makes_each_harder_to_see() -> None:
    alone = power({"A": 350, "H": 1200}, {"A": 150, "H": 500})["A"]
    together = power(EIGHT, {**dict.fromkeys(EIGHT, 150), "H": 500})["A"]
    each = power(EIGHT, {**dict.fromkeys(EIGHT, 150), "H": 500}, adjust="none")["A"]
    assert together < alone
    assert each == pytest.approx(alone, abs=2e-3)


def test_differences_can_be_those_between_the_shares() -> None:
    shares = dict.fromkeys(EIGHT, 0.3) | {"A": 0.45, "B": 0.2, "H": 0.3}
    found = sv.power_of_contrast(
        EIGHT, dict.fromkeys(EIGHT, 200), contrast="H", share=shares, difference=None
    ).areas.set_index("area")
    assert found["difference"].round(9).tolist() == [0.15, -0.1, 0, 0, 0, 0, 0, 0]
    assert found["power"].notna().tolist() == [True, True, *[False] * 6]


def test_a_design_effect_costs_answers() -> None:
    asked = {"A": 300, "H": 300}
    sizes = {"A": 60_000, "H": 60_000}
    found = power(sizes, asked, design_effect=1.5)["A"]
    assert found == pytest.approx(power(sizes, 200)["A"], abs=2e-3)


def test_means_are_seen_as_often_as_the_table_says() -> None:
    found = power({"A": 10**6, "H": 10**6}, 64, sd=1.0, difference=0.5)["A"]
    assert found == pytest.approx(0.8015, abs=1e-3)


def test_random_numbers_of_answers_give_nearly_the_power_of_the_expected_ones() -> None:
    sizes, asked = {"A": 350, "B": 300, "H": 600}, {"A": 250, "B": 200, "H": 400}
    how = {"response_rate": 0.5, "difference": 0.15}
    expected = power(sizes, asked, **how)
    random = power(sizes, asked, responses="random", **how)
    for area in "AB":
        assert random[area] == pytest.approx(expected[area], abs=0.02)
        assert random[area] != expected[area]
    certain = power(sizes, asked, responses="random", difference=0.15)
    assert certain["A"] == pytest.approx(power(sizes, asked, difference=0.15)["A"], abs=1e-9)


def test_one_answer_sees_nothing() -> None:
    assert power({"A": 50, "H": 60}, {"A": 1, "H": 30})["A"] == 0
    assert power({"A": 50, "H": 60}, {"A": 30, "H": 0})["A"] == 0


def test_everyone_everywhere_sees_everything() -> None:
    assert power({"A": 50, "H": 60}, {"A": 50, "H": 60})["A"] == 1


def test_ten_areas_take_no_time() -> None:
    sizes = {f"A{k}": 800 + 37 * k for k in range(10)} | {"H": 1_500}
    start = time.process_time()
    power(sizes, 400)
    assert time.process_time() - start < 5  # 0.1 s on a laptop


def test_a_frame_will_do_and_labels_name_the_contrast() -> None:
    found = sv.power_of_contrast(counts_frame(EIGHT), 200, contrast="Område H")
    assert found.contrast == "H"
    assert repr(found).startswith("ContrastPower(7 areas against H, least 0.")
    with language_in_force("da"):
        assert "Styrke over for H (sikkerhed 95 pct.)" in found._repr_html_()


# What can't be


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no_contrast": ({"contrast": None}, "Either a contrast must be given, or against"),
    "both": ({"against": "rest"}, "Either a contrast must be given, or against"),
    "against": ({"against": "best"}, "against must be one of the known words"),
    "adjust": ({"adjust": "holm"}, "adjust must be one of the known words"),
    "zero": ({"difference": 0}, "difference can't be 0"),
    "points": ({"difference": 10}, "difference must be a number between −1 and 1"),
    "nan": ({"difference": math.nan}, "difference must be a number"),
    "beyond": ({"share": 0.95}, "The share and the difference must together"),
    "none": ({"difference": None, "contrast": None, "against": "rest"}, "difference must be given"),
    "alike": ({"difference": None}, "when all areas are expected to have the same"),
    "power": ({"power": 1}, "power must be a number above 0 and below 1"),
    "asked": ({"asked": 400}, "More can't be asked than there are"),
    "negative": ({"asked": -1}, "asked must be a number that is whole"),
    "half": ({"asked": 12.5}, "asked must be a number that is whole"),
    "share": ({"share": True}, "share must be a number"),
    "sd": ({"sd": 0}, "sd must be a number above 0"),
    "random": ({"responses": "maybe"}, "responses must be one of the known words"),
    "random_means": ({"responses": "random", "sd": 1.0}, "can't be combined with means"),
    "one_area": ({"population": {"H": 60}}, "There must be an area beside the contrast"),
    "one_number": ({"population": 60}, "Every area in contrast must be one"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_argument_is_refused_in_words(name: str) -> None:
    changed, problem = BAD[name]
    given: dict[str, Any] = {"population": {"A": 350, "H": 600}, "asked": 100, "contrast": "H"}
    given |= changed
    with pytest.raises((WrongUseError, UnknownNameError)) as caught:
        sv.power_of_contrast(given.pop("population"), given.pop("asked"), **given)
    assert problem in caught.value.problem


def test_a_contrast_that_is_no_area_is_named() -> None:
    with pytest.raises(SurveyError) as caught:
        sv.power_of_contrast(EIGHT, 100, contrast="Z")
    assert '"Z"' in str(caught.value)
