"""The model by which a city is invented: who lives there, what they feel, and how they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import pandas as pd

from survey.simulation.arguments import number_within, unknown_word
from survey.simulation.terms import TERMS

SATISFACTION, SAFETY, BELONGING, TRUST, WELLBEING = TRAITS = (
    "satisfaction",
    "safety",
    "belonging",
    "trust",
    "wellbeing",
)
"""What residents feel, as latent traits; higher is better."""
Effects = Mapping[str, float]
_EFFECTS: Mapping[str, Effects] = {
    SATISFACTION: {"aged_18_24": -0.20, "aged_60_up": 0.30, "children": -0.10},
    SAFETY: {"woman": -0.25, "aged_60_up": -0.15, "children": -0.15, "newly_arrived": -0.10},
    BELONGING: {"aged_18_24": -0.30, "aged_60_up": 0.25, "newly_arrived": -0.50},
    TRUST: {"aged_18_24": -0.15, "non_western": -0.15, "aged_60_up": 0.15},
    WELLBEING: {"one_adult": -0.30, "aged_25_39": 0.10},
}
_SILENCE: Effects = {"aged_60_up": 0.5, "non_western": 0.4, "aged_18_24": 0.1}
_SENSITIVE: Effects = {"origin": 0.9, "health": 0.4, "work": 0.4, "money": 0.7, "incidents": 0.3}
_SHARES = (
    *("one_room", "empty", "empty_unseen", "non_western", "western", "descendants", "trait_common"),
    *("household_correlation", "loading", "outside", "no_answer", "dont_know", "refused"),
    *("several_ticks", "words_written", "move_out", "steadiness"),
)
_NUMBERS = ("area_spread", "department_spread", "composition_spread", "contrast", "goodwill",
            "question_spread", "years_mean")  # fmt: skip


@dataclass(frozen=True, slots=True)
class CityModel:
    """The numbers by which a city is invented.

    All of them are assumptions: none was estimated from a real city. Shares are between 0 and 1,
    traits are in standard deviations among residents, and effects of item nonresponse are on the
    logit scale.

    Attributes
    ----------
    one_room : float
        Share of dwellings with one room; of the others most have two or three.
    empty : float
        Share of dwellings that stand empty, as the frame knows.
    empty_unseen : float
        Share of dwellings that stand empty though the frame counts them as lived in.
    non_western, western : float
        Shares of households whose head is of that origin, in an area like the mean.
    descendants : float
        Share of the adults under 40 of foreign origin who are descendants and no immigrants.
    composition_spread : float
        Standard deviation of areas in the logit of origin and of the share of the young.
    years_mean : float
        Mean number of years that households have lived in the dwelling, cut off by their age.
    area_spread, department_spread : float
        Standard deviations of areas, and of departments within them, in each trait.
    contrast : float
        What the contrast area lies above the mean of areas, in each trait.
    effects : mapping of trait to mapping of term to float
        What kind of resident feels how; the terms are those of `TERMS`.
    household_correlation : float
        The share of what area and kind of resident leave open that a household has in common.
    trait_common : float
        The share of the rest that the traits of a person have in common.
    loading : float
        Correlation of the latent answer to a question on an ordered scale with its trait.
    goodwill : float
        How far answers lie to the good side of the middle of the scale.
    question_spread : float
        Standard deviation of questions in how easily they are answered well.
    outside : float
        Share of answers that are no point of the scale ("not out then"), where there are any.
    no_answer, dont_know, refused : float
        Shares of missing answers of the reference person; the latter two where they are offered.
    silence : mapping of term to float
        Effects on the logit of no answer.
    sensitive : mapping of topic to float
        Effects of what is asked about, on the logit of no answer and of a refusal.
    paper : float
        Effect of answering on paper, on the logit of no answer.
    several_ticks : float
        Share of single choices on paper with several ticks.
    words_written : float
        Share of those asked who write something in answer to an open question.
    move_out : float
        Share of households that move out in a year; three times as many of those under 25.
    steadiness : float
        Correlation, two years apart, of what a resident feels beside area and kind of resident.
    """

    one_room: float = 0.12
    empty: float = 0.015
    empty_unseen: float = 0.01
    non_western: float = 0.24
    western: float = 0.07
    descendants: float = 0.25
    composition_spread: float = 0.45
    years_mean: float = 9.0
    area_spread: float = 0.30
    department_spread: float = 0.08
    contrast: float = 0.45
    effects: Mapping[str, Effects] = field(default_factory=lambda: _EFFECTS)
    household_correlation: float = 0.30
    trait_common: float = 0.40
    loading: float = 0.75
    goodwill: float = 0.55
    question_spread: float = 0.30
    outside: float = 0.05
    no_answer: float = 0.02
    dont_know: float = 0.03
    refused: float = 0.02
    silence: Effects = field(default_factory=lambda: _SILENCE)
    sensitive: Effects = field(default_factory=lambda: _SENSITIVE)
    paper: float = 0.5
    several_ticks: float = 0.004
    words_written: float = 0.45
    move_out: float = 0.11
    steadiness: float = 0.7

    def __post_init__(self) -> None:
        for name in _SHARES:
            number_within(name, getattr(self, name), 0, 1)
        for name in _NUMBERS:
            number_within(name, getattr(self, name), 0, 20)
        number_within("paper", self.paper, -20, 20)
        number_within("non_western", self.non_western + self.western, 0, 1)
        for name in self.effects:
            if name not in TRAITS:
                raise unknown_word("effects", name, TRAITS)
        for name in ("effects", "silence", "sensitive"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        for given in (*self.effects.values(), self.silence):
            check_effects(given)

    def to_frame(self) -> pd.DataFrame:
        """All numbers: ``parameter``, ``of`` (trait), ``term`` (or topic) and ``value``."""
        rows: list[tuple[str, str, str, float]] = []
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "effects":
                rows += [("effects", of, t, v) for of, on in value.items() for t, v in on.items()]
            elif isinstance(value, Mapping):
                rows += [(each.name, "", term, number) for term, number in value.items()]
            else:
                rows.append((each.name, "", "", float(value)))
        heads = ["parameter", "of", "term", "value"]
        return pd.DataFrame(rows, columns=heads).astype(dict.fromkeys(heads[:3], object))


def check_effects(effects: Mapping[str, Any]) -> None:
    """Refuse effects of terms that there are not.

    Raises
    ------
    WrongUseError
    """
    for term, effect in effects.items():
        if term not in TERMS:
            raise unknown_word("effects", term, TERMS)
        number_within(term, effect, -20, 20)
