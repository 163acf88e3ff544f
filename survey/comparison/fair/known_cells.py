"""What published numbers tell of the groups of residents behind them.

A reader may know how many answers of each kind an area has. Each published number is then an
equation in the numbers of those who gave the answer: Σ coefficient · count = constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.comparison.fair.characteristics import Cells
    from survey.kernels.layout import Floats, Ints

RAW_ROW, CONTRAST_ROW = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class KnownCells:
    """Groups of residents, and the equations that published rows give.

    Attributes
    ----------
    keys : tuple of tuple
        What each group is: its area first, then its categories.
    n : (C,) float
        Answers in each group.
    count : (C,) float
        How many of them are counted; NaN for means.
    row : (K,) int
        Which row of the result each equation is published in; `RAW_ROW` for what is known anyway,
        `CONTRAST_ROW` for what stands in all rows.
    equations : (K, C) float
        Coefficients of the counts (of means: of the groups' means).
    whole : bool
        Whether each group must be fit to be shown by itself, as with models, whose parameters may
        be worked out from what is published.
    """

    keys: tuple[tuple[Any, ...], ...]
    n: Floats
    count: Floats
    row: Ints
    equations: Floats
    whole: bool = False

    @property
    def areas(self) -> tuple[Any, ...]:
        """The area of each group; None for groups over all areas."""
        return tuple(key[0] for key in self.keys)


def group_keys(areas: Iterable[Any], cells: Cells) -> tuple[tuple[Any, ...], ...]:
    """What the groups of some areas are, area by area."""
    names = tuple(each.name for each in cells.characteristics)
    own = [tuple(zip(names, cells.key(cell), strict=True)) for cell in range(cells.count)]
    return tuple((area, *key) for area in areas for key in own)


def equations_of_areas(n: Floats, share: Floats, rows: Ints) -> tuple[Ints, Floats]:
    """Raw and standardised numbers of areas as equations in the counts of their cells.

    Parameters
    ----------
    n : (A, G) float
        Answers.
    share : (G,) float
        The standard composition.
    rows : (A,) int
        Row that each area's numbers are published in.

    Returns
    -------
    (2 A,) int, (2 A, A·G) float
    """
    areas, cells = n.shape
    equations = np.zeros((2, areas, areas, cells))
    own = np.arange(areas)
    equations[0, own, own] = 1.0
    equations[1, own, own] = np.divide(share, n, out=np.zeros_like(n), where=(n > 0) & (share > 0))
    return np.concatenate([np.full(areas, RAW_ROW), rows]), equations.reshape(
        2 * areas, areas * cells
    )
