"""Numbers and dates as Danish and English readers write them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.language.numbers import (
    EN_DASH,
    MINUS,
    NO_BREAK,
    format_date,
    format_number,
    format_p,
    format_percent,
    format_points,
    format_range,
    format_share,
    rounded,
)

LANGUAGES = st.sampled_from(["da", "en"])
NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


def read(written: str, language: str) -> Decimal:
    """Read a written number strictly, as a person would."""
    comma, group = {"da": (",", "."), "en": (".", ",")}[language]
    pattern = rf"[{MINUS}+]?\d{{1,3}}(?:{re.escape(group)}\d{{3}})*(?:{re.escape(comma)}\d+)?"
    assert re.fullmatch(pattern, written), written
    plain = written.replace(group, "").replace(comma, ".").replace(MINUS, "-")
    return Decimal(plain)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (-2.5, 0, "-3"),
        (0.49999999999999994, 0, "1"),  # noise beyond 12 digits
        (0.4999, 0, "0"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.285 * 100, 0, "29"),  # 28.499999999999996 as computed
        (-0.04, 1, "0.0"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, expected: str) -> None:
    assert rounded(value, decimals) == Decimal(expected)
    assert str(rounded(value, decimals)) == expected


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (1363, "1.363", "1,363"),
        (12.5, "12,5", "12.5"),
        (-3, "−3", "−3"),
        (0, "0", "0"),
        (-0.0, "0", "0"),
        (1234567.25, "1.234.567,25", "1,234,567.25"),
        (1 / 3, "0,333333", "0.333333"),
        (1e6, "1.000.000", "1,000,000"),
    ],
)
def test_separators_are_those_of_the_language(value: float, danish: str, english: str) -> None:
    assert format_number(value, "da") == danish
    assert format_number(value, "en") == english


def test_only_numbers_above_zero_get_a_plus() -> None:
    values = (3, 0, -0.0, -3, 0.4, -0.4)
    written = [format_number(value, "da", decimals=0, sign=True) for value in values]
    assert written == ["+3", "0", "0", "−3", "0", "0"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        format_number(value, "da")


def test_percentages_keep_their_unit() -> None:
    assert format_share(0.3948, "da") == "39"
    assert format_share(0.3948, "da", decimals=1) == "39,5"
    assert format_percent(0.3948, "da") == f"39{NO_BREAK}pct."
    assert format_percent(0.3948, "en", decimals=1) == "39.5%"
    assert format_points(-0.247, "da") == "−25"
    assert format_points(0.03, "en") == "+3"
    assert format_points(0.03, "en", sign=False) == "3"


def test_ranges_have_a_dash_and_with_a_negative_end_spaces_that_do_not_break() -> None:
    assert format_range("36", "43") == "36–43"
    assert format_range("−5", "3") == f"−5{NO_BREAK}{EN_DASH}{NO_BREAK}3"
    assert format_range("−9", "−5") == f"−9{NO_BREAK}{EN_DASH}{NO_BREAK}−5"


def test_p_values_have_three_decimals_at_most() -> None:
    assert format_p(0.04, "da") == "0,040"
    assert format_p(0.001, "en") == "0.001"
    assert format_p(3e-11, "da") == f"<{NO_BREAK}0,001"


def test_dates_are_written_out() -> None:
    assert format_date(date(2026, 11, 3), "da") == "3. november 2026"
    assert format_date(date(2026, 11, 3), "en") == "3 November 2026"


@given(NUMBERS, LANGUAGES, st.integers(0, 6))
def test_what_is_written_is_read_as_the_rounded_number(
    value: float, language: str, decimals: int
) -> None:
    written = format_number(value, language, decimals=decimals)
    assert read(written, language) == rounded(value, decimals)


@given(NUMBERS, LANGUAGES)
def test_left_to_itself_a_number_is_read_back_to_six_decimals(value: float, language: str) -> None:
    assert read(format_number(value, language), language) == rounded(value, 6)


@given(st.integers(-(10**9), 10**9), LANGUAGES)
def test_whole_numbers_are_read_back_exactly(value: int, language: str) -> None:
    assert read(format_number(value, language), language) == value


@given(NUMBERS, st.integers(0, 4))
def test_rounding_is_odd_and_never_further_than_a_half(value: float, decimals: int) -> None:
    half = Decimal(1).scaleb(-decimals) / 2
    assert rounded(-value, decimals) == -rounded(value, decimals)
    exact = Decimal(f"{value:.12g}")
    assert abs(rounded(value, decimals) - exact) <= half


@given(NUMBERS, st.integers(0, 3))
def test_both_languages_write_the_same_digits(value: float, decimals: int) -> None:
    swap = str.maketrans(",.", ".,")
    danish = format_number(value, "da", decimals=decimals)
    assert danish.translate(swap) == format_number(value, "en", decimals=decimals)
