"""Areas beside all others, and beside all together, against R and against plain arithmetic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.codebook import Domain
from survey.errors import WrongUseError

QUESTIONS = [f"q{k}" for k in range(1, 13)]


@pytest.fixture(scope="module")
def resident(golden: Any) -> Any:
    return golden("resident")


def frame_of(resident: Any) -> pd.DataFrame:
    frame = pd.DataFrame(resident["inputs"]["resident"])
    answers = frame[QUESTIONS].apply(pd.to_numeric)
    return frame.assign(**answers.where(answers.isin([1, 2, 3, 4, 5])))


def design_of(resident: Any, name: str) -> sv.SurveyDesign:
    frame = frame_of(resident)
    arguments: dict[str, Any] = {"weights": "weight", "strata": "area", "psu": "dwelling"}
    if name == "fpc":
        arguments["population"] = "n_dwellings"
    if name == "raked":
        frame["raked"] = resident["outputs"]["raked"]["weights"]
        margins = [pd.get_dummies(frame[c], dtype=float) for c in ("sex", "age_group")]
        arguments["weights"] = "raked"
        arguments["calibration"] = [sv.CalibrationStep(pd.concat(margins, axis=1), "weight")]
        arguments["population"] = "n_dwellings"
    return sv.SurveyDesign(frame, **arguments)


AGAINST: dict[str, dict[str, Any]] = {
    "minus_contrast": {"contrast": "H"},
    "minus_rest": {"against": "rest"},
    "minus_all": {"against": "all"},
}


@pytest.mark.parametrize(
    ("name", "question"),
    [("fpc", question) for question in ["index", *QUESTIONS]]
    + [("no_fpc", question) for question in ["index", "q1"]],
)
def test_differences_to_contrast_rest_and_all_equal_r(
    resident: Any, name: str, question: str
) -> None:
    record = resident["outputs"][name][f"differences_{question}"]
    design = design_of(resident, name)
    verb = sv.mean if question == "index" else sv.proportion
    estimates = verb(design, question, by="area")
    for against, arguments in AGAINST.items():
        theirs = record[against]
        frame = sv.compare_areas(estimates, over="area", adjust="none", **arguments).to_frame()
        ours = frame.sort_values(["area", "category"]).reset_index(drop=True)
        domains = list(dict.fromkeys(ours["area"]))
        assert domains == theirs["domains"]
        assert ours["difference"].to_numpy() == pytest.approx(theirs["estimate"], rel=1e-8)
        assert ours["std_error"].to_numpy() == pytest.approx(theirs["se"], rel=1e-8)
        repeat = len(ours) // len(domains)
        expected = np.repeat(theirs["df_both_sides"], repeat)
        assert ours["df"].tolist() == expected.tolist()


def houses() -> sv.SurveyDesign:
    generator = np.random.default_rng(3)
    home = np.repeat(np.arange(80), generator.integers(1, 4, 80))
    frame = pd.DataFrame({"home": home, "area": [f"A{h % 4}" for h in home]})
    frame["age"] = generator.choice(["young", "old"], len(home))
    frame["safe"] = (generator.random(len(home)) < 0.4).astype(int)
    frame["w"] = generator.uniform(1, 4, len(home))
    return sv.SurveyDesign(frame, weights="w", psu="home", strata="area")


def test_the_rest_is_estimated_as_if_asked_for_by_itself() -> None:
    design = houses()
    found = sv.compare_areas(sv.proportion(design, "safe", by="area"), against="rest").to_frame()
    for area in ("A0", "A3"):
        outside = (design.data["area"] != area).to_numpy()
        rest = sv.proportion(design, "safe", where=outside).to_frame()
        rows = found[found["area"] == area]
        assert rows["contrast_estimate"].tolist() == pytest.approx(rest["estimate"].tolist())
        assert rows["contrast_n"].tolist() == rest["n"].tolist()
        assert rows["contrast_count"].tolist() == rest["count"].tolist()
        own = sv.proportion(design, "safe", where=~outside).to_frame()
        independent = np.hypot(own["std_error"], rest["std_error"])
        assert rows["std_error"].tolist() == pytest.approx(independent.tolist(), rel=1e-9)


def test_groups_that_share_homes_are_compared_with_their_covariance() -> None:
    design = houses()
    estimates = sv.proportion(design, "safe", by="age")
    found = sv.compare_areas(estimates, against="rest").to_frame()
    pair = sv.compare_areas(estimates, "young").to_frame()
    old = found[found["age"] == "old"]
    for column in ("difference", "std_error", "conf_low", "conf_high", "df", "p_value"):
        assert old[column].tolist() == pytest.approx(pair[column].tolist(), rel=1e-9), column


def test_all_holds_the_area_itself() -> None:
    design = houses()
    estimates = sv.mean(design, "safe", by="area")
    found = sv.compare_areas(estimates, against="all").to_frame()
    everyone = sv.mean(design, "safe").to_frame()["estimate"].iloc[0]
    assert found["contrast_estimate"].tolist() == pytest.approx([everyone] * 4)
    asked = sv.compare_areas(
        sv.mean(design, "safe", by="area", all_row=True), against="all"
    ).to_frame()
    pd.testing.assert_frame_equal(found, asked)


def test_within_crossed_columns_the_rest_is_of_the_same_combination() -> None:
    design = houses()
    estimates = sv.proportion(design, "safe", by=["area", "age"])
    found = sv.compare_areas(estimates, against="rest", over="area").to_frame()
    where = ((design.data["area"] != "A1") & (design.data["age"] == "old")).to_numpy()
    rest = sv.proportion(design, "safe", where=where).to_frame()["estimate"].tolist()
    row = found[(found["area"] == "A1") & (found["age"] == "old")]
    assert row["contrast_estimate"].tolist() == pytest.approx(rest)
    assert set(found["contrast"]) == {Domain.REST}


def test_adjusted_p_values_lie_between_single_and_bonferroni() -> None:
    estimates = sv.proportion(houses(), "safe", by="area")
    for against in ("rest", "all"):
        found = sv.compare_areas(estimates, against=against).to_frame()  # type: ignore[arg-type]
        single = found["p_value"].to_numpy()
        adjusted = found["p_adjusted"].to_numpy()
        assert (adjusted >= single).all()
        assert (adjusted <= np.minimum(4 * single, 1) + 1e-3).all()


@pytest.mark.parametrize("measure", ["ratio", "odds_ratio"])
def test_ratios_are_those_of_the_two_estimates(measure: Any) -> None:
    estimates = sv.proportion(houses(), "safe", by="area")
    found = sv.compare_areas(estimates, "A0", measure=measure).to_frame()
    p1, p0 = found["estimate"], found["contrast_estimate"]
    odds = p1 / (1 - p1) / (p0 / (1 - p0))
    expected = p1 / p0 if measure == "ratio" else odds
    assert found[measure].tolist() == pytest.approx(expected.tolist())
    assert (found[f"{measure}_low"] < found[measure]).all()
    assert (found[f"{measure}_high"] > found[measure]).all()
    plain = sv.compare_areas(estimates, "A0").to_frame()
    pd.testing.assert_frame_equal(found[plain.columns], plain)


def test_the_odds_ratio_of_two_by_two_answers_is_woolfs() -> None:
    rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0, 1, 0], "k": [30, 10, 20, 25]})
    design = sv.SurveyDesign(rows, counts="k")
    found = sv.compare_areas(
        sv.proportion(design, "safe", by="area"), "B", measure="odds_ratio"
    ).to_frame()
    row = found[found["category"] == 1].iloc[0]
    assert row["odds_ratio"] == pytest.approx(30 * 25 / (10 * 20))
    log_se = np.log(row["odds_ratio_high"] / row["odds_ratio"]) / 1.98896  # t with 83 df
    woolf = np.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 25)
    assert log_se == pytest.approx(woolf, rel=0.02)  # n − 1 against n


def test_a_ratio_to_nothing_does_not_exist() -> None:
    rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0, 1, 0], "k": [30, 10, 0, 25]})
    estimates = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    found = sv.compare_areas(estimates, "B", measure="ratio").to_frame()
    row = found[found["category"] == 1].iloc[0]
    assert np.isnan([row["ratio"], row["ratio_low"], row["ratio_high"]]).all()
    assert row["mark"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"contrast": "A1", "against": "rest"},
        {"against": "others"},
        {"contrast": "A1", "measure": "log"},
    ],
)
def test_what_to_compare_with_must_be_said_once_and_be_known(arguments: Any) -> None:
    estimates = sv.proportion(houses(), "safe", by="area")
    with pytest.raises(WrongUseError):
        sv.compare_areas(estimates, **arguments)


def test_only_shares_have_odds() -> None:
    with pytest.raises(WrongUseError, match="odds"):
        sv.compare_areas(sv.mean(houses(), "safe", by="area"), "A1", measure="odds_ratio")


def test_what_is_compared_with_the_rest_can_be_released() -> None:
    estimates = sv.proportion(houses(), "safe", by="area")
    comparison = sv.compare_areas(estimates, against="rest")
    released = sv.release([estimates, comparison])
    assert released.comparisons[0].frame["difference"].notna().all()
