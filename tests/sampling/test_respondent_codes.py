"""Codes are unique, keyed, and every single mistake in one is found."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_samples import sample

from survey.errors import DataError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.sampling.code_signs import (
    LONGEST,
    LOOK_ALIKE,
    SHORTEST,
    SIGNS,
    code_of,
    grouped,
    is_offensive,
    is_right,
    number_of_codes,
)
from survey.sampling.codes import check_code, respondent_codes
from survey.sampling.secret import Secret

SECRET, OTHER = Secret(bytes(range(32))), Secret(bytes(range(1, 33)))
LENGTHS = range(SHORTEST, LONGEST + 1)


def bare(code: str) -> str:
    return code.replace("-", "")


# The check sign


@pytest.mark.parametrize("length", LENGTHS)
def test_every_single_wrong_sign_is_found(length: int) -> None:
    """The sum is linear: whether an error is seen depends on its place and the two signs alone."""
    code = code_of(number_of_codes(length) // 3, length)
    base = code_of(0, length)  # all places hold the first sign
    assert is_right(code)
    assert is_right(base)
    for place in range(length):
        for sign in SIGNS[1:]:
            assert not is_right(f"{base[:place]}{sign}{base[place + 1 :]}")


@pytest.mark.parametrize("length", LENGTHS)
def test_every_swap_of_two_different_signs_is_found(length: int) -> None:
    """Two signs in two places are filled up with others to a right code, and then swapped."""
    for first, second in combinations(range(length), 2):
        for one, other in combinations(SIGNS, 2):
            signs = [SIGNS[0]] * length
            signs[first], signs[second] = one, other
            third = next(place for place in range(length) if place not in (first, second))
            right = next(
                code
                for sign in SIGNS
                if is_right(code := "".join([*signs[:third], sign, *signs[third + 1 :]]))
            )
            swapped = list(right)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert not is_right("".join(swapped))


def test_all_mistakes_in_many_codes_are_found_one_by_one() -> None:
    draw = random.Random(7)  # noqa: S311 - a test
    for _ in range(200):
        code = code_of(draw.randrange(number_of_codes(6)), 6)
        for place in range(6):
            others = (f"{code[:place]}{sign}{code[place + 1 :]}" for sign in SIGNS)
            assert sum(map(is_right, others)) == 1
        for place in range(5):
            swapped = f"{code[:place]}{code[place + 1]}{code[place]}{code[place + 2 :]}"
            assert not is_right(swapped) or swapped == code


@given(st.integers(0, number_of_codes(6) - 1), st.integers(0, number_of_codes(6) - 1))
def test_different_numbers_have_different_codes(one: int, other: int) -> None:
    assert (code_of(one, 6) == code_of(other, 6)) == (one == other)


def test_no_sign_can_be_taken_for_another() -> None:
    assert len(set(SIGNS)) == len(SIGNS) == 19
    assert not set(SIGNS) & set("0O1IL2Z5S8BAEUYQ")
    assert not set(SIGNS) & set(LOOK_ALIKE)
    assert set("".join(LOOK_ALIKE.values())) <= set(SIGNS)


@pytest.mark.parametrize("length", LENGTHS)
def test_groups_have_three_or_four_signs(length: int) -> None:
    groups = grouped("X" * length).split("-")
    assert {len(each) for each in groups} <= {3, 4}
    assert len("".join(groups)) == length


# Codes of a sample


def test_each_unit_has_a_code_of_its_own() -> None:
    drawn = sample(3000)
    codes = respondent_codes(drawn, secret=SECRET)
    assert list(codes) == drawn.units["unit"].tolist()
    assert len(set(codes.values())) == 3000
    assert all(check_code(each, length=6) for each in codes.values())
    assert not any(is_offensive(bare(each)) for each in codes.values())


def test_the_order_of_the_sample_makes_no_difference_but_wave_and_secret_do() -> None:
    ids = [f"B{number}" for number in range(200)]
    codes = respondent_codes(sample(ids), secret=SECRET)
    assert respondent_codes(sample(ids[::-1]), secret=SECRET) == codes
    later = respondent_codes(sample(ids, wave="2012"), secret=SECRET)
    other = respondent_codes(sample(ids), secret=OTHER)
    assert not set(codes.values()) & set(later.values())
    assert not set(codes.values()) & set(other.values())


def test_codes_stay_what_they_are() -> None:
    """On every machine and in every version: the letters may have been sent."""
    assert respondent_codes(sample(["A-1", "A-2"]), secret=SECRET) == {
        "A-1": "PDJ-WKP",
        "A-2": "PNM-P74",
    }


def test_codes_that_were_given_are_kept() -> None:
    ids = [f"B{number}" for number in range(50)]
    first = respondent_codes(sample(ids[:10]), secret=SECRET)
    more = respondent_codes(sample(ids), secret=OTHER, given=first)
    assert {unit: more[unit] for unit in ids[:10]} == first
    assert len(set(more.values())) == 50


@pytest.mark.parametrize("length", [5, 13, "6", 6.0, True, None])
def test_a_length_that_cannot_be_is_refused(length: Any) -> None:
    with pytest.raises(WrongUseError, match="from 6 to 12 signs"):
        respondent_codes(sample(2), secret=SECRET, length=length)


def test_codes_that_would_be_easy_to_guess_are_refused() -> None:
    with pytest.raises(WrongUseError, match="easy to guess") as caught:
        respondent_codes(sample(25_000), secret=SECRET)
    assert caught.value.hint == "length=7"
    assert len(respondent_codes(sample(25_000), secret=SECRET, length=7)) == 25_000


def test_wrong_codes_that_were_given_are_refused() -> None:
    with pytest.raises(DataError, match="must be right"):
        respondent_codes(sample(2), secret=SECRET, given={"B0000": "333-334"})
    code = respondent_codes(sample(1), secret=SECRET)["B0000"]
    with pytest.raises(DataError, match="same code"):
        respondent_codes(sample(2), secret=SECRET, given={"a": code, "b": bare(code)})


# What somebody typed


def test_case_blanks_and_hyphens_make_no_difference() -> None:
    code = next(iter(respondent_codes(sample(1), secret=SECRET).values()))
    for typed in (
        code,
        code.lower(),
        bare(code),
        f" {code[:2]} {code[2:]}\u00a0",
        code.replace("-", "–"),
    ):
        assert check_code(typed).right
        assert check_code(typed).code == code


def test_a_swap_is_told_and_what_was_meant() -> None:
    codes = respondent_codes(sample(100), secret=SECRET)
    code = next(each for each in codes.values() if each[0] != each[1])
    typed = f"{code[1]}{code[0]}{code[2:]}"
    told = check_code(typed, codes=codes)
    assert not told
    assert told.near == (code,)
    assert "swapped" in told.problem
    with language_in_force("da"):
        assert check_code(typed, codes=codes).problem == (
            f"Koden er tastet forkert: to tegn er måske byttet om. Mente du »{code}«?"
        )


def test_a_wrong_sign_a_missing_one_and_a_foreign_one_are_told() -> None:
    codes = respondent_codes(sample(100), secret=SECRET)
    code = next(each for each in codes.values() if "V" in each[:-1])
    at = code.index("V")
    wrong = check_code(
        f"{code[:at]}{'C' if code[at + 1] != 'C' else 'D'}{code[at + 1 :]}", codes=codes
    )
    assert wrong.near == (code,)
    missing = check_code(code[:at] + code[at + 1 :], codes=codes)
    assert missing.near == (code,)
    assert "has 6 signs, and this one has 5" in missing.problem
    foreign = check_code(code.replace("V", "U"), codes=codes)
    assert foreign.near == (code,)
    assert 'No code has the signs "U"' in foreign.problem


def test_a_well_formed_code_that_nobody_has_is_told() -> None:
    codes = respondent_codes(sample(10), secret=SECRET)
    stranger = respondent_codes(sample(10), secret=OTHER)["B0000"]
    assert check_code(stranger)
    assert "nobody was given it" in check_code(stranger, codes=list(codes.values())).problem


@given(st.text(max_size=200))
def test_whatever_is_typed_something_is_said(typed: str) -> None:
    told = check_code(typed)
    assert told.right == (told.problem == "")
    assert not told.right or is_right(bare(told.code))


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(WrongUseError):
        check_code(5)  # type: ignore[arg-type]
    assert "no code" in check_code(" - ").problem
