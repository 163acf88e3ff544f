"""Columns and margins of the golden weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.kernels.raking import Margins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.kernels.layout import Floats


def crossed(columns: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Values of several columns as one, row by row."""
    return list(zip(*columns, strict=True))


def margins(data: Sequence[Sequence[Any]], targets: Sequence[Mapping[Any, float]]) -> Margins:
    """Margins of columns, each with totals by value."""
    slots: list[list[int]] = []
    totals: list[float] = []
    universe: list[int] = []
    for values, wanted in zip(data, targets, strict=True):
        place = {value: len(totals) + k for k, value in enumerate(wanted)}
        slots.append([place.get(value, -1) for value in values])
        totals += wanted.values()
        universe += [0] * len(wanted)
    codes = np.array(slots, dtype=np.int64).T.reshape(-1, len(slots))
    return Margins(codes, np.array(totals, dtype=float), np.array(universe))


def design_columns(data: Mapping[str, Sequence[Any]], totals: Mapping[str, float]) -> Floats:
    """Columns by R's names: an intercept, ``stypeH`` for a value of a variable, or a number."""
    return np.column_stack([_column(data, name) for name in totals])


def _column(data: Mapping[str, Sequence[Any]], name: str) -> Floats:
    if name == "(Intercept)":
        return np.ones(len(next(iter(data.values()))))
    if name in data:
        return np.array(data[name], dtype=float)
    variable = max((each for each in data if name.startswith(each)), key=len)
    return np.array([str(value) == name.removeprefix(variable) for value in data[variable]], float)
