"""Records of R's survey package in tests/golden, and our answers to the same questions."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.kernels import intervals
from survey.kernels.intervals import t_quantile, wald

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from survey.kernels.layout import Floats, Ints

RTOL = 1e-8
"""What equal to R means, relative to R's value."""

ZERO = 1e-10
"""What counts as zero, relative to the numbers that a difference or a covariance is made of."""

LOGIT_RTOL = 1e-10
"""The closed form of the logit interval; R's iterative one agrees with it to `RTOL`."""

PRINTED = {"mean": "wald", "xlogit": "logit", "beta": "beta"}
"""R's names of intervals and ours."""

_FOLDER = Path(__file__).parents[1] / "golden"


class Beside(NamedTuple):
    """One record with our estimates in its order."""

    record: Mapping[str, Any]
    design: sv.SurveyDesign
    estimates: sv.Estimates
    order: Ints
    frame: pd.DataFrame
    replace: pd.DataFrame
    df_answered: int | None


@cache
def golden_file(topic: str) -> Any:
    """What ``tests/golden/<topic>.json`` holds; leave it as it is."""
    return json.loads((_FOLDER / f"{topic}.json").read_text(encoding="utf-8"))


def golden_frame(topic: str, data: str) -> pd.DataFrame:
    """The data behind the records of a file."""
    return pd.DataFrame(golden_file(topic)["inputs"][data])


def records(topic: str, *designs: str) -> list[tuple[str, str]]:
    """Design and name of all records that are plain estimates."""
    outputs = golden_file(topic)["outputs"]
    return [
        (design, name)
        for design in designs
        for name, record in outputs[design].items()
        if isinstance(record, dict) and "statistic" in record and not _counts(record)
    ]


def _counts(record: Mapping[str, Any]) -> bool:
    """Whether a record holds totals of categories."""
    return record["statistic"] == "total" and "variable" in record


def counts(topic: str, *designs: str) -> list[tuple[str, str]]:
    """Design and name of all records of totals of categories."""
    outputs = golden_file(topic)["outputs"]
    return [
        (design, name)
        for design in designs
        for name, record in outputs[design].items()
        if isinstance(record, dict) and "statistic" in record and _counts(record)
    ]


def with_indicators(frame: pd.DataFrame, variable: str, categories: list[str]) -> list[str]:
    """Add a column of 0 and 1 for each category, and name them."""
    names = [f"{variable}={category}" for category in categories]
    for name, category in zip(names, categories, strict=True):
        frame[name] = (frame[variable].astype(str) == category).astype(float)
    return names


def others(topic: str, design: str) -> set[str]:
    """Names of what a design's outputs hold beside plain estimates."""
    outputs = golden_file(topic)["outputs"][design]
    plain = {name for _, name in [*records(topic, design), *counts(topic, design)]}
    return set(outputs) - plain


def answer(design: sv.SurveyDesign, record: Mapping[str, Any], **options: Any) -> sv.Estimates:
    """Our estimates of what a record holds, with Wald intervals as there."""
    options["by"] = record.get("by")
    if record["statistic"] == "ratio":
        return sv.ratio(design, record["numerator"], record["denominator"], **options)
    if "variable" in record:
        return sv.proportion(design, record["variable"], interval="wald", **options)
    verb = {"mean": sv.mean, "total": sv.total}[record["statistic"]]
    complete = design.data[record["variables"]].notna().all(axis=1).to_numpy()
    if len(record["variables"]) > 1 and not complete.all():
        options["where"] = complete  # R leaves out who lacks any of them
    return verb(design, record["variables"], **options)


def beside(
    design: sv.SurveyDesign, record: Mapping[str, Any], df_answered: int | None = None
) -> Beside:
    """Our estimates, put in the order of the record."""
    ours, replace = answer(design, record), answer(design, record, deff="replace")
    order = places(ours, record)
    frame, with_replacement = (
        each.to_frame().iloc[order].reset_index(drop=True) for each in (ours, replace)
    )
    return Beside(record, design, ours, order, frame, with_replacement, df_answered)


def places(ours: sv.Estimates, record: Mapping[str, Any]) -> Ints:
    """Our rows in the order of the record: domain by domain, then category or variable."""
    frame = ours.to_frame()
    columns = [*record.get("by", []), "variable", "category"]
    ours_at = {tuple(row): at for at, row in enumerate(frame[columns].astype(str).to_numpy())}
    inner = [(name, category) for name in _variables(record) for category in _categories(record)]
    domains = [tuple(values) for values in zip(*_domain_values(record), strict=True)] or [()]
    return np.array([ours_at[(*domain, *cell)] for domain in domains for cell in inner])


def check_record(
    design: sv.SurveyDesign,
    record: Mapping[str, Any],
    *,
    df_answered: int | None = None,
) -> None:
    """Compare every field of a record; a field without a comparison is an error.

    `df_answered` counts answered rows only, where a record without domains has missing answers.
    """
    both = beside(design, record, df_answered)
    for name in record:
        compare = FIELDS[name]
        if compare is not None:
            compare(both)


def check_design(design: sv.SurveyDesign, record: Mapping[str, Any]) -> None:
    """Compare the counts of a design."""
    ours = {
        "how": record["how"],
        "n": design.counts.sum(),
        "n_psu": design.layout.stratum_psus.sum(),
        "n_strata": design.layout.strata,
        "sum_of_weights": pytest.approx(record["sum_of_weights"], rel=RTOL),
        "df": design.degrees_of_freedom,
    }
    assert design.counts @ design.weights == ours["sum_of_weights"]
    assert {**record, "sum_of_weights": ours["sum_of_weights"]} == ours


def check_contrast(
    ours: sv.Estimates, against: Mapping[str, Any], record: Mapping[str, Any]
) -> None:
    """Compare a weighted sum of the estimates of another record."""
    combination = np.zeros((1, len(ours)))
    weights = [record["weights"][domain] for domain in against["domains"]]
    combination[0, places(ours, against)] = weights
    estimate = combination @ ours.to_frame()["estimate"].to_numpy()
    variance = ours.covariance.of(combination)
    equal(estimate, record["estimate"], what="estimate")
    equal(variance, record["vcov"], what="vcov")
    se, df = np.sqrt(variance[0]), np.array([float(record["df"])])
    equal(se, record["se"], what="se")
    low, high = wald(estimate, se, t_quantile(df, record["level"]))
    equal(low, record["lower"], what="lower")
    equal(high, record["upper"], what="upper")


def check_proportion(
    design: sv.SurveyDesign, record: Mapping[str, Any], category: str, where: Any = None
) -> None:
    """Compare the share of one category with its intervals."""
    variable, level = record["variable"], record["level"]
    rows = design.rows if where is None else int(where.sum())

    def row(interval: Any) -> Any:
        ours = sv.proportion(design, variable, where=where, interval=interval, level=level)
        frame = ours.to_frame()
        return frame[frame["category"].astype(str) == category].iloc[0]

    ours = row("wald")
    equal(ours["estimate"], record["estimate"], 0.0, "estimate")
    equal(ours["std_error"], record["se"], 0.0, "se")
    equal(ours["n_eff"], record["n_effective"], 0.0, "n_effective")
    df = record.get("df_complete_rows", record["df"])
    counted = {"n": ours["n"], "n_rows": rows, "n_ones": ours["count"], "df": ours["df"]}
    assert counted == {**{name: record[name] for name in counted}, "df": df}
    methods, same = dict(record["methods"]), df == record["df"]
    kernels = _with_df_of_r(ours, float(record["df"]), rows, level)
    for name, limits in kernels.items():
        tolerance = LOGIT_RTOL if name == "xlogit" else RTOL
        _interval(limits, methods.pop(name), tolerance, f"kernel {name}")
        if name in PRINTED and same and (name != "beta" or rows == ours["n"]):
            theirs = record["methods"][name]
            _interval(_printed(row(PRINTED[name])), theirs, tolerance, name)
    _interval(kernels["xlogit"], methods.pop("logit"), RTOL, "logit by iteration")
    if "beta_complete_rows" in methods:
        limits = _printed(row("beta"))
        _interval(limits, methods.pop("beta_complete_rows"), RTOL, "beta_complete_rows")
    assert not methods
    described = {"variable", "level", "df_rule", "df_complete_rows", "methods"}
    assert set(record) == {*described, *counted, "estimate", "se", "n_effective"} & {*record}


def _with_df_of_r(ours: Any, df: float, rows: int, level: float) -> dict[str, Any]:
    """Intervals with R's degrees of freedom, and its sample size under beta: all rows."""
    p, se, t = ours["estimate"], ours["std_error"], intervals.t_quantile(np.array(df), level)
    return {
        "mean": intervals.wald(p, se, t),
        "xlogit": intervals.logit(p, se, t),
        "beta": intervals.korn_graubard(p, ours["n_eff"], rows, df, level),
    }


def _printed(row: Any) -> tuple[float, float]:
    return row["conf_low"], row["conf_high"]


def _interval(ours: Any, theirs: Mapping[str, float], tolerance: float, what: str) -> None:
    assert ours == (
        pytest.approx(theirs["lower"], rel=tolerance),
        pytest.approx(theirs["upper"], rel=tolerance),
    ), what


def equal(ours: Any, theirs: Any, scale: Any = 1.0, what: str = "") -> None:
    """Assert equality to R up to `RTOL`, or up to `ZERO` of the scale."""
    ours, theirs = np.asarray(ours, float), numbers(theirs)
    assert ours.shape == theirs.shape, what
    allowed = RTOL * np.abs(theirs) + ZERO * np.asarray(scale, float)
    same = (np.abs(ours - theirs) <= allowed) | (np.isnan(ours) & np.isnan(theirs))
    assert same.all(), f"{what}: {ours} against {theirs}"


def numbers(values: Any) -> Floats:
    """A JSON array with null as NaN."""
    return np.array(values, dtype=object).astype(float)


def _variables(record: Mapping[str, Any]) -> list[str]:
    if record["statistic"] == "ratio":
        return [f"{record['numerator']}/{record['denominator']}"]
    return [record["variable"]] if "variable" in record else list(record["variables"])


def _categories(record: Mapping[str, Any]) -> list[str]:
    return list(record.get("categories", [""]))


def _domain_values(record: Mapping[str, Any]) -> list[list[str]]:
    return [record["domain_values"][name] for name in record.get("by", [])]


def _repeat(both: Beside, values: Any) -> Floats:
    """One value a domain, repeated for its estimates."""
    values = np.atleast_1d(numbers(values))
    return np.repeat(values, len(both.frame) // len(values))


def _estimate(both: Beside) -> None:
    equal(both.frame["estimate"], both.record["estimate"], 0.0, "estimate")


def _se(both: Beside) -> None:
    equal(both.frame["std_error"], both.record["se"], both.frame["estimate"].abs(), "se")


def _vcov(both: Beside) -> None:
    theirs = numbers(both.record["vcov"])
    covariance, order = both.estimates.covariance, both.order
    size = np.maximum(both.frame["std_error"], 1e-3 * both.frame["estimate"].abs()).to_numpy()
    scale = np.outer(size, size)
    equal(covariance.to_numpy()[np.ix_(order, order)], theirs, scale, "to_numpy")
    some = slice(None, None, 2)
    block = covariance.block(order[some], order[::-1])
    equal(block, theirs[some, ::-1], scale[some, ::-1], "block")
    equal(covariance.variance()[order], np.diag(theirs), np.diag(scale), "variance")
    coefficients = np.arange(2 * len(order)).reshape(2, -1) * 7 % 5 - 2.0
    combination = np.zeros((2, covariance.size))
    combination[:, order] = coefficients
    reach = np.abs(coefficients)
    equal(
        covariance.of(combination),
        coefficients @ theirs @ coefficients.T,
        10 * reach @ scale @ reach.T,
        "of",
    )


def _vcov_within(both: Beside) -> None:
    for domain, matrix in enumerate(both.record["vcov_within_domain"]):
        theirs = numbers(matrix)
        places = both.order[domain * len(theirs) : (domain + 1) * len(theirs)]
        size = both.frame["std_error"].iloc[domain * len(theirs) : (domain + 1) * len(theirs)]
        scale = np.outer(size, size)
        equal(both.estimates.covariance.block(places, places), theirs, scale, "within domain")


def _deff(both: Beside) -> None:
    theirs = numbers(both.record["deff"])
    if not both.design.grosses_up:  # R divides by zero there
        assert np.isnan(theirs).all()
        theirs = numbers(both.record["deff_replace"])
    equal(both.frame["deff"], theirs, 1.0, "deff")


def _deff_replace(both: Beside) -> None:
    equal(both.replace["deff"], both.record["deff_replace"], 1.0, "deff_replace")


def _n(both: Beside) -> None:
    assert (both.frame["n"] == _repeat(both, both.record["n"])).all()


def _df(both: Beside) -> None:
    assert both.design.degrees_of_freedom == both.record["df"]
    if "by" not in both.record:
        answered = both.record["df"] if both.df_answered is None else both.df_answered
        assert (both.frame["df"] == answered).all()


def _df_domain(both: Beside) -> None:
    theirs = both.record.get("df_domain_answered", both.record["df_domain"])
    assert (both.frame["df"] == _repeat(both, theirs)).all()


def _design_limits(both: Beside) -> None:
    df = np.full(len(both.frame), float(both.record["df"]))
    _limits(both, df, "lower", "upper")


def _domain_limits(both: Beside) -> None:
    df = _repeat(both, both.record["df_domain"])
    _limits(both, df, "lower_domain_df", "upper_domain_df")


def _limits(both: Beside, df: Floats, lower: str, upper: str) -> None:
    """Limits with R's degrees of freedom, and ours as printed where these are the same."""
    frame, scale = both.frame, both.frame["estimate"].abs() + both.frame["std_error"]
    t = t_quantile(df, both.record["level"])
    limits = wald(frame["estimate"].to_numpy(), frame["std_error"].to_numpy(), t)
    same = (frame["df"] == df).to_numpy()
    for ours, column, name in zip(limits, ("conf_low", "conf_high"), (lower, upper), strict=True):
        theirs = numbers(both.record[name])
        equal(ours, theirs, scale, name)
        equal(frame[column][same], theirs[same], scale[same], column)


FIELDS: dict[str, Callable[[Beside], None] | None] = {
    "estimate": _estimate,
    "se": _se,
    "vcov": _vcov,
    "vcov_within_domain": _vcov_within,
    "deff": _deff,
    "deff_replace": _deff_replace,
    "n": _n,
    "df": _df,
    "df_domain": _df_domain,
    "df_domain_answered": _df_domain,
    "lower": _design_limits,
    "upper": _design_limits,
    "lower_domain_df": _domain_limits,
    "upper_domain_df": _domain_limits,
    # what is asked for, used by `answer` and `places`
    "statistic": None,
    "by": None,
    "variable": None,
    "variables": None,
    "categories": None,
    "numerator": None,
    "denominator": None,
    "domains": None,
    "domain_values": None,
    "order": None,
    "level": None,
}
