"""Fair comparisons and decompositions with every kind of row, released."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from made_survey import made_survey

import survey as sv
from survey.codebook import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.disclosure.results.released import Released

AGES = ("young", "old")
# By area: how many young and old there are, and how many of each are unsafe.
CASES: dict[str, Sequence[tuple[int, int]]] = {
    "falls": [(320, 170), (80, 22)],
    "gone": [(300, 123), (20, 5)],
    "same": [(100, 52), (300, 75)],
    "unsure": [(100, 38), (300, 46)],
    "appears": [(40, 22), (360, 79)],
    "few": [(12, 6), (12, 6)],
    "hidden": [(5, 2), (3, 1)],
    "pinned": [(20, 2), (300, 80)],
}


def design_of(groups: Mapping[str, Sequence[tuple[int, int]]]) -> sv.SurveyDesign:
    """People by area and age, with labels in both languages; "H" gives contrast."""
    rows = [
        (area, age, unsafe, k)
        for area, sizes in (groups | {"H": [(400, 160), (1200, 180)]}).items()
        for age, (n, count) in zip(AGES, sizes, strict=True)
        for unsafe, k in ((1, count), (0, n - count))
    ]
    frame = pd.DataFrame(rows, columns=["area", "age", "unsafe", "k"])
    return sv.SurveyDesign(frame, counts="k", strata="area", codebook=_codebook([*groups, "H"]))


def _codebook(areas: list[str]) -> sv.Codebook:
    yes = sv.Code(1, {"da": "Ja", "en": "Yes"}), sv.Code(0, {"da": "Nej", "en": "No"})
    label = {"da": "Utrygge om aftenen", "en": "Unsafe in the evening"}
    variables = [
        sv.Variable(
            "unsafe", Kind.SINGLE, {"da": "Tryghed", "en": "Safety"}, codes=yes,
            headline=sv.Headline((1,), "low", label=label),
        ),
        sv.Variable(
            "age", Kind.SINGLE, {"da": "Alder", "en": "Age"},
            codes=tuple(sv.Code(age, {"da": age, "en": age}) for age in AGES),
        ),
        sv.Variable(
            "area", Kind.GROUP, {"da": "boligområde", "en": "area"},
            codes=tuple(sv.Code(area, {"da": area, "en": area}) for area in areas),
        ),
    ]  # fmt: skip
    return sv.Codebook({each.name: each for each in variables})


@cache
def released(*names: str, policy: str = "default", **more: Any) -> Released:
    """Some of the cases, compared and taken apart."""
    design = design_of({name: CASES[name] for name in names})
    asked = ("unsafe", "H", "area", "age")
    fair = sv.compare_fairly(design, *asked, **more)
    return sv.release([fair, sv.decompose(design, *asked)], policy)


@cache
def released_survey(areas: int, variable: str = "safe", *, long: bool = False) -> Released:
    """A made-up survey of many areas, the smallest left out, by gender and age."""
    design = made_survey(areas, long=long, per_area=120).design
    where = (design.data["area"] != "a2").to_numpy()
    asked = (variable, "contrast", "area", ["gender", "age"])
    fair = sv.compare_fairly(design, *asked, method="regression", where=where)
    parts = sv.decompose(design, *asked, method="twofold", where=where)
    return sv.release([fair, parts])
