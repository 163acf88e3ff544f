"""How many to ask for a share: published numbers, what must hold, and arguments that can't be."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_plans import counts_frame

import survey as sv
from survey.errors import SurveyError, UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force

# Published


@pytest.mark.parametrize(
    ("population", "points", "published"),
    [
        (7_271, 4, 554),
        (3_890, 4, 520),
        (300, 5, 169),
        (699, 5, 248),
        (999, 5, 278),
        (1_000, 5, 278),
        (2_499, 5, 333),
        (2_500, 4, 484),
        (9_999, 4, 566),
        (10_000, 3, 964),
        (24_999, 3, 1_023),
        (25_000, 2, 2_191),
        (100_000, 2, 2_345),
    ],
)
def test_published_numbers_are_met_within_one(population: int, points: int, published: int) -> None:
    assert abs(sv.sample_size(population, points / 100).needed - published) <= 1


@pytest.mark.parametrize(
    ("population", "answers", "points"),
    [(7_271, 593, 3.86), (18_800, 1_128, 2.83), (2_436, 536, 3.74), (699, 280, 4.54)],
)
def test_published_half_widths_are_met(population: int, answers: int, points: float) -> None:
    found = sv.sample_size(population, n=answers)
    assert 100 * found.half_width == pytest.approx(points, abs=0.005)


def test_a_hundred_of_three_hundred_and_fifty_give_eight_points() -> None:
    assert 100 * sv.sample_size(350, n=100, share=0.36).half_width == pytest.approx(7.96, abs=0.005)
    alone = sv.sample_size(n=100, share=0.36)
    assert 100 * alone.half_width == pytest.approx(9.41, abs=0.005)


def test_an_endless_population_needs_the_number_everyone_knows() -> None:
    assert sv.sample_size(half_width=0.05).needed == 385
    assert sv.sample_size(half_width=0.03).needed == 1_068
    assert math.isnan(sv.sample_size(half_width=0.05).areas["population"][0])


def test_the_bands_of_the_tenant_measures_give_their_half_widths() -> None:
    sizes = {"a": 300, "b": 1_000, "c": 2_499, "d": 2_500, "e": 9_999, "f": 10_000, "g": 25_000}
    found = sv.sample_size(sizes, preset="tsm")
    assert found.areas["wanted"].tolist() == [0.05, 0.05, 0.05, 0.04, 0.04, 0.03, 0.02]
    assert [note.code for note in found.notes] == ["PLANNING-SMALL-PROVIDER"]


# What must hold


@given(st.integers(2, 200_000), st.floats(0.005, 0.3), st.floats(0.02, 0.98))
def test_the_half_width_is_reached_and_one_fewer_does_not_reach_it(
    population: int, half_width: float, share: float
) -> None:
    n = sv.sample_size(population, half_width, share=share).needed
    assert 1 <= n <= population
    assert sv.sample_size(population, n=n, share=share).half_width <= half_width + 1e-6
    if n > 1:
        assert sv.sample_size(population, n=n - 1, share=share).half_width > half_width - 1e-6


@given(st.integers(2, 100_000), st.integers(0, 5_000), st.floats(0.01, 0.2), st.floats(0, 0.1))
def test_more_people_or_a_narrower_interval_never_need_fewer(
    population: int, more: int, half_width: float, wider: float
) -> None:
    n = sv.sample_size(population, half_width).needed
    assert sv.sample_size(population + more, half_width).needed >= n
    assert sv.sample_size(population, half_width + wider).needed <= n


def test_what_is_asked_covers_those_who_do_not_answer_or_are_not_asked_the_question() -> None:
    found = sv.sample_size(10_000, 0.05, response_rate=0.4, base_share=0.5)
    needed = sv.sample_size(5_000, 0.05).needed
    assert found.needed == needed
    assert found.asked == math.ceil(needed / 0.2)


def test_a_design_effect_asks_for_so_many_more() -> None:
    assert sv.sample_size(half_width=0.05, design_effect=1.5).needed == math.ceil(384.1459 * 1.5)


def test_where_too_few_are_there_all_are_asked_and_it_is_said() -> None:
    found = sv.sample_size({"A": 350, "B": 6_000}, 0.05, response_rate=0.45)
    assert found.areas["asked"].tolist()[0] == 350
    assert found.areas["everyone"].tolist() == [True, False]
    assert 'All must be asked in "A", and even so' in found.notes[0].message
    assert found.areas["half_width"][0] > 0.05


def test_everyone_who_answers_leaves_nothing_to_chance() -> None:
    assert sv.sample_size(200, n=200).half_width == 0


def test_a_frame_gives_a_row_for_every_area() -> None:
    frame = counts_frame({"A": 350, "B": 600})
    by_area = {"A": 0.3, "B": 0.6}
    found = sv.sample_size(frame, 0.07, response_rate=by_area, share={"Område A": 0.2, "B": 0.5})
    assert found.areas["area"].tolist() == ["A", "B"]
    single = sv.sample_size(350, 0.07, response_rate=0.3, share=0.2)
    assert found.areas["asked"][0] == single.asked
    assert int(found) == found.needed == found.areas["needed"].sum()


def test_a_series_is_a_mapping_too() -> None:
    assert sv.sample_size(pd.Series({"A": 350}), 0.05).needed == sv.sample_size(350, 0.05).needed


def test_it_shows_itself_in_both_languages() -> None:
    found = sv.sample_size({"A": 350, "B": 600}, 0.05)
    assert (
        repr(found) == "SampleSize(419 answers, 419 asked in 2 areas, ±4.99 points or less at 95%)"
    )
    assert list(found.to_frame(labels="da").columns)[:3] == [
        "Område", "Kan spørges", "Ønsket usikkerhed (±)",
    ]  # fmt: skip
    with language_in_force("da"):
        page = found._repr_html_()
    assert "Hvor mange der skal spørges (sikkerhed 95 pct.)" in page
    assert "nej" in page


# What can't be


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nan": ({"population": math.nan, "half_width": 0.05}, "population must be a number"),
    "infinite": ({"population": math.inf, "half_width": 0.05}, "population must be a number"),
    "none_there": ({"population": 0, "half_width": 0.05}, "population must be a number"),
    "negative": ({"population": -5, "half_width": 0.05}, "population must be a number"),
    "half_a_dwelling": ({"population": 7.5, "half_width": 0.05}, "population must be a number"),
    "true": ({"population": True, "half_width": 0.05}, "population must be a number"),
    "text": ({"population": "350", "half_width": 0.05}, "population must be a number"),
    "list": ({"population": [350], "half_width": 0.05}, "population must be a number"),
    "no_area": ({"population": {}, "half_width": 0.05}, "population must have at least one area"),
    "points": ({"population": 350, "half_width": 5}, "half_width must be a number above 0"),
    "no_width": ({"population": 350, "half_width": 0}, "half_width must be a number above 0"),
    "no_aim": ({"population": 350}, "Exactly one of half_width, n and preset"),
    "two_aims": ({"population": 350, "half_width": 0.05, "n": 20}, "Exactly one of"),
    "share_none": ({"population": 350, "half_width": 0.05, "share": 0}, "share must be a number"),
    "share_all": ({"population": 350, "half_width": 0.05, "share": 1}, "share must be a number"),
    "percent": ({"population": 350, "half_width": 0.05, "level": 95}, "level must be a number"),
    "effect": ({"population": 9, "half_width": 0.1, "design_effect": 0}, "design_effect must be"),
    "rate": ({"population": 9, "half_width": 0.1, "response_rate": 0}, "response_rate must be"),
    "rate_above": ({"population": 9, "half_width": 0.1, "response_rate": 45}, "response_rate"),
    "base": ({"population": 9, "half_width": 0.1, "base_share": -1}, "base_share must be a number"),
    "too_many": ({"population": 350, "n": 351}, "More can't be asked than there are"),
    "no_n": ({"population": 350, "n": 0}, "n must be a number that is whole"),
    "preset": ({"population": 350, "preset": "star"}, "preset must be one of the known words"),
    "preset_alone": ({"preset": "tsm"}, "preset must have a population"),
    "by_no_area": ({"population": 350, "half_width": {"A": 0.05}}, "can't be given by area"),
    "absent": ({"population": {"A": 9, "B": 9}, "half_width": {"A": 0.1}}, "for every area"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_argument_is_refused_in_words(name: str) -> None:
    given, problem = BAD[name]
    with pytest.raises(WrongUseError) as caught:
        sv.sample_size(**given)
    assert problem in caught.value.problem


def test_an_area_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNameError) as caught:
        sv.sample_size({"A": 9}, {"Z": 0.1})
    assert '"Z"' in str(caught.value)
    assert '"A"' in str(caught.value)


def test_refusals_are_danish_in_danish() -> None:
    with language_in_force("da"), pytest.raises(SurveyError) as caught:
        sv.sample_size(350, 5)
    assert str(caught.value).startswith("half_width skal være et tal over 0 og under 1.")


def test_for_people_areas_have_their_names_and_dwellings_are_whole() -> None:
    frame = counts_frame({"A": 350, "B": 600}, labels=["Ådalen", "Søparken"])
    shown = sv.sample_size(frame, 0.05).to_frame(labels="da")
    assert shown["Område"].tolist() == ["Ådalen", "Søparken"]
    assert shown["Kan spørges"].astype(str).tolist() == ["350", "600"]
    assert sv.sample_size(half_width=0.05).to_frame(labels="da").iloc[0, 0] == ""
