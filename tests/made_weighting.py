"""Made-up answers, samples and registers for tests of weighting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from made_plans import dwellings_frame

from survey.codebook import Code, Codebook, Kind, Variable
from survey.questionnaire.model import Questionnaire
from survey.responses.responses import Responses
from survey.sampling.draw import draw_sample
from survey.sampling.plan import SamplePlan
from survey.weighting.targets import Targets, TargetTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.sampling.sample import Sample

LABELS = {
    "sex": {1: ("Mand", "Man"), 2: ("Kvinde", "Woman")},
    "age_group": {1: ("18–34 år", "18–34"), 2: ("35–64 år", "35–64"), 3: ("65 år +", "65 or more")},
}


def variable(name: str, codes: Mapping[Any, tuple[str, str]]) -> Variable:
    known = tuple(Code(code, {"da": da, "en": en}) for code, (da, en) in codes.items())
    return Variable(name, Kind.SINGLE, {"da": name, "en": name}, codes=known)


def area_of(codes: Sequence[str]) -> Variable:
    named = {code: (f"Område {code}", f"Area {code}") for code in codes}
    return Variable(
        "area",
        Kind.GROUP,
        {"da": "Boligområde", "en": "Housing area"},
        codes=variable("area", named).codes,
    )


def answers_of(columns: Mapping[str, Sequence[Any]], *, areas: Sequence[str] = ()) -> Responses:
    """Answers as they are after reading; ids are those given, or 1, 2 …"""
    data = pd.DataFrame({name: pd.Series(list(cells)) for name, cells in columns.items()})
    for name in ("respondent", "area"):
        if name in data:
            data[name] = data[name].astype(object)
    names = list(areas) or (list(dict.fromkeys(data["area"])) if "area" in data else [])
    variables = [variable(name, LABELS[name]) for name in data if name in LABELS]
    codebook = Codebook({each.name: each for each in variables})
    if names:
        codebook = codebook.with_variables([area_of(names)])
    questionnaire = Questionnaire.__new__(Questionnaire)
    return Responses(data, codebook, questionnaire)


def table_of(
    name: str,
    cells: Mapping[Any, float],
    *,
    by_area: bool = True,
    universe: str = "adults",
    numeric: bool = False,
) -> TargetTable:
    """A table of the register; keys are (area, code …), or (code …) without areas."""
    variables = tuple(name.split("*"))
    heads = (["area"] if by_area else []) + ([] if numeric else list(variables))
    rows = [key if isinstance(key, tuple) else (key,) for key in cells]
    frame = pd.DataFrame(rows, columns=heads)
    if by_area:
        frame["area"] = frame["area"].astype(object)
    counts = [float(each) for each in cells.values()]
    frame = frame.assign(count=counts, low=counts, high=counts)
    return TargetTable(name, variables, frame, by_area, numeric, universe)  # type: ignore[arg-type]


def targets_of(
    *tables: TargetTable,
    sizes: Mapping[str, Mapping[object, float]] | None = None,
    universe: str = "adults",
) -> Targets:
    named = {each.name: each for each in tables}
    return Targets(named, sizes or {}, universe=universe)  # type: ignore[arg-type]


def population_table(
    name: str, areas: Mapping[str, int], *, seed: int = 1, **more: Any
) -> TargetTable:
    """A register of so many adults in each area, spread over the categories of LABELS."""
    chance = np.random.default_rng(seed)
    names = name.split("*")
    combinations = pd.MultiIndex.from_product([list(LABELS[each]) for each in names])
    cells: dict[Any, float] = {}
    for area, size in areas.items():
        shares = chance.dirichlet(np.full(len(combinations), 20.0))
        counts = np.floor(shares * size)
        counts[0] += size - counts.sum()
        for key, count in zip(combinations, counts, strict=True):
            cells[(area, *(key if isinstance(key, tuple) else (key,)))] = float(count)
    return table_of(name, cells, **more)


def drawn_sample(sizes: Mapping[str, int], n: int = 60, **more: Any) -> Sample:
    """So many dwellings of each area, with departments and adults."""
    frame = dwellings_frame(sizes)
    strata = pd.DataFrame(
        {
            "stratum": pd.Series(list(sizes), dtype=object),
            "area": pd.Series(list(sizes), dtype=object),
            "population": list(sizes.values()),
            "n": n,
            "expected": np.nan,
            "half_width": np.nan,
            "power": np.nan,
        }
    )
    plan = SamplePlan(strata, {}, "by hand", frame.fingerprint)
    return draw_sample(frame, plan, seed=3, **more)


def answered_by(
    sample: Sample, *, rate: float = 0.5, seed: int = 1, lacking: float = 0.0
) -> Responses:
    """Answers from some of the dwellings, one person from each."""
    chance = np.random.default_rng(seed)
    drawn = sample.drawn
    kept = drawn[chance.random(len(drawn)) < rate]
    n = len(kept)
    columns: dict[str, Any] = {"respondent": kept["unit"].tolist(), "area": kept["area"].tolist()}
    if "adults" in kept:
        columns["adults"] = [max(int(each), 1) for each in kept["adults"]]
    for name, codes in LABELS.items():
        values = chance.choice(list(codes), n)
        columns[name] = np.where(chance.random(n) < lacking, -1, values)
    return answers_of(columns, areas=[code.value for code in sample.area.codes])
