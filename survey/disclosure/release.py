"""The door: results in, released results out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Codebook
from survey.comparison.comparison import Comparison
from survey.comparison.families import MEASURES
from survey.disclosure.count_rows import Key, rows_of_estimates, sides_of_comparison
from survey.disclosure.policy import ReleasePolicy, Status, policy_named
from survey.disclosure.protection import protect
from survey.disclosure.released import Released, ReleasedComparison, ReleasedEstimates
from survey.errors import WrongUseError
from survey.estimation.estimates import Estimates
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.cells import CountRow

Result = Estimates | Comparison
_BASE_COLUMNS = ("n", "df")
_ESTIMATE_COLUMNS = ("estimate", "std_error", "conf_low", "conf_high", "n_eff", "deff")
_NUMBERS_OF_SIDES = ("n", "contrast_n", "count", "contrast_count", "df")
_SEVERITY = (
    Status.SHOWN, Status.FEW, Status.UNCERTAIN, Status.UNAVAILABLE, Status.CONFIDENTIAL,
)  # fmt: skip
_COMPARISON_COLUMNS = (
    "estimate", "contrast_estimate", "difference", "std_error", "conf_low", "conf_high",
    "simultaneous_low", "simultaneous_high", "p_value", "p_adjusted",
)  # fmt: skip


def release(
    results: Result | Sequence[Result], policy: str | ReleasePolicy = "default"
) -> Released:
    """Let results out under a policy: the only way to tables, charts and sentences.

    Parameters
    ----------
    results : Estimates, Comparison or a sequence of them
        What is released together is protected together.
    policy : {"default", "strict", "internal"} or ReleasePolicy
        ``default``: nothing for a base under 10 answers; categories with 1–4 answers hidden
        together with as many others as it takes; ``*`` for 10–29 answers or an interval wider than
        30 points. ``strict``: NCHS's presentation standard too. ``internal``: nothing hidden, all
        stamped.

    Returns
    -------
    Released
        Frames with a ``status`` a row; hidden numbers are NaN, and scores and counts are gone.

    Raises
    ------
    WrongUseError
        If something is neither estimates nor a comparison, or no policy has the name.
    """
    rules = policy_named(policy)
    given: Any = results
    several = isinstance(given, Iterable) and not isinstance(given, Estimates | Comparison)
    everything: list[Any] = list(given) if several else [given]
    wrong = [each for each in everything if not isinstance(each, Estimates | Comparison)]
    if wrong or not everything:
        got = type(wrong[0]).__name__ if wrong else "0"
        raise fail(WrongUseError, "release.results", got=got)
    codebook = Codebook()
    for each in everything:
        codebook = codebook.joined(each.codebook)
    masks = _masks(everything, rules)
    weighted = rules.internal or not any(any(mask.base_hidden) for mask in masks)
    masked = [
        _masked(each, mask, weighted=weighted) for each, mask in zip(everything, masks, strict=True)
    ]
    return Released(
        rules,
        tuple(part for part in masked if isinstance(part, ReleasedEstimates)),
        tuple(part for part in masked if isinstance(part, ReleasedComparison)),
        codebook,
    )


@dataclass(frozen=True, slots=True)
class _Mask:
    """What happens to each row of a result."""

    status: list[Status]
    base_hidden: list[bool]


def _masks(results: list[Result], rules: ReleasePolicy) -> list[_Mask]:
    """Masks of all results, made together: first each row on its own, then what must follow."""
    beside: dict[Key, CountRow] = {}
    rows: dict[int, list[tuple[CountRow, ...]]] = {}
    for source, each in enumerate(results):
        if isinstance(each, Estimates):
            found, by_key = rows_of_estimates(each, source, rules)
            rows[source] = [(row,) for row in found]
            beside |= by_key
    for source, each in enumerate(results):
        if isinstance(each, Comparison):
            rows[source] = list(sides_of_comparison(each, source, beside, rules))
    if not rules.internal:
        contrasts = {(c.over, c.contrast) for c in results if isinstance(c, Comparison)}
        protect((side for row in chain(*rows.values()) for side in row), rules, contrasts)
    return [
        _Mask(
            [max((side.status for side in row), key=_SEVERITY.index) for row in rows[source]],
            [any(side.base_hidden for side in row) for row in rows[source]],
        )
        for source in range(len(results))
    ]


def _masked(each: Result, mask: _Mask, *, weighted: bool) -> ReleasedEstimates | ReleasedComparison:
    """A result without what its mask hides, in arrays of its own.

    Weighted bases are left out unless every base is shown: with weights that are the same for all
    of an area, the weighted bases of parts and whole would give away the numbers of answers.
    """
    hidden = np.array([status.hidden for status in mask.status], dtype=bool)
    frame = each.to_frame()
    if isinstance(each, Comparison):
        frame = frame.drop(columns=list(_NUMBERS_OF_SIDES))
        ratios = [name for name in frame if str(name).startswith(MEASURES)]
        frame.loc[hidden, [*_COMPARISON_COLUMNS, *ratios]] = np.nan
        frame.loc[hidden, "mark"] = 0
        frame = frame.assign(status=_objects(mask.status)).copy()
        return ReleasedComparison(
            each.statistic, each.by, each.over, each.contrast, each.adjust, each.level, frame
        )
    frame = frame.drop(columns="count")
    frame.loc[hidden, list(_ESTIMATE_COLUMNS)] = np.nan
    if not weighted:
        frame["weighted_n"] = np.nan
    for name in _BASE_COLUMNS:
        frame[name] = frame[name].astype(float).mask(np.array(mask.base_hidden, dtype=bool))
    frame = frame.assign(status=_objects(mask.status)).copy()
    return ReleasedEstimates(
        each.statistic, each.by, each.interval, each.level, frame, each.base, tuple(each.nets)
    )


def _objects(values: list[Status]) -> pd.Series[Any]:
    """A column of objects: as strings of Arrow they would become plain text."""
    return pd.Series(values, dtype=object)
