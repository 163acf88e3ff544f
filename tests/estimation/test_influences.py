"""Any statistic by its influences: the mean made that way is the mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import survey as sv
from survey.estimation.assemble import assemble
from survey.estimation.influence import Statistic, influence_block, linear_covariance
from survey.estimation.variables import domains

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints


def residents() -> pd.DataFrame:
    """Homes of one to three people in two strata; areas that some homes straddle."""
    generator = np.random.default_rng(7)
    home = np.repeat(np.arange(60), generator.integers(1, 4, 60))
    n = len(home)
    frame = pd.DataFrame({"home": home, "stratum": home % 2})
    frame["area"] = np.where(generator.random(n) < 0.2, "River", np.where(home < 40, "Hill", "Åen"))
    frame["w"] = generator.uniform(1, 5, n)
    frame["age"] = generator.normal(50, 15, n)
    frame.loc[generator.random(n) < 0.1, "age"] = np.nan
    frame["known"] = frame["age"].fillna(50)
    return frame


def designs() -> dict[str, sv.SurveyDesign]:
    frame = residents()
    generator = np.random.default_rng(1)
    factors = generator.poisson(1, size=(len(frame), 12)).astype(float)
    frame["before"] = frame["w"] * generator.uniform(0.8, 1.2, len(frame))
    x = np.column_stack([np.ones(len(frame)), frame["known"]])
    step = sv.CalibrationStep(x, "before")
    plain: dict[str, Any] = {"weights": "w", "strata": "stratum", "psu": "home"}
    return {
        "plain": sv.SurveyDesign(frame, **plain),
        "calibrated": sv.SurveyDesign(frame, **plain, calibration=[step]),
        "replicates": sv.SurveyDesign(
            frame, weights="w", replicates=sv.Replicates(factors, 1 / 12, factors=True)
        ),
    }


def by_influence(design: sv.SurveyDesign, name: str, **options: Any) -> sv.Estimates:
    y = design.data[name].to_numpy(float)

    def estimate(rows: Ints, weights: Floats) -> Floats:
        return np.array([weights @ y[rows] / weights.sum()])

    def influence(rows: Ints, weights: Floats, found: Floats) -> Floats:
        return ((y[rows] - found[0]) / weights.sum())[:, None]

    statistic = Statistic([""], estimate, influence)
    by, cut = domains(design, "area", **options)
    return assemble(
        design,
        "mean",
        by,
        cut,
        lambda cut: [influence_block(design, name, statistic, np.isfinite(y), cut)],
        interval="wald",
        level=0.95,
        deff="wor",
    )


@pytest.mark.parametrize("name", ["plain", "calibrated", "replicates"])
@pytest.mark.parametrize("all_row", [True, False])
def test_a_mean_by_influences_is_the_mean(name: str, all_row: bool) -> None:
    design = designs()[name]
    ours = by_influence(design, "age", all_row=all_row)
    mean = sv.mean(design, "age", by="area", all_row=all_row)
    for column in ("estimate", "std_error", "conf_low", "df", "n", "n_eff", "deff"):
        expected = mean.to_frame()[column].tolist()
        assert ours.to_frame()[column].tolist() == pytest.approx(expected, rel=1e-9), column
    assert ours.covariance.to_numpy() == pytest.approx(mean.covariance.to_numpy(), abs=1e-12)
    rest = [each.with_rest("area").covariance.to_numpy() for each in (ours, mean)]
    assert rest[0] == pytest.approx(rest[1], abs=1e-12)


@pytest.mark.parametrize("name", ["plain", "calibrated"])
def test_the_covariance_of_influences_is_that_of_the_estimates(name: str) -> None:
    design = designs()[name]
    y, w = design.data["age"].to_numpy(float), design.weights
    found = np.nan_to_num(
        (y - np.nansum(w * y) / w[np.isfinite(y)].sum()) / w[np.isfinite(y)].sum()
    )
    mean = sv.mean(design, "age")
    assert linear_covariance(design, found[:, None]) == pytest.approx(
        mean.covariance.to_numpy(), rel=1e-9
    )


def test_the_rest_of_an_area_is_all_without_it() -> None:
    for design in designs().values():
        together = sv.mean(design, "age", by="area").with_rest("area").to_frame()
        areas = together["area"].iloc[: len(together) // 2]
        for place, area in enumerate(areas):
            outside = (design.data["area"] != area).to_numpy()
            alone = sv.mean(design, "age", where=outside).to_frame().iloc[0]
            row = together.iloc[len(areas) + place]
            for column in ("estimate", "std_error", "df", "n", "deff"):
                assert row[column] == pytest.approx(alone[column], rel=1e-9), column
