"""Headlines with and without weights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_register import made_weights

import survey as sv
from survey.codebook import Domain
from survey.errors import WrongUseError


def test_headlines_with_and_without_weights_and_what_lies_between() -> None:
    made = made_weights(2)
    found = sv.weighting_effect(made.answers, made.weights, codebook=made.codebook)
    records: list[Any] = found.to_frame().to_dict("records")
    plain, weighted = records[-2:]
    assert plain["area"] is Domain.ALL
    unsafe = (made.answers["safe"] == 1).to_numpy()
    assert plain["estimate"] == pytest.approx(unsafe.mean())
    assert weighted["estimate"] == pytest.approx(np.average(unsafe, weights=made.weights.values))
    assert weighted["difference"] == pytest.approx(weighted["estimate"] - plain["estimate"])
    assert weighted["shift"] == pytest.approx(weighted["difference"] / weighted["std_error"])
    assert found.to_frame(labels="da")["weighting"].tolist()[:2] == ["Uvægtet", "Vægtet"]
    assert "Not released" in found._repr_html_()


def test_a_question_without_a_headline_has_none_to_show() -> None:
    made = made_weights(2)
    with pytest.raises(WrongUseError, match="must have a headline"):
        sv.weighting_effect(made.answers, replace(made.weights, codebook=None))
    with pytest.raises(WrongUseError):
        sv.weighting_effect(made.answers, made.weights, ["sex"], codebook=made.codebook)
