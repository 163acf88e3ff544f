"""Targets are looked at, summed, put together and looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from made_targets import codebook, made_register, write_xlsx

import survey as sv
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import language_in_force
from survey.weighting.targets import Targets, TargetTable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Targets:
    register = made_register(3, areas=2, departments=2, size=10)
    path = write_xlsx(tmp_path_factory.mktemp("targets") / "a.xlsx", register.sheets())
    return sv.read_targets(path, codebook(), departments=register.departments, most_hidden=1)


def test_a_frame_has_all_cells_of_all_tables(targets: Targets) -> None:
    frame = targets.to_frame()
    columns = ["table", "universe", "year", "area", "sex", "age_group", "count", "low", "high"]
    assert list(frame) == columns
    assert len(frame) == sum(len(each.cells) for each in targets.tables.values())
    assert frame.loc[frame["table"] == "sex", "age_group"].isna().all()
    sums = frame.groupby("table")["count"].sum()
    assert sums.tolist() == pytest.approx([sums.iloc[0]] * 3)


def test_tables_are_found_in_any_order_and_margins_too(targets: Targets) -> None:
    assert targets.table("age_group * sex") is targets.tables["sex*age_group"]
    crossed = Targets({"sex*age_group": targets.table("sex*age_group")})
    margin = crossed.table("sex")
    assert margin.variables == ("sex",)
    assert margin.total == pytest.approx(crossed.table("sex*age_group").total)
    with pytest.raises(UnknownNameError, match='did you mean "sex"'):
        targets.table("sexx")
    with pytest.raises(UnknownNameError, match="the tables"):
        targets.table("1234567")
    with pytest.raises(UnknownNameError):
        targets.table("sex").margin(["age_group"])


def test_categories_can_be_put_together(targets: Targets) -> None:
    joined = targets.joined({"age_group": {1: 2, 4: 3}})
    table = joined.table("age_group")
    assert table.cells["age_group"].tolist() == [2, 3, 2, 3]
    assert table.total == pytest.approx(targets.table("age_group").total)
    assert len(joined.table("sex*age_group").cells) == 8
    assert len(joined.table("sex").cells) == 4
    for wrong in ({"age_group": {9: 1}}, {"origin": {1: 2}}):
        with pytest.raises(WrongUseError):
            targets.joined(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["da", "en"])
def test_targets_show_themselves_in_a_notebook(targets: Targets, language: str) -> None:
    with language_in_force(language):
        page, table = targets._repr_html_(), targets.table("sex*age_group")._repr_html_()
    assert "sex*age_group" in page
    assert ("Tallene er opdigtede" if language == "da" else "The numbers are invented") in page
    assert ("Kvinde" if language == "da" else "Female") in table
    assert ("18–24 år" if language == "da" else "18–24 years") in table
    assert "Område A" in table


def test_reprs_are_one_line(targets: Targets) -> None:
    assert repr(targets) == "Targets(sex, age_group, sex*age_group; adults)"
    assert repr(targets.table("sex")) == "TargetTable(sex, 4 cells)"
    assert repr(Targets({})) == "Targets(none; adults)"


def test_a_table_made_by_hand_needs_no_more_than_its_cells() -> None:
    cells = pd.DataFrame({"area": [None, None], "sex": [1, 2], "count": [3.0, 4.0],
                          "low": [1.0, 4.0], "high": [4.0, 4.0]})  # fmt: skip
    table = TargetTable("sex", ("sex",), cells, by_area=False)
    assert table.uncertain == 2
    assert "Uncertain" in table._repr_html_()
    assert Targets({"sex": table}).to_frame()["area"].tolist() == [None, None]


def test_totals_of_numbers_show_themselves(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Husstande"], ["Område", "Antal rum"], ["Nord", 51.5]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Rum": rows})
    with language_in_force("da"):
        targets = sv.read_targets(path, codebook(), universe="households")
        assert "51,5" in targets.table("rooms")._repr_html_()
    assert targets.to_frame()["count"].tolist() == [51.5]
    assert targets.joined({}).table("rooms").total == 51.5
