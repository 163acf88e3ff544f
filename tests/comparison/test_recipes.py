"""Recipes side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_register import made_weights

import survey as sv
from survey.errors import UnknownNameError, WrongUseError

MADE = made_weights(3)
BASE = replace(MADE.weights, values=MADE.weights.steps[1].after[:270], steps=MADE.weights.steps[:2])


def test_recipes_stand_beside_each_other_with_their_headlines() -> None:
    both = {"raked": MADE.weights, "base": BASE}
    found = sv.compare_recipes(both, MADE.answers, codebook=MADE.codebook)
    frame = found.to_frame()
    assert frame["recipe"].tolist() == ["raked", "base"]
    assert frame["steps"].tolist() == [3, 2]
    assert frame["deff"].iloc[0] > frame["deff"].iloc[1] == pytest.approx(1)
    assert frame["largest_factor"].iloc[0] == pytest.approx(1)
    ratio = (BASE.values / BASE.values.sum()) / (MADE.weights.values / MADE.weights.values.sum())
    assert frame["largest_factor"].iloc[1] == pytest.approx(max(ratio.max(), 1 / ratio.min()))
    assert np.isnan(frame["correlation"].iloc[1])
    assert "Designeffekt" in found.to_frame(labels="da")
    assert "Recipes side by side" in found._repr_html_()


def test_the_order_of_the_respondents_does_not_matter() -> None:
    mixed = replace(
        MADE.weights, values=MADE.weights.values[::-1], respondents=MADE.weights.respondents[::-1]
    )
    frame = sv.compare_recipes({"a": MADE.weights, "b": mixed}).to_frame()
    assert frame["correlation"].iloc[1] == pytest.approx(1)
    assert frame["largest_factor"].iloc[1] == pytest.approx(1)


def test_headlines_under_each_recipe_make_a_table() -> None:
    both = {"raked": MADE.weights, "base": BASE, "again": MADE.weights}
    found = sv.compare_recipes(both, MADE.answers, codebook=MADE.codebook)
    assert found.effect is not None
    released = sv.release(found.effect)
    table = sv.weighting_effect_table(released, language="en")
    assert [column.group for column in table.columns] == ["", "", "", *["base"] * 3, *["again"] * 3]
    assert table.rows[0].cells[7].text == "0.0"
    areas = sv.weighting_effect_table(released, "safe", language="da")
    assert [row.cells[0].text for row in areas.rows][-1] == "Alle"
    with pytest.raises(UnknownNameError):
        sv.weighting_effect_table(released, "trust")


def test_fewer_than_two_or_others_are_refused() -> None:
    with pytest.raises(WrongUseError, match="two recipes"):
        sv.compare_recipes({"a": MADE.weights})
    others = replace(MADE.weights, respondents=("x", *MADE.weights.respondents[1:]))
    with pytest.raises(WrongUseError, match="same respondents"):
        sv.compare_recipes({"a": MADE.weights, "b": others})
