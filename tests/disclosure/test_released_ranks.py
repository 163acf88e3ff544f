"""Ranks, outcomes and figures from outside tell nothing of areas that are hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from made_judged import judged, judged_case
from made_survey import MadeSurvey, made_survey

import survey as sv
from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import (
    ReleasedBenchmarks,
    ReleasedEquivalence,
    ReleasedRanks,
)
from survey.errors import WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released


def _parts(released: Released) -> Iterator[tuple[str, pd.DataFrame]]:
    for kind in (ReleasedRanks, ReleasedEquivalence, ReleasedBenchmarks):
        for part in released.of(kind):
            yield kind.__name__, part.frame


def _otherwise(code: int) -> MadeSurvey:
    """The same survey, but for the answers of the area with seven."""
    made = made_survey(6, per_area=150)
    data = made.design.data.copy()
    data.loc[data["area"] == "a2", "safe"] = code
    design = sv.SurveyDesign(data, weights="w", strata="stratum", codebook=made.design.codebook)
    return MadeSurvey(design, made.waves)


def test_hidden_rows_hold_no_number() -> None:
    for kind, frame in _parts(judged_case()):
        for record in frame.to_dict("records"):
            if Status(record["status"]).hidden:
                numbers = {
                    name: value
                    for name, value in record.items()
                    if isinstance(value, float) and not name.startswith("benchmark")
                }
                numbers.pop("margin", None)
                assert all(np.isnan(value) for value in numbers.values()), (kind, numbers)
                assert record.get("mark", 0) == 0
                assert record.get("outcome") is None
                assert not record.get("may_be_last", False)


def test_numbers_of_answers_are_gone() -> None:
    for _, frame in _parts(judged_case()):
        assert not {"n", "count", "df", "contrast_n", "contrast_count"} & set(frame)


def test_what_is_shown_of_others_is_the_same_whatever_a_hidden_area_answered() -> None:
    """A rank that is left out, or one area fewer that may be last, would tell where it lies."""
    low, high = (judged(_otherwise(code)) for code in (1, 5))
    pairs = zip(_parts(low), _parts(high), strict=True)
    for (kind, one), (_, other) in pairs:
        if "safe" not in set(one["variable"]):
            continue
        areas = one["area"].map(str)
        assert Status(one.loc[areas == "a2", "status"].iloc[0]).hidden
        rows = (areas != "a2") & (areas != "(all)")
        pd.testing.assert_frame_equal(one[rows], other[rows], obj=kind)


def test_ranks_are_counted_among_the_areas_that_are_shown() -> None:
    (ranks, _) = judged_case().of(ReleasedRanks)
    shown = ranks.frame[[not Status(each).hidden for each in ranks.frame["status"]]]
    assert sorted(shown["rank"]) == list(range(1, len(shown) + 1))
    assert set(shown["ranked"]) == {float(len(shown))}
    assert len(shown) < len(ranks.frame)


def test_for_internal_use_every_area_has_its_rank() -> None:
    released = judged(made_survey(8), "internal")
    assert set(released.of(ReleasedRanks)[0].frame["ranked"]) == {8.0}
    assert not released.of(ReleasedRanks)[0].frame["rank"].isna().any()


def test_where_the_contrast_is_hidden_nothing_is_said_of_being_like_it() -> None:
    made = made_survey(5, per_area=150)
    heads = sv.headline(made.design, "safe", by="area")
    released = sv.release([heads, sv.equivalence(heads, 0.2, contrast="a2")])
    (part,) = released.of(ReleasedEquivalence)
    assert all(Status(each).hidden for each in part.frame["status"])
    assert part.frame["outcome"].isna().all()


def test_ranks_released_alone_are_masked_as_their_estimates_would_be() -> None:
    made = made_survey(8)
    heads = sv.headline(made.design, "safe", by="area", all_row=True)
    alone = sv.release(sv.rank_areas(heads)).of(ReleasedRanks)[0].frame
    beside = sv.release([heads, sv.rank_areas(heads)]).of(ReleasedRanks)[0].frame
    pd.testing.assert_frame_equal(alone, beside)


def test_crossed_ranks_are_masked_in_each_part() -> None:
    made = made_survey(4, per_area=60)
    heads = sv.headline(made.design, "safe", by=["area", "gender"])
    released = sv.release([heads, sv.rank_areas(heads, over="area")])
    frame = released.of(ReleasedRanks)[0].frame
    hidden = [Status(each).hidden for each in frame["status"]]
    assert any(hidden)
    assert frame.loc[hidden, "rank"].isna().all()


def test_outcomes_of_waves_are_not_let_out_yet() -> None:
    rows = pd.DataFrame({"home": np.arange(40), "safe": [0, 1] * 20})
    shares = sv.mean(sv.SurveyDesign(rows, psu="home"), "safe")
    with pytest.raises(WrongUseError, match="can't be released"):
        sv.release(sv.equivalence(sv.compare_waves(shares, shares)))


def test_what_was_released_shows_itself() -> None:
    released = judged_case()
    assert "confidential" in repr(released)
    shown = released._repr_html_()
    assert "ranks" in shown
    assert "comparison with figures from outside" in shown
