"""Small and large frames with a plan for each, made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Code, Kind, Variable
from survey.sampling.frame import Frame
from survey.sampling.plan import SamplePlan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal


def area_variable(areas: Sequence[str]) -> Variable:
    codes = tuple(Code(area, {"en": f"Area {area}", "da": f"Område {area}"}) for area in areas)
    return Variable("area", Kind.GROUP, {"en": "Area", "da": "Område"}, codes=codes)


def frame_of(
    population: Mapping[str, int],
    *,
    fingerprint: str = "frame-1",
    unit: Literal["dwelling", "person"] = "dwelling",
    **columns: Any,
) -> Frame:
    """Dwellings ``A-0000`` … of each area; columns by name, one value a dwelling."""
    ids = [f"{area}-{number:04d}" for area, n in population.items() for number in range(n)]
    areas = [area for area, n in population.items() for _ in range(n)]
    units = pd.DataFrame(
        {"unit": pd.Series(ids, dtype=object), "area": pd.Series(areas, dtype=object), **columns}
    )
    return frame_with(units, fingerprint=fingerprint, unit=unit)


def frame_with(
    units: pd.DataFrame,
    *,
    fingerprint: str = "frame-1",
    unit: Literal["dwelling", "person"] = "dwelling",
) -> Frame:
    """A frame of these rows."""
    areas = sorted(set(units["area"]))
    empty = units["empty"] if "empty" in units else pd.Series(False, index=units.index)
    counts = pd.DataFrame(
        {
            "area": pd.Series(areas, dtype=object),
            "units": [int((units["area"] == area).sum()) for area in areas],
            "empty": [int(((units["area"] == area) & empty).sum()) for area in areas],
            "eligible": [int(((units["area"] == area) & ~empty).sum()) for area in areas],
            "adults": -1,
        }
    )
    return Frame(unit, units, counts, area_variable(areas), fingerprint)


def frame_of_counts(population: Mapping[str, int]) -> Frame:
    areas = list(population)
    numbers = list(population.values())
    counts = pd.DataFrame(
        {
            "area": pd.Series(areas, dtype=object),
            "units": numbers,
            "empty": 0,
            "eligible": numbers,
            "adults": -1,
        }
    )
    return Frame("dwelling", None, counts, area_variable(areas), "counts-1")


def plan_of(frame: Frame, n: Mapping[str, Any], **assumptions: Any) -> SamplePlan:
    """A plan with as many units of each area, which is a stratum."""
    counts = dict(zip(frame.counts["area"], frame.counts["eligible"], strict=True))
    strata = pd.DataFrame(
        {
            "stratum": pd.Series(list(n), dtype=object),
            "area": pd.Series(list(n), dtype=object),
            "population": [int(counts.get(area, 1)) for area in n],
            "n": list(n.values()),
            "expected": np.nan,
            "half_width": np.nan,
            "power": np.nan,
        }
    )
    return SamplePlan(strata, assumptions, "by hand", frame.fingerprint)
