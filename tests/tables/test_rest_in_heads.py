"""The head of a table of areas says in words what they are compared with."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import survey as sv


@pytest.mark.parametrize(
    ("against", "language", "words"),
    [
        ("rest", "da", "Forskel til de øvrige, procentpoint"),
        ("all", "da", "Forskel til alle under ét, procentpoint"),
        ("rest", "en", "Difference from the others, percentage points"),
        ("all", "en", "Difference from all taken together, percentage points"),
    ],
)
def test_what_areas_are_compared_with_stands_in_the_head(
    against: Any, language: str, words: str
) -> None:
    rows = pd.DataFrame({"area": list("AABBCC") * 10, "safe": [1, 0, 1, 1, 0, 0] * 10})
    estimates = sv.proportion(sv.SurveyDesign(rows), "safe", by="area")
    released = sv.release([estimates, sv.compare_areas(estimates, against=against)])
    shown = sv.area_table(released, "safe", category=1, language=language)._repr_html_()
    assert words in shown
    assert "(rest)" not in shown
