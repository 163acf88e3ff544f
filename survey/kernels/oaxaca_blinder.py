"""A difference between two means by what two regressions say of it (Oaxaca 1973; Blinder 1973).

Columns come in blocks: the constant, then each characteristic. A category has a column for *each*
of its levels, with coefficients that sum to 0 (Yun 2005, Econ. Inquiry 43:766), so that nothing
depends on which level is left out. All functions take complex numbers too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints


def sum_to_zero(levels: list[int]) -> Floats:
    """From coefficients against first levels to coefficients that sum to 0.

    Parameters
    ----------
    levels : list of int
        Levels of each characteristic; 0 for a number.

    Returns
    -------
    (E, P) float
        P: the constant, then a column for each level but the first. E: the constant, then a column
        for each level.

    Examples
    --------
    >>> sum_to_zero([2]).tolist()
    [[1.0, 0.5], [0.0, -0.5], [0.0, 0.5]]
    """
    wide = 1 + sum(max(count, 1) for count in levels)
    result = np.zeros((wide, 1 + sum(max(count - 1, 1) for count in levels)))
    result[0, 0] = 1.0
    row = column = 1
    for count in levels:
        if not count:
            result[row, column] = 1.0
            row, column = row + 1, column + 1
            continue
        own = slice(column, column + count - 1)
        result[0, own] = 1 / count
        result[row : row + count, own] = -1 / count
        result[np.arange(row + 1, row + count), np.arange(own.start, own.stop)] += 1.0
        row, column = row + count, own.stop
    return result


def blocks_of(levels: list[int]) -> Ints:
    """To which block each wide column belongs: 0 for the constant, then 1, 2, …, (E,)."""
    sizes = [1, *(max(count, 1) for count in levels)]
    return np.repeat(np.arange(len(sizes)), sizes)


def threefold(x1: Any, b1: Any, x0: Any, b0: Any, blocks: Ints) -> Any:  # noqa: ANN401
    """Endowments, coefficients and interaction of ȳ₁ − ȳ₀, by block.

    Parameters
    ----------
    x1, x0 : (E,) array
        Means of the wide columns.
    b1, b0 : (E,) array
        Coefficients.
    blocks : (E,) int

    Returns
    -------
    (3, B) array
        (x̄₁ − x̄₀)′β₀; x̄₀′(β₁ − β₀); (x̄₁ − x̄₀)′(β₁ − β₀).
    """
    parts = ((x1 - x0) * b0, x0 * (b1 - b0), (x1 - x0) * (b1 - b0))
    return np.array([_by_block(part, blocks) for part in parts])


def twofold(x1: Any, b1: Any, x0: Any, b0: Any, common: Any, blocks: Ints) -> Any:  # noqa: ANN401
    """What common coefficients explain of ȳ₁ − ȳ₀, and what they don't on each side, by block.

    Parameters
    ----------
    common : (E,) array
        β*.

    Returns
    -------
    (3, B) array
        (x̄₁ − x̄₀)′β*; x̄₁′(β₁ − β*); x̄₀′(β* − β₀).
    """
    parts = ((x1 - x0) * common, x1 * (b1 - common), x0 * (common - b0))
    return np.array([_by_block(part, blocks) for part in parts])


def shared_out(totals: Any, linear: Any) -> Any:  # noqa: ANN401 - real or complex
    """Parts of a nonlinear decomposition shared out over the blocks (Yun 2004, Econ. Lett. 82:275).

    Parameters
    ----------
    totals : (K,) array
        The parts.
    linear : (K, B) array
        What the linear predictor says of each block.

    Returns
    -------
    (K, B) array
        In proportion to the linear ones; nothing where these are 0.
    """
    whole = linear.sum(axis=1)
    none = np.abs(linear).sum(axis=1) == 0
    share = linear / np.where(none, 1.0, whole)[:, None]
    return totals[:, None] * np.where(none[:, None], 0.0, share)


def _by_block(values: Any, blocks: Ints) -> Any:  # noqa: ANN401
    return (blocks[None, :] == np.unique(blocks)[:, None]).astype(float) @ values
