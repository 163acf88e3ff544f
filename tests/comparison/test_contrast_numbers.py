"""Areas against their contrast: published numbers, and what a mark means."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import survey as sv
from survey.errors import UnknownNameError, WrongUseError
from survey.kernels.difference import wilson_difference
from survey.kernels.many_to_one import critical_values, p_values, product_form
from survey.language.catalogue import language_in_force

HIGH = {"Apartment": (302, 765), "Atrium": (96, 239), "Terrace": (70, 277), "Tower": (200, 400)}


def counted(answers: dict[str, tuple[int, int]]) -> sv.Estimates:
    """Shares of those who are highly satisfied, from (x, n) of each area."""
    rows = [
        {"area": area, "high": answer, "people": people}
        for area, (x, n) in answers.items()
        for answer, people in (("yes", x), ("no", n - x))
    ]
    design = sv.SurveyDesign(pd.DataFrame(rows), counts="people")
    return sv.proportion(design, "high", by="area")


def yes(comparison: sv.Comparison) -> pd.DataFrame:
    frame = comparison.to_frame()
    return frame[frame["category"] == "yes"].reset_index(drop=True)


def test_simultaneous_intervals_of_copenhagen_are_those_known() -> None:
    estimates = counted(HIGH).to_frame()
    estimates = estimates[estimates["category"] == "yes"].set_index("area")
    areas, tower = estimates.loc[["Apartment", "Atrium", "Terrace"]], estimates.loc["Tower"]
    v, v0 = areas["std_error"] ** 2, tower["std_error"] ** 2
    family = product_form(np.sqrt(v0 / (v0 + v)).to_numpy())
    critical = critical_values(family, np.array([1677.0]), 0.95)[0]
    p, n = areas["estimate"].to_numpy(), areas["n"].to_numpy(float)
    low, high = wilson_difference(p, n, tower["estimate"], float(tower["n"]), 0.0, critical)
    assert (100 * low).tolist() == pytest.approx([-17.6, -19.1, -32.8], abs=0.06)
    assert (100 * high).tolist() == pytest.approx([-3.3, -0.3, -15.9], abs=0.06)
    wald = np.abs(p - tower["estimate"]) / np.sqrt(v + v0).to_numpy()
    adjusted = p_values(family, wald, np.full(3, 1677.0))
    assert adjusted[:2].tolist() == pytest.approx([0.0017, 0.040], rel=0.05)
    assert 2.5e-11 < adjusted[2] < 3.5e-11


def test_every_type_of_housing_is_marked_lower_than_the_tower_blocks() -> None:
    frame = yes(sv.compare_areas(counted(HIGH), "Tower"))
    assert frame["mark"].tolist() == [-1, -1, -1]
    assert frame["df"].tolist() == [1164, 638, 676]


def test_one_area_beside_the_contrast_is_a_single_comparison() -> None:
    frame = yes(sv.compare_areas(counted({k: HIGH[k] for k in ("Atrium", "Tower")}), "Tower"))
    assert frame["p_adjusted"].tolist() == pytest.approx(frame["p_value"].tolist(), rel=1e-9)
    assert frame["simultaneous_low"].tolist() == pytest.approx(frame["conf_low"].tolist(), abs=1e-8)


areas = st.lists(
    st.integers(5, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=6,
)


@settings(max_examples=40)
@given(areas)
def test_a_mark_an_adjusted_p_and_a_simultaneous_interval_say_the_same(
    people: list[tuple[int, int]],
) -> None:
    estimates = counted({f"area {i}": pair for i, pair in enumerate(people)})
    frame = yes(sv.compare_areas(estimates, "area 0"))
    excludes = (frame["simultaneous_low"] > 1e-9) | (frame["simultaneous_high"] < -1e-9)
    sure = (frame["p_adjusted"] - 0.05).abs() > 1e-6
    assert (excludes == (frame["p_adjusted"] < 0.05))[sure].all()
    assert ((frame["mark"] != 0) == (frame["p_adjusted"] < 0.05)).all()
    assert (frame["p_adjusted"] >= frame["p_value"] - 1e-12).all()
    assert (frame["p_adjusted"] <= frame["p_value"] * len(frame) + 1e-9).all()


def test_a_share_of_none_in_a_small_area_is_no_certainty() -> None:
    frame = yes(sv.compare_areas(counted({"A": (0, 12), "B": (4, 40)}), "B"))
    assert frame["conf_low"].iloc[0] < 0 < frame["conf_high"].iloc[0]
    assert frame["mark"].iloc[0] == 0


def test_an_area_without_answers_has_no_difference() -> None:
    rows = pd.DataFrame(
        {
            "area": pd.Categorical(["A", "A", "C", "C"] * 10, categories=["A", "B", "C"]),
            "high": ["yes", "no"] * 20,
        }
    )
    estimates = sv.proportion(sv.SurveyDesign(rows), "high", by="area")
    frame = yes(sv.compare_areas(estimates, "C")).set_index("area")
    assert np.isnan(frame.loc["B", "difference"])
    assert frame.loc["B", "mark"] == 0
    assert np.isfinite(frame.loc["A", "p_adjusted"])


def test_areas_that_share_households_are_compared_with_their_covariance() -> None:
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"home": np.repeat(np.arange(80), 3), "sex": list("ABC") * 80})
    rows["y"] = rng.normal(size=80).repeat(3) + rng.normal(size=240)
    estimates = sv.mean(sv.SurveyDesign(rows, psu="home"), "y", by="sex")
    frame = sv.compare_areas(estimates, "C").to_frame()
    wide = rows.pivot_table(index="home", columns="sex", values="y")
    for row in frame.itertuples():
        paired = (wide[row.sex] - wide["C"]).std() / np.sqrt(80)
        assert row.std_error == pytest.approx(paired, rel=1e-9)
        assert row.df == 79


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The contrast must be an area"), ("da", "Kontrasten skal være et område")],
)
def test_a_contrast_that_is_no_area_is_refused_with_the_areas(language: str, words: str) -> None:
    with language_in_force(language), pytest.raises(UnknownNameError, match=words) as caught:
        sv.compare_areas(counted(HIGH), "Nowhere")
    assert "Terrace" in str(caught.value)


def test_the_column_of_areas_must_be_named_where_there_are_two() -> None:
    rows = pd.DataFrame({"area": list("AABB") * 5, "sex": list("fm") * 10, "y": range(20)})
    estimates = sv.mean(sv.SurveyDesign(rows), "y", by=["area", "sex"])
    with pytest.raises(WrongUseError, match="over must say"):
        sv.compare_areas(estimates, "B")
    assert len(sv.compare_areas(estimates, "B", over="area")) == 2


@pytest.mark.parametrize("adjust", ["holm", "bh", "none"])
def test_other_adjustments_mark_by_their_own_p(adjust: str) -> None:
    frame = yes(sv.compare_areas(counted(HIGH), "Tower", adjust=adjust))
    assert ((frame["mark"] != 0) == (frame["p_adjusted"] < 0.05)).all()
    assert (frame["p_adjusted"] >= frame["p_value"]).all()
