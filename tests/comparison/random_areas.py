"""Areas with random answers, as designs and as rows of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTRAST = "contrast"

few_or_many = st.one_of(st.integers(0, 3), st.integers(0, 60))


@st.composite
def yes_and_no(draw: st.DrawFn, most: int = 6) -> dict[str, tuple[int, int]]:
    """How many say yes and no in each area, with zeros among them; the contrast comes first."""
    areas = [CONTRAST, *(f"area {i}" for i in range(1, draw(st.integers(1, most)) + 1))]
    answers = st.tuples(few_or_many, few_or_many).filter(lambda pair: sum(pair) >= 2)
    return {area: draw(answers) for area in areas}


def design_of(
    answers: Mapping[Any, Sequence[int]], population: Mapping[Any, int] | None = None, **more: Any
) -> sv.SurveyDesign:
    """A design whose strata are areas; codes are 1, 2, … in the order of the counts."""
    rows = [(area, code, n) for area, row in answers.items() for code, n in enumerate(row, 1)]
    frame = pd.DataFrame(rows, columns=["area", "safe", "k"])
    return sv.SurveyDesign(
        frame, counts="k", strata="area", population=population, lonely_psu="certainty", **more
    )


def shares(answers: Mapping[Any, Sequence[int]], **more: Any) -> sv.Estimates:
    return sv.proportion(design_of(answers, **more), "safe", by="area")


def compared(
    answers: Mapping[Any, Sequence[int]],
    contrast: Any = CONTRAST,
    *,
    adjust: Any = "dunnett",
    **more: Any,
) -> pd.DataFrame:
    """The differences in the share that gave the first answer, by area."""
    found = sv.compare_areas(shares(answers, **more), contrast, adjust=adjust).to_frame()
    return found[found["category"] == 1].set_index("area")


def clustered(generator: np.random.Generator, people: int = 300) -> pd.DataFrame:
    """People whose blocks lie in several areas at once, in three strata."""
    block = generator.integers(0, 40, people)
    frame = pd.DataFrame({"block": block, "stratum": block % 3})
    frame["area"] = generator.choice(["A", "B", "C"], people)
    frame["sex"] = generator.choice(["m", "w"], people)
    frame["years"] = np.round(generator.gamma(2, 5, people) + block / 4, 1)
    frame["safe"] = (generator.random(people) < 0.3 + block / 100).astype(int)
    frame["weight"] = generator.uniform(0.5, 2, people)
    return frame
