"""The door: results in, released results out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import Codebook
from survey.comparison.comparison import Comparison
from survey.disclosure.cells import CountTable, protect
from survey.disclosure.nchs import nchs_hides
from survey.disclosure.policy import ReleasePolicy, Status, policy_named
from survey.disclosure.released import Released, ReleasedComparison, ReleasedEstimates
from survey.errors import WrongUseError
from survey.estimation.estimates import Estimates
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Bools

Result = Estimates | Comparison
_BASE_COLUMNS = ("n", "df")
_ESTIMATE_COLUMNS = ("estimate", "std_error", "conf_low", "conf_high", "n_eff", "deff")
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
    everything = [results] if isinstance(results, Estimates | Comparison) else list(results)
    wrong = [each for each in everything if not isinstance(each, Estimates | Comparison)]
    if wrong or not everything:
        got = type(wrong[0]).__name__ if wrong else "0"
        raise fail(WrongUseError, "release.results", got=got)
    estimates = [each for each in everything if isinstance(each, Estimates)]
    comparisons = [each for each in everything if isinstance(each, Comparison)]
    contrasts = {(c.over, c.contrast) for c in comparisons}
    statuses = _estimate_statuses(estimates, rules, contrasts)
    known = _statuses_by_key(estimates, statuses)
    codebook = Codebook()
    for each in everything:
        codebook = codebook.with_variables(each.codebook.variables.values())
    return Released(
        rules,
        tuple(_masked(e, s, rules) for e, s in zip(estimates, statuses, strict=True)),
        tuple(_masked_comparison(c, known, rules) for c in comparisons),
        codebook,
    )


def _estimate_statuses(
    estimates: list[Estimates], rules: ReleasePolicy, contrasts: set[tuple[str, object]]
) -> list[list[Status]]:
    """Status of every row: first each on its own, then what must follow from what is hidden."""
    frames = [each.to_frame() for each in estimates]
    own = [_own_status(each, frame, rules) for each, frame in zip(estimates, frames, strict=True)]
    if rules.internal:
        return own
    tables: dict[tuple[tuple[str, ...], str], CountTable] = {}
    for place, (each, frame) in enumerate(zip(estimates, frames, strict=True)):
        for name in dict.fromkeys(frame["variable"]):
            table = tables.setdefault((each.by, name), CountTable(each.by, name, each.codebook))
            table.add(place, each, frame, own[place])
    for table in tables.values():
        for place, row in protect(table, rules, contrasts):
            own[place][row] = Status.CONFIDENTIAL
    return own


def _own_status(each: Estimates, frame: pd.DataFrame, rules: ReleasePolicy) -> list[Status]:
    n = frame["n"].to_numpy(float)
    count = frame["count"].to_numpy(float)
    width = (frame["conf_high"] - frame["conf_low"]).to_numpy(float)
    share = each.statistic == "share"
    status = np.full(len(frame), Status.SHOWN, dtype=object)
    few = n < rules.few_answers
    if share:
        few = few | (width > rules.widest_interval)
    status[few] = Status.FEW
    if rules.uncertain_hidden and share:
        status[nchs_hides(frame, each.level)] = Status.UNCERTAIN
    small = np.zeros(len(frame), dtype=bool)
    if share:
        small = _small(count, rules) | _small(n - count, rules)
    status[small | (n < rules.minimum_base)] = Status.CONFIDENTIAL
    status[frame["estimate"].isna().to_numpy() | (n == 0)] = Status.UNAVAILABLE
    return [Status(each) for each in status]


def _small(count: np.ndarray, rules: ReleasePolicy) -> Bools:
    with np.errstate(invalid="ignore"):
        return np.asarray((count >= 1) & (count <= rules.small_cell))


def _masked(each: Estimates, status: list[Status], rules: ReleasePolicy) -> ReleasedEstimates:
    frame = each.to_frame().drop(columns="count")
    hidden = np.array([s.hidden for s in status])
    frame.loc[hidden, list(_ESTIMATE_COLUMNS)] = np.nan
    frame[list(_BASE_COLUMNS)] = frame[list(_BASE_COLUMNS)].astype(float)
    if not rules.internal:
        base_hidden = _base_hidden(each.by, frame, status, rules)
        frame.loc[base_hidden, list(_BASE_COLUMNS)] = np.nan
    frame["status"] = status
    return ReleasedEstimates(each.statistic, each.by, each.interval, each.level, frame)


def _base_hidden(
    by: tuple[str, ...], frame: pd.DataFrame, status: list[Status], rules: ReleasePolicy
) -> Bools:
    """Bases that are hidden: too small themselves, or hidden whole to protect such a one."""
    small = (frame["n"].to_numpy() < rules.minimum_base) & (frame["n"].to_numpy() > 0)
    confidential = pd.Series([s is Status.CONFIDENTIAL for s in status])
    keys = pd.Series(list(zip(*(frame[name] for name in (*by, "variable")), strict=True)))
    whole = confidential.groupby(keys, dropna=False).transform("all").to_numpy()
    anyone = pd.Series(small).groupby(frame["variable"].to_numpy()).transform("any").to_numpy()
    return np.asarray(small | (whole & anyone))


def _masked_comparison(
    each: Comparison, known: dict[tuple[object, ...], Status], rules: ReleasePolicy
) -> ReleasedComparison:
    frame = each.to_frame()
    theirs = frame.assign(**{each.over: frame["contrast"]})
    mine_own = _sides(frame, ("n", "count", "estimate"), rules)
    their_own = _sides(frame, ("contrast_n", "contrast_count", "contrast_estimate"), rules)
    status = [
        _worse(known.get(my_key, my_own), known.get(their_key, their_own))
        for my_key, my_own, their_key, their_own in zip(
            _keys(each.by, frame), mine_own, _keys(each.by, theirs), their_own, strict=True
        )
    ]
    hidden = np.array([s.hidden for s in status])
    frame = frame.drop(columns=["count", "contrast_count", "n", "contrast_n", "df"])
    frame.loc[hidden, list(_COMPARISON_COLUMNS)] = np.nan
    frame.loc[hidden, "mark"] = 0
    frame["status"] = status
    return ReleasedComparison(
        each.statistic, each.by, each.over, each.contrast, each.adjust, each.level, frame
    )


def _keys(by: tuple[str, ...], frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return [
        (by, *key)
        for key in zip(*(frame[name] for name in (*by, "variable", "category")), strict=True)
    ]


def _statuses_by_key(
    estimates: list[Estimates], statuses: list[list[Status]]
) -> dict[tuple[object, ...], Status]:
    return {
        key: status
        for each, row_statuses in zip(estimates, statuses, strict=True)
        for key, status in zip(_keys(each.by, each.to_frame()), row_statuses, strict=True)
    }


def _sides(
    frame: pd.DataFrame, columns: tuple[str, str, str], rules: ReleasePolicy
) -> list[Status]:
    """Status of one side of differences whose estimates were not released beside them."""
    n, count, estimate = (frame[name].to_numpy(float) for name in columns)
    status = np.where(n < rules.few_answers, Status.FEW, Status.SHOWN).astype(object)
    small = _small(count, rules) | _small(n - count, rules) | (n < rules.minimum_base)
    status[small] = Status.CONFIDENTIAL
    status[(n == 0) | np.isnan(estimate)] = Status.UNAVAILABLE
    return [Status(each) for each in status]


def _worse(first: Status, second: Status) -> Status:
    order = [Status.SHOWN, Status.FEW, Status.UNCERTAIN, Status.UNAVAILABLE, Status.CONFIDENTIAL]
    return max(first, second, key=order.index)
