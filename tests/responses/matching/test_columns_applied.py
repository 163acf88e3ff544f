"""A file under the questionnaire's names and in its writing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from made_tables import column, made_table, short_questionnaire

from survey.errors import DataError
from survey.files.data_table import DataColumn, DataTable, Fault
from survey.questionnaire.column_map import ColumnMap, MappedColumn, Target
from survey.responses.matching.applying import apply_columns
from survey.responses.matching.moments import iso_moment
from survey.responses.matching.unknown_values import UNKNOWN, unmarked

TICK = {"Y": 1, "N": 0}


def applied(columns: dict[str, Any], *mapped: MappedColumn) -> DataTable:
    return apply_columns(made_table(columns), ColumnMap(mapped), short_questionnaire())


def cells(table: DataTable, name: str) -> list[str]:
    return table.columns[name].cells()


def ticks(number: int, **fields: Any) -> MappedColumn:
    fields = {"codes": TICK, "question": "media", **fields}
    return MappedColumn(f"m{number}", f"media_{number}", Target.TICKS, **fields)


def test_codes_are_digits_and_equal_ones_are_one() -> None:
    mapped = MappedColumn("q", "home_rating", Target.CODES, {"God": 4, "god": 4, "Ved ikke": -8})
    table = applied({"q": ["God", "god", "", "Ved ikke"]}, mapped)
    assert cells(table, "home_rating") == ["4", "4", "", "-8"]
    assert table.columns["home_rating"].values == ("4", "-8")
    assert table.columns["home_rating"].source == "q"


def test_what_an_empty_cell_means_can_be_said() -> None:
    mapped = MappedColumn("q", "home_rating", Target.CODES, {"God": 4}, blank=-3)
    assert cells(applied({"q": ["God", ""]}, mapped), "home_rating") == ["4", "-3"]


def test_unknown_values_stay_and_are_never_taken_for_an_answer() -> None:
    mapped = MappedColumn("q", "home_rating", Target.CODES, {"1": 5, "2": 4})
    found = cells(applied({"q": ["1", "5", "Aner det ikke"]}, mapped), "home_rating")
    assert found == ["5", f"{UNKNOWN}5", "Aner det ikke"]
    assert [unmarked(each) for each in found] == ["5", "5", "Aner det ikke"]


def test_numbers_have_a_decimal_point() -> None:
    mapped = MappedColumn("n", "size", Target.NUMBER, {"99": -8}, decimal=",")
    written = applied({"n": ["81,50", "70", "99", "1.5", "-3", "stor", ""]}, mapped)
    assert cells(written, "size") == [
        "81.5", "70", "-8", f"{UNKNOWN}1.5", f"{UNKNOWN}-3", "stor", "",
    ]  # fmt: skip


def test_numbers_of_a_sheet_keep_their_point_beside_texts_with_a_comma() -> None:
    made = DataColumn(
        "n", ("81,5", "70.5"), np.array([0, 1]), letter="B", texts=frozenset({"81,5"}), decimal=","
    )
    mapped = MappedColumn("n", "size", Target.NUMBER, decimal=",")
    assert cells(applied({"n": made}, mapped), "size") == ["81.5", "70.5"]


def test_it_is_known_that_numbers_have_a_decimal_point_now() -> None:
    mapped = MappedColumn("n", "minutes", Target.NUMBER, decimal=",")
    assert (
        applied({"n": column("n", ["4,5"], decimal=",")}, mapped).columns["minutes"].decimal == "."
    )


def test_days_are_iso() -> None:
    mapped = MappedColumn("d", "moved_in", Target.DATE, {"ukendt": -8})
    written = applied({"d": ["1-5-2026", "2026-05-02", "ukendt", "31-02-2026", "2026"]}, mapped)
    assert cells(written, "moved_in") == [
        "2026-05-01", "2026-05-02", "-8", "31-02-2026", f"{UNKNOWN}2026",
    ]  # fmt: skip
    american = MappedColumn("d", "moved_in", Target.DATE, months_first=True)
    assert cells(applied({"d": ["5/1/2026"]}, american), "moved_in") == ["2026-05-01"]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-05-01T10:30:12.123+02:00", "2026-05-01T10:30:12"),
        ("2026-05-01 10:30:12Z", "2026-05-01T10:30:12"),
        ("01-05-2026 9:05", "2026-05-01T09:05:00"),
        ("01.05.2026 09.05.30", "2026-05-01T09:05:30"),
        ("2026-05-01", "2026-05-01"),
        ("2026-05-01 25:00", None),
        ("i går", None),
        ("2026-05-01 og lidt til", None),
    ],
)
def test_moments_are_iso_by_the_clock_of_the_file(written: str, moment: str | None) -> None:
    assert iso_moment(written) == moment


def test_an_empty_box_is_not_ticked_where_another_one_was_answered() -> None:
    columns = {"m1": ["Y", "", "", "N"], "m2": ["", "Y", "", ""]}
    table = applied(columns, ticks(1), ticks(2))
    assert cells(table, "media_1") == ["1", "0", "", "0"]
    assert cells(table, "media_2") == ["0", "1", "", "0"]


def test_a_missing_code_in_a_box_is_no_answer() -> None:
    columns = {"m1": ["9", "Y"], "m2": ["", ""]}
    table = applied(columns, ticks(1, codes={**TICK, "9": -8}), ticks(2))
    assert cells(table, "media_1") == ["-8", "1"]
    assert cells(table, "media_2") == ["", "0"]


def test_dont_know_beside_the_boxes_is_the_answer_to_each_of_them() -> None:
    columns = {"m1": ["Y", "", "N", ""], "m2": ["", "", "N", ""], "dk": ["Y", "Y", "Y", ""]}
    unsure = MappedColumn("dk", "media", Target.NON_ANSWER, {"Y": -8}, "media")
    table = applied(columns, ticks(1), ticks(2), unsure)
    assert cells(table, "media_1") == ["1", "-8", "-8", ""]
    assert cells(table, "media_2") == ["0", "-8", "-8", ""]


def joined(question: str, separator: str, codes: dict[str, int]) -> MappedColumn:
    return MappedColumn("m", question, Target.JOINED, codes, question, separator=separator)


def test_answers_in_one_cell_become_columns() -> None:
    codes = {"1": 1, "4": 4, "-8": -8}
    table = applied({"m": ["1 4", "4", "-8", ""]}, joined("media", " ", codes))
    assert cells(table, "media_1") == ["1", "0", "-8", ""]
    assert cells(table, "media_2") == ["0", "0", "-8", ""]
    assert cells(table, "media_4") == ["1", "1", "-8", ""]
    assert {table.columns[f"media_{code}"].source for code in (1, 2, 4, 8)} == {"m"}


def test_an_unknown_answer_in_a_cell_is_told_once() -> None:
    codes = {"Facebook": 1, "Naboer": 4}
    table = applied({"m": ["Facebook; Radio", "Naboer"]}, joined("media", ";", codes))
    assert cells(table, "media_1") == ["1", "0"]
    assert cells(table, "media_2") == ["Facebook; Radio", "0"]
    assert cells(table, "media_4") == ["0", "1"]


def test_a_whole_cell_can_have_a_code() -> None:
    codes = {"Opslag, plakater": 2, "Facebook": 1}
    cells_ = ["Opslag, plakater", "Facebook"]
    table = applied({"m": cells_}, joined("media", ",", codes))
    assert cells(table, "media_2") == ["1", "0"]


def test_a_ranking_in_one_cell_gives_places() -> None:
    codes = {"1": 1, "2": 2, "3": 3}
    table = applied({"m": ["3 1 2", "2", ""]}, joined("wishes", " ", codes))
    assert cells(table, "wishes_1") == ["2", "0", ""]
    assert cells(table, "wishes_2") == ["3", "1", ""]
    assert cells(table, "wishes_3") == ["1", "0", ""]


def test_columns_come_in_the_order_of_the_questionnaire() -> None:
    mapped = (
        MappedColumn("w", "wish", Target.TEXT),
        MappedColumn("q", "home_rating", Target.CODES, {"1": 1}),
        MappedColumn("i", "respondent", Target.ID),
    )
    table = applied({"w": ["ro"], "q": ["1"], "i": ["007"]}, *mapped)
    assert list(table.columns) == ["respondent", "home_rating", "wish"]
    assert cells(table, "respondent") == ["007"]


def test_own_words_and_faults_go_along() -> None:
    made = column("w", ["=A1", "-8", "ro"], faults={0: Fault.FORMULA}, letter="C")
    mapped = MappedColumn("w", "wish", Target.TEXT)
    table = applied({"w": made}, mapped)
    assert cells(table, "wish") == ["=A1", "-8", "ro"]
    assert table.columns["wish"].faults == {0: Fault.FORMULA}
    assert table.columns["wish"].letter == "C"


def test_a_column_that_is_gone_is_told() -> None:
    with pytest.raises(DataError) as caught:
        applied({"Alderen": ["1"]}, MappedColumn("Alder", "size", Target.NUMBER))
    assert caught.value.hint == 'did you mean "Alderen"?'
