"""Colours: contrast, difference and colour blindness, against published values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.documents.colours import (
    WHITE,
    Sight,
    colour_of,
    contrast,
    darkened,
    difference,
    ink_contrast,
    lab_of,
    too_alike,
)
from survey.documents.house_style import DEFAULT_STYLE, SCALES, HouseStyle, tint
from survey.errors import WrongUseError

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TRAFFIC_LIGHT = ("#d73027", "#fc8d59", "#fee08b", "#e6e6e6", "#d9ef8b", "#91cf60", "#1a9850")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#ffffff", (100.0, 0.0, 0.0)),
        ("#000000", (0.0, 0.0, 0.0)),
        ("#ff0000", (53.24, 80.09, 67.20)),
        ("#00ff00", (87.73, -86.18, 83.18)),
        ("#0000ff", (32.30, 79.19, -107.86)),
    ],
)
def test_lab_is_that_of_the_primaries(colour: str, expected: tuple[float, ...]) -> None:
    assert tuple(lab_of(colour)) == pytest.approx(expected, abs=0.05)


@given(COLOURS, COLOURS)
def test_contrast_and_difference_have_no_direction(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one) >= 1
    for sight in Sight:
        assert difference(one, other, sight) == difference(other, one, sight)
        assert difference(one, one, sight) == 0


@given(st.integers(0, 255))
def test_greys_are_seen_alike_by_everyone(part: int) -> None:
    grey = f"#{part:02x}{part:02x}{part:02x}"
    for sight in Sight:
        assert lab_of(grey, sight).chroma < 0.05
        assert lab_of(grey, sight).lightness == pytest.approx(lab_of(grey).lightness, abs=0.01)


@given(COLOURS)
def test_numbers_in_the_better_ink_never_have_less_than_nearly_four(colour: str) -> None:
    assert ink_contrast(colour) > 3.95


def test_red_and_green_are_near_each_other_for_the_colour_blind_only() -> None:
    red, green = "#fc8d59", "#91cf60"
    assert difference(red, green) > 50
    assert difference(red, green, Sight.DEUTERANOPIA) < 20


@pytest.mark.parametrize("name", SCALES)
def test_our_own_scales_are_told_apart_by_everyone(name: str) -> None:
    assert too_alike(SCALES[name], least=15) == []
    assert all(ink_contrast(colour) >= 4 for colour in SCALES[name])
    assert lab_of(SCALES[name][3]).chroma < 0.01


def test_a_traffic_light_is_not() -> None:
    found = too_alike(TRAFFIC_LIGHT, least=10)
    kinds = {(pair.one, pair.other): pair.sights for pair in found}
    assert kinds[2, 4] == (Sight.PROTANOPIA, Sight.DEUTERANOPIA)
    assert all(pair.least < 10 for pair in found)


@given(COLOURS)
def test_a_darkened_colour_can_be_read_and_a_dark_one_stays(colour: str) -> None:
    dark = darkened(colour, on=WHITE, least=4.5)
    assert contrast(dark, WHITE) >= 4.5
    assert (dark == colour) == (contrast(colour, WHITE) >= 4.5)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("#0b4f5c", "#0b4f5c"),
        ("#0B4F5C", "#0b4f5c"),
        ("#abc", "#aabbcc"),
        ("0b4f5c", None),
        ("#0b4f5", None),
        ("#0b4f5g", None),
        ("#0b4f5c\n", None),
        ("#٠b4f5c", None),
        ("red", None),
        ("rgb(1, 2, 3)", None),
        ("", None),
    ],
)
def test_colours_are_read_in_two_forms(written: str, expected: str | None) -> None:
    assert colour_of(written) == expected


def test_our_own_accent_can_be_read_on_white_and_on_its_tint() -> None:
    assert contrast(DEFAULT_STYLE.accent, WHITE) >= 4.5
    assert contrast(DEFAULT_STYLE.accent, tint(DEFAULT_STYLE.accent, 0.13)) >= 4.5


@pytest.mark.parametrize("accent", ["red", "#abc", "", "#12345678", 7])
def test_a_style_made_by_hand_refuses_what_is_no_colour(accent: str) -> None:
    with pytest.raises(WrongUseError, match="must be written as # and six digits"):
        HouseStyle(accent=accent)
    with pytest.raises(WrongUseError, match="must be written as # and six digits"):
        HouseStyle(scale=(accent,) * 7)


def test_a_style_made_by_hand_has_seven_colours() -> None:
    with pytest.raises(WrongUseError, match="must have seven colours"):
        HouseStyle(scale=("#000000",) * 5)
