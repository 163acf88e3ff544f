"""The words, letters and numbers that files have for a result."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.fieldwork.headings import KNOWN
from survey.fieldwork.results import Result, known_words, result_of
from survey.files.headings import heading_key
from survey.language.catalogue import LANGUAGES, text
from survey.sampling.headings import HEADINGS


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("1.1 1,1 110 1.10 1.15", Result.COMPLETE),
        ("1.2 120 1.20", Result.PARTIAL),
        ("2.1 210 2.11 211 2.111 2111 2.112", Result.REFUSAL),
        ("2.12 212 2.121", Result.BREAK_OFF),
        ("2.2 220 2.21 225 2.27", Result.NON_CONTACT),
        ("2.3 230 2.31 2.332 233 2.36", Result.OTHER),
        ("3.1 310 3.11 3.19 318", Result.UNKNOWN_HOUSEHOLD),
        ("3.2 320 3.21 330 3.9 390", Result.UNKNOWN_OTHER),
        ("4.0 400 4.1 450 4.61 4.7 490 4.9", Result.NOT_ELIGIBLE),
    ],
)
def test_the_codes_of_aapor_are_known_with_and_without_the_point(
    codes: str, expected: Result
) -> None:
    assert {code: result_of(code) for code in codes.split()} == dict.fromkeys(
        codes.split(), expected
    )


@pytest.mark.parametrize(
    "code",
    ["1", "2", "3", "4", "1.0", "2.0", "200", "300", "5.1", "11", "0.1", "1.3", "2.4", "-1.1"],
)
def test_a_code_that_says_too_little_is_none(code: str) -> None:
    assert result_of(code) is None


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("I", "complete"), ("P", "partial"), ("R", "refusal"), ("NC", "non_contact"),
        ("O", "other"), ("UH", "unknown_household"), ("uo", "unknown_other"),
        ("NE", "not_eligible"),
    ],
)  # fmt: skip
def test_the_letters_of_aapor_are_known(letters: str, expected: str) -> None:
    assert result_of(letters) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Besvaret", "complete"),
        ("delvist_besvaret", "partial"),
        ("IKKE TRUFFET", "non_contact"),
        ("Ikke-hjemme", "non_contact"),
        ("tom bolig", "not_eligible"),
        ("blødt afslag", "soft_refusal"),
        ("aftale", "appointment"),
        ("afbrudt", "break_off"),
        ("sprogproblemer", "other"),
        ("refused", "refusal"),
        ("break-off", "break_off"),
        ("vacant", "not_eligible"),
        ("not at home", "non_contact"),
        ("non_contact", "non_contact"),
    ],
)
def test_words_of_both_languages_are_known(word: str, expected: str) -> None:
    assert result_of(word) == expected


def test_no_word_means_two_things() -> None:
    meant: dict[str, set[Result]] = {}
    for result in Result:
        for language in LANGUAGES:
            for word in text(f"dispositions.words.{result}", lang=language).split(";"):
                meant.setdefault(heading_key(word), set()).add(result)
    assert {word: those for word, those in meant.items() if len(those) > 1} == {}
    assert all(known_words()[word] in those for word, those in meant.items())


def test_a_file_can_have_words_of_its_own() -> None:
    own = {"fraflyttet": Result.UNKNOWN_HOUSEHOLD, "afslag": Result.SOFT_REFUSAL}
    assert result_of("Fraflyttet", own) is Result.UNKNOWN_HOUSEHOLD
    assert result_of("afslag", own) is Result.SOFT_REFUSAL


@given(st.text(max_size=30))
def test_whatever_stands_there_is_a_result_or_none(written: str) -> None:
    assert result_of(written) is None or isinstance(result_of(written), Result)


@pytest.mark.parametrize("kind", ["dwelling", "person"])
def test_a_log_may_have_the_headings_of_the_list_that_was_drawn_from(kind: str) -> None:
    for name in ("unit", "area"):
        known = {heading_key(each) for each in KNOWN[name]}
        assert {heading_key(each) for each in HEADINGS[kind][name]} <= known
        assert all(each == heading_key(each) for each in KNOWN[name])
