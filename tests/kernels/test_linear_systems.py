"""Systems solved in blocks, whose columns may say the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from survey.kernels.linear_systems import Block, Bordered, LinearSystem, linear_system


def block_diagonal(generator: np.random.Generator, *sizes: int) -> sparse.csr_array:
    parts = []
    for size in sizes:
        x = generator.normal(size=(3 * size, size))
        parts.append(x.T @ x)
    return sparse.csr_array(sparse.block_diag(parts, format="csr"))


def plain(system: LinearSystem) -> list[Block]:
    return [block for block in system.blocks if isinstance(block, Block)]


def test_blocks_are_solved_as_the_whole_is() -> None:
    generator = np.random.default_rng(1)
    matrix = block_diagonal(generator, 1, 3, 1, 5)
    order = generator.permutation(10)
    matrix = sparse.csr_array(matrix[order][:, order])
    target = generator.normal(size=(10, 4))
    system = linear_system(matrix)
    assert sorted(len(block.equations) for block in plain(system)) == [3, 5]
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
    (block,) = plain(system)
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


def margins(*codes: Any) -> sparse.csr_array:
    parts = [np.eye(each.max() + 1)[each] for each in codes]
    return sparse.csr_array(np.hstack(parts))


def test_a_margin_over_all_areas_is_solved_before_those_of_the_areas() -> None:
    generator = np.random.default_rng(6)
    area, age, sex = (generator.integers(0, most, 900) for most in (20, 5, 2))
    x = margins(area * 5 + age, area * 2 + sex, sex, age)
    y = generator.normal(size=(900, 3))
    system = linear_system(sparse.csr_array(x.T @ x))
    (bordered,) = system.blocks
    assert isinstance(bordered, Bordered)
    assert len(bordered.hubs) == 7
    found = system.solve(np.asarray(x.T @ y))
    dense = x.toarray()
    assert dense @ found == pytest.approx(dense @ np.linalg.lstsq(dense, y, rcond=1e-10)[0])


def test_a_margin_over_all_areas_may_say_what_the_areas_do_not() -> None:
    generator = np.random.default_rng(7)
    area, age, kind = (generator.integers(0, most, 900) for most in (30, 4, 3))
    x = margins(area * 4 + age, kind)
    weights = generator.uniform(0.5, 2, 900)
    matrix = sparse.csr_array(x.T @ (sparse.diags_array(weights) @ x))
    target = np.asarray(x.T @ (weights[:, None] * generator.normal(size=(900, 2))))
    system = linear_system(matrix)
    (bordered,) = system.blocks
    assert isinstance(bordered, Bordered)
    assert len(bordered.outer.variables) == 2
    assert matrix @ system.solve(target) == pytest.approx(target)
