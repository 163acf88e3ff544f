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
_MOST_STEPS, _NEAR = 12, 1e-6


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

    Numbers on a short ladder, as codes of answers are, are told apart step by step: their mean says
    something of how many gave each.

    Parameters
    ----------
    name : str
    columns : (n,) float arrays
        NaN where there is no number.
    rows : int
        Estimates a domain.
    """
    inside = np.isfinite(sum(columns))
    steps = _steps(columns[0][inside]) if len(columns) == 1 else None
    two = len(columns) > 1 and _two(columns[0][inside])
    codes = np.where(inside, 0, -1)
    if steps is not None:
        codes[inside] = steps
    elif two:
        codes[inside] = columns[0][inside] > columns[0][inside].min()
    base = frozenset(range(int(codes.max(initial=0)) + 1))
    counts = len(base) == 2 and (two or steps is not None)
    counted = frozenset([1]) if counts else base
    return Answered((name,), codes.astype(np.int64), (counted,) * rows, base, counts=counts)


def _two(values: Floats) -> bool:
    return len(np.unique(values)) == 2


def _steps(values: Floats) -> Ints | None:
    """Numbers counted in steps from the least of them; None if they aren't on a short ladder."""
    found = np.unique(values)
    if not 2 <= len(found) <= _MOST_STEPS:
        return None
    step = np.diff(found).min()
    places = (found - found[0]) / step
    if places[-1] >= _MOST_STEPS or np.abs(places - np.round(places)).max() > _NEAR:
        return None
    return np.asarray(np.round((values - found[0]) / step), dtype=np.int64)


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
