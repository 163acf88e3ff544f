"""Replicate weights made or brought in R, and the same variances here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import (
    FIELDS,
    Beside,
    beside,
    equal,
    golden_file,
    golden_frame,
    numbers,
    places,
    records,
)

import survey as sv

OUTPUTS = golden_file("replicates")["outputs"]
SCD = golden_file("scd")["outputs"]
CLUSTERED = ("brought", "jk1")
BY_RULE = [name for name, record in OUTPUTS.items() if "left_out_psu" in record.get("design", {})]
MADE = [name for name in OUTPUTS if name != "definitions"]
HOUSES = [name for name, record in SCD.items() if "factors" in record.get("design", {})]


def factors_of(name: str) -> Any:
    """Factors on the weights, (n, R)."""
    record = OUTPUTS[name]["design"]
    if name == "brought_combined" or name.startswith("brought"):
        return factors_of("jk1_clus_no_fpc")
    if "factors" in record:
        return np.array(record["factors"], float)[np.array(record["factor_row"]) - 1]
    if "left_out_psu" in record:
        return jackknife(name, record)
    source = record["factors_are"]
    factors = factors_of(source.split()[-1])
    return factors if source.startswith("those") else 0.3 + 0.7 * factors


def jackknife(name: str, record: Any) -> Any:
    """Factors of a stratified jackknife by its rule."""
    frame = frame_of(name)
    nhanes = "nhanes" in name
    strata = frame["SDMVSTRA" if nhanes else "stype"].astype(str).to_numpy()
    psu = frame["SDMVPSU"].to_numpy() if nhanes else np.arange(1, len(frame) + 1)
    columns = []
    for stratum, unit, n in zip(
        record["left_out_stratum"], record["left_out_psu"], record["n_psu"], strict=True
    ):
        here = strata == stratum
        columns.append(np.where(here, np.where(psu == int(unit), 0.0, n / (n - 1)), 1.0))
    return np.column_stack(columns)


def frame_of(name: str) -> Any:
    if "nhanes" in name:
        frame = golden_frame("nhanes", "nhanes")
        return frame.assign(one=1, hi_chol=frame["HI_CHOL"].astype("Int64").astype(str))
    if "clus2" in name:
        return golden_frame("replicates", "apiclus2_answered")
    return golden_frame(
        "replicates", "apiclus1" if "clus" in name or name.startswith(CLUSTERED) else "apistrat"
    )


def design_of(name: str) -> sv.SurveyDesign:
    frame, record = frame_of(name), OUTPUTS[name]["design"]
    weights = "WTMEC2YR" if "nhanes" in name else "pw"
    factors = factors_of(name)
    if "weights" in OUTPUTS[name]:
        frame["base"], frame[weights] = frame[weights], OUTPUTS[name]["weights"]
        whole = factors * frame["base"].to_numpy()[:, None]
        replicates = made(record, calibrated(name, whole), whole=True)
    else:
        replicates = made(record, factors, whole=False)
    return sv.SurveyDesign(frame, weights=weights, replicates=replicates)


def calibrated(name: str, whole: Any) -> Any:
    """Replicate weights that R calibrated, as factors on its calibrated weights."""
    record = OUTPUTS[name]["design"]
    if "factors" in record:
        factors = np.array(record["factors"], float)[np.array(record["factor_row"]) - 1]
        return factors * np.array(OUTPUTS[name]["weights"])[:, None]
    return whole


def made(record: Any, weights: Any, *, whole: bool) -> sv.Replicates:
    return sv.Replicates(
        weights, record["scale"], record["rscales"], mse=record["mse"], factors=not whole
    )


def check(both: Beside) -> None:
    """Compare what a replicated record holds."""
    record = both.record
    for name in ("estimate", "se", "vcov", "n", "lower", "upper"):
        compare = FIELDS[name]
        assert compare is not None
        if name in record:
            compare(both)
    assert (both.frame["df"] <= record["df"]).all()


@pytest.mark.parametrize(
    ("design", "name"), [pair for design in MADE for pair in records("replicates", design)]
)
def test_estimates_with_replicate_weights_equal_r(design: str, name: str) -> None:
    check(beside(design_of(design), OUTPUTS[design][name]))


@pytest.mark.parametrize(
    ("design", "name"), [pair for design in HOUSES for pair in records("scd", design)]
)
def test_half_samples_of_ambulance_stations_equal_r(design: str, name: str) -> None:
    record = SCD[design]["design"]
    frame = golden_frame("scd", "scd")
    frame["one"] = 1.0
    replicates = made(record, np.array(record["factors"], float), whole=False)
    ours = sv.SurveyDesign(frame, weights="one", replicates=replicates)
    check(beside(ours, SCD[design][name]))


@pytest.mark.parametrize("design", BY_RULE)
def test_degrees_of_freedom_of_a_domain_are_the_rank_of_its_weights(design: str) -> None:
    for name, record in OUTPUTS[design].items():
        if "df_domain" in record:
            ours = beside(design_of(design), record)
            repeated = np.repeat(record["df_domain"], len(ours.frame) // len(record["df_domain"]))
            assert ours.frame["df"].tolist() == repeated.tolist(), name


@pytest.mark.parametrize("design", ["linear_no_fpc", "linear_fpc"])
def test_linearised_variances_of_ambulance_stations_equal_r(design: str) -> None:
    frame = golden_frame("scd", "scd")
    population = dict.fromkeys((1, 2, 3), 5) if design == "linear_fpc" else None
    frame["one"] = 1.0
    ours = sv.SurveyDesign(
        frame, weights="one", strata="ESA", psu="ambulance", nest=True, population=population
    )
    for _, name in records("scd", design):
        record = SCD[design][name]
        both = beside(ours, record)
        for field in ("estimate", "se", "vcov", "n", "df", "df_domain"):
            compare = FIELDS[field]
            if compare is not None and field in record:
                compare(both)


def test_the_jackknife_of_a_total_is_its_linearised_variance() -> None:
    frame = golden_frame("replicates", "apistrat")
    linear = sv.SurveyDesign(frame, weights="pw", strata="stype", population="fpc")
    both = [sv.total(d, "enroll", by="sch.wide") for d in (linear, design_of("jkn_strat"))]
    order = places(both[0], {"statistic": "total", "variables": ["enroll"]} | domains(both[0]))
    found = [each.covariance.to_numpy()[np.ix_(order, order)] for each in both]
    equal(found[1], found[0], np.abs(numbers(found[0])).max(), "total")


def domains(estimates: sv.Estimates) -> dict[str, Any]:
    values = estimates.to_frame()["sch.wide"].astype(str).tolist()
    return {"by": ["sch.wide"], "domain_values": {"sch.wide": values}}
