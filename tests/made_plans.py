"""Frames of any size for tests of sampling, of counts or of dwellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import Code, Kind, Variable
from survey.sampling.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EIGHT = {"A": 350, "B": 600, "C": 750, "D": 420, "E": 900, "F": 1350, "G": 560, "H": 1200}


def counts_frame(
    sizes: Mapping[str, int],
    *,
    labels: Sequence[str] = (),
    unit: str = "dwelling",
    adults: Sequence[int] = (),
) -> Frame:
    """A frame of counts."""
    codes = list(sizes)
    counts = pd.DataFrame(
        {
            "area": pd.Series(codes, dtype=object),
            "units": list(sizes.values()),
            "empty": 0,
            "eligible": list(sizes.values()),
            "adults": list(adults) or [-1] * len(codes),
        }
    )
    names = list(labels) or [f"Område {code}" for code in codes]
    known = tuple(Code(c, {"da": n, "en": n}) for c, n in zip(codes, names, strict=True))
    variable = Variable("area", Kind.GROUP, {"da": "Område", "en": "Area"}, codes=known)
    return Frame(unit, None, counts, variable, "0123456789abcdef")  # type: ignore[arg-type]


def dwellings_frame(sizes: Mapping[str, int], *, seed: int = 1, empty: int = 0) -> Frame:
    """A frame of dwellings with departments and adults; the first so many of each stand empty."""
    chance = np.random.default_rng(seed)
    bare = counts_frame(sizes)
    area = np.repeat(list(sizes), list(sizes.values()))
    place = np.concatenate([np.arange(n) for n in sizes.values()])
    units = pd.DataFrame(
        {
            "unit": pd.Series([f"u{k}" for k in range(len(area))], dtype=object),
            "area": pd.Series(area, dtype=object),
            "department": pd.Series(chance.choice(["1", "2", "3"], len(area)), dtype=object),
            "adults": chance.choice([1, 2, 3, -1], len(area), p=[0.5, 0.4, 0.08, 0.02]),
            "empty": place < empty,
        }
    )
    counts = bare.counts.copy()
    counts["empty"] = empty
    counts["eligible"] = counts["units"] - empty
    return Frame("dwelling", units, counts, bare.area, bare.fingerprint)
