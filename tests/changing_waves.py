"""Made-up waves of a survey whose questions, areas and contrast change on the way.

Questions: `safe` stays the same, `trust` has four points in 2010 and five from 2012, `noise` is
broken in 2012, `help` is reworded in 2014 with the same meaning, `mood` is asked from 2012.
Areas: a1 … with "contrast" as the last; dwellings of the first half are in all waves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from made_questionnaires import questionnaire, single
from made_survey import LONG_AREAS, SHORT_AREAS

from survey.codebook import Code, Headline, Kind, Variable
from survey.comparison.waves.compare import compare_waves
from survey.estimation.design import SurveyDesign
from survey.estimation.verbs import headline, proportion
from survey.questionnaire.changes import Change, Crosswalk, Declared
from survey.questionnaire.comparison.compare import compare_questionnaires
from survey.questionnaire.locking.lock import lock_questionnaire, with_facets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from survey.comparison.waves.comparison import WaveComparison
    from survey.questionnaire.comparison.verdicts import Verdicts
    from survey.questionnaire.model import Questionnaire

YEARS = ("2010", "2012", "2014")
_WORDS = {
    "safe": ("Tryghed om aftenen", "Safety in the evening", "er utrygge", "feel unsafe"),
    "trust": ("Tillid til naboerne", "Trust in neighbours", "mangler tillid", "lack trust"),
    "noise": ("Støj fra naboer", "Noise from neighbours", "er generet", "are disturbed"),
    "help": ("Hjælp fra naboer", "Help from neighbours", "får ingen hjælp", "get no help"),
    "mood": ("Stemning i området", "Mood in the area", "er triste", "are sad"),
}
_FOUR = (("Helt uenig", "Disagree fully"), ("Uenig", "Disagree"), ("Enig", "Agree"),
         ("Helt enig", "Agree fully"))  # fmt: skip
_FIVE = (*_FOUR[:2], ("Hverken eller", "Neither"), *_FOUR[2:])
_TO_COMMON = Crosswalk(
    {1: {"da": "Uenig", "en": "Disagree"}, 2: {"da": "Enig", "en": "Agree"}},
    {1: 1, 2: 1, 3: 2, 4: 2},
    {1: 1, 2: 1, 3: None, 4: 2, 5: 2},
)
_REASON = {"da": "Der spørges nu om nætterne", "en": "It is about nights now"}


def asked_in(wave: str, *, undecided: bool = False) -> Questionnaire:
    """The questionnaire of a wave; if `undecided`, nobody said what the new words of help mean."""
    later = wave > "2010"
    asked = [_question("safe", 5), _question("trust", 5 if later else 4), _question("noise", 5)]
    help_ = _question("help", 5)
    if wave > "2012":
        help_ = replace(help_, text={"da": "Hjælper naboerne dig?", "en": "Do neighbours help?"})
    asked.append(help_)
    if later:
        asked.append(_question("mood", 5))
    since: dict[str, Any] = {}
    if wave == "2012":
        since["2010"] = {
            "trust": Declared(Change.RECODED, _REASON, crosswalk=_TO_COMMON),
            "noise": Declared(Change.BROKEN, _REASON),
        }
    if wave == "2014" and not undecided:
        since["2012"] = {"help": Declared(Change.EDITORIAL, {"da": "Kortere", "en": "Shorter"})}
    return questionnaire(*asked, since=since)


def _question(name: str, points: int) -> Any:
    danish, english, da, en = _WORDS[name]
    labels = _FOUR if points == 4 else _FIVE
    codes = tuple(Code(k, {"da": a, "en": b}) for k, (a, b) in enumerate(labels, start=1))
    share = Headline((1, 2), "low", label={"da": f"{danish}: uenige", "en": f"{english}: disagree"},
                     phrase={"da": da, "en": en})  # fmt: skip
    if name == "trust":
        share = replace(share, base=(1, 2, 3, 4) if points == 4 else (1, 2, 4, 5))
    return single(
        name,
        text={"da": f"{danish}?", "en": f"{english}?"},
        label={"da": danish, "en": english},
        codes=codes,
        headline=share,
    )


@dataclass(frozen=True)
class MadeWaves:
    """Designs of waves, and the verdicts from each to the next."""

    designs: tuple[SurveyDesign, ...]
    verdicts: tuple[Verdicts, ...]
    waves: tuple[str, ...]

    def headlines(self, names: Iterable[str] = ("safe",)) -> list[Any]:
        """Headlines by area of each wave, of what it asked."""
        return [
            headline(d, [n for n in names if n in d.data], by="area", all_row=True)
            for d in self.designs
        ]

    def shares(self, names: Iterable[str] = ("safe",), **options: Any) -> list[Any]:
        """All answers by area of each wave."""
        return [
            proportion(d, [n for n in names if n in d.data], by="area", all_row=True, **options)
            for d in self.designs
        ]

    def compared(self, names: Iterable[str] = ("safe",), **options: Any) -> WaveComparison:
        """Headlines compared, with the contrast."""
        fields = {"verdicts": self.verdicts, "contrast": "contrast", **options}
        return compare_waves(*self.headlines(names), **fields)


def made_waves(
    areas: int = 4,
    *,
    waves: tuple[str, ...] = YEARS,
    per_area: int = 80,
    sizes: Mapping[tuple[str, str], int] | None = None,
    names: Mapping[str, Iterable[str]] | None = None,
    long: bool = False,
    undecided: bool = False,
    seed: int = 1,
) -> MadeWaves:
    """Make waves.

    Parameters
    ----------
    areas : int
        The contrast among them.
    sizes : mapping of (area, wave) to int, optional
        Other numbers of answers; 0 for an area that isn't in a wave.
    names : mapping of wave to areas, optional
        Other areas than a1 … and the contrast.
    """
    chance = np.random.default_rng(seed)
    usual = [*(f"a{k}" for k in range(1, areas)), "contrast"]
    asked = [asked_in(wave, undecided=undecided) for wave in waves]
    designs = []
    for wave, form in zip(waves, asked, strict=True):
        here = list((names or {}).get(wave, usual))
        frame = _answers(chance, here, wave, per_area, sizes or {}, form)
        book = with_facets(form.codebook(), form).with_variables([_areas(here, long=long)])
        designs.append(SurveyDesign(frame, weights="w", strata="area", psu="dwelling",
                                    codebook=book))  # fmt: skip
    locks = [lock_questionnaire(f, wave=w) for f, w in zip(asked, waves, strict=True)]
    verdicts = tuple(compare_questionnaires(*pair) for pair in pairwise(locks))
    return MadeWaves(tuple(designs), verdicts, waves)


def _answers(
    chance: Any,
    areas: list[str],
    wave: str,
    per_area: int,
    sizes: Mapping[tuple[str, str], int],
    form: Questionnaire,
) -> pd.DataFrame:
    rows = []
    for place, area in enumerate(areas):
        n = sizes.get((area, wave), per_area)
        first = 0 if wave == YEARS[0] else n // 2
        rows += [(area, f"{area}-{k}", place) for k in range(first, first + n)]
    frame = pd.DataFrame(rows, columns=["area", "dwelling", "place"])
    shift = 0.25 * (YEARS.index(wave) if wave in YEARS else 0)
    for each in form.questions:
        points = len(each.codes)  # type: ignore[attr-defined]
        level = 0.35 * np.sin(1.7 * frame["place"].to_numpy(float)) + np.where(
            frame["area"] == "contrast", 0.4, shift
        )
        latent = 1 / (1 + np.exp(-(level + chance.normal(0, 1.2, len(frame)))))
        frame[each.id] = 1 + np.minimum((latent * points).astype(int), points - 1)
    frame["w"] = chance.uniform(0.8, 1.6, len(frame)).round(3)
    return frame.drop(columns="place")


def _areas(areas: list[str], *, long: bool) -> Variable:
    pool = LONG_AREAS if long else SHORT_AREAS
    labels = {}
    for area in areas:
        k = int(area[1:]) - 1 if area[1:].isdecimal() else 0
        labels[area] = pool[k % len(pool)] + (f" {k // len(pool) + 1}" if k >= len(pool) else "")
        if not area[1:].isdecimal():
            labels[area] = area
    labels["contrast"] = "Alle øvrige boligafdelinger i kommunen" if long else "Hornbækken"
    codes = tuple(
        Code(a, {"da": labels[a]}, place={"da": f"i {labels[a]}", "en": f"in {labels[a]}"})
        for a in areas
    )
    return Variable("area", Kind.GROUP, {"da": "boligområde", "en": "housing area"}, codes=codes)
