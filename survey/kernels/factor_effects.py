"""What each of several factors gives of a difference between two rates.

A rate is a sum over cells of the product of factors. The effect of a factor is the change in the
rate when that factor goes from its first to its second value, averaged over all orders in which the
factors can change (Das Gupta 1993, *Standardization and decomposition of rates*, U.S. Bureau of the
Census P23-186; the value of Shapley 1953). With two factors that is Kitagawa 1955 (JASA 50:1168).
All functions take complex numbers too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """Cells of crossed characteristics.

    Attributes
    ----------
    count : int
        Number of characteristics, P.
    same : mapping of tuple of int to (C, C) float of 0 and 1
        For each set of characteristics, which cells agree in them.
    """

    count: int
    same: dict[tuple[int, ...], Floats]

    @classmethod
    def of(cls, levels: Ints) -> Crossing:
        """The cells with these levels, (C, P)."""
        count = levels.shape[1]
        subsets = [s for size in range(count + 1) for s in combinations(range(count), size)]
        return cls(count, {subset: _agreeing(levels[:, list(subset)]) for subset in subsets})


def factor_effects(first: Any, second: Any) -> Any:  # noqa: ANN401 - real or complex
    """Effects of the factors of a product, cell by cell.

    Parameters
    ----------
    first, second : (P, C) array
        Values of P factors in C cells, before and after.

    Returns
    -------
    (P, C) array
        They add up to the difference of the products.

    Examples
    --------
    >>> factor_effects(np.array([[2.0], [3.0]]), np.array([[4.0], [5.0]])).ravel().tolist()
    [8.0, 6.0]
    """
    factors = range(len(first))
    effects = []
    for factor in factors:
        others = [other for other in factors if other != factor]
        standard = sum(
            weight
            * np.prod([second[k] if k in moved else first[k] for k in others] or [1.0], axis=0)
            for moved, weight in _subsets(others)
        )
        effects.append(standard * (second[factor] - first[factor]))
    return np.array(effects)


def composition_factors(sizes: Any, cells: Crossing) -> Any:  # noqa: ANN401 - real or complex
    """A composition by crossed characteristics as a product of a factor for each of them.

    Parameters
    ----------
    sizes : (C,) array > 0
        How many are in each cell.
    cells : Crossing

    Returns
    -------
    (P, C) array
        Their product is the share of each cell.

    Notes
    -----
    The factor of a characteristic is the geometric mean of its conditional shares given any of the
    other characteristics, with the weights of all orders: for two, with margins n_i. and n_.j,
    (n_ij/n_.j)^½ (n_i./n)^½ (Das Gupta 1993, ch. 4 and 5).
    """
    known = {subset: same @ sizes for subset, same in cells.same.items()}
    factors = []
    for factor in range(cells.count):
        others = [other for other in range(cells.count) if other != factor]
        product: Any = 1.0
        for given, weight in _subsets(others):
            wider = tuple(sorted((*given, factor)))
            product = product * (known[wider] / known[given]) ** weight
        factors.append(product)
    return np.array(factors)


def composition_effects(first: Any, second: Any, cells: Crossing) -> Any:  # noqa: ANN401
    """What each characteristic gives of the difference between two compositions, (P, C)."""
    return factor_effects(composition_factors(second, cells), composition_factors(first, cells))


def kitagawa(totals: Any, cells: Crossing) -> Any:  # noqa: ANN401 - real or complex
    """A difference between two means by what is in the rates and what is in the composition.

    Parameters
    ----------
    totals : (4 C,) array
        For the first group the size of each cell and the sum of the numbers in it, then those of
        the second group.
    cells : Crossing

    Returns
    -------
    (1 + P,) array
        The part of the rates in cells, then that of each characteristic in the composition, of the
        first group's mean less the second's.
    """
    n1, y1, n0, y0 = totals.reshape(4, -1)
    r1, r0 = y1 / n1, y0 / n0
    of_rates = (n1 / n1.sum() + n0 / n0.sum()) / 2 @ (r1 - r0)
    effects = composition_effects(n1, n0, cells)
    return np.concatenate([[of_rates], effects @ ((r1 + r0) / 2)])


def _subsets(others: list[int]) -> Iterator[tuple[tuple[int, ...], float]]:
    """Which of the others come before a factor, and in how large a part of all orders."""
    count = len(others) + 1
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for subset in combinations(others, size):
            yield subset, weight


def _agreeing(levels: Ints) -> Floats:
    """Which cells have the same levels, (C, C) of 0 and 1."""
    same = (levels[:, None, :] == levels[None, :, :]).all(axis=2)
    return np.asarray(same, dtype=float)
