"""Areas given the same composition: against published numbers, slow derivatives and replicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from resident_answers import answers, design_of, jackknifed, slow_covariance

import survey as sv
from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.weighting.targets import Targets, TargetTable

if TYPE_CHECKING:
    from collections.abc import Callable

ADULTS_OF_2000 = {"(19,39]": 77670, "(39,59]": 72816, "(59,Inf]": 45364}
WITH_AGES: dict[str, Any] = {"variable": "unsafe", "by": "area", "characteristics": "age",
                             "category": 1}  # fmt: skip


def cholesterol(golden: Callable[[str], Any], by: str) -> pd.DataFrame:
    frame = pd.DataFrame(golden("nhanes")["inputs"]["nhanes"])
    frame["all"] = "all"
    frame["race and sex"] = frame["race"].astype(str) + frame["RIAGENDR"].astype(str)
    frame["HI_CHOL"] = frame["HI_CHOL"].astype(float)
    design = sv.SurveyDesign(frame, weights="WTMEC2YR", strata="SDMVSTRA", psu="SDMVPSU", nest=True)
    adult = (frame["agecat"] != "(0,19]").to_numpy()
    return sv.standardise(
        design, "HI_CHOL", by, "agecat", to=ADULTS_OF_2000, category=1, where=adult
    ).to_frame()


@pytest.mark.parametrize(
    ("by", "published"),
    [  # NCHS Data Brief 92; by race and sex the point values of R's svystandardize
        ("all", [0.1336]),
        ("RIAGENDR", [0.1216, 0.1433]),
        (
            "race and sex",
            [0.15438, 0.13164, 0.11429, 0.15432, 0.10208, 0.10254, 0.13583, 0.11974],
        ),
    ],
)
def test_high_cholesterol_at_the_ages_of_2000_is_as_published(
    golden: Callable[[str], Any], by: str, published: list[float]
) -> None:
    found = cholesterol(golden, by)["estimate"]
    digits = 5 if by == "race and sex" else 4
    assert found.tolist() == pytest.approx(published, abs=0.51 * 10**-digits)


def test_standardised_numbers_are_the_sums_that_they_are_said_to_be() -> None:
    frame = answers()
    found = sv.standardise(design_of(frame), "trust", "area", ["age", "tenure"])
    cells = frame.groupby(["age", "tenure"])["w"].sum() / frame["w"].sum()
    slow = []
    for _, area in frame.groupby("area"):
        means = area.groupby(["age", "tenure"])[["trust", "w"]].apply(
            lambda g: np.average(g["trust"], weights=g["w"])
        )
        slow.append(float((cells * means).sum()))
    assert found.to_frame()["estimate"].tolist() == pytest.approx(slow, rel=1e-12)
    assert found.standard["share"].tolist() == pytest.approx(cells.tolist(), rel=1e-12)


@pytest.mark.parametrize("to", ["all", "H", {"young": 3, "middle": 2, "old": 1}])
def test_errors_are_those_of_derivatives_found_by_small_steps(to: Any) -> None:
    frame = answers(per_area=40, blocks=4)

    def numbers(design: sv.SurveyDesign) -> Any:
        return sv.standardise(design, to=to, **WITH_AGES).to_frame()["estimate"].to_numpy()

    found = sv.standardise(design_of(frame), to=to, **WITH_AGES)
    assert found.covariance == pytest.approx(slow_covariance(frame, numbers), rel=1e-5, abs=1e-9)


def test_errors_know_of_a_calibration() -> None:
    frame = answers(per_area=16, blocks=4, areas=("A", "H"))
    frame["one"] = 1.0
    joined = {"age": {"old": "middle"}}
    step = sv.CalibrationStep(["one"], "w")

    def numbers(design: sv.SurveyDesign) -> Any:
        found = sv.standardise(design, joined=joined, **WITH_AGES)
        return found.to_frame()["estimate"].to_numpy()

    found = sv.standardise(design_of(frame, calibration=[step]), joined=joined, **WITH_AGES)
    slow = slow_covariance(frame, numbers, of_rows=True, calibration=[step])
    assert found.covariance == pytest.approx(slow, rel=1e-4, abs=1e-9)


def test_a_jackknife_says_nearly_the_same() -> None:
    frame = answers(seed=4, per_area=150)
    linear = sv.standardise(design_of(frame), **WITH_AGES).to_frame()
    again = sv.standardise(jackknifed(frame), **WITH_AGES).to_frame()
    assert again["estimate"].tolist() == pytest.approx(linear["estimate"].tolist(), rel=1e-12)
    assert again["std_error"].tolist() == pytest.approx(linear["std_error"].tolist(), rel=0.1)


def test_an_area_with_its_own_composition_stays_as_it_is() -> None:
    frame = sv.standardise(design_of(answers()), to="H", **WITH_AGES).to_frame()
    last = frame.iloc[-1]
    assert last["estimate"] == pytest.approx(last["raw"], rel=1e-12)


def test_counted_rows_say_the_same_as_single_ones() -> None:
    frame = answers()[["area", "age", "unsafe"]]
    counted = frame.value_counts().rename("k").reset_index()
    single = sv.standardise(sv.SurveyDesign(frame, strata="area"), **WITH_AGES)
    together = sv.standardise(sv.SurveyDesign(counted, strata="area", counts="k"), **WITH_AGES)
    pd.testing.assert_frame_equal(together.to_frame(), single.to_frame())


def register(codes: dict[str, float]) -> Targets:
    cells = pd.DataFrame(
        [{"area": None, "age": code, "count": n, "low": n, "high": n} for code, n in codes.items()]
    )
    return Targets({"age": TargetTable("age", ("age",), cells, by_area=False)})


def test_a_register_is_taken_as_numbers_by_category_are() -> None:
    numbers = {"young": 300.0, "middle": 200.0, "old": 100.0}
    by_hand, registered = (
        sv.standardise(design_of(answers()), to=to, **WITH_AGES)
        for to in (numbers, register(numbers))
    )
    assert registered.to == "register"
    pd.testing.assert_frame_equal(registered.to_frame(), by_hand.to_frame())


def test_a_group_that_an_area_lacks_is_named_and_joining_helps() -> None:
    frame = answers()
    frame = frame[(frame["area"] != "B") | (frame["age"] != "old")]
    with pytest.raises(DataError, match='"B" must have answers in every group') as refused:
        sv.standardise(design_of(frame), **WITH_AGES)
    assert 'none in "old"' in str(refused.value)
    joined = sv.standardise(design_of(frame), joined={"age": {"old": "middle"}}, **WITH_AGES)
    assert joined.standard["age"].tolist() == ["middle", "young"]
    assert np.isfinite(joined.to_frame()["estimate"]).all()


def test_whoever_lacks_a_characteristic_is_told_of_before_anything_is_worked_out() -> None:
    frame = answers()
    frame.loc[[0, 70, 130, 131], "age"] = None
    design = design_of(frame)
    with pytest.raises(DataError, match="lack a characteristic") as refused:
        sv.standardise(design, **WITH_AGES)
    assert '"age": 4' in str(refused.value)
    without = sv.standardise(design, missing="leave_out", **WITH_AGES).to_frame()
    assert without["left_out"].tolist() == [1, 1, 2]
    assert without["n"].tolist() == [59, 59, 58]
    own = sv.standardise(design, missing="category", **WITH_AGES)
    assert own.to_frame()["n"].tolist() == [60, 60, 60]
    assert own.standard["age"].tolist()[-1] == "(missing)"


@pytest.mark.parametrize(
    ("wrong", "kind", "told"),
    [
        ({"to": "C"}, WrongUseError, "can't be made equal to"),
        ({"to": {"young": 1, "middle": 1}}, DataError, "nothing of"),
        ({"to": {"young": 1, "middle": 1, "old": 1, "child": 1}}, DataError, "child"),
        ({"to": {"young": -1, "middle": 1, "old": 1}}, WrongUseError, "from 0 upwards"),
        ({"to": {("young", "rent"): 1}}, WrongUseError, "category for each"),
        ({"characteristics": []}, WrongUseError, "one to 6"),
        ({"characteristics": "area"}, WrongUseError, "can't be a characteristic"),
        ({"characteristics": ["age", "age"]}, WrongUseError, "twice"),
        ({"characteristics": "height"}, UnknownNameError, "height"),
        ({"category": [0, 1]}, WrongUseError, "One answer at a time"),
        ({"category": 7}, WrongUseError, "7"),
        ({"missing": "ignore"}, WrongUseError, "missing can't be"),
        ({"joined": {"tenure": {"own": "rent"}}}, WrongUseError, "argument joined"),
        ({"joined": {"age": {"child": "old"}}}, WrongUseError, "one of its codes"),
        ({"joined": {"age": {"old": "middle", "middle": "young"}}}, WrongUseError, "itself"),
        ({"level": 95}, WrongUseError, "95"),
        ({"variable": 3}, WrongUseError, "variable"),
        ({"where": np.zeros(180, dtype=bool)}, DataError, "There must be answers"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any], kind: Any, told: str) -> None:
    with pytest.raises(kind, match=told):
        sv.standardise(design_of(answers()), **{**WITH_AGES, **wrong})


def test_a_question_without_a_headline_must_say_which_answer() -> None:
    code = sv.Code(1, {"en": "Yes"}), sv.Code(0, {"en": "No"})
    book = sv.Codebook({"unsafe": sv.Variable("unsafe", "single", {"en": "Unsafe"}, codes=code)})
    design = design_of(answers(), codebook=book)
    with pytest.raises(WrongUseError, match="declares no headline"):
        sv.standardise(design, "unsafe", "area", "age")


def test_it_shows_itself_in_a_notebook_and_in_a_line() -> None:
    found = sv.standardise(design_of(answers()), **WITH_AGES)
    assert repr(found) == "Standardised(share of 3 areas by age, to all)"
    assert "made equal in composition" in found._repr_html_()
