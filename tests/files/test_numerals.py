import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.files.numerals import parse_integers, parse_numbers

NO_NUMBERS = ["1e5", "0x10", "1_000", "1-2", "nan", "inf", "-", "+1", "1 000", "٣", "−1", "1,", ","]


@pytest.mark.parametrize("text", [*NO_NUMBERS, "1.5", "1,5", "9" * 16, "5\n"])
def test_what_only_looks_like_a_whole_number_fails(text: str) -> None:
    parsed = parse_integers(["1", text])
    assert parsed.failed.tolist() == [1]
    assert math.isnan(parsed.values[1])


@pytest.mark.parametrize("text", [*NO_NUMBERS, "1.500,5", "1.5", ".5", ",5", "9" * 400])
def test_what_only_looks_like_a_number_fails(text: str) -> None:
    assert parse_numbers([text, "1,5"], ",").failed.tolist() == [0]


def test_numbers_are_read_with_their_own_mark_only() -> None:
    texts = ["1,5", "1.5", "-2", "", "007"]
    np.testing.assert_array_equal(parse_numbers(texts, ",").values, [1.5, np.nan, -2, np.nan, 7])
    np.testing.assert_array_equal(parse_numbers(texts, ".").values, [np.nan, 1.5, -2, np.nan, 7])
    assert parse_numbers(texts, None).failed.tolist() == [0, 1]


def test_blanks_do_not_fail_and_no_texts_give_no_numbers() -> None:
    assert parse_integers(["", ""]).failed.size == 0
    assert parse_integers([]).values.shape == (0,)


def test_values_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        parse_integers(["1"]).values[0] = 2


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1)))
def test_every_whole_number_comes_back(numbers: list[int]) -> None:
    parsed = parse_integers([str(number) for number in numbers])
    assert [int(value) for value in parsed.values] == numbers


@given(st.decimals(-(10**9), 10**9, places=6))
def test_every_decimal_number_comes_back(number: object) -> None:
    text = f"{number:f}"
    assert parse_numbers([text.replace(".", ",")], ",").values[0] == float(text)
