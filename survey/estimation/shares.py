"""Shares of nets of codes in domains: many questions at once where they allow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.estimation.answered import Answered
from survey.estimation.assemble import (
    BaseSizes,
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
from survey.kernels.replication import replicate_totals
from survey.kernels.share_credit import Credit, credit_of, credited
from survey.kernels.share_sums import Pairs, ShareSums, pairs_of, share_sums
from survey.kernels.sums import cell_sums, psu_sums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Coded, Domains
    from survey.kernels.forms import Deviations
    from survey.kernels.layout import Floats, Ints

_MOST_NUMBERS = 3_000_000
_MOST_TOTALS = 20_000_000


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

    @property
    def answered(self) -> Answered:
        """Who counts in the shares."""
        base = frozenset(np.flatnonzero(self.base).tolist())
        counted = [frozenset(np.flatnonzero(column).tolist()) for column in self.counted.T]
        codes = self.answers.codes
        return Answered((self.name,), codes, tuple(each & base for each in counted), base)


def share_blocks(design: SurveyDesign, questions: list[ShareOf], cut: Domains) -> list[Block]:
    """Linearised or replicated shares of questions, in their order.

    In a design of one stage, questions with as many categories share one set of sums; otherwise
    each is worked out from its own linear forms.
    """
    most = most_df(design, cut)
    blocks: dict[int, Block] = {}
    together: dict[int, list[int]] = {}
    for place, question in enumerate(questions):
        if question.is_partition and cut.partitions and design.is_of_one_stage:
            together.setdefault(len(question.categories), []).append(place)
        else:
            blocks[place] = _from_forms(design, question, cut, most)
    if together:
        domains = _row_domains(design, cut)
        pairs = [pairs_of(design.layout, rows, count) for rows, count in domains]
        summed = _Summed(design, domains, pairs, _credit(design))
        for places in together.values():
            blocks |= _batched(summed, questions, places, cut, most)
    found = [blocks[place] for place in range(len(questions))]
    return found if design.replicates is None else _replicated(design, questions, cut, found)


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


@dataclass(frozen=True, slots=True, eq=False)
class _Summed:
    """What the sums of several questions have in common."""

    design: SurveyDesign
    domains: list[tuple[Ints, int]]
    pairs: list[Pairs]
    credit: Credit | None

    def sums(self, codes: Ints, answers: int) -> list[ShareSums]:
        """Sums of some questions, by partition."""
        design = self.design
        parts = []
        for (domain, _), pairs in zip(self.domains, self.pairs, strict=True):
            found = share_sums(design.layout, pairs, codes, answers, design.weights, design.counts)
            if self.credit is not None:
                variance = credited(self.credit, domain, codes, answers, found)
                found = replace(found, variance=variance)
            parts.append(found)
        return parts


def _credit(design: SurveyDesign) -> Credit | None:
    if design.calibration is None:
        return None
    return credit_of(design.layout, design.calibration, design.weights, design.counts)


def _batched(
    summed: _Summed, questions: list[ShareOf], places: list[int], cut: Domains, most: Floats
) -> dict[int, Block]:
    design, pairs = summed.design, summed.pairs
    answers = len(questions[places[0]].categories)
    widest = max(1, design.rows // 4, *(len(each.size) for each in pairs))
    step = max(1, _MOST_NUMBERS // (widest * (answers + 1)))
    blocks: dict[int, Block] = {}
    for start in range(0, len(places), step):
        batch = places[start : start + step]
        codes = np.column_stack([_display_codes(questions[place]) for place in batch])
        parts = summed.sums(codes, answers)
        for at, place in enumerate(batch):
            blocks[place] = _from_sums(design, questions[place], cut, parts, at, most)
    return blocks


def _display_codes(question: ShareOf) -> Ints:
    """Category of each row; J for someone in the base who is in none, −1 outside the base."""
    categories = len(question.categories)
    counted = question.counted > 0
    shown = np.where(counted.any(axis=1), counted.argmax(axis=1), categories)
    known = np.where(question.base > 0, shown, -1)
    return np.append(known, -1)[question.answers.codes]


def _from_sums(
    design: SurveyDesign,
    question: ShareOf,
    cut: Domains,
    parts: list[ShareSums],
    at: int,
    most: Floats,
) -> Block:
    repeat = len(question.categories)

    def along(name: str) -> Floats:
        found = [getattr(part, name)[at] for part in parts]
        return (found[0] if len(found) == 1 else np.concatenate(found)).ravel()

    def repeated(name: str) -> Floats:
        return along(name).repeat(repeat)

    estimates = along("share")
    df = np.minimum(along("psus") - along("strata"), most)
    sizes = {name: repeated(name) for name in ("n", "psus", "weights", "squared_weights")}
    return Block(
        name=question.name,
        categories=question.categories,
        estimates=estimates,
        variance=along("variance"),
        forms=FormsToMake(len(estimates), lambda: _made(design, question, cut)),
        sizes=BaseSizes(df=df.repeat(repeat), **sizes),
        counts=along("cases"),
        mean_square=estimates * (1 - estimates),
    )


def _from_forms(design: SurveyDesign, question: ShareOf, cut: Domains, most: Floats) -> Block:
    cell = _cells(design, question, cut)
    forms, estimates = _forms_of(design, question, cut, cell)
    positions = len(question.base)
    cases = cell_sums(cell, design.counts, cut.cells * positions).reshape(cut.cells, positions)
    in_base = np.where(cell >= 0, cut.elementary, -1)
    present = cases_of(design, cut, in_base)
    weighed = question.counted * question.base[:, None]
    return Block(
        name=question.name,
        categories=question.categories,
        estimates=estimates,
        variance=variance_of(design, estimates, forms),
        forms=FormsToMake(forms.size, lambda: Made(forms, present)),
        sizes=base_sizes(design, cut, in_base, present, most, len(question.categories)),
        counts=((cut.members.T @ cases) @ weighed).ravel(),
        mean_square=estimates * (1 - estimates),
    )


def _made(design: SurveyDesign, question: ShareOf, cut: Domains) -> Made:
    cell = _cells(design, question, cut)
    forms, _ = _forms_of(design, question, cut, cell)
    return Made(forms, cases_of(design, cut, np.where(cell >= 0, cut.elementary, -1)))


def _cells(design: SurveyDesign, question: ShareOf, cut: Domains) -> Ints:
    """Cell of each row in the base: its elementary domain and position."""
    codes, base = question.answers.codes, question.base
    in_base = (codes >= 0) & (base[np.maximum(codes, 0)] > 0)
    in_base &= (cut.elementary >= 0) & (design.weights > 0) & (design.counts > 0)
    return np.where(in_base, cut.elementary * len(base) + codes, -1)


def _forms_of(
    design: SurveyDesign, question: ShareOf, cut: Domains, cell: Ints
) -> tuple[Forms, Floats]:
    """Linear forms and estimates of a question."""
    positions = len(question.base)
    cells = cut.cells * positions
    totals = cell_sums(cell, design.counts * design.weights, cells).reshape(cut.cells, positions)
    linear = gradients.shares(cut.united(totals), cut.parts, question.counted, question.base)
    sums = psu_sums(design.selection.finest, cell, design.weights, cells)
    steps = design.calibration
    cross = None
    if steps is not None:
        cross = cut.united_columns(cross_sums(steps, cell, design.counts, cells), positions)
    return Forms(cut.united_columns(sums, positions), linear.gradient, cross), linear.estimates


def _replicated(
    design: SurveyDesign, questions: list[ShareOf], cut: Domains, blocks: list[Block]
) -> list[Block]:
    """The same shares with the variances of their replicates."""
    together: dict[int, list[int]] = {}
    for place, question in enumerate(questions):
        together.setdefault(len(question.base), []).append(place)
    result = list(blocks)
    for positions, places in together.items():
        for some in _few_at_once(design, cut, positions, places):
            spread = _deviations(design, [questions[place] for place in some], cut)
            for place, found in zip(some, spread, strict=True):
                result[place] = _with_deviations(
                    design, questions[place], cut, blocks[place], found
                )
    return result


def _few_at_once(
    design: SurveyDesign, cut: Domains, positions: int, places: list[int]
) -> list[list[int]]:
    replicates = 1 if design.replicates is None else len(design.replicates.coefficients)
    step = max(1, _MOST_TOTALS // (cut.cells * positions * replicates))
    return [places[start : start + step] for start in range(0, len(places), step)]


def _deviations(
    design: SurveyDesign, questions: list[ShareOf], cut: Domains
) -> Iterator[Deviations]:
    """Deviations of the replicates of questions with as many positions."""
    given = design.replicates
    if given is None:
        return
    cells = [_cells(design, question, cut) for question in questions]
    positions = len(questions[0].base)
    codes = np.column_stack([np.where(cell >= 0, cell % positions, -1) for cell in cells])
    totals = replicate_totals(cut.elementary, cut.cells, codes, positions, given.weights)
    for question, cell, of_question in zip(questions, cells, totals, strict=True):
        whole = cell_sums(cell, design.weights, cut.cells * positions)
        whole = cut.united(whole.reshape(cut.cells, positions))
        arguments = (cut.parts, question.counted, question.base)
        estimates = gradients.share_replicates(whole[:, :, None], *arguments)[0]
        replicates = gradients.share_replicates(cut.united(of_question), *arguments)
        yield replicated(design, estimates, replicates)


def _with_deviations(
    design: SurveyDesign, question: ShareOf, cut: Domains, block: Block, found: Deviations
) -> Block:
    def again() -> Made:
        (spread,) = _deviations(design, [question], cut)
        cell = _cells(design, question, cut)
        return Made(spread, cases_of(design, cut, np.where(cell >= 0, cut.elementary, -1)))

    variance = variance_of(design, block.estimates, found)
    return replace(block, variance=variance, forms=FormsToMake(found.size, again))
