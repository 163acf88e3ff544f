"""Sums by cell and unit, and the counting of units and strata behind them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from layouts import Sampled, layouts, make_layout
from scipy import sparse

from survey.kernels.sums import cell_sums, psu_sums, psus_and_strata


def test_rows_outside_every_cell_are_left_out() -> None:
    cell, values = np.array([0, -1, 2, 0]), np.array([1.0, 9.0, 3.0, 5.0])
    assert cell_sums(cell, values, 4).tolist() == [6, 0, 3, 0]


def test_no_rows_give_sums_of_0() -> None:
    nothing = np.array([], dtype=np.int64)
    assert cell_sums(nothing, np.array([]), 2).tolist() == [0, 0]
    assert cell_sums(np.array([-1]), np.array([5.0]), 2).dtype == float


@settings(max_examples=40)
@given(layouts())
def test_sums_by_unit_add_up_to_sums_by_cell(sampled: Sampled) -> None:
    generator, layout = sampled.generator(), sampled.layout
    rows = len(layout.row_psu)
    cell, values = generator.integers(-1, 3, rows), generator.normal(size=rows)
    found = psu_sums(layout, cell, values, 3).toarray()
    assert found.sum(axis=0) == pytest.approx(cell_sums(cell, values, 3), abs=1e-12)
    for unit in range(layout.psus):
        for column in range(3):
            here = values[(layout.row_psu == unit) & (cell == column)]
            assert found[unit, column] == pytest.approx(here.sum(), abs=1e-12)


@settings(max_examples=60)
@given(layouts())
def test_units_and_strata_are_counted_as_by_sets(sampled: Sampled) -> None:
    layout = sampled.layout
    present = sampled.generator().random((layout.psus, 4)) < 0.4
    cases = sparse.csr_array(present.astype(float))
    units = [set(np.flatnonzero(column)) for column in present.T]
    strata = [{int(layout.psu_stratum[unit]) for unit in each} for each in units]
    counted = psus_and_strata(layout, cases)
    assert counted[0].tolist() == [len(each) for each in units]
    assert counted[1].tolist() == [len(each) for each in strata]


def test_a_unit_of_several_identical_ones_counts_for_as_many() -> None:
    layout = make_layout([0, 1, 2], [0, 0, 1], [0.0, 0.0], size=[2, 3, 2])
    cases = sparse.csr_array(np.array([[1.0, 0], [1, 1], [0, 1]]))
    psus, strata = psus_and_strata(layout, cases)
    assert psus.tolist() == [5, 5]
    assert strata.tolist() == [1, 2]
