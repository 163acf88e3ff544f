"""The equations of a calibration: X′w = t in the weights w = d F(Xλ).

Their derivative by the multipliers is X′SX, S the diagonal of d F′. Columns may depend on each
other: a ridge of 1e-10 of the diagonal makes the equations solvable, and since it acts on the step
and not on the multipliers, the weights that are found don't depend on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

from survey.kernels.blocks import find_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.kernels.layout import Floats, Ints

_RIDGE, _NULL = 1e-10, 1e-9
_MOST_COLUMNS = 400
_MOST_CELLS = 2**23

_PIECE, _THIN_PIECE = 2**18, 2**13

Number = TypeVar("Number", np.float64, np.float32)
Solver = Callable[["Floats"], "Floats"]
"""Gives (X′SX)⁻¹ r for r of shape (p,) or (p, R)."""


class Equations(Protocol):
    """Equations that hang together."""

    @property
    def rows(self) -> Ints:
        """The rows they are about, of all rows, (n′,)."""

    @property
    def columns(self) -> Ints:
        """Their columns, of all columns, (p′,)."""

    def combined(self, multipliers: Floats, out: Floats | None = None) -> Floats:
        """Xλ, (n′,) or (n′, R); `out` may be used for it."""

    def sums(self, weights: Floats) -> Floats:
        """X′w, (p′,) or (p′, R)."""

    def sizes(self, weights: Floats) -> Floats:
        """|X|′w, (p′,) or (p′, R)."""

    def solver(self, metric: Floats, least: Floats) -> Solver:
        """What solves X′SX δ = r, S the metric; the ridge is a share of `least` at least."""


@dataclass(frozen=True, slots=True, eq=False)
class DenseEquations:
    """Few columns, held densely: those of one area.

    Attributes
    ----------
    rows, columns : int
    z : (n′, p′) float
    """

    rows: Ints
    columns: Ints
    z: Floats

    def combined(self, multipliers: Floats, out: Floats | None = None) -> Floats:
        """Xλ."""
        return combined_in_pieces(self.z, multipliers, out)

    def sums(self, weights: Floats) -> Floats:
        """X′w."""
        return summed_in_pieces(self.z, weights)

    def sizes(self, weights: Floats) -> Floats:
        """|X|′w."""
        return summed_in_pieces(np.abs(self.z), weights)

    def solver(self, metric: Floats, least: Floats) -> Solver:
        """Solve by Cholesky's root."""
        return _Rooted(summed_in_pieces(self.z, self.z * metric[:, None]), least)


@dataclass(frozen=True, slots=True, eq=False)
class SparseEquations:
    """Equations without blocks that are worth the while, or too many cells to hold densely.

    Attributes
    ----------
    rows, columns : int
    x : (n′, p′) sparse
    """

    rows: Ints
    columns: Ints
    x: sparse.csr_array

    def combined(self, multipliers: Floats, out: Floats | None = None) -> Floats:
        """Xλ."""
        return np.asarray(self.x @ multipliers)

    def sums(self, weights: Floats) -> Floats:
        """X′w."""
        return np.asarray(self.x.T @ weights)

    def sizes(self, weights: Floats) -> Floats:
        """|X|′w."""
        return np.asarray(abs(self.x).T @ weights)

    def solver(self, metric: Floats, least: Floats) -> Solver:
        """Solve with a sparse factorisation, or a dense one if there are few columns."""
        scaled = sparse.csr_array(self.x.multiply(metric[:, None]))
        products: Any = (self.x.T @ scaled).tocsc()
        if len(self.columns) <= _MOST_COLUMNS:
            return _Rooted(products.toarray(), least)
        diagonal = np.maximum(products.diagonal(), least)
        ridge = _RIDGE * np.where(diagonal > 0, diagonal, 1.0)
        system: Any = (products + sparse.diags_array(ridge)).tocsc()
        solve: Solver = sparse_linalg.splu(system).solve
        return solve


@dataclass(frozen=True, slots=True, eq=False)
class BorderedEquations(SparseEquations):
    """Blocks, each with columns of its own, and columns that cut across them.

    Attributes
    ----------
    rows, columns : int
        In the order of the blocks; the columns of the border last.
    x : (n′, p′) sparse
    spans : tuple of (slice, slice)
        Rows and columns of each block.
    border : int
        Number of columns of the border.
    """

    spans: tuple[tuple[slice, slice], ...]
    border: int

    def solver(self, metric: Floats, least: Floats) -> Solver:
        """Solve block by block, with the Schur complement of the border."""
        inner = len(self.columns) - self.border
        corner = np.zeros((self.border, self.border))
        parts = []
        for rows, own in self.spans:
            z = self._dense(rows, own)
            products = summed_in_pieces(z, z * metric[rows, None])
            p = own.stop - own.start
            edge = products[:p, p:]
            corner += products[p:, p:]
            if p:
                root = _Rooted(products[:p, :p], least[own])
                across = root.solve(edge)
                corner -= summed_in_pieces(edge, across)
                parts.append((own, root, across))
        return _Bordered(tuple(parts), _Rooted(corner, least[inner:]), inner)

    def _dense(self, rows: slice, own: slice) -> Floats:
        """The columns of a block and of the border, for the rows of the block."""
        inner, p = len(self.columns) - self.border, own.stop - own.start
        ends = self.x.indptr[rows.start : rows.stop + 1]
        entries = slice(ends[0], ends[-1])
        place = self.x.indices[entries]
        column = np.where(place >= inner, place - (inner - p), place - own.start)
        result = np.zeros((len(ends) - 1, p + self.border))
        result[np.repeat(np.arange(len(ends) - 1), np.diff(ends)), column] = self.x.data[entries]
        return result


class _Rooted:
    """Solves by Cholesky's root; for many right-hand sides by a generalised inverse."""

    def __init__(self, products: Floats, least: Floats) -> None:
        self._products = products
        self._root = _root(products, least)
        self._inverse: Floats | None = None

    def solve(self, gap: Floats) -> Floats:
        """By the root."""
        return np.asarray(linalg.cho_solve(self._root, gap, check_finite=False))

    def __call__(self, gap: Floats) -> Floats:
        if gap.ndim == 1:
            return self.solve(gap)
        if self._inverse is None:
            self._inverse = generalised_inverse(self._products)
        return combined_in_pieces(self._inverse, gap)


@dataclass(frozen=True, slots=True, eq=False)
class _Bordered:
    parts: tuple[tuple[slice, _Rooted, Floats], ...]
    corner: _Rooted
    inner: int

    def __call__(self, gap: Floats) -> Floats:
        result = np.empty_like(gap)
        rest = gap[self.inner :].copy()
        for own, _, across in self.parts:
            rest -= summed_in_pieces(across, gap[own])
        edge = self.corner(rest)
        result[self.inner :] = edge
        for own, root, across in self.parts:
            result[own] = root(gap[own]) - combined_in_pieces(across, edge)
        return result


def generalised_inverse(products: Floats) -> Floats:
    """A generalised inverse that gives nothing along combinations of columns that are 0."""
    diagonal = products.diagonal()
    scale = 1 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    values, vectors = linalg.eigh(products * scale * scale[:, None], check_finite=False)
    kept = values > _NULL
    scaled = vectors[:, kept] * scale[:, None]
    return np.asarray((scaled / values[kept]) @ scaled.T)


def _root(products: Floats, least: Floats) -> tuple[Floats, bool]:
    """Cholesky's root of a matrix and its ridge."""
    diagonal = np.maximum(products.diagonal(), least)
    diagonal = np.where(diagonal > 0, diagonal, 1.0)
    ridge = _RIDGE
    while True:
        raised = products.copy()
        raised[np.diag_indices_from(raised)] += ridge * diagonal
        try:
            return linalg.cho_factor(raised, overwrite_a=True, check_finite=False)
        except linalg.LinAlgError:
            ridge *= 100


def combined_in_pieces(
    z: npt.NDArray[Number],
    multipliers: npt.NDArray[Number],
    out: npt.NDArray[Number] | None = None,
) -> npt.NDArray[Number]:
    """Zλ, (n,) or (n, R), in pieces that a BLAS multiplies on one processor.

    Several threads for products as small as those of an area cost more than they give, and much
    more where the processors have other things to do.
    """
    if multipliers.ndim == 1:
        return combined_in_pieces(z, multipliers[:, None])[:, 0]
    n, (p, r) = len(z), multipliers.shape
    result = np.empty((n, r), z.dtype) if out is None else out
    step = _rows_of_a_piece(p, r)
    even = n // step * step
    pieces = result[:even].reshape(-1, step, r)
    np.matmul(z[:even].reshape(-1, step, p), multipliers, out=pieces)
    np.matmul(z[even:], multipliers, out=result[even:])
    return result


def summed_in_pieces(z: npt.NDArray[Number], values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Z′V, (p,) or (p, r), in pieces that a BLAS multiplies on one processor."""
    if values.ndim == 1:
        return summed_in_pieces(z, values[:, None])[:, 0]
    n, p, r = *z.shape, values.shape[1]
    step = _rows_of_a_piece(p, r)
    even = n // step * step
    left = z[:even].reshape(-1, step, p).transpose(0, 2, 1)
    total = np.matmul(left, values[:even].reshape(-1, step, r)).sum(axis=0)
    return np.asarray(total + z[even:].T @ values[even:])


def _rows_of_a_piece(p: int, r: int) -> int:
    return max((_THIN_PIECE if r == 1 else _PIECE) // max(p * r, 1), 1)


def split_equations(x: sparse.csr_array) -> Iterator[Equations]:
    """The equations of a calibration, each set that hangs together by itself.

    Parameters
    ----------
    x : (n, p) sparse

    Yields
    ------
    Equations
        Without those columns that have no entry and those rows that are in no column.
    """
    blocks = find_blocks(x)
    border = blocks.border
    order = _by_block(blocks.rows)
    sizes = np.bincount(blocks.rows + 1, minlength=blocks.count + 1)
    ends = np.cumsum(sizes)
    spans = [slice(int(end - size), int(end)) for size, end in zip(sizes, ends, strict=True)]
    own = np.argsort(blocks.columns, kind="stable")[len(border) :]
    cuts = np.cumsum(np.bincount(blocks.columns[own], minlength=blocks.count))[:-1]
    owned = np.split(own, cuts) if blocks.count else []
    if len(border):
        yield _with_border(x[order], order, spans, owned, border)
        return
    for span, columns in zip(spans[1:], owned, strict=True):
        rows = order[span]
        if len(rows):
            yield _alone(x, rows, columns)


def _by_block(rows: Ints) -> Ints:
    if (np.diff(rows) >= 0).all():
        return np.arange(len(rows))
    small = rows.astype(np.int16) if rows.max() < 2**15 else rows
    return np.argsort(small, kind="stable")


def _alone(x: sparse.csr_array, rows: Ints, columns: Ints) -> Equations:
    part = _renumbered(x[rows], columns)
    if len(columns) <= _MOST_COLUMNS and len(rows) * len(columns) <= _MOST_CELLS:
        return DenseEquations(rows, columns, part.toarray())
    return SparseEquations(rows, columns, part)


def _with_border(
    x: sparse.csr_array, order: Ints, spans: list[slice], owned: list[Ints], border: Ints
) -> Equations:
    columns = np.concatenate([*owned, border])
    part = _renumbered(x, columns)
    widest = max((len(each) for each in owned), default=0)
    if max(widest, len(border)) > 2 * _MOST_COLUMNS:
        return SparseEquations(order, columns, part)
    ends = np.cumsum([0, 0, *map(len, owned)]).tolist()
    own = [slice(start, end) for start, end in pairwise(ends)]
    return BorderedEquations(order, columns, part, tuple(zip(spans, own, strict=True)), len(border))


def _renumbered(x: sparse.csr_array, columns: Ints) -> sparse.csr_array:
    """Some columns, that hold all entries, in another order."""
    local = np.empty(x.shape[1], dtype=x.indices.dtype)
    local[columns] = np.arange(len(columns))
    entries = (x.data, local[x.indices], x.indptr)
    return sparse.csr_array(entries, shape=(x.shape[0], len(columns)))
