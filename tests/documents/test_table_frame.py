import math

import pytest
from area_document import answers_table, shares_table
from sample_document import places_table

from survey.documents.blocks import Align, Cell, Column, Row, Table
from survey.documents.table_frame import table_frame


def test_numbers_are_numbers_and_signs_are_nan() -> None:
    frame = table_frame(shares_table(5, "da"))
    assert frame["share"].tolist()[:2] == [43.0, 60.0]
    assert math.isnan(frame["share"][2])
    assert frame["n"].dtype == "float64"
    assert frame["area"].tolist()[0] == "Vangdalen"
    assert frame["kind"].tolist() == [*["body"] * 4, "contrast", "all"]


def test_a_column_of_parts_becomes_several() -> None:
    frame = table_frame(shares_table(5, "da"))
    assert frame.loc[0, ["interval_1", "interval_2"]].tolist() == [38.0, 48.0]
    assert frame["difference_2"].tolist() == ["", "▲", "", "", "", ""]


def test_heading_rows_become_a_column() -> None:
    frame = table_frame(places_table())
    assert frame["heading"].tolist() == ["Ude", "Ude", "Inde", "Inde"]
    assert math.isnan(frame["c2"][2])
    whole = table_frame(answers_table(3, 3, "da"))
    assert whole["c0"].dtype == "int64"
    assert whole["kind"].tolist() == ["body", "net", "body", "net", "base"]


@pytest.mark.parametrize("text", ["†", "..", ""])
def test_a_value_behind_a_sign_is_not_given_away(text: str) -> None:
    cells = (Cell("1", (1.0,)), Cell(text, (7.0,)))
    rows = tuple(Row((Cell("x"), cell)) for cell in cells)
    table = Table("t", "T", (Column("a", "A", Align.LEFT), Column("b", "B")), rows)
    assert table_frame(table)["b"].isna().tolist() == [False, True]


def test_columns_of_one_name_are_kept_apart() -> None:
    columns = (Column("kind", "A", Align.LEFT), Column("x", "B"), Column("x", "C"))
    table = Table("t", "T", columns, (Row((Cell("a"), Cell("1", (1,)), Cell("2", (2,)))),))
    assert table_frame(table).columns.tolist() == ["kind", "kind_", "x", "x_"]
    assert table_frame(Table("t", "T", columns, ())).shape == (0, 4)
