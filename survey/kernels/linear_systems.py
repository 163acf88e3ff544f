"""Systems of linear equations, solved again and again, whose columns may say the same.

A system falls into blocks that share no variable, as the margins of areas do. Each block is
factored once; columns that depend on others get the coefficient 0 (Golub & Van Loan 2013, *Matrix
Computations*, sec. 5.4.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_ROUNDING = 64 * float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Variables that share equations, factored.

    Attributes
    ----------
    equations : (b,) int
    variables : (r,) int
        Those that don't depend on others.
    left : (b, r) float
        Orthonormal columns; with the scales of the equations.
    upper : (r, r) float
        Upper triangle.
    scale : (r,) float
        Of the variables.
    """

    equations: Ints
    variables: Ints
    left: Floats
    upper: Floats
    scale: Floats


@dataclass(frozen=True, slots=True, eq=False)
class LinearSystem:
    """A factored system.

    Attributes
    ----------
    size : int
        Number of equations and of variables, p.
    alone : (q,) int
        Variables that stand in one equation, on the diagonal.
    inverse : (q,) float
        1 over their coefficients, 0 where these are 0.
    blocks : tuple of Block
    """

    size: int
    alone: Ints
    inverse: Floats
    blocks: tuple[Block, ...]

    def solve(self, target: Floats) -> Floats:
        """A solution for each column of (p, E) targets that the system can reach."""
        result = np.zeros(target.shape)
        result[self.alone] = self.inverse[:, None] * target[self.alone]
        for block in self.blocks:
            turned = block.left.T @ target[block.equations]
            found = linalg.solve_triangular(block.upper, turned, check_finite=False)
            result[block.variables] = block.scale[:, None] * found
        return result


def linear_system(matrix: sparse.csr_array) -> LinearSystem:
    """Factor a system.

    Parameters
    ----------
    matrix : (p, p) sparse
        One row an equation.
    """
    given = matrix.copy()
    given.eliminate_zeros()
    size = int(given.shape[0])
    if not size:
        nobody = np.empty(0, dtype=np.int64)
        return LinearSystem(0, nobody, np.empty(0), ())
    _, label = csgraph.connected_components(given, directed=False)
    order = np.argsort(label, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    alone = np.array([each[0] for each in members if len(each) == 1], dtype=np.int64)
    diagonal = given.diagonal()[alone]
    inverse = np.divide(1.0, diagonal, out=np.zeros(len(alone)), where=diagonal != 0)
    together = [each for each in members if len(each) > 1]
    blocks = tuple(_block(given[each][:, each].toarray(), each) for each in together)
    return LinearSystem(size, alone, inverse, blocks)


def _block(matrix: Floats, members: Ints) -> Block:
    size = np.sqrt(np.abs(np.diag(matrix)))
    scale = np.divide(1.0, size, out=np.ones(len(size)), where=size > 0)
    q, r, order = linalg.qr(matrix * scale[:, None] * scale, pivoting=True, check_finite=False)
    pivots = np.abs(np.diag(r))
    rank = int((pivots > len(size) * _ROUNDING * pivots[0]).sum())
    kept = order[:rank]
    left = scale[:, None] * q[:, :rank]
    upper = np.asarray(r[:rank, :rank], dtype=float)
    return Block(members, members[kept], np.asarray(left, dtype=float), upper, scale[kept])
