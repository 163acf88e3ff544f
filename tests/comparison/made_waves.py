"""Two waves of dwellings in areas, made up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import survey as sv

AREAS = ("A", "B", "C")


def wave(
    seed: int, homes: dict[str, range] | None = None, *, areas: tuple[str, ...] = AREAS
) -> pd.DataFrame:
    """Answers of some dwellings; what lasts in a dwelling depends on its name alone."""
    homes = homes or {}
    rows = [(area, home) for area in areas for home in homes.get(area, range(30))]
    frame = pd.DataFrame(rows, columns=["area", "home"])
    frame["dwelling"] = [f"{area}{home}" for area, home in rows]
    lasting = np.array([np.random.default_rng([ord(area), home]).normal() for area, home in rows])
    chance = np.random.default_rng(seed)
    size = len(frame)
    frame["years"] = np.round(10 + 3 * lasting + chance.normal(size=size), 2)
    frame["safe"] = (lasting + 0.7 * chance.normal(size=size) > 0).astype(int)
    frame["weight"] = chance.uniform(1, 3, size)
    frame["kind"] = chance.integers(0, 2, size).astype(float)
    return frame


def design_of(frame: pd.DataFrame, **more: Any) -> sv.SurveyDesign:
    return sv.SurveyDesign(
        frame, **{"weights": "weight", "psu": "dwelling", "strata": "area"} | more
    )


def shares_of(frame: pd.DataFrame, **more: Any) -> sv.Estimates:
    return sv.proportion(design_of(frame, **more), "safe", by="area")


def means_of(frame: pd.DataFrame, **more: Any) -> sv.Estimates:
    return sv.mean(design_of(frame, **more), "years", by="area")


def ones(found: sv.WaveComparison) -> pd.DataFrame:
    """The changes in the share that is safe, by area."""
    frame = found.to_frame()
    return frame[frame["category"] == 1].set_index("area")
