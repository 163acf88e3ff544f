"""Changes between waves against R: schools in 1999 and 2000."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Callable

R_RTOL = 1e-8
WAVES = ("99", "00")


@pytest.fixture(scope="module")
def file(golden: Callable[[str], Any]) -> Any:
    return golden("waves")


def waves_of(frame: pd.DataFrame, **design: Any) -> list[sv.SurveyDesign]:
    """The same schools in two waves; in the later one in another order."""
    found = []
    for wave in WAVES:
        columns = [each for each in frame if not str(each).startswith("api")]
        one = frame[columns].assign(y=frame[f"api{wave}"], high=frame[f"api{wave}"] > 650)
        one["high"] = one["high"].astype(int)
        found.append(sv.SurveyDesign(one.iloc[:: 1 if wave == "99" else -1], **design))
    return found


def check(frame: pd.DataFrame, record: dict[str, Any]) -> None:
    row = frame.iloc[-1]
    assert row["earlier"] == pytest.approx(record["earlier"], rel=R_RTOL)
    assert row["change"] == pytest.approx(record["change"], rel=R_RTOL)
    assert row["std_error"] == pytest.approx(record["se"], rel=R_RTOL)


@pytest.mark.parametrize("name", ["mean", "share", "total"])
@pytest.mark.parametrize("design", ["strat", "clus"])
def test_changes_of_a_panel_are_those_of_r(file: Any, design: str, name: str) -> None:
    record = file["outputs"][design]
    if design == "strat":
        frame = pd.DataFrame(file["inputs"]["apistrat"])
        designs = waves_of(frame, weights="pw", strata="stype", psu="cds", population="fpc")
    else:
        frame = pd.DataFrame(file["inputs"]["apiclus1"])
        designs = waves_of(frame, weights="pw", psu="dnum", population="fpc")
    verb: Any = {"mean": sv.mean, "total": sv.total, "share": sv.proportion}[name]
    made = [verb(each, "high" if name == "share" else "y") for each in designs]
    check(sv.compare_waves(*made).to_frame(), record[name])
    if name == "mean":
        found = sv.compare_waves(*(sv.mean(each, "y", by="stype") for each in designs)).to_frame()
        for kind, one in record["mean_by_stype"].items():
            check(found[found["stype"] == kind], one)


def test_the_change_of_schools_has_the_published_error(file: Any) -> None:
    frame = pd.DataFrame(file["inputs"]["apistrat"])
    designs = waves_of(frame, weights="pw", strata="stype", psu="cds", population="fpc")
    row = sv.compare_waves(*(sv.mean(each, "y") for each in designs)).to_frame().iloc[0]
    assert row["change"] == pytest.approx(32.8925, abs=5e-5)
    assert row["std_error"] == pytest.approx(2.05111, abs=5e-6)
    assert row["df"] == 197
    assert row["overlap"] == 200


def half(file: Any) -> pd.DataFrame:
    """Both waves below each other, half of the schools in both."""
    frame = pd.DataFrame(file["inputs"]["apistrat"])
    parts = []
    for place, wave in enumerate(WAVES, 1):
        part = frame[frame[f"wave{place}"] == 1]
        parts.append(part.assign(y=part[f"api{wave}"], wave=place))
    stacked = pd.concat(parts, ignore_index=True)
    return stacked.assign(high=(stacked["y"] > 650).astype(int))


@pytest.mark.parametrize("name", ["mean", "share", "mean_E"])
def test_waves_in_one_design_are_those_of_r(file: Any, name: str) -> None:
    frame = half(file)
    design = sv.SurveyDesign(frame, weights="pw", strata="stype", psu="cds")
    inside = (frame["stype"] == "E") if name == "mean_E" else frame["wave"] > 0
    verb: Any = sv.proportion if name == "share" else sv.mean
    variable = "high" if name == "share" else "y"
    made = [verb(design, variable, where=inside & (frame["wave"] == wave)) for wave in (1, 2)]
    found = sv.compare_waves(*made).to_frame()
    check(found, file["outputs"]["half"][name])
    if name == "mean":
        assert found["std_error"].iloc[0] == pytest.approx(9.54084, abs=5e-6)
        assert found["overlap"].iloc[0] == 100
        assert found["df"].iloc[0] == 197


def test_half_overlapping_samples_in_two_designs_are_near_those_of_r(file: Any) -> None:
    frame = half(file)
    designs = [
        sv.SurveyDesign(frame[frame["wave"] == wave], weights="pw", strata="stype", psu="cds")
        for wave in (1, 2)
    ]
    made = [sv.mean(each, "y") for each in designs]
    record = file["outputs"]["half"]["mean"]
    row = sv.compare_waves(*made).to_frame().iloc[0]
    assert row["std_error"] == pytest.approx(record["se"], rel=0.02)
    alone = sv.compare_waves(*made, independent=True).to_frame().iloc[0]
    assert alone["std_error"] == pytest.approx(16.14, rel=0.005)
