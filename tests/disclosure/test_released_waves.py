"""What either wave hides is hidden in its changes, and sums of answers and areas tell no more."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from changing_waves import MadeWaves, made_waves

from survey.codebook import Category
from survey.comparison.waves.area_maps import AreaMap, Department
from survey.comparison.waves.compare import compare_waves
from survey.comparison.waves.comparison import WaveComparison
from survey.disclosure.policy import Status
from survey.disclosure.release import release
from survey.disclosure.results.waves import ReleasedWaves
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline

if TYPE_CHECKING:
    import pandas as pd

    from survey.disclosure.results.released import Released

TWO = ("2010", "2012")
_CHANGE = ["change", "std_error", "conf_low", "conf_high", "p_value", "p_adjusted"]
_BEYOND = ["contrast_change", "extra_change", "extra_std_error", "extra_low", "extra_high"]


@cache
def few() -> MadeWaves:
    return made_waves(3, waves=TWO, per_area=50, sizes={("a1", "2010"): 7})


def frame_of(given: Any, policy: str = "default") -> pd.DataFrame:
    return release(given, policy).of(ReleasedWaves)[0].frame


def test_a_hidden_wave_hides_the_change_and_all_that_follows_from_it() -> None:
    frame = frame_of(few().compared())
    row = frame[frame["area"] == "a1"].iloc[0]
    assert row["earlier_status"] is Status.CONFIDENTIAL
    assert row["later_status"] is Status.SHOWN
    assert row[["earlier", "earlier_low", "earlier_high", "earlier_n"]].isna().all()
    assert not np.isnan(row["estimate"])
    assert row[[*_CHANGE, *_BEYOND]].isna().all()
    assert row["mark"] == row["extra_mark"] == 0


def test_a_hidden_contrast_hides_what_is_beyond_it_everywhere() -> None:
    made = made_waves(4, waves=TWO, per_area=50, sizes={("contrast", "2010"): 7})
    frame = frame_of(made.compared())
    assert frame[_BEYOND].isna().all(axis=None)
    assert (frame["extra_mark"] == 0).all()
    assert frame.loc[frame["area"] != "contrast", "change"].notna().any()
    assert frame["contrast_estimate"].notna().all()  # of 2012, which is shown


def test_numbers_of_answers_stay_behind_but_breaks_and_footnotes_come_along() -> None:
    made = made_waves(3, waves=TWO, per_area=50)
    compared = made.compared(("safe", "trust", "noise"))
    released = release(compared)
    part = released.of(ReleasedWaves)[0]
    assert not {"overlap", "correlation", "df", "count", "earlier_count"} & set(part.frame)
    assert part.breaks == compared.breaks
    assert part.footnotes == compared.footnotes
    assert part.frame.loc[part.frame["variable"] == "noise", "broken"].all()
    assert "waves" in released._repr_html_() or "wave" in released._repr_html_()


def test_internal_numbers_are_all_there() -> None:
    frame = frame_of(few().compared(), "internal")
    assert frame["change"].notna().all()


def hidden(released: Released, area: str) -> set[Any]:
    """Answers of 2010 that are hidden in an area, as they were asked."""
    frame = released.estimates[0].frame
    here = frame[(frame["area"] == area) & (frame["variable"] == "trust")]
    return {r["category"] for r in here.to_dict("records") if r["status"].hidden}


def test_answers_put_together_do_not_tell_the_ones_apart() -> None:
    made = made_waves(2, waves=TWO, per_area=60)
    data = made.designs[0].data.copy()
    places = np.flatnonzero((data["area"] == "a1").to_numpy())
    data.iloc[places, data.columns.get_loc("trust")] = [1] * 3 + [2] * 22 + [3] * 20 + [4] * 15
    few_of_one = SurveyDesign(data, weights="w", strata="area", psu="dwelling",
                              codebook=made.designs[0].codebook)  # fmt: skip
    made = MadeWaves((few_of_one, made.designs[1]), made.verdicts, made.waves)
    shares = made.shares(["trust"])
    released = release([shares[0], compare_waves(*shares, verdicts=made.verdicts)])
    apart = hidden(released, "a1")
    assert 1 in apart
    frame = released.of(ReleasedWaves)[0].frame
    together = {r["category"]: r["earlier_status"] for r in frame.to_dict("records")
                if r["area"] == "a1"}  # fmt: skip
    for common, codes in ((1, {1, 2}), (2, {3, 4})):
        assert together[common].hidden or len(apart & codes) != 1


def test_areas_put_together_do_not_tell_a_small_one() -> None:
    made = made_waves(
        4,
        waves=TWO,
        per_area=50,
        names={"2010": ["a1", "a2", "a3", "contrast"], "2012": ["a1", "a9", "contrast"]},
        sizes={("a2", "2010"): 7},
    )
    heads = [headline(each, "safe", by="area") for each in made.designs]
    found = compare_waves(
        *heads, verdicts=made.verdicts, areas=AreaMap(merged={"a9": ["a2", "a3"]})
    )
    released = release([heads[0], found])
    frame = released.estimates[0].frame
    apart = {r["area"]: r["status"].hidden for r in frame.to_dict("records")}
    changed = released.of(ReleasedWaves)[0].frame
    row = next(r for r in changed.to_dict("records") if r["area"] == "a9")
    assert apart["a2"]
    assert apart["a3"] or row["earlier_status"].hidden
    alone = release(found).of(ReleasedWaves)[0].frame
    assert alone.loc[alone["area"] == "a9", "earlier"].notna().all()


def test_areas_drawn_anew_do_not_tell_the_few_who_moved() -> None:
    made = made_waves(3, waves=TWO, per_area=50)
    designs = []
    for design in made.designs:
        data = design.data.copy()
        data["department"] = data["area"].map({"a1": "d1", "a2": "d3", "contrast": "d4"})
        of_first = np.flatnonzero((data["area"] == "a1").to_numpy())
        data.iloc[of_first[:4], data.columns.get_loc("department")] = "d2"
        designs.append(SurveyDesign(data, weights="w", strata="area", psu="dwelling",
                                    codebook=design.codebook))  # fmt: skip
    departments = [
        Department("d1", "a1", 90), Department("d3", "a2", 90), Department("d4", "contrast", 90),
        Department("d2", "a1", 4, until=2011), Department("d2", "a2", 4, since=2012),
    ]  # fmt: skip
    heads = [headline(each, "safe", by="area") for each in designs]
    areas = AreaMap(departments=departments, column="department")
    found = compare_waves(*heads, verdicts=made.verdicts, areas=areas)
    frame = release([heads[0], found]).of(ReleasedWaves)[0].frame
    moved = frame[frame["area"].isin(["a1", "a2"])]
    assert moved["earlier"].isna().all()
    assert frame.loc[frame["area"] == "contrast", "earlier"].notna().all()


def test_released_waves_of_no_areas_have_one_number_a_wave() -> None:
    made = made_waves(2, waves=TWO, per_area=40)
    heads = [headline(each, "safe") for each in made.designs]
    part = release(compare_waves(*heads, verdicts=made.verdicts)).of(ReleasedWaves)[0]
    course = part.course_of("safe", Category.HEADLINE)
    assert course.change(course.areas()[0], TWO).shown
    assert isinstance(compare_waves(*heads, verdicts=made.verdicts), WaveComparison)
