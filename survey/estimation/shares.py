"""Shares of nets of codes in domains, from one set of sums a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.estimation.assemble import Block
from survey.kernels import gradients
from survey.kernels.calibration import cross_sums
from survey.kernels.forms import Forms
from survey.kernels.sums import cell_sums, psu_sums

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Coded, Domains
    from survey.kernels.layout import Floats


def share_block(
    design: SurveyDesign,
    name: str,
    answers: Coded,
    cut: Domains,
    counted: Floats,
    base: Floats,
    categories: list[Any],
) -> Block:
    """Linearised shares of one question.

    Parameters
    ----------
    counted : (K, J) float of 0 and 1
        Which positions of `answers` each of the J categories counts.
    base : (K,) float of 0 and 1
    categories : list
        The J names of what is counted.
    """
    positions, elementary = len(base), cut.members.shape[0]
    in_base = (answers.codes >= 0) & (base[np.maximum(answers.codes, 0)] > 0)
    in_base &= (cut.elementary >= 0) & (design.weights > 0) & (design.counts > 0)
    cell = np.where(in_base, cut.elementary * positions + answers.codes, -1)
    cells = elementary * positions
    unit_sums = design.counts * design.weights
    totals = cell_sums(cell, unit_sums, cells).reshape(elementary, positions)
    linear = gradients.shares(totals, cut.members, counted, base)
    steps = design.calibration
    cross = None if steps is None else cross_sums(steps, cell, design.counts, cells)
    in_domain = sparse.kron(cut.members, base[:, None]).tocsr()
    sums = psu_sums(design.layout, cell, design.weights, cells)
    forms = Forms(sums, linear.gradient, in_domain, cross)
    cases = cell_sums(cell, design.counts, cells).reshape(elementary, positions)
    spread = linear.estimates * (1 - linear.estimates)
    return Block(
        name=name,
        categories=categories,
        estimates=linear.estimates,
        forms=forms,
        base_domain=np.where(in_base, cut.elementary, -1),
        counts=((cut.members.T @ cases) @ (counted * base[:, None])).ravel(),
        mean_square=spread,
    )
