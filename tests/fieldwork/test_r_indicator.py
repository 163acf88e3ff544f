"""The R-indicator: published values, who lags, what can't be a covariate, and its interval."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_fieldwork import area_variable, dispositions_of
from scipy import special

from survey.codebook import Code, Codebook, Domain, Kind, Variable
from survey.errors import DataError, SurveyError, UnknownNameError, WrongUseError
from survey.fieldwork.representativity import r_indicator, r_indicator_of
from survey.language.catalogue import language_in_force

if TYPE_CHECKING:
    from survey.fieldwork.r_indicator import RIndicator


def two_groups(size: int, first: float, second: float, **more: Any) -> RIndicator:
    group = ["a"] * size + ["b"] * size
    answered = np.zeros(2 * size, dtype=bool)
    answered[: round(first * size)] = True
    answered[size : size + round(second * size)] = True
    return r_indicator(answered, {"group": group}, **more)


def test_two_groups_of_half_and_three_tenths_have_four_fifths() -> None:
    found = two_groups(50_000, 0.5, 0.3)
    assert found.estimate == pytest.approx(0.8, abs=1e-4)
    assert found.response_rate == pytest.approx(0.4)
    assert found.cv == pytest.approx(0.25, abs=1e-4)
    assert found.max_bias == pytest.approx(0.2 / (4 * 0.4), abs=1e-4)
    assert found.conf_low < found.estimate < found.conf_high


@pytest.mark.parametrize(
    ("rate", "indicator", "bias"),
    [(0.622, 0.801, 0.080), (0.769, 0.851, 0.048), (0.756, 0.780, 0.073)],
)
def test_the_largest_bias_is_that_of_the_pilots_of_the_dutch_labour_force_survey(
    rate: float, indicator: float, bias: float
) -> None:
    spread = (1 - indicator) / 2
    found = two_groups(100_000, rate + spread, rate - spread)
    assert found.estimate == pytest.approx(indicator, abs=2e-4)
    assert found.response_rate == pytest.approx(rate, abs=1e-4)
    assert round(found.max_bias, 3) == bias


def test_groups_that_answer_alike_have_one() -> None:
    found = two_groups(200, 0.4, 0.4)
    assert found.estimate == 1
    assert np.isnan(found.std_error)
    assert found.conf_high == 1
    assert 0.8 < found.conf_low < 1
    assert found.lagging.empty


def test_partial_indicators_have_a_sign_and_tell_who_lags() -> None:
    found = two_groups(400, 0.5, 0.3)
    by = {row["category"]: row for row in found.categories.to_dict("records")}
    assert by["a"]["unconditional"] == pytest.approx(np.sqrt(0.5) * 0.1)
    assert by["b"]["unconditional"] == pytest.approx(-np.sqrt(0.5) * 0.1)
    assert by["b"]["conf_high"] < 0 < by["a"]["conf_low"]
    assert by["a"]["conditional"] == pytest.approx(np.sqrt(0.5) * 0.1, rel=1e-3)
    lagging = found.lagging.to_dict("records")
    assert [(row["category"], row["needed"], row["sure"]) for row in lagging] == [("b", 40, True)]
    assert lagging[0]["reachable"] == -1


def test_a_covariate_that_another_explains_has_no_conditional_part() -> None:
    """Response depends on the floor only; the type goes with the floor."""
    random = np.random.default_rng(3)
    floor = random.integers(0, 3, 30_000)
    kind = np.where(random.random(30_000) < 0.2 + 0.3 * floor, "flat", "house")
    answered = random.random(30_000) < 0.3 + 0.15 * floor
    found = r_indicator(answered, {"floor": floor, "type": kind})
    by = found.variables.set_index("term")
    assert by.loc["type", "unconditional"] > 0.03
    assert by.loc["type", "conditional"] < 0.01
    assert by.loc["floor", "conditional"] > 0.08


def test_crossed_covariates_find_what_the_single_ones_hide() -> None:
    a = np.repeat(["x", "x", "y", "y"], 500)
    b = np.tile(np.repeat(["u", "v"], 500), 2)
    rate = np.repeat([0.6, 0.3, 0.3, 0.6], 500)
    answered = np.tile(np.arange(500) / 500, 4) < rate
    frame = pd.DataFrame({"a": a, "b": b})
    assert r_indicator(answered, frame).estimate == pytest.approx(1, abs=1e-6)
    crossed = r_indicator(answered, frame, terms=[("a", "b")])
    assert crossed.estimate == pytest.approx(0.7, abs=5e-3)
    assert crossed.categories["category"].tolist()[1] == ("x", "v")
    assert crossed.category_label("a × b", ("x", "v"), "en") == "x × v"
    assert "x × v" in crossed.to_frame()["category"].tolist()


def test_the_order_of_rows_and_the_size_of_weights_change_nothing() -> None:
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"a": random.choice(list("xyz"), 600), "b": random.integers(0, 4, 600)})
    answered = random.random(600) < 0.3 + 0.2 * (frame["a"] == "x")
    plain = r_indicator(answered, frame, weights=np.full(600, 2.0))
    order = random.permutation(600)
    moved = r_indicator(answered[order], frame.iloc[order], weights=np.full(600, 2.0))
    pd.testing.assert_frame_equal(plain.to_frame(), moved.to_frame())
    assert plain.estimate == pytest.approx(r_indicator(answered, frame).estimate)
    assert plain.std_error > r_indicator(answered, frame).std_error


def test_units_that_stand_for_two_count_as_two_in_the_spread() -> None:
    frame = pd.DataFrame({"g": ["a"] * 300 + ["b"] * 300})
    answered = np.r_[np.arange(300) < 150, np.arange(300) < 90]
    weights = np.r_[np.full(300, 2.0), np.full(300, 1.0)]
    found = r_indicator(answered, frame, weights=weights, strata=frame["g"])
    mean = (2 * 0.5 + 0.3) / 3
    variance = (2 * (0.5 - mean) ** 2 + (0.3 - mean) ** 2) / 3
    assert found.response_rate == pytest.approx(mean)
    assert found.unadjusted == pytest.approx(1 - 2 * np.sqrt(variance * 600 / 599))


def test_missing_values_are_a_category_of_their_own() -> None:
    random = np.random.default_rng(1)
    kind = pd.Series(random.choice(["flat", "house", ""], 300), dtype=object)
    kind[::10] = None
    found = r_indicator(random.random(300) < 0.5, {"type": kind})
    assert found.categories["category"].tolist() == ["flat", "house", Domain.MISSING]
    assert found.categories["n"].sum() == 300
    assert found.category_label("type", Domain.MISSING, "da") == "Uoplyst"
    told = r_indicator([1, 0, 0, 0, 0, 1] * 20, {"type": ["a", "b", None] * 40}).lagging
    assert told["category"].tolist() == ["b"]
    few = r_indicator([1, 1, 0, 1, 1, 0, 0, 1, 1] * 10, {"type": ["a", "b", None] * 30}).lagging
    assert few["category"].tolist()[0] is Domain.MISSING


def test_categories_stand_in_the_order_of_the_codebook_with_its_labels() -> None:
    codes = tuple(Code(value, {"da": label}) for value, label in ((3, "Høj"), (1, "Lav")))
    book = Codebook({"floor": Variable("floor", Kind.GROUP, {"da": "Etage"}, codes=codes)})
    found = r_indicator([1, 0, 1, 0] * 10, {"floor": [1, 1, 3, 3] * 10}, codebook=book)
    assert found.categories["category"].tolist() == [3, 1]
    with language_in_force("da"):
        shown = found._repr_html_()
        assert "Høj" in shown
        assert "Etage" in shown
        assert "R-indikatoren er" in found.in_words()


def test_nobody_in_a_group_is_told_and_counts() -> None:
    found = r_indicator([0] * 30 + [1, 0] * 40, {"g": ["a"] * 30 + ["b"] * 80})
    assert [str(note) for note in found.notes] == ['Nobody answered in "a". [PROGRESS-NOBODY]']
    assert found.lagging.to_dict("records")[0]["needed"] == 11
    assert found.categories["std_error"].gt(0).all()


WRONG: dict[str, tuple[type[SurveyError], dict[str, Any]]] = {
    "no answer": (DataError, {"responded": [0] * 12}),
    "no flag": (DataError, {"responded": [0, 1, 2] * 4}),
    "too short": (WrongUseError, {"responded": [0, 1]}),
    "ids": (DataError, {"covariates": {"id": [f"a{k}" for k in range(12)]}}),
    "measures": (DataError, {"covariates": {"m": np.arange(12) / 7}}),
    "unknown": (UnknownNameError, {"terms": ["flor"]}),
    "no terms": (WrongUseError, {"terms": []}),
    "odd terms": (WrongUseError, {"terms": [3]}),
    "weights": (DataError, {"weights": [1.0] * 11 + [0.0]}),
    "weights of words": (DataError, {"weights": ["x"] * 12}),
    "short weights": (WrongUseError, {"weights": [1.0]}),
    "short strata": (WrongUseError, {"strata": ["x"]}),
    "level": (WrongUseError, {"level": 95}),
    "no frame": (WrongUseError, {"covariates": 7}),
    "known of answers only": (
        DataError,
        {"covariates": {"age": ["young", "old"] * 3 + [None] * 6}, "responded": [1] * 6 + [0] * 6},
    ),
    "twice": (
        DataError,
        {"covariates": pd.DataFrame([["a", "b"]] * 12, columns=["x", "x"]), "terms": ["x"]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused(name: str) -> None:
    kind, changed = WRONG[name]
    given = {"responded": [0, 1, 1] * 4, "covariates": {"floor": [1, 2] * 6}} | changed
    with pytest.raises(kind) as caught:
        r_indicator(given.pop("responded"), given.pop("covariates"), **given)
    assert "must" in str(caught.value) or "can't" in str(caught.value)


def test_many_groups_for_few_units_are_refused() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({name: random.integers(0, 8, 60) for name in "abcd"})
    with pytest.raises(DataError, match="fewer categories together"):
        r_indicator(random.random(60) < 0.5, frame)


def test_of_a_fieldwork_those_not_eligible_are_left_out() -> None:
    fieldwork = dispositions_of(
        {
            "A": {"complete": 50, "pending": 50, "not_eligible": 30},
            "B": {"partial": 30, "refusal": 30, "non_contact": 40},
        }
    )
    found = r_indicator_of(fieldwork)
    assert (found.n, found.answers) == (200, 80)
    assert found.unadjusted == pytest.approx(1 - 2 * 0.1 * np.sqrt(200 / 199))
    lagging = found.lagging.to_dict("records")
    assert [(row["category"], row["needed"], row["reachable"]) for row in lagging] == [
        ("B", 10, 40)
    ]


def test_what_came_of_the_fieldwork_is_no_covariate() -> None:
    fieldwork = dispositions_of({"A": {"complete": 5, "pending": 5}})
    for name in ("attempts", "hard_refusal", "base_weight", "last_mode"):
        with pytest.raises(DataError, match="came of the fieldwork"):
            r_indicator_of(fieldwork, ["area", name])
    counts = dispositions_of({"A": {"complete": 5, "pending": 5}}, only_counts=True)
    with pytest.raises(WrongUseError, match="a row of its own"):
        r_indicator_of(counts)


def test_half_a_million_units_take_seconds() -> None:
    random = np.random.default_rng(0)
    n = 500_000
    frame = pd.DataFrame(
        {
            "area": random.choice([f"Area {k}" for k in range(30)], n),
            "floor": random.integers(0, 5, n),
        }
    )
    began = time.perf_counter()
    found = r_indicator(random.random(n) < 0.4, frame)
    assert time.perf_counter() - began < 20
    assert found.n == n


# The interval


def coverage(levels: tuple[int, ...], n: int, effect: float, runs: int, rate: float = 1.0) -> float:
    """How often the 95 % interval holds the truth; of a sample at a rate, that of its source."""
    random = np.random.default_rng([n, len(levels), round(100 * effect)])
    source = round(n / rate)
    people = pd.DataFrame(
        {f"v{k}": random.integers(0, size, source) for k, size in enumerate(levels)}
    )
    eta = np.full(source, -0.2)
    for k, size in enumerate(levels):
        eta += effect * random.normal(size=size)[people[f"v{k}"]]
    chance = special.expit(eta)
    truth = 1 - 2 * chance.std(ddof=1)
    held = 0
    for _ in range(runs):
        drawn = random.choice(source, n, replace=False) if rate < 1 else np.arange(source)
        answered = random.random(n) < chance[drawn]
        found = r_indicator(answered, people.iloc[drawn], weights=np.full(n, source / n))
        held += found.conf_low - 1e-9 <= truth <= found.conf_high + 1e-9
    return held / runs


SHORT = [((4,), 300, 0.0, 1.0), ((4,), 300, 0.4, 1.0), ((5, 3), 600, 0.3, 0.5)]
LONG = [
    (levels, n, effect, rate)
    for levels in ((2,), (8,), (8, 5, 2), (4, 3, 2, 2))
    for n in (200, 500, 2000)
    for effect in (0.0, 0.15, 0.4, 0.9)
    for rate in (1.0, 0.3)
]


@pytest.mark.parametrize(("levels", "n", "effect", "rate"), SHORT)
def test_the_interval_covers(levels: tuple[int, ...], n: int, effect: float, rate: float) -> None:
    assert coverage(levels, n, effect, 150, rate) >= 0.89


@pytest.mark.slow
@pytest.mark.parametrize(("levels", "n", "effect", "rate"), LONG)
def test_the_interval_covers_in_many_settings(
    levels: tuple[int, ...], n: int, effect: float, rate: float
) -> None:
    assert 0.915 <= coverage(levels, n, effect, 1000, rate) <= 0.995


def test_areas_are_called_as_the_study_calls_them() -> None:
    fieldwork = dispositions_of(
        {"a": {"complete": 9, "pending": 3}, "b": {"complete": 3, "pending": 9}},
        area=area_variable({"a": "Ådalen", "b": "Søparken"}),
    )
    found = r_indicator_of(fieldwork)
    assert found.category_label("area", "a", "da") == "Ådalen"
    assert repr(found).startswith("RIndicator(")
