"""The plan: enough everywhere and no more, within bounds and budgets, whoever comes first."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_plans import EIGHT, counts_frame, dwellings_frame

import survey as sv
from survey.errors import SurveyError, UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.sampling.strata import stratum_of

FRAME = counts_frame(EIGHT)
HALF = {"response_rate": 0.9}


def asked(plan: sv.SamplePlan) -> dict[str, int]:
    return dict(zip(plan.areas["area"], plan.areas["n"].tolist(), strict=True))


def power_of(sizes: dict[str, int], n: dict[str, int], **how: Any) -> Any:
    return sv.power_of_contrast(sizes, n, contrast="H", **how).areas["power"].dropna()


# Against the contrast


def test_the_power_is_reached_everywhere_and_one_fewer_would_not_do() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", **HALF)
    n = asked(plan)
    found = power_of(EIGHT, n, **HALF)
    assert found.to_numpy() == pytest.approx(plan.areas["power"].dropna().to_numpy(), abs=1e-9)
    assert (found >= 0.8 - 1e-6).all()
    assert plan.areas["reached"].tolist() == [True] * 7 + [None]
    less = power_of(EIGHT, {**{a: k - 12 for a, k in n.items()}, "H": n["H"]}, **HALF)
    assert (less < 0.8).all()


def test_no_other_number_in_the_contrast_is_cheaper() -> None:
    """Two areas and a contrast, every number in the contrast tried with the least in each area."""
    sizes = {"A": 120, "B": 160, "H": 150}
    plan = sv.plan_sample(counts_frame(sizes), contrast="H", difference=0.25, response_rate=1.0)

    def enough(area: str, contrast: int, n: int) -> bool:
        trial = {"A": 60, "B": 60, "H": contrast, area: n}
        found = sv.power_of_contrast(sizes, trial, contrast="H", difference=0.25).areas
        return bool(found.set_index("area")["power"][area] >= 0.8)

    def least(area: str, contrast: int) -> int:
        low, high = 10, sizes[area]
        if not enough(area, contrast, high):
            return 10_000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(area, contrast, middle) else (middle, high)
        return high

    totals = [c + least("A", c) + least("B", c) for c in range(60, 121, 10)]
    assert plan.n <= min(totals) + 6  # critical values move a little with the other areas


def test_the_contrast_gets_more_than_each_area() -> None:
    plan = asked(sv.plan_sample(FRAME, contrast="H", **HALF))
    assert plan["H"] > 2 * max(n for area, n in plan.items() if area != "H")


def test_an_area_that_is_too_small_is_asked_in_full_and_it_is_said() -> None:
    plan = sv.plan_sample(FRAME, contrast="H")
    small = plan.areas.set_index("area").loc["A"]
    assert (small["n"], small["everyone"], small["reached"]) == (350, True, False)
    assert small["detectable"] > 0.10
    assert [note.code for note in plan.notes] == ["PLANNING-UNREACHED"]
    assert 'In "Område A" and "Område D" the difference is seen' in plan.notes[0].message


def test_a_power_that_no_area_reaches_is_refused_with_what_is_seen_at_best() -> None:
    with pytest.raises(WrongUseError) as caught:
        sv.plan_sample(counts_frame({"A": 80, "H": 60}), contrast="H")
    words = str(caught.value)
    assert "can't be seen in 80% of samples in any area" in words
    assert "at best 2" in words
    assert 'percentage points, in "Område A"' in words


def test_a_contrast_of_a_handful_shows_nothing() -> None:
    with pytest.raises(WrongUseError) as caught:
        sv.plan_sample(counts_frame({"A": 80, "H": 3}), contrast="H", response_rate=0.3)
    assert "No difference can be seen in 80% of samples" in str(caught.value)


@settings(max_examples=5)
@given(st.integers(400, 4_000))
def test_a_budget_is_met_exactly_and_evens_out_the_power(budget: int) -> None:
    plan = sv.plan_sample(FRAME, contrast="H", budget=budget, **HALF)
    assert plan.n == budget
    open_ = ~plan.areas["everyone"] & plan.areas["power"].notna()
    spread = plan.areas["power"][open_]
    assert spread.max() - spread.min() < 0.06


def test_a_larger_budget_shows_smaller_differences() -> None:
    seen = [
        sv.plan_sample(FRAME, contrast="H", budget=budget).areas["detectable"].max()
        for budget in (1_000, 2_000, 4_000)
    ]
    assert (np.diff(seen) < 0).all()


def test_a_budget_does_as_well_as_any_split_between_contrast_and_areas() -> None:
    budget, areas = 1_400, [area for area in EIGHT if area != "H"]
    plan = sv.plan_sample(FRAME, contrast="H", budget=budget, difference=0.2, **HALF)
    best = 0.0
    for contrast in range(150, 700, 50):
        each = (budget - contrast) // len(areas)
        n = {area: min(each, EIGHT[area]) for area in areas} | {"H": contrast}
        best = max(best, float(power_of(EIGHT, n, difference=0.2, **HALF).min()))
    assert plan.areas["power"].min() >= best - 0.005


def test_money_is_spent_but_not_overspent() -> None:
    cost = {area: 20.0 + 7 * place for place, area in enumerate(EIGHT)}
    plan = sv.plan_sample(FRAME, contrast="H", budget=50_000, cost=cost)
    assert 50_000 - 20 < plan.areas["cost"].sum() <= 50_000


def test_a_budget_for_everyone_asks_everyone() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", budget=9_999)
    assert plan.areas["everyone"].all()
    assert "PLANNING-BUDGET-LEFT" in [note.code for note in plan.notes]


def test_a_budget_that_is_not_used_up_is_said_where_maxima_are_the_cause() -> None:
    plan = sv.plan_sample(FRAME, budget=5_000, maximum=100)
    assert plan.n == 800
    assert [note.code for note in plan.notes] == ["PLANNING-BUDGET-LEFT"]
    used = sv.plan_sample(FRAME, budget=800, maximum=100)
    assert used.notes == ()


# In proportion


@pytest.mark.parametrize("allocation", ["equal", "proportional", "power", "neyman"])
@settings(max_examples=6)
@given(budget=st.integers(200, 3_000))
def test_every_spreading_meets_the_budget_within_bounds(allocation: Any, budget: int) -> None:
    plan = sv.plan_sample(FRAME, allocation=allocation, budget=budget, minimum=20, maximum=500)
    n = plan.areas["n"]
    assert n.sum() == budget
    assert n.between(20, 500).all()
    assert (n <= plan.areas["population"]).all()


def test_the_rules_are_those_they_are_called_after() -> None:
    sizes = {"A": 1_000, "B": 4_000, "C": 9_000}
    frame = counts_frame(sizes)

    def spread(**how: Any) -> list[int]:
        return list(asked(sv.plan_sample(frame, budget=600, **how)).values())

    assert spread(allocation="equal") == [200, 200, 200]
    assert spread(allocation="power", exponent=0.5) == [100, 200, 300]
    assert spread(allocation="power", exponent=0) == [200, 200, 200]
    assert spread(allocation="proportional") == spread(allocation="power", exponent=1)
    assert sum(spread(allocation="proportional")) == 600
    by_sd = spread(allocation="neyman", sd={"A": 9.0, "B": 1.0, "C": 1.0})
    assert by_sd == pytest.approx([600 * each / 22 for each in (9, 4, 9)], abs=1)
    shares = {"A": 0.5, "B": 0.1, "C": 0.1}
    weights = [1_000 * 0.5, 4_000 * 0.3, 9_000 * 0.3]
    assert spread(allocation="neyman", share=shares) == pytest.approx(
        [600 * each / sum(weights) for each in weights], abs=1
    )


def test_neyman_asks_fewer_where_asking_costs_more() -> None:
    sizes = {"A": 5_000, "B": 5_000}
    cost = {"A": 1.0, "B": 4.0}
    plan = sv.plan_sample(counts_frame(sizes), allocation="neyman", budget=900, cost=cost)
    assert asked(plan) == {"A": 300, "B": 150}


@pytest.mark.parametrize("allocation", ["equal", "proportional", "power"])
def test_a_spreading_without_a_budget_is_as_small_as_the_power_allows(allocation: Any) -> None:
    plan = sv.plan_sample(FRAME, contrast="H", allocation=allocation, difference=0.2, **HALF)
    assert plan.areas["reached"].tolist() == [True] * 7 + [None]
    assert plan.areas["power"].min() < 0.83


def test_a_half_width_is_reached_in_every_area() -> None:
    plan = sv.plan_sample(FRAME, half_width=0.05, response_rate=0.8)
    assert (plan.areas["half_width"] <= 0.05 + 1e-4).all()
    assert plan.areas["half_width"].max() > 0.049
    assert plan.areas["power"].isna().all()
    tight = sv.plan_sample(FRAME, contrast="H", difference=0.3, half_width=0.05, response_rate=0.8)
    assert (tight.areas["half_width"] <= 0.05 + 1e-4).all()
    assert tight.n < plan.n


def test_a_half_width_that_is_out_of_reach_is_said() -> None:
    plan = sv.plan_sample(FRAME, half_width=0.05)
    assert [note.code for note in plan.notes] == ["PLANNING-TOO-WIDE"]


# Bounds, reserve, order


def test_small_areas_can_be_asked_in_full() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", budget=2_000, census_below=500)
    assert plan.areas.set_index("area")["everyone"].to_dict() == {a: a in "AD" for a in EIGHT}


def test_bounds_by_area_hold() -> None:
    low = dict.fromkeys(EIGHT, 40) | {"B": 130}
    plan = sv.plan_sample(FRAME, contrast="H", budget=900, minimum=low, maximum=220)
    n = asked(plan)
    assert n["B"] == 130
    assert max(n.values()) <= 220


def test_a_reserve_stays_within_those_who_are_left() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", reserve=0.25)
    total = plan.areas["n"] + plan.areas["reserve"]
    assert (total <= plan.areas["population"]).all()
    room = plan.areas["population"] > 1.25 * plan.areas["n"] + 1
    wanted = np.ceil(0.25 * plan.areas["n"][room] - 1e-9)
    assert plan.areas["reserve"][room].tolist() == wanted.tolist()


@pytest.mark.parametrize(
    "how",
    [
        {"contrast": "H"},
        {"contrast": "H", "budget": 1_501},
        {"contrast": "H", "allocation": "proportional", "difference": 0.2},
        {"allocation": "neyman", "budget": 1_003},
        {"against": "rest", "response_rate": 0.6},
    ],
)
def test_shuffling_the_areas_changes_nothing(how: dict[str, Any]) -> None:
    plan = asked(sv.plan_sample(FRAME, **how))
    shuffled = counts_frame({area: EIGHT[area] for area in "GDHBACFE"})
    assert asked(sv.plan_sample(shuffled, **how)) == plan


def test_the_same_again_is_the_same() -> None:
    first, again = (sv.plan_sample(FRAME, contrast="H", budget=1_777) for _ in range(2))
    pd.testing.assert_frame_equal(first.areas, again.areas)


# Against the rest, means, adults


def test_areas_can_be_compared_with_the_rest_or_with_all() -> None:
    for against in ("rest", "all"):
        plan = sv.plan_sample(FRAME, against=against, response_rate=0.6)
        assert plan.allocation == "equal"
        assert plan.areas["reached"].tolist() == [True] * 8


def test_means_are_planned_in_their_own_unit() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", sd=22, difference=6, response_rate=0.5)
    assert plan.areas["reached"].tolist()[:-1] == [True] * 7
    assert plan.areas["detectable"].dropna().to_numpy() == pytest.approx(6, rel=0.02)


def test_one_adult_in_each_dwelling_costs_what_kish_says() -> None:
    frame = dwellings_frame({"A": 900, "B": 800, "H": 1_200})
    plan = sv.plan_sample(frame, contrast="H", difference=0.15)
    bare = sv.plan_sample(frame, contrast="H", difference=0.15, adults_per_dwelling=None)
    known = frame.units[(frame.units["area"] == "A") & (frame.units["adults"] > 0)]["adults"]
    effect = 1 + (known.std(ddof=0) / known.mean()) ** 2
    assert plan.assumptions["unequal_weights"]["A"] == pytest.approx(effect)
    assert plan.assumptions["adults_per_dwelling"]["A"] == pytest.approx(known.mean())
    assert plan.areas["people"][0] == pytest.approx(900 * known.mean() / effect)
    assert plan.n > bare.n
    assert plan.assumptions["adults"] == "frame"


def test_a_mean_number_of_adults_is_taken_but_its_spread_is_said_to_be_unknown() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", difference=0.2, adults_per_dwelling=1.6)
    assert plan.areas["people"][0] == pytest.approx(350 * 1.6)
    assert "PLANNING-ADULTS-MEAN-ONLY" in [note.code for note in plan.notes]
    counts = counts_frame(EIGHT, adults=[int(1.5 * n) for n in EIGHT.values()])
    found = sv.plan_sample(counts, contrast="H", difference=0.2)
    assert found.assumptions["adults"] == "counts"
    assert found.assumptions["adults_per_dwelling"]["B"] == pytest.approx(1.5)


# Strata


def test_an_areas_sample_is_spread_over_its_strata() -> None:
    frame = dwellings_frame({"A": 900, "B": 800, "H": 1_200}, empty=30)
    plan = sv.plan_sample(frame, contrast="H", difference=0.15, strata="department")
    assert plan.strata.groupby("area")["n"].sum().to_dict() == asked(plan)
    assert len(plan.strata) == 9
    eligible = frame.eligible
    sizes = eligible.groupby(stratum_of(eligible, ("department",))).size()
    assert plan.strata.set_index("stratum")["population"].to_dict() == sizes.to_dict()
    rate = plan.strata["n"] / plan.strata["population"]
    within = rate.groupby(plan.strata["area"]).agg(lambda each: each.max() - each.min())
    assert (within < 0.01).all()
    assert plan.strata["power"].isna().all()
    assert plan.assumptions["strata"] == ("department",)


def test_small_strata_have_two_at_least() -> None:
    frame = dwellings_frame({"A": 900, "H": 900})
    frame.units.loc[:3, "department"] = "9"
    plan = sv.plan_sample(frame, contrast="H", budget=200, strata=["department"])
    assert plan.strata.set_index("stratum")["n"]["A / 9"] == 2
    assert plan.n == 200


# Beside another plan


def test_two_plans_stand_beside_each_other() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", budget=2_000)
    other = sv.plan_sample(counts_frame({"A": 350, "H": 1_200}), contrast="H", budget=500)
    found = plan.compared_with(other).set_index("area")
    assert list(found.index) == list(EIGHT)
    assert found.loc["A", "n_difference"] == asked(plan)["A"] - asked(other)["A"]
    assert math.isnan(found.loc["B", "n_other"])


def test_the_change_since_an_earlier_plan_is_planned_for() -> None:
    before = sv.plan_sample(counts_frame({"A": 350, "H": 1_200}), contrast="H", budget=900)
    plan = sv.plan_sample(FRAME, contrast="H", budget=3_000, previous=before)
    change = plan.areas.set_index("area")["change"]
    assert change.notna().to_dict() == {area: area in "AH" for area in EIGHT}
    expected = plan.areas.set_index("area")["n"]["A"]
    found = sv.power_of_change(
        350, int(expected), asked(before)["A"], change=-change["A"], response_rate=0.45
    )
    assert found.areas["power"][0] == pytest.approx(0.8, abs=0.03)


# Faces


def test_a_plan_shows_itself() -> None:
    plan = sv.plan_sample(FRAME, contrast="H", budget=2_000)
    assert repr(plan) == "SamplePlan(2000 units in 8 strata)"
    assert list(plan.to_frame(labels="da").columns) == [
        "Område", "Kan spørges", "Spørges", "Reserve", "Forventede svar", "Usikkerhed (±)",
        "Styrke", "Mindste forskel, der ses",
    ]  # fmt: skip
    with language_in_force("da"):
        page = plan._repr_html_()
    assert "Plan: 2.000 af 6.130 spørges" in page
    assert plan.frame_fingerprint == FRAME.fingerprint


def test_two_thousand_areas_are_planned_in_no_time() -> None:
    chance = np.random.default_rng(3)
    sizes = chance.dirichlet(np.full(2_000, 5.0)) * 1_000_000
    frame = counts_frame({f"A{k}": max(int(n), 30) for k, n in enumerate(sizes)} | {"H": 4_000})
    start = time.process_time()
    plan = sv.plan_sample(frame, contrast="H", difference=0.2)
    assert time.process_time() - start < 20  # 2 s on a laptop
    reached = plan.areas["reached"]
    assert (reached == True).sum() > 1_500  # noqa: E712 - None is neither
    assert plan.areas["everyone"][reached == False].all()  # noqa: E712


# What can't be

TINY = {"A": 30, "B": 600, "H": 900}
BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no_frame": ({"frame": EIGHT}, "The first argument must be a frame", "dict"),
    "no_aim": ({}, "A plan must have an aim", "half_width=0.05"),
    "minimum": (
        {"minimum": 50, "budget": 500}, "The minimum can't be above the number", "50 of 30",
    ),
    "bounds": ({"minimum": 25, "maximum": 20, "budget": 500}, "can't be above the maximum", "25"),
    "census": (
        {"census_below": 100, "maximum": 20, "budget": 500}, "asked in full can't have", "20 of 30",
    ),
    "budget": ({"minimum": 30, "budget": 80}, "The budget must pay for the minima", "90 or more"),
    "budget_0": ({"budget": 0}, "budget must be a number that is whole", "0"),
    "budget_half": ({"budget": 99.5}, "budget must be a number that is whole", "99.5"),
    "budget_width": (
        {"budget": 100, "half_width": 0.05}, "The budget must pay for the half-width", "or more",
    ),
    "cost": ({"contrast": "H", "allocation": "equal", "cost": 3}, "cost must have a budget", ""),
    "cost_0": ({"budget": 100, "cost": 0}, "cost must be a number above 0", "0"),
    "contrast": ({"contrast": "Z"}, "Every area in contrast must be one", '"Z"'),
    "allocation": ({"budget": 9, "allocation": "random"}, "allocation must be one of", '"random"'),
    "no_contrast": (
        {"budget": 99, "allocation": "contrast"}, "must have a contrast area", '"equal"',
    ),
    "power": ({"contrast": "H", "power": 80}, "power must be a number above 0 and below 1", "80"),
    "level": ({"contrast": "H", "level": "95"}, "level must be a number", '"95"'),
    "rate": ({"contrast": "H", "response_rate": 45}, "response_rate must be a number", "45"),
    "nan": ({"contrast": "H", "difference": math.nan}, "difference must be a number", "nan"),
    "true": ({"contrast": "H", "minimum": True}, "minimum must be a number", "True"),
    "reserve": ({"contrast": "H", "reserve": -0.1}, "reserve must be a number from 0", "-0.1"),
    "exponent": ({"budget": 99, "exponent": 2}, "exponent must be a number from 0 to 1", "2"),
    "adults": ({"budget": 99, "adults_per_dwelling": 0.5}, "adults_per_dwelling must be", "0.5"),
    "strata": ({"budget": 99, "strata": "department"}, "must have a row for each unit", "counts"),
    "previous": ({"budget": 99, "previous": 7}, "previous must be a plan", "int"),
    "share": ({"contrast": "H", "share": 0.95}, "must together lie above 0 and below 1", "0.95"),
    "maximum": ({"contrast": "H", "maximum": 0}, "maximum must be a number that is whole", "0"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("language", ["en", "da"])
def test_what_cannot_be_is_refused_with_names_and_numbers(name: str, language: str) -> None:
    changed, problem, part = BAD[name]
    given = {"frame": counts_frame(TINY), **changed}
    with language_in_force(language), pytest.raises((WrongUseError, UnknownNameError)) as caught:
        sv.plan_sample(given.pop("frame"), **given)
    if language == "en":
        assert problem in caught.value.problem
        assert part in str(caught.value)
    else:
        assert problem not in caught.value.problem
        assert "skal" in str(caught.value) or "kan ikke" in str(caught.value)


def test_an_area_where_nobody_can_be_asked_is_refused() -> None:
    with pytest.raises(WrongUseError) as caught:
        sv.plan_sample(counts_frame({"A": 0, "H": 900}), contrast="H")
    assert 'nobody in "A"' in str(caught.value)


def test_a_contrast_alone_is_refused() -> None:
    with pytest.raises(WrongUseError) as caught:
        sv.plan_sample(counts_frame({"H": 900}), contrast="H")
    assert "There must be an area beside the contrast" in str(caught.value)


@pytest.mark.parametrize(
    ("strata", "words"),
    [
        ("floor", "strata must be columns of the frame"),
        (["department", "department"], "strata can't name a column twice"),
        ("area", "strata can't name a column twice"),
        (["department", "adults"], "more strata than units"),
    ],
)
def test_strata_that_cannot_be_are_refused(strata: Any, words: str) -> None:
    frame = dwellings_frame({"A": 90, "H": 90})
    with pytest.raises(SurveyError) as caught:
        sv.plan_sample(frame, budget=10, strata=strata)
    assert words in caught.value.problem


def test_units_without_a_stratum_are_named() -> None:
    frame = dwellings_frame({"A": 90, "H": 90})
    frame.units.loc[3, "department"] = " "
    with pytest.raises(WrongUseError) as caught:
        sv.plan_sample(frame, budget=50, strata="department")
    assert '"u3"' in str(caught.value)


def test_persons_have_no_adults() -> None:
    frame = counts_frame(EIGHT, unit="person")
    assert sv.plan_sample(frame, budget=100).assumptions["adults"] == ""
    with pytest.raises(WrongUseError):
        sv.plan_sample(frame, budget=100, adults_per_dwelling=1.5)


def test_two_plans_stand_beside_each_other_area_by_area() -> None:
    frame = counts_frame({"A": 900, "B": 1200})
    small, large = (sv.plan_sample(frame, budget=n) for n in (200, 500))
    found = small.compared_with(large).to_dict("records")
    assert [(r["area"], r["n"], r["n_other"], r["n_difference"]) for r in found] == [
        ("A", 100, 250, -150),
        ("B", 100, 250, -150),
    ]
    assert all(isinstance(row["n"], int) for row in found)
    fewer = sv.plan_sample(counts_frame({"A": 900}), budget=100)
    alone = small.compared_with(fewer).set_index("area")
    assert np.isnan(alone.loc["B", "n_other"])
    with pytest.raises(WrongUseError, match="must be a plan"):
        small.compared_with(small.strata)  # type: ignore[arg-type]
