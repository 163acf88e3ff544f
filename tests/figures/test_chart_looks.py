"""The survey's own charts in the colours and the font of a house."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import test_area_maps
import test_funnels
import test_pyramids
import test_response_curve
import test_weight_charts
from matplotlib import font_manager
from picture_boxes import assert_is_legible

from survey.documents.house_style import RED_BLUE, Font, HouseStyle
from survey.figures.funnel_chart import funnel_chart
from survey.figures.style import look_of

if TYPE_CHECKING:
    from collections.abc import Callable

WIDE = Path(font_manager.findfont("DejaVu Sans Mono"))
HOUSE = look_of(HouseStyle("#7a1f5c", RED_BLUE, Font("DejaVu Sans Mono", WIDE)))
CHARTS: dict[str, Callable[[], Any]] = {
    "response": lambda: test_response_curve.chart_of("areas_6"),
    "response_long": lambda: test_response_curve.chart_of("long"),
    "pyramid": lambda: test_pyramids.chart_of("whole"),
    "pyramid_long": lambda: test_pyramids.chart_of("long"),
    "weights": lambda: test_weight_charts.chart_of("areas_8"),
    "weights_long": lambda: test_weight_charts.chart_of("long"),
    "funnel": lambda: funnel_chart(test_funnels.released_case("areas_30"), "safe", language="da"),
    "funnel_long": lambda: funnel_chart(test_funnels.released_case("long"), "safe", language="da"),
    "map": lambda: test_area_maps.chart_of("large"),
    "map_long": lambda: test_area_maps.chart_of("long"),
    "tiles": lambda: test_area_maps.chart_of("tiles_long"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_wide_font_makes_no_label_run_into_another(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_is_legible(CHARTS[name](), monkeypatch, HOUSE)


@pytest.mark.parametrize("name", CHARTS)
def test_the_colours_of_the_house_are_used_and_no_others(name: str) -> None:
    plain = CHARTS[name]().to_figure()
    styled = CHARTS[name]().to_figure(look=HOUSE)
    for before, after in zip(plain.pictures, styled.pictures, strict=True):
        assert before.svg != after.svg
        assert b"#0b4f5c" not in after.svg
        assert b"#b35806" not in after.svg
