"""Made surveys with areas ranked, held against the contrast and against a figure from outside."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from made_survey import MadeSurvey, made_survey

import survey as sv

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released

DENMARK = sv.Benchmark(
    0.5,
    {"da": "hele landet", "en": "all of Denmark"},
    year=2023,
    source={"da": "Danmarks Statistik, tabel X1", "en": "Statistics Denmark, table X1"},
    n=4000,
)


def judged(made: MadeSurvey, policy: str = "default", margin: float = 0.12) -> Released:
    """A headline by area with all that is judged of it."""
    heads = sv.headline(made.design, "safe", by="area", all_row=True)
    means = sv.mean(made.design, "trust", by="area")
    compared = sv.compare_areas(heads, "contrast")
    parts = [
        heads,
        compared,
        sv.rank_areas(heads),
        sv.rank_areas(means, best="low"),
        sv.equivalence(compared, margin),
        sv.equivalence(means, 8.0, contrast="contrast"),
        sv.compare_benchmark(heads, DENMARK),
        sv.compare_benchmark(means, 55.0, label="Danmark"),
    ]
    return sv.release(parts, policy)


@cache
def judged_case(
    areas: int = 8, *, long: bool = False, per_area: int = 150, margin: float = 0.12
) -> Released:
    """What is released of a made survey; of four areas or more the second is hidden."""
    return judged(made_survey(areas, long=long, per_area=per_area), margin=margin)
