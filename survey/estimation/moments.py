"""Means, totals and ratios of numbers in domains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.estimation.assemble import (
    Block,
    base_sizes,
    cases_of,
    most_df,
    replicated,
    variance_of,
)
from survey.estimation.estimates import FormsToMake, Made
from survey.kernels import gradients
from survey.kernels.calibration import cross_sums
from survey.kernels.forms import Forms
from survey.kernels.sums import cell_sums, psu_sums

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.forms import Deviations
    from survey.kernels.layout import Bools, Floats, Ints

_ROUNDING = 1e-28  # of a sum of squares: what is left of the residuals of a constant


def mean_block(design: SurveyDesign, name: str, y: Floats, cut: Domains) -> Block:
    """Linearised means of one column of numbers."""
    return ratio_block(design, name, y, np.ones(len(y)), cut)


def ratio_block(design: SurveyDesign, name: str, y: Floats, x: Floats, cut: Domains) -> Block:
    """Linearised ratios of the totals of two columns, over the rows that have both."""
    inside = np.isfinite(y + x)
    return ratios_block(design, name, [""], np.nan_to_num(y)[:, None], x, inside, cut)


def ratios_block(
    design: SurveyDesign,
    name: str,
    categories: list[Any],
    y: Floats,
    x: Floats,
    inside: Bools,
    cut: Domains,
) -> Block:
    """Linearised ratios of the totals of some columns to that of one.

    Parameters
    ----------
    categories : list
        Names of the J ratios.
    y : (n, J) float
    x : (n,) float
    inside : (n,) bool
        Rows in the base.
    """
    domain = _base(design, cut, inside)
    outside, given = domain < 0, y
    y, x = np.where(outside[:, None], 0.0, y), np.where(outside, 0.0, x)
    columns = [*y.T, x]
    above_below = _totals(design, cut, domain, columns)
    linear = gradients.ratios(above_below[:, :-1], above_below[:, -1], cut.parts)
    repeat = len(categories)

    def pooled(values: Floats) -> Floats:
        weighted = design.counts * design.weights * values
        return gradients.pooled(cut.members, cell_sums(domain, weighted, cut.cells))

    size, denominator = pooled(np.ones(len(x)))[:, None], pooled(x)[:, None]
    r = linear.estimates.reshape(-1, repeat)
    squares = np.column_stack(
        [_squares(design, cut, domain, column, x, r[:, j]) for j, column in enumerate(y.T)]
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        # mean square of the residuals y − r x about their mean, which is 0
        mean_square = squares / size * (size / denominator) ** 2

    def replicates() -> Floats:
        totals = _replicate_totals(design, cut, domain, columns)
        return gradients.ratio_replicates(totals[:, :-1], totals[:, -1], cut.parts)

    forms = _forms(design, linear, cut, domain, columns)
    spread = _spread(design, linear.estimates, replicates)
    found = _block(
        design, name, categories, cut, domain, linear.estimates, forms, spread, mean_square
    )
    return replace(found, counts=_greater(design, cut, given, inside).ravel())


def total_block(design: SurveyDesign, name: str, y: Floats, cut: Domains) -> Block:
    """Linearised totals of one column."""
    inside = np.isfinite(y)
    domain = _base(design, cut, inside)
    y = np.nan_to_num(y)
    linear = gradients.totals_of(_totals(design, cut, domain, [y])[:, 0], cut.parts)
    weighted = design.counts * design.weights
    size = gradients.pooled(cut.members, cell_sums(domain, weighted, cut.cells))
    present = cell_sums(domain, design.counts, cut.cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = linear.estimates / size
        mean_square = _squares(design, cut, domain, y, np.ones(len(y)), mean) * size
    exists = gradients.pooled(cut.members, present) > 0
    estimates = np.where(exists, linear.estimates, np.nan)

    def replicates() -> Floats:
        totals = _replicate_totals(design, cut, domain, [y])[:, 0]
        return np.asarray((cut.parts.T @ totals).T)

    forms = _forms(design, linear, cut, domain, [y])
    spread = _spread(design, estimates, replicates)
    found = _block(design, name, [""], cut, domain, estimates, forms, spread, mean_square[:, None])
    return replace(found, counts=_greater(design, cut, y[:, None], inside).ravel())


def _block(
    design: SurveyDesign,
    name: str,
    categories: list[Any],
    cut: Domains,
    domain: Ints,
    estimates: Floats,
    forms: Forms,
    spread: Deviations | None,
    mean_square: Floats,
) -> Block:
    cases = cases_of(design, cut, domain)
    made = Made(forms if spread is None else spread, cases)
    most = most_df(design, cut)
    return Block(
        name=name,
        categories=categories,
        estimates=estimates,
        variance=variance_of(design, estimates, made.forms),
        forms=FormsToMake(len(estimates), lambda: made),
        sizes=base_sizes(design, cut, domain, cases, most, len(categories)),
        counts=np.full(len(estimates), np.nan),
        mean_square=mean_square.ravel(),
    )


def _greater(design: SurveyDesign, cut: Domains, y: Floats, inside: Bools) -> Floats:
    """How many have the greater of two values, unweighted, (D, J); NaN if there are others.

    Parameters
    ----------
    y : (n, J) float
    inside : (n,) bool
        Rows in the base, also of those who are not estimated for.
    """
    result = np.full((cut.members.shape[1], y.shape[1]), np.nan)
    domain = _base(design, cut, inside)
    for place, column in enumerate(y.T):
        values = column[inside & (design.counts > 0)]
        ends = (values.min(), values.max()) if len(values) else (0.0, 0.0)
        if ends[0] < ends[1] and np.isin(values, ends).all():
            at = np.where(column == ends[1], domain, -1)
            counted = cell_sums(at, design.counts, cut.cells)
            result[:, place] = gradients.pooled(cut.members, counted)
    return result


def _spread(
    design: SurveyDesign, estimates: Floats, replicates: Callable[[], Floats]
) -> Deviations | None:
    if design.replicates is None:
        return None
    return replicated(design, estimates, replicates())


def _squares(
    design: SurveyDesign, cut: Domains, domain: Ints, y: Floats, x: Floats, ratio: Floats
) -> Floats:
    """Weighted sums of (y − r x)² in reported domains; 0 where only rounding is left.

    They are made from those about the ratio of each elementary domain, so that nothing cancels.
    """
    cells, (row, col) = cut.cells, (cut.members.row, cut.members.col)
    weights = design.counts * design.weights

    def summed(values: Floats) -> Floats:
        return cell_sums(domain, weights * values, cells)

    above, below = summed(y), summed(x)
    own = np.divide(above, below, out=np.zeros(cells), where=below != 0)
    rest = y - own[np.maximum(domain, 0)] * x
    shift = own[row] - np.nan_to_num(ratio)[col]
    parts = summed(rest**2)[row] + shift * (2 * summed(rest * x)[row] + shift * summed(x**2)[row])
    squares = np.bincount(col, parts, minlength=cut.members.shape[1])
    return np.where(squares > _ROUNDING * gradients.pooled(cut.members, summed(y**2)), squares, 0.0)


def _base(design: SurveyDesign, cut: Domains, inside: Bools) -> Ints:
    return np.where(inside & (design.weights > 0) & (design.counts > 0), cut.elementary, -1)


def _totals(design: SurveyDesign, cut: Domains, domain: Ints, columns: list[Floats]) -> Floats:
    """Weighted totals of columns by cell, (A′, k)."""
    weighted = design.counts * design.weights
    return cut.united(
        np.column_stack([cell_sums(domain, weighted * column, cut.cells) for column in columns])
    )


def _replicate_totals(
    design: SurveyDesign, cut: Domains, domain: Ints, columns: list[Floats]
) -> Floats:
    """Totals of columns by cell with the weights of each replicate, (A′, k, R)."""
    given = design.replicates
    if given is None:
        raise ValueError("a design without replicate weights has no replicates")
    inside = np.flatnonzero(domain >= 0)
    weights = given.weights[inside]
    sums = [
        sparse.csr_array(
            (column[inside], (domain[inside], np.arange(len(inside)))),
            shape=(cut.cells, len(inside)),
        )
        @ weights
        for column in columns
    ]
    return cut.united(np.stack([np.asarray(each) for each in sums], axis=1))


def _forms(
    design: SurveyDesign,
    linear: gradients.Linearised,
    cut: Domains,
    domain: Ints,
    columns: list[Floats],
) -> Forms:
    """Forms whose cells are the columns of each elementary domain in turn."""
    k = len(columns)
    cells = cut.cells * k
    parts = [
        (np.where(domain >= 0, domain * k + place, -1), column)
        for place, column in enumerate(columns)
    ]
    w, steps = design.weights, design.calibration
    units = design.selection.finest
    sums = sparse.csr_array((units.psus, cells))
    cross = None if steps is None else sparse.csr_array((steps.columns, cells))
    for cell, column in parts:
        sums = sums + psu_sums(units, cell, w * column, cells)
        if steps is not None and cross is not None:
            cross = cross + cross_sums(steps, cell, design.counts * column, cells)
    if cross is not None:
        cross = cut.united_columns(cross, k)
    return Forms(cut.united_columns(sums.tocsr(), k), linear.gradient, cross)
