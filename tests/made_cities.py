"""Invented cities and waves, made once for all tests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import survey as sv

if TYPE_CHECKING:
    from survey.questionnaire.model import Questionnaire
    from survey.simulation.city import City
    from survey.simulation.wave import SimulatedWave

AREAS = (
    sv.CityArea("vangdalen", "Vangdalen", dwellings=140),
    sv.CityArea("nordby", "Nordby", dwellings=220, departments=("Afd. A", "Afd. B")),
    sv.CityArea("jennumparken", "Gl. Jennumparken", dwellings=180, role="contrast"),
)


@cache
def made_city(seed: int = 5) -> City:
    """A city of three areas and 540 dwellings."""
    return sv.simulate_city(AREAS, seed=seed)


@cache
def shipped(name: str) -> Questionnaire:
    """A shipped questionnaire."""
    return sv.read_questionnaire(name)


@cache
def made_wave(name: str = "randers-2010", **how: Any) -> SimulatedWave:
    """A wave of that city."""
    return sv.simulate_wave(shipped(name), made_city(), wave="2012", **how)
