"""Margins of made samples, whose totals can be met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.raking import Margins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats, Ints


def made_margins(
    seed: int,
    *,
    n: int = 300,
    areas: int = 3,
    within: Sequence[int] = (2, 4, 3),
    across: Sequence[int] = (),
    missing: float = 0.0,
) -> tuple[Floats, Margins]:
    """Weights, and margins within areas and over all that other weights meet.

    Rows that lack a variable are in no slot of its margin.
    """
    random = np.random.default_rng(seed)
    area = random.integers(0, areas, n)
    weights = random.uniform(1, 5, n)
    others = weights * np.exp(random.normal(0.3, 0.4, n)) * 10
    likeness = random.normal(size=n)
    columns: list[Ints] = []
    totals: list[Floats] = []
    universe: list[Ints] = []
    for margin, categories in enumerate([*within, *across]):
        by_area = margin < len(within)
        spread = (0.5 * likeness + random.normal(size=n) + 2) / 4 * categories
        code = np.clip(spread.astype(int), 0, categories - 1)
        code = code + categories * area if by_area else code
        slots = categories * areas if by_area else categories
        lacks = random.random(n) < missing
        totals.append(np.bincount(code[~lacks], others[~lacks], minlength=slots))
        universe.append(
            np.repeat(np.arange(areas), categories) if by_area else np.full(slots, areas)
        )
        columns.append(np.where(lacks, -1, code + sum(len(each) for each in totals[:-1])))
    owner = np.repeat(np.arange(len(totals)), [len(each) for each in totals])
    codes = np.array(columns, dtype=np.int64).T
    return weights, Margins(codes, np.concatenate(totals), np.concatenate(universe), owner)


def sums(weights: Floats, margins: Margins) -> Floats:
    """What the weights of each slot add up to, by a plain loop."""
    result = np.zeros((len(margins.totals), *weights.shape[1:]))
    for row, slots in enumerate(margins.codes):
        for slot in slots:
            if slot >= 0:
                result[slot] += weights[row]
    return result


def bootstrapped(weights: Floats, replicates: int, seed: int = 0) -> Floats:
    """Weights times how often a unit was drawn again."""
    random = np.random.default_rng(seed)
    drawn = random.multinomial(len(weights), np.full(len(weights), 1 / len(weights)), replicates)
    return np.asarray(weights[:, None] * drawn.T)
