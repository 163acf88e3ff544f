"""Every chart of every survey: nothing cut off, nothing overlapping, every sign explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from laid import cut_off, touching
from made_charts import ALL, chart_of

if TYPE_CHECKING:
    from laid import Laid

SIGNS = "†*▲▼↑↓"


@pytest.mark.parametrize(("name", "case"), ALL)
def test_words_have_their_place_and_signs_their_legend(name: str, case: str, laid: Laid) -> None:
    chart = chart_of(name, case, "da")
    chart.to_figure()
    notes, drawn = " ".join(chart.notes), laid.words()
    explained = {sign for sign in SIGNS if any(part in notes for part in legends(sign))}
    assert explained == {sign for sign in SIGNS if sign in drawn}
    assert (".. =" in notes) == (".." in drawn)
    if "long" in case:
        chart_of(name, case, "en").to_figure()
    for width, height, boxes in laid.pages:
        assert cut_off(width, height, boxes) == []
        assert touching(boxes) == []


def legends(sign: str) -> tuple[str, ...]:
    """How a legend begins that explains a sign, alone or with its opposite."""
    return f"{sign} =", f"{sign}/", f"/{sign}"
