"""The model of an invented city in plain words, for a method page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.fieldwork.modes import mode_label
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_number, format_percent
from survey.language.words import join_words
from survey.simulation.model import TRAITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.simulation.contacts import ResponseModel
    from survey.simulation.population import Population


def described(
    population: Population, response: ResponseModel | None = None, language: str | None = None
) -> tuple[str, ...]:
    """How residents, answers and perhaps the fieldwork were invented, sentence by sentence.

    Parameters
    ----------
    population : Population
    response : ResponseModel, optional
    language : {"da", "en"}, optional
        The one in force if left out.
    """
    spoken = language or current_language()
    return tuple(_sentences(population, response, spoken))


def _sentences(
    population: Population, response: ResponseModel | None, language: str
) -> Iterator[str]:
    model = population.model

    def say(key: str, **fields: object) -> str:
        return text(f"simulation.model.{key}", lang=language, **fields)

    def share(number: float) -> str:
        return format_percent(number, language)

    def number(value: float) -> str:
        return format_number(value, language)

    yield say("opening")
    yield say(
        "residents",
        non_western=share(model.non_western),
        western=share(model.western),
        years=number(model.years_mean),
    )
    traits = join_words([text(f"simulation.trait.{each}", lang=language) for each in TRAITS],
                        language)  # fmt: skip
    yield say(
        "feelings",
        traits=traits,
        spread=number(model.area_spread),
        contrast=number(model.contrast),
        household=share(model.household_correlation),
    )
    yield say("answers", loading=number(model.loading))
    yield say("silence", no_answer=share(model.no_answer))
    if response is not None:
        modes = [mode_label(each.mode, language).lower() for each in response.steps]
        yield say("response", steps=join_words(modes, language))
        yield say("not_at_random" if response.not_at_random else "at_random")
    yield say("seed", seed=str(population.seed))
