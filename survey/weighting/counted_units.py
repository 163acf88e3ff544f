"""The sampled units behind weights that count in the variance, and at what rate they were taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import DesignError
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail
from survey.language.numbers import format_number
from survey.weighting.weights import BASE, UNIT

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.weighting.weights import Cases, Weights

JOINT, PAIRS, REPLACED, MIXED = (
    "joint_probabilities",
    "ordered_pairs",
    "with_replacement",
    "mixed",
)
"""The variances that a selection may allow, beside that of a simple random sample."""
_NOTHING = 1e-10  # of the mean weight: what rounding leaves of an equation that is met


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The sampled units that the variance counts.

    Attributes
    ----------
    of_case : (m,) int
        Unit of each case, 0 … G−1; −1 for cases that add nothing.
    case : (G,) int
        The first case of each unit.
    stratum : (G,) int
        0 … H−1.
    responding : (G,) bool
    strata : (H,) int
        The strata by their place in the cases.
    """

    of_case: Ints
    case: Ints
    stratum: Ints
    responding: Bools
    strata: Ints

    @property
    def answered(self) -> Floats:
        """Responding units of each stratum, (H,)."""
        found = np.bincount(self.stratum[self.responding], minlength=len(self.strata))
        return found.astype(float)


def counted_units(weights: Weights) -> Units:
    """Units that answered, and those that a step gives something to add."""
    cases = weights.cases
    counted = cases.answered.copy()
    for step in weights.chain:
        entries = step.equations.tocoo()
        something = np.abs(entries.data) > _NOTHING * float(step.after.mean())
        counted[entries.row[something]] = True
    found = np.unique(cases.psu[counted])
    number = np.full(int(cases.psu.max()) + 1, -1, dtype=np.int64)
    number[found] = np.arange(len(found))
    of_case = number[cases.psu]
    case = np.zeros(len(found), dtype=np.int64)
    inside = np.flatnonzero(of_case >= 0)[::-1]
    case[of_case[inside]] = inside
    responding = np.zeros(len(found), dtype=bool)
    responding[of_case[cases.answered]] = True
    strata, stratum = np.unique(cases.stratum[case], return_inverse=True)
    return Units(of_case, case, stratum.astype(np.int64), responding, strata.astype(np.int64))


def variance_kinds(cases: Cases, units: Units) -> list[str]:
    """The variance that each stratum allows."""
    if any(cases.variances):
        return [cases.variances[place] for place in units.strata]
    return [cases.variance] * len(units.strata)


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Rates in force.

    Attributes
    ----------
    stratum : (H,) float
        Responding units over all of the stratum; 0 where none is to be taken.
    unit : (G,) float
        The rate of each unit times the chance of its adults who answered.
    differ : bool
        Whether units of a stratum differ.
    """

    stratum: Floats
    unit: Floats
    differ: bool

    @classmethod
    def of(cls, cases: Cases, units: Units, kinds: list[str], *, fpc: bool) -> Rates:
        """Rates of the strata and of the units."""
        population = cases.population[units.strata]
        _refuse_small(cases, units, population)
        known = np.isfinite(population) & (np.array(kinds) != REPLACED)
        if not fpc:
            return cls(np.zeros(len(units.strata)), np.zeros(len(units.case)), differ=False)
        rate = np.divide(units.answered, population, out=np.zeros(len(population)), where=known)
        unit = rate[units.stratum]
        chances = _unequal_chances(cases, units, known)
        for stratum, drawn in chances.items():
            here = units.stratum == stratum
            unit[here] = drawn[here]
        rate[list(chances)] = 0.0
        taken = _adults_taken(cases, units)
        differ = bool(chances) or bool((taken != 1).any())
        return cls(rate, unit * taken, differ)


def _unequal_chances(cases: Cases, units: Units, known: Bools) -> dict[int, Floats]:
    """By stratum with unequal chances of the units: the chance times the part that responded."""
    if BASE not in cases.frame:
        return {}
    base = cases.frame[BASE].to_numpy(dtype=float)
    found = {}
    answered = units.answered
    for place, name in enumerate(units.strata):
        of_stratum = base[cases.stratum == name]
        if not known[place] or not np.isfinite(of_stratum).all() or not (of_stratum > 0).all():
            continue
        if np.ptp(of_stratum) > 1e-9 * of_stratum.max():
            drawn = len(np.unique(cases.psu[cases.stratum == name]))
            found[place] = np.minimum(answered[place] / drawn / base[units.case], 1.0)
    return found


def _adults_taken(cases: Cases, units: Units) -> Floats:
    """Chance of the adults who answered, given their dwelling; the mean of the stratum of others.

    Raises
    ------
    DesignError
        If it isn't known of somebody who answered.
    """
    taken = np.ones(len(units.case))
    if cases.adults is None:
        return taken
    chance = 1 / cases.adults if cases.adult_chance is None else cases.adult_chance
    chance = chance[units.case]
    known = units.responding & np.isfinite(chance)
    unknown = units.responding & ~known
    if unknown.any():
        names = cases.frame[UNIT].to_numpy(dtype=object)[units.case[unknown]]
        count = int(unknown.sum())
        raise fail(DesignError, "design.adults_unknown", units=culprits(names), count=count)
    size = len(units.strata)
    summed = np.bincount(units.stratum[known], chance[known], minlength=size)
    mean = np.divide(summed, units.answered, out=np.ones(size), where=units.answered > 0)
    return np.where(known, chance, mean[units.stratum])


def _refuse_small(cases: Cases, units: Units, population: Floats) -> None:
    short = units.answered > population
    if not short.any():
        return
    first = int(np.flatnonzero(short)[0])
    names = [cases.strata[place] for place in units.strata[short]]
    raise fail(
        DesignError,
        "design.population_small",
        strata=culprits(names),
        population=format_number(float(population[first]), current_language()),
        sampled=format_number(float(units.answered[first]), current_language()),
    )
