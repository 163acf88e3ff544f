"""Characteristics as columns of a regression, and the regression fitted to some rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import DataError
from survey.estimation import model_fit
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail

if TYPE_CHECKING:
    from survey.comparison.fair.profiled import Profiled
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """A fitted regression.

    Attributes
    ----------
    model : {"linear", "logit"}
    theta : (P,) float
    influences : (m, P) float
    replicates : (R, P) float or None
    """

    model: str
    theta: Floats
    influences: Floats
    replicates: Floats | None


def characteristic_columns(of: Profiled, rows: Ints) -> tuple[Floats, list[str]]:
    """A column for each level but the first, or for a number, and their names."""
    columns: list[Floats] = []
    names: list[str] = []
    book, language = of.design.codebook, current_language()
    for each in of.characteristics:
        if each.numbers is not None:
            columns.append(each.numbers[rows])
            names.append(each.name)
            continue
        for place in range(1, len(each.values)):
            columns.append((each.codes[rows] == place).astype(float))
            names.append(f"{each.name} = {each.label(place, book, language)}")
    return np.column_stack([np.ones(len(rows)), *columns]), ["", *names]


def every_level(of: Profiled, rows: Ints) -> Floats:
    """The constant, then a column for each level of a characteristic or for a number, (m, E)."""
    columns = [np.ones(len(rows))]
    for each in of.characteristics:
        if each.numbers is not None:
            columns.append(each.numbers[rows])
        else:
            columns += [(each.codes[rows] == at).astype(float) for at in range(len(each.values))]
    return np.column_stack(columns)


def fitted(
    model: str, x: Floats, y: Floats, weights: Floats, again: Floats | None, names: list[str]
) -> Coefficients:
    """Fit a regression to rows, and anew to the weights of each replicate.

    Parameters
    ----------
    model : {"linear", "logit"}
    x : (m, P) float
    y, weights : (m,) float
    again : (m, R) float or None
    names : list of str
        Of the columns.

    Raises
    ------
    DataError
        If columns say the same, answers are perfectly separated, or it doesn't converge.
    """
    rows = model_fit.Rows(model, x, y)
    found = model_fit.fit(rows, weights)
    if found.problem:
        at_fault = [n for n, wrong in zip(names, found.columns, strict=False) if wrong and n]
        raise fail(DataError, found.problem, columns=culprits(at_fault))
    replicates = None
    if again is not None:
        each = [model_fit.fit(rows, w, found.theta) for w in again.T]
        failed = [number for number, fit in enumerate(each, start=1) if fit.problem]
        if failed:
            raise fail(DataError, "regression.replicates", got=culprits(failed))
        replicates = np.array([fit.theta for fit in each])
    slopes = model_fit.influences(rows, weights, found.theta)
    return Coefficients(model, found.theta, slopes, replicates)
