"""Columns that have nothing to clean are passed over, and no others."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from survey.files.clean import MOST_CHARACTERS, clean_text
from survey.files.column_values import cleaned

TEXTS = st.lists(
    st.text(st.sampled_from("aB7 \n\t\x00\x7f\u00a0å\u030a\u200b"), max_size=4)
    | st.just("x" * (MOST_CHARACTERS + 1)),
    max_size=8,
    unique=True,
)


@given(TEXTS)
def test_every_cell_is_as_cleaning_leaves_it(texts: list[str]) -> None:
    index = np.arange(len(texts))
    values, places, cut = cleaned(texts, index)
    cells = [values[place] if place >= 0 else "" for place in places]
    assert cells == [clean_text(each) for each in texts]
    assert len(set(values)) == len(values)
    assert "" not in values
    assert [texts[row] for row in cut] == [each for each in texts if len(each) > MOST_CHARACTERS]
