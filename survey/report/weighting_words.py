"""How answers were weighted, in sentences for the method page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.language.numbers import format_number
from survey.language.words import join_words
from survey.weighting.diagnostics import weight_diagnostics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.weighting.weights import Weights


def weighting_in_words(weights: Weights, language: str) -> dict[str, str]:
    """What was done step by step, what the register is, what it cost, and what is assumed.

    Parameters
    ----------
    weights : Weights
    language : {"da", "en"}

    Returns
    -------
    dict of str to str
        Paragraphs by names that stay the same from one report to the next.
    """
    words, count = weights.in_words(language), len(weights.steps)
    said = {"weighting": _say(language, f"lead_{weights.recipe.universe}")}
    for number, step in enumerate(words[:count], start=1):
        said[f"weighting_step_{number}"] = _say(language, "step", number=number, step=step)
    said |= dict(_register(weights, language))
    for number, each in enumerate(words[count:], start=1):
        said[f"weighting_other_{number}"] = each
    return said | {"weighting_spread": _spread(weights, language)}


def _register(weights: Weights, language: str) -> Iterator[tuple[str, str]]:
    """What the register is, and of which year."""
    if weights.targets is None:
        return
    tables = weights.targets.tables.values()
    sources = list(dict.fromkeys(each.source for each in tables if each.source))
    years = sorted({each.year for each in tables if each.year})
    if sources:
        yield "weighting_source", _say(language, "source", names=join_words(sources, language))
    if years:
        yield "weighting_year", _say(language, "year", years=join_words(years, language))


def _spread(weights: Weights, language: str) -> str:
    """What the spread of the weights costs."""
    whole = weight_diagnostics(weights).of_all()
    return _say(
        language,
        "spread",
        n=format_number(whole["n"], language),
        n_eff=format_number(whole["n_eff"], language, decimals=0),
    )


def _say(language: str, key: str, **fields: object) -> str:
    return text(f"method.weighted.{key}", lang=language, **fields)
