"""Designs at their ends, and errors that other packages make and this one must not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from r_records import golden_frame

import survey as sv
from survey.codebook import Kind

# Ends


def test_ten_thousand_strata_of_two_are_the_sum_of_their_variances() -> None:
    generator = np.random.default_rng(1)
    strata = np.repeat(np.arange(10_000), 2)
    frame = pd.DataFrame({"stratum": strata, "y": generator.normal(size=20_000)})
    found = sv.total(sv.SurveyDesign(frame, strata="stratum"), "y").to_frame().iloc[0]
    pairs = frame["y"].to_numpy().reshape(-1, 2)
    assert found["std_error"] == pytest.approx(np.sqrt(((pairs[:, 0] - pairs[:, 1]) ** 2).sum()))
    assert found["df"] == 10_000


def test_units_that_were_sure_to_be_drawn_add_nothing() -> None:
    generator = np.random.default_rng(2)
    frame = pd.DataFrame({"stratum": ["sure"] * 5 + ["drawn"] * 20, "y": generator.normal(size=25)})
    population = {"sure": 5, "drawn": 200}
    both = sv.total(sv.SurveyDesign(frame, strata="stratum", population=population), "y")
    drawn = frame[frame["stratum"] == "drawn"]
    alone = sv.total(sv.SurveyDesign(drawn, population=200), "y")
    expected = alone.to_frame()["std_error"].iloc[0]
    assert both.to_frame()["std_error"].iloc[0] == pytest.approx(expected)


def test_a_stratum_of_one_sure_unit_is_no_lonely_one() -> None:
    frame = pd.DataFrame({"stratum": ["sure", *["drawn"] * 4], "y": [90.0, 1, 2, 3, 4]})
    design = sv.SurveyDesign(frame, strata="stratum", population={"sure": 1, "drawn": 40})
    assert sv.total(design, "y").to_frame()["std_error"].iloc[0] > 0


def test_all_weight_on_one_person_leaves_an_effective_number_of_one() -> None:
    frame = pd.DataFrame({"safe": [1] + [0] * 30, "w": [1e9] + [1e-9] * 30})
    found = sv.proportion(sv.SurveyDesign(frame, weights="w"), "safe").to_frame()
    assert found["estimate"].tolist() == pytest.approx([0, 1], abs=1e-9)
    assert (found["n_eff"] < 1.5).all()
    assert ((found["conf_high"] - found["conf_low"]) > 0.5).all()


def test_an_area_without_answers_is_not_available() -> None:
    frame = pd.DataFrame({"area": ["A", "A", "B", "B"], "y": [1.0, 2, np.nan, np.nan]})
    frame["safe"] = frame["y"]
    design = sv.SurveyDesign(frame)
    for found in (sv.mean(design, "y", by="area"), sv.proportion(design, "safe", by="area")):
        rows = found.to_frame()
        empty = rows[rows["area"] == "B"]
        assert empty[["estimate", "std_error", "conf_low", "n_eff"]].isna().all(axis=None)
        assert (empty["n"] == 0).all()


def test_everyone_answered_leaves_no_sampling_error() -> None:
    frame = pd.DataFrame({"safe": [1, 0, 1, 1, 0, 1], "y": [1.0, 2, 3, 4, 5, 6]})
    design = sv.SurveyDesign(frame, population=6)
    assert sv.mean(design, "y").to_frame()["std_error"].tolist() == [0]
    share = sv.proportion(design, "safe").to_frame()
    assert share["std_error"].tolist() == [0, 0]
    assert (share["conf_low"] == share["estimate"]).all()


# Errors of others


def raked(n: int = 300, seed: int = 5) -> tuple[pd.DataFrame, Any]:
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame({"home": np.arange(n) // 2, "area": generator.choice(["A", "B"], n)})
    frame["sex"] = generator.choice(["m", "w"], n)
    frame["age"] = generator.choice(["a", "b", "c"], n)
    frame["d"] = generator.uniform(1, 5, n)
    share = frame["sex"].map({"m": 0.2, "w": 0.8}) + frame["age"].map({"a": 0, "b": 0.1, "c": -0.1})
    for name in ("q1", "q2"):
        frame[name] = (generator.random(n) < share.clip(0, 1)).astype(int)
    x = pd.get_dummies(frame[["sex", "age"]], dtype=float)
    totals = x.mul(frame["d"], axis=0).sum() * generator.uniform(0.9, 1.1, x.shape[1])
    totals[:2] *= totals[2:].sum() / totals[:2].sum()
    w = frame["d"].to_numpy(copy=True)
    for _ in range(200):
        for columns in (x.columns[:2], x.columns[2:]):
            for column in columns:
                inside = x[column].to_numpy() == 1
                w[inside] *= totals[column] / w[inside].sum()
    frame["w"] = w
    return frame, sv.CalibrationStep(x, "d")


def test_several_questions_at_once_keep_the_credit_of_calibration() -> None:
    frame, step = raked()
    design = sv.SurveyDesign(frame, weights="w", psu="home", calibration=[step])
    bare = sv.SurveyDesign(frame, weights="w", psu="home")
    together = sv.proportion(design, ["q1", "q2"]).to_frame()
    assert (sv.proportion(bare, "q1").to_frame()["std_error"] > together["std_error"][:2]).all()
    for place, name in enumerate(["q1", "q2"]):
        alone = sv.proportion(design, name).to_frame()
        rows = together.iloc[2 * place : 2 * place + 2]
        assert rows["std_error"].tolist() == pytest.approx(alone["std_error"].tolist(), rel=1e-12)


def test_rescaling_after_calibration_changes_no_error_of_a_share() -> None:
    frame, step = raked()
    frame["scaled"] = frame["w"] * len(frame) / frame["w"].sum()
    before, after = (
        sv.proportion(
            sv.SurveyDesign(frame, weights=w, psu="home", calibration=[step]), "q1", by="area"
        ).to_frame()["std_error"]
        for w in ("w", "scaled")
    )
    assert after.tolist() == pytest.approx(before.tolist(), rel=1e-10)


def test_a_calibration_made_twice_is_credited_once() -> None:
    frame, step = raked()
    again = sv.CalibrationStep(step.auxiliary, "w")
    once, twice = (
        sv.mean(sv.SurveyDesign(frame, weights="w", psu="home", calibration=steps), "q1")
        for steps in ([step], [step, again])
    )
    se = [each.to_frame()["std_error"].iloc[0] for each in (once, twice)]
    assert se[1] == pytest.approx(se[0], rel=5e-3)  # residuals of one fit or of two
    assert (
        se[1]
        <= sv.mean(sv.SurveyDesign(frame, weights="w", psu="home"), "q1")
        .to_frame()["std_error"]
        .iloc[0]
    )


def test_replicates_take_the_finite_population_correction_that_they_are_given() -> None:
    generator = np.random.default_rng(9)
    n, population = 40, 100
    frame = pd.DataFrame({"y": generator.normal(size=n), "w": population / n})
    leave_out = (1 - np.eye(n)) * n / (n - 1)
    f = n / population
    replicates = sv.Replicates(leave_out, (n - 1) / n, 1 - f, factors=True)
    ours = sv.total(sv.SurveyDesign(frame, weights="w", replicates=replicates), "y")
    linear = sv.total(sv.SurveyDesign(frame, population=population), "y")
    expected = linear.to_frame()["std_error"].iloc[0]
    assert ours.to_frame()["std_error"].iloc[0] == pytest.approx(expected)


def test_dwellings_in_both_of_two_stacked_waves_share_their_covariance() -> None:
    schools = golden_frame("tests", "apistrat")
    schools["school"] = np.arange(len(schools))
    both = pd.concat(
        [
            schools.assign(wave=year, y=schools[column])
            for year, column in ((1999, "api99"), (2000, "api00"))
        ],
        ignore_index=True,
    )
    design = sv.SurveyDesign(both, weights="pw", strata="stype", psu="school", population="fpc")
    means = sv.mean(design, "y", by="wave")
    change = sv.compare_areas(means, 1999, over="wave", adjust="none").to_frame().iloc[0]
    assert change["difference"] == pytest.approx(32.8925, abs=1e-4)  # R, survey 4.1.1
    assert change["std_error"] == pytest.approx(2.05111, abs=1e-5)


def test_a_wave_compared_with_itself_has_no_change_and_no_error() -> None:
    frame, _ = raked()
    both = pd.concat([frame.assign(wave=wave) for wave in (1, 2)], ignore_index=True)
    means = sv.mean(sv.SurveyDesign(both, weights="d", psu="home"), "q1", by="wave")
    change = sv.compare_areas(means, 1, over="wave", adjust="none").to_frame().iloc[0]
    assert change["difference"] == 0
    assert change["std_error"] == pytest.approx(0, abs=1e-9)


def test_answers_stand_in_the_order_of_their_codes() -> None:
    codes = ("Meget tryg", "Tryg", "Hverken", "Utryg")
    book = sv.Codebook(
        {
            "q": sv.Variable(
                "q",
                Kind.SINGLE,
                {},
                codes=tuple(sv.Code(k, {"da": label}) for k, label in enumerate(codes, 1)),
            )
        }
    )
    design = sv.SurveyDesign(pd.DataFrame({"q": [4, 2, 1, 3, 1]}), codebook=book)
    assert sv.proportion(design, "q").to_frame(labels="da")["category"].tolist() == list(codes)


# Some adults of each dwelling


def test_one_adult_of_one_is_no_choice_within_the_dwelling() -> None:
    generator = np.random.default_rng(4)
    frame = pd.DataFrame({"y": generator.normal(size=30), "adults": 1, "home": range(30)})
    with_adults = sv.SurveyDesign(frame, psu="home", adults="adults", population=75)
    without = sv.SurveyDesign(frame, psu="home", population=75)
    assert with_adults.weights == pytest.approx(without.weights)
    for verb in (sv.mean, sv.total):
        ours, theirs = (verb(d, "y").to_frame() for d in (with_adults, without))
        pd.testing.assert_frame_equal(ours, theirs)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_scores_of_dwellings_count_for_what_was_left_to_chance(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n, population = 25, 60
    adults = generator.integers(1, 4, n)
    frame = pd.DataFrame({"y": generator.normal(5, 2, n), "adults": adults, "home": range(n)})
    design = sv.SurveyDesign(frame, psu="home", adults="adults", population=population)
    assert design.weights == pytest.approx(adults * population / n)
    c = 1 - n / population / adults
    z = design.weights * frame["y"].to_numpy()
    a = c / c.sum()
    expected = c @ (z - a @ z) ** 2 / (1 - a @ a)
    found = sv.total(design, "y").covariance.to_numpy()
    assert found == pytest.approx(np.array([[expected]]))
    share = sv.proportion(design.with_codebook(sv.Codebook()), "adults")
    assert share.covariance.variance() == pytest.approx(np.diag(share.covariance.to_numpy()))


def test_in_a_census_of_dwellings_the_choice_of_an_adult_still_errs() -> None:
    generator = np.random.default_rng(6)
    frame = pd.DataFrame({"y": generator.normal(size=40), "adults": 2, "home": range(40)})
    chosen = sv.SurveyDesign(frame, psu="home", adults="adults", population=40)
    everyone = sv.SurveyDesign(frame, psu="home", population=40)
    assert sv.mean(chosen, "y").to_frame()["std_error"].iloc[0] > 0
    assert sv.mean(everyone, "y").to_frame()["std_error"].iloc[0] == 0


@pytest.mark.parametrize(("rate", "bound"), [(0.5, (0.92, 0.985)), (0.9, (0.92, 0.99))])
def test_intervals_cover_where_one_adult_of_each_dwelling_is_asked(
    rate: float, bound: tuple[float, float]
) -> None:
    generator = np.random.default_rng(11)
    homes, n = 200, int(200 * rate)
    adults = generator.integers(1, 5, homes)
    start = np.concatenate([[0], np.cumsum(adults)[:-1]])
    people = (generator.random(adults.sum()) < 0.4).astype(int)
    truth = people.mean()
    covered = []
    for _ in range(400):
        drawn = generator.permutation(homes)[:n]
        asked = start[drawn] + (generator.random(n) * adults[drawn]).astype(int)
        frame = pd.DataFrame({"home": drawn, "adults": adults[drawn], "safe": people[asked]})
        design = sv.SurveyDesign(frame, psu="home", adults="adults", population=homes)
        row = sv.proportion(design, "safe").to_frame().set_index("category").loc[1]
        covered.append(row["conf_low"] <= truth <= row["conf_high"])
    assert bound[0] <= np.mean(covered) <= bound[1]
