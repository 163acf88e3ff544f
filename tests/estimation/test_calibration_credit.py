"""What calibrated weights do to errors: totals that are met, steps that change nothing, chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from r_records import golden_frame
from random_answers import Answered, answered, every_verb, keyed

import survey as sv

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def linear(weights: Floats, x: Floats, totals: Floats) -> Floats:
    products = (x * weights[:, None]).T @ x
    return np.asarray(weights * (1 + x @ np.linalg.solve(products, totals - weights @ x)))


def auxiliary_of(frame: pd.DataFrame) -> Floats:
    return np.column_stack([np.ones(len(frame)), frame["aux"], frame["aux"] ** 2])


@st.composite
def calibrated(draw: Any) -> tuple[Answered, sv.SurveyDesign]:
    """A random survey, its weights calibrated to totals near those of the sample."""
    drawn = draw(answered(gaps=False))
    frame = drawn.frame.copy()
    assume(len(frame) >= 8)
    generator = np.random.default_rng(len(frame))
    frame["aux"] = generator.normal(size=len(frame)) + frame["y"] / 10
    x = auxiliary_of(frame)
    totals = frame["w"].to_numpy() @ x
    frame["w1"] = linear(frame["w"].to_numpy(), x, totals * (1 + 0.01 * generator.normal(size=3)))
    assume((frame["w1"] > 0.05 * frame["w"]).all())
    drawn = drawn._replace(frame=frame)
    step = sv.CalibrationStep(x, "w")
    return drawn, drawn.survey(weights="w1", calibration=[step])


@settings(max_examples=8)
@given(calibrated())
def test_a_total_that_was_calibrated_to_has_no_error(
    drawn: tuple[Answered, sv.SurveyDesign],
) -> None:
    survey, design = drawn
    size = float(survey.frame["w1"].abs() @ survey.frame["aux"].abs())
    assert sv.total(design, "aux").to_frame()["std_error"][0] <= 1e-6 * size
    mean = sv.mean(design, "aux").to_frame()["std_error"][0]
    assert mean <= 1e-6 * size / survey.frame["w1"].sum()


@settings(max_examples=8)
@given(calibrated())
def test_a_step_taken_again_changes_no_error(drawn: tuple[Answered, sv.SurveyDesign]) -> None:
    survey, design = drawn
    x = auxiliary_of(survey.frame)
    steps = [sv.CalibrationStep(x, "w"), sv.CalibrationStep(x, "w1")]
    twice = survey.survey(weights="w1", calibration=steps)
    for name, estimates in every_verb(design, by="area").items():
        again = keyed(every_verb(twice, by="area")[name])
        for key, measures in keyed(estimates).items():
            expected = pytest.approx(measures["std_error"], rel=1e-6, abs=1e-9, nan_ok=True)
            assert again[key]["std_error"] == expected


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1), st.integers(4, 40))
def test_a_step_to_the_size_of_the_population_changes_no_error_of_a_mean(seed: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    frame = drawn_frame(generator, n)
    plain = sv.SurveyDesign(frame, weights="w", population=5.0 * n)
    step = sv.CalibrationStep(["one"], "w")
    credited = sv.SurveyDesign(frame, weights="w", population=5.0 * n, calibration=[step])
    for verb in (sv.mean, sv.proportion):
        name = "y" if verb is sv.mean else "answer"
        before, after = (verb(design, name).to_frame() for design in (plain, credited))
        assert after["std_error"].to_numpy() == pytest.approx(
            before["std_error"].to_numpy(), rel=1e-8
        )
    size = sv.total(credited, "one").to_frame()
    assert size["estimate"][0] == pytest.approx(5 * n)
    assert size["std_error"][0] <= 1e-6 * n


def drawn_frame(generator: np.random.Generator, n: int) -> pd.DataFrame:
    answer = np.arange(n) % 2
    columns = {"y": generator.normal(3, 1, n), "answer": answer, "one": 1.0, "w": 5.0}
    return pd.DataFrame(columns)


@settings(max_examples=8)
@given(calibrated())
def test_errors_and_covariances_are_those_of_the_residuals(
    drawn: tuple[Answered, sv.SurveyDesign],
) -> None:
    survey, design = drawn
    x, before = auxiliary_of(survey.frame), survey.frame["w"].to_numpy()
    residuals = survey.frame.copy()
    for area in set(survey.frame["area"]):
        y = (survey.frame["area"] == area) * survey.frame["y"]
        root = np.sqrt(before)[:, None]
        slope = np.linalg.lstsq(x * root, y.to_numpy() * root[:, 0], rcond=None)[0]
        residuals[area] = y - x @ slope
    areas = sorted(set(survey.frame["area"]))
    plain = survey._replace(frame=residuals).survey(weights="w1")
    expected = sv.total(plain, areas).covariance.to_numpy()
    ours = sv.total(design, "y", by="area")
    missing = np.isnan(ours.covariance.to_numpy())
    scale = 1e-9 * np.trace(expected)
    assert np.where(missing, expected, ours.covariance.to_numpy()) == pytest.approx(
        expected, rel=1e-7, abs=scale
    )


def test_a_chain_takes_the_last_step_first_as_the_derivative_does() -> None:
    frame = golden_frame("clusters", "apiclus1")
    types = [np.ones(len(frame)), frame["stype"] == "H", frame["stype"] == "M"]
    first = np.column_stack(types).astype(float)
    second = np.column_stack([np.ones(len(frame)), frame["sch.wide"] == "Yes"]).astype(float)
    totals = np.array([6194.0, 755, 1018]), np.array([6194.0, 5122])

    def chain(weights: Floats) -> tuple[Floats, Floats]:
        between = linear(weights, first, totals[0])
        return between, linear(between, second, totals[1])

    start = frame["pw"].to_numpy()
    frame["between"], frame["final"] = chain(start)
    steps = [sv.CalibrationStep(first, "pw"), sv.CalibrationStep(second, "between")]
    design = sv.SurveyDesign(frame, weights="final", psu="dnum", calibration=steps)
    ours = sv.total(design, "enroll").to_frame()["std_error"][0]
    assert ours == pytest.approx(407_709.5, abs=0.05)
    enroll, slopes = frame["enroll"].to_numpy(), []
    for at in range(len(frame)):
        step = 1e-5 * np.eye(len(frame))[at]
        up, down = (chain(start * (1 + sign * step))[1] @ enroll for sign in (1, -1))
        slopes.append((up - down) / 2e-5)
    frame["slope"] = np.array(slopes)
    sums = frame.groupby("dnum")["slope"].sum()
    derivative = np.sqrt(len(sums) * sums.var())
    assert ours == pytest.approx(derivative, rel=1e-7)
    turned = [sv.CalibrationStep(second, "pw"), sv.CalibrationStep(first, "between")]
    other = sv.SurveyDesign(frame, weights="final", psu="dnum", calibration=turned)
    assert sv.total(other, "enroll").to_frame()["std_error"][0] != pytest.approx(ours, rel=1e-3)


def test_tabulated_answers_may_be_calibrated() -> None:
    generator = np.random.default_rng(2)
    table = drawn_frame(generator, 8).assign(k=[1, 2, 3, 4, 1, 2, 3, 1])
    table["aux"], table["after"] = generator.normal(size=8), generator.uniform(4, 6, 8)
    people = table.loc[np.repeat(table.index, table["k"])].reset_index(drop=True)
    step = sv.CalibrationStep(["one", "aux"], "w")
    designs = (
        sv.SurveyDesign(table, weights="after", counts="k", calibration=[step]),
        sv.SurveyDesign(people, weights="after", calibration=[step]),
    )
    for verb, name in ((sv.mean, "y"), (sv.total, "y"), (sv.proportion, "answer")):
        one, other = (verb(design, name) for design in designs)
        assert one.covariance.to_numpy() == pytest.approx(other.covariance.to_numpy(), rel=1e-10)


def test_columns_and_weights_of_a_step_may_be_named_or_given() -> None:
    frame = drawn_frame(np.random.default_rng(1), 12)
    frame["after"] = frame["w"] * np.linspace(0.8, 1.2, 12)
    forms = [
        sv.CalibrationStep(["one", "answer"], "w"),
        sv.CalibrationStep(frame[["one", "answer"]], frame["w"]),
        sv.CalibrationStep(frame[["one", "answer"]].to_numpy(), [5.0] * 12),
    ]
    errors = [
        sv.mean(sv.SurveyDesign(frame, weights="after", calibration=[step]), "y")
        .to_frame()["std_error"]
        .iloc[0]
        for step in forms
    ]
    assert errors == [errors[0]] * 3
    single = [sv.CalibrationStep(form, "w") for form in ("answer", ["answer"], frame["answer"])]
    errors = [
        sv.mean(sv.SurveyDesign(frame, weights="after", calibration=[step]), "y")
        .to_frame()["std_error"]
        .iloc[0]
        for step in single
    ]
    assert errors == [errors[0]] * 3
