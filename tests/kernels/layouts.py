"""Random layouts of units in strata, for the tests of variances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from survey.kernels.layout import PsuLayout, strata_scale

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

RULES = ("certainty", "centered", "average")


class Sampled(NamedTuple):
    """A layout with what it was made of."""

    layout: PsuLayout
    rate: Floats
    rule: str
    seed: int

    def generator(self) -> np.random.Generator:
        """Numbers that belong to this layout."""
        return np.random.default_rng(self.seed)


def make_layout(
    row_psu: Any, psu_stratum: Any, rate: Any, *, size: Any = None, rule: str = "error"
) -> PsuLayout:
    """A layout from lists."""
    units = np.asarray(psu_stratum, dtype=np.int64)
    sizes = np.ones(len(units)) if size is None else np.asarray(size, float)
    rates = np.asarray(rate, dtype=float)
    stratum_psus = np.bincount(units, sizes, minlength=len(rates)).astype(float)
    scale, centred, inflation = strata_scale(stratum_psus, rates, rule)
    rows: Ints = np.asarray(row_psu, dtype=np.int64)
    return PsuLayout(rows, units, sizes, stratum_psus, scale, centred, inflation)


@st.composite
def layouts(draw: Any, *, least: int = 1) -> Sampled:
    """Up to four strata of one to six units with one to four rows, in a random order."""
    psus = draw(st.lists(st.integers(least, 6), min_size=1, max_size=4))
    rules = RULES if max(psus) > 1 else RULES[:2]
    rule = draw(st.sampled_from(rules))
    rates = draw(st.lists(st.floats(0, 0.9), min_size=len(psus), max_size=len(psus)))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    psu_stratum = generator.permutation(np.repeat(np.arange(len(psus)), psus))
    rows = np.repeat(np.arange(len(psu_stratum)), generator.integers(1, 5, len(psu_stratum)))
    layout = make_layout(generator.permutation(rows), psu_stratum, rates, rule=rule)
    return Sampled(layout, np.array(rates), rule, seed)


def by_the_book(sampled: Sampled, these: Floats, others: Floats) -> float:
    """Σ_h (1 − f_h) n_h/(n_h − 1) Σ (z − z̄)(y − ȳ), with the rules for a lonely unit."""
    layout, total, left_out = sampled.layout, 0.0, 0
    for h in range(layout.strata):
        units = [g for g in range(layout.psus) if layout.psu_stratum[g] == h]
        z, y = these[units], others[units]
        open_part = 1 - sampled.rate[h]
        if len(units) == 1:
            left_out += sampled.rate[h] < 1
            total += open_part * z[0] * y[0] * (sampled.rule == "centered")
            continue
        products = sum((a - z.mean()) * (b - y.mean()) for a, b in zip(z, y, strict=True))
        total += open_part * len(units) / (len(units) - 1) * products
    if sampled.rule == "average" and left_out:
        total *= layout.strata / (layout.strata - left_out)
    return float(total)
