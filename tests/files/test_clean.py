import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.files.clean import clean_text

MARKUP = [
    '#read("/etc/passwd")',
    "*x* $y^2$",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "_skjult",
    "{q.__class__}",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_and_formulas_are_left_to_the_writers(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b\x08c", "abc"),
        ("a\x7f\x85\x9fb", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufdd0\ufffe\uffff\U0001ffffb\U0010fffe", "ab"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
        ("Vang\u200bdalen\ufeff\u2060", "Vangdalen"),
        ("A\u030arhus", "Århus"),
        ("\u00a0 Søparken \u3000", "Søparken"),
        ("", ""),
    ],
)
def test_what_is_hidden_or_broken_goes(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


def test_arabic_and_persian_joiners_stay() -> None:
    persian = "می\u200cخواهم"
    assert clean_text(persian) == persian
    assert clean_text("👩\u200d👧") == "👩\u200d👧"


def test_an_accent_freed_by_cleaning_is_composed() -> None:
    assert clean_text("e\u200b\u0301") == "é"


def test_long_texts_are_cut_without_a_trailing_blank() -> None:
    assert len(clean_text("x" * 5000)) == 2000
    assert clean_text("ab  cd", most=3) == "ab"


@given(st.text(st.characters(), max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text, most=40)
    assert clean_text(once, most=40) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode("utf-8").decode("utf-8") == once
    assert len(once) <= 40
