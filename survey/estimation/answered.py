"""Which rows of the data an estimate counts, and which it is of.

Release links tables by the people whom they count, not by the words in their headings: two areas
under different names can be the same people, and a recoded question the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints

RESPONDENTS, ANSWERS = "respondents", "answers"


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What the rows of one variable's estimates count in each domain.

    Attributes
    ----------
    names : tuple of str
        The columns it is read from.
    codes : (n,) int
        The answer of each row of the data, counted from 0; −1 for rows without one.
    categories : tuple of frozenset
        For each category the answers that it counts.
    base : frozenset
        The answers of those whom the estimates are of.
    counts : bool
        Whether the estimate is as good as a number of answers; a mean is not.
    of_ticks : bool
        Whether it is a share of all ticks, of which people may have several.
    """

    names: tuple[str, ...]
    codes: Ints
    categories: tuple[frozenset[int], ...]
    base: frozenset[int]
    counts: bool = True
    of_ticks: bool = False


def answered_numbers(name: str, *columns: Floats, rows: int = 1) -> Answered:
    """Who counts in a mean, total or ratio: all that have the numbers; of two values, the greater.

    Parameters
    ----------
    name : str
    columns : (n,) float arrays
        NaN where there is no number.
    rows : int
        Estimates a domain.
    """
    inside = np.isfinite(sum(columns))
    values = columns[0][inside]
    ends = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    two = ends[0] < ends[1] and bool(np.isin(values, ends).all())
    codes = np.where(inside, 0, -1)
    if two:
        codes = np.where(inside & (columns[0] == ends[1]), 1, codes)
    counted, base = (frozenset([1]), frozenset([0, 1])) if two else (frozenset([0]),) * 2
    return Answered((name,), codes.astype(np.int64), (counted,) * rows, base, counts=two)


def answered_ticks(
    names: tuple[str, ...], ticks: Floats, answered: Bools, *, of_ticks: bool
) -> list[Answered]:
    """Who ticked each option of a question with several answers, (n, J) of 0 and 1."""
    base = frozenset([0, 1])
    return [
        Answered(
            (name,),
            np.where(answered, column, -1).astype(np.int64),
            (frozenset([1]),),
            base,
            of_ticks=of_ticks,
        )
        for name, column in zip(names, ticks.T, strict=True)
    ]


def everyone(name: Any, rows: int, categories: int) -> Answered:  # noqa: ANN401 - a variable
    """A number of which it isn't told who counts: all of each domain."""
    base = frozenset([0])
    return Answered(
        (str(name),), np.zeros(rows, dtype=np.int64), (base,) * categories, base, counts=False
    )
