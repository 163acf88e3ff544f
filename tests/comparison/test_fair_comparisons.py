"""Areas compared as they are and made equal in who lives there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resident_answers import YOUNG, answers, design_of, jackknifed, slow_covariance

import survey as sv
from survey.errors import DataError, UnknownNameError, WrongUseError

ASKED: dict[str, Any] = {
    "variable": "unsafe", "contrast": "H", "by": "area", "characteristics": ["age", "tenure"],
    "category": 1,
}  # fmt: skip
METHODS = ("standardised", "regression")


@pytest.mark.parametrize("adjust", ["dunnett", "holm", "none"])
def test_raw_differences_are_those_of_the_ordinary_comparison(adjust: Any) -> None:
    design = design_of(answers())
    fair = sv.compare_fairly(design, adjust=adjust, **ASKED).to_frame()
    plain = sv.compare_areas(sv.proportion(design, "unsafe", by="area"), "H", adjust=adjust)
    frame = plain.to_frame()
    frame = frame[frame["category"] == 1].reset_index(drop=True)
    shared = [name for name in frame if name in fair]
    assert len(shared) == len(frame.columns)
    pd.testing.assert_frame_equal(fair[shared], frame[shared], check_dtype=False)


def test_margins_and_their_errors_are_those_of_the_regression() -> None:
    design = design_of(answers())
    fair = sv.compare_fairly(design, method="regression", **ASKED).to_frame()
    model = sv.regress(design, "unsafe ~ area + age + tenure", model="logit")
    effects = sv.standardised(model, by="area")
    estimates = effects.to_frame()["estimate"].to_numpy()
    assert fair["adjusted"].tolist() == pytest.approx(estimates[:2].tolist(), rel=1e-8)
    combine = np.array([[1, 0, -1], [0, 1, -1]])
    error = np.sqrt(np.diag(combine @ effects.covariance @ combine.T))
    assert fair["adjusted_std_error"].tolist() == pytest.approx(error.tolist(), rel=1e-6)


@pytest.mark.parametrize(("method", "to"), [("standardised", "all"), ("regression", "contrast")])
def test_errors_are_those_of_derivatives_found_by_small_steps(method: Any, to: str) -> None:
    frame = answers(per_area=40, blocks=4, areas=("A", "H"))
    names = ["difference", "adjusted_difference", "explained"]
    asked = ASKED | {"characteristics": "age", "to": to, "method": method}

    def numbers(design: sv.SurveyDesign) -> Any:
        return sv.compare_fairly(design, adjust="none", **asked).to_frame()[names].to_numpy().T

    found = sv.compare_fairly(design_of(frame), adjust="none", **asked).to_frame()
    covariance = slow_covariance(frame, lambda design: numbers(design).ravel())
    errors = found[["std_error", "adjusted_std_error", "explained_std_error"]].to_numpy().T
    assert errors.ravel() == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_a_jackknife_says_nearly_the_same(method: Any) -> None:
    frame = answers(seed=2, per_area=300, areas=("A", "H"))
    asked = ASKED | {"characteristics": "tenure"}
    linear, again = (
        sv.compare_fairly(design, method=method, **asked).to_frame()
        for design in (design_of(frame), jackknifed(frame))
    )
    for name in ("adjusted_std_error", "explained_std_error"):
        assert again[name].tolist() == pytest.approx(linear[name].tolist(), rel=0.1)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.sampled_from(METHODS))
def test_a_characteristic_that_is_spread_alike_explains_nothing(seed: int, method: Any) -> None:
    frame = answers(seed)
    frame["w"] = 1.0
    frame["age"] = np.tile(["young", "old"], len(frame) // 2)  # half of each area
    asked = ASKED | {"characteristics": "age"}
    if method == "regression":  # a logit isn't collapsible: look at a mean
        asked |= {"variable": "trust", "category": None}
    found = sv.compare_fairly(design_of(frame), method=method, **asked).to_frame()
    assert found["explained"].to_numpy() == pytest.approx([0, 0], abs=1e-9)


def test_a_difference_that_is_all_composition_goes_when_areas_are_made_equal() -> None:
    rows = [
        (area, age, unsafe, k)
        for area, young in (("A", 80), ("H", 20))
        for age, n, p in (("young", young, 0.5), ("old", 100 - young, 0.1))
        for unsafe, k in ((1, round(n * p)), (0, n - round(n * p)))
    ]
    frame = pd.DataFrame(rows, columns=["area", "age", "unsafe", "k"])
    design = sv.SurveyDesign(frame, counts="k", strata="area")
    for method in METHODS:
        found = sv.compare_fairly(design, "unsafe", "H", "area", "age", category=1,
                                  method=method).to_frame().iloc[0]  # fmt: skip
        assert found["difference"] == pytest.approx(0.24, abs=1e-12)
        assert found["adjusted_difference"] == pytest.approx(0, abs=1e-9)
        assert found["explained"] == pytest.approx(0.24, abs=1e-9)
        assert [found["mark"], found["adjusted_mark"]] == [1, 0]


def test_numbers_stay_numbers_in_a_regression() -> None:
    design = design_of(answers())
    asked = ASKED | {"variable": "trust", "characteristics": ["years"], "category": None}
    found = sv.compare_fairly(design, method="regression", **asked).to_frame()
    model = sv.regress(design, "trust ~ area + years")
    apart = model.to_frame()["estimate"].tolist()  # against A
    assert found["adjusted_difference"].tolist() == pytest.approx(
        [-apart[2], apart[1] - apart[2]], rel=1e-9
    )


def test_a_share_of_0_does_not_pass_for_certain() -> None:
    frame = answers(per_area=40)
    frame.loc[frame["area"] == "B", "unsafe"] = 0
    found = sv.compare_fairly(
        design_of(frame), **(ASKED | {"characteristics": "age"})
    ).to_frame().set_index("area").loc["B"]  # fmt: skip
    assert found["adjusted"] == 0
    assert found["adjusted_conf_low"] < found["adjusted_difference"] < found["adjusted_conf_high"]


@pytest.mark.parametrize(
    ("wrong", "kind", "told"),
    [
        ({"contrast": "C"}, UnknownNameError, "C"),
        ({"method": "matching"}, WrongUseError, "method can't be"),
        ({"method": "regression", "to": {"young": 1}}, WrongUseError, "With a regression"),
        ({"adjust": "tukey"}, WrongUseError, "tukey"),
        ({"where": (answers()["area"] == "H").to_numpy()}, WrongUseError, "H"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any], kind: Any, told: str) -> None:
    with pytest.raises(kind, match=told):
        sv.compare_fairly(design_of(answers()), **{**ASKED, **wrong})


def test_perfect_separation_is_told_with_the_column() -> None:
    frame = answers()
    frame["unsafe"] = (frame["age"] == "young").astype(int)
    with pytest.raises(DataError, match="age = young"):
        sv.compare_fairly(design_of(frame), method="regression", **ASKED)


def test_it_shows_itself_in_a_notebook_and_in_a_line() -> None:
    found = sv.compare_fairly(design_of(answers(seed=5, per_area=200)), **ASKED)
    assert repr(found).startswith("FairComparison(2 differences to H, equal in age, tenure: ")
    assert "as they are and made equal" in found._repr_html_()
    assert found.to_frame(labels="en")["area"].tolist() == ["A", "B"]


def covered(samples: int, population: int, n: int, seed: int) -> tuple[float, float]:
    """How often intervals of the equalised difference and of what is explained hold the truth."""
    chance = np.random.default_rng(seed)
    everyone = answers(seed, population, areas=("A", "H"))
    truth = sv.compare_fairly(sv.SurveyDesign(everyone), **ASKED | {"characteristics": "age"})
    wanted = truth.to_frame().iloc[0]
    held = np.zeros((samples, 2))
    for k in range(samples):
        drawn = everyone.groupby("area").sample(n, random_state=chance.integers(2**31))
        design = sv.SurveyDesign(
            drawn, strata="area", population={"A": population, "H": population}
        )
        found = sv.compare_fairly(design, **ASKED | {"characteristics": "age"}).to_frame().iloc[0]
        for place, (name, low) in enumerate(
            (("adjusted_difference", "adjusted_conf"), ("explained", "explained"))
        ):
            held[k, place] = found[f"{low}_low"] <= wanted[name] <= found[f"{low}_high"]
    return float(held[:, 0].mean()), float(held[:, 1].mean())


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    assert YOUNG["A"] > YOUNG["H"]
    equal, explained = covered(12, 300, 120, seed=1)
    assert min(equal, explained) >= 0.75


@pytest.mark.slow
def test_intervals_hold_the_truth_in_nineteen_samples_of_twenty() -> None:
    found = [covered(500, 350, n, seed) for n, seed in ((80, 2), (150, 3), (250, 4))]
    assert all(0.93 <= rate <= 0.975 for rates in found for rate in rates), found
