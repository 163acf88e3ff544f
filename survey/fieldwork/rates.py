"""Rates of a fieldwork by the definitions of AAPOR."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.fieldwork.breakdown import COLUMNS, broken_down, in_letters
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.rate_words import KINDS
from survey.fieldwork.response_rates import ResponseRates
from survey.kernels.outcome_rates import eligible_share, rate_parts
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.fieldwork.breakdown import Groups
    from survey.kernels.layout import Floats, Ints

CASRO, BOTH = "CASRO", "both"
_NOT_ELIGIBLE = COLUMNS.index(Outcome.NOT_ELIGIBLE)


def response_rates(
    dispositions: Dispositions,
    *,
    by: str | Sequence[str] | None = None,
    kind: str = "RR2",
    e: float | Literal["CASRO"] = "CASRO",
    weighted: bool | Literal["both"] = False,
) -> ResponseRates:
    """Response, cooperation, refusal and contact rates: RR1–RR6, COOP1–4, REF1–3, CON1–3.

    Parameters
    ----------
    dispositions : Dispositions
    by : str or sequence of str, optional
        What to break them down by, crossed: ``area``, ``mode`` (the one assigned, else that of the
        last attempt), or what else is known of everyone sampled, such as ``stratum``.
    kind : str
        The rate that is shown first; all are worked out.
    e : float or "CASRO"
        The share of those of unknown eligibility that is taken to be eligible. By default as among
        those of known eligibility, all groups together (proportional allocation, CASRO 1982).
    weighted : bool or "both"
        Whether units count by their base weights, as they must where areas were sampled at
        different rates and a rate for all together is wanted; or both ways.

    Returns
    -------
    ResponseRates

    Raises
    ------
    UnknownNameError
        If a column isn't known of everyone sampled: the age of a respondent is not known of those
        who did not answer, so that there is no response rate by it.
    WrongUseError
        If an argument is nothing that it can be, or there are no base weights to count by.

    Notes
    -----
    As long as fieldwork goes on, pending units are in the denominators as non-contacts are.

    References
    ----------
    AAPOR (2023). Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for
    Surveys, 10th edition.

    Examples
    --------
    >>> import survey as sv
    >>> rates = sv.response_rates(dispositions, by="area")  # doctest: +SKIP
    >>> rates.to_frame()[["area", "RR1", "RR2"]]  # doctest: +SKIP
    """
    _check(dispositions, kind, e, weighted)
    names = _names(by)
    groups = broken_down(dispositions, names)
    share = _e(groups.n[-1], e)
    frames = [_frame(groups, names, groups.n.astype(np.int64), share, weighted=False)]
    if weighted:
        share_weighted = _e(groups.weighted[-1], e)
        frames.append(_frame(groups, names, groups.weighted, share_weighted, weighted=True))
    weighting = BOTH if weighted == BOTH else "weighted" if weighted else "unweighted"
    return ResponseRates(
        pd.concat(frames, ignore_index=True),
        kind,
        names,
        share,
        CASRO if e == CASRO else "given",
        dispositions.area,
        dispositions.unit,
        dispositions.closed,
        weighting,
        dispositions.notes,
    )


def _frame(
    groups: Groups,
    names: tuple[str, ...],
    counts: Floats | Ints,
    e: float,
    *,
    weighted: bool,
) -> pd.DataFrame:
    columns: dict[str, Any] = {
        name: pd.Series([key[place] for key in groups.values], dtype=object)
        for place, name in enumerate(names)
    }
    columns |= {"weighted": weighted, "sampled": counts.sum(axis=1)}
    columns |= {outcome.value: counts[:, place] for place, outcome in enumerate(COLUMNS)}
    columns["e"] = e
    lettered = in_letters(counts)
    for kind in KINDS:
        counted, base = rate_parts(lettered, kind, e)
        share = np.divide(counted, base, out=np.full(len(base), np.nan), where=base > 0)
        columns[kind] = share
    return pd.DataFrame(columns, index=range(len(counts)))


def _e(counts: Floats, e: float | str) -> float:
    if isinstance(e, str):
        return eligible_share(in_letters(counts[None, :])[0], float(counts[_NOT_ELIGIBLE]))
    return float(e)


# Arguments


def _check(dispositions: object, kind: object, e: object, weighted: object) -> None:
    if not isinstance(dispositions, Dispositions):
        got = type(dispositions).__name__
        raise fail(WrongUseError, "argument.kind", name="dispositions", got=got,
                   expected="read_dispositions(...)")  # fmt: skip
    if kind not in KINDS:
        raise fail(WrongUseError, "dispositions.choice", name="kind", got=quoted(str(kind)),
                   known=", ".join(KINDS))  # fmt: skip
    if e != CASRO and not _is_share(e):
        raise fail(WrongUseError, "dispositions.e", got=quoted(str(e)))
    if not isinstance(weighted, bool) and weighted != BOTH:
        raise fail(WrongUseError, "dispositions.choice", name="weighted",
                   got=quoted(str(weighted)), known="True, False, both")  # fmt: skip
    if weighted and not dispositions.has_weights:
        raise fail(WrongUseError, "dispositions.no_weights")
    if weighted and dispositions.counts["weighted"].isna().any():
        raise fail(WrongUseError, "dispositions.uneven_weights")


def _is_share(e: object) -> bool:
    if not isinstance(e, int | float | np.floating) or isinstance(e, bool):
        return False
    return math.isfinite(e) and 0 <= float(e) <= 1


def _names(by: object) -> tuple[str, ...]:
    given = () if by is None else (by,) if isinstance(by, str) else by
    if not isinstance(given, tuple | list) or not all(isinstance(each, str) for each in given):
        raise fail(WrongUseError, "argument.kind", name="by", got=type(by).__name__,
                   expected="str, [str, ...]")  # fmt: skip
    if len(set(given)) < len(given):
        raise fail(WrongUseError, "dispositions.by_twice")
    return tuple(given)
