"""One question in whatever form: alone or in a list, by or where, a wide or a long file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import survey as sv

ITEMS = ["day", "evening", "noise"]


def residents() -> pd.DataFrame:
    generator = np.random.default_rng(12)
    home = np.repeat(np.arange(80), generator.integers(2, 4, 80))
    n = len(home)
    frame = pd.DataFrame({"person": np.arange(n), "home": home, "stratum": home % 3})
    frame["area"] = np.where(generator.random(n) < 0.3, "River", "Hill")
    frame["d"] = generator.uniform(1, 4, n)
    frame["age"] = generator.integers(18, 90, n)
    frame["w"] = frame["d"] * generator.uniform(0.8, 1.3, n)
    for name in ITEMS:
        frame[name] = generator.choice([1.0, 2, 3, np.nan], n, p=[0.4, 0.3, 0.2, 0.1])
    return frame


FACTORS = np.random.default_rng(5).poisson(1, (400, 14)).astype(float)


def design(frame: pd.DataFrame, kind: str) -> sv.SurveyDesign:
    if kind == "replicates":
        factors = FACTORS[frame["home"].to_numpy()]
        return sv.SurveyDesign(
            frame, weights="w", replicates=sv.Replicates(factors, 1 / 14, factors=True)
        )
    arguments: dict[str, Any] = {"weights": "w", "psu": "home", "strata": "stratum"}
    if kind == "calibrated":
        x = np.column_stack([np.ones(len(frame)), frame["age"], frame["area"] == "Hill"])
        arguments["calibration"] = [sv.CalibrationStep(x, "d")]
    if kind == "stages":
        arguments |= {"psu": ["home", "person"], "population": ["homes", "people"]}
        people = frame.groupby("home")["person"].transform("nunique")
        frame = frame.assign(homes=90.0, people=people + 1.0)
    return sv.SurveyDesign(frame, **arguments)


@pytest.fixture(params=["plain", "calibrated", "stages", "replicates"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_long_file_gives_what_a_wide_one_does(kind: str) -> None:
    wide = residents()
    keys = [name for name in wide.columns if name not in ITEMS]
    long = wide.melt(keys, ITEMS, "item", "answer").sample(frac=1, random_state=1)
    ours = sv.proportion(design(wide, kind), ITEMS)
    theirs = sv.proportion(design(long.reset_index(drop=True), kind), "answer", by="item")
    left = ours.to_frame().sort_values(["variable", "category"])
    right = theirs.to_frame().sort_values(["item", "category"])
    columns = ["estimate", "std_error", "conf_low", "n", "count"]
    if kind != "replicates":  # the rank of replicate weights is of rows, not of people
        columns += ["df", "n_eff", "deff"]
    for column in columns:
        expected = right[column].tolist()
        assert left[column].tolist() == pytest.approx(expected, rel=1e-9), column
    covariance = ours.covariance.to_numpy()[np.ix_(left.index, left.index)]
    other = theirs.covariance.to_numpy()[np.ix_(right.index, right.index)]
    assert covariance == pytest.approx(other, abs=1e-12)


def test_a_list_is_its_single_calls_with_their_covariances(kind: str) -> None:
    surveyed = design(residents(), kind)
    together = sv.proportion(surveyed, ITEMS, by="area")
    alone = [sv.proportion(surveyed, name, by="area") for name in ITEMS]
    whole = pd.concat([each.to_frame() for each in alone], ignore_index=True)
    pd.testing.assert_frame_equal(together.to_frame(), whole, rtol=1e-10)
    size = len(alone[0])
    between = sv.covariance_between(alone[0], alone[2])
    block = together.covariance.to_numpy()[:size, 2 * size :]
    assert between == pytest.approx(block, abs=1e-14)


def test_where_is_by(kind: str) -> None:
    surveyed = design(residents(), kind)
    by = sv.mean(surveyed, "age", by="area").to_frame()
    for area in ("Hill", "River"):
        where = (surveyed.data["area"] == area).to_numpy()
        alone = sv.mean(surveyed, "age", where=where).to_frame().iloc[0]
        row = by[by["area"] == area].iloc[0]
        for column in ("estimate", "std_error", "conf_low", "df", "n", "n_eff", "deff"):
            assert row[column] == pytest.approx(alone[column], rel=1e-9), column


def test_a_mean_of_zeros_and_ones_is_a_share(kind: str) -> None:
    frame = residents()
    frame["unsafe"] = frame["day"].eq(1).where(frame["day"].notna()).astype(float)
    surveyed = design(frame, kind)
    mean = sv.mean(surveyed, "unsafe", by="area").to_frame()
    share = sv.proportion(surveyed, "day", by="area", interval="wald").to_frame()
    share = share[share["category"] == 1]
    for column in ("estimate", "std_error", "conf_low", "conf_high", "df", "n"):
        assert mean[column].tolist() == pytest.approx(share[column].tolist(), rel=1e-9), column


@pytest.mark.parametrize("kind", ["plain", "calibrated", "replicates"])
def test_two_halves_of_a_person_are_the_person(kind: str) -> None:
    frame = residents()
    halves = pd.concat([frame, frame], ignore_index=True)
    halves[["w", "d"]] /= 2
    one = sv.proportion(design(frame, kind), "day", by="area").to_frame()
    two = sv.proportion(design(halves, kind), "day", by="area").to_frame()
    for column in ("estimate", "std_error"):
        assert two[column].tolist() == pytest.approx(one[column].tolist(), rel=1e-9)
