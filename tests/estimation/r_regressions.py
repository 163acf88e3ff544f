"""R's regressions in tests/golden/regression.json, and the designs they were fitted under."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from r_records import golden_file, golden_frame, numbers

import survey as sv

OUTPUTS = golden_file("regression")["outputs"]
DESIGNS = ("strat", "clus", "clus2", "clus_greg", "nhanes")
MODELS: dict[str | None, Any] = {
    "gaussian": "linear",
    "quasibinomial": "logit",
    "quasipoisson": "poisson",
    None: "ordered_logit",
}
EXACT = 1e-8
ITERATED = 1e-6
"""R's covariance of an iterated fit takes the weights of the step before the last."""


def named(*wanted: str) -> list[tuple[str, str]]:
    """Design and name of the records whose names begin with one of these."""
    return [(d, name) for d in DESIGNS for name in OUTPUTS[d] if name.startswith(wanted)]


@cache
def design_of(name: str) -> sv.SurveyDesign:
    """The design of that name."""
    if name == "nhanes":
        return sv.SurveyDesign(
            health(), weights="WTMEC2YR", strata="SDMVSTRA", psu="SDMVPSU", nest=True
        )
    frame = schools({"strat": "apistrat", "clus2": "apiclus2"}.get(name, "apiclus1"))
    if name == "strat":
        return sv.SurveyDesign(frame, weights="pw", strata="stype", population="fpc")
    if name == "clus2":
        stages: dict[str, Any] = {"psu": ["dnum", "snum"], "population": ["fpc1", "fpc2"]}
        return sv.SurveyDesign(frame, weights="pw", **stages)
    if name == "clus":
        return sv.SurveyDesign(frame, weights="pw", psu="dnum", population="fpc")
    columns = [np.ones(len(frame)), frame["stype"] == "H", frame["stype"] == "M", frame["api99"]]
    x, w = np.column_stack(columns).astype(float), frame["pw"].to_numpy()
    gap = np.array([6194, 755, 1018, 3914069]) - x.T @ w
    frame["calibrated"] = w * (1 + x @ np.linalg.solve(x.T @ (x * w[:, None]), gap))
    step = sv.CalibrationStep(x, "pw")
    return sv.SurveyDesign(
        frame, weights="calibrated", psu="dnum", population="fpc", calibration=[step]
    )


def schools(data: str) -> pd.DataFrame:
    frame = golden_frame("regression", data)
    frame["moving"] = pd.Categorical(frame["moving"], ["few", "some", "many"], ordered=True)
    return frame


def health() -> pd.DataFrame:
    frame = golden_frame("nhanes", "nhanes")
    sexes = frame["RIAGENDR"].map({1: "male", 2: "female"})
    frame["sex"] = pd.Categorical(sexes, ["male", "female"])
    frame["race_f"] = frame["race"].astype(str)
    ages = ["(0,19]", "(19,39]", "(39,59]", "(59,Inf]"]
    frame["age_order"] = pd.Categorical(frame["agecat"], ages, ordered=True)
    return frame


@cache
def regression_of(design: str, name: str) -> sv.Regression:
    """Our fit of the model of a record."""
    record = OUTPUTS[design][name]
    model = MODELS[record.get("family")]
    return sv.regress(design_of(design), record["formula"], model=model)


def same(ours: Any, theirs: Any, tolerance: float, what: str) -> None:
    """Equal up to a tolerance relative to R's value."""
    ours, theirs = np.asarray(ours, float), numbers(theirs)
    assert ours.shape == theirs.shape, what
    far = np.abs(ours - theirs) > tolerance * np.abs(theirs)
    assert not far.any(), f"{what}: {ours[far]} against {theirs[far]}"


def same_covariance(ours: Any, theirs: Any, tolerance: float, what: str = "vcov") -> None:
    """Equal up to a tolerance relative to the standard errors."""
    theirs = numbers(theirs)
    size = np.sqrt(np.diag(theirs))
    unit = np.outer(size, size)
    assert np.abs(ours / unit - theirs / unit).max() < tolerance, what


def same_errors(frame: pd.DataFrame, record: Any, tolerance: float, scale: Any) -> None:
    """Standard errors and limits equal R's; limits up to a tolerance of the larger of both."""
    same(frame["std_error"], record["se"], tolerance, "se")
    reach = np.abs(np.asarray(scale, float)) + frame["std_error"].to_numpy()
    for column, name in (("conf_low", "lower"), ("conf_high", "upper")):
        gap = np.abs(frame[column].to_numpy() - numbers(record[name]))
        assert (gap <= tolerance * reach).all(), name
