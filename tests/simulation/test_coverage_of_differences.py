"""Intervals of differences between two areas hold the truth about 95 times in 100.

Every pair of samples is counted with its probability, so that nothing here is left to chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from finite_populations import LEVEL
from scipy import stats

from survey.kernels.difference import wilson_difference
from survey.kernels.intervals import effective_size, t_quantile, wald

if TYPE_CHECKING:
    from finite_populations import Floats

LOWEST, HIGHEST = 0.940, 0.965
Area = tuple[int, int, float]

SETTINGS: dict[str, tuple[Area, Area]] = {
    "80 of 250 against 250 of 1000": ((250, 80, 0.70), (1000, 250, 0.85)),
    "40 of 120 against 250 of 1000": ((120, 40, 0.90), (1000, 250, 0.95)),
    "35 of 60 against 250 of 1000": ((60, 35, 0.05), (1000, 250, 0.05)),
    "400 of 5000 against 400 of 5000": ((5000, 400, 0.70), (5000, 400, 0.80)),
    "30 of 200 against 250 of 1000": ((200, 30, 0.50), (1000, 250, 0.50)),
}


def samples(area: Area, *, fpc: bool = True) -> tuple[Floats, ...]:
    """All samples of an area: probability, share, variance, effective size."""
    size, n, share = area
    yes = np.arange(n + 1)
    p = yes / n
    left = 1 - n / size if fpc else 1.0
    variance = left * p * (1 - p) / (n - 1)
    chance = stats.hypergeom(size, round(size * share), n).pmf(yes)
    n_eff = effective_size(p, variance, np.full(n + 1, n / left))
    return chance, p, variance, n_eff


def pairs(first: Area, second: Area, **options: Any) -> list[tuple[Floats, Floats]]:
    mine = [each[:, None] for each in samples(first, **options)]
    theirs = [each[None, :] for each in samples(second, **options)]
    return list(zip(mine, theirs, strict=True))


def truth(first: Area, second: Area) -> float:
    return round(first[0] * first[2]) / first[0] - round(second[0] * second[2]) / second[0]


def exact_coverage(limits: tuple[Floats, Floats], chance: Floats, difference: float) -> float:
    low, high = limits
    return float(chance[(low <= difference + 1e-12) & (high >= difference - 1e-12)].sum())


def mover_coverage(first: Area, second: Area, **options: Any) -> float:
    (c1, c0), (p1, p0), _, (n1, n0) = pairs(first, second, **options)
    t = t_quantile(np.array(first[1] + second[1] - 2.0), LEVEL)
    limits = wilson_difference(p1, n1, p0, n0, np.array(0.0), t)
    return exact_coverage(limits, c1 * c0, truth(first, second))


def wald_coverage(first: Area, second: Area) -> float:
    (c1, c0), (p1, p0), (v1, v0), _ = pairs(first, second)
    t = t_quantile(np.array(first[1] + second[1] - 2.0), LEVEL)
    limits = wald(p1 - p0, np.sqrt(v1 + v0), t)
    return exact_coverage(limits, c1 * c0, truth(first, second))


@pytest.mark.parametrize("name", SETTINGS)
def test_mover_with_wilson_limits_covers(name: str) -> None:
    found = mover_coverage(*SETTINGS[name])
    print(f"coverage {name}: {found:.4f}")
    assert LOWEST <= found <= HIGHEST


@pytest.mark.parametrize("name", list(SETTINGS)[:3])
def test_without_the_finite_population_correction_mover_is_seen_to_be_too_wide(name: str) -> None:
    found = mover_coverage(*SETTINGS[name], fpc=False)
    print(f"without fpc {name}: {found:.4f}")
    assert found > HIGHEST + 0.003


@pytest.mark.parametrize("name", list(SETTINGS)[1:3])
def test_wald_is_seen_to_be_too_narrow_for_shares_near_0_and_1(name: str) -> None:
    found = wald_coverage(*SETTINGS[name])
    print(f"Wald {name}: {found:.4f}")
    assert found < LOWEST - 0.003
