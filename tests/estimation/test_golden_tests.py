"""Tests of means, ranks and trends, against R."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import check_design, equal, golden_file, golden_frame, numbers
from scipy import special

import survey as sv
from survey.kernels.intervals import t_quantile, wald
from survey.kernels.wald import f_test, t_test

OUTPUTS = golden_file("tests")["outputs"]
DESIGNS = ("srs", "strat", "clus", "clus_post")
RANK_TESTS = {
    "wilcoxon": "wilcoxon",
    "vanderWaerden": "van_der_waerden",
    "median": "median",
    "KruskalWallis": "wilcoxon",
}


def named(start: str) -> list[tuple[str, str]]:
    return [
        (design, name) for design in DESIGNS for name in OUTPUTS[design] if name.startswith(start)
    ]


def design_of(name: str, **columns: Any) -> sv.SurveyDesign:
    data = {"srs": "apisrs", "strat": "apistrat"}.get(name, "apiclus1")
    frame = golden_frame("tests", data).assign(**columns)
    if name == "srs":
        return sv.SurveyDesign(frame, weights="pw", population=6194)
    if name == "strat":
        return sv.SurveyDesign(frame, weights="pw", strata="stype", population="fpc")
    if name == "clus":
        return sv.SurveyDesign(frame, weights="pw", psu="dnum", population="fpc")
    sums = frame.groupby("stype")["pw"].transform("sum")
    frame["g"] = frame["pw"] / sums * frame["stype"].map({"E": 4421, "H": 755, "M": 1018})
    auxiliary = np.column_stack([frame["stype"] == kind for kind in "EHM"]).astype(float)
    step = sv.CalibrationStep(auxiliary, "pw")
    return sv.SurveyDesign(frame, weights="g", psu="dnum", population="fpc", calibration=[step])


def check_t(ours: sv.TestResult, record: Any, level: float = 0.95) -> None:
    """Compare a t test with its record, with R's degrees of freedom and with ours."""
    equal(ours.estimate, record["estimate"], 0.0, "estimate")
    equal(ours.std_error, record["se"], 0.0, "se")
    equal(ours.statistic, record["statistic"], 0.0, "statistic")
    for name in ("package", "design_df"):
        theirs = record[name]
        df = float(theirs["df"])
        equal(t_test(ours.estimate, ours.std_error, df).p_value, theirs["p_value"], 0.0, name)
        t = t_quantile(np.array(df), level)
        low, high = wald(np.array(ours.estimate), np.array(ours.std_error), t)
        equal([low], theirs["lower"], abs(ours.estimate), f"{name} lower")
        equal([high], theirs["upper"], abs(ours.estimate), f"{name} upper")
    own = record["design_df"]
    assert ours.df == own["df"]
    assert record["package"]["df"] == own["df"] - 1
    equal(ours.p_value, own["p_value"], 0.0, "p_value")
    scale = abs(ours.estimate)
    equal([ours.conf_low, ours.conf_high], [*own["lower"], *own["upper"]], scale, "limits")
    known = {"formula", "n", "estimate", "se", "statistic", "null", "level", "package"}
    assert set(record) <= {*known, "design_df", "groups"}
    assert record["level"] == level


@pytest.mark.parametrize("design", DESIGNS)
def test_the_designs_of_the_tests_are_counted_as_in_r(design: str) -> None:
    record, made = OUTPUTS[design]["design"], design_of(design)
    if made.calibration is None:
        check_design(made, record)
    else:
        assert made.counts @ made.weights == pytest.approx(record["sum_of_weights"], rel=1e-12)
        assert made.degrees_of_freedom == record["df"]


@pytest.mark.parametrize(("design", "name"), named("one_sample"))
def test_one_mean_against_a_number_equals_r(design: str, name: str) -> None:
    record = OUTPUTS[design][name]
    variable = name.split("_")[2]
    ours = sv.ttest(design_of(design), variable, against=record["null"])
    check_t(ours, record)
    assert ours.n == record["n"]


@pytest.mark.parametrize("design", DESIGNS[:3])
def test_a_share_against_a_number_equals_r(design: str) -> None:
    record = OUTPUTS[design]["one_sample_met_0.8"]
    check_t(sv.ttest(design_of(design), "met", category=1, against=0.8), record)
    check_t(sv.ttest(design_of(design), "sch.wide", category="Yes", against=0.8), record)


@pytest.mark.parametrize(("design", "name"), named("paired"))
def test_pairs_equal_r(design: str, name: str) -> None:
    record = OUTPUTS[design][name]
    check_t(sv.ttest(design_of(design), "api00", paired_with="api99"), record)
    check_t(sv.ttest(design_of(design), "gain", against=0), record)


@pytest.mark.parametrize(("design", "name"), named("two_sample"))
def test_two_means_equal_r(design: str, name: str) -> None:
    record = OUTPUTS[design][name]
    variable, groups = record["formula"].split(" ~ ")
    ours = sv.ttest(design_of(design), variable, groups=groups)
    check_t(ours, record)
    assert ours.n == record["n"]
    joint = sv.compare_means(design_of(design), variable, groups)
    assert joint.statistic == pytest.approx(record["statistic"] ** 2, rel=1e-8)
    assert joint.p_value == pytest.approx(record["design_df"]["p_value"], rel=1e-8)
    if "groups" in record:
        check_means(ours, record["groups"])


def check_means(ours: sv.TestResult, means: Any) -> None:
    frame = ours.estimates.to_frame()
    assert list(ours.groups) == means["domains"]
    equal(frame["estimate"], means["estimate"], 0.0, "means")
    equal(frame["std_error"], means["se"], 0.0, "se of means")
    vcov = numbers(means["vcov"])
    size = np.sqrt(np.diag(vcov))
    equal(ours.estimates.covariance.to_numpy(), vcov, np.outer(size, size), "vcov of means")
    assert set(means) == {"domains", "estimate", "se", "vcov"}


@pytest.mark.parametrize(("design", "name"), named("trend"))
def test_trends_equal_r(design: str, name: str) -> None:
    record = OUTPUTS[design][name]
    variable, groups = record["formula"].split(" ~ ")
    assert record["family"] == {"identity": "gaussian", "logit": "quasibinomial"}[record["link"]]
    options = [{}, {"category": 1}] if variable == "met" else [{}]
    for option in options:
        ours = sv.trend_test(design_of(design), variable, groups, link=record["link"], **option)  # type: ignore[arg-type]
        frame = ours.estimates.to_frame()
        assert record["coef_names"] == ["(Intercept)", groups]
        equal(frame["estimate"], record["estimate"], 0.0, "coefficients")
        equal(frame["std_error"], record["se"], 0.0, "se")
        vcov = numbers(record["vcov"])
        size = np.sqrt(np.diag(vcov))
        equal(ours.estimates.covariance.to_numpy(), vcov, np.outer(size, size), "vcov")
        equal(ours.statistic, record["slope_statistic"], 0.0, "slope_statistic")
        assert ours.df == record["df_design"] == record["df_residual"] + 1
        judged = t_test(ours.estimate, ours.std_error, float(record["df_residual"]))
        # R's logistic line is one step from its limit, which a p-value doubles
        assert ours.p_value == pytest.approx(record["p_value_design_df"], rel=5e-8)
        assert judged.p_value == pytest.approx(record["p_value"], rel=5e-8)


@pytest.mark.parametrize("theirs", RANK_TESTS)
@pytest.mark.parametrize(("design", "name"), named("rank"))
def test_rank_tests_equal_r(design: str, name: str, theirs: str) -> None:
    record = OUTPUTS[design][name][theirs]
    _, variable, groups = name.split("_")
    plain = design_of(design)
    ranks = ranks_of_r(plain, variable)
    scored = design_of(design, score=scores_of_r(theirs, ranks, plain.weights.sum()))
    assert record["test"] == theirs
    ours = sv.rank_test(plain, variable, groups, test=RANK_TESTS[theirs])  # type: ignore[arg-type]
    compared = [sv.compare_means(scored, "score", groups)]
    # R's rank of a tie depends on the order of its rows where their weights differ
    if one_weight_a_tie(plain, variable):
        compared.append(ours)
    if "chisq" in record:
        for each in compared:
            check_joint(each, record, scored.degrees_of_freedom)
        return
    compared[0] = sv.ttest(scored, "score", groups=groups)
    for each in compared:
        equal(each.estimate, record["estimate"], 0.0, "estimate")
        equal(each.std_error, record["se"], 0.0, "se")
        equal(each.statistic, record["statistic"], 0.0, "statistic")
        assert each.df == record["df_design"] == record["df"] + 1
        equal(each.p_value, record["p_value_design_df"], 0.0, "p_value")
        judged = t_test(each.estimate, each.std_error, float(record["df"]))
        equal(judged.p_value, record["p_value"], 0.0, "p with R's df")


def check_joint(ours: sv.TestResult, record: Any, df: int) -> None:
    """R takes as many degrees of freedom off as there are differences, and does not adjust."""
    count = record["ndf"]
    assert (ours.df_numerator, ours.df) == (count, df - count + 1)
    square = ours.statistic * count * df / (df - count + 1)
    equal(square, record["chisq"], 0.0, "chisq")
    equal(square / count, record["f"], 0.0, "f")
    assert record["ddf"] == df - count
    judged = f_test(square / count, count, float(record["ddf"]))
    equal(judged.p_value, record["p_value"], 0.0, "p with R's df")


def ranks_of_r(design: sv.SurveyDesign, variable: str) -> Any:
    """Half the own weight and all weight of the rows before it, averaged over ties."""
    y, w = design.data[variable].to_numpy(), design.weights
    order = np.argsort(y, kind="stable")
    before = np.empty(len(y))
    before[order] = np.cumsum(w[order]) - w[order] / 2
    return np.array([before[y == value].mean() for value in y])


def scores_of_r(test: str, ranks: Any, size: float) -> Any:
    if test == "vanderWaerden":
        return special.ndtri(ranks / size)
    if test == "median":
        return (ranks > size / 2 * (1 + 1e-12)).astype(float)
    return ranks / size


def one_weight_a_tie(design: sv.SurveyDesign, variable: str) -> bool:
    y, w = design.data[variable].to_numpy(), design.weights
    return all(np.ptp(w[y == value]) <= 1e-9 * w.max() for value in np.unique(y))


@pytest.mark.parametrize("design", DESIGNS[:3])
def test_estimated_ranks_equal_r(design: str) -> None:
    made = design_of(design)
    equal(ranks_of_r(made, "size"), OUTPUTS[design]["estimated_ranks_size"], 0.0, "ranks")


def test_nothing_of_the_tests_is_left_out() -> None:
    assert set(OUTPUTS) == {"definitions", *DESIGNS}
    kinds = ("one_sample", "paired", "two_sample", "trend", "rank")
    for design in DESIGNS:
        tried = {name for kind in kinds for each, name in named(kind) if each == design}
        rest = set(OUTPUTS[design]) - tried
        assert rest <= {"design", "estimated_ranks_size"}
