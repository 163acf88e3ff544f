"""Means, totals and ratios of numbers in domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.estimation.assemble import Block, base_sizes, variance_of
from survey.estimation.estimates import FormsToMake
from survey.kernels import gradients
from survey.kernels.calibration import cross_sums
from survey.kernels.forms import Forms
from survey.kernels.sums import cell_sums, psu_sums

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.layout import Floats, Ints


_ROUNDING = 1e-28  # of a sum of squares: what is left of the residuals of a constant


def mean_block(design: SurveyDesign, name: str, y: Floats, cut: Domains) -> Block:
    """Linearised means of one column of numbers."""
    return _ratio(design, name, y, np.ones(len(y)), cut)


def ratio_block(design: SurveyDesign, name: str, y: Floats, x: Floats, cut: Domains) -> Block:
    """Linearised ratios of the totals of two columns."""
    return _ratio(design, name, y, x, cut)


def total_block(design: SurveyDesign, name: str, y: Floats, cut: Domains) -> Block:
    """Linearised totals of one column."""
    domain = _base(design, cut, y)
    y = np.nan_to_num(y)
    cells = cut.members.shape[0]
    sums = cell_sums(domain, design.counts * design.weights * y, cells)
    linear = gradients.totals_of(sums, cut.members)
    present = gradients.pooled(cut.members, cell_sums(domain, design.counts, cells)) > 0
    weighted = design.counts * design.weights
    size = gradients.pooled(cut.members, cell_sums(domain, weighted, cells))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = linear.estimates / size
        squares = _squares(cut, domain, weighted, y, np.ones(len(y)), mean)
        mean_square = squares * size
    estimates = np.where(present, linear.estimates, np.nan)
    forms = _forms(design, linear, cut, domain, [y])
    return _block(design, name, cut, domain, estimates, forms, mean_square)


def _ratio(design: SurveyDesign, name: str, y: Floats, x: Floats, cut: Domains) -> Block:
    domain = _base(design, cut, y + x)
    y, x = (np.where(domain >= 0, values, 0.0) for values in (y, x))
    cells = cut.members.shape[0]
    weighted = design.counts * design.weights

    def pooled(values: Floats) -> Floats:
        return gradients.pooled(cut.members, cell_sums(domain, weighted * values, cells))

    linear = gradients.ratios(
        cell_sums(domain, weighted * y, cells), cell_sums(domain, weighted * x, cells), cut.members
    )
    r = linear.estimates
    size, denominator = pooled(np.ones(len(y))), pooled(x)
    with np.errstate(invalid="ignore", divide="ignore"):
        # mean square of the residuals y − r x about their mean, which is 0
        squares = _squares(cut, domain, weighted, y, x, r)
        mean_square = squares / size * (size / denominator) ** 2
    forms = _forms(design, linear, cut, domain, [y, x])
    return _block(design, name, cut, domain, r, forms, mean_square)


def _block(
    design: SurveyDesign,
    name: str,
    cut: Domains,
    domain: Ints,
    estimates: Floats,
    forms: Forms,
    mean_square: Floats,
) -> Block:
    return Block(
        name=name,
        categories=[""],
        estimates=estimates,
        variance=variance_of(design, estimates, forms),
        forms=FormsToMake(forms.size, lambda: forms),
        sizes=base_sizes(design, cut, domain, forms, 1),
        counts=np.full(len(estimates), np.nan),
        mean_square=mean_square,
    )


def _squares(
    cut: Domains, domain: Ints, weights: Floats, y: Floats, x: Floats, ratio: Floats
) -> Floats:
    """Weighted sums of (y − r x)² in reported domains; 0 where only rounding is left.

    They are made from those about the ratio of each elementary domain, so that nothing cancels.
    """
    cells, (row, col) = cut.members.shape[0], (cut.members.row, cut.members.col)

    def summed(values: Floats) -> Floats:
        return cell_sums(domain, weights * values, cells)

    above, below = summed(y), summed(x)
    own = np.divide(above, below, out=np.zeros(cells), where=below != 0)
    rest = y - own[np.maximum(domain, 0)] * x
    shift = own[row] - np.nan_to_num(ratio)[col]
    parts = summed(rest**2)[row] + shift * (2 * summed(rest * x)[row] + shift * summed(x**2)[row])
    squares = np.bincount(col, parts, minlength=cut.members.shape[1])
    return np.where(squares > _ROUNDING * gradients.pooled(cut.members, summed(y**2)), squares, 0.0)


def _base(design: SurveyDesign, cut: Domains, values: Floats) -> Ints:
    inside = np.isfinite(values) & (design.weights > 0) & (design.counts > 0)
    return np.where(inside, cut.elementary, -1)


def _forms(
    design: SurveyDesign,
    linear: gradients.Linearised,
    cut: Domains,
    domain: Ints,
    columns: list[Floats],
) -> Forms:
    """Forms whose cells are the columns of each elementary domain in turn, and its weights last."""
    values = [*columns, np.ones(len(domain))]
    k, cells = len(values), cut.members.shape[0] * len(values)
    parts = [
        (np.where(domain >= 0, domain * k + place, -1), column)
        for place, column in enumerate(values)
    ]
    w, steps = design.weights, design.calibration
    sums = sparse.csr_array((design.layout.psus, cells))
    cross = None if steps is None else np.zeros((steps.psu_sums.shape[1], cells))
    for cell, column in parts:
        sums = sums + psu_sums(design.layout, cell, w * column, cells)
        if steps is not None and cross is not None:
            cross += cross_sums(steps, cell, design.counts * column, cells)
    last = np.eye(k)[:, [k - 1]]
    gradient = (
        sparse.kron(sparse.eye_array(cut.members.shape[0]), np.eye(k)[:, : k - 1]) @ linear.gradient
    )
    return Forms(sums.tocsr(), gradient.tocsc(), sparse.kron(cut.members, last).tocsr(), cross)
