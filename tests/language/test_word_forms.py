"""Sorting and joining words as Danish and English readers do."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.language.words import capitalised, join_words, number_word, sort_key, sorted_words

LETTERS = st.text(alphabet="abzæøåÆØÅéü aA-", max_size=6)


def test_danish_sorts_ae_oe_aa_last_and_double_a_as_aa() -> None:
    names = ["Åbrinken", "Zoo", "Ærø", "Aalborg", "Ørsted", "Aabenraa", "Amager", "Ås"]
    assert sorted_words(names, "da") == [
        "Amager", "Zoo", "Ærø", "Ørsted", "Aabenraa", "Åbrinken", "Aalborg", "Ås",
    ]  # fmt: skip


def test_english_sorts_by_plain_letters() -> None:
    names = ["Zoo", "Århus", "Aalborg", "Øresund", "Oslo", "Bath"]
    assert sorted_words(names, "en") == ["Aalborg", "Århus", "Bath", "Oslo", "Zoo", "Øresund"]


def test_case_and_spelling_of_the_same_letter_do_not_matter() -> None:
    composed, apart = "Åbrinken", unicodedata.normalize("NFD", "Åbrinken")
    assert sort_key(composed, "da")[0] == sort_key(apart, "da")[0]
    assert sorted_words(["b", "A", "a", "B"], "da") == ["A", "a", "B", "b"]
    assert sort_key("café", "da")[0] == sort_key("cafe", "da")[0]


@given(st.lists(LETTERS), st.sampled_from(["da", "en"]), st.randoms())
def test_the_order_does_not_depend_on_where_one_begins(
    words: list[str], language: str, random: object
) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted_words(shuffled, language) == sorted_words(words, language)


@pytest.mark.parametrize(
    ("words", "danish", "english"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A og B", "A and B"),
        (["A", "B", "C"], "A, B og C", "A, B and C"),
    ],
)
def test_lists_end_with_og_or_and(words: list[str], danish: str, english: str) -> None:
    assert join_words(words, "da") == danish
    assert join_words(words, "en") == english


def test_braces_in_a_name_stay_as_they_are() -> None:
    assert join_words(["{0}", "{1}", "a"], "da") == "{0}, {1} og a"


def test_numbers_are_words_up_to_twelve() -> None:
    assert [number_word(n, "da") for n in (1, 2, 12, 13, 1681)] == [
        "en", "to", "tolv", "13", "1.681",
    ]  # fmt: skip
    assert [number_word(n, "en") for n in (4, 12, 13)] == ["four", "twelve", "13"]
    assert number_word(0, "da") == "0"


def test_only_the_first_letter_is_made_large() -> None:
    assert capitalised("i Ærøparken") == "I Ærøparken"
    assert capitalised("ærø") == "Ærø"
    assert capitalised("") == ""
