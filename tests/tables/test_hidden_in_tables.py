"""What is hidden is in no cell of any table; tables are the same each time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from made_survey import GRID, made_survey
from table_cases import everything, with_small_areas

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Table

MEASURES = ("estimate", "conf_low", "conf_high", "difference", "n_eff")


def of_areas(released: Released, language: str) -> Iterator[Table]:
    how: dict[str, Any] = {"language": language}
    yield sv.area_table(released, "safe", sort="estimate", effective_n=True, **how)
    yield sv.area_table(released, "safe", category=[1, 2, 3], nets=True, **how)
    yield sv.index_table(released, ["trust", "years"], **how)
    yield sv.topline(released, by="area", effective_n=True, **how)
    yield sv.banner(released, "safe", by="area", **how)
    for area in ("a1", "a2", "a3"):
        yield sv.topline(released, at={"area": area}, effective_n=True, **how)
        yield sv.area_profile(released, area, **how)
        yield sv.grid_table(released, list(GRID), at={"area": area}, sort="estimate", **how)
    for place in ("columns", "rows"):
        yield sv.multiple_response_table(released, "asks", over="area", areas=place, **how)
    yield from sv.frequency_appendix(released, over="area", **how)


def of_waves(released: Released, language: str) -> Iterator[Table]:
    yield sv.trend_table(released, "safe", language=language)
    yield sv.area_table(released, "safe", at={"wave": "2012"}, language=language)


def hidden_numbers(shown: Released, internal: Released) -> set[float]:
    """What the internal release has where the other one has nothing."""
    found: set[float] = set()
    for part, whole in zip(shown.results, internal.results, strict=True):
        for name in MEASURES:
            if name in part.frame and name in whole.frame:
                gone = part.frame[name].isna() & whole.frame[name].notna()
                found |= set(whole.frame.loc[gone, name].astype(float))
    return {number for number in found if number not in (0.0, 1.0) and math.isfinite(number)}


def values(tables: Iterator[Table]) -> set[float]:
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    return {float(v) for cell in cells for v in cell.values if isinstance(v, int | float)}


def made_areas(policy: str) -> Released:
    return everything(made_survey(), policy)


def made_waves(policy: str) -> Released:
    design = made_survey(waves=2).design
    heads = sv.headline(design, ["safe"], by=["area", "wave"], all_row=True)
    return sv.release([heads, sv.compare_areas(heads, "2010", over="wave")], policy)


CASES: dict[str, tuple[Callable[[str], Released], Callable[[Released, str], Iterator[Table]]]] = {
    "areas": (made_areas, of_areas),
    "waves": (made_waves, of_waves),
}


@pytest.mark.parametrize("case", CASES)
def test_no_hidden_number_is_a_value_of_a_cell(case: str) -> None:
    release, tables = CASES[case]
    released = release("default")
    hidden = hidden_numbers(released, release("internal"))
    assert len(hidden) > 20
    there = values(tables(released, "da"))
    close = {
        number
        for number in hidden
        for value in there
        if math.isclose(value, number, rel_tol=1e-9)
        or math.isclose(value, 100 * number, rel_tol=1e-9)
    }
    assert not close


@pytest.mark.parametrize("case", CASES)
def test_cells_of_hidden_numbers_have_a_sign_and_no_digit(case: str) -> None:
    release, tables = CASES[case]
    for table in tables(release("default"), "en"):
        for row in table.rows:
            for cell in row.cells[1:]:
                if "†" in cell.text or ".." in cell.text:
                    assert not any(letter.isdigit() for letter in cell.text)
                    assert cell.values == ()


def test_tables_are_the_same_each_time() -> None:
    released = with_small_areas()
    assert list(of_areas(released, "da")) == list(of_areas(released, "da"))


def test_every_row_has_a_cell_for_each_column_and_values_for_no_more_than_its_parts() -> None:
    for table in of_areas(with_small_areas(), "da"):
        keys = [column.key for column in table.columns]
        assert len(keys) == len(set(keys))
        for row in table.rows:
            if row.kind.value == "heading":
                continue
            assert len(row.cells) == len(table.columns)
            for cell, column in zip(row.cells, table.columns, strict=True):
                assert len(cell.values) <= max(len(column.parts), 1)
                assert len(cell.formats) in (0, len(cell.values))


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_table_has_an_id_that_can_be_an_anchor(language: str) -> None:
    for table in of_areas(with_small_areas(), language):
        assert table.language == language
        assert set(table.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
