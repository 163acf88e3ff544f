"""A made-up survey of any size, for tables, charts and documents.

Columns: `area` (the last one, "contrast", gives contrast), `wave`, `age`, `gender`; `safe` with
`categories` answers and a headline; `grid_1` … `grid_4` of one scale with headlines; `asks_a` … as
the options of the multiple response "asks"; the numbers `trust` (0–100) and `years`; weights `w`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Code, Codebook, Headline, Kind, MultipleResponse, Variable
from survey.comparison.areas import compare_areas
from survey.disclosure.release import release
from survey.estimation.design import SurveyDesign
from survey.estimation.multiple import multiple_response
from survey.estimation.verbs import headline, mean, proportion

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released

SHORT_AREAS = (
    "Vangdalen", "Søparken", "Ærøparken", "Højgården", "Nørrevang", "Kirkebakken", "Åbrinken",
    "Engparken", "Fyrreskoven", "Lærkelunden", "Bøgehegnet", "Skovsvinget",
)  # fmt: skip
LONG_AREAS = (
    "Kooperativ almennyttig boligafdeling Søndermarksvej ved Vangdalen 12-48",
    "Boligorganisationen Fællesbo, afdeling 17, Den Gamle Havneplads",
    "Andelsboligforeningen Den Gamle Gartnergård ved Kirkebakken og Præstegårdsvænget",
    "Lejerboafdelingen Niels-Ebbesens-Gadekvarteretsbebyggelse",
)
OPTIONS = {
    "asks_a": ("Bedre belysning på stierne", "Better lighting on the paths"),
    "asks_b": ("Flere fælles arrangementer", "More events for all"),
    "asks_c": (
        "En vicevært, der er til at få fat i, også uden for almindelig arbejdstid",
        "A caretaker who can be reached, outside ordinary working hours too",
    ),
    "asks_d": ("Legepladser", "Playgrounds"),
    "asks_e": ("Mindre støj", "Less noise"),
    "asks_f": ("Andet", "Something else"),
}
GRID = {
    "grid_1": ("Naboerne hilser på hinanden", "Neighbours greet each other"),
    "grid_2": ("Man kan få hjælp af en nabo", "A neighbour will lend a hand"),
    "grid_3": (
        "Folk her i området passer på de fælles arealer, legepladserne og opgangene",
        "People in this area take care of the shared grounds, playgrounds and stairways",
    ),
    "grid_4": ("Der er konflikter mellem beboere", "There are conflicts between residents"),
}
AGES = (
    ("18-29", "18–29 år", "18–29"),
    ("30-59", "30–59 år", "30–59"),
    ("60+", "60 år og derover", "60 and over"),
)


@dataclass(frozen=True, eq=False)
class MadeSurvey:
    """A made-up survey and what is usually made of it."""

    design: SurveyDesign
    waves: tuple[str, ...]

    def released(self, policy: str = "default") -> Released:
        """By area: headlines, answers, grid, multiple response and numbers, with differences."""
        return _released(self, policy)

    def released_breakdowns(self) -> Released:
        """Answers by area, by age and by gender, each apart."""
        by = ("area", "age", "gender")
        parts = [proportion(self.design, "safe", by=each, all_row=True) for each in by]
        heads = [headline(self.design, "safe", by=each, all_row=True) for each in by]
        return release([*parts, *heads])

    def released_waves(self) -> Released:
        """Headlines by area and wave, with the change since the first wave in each area."""
        return _released_waves(self)


@cache
def _released(made: MadeSurvey, policy: str) -> Released:
    design, grid = made.design, list(GRID)
    heads = headline(design, ["safe", *grid], by="area", all_row=True)
    parts: list[Any] = [
        heads,
        proportion(design, ["safe", *grid], by="area", all_row=True),
        multiple_response(design, "asks", by="area", all_row=True),
        mean(design, ["trust", "years"], by="area", all_row=True),
        compare_areas(heads, "contrast", over="area"),
    ]
    return release(parts, policy)


@cache
def _released_waves(made: MadeSurvey) -> Released:
    heads = headline(made.design, ["safe", "grid_1"], by=["area", "wave"], all_row=True)
    return release([heads, compare_areas(heads, made.waves[0], over="wave", adjust="holm")])


@cache
def made_survey(
    areas: int = 8,
    categories: int = 5,
    *,
    long: bool = False,
    waves: int = 1,
    per_area: int = 90,
    small: bool = True,
    seed: int = 1,
) -> MadeSurvey:
    """Make a survey; the same one again for the same wishes, so leave it as it is.

    Parameters
    ----------
    areas : int
        The contrast among them.
    categories : int
        Answers to `safe`.
    long : bool
        Whether labels of areas and answers are long.
    waves : int
        2010, 2012, … each with its own respondents.
    per_area : int
        Answers in each area and wave.
    small : bool
        Whether the second area has 7 answers and the third one 20 (with three areas or more).
    """
    chance = np.random.default_rng(seed)
    names = [*(f"a{k}" for k in range(1, areas)), "contrast"]
    years = tuple(str(2010 + 2 * k) for k in range(waves))
    sizes = dict.fromkeys(names, per_area)
    if small and areas > 3:
        sizes |= {"a2": 7, "a3": 20}
    keys = [(a, w) for w in years for a in names for _ in range(sizes[a])]
    frame = pd.DataFrame(keys, columns=["area", "wave"])
    count = len(frame)
    level = frame["area"].map({a: chance.normal(0, 0.5) for a in names}).to_numpy(dtype=float)
    level = level + 0.3 * frame["wave"].map(years.index).to_numpy(dtype=float)
    frame["age"] = chance.choice([age for age, *_ in AGES], count)
    frame["gender"] = chance.choice(["k", "m"], count)
    for name, width in [("safe", categories), *((g, 5) for g in GRID)]:
        latent = 1 / (1 + np.exp(-(level + chance.normal(0.3, 1.2, count))))
        codes = 1 + np.minimum((latent * width).astype(int), width - 1)
        frame[name] = np.where(chance.random(count) < 0.04, -1, codes)
    for place, name in enumerate(OPTIONS):
        frame[name] = (chance.random(count) < 0.6 - 0.09 * place).astype(int)
    frame["trust"] = np.clip(55 + 12 * level + chance.normal(0, 20, count), 0, 100).round()
    frame["years"] = chance.integers(0, 40, count)
    frame["w"] = chance.uniform(0.6, 2.2, count).round(3)
    frame["stratum"] = frame["area"] + frame["wave"]
    design = SurveyDesign(
        frame,
        weights="w",
        strata="stratum",
        codebook=_codebook(names, categories, long=long),
    )
    return MadeSurvey(design, years)


def _codebook(areas: list[str], categories: int, *, long: bool) -> Codebook:
    variables = [
        Variable("area", Kind.GROUP, _two("boligområde", "area"), codes=_areas(areas, long=long)),
        Variable("wave", Kind.GROUP, _two("måling", "wave")),
        Variable(
            "age", Kind.GROUP, _two("alder", "age"),
            codes=tuple(Code(age, _two(da, en)) for age, da, en in AGES),
        ),
        Variable(
            "gender", Kind.GROUP, _two("køn", "gender"),
            codes=(Code("k", _two("Kvinder", "Women")), Code("m", _two("Mænd", "Men"))),
        ),
        _question("safe", categories, "Tryghed om aftenen", "Safety in the evening", long=long),
        *(_question(name, 5, *labels, long=long) for name, labels in GRID.items()),
        *(Variable(name, Kind.SINGLE, _two(*labels)) for name, labels in OPTIONS.items()),
        Variable("trust", Kind.NUMBER, _two("Tillid (0–100)", "Trust (0–100)")),
        Variable("years", Kind.NUMBER, _two("År i området", "Years in the area")),
    ]  # fmt: skip
    wishes = MultipleResponse(
        "asks",
        tuple(OPTIONS),
        _two("Ønsker til området", "Wishes for the area"),
        _two("Hvad ønsker du dig mest til dit boligområde?", "What do you wish for your area?"),
    )
    return Codebook({variable.name: variable for variable in variables}, {"asks": wishes})


def _areas(areas: list[str], *, long: bool) -> tuple[Code, ...]:
    pool = LONG_AREAS if long else SHORT_AREAS
    labels = [pool[k % len(pool)] + (f" {k // len(pool) + 1}" if k >= len(pool) else "")
              for k in range(len(areas) - 1)]  # fmt: skip
    contrast = "Alle øvrige boligafdelinger i kommunen" if long else "Hornbækken"
    return tuple(
        Code(area, {"da": label}) for area, label in zip(areas, [*labels, contrast], strict=True)
    )


def _question(name: str, width: int, danish: str, english: str, *, long: bool) -> Variable:
    good = tuple(range(width - (width - 1) // 2 + 1, width + 1)) or (width,)
    codes = tuple(Code(k, _two(*_answer(k, width, long=long))) for k in range(1, width + 1))
    return Variable(
        name,
        Kind.SINGLE,
        _two(danish, english),
        _two(
            f"Hvor enig er du i, at »{danish.lower()}« passer på dit boligområde?",
            f"How far do you agree that “{english.lower()}” is true of your area?",
        ),
        codes,
        Headline(good, "high", label=_two(f"{danish}: enige", f"{english}: agree"),
                 phrase=_two("er enige", "agree")),
    )  # fmt: skip


def _answer(code: int, width: int, *, long: bool) -> tuple[str, str]:
    if width == 5:
        danish = ("Helt uenig", "Uenig", "Hverken enig eller uenig", "Enig", "Helt enig")
        english = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")
        words = danish[code - 1], english[code - 1]
    else:
        words = f"Svar {code}", f"Answer {code}"
    if long:
        return (
            f"{words[0]} i det udsagn, som står her ovenfor",
            f"{words[1]} with what is said above",
        )
    return words


def _two(danish: str, english: str) -> dict[str, str]:
    return {"da": danish, "en": english}
