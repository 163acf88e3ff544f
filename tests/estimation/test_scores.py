"""Nets, mean scores, indices, questions with several answers, and the book of all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import survey as sv
from survey.codebook import Domain, Kind
from survey.errors import DataError, UnknownNameError, WrongUseError

TICKS = ("paper", "web", "talk")
SAFE = sv.Index(
    "I_SAFE",
    (
        sv.IndexItem("day"),
        sv.IndexItem("evening"),
        sv.IndexItem("worry", reverse=True),
    ),
    label={"da": "Tryghed", "en": "Safety"},
)


def residents(seed: int = 4) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    home = np.repeat(np.arange(70), generator.integers(1, 4, 70))
    n = len(home)
    frame = pd.DataFrame({"home": home, "area": [f"A{h % 3}" for h in home]})
    frame["w"] = generator.uniform(1, 4, n)
    for name in ("day", "evening", "worry"):
        frame[name] = generator.choice([1, 2, 3, 4, 5, -1, -8], n).astype(int)
    frame.loc[generator.random(n) < 0.1, "evening"] = 6
    for name in TICKS:
        frame[name] = generator.integers(0, 2, n)
    frame.loc[generator.random(n) < 0.15, list(TICKS)] = -1
    frame["years"] = generator.uniform(0, 40, n)
    return frame


def variable(name: str, codes: tuple[int, ...]) -> sv.Variable:
    headline = sv.Headline((1, 2), "low") if name == "evening" else None
    return sv.Variable(
        name, Kind.SINGLE, {"en": name.title()}, codes=tuple(sv.Code(c, {}) for c in codes),
        headline=headline,
    )  # fmt: skip


BOOK = sv.Codebook(
    {
        "day": variable("day", (1, 2, 3, 4, 5)),
        "evening": variable("evening", (1, 2, 3, 4, 5, 6)),
        "worry": variable("worry", (1, 2, 3, 4, 5)),
        "years": sv.Variable("years", Kind.NUMBER, {}),
    },
    {"heard": sv.MultipleResponse("heard", TICKS, {"en": "Where do you hear?"})},
    {"I_SAFE": SAFE},
)


def design(frame: pd.DataFrame | None = None, **arguments: Any) -> sv.SurveyDesign:
    frame = residents() if frame is None else frame
    given = {"weights": "w", "psu": "home", "codebook": BOOK} | arguments
    return sv.SurveyDesign(frame, **given)


def same(ours: Any, theirs: Any) -> None:
    for column in ("estimate", "std_error", "conf_low", "conf_high", "df", "n", "deff"):
        assert ours[column].tolist() == pytest.approx(theirs[column].tolist(), rel=1e-9), column


# Nets


def test_a_net_is_the_share_of_its_codes_taken_together() -> None:
    survey = design()
    together = sv.proportion(survey, "day", by="area", nets={"bad": [1, 2], "good": [4, 5]})
    frame = together.to_frame()
    merged = design(residents().assign(day=lambda f: f["day"].replace({2: 1, 5: 4})))
    other = sv.proportion(merged, "day", by="area").to_frame()
    same(frame[frame["category"] == "bad"], other[other["category"] == 1])
    same(frame[frame["category"] == "good"], other[other["category"] == 4])
    assert frame[frame["category"] == "bad"]["count"].tolist() == (
        other[other["category"] == 1]["count"].tolist()
    )


def test_a_net_varies_with_its_codes() -> None:
    found = sv.proportion(design(), "day", nets={"bad": [1, 2]})
    v = found.covariance.to_numpy()
    assert v[5, 5] == pytest.approx(v[0, 0] + v[1, 1] + 2 * v[0, 1])
    assert v[5, 3] == pytest.approx(v[0, 3] + v[1, 3])


# Scores and indices


def test_a_score_of_the_codes_is_their_mean() -> None:
    frame = residents()
    plain = frame.assign(number=frame["day"].where(frame["day"] > 0).astype(float))
    same(
        sv.score(design(), "day", by="area", all_row=True).to_frame(),
        sv.mean(design(plain), "number", by="area", all_row=True).to_frame(),
    )


def test_a_code_whose_score_is_none_is_no_answer() -> None:
    frame = residents()
    scores = {1: 0, 2: 25, 3: 50, 4: 75, 5: 100, 6: None}
    number = frame["evening"].map(scores.get).astype(float)
    ours = sv.score(design(), "evening", scores).to_frame()  # type: ignore[arg-type]
    same(ours, sv.mean(design(frame.assign(number=number)), "number").to_frame())


def test_index_values_are_those_of_a_plain_loop() -> None:
    frame = residents()
    expected = []
    for _, row in frame.iterrows():
        items = [100 * (row[n] - 1) / 4 for n in ("day", "evening") if 1 <= row[n] <= 5]
        items += [100 - 100 * (row["worry"] - 1) / 4] if 1 <= row["worry"] <= 5 else []
        expected.append(np.mean(items) if len(items) >= 2 else np.nan)
    assert sv.index_values(design(), SAFE) == pytest.approx(np.array(expected), nan_ok=True)


def test_the_mean_of_an_index_is_that_of_its_values() -> None:
    values = sv.index_values(design(), "I_SAFE")
    theirs = sv.mean(design(residents().assign(number=values)), "number", by="area").to_frame()
    same(sv.index(design(), "I_SAFE", by="area").to_frame(), theirs)
    assert sv.index(design(), "I_SAFE").to_frame(labels="da")["variable"].tolist() == ["Tryghed"]


@pytest.mark.parametrize(("least", "answered"), [(1, 3), (2, 2), (3, 1)])
def test_it_takes_as_many_items_as_the_index_says(least: int, answered: int) -> None:
    rows = pd.DataFrame({"a": [5, 5, 5, -1], "b": [1, 1, -8, -1], "c": [3, -1, -1, -1]})
    items = tuple(sv.IndexItem(name) for name in "abc")
    found = sv.index_values(sv.SurveyDesign(rows), sv.Index("i", items, least))
    assert np.isfinite(found).sum() == answered


# Several answers


def test_shares_of_respondents_are_means_of_ticks() -> None:
    frame = residents()
    ticked = {f"t_{name}": frame[name].where(frame[name] >= 0).astype(float) for name in TICKS}
    means = sv.mean(design(frame.assign(**ticked)), list(ticked), by="area")
    ours = sv.multiple_response(design(), "heard", by="area", interval="wald")
    theirs = means.to_frame().sort_values(["area", "variable"])
    mine = ours.to_frame().sort_values(["area", "category"])
    for column in ("estimate", "std_error", "conf_low", "df", "n", "deff"):
        expected = theirs[column].tolist()
        assert mine[column].tolist() == pytest.approx(expected, rel=1e-9), column


def test_who_ticked_nothing_answered_and_who_left_it_blank_did_not() -> None:
    rows = pd.DataFrame({"a": [1, 0, -1, None, 1], "b": [0, 0, -1, None, None]})
    found = sv.multiple_response(sv.SurveyDesign(rows), ["a", "b"]).to_frame()
    assert found["n"].tolist() == [3, 3]
    assert found["count"].tolist() == [2, 0]
    assert found["estimate"].tolist() == pytest.approx([2 / 3, 0])


def test_shares_of_answers_add_up_to_one_and_are_ratios() -> None:
    frame = residents()
    answered = (frame[list(TICKS)] >= 0).any(axis=1)
    ticks = frame[list(TICKS)].clip(lower=0).where(answered).astype(float)
    both = frame.assign(paper_ticks=ticks["paper"], ticks=ticks.sum(axis=1).where(answered))
    ours = sv.multiple_response(design(), "heard", base="answers", by="area", interval="wald")
    sums = ours.to_frame().groupby("area")["estimate"].sum()
    assert sums.tolist() == pytest.approx([1.0] * 3)
    ratio = sv.ratio(design(both), "paper_ticks", "ticks", by="area").to_frame()
    same(ours.to_frame().query("category == 'paper'"), ratio)


def test_options_have_one_joint_covariance() -> None:
    found = sv.multiple_response(design(), "heard", base="answers")
    whole = found.covariance.to_numpy()
    assert whole.sum() == pytest.approx(0, abs=1e-12)
    assert np.diag(whole) == pytest.approx(found.covariance.variance())


def test_a_tick_must_be_zero_or_one() -> None:
    rows = pd.DataFrame({"a": [1, 0, 2], "b": [0, 0, 1]})
    with pytest.raises(DataError, match="0 and 1"):
        sv.multiple_response(sv.SurveyDesign(rows), ["a", "b"])


# The book


BREAKDOWNS: list[Any] = [(), "area", ("area", "day")]
QUESTIONS = ["day", "evening", "heard", "I_SAFE", "years"]


@pytest.fixture(scope="module", params=["plain", "calibrated", "replicates"])
def surveyed(request: pytest.FixtureRequest) -> sv.SurveyDesign:
    frame = residents()
    generator = np.random.default_rng(8)
    if request.param == "calibrated":
        frame["before"] = frame["w"] * generator.uniform(0.7, 1.3, len(frame))
        x = np.column_stack([np.ones(len(frame)), frame["years"]])
        return design(frame, calibration=[sv.CalibrationStep(x, "before")])
    if request.param == "replicates":
        factors = generator.poisson(1, (len(frame), 15)).astype(float)
        return design(frame, psu=None, replicates=sv.Replicates(factors, 1 / 15, factors=True))
    return design(frame)


def test_the_book_is_the_single_calls(surveyed: sv.SurveyDesign) -> None:
    book = sv.estimate_book(surveyed, QUESTIONS, breakdowns=BREAKDOWNS)
    assert len(book) == 5 * 3
    for by in BREAKDOWNS:
        options: dict[str, Any] = {"by": by or None, "all_row": bool(by)}
        single = {
            ("day", False): sv.proportion(surveyed, "day", **options),
            ("evening", False): sv.proportion(surveyed, "evening", **options),
            ("evening", True): sv.headline(surveyed, "evening", **options),
            ("heard", False): sv.multiple_response(surveyed, "heard", **options),
            ("I_SAFE", False): sv.index(surveyed, "I_SAFE", **options),
            ("years", False): sv.mean(surveyed, "years", **options),
        }
        for (name, declared), alone in single.items():
            part = book.of(name, by, headline=declared).to_frame()
            rows = part[part["variable"] == name].reset_index(drop=True)
            pd.testing.assert_frame_equal(
                rows, alone.to_frame(), check_dtype=False, rtol=1e-10, atol=1e-14
            )


def test_where_is_by_on_every_design(surveyed: sv.SurveyDesign) -> None:
    by = sv.proportion(surveyed, ["day", "worry"], by="area").to_frame()
    for area in ("A0", "A2"):
        where = (surveyed.data["area"] == area).to_numpy()
        alone = sv.proportion(surveyed, ["day", "worry"], where=where).to_frame()
        same(by[by["area"] == area], alone)


def test_the_book_in_one_frame_says_what_each_row_is() -> None:
    book = sv.estimate_book(design(), QUESTIONS, breakdowns=BREAKDOWNS)
    frame = book.to_frame()
    assert list(frame.columns[:6]) == [
        "breakdown", "area", "day", "statistic", "variable", "category",
    ]  # fmt: skip
    assert len(frame) == sum(len(part) for part in book)
    assert set(frame[frame["breakdown"] == ""]["area"]) == {Domain.ALL}
    keys = ["breakdown", "area", "day", "statistic", "variable", "category"]
    assert not frame[keys].astype(str).duplicated().any()
    assert repr(book) == "EstimateBook(5 variables × 3 breakdowns, 493 rows)"


def test_a_questionnaire_gives_the_book_its_words_and_order() -> None:
    questionnaire = sv.read_questionnaire("copenhagen-1968")
    rows = pd.DataFrame(
        {"influence": [1, 2, 3, 1], "satisfaction": [1, 3, 2, 3], "type": ["a", "a", "b", "b"]}
    )
    book = sv.estimate_book(sv.SurveyDesign(rows), questionnaire, breakdowns=["type"])
    shares = next(iter(book)).to_frame(labels="en")
    assert shares["variable"].iloc[0].startswith("Satisfaction")


@pytest.mark.parametrize(
    ("error", "attempt"),
    [
        (WrongUseError, lambda: sv.estimate_book(design(), ["day"], breakdowns=[3])),  # type: ignore[list-item]
        (WrongUseError, lambda: sv.estimate_book(design(), [])),
        (UnknownNameError, lambda: sv.estimate_book(design(), ["dya"])),
        (UnknownNameError, lambda: sv.estimate_book(design(), ["day"]).of("evening")),
    ],
)
def test_a_wrong_book_is_refused(error: Any, attempt: Any) -> None:
    with pytest.raises(error):
        attempt()


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_what_is_released_of_options_is_protected_one_by_one(seed: int) -> None:
    frame = residents(seed)
    estimates = sv.multiple_response(design(frame), "heard", by="area")
    released = sv.release(estimates).estimates[0].frame
    counts = estimates.to_frame()
    small = counts["count"].between(1, 4) | (counts["n"] - counts["count"]).between(1, 4)
    assert released.loc[small.to_numpy(), "estimate"].isna().all()
