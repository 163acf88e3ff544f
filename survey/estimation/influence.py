"""Any smooth statistic of domains, from its estimate and the influence of each row on it.

The influence of a row is the derivative of the estimate by the row's weight (Deville 1999, Surv.
Meth. 25:193). The variance of the estimate is that of the total of the influences; with replicate
weights the estimate is made anew for each replicate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
from survey.kernels.calibration import cross_products
from survey.kernels.forms import Forms, form_covariances

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Domains
    from survey.kernels.forms import Deviations
    from survey.kernels.layout import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """What is estimated of the rows of a domain.

    Attributes
    ----------
    categories : list
        Names of its J numbers.
    estimate : callable
        ``estimate(rows, weights) -> (J,)`` from the positions of m rows and their weights, (m,),
        those of all units of a row together; NaN for what can't be had. Weights of replicates may
        be 0.
    influence : callable
        ``influence(rows, weights, estimates) -> (m, J)``: derivatives by the weights.
    limits : callable, optional
        ``limits(estimates, std_error, df) -> (low, high)``, each (D·J,), in place of t intervals.
    """

    categories: list[Any]
    estimate: Callable[[Ints, Floats], Floats] = field(repr=False)
    influence: Callable[[Ints, Floats, Floats], Floats] = field(repr=False)
    limits: Callable[[Floats, Floats, Floats], tuple[Floats, Floats]] | None = None


def influence_block(
    design: SurveyDesign, name: str, statistic: Statistic, inside: Bools, cut: Domains
) -> Block:
    """Estimates of a statistic by domain.

    Parameters
    ----------
    name : str
        Name of the variable in the result.
    inside : (n,) bool
        Rows in the base.
    """
    inside = inside & (design.weights > 0) & (design.counts > 0)
    domain = np.where(inside, cut.elementary, -1)
    members = rows_of_domains(cut, domain)
    weights = design.weights * design.counts
    repeat = len(statistic.categories)
    estimates = np.full((len(members), repeat), np.nan)
    mean_square = np.full((len(members), repeat), np.nan)
    parts = []
    for place, rows in enumerate(members):
        if not len(rows):
            continue
        w = weights[rows]
        estimates[place] = statistic.estimate(rows, w)
        slopes = np.nan_to_num(statistic.influence(rows, w, estimates[place]))
        mean_square[place] = w.sum() * (w @ slopes**2)
        parts.append((rows, place * repeat, slopes))
    found = estimates.ravel()
    influences = stacked(parts, (design.rows, len(found)))
    forms: Forms | Deviations = forms_of(design, influences)
    if design.replicates is not None:
        forms = replicated(
            design, found, replicates_of(design, statistic.estimate, repeat, members)
        )
    cases = cases_of(design, cut, domain)
    return Block(
        name=name,
        categories=statistic.categories,
        estimates=found,
        variance=variance_of(design, found, forms),
        forms=FormsToMake(len(found), lambda: Made(forms, cases)),
        sizes=base_sizes(design, cut, domain, cases, most_df(design, cut), repeat),
        counts=np.full(len(found), np.nan),
        mean_square=mean_square.ravel(),
        limits=statistic.limits,
    )


def linear_covariance(design: SurveyDesign, influences: Floats) -> Floats:
    """Linearised covariance of estimates from the influences of the rows on them.

    Parameters
    ----------
    influences : (n, E) float
        Derivatives by the weight of each unit; 0 outside the base.

    Returns
    -------
    (E, E) float
    """
    forms = forms_of(design, sparse.csr_array(influences))
    everything = np.arange(forms.size)
    pair = (forms, everything)
    return form_covariances(design.selection, pair, pair, design.calibration)


def forms_of(design: SurveyDesign, influences: sparse.csr_array) -> Forms:
    """Linear forms whose cells are the estimates themselves.

    Parameters
    ----------
    influences : (n, E) sparse
    """
    units = design.selection.finest
    entries = (design.weights, (units.row_psu, np.arange(design.rows)))
    within = sparse.coo_array(entries, shape=(units.psus, design.rows)).tocsr()
    steps = design.calibration
    cross = None
    if steps is not None:
        cross = cross_products(steps, sparse.diags_array(design.counts) @ influences)
    identity = sparse.eye_array(influences.shape[1], format="csc")
    return Forms(sparse.csr_array(within @ influences), identity, cross)


def rows_of_domains(cut: Domains, domain: Ints) -> list[Ints]:
    """Positions of the rows of each reported domain, in order.

    Parameters
    ----------
    domain : (n,) int
        Elementary domain of each row that is in the base, else −1.
    """
    inside = np.flatnonzero(domain >= 0)
    order = inside[np.argsort(domain[inside], kind="stable")]
    ends = np.searchsorted(domain[order], np.arange(cut.cells + 1))
    members = cut.members.tocsc()
    result = []
    for place in range(members.shape[1]):
        cells = members.indices[members.indptr[place] : members.indptr[place + 1]]
        rows = [order[ends[cell] : ends[cell + 1]] for cell in cells]
        result.append(np.sort(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64))
    return result


def stacked(parts: list[tuple[Ints, int, Floats]], shape: tuple[int, int]) -> sparse.csr_array:
    """Influences on all estimates.

    Parameters
    ----------
    parts : list of (rows, start, slopes)
        Influences of some rows, (m, J), on the J estimates from `start` on.
    shape : (n, E)
    """
    if not parts:
        return sparse.csr_array(shape)
    rows = np.concatenate([np.repeat(rows, slopes.shape[1]) for rows, _, slopes in parts])
    columns = np.concatenate(
        [start + np.tile(np.arange(slopes.shape[1]), len(rows)) for rows, start, slopes in parts]
    )
    values = np.concatenate([slopes.ravel() for _, _, slopes in parts])
    return sparse.coo_array((values, (rows, columns)), shape=shape).tocsr()


def replicates_of(
    design: SurveyDesign,
    estimate: Callable[[Ints, Floats], Floats],
    repeat: int,
    members: list[Ints],
) -> Floats:
    """The estimates with the weights of each replicate, (R, D·J).

    Parameters
    ----------
    estimate : callable
        As that of a `Statistic`.
    repeat : int
        Estimates a domain, J.
    members : list of (m,) int
        Rows of each domain.
    """
    given = design.replicates
    if given is None:
        return np.empty((0, 0))
    count = given.weights.shape[1]
    result = np.full((count, len(members), repeat), np.nan)
    for place, rows in enumerate(members):
        if not len(rows):
            continue
        for replicate, w in enumerate(given.weights[rows].T):
            if (w > 0).any():
                result[replicate, place] = estimate(rows, w)
    return result.reshape(count, -1)
