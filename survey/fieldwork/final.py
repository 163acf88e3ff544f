"""From the attempts to the final outcome of each unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import ANSWERS, CONTACTS, Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from survey.fieldwork.rule import DispositionRule

    Ints = NDArray[np.intp]
    Bools = NDArray[np.bool_]

RESULTS, OUTCOMES = tuple(Result), tuple(Outcome)
"""What the whole numbers stand for by which results and outcomes are kept in long columns."""

_PLAIN = {
    Result.BREAK_OFF: Outcome.REFUSAL,
    Result.APPOINTMENT: Outcome.OTHER,
}


@dataclass(frozen=True, slots=True, eq=False)
class Attempts:
    """Attempts, sorted by unit and within a unit from the first to the last.

    Attributes
    ----------
    unit : ndarray of intp, shape (n,)
        The place of the unit.
    result : ndarray of intp, shape (n,)
        Place in `RESULTS`.
    trusted : ndarray of bool, shape (n,)
        Whether its word is taken for it that a dwelling is empty.
    """

    unit: Ints
    result: Ints
    trusted: Bools

    def among(self, results: Iterable[Result]) -> Bools:
        """Attempts with one of these results."""
        return np.isin(self.result, [RESULTS.index(each) for each in results])


def final_outcomes(attempts: Attempts, units: int, rule: DispositionRule) -> Ints:
    """The final outcome of each unit.

    Parameters
    ----------
    attempts : Attempts
    units : int
        How many units there are; those without an attempt are pending.
    rule : DispositionRule

    Returns
    -------
    ndarray of intp, shape (units,)
        Places in `OUTCOMES`.
    """
    outcome = _outcomes(attempts, units, rule)
    rank = _ranks(rule)[outcome]
    best = np.full(units, len(OUTCOMES), dtype=np.intp)
    np.minimum.at(best, attempts.unit, rank)
    last = _last(rank == best[attempts.unit], attempts.unit, units)
    final = np.full(units, OUTCOMES.index(Outcome.PENDING), dtype=np.intp)
    tried = last >= 0
    final[tried] = outcome[last[tried]]
    answered = np.isin(final, [OUTCOMES.index(Outcome(each)) for each in ANSWERS])
    final[_is_empty(attempts, units, rule) & ~answered] = OUTCOMES.index(Outcome.NOT_ELIGIBLE)
    return final


def outcome_of(result: Result, rule: DispositionRule) -> Outcome:
    """The outcome that a result alone comes to."""
    if result is Result.SOFT_REFUSAL:
        return rule.soft_refusal
    return _PLAIN[result] if result in _PLAIN else Outcome(result.value)


def _outcomes(attempts: Attempts, units: int, rule: DispositionRule) -> Ints:
    """The outcome that each attempt comes to, seen alone but for answers after a refusal."""
    table = np.array([OUTCOMES.index(outcome_of(each, rule)) for each in RESULTS], dtype=np.intp)
    outcome = table[attempts.result]
    empty = attempts.among([Result.NOT_ELIGIBLE])
    outcome[empty & ~attempts.trusted] = OUTCOMES.index(Outcome.UNKNOWN_HOUSEHOLD)
    if rule.hard_refusal_final:
        refused = _first(attempts.among([Result.REFUSAL]), attempts.unit, units)[attempts.unit]
        late = attempts.among(ANSWERS) & (np.arange(len(outcome)) > refused)
        outcome[late] = OUTCOMES.index(Outcome.REFUSAL)
    return outcome


def _ranks(rule: DispositionRule) -> Ints:
    """The rank of each outcome; an empty dwelling ranks after all others."""
    ranks = np.full(len(OUTCOMES), len(OUTCOMES) - 1, dtype=np.intp)
    for place, tier in enumerate(rule.tiers):
        ranks[[OUTCOMES.index(each) for each in tier]] = place
    return ranks


def _is_empty(attempts: Attempts, units: int, rule: DispositionRule) -> Bools:
    """Units that were found empty, as the rule has it."""
    empty = attempts.among([Result.NOT_ELIGIBLE]) & attempts.trusted
    found = _last(empty, attempts.unit, units)
    if rule.empty == "any":
        return np.asarray(found >= 0)
    others = np.ones(len(empty), dtype=bool) if rule.empty == "last" else attempts.among(CONTACTS)
    after = _last(others & ~empty, attempts.unit, units)
    return np.asarray((found >= 0) & (found > after))


def _last(which: Bools, unit: Ints, units: int) -> Ints:
    """The place of the last of some attempts of each unit; −1 for none."""
    places = np.full(units, -1, dtype=np.intp)
    chosen = np.flatnonzero(which)
    places[unit[chosen]] = chosen  # later ones overwrite
    return places


def _first(which: Bools, unit: Ints, units: int) -> Ints:
    """The place of the first of some attempts of each unit; beyond all of them for none."""
    places = np.full(units, len(unit), dtype=np.intp)
    chosen = np.flatnonzero(which)[::-1]
    places[unit[chosen]] = chosen
    return places
