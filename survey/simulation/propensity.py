"""The chance that a resident answers at each step, by the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from survey.simulation.crowd import crowd_of
from survey.simulation.terms import linear

if TYPE_CHECKING:
    import pandas as pd

    from survey.kernels.layout import Floats
    from survey.simulation.contacts import ResponseModel
    from survey.simulation.crowd import Crowd
    from survey.simulation.population import Population

_FURTHEST = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """The model with the intercepts that give the rate that was asked for.

    Attributes
    ----------
    model : ResponseModel
    moved : float
        What is added to all intercepts.
    """

    model: ResponseModel
    moved: float

    def at_step(self, crowd: Crowd, step: int) -> Floats:
        """The chance of those who haven't answered before.

        Parameters
        ----------
        crowd : Crowd
        step : int
            From 0.
        """
        return np.asarray(expit(_logit(self.model, crowd, step) + self.moved))

    def in_all(self, crowd: Crowd) -> Floats:
        """The chance to have answered after all steps."""
        silent = np.ones(len(crowd))
        for step in range(len(self.model.steps)):
            silent *= 1 - self.at_step(crowd, step)
        return 1 - silent


def chances_of(model: ResponseModel, population: Population) -> Chances:
    """The chances of a model in a city.

    Parameters
    ----------
    model : ResponseModel
    population : Population
        All adults, each counting as one of her dwelling's, give the rate that is expected.
    """
    if model.rate is None:
        return Chances(model, 0.0)
    adults: pd.DataFrame = population.adults
    crowd = crowd_of(adults, population.model, population.seed, population.edition)
    weight = 1 / adults["adults"].to_numpy(dtype=float)
    wanted = model.rate * weight.sum()

    def short(moved: float) -> float:
        return float((weight * Chances(model, moved).in_all(crowd)).sum() - wanted)

    return Chances(model, float(brentq(short, -_FURTHEST, _FURTHEST, xtol=1e-10)))


def _logit(model: ResponseModel, crowd: Crowd, step: int) -> Floats:
    own = model.steps[step]
    total = own.intercept + linear(crowd.terms, model.effects, len(crowd))
    total += linear(crowd.terms, own.effects, len(crowd))
    if model.areas:
        area = crowd.persons["area"].map(dict(model.areas)).fillna(0.0)
        total += area.to_numpy(dtype=float)
    for trait, effect in model.not_at_random.items():
        total += effect * crowd.trait(trait)
    return np.asarray(total)
