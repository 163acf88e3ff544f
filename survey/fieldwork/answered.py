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
from survey.fieldwork.tallies import counts_frame, places_of_outcomes, tally
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.cells import culprit_ids
from survey.language.messages import fail, finding, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from survey.fieldwork.rule import DispositionRule
    from survey.findings import Finding
    from survey.kernels.layout import Floats

    Places = NDArray[np.intp]

_ANSWERED = [OUTCOMES.index(each) for each in (Outcome.COMPLETE, Outcome.PARTIAL)]
_NOT_ELIGIBLE = OUTCOMES.index(Outcome.NOT_ELIGIBLE)


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
    ids = units["unit"].to_numpy(dtype=object)
    answered = np.array(list(shares), dtype=object)
    places = pd.Index(ids).get_indexer(answered)
    strange = answered[places < 0].tolist()
    if strange:
        near = did_you_mean(strange[0], ids)
        code = "dispositions.answer_of_nobody" + ("_near" if near else "")
        raise fail(UnknownNameError, code, count=len(strange), units=culprit_ids(strange),
                   near=quoted(near or ""))  # fmt: skip
    before = places_of_outcomes(units)
    after = before.copy()
    after[places] = _by_share(np.array(list(shares.values())), dispositions.rule)
    outcomes = np.array(OUTCOMES, dtype=object)[after]
    changed = units.assign(
        outcome=pd.Series(outcomes, dtype=object, index=units.index),
        hard_refusal=units.get("hard_refusal", False) & (after == before),
    )
    silent = np.ones(len(ids), dtype=bool)
    silent[places] = False
    told = {
        "answers_lacking": ids[np.isin(before, _ANSWERED) & silent],
        "empty_answered": ids[(before == _NOT_ELIGIBLE) & (after != before)],
    }
    notes = _notes(int((before != after).sum()), told)
    return replace(
        dispositions,
        units=changed,
        counts=_counts(dispositions, changed, after),
        notes=(*dispositions.notes, *notes),
    )


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


def _by_share(shares: Floats, rule: DispositionRule) -> Places:
    """Places of outcomes by the shares of the questions answered."""
    complete, partial, refusal = (
        OUTCOMES.index(each) for each in (Outcome.COMPLETE, Outcome.PARTIAL, Outcome.REFUSAL)
    )
    partly = np.where(shares >= rule.partial_from, partial, refusal)
    return np.where(shares > rule.complete_above, complete, partly)


def _notes(changed: int, told: Mapping[str, NDArray[np.object_]]) -> Iterator[Finding]:
    if changed:
        yield finding("dispositions.changed_by_answers", severity=Severity.NOTE, count=changed)
    for code, those in told.items():
        if len(those):
            fields: dict[str, Any] = {
                "count": len(those),
                "units": culprit_ids(those),
            }
            yield finding(f"dispositions.{code}", severity=Severity.WARNING, **fields)


def _counts(dispositions: Dispositions, units: pd.DataFrame, outcome: Places) -> pd.DataFrame:
    area = dispositions.area
    codes = [code.value for code in area.codes]
    place = np.array(pd.Categorical(units["area"], categories=codes).codes, dtype=np.intp)
    n, weighted = tally(place, outcome, units["base_weight"].to_numpy(dtype=np.float64), len(codes))
    return counts_frame(area, n, weighted)
