"""The columns behind a formula as numbers and categories, and model matrices of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind, MissingKind
from survey.errors import DataError, WrongUseError
from survey.estimation.design_columns import column
from survey.estimation.variables import coded, numeric
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.codebook import Codebook
    from survey.estimation.design import SurveyDesign
    from survey.estimation.formula import Formula, Term
    from survey.kernels.layout import Bools, Floats, Ints

_MOST_COLUMNS = 500
_MISSING = tuple(int(kind) for kind in MissingKind)


@dataclass(frozen=True, slots=True, eq=False)
class Predictor:
    """A column on the right of a formula.

    Attributes
    ----------
    name : str
    levels : tuple
        Its categories in order, the first the reference; empty for numbers.
    values : (m,) float
        Numbers, or positions among the levels; NaN where missing.
    """

    name: str
    levels: tuple[Any, ...]
    values: Floats

    def at(self, rows: Ints) -> Predictor:
        """The same for some rows."""
        return replace(self, values=self.values[rows])

    def everywhere(self, value: float) -> Predictor:
        """The same with one value for all rows."""
        return replace(self, values=np.full(len(self.values), float(value)))

    def known_only(self) -> Predictor:
        """Without the levels that no row has."""
        if not self.levels:
            return self
        present, values = np.unique(self.values, return_inverse=True)
        levels = tuple(self.levels[int(place)] for place in present)
        return replace(self, levels=levels, values=values.astype(float))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a model matrix.

    Attributes
    ----------
    term : Term
    levels : tuple of (int or None)
        For each column of the term the position of the level it stands for; None for numbers.
    """

    term: Term
    levels: tuple[int | None, ...]


def read_predictors(design: SurveyDesign, formula: Formula) -> dict[str, Predictor]:
    """Read the columns on the right of a formula.

    Codes of a codebook, text, truth values and columns marked with ``C()`` are categories.
    """
    return {name: _predictor(design, name, formula.categorical) for name in formula.columns}


def complete(predictors: Mapping[str, Predictor], rows: int) -> Bools:
    """Rows that lack none of the columns, (n,)."""
    result = np.ones(rows, dtype=bool)
    for predictor in predictors.values():
        result &= ~np.isnan(predictor.values)
    return result


def of_rows(predictors: Mapping[str, Predictor], rows: Ints) -> dict[str, Predictor]:
    """The same columns for some rows, without the levels that none of these has.

    Raises
    ------
    DataError
        If only one level is left.
    """
    found = {name: each.at(rows).known_only() for name, each in predictors.items()}
    for name, each in found.items():
        if len(each.levels) == 1:
            got = quoted(each.levels[0])
            raise fail(DataError, "regression.one_level", name=quoted(name), got=got)
    return found


def matrix_columns(
    terms: Sequence[Term], predictors: Mapping[str, Predictor]
) -> tuple[Column, ...]:
    """The columns of the model matrix, the intercept first.

    A category in a term has a column for each level but the first if the term without it is in the
    model, otherwise for each level (Chambers & Hastie 1992, *Statistical Models in S*, §2.4.1).

    Raises
    ------
    WrongUseError
        If there are more than 500.
    """
    known = {frozenset(term) for term in ((), *terms)}
    sizes = [[_levels_of(term, name, known, predictors) for name in term] for term in terms]
    count = 1 + sum(int(np.prod([len(each) for each in size])) for size in sizes)
    if count > _MOST_COLUMNS:
        raise fail(WrongUseError, "regression.columns", got=count, most=_MOST_COLUMNS)
    result = [Column((), ())]
    for term, size in zip(terms, sizes, strict=True):
        result += [Column(term, levels[::-1]) for levels in product(*size[::-1])]
    return tuple(result)


def model_matrix(
    columns: Sequence[Column], predictors: Mapping[str, Predictor], rows: int
) -> Floats:
    """The model matrix, (m, p)."""
    parts = [_product(each, predictors, rows) for each in columns]
    return np.column_stack(parts) if parts else np.empty((rows, 0))


def slope_matrix(
    columns: Sequence[Column], predictors: Mapping[str, Predictor], rows: int, name: str
) -> Floats:
    """Derivative of the model matrix by a number, (m, p)."""
    ones = {**predictors, name: predictors[name].everywhere(1.0)}
    parts = [
        _product(each, ones, rows) if name in each.term else np.zeros(rows) for each in columns
    ]
    return np.column_stack(parts)


def new_predictors(
    predictors: Mapping[str, Predictor], frame: pd.DataFrame, codebook: Codebook
) -> dict[str, Predictor]:
    """The same columns with the values of other data.

    Raises
    ------
    DataError
        If a value is missing, or a category was in none of the rows that the model was fitted to.
    """
    return {
        name: _read_again(each, column(frame, name), coded_missing=name in codebook)
        for name, each in predictors.items()
    }


def _predictor(design: SurveyDesign, name: str, marked: frozenset[str]) -> Predictor:
    if not (name in marked or _is_category(design, name)):
        return Predictor(name, (), numeric(design, name))
    found = coded(design, name)
    known = (found.codes >= 0) & (found.codes < len(found.values))
    return Predictor(name, tuple(found.values), np.where(known, found.codes, np.nan))


def _is_category(design: SurveyDesign, name: str) -> bool:
    values = column(design.data, name)
    variable = design.codebook.get(name)
    if variable is not None:
        return variable.kind is not Kind.NUMBER
    return pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values)


def _levels_of(
    term: Term, name: str, known: set[frozenset[str]], predictors: Mapping[str, Predictor]
) -> list[int | None]:
    levels = predictors[name].levels
    if not levels:
        return [None]
    first = 1 if frozenset(term) - {name} in known else 0
    return list(range(first, len(levels)))


def _product(each: Column, predictors: Mapping[str, Predictor], rows: int) -> Floats:
    result = np.ones(rows)
    for name, level in zip(each.term, each.levels, strict=True):
        values = predictors[name].values
        result *= values if level is None else values == level
    return result


def _read_again(predictor: Predictor, values: pd.Series[Any], *, coded_missing: bool) -> Predictor:
    if predictor.levels:
        found = pd.Index(predictor.levels).get_indexer(pd.Index(values)).astype(float)
        unknown = found < 0
    else:
        found = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        unknown = ~np.isfinite(found) | (coded_missing & np.isin(found, _MISSING))
    if unknown.any():
        known = culprits(predictor.levels)
        got = culprits(pd.unique(values[unknown]))
        name = quoted(predictor.name)
        raise fail(DataError, "regression.new_value", name=name, got=got, known=known)
    return replace(predictor, values=found)
