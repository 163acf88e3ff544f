"""One adult of a dwelling: by a random number, by the last birthday, or by Kish's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError, WrongUseError
from survey.kernels.kish import KISH_NAMES, kish_ranks, kish_tables
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, quoted
from survey.sampling.frame import ADULTS, UNIT
from survey.sampling.permanent_numbers import permanent_numbers
from survey.sampling.sample import (
    BIRTHDAY,
    EQUAL,
    KISH,
    KISH_TABLE,
    PERSON_NUMBER,
    RULE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.sampling.frame import Frame

ALL = "all"
PERSON_RULES = (ALL, EQUAL, BIRTHDAY, KISH)


def checked_rule(persons: object, frame: Frame) -> str:
    """The rule by which one adult is found; empty for all adults.

    Raises
    ------
    WrongUseError
        If there is no such rule, or the units are persons already.
    DataError
        If a dwelling has a number of adults that can't be.
    """
    if persons not in PERSON_RULES:
        got = quoted(persons) if isinstance(persons, str) else type(persons).__name__
        raise fail(WrongUseError, "drawing.persons", got=got, known=culprits(PERSON_RULES))
    if persons == ALL:
        return ""
    if frame.unit == "person":
        raise fail(WrongUseError, "drawing.persons_already")
    if frame.units is not None and ADULTS in frame.units:
        units = frame.eligible
        adults = units[ADULTS].to_numpy(dtype=float, na_value=-1)
        wrong = ~((adults == -1) | ((adults >= 1) & (adults == np.floor(adults))))
        if wrong.any():
            names = culprit_ids(units[UNIT].to_numpy(dtype=object)[wrong])
            raise fail(DataError, "drawing.adults_wrong", units=names, count=int(wrong.sum()))
    return str(persons)


def person_columns(units: pd.DataFrame, rule: str, seed: int) -> dict[str, Any]:
    """What the selection of one adult needs to know of each dwelling.

    Parameters
    ----------
    units : DataFrame
        The rows of the frame that were drawn.
    rule : str
    seed : int

    Returns
    -------
    dict of str to array
        ``adults`` (−1 unknown), ``person_rule``, and ``kish_table`` or ``person_number``.
    """
    if not rule:
        return {}
    unknown = np.full(len(units), -1)
    adults = units[ADULTS].to_numpy(dtype=float, na_value=-1) if ADULTS in units else unknown
    columns: dict[str, Any] = {
        ADULTS: adults.astype(np.int64),
        RULE: np.full(len(units), rule, dtype=object),
    }
    if rule == KISH:
        numbers = permanent_numbers(seed, units[UNIT], "kish")
        columns[KISH_TABLE] = np.array(KISH_NAMES, dtype=object)[kish_tables(numbers)]
    elif rule == EQUAL:
        columns[PERSON_NUMBER] = permanent_numbers(seed, units[UNIT], "adult")
    return columns


def selection_rank(row: Mapping[Any, Any] | pd.Series, adults: int) -> int:
    """Which adult of a dwelling is asked, when its adults are numbered from 1.

    By Kish's tables men come before women, the oldest first; by a random number any order will do
    that is settled beforehand, such as by age.

    Parameters
    ----------
    row : mapping or Series
        A row of the units of a `Sample`.
    adults : int from 1
        How many adults live there. By Kish's tables the seventh and later ones are never asked.

    Raises
    ------
    WrongUseError
        If nobody is numbered, since all adults are asked or the one whose birthday was last, or
        the number can't be one.

    Examples
    --------
    >>> selection_rank({"person_rule": "kish", "kish_table": "E1"}, 4)
    3
    >>> selection_rank({"person_rule": "equal", "person_number": 0.6}, 2)
    2
    """
    whole = isinstance(adults, int | np.integer) and not isinstance(adults, bool)
    if not whole or adults < 1:
        raise fail(WrongUseError, "drawing.adults", got=quoted(str(adults)))
    rule = row.get(RULE)
    if rule == KISH:
        table = np.array([KISH_NAMES.index(row[KISH_TABLE])])
        return int(kish_ranks(table, np.array([adults]))[0])
    if rule == EQUAL:
        return int(np.floor(float(row[PERSON_NUMBER]) * adults)) + 1
    raise fail(WrongUseError, "drawing.nobody_numbered")
