"""Regressions, terms, predictions and effects, against R."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from r_records import check_design
from r_regressions import (
    DESIGNS,
    EXACT,
    ITERATED,
    MODELS,
    OUTPUTS,
    design_of,
    named,
    regression_of,
    same,
    same_covariance,
    same_errors,
)

import survey as sv

FITTED = named("linear", "logit", "poisson")
ORDERED = named("ordered")
EFFECTS = [(d, name, each) for d, name in named("effects") for each in OUTPUTS[d][name]]
STANDARDISED = named("standardised")
ERRORS: tuple[Any, ...] = ("fixed", "sampled")
NOT_OFFERED = {
    "marginpred": "weights that balance covariates, in place of a model with them; settled to 1e-4",
}
TERMS_NOT_OFFERED = {"working_wald"}  # the Rao–Scott test; F has its degrees of freedom


def tolerance(name: str) -> float:
    return EXACT if name.startswith(("linear", "standardised_linear")) else ITERATED


@pytest.mark.parametrize("design", DESIGNS)
def test_designs_of_regressions_are_counted_as_in_r(design: str) -> None:
    check_design(design_of(design), OUTPUTS[design]["design"])


@pytest.mark.parametrize(("design", "name"), FITTED)
def test_regressions_equal_r(design: str, name: str) -> None:
    record = dict(OUTPUTS[design][name])
    ours, frame = regression_of(design, name), regression_of(design, name).to_frame()
    assert [r_name(row) for row in frame.itertuples()] == record.pop("coef_names")
    assert ours.formula.text == record.pop("formula")
    assert ours.model == MODELS[record.pop("family")]
    assert record.pop("link") == {"linear": "identity", "poisson": "log"}.get(ours.model, "logit")
    assert (ours.n, ours.design.rows) == (record.pop("n"), record.pop("n_rows"))
    assert (ours.df, ours.level) == (record.pop("df"), record.pop("level"))
    assert ours.design.degrees_of_freedom == record.pop("df_design")
    assert ours.df == record.pop("df_answered") + 1 - len(ours)
    same(frame["estimate"], record["estimate"], EXACT, "estimate")
    same_covariance(ours.covariance, record.pop("vcov"), tolerance(name))
    same_errors(frame, record, tolerance(name), record.pop("estimate"))
    same(frame["statistic"], record.pop("statistic"), tolerance(name), "statistic")
    same(frame["p_value"], record.pop("p_value"), 10 * tolerance(name), "p_value")
    if ours.model == "linear":
        same(ours.r_squared, record.pop("r_squared"), EXACT, "r_squared")
    same(deviance(ours), record.pop("deviance"), EXACT, "deviance")
    rest = {"se", "lower", "upper", "deviance_is", "terms", "predictions"}
    assert set(record) <= rest


def r_name(row: Any) -> str:
    """The name that R gives a coefficient."""
    if row.term == "(intercept)":
        return "(Intercept)"
    names, levels = row.term.split(":"), str(row.level).split(" × ")
    parts = [name if name in NUMBERS else name + levels.pop(0) for name in names]
    return ":".join(parts)


NUMBERS = {"ell", "meals", "mobility"}


def deviance(ours: sv.Regression) -> float:
    """Deviance with weights of mean 1 over all rows of the design."""
    rows = ours.fitted.rows
    eta, y = rows.x @ ours.coefficients, rows.y
    with np.errstate(all="ignore"):  # only one of the three is meant
        each = {
            "linear": (y - eta) ** 2,
            "logit": 2 * np.logaddexp(0, np.where(y > 0, -eta, eta)),
            "poisson": 2 * (np.where(y > 0, y * np.log(y), 0) - y * eta - y + np.exp(eta)),
        }[ours.model]
    return float(ours.fitted.weights @ each / ours.design.weights.mean())


@pytest.mark.parametrize(("design", "name"), FITTED)
def test_wald_tests_of_terms_equal_r(design: str, name: str) -> None:
    ours, records = regression_of(design, name), OUTPUTS[design][name].get("terms", {})
    frame = sv.term_tests(ours, [tuple(each["terms"]) for each in records.values()]).to_frame()
    assert frame["term"].tolist() == list(records)
    for row, record in zip(frame.itertuples(), records.values(), strict=True):
        wald = dict(record["wald"])
        same(row.statistic, wald.pop("f"), tolerance(name), "f")
        same(row.p_value, wald.pop("p_value"), 10 * tolerance(name), "p_value")
        assert {"ndf": row.df_term, "ddf": row.df} == wald
        assert set(record) - TERMS_NOT_OFFERED == {"terms", "wald"}


@pytest.mark.parametrize(
    ("design", "name"), [(d, n) for d, n in FITTED if "predictions" in OUTPUTS[d][n]]
)
@pytest.mark.parametrize("scale", ["link", "response"])
def test_predictions_for_new_data_equal_r(design: str, name: str, scale: Any) -> None:
    record = OUTPUTS[design][name]["predictions"]
    assert set(record) == {"newdata", "link", "response"}
    data = pd.DataFrame(record["newdata"])
    ours = sv.predict(regression_of(design, name), data, scale=scale)
    said = record[scale]
    assert set(said) == {"estimate", "se", "vcov"}
    same(ours.estimates, said["estimate"], EXACT, "estimate")
    same(ours.to_frame()["std_error"], said["se"], tolerance(name), "se")
    same_covariance(ours.covariance, said["vcov"], tolerance(name))


@pytest.mark.parametrize(("design", "name"), ORDERED)
def test_ordered_logits_equal_the_maximum_that_r_was_led_to(design: str, name: str) -> None:
    record = dict(OUTPUTS[design][name])
    ours, frame = regression_of(design, name), regression_of(design, name).to_frame()
    names = [r_name(row) for row in frame.itertuples() if row.term != "(threshold)"]
    assert [*names, *ours.thresholds()] == record.pop("names")
    assert list(ours.outcome.categories) == record.pop("levels")
    assert len(names) == record.pop("n_coefficients")
    assert (ours.formula.text, ours.n) == (record.pop("formula"), record.pop("n"))
    assert (ours.df, ours.level) == (record.pop("df"), record.pop("level"))
    assert ours.df == record.pop("df_design") - len(names)
    same(ours.coefficients, record["estimate"], EXACT, "estimate")
    same_covariance(ours.covariance, record.pop("vcov"), EXACT)
    same_errors(frame, record, EXACT, record.pop("estimate"))
    # svyolr itself stops early; its own answer is near
    package = record.pop("package")
    assert ours.coefficients == pytest.approx(package["estimate"], rel=1e-2)
    assert set(record) == {"se", "lower", "upper"}


@pytest.mark.parametrize(("design", "name", "each"), EFFECTS)
@pytest.mark.parametrize("error", ERRORS)
def test_average_effects_equal_r(design: str, name: str, each: str, error: Any) -> None:
    ours = regression_of(design, name.removeprefix("effects_"))
    record = OUTPUTS[design][name][each]
    variable = each.removesuffix("_means").removesuffix("_effects")
    verb: Any = sv.standardised if each.endswith("_means") else sv.average_effects
    check_effects(verb(ours, variable, error=error), record, error)
    assert set(record) - {"kind"} == FIELDS_OF_EFFECTS


@pytest.mark.parametrize(("design", "name"), STANDARDISED)
@pytest.mark.parametrize("error", ERRORS)
def test_standardised_means_equal_r(design: str, name: str, error: Any) -> None:
    record = OUTPUTS[design][name]
    model = MODELS[record["family"]]
    ours = sv.regress(design_of(design), record["formula"], model=model)
    check_effects(sv.standardised(ours, record["group"], error=error), record, error)
    # the package leaves out how coefficients and average vary together
    package = record["package"]
    assert set(package) == {"se", "vcov"}
    assert set(record) - {"formula", "family", "group", "package"} == FIELDS_OF_EFFECTS


FIELDS_OF_EFFECTS = {"effects", "estimate", "df", "level", "gradient", "fixed", "sampled"}


def check_effects(ours: sv.Effects, record: Any, error: str) -> None:
    frame = ours.to_frame()
    assert [str(row.level or row.variable) for row in frame.itertuples()] == record["effects"]
    assert (ours.df, ours.level, ours.error) == (record["df"], record["level"], error)
    same(ours.estimates, record["estimate"], EXACT, "estimate")
    gradient = np.array(record["gradient"], float)
    assert ours.gradient == pytest.approx(gradient, rel=EXACT, abs=1e-12 * np.abs(gradient).max())
    closed = EXACT if error == "sampled" else ITERATED  # the first made of influences in R too
    same_covariance(ours.covariance, record[error]["vcov"], closed)
    same_errors(frame, record[error], closed, record["estimate"])
    assert set(record[error]) == {"se", "vcov", "lower", "upper"}


def test_nothing_of_the_regressions_is_left_out() -> None:
    compared = {*FITTED, *ORDERED, *STANDARDISED, *named("effects")}
    everything = {(d, name) for d in DESIGNS for name in OUTPUTS[d]}
    assert set(OUTPUTS) == {*DESIGNS, "definitions"}
    assert {name for _, name in everything - compared} == {"design", *NOT_OFFERED}
