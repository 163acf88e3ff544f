"""Shares of nets of codes in domains: many questions at once where they allow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.estimation.assemble import BaseSizes, Block, base_sizes, variance_of
from survey.estimation.estimates import FormsToMake
from survey.kernels import gradients
from survey.kernels.calibration import cross_sums
from survey.kernels.forms import Forms
from survey.kernels.share_sums import Pairs, ShareSums, pairs_of, share_sums
from survey.kernels.sums import cell_sums, psu_sums

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Coded, Domains
    from survey.kernels.layout import Floats, Ints

_MOST_NUMBERS = 3_000_000


@dataclass(frozen=True, slots=True, eq=False)
class ShareOf:
    """What is to be estimated of one question.

    Attributes
    ----------
    name : str
    answers : Coded
    counted : (K, J) float of 0 and 1
        Which positions of `answers` each of the J categories counts.
    base : (K,) float of 0 and 1
        Which positions are in the base.
    categories : list
        The J names of what is counted.
    """

    name: str
    answers: Coded
    counted: Floats
    base: Floats
    categories: list[Any]

    @property
    def is_partition(self) -> bool:
        """Whether there are categories, and no position counts in two."""
        return bool(self.categories) and bool((self.counted.sum(axis=1) <= 1).all())


def share_blocks(design: SurveyDesign, questions: list[ShareOf], cut: Domains) -> list[Block]:
    """Linearised shares of questions, in their order.

    Without calibration, questions with as many categories share one set of sums; otherwise each is
    worked out from its own linear forms.
    """
    if design.calibration is not None:
        return [_from_forms(design, question, cut) for question in questions]
    blocks: dict[int, Block] = {}
    together: dict[int, list[int]] = {}
    for place, question in enumerate(questions):
        if question.is_partition:
            together.setdefault(len(question.categories), []).append(place)
        else:
            blocks[place] = _from_forms(design, question, cut)
    if together:
        domains = _row_domains(design, cut)
        pairs = [pairs_of(design.layout, rows, count) for rows, count in domains]
        for places in together.values():
            blocks |= _batched(design, questions, places, cut, pairs)
    return [blocks[place] for place in range(len(questions))]


def _row_domains(design: SurveyDesign, cut: Domains) -> list[tuple[Ints, int]]:
    """Domain of each row that counts, within each partition, and their number."""
    inside = (cut.elementary >= 0) & (design.weights > 0) & (design.counts > 0)
    result = []
    start = 0
    for partition in cut.partitions:
        end = int(partition.max()) + 1
        rows = np.where(inside, partition[np.maximum(cut.elementary, 0)] - start, -1)
        result.append((rows, end - start))
        start = end
    return result


def _batched(
    design: SurveyDesign,
    questions: list[ShareOf],
    places: list[int],
    cut: Domains,
    pairs: list[Pairs],
) -> dict[int, Block]:
    answers = len(questions[places[0]].categories)
    widest = max(1, design.rows // 4, *(len(each.size) for each in pairs))
    step = max(1, _MOST_NUMBERS // (widest * (answers + 1)))
    blocks: dict[int, Block] = {}
    for start in range(0, len(places), step):
        batch = places[start : start + step]
        codes = np.column_stack([_display_codes(questions[place]) for place in batch])
        parts = [
            share_sums(design.layout, each, codes, answers, design.weights, design.counts)
            for each in pairs
        ]
        for at, place in enumerate(batch):
            blocks[place] = _from_sums(design, questions[place], cut, parts, at)
    return blocks


def _display_codes(question: ShareOf) -> Ints:
    """Category of each row; J for someone in the base who is in none, −1 outside the base."""
    categories = len(question.categories)
    counted = question.counted > 0
    shown = np.where(counted.any(axis=1), counted.argmax(axis=1), categories)
    known = np.where(question.base > 0, shown, -1)
    return np.append(known, -1)[question.answers.codes]


def _from_sums(
    design: SurveyDesign, question: ShareOf, cut: Domains, parts: list[ShareSums], at: int
) -> Block:
    repeat = len(question.categories)

    def along(name: str) -> Floats:
        return np.concatenate([getattr(part, name)[at] for part in parts]).ravel()

    def repeated(name: str) -> Floats:
        return np.repeat(along(name), repeat)

    estimates = along("share")
    names = ("n", "psus", "strata", "weights", "squared_weights")
    return Block(
        name=question.name,
        categories=question.categories,
        estimates=estimates,
        variance=along("variance"),
        forms=FormsToMake(len(estimates), lambda: _forms_of(design, question, cut)[1]),
        sizes=BaseSizes(**{name: repeated(name) for name in names}),
        counts=along("cases"),
        mean_square=estimates * (1 - estimates),
    )


def _from_forms(design: SurveyDesign, question: ShareOf, cut: Domains) -> Block:
    cell, forms, estimates = _forms_of(design, question, cut)
    positions, elementary = len(question.base), cut.members.shape[0]
    cases = cell_sums(cell, design.counts, elementary * positions).reshape(elementary, positions)
    in_base = np.where(cell >= 0, cut.elementary, -1)
    weighed = question.counted * question.base[:, None]
    return Block(
        name=question.name,
        categories=question.categories,
        estimates=estimates,
        variance=variance_of(design, estimates, forms),
        forms=FormsToMake(forms.size, lambda: forms),
        sizes=base_sizes(design, cut, in_base, forms, len(question.categories)),
        counts=((cut.members.T @ cases) @ weighed).ravel(),
        mean_square=estimates * (1 - estimates),
    )


def _forms_of(design: SurveyDesign, question: ShareOf, cut: Domains) -> tuple[Ints, Forms, Floats]:
    """Cell of each row, linear forms and estimates of a question."""
    codes, base = question.answers.codes, question.base
    positions, elementary = len(base), cut.members.shape[0]
    in_base = (codes >= 0) & (base[np.maximum(codes, 0)] > 0)
    in_base &= (cut.elementary >= 0) & (design.weights > 0) & (design.counts > 0)
    cell = np.where(in_base, cut.elementary * positions + codes, -1)
    cells = elementary * positions
    totals = cell_sums(cell, design.counts * design.weights, cells).reshape(elementary, positions)
    linear = gradients.shares(totals, cut.members, question.counted, base)
    steps = design.calibration
    cross = None if steps is None else cross_sums(steps, cell, design.counts, cells)
    in_domain = sparse.kron(cut.members, base[:, None]).tocsr()
    sums = psu_sums(design.layout, cell, design.weights, cells)
    return cell, Forms(sums, linear.gradient, in_domain, cross), linear.estimates
