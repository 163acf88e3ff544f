"""Classes by what is known of everyone sampled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.errors import UnknownNameError, WeightingError
from survey.files.nearest import did_you_mean
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import natural_key
from survey.weighting.recipe_arguments import AREA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Ints
    from survey.weighting.setting import Setting


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Classes of cases that are alike in all that was asked for.

    Attributes
    ----------
    classes : (n,) int
    names : tuple of str
    places : (C, k) int
        Category of each class in each column, in order.
    ordered : tuple of bool
        Whether categories of a column have neighbours.
    first_kept : bool
        Whether the first column is the area, so that its categories are never mixed.
    """

    classes: Ints
    names: tuple[str, ...]
    places: Ints
    ordered: tuple[bool, ...]
    first_kept: bool


def known_of_all(setting: Setting, names: Sequence[str], step: str) -> Known:
    """Classes of cases by columns, the area first if it is among them.

    Raises
    ------
    UnknownNameError
        If a column isn't there.
    WeightingError
        If it isn't known of everyone sampled.
    """
    names = sorted(names, key=lambda each: each != AREA)
    columns = [categories_of(setting, each, step) for each in names]
    n = len(setting.cases.frame)
    if not columns:
        none = np.zeros((1, 0), dtype=np.int64)
        return Known(np.zeros(n, dtype=np.int64), (text("weighting.all"),), none, (), False)
    key = np.zeros(n, dtype=np.int64)
    for place, values, _ in columns:
        key = key * len(values) + place
    _, first, classes = np.unique(key, return_index=True, return_inverse=True)
    places = np.column_stack([place[first] for place, _, _ in columns])
    labels = [
        _labels(setting, name, values) for name, (_, values, _) in zip(names, columns, strict=True)
    ]
    said = [", ".join(labels[k][value] for k, value in enumerate(row)) for row in places.tolist()]
    ordered = tuple(each for _, _, each in columns)
    return Known(
        classes.reshape(-1).astype(np.int64), tuple(said), places, ordered, names[0] == AREA
    )


def categories_of(setting: Setting, name: str, step: str) -> tuple[Ints, tuple[object, ...], bool]:
    """The category of each case, the categories in order, and whether they have neighbours."""
    values = _column(setting, name, step)
    index, found = pd.factorize(values)
    known = [None if _is_missing(each) else each for each in found.tolist()]
    order, ordered = _in_order(setting, name, [each for each in known if each is not None])
    place = {value: k for k, value in enumerate(order)}
    lookup = [place[each] if each is not None else len(order) for each in known]
    result = np.array([*lookup, len(order)], dtype=np.int64)[index]
    lacking = (result == len(order)).any()
    return result, (*order, Domain.MISSING) if lacking else tuple(order), ordered


def _is_missing(value: Any) -> bool:  # noqa: ANN401 - what a cell holds
    """Whether a cell is empty, or a negative code says why it is unknown."""
    return value == "" or (isinstance(value, int | float) and value < 0)


def _column(setting: Setting, name: str, step: str) -> pd.Series[Any]:
    frame, everyone = setting.cases.frame, setting.cases.known
    if name not in everyone:
        near = did_you_mean(name, everyone)
        code = "weighting.unknown_of_all_near" if near else "weighting.unknown_of_all"
        raise fail(UnknownNameError, code, step=quoted(step), name=quoted(name),
                   near=quoted(near or ""), known=culprits(everyone))  # fmt: skip
    values = frame[name]
    silent = ~setting.cases.answered
    if silent.any() and values[silent].isna().all() and not values[~silent].isna().all():
        raise fail(WeightingError, "weighting.of_respondents_only", step=quoted(step),
                   name=quoted(name))  # fmt: skip
    return values


def _in_order(setting: Setting, name: str, values: list[Any]) -> tuple[list[Any], bool]:
    """Categories in the order of the study, of the codebook, or of their numbers or names."""
    variable = setting.area if name == AREA else setting.codebook.get(name)
    listed = [code.value for code in variable.codes] if variable is not None else []
    numbers = all(isinstance(each, int | float) for each in values)
    at = {value: k for k, value in enumerate(listed)}

    def rank(value: Any) -> tuple[int, float, tuple[str, str]]:  # noqa: ANN401
        if value in at:
            return 0, at[value], ("", "")
        if isinstance(value, int | float):
            return 1, float(value), ("", "")
        return 2, 0.0, natural_key(str(value))

    ordered = numbers or (bool(listed) and all(each in at for each in values))
    return sorted(values, key=rank), ordered and name != AREA


def _labels(setting: Setting, name: str, values: Sequence[object]) -> list[str]:
    if name == AREA:
        return [setting.area_label(each) for each in values]
    missing = text("table.missing")
    return [
        missing if each is Domain.MISSING else setting.value_label(name, each) for each in values
    ]
