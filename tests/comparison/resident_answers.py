"""Made-up answers whose areas differ in who lives there, and what is worked out slowly of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import survey as sv
from survey.estimation.influence import linear_covariance

if TYPE_CHECKING:
    from collections.abc import Callable

AREAS = ("A", "B", "H")
YOUNG = {"A": 0.7, "B": 0.5, "H": 0.25}


def answers(
    seed: int = 1,
    per_area: int = 60,
    effect: float = 0.1,
    areas: tuple[str, ...] = AREAS,
    blocks: int = 9,
) -> pd.DataFrame:
    """People with an age group, a tenure and a number; the young are less safe everywhere."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame({"area": np.repeat(areas, per_area)})
    count = len(frame)
    young = chance.random(count) < frame["area"].map(YOUNG).to_numpy()
    frame["age"] = np.where(young, "young", chance.choice(["middle", "old"], count))
    frame["tenure"] = chance.choice(["rent", "own"], count)
    level = 0.2 + 0.3 * young + effect * (frame["area"] == "A").to_numpy()
    frame["unsafe"] = (chance.random(count) < level).astype(int)
    frame["years"] = chance.integers(0, 30, count) + 5.0 * ~young
    frame["trust"] = 50 + 10 * young + frame["years"] + chance.normal(0, 10, count)
    frame["w"] = chance.uniform(0.5, 3, count)
    block = chance.integers(0, blocks, count).astype(str)
    frame["block"] = [area + each for area, each in zip(frame["area"], block, strict=True)]
    return frame


def design_of(frame: pd.DataFrame, **more: Any) -> sv.SurveyDesign:
    """Blocks of people in areas."""
    return sv.SurveyDesign(
        frame, **{"weights": "w", "strata": "area", "psu": "block", "nest": True} | more
    )


def slow_covariance(
    frame: pd.DataFrame,
    numbers: Callable[[sv.SurveyDesign], Any],
    *,
    of_rows: bool = False,
    **more: Any,
) -> Any:
    """Covariance from derivatives by the weight of each block (or row), found by small steps."""
    design = design_of(frame, **more)
    influences: list[Any] = [None] * len(frame)
    groups = frame.reset_index(drop=True).groupby("block").groups.values()
    for places in [[row] for row in range(len(frame))] if of_rows else groups:
        sides = []
        for sign in (1, -1):
            moved = frame.reset_index(drop=True)
            moved.loc[places, "w"] *= 1 + sign * 1e-5
            sides.append(numbers(design_of(moved)))
        first = places[0]  # takes the score of the whole block
        influences[first] = (sides[0] - sides[1]) / (2e-5 * frame["w"].iloc[first])
    nothing = np.zeros_like(next(each for each in influences if each is not None))
    rows = [nothing if each is None else each for each in influences]
    return linear_covariance(design, np.array(rows))


def jackknifed(frame: pd.DataFrame) -> sv.SurveyDesign:
    """The same people with a replicate for each block that is left out."""
    frame = frame.copy()
    names, factors = [], []
    for place, (block, rows) in enumerate(frame.groupby("block")):
        area = rows["area"].iloc[0]
        blocks = frame.loc[frame["area"] == area, "block"].nunique()
        weight = frame["w"].where(frame["area"] != area, frame["w"] * blocks / (blocks - 1))
        frame[f"r{place}"] = weight.where(frame["block"] != block, 0.0)
        names.append(f"r{place}")
        factors.append((blocks - 1) / blocks)
    given = sv.Replicates(names, scale=1.0, rscales=factors)
    return sv.SurveyDesign(
        frame, weights="w", strata="area", psu="block", nest=True, replicates=given
    )
