"""Respondents beside the register, and headlines under several weightings, go through the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from made_register import MadeWeights, made_weights

import survey as sv
from survey.codebook import Domain
from survey.comparison.register.representativity import HIDDEN_OF_CELLS, HIDDEN_OF_TESTS
from survey.comparison.register.weighting_effect import HIDDEN_OF_EFFECTS
from survey.disclosure.policy import Status
from survey.errors import WrongUseError

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released


@pytest.fixture(scope="module")
def made() -> MadeWeights:
    return made_weights(6, small=True, lacking=3)


@pytest.fixture(scope="module")
def released(made: MadeWeights) -> Released:
    beside = sv.representativity(made.answers, made.targets, made.weights, codebook=made.codebook)
    effect = sv.weighting_effect(made.answers, made.weights, codebook=made.codebook)
    return sv.release([beside, effect])


def records(frame: Any, **wanted: Any) -> list[dict[str, Any]]:
    return [
        row
        for row in frame.to_dict("records")
        if all(row[name] == value for name, value in wanted.items())
    ]


def test_an_area_with_few_answers_is_hidden_but_its_register_is_not(released: Released) -> None:
    for row in records(released.representativity().frame, area="a2"):
        assert row["status"] is Status.CONFIDENTIAL
        assert np.isnan(row["n"])
        assert np.isnan([row[name] for name in ("count", *HIDDEN_OF_CELLS)]).all()
        assert row["register"] > 0
    for row in records(released.representativity().tests, area="a2"):
        assert np.isnan([row[name] for name in HIDDEN_OF_TESTS]).all()
    for row in records(released.effect().frame, area="a2"):
        assert np.isnan([row[name] for name in HIDDEN_OF_EFFECTS]).all()


def test_what_would_give_it_away_is_hidden_with_it(released: Released) -> None:
    """With the pooled row shown, a second area must be hidden for the first to be safe."""
    for variable in ("sex", "age_group", "tenure"):
        found = records(released.representativity().frame, variable=variable)
        hidden = {row["area"] for row in found if row["status"].hidden}
        assert len(hidden - {Domain.ALL}) > 1


def test_one_to_four_who_lack_a_characteristic_are_not_told(released: Released) -> None:
    told = {row["area"]: row["lacking"] for row in records(released.representativity().tests,
                                                           variable="tenure")}  # fmt: skip
    assert np.isnan(told["a1"])
    assert told[Domain.ALL] != 3


def test_internally_everything_is_shown(made: MadeWeights) -> None:
    beside = sv.representativity(made.answers, made.targets, made.weights, codebook=made.codebook)
    frame = sv.release(beside, "internal").representativity().frame
    assert not any(row["status"].hidden for row in records(frame))
    assert records(frame, area="a2")[0]["n"] == 7


def test_what_was_released_can_be_had_and_seen(released: Released) -> None:
    assert "rows" in repr(released)
    assert "respondents and register" in released._repr_html_()
    empty = sv.release(sv.mean(sv.SurveyDesign(made_weights(2).answers), "sex"))
    with pytest.raises(WrongUseError, match="one comparison with the register"):
        empty.representativity()
    with pytest.raises(WrongUseError, match="several weightings"):
        empty.effect()
