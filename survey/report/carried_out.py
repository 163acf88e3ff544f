"""How a wave was carried out, as far as its study tells; about dwellings, not about answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from survey.codebook import Text
    from survey.disclosure.policy import ReleasePolicy
    from survey.fieldwork.dispositions import Dispositions
    from survey.fieldwork.response_rates import ResponseRates
    from survey.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class AreaAsked:
    """An area that took part.

    Attributes
    ----------
    code : str
    role : {"study", "contrast", "other"}
    answers : int
    dwellings : int or None
        How many it has; None if nobody says so.
    asked : int or None
        How many were sampled.
    """

    code: str
    role: str
    answers: int
    dwellings: int | None = None
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened during the fieldwork; in all areas if none is named."""

    day: date
    words: str
    area: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CarriedOut:
    """How a wave was carried out.

    Attributes
    ----------
    areas : tuple of AreaAsked
        The contrast last.
    rates : ResponseRates or None
        By area; None if nobody knows what became of those sampled.
    dispositions : Dispositions or None
    start, end : date or None
    events : tuple of Event
    method, person_rule : str
        How dwellings were drawn and who was asked in them, as `Sample` says; empty if unknown.
    unit : {"dwelling", "person"}
    questionnaire : Questionnaire or None
    target : int or None
        How many answers were aimed at.
    said : mapping of str to Text
        What else the study tells of the wave for whoever reads its results.
    """

    areas: tuple[AreaAsked, ...] = ()
    rates: ResponseRates | None = None
    dispositions: Dispositions | None = None
    start: date | None = None
    end: date | None = None
    events: tuple[Event, ...] = ()
    method: str = ""
    person_rule: str = ""
    unit: str = "dwelling"
    questionnaire: Questionnaire | None = None
    target: int | None = None
    said: Mapping[str, Text] = field(default_factory=dict)

    @property
    def asked(self) -> int | None:
        """How many were sampled in all; None if it isn't known everywhere."""
        numbers = [each.asked for each in self.areas if each.asked is not None]
        return sum(numbers) if len(numbers) == len(self.areas) > 0 else None

    def tells_areas(self, policy: ReleasePolicy) -> bool:
        """Whether it may be told how many answered in each area: nowhere too few for any number.

        What is told of all together is told anyhow, so that one area alone can't be left out.

        Parameters
        ----------
        policy : ReleasePolicy
            The one under which the results were released.
        """
        return all(each.answers >= policy.minimum_base for each in self.areas)

    @property
    def answers(self) -> int:
        """How many answered in all."""
        return sum(each.answers for each in self.areas)
