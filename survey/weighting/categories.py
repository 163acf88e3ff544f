"""The category of each respondent, and what becomes of those who lack one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import UnknownNameError, WeightingError
from survey.findings import Severity
from survey.language.catalogue import current_language
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, finding, quoted
from survey.weighting.recipe_arguments import OWN, POOL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.weighting.setting import Setting
    from survey.weighting.tables import Found

_ENOUGH = 5


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A variable on the cases.

    Attributes
    ----------
    name : str
    codes : tuple
        Categories, in the order of the codebook.
    place : (n,) int
        Category of each case; −1 for those that are a category of their own, and for cases that
        nobody answered from.
    notes : tuple of Finding
        How many lack the variable, and what became of them.
    """

    name: str
    codes: tuple[object, ...]
    place: Ints
    notes: tuple[Finding, ...] = ()


def coded(
    setting: Setting,
    found: Found,
    name: str,
    rule: Any,  # noqa: ANN401 - a rule
    before: Floats,
) -> Coded:
    """A variable of a table on the cases.

    Raises
    ------
    UnknownNameError
        If the answers don't have it.
    WeightingError
        If somebody lacks it and no rule says what to do, or the rule can't be followed.
    """
    codes = tuple(found.cells[name].unique().tolist())
    place = places(setting, name, codes)
    lacking = setting.cases.answered & (place < 0)
    if not lacking.any():
        return Coded(name, codes, place)
    if rule is None:
        raise _refused(setting, name, lacking)
    kind, value = (rule, 0) if isinstance(rule, str) else next(iter(rule.items()))
    label = quoted(setting.codebook.label(name, current_language()))
    count = int(lacking.sum())
    notes = (finding(f"weighting.lacking_{kind}", severity=Severity.NOTE, name=label, count=count),)
    if kind == OWN:
        return Coded(name, codes, place, notes)
    if kind == POOL:
        if value not in codes:
            raise fail(WeightingError, "weighting.pool_unknown", name=quoted(name),
                       got=quoted(value), known=culprits(codes))  # fmt: skip
        return Coded(name, codes, np.where(lacking, codes.index(value), place), notes)
    return Coded(name, codes, _drawn(setting, name, place, lacking, before, int(value)), notes)


def places(setting: Setting, name: str, codes: Sequence[object]) -> Ints:
    """The place of each case's answer among codes; −1 where it isn't one of them."""
    try:
        values = setting.cases.answers_in(name)
    except KeyError:
        raise fail(UnknownNameError, "weighting.no_answers_to", name=quoted(name)) from None
    index, known = pd.factorize(values)
    of = {code: k for k, code in enumerate(codes)}
    lookup = np.array([*(of.get(each, -1) for each in known.tolist()), -1], dtype=np.int64)
    return lookup[index]


def _refused(setting: Setting, name: str, lacking: Bools) -> WeightingError:
    """The error about those who lack a variable, with what they said instead."""
    values = setting.cases.answers_in(name)[lacking]
    numbers = pd.to_numeric(values, errors="coerce")
    odd = values[(numbers >= 0) | (numbers.isna() & values.notna())].unique().tolist()
    code = "weighting.lacking_codes" if odd else "weighting.lacking"
    ids = setting.names(lacking)
    labels = [setting.value_label(name, each) for each in odd]
    return fail(WeightingError, code, name=quoted(name), count=len(ids), ids=culprit_ids(ids),
                codes=culprits(labels), bare=name)  # fmt: skip


def _drawn(
    setting: Setting, name: str, place: Ints, lacking: Bools, before: Floats, seed: int
) -> Ints:
    """Categories drawn after the weighted distribution of the area (of all, where too few are).

    The draw of a respondent depends on the seed, the variable and her id alone.
    """
    result = place.copy()
    known = setting.cases.answered & (place >= 0)
    if not known.any():
        raise _refused(setting, name, lacking)
    area, areas = setting.places(by_area=True)
    count = int(place.max()) + 1
    shares = np.zeros((len(areas), count))
    np.add.at(shares, (area[known], place[known]), before[known])
    few = np.bincount(area[known], minlength=len(areas)) < _ENOUGH
    shares[few] = np.bincount(place[known], before[known], minlength=count)
    reached = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    rows = np.flatnonzero(lacking)
    numbers = [_number(f"{seed}/{name}/{each}") for each in setting.names(lacking)]
    draws = np.array(numbers)[:, None]
    result[rows] = np.minimum((draws >= reached[area[rows]]).sum(axis=1), count - 1)
    return result


def _number(key: str) -> float:
    """A number in [0, 1) that only depends on a text."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
