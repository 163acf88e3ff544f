"""Diagnostics of weights: steps, areas, targets, and who has an extreme weight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_register import made_weights

import survey as sv
from survey.codebook import Domain
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from survey.weighting.weights import Weights


@pytest.fixture(scope="module")
def weights() -> Weights:
    return made_weights(3).weights


def rows(frame: Any) -> list[dict[str, Any]]:
    return list(frame.to_dict("records"))


def test_each_step_tells_who_is_left_and_how_weights_spread(weights: Weights) -> None:
    found = rows(sv.weight_diagnostics(weights).steps)
    assert [row["step"] for row in found] == ["base", "nonresponse", "rake"]
    assert [(row["cases_in"], row["cases_out"]) for row in found] == [
        (540, 540), (540, 270), (270, 270),
    ]  # fmt: skip
    assert found[0]["deff"] == pytest.approx(1)
    last = weights.values
    cv = last.std() / last.mean()
    assert found[2]["cv"] == pytest.approx(cv)
    assert found[2]["deff"] == pytest.approx(1 + cv**2)
    assert found[2]["n_eff"] == pytest.approx(last.sum() ** 2 / (last**2).sum())
    assert np.isnan(found[0]["factor_low"])
    assert (found[1]["factor_low"], found[1]["factor_high"]) == (2, 2)


def test_areas_stand_beside_the_register(weights: Weights) -> None:
    found = rows(sv.weight_diagnostics(weights).areas)
    assert [row["area"] for row in found] == ["a1", "a2", "a3", Domain.ALL]
    assert found[0]["register"] == 540
    assert found[3]["sum"] == pytest.approx(3 * 540)
    assert found[3]["n"] == sum(row["n"] for row in found[:3])
    assert all(0 < row["largest_1"] < row["largest_5"] < 1 for row in found)


def test_targets_tell_the_largest_departure_before_and_after(weights: Weights) -> None:
    found = rows(sv.weight_diagnostics(weights).targets)
    assert [row["table"] for row in found] == ["sex", "age_group"]
    assert all(row["off_after"] < 1e-9 < row["off_before"] for row in found)
    worst = max(
        rows(weights.steps[2].met[:6]), key=lambda cell: abs(cell["before"] - cell["target"])
    )
    assert (found[0]["area"], found[0]["cell"]) == (worst["area"], worst["cell"])


def test_extreme_weights_are_counted_and_named_to_the_analyst_only(weights: Weights) -> None:
    values = weights.values.copy()
    values[4] = 100 * values.max()
    found = sv.weight_diagnostics(replace(weights, values=values))
    assert found.extreme_respondents == ("r4",)
    assert found.areas["extreme"].tolist() == [1, 0, 0, 1]
    assert "r4" not in repr(found) + found._repr_html_() + found.areas.to_string()


def test_frames_can_be_had_with_labels(weights: Weights) -> None:
    found = sv.weight_diagnostics(weights)
    assert found.to_frame(labels="da")["step"].tolist()[1] == "Bortfald"
    assert found.to_frame("areas", labels="en")["area"].tolist()[-1] == "All"
    assert found.to_frame("classes")["fewest"].tolist() == [90]
    with pytest.raises(WrongUseError, match="must be one of the tables"):
        found.to_frame("weights")


def test_what_is_not_known_or_no_weights_is_refused(weights: Weights) -> None:
    with pytest.raises(UnknownNameError, match="isn't known"):
        sv.weight_diagnostics(weights, by="colour")
    with pytest.raises(WrongUseError, match="over 1"):
        sv.weight_diagnostics(weights, extreme=0.5)
    with pytest.raises(WrongUseError):
        sv.weight_diagnostics(weights.values)  # type: ignore[arg-type]


def test_weights_can_be_shown_by_another_column(weights: Weights) -> None:
    frame = weights.cases.frame.assign(block=["x", "y"] * 270)
    cases = replace(weights.cases, frame=frame)
    found = sv.weight_diagnostics(replace(weights, cases=cases), by="block")
    assert found.areas["block"].tolist() == ["x", "y", Domain.ALL]
    assert np.isnan(found.areas["register"].iloc[0])


def test_without_targets_the_register_is_not_told(weights: Weights) -> None:
    found = sv.weight_diagnostics(replace(weights, targets=None))
    assert found.areas["register"].isna().all()
