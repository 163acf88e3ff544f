"""A chart beside the contrast needs one: areas compared with the rest or all have none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import survey as sv
from survey.codebook import Kind
from survey.errors import WrongUseError

SAFE = sv.Variable(
    "safe",
    Kind.SINGLE,
    {"en": "Safety"},
    codes=(sv.Code(0, {"en": "No"}), sv.Code(1, {"en": "Yes"})),
    headline=sv.Headline((1,), "high", label={"en": "Safe"}),
)


@pytest.mark.parametrize("against", ["rest", "all"])
def test_without_a_contrast_area_the_chart_is_refused_in_words(against: Any) -> None:
    rows = pd.DataFrame({"area": list("AABBCC") * 10, "safe": [1, 0, 1, 1, 0, 0] * 10})
    design = sv.SurveyDesign(rows, codebook=sv.Codebook({"safe": SAFE}))
    estimates = sv.headline(design, "safe", by="area")
    released = sv.release([estimates, sv.compare_areas(estimates, against=against)])
    with pytest.raises(WrongUseError, match="contrast area"):
        sv.contrast_chart(released, "safe", language="en")
