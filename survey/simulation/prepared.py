"""How the residents of a city answer a questionnaire, made ready."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.sampling.permanent_numbers import checked_seed
from survey.simulation.arguments import day
from survey.simulation.background import background_of
from survey.simulation.crowd import crowd_of
from survey.simulation.draws import How
from survey.simulation.shares import wanted_shares, with_shares
from survey.simulation.sheets import Sheet, Where, filled_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.kernels.layout import Floats
    from survey.questionnaire.model import Questionnaire
    from survey.simulation.background import Given
    from survey.simulation.crowd import Crowd
    from survey.simulation.population import Population
    from survey.simulation.shares import Shares


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """All adults of a city, and how they answer.

    Attributes
    ----------
    crowd : Crowd
        All adults.
    how : How
    wave : str or None
    today : date
    """

    crowd: Crowd
    how: How
    wave: str | None
    today: dt.date

    @property
    def where(self) -> Where:
        """Where and when all adults would be asked."""
        area = self.crowd.persons["area"].to_numpy(dtype=object)
        return Where(area, self.wave, np.full(len(area), self.today.isoformat(), dtype=object))

    @property
    def everybody(self) -> Sheet:
        """What all adults would answer, each to everything she is asked."""
        return filled_in(self.crowd, self.how, self.where, silent=False)


def prepared(
    population: Population,
    questionnaire: Questionnaire,
    *,
    seed: int | None = None,
    wave: str | None = None,
    today: dt.date | str | None = None,
    shares: Shares | None = None,
    background: Given | None = None,
    traits: Mapping[str, str] | None = None,
) -> Ready:
    """How the residents of a city answer a questionnaire; parameters as for `simulate_answers`."""
    seed = population.seed if seed is None else checked_seed(seed)
    crowd = crowd_of(population.adults, population.model, seed, population.edition)
    on = day("today", today if today is not None else dt.date(population.year, 9, 1))
    how = How(questionnaire, background_of(questionnaire, background), dict(traits or {}), on)
    ready = Ready(crowd, how, wave, on)
    wanted = wanted_shares(shares, questionnaire, population.area)
    if not wanted:
        return ready
    return Ready(crowd, with_shares(wanted, how, crowd, ready.where), wave, on)


def weighted_shares(
    ready: Ready,
    shares: Shares | None,
    population: Population,
    crowd: Crowd,
    where: Where,
    weights: Floats,
) -> How:
    """How answers are drawn so that weighted shares of those who answered come out."""
    wanted = wanted_shares(shares, ready.how.questionnaire, population.area)
    return with_shares(wanted, ready.how, crowd, where, weights)
