"""The composition that all areas are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError, WrongUseError
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted
from survey.weighting.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import Codebook
    from survey.comparison.fair.characteristics import Cells
    from survey.comparison.fair.profiled import Areas
    from survey.kernels.layout import Bools, Floats

ALL, CONTRAST = "all", "contrast"


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """A composition.

    Attributes
    ----------
    kind : {"all", "area", "register", "given"}
        All areas together, one of them, a register, or numbers given by hand.
    area : object
        Which one.
    reference : (n,) bool or None
        The rows whose composition it is; None where it is fixed.
    fixed : (G,) float
        The share of each cell where it is fixed.
    """

    kind: str
    area: object
    reference: Bools | None
    fixed: Floats


def standard_of(to: object, cells: Cells, areas: Areas, codebook: Codebook) -> Standard:
    """Read what areas are to be made equal to.

    Parameters
    ----------
    to : {"all"}, area, Targets or mapping of category to number

    Raises
    ------
    WrongUseError
        If it is none of these.
    DataError
        If it has a category that no answer is in, or lacks one.
    """
    none = np.zeros(cells.count)
    if isinstance(to, Targets):
        return Standard("register", None, None, _of_register(to, cells, codebook))
    if isinstance(to, Mapping):
        items = [(key if isinstance(key, tuple) else (key,), n) for key, n in to.items()]
        return Standard("given", None, None, _fixed(items, cells, codebook))
    if isinstance(to, str) and to == ALL:
        return Standard("all", None, cells.cell >= 0, none)
    place = areas.place_of(to)
    if place is None:
        known = culprits([ALL, *areas.values])
        raise fail(WrongUseError, "fair.to", got=quoted(str(to)), known=known)
    return Standard("area", areas.values[place], (areas.code == place) & (cells.cell >= 0), none)


def _of_register(targets: Targets, cells: Cells, codebook: Codebook) -> Floats:
    names = [each.name for each in cells.characteristics]
    table = targets.table("*".join(names))
    if table.numeric:
        raise fail(WrongUseError, "fair.register_numeric", table=quoted(table.name))
    rows = table.cells.to_dict("records")
    items = [(tuple(row[name] for name in names), row["count"]) for row in rows]
    return _fixed(items, cells, codebook)


def _fixed(
    items: Iterable[tuple[tuple[Any, ...], Any]], cells: Cells, codebook: Codebook
) -> Floats:
    """Shares of cells from numbers by codes; joined codes are added up."""
    known = {cells.key(cell): cell for cell in range(cells.count)}
    result, told, absent = np.zeros(cells.count), np.zeros(cells.count, dtype=bool), []
    for codes, number in items:
        if not isinstance(number, Real) or not 0 <= float(number) < np.inf:
            raise fail(WrongUseError, "fair.standard_number", got=repr(number))
        cell = known.get(_categories(codes, cells))
        if cell is not None:
            result[cell] += float(number)
            told[cell] = True
        elif float(number) > 0:
            absent.append(" × ".join(map(str, codes)))
    lacking = [cells.label(int(c), codebook, current_language()) for c in np.flatnonzero(~told)]
    if absent:
        raise fail(DataError, "fair.standard_absent", got=culprits(absent))
    if lacking or not result.sum():
        raise fail(DataError, "fair.standard_lacks", got=culprits(lacking))
    return np.asarray(result / result.sum())


def _categories(codes: tuple[Any, ...], cells: Cells) -> tuple[Any, ...]:
    if len(codes) != len(cells.characteristics):
        names = culprits([each.name for each in cells.characteristics])
        raise fail(WrongUseError, "fair.standard_key", got=repr(codes), names=names)
    found = []
    for code, each in zip(codes, cells.characteristics, strict=True):
        within = (v for v, codes in zip(each.values, each.members, strict=True) if code in codes)
        found.append(next(within, code))
    return tuple(found)
