"""Estimates for values of a by-column that are put together, left out, or drawn anew by row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from survey.codebook import Domain
from survey.estimation.variables import Domains

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Ints

Label = tuple[Any, ...]


def put_together(estimates: Estimates, over: str, to: Mapping[Any, Any]) -> Estimates:
    """The same estimates with some values of a by-column under another name, or as one.

    Parameters
    ----------
    over : str
    to : mapping of value to value
        Values that become the same are pooled by the weights.
    """
    cut, place = estimates.domains, estimates.by.index(over)
    if not any(label[place] in to for label in cut.labels[: cut.cells]):
        return estimates
    renamed = [_with(label, place, to.get(label[place], label[place])) for label in _cells(cut)]
    number = {label: at for at, label in enumerate(dict.fromkeys(renamed))}
    lookup = np.array([*(number[label] for label in renamed), -1], dtype=np.int64)
    found = estimates.in_domains(_domains(cut, lookup[cut.elementary], list(number)))
    pooled = _pooled(_cells(cut), place, to)
    values = {common: some for common, some in pooled.items() if some != (common,)}
    merged = estimates.merged
    return replace(found, merged=replace(merged, values={**merged.values, over: values}))


def drawn_anew(estimates: Estimates, over: str, values: Sequence[Any]) -> Estimates:
    """The same estimates with another value of a by-column for each row.

    Parameters
    ----------
    over : str
    values : (n,) sequence
        Of the rows of the design's data; None for a row that is in no value any more.
    """
    cut, place = estimates.domains, estimates.by.index(over)
    labels = _cells(cut)
    known = list(dict.fromkeys(label[place] for label in labels))
    wanted = set(values)
    areas = [each for each in known if each in wanted]
    areas += [each for each in dict.fromkeys(values) if each is not None and each not in known]
    others = list(dict.fromkeys(_without(label, place) for label in labels))
    number = {area: at for at, area in enumerate(areas)}
    other = {each: at for at, each in enumerate(others)}
    rest = np.array([*(other[_without(label, place)] for label in labels), -1], dtype=np.int64)
    mine = np.array([number.get(each, -1) for each in values], dtype=np.int64)
    theirs = rest[cut.elementary]
    inside = (mine >= 0) & (theirs >= 0)
    elementary = np.where(inside, mine * len(others) + theirs, -1)
    new = [(*each[:place], area, *each[place:]) for area in areas for each in others]
    found = estimates.in_domains(_domains(cut, elementary, new))
    merged = replace(estimates.merged, anew=(*estimates.merged.anew, over))
    return replace(found, merged=merged)


def kept_only(estimates: Estimates, over: str, values: Collection[Any]) -> Estimates:
    """The same estimates for some values of a by-column only.

    Parameters
    ----------
    over : str
    values : collection
        Those that are kept; what is pooled over the column is pooled over them.
    """
    cut, place = estimates.domains, estimates.by.index(over)
    kept = [label for label in _cells(cut) if label[place] in values]
    if len(kept) == cut.cells:
        return estimates
    number = {label: at for at, label in enumerate(kept)}
    lookup = np.array([*(number.get(label, -1) for label in _cells(cut)), -1], dtype=np.int64)
    return estimates.in_domains(_domains(cut, lookup[cut.elementary], kept))


def _cells(cut: Domains) -> list[Label]:
    """Labels of the elementary domains."""
    return cut.labels[: cut.cells]


def _with(label: Label, place: int, value: object) -> Label:
    return (*label[:place], value, *label[place + 1 :])


def _without(label: Label, place: int) -> Label:
    return (*label[:place], *label[place + 1 :])


def _pooled(labels: list[Label], place: int, to: Mapping[Any, Any]) -> dict[Any, Label]:
    found: dict[Any, Label] = {}
    for value in dict.fromkeys(label[place] for label in labels):
        common = to.get(value, value)
        found[common] = (*found.get(common, ()), value)
    return found


def _domains(cut: Domains, elementary: Ints, labels: list[Label]) -> Domains:
    """Domains of new elementary ones, pooled over the columns that were pooled before."""
    cells = len(labels)
    partitions, everything = [np.arange(cells)], list(labels)
    for place in _pooled_columns(cut):
        pooled = [_with(label, place, Domain.ALL) for label in labels]
        number = {label: at for at, label in enumerate(dict.fromkeys(pooled))}
        partitions.append(len(everything) + np.array([number[label] for label in pooled]))
        everything += list(number)
    columns = np.concatenate(partitions)
    rows = np.tile(np.arange(cells), len(partitions))
    shape = (cells, len(everything))
    members = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    return Domains(elementary, members, everything, tuple(partitions), members)


def _pooled_columns(cut: Domains) -> list[int]:
    """Places of by-columns that are pooled, one for each partition after the first."""
    starts = [int(part.min()) for part in cut.partitions[1:]]
    return [cut.labels[start].index(Domain.ALL) for start in starts]
