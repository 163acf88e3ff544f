"""What part of the people answered, and whether one answer dominates a sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind
from survey.disclosure.audit.count_rows import label_of
from survey.estimation.variables import numeric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.audit.cells import CountRow, Label
    from survey.disclosure.audit.elsewhere import KnownElsewhere
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools, Floats

_OF_NUMBERS = ("mean", "total", "ratio")
_TWO = 2


def part_answered(of: Estimates, row: CountRow, known: KnownElsewhere) -> float | None:
    """Which part of the people of a domain answered; None if nobody knows.

    Numbers of people come from weights that gross up to them, or are known elsewhere; of two, the
    greater part counts.
    """
    design, elementary = of.covariance.design, of.domains.elementary
    inside = np.isin(elementary, row.origin.domains) & (design.weights > 0)
    n = float(design.counts[inside].sum())
    parts = []
    if design.grosses_up and n:
        parts.append(n / float((design.counts * design.weights)[inside].sum()))
    most = _limit(row.label, known)
    if most:
        parts.append(n / most)
    return min(max(parts), 1.0) if parts else None


def _limit(label: Label, known: KnownElsewhere) -> float | None:
    """The least number of people that a domain can have, by what is known of its columns."""
    limits = [known.limits.get(name, {}).get(value) for name, value in label]
    return min((float(each) for each in limits if each), default=None)


def dominated(of: Estimates, percent: float) -> Iterator[tuple[str, Label]]:
    """Sums of numbers in which one who knows the second largest can work out the largest too well.

    Yields
    ------
    (variable, domain) for which X − x1 − x2 < p % of x1 (Hundepool et al. 2012, §4.2.2); a number
    with a weight of 2 or more stands for two of its size.
    """
    if of.statistic not in _OF_NUMBERS:
        return
    for name in of.variables:
        values = _numbers(of, str(name))
        if values is None:
            continue
        for label, inside in _domains(of):
            if _is_dominated(values, _weights(of), inside & np.isfinite(values), percent):
                yield str(name), label


def judged_for_dominance(of: Estimates) -> bool:
    """Whether some numbers are sums that one could dominate; a share of answers never is."""
    return of.statistic in _OF_NUMBERS and any(
        _numbers(of, str(name)) is not None for name in of.variables
    )


def _numbers(of: Estimates, name: str) -> Floats | None:
    """A column of numbers that aren't answers, in size; None if it is none."""
    data, variable = of.covariance.design.data, of.codebook.get(name)
    if name not in data.columns or not pd.api.types.is_numeric_dtype(data[name]):
        return None
    if variable is not None and variable.kind is not Kind.NUMBER:
        return None
    values = np.abs(numeric(of.covariance.design, name))
    return values if len(np.unique(values[np.isfinite(values)])) > _TWO else None


def _weights(of: Estimates) -> Floats:
    design = of.covariance.design
    return np.asarray(design.weights * design.counts if design.grosses_up else design.counts)


def _domains(of: Estimates) -> Iterator[tuple[Label, Bools]]:
    domains = of.domains
    members: Any = domains.members.tocsc()
    for at, values in enumerate(domains.labels):
        cells = members.indices[members.indptr[at] : members.indptr[at + 1]]
        yield label_of(of.by, values), np.isin(domains.elementary, cells)


def _is_dominated(values: Floats, weights: Floats, inside: Bools, percent: float) -> bool:
    inside = inside & (weights > 0)
    if not inside.any():
        return False
    size, weight = values[inside], weights[inside]
    order = np.argsort(-size, kind="stable")[:2]
    largest = float(size[order[0]])
    twice = weight[order[0]] >= _TWO or len(order) < _TWO
    second = largest if twice else float(size[order[1]])
    left = float(size @ weight) - largest - second
    return largest > 0 and left < percent / 100 * largest
