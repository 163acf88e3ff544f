"""Outcomes by what is known of everyone sampled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.errors import UnknownNameError, WrongUseError
from survey.fieldwork.dispositions import ASSIGNED_MODE, CORE
from survey.fieldwork.final import OUTCOMES
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.tallies import places_of_outcomes
from survey.files.nearest import did_you_mean
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from survey.fieldwork.dispositions import Dispositions
    from survey.kernels.layout import Floats, Ints

    Places = NDArray[np.intp]

AREA, MODE = "area", "mode"
COLUMNS = (
    *(Outcome.COMPLETE, Outcome.PARTIAL, Outcome.REFUSAL, Outcome.NON_CONTACT, Outcome.OTHER),
    *(Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER, Outcome.PENDING, Outcome.NOT_ELIGIBLE),
)
"""Outcomes in the order of the columns of a table."""
_LETTERED = [COLUMNS.index(each) for each in COLUMNS[:7]]
_NOBODY, _PENDING = COLUMNS.index(Outcome.NON_CONTACT), COLUMNS.index(Outcome.PENDING)
_OF_FIELDWORK = frozenset(CORE) - {AREA}
_MOST_GROUPS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups of a breakdown.

    Attributes
    ----------
    values : list of tuple
        Of each group, the values of the columns it is broken down by; the last group is all.
    n, weighted : ndarray of float64, shape (groups, 9)
        Units and sums of base weights by outcome, in the order of `COLUMNS`.
    """

    values: list[tuple[Any, ...]]
    n: Floats
    weighted: Floats


def in_letters(counts: Floats | Ints) -> Floats:
    """Counts in the order of the letters of AAPOR; pending units are among the non-contacts.

    Parameters
    ----------
    counts : ndarray, shape (g, 9)
        In the order of `COLUMNS`.

    Returns
    -------
    ndarray of float64, shape (g, 7)
    """
    lettered = counts[:, _LETTERED].astype(np.float64)
    lettered[:, _NOBODY] += counts[:, _PENDING]
    return lettered


def broken_down(dispositions: Dispositions, names: tuple[str, ...]) -> Groups:
    """Outcomes by columns, crossed.

    Raises
    ------
    UnknownNameError
        If a column isn't known of everyone sampled.
    WrongUseError
        If there are counts by area only, or too many groups.
    """
    if set(names) <= {AREA}:
        return _by_area(dispositions, names)
    if dispositions.units is None:
        raise fail(WrongUseError, "dispositions.by_counts", names=culprits(names))
    units = dispositions.units
    parts = [_coded(_column(units, name), dispositions, name) for name in names]
    cross = np.zeros(len(units), dtype=np.int64)
    for values, index in parts:
        cross = cross * len(values) + index
    found, group = np.unique(cross, return_inverse=True)
    if len(found) > _MOST_GROUPS:
        raise fail(WrongUseError, "dispositions.many_groups", names=culprits(names),
                   got=len(found), most=_MOST_GROUPS)  # fmt: skip
    outcome = np.array([COLUMNS.index(each) for each in OUTCOMES])[places_of_outcomes(units)]
    cells = group * len(COLUMNS) + outcome
    shape, size = (len(found), len(COLUMNS)), len(found) * len(COLUMNS)
    weight = units["base_weight"].to_numpy(dtype=np.float64)
    n = np.bincount(cells, minlength=size).astype(np.float64).reshape(shape)
    weighted = np.bincount(cells, weights=weight, minlength=size).astype(np.float64).reshape(shape)
    return _with_all(_keys(found, [values for values, _ in parts]), n, weighted)


def _by_area(dispositions: Dispositions, names: tuple[str, ...]) -> Groups:
    """The areas in the order of the study, also those without a unit."""
    counts = dispositions.counts
    codes = [code.value for code in dispositions.area.codes]
    place = {code: k for k, code in enumerate(codes)}
    at = ([place[each] for each in counts["area"]], [COLUMNS.index(o) for o in counts["outcome"]])
    n, weighted = np.zeros((2, len(codes), len(COLUMNS)))
    np.add.at(n, at, counts["n"].to_numpy(dtype=np.float64))
    np.add.at(weighted, at, counts["weighted"].to_numpy(dtype=np.float64))
    groups = _with_all([(code,) for code in codes], n, weighted)
    if names:
        return groups
    return Groups([()], groups.n[-1:], groups.weighted[-1:])


def _with_all(keys: list[tuple[Any, ...]], n: Floats, weighted: Floats) -> Groups:
    width = len(keys[0]) if keys else 1
    return Groups(
        [*keys, (Domain.ALL,) * width],
        np.vstack([n, n.sum(axis=0)]),
        np.vstack([weighted, weighted.sum(axis=0)]),
    )


def _keys(found: Places, values: Sequence[list[Any]]) -> list[tuple[Any, ...]]:
    sizes = [len(each) for each in values]
    places = np.unravel_index(found, sizes)
    return [
        tuple(each[int(k)] for each, k in zip(values, place, strict=True))
        for place in zip(*places, strict=True)
    ]


def _column(units: pd.DataFrame, name: str) -> pd.Series[Any]:
    """What is known of everyone sampled, by its name."""
    if name == MODE:
        return units[ASSIGNED_MODE if ASSIGNED_MODE in units else "last_mode"]
    known = [each for each in units.columns if each not in _OF_FIELDWORK]
    if name in known:
        return units[name]
    if name in _OF_FIELDWORK:
        raise fail(UnknownNameError, "dispositions.by_fieldwork", name=quoted(name))
    near = did_you_mean(name, [*known, MODE])
    code = "dispositions.by_unknown_near" if near else "dispositions.by_unknown"
    raise fail(UnknownNameError, code, name=quoted(name), near=quoted(near or ""),
               known=culprits([*known, MODE]))  # fmt: skip


def _coded(
    column: pd.Series[Any], dispositions: Dispositions, name: str
) -> tuple[list[Any], Places]:
    """The values of a column in their order, those that lack last, and which one each unit has."""
    if name == AREA:
        codes: list[Any] = [code.value for code in dispositions.area.codes]
        return codes, np.array(pd.Categorical(column, categories=codes).codes, dtype=np.intp)
    index, found = pd.factorize(column.to_numpy(dtype=object))
    lacks = [_is_lacking(each) for each in found]
    kept = sorted((k for k in range(len(found)) if not lacks[k]), key=lambda k: _sorting(found[k]))
    rank = np.full(len(found) + 1, len(kept), dtype=np.intp)  # index −1 is one that lacks
    rank[kept] = np.arange(len(kept))
    return [*(found[k] for k in kept), Domain.MISSING], rank[index]


def _is_lacking(value: Any) -> bool:  # noqa: ANN401 - what a cell holds
    return value == "" or bool(pd.isna(value))


def _sorting(value: Any) -> tuple[bool, float, str]:  # noqa: ANN401 - what a cell holds
    number = isinstance(value, int | float | np.number)
    return not number, float(value) if number else 0.0, str(value)
