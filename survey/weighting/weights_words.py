"""How weights were made, as sentences for a method page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.kernels.weight_effect import weight_effect
from survey.language.catalogue import text
from survey.language.numbers import format_number
from survey.weighting.recipe_words import step_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.kernels.layout import Bools

_STARTS = ("base", "panel")


def weights_in_words(weights: Any, language: str) -> tuple[str, ...]:  # noqa: ANN401 - Weights
    """What is assumed, what each step did, and what the weights are like."""
    return tuple(_sentences(weights, language))


def assumptions_in_words(keys: tuple[str, ...], language: str) -> tuple[str, ...]:
    """What is taken for granted, as sentences."""
    return tuple(text(f"weighting.assumed.{each}", lang=language) for each in keys)


def _sentences(weights: Any, language: str) -> Iterator[str]:  # noqa: ANN401
    for each in weights.steps:
        said = step_in_words(each.step, language, weights.codebook)
        did = _what_it_did(each, weights.cases.answered, language)
        yield f"{said} {did}" if did else said
    yield text(
        "weighting.words.weights",
        lang=language,
        low=_decimal(weights.values.min(), language),
        high=_decimal(weights.values.max(), language),
        effect=_decimal(weight_effect(weights.values), language),
    )
    yield from assumptions_in_words(weights.cases.assumptions, language)


def _what_it_did(result: Any, answered: Bools, language: str) -> str:  # noqa: ANN401
    before, after = result.before[answered], result.after[answered]
    if result.step.name in _STARTS:
        return _between("begun", after, language)
    used = before > 0
    factors = after[used] / before[used]
    said = _between("factors", factors, language)
    joined = [each for each in result.classes["joined"] if len(each) > 1]
    if joined:
        count = len(joined)
        classes = format_number(sum(map(len, joined)), language)
        said += " " + text("weighting.words.joined", lang=language, count=count, classes=classes)
    return said


def _between(key: str, numbers: Any, language: str) -> str:  # noqa: ANN401
    low, high = float(np.min(numbers)), float(np.max(numbers))
    if high - low <= 1e-9 * abs(high):
        return text(f"weighting.words.{key}_one", lang=language, number=_decimal(low, language))
    return text(
        f"weighting.words.{key}", lang=language, low=_decimal(low, language),
        high=_decimal(high, language),
    )  # fmt: skip


def _decimal(number: float, language: str) -> str:
    return format_number(float(number), language, decimals=2)
