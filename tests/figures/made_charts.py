"""Every kind of chart, of surveys of many sizes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from made_survey import GRID, made_survey

import survey as sv
from survey.codebook import Code, Kind, Variable
from survey.estimation.multiple import multiple_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.disclosure.results.released import Released
    from survey.figures.chart import Chart

ONE_WAVE = {
    "two_areas": {"areas": 2, "categories": 3},
    "eight_areas": {},
    "long_labels": {"long": True, "categories": 11},
    "thirty_areas": {"areas": 30, "categories": 3},
    "few_answers": {"areas": 4, "per_area": 25},
    "all_hidden": {"areas": 3, "per_area": 4},
}
WAVES = {
    "two_waves": {"areas": 2, "waves": 2},
    "three_waves": {"areas": 8, "waves": 3},
    "ten_long_waves": {"areas": 8, "waves": 10, "long": True},
    "thirty_areas": {"areas": 30, "waves": 3},
    "few_answers": {"areas": 4, "waves": 2, "per_area": 25},
    "all_hidden": {"areas": 3, "waves": 2, "per_area": 4},
}
SIDES = ("high", "low", "neither")


@cache
def released_once(case: str) -> Released:
    """A survey of one wave, with its wishes compared and twelve indicators."""
    made = made_survey(**ONE_WAVE[case])  # type: ignore[arg-type]
    wishes = multiple_response(made.design, "asks", by="area", all_row=True)
    parts = [
        sv.proportion(made.design, ["safe", *GRID], by="area", all_row=True),
        wishes,
        sv.compare_areas(wishes, "contrast", over="area"),
    ]
    with_more = _twelve(made.design)
    heads = sv.headline(with_more, indicators(), by="area", all_row=True)
    return sv.release([heads, *parts, sv.compare_areas(heads, "contrast", over="area")])


def indicators() -> list[str]:
    """Names of the twelve indicators."""
    return ["safe", *GRID, *(f"more_{k}" for k in range(7))]


def _twelve(design: sv.SurveyDesign) -> sv.SurveyDesign:
    frame, names = design.data.copy(), ["safe", *GRID]
    more = []
    for k in range(7):
        old, side = names[k % 5], SIDES[k % 3]
        frame[f"more_{k}"] = frame[old].to_numpy()[::-1]
        variable = design.codebook[old]
        assert variable.headline is not None
        headline = replace(variable.headline, good=side)
        more.append(replace(variable, name=f"more_{k}", headline=headline))
    codebook = design.codebook.with_variables(more)
    return sv.SurveyDesign(frame, weights="w", strata="stratum", codebook=codebook)


@cache
def released_waves(case: str) -> Released:
    """A survey of several waves; where labels are long those of waves are long too."""
    made = made_survey(**WAVES[case])  # type: ignore[arg-type]
    released = made.released_waves()
    if "long" not in case:
        return released
    codes = tuple(
        Code(wave, {"da": f"Beboerundersøgelsen i foråret {wave}", "en": f"Survey, spring {wave}"})
        for wave in made.waves
    )
    wave = Variable("wave", Kind.GROUP, {"da": "måling", "en": "wave"}, codes=codes)
    return replace(released, codebook=released.codebook.with_variables([wave]))


OF_ONE_WAVE: dict[str, Callable[[Released, str], Chart]] = {
    "contrast": lambda r, lang: sv.contrast_chart(r, "safe", language=lang),
    "likert": lambda r, lang: sv.likert_chart(r, "safe", language=lang),
    "likert_aside": lambda r, lang: sv.likert_chart(
        r, "safe", middle="aside", totals=True, sort="positive", language=lang
    ),
    "likert_grid": lambda r, lang: sv.likert_chart(r, list(GRID), totals=True, language=lang),
    "ranked": lambda r, lang: sv.ranked_chart(r, "asks", other="asks_f", language=lang),
    "ranked_area": lambda r, lang: sv.ranked_chart(
        r, "asks", area="a1", exclusive="asks_e", language=lang
    ),
    "heat": lambda r, lang: sv.heat_chart(r, ["safe", *GRID], language=lang),
    "heat_twelve": lambda r, lang: sv.heat_chart(r, indicators(), language=lang),
    "heat_one": lambda r, lang: sv.heat_chart(r, ["more_2"], language=lang),
}
OF_WAVES: dict[str, Callable[[Released, str], Chart]] = {
    "change": lambda r, lang: sv.change_chart(r, "safe", contrast="contrast", language=lang),
    "slope": lambda r, lang: sv.change_chart(
        r, "grid_1", contrast="contrast", kind="slope", language=lang
    ),
    "trend": lambda r, lang: sv.trend_chart(r, "safe", contrast="contrast", language=lang),
    "trend_broken": lambda r, lang: sv.trend_chart(r, "safe", breaks=["2012"], language=lang),
}
ALL = [
    *((name, case) for case in ONE_WAVE for name in OF_ONE_WAVE),
    *((name, case) for case in WAVES for name in OF_WAVES),
]


@cache
def chart_of(name: str, case: str, language: str) -> Chart:
    """A chart by its name and that of the survey it is made of, made once."""
    return made_again(name, case, language)


def made_again(name: str, case: str, language: str) -> Chart:
    """The same, made anew."""
    if name in OF_ONE_WAVE:
        return OF_ONE_WAVE[name](released_once(case), language)
    return OF_WAVES[name](released_waves(case), language)
