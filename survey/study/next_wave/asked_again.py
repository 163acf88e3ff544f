"""How many of those sampled in a wave are to be asked again in the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.sampling.selection_rules import LEAST, MOST

if TYPE_CHECKING:
    import pandas as pd

    from survey.kernels.layout import Floats
    from survey.sampling.sample import Sample


def asked_again(sample: Sample, overlap: str | float) -> pd.DataFrame:
    """How many of a sample are asked again, if as many are asked and the areas are as large.

    Where more than half of an area is asked each time, some must be asked again, whatever is
    wanted.

    Parameters
    ----------
    sample : Sample
        Of the earlier wave.
    overlap : {"independent", "most", "least"} or share

    Returns
    -------
    DataFrame
        By area: ``area``, ``population``, ``n``, ``again`` (what is expected if it is left to
        chance) and ``new``.
    """
    frame = sample.strata[["area", "population", "n"]].copy()
    population, n = (frame[name].to_numpy(dtype=float) for name in ("population", "n"))
    frame["again"] = _again(population, n, overlap)
    by_area = frame.groupby("area", sort=False, as_index=False)[["population", "n", "again"]].sum()
    by_area["new"] = by_area["n"] - by_area["again"]
    return by_area


def _again(population: Floats, n: Floats, overlap: str | float) -> Floats:
    least = np.maximum(2 * n - population, 0)
    if overlap == MOST:
        return n
    if overlap == LEAST:
        return least
    if isinstance(overlap, str):
        return np.rint(n * n / np.maximum(population, 1))
    return np.clip(np.floor(overlap * n + 0.5), least, n)
