"""Tests of means, trends and ranks: against loops written out, identities and edges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from r_records import golden_frame
from random_answers import AREAS, Answered, answered
from scipy import optimize, special, stats

import survey as sv
from survey.codebook import Kind

some = settings(max_examples=15)
MEASURES = ("statistic", "df_numerator", "df", "p_value", "estimate", "std_error", "n")
LIMITS = ("conf_low", "conf_high")


def assert_same(these: sv.TestResult, others: sv.TestResult, *, sign: int = 1) -> None:
    for name in (*MEASURES, *(LIMITS if sign > 0 else ())):
        one, other = getattr(these, name), getattr(others, name)
        turned = sign if name in ("statistic", "estimate") else 1
        expected = pytest.approx(turned * other, rel=1e-7, abs=1e-9, nan_ok=True)
        assert one == expected, name


@st.composite
def asked(draw: Any, *, correction: bool = True) -> Answered:
    """Random answers from all areas and of all codes."""
    drawn: Answered = draw(answered(correction=correction))
    assume(len(drawn.frame) >= 8)
    frame = drawn.frame.copy()
    frame.loc[:5, "area"] = [*AREAS, *AREAS]
    frame.loc[:2, "answer"] = [1.0, 2.0, 3.0]
    frame.loc[:5, "y"] = np.linspace(8, 13, 6)
    return drawn._replace(frame=frame)


def every_test(design: sv.SurveyDesign, **options: Any) -> dict[str, sv.TestResult]:
    return {
        "one": sv.ttest(design, "y", against=10, **options),
        "paired": sv.ttest(design, "y", paired_with="x", **options),
        "means": sv.compare_means(design, "y", "area", **options),
        "shares": sv.compare_means(design, "answer", "area", category=[1, 2], **options),
        "trend": sv.trend_test(design, "y", "answer", **options),
        "ranks": sv.rank_test(design, "y", "area", **options),
        "normal": sv.rank_test(design, "y", "area", test="van_der_waerden", **options),
        "median": sv.rank_test(design, "y", "area", test="median", **options),
    }


def two_areas(drawn: Answered) -> Answered:
    return drawn._replace(
        frame=drawn.frame.assign(
            area=drawn.frame["area"].where(drawn.frame["area"] != AREAS[2], AREAS[0])
        )
    )


# Identities


@some
@given(asked())
def test_two_groups_are_the_slope_on_0_and_1(drawn: Answered) -> None:
    design = two_areas(drawn).survey()
    apart = sv.ttest(design, "y", groups="area")
    slope = sv.trend_test(design, "y", "area", scores={AREAS[0]: 0, AREAS[1]: 1})
    if np.isfinite(apart.statistic):
        assert_same(apart, slope)


@some
@given(asked())
def test_pairs_are_one_mean_of_the_differences(drawn: Answered) -> None:
    frame = drawn.frame.assign(gain=drawn.frame["y"] - drawn.frame["x"])
    design = drawn._replace(frame=frame).survey()
    paired = sv.ttest(design, "y", paired_with="x")
    assert_same(paired, sv.ttest(design, "gain", against=0))
    assert (paired.name, paired.variable) == ("paired_means", "y − x")


@some
@given(asked())
def test_two_groups_compared_jointly_are_the_square_of_t(drawn: Answered) -> None:
    design = two_areas(drawn).survey()
    t, f = sv.ttest(design, "y", groups="area"), sv.compare_means(design, "y", "area")
    assert f.statistic == pytest.approx(t.statistic**2, nan_ok=True)
    assert (f.df_numerator, f.df) == (1, t.df)
    assert f.p_value == pytest.approx(t.p_value, rel=1e-7, nan_ok=True)


@some
@given(asked())
def test_several_groups_equal_wald_written_out(drawn: Answered) -> None:
    design = drawn.survey()
    means = sv.mean(design, "y", by="area")
    frame, v = means.to_frame(), means.covariance.to_numpy()
    ours = sv.compare_means(design, "y", "area")
    if np.isnan(ours.statistic):
        return
    contrasts = np.array([[1.0, -1, 0], [0, 1, -1]])
    apart = contrasts @ frame["estimate"].to_numpy()
    square = apart @ np.linalg.inv(contrasts @ v @ contrasts.T) @ apart
    answers = drawn.frame[drawn.frame["y"].notna()]
    df = answers["unit"].nunique() - answers["stratum"].nunique()
    f = (df - 1) / (2 * df) * square
    assert ours.statistic == pytest.approx(f, rel=1e-6)
    assert (ours.df_numerator, ours.df, ours.n) == (2, df - 1, len(answers))
    assert ours.p_value == pytest.approx(special.fdtrc(2, df - 1, f), rel=1e-6)


@some
@given(asked())
def test_the_difference_of_shares_is_that_of_a_column_of_0_and_1(drawn: Answered) -> None:
    answer = drawn.frame["answer"]
    frame = drawn.frame.assign(hit=np.where(answer.isna(), np.nan, answer == 2))
    design = two_areas(drawn._replace(frame=frame)).survey()
    share = sv.ttest(design, "answer", groups="area", category=2)
    assert_same(share, sv.ttest(design, "hit", groups="area"))
    assert share.estimates.statistic == "share"
    slope = sv.trend_test(design, "answer", "area", category=2, scores=[1, 2])
    assert_same(slope, sv.trend_test(design, "hit", "area", scores=[1, 2]))


def test_simple_random_samples_give_the_tests_of_a_textbook() -> None:
    generator = np.random.default_rng(5)
    frame = pd.DataFrame({"y": generator.normal(0.3, 1, 40), "z": generator.normal(0, 1, 40)})
    design = sv.SurveyDesign(frame)
    one, pair = sv.ttest(design, "y", against=0), sv.ttest(design, "y", paired_with="z")
    assert (one.statistic, one.p_value) == pytest.approx(stats.ttest_1samp(frame["y"], 0))
    assert (pair.statistic, pair.p_value) == pytest.approx(stats.ttest_rel(frame["y"], frame["z"]))
    low, high = stats.ttest_1samp(frame["y"], 0).confidence_interval(0.95)
    assert (one.conf_low, one.conf_high) == pytest.approx((low, high))


def test_ranks_without_a_design_are_those_of_wilcoxon() -> None:
    generator = np.random.default_rng(5)
    frame = pd.DataFrame({"y": generator.integers(0, 9, 60), "g": generator.integers(0, 2, 60)})
    ours = sv.rank_test(sv.SurveyDesign(frame), "y", "g")
    groups = [frame["y"][frame["g"] == value] for value in (0, 1)]
    u = stats.mannwhitneyu(groups[1], groups[0]).statistic / (len(groups[0]) * len(groups[1]))
    # both are the share of pairs in which the second group lies higher, less a half
    ranks = (stats.rankdata(frame["y"]) - 0.5) / 60
    assert ours.estimate == pytest.approx(
        ranks[frame["g"] == 1].mean() - ranks[frame["g"] == 0].mean()
    )
    assert ours.estimate == pytest.approx((u - 0.5), rel=1e-9)


def test_a_line_in_log_odds_is_the_most_likely_one() -> None:
    frame = golden_frame("tests", "apistrat")
    design = sv.SurveyDesign(frame, weights="pw", strata="stype", population="fpc")
    x, y, w = (frame[name].to_numpy(float) for name in ("size", "met", "pw"))

    def unlikely(b: Any) -> float:
        eta = b[0] + b[1] * x
        return float(w @ (np.logaddexp(0, eta) - y * eta))

    best = optimize.minimize(unlikely, [0, 0], method="BFGS", options={"gtol": 1e-7}).x
    ours = sv.trend_test(design, "met", "size", link="logit")
    assert ours.estimates.to_frame()["estimate"].to_numpy() == pytest.approx(best, rel=1e-5)


# Properties


@some
@given(asked(), st.integers(0, 99))
def test_the_order_of_the_rows_changes_no_result(drawn: Answered, seed: int) -> None:
    shuffled = drawn._replace(frame=drawn.frame.sample(frac=1, random_state=seed))
    before, after = (every_test(each.survey()) for each in (drawn, shuffled))
    for name, result in before.items():
        assert_same(result, after[name])


@some
@given(asked(correction=False), st.sampled_from([1e-3, 7.0, 1e6]))
def test_weights_times_a_constant_change_no_result(drawn: Answered, factor: float) -> None:
    scaled = drawn._replace(frame=drawn.frame.assign(w=drawn.frame["w"] * factor))
    before, after = (every_test(each.survey()) for each in (drawn, scaled))
    for name, result in before.items():
        assert_same(result, after[name])


@some
@given(asked())
def test_groups_that_change_places_turn_the_sign(drawn: Answered) -> None:
    swapped = two_areas(drawn)
    frame = swapped.frame.assign(area=swapped.frame["area"].map({AREAS[0]: "z", AREAS[1]: "y"}))
    before = sv.ttest(swapped.survey(), "y", groups="area")
    assert_same(
        before, sv.ttest(swapped._replace(frame=frame).survey(), "y", groups="area"), sign=-1
    )


def test_tabulated_answers_give_what_they_give_person_by_person() -> None:
    counted = golden_frame("housing", "housing")
    counted["index"] = counted["Sat"].map({"Low": 0, "Medium": 50, "High": 100})
    counted["met"] = (counted["Sat"] == "High").astype(float)
    people = counted.iloc[np.repeat(np.arange(len(counted)), counted["Freq"])]
    designs = [
        sv.SurveyDesign(counted, counts="Freq"),
        sv.SurveyDesign(people.reset_index(drop=True)),
    ]
    for test in (
        lambda d: sv.ttest(d, "index", against=50),
        lambda d: sv.ttest(d, "index", groups="Cont"),
        lambda d: sv.ttest(d, "Sat", groups="Cont", category="High"),
        lambda d: sv.compare_means(d, "index", "Type"),
        lambda d: sv.trend_test(d, "index", "Infl", scores={"Low": 1, "Medium": 2, "High": 3}),
        lambda d: sv.trend_test(
            d, "met", "Infl", scores={"Low": 1, "Medium": 2, "High": 3}, link="logit"
        ),
        lambda d: sv.rank_test(d, "index", "Type"),
        lambda d: sv.rank_test(d, "index", "Cont", test="van_der_waerden"),
    ):
        assert_same(test(designs[0]), test(designs[1]))


def replicated(frame: pd.DataFrame) -> sv.SurveyDesign:
    """Delete one district at a time."""
    units = frame["dnum"].unique()
    share = len(units) / (len(units) - 1)
    factors = np.array([[0.0 if d == out else share for out in units] for d in frame["dnum"]])
    replicates = sv.Replicates(factors, 1 / share, factors=True)
    return sv.SurveyDesign(frame, weights="pw", psu="dnum", replicates=replicates)


def test_replicates_come_close_to_linearization() -> None:
    frame = golden_frame("tests", "apiclus1")
    designs = [sv.SurveyDesign(frame, weights="pw", psu="dnum"), replicated(frame)]
    for test in (
        lambda d: sv.ttest(d, "api00", against=650),
        lambda d: sv.ttest(d, "api00", paired_with="api99"),
        lambda d: sv.ttest(d, "api00", groups="comp.imp"),
        lambda d: sv.trend_test(d, "api00", "size"),
        lambda d: sv.trend_test(d, "met", "size", link="logit"),
        lambda d: sv.rank_test(d, "api00", "comp.imp"),
    ):
        linear, ours = test(designs[0]), test(designs[1])
        assert ours.estimate == pytest.approx(linear.estimate, rel=1e-10)
        assert ours.std_error == pytest.approx(linear.std_error, rel=0.7)
        assert ours.df == linear.df == 14


def test_the_slope_of_replicates_is_fitted_anew_for_each() -> None:
    frame = golden_frame("tests", "apiclus1")
    ours = sv.trend_test(replicated(frame), "api00", "size")
    slopes = []
    for out in frame["dnum"].unique():
        rest = frame[frame["dnum"] != out]
        slopes.append(np.polyfit(rest["size"], rest["api00"], 1)[0])
    count = len(slopes)
    variance = (count - 1) / count * np.sum((np.array(slopes) - np.mean(slopes)) ** 2)
    whole = (count - 1) / count * np.sum((np.array(slopes) - ours.estimate) ** 2)
    assert ours.std_error**2 in (pytest.approx(variance), pytest.approx(whole))


# Edges


def few(**changes: Any) -> sv.SurveyDesign:
    frame = pd.DataFrame(
        {"y": [1.0, 2, 4, 3, 5, 9], "g": list("aabbbc"), "s": [1, 2, 3, 1, 2, 3]}
    ).assign(**changes)
    return sv.SurveyDesign(frame)


def no_test(result: sv.TestResult) -> bool:
    return bool(np.isnan([result.statistic, result.p_value]).all())


def test_a_group_without_answers_leaves_nothing_to_test_between_two() -> None:
    design = few(g=list("aabbbb"), y=[1.0, 2, *[np.nan] * 4])
    result = sv.ttest(design, "y", groups="g")
    assert no_test(result)
    assert np.isnan([result.estimate, result.conf_low, result.conf_high]).all()
    assert result.groups == ("a", "b")
    assert no_test(sv.rank_test(design, "y", "g"))
    assert no_test(sv.compare_means(design, "y", "g"))


def test_a_group_without_answers_is_left_out_among_several() -> None:
    design = few(y=[1.0, 2, 4, 3, 5, np.nan])
    result = sv.compare_means(design, "y", "g")
    assert result.groups == ("a", "b")
    assert (result.df_numerator, result.n) == (1, 5)
    assert sv.ttest(design, "y", groups="g").p_value == pytest.approx(result.p_value)


def test_who_is_in_no_group_is_left_out() -> None:
    design = few(g=["a", "a", "b", "b", "b", None])
    result = sv.ttest(design, "y", groups="g")
    assert (result.groups, result.n, result.df) == (("a", "b"), 5, 4)
    assert sv.trend_test(design, "y", "g", scores=[0, 1]).n == 5
    assert sv.rank_test(design, "y", "g").n == 5


def test_one_answer_in_a_group_has_no_variance_to_test_with() -> None:
    result = sv.ttest(few(g=list("aaaaac")), "y", groups="g")
    assert no_test(result)
    assert result.estimate == 6
    assert no_test(sv.compare_means(few(), "y", "g"))


@pytest.mark.parametrize("value", [0.1, 3.0, 1e9 + 0.1])
def test_the_same_answer_from_everybody_is_no_evidence(value: float) -> None:
    design = few(y=[value] * 6, g=list("aabbbb"), x=[value / 3] * 6)
    for result in (
        sv.ttest(design, "y", against=value + 1),
        sv.ttest(design, "y", against=value),
        sv.ttest(design, "y", paired_with="x"),
        sv.ttest(design, "y", groups="g"),
        sv.compare_means(design, "y", "g"),
        sv.trend_test(design, "y", "s"),
        sv.rank_test(design, "y", "g"),
        sv.rank_test(design, "y", "g", test="van_der_waerden"),
    ):
        assert no_test(result), result
        assert result.n == 6


def test_without_degrees_of_freedom_there_is_no_test() -> None:
    frame = pd.DataFrame({"y": [1.0, 2, 3, 4], "g": [1, 1, 2, 2], "s": [1, 2, 3, 4]})
    design = sv.SurveyDesign(frame, strata="s", lonely_psu="centered")
    for result in (
        sv.ttest(design, "y", against=0),
        sv.ttest(design, "y", groups="g"),
        sv.compare_means(design, "y", "g"),
        sv.trend_test(design, "y", "g"),
        sv.rank_test(design, "y", "g"),
    ):
        assert no_test(result)
        assert result.df == 0


def test_more_groups_than_units_leave_no_test() -> None:
    frame = pd.DataFrame({"y": np.arange(12.0) ** 2, "g": [1, 2, 3, 4] * 3, "u": [1, 2, 3] * 4})
    assert no_test(sv.compare_means(sv.SurveyDesign(frame, psu="u"), "y", "g"))


def test_nobody_estimated_for_is_no_error() -> None:
    nobody = np.zeros(6, dtype=bool)
    for result in (
        sv.ttest(few(), "y", against=0, where=nobody),
        sv.ttest(few(g=list("aabbbb")), "y", groups="g", where=nobody),
        sv.compare_means(few(), "y", "g", where=nobody),
        sv.trend_test(few(), "y", "s", where=nobody),
        sv.rank_test(few(), "y", "g", where=nobody),
    ):
        assert no_test(result)
        assert result.n == 0


def test_a_weight_of_0_counts_for_nothing() -> None:
    frame = pd.DataFrame({"y": [1.0, 2, 4, 3, 5, 99], "g": list("aabbbb"), "w": [1, 1, 1, 1, 1, 0]})
    design = sv.SurveyDesign(frame, weights="w")
    for result in (
        sv.ttest(design, "y", groups="g"),
        sv.rank_test(design, "y", "g"),
        sv.trend_test(design, "y", "g", scores=[1, 2]),
    ):
        assert result.n == 5
        assert result.df == 4


def test_answers_that_the_groups_explain_have_no_line_in_log_odds() -> None:
    design = few(hit=[0, 0, 0, 1, 1, 1], order=[1, 1, 2, 3, 3, 3])
    assert no_test(sv.trend_test(design, "hit", "order", link="logit"))
    assert no_test(sv.trend_test(few(hit=1.0), "hit", "s", link="logit"))


def test_an_order_is_that_of_the_codebook_of_a_categorical_or_of_numbers() -> None:
    words = ["low", "high", "mid", "low", "mid", "high"]
    book = sv.Codebook(
        {
            "g": sv.Variable(
                "g", Kind.SINGLE, {}, codes=tuple(sv.Code(c, {}) for c in ("low", "mid", "high"))
            )
        }
    )
    by_number = sv.trend_test(few(g=[{"low": 1, "mid": 2, "high": 3}[w] for w in words]), "y", "g")
    frame = few(g=words).data
    by_codebook = sv.trend_test(sv.SurveyDesign(frame, codebook=book), "y", "g")
    ordered = pd.Categorical(words, ["low", "mid", "high"], ordered=True)
    by_categorical = sv.trend_test(few(g=ordered), "y", "g")
    by_scores = sv.trend_test(few(g=words), "y", "g", scores={"low": 1, "mid": 2, "high": 3})
    for other in (by_codebook, by_categorical, by_scores):
        assert_same(by_number, other)
    assert by_codebook.groups == ("low", "mid", "high")


def test_a_result_shows_itself_in_a_line_and_a_frame() -> None:
    result = sv.ttest(few(g=list("aabbbb")), "y", groups="g")
    assert repr(result).startswith("TestResult(two_means of y, 2 groups: t(5) = ")
    frame = result.to_frame()
    assert frame.shape == (1, 11)
    assert frame["estimate"].iloc[0] == result.estimate == 3.75
    assert "two_means" in result._repr_html_()
    assert "F(1, " not in repr(sv.trend_test(few(), "y", "s"))
