"""Systems of linear equations, solved again and again, whose columns may say the same.

A system falls into blocks that share no variable, as the margins of areas do. Where a few columns
tie all others together, as a margin over all areas does, these are taken out and solved for first
(Golub & Van Loan 2013, *Matrix Computations*, sec. 3.2.11). Each block is factored once; columns
that depend on others get the coefficient 0 (sec. 5.4.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg, sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_SMALL, _HUB = 60, 4
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

    def solve(self, target: Floats, result: Floats) -> None:
        """Put a solution into its rows."""
        turned = self.left.T @ target[self.equations]
        found = linalg.solve_triangular(self.upper, turned, check_finite=False)
        result[self.variables] = self.scale[:, None] * found


@dataclass(frozen=True, slots=True, eq=False)
class Bordered:
    """Variables of which a few, the hubs, tie the others together.

    Attributes
    ----------
    others, hubs : (o,) and (h,) int
    inner : LinearSystem
        The equations of the others without the hubs.
    border : (o, h) float
        What the others lose for each hub.
    rows : (h, o) sparse
        Coefficients of the others in the equations of the hubs.
    outer : Block
        What is left of the equations of the hubs.
    """

    others: Ints
    hubs: Ints
    inner: LinearSystem
    border: Floats
    rows: sparse.csr_array
    outer: Block

    def solve(self, target: Floats, result: Floats) -> None:
        """Put a solution into its rows."""
        first = self.inner.solve(target[self.others])
        tied = np.zeros((len(self.hubs), target.shape[1]))
        self.outer.solve(target[self.hubs] - self.rows @ first, tied)
        result[self.hubs] = tied
        result[self.others] = first - self.border @ tied


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
    blocks : tuple of Block or Bordered
    """

    size: int
    alone: Ints
    inverse: Floats
    blocks: tuple[Block | Bordered, ...]

    def solve(self, target: Floats) -> Floats:
        """A solution for each column of (p, E) targets that the system can reach."""
        result = np.zeros(target.shape)
        result[self.alone] = self.inverse[:, None] * target[self.alone]
        for block in self.blocks:
            block.solve(target, result)
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
    members = _components(given)
    alone = np.array([each[0] for each in members if len(each) == 1], dtype=np.int64)
    diagonal = given.diagonal()[alone]
    inverse = np.divide(1.0, diagonal, out=np.zeros(len(alone)), where=diagonal != 0)
    together = [each for each in members if len(each) > 1]
    blocks = tuple(_factored(given[each][:, each], each) for each in together)
    return LinearSystem(size, alone, inverse, blocks)


def _components(matrix: sparse.csr_array) -> list[Ints]:
    """Variables that share equations, in groups."""
    _, label = csgraph.connected_components(matrix, directed=False)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _factored(matrix: sparse.csr_array, members: Ints) -> Block | Bordered:
    size = len(members)
    if size > _SMALL and (abs(matrix - matrix.T) > _ROUNDING * abs(matrix).max()).nnz == 0:
        degree = np.diff(matrix.indptr)
        hub = degree > _HUB * np.median(degree)
        if hub.any() and not hub.all():
            rest = np.flatnonzero(~hub)
            largest = max(len(each) for each in _components(matrix[rest][:, rest]))
            if largest <= size // 2:
                return _bordered(matrix, members, rest, np.flatnonzero(hub))
    diagonal = np.sqrt(np.abs(matrix.diagonal()))
    return _block(matrix.toarray(), members, diagonal, size)


def _bordered(matrix: sparse.csr_array, members: Ints, rest: Ints, hubs: Ints) -> Bordered:
    inner = linear_system(matrix[rest][:, rest])
    rows = matrix[hubs][:, rest]
    border = inner.solve(matrix[rest][:, hubs].toarray())
    left = matrix[hubs][:, hubs].toarray() - rows @ border
    size = np.sqrt(np.abs(matrix.diagonal()[hubs]))
    outer = _block(left, np.arange(len(hubs)), size, len(members))
    return Bordered(members[rest], members[hubs], inner, border, rows, outer)


def _block(matrix: Floats, members: Ints, size: Floats, among: int) -> Block:
    """Factor a dense block; `size` is that of the variables before anything was taken out."""
    scale = np.divide(1.0, size, out=np.ones(len(size)), where=size > 0)
    q, r, order = linalg.qr(matrix * scale[:, None] * scale, pivoting=True, check_finite=False)
    pivots = np.abs(np.diag(r))
    rank = int((pivots > among * _ROUNDING * max(pivots[0], 1.0)).sum())
    kept = order[:rank]
    left = scale[:, None] * q[:, :rank]
    upper = np.asarray(r[:rank, :rank], dtype=float)
    return Block(members, members[kept], np.asarray(left, dtype=float), upper, scale[kept])
