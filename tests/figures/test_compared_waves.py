"""Charts of compared waves: no change and no line across a break, and why, in both languages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from changing_waves import made_waves

from survey.comparison.waves.area_maps import AreaMap
from survey.disclosure.release import release
from survey.disclosure.results.waves import ReleasedWaves
from survey.figures.change_chart import change_chart
from survey.figures.trend_chart import trend_chart
from survey.figures.trend_panels import Spec
from survey.figures.waves import read_waves

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released

NAMES = ("safe", "noise")


@cache
def released() -> Released:
    few = {("a1", "2010"): 7, ("a3", "2010"): 7}  # each hides the other
    made = made_waves(5, per_area=60, sizes={**few, ("contrast", "2014"): 0})
    return release(made.compared(NAMES, areas=AreaMap(moved={"a2": 0.3})))


def test_the_last_wave_is_compared_with_the_first_that_can_be() -> None:
    assert "2010" in change_chart(released(), "safe", language="en").title
    assert "2012" in change_chart(released(), "noise", language="en").title


def test_changes_across_breaks_are_a_sign_in_the_numbers_and_the_notes() -> None:
    chart = change_chart(released(), "safe", language="en", earlier="2010", later="2014")
    rows = {row.area: [cell.text for cell in row.cells] for row in chart.data.rows}
    assert rows["a2"][3:] == ["≠", "≠", ""]
    assert rows["contrast"][2:5] == ["·", "·", "·"]
    assert rows["a1"][1] == "†"
    assert rows["a1"][3:5] == ["†", "†"]
    assert any(note.startswith("≠ = not comparable.") for note in chart.notes)
    assert "The contrast was not measured in 2014; last measured in 2012." in chart.notes
    assert not any("2012 than in 2010" in note for note in chart.notes)


def test_lines_stop_at_breaks_of_questions_and_of_areas() -> None:
    waves = read_waves(released(), "safe", over=None, wave="wave", contrast=None, language="en")
    spec = Spec(waves.courses, (), None, waves.labels, frozenset(), ("",) * 6, "", "en")
    by_area = {course.key: course for course in waves.courses}
    whole = [course for course in waves.courses if all(point.shown for point in course.points)]
    assert [[0, 1, 2]] in [list(spec.stretches(course)) for course in whole]
    assert list(spec.stretches(by_area["a2"])) == [[0], [1], [2]]
    assert list(spec.stretches(by_area["a1"])) == [[1, 2]]
    assert list(spec.stretches(by_area["contrast"])) == [[0, 1]]


def test_trend_charts_say_why_lines_are_broken() -> None:
    chart = trend_chart(released(), "noise", language="da")
    assert any(note.startswith("Prikket lodret linje = kan ikke") for note in chart.notes)
    assert "Kryds = Hornbækken (kontrast)." in chart.notes
    assert "Der spørges nu om nætterne" in " ".join(chart.notes)
    assert "≠" not in " ".join(chart.notes)
    assert chart.plot_under is None


def test_hidden_numbers_are_nowhere_in_a_chart() -> None:
    part = release(made_waves(5, per_area=60, sizes={("a1", "2010"): 7}).compared(), "internal")
    secret = part.of(ReleasedWaves)[0].course_of("safe").level("a1", "2010").estimate
    for chart in (change_chart(released(), "safe"), trend_chart(released(), "safe")):
        values = [v for row in chart.data.rows for cell in row.cells for v in cell.values]
        assert not any(isinstance(v, float) and abs(v - 100 * secret) < 1e-9 for v in values)
