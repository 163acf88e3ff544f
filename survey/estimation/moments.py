"""Means, totals and ratios of numbers in domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from survey.estimation.assemble import Block
from survey.kernels import gradients
from survey.kernels.calibration import cross_sums
from survey.kernels.forms import Forms
from survey.kernels.sums import cell_sums, psu_sums

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.layout import Floats, Ints


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
    present = cut.members.T @ cell_sums(domain, design.counts, cells) > 0
    weighted = design.counts * design.weights
    size = cut.members.T @ cell_sums(domain, weighted, cells)
    square = cut.members.T @ cell_sums(domain, weighted * y**2, cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_square = (square / size - (linear.estimates / size) ** 2) * size**2
    return Block(
        name=name,
        categories=[""],
        estimates=np.where(present, linear.estimates, np.nan),
        forms=_forms(design, linear, cut, domain, [y]),
        base_domain=domain,
        counts=np.full(len(size), np.nan),
        mean_square=mean_square,
    )


def _ratio(design: SurveyDesign, name: str, y: Floats, x: Floats, cut: Domains) -> Block:
    domain = _base(design, cut, y + x)
    y, x = (np.where(domain >= 0, values, 0.0) for values in (y, x))
    cells = cut.members.shape[0]
    weighted = design.counts * design.weights

    def pooled(values: Floats) -> Floats:
        return np.asarray(cut.members.T @ cell_sums(domain, weighted * values, cells))

    linear = gradients.ratios(
        cell_sums(domain, weighted * y, cells), cell_sums(domain, weighted * x, cells), cut.members
    )
    r = linear.estimates
    size, denominator = pooled(np.ones(len(y))), pooled(x)
    with np.errstate(invalid="ignore", divide="ignore"):
        # mean square of the residuals y − r x about their mean, which is 0
        squares = pooled(y**2) - 2 * r * pooled(y * x) + r**2 * pooled(x**2)
        mean_square = np.maximum(squares / size, 0) * (size / denominator) ** 2
    return Block(
        name=name,
        categories=[""],
        estimates=r,
        forms=_forms(design, linear, cut, domain, [y, x]),
        base_domain=domain,
        counts=np.full(len(r), np.nan),
        mean_square=mean_square,
    )


def _base(design: SurveyDesign, cut: Domains, values: Floats) -> Ints:
    inside = np.isfinite(values) & (design.weights > 0)
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
