"""Areas that got another name, were put together, split or redrawn, and areas of one wave only."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from changing_waves import MadeWaves, made_waves

from survey.codebook import Domain
from survey.comparison.waves.area_maps import AreaMap, Department
from survey.comparison.waves.compare import compare_waves
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline

TWO = ("2010", "2012")
BEFORE = ["a1", "a2", "a3", "contrast"]


@cache
def made(*later: str) -> MadeWaves:
    return made_waves(4, waves=TWO, per_area=50, names={"2010": BEFORE, "2012": later})


def changes(waves: MadeWaves, areas: AreaMap | None = None, **options: Any) -> dict[Any, float]:
    found = waves.compared(areas=areas, **options).to_frame()
    return dict(zip(found["area"], found["change"], strict=True))


def relabelled(design: SurveyDesign, names: dict[str, str]) -> SurveyDesign:
    data = design.data.assign(area=design.data["area"].replace(names))
    book = design.codebook
    plain = type(book)({k: v for k, v in book.variables.items() if k != "area"})
    return SurveyDesign(data, weights="w", strata="area", psu="dwelling", codebook=plain)


def test_an_area_that_got_another_name_is_followed() -> None:
    waves = made("a1", "a2", "a9", "contrast")
    assert np.isnan(changes(waves)["a3"])
    found = waves.compared(areas=AreaMap(renamed={"a3": "a9"}))
    assert not found.to_frame()["change"].isna().any()
    assert "a3" not in set(found.to_frame()["area"])
    assert [each.kind for each in found.footnotes if each.area == "a9"] == ["area"]


def test_areas_put_together_are_pooled_by_their_weights() -> None:
    waves = made("a1", "a9", "contrast")
    found = waves.compared(areas=AreaMap(merged={"a9": ["a2", "a3"]})).to_frame()
    pooled = headline(relabelled(waves.designs[0], {"a2": "a9", "a3": "a9"}), "safe", by="area")
    row = found[found["area"] == "a9"].iloc[0]
    by_hand = pooled.to_frame().set_index("area").loc["a9"]
    assert row["earlier"] == pytest.approx(by_hand["estimate"], rel=1e-12)
    assert row["earlier_n"] == by_hand["n"]
    assert not np.isnan(row["change"])


def test_an_area_that_was_split_is_compared_as_a_whole() -> None:
    waves = made("a1", "a2", "a8", "a9", "contrast")
    found = changes(waves, AreaMap(split={"a3": ["a8", "a9"]}))
    assert not np.isnan(found["a3"])
    assert "a8" not in found


def test_all_areas_together_are_compared_only_if_they_are_the_same() -> None:
    assert not np.isnan(changes(made(*BEFORE))[Domain.ALL])
    waves = made("a1", "a2", "contrast")
    found = waves.compared()
    assert np.isnan(changes(waves)[Domain.ALL])
    assert any(each.kind == "area" and each.area is Domain.ALL for each in found.breaks)


def test_boundaries_that_moved_are_a_footnote_or_a_break() -> None:
    waves = made(*BEFORE)
    little = waves.compared(areas=AreaMap(moved={"a1": 0.04}))
    assert [(e.kind, e.area) for e in little.footnotes] == [("boundary", "a1")]
    assert "4%" in little.footnotes[0].words["en"]
    far = AreaMap(moved={"a1": 0.25})
    assert np.isnan(changes(waves, far)["a1"])
    assert waves.compared(areas=far).breaks[0].kind == "area"
    accepted = AreaMap(moved={"a1": 0.25}, accept=["a1"])
    assert not np.isnan(changes(waves, accepted)["a1"])


def of_departments(**options: Any) -> AreaMap:
    departments = [
        Department("d1", "a1", 100),
        Department("d2", "a1", 20, until=2011),
        Department("d2", "a2", 20, since=2012),
        Department("d3", "a2", 60),
        Department("d4", "a3", 100),
    ]
    return AreaMap(departments=departments, **options)


def test_what_moved_follows_from_the_departments() -> None:
    found = made(*BEFORE).compared(areas=of_departments())
    reasons = {each.area: each.reason["en"] for each in found.breaks if each.kind == "area"}
    assert set(reasons) == {"a1", "a2"}
    assert "17%" in reasons["a1"]
    assert "25%" in reasons["a2"]


def test_a_boundary_that_moved_in_one_wave_is_another_from_that_wave_on() -> None:
    waves = made_waves(3, per_area=40)
    found = waves.compared(areas=AreaMap(moved={"a1": {"2012": 0.25}}))
    frame = found.to_frame().set_index(["area", "earlier_wave", "later_wave"])["change"]
    assert np.isnan(frame["a1", "2010", "2012"])
    assert np.isnan(frame["a1", "2010", "2014"])
    assert not np.isnan(frame["a1", "2012", "2014"])
    twice = waves.compared(areas=AreaMap(moved={"a1": {"2012": 0.06, "2014": 0.07}}))
    assert [(e.earlier, e.later) for e in twice.breaks if e.kind == "area"] == [("2010", "2014")]
    with pytest.raises(WrongUseError, match="moved"):
        waves.compared(areas=AreaMap(moved={"a1": {"spring": 0.25}}))


@pytest.mark.parametrize(("dwellings", "told"), [(90, "break"), (10, "footnote")])
def test_all_areas_together_are_others_where_departments_came_from_outside(
    dwellings: int, told: str
) -> None:
    known = [Department(f"d{a}", a, 100) for a in BEFORE]
    from_outside = Department("d9", "a1", dwellings, since=2012)
    found = made(*BEFORE).compared(areas=AreaMap(departments=[*known, from_outside]))
    breaks = [each.reason["da"] for each in found.breaks if each.area is Domain.ALL]
    notes = [each.words["da"] for each in found.footnotes if each.area is Domain.ALL]
    assert bool(breaks) == (told == "break")
    assert bool(notes) == (told == "footnote")
    assert all(each.startswith("»Alle« ") for each in (*breaks, *notes))


def test_answers_can_be_counted_within_the_later_boundaries() -> None:
    waves = made(*BEFORE)
    designs = []
    for design in waves.designs:
        data = design.data.copy()
        home = {"a1": "d1", "a2": "d3", "a3": "d4", "contrast": "d5"}
        data["department"] = data["area"].map(home)
        data.loc[(data["area"] == "a1") & (np.arange(len(data)) % 3 == 0), "department"] = "d2"
        designs.append(SurveyDesign(data, weights="w", strata="area", psu="dwelling",
                                    codebook=design.codebook))  # fmt: skip
    areas = of_departments(column="department")
    areas = AreaMap(departments=[*areas.departments, Department("d5", "contrast", 80)],
                    column="department")  # fmt: skip
    given = [headline(each, "safe", by="area") for each in designs]
    found = compare_waves(*given, verdicts=waves.verdicts, areas=areas).to_frame()
    assert not found["change"].isna().any()
    moved = designs[0].data["department"].eq("d2").sum()
    n = found.set_index("area")["earlier_n"]
    assert n["a2"] == 50 + moved
    assert n["a1"] == 50 - moved


def test_areas_put_together_and_renamed_follow_from_departments() -> None:
    departments = [
        Department("d1", "a1", 10),
        Department("d2", "a2", 10, until=2011),
        Department("d3", "a3", 10, until=2011),
        Department("d2", "a9", 10, since=2012),
        Department("d3", "a9", 10, since=2012),
    ]
    found = changes(made("a1", "a9", "contrast"), AreaMap(departments=departments))
    assert not np.isnan(found["a9"])
    assert "a2" not in found


def test_an_unknown_area_is_refused_with_the_likely_one() -> None:
    with pytest.raises(UnknownNameError, match="mean"):
        made(*BEFORE).compared(areas=AreaMap(renamed={"Vandalen": "a1"}))


def test_a_map_that_cannot_be_is_refused() -> None:
    for wrong in (
        {"merged": {"a9": ["a2"]}},
        {"merged": {"a9": "a2"}},
        {"renamed": ["a1"]},
        {"renamed": {"a2": "a8"}, "merged": {"a9": ["a2", "a3"]}},
        {"moved": {"a1": 12}},
        {"moved": {"a1": {"2012": "some"}}},
        {"departments": ["d1"]},
        {"departments": [Department("d1", "a1", 0)]},
        {"column": "department"},
    ):
        with pytest.raises(WrongUseError):
            AreaMap(**wrong)  # type: ignore[arg-type]
    twice = AreaMap(departments=[Department("d1", "a1", 10), Department("d1", "a2", 10)])
    with pytest.raises(WrongUseError, match="d1"):
        made(*BEFORE).compared(areas=twice)


def test_a_vanished_contrast_leaves_its_last_level_and_no_change_beside_it() -> None:
    waves = made_waves(3, per_area=40, sizes={("contrast", "2014"): 0})
    found = waves.compared()
    frame = found.to_frame()
    last = frame[(frame["later_wave"] == "2014") & (frame["area"] == "a1")]
    assert set(last["contrast_wave"]) == {"2012"}
    measured = frame[(frame["area"] == "contrast") & (frame["later_wave"] == "2012")]
    assert last["contrast_estimate"].iloc[0] == measured["estimate"].iloc[0]
    assert last[["contrast_change", "extra_change"]].isna().all(axis=None)
    assert ("no_contrast", "2014") in {(each.kind, each.later) for each in found.breaks}
