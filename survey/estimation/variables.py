"""Columns as estimates see them: category codes, numbers, and the domains of a breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from survey.codebook import NEVER_ASKED, Domain, Kind, MissingKind, Variable
from survey.errors import DataError, WrongUseError
from survey.estimation.arguments import must_be, refuse_collections
from survey.estimation.design import SurveyDesign
from survey.estimation.design_columns import column
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints

_MISSING_CODES = tuple(int(kind) for kind in MissingKind)
_MISSING_ASKED = tuple(int(kind) for kind in MissingKind if kind not in NEVER_ASKED)
_MOST_CATEGORIES, _MOST_DOMAINS = 1000, 100_000
_SMALL = 10_000
_RESULT_COLUMNS = {
    "variable", "category", "estimate", "std_error", "conf_low", "conf_high", "df", "n", "n_eff",
    "deff", "count", "weighted_n", "contrast", "contrast_estimate", "contrast_n", "contrast_count",
    "difference",
    "simultaneous_low", "simultaneous_high", "p_value", "p_adjusted", "mark", "ratio", "odds_ratio",
    "breakdown", "statistic", "status",
}  # fmt: skip
_NO_CODE = 2**53  # stands for numbers that no code can be: broken, too large or infinite


@dataclass(frozen=True, slots=True)
class Coded:
    """A categorical column.

    Attributes
    ----------
    codes : (n,) int
        Position of the answer among `values`; from ``len(values)`` on one position for each kind
        of missing answer of someone who was asked; −1 for those who were not asked.
    values : list
        The valid answers in their order.
    missing : int
        How many positions stand for missing answers of people who were asked.
    """

    codes: Ints
    values: list[Any]
    missing: int


@dataclass(frozen=True, slots=True)
class Domains:
    """The domains of a breakdown.

    Attributes
    ----------
    elementary : (n,) int
        Elementary domain of each row, −1 outside.
    members : (A, D) sparse of 0 and 1
        The elementary domains that each reported domain pools.
    labels : list of tuple
        For each reported domain its value of each by-column.
    partitions : tuple of (A,) int
        The same as `members`: reported domains that don't overlap, by elementary domain; those of a
        later partition come after those of an earlier one. Empty where domains are taken as all
        without some.
    parts : (A′, D) sparse
        `members` by cells: the elementary domains and unions of them, with 1 for a cell that is in
        a reported domain and −1 for one that is taken out of it.
    unions : (A′, A) sparse of 0 and 1, or None
        Which elementary domains each cell holds; None where cells are the elementary domains.
    """

    elementary: Ints
    members: sparse.coo_array
    labels: list[tuple[Any, ...]]
    partitions: tuple[Ints, ...]
    parts: sparse.coo_array
    unions: sparse.csr_array | None = None

    @property
    def cells(self) -> int:
        """Number of elementary domains, A."""
        return int(self.members.shape[0])

    def united(self, values: Floats) -> Floats:
        """Sums by elementary domain, (A, …), as sums by cell, (A′, …)."""
        if self.unions is None:
            return values
        flat = self.unions @ values.reshape(len(values), -1)
        return np.asarray(flat).reshape(-1, *values.shape[1:])

    def united_columns(self, sums: sparse.csr_array, each: int) -> sparse.csr_array:
        """The same for the columns of a matrix, `each` of them for one domain."""
        if self.unions is None:
            return sums
        spread = sparse.kron(self.unions.T, sparse.eye_array(each), format="csr")
        return sparse.csr_array(sums @ spread)

    def with_all(self, place: int) -> Domains:
        """These domains, and after them all values of a by-column taken together.

        Parameters
        ----------
        place : int
            Which by-column.
        """
        union, others = self._unions(place)
        labels = [(*key[:place], Domain.ALL, *key[place:]) for key in others]
        start = self.members.shape[1]
        partitions = (*self.partitions, start + union) if self.partitions else ()
        together = _incidence(np.arange(self.cells), union, (self.cells, len(others)))
        members = sparse.hstack([self.members, together]).tocoo()
        parts = sparse.hstack([self.parts, self._padded(together)]).tocoo()
        whole = [*self.labels, *labels]
        return Domains(self.elementary, members, whole, partitions, parts, self.unions)

    def with_rest(self, place: int) -> Domains:
        """These domains, and beside each that is one value of a by-column all without it.

        Parameters
        ----------
        place : int
            Which by-column. The label of a rest has the value in a tuple behind `Domain.REST`.
        """
        labels = self.labels[: self.cells]
        union, number = self._unions(place)
        each = np.arange(self.cells)
        ones = np.ones(self.cells)
        together = sparse.coo_array((ones, (union, each)), shape=(len(number), self.cells))
        unions = sparse.csr_array(sparse.vstack([sparse.eye_array(self.cells), together]))
        start = self.members.shape[1]
        row, column = _pairs_without_self(union)
        members = sparse.hstack(
            [self.members, _incidence(row, column, (self.cells, self.cells))]
        ).tocoo()
        old = self.parts
        parts = sparse.coo_array(
            (
                np.concatenate([old.data, -ones, ones]),
                (
                    np.concatenate([old.row, each, self.cells + union]),
                    np.concatenate([old.col, start + each, start + each]),
                ),
            ),
            shape=(self.cells + len(number), start + self.cells),
        )
        rest = [
            (*label[:place], (Domain.REST, label[place]), *label[place + 1 :]) for label in labels
        ]
        return Domains(self.elementary, members, [*self.labels, *rest], (), parts, unions)

    def _unions(self, place: int) -> tuple[Ints, list[tuple[Any, ...]]]:
        """Which elementary domains agree in all but one by-column, and their other labels."""
        labels = self.labels[: self.cells]
        others = [label[:place] + label[place + 1 :] for label in labels]
        number = {key: at for at, key in enumerate(dict.fromkeys(others))}
        return np.array([number[key] for key in others]), list(number)

    def _padded(self, members: sparse.coo_array) -> sparse.coo_array:
        """Members by elementary domain as members by cell."""
        shape = (self.parts.shape[0], members.shape[1])
        return sparse.coo_array((members.data, (members.row, members.col)), shape=shape)


def coded(design: SurveyDesign, name: str, most: int = _MOST_CATEGORIES) -> Coded:
    """Read a column as categories, in the order of the codebook or of the data.

    Parameters
    ----------
    most : int
        Most different answers of a column without a codebook.

    Raises
    ------
    DataError
        If an answer is no code of the question, or a column without a codebook holds negative
        codes or too many different answers.
    """
    values = column(design.data, name)
    refuse_collections(values, name)
    variable = design.codebook.get(name)
    if variable is not None and variable.kind is Kind.NUMBER:
        raise fail(WrongUseError, "estimate.number_as_share", name=quoted(name))
    if variable is not None and variable.codes:
        return _coded_by_codebook(design, values, variable)
    return _coded_as_found(design, values, name, most)


def numeric(design: SurveyDesign, name: str) -> Floats:
    """Read a column as numbers; missing answers as NaN.

    Raises
    ------
    DataError
        If the column holds text, or an infinite number.
    WrongUseError
        If the codebook says that the column holds codes, which have no mean.
    """
    values = column(design.data, name)
    variable = design.codebook.get(name)
    if variable is not None and variable.kind is not Kind.NUMBER:
        raise fail(WrongUseError, "estimate.codes_as_number", name=quoted(name))
    if values.isna().all():
        return np.full(design.rows, np.nan)
    if values.dtype == object:
        values = values.infer_objects()
    if isinstance(values.dtype, pd.CategoricalDtype) or not pd.api.types.is_numeric_dtype(values):
        first = next((v for v in values if isinstance(v, str)), values.iloc[0])
        raise fail(
            DataError, "estimate.text_as_number", name=quoted(name), got=quoted_cell(str(first))
        )
    result = values.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(result).any():
        rows = culprits(design.row_names[np.isinf(result)])
        raise fail(DataError, "estimate.infinite", name=quoted(name), rows=rows)
    if variable is not None:
        result = np.where(np.isin(result, _MISSING_CODES), np.nan, result)
    return result


def scored(design: SurveyDesign, name: str) -> Floats:
    """Read a column as numbers, and the codes of a question as what they are as numbers.

    Raises
    ------
    DataError
        As `numeric` and `coded`, or if a code is no number.
    """
    variable = design.codebook.get(name)
    if variable is None or variable.kind is Kind.NUMBER:
        return numeric(design, name)
    answers = coded(design, name)
    words = [value for value in answers.values if not isinstance(value, Real)]
    if words:
        got = quoted_cell(str(words[0]))
        raise fail(DataError, "estimate.text_as_number", name=quoted(name), got=got)
    values = np.append(np.array(answers.values, dtype=float), np.nan)
    valid = (answers.codes >= 0) & (answers.codes < len(answers.values))
    return np.asarray(values[np.where(valid, answers.codes, -1)])


def domains(
    design: SurveyDesign,
    by: str | Sequence[str] | None,
    *,
    all_row: bool,
    where: object = None,
) -> tuple[tuple[str, ...], Domains]:
    """The crossed domains of by-columns, with a pooled row over the first column if asked.

    Returns
    -------
    by : tuple of str
        The by-columns.
    domains : Domains
    """
    must_be(design, SurveyDesign, "design", "SurveyDesign")
    names = _by_names(by)
    if len(set(names)) < len(names):
        raise fail(WrongUseError, "estimate.by_twice", names=culprits(names))
    taken = [name for name in names if name in _RESULT_COLUMNS]
    if taken:
        raise fail(WrongUseError, "estimate.by_taken", names=culprits(taken))
    elementary = np.zeros(design.rows, dtype=np.int64)
    levels: list[list[Any]] = []
    for name in names:
        codes, values = _grouping(design, name)
        elementary = elementary * len(values) + codes
        levels.append(values)
    if where is not None:
        elementary = np.where(design.where(where), elementary, -1)
    partitions, labels = _partitions(levels, all_row=all_row and bool(names))
    members = _members(partitions, len(labels))
    return names, Domains(elementary, members, labels, partitions, members)


def _coded_by_codebook(design: SurveyDesign, values: pd.Series[Any], variable: Variable) -> Coded:
    answers = [code.value for code in variable.codes]
    missing = list(_MISSING_ASKED)
    plain = _holds_integers(values)
    whole = values.to_numpy() if plain else _whole(values)
    codes = _places(whole, answers + missing)
    if not plain:
        blank = values.isna().to_numpy()
        codes = np.where(blank, len(answers) + missing.index(int(MissingKind.NO_ANSWER)), codes)
    unknown = codes < 0
    if unknown.any():
        unknown &= ~np.isin(whole, [int(kind) for kind in NEVER_ASKED])
    if unknown.any():
        raise fail(
            DataError,
            "estimate.code_unknown",
            name=quoted(variable.name),
            got=culprits(pd.unique(values[unknown]), quote=quoted_cell),
            codes=culprits(answers),
            rows=culprits(design.row_names[unknown]),
        )
    return Coded(codes.astype(np.int64), answers, len(missing))


def _by_names(by: str | Sequence[str] | None) -> tuple[str, ...]:
    if by is None:
        return ()
    if isinstance(by, str):
        return (by,)
    if not isinstance(by, Sequence) or not all(isinstance(name, str) for name in by):
        raise fail(WrongUseError, "design.column_name", got=repr(by))
    return tuple(by)


def _holds_integers(values: pd.Series[Any]) -> bool:
    """Whether a column is a plain array of integers, without a way to lack one."""
    return isinstance(values.dtype, np.dtype) and values.dtype.kind in "iu" and len(values) > 0


def _places(values: Any, known: list[Any]) -> Ints:  # noqa: ANN401 - an array of what the column holds
    """The place of each value among some, −1 for others."""
    small = all(isinstance(code, int) and -_SMALL < code < _SMALL for code in known)
    if small and values.dtype.kind in "iu" and len(values):
        low, high = min(known), max(known)
        table = np.full(high - low + 2, -1, dtype=np.int64)
        table[np.array(known) - low] = np.arange(len(known))
        inside = (values >= low) & (values <= high)
        return np.asarray(table[np.where(inside, values - low, high - low + 1)])
    return np.asarray(pd.Index(known).get_indexer(pd.Index(values)), dtype=np.int64)


def _coded_as_found(design: SurveyDesign, values: pd.Series[Any], name: str, most: int) -> Coded:
    if _holds_integers(values):
        array = values.to_numpy()
        if array.min() >= 0 and array.max() < most:
            present = np.bincount(array) > 0
            return Coded((np.cumsum(present) - 1)[array], np.flatnonzero(present).tolist(), 1)
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy().astype(np.int64)
        answers = list(values.cat.categories)
    else:
        codes, found = pd.factorize(values, sort=True)
        answers = list(found)
    negative = [code for code in answers if isinstance(code, Real) and code < 0]
    if negative:
        raise fail(DataError, "estimate.negative_codes", name=quoted(name), got=culprits(negative))
    if len(answers) > most:
        raise fail(DataError, "estimate.too_many", name=quoted(name), count=len(answers))
    return Coded(np.where(codes < 0, len(answers), codes).astype(np.int64), answers, 1)


def _grouping(design: SurveyDesign, name: str) -> tuple[Ints, list[Any]]:
    """Codes of a by-column; whoever lacks a value forms a domain of their own, if there are any."""
    found = coded(design, name, _MOST_DOMAINS)
    lacking = (found.codes < 0) | (found.codes >= len(found.values))
    if not lacking.any():
        return found.codes, found.values
    return np.where(lacking, len(found.values), found.codes), [*found.values, Domain.MISSING]


def _partitions(
    levels: list[list[Any]], *, all_row: bool
) -> tuple[tuple[Ints, ...], list[tuple[Any, ...]]]:
    """Reported domains by elementary domain: each for itself, then pooled over the first column."""
    sizes = [len(values) for values in levels]
    cells = int(np.prod(sizes)) if sizes else 1
    places = np.array(np.unravel_index(np.arange(cells), sizes or (1,))).T
    labels = [tuple(v[i] for v, i in zip(levels, place, strict=False)) for place in places]
    each = np.arange(cells)
    if not all_row:
        return (each,), labels
    rest = cells // sizes[0]
    labels += [(Domain.ALL, *labels[place][1:]) for place in range(rest)]
    return (each, cells + each % rest), labels


def _members(partitions: tuple[Ints, ...], reported: int) -> sparse.coo_array:
    cells = len(partitions[0])
    rows = np.tile(np.arange(cells), len(partitions))
    return _incidence(rows, np.concatenate(partitions), (cells, reported))


def _incidence(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sparse.coo_array:
    return sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _pairs_without_self(union: Ints) -> tuple[Ints, Ints]:
    """All pairs of different domains in the same union."""
    order = np.argsort(union, kind="stable")
    rows, columns = [], []
    for together in np.split(order, np.flatnonzero(np.diff(union[order])) + 1):
        first, second = np.meshgrid(together, together, indexing="ij")
        apart = first != second
        rows.append(first[apart])
        columns.append(second[apart])
    return np.concatenate(rows), np.concatenate(columns)


def _whole(values: pd.Series[Any]) -> Any:  # noqa: ANN401 - an array of what the column holds
    """Codes as they are in a codebook: whole numbers read as floats become whole again."""
    if pd.api.types.is_float_dtype(values):
        array = values.to_numpy(dtype=float, na_value=np.nan)
        with np.errstate(invalid="ignore"):
            whole = (array == np.floor(array)) & (np.abs(array) < _NO_CODE)
        return np.where(whole, array, _NO_CODE).astype(np.int64)
    return values.astype(object).where(values.notna(), None).to_numpy()
