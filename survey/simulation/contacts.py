"""The model by which invented residents answer or don't: a chance at each step of the fieldwork."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from survey.errors import WrongUseError
from survey.fieldwork.modes import PERSONAL, Mode
from survey.language.messages import fail
from survey.simulation.arguments import number_within, unknown_word
from survey.simulation.model import TRAITS, check_effects

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_DAYS = 1000
_LEAST_APART = 7
_EFFECTS: Mapping[str, float] = {
    "aged_18_24": -0.70,
    "aged_25_39": -0.35,
    "aged_60_up": 0.35,
    "woman": 0.15,
    "western": -0.40,
    "non_western": -0.50,
    "one_adult": -0.15,
    "newly_arrived": -0.25,
}


@dataclass(frozen=True, slots=True)
class ContactStep:
    """One step of the fieldwork: all who haven't answered are approached.

    Attributes
    ----------
    mode : {"letter", "email", "sms", "phone", "door"}
    day : int
        Days after the start; steps lie at least a week apart.
    intercept : float
        Logit of the chance that the reference person answers at this step.
    effects : mapping of term to float
        What is added to the effects that all steps share.
    paper : float
        Share of those under 60 who answer a letter on paper; the rest do so on the web.
    contact : float
        By phone and at the door: share of those who don't answer with whom somebody talks.
    """

    mode: str
    day: int
    intercept: float
    effects: Mapping[str, float] = field(default_factory=dict)
    paper: float = 0.0
    contact: float = 0.5

    def __post_init__(self) -> None:
        known = tuple(each for each in Mode if each is not Mode.WEB)
        if self.mode not in known:
            raise unknown_word("mode", self.mode, known)
        for name, low, high in (("day", 0, _MOST_DAYS), ("intercept", -50, 50), ("paper", 0, 1),
                                ("contact", 0, 1)):  # fmt: skip
            number_within(name, getattr(self, name), low, high)
        check_effects(self.effects)
        object.__setattr__(self, "effects", MappingProxyType(dict(self.effects)))

    @property
    def is_personal(self) -> bool:
        """Whether somebody talks with the resident."""
        return self.mode in PERSONAL


STEPS = (
    ContactStep("letter", 0, -1.60, {"aged_60_up": -0.30, "aged_25_39": 0.10}),
    ContactStep("letter", 14, -1.70, {"aged_60_up": 0.35, "aged_18_24": -0.20}, paper=0.35),
    ContactStep("phone", 28, -2.20, {"aged_60_up": 0.20}, contact=0.40),
    ContactStep("door", 42, -1.70, {"non_western": 0.35}, contact=0.55),
)
"""A letter to the digital letter box, a reminder with a form on paper, the telephone, the door."""


@dataclass(frozen=True, slots=True)
class ResponseModel:
    """The numbers by which residents answer or don't; all are assumptions.

    At each step a resident who hasn't answered does so with the chance whose logit is the step's
    intercept, plus effects of what is known of her, plus that of her area. With `not_at_random` it
    also hangs on what she feels, which no weighting can see.

    Attributes
    ----------
    steps : tuple of ContactStep
    effects : mapping of term to float
        Shared by all steps, on the logit scale; the terms are those of `TERMS`.
    areas : mapping of area to float
        Effects of areas on the logit.
    not_at_random : mapping of trait to float
        Effects of what residents feel, in standard deviations, on the logit.
    rate : float, optional
        The response rate that is expected over all dwellings lived in; all intercepts are moved
        alike so that it is.
    refuses, refuses_for_now, unable : float
        Shares of those somebody talked with who refuse for good, for now, or are ill or have no
        language in common (twice as many of non-western origin); the rest ask to come again.
    found_empty : float
        Share of the visits to an empty dwelling that show that it is.
    unknown : float
        Share of telephone numbers of which nobody knows whether somebody lives there.
    interviewers : int
    """

    steps: tuple[ContactStep, ...] = STEPS
    effects: Mapping[str, float] = field(default_factory=lambda: _EFFECTS)
    areas: Mapping[str, float] = field(default_factory=dict)
    not_at_random: Mapping[str, float] = field(default_factory=dict)
    rate: float | None = None
    refuses: float = 0.25
    refuses_for_now: float = 0.20
    unable: float = 0.10
    found_empty: float = 0.80
    unknown: float = 0.03
    interviewers: int = 4

    def __post_init__(self) -> None:
        if not self.steps or not all(isinstance(each, ContactStep) for each in self.steps):
            raise fail(WrongUseError, "simulation.steps")
        days = [each.day for each in self.steps]
        if any(b - a < _LEAST_APART for a, b in itertools.pairwise(days)):
            raise fail(WrongUseError, "simulation.step_days", got=", ".join(map(str, days)))
        for name in ("refuses", "refuses_for_now", "unable", "found_empty", "unknown"):
            number_within(name, getattr(self, name), 0, 1)
        number_within("refuses", self.refuses + self.refuses_for_now + 2 * self.unable, 0, 1)
        number_within("interviewers", self.interviewers, 1, 1000)
        if self.rate is not None:
            number_within("rate", self.rate, 0.001, 0.999)
        for trait in self.not_at_random:
            if trait not in TRAITS:
                raise unknown_word("not_at_random", trait, TRAITS)
        check_effects(self.effects)
        object.__setattr__(self, "steps", tuple(self.steps))
        for name in ("effects", "areas", "not_at_random"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def to_frame(self) -> pd.DataFrame:
        """All numbers: ``parameter``, ``of`` (step), ``term`` and ``value``."""
        rows: list[tuple[str, str, str, float]] = []
        for number, step in enumerate(self.steps, start=1):
            of = f"{number} {step.mode}"
            rows += [
                (name, of, "", float(getattr(step, name)))
                for name in ("day", "intercept", "paper", "contact")
            ]
            rows += [("effects", of, term, value) for term, value in step.effects.items()]
        for name in ("effects", "areas", "not_at_random"):
            rows += [(name, "", term, value) for term, value in getattr(self, name).items()]
        single = ("refuses", "refuses_for_now", "unable", "found_empty", "unknown", "interviewers")
        rows += [(name, "", "", float(getattr(self, name))) for name in single]
        if self.rate is not None:
            rows.append(("rate", "", "", self.rate))
        heads = ["parameter", "of", "term", "value"]
        return pd.DataFrame(rows, columns=heads).astype(dict.fromkeys(heads[:3], object))
