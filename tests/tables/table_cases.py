"""Released results for tests of tables, and tables read as texts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from made_survey import GRID, MadeSurvey, made_survey

import survey as sv
from survey.codebook import Code, Codebook, Headline, Index, IndexItem, Kind, Variable

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Table


def texts(table: Table) -> list[list[str]]:
    """The printed cells, row by row."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def rows_by_label(table: Table) -> dict[str, list[str]]:
    """The printed cells after the first, by what stands in the first."""
    return {row[0]: row[1:] for row in texts(table) if len(row) > 1}


def heads(table: Table) -> list[str]:
    """What stands above the columns."""
    return [column.head for column in table.columns]


def groups(table: Table) -> list[str]:
    """What stands above groups of columns."""
    return [column.group for column in table.columns]


def everything(made: MadeSurvey, policy: str = "default") -> Released:
    """Headlines, wishes and numbers by area, compared with the contrast, and answers."""
    design, grid = made.design, ["safe", *GRID]
    by: dict[str, Any] = {"by": "area", "all_row": True}
    parts = [
        sv.headline(design, grid, **by),
        sv.multiple_response(design, "asks", **by),
        sv.mean(design, ["trust", "years"], **by),
    ]
    answers = sv.proportion(design, grid, **by)
    compared = [sv.compare_areas(each, "contrast") for each in parts]
    return sv.release([*parts, answers, *compared], policy)


@cache
def shown(areas: int = 8, categories: int = 5, *, long: bool = False) -> Released:
    """What a made survey releases, without small areas."""
    return everything(made_survey(areas, categories, long=long, small=False, per_area=150))


@cache
def with_small_areas(policy: str = "default") -> Released:
    """What a made survey with small areas releases."""
    return everything(made_survey(), policy)


@cache
def breakdowns() -> Released:
    """Answers and headlines by area, age and gender, apart."""
    return made_survey(small=False, per_area=150).released_breakdowns()


@cache
def waves(count: int = 3) -> Released:
    """Headlines by area and wave, with changes and with differences from the contrast."""
    design = made_survey(waves=count, small=False).design
    rates = sv.headline(design, ["safe", "grid_1"], by=["area", "wave"], all_row=True)
    first = sv.compare_areas(rates, "2010", over="wave", adjust="holm")
    return sv.release([rates, first, sv.compare_areas(rates, "contrast", over="area")])


# A survey that can be checked by hand

PLAIN = Codebook(
    {
        "area": Variable(
            "area", Kind.GROUP, {"da": "område", "en": "area"},
            codes=tuple(Code(a, {"da": a.upper()}) for a in ("aa", "z", "ø", "k")),
        ),
        "safe": Variable(
            "safe", Kind.SINGLE, {"da": "Tryg", "en": "Safe"},
            codes=tuple(
                Code(k, {"da": d, "en": e})
                for k, d, e in ((1, "Nej", "No"), (2, "Ja", "Yes"), (3, "Ved ikke", "Unsure"))
            ),
            headline=Headline((1,), "low", base=(1, 2), label={"da": "Utrygge", "en": "Unsafe"}),
        ),
        "day": Variable("day", Kind.NUMBER, {"da": "Dag", "en": "Day"}),
    },
    indices={"calm": Index("calm", (IndexItem("day", 1, 5),), label={"da": "Ro", "en": "Calm"})},
)  # fmt: skip


@cache
def plain_design() -> sv.SurveyDesign:
    """Areas "aa", "z", "ø" and the contrast "k", 100 answers each, without weights."""
    counts = {"aa": (60, 40, 0), "z": (10, 90, 0), "ø": (30, 60, 10), "k": (20, 80, 0)}
    rows = pd.DataFrame(
        [(a, k) for a, given in counts.items() for k, c in enumerate(given, 1) for _ in range(c)],
        columns=["area", "safe"],
    )
    rows["day"] = np.tile([1, 2, 3, 4, 5], len(rows) // 5)
    return sv.SurveyDesign(rows, codebook=PLAIN)


@cache
def plain() -> Released:
    """Its answers, headlines, indices and medians, compared with the contrast."""
    design = plain_design()
    by: dict[str, Any] = {"by": "area", "all_row": True}
    answers = sv.proportion(design, "safe", nets={"known": [1, 2]}, **by)
    unsafe = sv.headline(design, "safe", **by)
    index = sv.index(design, "calm", **by)
    other = [sv.median(design, "day", **by), sv.total(design, "day", **by)]
    compared = [sv.compare_areas(each, "k") for each in (answers, unsafe, index)]
    return sv.release([unsafe, answers, index, *other, *compared])
