"""How answers were weighted, in sentences for the method page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.language.catalogue import text
from survey.language.numbers import format_number
from survey.language.words import join_words
from survey.weighting.diagnostics import weight_diagnostics

if TYPE_CHECKING:
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
    register = _register(weights, language)
    if register:
        said["weighting_register"] = register
    for number, each in enumerate(words[count:], start=1):
        said[f"weighting_other_{number}"] = each
    said["weighting_assumed"] = _say(language, "assumed")
    return said | {"weighting_spread": _spread(weights, language)}


def _register(weights: Weights, language: str) -> str:
    """What the register is, and of which year."""
    if weights.targets is None:
        return ""
    tables = weights.targets.tables.values()
    sources = list(dict.fromkeys(each.source for each in tables if each.source))
    years = sorted({each.year for each in tables if each.year})
    if not sources:
        return ""
    names = join_words(sources, language)
    if not years:
        return _say(language, "register", names=names)
    return _say(language, "register_year", names=names, years=join_words(years, language))


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
