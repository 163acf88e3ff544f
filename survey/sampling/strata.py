"""Strata within areas: the units of each, and how an area's sample is spread over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.errors import UnknownNameError, WrongUseError
from survey.kernels.allocation import whole_units
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, quoted
from survey.sampling.frame import AREA, UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Ints
    from survey.sampling.frame import Frame

BETWEEN = " / "
_FOR_A_VARIANCE = 2


def stratum_texts(units: pd.DataFrame, columns: Sequence[str]) -> tuple[Ints, list[str]]:
    """The stratum of each unit: a number for it, and what the strata are called.

    Parameters
    ----------
    units : DataFrame
        Rows of a frame.
    columns : sequence of str
        As ``plan.assumptions["strata"]`` has them.

    Returns
    -------
    code : (N,) int
        For each unit a place in the texts.
    texts : list of str
        The code of the area, or ``area / value / …``.
    """
    code = np.zeros(len(units), dtype=np.int64)
    texts = [""]
    for name in (AREA, *columns):
        codes, values = pd.factorize(units[name], use_na_sentinel=False)
        pairs, code = np.unique(code * len(values) + codes, return_inverse=True)
        texts = [
            f"{texts[pair // len(values)]}{BETWEEN}{values[pair % len(values)]}" for pair in pairs
        ]
    return code.astype(np.int64), [each.removeprefix(BETWEEN) for each in texts]


def stratum_of(units: pd.DataFrame, columns: Sequence[str]) -> pd.Series[str]:
    """What the stratum of each unit is called, as `stratum_texts` has it."""
    code, texts = stratum_texts(units, columns)
    return pd.Series(np.array(texts, dtype=object)[code], units.index, name="stratum")


def checked_columns(frame: Frame, strata: object) -> tuple[str, ...]:
    """The columns that areas are stratified by.

    Raises
    ------
    UnknownNameError
        If the frame has no such column.
    WrongUseError
        If it has counts only, a column repeats, or values are missing.
    """
    if strata is None:
        return ()
    columns = (strata,) if isinstance(strata, str) else tuple(strata)  # type: ignore[arg-type]
    if frame.units is None:
        raise fail(WrongUseError, "planning.strata_of_counts")
    if len(set(columns)) < len(columns) or {AREA, UNIT} & set(columns):
        raise fail(WrongUseError, "planning.strata_twice", columns=culprits(columns))
    eligible = frame.eligible
    for column in columns:
        if column not in eligible:
            known = culprits([each for each in eligible if each not in {AREA, UNIT}])
            raise fail(UnknownNameError, "planning.strata_unknown", got=quoted(column), known=known)
        blank = eligible[column].isna() | (eligible[column].astype(str).str.strip() == "")
        if blank.any():
            units = culprit_ids(eligible[UNIT][blank])
            raise fail(WrongUseError, "planning.strata_blank", name=quoted(column), units=units)
    return columns


def strata_within(frame: Frame, columns: Sequence[str]) -> pd.DataFrame:
    """The strata, areas in order: ``stratum``, ``area``, `columns` and ``population``."""
    eligible = frame.eligible
    by = [AREA, *columns]
    counted = eligible.groupby(by, sort=True, observed=True).size().rename("population")
    strata = counted.reset_index()
    strata.insert(0, "stratum", stratum_of(strata, columns))
    order = {code: place for place, code in enumerate(frame.counts[AREA])}
    strata["place"] = strata[AREA].map(order)
    strata = strata.sort_values("place", kind="stable").reset_index(drop=True)
    return strata.drop(columns="place")


def spread_within(strata: pd.DataFrame, asked: Ints, codes: Sequence[str]) -> Ints:
    """The units asked of each area spread over its strata in proportion, two at least.

    Raises
    ------
    WrongUseError
        If an area has more strata than units that are asked.
    """
    result = np.zeros(len(strata), dtype=np.int64)
    rows = strata.groupby(AREA, sort=False).indices
    few = [code for code, n in zip(codes, asked, strict=True) if n < len(rows[code])]
    if few:
        first = few[0]
        n = int(asked[list(codes).index(first)])
        raise fail(
            WrongUseError, "planning.strata_many", areas=culprits(few), first=quoted(first),
            strata=len(rows[first]), n=n,
        )  # fmt: skip
    sizes = strata["population"].to_numpy(np.int64)
    for code, n in zip(codes, asked, strict=True):
        mine = rows[code]
        result[mine] = _spread(sizes[mine], int(n))
    return result


def _spread(sizes: Ints, n: int) -> Ints:
    low = np.minimum(sizes, _FOR_A_VARIANCE)
    low = low if low.sum() <= n else np.ones(len(sizes), dtype=np.int64)
    wanted = np.clip(n * sizes / sizes.sum(), low, sizes)
    over = wanted.sum() - n
    if over > 0:  # the smallest strata took more than their part
        spare = wanted - low
        wanted = wanted - over * spare / max(spare.sum(), 1e-300)
    order = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")
    return whole_units(wanted, low, sizes, np.ones(len(sizes)), float(n), order)
