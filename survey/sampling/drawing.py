"""Drawing from strata: which units, in which order, and with which chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.kernels.sampford import sampford_joint, sampford_sample, sampford_tables
from survey.kernels.simple_random import ranks_within
from survey.kernels.systematic import serpentine, systematic_replicates, systematic_unequal
from survey.kernels.unequal_chances import inclusion_probabilities
from survey.language.words import natural_key
from survey.sampling.frame import UNIT
from survey.sampling.permanent_numbers import permanent_numbers
from survey.sampling.selection_rules import CENSUS, INDEPENDENT, PPS, SAMPFORD, SRS, SYSTEMATIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Floats, Ints
    from survey.sampling.overlap import Earlier
    from survey.sampling.planned_strata import Strata
    from survey.sampling.selection_rules import Rules

_START = "start"


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """Units drawn.

    Attributes
    ----------
    places : (n,) int
        Rows of the eligible units.
    replicate : (n,) int
        From 1.
    chances : (n,) float
        Inclusion probabilities; those of the main sample also for the reserve.
    joint : dict of str to (n_h, n_h) float
        Joint inclusion probabilities, by stratum drawn by Sampford's method.
    """

    places: Ints
    replicate: Ints
    chances: Floats
    joint: dict[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """The units of all strata, each sorted as its method wants it.

    Attributes
    ----------
    numbers : (N,) float
        Permanent random numbers of the units, in the order of the frame.
    sorted : (N,) int
        Rows of the units, by stratum.
    ends : (H + 1,) int
        Where each stratum begins, and where the last one ends.
    """

    numbers: Floats
    sorted: Ints
    ends: Ints

    def of(self, stratum: int) -> Ints:
        """Rows of the units of a stratum."""
        return self.sorted[self.ends[stratum] : self.ends[stratum + 1]]


def sorted_lists(strata: Strata, rules: Rules, seed: int) -> Lists:
    """The units of each stratum by their random numbers, or along the order that was asked for."""
    ids = strata.units[UNIT].tolist()
    numbers = permanent_numbers(seed, ids)
    keys: list[Floats | Ints] = [numbers]
    ordered = rules.where(SYSTEMATIC, PPS)
    if rules.order and ordered:
        within = np.isin(strata.code, ordered)
        path = np.zeros(len(ids), dtype=np.int64)
        columns = [_sorting_ranks(strata.units[name][within]) for name in rules.order]
        path[within] = serpentine(strata.code[within], columns)
        keys.append(path)
    keys.append(strata.code)
    rows = np.lexsort(keys)
    if _has_ties(rows, keys):
        rows = np.lexsort([np.array(ids, dtype=str), *keys])
    sorted_code = strata.code[rows]
    ends = np.searchsorted(sorted_code, np.arange(len(strata.names) + 1))
    return Lists(numbers, rows, ends)


def draw(strata: Strata, rules: Rules, lists: Lists, seed: int, earlier: Earlier | None) -> Draw:
    """Draw from each stratum as the rules say."""
    parts = [_by_numbers(strata, rules, lists)]
    for place, method in enumerate(rules.methods):
        if method == SYSTEMATIC:
            parts.append(_systematic(strata, rules, lists, place, seed))
        elif method == PPS:
            parts.append(_pps(strata, rules, lists, place, seed))
        elif method == SAMPFORD:
            parts.append(_sampford(strata, rules, lists, place))
        elif earlier is not None and rules.overlap[place] != INDEPENDENT:
            parts.append(_overlapping(strata, rules, lists, place, earlier))
    return _joined(parts, strata.code)


def _by_numbers(strata: Strata, rules: Rules, lists: Lists) -> Draw:
    """Simple random samples and censuses of all strata at once: the smallest numbers."""
    taken = np.zeros(rules.sizes.shape[1], dtype=bool)
    taken[rules.where(SRS, CENSUS)] = True
    taken[[rule != INDEPENDENT for rule in rules.overlap]] = False
    reached = np.cumsum(rules.sizes, axis=0) * taken
    code = strata.code[lists.sorted]
    rank = ranks_within(code, len(strata.names))
    chosen = np.flatnonzero(rank < reached[-1][code])
    places, stratum, rank = lists.sorted[chosen], code[chosen], rank[chosen]
    replicate = 1 + (rank >= reached[:, stratum]).sum(axis=0)
    return Draw(places, replicate, _equal(strata, rules)[stratum], {})


def _equal(strata: Strata, rules: Rules) -> Floats:
    return np.asarray(rules.sizes[0] / np.maximum(strata.population, 1))


def _systematic(strata: Strata, rules: Rules, lists: Lists, place: int, seed: int) -> Draw:
    sizes = [int(size) for size in rules.sizes[:, place]]
    purposes = [_START, *(f"{_START} {k}" for k in range(1, len(sizes)))]
    starts = [float(permanent_numbers(seed, [strata.names[place]], each)[0]) for each in purposes]
    replicates = systematic_replicates(int(strata.population[place]), sizes, starts)
    return _replicates(
        [lists.of(place)[each] for each in replicates], float(_equal(strata, rules)[place])
    )


def _overlapping(strata: Strata, rules: Rules, lists: Lists, place: int, earlier: Earlier) -> Draw:
    rows = lists.of(place)
    sizes = [int(size) for size in rules.sizes[:, place]]
    replicates = earlier.samples(place, rows, lists.numbers[rows], sizes)
    return _replicates([rows[each] for each in replicates], float(_equal(strata, rules)[place]))


def _replicates(replicates: Sequence[Ints], chance: float) -> Draw:
    places = np.concatenate(replicates)
    number = np.repeat(np.arange(1, len(replicates) + 1), [len(each) for each in replicates])
    return Draw(places, number, np.full(len(places), chance), {})


def _pps(strata: Strata, rules: Rules, lists: Lists, place: int, seed: int) -> Draw:
    rows = lists.of(place)
    chances = inclusion_probabilities(rules.measure[rows], int(strata.n[place]))
    start = float(permanent_numbers(seed, [strata.names[place]], _START)[0])
    sure, open_ = np.flatnonzero(chances == 1.0), np.flatnonzero(chances < 1.0)
    taken = np.union1d(sure, open_[systematic_unequal(chances[open_], start)])
    return Draw(rows[taken], np.ones(len(taken), dtype=np.int64), chances[taken], {})


def _sampford(strata: Strata, rules: Rules, lists: Lists, place: int) -> Draw:
    rows, n = lists.of(place), int(strata.n[place])
    # the numbers decide who is drawn, so that the list must not be in their order
    rows = rows[np.argsort(strata.units[UNIT].to_numpy(dtype=str)[rows])]
    chances = inclusion_probabilities(rules.measure[rows], n)
    unsure = np.flatnonzero(chances < 1.0)
    left = n - int((chances == 1.0).sum())
    taken = chances == 1.0
    if left:
        tables = sampford_tables(chances[unsure], left)
        taken[unsure] = sampford_sample(tables, lists.numbers[rows[unsure]][None, :])[0]
    drawn = np.flatnonzero(taken)
    drawn = drawn[np.argsort(lists.numbers[rows[drawn]])]
    joint = _joint(chances, left, drawn)
    ones = np.ones(len(drawn), dtype=np.int64)
    return Draw(rows[drawn], ones, chances[drawn], {strata.names[place]: joint})


def _joint(chances: Floats, left: int, drawn: Ints) -> Floats:
    """Joint probabilities of drawn units, of which some were sure to be."""
    single = chances[drawn]
    joint = np.outer(single, single)
    np.fill_diagonal(joint, single)
    unsure = np.flatnonzero(single < 1.0)
    places = np.cumsum(chances < 1.0)[drawn[unsure]] - 1
    if left:
        joint[np.ix_(unsure, unsure)] = sampford_joint(chances[chances < 1.0], left, places)
    return joint


def _joined(parts: Sequence[Draw], code: Ints) -> Draw:
    """All parts, sorted by stratum and replicate."""
    places = np.concatenate([part.places for part in parts])
    replicate = np.concatenate([part.replicate for part in parts])
    chances = np.concatenate([part.chances for part in parts])
    rows = np.lexsort((replicate, code[places]))
    joint = {name: each for part in parts for name, each in part.joint.items()}
    return Draw(places[rows], replicate[rows], chances[rows], joint)


def _sorting_ranks(column: pd.Series) -> Ints:
    """The place of each value among those of its column; what is missing comes last."""
    codes, values = pd.factorize(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        order = np.argsort(np.asarray(values, dtype=float), kind="stable")
    else:
        keys = [natural_key(str(value)) for value in np.asarray(values, dtype=object)]
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__))
    ranks = np.empty(len(values) + 1, dtype=np.int64)
    ranks[order.astype(np.intp)] = np.arange(len(values))
    ranks[-1] = len(values)
    return ranks[codes]


def _has_ties(rows: Ints, keys: Sequence[Floats | Ints]) -> bool:
    same = np.ones(max(len(rows) - 1, 0), dtype=bool)
    for key in keys:
        same &= key[rows[1:]] == key[rows[:-1]]
    return bool(same.any())
