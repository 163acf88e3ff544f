"""Respondents beside the register as tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from made_register import made_weights

import survey as sv
from survey.documents.blocks import RowKind
from survey.documents.fitting import fit_table
from survey.documents.grid import check_rows
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.tables.table import ReleasedTable

A4 = 481.9


@pytest.fixture(scope="module")
def released() -> Released:
    made = made_weights(4, lacking=12)
    table = made.targets.tables["tenure"]
    cells = table.cells.copy()
    cells.loc[0, ["low", "high"]] = [90.0, 130.0]
    targets = replace(
        made.targets, tables=dict(made.targets.tables) | {"tenure": replace(table, cells=cells)}
    )
    found = sv.representativity(made.answers, targets, made.weights, codebook=made.codebook)
    return sv.release(found)


def texts(table: ReleasedTable) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_place_has_a_row_for_each_category_below_its_characteristic(released: Released) -> None:
    table = sv.representativity_table(released, "a2", language="da")
    check_rows(table)
    heads = ["", "Antal svar", "Svar, pct.", "Vægtet, pct.", "Register, pct."]
    assert [column.head for column in table.columns][:5] == heads
    rows = texts(table)
    assert rows[0][0] == "Køn"
    assert rows[1][0] == "Kvinder"
    assert rows[1][3:5] == ["52", "52"]
    assert rows[1][-1] == "0"
    assert rows[3][0] == "Forskelsindeks, pct."
    assert table.title == "Svarpersoner og register: Søparken"
    assert all(row.area == "a2" for row in table.rows)


def test_who_did_not_tell_and_hidden_cells_of_the_register_are_shown(released: Released) -> None:
    table = sv.representativity_table(released, "Vangdalen", "tenure", language="en")
    rows = {row[0]: row for row in texts(table)}
    assert rows["Not told"][1] == "12"
    assert rows["Under 2 years"][4] == "17–24"
    assert any("lies between" in note for note in table.notes)
    assert any("years in the dwelling" in note for note in table.notes)
    assert not any("chance of being selected" in note for note in table.notes)


def test_all_together_say_how_they_are_counted(released: Released) -> None:
    table = sv.representativity_table(released, language="da", decimals=1)
    assert any("chance for at blive udvalgt" in note for note in table.notes)
    assert "Register: voksne, år 2026, kilde: LBF." in table.notes
    assert texts(table)[1][4] == "52,0"


def test_the_overview_has_a_row_for_each_area(released: Released) -> None:
    table = sv.representativity_overview(released, contrast="a1", language="en")
    check_rows(table)
    assert [row.kind for row in table.rows][-2:] == [RowKind.CONTRAST, RowKind.ALL]
    assert [row.area for row in table.rows] == ["a2", "a3", "a4", "a1", ""]
    assert {column.group for column in table.columns} == {
        "", "Sex", "Age", "Years in the dwelling",
    }  # fmt: skip


def test_before_weighting_there_is_one_difference() -> None:
    made = made_weights(2)
    base = replace(made.weights, values=made.weights.steps[1].after[:180])
    found = sv.representativity(made.answers, made.targets, base, codebook=made.codebook)
    released = sv.release(found)
    keys = [column.key for column in sv.representativity_table(released).columns]
    assert keys == ["category", "count", "respondents", "register", "difference"]
    assert len(sv.representativity_overview(released).columns) == 4


def test_thirty_areas_and_long_labels_fit_a_page() -> None:
    made = made_weights(30, long=True, per_area=40, small=True)
    found = sv.representativity(made.answers, made.targets, made.weights, codebook=made.codebook)
    released = sv.release(found)
    for language in ("da", "en"):
        assert len(fit_table(sv.representativity_table(released, language=language), A4)) == 1
        assert len(fit_table(sv.representativity_overview(released, language=language), A4)) == 1


def test_what_was_not_released_is_refused(released: Released) -> None:
    with pytest.raises(UnknownNameError, match="none of the areas"):
        sv.representativity_table(released, "Nordby")
    with pytest.raises(UnknownNameError, match="wasn't released"):
        sv.representativity_table(released, variables="colour")
    with pytest.raises(WrongUseError):
        sv.representativity_table(object())  # type: ignore[arg-type]
