"""School districts sampled whole, against R: clusters, lonely strata, calibrated weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from r_records import (
    answer,
    check_contrast,
    check_design,
    check_record,
    equal,
    golden_file,
    golden_frame,
    others,
    records,
)

import survey as sv
from survey.errors import DesignError

OUTPUTS = golden_file("clusters")["outputs"]
CLUSTERS = ("clus_fpc", "clus_no_fpc")
CALIBRATED = tuple(name for name in OUTPUTS if name.startswith("calibrated_"))
LONELY = {
    "lonely_one": ("stratum_one", None),
    "lonely_one_fpc": ("stratum_one", "fpc_one"),
    "lonely_one_fpc_certain": ("stratum_one", "fpc_one_certain"),
    "lonely_two": ("stratum_two", None),
    "lonely_two_fpc": ("stratum_two", "fpc_two"),
}
RULES = {
    "remove": "certainty",
    "certainty": "certainty",
    "adjust": "centered",
    "average": "average",
}
REFUSED = [name for name in LONELY if OUTPUTS[name]["fail_message"] is not None]


def design_of(name: str) -> sv.SurveyDesign:
    frame = golden_frame("clusters", "apiclus1")
    if name in CLUSTERS:
        population = "fpc" if name == "clus_fpc" else None
        return sv.SurveyDesign(frame, weights="pw", psu="dnum", population=population)
    frame["calibrated"] = OUTPUTS[name]["weights"]
    step = sv.CalibrationStep(auxiliary_of(name, frame), "pw")
    return sv.SurveyDesign(
        frame, weights="calibrated", psu="dnum", population="fpc", calibration=[step]
    )


def auxiliary_of(name: str, frame: Any) -> Any:
    columns = [np.ones(len(frame)), frame["stype"] == "H", frame["stype"] == "M"]
    return np.column_stack([*columns, frame["api99"]] if "two" in name else columns).astype(float)


def lonely_design(name: str, rule: Any) -> sv.SurveyDesign:
    strata, population = LONELY[name]
    return sv.SurveyDesign(
        golden_frame("clusters", "apiclus1"),
        weights="pw",
        psu="dnum",
        strata=strata,
        population=population,
        lonely_psu=rule,
    )


@pytest.mark.parametrize(("design", "name"), records("clusters", *CLUSTERS, *CALIBRATED))
def test_estimates_of_clusters_equal_r_with_and_without_calibration(design: str, name: str) -> None:
    check_record(design_of(design), OUTPUTS[design][name])


@pytest.mark.parametrize("design", [*CLUSTERS, *CALIBRATED])
def test_a_cluster_sample_is_counted_as_in_r(design: str) -> None:
    check_design(design_of(design), OUTPUTS[design]["design"])


@pytest.mark.parametrize("design", [*CLUSTERS, *CALIBRATED])
def test_the_difference_of_two_dependent_means_equals_r(design: str) -> None:
    means = OUTPUTS[design]["mean_api00_by_stype"]
    ours = answer(design_of(design), means)
    check_contrast(ours, means, OUTPUTS[design]["mean_api00_E_minus_H"])


@pytest.mark.parametrize("design", CALIBRATED)
def test_the_calibrated_weights_of_r_meet_its_population(design: str) -> None:
    ours = design_of(design)
    population = OUTPUTS[design]["population"]
    totals = ours.weights @ auxiliary_of(design, ours.data)
    assert totals == pytest.approx(list(population.values()), rel=1e-9)


@pytest.mark.parametrize("name", LONELY)
@pytest.mark.parametrize("rule", RULES)
def test_rules_for_a_lonely_unit_equal_those_of_r(name: str, rule: str) -> None:
    design = lonely_design(name, RULES[rule])
    elementary = (design.data["stype"] == "E").to_numpy()
    for quantity, record in OUTPUTS[name][rule].items():
        statistic, variable, *rest = quantity.split("_")
        verb = {"total": sv.total, "mean": sv.mean}[statistic]
        ours = verb(design, variable, where=elementary if rest == ["in", "E"] else None)
        frame = ours.to_frame()
        equal(frame["estimate"], record["estimate"], 0.0, quantity)
        equal(frame["std_error"], record["se"], 0.0, quantity)
        equal(ours.covariance.to_numpy(), record["vcov"], 0.0, quantity)
        assert set(record) == {"estimate", "se", "vcov", "df"}
        present = elementary if rest else np.ones(design.rows, dtype=bool)
        assert record["df"] == units_minus_strata(design.data[present], LONELY[name][0])
        assert frame["df"].tolist() == [record["df"]]


def units_minus_strata(frame: Any, strata: str) -> int:
    return frame["dnum"].nunique() - frame[strata].nunique()


@pytest.mark.parametrize("name", LONELY)
def test_a_design_with_lonely_units_is_counted_as_in_r(name: str) -> None:
    check_design(lonely_design(name, "certainty"), OUTPUTS[name]["design"])


@pytest.mark.parametrize("name", REFUSED)
def test_a_lonely_unit_is_refused_where_r_fails(name: str) -> None:
    with pytest.raises(DesignError) as caught:
        lonely_design(name, "error")
    assert caught.value.code == "design.lonely_psu"
    stratum = OUTPUTS[name]["fail_message"].split("(")[1][0]
    assert f'"{stratum}"' in str(caught.value)


def test_a_lonely_unit_that_is_all_of_its_stratum_is_no_error() -> None:
    assert set(LONELY) - set(REFUSED) == {"lonely_one_fpc_certain"}
    assert lonely_design("lonely_one_fpc_certain", "error").layout.strata == 3


def test_nothing_of_the_clusters_is_left_out() -> None:
    assert set(OUTPUTS) == {*CLUSTERS, *CALIBRATED, *LONELY}
    contrast = {"design", "mean_api00_E_minus_H"}
    assert all(others("clusters", design) == contrast for design in CLUSTERS)
    more = {*contrast, "population", "weights"}
    assert all(others("clusters", design) == more for design in CALIBRATED)
    assert all(set(OUTPUTS[name]) == {"design", "fail_message", *RULES} for name in LONELY)
