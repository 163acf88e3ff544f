"""Ranks of areas: oracles, edges, coverage."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_survey import made_survey

import survey as sv
from survey.codebook import Category, Kind
from survey.comparison.rank_families import rank_family
from survey.errors import UnknownNameError, WrongUseError
from survey.kernels.difference import touching_quantile

LONG = os.environ.get("SURVEY_TEST_LONG") == "1"


SAFE = sv.Variable(
    "safe",
    Kind.SINGLE,
    {"en": "Safe"},
    codes=(sv.Code(1, {"en": "Yes"}), sv.Code(0, {"en": "No"})),
    headline=sv.Headline((1,), "neither", label={"en": "Safe"}),
)


def _shares(counts: dict[str, tuple[int, int]]) -> sv.Estimates:
    rows = pd.DataFrame(
        [
            (area, code, k)
            for area, pair in counts.items()
            for code, k in zip((1, 0), pair, strict=True)
        ],
        columns=["area", "safe", "k"],
    )
    book = sv.Codebook({"safe": SAFE})
    return sv.headline(
        sv.SurveyDesign(rows[rows["k"] > 0], counts="k", codebook=book), "safe", by="area"
    )


def test_clear_areas_have_one_rank_each() -> None:
    frame = sv.rank_areas(
        _shares({"A": (20, 180), "B": (100, 100), "C": (180, 20)}), best="low"
    ).to_frame()
    assert frame["rank"].tolist() == [1, 2, 3]
    assert frame["rank_low"].tolist() == frame["rank_high"].tolist() == [1, 2, 3]
    assert frame["may_be_first"].tolist() == [True, False, False]
    assert frame["may_be_last"].tolist() == [False, False, True]


def test_areas_that_are_all_alike_can_each_have_any_rank() -> None:
    frame = sv.rank_areas(_shares(dict.fromkeys("ABCD", (30, 30))), best="high").to_frame()
    assert frame["rank"].tolist() == [1] * 4
    assert frame["rank_low"].tolist() == [1] * 4
    assert frame["rank_high"].tolist() == [4] * 4
    assert frame["may_be_first"].all()
    assert frame["may_be_last"].all()


def test_estimates_that_are_the_same_share_a_rank() -> None:
    counts = {"A": (40, 10), "B": (20, 30), "C": (20, 30), "D": (5, 45)}
    frame = sv.rank_areas(_shares(counts), best="high").to_frame()
    assert frame["rank"].tolist() == [1, 2, 2, 4]


def test_turning_what_is_good_turns_the_ranks_round() -> None:
    shares = _shares({"A": (20, 40), "B": (31, 29), "C": (50, 10), "D": (0, 60)})
    up = sv.rank_areas(shares, best="high").to_frame()
    down = sv.rank_areas(shares, best="low").to_frame()
    assert (up["rank"] + down["rank"]).tolist() == [5.0] * 4
    assert (up["rank_low"] + down["rank_high"]).tolist() == [5.0] * 4
    assert up["p_first"].tolist() == down["p_last"].tolist()


def test_pairs_of_shares_are_compared_as_with_a_contrast() -> None:
    """Slow oracle: each pair for itself, with the joint covariance."""
    made = made_survey(5, small=False)
    heads = sv.headline(made.design, "safe", by="area")
    family = rank_family(heads, np.arange(5), 1)
    frame, v = heads.to_frame(), heads.covariance.to_numpy()
    for i in range(5):
        for j in range(5):
            if i != j:
                one, other = frame.iloc[i], frame.iloc[j]
                rho = v[i, j] / np.sqrt(v[i, i] * v[j, j])
                numbers = (one.estimate, one.n_eff, other.estimate, other.n_eff, rho)
                t = touching_quantile(*(np.array([each]) for each in numbers))
                signed = np.copysign(t[0], one.estimate - other.estimate)
                assert family.statistic[i, j] == pytest.approx(signed)
                compared = sv.compare_areas(heads, other.area, adjust="none").to_frame()
                df = compared.loc[compared["area"] == one.area, "df"].iloc[0]
                assert family.pair_df[i, j] == df


def test_households_that_areas_share_count_in_every_pair() -> None:
    chance = np.random.default_rng(2)
    homes = np.repeat(np.arange(60), 3)
    level = chance.normal(size=60)[homes]
    rows = pd.DataFrame({"home": homes, "area": np.tile(list("ABC"), 60)})
    rows["trust"] = level + rows["area"].map({"A": 0.0, "B": 0.1, "C": 0.4}) * 1.0
    rows["trust"] += chance.normal(0, 0.05, len(rows))
    means = sv.mean(sv.SurveyDesign(rows, psu="home"), "trust", by="area")
    family = rank_family(means, np.arange(3), 1)
    v, m = means.covariance.to_numpy(), means.to_frame()["estimate"].to_numpy(float)
    error = np.sqrt(v[0, 0] + v[2, 2] - 2 * v[0, 2])
    assert family.statistic[2, 0] == pytest.approx((m[2] - m[0]) / error)
    assert sv.rank_areas(means, best="high").to_frame()["rank_low"].tolist() == [3, 2, 1]


def test_an_area_with_one_answer_can_have_any_rank_and_takes_none_from_others() -> None:
    counts = {"A": (95, 5), "B": (50, 50), "C": (1, 0), "D": (5, 95)}
    frame = sv.rank_areas(_shares(counts), best="high").to_frame().set_index("area")
    assert frame.loc["C", ["rank_low", "rank_high"]].tolist() == [1, 4]
    assert frame.loc["C", ["may_be_first", "may_be_last"]].all()
    assert frame.loc["B", ["rank_low", "rank_high"]].tolist() == [2, 3]


def test_a_mean_of_one_answer_is_not_taken_as_known_without_error() -> None:
    rows = pd.DataFrame({"area": list("AAAABBBBC"), "years": [1, 2, 3, 2, 7, 8, 9, 8, 50]})
    means = sv.mean(sv.SurveyDesign(rows), "years", by="area")
    frame = sv.rank_areas(means, best="high").to_frame().set_index("area")
    assert frame.loc["C", ["rank_low", "rank_high"]].tolist() == [1, 3]
    assert frame.loc["A", ["rank_low", "rank_high"]].tolist() == [2, 3]


def test_an_area_without_answers_has_no_rank_and_the_others_are_ranked_without_it() -> None:
    rows = pd.DataFrame({"area": list("AABBCC"), "safe": [1, 0, 1, 0, -1, -1]})
    rows["k"] = [90, 10, 10, 90, 20, 20]
    book = sv.Codebook({"safe": SAFE})
    shares = sv.proportion(sv.SurveyDesign(rows, counts="k", codebook=book), "safe", by="area")
    frame = sv.rank_areas(shares, best="high").to_frame()
    frame = frame[frame["category"] == 1].set_index("area")
    assert np.isnan(frame.loc["C", "rank"])
    assert not frame.loc["C", "may_be_last"]
    assert frame.loc["A", ["rank", "rank_high", "ranked"]].tolist() == [1, 1, 2]


def test_areas_named_by_label_are_ranked_among_themselves() -> None:
    made = made_survey(6, small=False)
    heads = sv.headline(made.design, "safe", by="area", all_row=True)
    frame = sv.rank_areas(heads, areas=["Vangdalen", "a3", "a5"]).to_frame()
    assert frame["area"].tolist() == ["a1", "a3", "a5"]
    assert frame["ranked"].tolist() == [3, 3, 3]
    assert sv.rank_areas(heads).to_frame()["ranked"].tolist() == [6] * 6


def test_each_combination_of_other_columns_is_ranked_for_itself() -> None:
    made = made_survey(4, small=False)
    heads = sv.headline(made.design, ["safe", "grid_1"], by=["area", "gender"])
    frame = sv.rank_areas(heads, over="area").to_frame()
    groups = frame.groupby(["gender", "variable"])["rank"]
    assert len(groups) == 4
    assert all(sorted(ranks) == [1, 2, 3, 4] for _, ranks in groups)


def test_ranking_only_some_is_the_same_as_having_only_those() -> None:
    shares = _shares({"A": (20, 40), "B": (31, 29), "C": (50, 10), "D": (8, 52), "E": (30, 30)})
    whole = sv.rank_areas(shares, best="high")
    keep = np.array([True, False, True, True, True])
    some = whole.among(keep).to_frame()[keep].reset_index(drop=True)
    alone = sv.rank_areas(shares, best="high", areas=["A", "C", "D", "E"]).to_frame()
    pd.testing.assert_frame_equal(some, alone)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=6))
def test_what_is_said_of_ranks_hangs_together(pairs: list[tuple[int, int]]) -> None:
    counts = {f"a{k}": (yes, no) for k, (yes, no) in enumerate(pairs) if yes + no > 0}
    if len(counts) < 2:
        return
    shares = _shares(counts)
    for method in ("differences", "intervals"):
        frame = sv.rank_areas(shares, best="high", method=method).to_frame()
        assert (frame["rank_low"] <= frame["rank"]).all()
        assert (frame["rank"] <= frame["rank_high"]).all()
        assert frame.loc[frame["rank"] == 1, "may_be_first"].all()
        assert frame.loc[frame["estimate"] == frame["estimate"].min(), "may_be_last"].all()
        certain = frame["rank_low"] > 1
        assert not frame.loc[certain, "may_be_first"].any()


def test_differences_give_narrower_sets_than_intervals_where_errors_are_alike() -> None:
    chance = np.random.default_rng(4)
    counts = {f"a{k}": (int(n), 100 - int(n)) for k, n in enumerate(chance.integers(20, 80, 8))}
    widths = {}
    for method in ("differences", "intervals"):
        frame = sv.rank_areas(_shares(counts), best="high", method=method).to_frame()
        widths[method] = (frame["rank_high"] - frame["rank_low"]).to_numpy()
    assert (widths["differences"] <= widths["intervals"]).all()
    assert widths["differences"].sum() < widths["intervals"].sum()


def test_true_ranks_of_shares_in_small_areas_lie_in_their_sets() -> None:
    chance = np.random.default_rng(8)
    repeats = 2_000 if LONG else 25
    true = np.array([0.05, 0.2, 0.2, 0.5, 0.8])
    size = np.array([30, 60, 40, 80, 50])
    low = 1 + (true[:, None] > true[None, :]).sum(axis=0)
    covered = named = 0
    for _ in range(repeats):
        yes = chance.binomial(size, true)
        counts = {
            f"a{k}": (int(y), int(n - y)) for k, (y, n) in enumerate(zip(yes, size, strict=True))
        }
        frame = sv.rank_areas(_shares(counts), best="high").to_frame()
        inside = (frame["rank_low"] <= low) & (low <= frame["rank_high"])
        covered += bool(inside.all())
        named += bool(frame["may_be_last"].iloc[0])
    room = 3 * np.sqrt(0.05 * 0.95 / repeats)
    assert covered / repeats > 0.95 - room
    assert named / repeats > 0.95 - room


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_of_two_areas_one_is_named_where_their_difference_has_a_mark(one: int, other: int) -> None:
    """But for the very edge, where the lattice and the quantile differ in the fifth digit."""
    shares = _shares({"A": (one, 60 - one), "B": (other, 60 - other)})
    compared = sv.compare_areas(shares, "B").to_frame()
    frame = sv.rank_areas(shares, best="high").to_frame()
    if abs(compared["p_value"].iloc[0] - 0.05) < 1e-3:
        return
    marked = bool(compared["mark"].iloc[0])
    assert bool((~frame["may_be_last"]).any()) == marked
    assert bool((frame["rank_low"] == frame["rank_high"]).all()) == marked


def test_headlines_say_which_end_is_good() -> None:
    made = made_survey(3, small=False)
    heads = sv.headline(made.design, "safe", by="area")
    assert set(sv.rank_areas(heads).to_frame()["best"]) == {"high"}
    assert set(sv.rank_areas(heads).to_frame()["category"]) == {Category.HEADLINE}


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({}, WrongUseError, "high or a low"),
        ({"best": "up"}, WrongUseError, "which end"),
        ({"best": "high", "method": "guess"}, WrongUseError, "known one"),
        ({"best": "high", "areas": "A"}, WrongUseError, "list of areas"),
        ({"best": "high", "areas": ["A", "Z"]}, UnknownNameError, "among those"),
        ({"best": "high", "areas": ["A"]}, WrongUseError, "at least two"),
        ({"best": "high", "over": "town"}, UnknownNameError, "by-column"),
        ({"best": "high", "level": 2}, WrongUseError, "level"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    options: dict[str, object], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        sv.rank_areas(_shares({"A": (1, 2), "B": (2, 1)}), **options)  # type: ignore[arg-type]


def test_what_is_no_estimate_is_refused() -> None:
    with pytest.raises(WrongUseError):
        sv.rank_areas(pd.DataFrame())  # type: ignore[arg-type]


def test_the_result_shows_itself() -> None:
    ranks = sv.rank_areas(_shares({"A": (20, 180), "B": (180, 20)}), best="high")
    assert repr(ranks) == "AreaRanks(2 areas over area, 2 ranks certain)"
    assert "<table" in ranks._repr_html_()
