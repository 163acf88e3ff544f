"""Variance between areas: closed forms, a slow oracle, derivatives and known correlations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.codebook import Kind
from survey.kernels.variance_components import components, correlation_influences


def areas(seed: int = 5, n: int = 200, count: int = 6) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"area": random.integers(0, count, n)})
    shift = random.normal(0, 1, count)[frame["area"]]
    frame["y"] = shift + random.normal(0, 2, n)
    frame["safe"] = (frame["y"] > 0).astype(float)
    frame["answer"] = np.digitize(frame["y"], [-2, -0.5, 0.5, 2]) + 1
    frame["weight"] = random.uniform(1, 5, n)
    frame["name"] = "område " + frame["area"].astype(str)
    frame.loc[random.random(n) < 0.05, "y"] = np.nan
    return frame


def design(frame: pd.DataFrame, **more: Any) -> sv.SurveyDesign:
    return sv.SurveyDesign(frame, weights="weight", strata="area", **more)


def test_with_equal_sizes_it_is_the_analysis_of_variance() -> None:
    random = np.random.default_rng(1)
    y = random.normal(size=(7, 9)) + random.normal(size=(7, 1))
    frame = pd.DataFrame({"area": np.repeat(np.arange(7), 9), "y": y.ravel()})
    found = sv.variance_between(sv.SurveyDesign(frame), "y").to_frame().iloc[0]
    mean_between = 9 * y.mean(axis=1).var(ddof=1)
    mean_within = y.var(axis=1, ddof=1).mean()
    between = (mean_between - mean_within) / 9
    assert found["within"] == pytest.approx(mean_within)
    assert found["between"] == pytest.approx(between)
    assert found["correlation"] == pytest.approx(between / (between + mean_within))
    f = mean_between / mean_within
    assert found["correlation"] == pytest.approx((f - 1) / (f + 8))
    assert found["eta_squared"] == pytest.approx(6 * f / (6 * f + 7 * 8))


def test_with_weights_it_solves_the_expected_sums_of_squares() -> None:
    """Expectations by the trace of each quadratic form, written out as matrices."""
    frame = areas(n=40, count=4).dropna()
    y, w = frame["y"].to_numpy(), frame["weight"].to_numpy()
    member = (frame["area"].to_numpy()[:, None] == np.arange(4)).astype(float)
    projected = member @ np.diag(1 / (w @ member)) @ member.T
    overall = np.outer(w, w) / w.sum()
    within = np.diag(w) - np.diag(w) @ projected @ np.diag(w)
    between = np.diag(w) @ projected @ np.diag(w) - overall
    same = member @ member.T
    sums = np.array([y @ within @ y, y @ between @ y])
    expected = np.array([[np.trace(q @ same), np.trace(q)] for q in (within, between)])
    b, s = np.linalg.solve(expected, sums)
    found = sv.variance_between(design(frame), "y").to_frame().iloc[0]
    assert (found["between"], found["within"]) == pytest.approx((b, s))
    assert found["eta_squared"] == pytest.approx(sums[1] / sums.sum())


def test_influences_are_the_derivatives_by_the_weights() -> None:
    frame = areas(n=50).dropna()
    y, area, w = (frame[name].to_numpy() for name in ("y", "area", "weight"))
    slopes = correlation_influences(y, area, w, w, 6)
    for row in range(len(w)):
        step = np.zeros(len(w))
        step[row] = 1e-4
        up, down = (components(y, area, w + s * step, w, 6).correlation for s in (1, -1))
        assert slopes[row] == pytest.approx((up - down) / 2e-4, rel=1e-5, abs=1e-9)


def test_the_standard_error_is_near_a_jackknife_that_leaves_units_out() -> None:
    frame = areas(n=300)
    ours = sv.variance_between(design(frame), ["y", "safe"]).to_frame()
    sizes = frame.groupby("area")["area"].transform("size").to_numpy()
    for name, std_error in zip(ours["variable"], ours["std_error"], strict=True):
        known = frame[name].notna().to_numpy()
        total = np.zeros(len(frame))
        whole = correlation_of(frame, name, frame["weight"].to_numpy(), known)
        for row in range(len(frame)):
            w = frame["weight"].to_numpy().copy()
            inside = frame["area"].to_numpy() == frame["area"].iloc[row]
            w[inside] *= sizes[row] / (sizes[row] - 1)
            w[row] = 0
            total[row] = correlation_of(frame, name, w, known) - whole
        jackknife = np.sqrt(((sizes - 1) / sizes * total**2).sum())
        assert std_error == pytest.approx(jackknife, rel=0.05)


def correlation_of(frame: pd.DataFrame, name: str, w: Any, known: Any) -> float:
    attached = frame["weight"].to_numpy()[known]
    y, area = frame[name].to_numpy()[known], frame["area"].to_numpy()[known]
    return components(y, area, w[known], attached, 6).correlation


def test_replicates_are_those_of_a_loop() -> None:
    frame = areas()
    random = np.random.default_rng(2)
    factors = random.poisson(1, (len(frame), 15)).astype(float)
    given = sv.Replicates(factors, scale=1 / 15, factors=True)
    survey = sv.SurveyDesign(frame, weights="weight", replicates=given)
    found = sv.variance_between(survey, "y").to_frame().iloc[0]
    known = frame["y"].notna().to_numpy()
    w = frame["weight"].to_numpy()
    each = [correlation_of(frame, "y", w * factor, known) for factor in factors.T]
    expected = np.sqrt(np.mean((np.array(each) - found["correlation"]) ** 2))
    assert found["std_error"] == pytest.approx(expected)


def test_tabulated_rows_give_what_the_rows_written_out_give() -> None:
    short = areas(n=80).assign(cases=lambda f: 1 + np.arange(len(f)) % 4)
    long = short.loc[short.index.repeat(short["cases"])].reset_index(drop=True)
    one = sv.variance_between(design(short, counts="cases"), "y").to_frame()
    two = sv.variance_between(design(long), "y").to_frame()
    pd.testing.assert_frame_equal(one, two, rtol=1e-10)


def test_scale_of_weights_and_names_of_areas_change_nothing() -> None:
    frame = areas()
    one = sv.variance_between(design(frame), ["y", "safe"]).to_frame()
    other = frame.assign(weight=frame["weight"] * 77).sample(frac=1, random_state=1)
    two = sv.variance_between(design(other), ["y", "safe"], by="name").to_frame()
    pd.testing.assert_frame_equal(one, two, rtol=1e-9)
    three = sv.variance_between(design(frame), "y", where=frame["area"].lt(3).to_numpy())
    assert three.to_frame()["areas"].tolist() == [3]


def test_answers_from_one_to_five_count_as_numbers() -> None:
    frame = areas()
    codes = tuple(sv.Code(value, {"da": f"svar {value}"}) for value in range(1, 6))
    book = sv.Codebook({"answer": sv.Variable("answer", Kind.SINGLE, {"da": "Tryg"}, codes=codes)})
    asked = frame.assign(answer=frame["answer"].where(frame["y"].notna(), -8))
    plain = frame.assign(answer=frame["answer"].where(frame["y"].notna()))
    one = sv.variance_between(design(asked, codebook=book), "answer")
    two = sv.variance_between(design(plain), "answer")
    pd.testing.assert_frame_equal(one.to_frame(), two.to_frame())
    assert one.to_frame(labels="da")["variable"].tolist() == ["Tryg"]
    assert repr(one) == "VarianceBetween(1 variables by area)"
    assert one._repr_html_().startswith('<div class="survey-notebook"')


@pytest.mark.parametrize("correlation", [0.0, 0.05, 0.3])
def test_a_known_correlation_is_found_without_bias(correlation: float) -> None:
    random = np.random.default_rng(11)
    sizes = random.integers(5, 40, 30)
    area = np.repeat(np.arange(30), sizes)
    w = random.uniform(1, 4, len(area))
    between, within = [], []
    for _ in range(600):
        y = np.sqrt(correlation) * random.normal(size=30)[area]
        y += np.sqrt(1 - correlation) * random.normal(size=len(area))
        found = components(y, area, w, w, 30)
        between.append(found.between)
        within.append(found.within)
    for values, truth in ((between, correlation), (within, 1 - correlation)):
        error = np.std(values) / np.sqrt(len(values))
        assert abs(np.mean(values) - truth) < 4 * error


def test_areas_of_one_answer_and_answers_that_never_vary() -> None:
    frame = pd.DataFrame({"area": [1, 2, 3, 3], "y": [1.0, 2, 3, 5], "same": 4.0})
    found = sv.variance_between(sv.SurveyDesign(frame), ["y", "same"]).to_frame()
    assert found["within"].tolist() == pytest.approx([2, 0])
    assert found.loc[1, ["correlation", "std_error", "conf_low", "conf_high"]].isna().all()
