import pytest
from hostile import TEXTS
from hypothesis import given
from hypothesis import strategies as st

from survey.documents.text_lines import broken, display_width, one_line, padded


@pytest.mark.parametrize(
    ("words", "width"),
    [("", 0), ("abc", 3), ("Ærø", 3), ("区域", 4), ("e\u0301", 1), ("\u200bx\u200d", 1), ("🏠", 2)],
)
def test_width_is_that_of_a_terminal(words: str, width: int) -> None:
    assert display_width(words) == width


@given(st.text(), st.integers(4, 40))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(words: str, width: int) -> None:
    lines = broken(words, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == one_line(words).replace(" ", "")


@pytest.mark.parametrize("words", TEXTS)
def test_a_line_is_one_line(words: str) -> None:
    assert "\n" not in one_line(words)
    assert one_line(one_line(words)) == one_line(words)


def test_a_no_break_space_is_no_place_to_break() -> None:
    assert broken("er 50\xa0pct. af alle", 9) == ["er", "50\xa0pct.", "af alle"]


def test_padding_counts_what_is_seen() -> None:
    assert padded("区", 4) == "区  "
    assert padded("e\u0301", 3, right=True) == "  e\u0301"
