"""Arguments of the simulation, checked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import WrongUseError
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable


def whole_number(name: str, given: object, low: int, high: int) -> int:
    """A whole number between two limits.

    Raises
    ------
    WrongUseError
    """
    whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
    if not whole or not low <= int(given) <= high:  # type: ignore[call-overload]
        raise fail(WrongUseError, "simulation.number", name=name, got=str(given), low=low,
                   high=high)  # fmt: skip
    return int(given)  # type: ignore[call-overload, no-any-return]


def day(name: str, given: object) -> dt.date:
    """A day, or its text in the ISO form.

    Raises
    ------
    WrongUseError
    """
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        raise fail(WrongUseError, "simulation.day", name=name, got=quoted(str(given))) from None


def number_within(name: str, given: object, low: float, high: float) -> None:
    """Refuse what isn't a number between two limits.

    Raises
    ------
    WrongUseError
    """
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not low <= given <= high:  # type: ignore[operator]
        raise fail(WrongUseError, "simulation.number", name=name, got=str(given), low=low,
                   high=high)  # fmt: skip


def unknown_word(name: str, given: object, known: Iterable[str]) -> WrongUseError:
    """What is said of a word that isn't one of those that there are."""
    return fail(WrongUseError, "simulation.word", name=name, got=quoted(str(given)),
                known=culprits(known))  # fmt: skip
