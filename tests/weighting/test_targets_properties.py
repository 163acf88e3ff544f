"""What must hold of any register: the truth lies within the ranges, and sums are met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_targets import MadeRegister, codebook, made_register, write_csv, write_xlsx

from survey.weighting.targets_reader import read_targets

if TYPE_CHECKING:
    from pathlib import Path

    from survey.weighting.targets import Targets

CODEBOOK = codebook()
SETTINGS = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
REGISTERS = st.builds(
    made_register,
    st.integers(0, 10_000),
    areas=st.integers(1, 3),
    departments=st.integers(1, 3),
    size=st.sampled_from([1.0, 4.0, 20.0]),
)


def read(path: Path, sheets: dict[str, list[list[Any]]], register: MadeRegister) -> Targets:
    return read_targets(
        write_xlsx(path / "register.xlsx", sheets),
        CODEBOOK,
        departments=register.departments,
        most_hidden=1,
    )


def without_totals(sheets: dict[str, list[list[Any]]]) -> dict[str, list[list[Any]]]:
    """The sheets without the last row, which is of all departments."""
    return {
        name: [row for row in rows if not row or row[0] != "I alt"] for name, rows in sheets.items()
    }


@SETTINGS
@given(register=REGISTERS, totals=st.booleans())
def test_true_counts_lie_in_their_ranges_and_totals_are_exact(
    tmp_path: Path, register: MadeRegister, totals: bool
) -> None:
    sheets = register.sheets() if totals else without_totals(register.sheets())
    targets = read(tmp_path, sheets, register)
    grown = register.of_area(register.grown)
    truth = {"sex": grown.sum(axis=2), "age_group": grown.sum(axis=1), "sex*age_group": grown}
    for name, true in truth.items():
        cells = targets.table(name).cells
        low, count, high = (cells[each].to_numpy() for each in ("low", "count", "high"))
        assert np.all(low <= true.ravel())
        assert np.all(true.ravel() <= high)
        assert np.all((low <= count + 1e-6) & (count <= high + 1e-6))
        sums = count.reshape(len(register.areas), -1).sum(axis=1)
        assert sums == pytest.approx(grown.sum(axis=(1, 2)), abs=1e-6)
    crossed = targets.table("sex*age_group")
    for name in ("sex", "age_group"):
        margin = crossed.margin([name]).cells["count"].to_numpy()
        assert margin == pytest.approx(targets.table(name).cells["count"].to_numpy(), abs=1e-6)


@SETTINGS
@given(register=REGISTERS, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_sheets_does_not_matter(
    tmp_path: Path, register: MadeRegister, random: Any
) -> None:
    one = read(tmp_path, register.sheets(), register)
    order = list(range(len(register.departments)))
    random.shuffle(order)
    sheets = list(register.sheets(order).items())
    random.shuffle(sheets)
    two = read(tmp_path, dict(sheets), register)
    assert list(one.tables) == list(two.tables)
    for name, table in one.tables.items():
        for column in ("area", *table.variables):
            assert table.cells[column].tolist() == two.table(name).cells[column].tolist()
        for column in ("count", "low", "high"):
            expected = table.cells[column].to_numpy()
            assert two.table(name).cells[column].to_numpy() == pytest.approx(expected, abs=1e-6)


@SETTINGS
@given(register=REGISTERS, delimiter=st.sampled_from([";", ",", "\t"]))
def test_a_long_table_tells_the_same_as_a_wide_one(
    tmp_path: Path, register: MadeRegister, delimiter: str
) -> None:
    long = read_targets(
        write_csv(tmp_path / "lang.csv", register.long(), delimiter),
        CODEBOOK,
        departments=register.departments,
        most_hidden=1,
    )
    wide = read_targets(
        [
            write_csv(tmp_path / "voksne efter køn.csv", register.by_sex()[:-1], delimiter),
            write_csv(tmp_path / "alder.csv", register.by_age()[:-1], delimiter),
        ],
        CODEBOOK,
        departments=register.departments,
        most_hidden=1,
    )
    assert long.sizes["adults"] == wide.sizes["adults"]
    for name in ("sex", "age_group"):
        true = register.of_area(register.grown.sum(axis=2 if name == "sex" else 1)).ravel()
        for targets in (long, wide):
            cells = targets.table(name).cells
            assert np.all((cells["low"] <= true) & (true <= cells["high"]))
