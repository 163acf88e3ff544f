"""What columns mean travels with the results."""

from __future__ import annotations

import dataclasses

import pytest

from survey.codebook import (
    NEVER_ASKED,
    Category,
    Code,
    Codebook,
    Domain,
    Headline,
    Kind,
    MissingKind,
    Variable,
    said,
)

SAFE = Variable(
    "safe",
    Kind.SINGLE,
    {"da": "Tryghed", "en": "Safety"},
    codes=(Code(1, {"da": "Utryg", "en": "Unsafe"}), Code(2, {"da": "Tryg"})),
    headline=Headline((2,), label={"da": "Tryg", "en": "Safe"}),
)
AREA = Variable(
    "area",
    Kind.GROUP,
    {"da": "boligområde", "en": "housing area"},
    codes=(
        Code("v", {"da": "Vangdalen"}),
        Code("t", {"da": "Højhuse"}, in_text={"da": "højhusene"}, place={"da": "i højhusene"}),
    ),
)
BOOK = Codebook({"safe": SAFE, "area": AREA})


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ({"da": "a", "en": "b"}, "da", "a"),
        ({"da": "a", "en": "b"}, "en", "b"),
        ({"da": "a"}, "en", "a"),
        ({"en": "b"}, "da", "b"),
        ({"sv": "c"}, "da", "c"),
        ({"da": "", "en": "b"}, "da", "b"),
        ({}, "da", "-"),
    ],
)
def test_a_text_is_said_in_the_language_or_else_in_one_that_it_has(
    text: dict[str, str], language: str, expected: str
) -> None:
    assert said(text, language, default="-") == expected


def test_labels_are_found_by_name_and_code() -> None:
    assert BOOK.label("safe", "en") == "Safety"
    assert BOOK.value_label("area", "v", "da") == "Vangdalen"
    assert BOOK.category_label("safe", 1, "en") == "Unsafe"
    assert BOOK.category_label("safe", Category.HEADLINE, "en") == "Safe"


def test_what_has_no_label_is_called_by_its_name_or_code() -> None:
    assert BOOK.label("other", "da") == "other"
    assert BOOK.value_label("area", "x", "da") == "x"
    assert BOOK.value_label("other", 3, "da") == "3"
    assert BOOK.category_label("safe", 9, "da") == "9"
    assert BOOK.category_label("other", 9, "da") == "9"
    assert BOOK.category_label("safe", "", "da") == ""


def test_domains_that_are_no_area_are_not_looked_up() -> None:
    assert BOOK.value_label("area", Domain.ALL, "da") == "(all)"


def test_an_area_inside_a_sentence_has_its_own_words_or_its_label() -> None:
    assert BOOK.value_in_text("area", "t", "da") == "højhusene"
    assert BOOK.value_in_text("area", "v", "da") == "Vangdalen"
    assert BOOK.place_of("area", "t", "da") == "i højhusene"
    assert BOOK.place_of("area", "v", "da") is None
    assert BOOK.place_of("area", "x", "da") is None


def test_a_codebook_with_more_variables_is_a_new_one() -> None:
    bigger = BOOK.with_variables([Variable("more", Kind.NUMBER, {})])
    assert "more" in bigger
    assert "more" not in BOOK
    assert bigger["safe"] is SAFE
    assert BOOK.get("more") is None
    assert BOOK.variable_or_bare("more") == Variable("more", Kind.SINGLE, {})


def test_a_codebook_can_not_be_changed_behind_ones_back() -> None:
    variables = {"safe": SAFE}
    book = Codebook(variables)
    variables["area"] = AREA
    assert "area" not in book
    with pytest.raises(TypeError):
        book.variables["area"] = AREA  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        book.variables = {}  # type: ignore[misc]


def test_codes_have_an_order() -> None:
    assert [SAFE.order_of(value) for value in (1, 2)] == [0, 1]


def test_kinds_of_missing_are_negative_and_two_of_them_were_never_asked() -> None:
    assert all(kind < 0 for kind in MissingKind)
    assert {MissingKind.NOT_ASKED, MissingKind.NOT_IN_WAVE} == NEVER_ASKED
    assert int(MissingKind.DONT_KNOW) == -8


def test_a_codebook_is_gone_through_by_name_and_shown_in_a_line() -> None:
    book = Codebook({"safe": SAFE, "area": AREA})
    assert list(book) == ["safe", "area"]
    assert repr(book) == "Codebook(2 variables)"
