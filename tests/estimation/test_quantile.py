"""Quantiles: their errors by slow ways, their covariances, domains, and edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_answers import Answered, agree, answered, keyed
from test_influences import designs

import survey as sv
from survey.estimation.quantiles import INTERVALS
from survey.kernels.intervals import t_quantile
from survey.kernels.quantiles import RULES

LINEAR: tuple[Any, ...] = tuple(set(INTERVALS) - {"replicates"})
UNCERTAIN = ["std_error", "conf_low", "conf_high", "n_eff", "deff"]
some = settings(max_examples=10)


# The standard error the slow way


def test_the_limits_are_those_of_a_jackknife_of_the_share_turned_round() -> None:
    generator = np.random.default_rng(3)
    stratum = np.repeat([0, 1, 2], [8, 12, 9])
    frame = pd.DataFrame({"s": stratum, "w": generator.uniform(1, 9, len(stratum))})
    frame["y"] = generator.normal(10, 4, len(frame)).round(2)
    row = sv.median(sv.SurveyDesign(frame, weights="w", strata="s"), "y").to_frame().iloc[0]
    y, w = frame["y"].to_numpy(), frame["w"].to_numpy()
    below = (y <= row["estimate"]).astype(float)
    share = w @ below / w.sum()
    # linearised scores, stratum by stratum
    z = w * (below - share) / w.sum()
    variance = 0.0
    for h in range(3):
        inside = z[stratum == h]
        variance += len(inside) / (len(inside) - 1) * ((inside - inside.mean()) ** 2).sum()
    reach = float(t_quantile(np.array(26.0), 0.95)) * np.sqrt(variance)
    order = np.argsort(y)
    cumulated = np.cumsum(w[order]) / w.sum()
    low, high = (y[order][cumulated >= share + side * reach][0] for side in (-1, 1))
    assert (row["conf_low"], row["conf_high"], row["df"]) == (low, high, 26)
    expected = (high - low) / (2 * t_quantile(np.array(26.0), 0.95))
    assert row["std_error"] == pytest.approx(expected, rel=1e-12)


def test_the_error_of_a_median_of_many_is_that_of_theory() -> None:
    y = np.random.default_rng(8).normal(0, 1, 20_000)
    row = sv.median(sv.SurveyDesign(pd.DataFrame({"y": y})), "y").to_frame().iloc[0]
    assert row["std_error"] == pytest.approx(np.sqrt(np.pi / 2 / len(y)), rel=0.1)


@pytest.mark.parametrize("p", [0.02, 0.5, 0.9])
def test_the_score_interval_of_many_answers_is_found_as_if_all_were_tried(p: float) -> None:
    generator = np.random.default_rng(12)
    frame = pd.DataFrame({"y": generator.normal(size=2000), "w": generator.uniform(1, 5, 2000)})
    design = sv.SurveyDesign(frame, weights="w")
    row = sv.quantile(design, "y", p, interval="score").to_frame().iloc[0]
    ordered = frame.sort_values("y")
    w, n = ordered["w"].to_numpy(), len(ordered)
    share = np.cumsum(w) / w.sum()
    # Σ w²(1[y ≤ θ] − F)²
    squares = (1 - 2 * share) * np.cumsum(w**2) + share**2 * (w**2).sum()
    score = (share - p) / np.sqrt(np.maximum(squares, 1e-300) * n / (n - 1)) * w.sum()
    t = float(t_quantile(np.array(n - 1.0), 0.95))
    expected = [ordered["y"].to_numpy()[score >= least][0] for least in (-t, t)]
    assert [row["conf_low"], row["conf_high"]] == expected


# Covariances


@pytest.mark.parametrize("name", designs())
@pytest.mark.parametrize("interval", INTERVALS)
def test_the_covariance_has_the_squared_errors_on_its_diagonal(name: str, interval: Any) -> None:
    design = designs()[name]
    if interval == "replicates" and design.replicates is None:
        return
    options: Any = {"by": "area", "all_row": True, "interval": interval}
    ours = sv.quantile(design, "age", [0.25, 0.5, 0.75], **options)
    covariance, se = ours.covariance.to_numpy(), ours.to_frame()["std_error"].to_numpy()
    assert np.sqrt(np.diag(covariance)) == pytest.approx(se, rel=1e-9, nan_ok=True)
    known = np.isfinite(se) & (se > 0)
    correlation = (covariance / np.outer(se, se))[np.ix_(known, known)]
    assert (np.abs(correlation) <= 1 + 1e-9).all()
    rest = ours.with_rest("area").to_frame()
    assert rest["std_error"].iloc[: len(ours)].to_numpy() == pytest.approx(se, nan_ok=True)


@pytest.mark.parametrize("name", designs())
def test_quantiles_correlate_as_the_shares_below_them(name: str) -> None:
    design = designs()[name]
    ours = sv.quantile(design, "age", [0.3, 0.6], rule="math")
    frame = design.data
    for j, q in enumerate(ours.to_frame()["estimate"]):
        frame[f"below{j}"] = np.where(frame["age"].isna(), np.nan, frame["age"] <= q)
    shares = sv.mean(design, ["below0", "below1"])

    def correlation(estimates: sv.Estimates) -> float:
        covariance = estimates.covariance.to_numpy()
        return float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))

    assert correlation(ours) == pytest.approx(correlation(shares), rel=1e-9)
    between = sv.covariance_between(ours, shares)
    error, slope = shares.to_frame()["std_error"], ours.to_frame()["std_error"]
    assert -np.diag(between) == pytest.approx((error * slope).to_numpy(), rel=1e-9)


# Properties


@some
@given(answered(), st.sampled_from(LINEAR), st.sampled_from(RULES))
def test_a_domain_is_the_rows_looked_at(drawn: Answered, interval: Any, rule: Any) -> None:
    design = drawn.survey()
    options: Any = {"interval": interval, "rule": rule, "probs": [0.2, 0.5]}
    by_area = keyed(sv.quantile(design, "y", by="area", all_row=True, **options))
    for (area, *key), measures in by_area.items():
        where = np.ones(design.rows, bool) if area == "(all)" else drawn.frame["area"] == area
        alone = keyed(sv.quantile(design, "y", where=np.asarray(where), **options))[tuple(key)]
        agree(measures, alone)


@some
@given(st.integers(0, 2**32 - 1), st.sampled_from(RULES), st.sampled_from(LINEAR))
def test_tabulated_data_count_as_if_written_out(seed: int, rule: Any, interval: Any) -> None:
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame({"y": generator.integers(1, 6, 12).astype(float)})
    frame["n"], frame["area"] = generator.integers(0, 6, 12), generator.choice(list("ab"), 12)
    frame["w"] = np.where(frame["area"] == "a", 2.0, 3.5)
    frame.loc[generator.random(12) < 0.1, "y"] = np.nan
    if frame["n"].sum() < 2:
        return
    written = frame.loc[frame.index.repeat(frame["n"])].reset_index(drop=True)
    table = sv.SurveyDesign(frame, weights="w", counts="n")
    options: Any = {"by": "area", "rule": rule, "interval": interval}
    ours = sv.quantile(table, "y", [0.25, 0.5], all_row=True, **options)
    single = keyed(sv.quantile(sv.SurveyDesign(written, weights="w"), "y", [0.25, 0.5],
                               all_row=True, **options))  # fmt: skip
    for key, measures in keyed(ours).items():
        if key in single:
            agree(measures, single[key], rel=1e-12)


@some
@given(answered())
def test_several_columns_and_probabilities_are_those_one_by_one(drawn: Answered) -> None:
    design = drawn.survey()
    together = keyed(sv.quantile(design, ["y", "x"], [0.1, 0.5, 0.9], by="area"))
    for name in ("y", "x"):
        for p in (0.1, 0.5, 0.9):
            for key, measures in keyed(sv.quantile(design, name, p, by="area")).items():
                agree(measures, together[key])
    agree(*(keyed(each)["y", 0.5] for each in (sv.median(design, "y"), sv.quantile(design, "y"))))


@some
@given(answered(), st.sampled_from(["school", "math"]))
def test_a_quantile_moves_with_its_answers(drawn: Answered, rule: Any) -> None:
    moved = drawn._replace(frame=drawn.frame.assign(y=5 - 2 * drawn.frame["y"]))
    turned = sv.quantile(moved.survey(), "y", 0.5, rule="school").to_frame().iloc[0]
    plain = sv.quantile(drawn.survey(), "y", 0.5, rule="school").to_frame().iloc[0]
    assert turned["estimate"] == pytest.approx(5 - 2 * plain["estimate"])
    scaled = drawn._replace(frame=drawn.frame.assign(y=5 + 2 * drawn.frame["y"]))
    ours = sv.quantile(scaled.survey(), "y", 0.3, rule=rule).to_frame().iloc[0]
    plain = sv.quantile(drawn.survey(), "y", 0.3, rule=rule).to_frame().iloc[0]
    for column, shift in (("estimate", 5), ("std_error", 0), ("conf_low", 5), ("conf_high", 5)):
        expected = pytest.approx(shift + 2 * plain[column], nan_ok=True)
        assert ours[column] == expected, column


# Edges


def every(design: sv.SurveyDesign, **options: Any) -> Any:
    for interval in LINEAR:
        for rule in RULES:
            yield sv.quantile(design, "y", interval=interval, rule=rule, **options).to_frame()


def test_one_answer_has_a_median_but_no_error() -> None:
    design = sv.SurveyDesign(pd.DataFrame({"y": [3.0]}), lonely_psu="centered")
    for frame in every(design):
        assert (frame["estimate"][0], frame["n"][0], frame["df"][0]) == (3, 1, 0)
        assert frame[UNCERTAIN].isna().all(axis=None)


def test_two_answers_have_no_limits_within_reach() -> None:
    for rule in RULES:
        row = sv.median(sv.SurveyDesign(pd.DataFrame({"y": [3.0, 5.0]})), "y", rule=rule)
        frame = row.to_frame()
        assert 3 <= frame["estimate"][0] <= 5
        assert frame[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)


def test_nobody_has_no_median() -> None:
    y = [np.nan, np.nan, 1, 2, 4]
    design = sv.SurveyDesign(pd.DataFrame({"y": y, "g": list("aabbb")}))
    for frame in every(design, by="g"):
        assert frame["n"].tolist() == [0, 3]
        assert frame[["estimate", *UNCERTAIN]].iloc[0].isna().all()
    alone = sv.median(sv.SurveyDesign(pd.DataFrame({"y": [np.nan] * 3})), "y")
    assert alone.to_frame()[["estimate", *UNCERTAIN]].isna().all(axis=None)
    assert np.isnan(alone.covariance.to_numpy()).all()


def test_one_value_only_says_nothing_of_its_error() -> None:
    for frame in every(sv.SurveyDesign(pd.DataFrame({"y": [4.0] * 9}))):
        assert frame["estimate"][0] == 4
        assert frame[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
        assert (frame["df"] == 8).all()


def test_a_census_leaves_no_doubt_even_if_all_answer_alike() -> None:
    for y in ([4.0] * 9, [1.0, 2, 2, 5, 7, 8, 9, 9, 9]):
        design = sv.SurveyDesign(pd.DataFrame({"y": y, "N": 9}), population="N")
        for frame in every(design):
            assert frame["std_error"].tolist() == [0]
            limits = frame[["conf_low", "conf_high"]].to_numpy().ravel().tolist()
            assert limits == frame["estimate"].tolist() * 2


def test_a_variance_below_zero_is_no_error() -> None:
    y = np.arange(6.0)
    joint = np.full((6, 6), 0.45) + np.diag([0.15] * 6)  # 0.45 is more than 0.6 · 0.6
    design = sv.SurveyDesign(pd.DataFrame({"y": y}), joint_probabilities=joint)
    assert sv.mean(design, "y").to_frame()["std_error"].isna().all()
    for frame in every(design):
        assert frame["estimate"].between(1, 4).all()
        assert frame[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)
    again = sv.correlation(sv.SurveyDesign(pd.DataFrame({"y": y, "x": [3, 1, 2, 5, 4, 9]}),
                                           joint_probabilities=joint), ["y", "x"])  # fmt: skip
    assert again.to_frame()[["std_error", "conf_low", "conf_high"]].isna().all(axis=None)


def test_weights_of_zero_count_for_nothing() -> None:
    frame = pd.DataFrame({"y": [1.0, 2, 3, 4, 5, 9], "w": [1.0, 2, 1, 2, 1, 0]})
    design = sv.SurveyDesign(frame, weights="w")
    ours = sv.quantile(design, "y", [0.4, 0.9]).to_frame()
    assert ours["estimate"].tolist() == [2, 5]
    assert ours["n"].tolist() == [5, 5]


def test_the_median_of_an_even_number_is_the_middle_unless_an_answer_is_wanted() -> None:
    design = sv.SurveyDesign(pd.DataFrame({"y": [1.0, 2, 4, 9]}))
    assert sv.median(design, "y").to_frame()["estimate"].tolist() == [3]
    assert sv.median(design, "y", rule="math").to_frame()["estimate"].tolist() == [2]


def test_a_quantile_is_named_by_its_share() -> None:
    design = sv.SurveyDesign(pd.DataFrame({"y": [1.0, 2, 4, 9]}))
    ours = sv.quantile(design, "y", [0.75, 0.25])
    assert ours.to_frame()["category"].tolist() == [0.75, 0.25]
    assert ours.to_frame(labels="da")["category"].tolist() == ["0.75", "0.25"]
    assert repr(ours) == "Estimates(quantile of y, 2 rows)"
    assert ours.interval == "woodruff"
