"""Weights as R's survey package gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import sparse
from weighting_columns import crossed, design_columns, margins

from survey.kernels.calibrating import calibrate
from survey.kernels.raking import rake

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats

    Golden = Callable[[str], Any]

SAMPLES = ["apistrat", "apiclus1", "apiclus2"]
CALIBRATED = ["linear", "raking", "linear_bounded", "raking_bounded", "logit"]


def close(found: Floats, expected: Any) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-8)


@pytest.mark.parametrize("sample", SAMPLES)
def test_post_stratified_weights_equal_those_of_r(golden: Golden, sample: str) -> None:
    data, record = golden("weighting")["inputs"][sample], golden("weighting")["outputs"][sample]
    cells = record["poststratified"]["targets"]
    wanted = dict(
        zip(crossed([cells["stype"], cells["sch.wide"]]), map(float, cells["Freq"]), strict=True)
    )
    found = rake(
        np.array(data["pw"]), margins([crossed([data["stype"], data["sch.wide"]])], [wanted])
    )
    close(found.weights, record["poststratified"]["weights"])
    assert found.converged


@pytest.mark.parametrize("sample", SAMPLES)
def test_raked_weights_equal_those_of_r(golden: Golden, sample: str) -> None:
    data, record = golden("weighting")["inputs"][sample], golden("weighting")["outputs"][sample]
    targets = record["raked"]["targets"]
    found = rake(
        np.array(data["pw"]),
        margins([data[name] for name in targets], list(targets.values())),
        tolerance=1e-12,
    )
    close(found.weights, record["raked"]["weights"])


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("kind", CALIBRATED)
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
def test_calibrated_weights_equal_those_of_r(
    golden: Golden, sample: str, kind: str, form: Any
) -> None:
    data, record = golden("weighting")["inputs"][sample], golden("weighting")["outputs"][sample]
    wanted = record[kind]
    found = calibrate(
        np.array(data["pw"]),
        form(design_columns(data, wanted["totals"])),
        np.array(list(wanted["totals"].values()), dtype=float),
        wanted["distance"],
        wanted["bounds"] and tuple(wanted["bounds"]),
        tolerance=1e-13,
    )
    close(found.weights, wanted["weights"])
    low, high = wanted["bounds"] or (-np.inf, np.inf)
    if wanted["distance"] != "logit":
        at_bounds = (found.factors <= low) | (found.factors >= high)
        assert at_bounds.sum() == wanted["at_bounds"]
        assert ((found.derivative == 0) == at_bounds).all()


def test_linear_weights_may_turn_negative_as_those_of_r(golden: Golden) -> None:
    data = golden("weighting")["inputs"]["apiclus1"]
    wanted = golden("weighting")["outputs"]["apiclus1_far"]["linear"]
    found = calibrate(
        np.array(data["pw"]),
        design_columns(data, wanted["totals"]),
        np.array(list(wanted["totals"].values()), dtype=float),
    )
    close(found.weights, wanted["weights"])
    assert (found.weights < 0).any()


@pytest.mark.parametrize("kind", ["raked", *CALIBRATED])
def test_factors_of_a_large_sample_equal_those_of_r(golden: Golden, kind: str) -> None:
    people, record = golden("nhanes")["inputs"]["nhanes"], golden("weighting")["outputs"]["nhanes"]
    data = [list(map(str, people[name])) for name in ("race", "agecat", "RIAGENDR")]
    codes = margins(data, list(record["targets"].values()))
    d, wanted = np.array(people["WTMEC2YR"], dtype=float), record[kind]
    if kind == "raked":
        factors = rake(d, codes).weights / np.where(d > 0, d, np.inf)
    else:
        bounds = wanted["bounds"] and tuple(wanted["bounds"])
        factors = calibrate(
            d, codes.indicators(), codes.totals, wanted["distance"], bounds, tolerance=1e-13
        ).factors
    pattern = dict(zip(crossed(list(record["patterns"].values())), wanted["factors"], strict=True))
    expected = np.array([pattern[each] for each in crossed(data)])
    close(factors[d > 0], expected[d > 0])
