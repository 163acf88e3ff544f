"""How units were selected, as the variance sees it: stages, or joint probabilities.

A form of selection turns scores of the finest units into variances and covariances of their sums.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy import sparse

from survey.kernels.variance import covariances, variances

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints, PsuLayout

_MOST_NUMBERS = 20_000_000


class Selection(Protocol):
    """A quadratic form in the scores of the finest units."""

    @property
    def finest(self) -> PsuLayout:
        """The units whose scores are wanted."""

    def variances(self, scores: sparse.csr_array) -> Floats:
        """Variance of each column of scores, (E,)."""

    def covariances(self, these: sparse.csr_array, others: sparse.csr_array) -> Floats:
        """Covariances of the columns of two score matrices, (A, B)."""


@dataclass(frozen=True, slots=True)
class Stages:
    """Selection in one or more stages, each without replacement within the units of the one before.

    The variance is that of the first stage plus, for each later stage, the variance between its
    units within those of the stage before, times the sampling rates of all stages before (Särndal,
    Swensson & Wretman 1992, eq. 4.3.17).

    Attributes
    ----------
    stages : tuple of PsuLayout
        First stage first. A later stage's strata lie within the units of the stage before, and its
        scale holds the rates of the stages before.
    """

    stages: tuple[PsuLayout, ...]

    @property
    def finest(self) -> PsuLayout:
        """The units of the last stage."""
        return self.stages[-1]

    def variances(self, scores: sparse.csr_array) -> Floats:
        """Variance of each column of scores of the finest units, (E,)."""
        parts = [variances(stage, self.at(stage, scores)) for stage in self.stages]
        return np.asarray(np.sum(parts, axis=0), dtype=float)

    def covariances(self, these: sparse.csr_array, others: sparse.csr_array) -> Floats:
        """Covariances of the columns of two score matrices, (A, B)."""
        parts = [
            covariances(stage, self.at(stage, these), self.at(stage, others))
            for stage in self.stages
        ]
        return np.asarray(np.sum(parts, axis=0), dtype=float)

    def at(self, stage: PsuLayout, scores: sparse.csr_array) -> sparse.csr_array:
        """Scores of the units of a stage: those of the finest units within each, summed."""
        if stage is self.finest:
            return scores
        parent = np.zeros(self.finest.psus, dtype=np.int64)
        parent[self.finest.row_psu] = stage.row_psu
        entries = (np.ones(len(parent)), (parent, np.arange(len(parent))))
        within = sparse.coo_array(entries, shape=(stage.psus, len(parent))).tocsr()
        return sparse.csr_array(within @ scores)


def first_stage(selection: Selection, scores: sparse.csr_array) -> sparse.csr_array:
    """Scores of the units of the first stage, from those of the finest units."""
    if isinstance(selection, Stages):
        return selection.at(selection.stages[0], scores)
    return scores


@dataclass(frozen=True, slots=True, eq=False)
class JointSelection:
    """Selection of units with known probabilities that two of them are in the sample together.

    Attributes
    ----------
    finest : PsuLayout
    form : (G, G) float
        Coefficients of the products of the scores of two units.
    """

    finest: PsuLayout
    form: Floats

    def variances(self, scores: sparse.csr_array) -> Floats:
        """Variance of each column of scores, (E,); the Horvitz–Thompson form may be negative."""
        step = max(1, _MOST_NUMBERS // max(1, self.finest.psus))
        parts = []
        for start in range(0, scores.shape[1], step):
            some = scores[:, start : start + step].toarray()
            parts.append(np.einsum("ge,ge->e", some, self.form @ some))
        return np.concatenate(parts) if parts else np.zeros(0)

    def covariances(self, these: sparse.csr_array, others: sparse.csr_array) -> Floats:
        """Covariances of the columns of two score matrices, (A, B)."""
        return np.asarray(these.T @ (self.form @ others.toarray()), dtype=float)


@dataclass(frozen=True, slots=True, eq=False)
class OrderedPairs:
    """Systematic selection from a sorted list, as if neighbours were two of a small stratum.

    The variance of an ordered stratum is n/(2(n − 1)) Σ (1 − f)(z_i − z_{i+1})² over its n − 1
    pairs of neighbours (Wolter 2007, eq. 8.2.2), with the mean of the two where 1 − f differs from
    unit to unit. It has no unbiased estimator; this one follows the order of the list.

    Attributes
    ----------
    finest : PsuLayout
    others : PsuLayout
        The same units, the ordered strata without a variance.
    differences : (pairs, G) sparse
        The scaled difference of each pair.
    """

    finest: PsuLayout
    others: PsuLayout
    differences: sparse.csr_array

    def variances(self, scores: sparse.csr_array) -> Floats:
        """Variance of each column of scores, (E,)."""
        apart = sparse.csr_array(self.differences @ scores)
        squares = np.asarray((apart**2).sum(axis=0), dtype=float).ravel()
        return np.asarray(variances(self.others, scores) + squares, dtype=float)

    def covariances(self, these: sparse.csr_array, others: sparse.csr_array) -> Floats:
        """Covariances of the columns of two score matrices, (A, B)."""
        pairs = (self.differences @ these).T @ (self.differences @ others)
        return np.asarray(covariances(self.others, these, others) + pairs.toarray(), dtype=float)


def ordered_pairs(layout: PsuLayout, place: Ints, ordered: Bools) -> OrderedPairs:
    """The variance of a sample whose units were drawn from a sorted list.

    Parameters
    ----------
    layout : PsuLayout
        As if they had been drawn at random.
    place : (G,) int
        Place of each unit on the list of its stratum.
    ordered : (H,) bool
        Strata drawn systematically; those of one unit stay as they are.
    """
    ordered = ordered & (layout.stratum_psus > 1)
    inside = np.flatnonzero(ordered[layout.psu_stratum])
    order = inside[np.lexsort((place[inside], layout.psu_stratum[inside]))]
    here, following = order[:-1], order[1:]
    same = layout.psu_stratum[here] == layout.psu_stratum[following]
    here, following = here[same], following[same]
    stratum = layout.psu_stratum[here]
    if layout.psu_factor is None:
        size = layout.stratum_scale[stratum] / 2
    else:
        n = layout.stratum_psus[stratum]
        size = n / (n - 1) * (layout.psu_factor[here] + layout.psu_factor[following]) / 4
    root = np.sqrt(layout.inflation * size)
    pair = np.arange(len(here))
    entries = (
        np.concatenate([root, -root]),
        (np.concatenate([pair, pair]), np.concatenate([here, following])),
    )
    differences = sparse.coo_array(entries, shape=(len(pair), layout.psus)).tocsr()
    rest = np.where(ordered, 0.0, layout.stratum_scale)
    return OrderedPairs(layout, replace(layout, stratum_scale=rest), differences)


def joint_form(joint: Floats, *, yates_grundy: bool) -> Floats:
    """Coefficients of the products of weighted scores of two units.

    Parameters
    ----------
    joint : (G, G) float in (0, 1]
        π_gk, with the inclusion probabilities π_g on the diagonal.
    yates_grundy : bool
        The form of Yates & Grundy 1953 (JRSS B 15:253) and Sen, for samples of fixed size:
        −½ Σ c_gk (z_g − z_k)²; otherwise that of Horvitz & Thompson 1952 (JASA 47:663),
        Σ c_gk z_g z_k, with c_gk = (π_gk − π_g π_k)/π_gk.

    Returns
    -------
    (G, G) float
    """
    single = np.diag(joint)
    form = (joint - np.outer(single, single)) / joint
    if yates_grundy:
        np.fill_diagonal(form, 0.0)
        form[np.diag_indices_from(form)] = -form.sum(axis=1)
    return form
