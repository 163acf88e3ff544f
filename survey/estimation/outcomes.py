"""The outcome of a regression, read for its model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Category, Kind
from survey.errors import DataError
from survey.estimation.design_columns import column
from survey.estimation.variables import coded, numeric
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.codebook import Headline
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Coded
    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a model explains.

    Attributes
    ----------
    name : str
    values : (n,) float
        Numbers; 0 and 1; or positions among the categories. NaN where missing.
    categories : tuple
        The ordered answers, for an ordered model; what counts as 1, for a logit.
    """

    name: str
    values: Floats
    categories: tuple[Any, ...] = ()


def read_outcome(design: SurveyDesign, name: str, model: str) -> Outcome:
    """Read the outcome as the model needs it.

    Raises
    ------
    DataError
        If it doesn't fit the model.
    """
    if model == "logit":
        return _binary(design, name)
    if model == "ordered_logit":
        return _ordered(design, name)
    values = numeric(design, name)
    if model == "poisson" and (values < 0).any():
        got = culprits(design.row_names[values < 0])
        raise fail(DataError, "regression.outcome_negative", name=quoted(name), rows=got)
    return Outcome(name, values)


def _binary(design: SurveyDesign, name: str) -> Outcome:
    variable = design.codebook.get(name)
    if variable is not None and variable.headline is not None:
        values = _headline(coded(design, name), variable.headline)
        return Outcome(name, values, (Category.HEADLINE,))
    found = _zero_or_one(design, name)
    if found is None or not np.isin(found[~np.isnan(found)], (0, 1)).all():
        raise fail(DataError, "regression.outcome_binary", name=quoted(name))
    return Outcome(name, found, (1,))


def _zero_or_one(design: SurveyDesign, name: str) -> Floats | None:
    """A column of numbers, or one whose codes are 0 and 1."""
    variable = design.codebook.get(name)
    if variable is not None and variable.kind is not Kind.NUMBER:
        found = coded(design, name)
        return _scores(found) if set(found.values) <= {0, 1} else None
    if pd.api.types.is_numeric_dtype(column(design.data, name)):
        return numeric(design, name)
    return None


def _ordered(design: SurveyDesign, name: str) -> Outcome:
    values = column(design.data, name)
    variable = design.codebook.get(name)
    ordered = isinstance(values.dtype, pd.CategoricalDtype) or pd.api.types.is_numeric_dtype(values)
    if not (ordered or (variable is not None and variable.codes)):
        raise fail(DataError, "regression.outcome_unordered", name=quoted(name))
    found = coded(design, name)
    known = (found.codes >= 0) & (found.codes < len(found.values))
    return Outcome(name, np.where(known, found.codes, np.nan), tuple(found.values))


def scores(design: SurveyDesign, name: str) -> Floats:
    """Numbers, or answers to a question whose codes are whole numbers; NaN where missing, (n,)."""
    variable = design.codebook.get(name)
    if variable is None or variable.kind is Kind.NUMBER:
        return numeric(design, name)
    if not all(isinstance(code.value, int) for code in variable.codes):
        raise fail(DataError, "regression.codes_no_numbers", name=quoted(name))
    return _scores(coded(design, name))


def _scores(found: Coded) -> Floats:
    values = np.array([*map(float, found.values), *[np.nan] * found.missing, np.nan])
    return np.asarray(values[found.codes], dtype=float)


def _headline(found: Coded, declared: Headline) -> Floats:
    """1 for the codes of the headline, 0 for other answers in its base."""
    size = len(found.values)
    one = [value in declared.codes for value in found.values]
    if declared.base == "answered":
        base = [True] * size + [False] * found.missing
    elif declared.base == "asked":
        base = [True] * (size + found.missing)
    else:
        base = [value in declared.base for value in found.values] + [False] * found.missing
    values = np.where([*base, False], [*one, *[False] * (found.missing + 1)], np.nan)
    return np.asarray(values[found.codes], dtype=float)  # −1, not asked, is the last
