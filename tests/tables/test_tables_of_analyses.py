"""Tables of crosstabs, tests and regressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_survey import made_survey

import survey as sv
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from survey.tables.table import ReleasedTable


@pytest.fixture(scope="module")
def released() -> sv.Released:
    design = made_survey(5, 4, per_area=60).design
    results = [
        sv.crosstab(design, "gender", "safe"),
        sv.crosstab(design, "area", "safe"),
        sv.ttest(design, "trust", groups="gender"),
        sv.compare_means(design, "trust", "area"),
        sv.trend_test(design, "trust", "age", scores=[1, 2, 3]),
        sv.regress(design, "safe ~ area + years", model="logit"),
        sv.regress(design, "safe ~ age", model="ordered_logit"),
        sv.regress(design, "trust ~ gender"),
    ]
    return sv.release(results)


def texts(table: ReleasedTable) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_rows_of_a_crosstab_add_up(released: sv.Released) -> None:
    table = sv.crosstab_table(released, "gender", "safe", decimals=1, language="en")
    for row in table.rows:
        shares = [cell.values[0] for cell in row.cells[1:-1]]
        assert sum(map(float, shares)) == pytest.approx(100)  # type: ignore[arg-type]
    assert any("Test of independence" in note for note in table.notes)


def test_columns_of_a_crosstab_have_their_bases_below(released: sv.Released) -> None:
    table = sv.crosstab_table(released, "gender", "safe", share_of="column", language="da")
    assert table.rows[-1].kind.value == "base"
    assert "Andelene er af dem, der har givet svaret i kolonnen." in table.notes


def test_a_crosstab_with_hidden_cells_shows_no_test(released: sv.Released) -> None:
    table = sv.crosstab_table(released, "area", "safe", language="da")
    assert any("†" in row for row in texts(table))
    assert any("udeladt" in note for note in table.notes)
    assert not any("Rao–Scott" in note for note in table.notes)


def test_tests_stand_below_what_they_compare(released: sv.Released) -> None:
    rows = texts(sv.significance_table(released, language="da"))
    assert rows[0] == ["Tillid (0–100) efter køn"]
    assert rows[1][0] == "t-test af to grupper: Mænd minus Kvinder"
    assert rows[3][1:] == ["†"] * 5
    assert rows[4] == ["Tillid (0–100) efter alder"]


def test_coefficients_stand_below_what_they_are_compared_with(released: sv.Released) -> None:
    table = sv.regression_table(released, "safe", language="en")
    rows = texts(table)
    assert [row[0] for row in rows[:3]] == ["Intercept", "Area", "Vangdalen (reference)"]
    assert rows[2][1:] == ["1", "", ""]
    assert ["Years in the area"] in rows
    assert any(row[1:] == ["†", "†", "†"] for row in rows)
    assert not any("Degrees of freedom" in note for note in table.notes)
    frame = table.to_frame()
    assert frame["estimate"].isna().sum() == sum(row[1:] == ["†"] * 3 for row in rows)


def test_one_of_several_models_is_chosen_by_its_number(released: sv.Released) -> None:
    table = sv.regression_table(released, "safe", number=2, language="da")
    assert ["Tærskler"] in texts(table)
    for number in (0, 3, True):
        with pytest.raises(WrongUseError, match="which of the models"):
            sv.regression_table(released, "safe", number=number)


def test_what_was_not_released_is_missed_in_words(released: sv.Released) -> None:
    nothing = made_survey(3, 3).released()
    for make in (sv.significance_table, sv.regression_table):
        with pytest.raises(UnknownNameError, match="must be released"):
            make(nothing)
    with pytest.raises(UnknownNameError, match="must be released"):
        sv.crosstab_table(released, "safe", "gender")


def test_internal_tables_are_stamped() -> None:
    design = made_survey(3, 3).design
    results = [sv.crosstab(design, "area", "safe"), sv.ttest(design, "trust", groups="gender"),
               sv.regress(design, "trust ~ area")]  # fmt: skip
    released = sv.release(results, "internal")
    tables = [sv.crosstab_table(released, "area", "safe", language="en"),
              sv.significance_table(released, language="en"),
              sv.regression_table(released, language="en")]  # fmt: skip
    for table in tables:
        assert table.notes[0].startswith("Internal")
        assert "†" not in str(table)
