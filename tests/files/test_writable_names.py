"""Names that SPSS and Stata accept, and texts cut to a size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.files.byte_limits import cut_to_bytes, cut_to_characters
from survey.files.writable_names import OF_SPSS, OF_STATA, writable_names

NAMES = st.lists(st.text(max_size=70), unique=True, max_size=8)


@pytest.mark.parametrize("rules", [OF_SPSS, OF_STATA])
@given(names=NAMES)
def test_every_name_becomes_one_that_is_accepted(rules: object, names: list[str]) -> None:
    found = writable_names(names, rules)  # type: ignore[arg-type]
    assert list(found) == names
    assert len({each.casefold() for each in found.values()}) == len(names)
    for name in found.values():
        assert name[0].isalpha()
        assert name.isidentifier() or all(each == "_" or each.isalnum() for each in name)
        assert not name.endswith("_")
        assert len(name) <= (64 if rules is OF_SPSS else 32)
        assert len(name.encode()) <= (64 if rules is OF_SPSS else 128)
        assert writable_names([name], rules) == {name: name}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "spss", "stata"),
    [
        ("safe_evening", "safe_evening", "safe_evening"),
        ("boligområde", "boligområde", "boligområde"),
        ("with", "with_v", "with_v"),
        ("By", "By_v", "By"),
        ("Long", "Long", "Long_v"),
        ("byte", "byte", "byte_v"),
        ("str20", "str20", "str20_v"),
        ("1. valg", "v_1_valg", "v_1_valg"),
        ("-", "v", "v"),
        ("a" * 40, "a" * 40, "a" * 32),
    ],
)
def test_names_are_changed_no_more_than_they_must(name: str, spss: str, stata: str) -> None:
    assert writable_names([name], OF_SPSS)[name] == spss
    assert writable_names([name], OF_STATA)[name] == stata


@given(st.text(max_size=40), st.integers(1, 60))
def test_a_text_is_cut_to_its_beginning(text: str, most: int) -> None:
    for cut, size in (
        (cut_to_bytes(text, most), lambda one: len(one.encode("utf-8", "replace"))),
        (cut_to_characters(text, most), len),
    ):
        assert text.startswith(cut)
        assert size(cut) <= most or size(text) <= most


def test_a_letter_keeps_its_marks() -> None:
    assert cut_to_bytes("abe\u0301", 3) == "ab"
    assert cut_to_characters("می\u200cخواهم", 2) == "م"
