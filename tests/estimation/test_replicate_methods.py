"""Replicates by the name of their method: the scales of R's survey package."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from r_records import golden_file

import survey as sv
from survey.errors import WrongUseError

OUTPUTS = golden_file("replicates")["outputs"]


def scales(given: sv.Replicates, count: int) -> Any:
    return given.scale * np.broadcast_to(given.rscales, (count,))


def in_r(name: str) -> Any:
    record = OUTPUTS[name]["design"]
    rscales = np.atleast_1d(np.array(record["rscales"], float))
    return record["scale"] * np.broadcast_to(rscales, (record["n_replicates"],))


def stratum_sizes(name: str) -> Any:
    return np.array(OUTPUTS[name]["design"]["n_psu"], float)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("brr_strat_mse", lambda w, _: sv.Replicates.brr(w)),
        ("fay_strat_mse", lambda w, _: sv.Replicates.brr(w, fay=0.3)),
        ("jk1_clus_no_fpc_mse", lambda w, _: sv.Replicates.jk1(w)),
        ("jk1_clus_mse", lambda w, _: sv.Replicates.jk1(w, sampling_rate=15 / 757)),
        ("jkn_strat_no_fpc_mse", sv.Replicates.jkn),
        ("subbootstrap_clus_mse", lambda w, _: sv.Replicates.bootstrap(w)),
        ("brought_sdr", lambda w, _: sv.Replicates.sdr(w)),
    ],
)
def test_methods_have_the_scales_of_r(name: str, made: Any) -> None:
    theirs = in_r(name)
    sizes = stratum_sizes(name) if "jkn" in name else None
    given = made([f"r{k}" for k in range(len(theirs))], sizes)
    assert scales(given, len(theirs)) == pytest.approx(theirs, rel=1e-12)
    assert given.mse


def test_strata_have_their_own_correction() -> None:
    given = sv.Replicates.jkn(["a", "b"], [2, 4], sampling_rate=[0.5, 0.25])
    assert scales(given, 2) == pytest.approx([0.25, 0.5625])


def test_successive_differences_and_pairs_of_a_sample_by_hand() -> None:
    frame = pd.DataFrame({"y": [1.0, 3.0, 5.0, 7.0], "w": 1.0})
    copies = np.array([[2.0, 0, 2, 0], [0, 2, 1, 1], [1, 1, 0, 2], [1.5, 0.5, 1, 1]]).T
    total = copies.T @ frame["y"] - frame["y"].sum()
    for given, expected in (
        (sv.Replicates.sdr(copies), (total**2).sum()),
        (sv.Replicates.jk2(copies), (total**2).sum()),
        (sv.Replicates.bootstrap(copies, average=5, mse=True), 5 / 3 * (total**2).sum()),
    ):
        design = sv.SurveyDesign(frame, weights="w", replicates=given)
        error = sv.total(design, "y").to_frame()["std_error"].iloc[0]
        assert error**2 == pytest.approx(expected)


def test_what_cannot_be_is_refused() -> None:
    for made in (
        lambda: sv.Replicates.brr(["a", "b"], fay=1),
        lambda: sv.Replicates.jk1("a"),
        lambda: sv.Replicates.jk1(["a", "b"], sampling_rate=1.0),
        lambda: sv.Replicates.jkn(["a", "b"], [2]),
        lambda: sv.Replicates.jkn(["a", "b"], [1, 2]),
        lambda: sv.Replicates.sdr(["a"]),
    ):
        with pytest.raises(WrongUseError):
            made()
