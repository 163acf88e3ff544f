"""Estimates: a tidy table with the scores behind it, so that any covariance can still be had."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.codebook import Domain
from survey.documents.notebook import unreleased_html, what_was_asked
from survey.errors import WrongUseError
from survey.kernels.forms import Deviations, form_covariances
from survey.kernels.sums import cell_sums, psus_and_strata
from survey.language.catalogue import current_language, text
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from survey.codebook import Codebook
    from survey.estimation.answered import Answered
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.forms import Forms
    from survey.kernels.layout import Bools, Floats, Ints

_FORMS_KEPT = 2
MEASURES = (
    "estimate", "std_error", "conf_low", "conf_high", "df", "n", "n_eff", "deff", "count",
    "weighted_n",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What the covariances of one variable's estimates are worked out from.

    Attributes
    ----------
    forms : Forms or Deviations
    cases : (G, D) sparse
        Non-zero where a PSU has a case in the base of a domain.
    """

    forms: Forms | Deviations
    cases: sparse.csr_array


@dataclass(frozen=True, slots=True, eq=False)
class FormsToMake:
    """Linearised estimates of one variable, made when a covariance is asked for.

    Attributes
    ----------
    size : int
        Number of estimates.
    make : callable
    """

    size: int
    make: Callable[[], Made] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Remade:
    """How to make the same estimates for other domains.

    Attributes
    ----------
    cut : Domains
        Those that they were made for.
    make : callable
    otherwise : callable
        The same with some blocks put in place of others: given what makes blocks of the domains and
        of the blocks that there were, and who counts in them.
    answered : callable, optional
        Gives, for each category or variable in turn, who counts in the estimates.
    """

    cut: Domains
    make: Callable[[Domains], Estimates] = field(repr=False)
    otherwise: Callable[
        [Callable[[Domains, list[Any]], list[Any]], Callable[[], list[Answered]] | None], Estimates
    ] = field(repr=False)
    answered: Callable[[], list[Answered]] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Merged:
    """What was put together so that it can be compared with another wave.

    Attributes
    ----------
    codes : mapping of str to mapping of category to tuple
        By variable: the codes of the data that each category counts.
    bases : mapping of str to tuple
        By variable: the codes of the data that are in its base.
    values : mapping of str to mapping of value to tuple
        By by-column: the values of the data that each value holds.
    anew : tuple of str
        By-columns whose values were drawn anew, row by row.
    """

    codes: Mapping[str, Mapping[Any, tuple[Any, ...]]] = field(default_factory=dict)
    bases: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[Any, tuple[Any, ...]]] = field(default_factory=dict)
    anew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Covariance:
    """The covariance of estimates, worked out when asked for and only as much as asked for.

    Rows and columns are the rows of `Estimates.to_frame`, counted from 0.
    """

    design: SurveyDesign
    blocks: tuple[FormsToMake, ...]
    std_errors: Floats
    _made: dict[int, Made] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of estimates, E."""
        return sum(block.size for block in self.blocks)

    def variance(self) -> Floats:
        """Variances of all estimates, (E,)."""
        return self.std_errors**2

    def block(self, rows: Sequence[int] | Ints, columns: Sequence[int] | Ints) -> Floats:
        """Covariances of some estimates with others.

        Parameters
        ----------
        rows, columns : sequences of int in 0 … E−1

        Returns
        -------
        (len(rows), len(columns)) float
            NaN where an estimate does not exist.
        """
        return self.between(rows, self, columns)

    def between(
        self, rows: Sequence[int] | Ints, others: Covariance, columns: Sequence[int] | Ints
    ) -> Floats:
        """Covariances of some estimates with some of another call on the same design.

        Parameters
        ----------
        rows : sequence of int in 0 … E−1
        others : Covariance
        columns : sequence of int
            Rows of the other estimates.

        Returns
        -------
        (len(rows), len(columns)) float
        """
        rows, columns = self._checked(rows), others._checked(columns)
        result = np.zeros((len(rows), len(columns)))
        design = self.design
        for first, row_at, row_in in self._by_block(rows):
            for second, column_at, column_in in others._by_block(columns):
                part = form_covariances(
                    design.selection,
                    (first.forms, row_in),
                    (second.forms, column_in),
                    design.calibration,
                )
                result[np.ix_(row_at, column_at)] = part
        result[np.isnan(self.std_errors)[rows], :] = np.nan
        result[:, np.isnan(others.std_errors)[columns]] = np.nan
        return result

    def of(self, combination: Any) -> Floats:  # noqa: ANN401 - array_like
        """Covariance of linear combinations of the estimates, L V L′.

        Parameters
        ----------
        combination : (M, E) array_like
            Coefficients; a column of zeros leaves its estimate out.

        Returns
        -------
        (M, M) float
            NaN for combinations of estimates that do not exist.
        """
        rows = np.atleast_2d(np.asarray(combination, dtype=float))
        if rows.shape[1] != self.size:
            raise fail(WrongUseError, "estimate.combination", got=rows.shape[1], expected=self.size)
        used = np.flatnonzero((rows != 0).any(axis=0))
        result = rows[:, used] @ np.nan_to_num(self.block(used, used)) @ rows[:, used].T
        absent = ((rows != 0) & np.isnan(self.std_errors)).any(axis=1)
        result[absent, :] = np.nan
        result[:, absent] = np.nan
        return np.asarray(result, dtype=float)

    def to_numpy(self) -> Floats:
        """The whole matrix, (E, E)."""
        everything = np.arange(self.size)
        return self.block(everything, everything)

    def pair_df(self, rows: Ints, others: Ints | int) -> Floats:
        """Degrees of freedom of pairs of estimates of one variable.

        Parameters
        ----------
        rows : (m,) int
        others : (m,) int or int

        Returns
        -------
        (m,) float
            PSUs with a case in either base, minus the strata that hold one; with replicates at most
            their degrees of freedom.
        """
        ((made, _, places),) = self._by_block(np.append(rows, np.broadcast_to(others, len(rows))))
        domains = places // (made.forms.size // made.cases.shape[1])
        cases, theirs = (made.cases[:, part] for part in np.split(domains, 2))
        layout = self.design.layout
        psus, strata = psus_and_strata(layout, sparse.csr_array(abs(cases) + abs(theirs)))
        given = self.design.replicates
        if given is None:
            return psus - strata
        most = len(given.coefficients) - 1 if given.df is None else given.df
        return np.minimum(psus - strata, most)

    def unit_scores(self, rows: Ints) -> sparse.csr_array | None:
        """Scores of the finest sampling units in estimates of one variable, steps and all.

        Parameters
        ----------
        rows : (m,) int

        Returns
        -------
        (G, m) sparse, or None
            None where the errors are those of replicates.
        """
        ((made, _, places),) = self._by_block(rows)
        if isinstance(made.forms, Deviations):
            return None
        return made.forms.residual_scores(self.design.calibration, places)

    def unit_deviations(self, rows: Ints) -> Floats | None:
        """Scaled deviations of the replicates of estimates of one variable, (R, m), if any."""
        ((made, _, places),) = self._by_block(rows)
        return made.forms.values[:, places] if isinstance(made.forms, Deviations) else None

    def unit_cases(self, rows: Ints) -> sparse.csc_array:
        """Non-zero where a unit of the first stage has a case in the base of an estimate, (G, m).

        Parameters
        ----------
        rows : (m,) int
            Estimates of one variable.
        """
        ((made, _, places),) = self._by_block(rows)
        domains = places // (made.forms.size // made.cases.shape[1])
        return sparse.csc_array(made.cases.tocsc()[:, domains])

    def _checked(self, places: Sequence[int] | Ints) -> Ints:
        result = np.asarray(places, dtype=np.int64).ravel()
        wrong = result[(result < 0) | (result >= self.size)]
        if len(wrong):
            raise fail(WrongUseError, "estimate.place", got=int(wrong[0]), most=self.size - 1)
        return result

    def _by_block(self, places: Ints) -> list[tuple[Made, Ints, Ints]]:
        ends = np.cumsum([block.size for block in self.blocks])
        owner = np.searchsorted(ends, places, side="right")
        found = []
        for place in np.unique(owner):
            at = np.flatnonzero(owner == place)
            start = ends[place] - self.blocks[place].size
            found.append((self._block(int(place)), at, places[at] - start))
        return found

    def _block(self, place: int) -> Made:
        """What a block's covariances are made of; the last two made are kept."""
        if place not in self._made:
            while len(self._made) >= _FORMS_KEPT:
                del self._made[next(iter(self._made))]
            self._made[place] = self.blocks[place].make()
        return self._made[place]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Estimates:
    """What a verb of estimation returns.

    Attributes
    ----------
    statistic : str
        ``share``, ``mean``, ``total``, ``ratio``, ``quantile``, ``variance``, ``correlation`` or
        ``reliability``.
    by : tuple of str
        The by-columns, crossed.
    base : {"answered", "asked", "declared"} or tuple of codes
        Who shares are of; "declared" by each question's headline.
    interval : str
        How the limits were made.
    level : float
        Confidence level.
    codebook : Codebook
        What the columns mean.
    covariance : Covariance
        Lazy; rows as in `to_frame`.
    nets : mapping of name to tuple of codes
        Categories that are several codes taken together.
    merged : Merged
        What was put together so that it can be compared with another wave.
    """

    statistic: str
    by: tuple[str, ...]
    base: str | tuple[Any, ...]
    interval: str
    level: float
    codebook: Codebook
    covariance: Covariance
    _again: Remade = field(repr=False)
    _frame: pd.DataFrame = field(repr=False)
    nets: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    merged: Merged = Merged()

    def __repr__(self) -> str:
        variables = self.variables
        by = f" by {' × '.join(self.by)}" if self.by else ""
        named = variables[0] if len(variables) == 1 else f"{len(variables)} variables"
        return f"Estimates({self.statistic} of {named}{by}, {len(self)} rows)"

    def __len__(self) -> int:
        return len(self._frame)

    @property
    def variables(self) -> tuple[str, ...]:
        """What was estimated, in order."""
        return tuple(dict.fromkeys(self._frame["variable"]))

    @property
    def inside(self) -> Bools:
        """The rows of the data that were estimated for, (n,)."""
        return np.asarray(self._again.cut.elementary >= 0)

    def answered(self) -> list[Answered] | None:
        """Who counts in the estimates of each variable; None if that isn't told."""
        return None if self._again.answered is None else self._again.answered()

    def with_value(self, column: str, value: Any) -> Floats:  # noqa: ANN401 - what a column holds
        """How many have a value in a column, unweighted, by domain.

        Returns
        -------
        (D,) float
            In the order in which domains stand in the frame.
        """
        design, cut = self.covariance.design, self._again.cut
        given = design.data[column].eq(value).to_numpy(dtype=bool, na_value=False)
        inside = given & (design.weights > 0)
        counted = cell_sums(np.where(inside, cut.elementary, -1), design.counts, cut.cells)
        members = cut.members
        return np.bincount(members.col, counted[members.row], members.shape[1]).astype(float)

    def with_all(self, over: str) -> Estimates:
        """The same estimates, and those of all values of a by-column together, unless there."""
        if Domain.ALL in set(self._frame[over]):
            return self
        return self.in_domains(self._again.cut.with_all(self.by.index(over)))

    def with_rest(self, over: str) -> Estimates:
        """The same estimates, and after them those of all others beside each value of a by-column.

        Parameters
        ----------
        over : str
            A by-column; in the rows added it holds a pair of `Domain.REST` and the value left out.
        """
        return self.in_domains(self._again.cut.with_rest(self.by.index(over)))

    @property
    def domains(self) -> Domains:
        """The domains that the rows of the frame are of, by variable in the same order."""
        return self._again.cut

    def in_domains(self, cut: Domains) -> Estimates:
        """The same estimates for other domains."""
        return replace(self._again.make(cut), codebook=self.codebook, merged=self.merged)

    def with_blocks(
        self,
        change: Callable[[Domains, list[Any]], list[Any]],
        answered: Callable[[], list[Answered]] | None,
    ) -> Estimates:
        """The same estimates with some variables estimated in another way.

        Parameters
        ----------
        change : callable
            Gives the blocks of all variables from the domains and the blocks that there were.
        answered : callable or None
            Who counts in the blocks then.
        """
        found = self._again.otherwise(change, answered)
        return replace(found, codebook=self.codebook, merged=self.merged)

    def _repr_html_(self) -> str:
        what = what_was_asked(self.variables, self.by, self.codebook)
        frame = self.to_frame(labels=current_language())
        return unreleased_html(frame, text("notebook.estimates", what=what))

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The estimates as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the codebook's labels in this language instead of codes.

        Returns
        -------
        DataFrame
            One row an estimate: by-columns, ``variable``, ``category``, ``estimate``,
            ``std_error``, ``conf_low``, ``conf_high``, ``df`` (degrees of freedom of the cell),
            ``n`` (answers in the base, unweighted), ``n_eff``, ``deff`` and ``count`` (answers in
            the category, unweighted; of a number of two values, how many have the greater). An
            estimate that can't be had is NaN, never 0.
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        for name in self.by:
            frame[name] = [self.codebook.value_label(name, v, labels) for v in frame[name]]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame
