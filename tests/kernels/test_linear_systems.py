"""Systems solved in blocks, whose columns may say the same."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from survey.kernels.linear_systems import linear_system


def block_diagonal(generator: np.random.Generator, *sizes: int) -> sparse.csr_array:
    parts = []
    for size in sizes:
        x = generator.normal(size=(3 * size, size))
        parts.append(x.T @ x)
    return sparse.csr_array(sparse.block_diag(parts, format="csr"))


def test_blocks_are_solved_as_the_whole_is() -> None:
    generator = np.random.default_rng(1)
    matrix = block_diagonal(generator, 1, 3, 1, 5)
    order = generator.permutation(10)
    matrix = sparse.csr_array(matrix[order][:, order])
    target = generator.normal(size=(10, 4))
    system = linear_system(matrix)
    assert sorted(len(block.equations) for block in system.blocks) == [3, 5]
    assert len(system.alone) == 2
    assert system.solve(target) == pytest.approx(np.linalg.solve(matrix.toarray(), target))


def test_a_system_need_not_be_symmetric() -> None:
    generator = np.random.default_rng(2)
    matrix = np.array([[2.0, 1.0, 0.0], [0.0, -3.0, 0.0], [0.0, 0.0, 4.0]])
    target = generator.normal(size=(3, 2))
    found = linear_system(sparse.csr_array(matrix)).solve(target)
    assert found == pytest.approx(np.linalg.solve(matrix, target))


def test_columns_that_depend_on_others_get_nothing_and_the_rest_fits() -> None:
    generator = np.random.default_rng(3)
    rows, columns = generator.integers(0, 3, 40), generator.integers(0, 4, 40)
    x = np.hstack([np.eye(3)[rows], np.eye(4)[columns]])
    matrix, y = x.T @ x, generator.normal(size=(40, 3))
    system = linear_system(sparse.csr_array(matrix))
    (block,) = system.blocks
    assert len(block.variables) == 6
    found = system.solve(x.T @ y)
    assert matrix @ found == pytest.approx(x.T @ y)
    assert x @ found == pytest.approx(x @ np.linalg.lstsq(x, y, rcond=None)[0])


def test_units_of_measurement_do_not_matter() -> None:
    generator = np.random.default_rng(4)
    x = np.column_stack([np.ones(30), generator.normal(size=30)])
    income = x * [1.0, 1e9]
    y = generator.normal(size=(30, 1))
    small, large = (
        each @ linear_system(sparse.csr_array(each.T @ each)).solve(each.T @ y)
        for each in (x, income)
    )
    assert large == pytest.approx(small, abs=1e-12)


def test_a_variable_that_stands_nowhere_gets_nothing() -> None:
    matrix = sparse.csr_array(np.diag([2.0, 0.0, 4.0]))
    found = linear_system(matrix).solve(np.array([[2.0], [0.0], [2.0]]))
    assert found.ravel() == pytest.approx([1.0, 0.0, 0.5])
    assert linear_system(sparse.csr_array((0, 0))).solve(np.empty((0, 2))).shape == (0, 2)
