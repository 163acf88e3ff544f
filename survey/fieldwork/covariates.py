"""What is known of everyone sampled, as cells of units that are alike in all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Codebook, Domain
from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.files.nearest import did_you_mean
from survey.kernels.regression import aliased
from survey.kernels.response_propensity import Cells
from survey.language.messages import culprits, fail, quoted
from survey.language.words import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from survey.kernels.layout import Bools, Floats, Ints

Term = tuple[str, ...]
"""A covariate, or several that are crossed."""

MOST_COLUMNS, MOST_NUMBERS, _LEAST_A_COLUMN = 500, 30, 3
_LEAST_MISSING, _LEAST_PART_MISSING = 5, 0.02
_LETTERS_OF = "da"  # whatever language is in force, so that the order is always the same


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Everyone sampled, row by row.

    Attributes
    ----------
    answered : (n,) bool
    weights : (n,) float
    stratum : (n,) int
    reachable : (n,) bool
        Who hasn't answered, but still may.
    """

    answered: Bools
    weights: Floats
    stratum: Ints
    reachable: Bools


@dataclass(frozen=True, slots=True, eq=False)
class CovariateCells:
    """Cells of units that are alike, and the categories that they are in.

    Attributes
    ----------
    cells : Cells
    terms : tuple of Term
    groups : mapping of term to (m,) int
        The category of each cell.
    categories : mapping of term to tuple
        What the categories are; of crossed covariates, tuples.
    columns : mapping of str to (m,) int
        The category of each cell by each covariate alone.
    answers, reachable : (m,) int
        How many units answered, and still may.
    """

    cells: Cells
    terms: tuple[Term, ...]
    groups: dict[Term, Ints]
    categories: dict[Term, tuple[Any, ...]]
    columns: dict[str, Ints]
    answers: Ints
    reachable: Ints

    def others(self, term: Term) -> Ints:
        """Groups of cells that are alike in all covariates outside a term."""
        codes = [each for name, each in self.columns.items() if name not in term]
        if not codes:
            return np.zeros(len(self.answers), dtype=np.int64)
        return np.unique(_joined(codes), return_inverse=True)[1].reshape(-1)


def covariate_cells(
    frame: pd.DataFrame, terms: Sequence[Term], asked: Asked, codebook: Codebook
) -> CovariateCells:
    """Bring everyone sampled together in cells.

    Raises
    ------
    UnknownNameError, DataError
        If a covariate isn't there, or can't be one.
    """
    names = list(dict.fromkeys(name for term in terms for name in term))
    coded = {name: _coded(frame, name, asked.answered, codebook) for name in names}
    codes = [each for each, _ in coded.values()]
    key = _joined([asked.stratum, *codes])
    _, first, cell = np.unique(key, return_index=True, return_inverse=True)
    cell = cell.reshape(-1)
    columns = {name: each[first] for name, (each, _) in coded.items()}
    values = {name: each for name, (_, each) in coded.items()}
    groups, categories = {}, {}
    for term in terms:
        groups[term], categories[term] = _crossed(term, columns, values)
    x = _model_columns([groups[term] for term in terms])
    _refuse_too_many(x.shape[1], len(frame))

    def summed(of: Any) -> Floats:  # noqa: ANN401 - an array of any numbers
        return np.bincount(cell, of, len(first)).astype(float)

    weights = asked.weights
    cells = Cells(
        x, summed(None), summed(weights), summed(weights**2),
        summed(weights * asked.answered), asked.stratum[first],
    )  # fmt: skip
    counts = [summed(each).astype(np.int64) for each in (asked.answered, asked.reachable)]
    return CovariateCells(cells, tuple(terms), groups, categories, columns, *counts)


def terms_of(given: Iterable[str | Iterable[str]]) -> list[Term]:
    """Covariates as they were given, each as a term: a name alone, or several that are crossed.

    Raises
    ------
    WrongUseError
        If there are none, or something isn't a name.
    """
    listed = [given] if isinstance(given, str) else list(given)
    terms = [tuple(each) if isinstance(each, list | tuple) else (each,) for each in listed]
    if not terms or not all(term and all(isinstance(n, str) for n in term) for term in terms):
        raise fail(WrongUseError, "progress.terms", got=str(listed))
    return list(dict.fromkeys(terms))


def _joined(codes: Sequence[Ints]) -> Ints:
    """One number for each combination of codes."""
    joined = np.zeros(len(codes[0]), dtype=np.int64)
    for each in codes:
        size = int(each.max(initial=0)) + 1
        if int(joined.max(initial=0)) > np.iinfo(np.int64).max // (size + 1):
            joined = np.unique(joined, return_inverse=True)[1].reshape(-1)
        joined = joined * size + each
    return joined


def _coded(
    frame: pd.DataFrame, name: str, answered: Bools, codebook: Codebook
) -> tuple[Ints, tuple[Any, ...]]:
    """The categories of a covariate, and which of them each unit is in."""
    if name not in frame.columns:
        near = did_you_mean(name, map(str, frame.columns))
        known = [near] if near is not None else list(frame.columns)
        raise fail(
            UnknownNameError, "progress.no_covariate", name=quoted(name), known=culprits(known)
        )
    if list(frame.columns).count(name) > 1:
        raise fail(DataError, "progress.covariate_twice", name=quoted(name))
    codes, found = pd.factorize(frame[name])
    values = [each.item() if isinstance(each, np.generic) else each for each in found]
    if "" in values:  # an empty cell
        codes = np.where(codes == values.index(""), -1, codes)
        codes, values = _without(codes, values, values.index(""))
    _check_categories(name, values, len(frame))
    order = _in_order(name, values, codebook)
    place = np.empty(len(values) + 1, dtype=np.int64)
    place[order] = np.arange(len(order))
    place[-1] = len(order)
    codes = place[codes]
    missing = codes == len(order)
    _check_missing(name, missing, answered)
    categories = tuple(values[each] for each in order)
    return codes, (*categories, Domain.MISSING) if missing.any() else categories


def _without(codes: Ints, values: list[Any], place: int) -> tuple[Ints, list[Any]]:
    """Codes and values without one of the values."""
    return np.where(codes > place, codes - 1, codes), values[:place] + values[place + 1 :]


def _check_categories(name: str, values: Sequence[object], units: int) -> None:
    """Refuse columns that are no categories: ids, amounts, measures."""
    numbers = [each for each in values if isinstance(each, int | float)]
    most = MOST_NUMBERS if len(numbers) == len(values) else MOST_COLUMNS
    if len(values) > most or len(values) > max(units // _LEAST_A_COLUMN, 2):
        raise fail(DataError, "progress.categories", name=quoted(name), got=len(values), most=most)


def _check_missing(name: str, missing: Bools, answered: Bools) -> None:
    """Refuse what is known only of those who answered, or only of the others."""
    count = int(missing.sum())
    both = answered.any() and not answered.all()
    one_sided = count >= _LEAST_MISSING and (answered[missing].all() or not answered[missing].any())
    if both and one_sided and count / max(len(missing), 1) > _LEAST_PART_MISSING:
        raise fail(DataError, "progress.not_of_all", name=quoted(name), count=count)


def _in_order(name: str, values: Sequence[Any], codebook: Codebook) -> list[int]:
    """Places of the categories: by the codebook, then numbers, then words."""
    variable = codebook.get(name)
    known = {} if variable is None else {code.value: k for k, code in enumerate(variable.codes)}

    def rank(place: int) -> tuple[int, float, tuple[str, str]]:
        value = values[place]
        if value in known:
            return 0, known[value], ("", "")
        if isinstance(value, int | float):
            return 1, float(value), ("", "")
        return 2, 0.0, sort_key(str(value), _LETTERS_OF)

    return sorted(range(len(values)), key=rank)


def _crossed(
    term: Term, columns: dict[str, Ints], values: dict[str, tuple[Any, ...]]
) -> tuple[Ints, tuple[Any, ...]]:
    """The group of each cell by a term, and what the groups are."""
    if len(term) == 1:
        return columns[term[0]], values[term[0]]
    key = _joined([columns[name] for name in term])
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    names = tuple(
        tuple(values[name][int(columns[name][place])] for name in term) for place in first
    )
    return group.reshape(-1), names


def _model_columns(groups: Sequence[Ints]) -> Floats:
    """Ones, and a column for each category but the first; none that others make up."""
    columns = [np.ones((len(groups[0]), 1))]
    columns += [(group[:, None] == np.arange(1, group.max() + 1)).astype(float) for group in groups]
    if sum(each.shape[1] for each in columns) > 2 * MOST_COLUMNS:
        return np.hstack(columns)  # refused afterwards
    x = np.hstack(columns)
    return np.asarray(x[:, ~aliased(x)])


def _refuse_too_many(columns: int, units: int) -> None:
    most = min(MOST_COLUMNS, max(units // _LEAST_A_COLUMN, 2))
    if columns > most:
        raise fail(DataError, "progress.too_many_groups", got=columns, most=most, units=units)
