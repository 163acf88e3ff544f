"""Dispositions by the answers that came in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import UnknownNameError, WrongUseError
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.final import OUTCOMES
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.tallies import counts_frame, tally
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.messages import culprits, fail, finding, quoted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.fieldwork.rule import DispositionRule
    from survey.findings import Finding

    Outcomes = NDArray[np.object_]

_ANSWERED = (Outcome.COMPLETE, Outcome.PARTIAL)


def with_answers(
    dispositions: Dispositions, completeness: Mapping[str, float] | pd.Series[float]
) -> Dispositions:
    """Dispositions in which those who answered are complete, partial or broken off.

    Parameters
    ----------
    dispositions : Dispositions
        Unit by unit; its rule says what share of the questions makes an answer complete (more than
        80 per cent), partial (from 50 per cent), or a break-off that counts as a refusal.
    completeness : mapping of unit to share
        Of each unit that answered: the share of the questions it was asked that it answered, from
        0 to 1; a mapping, or a series whose index are the units.

    Returns
    -------
    Dispositions
        Units that are answered by the log alone keep their outcome, which is told.

    Raises
    ------
    WrongUseError
        If only counts are known, or a share is none.
    UnknownNameError
        If a unit was not sampled.

    Examples
    --------
    >>> import survey as sv
    >>> sv.with_answers(dispositions, {"A-001": 0.95, "A-002": 0.6})  # doctest: +SKIP
    """
    units, shares = _units(dispositions), _shares(completeness)
    places = {each: place for place, each in enumerate(units["unit"])}
    strange = [each for each in shares if each not in places]
    if strange:
        near = did_you_mean(strange[0], places)
        code = "dispositions.answer_of_nobody" + ("_near" if near else "")
        raise fail(UnknownNameError, code, count=len(strange), units=culprits(strange),
                   near=quoted(near or ""))  # fmt: skip
    before = units["outcome"].to_numpy(dtype=object)
    after = before.copy()
    for each, share in shares.items():
        after[places[each]] = _by_share(share, dispositions.rule)
    changed = units.assign(
        outcome=pd.Series(after, dtype=object, index=units.index),
        hard_refusal=units["hard_refusal"] & (after == before),
    )
    notes = (*dispositions.notes, *_notes(units, before, after, shares))
    return replace(dispositions, units=changed, counts=_counts(dispositions, changed), notes=notes)


def _units(dispositions: object) -> pd.DataFrame:
    if not isinstance(dispositions, Dispositions):
        got = type(dispositions).__name__
        raise fail(WrongUseError, "argument.kind", name="dispositions", got=got,
                   expected="read_dispositions(...)")  # fmt: skip
    if dispositions.units is None:
        raise fail(WrongUseError, "dispositions.only_counts")
    return dispositions.units


def _shares(completeness: object) -> dict[str, float]:
    if not isinstance(completeness, Mapping | pd.Series):
        raise fail(WrongUseError, "argument.kind", name="completeness",
                   got=type(completeness).__name__, expected="{str: float}")  # fmt: skip
    pairs: list[tuple[Any, Any]] = list(completeness.items())
    for unit, share in pairs:
        number = isinstance(share, int | float | np.number) and not isinstance(share, bool)
        if not number or not math.isfinite(share) or not 0 <= share <= 1:
            raise fail(WrongUseError, "dispositions.completeness", unit=quoted(str(unit)),
                       got=quoted(str(share)))  # fmt: skip
    shares = {str(unit): float(share) for unit, share in pairs}
    if len(shares) < len(pairs):
        raise fail(WrongUseError, "dispositions.answers_twice")
    return shares


def _by_share(share: float, rule: DispositionRule) -> Outcome:
    if share > rule.complete_above:
        return Outcome.COMPLETE
    return Outcome.PARTIAL if share >= rule.partial_from else Outcome.REFUSAL


def _notes(
    units: pd.DataFrame, before: Outcomes, after: Outcomes, shares: Mapping[str, float]
) -> list[Finding]:
    answered = np.isin(before, _ANSWERED)
    lacking = [
        each
        for each, is_it in zip(units["unit"], answered, strict=True)
        if is_it and each not in shares
    ]
    empty = [
        each
        for each, old, new in zip(units["unit"], before, after, strict=True)
        if old == Outcome.NOT_ELIGIBLE and new != old
    ]
    told = {"changed_by_answers": int((before != after).sum())}
    notes = [finding(f"dispositions.{code}", severity=Severity.NOTE, count=count)
             for code, count in told.items() if count]  # fmt: skip
    for code, those in (("answers_lacking", lacking), ("empty_answered", empty)):
        if those:
            notes.append(
                finding(f"dispositions.{code}", severity=Severity.WARNING, count=len(those),
                        units=culprits(those))
            )  # fmt: skip
    return notes


def _counts(dispositions: Dispositions, units: pd.DataFrame) -> pd.DataFrame:
    area = dispositions.area
    codes = {code.value: place for place, code in enumerate(area.codes)}
    place = np.array([codes[each] for each in units["area"]], dtype=np.intp)
    outcomes = {each: k for k, each in enumerate(OUTCOMES)}
    outcome = np.array([outcomes[each] for each in units["outcome"]], dtype=np.intp)
    n, weighted = tally(place, outcome, units["base_weight"].to_numpy(dtype=np.float64), len(codes))
    return counts_frame(area, n, weighted)
