"""Variances and degrees of freedom of differences, where blocks lie in several areas at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_areas import clustered

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("fpc", ["clus_fpc", "clus_no_fpc"])
def test_elementary_schools_against_high_schools_in_districts_are_those_of_r(
    golden: Callable[[str], Any], fpc: str
) -> None:
    file = golden("clusters")
    frame = pd.DataFrame(file["inputs"]["apiclus1"])
    frame["fpc"] = frame["fpc"].astype(float)
    population = float(frame["fpc"].iloc[0]) if fpc == "clus_fpc" else None
    design = sv.SurveyDesign(frame, weights="pw", psu="dnum", population=population)
    record = file["outputs"][fpc]["mean_api00_E_minus_H"]
    found = sv.compare_areas(sv.mean(design, "api00", by="stype"), "H").to_frame()
    schools = found.set_index("stype").loc["E"]
    assert schools["difference"] == pytest.approx(record["estimate"][0], rel=1e-8)
    assert schools["std_error"] == pytest.approx(record["se"][0], rel=1e-8)
    assert schools["df"] == record["df"]
    assert [schools["conf_low"], schools["conf_high"]] == pytest.approx(
        [record["lower"][0], record["upper"][0]], rel=1e-8
    )


@given(st.integers(0, 10_000), st.booleans())
def test_the_squared_error_is_both_variances_less_twice_the_covariance(
    seed: int, share: bool
) -> None:
    frame = clustered(np.random.default_rng(seed), 120)
    design = sv.SurveyDesign(
        frame, psu="block", strata="stratum", weights="weight", lonely_psu="certainty"
    )
    if share:
        estimates = sv.proportion(design, "safe", by="area")
    else:
        estimates = sv.mean(design, "years", by="area")
    keys = estimates.to_frame()[["area", "category"]]
    covariance = estimates.covariance.to_numpy()
    found = sv.compare_areas(estimates, "C", adjust="none").to_frame()
    assert len(found) == len(keys) - keys["category"].nunique()
    for _, row in found.iterrows():
        same = keys["category"] == row["category"]
        i = keys.index[same & (keys["area"] == row["area"])][0]
        j = keys.index[same & (keys["area"] == "C")][0]
        squared = covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]
        assert row["std_error"] ** 2 == pytest.approx(squared, rel=1e-9, abs=1e-15)


@given(st.integers(0, 10_000))
def test_degrees_of_freedom_are_blocks_less_strata_of_the_two_areas(seed: int) -> None:
    generator = np.random.default_rng(seed)
    frame = clustered(generator, 60)
    frame.loc[generator.random(60) < 0.2, "safe"] = np.nan
    design = sv.SurveyDesign(frame, psu="block", strata="stratum", lonely_psu="certainty")
    found = sv.compare_areas(sv.proportion(design, "safe", by="area"), "B").to_frame()
    for _, row in found.iterrows():
        both = frame[frame["area"].isin([row["area"], "B"]) & frame["safe"].notna()]
        assert row["df"] == both["block"].nunique() - both["stratum"].nunique()


def test_degrees_of_freedom_of_counts_are_people_less_strata() -> None:
    rows = pd.DataFrame({"area": list("AABB"), "safe": [0, 1, 0, 1], "k": [30, 10, 5, 6]})
    for strata, expected in ((None, 50), ("area", 49)):
        design = sv.SurveyDesign(rows, counts="k", strata=strata)
        found = sv.compare_areas(sv.proportion(design, "safe", by="area"), "A").to_frame()
        assert found["df"].tolist() == [expected, expected]


def test_households_shared_by_areas_make_a_difference_more_certain() -> None:
    frame = clustered(np.random.default_rng(1))
    frame["years"] = frame["block"] + np.random.default_rng(2).random(len(frame))
    design = sv.SurveyDesign(frame, psu="block", strata="stratum")
    estimates = sv.mean(design, "years", by="area")
    v = estimates.covariance.variance()
    found = sv.compare_areas(estimates, "A").to_frame()
    assert (found["std_error"] ** 2 < v[1:] + v[0]).all()


def test_counts_give_what_the_same_people_one_by_one_give() -> None:
    rows = pd.DataFrame({"area": list("AABBCC"), "safe": [0, 1] * 3, "k": [30, 10, 25, 6, 12, 30]})
    people = rows.loc[rows.index.repeat(rows["k"])].reset_index(drop=True)
    tabulated = sv.SurveyDesign(
        rows, counts="k", strata="area", population={"A": 90, "B": 62, "C": 84}
    )
    one_by_one = sv.SurveyDesign(people, strata="area", population={"A": 90, "B": 62, "C": 84})
    first, second = (
        sv.compare_areas(sv.proportion(design, "safe", by="area"), "A").to_frame()
        for design in (tabulated, one_by_one)
    )
    pd.testing.assert_frame_equal(first, second, rtol=1e-12, check_dtype=False)
