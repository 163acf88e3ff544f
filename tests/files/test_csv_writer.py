"""Text tables as Excel and as other programs take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.files.csv_reader import read_csv
from survey.files.csv_writer import CSV_FORMS, csv_bytes, without_apostrophe

if TYPE_CHECKING:
    from pathlib import Path

WORDS = np.array(["=1+1", "-1", "+45 8915", "@a", "'=x", "'citat'", "a;b,c", 'Sig "ja"'], object)


def test_the_form_for_excel_has_semicolons_commas_and_no_formula() -> None:
    data = csv_bytes(["ord", "tal"], [WORDS, np.arange(8) / 2], CSV_FORMS["excel"])
    lines = data.decode("utf-8-sig").split("\r\n")
    assert data.startswith(b"\xef\xbb\xbf")
    assert lines[:6] == ["ord;tal", "'=1+1;0", "-1;0,5", "'+45 8915;1", "'@a;1,5", "''=x;2"]


def test_the_form_for_programs_has_commas_points_and_texts_as_they_are() -> None:
    cells = [WORDS[:4], np.array([0.5, np.nan, -9, 1e-7])]
    data = csv_bytes(["words", "number"], cells, CSV_FORMS["machine"])
    assert data.decode().split("\n")[:5] == [
        "words,number", "=1+1,0.5", "-1,", "+45 8915,-9", "@a,0.0000001"
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["excel", "machine"])
@given(cell=st.text(st.sampled_from("'=+-@a1,."), min_size=1, max_size=6))
def test_an_apostrophe_that_was_put_there_is_the_only_one_taken_away(form: str, cell: str) -> None:
    data = csv_bytes(["a", "b"], [np.array([cell], object)] * 2, CSV_FORMS[form])
    text = data.decode("utf-8-sig").splitlines()[1]
    half = text[: len(text) // 2].strip('"')
    assert without_apostrophe(half) == cell


def test_lines_and_quotation_marks_within_a_cell_come_back(tmp_path: Path) -> None:
    cells = np.array(["To\nlinjer", 'Sig "ja"; nu', "å" * 5000][:2], object)
    path = tmp_path / "x.csv"
    path.write_bytes(csv_bytes(["a", "b"], [cells, cells], CSV_FORMS["excel"]))
    assert read_csv(path).frame["b"].tolist() == cells.tolist()
