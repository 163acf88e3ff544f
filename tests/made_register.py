"""Made-up answers, register and weights of any number of areas, for diagnostics and their page.

Every second dwelling of an area was asked, young men answer less, and the weights go through a
base, nonresponse by area and raking to sex and age group within areas. `tenure` is in the register
too, but not weighted on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from made_survey import LONG_AREAS, SHORT_AREAS

from survey.codebook import Code, Codebook, Headline, Kind, Variable
from survey.weighting.recipe import BaseWeights, Nonresponse, Rake, Recipe
from survey.weighting.targets import Targets, TargetTable
from survey.weighting.weights import Cases, StepResult, Weights

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

CHARACTERISTICS: dict[str, tuple[str, str, tuple[tuple[Any, str, str], ...]]] = {
    "sex": ("Køn", "Sex", ((1, "Kvinder", "Women"), (2, "Mænd", "Men"))),
    "age_group": (
        "Alder",
        "Age",
        (
            ("18-29", "18–29 år", "18–29"),
            ("30-59", "30–59 år", "30–59"),
            ("60+", "60 år og derover", "60 and over"),
        ),
    ),
    "tenure": (
        "År i boligen",
        "Years in the dwelling",
        (
            (1, "Under 2 år", "Under 2 years"),
            (2, "2–9 år", "2–9 years"),
            (3, "10 år og mere", "10 years and more"),
        ),
    ),
}
_SPLITS: dict[str, dict[Any, float]] = {
    "sex": {1: 0.52, 2: 0.48},
    "age_group": {"18-29": 0.25, "30-59": 0.45, "60+": 0.30},
    "tenure": {1: 0.2, 2: 0.4, 3: 0.4},
}


@dataclass(frozen=True)
class MadeWeights:
    """What was made."""

    answers: pd.DataFrame
    codebook: Codebook
    targets: Targets
    weights: Weights


def made_weights(
    areas: int = 3,
    *,
    long: bool = False,
    per_area: int = 90,
    small: bool = False,
    lacking: int = 0,
    seed: int = 1,
) -> MadeWeights:
    """Make them.

    Parameters
    ----------
    areas : int
    long : bool
        Whether labels are long.
    per_area : int
        Answers in each area.
    small : bool
        Whether the second area has 7 answers only.
    lacking : int
        How many, from the first on, didn't tell for how long they have lived there.
    """
    chance = np.random.default_rng(seed)
    names = [f"a{k}" for k in range(1, areas + 1)]
    sizes = dict.fromkeys(names, per_area) | ({"a2": 7} if small else {})
    frame = pd.DataFrame({"area": [a for a in names for _ in range(sizes[a])]})
    count = len(frame)
    frame.insert(0, "respondent", [f"r{k}" for k in range(count)])
    frame["sex"] = chance.choice([1, 1, 1, 2, 2], count)
    frame["age_group"] = chance.choice(["18-29", "30-59", "30-59", "60+", "60+"], count)
    frame["tenure"] = chance.choice([1, 2, 2, 3, 3, 3], count)
    frame.loc[: lacking - 1, "tenure"] = -1
    safe = 1 + (chance.random(count) < 0.5 + 0.2 * (frame["age_group"] == "60+"))
    frame["safe"] = safe.astype(int)
    codebook = _codebook(names, long=long)
    targets = _targets(names, sizes, codebook["area"])
    weights = replace(_weights(frame, targets, codebook["area"]), codebook=codebook)
    return MadeWeights(frame, codebook, targets, weights)


def _targets(names: list[str], sizes: dict[str, int], area: Variable) -> Targets:
    tables = {}
    for name, split in _SPLITS.items():
        rows = [
            {"area": a, name: code, "count": c, "low": c, "high": c}
            for a in names
            for code, part in split.items()
            for c in [float(round(6 * sizes[a] * part))]
        ]
        cells = pd.DataFrame(rows)
        tables[name] = TargetTable(name, (name,), cells, by_area=True, year="2026", source="LBF")
    each = tables["sex"].cells.groupby("area")["count"].sum().to_dict()
    return Targets(tables, {"adults": each}, area)


def _weights(frame: pd.DataFrame, targets: Targets, area: Variable) -> Weights:
    """Half of those asked answered; nonrespondents follow the answers."""
    count = len(frame)
    areas = np.concatenate([frame["area"], frame["area"]])
    cases = pd.DataFrame({"area": areas})
    cases["respondent"] = [*frame["respondent"], *[None] * count]
    cases["unit"] = [f"u{k:05d}" for k in range(2 * count)]
    strata = tuple(dict.fromkeys(frame["area"]))
    stratum = np.array([strata.index(each) for each in areas])
    population = np.array([targets.sizes["adults"][each] for each in strata])
    answered = np.arange(2 * count) < count
    base = (population / np.bincount(stratum))[stratum]
    taken = np.where(answered, 2 * base, 0.0)
    raked, met = _raked(frame, taken[:count], targets)
    after = np.concatenate([raked, np.zeros(count)])
    classes = pd.DataFrame(
        {
            "class": list(strata), "cases": np.bincount(stratum),
            "respondents": np.bincount(stratum[:count]), "factor": 2.0,
            "joined": pd.Series([()] * len(strata), dtype=object),
        }
    )  # fmt: skip
    none = classes.iloc[:0]
    recipe = Recipe((BaseWeights(), Nonresponse(), Rake(within=("sex", "age_group"))))
    steps = (
        StepResult(recipe.steps[0], np.ones(2 * count), base, met.iloc[:0], none),
        StepResult(recipe.steps[1], base, taken, met.iloc[:0], classes),
        StepResult(recipe.steps[2], taken, after, met, none),
    )
    known = Cases(
        cases, answered, np.arange(2 * count), stratum.astype(np.int64), strata, population
    )
    respondents = tuple(frame["respondent"])
    return Weights(raked, respondents, known, (), steps, recipe, targets, area)


def _raked(frame: pd.DataFrame, before: Floats, targets: Targets) -> tuple[Floats, pd.DataFrame]:
    weights, rows = before.copy(), []
    tables = [targets.tables[name].cells.to_dict("records") for name in ("sex", "age_group")]
    masks = [
        [
            ((frame["area"] == cell["area"]) & (frame[name] == cell[name])).to_numpy()
            for cell in cells
        ]
        for name, cells in zip(("sex", "age_group"), tables, strict=True)
    ]
    for _ in range(60):
        for cells, inside in zip(tables, masks, strict=True):
            for cell, mine in zip(cells, inside, strict=True):
                weights[mine] *= cell["count"] / max(weights[mine].sum(), 1e-9)
    for name, cells, inside in zip(("sex", "age_group"), tables, masks, strict=True):
        for cell, mine in zip(cells, inside, strict=True):
            rows.append(
                {
                    "table": name, "area": cell["area"], "cell": str(cell[name]),
                    "n": int(mine.sum()), "before": before[mine].sum(), "target": cell["count"],
                    "after": weights[mine].sum(),
                }
            )  # fmt: skip
    return weights, pd.DataFrame(rows)


def _codebook(names: list[str], *, long: bool) -> Codebook:
    pool = LONG_AREAS if long else SHORT_AREAS
    labels = [pool[k % len(pool)] + (f" {k // len(pool) + 1}" if k >= len(pool) else "")
              for k in range(len(names))]  # fmt: skip
    tail = ", som svarpersonen selv har oplyst i spørgeskemaet" if long else ""
    english_tail = ", as the respondent told in the questionnaire" if long else ""
    areas = tuple(Code(a, {"da": label}) for a, label in zip(names, labels, strict=True))
    variables = [Variable("area", Kind.GROUP, _two("boligområde", "housing area"), codes=areas)]
    for name, (danish, english, known) in CHARACTERISTICS.items():
        codes = tuple(Code(value, _two(da + tail, en + english_tail)) for value, da, en in known)
        label = _two(danish + tail, english + english_tail)
        variables.append(Variable(name, Kind.SINGLE, label, codes=codes))
    heads = Headline(
        (1,), "low", label=_two("Utrygge", "Unsafe"), phrase=_two("er utrygge", "feel unsafe")
    )
    answers = (Code(1, _two("Utryg", "Unsafe")), Code(2, _two("Tryg", "Safe")))
    asked = _two("Tryghed om aftenen", "Safety in the evening")
    variables.append(Variable("safe", Kind.SINGLE, asked, codes=answers, headline=heads))
    return Codebook({each.name: each for each in variables})


def _two(danish: str, english: str) -> dict[str, str]:
    return {"da": danish, "en": english}
