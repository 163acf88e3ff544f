"""Variances, correlations, reliabilities and functions of estimates, against R.

R's ``svyvar`` takes n from all rows, also those without an answer; we take it from those with one.
The records named ``…_complete`` leave the other rows out first and are equal; the others are made
equal here by the ratio of n/(n − 1). Degrees of freedom are those of the cell, so R's limits are
compared through its own. Contrasts, kappa and standardised means have no verb of their own: the
covariances they are made of are compared, with a gradient by complex steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from r_records import check_design, equal, golden_file, golden_frame, numbers

import survey as sv
from survey.kernels.intervals import fisher, t_quantile, wald

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

OUTPUTS = golden_file("moments")["outputs"]
HEALTH = {"weights": "WTMEC2YR", "strata": "SDMVSTRA", "psu": "SDMVPSU", "nest": True}
DESIGNS: dict[str, tuple[str, dict[str, Any]]] = {
    "strat": ("apistrat", {"weights": "pw", "strata": "stype", "population": "fpc"}),
    "clus": ("apiclus1", {"weights": "pw", "psu": "dnum", "population": "fpc"}),
    "clus2": (
        "apiclus2",
        {"weights": "pw", "psu": ["dnum", "snum"], "population": ["fpc1", "fpc2"]},
    ),
}
PLAIN = list(DESIGNS)
MISSING_IN = {"clus2": "enroll"}


def frame_of(name: str) -> pd.DataFrame:
    if name == "nhanes":
        return golden_frame("nhanes", "nhanes")
    return golden_frame("moments", DESIGNS[name][0])


def design_of(name: str, **columns: Any) -> sv.SurveyDesign:
    arguments = HEALTH if name == "nhanes" else DESIGNS[name][1]
    return sv.SurveyDesign(frame_of(name).assign(**columns), **arguments)


def starting(prefix: str) -> list[tuple[str, str]]:
    return [(d, name) for d in PLAIN for name in OUTPUTS[d] if name.startswith(prefix)]


def check_limits(record: Any, estimate: Any, se: Any) -> None:
    """Compare R's limits, by its degrees of freedom and level."""
    t = t_quantile(np.full(len(estimate), float(record["df"])), record["level"])
    for ours, field in zip(wald(estimate, se, t), ("lower", "upper"), strict=True):
        equal(ours, record[field], np.abs(estimate) + se, field)


@pytest.mark.parametrize("name", sorted(OUTPUTS.keys() - {"definitions"}))
def test_the_design_has_the_size_it_has_in_r(name: str) -> None:
    check_design(design_of(name), OUTPUTS[name]["design"])


def test_all_that_the_file_holds_is_compared() -> None:
    known = ("variance_", "sd_", "correlation_", "alpha", "kappa_")
    for design in PLAIN:
        others = [name for name in OUTPUTS[design] if not name.startswith(known)]
        assert set(others) == {"design", "contrasts"}
    names = {name for name in OUTPUTS["nhanes"] if not name.startswith("standardised_")}
    assert names == {"design", "population"}


# Variances


def matrix_of(design: sv.SurveyDesign, names: list[str], where: Any) -> tuple[Any, Any]:
    """The covariance matrix column by column, and its covariance, by the variances of sums."""
    size = len(names)
    pairs = [(i, j) for i in range(size) for j in range(i, size)]
    columns = [f"{names[i]}+{names[j]}" if i < j else names[i] for i, j in pairs]
    for (i, j), column in zip(pairs, columns, strict=True):
        if i < j:
            design.data[column] = design.data[names[i]] + design.data[names[j]]
    ours = sv.variance(design, columns, where=where)
    combination = np.zeros((size * size, len(columns)))
    for place, (i, j) in enumerate(pairs):
        for entry in {i * size + j, j * size + i}:
            combination[entry, place] = 0.5 if i < j else 1
            if i < j:
                combination[entry, [pairs.index((i, i)), pairs.index((j, j))]] = -0.5
    estimates = ours.to_frame()["estimate"].to_numpy()
    return combination @ estimates, ours.covariance.of(combination)


@pytest.mark.parametrize(
    ("name", "field"), [pair for pair in starting("variance_") if not pair[1].endswith("_by_stype")]
)
def test_variances_and_covariances_equal_r(name: str, field: str) -> None:
    record, design = OUTPUTS[name][field], design_of(name)
    complete = design.data[record["variables"]].notna().all(axis=1).to_numpy()
    estimate, covariance = matrix_of(design, record["variables"], complete)
    n, rows = record["n"], record["n_rows"]
    assert n == complete.sum()
    assert (n == rows) or MISSING_IN[name] in record["variables"]
    factor = (rows / (rows - 1)) / (n / (n - 1))
    se = factor * np.sqrt(np.diag(covariance))
    equal(factor * estimate, record["estimate"], 0.0, "estimate")
    equal(se, record["se"], 0.0, "se")
    equal(factor**2 * covariance, record["vcov"], np.outer(se, se), "vcov")
    check_limits(record, factor * estimate, se)
    described = {"variables", "n", "n_rows", "order", "df", "level"}
    assert set(record) == {*described, "estimate", "se", "vcov", "lower", "upper"}
    if len(record["variables"]) == 1 and factor == 1:
        row = sv.variance(design, record["variables"]).to_frame().iloc[0]
        assert row["n"] == n
        if row["df"] == record["df"]:
            equal(row[["conf_low"]], record["lower"])
            equal(row[["conf_high"]], record["upper"])


@pytest.mark.parametrize("name", PLAIN)
def test_variances_of_domains_equal_r(name: str) -> None:
    record = OUTPUTS[name]["variance_api00_by_stype"]
    ours = sv.variance(design_of(name), "api00", by="stype").to_frame()
    assert ours["stype"].tolist() == record["domains"]
    equal(ours["estimate"], record["estimate"], 0.0)
    equal(ours["std_error"], record["se"], 0.0)


@pytest.mark.parametrize(("name", "field"), starting("sd_"))
def test_standard_deviations_equal_r(name: str, field: str) -> None:
    record = OUTPUTS[name][field]
    row = sv.variance(design_of(name), record["variables"]).to_frame().iloc[0]
    value = np.sqrt(row["estimate"])
    se = np.array([row["std_error"] / (2 * value)])
    equal([value], record["estimate"], 0.0)
    equal(se, record["se"], 0.0)
    equal([se**2], record["vcov"], 0.0)
    check_limits(record, np.array([value]), se)


# Correlations and reliabilities


@pytest.mark.parametrize(("name", "field"), starting("correlation_"))
def test_correlations_equal_r(name: str, field: str) -> None:
    record = OUTPUTS[name][field]
    ours = sv.correlation(design_of(name), record["variables"], level=record["level"])
    row = ours.to_frame().iloc[0]
    assert row["variable"] == "~".join(record["variables"])
    r, se = np.array([row["estimate"]]), np.array([row["std_error"]])
    equal(r, record["estimate"], 0.0)
    equal(se, record["se"], 0.0)
    equal(ours.covariance.to_numpy(), record["vcov"], 0.0)
    check_limits(record, r, se)
    theirs = record["fisher"]
    equal(np.arctanh(r), [theirs["estimate"]], 0.0)
    equal(se / (1 - r**2), [theirs["se"]], 0.0)
    low, high = fisher(r, se, t_quantile(np.array([float(record["df"])]), record["level"]))
    equal([low[0], high[0]], [theirs["lower"], theirs["upper"]])
    if row["df"] == record["df"]:
        equal([row["conf_low"], row["conf_high"]], [theirs["lower"], theirs["upper"]])
    else:
        assert MISSING_IN[name] in record["variables"]


@pytest.mark.parametrize(("name", "field"), starting("alpha"))
def test_alphas_equal_r(name: str, field: str) -> None:
    record = OUTPUTS[name][field]
    ours = sv.reliability(design_of(name), record["items"], level=record["level"])
    raw, standardised = ours.to_frame().to_dict("records")
    value, se = np.array([raw["estimate"]]), np.array([raw["std_error"]])
    equal(value, record["estimate"], 0.0)
    equal(se, record["se"], 0.0)
    equal(ours.covariance.block([0], [0]), record["vcov"], 0.0)
    equal([standardised["estimate"]], [record["standardised_alpha"]], 0.0)
    check_limits(record, value, se)
    assert raw["n"] == record["n"]
    described = {"items", "n", "covariance", "standardised_alpha", "df", "level"}
    assert set(record) == {*described, "estimate", "se", "vcov", "lower", "upper"}


# Functions of estimates


def delta(estimates: sv.Estimates, function: Callable[[Any], Any]) -> tuple[Any, Any]:
    """A function of estimates and its covariance by the delta method."""
    value = estimates.to_frame()["estimate"].to_numpy()
    steps = value + 1e-30j * np.eye(len(value))
    gradient = np.array([np.imag(np.atleast_1d(function(step))) / 1e-30 for step in steps]).T
    return np.atleast_1d(function(value)), estimates.covariance.of(gradient)


def check_function(record: Any, estimates: sv.Estimates, function: Callable[[Any], Any]) -> None:
    value, covariance = delta(estimates, function)
    se = np.sqrt(np.diag(covariance))
    equal(value, record["estimate"], 0.0, "estimate")
    equal(se, record["se"], 0.0, "se")
    equal(covariance, record["vcov"], np.outer(se, se), "vcov")
    check_limits(record, value, se)


@pytest.mark.parametrize("name", PLAIN)
def test_contrasts_equal_r(name: str) -> None:
    design, records = design_of(name), OUTPUTS[name]["contrasts"]
    complete = design.data["enroll"].notna().to_numpy()
    means = sv.mean(design, ["api00", "api99"])
    totals = sv.total(design, ["api.stu", "enroll"], where=complete)
    by_type = sv.mean(design, "api00", by="stype")
    wide = (design.data["sch.wide"] == "Yes").astype(float)
    shares = sv.mean(design_of(name, wide=wide), "wide", by="stype")
    ratios = sv.ratio(design, "api.stu", "enroll", by="stype")

    def odds(p: Any) -> Any:
        return (p[0] / (1 - p[0])) / (p[1] / (1 - p[1]))

    functions: dict[str, tuple[sv.Estimates, Callable[[Any], Any]]] = {
        "difference_of_means": (means, lambda m: m[0] - m[1]),
        "several": (means, lambda m: np.array([m[0] - m[1], (m[0] + m[1]) / 2])),
        "ratio_of_means": (means, lambda m: m[0] / m[1]),
        "geometric": (means, lambda m: np.sqrt(m[0] * m[1])),
        "log_ratio": (totals, lambda t: np.log(t[0] / t[1])),
        "ratio": (totals, lambda t: t[0] / t[1]),
        "mean_E_minus_H": (by_type, lambda m: m[0] - m[1]),
        "mean_differences": (by_type, lambda m: np.array([m[0] - m[1], m[1] - m[2]])),
        "share_difference": (shares, lambda p: p[0] - p[1]),
        "odds_ratio": (shares, odds),
        "log_odds_ratio": (shares, lambda p: np.log(odds(p))),
        "risk_ratio": (shares, lambda p: p[0] / p[1]),
        "log_risk_ratio": (shares, lambda p: np.log(p[0] / p[1])),
        "ratio_difference": (ratios, lambda r: r[0] - r[1]),
    }
    assert set(functions) == set(records)
    for field, (estimates, function) in functions.items():
        check_function(records[field], estimates, function)


@pytest.mark.parametrize(("name", "field"), starting("kappa_"))
def test_kappa_equals_r(name: str, field: str) -> None:
    record, frame = OUTPUTS[name][field], frame_of(name)
    one, other = record["formula"].removeprefix("~").replace("rate", "item").split(" + ")
    levels = sorted({*frame[one], *frame[other]})
    cells = [(a, b) for a in levels for b in levels]
    columns = {f"{a}:{b}": ((frame[one] == a) & (frame[other] == b)) * 1.0 for a, b in cells}
    shares = sv.mean(design_of(name, **columns), list(columns))

    def kappa(p: Any) -> Any:
        table = p.reshape(len(levels), -1)
        chance = table.sum(axis=0) @ table.sum(axis=1)
        return (np.trace(table) - chance) / (1 - chance)

    check_function(record, shares, kappa)


@pytest.mark.parametrize(
    "field", [name for name in OUTPUTS["nhanes"] if name.startswith("standardised_")]
)
def test_standardised_means_equal_r(field: str) -> None:
    record, standard = OUTPUTS["nhanes"][field], np.array(OUTPUTS["nhanes"]["population"], float)
    ours = sv.mean(design_of("nhanes"), "HI_CHOL", by=[*record["by"], "agecat"])
    frame = ours.to_frame()
    ages = sorted(set(frame["agecat"]))
    values = zip(*(record["domain_values"][by] for by in record["by"]), strict=True)
    combination = np.zeros((len(record["domains"]), len(frame)))
    for place, domain in enumerate(values):
        inside = (frame[record["by"]].astype(str) == list(domain)).all(axis=1)
        at = frame["agecat"][inside].map(ages.index).to_numpy()
        combination[place, np.flatnonzero(inside)] = (standard / standard.sum())[at]
    estimate, covariance = combination @ frame["estimate"], ours.covariance.of(combination)
    se = np.sqrt(np.diag(covariance))
    equal(estimate, record["estimate"], 0.0)
    equal(se, record["se"], 0.0)
    equal(covariance, numbers(record["vcov"]), np.outer(se, se))
    check_limits(record, np.asarray(estimate), se)
