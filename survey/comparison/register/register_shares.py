"""What the register knows of one characteristic at a time: its shares in each area and in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Domain
from survey.errors import UnknownNameError, WeightingError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.weighting.recipe import Calibrate, Poststratify, Rake

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.kernels.layout import Floats
    from survey.weighting.recipe import Recipe
    from survey.weighting.targets import Targets, TargetTable

_AREA = "area"
_CROSSED = "*"


@dataclass(frozen=True, slots=True)
class KnownShares:
    """Shares of the register in one place, each between two where cells are hidden.

    Attributes
    ----------
    count, share, low, high : (K,) float
    """

    count: Floats
    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One characteristic that both the survey and the register know.

    Attributes
    ----------
    name : str
    codes : tuple
    known : mapping of area to KnownShares
        `Domain.ALL` among the areas; alone if the register tells of all together only.
    year, source : str
    """

    name: str
    codes: tuple[Any, ...]
    known: dict[Any, KnownShares]
    year: str
    source: str

    @property
    def by_area(self) -> bool:
        """Whether the register tells of each area."""
        return len(self.known) > 1 or Domain.ALL not in self.known


def characteristics(
    targets: Targets, areas: Sequence[Any], names: Sequence[str] | None, universe: str
) -> list[Characteristic]:
    """The characteristics of the register, each of the table that tells most simply of it.

    Parameters
    ----------
    targets : Targets
    areas : sequence
        Areas with answers.
    names : sequence of str, optional
        The characteristics wanted; all if left out.
    universe : str
        Whom the answers are about.

    Raises
    ------
    UnknownNameError
        If the register has no such characteristic.
    WeightingError
        If a table is about others, or lacks an area.
    """
    tables = _simplest(targets)
    for name in names or ():
        if name not in tables:
            known = culprits(tables)
            raise fail(
                UnknownNameError, "representativity.no_table", name=quoted(name), known=known
            )
    chosen = list(dict.fromkeys(names)) if names is not None else list(tables)
    if not chosen:
        raise fail(WeightingError, "representativity.no_tables")
    return [_characteristic(name, tables[name], areas, universe) for name in chosen]


def weighted_on(recipe: Recipe) -> frozenset[str]:
    """The characteristics whose distribution a recipe meets."""
    found = [name for step in recipe.steps for name in _tables_of(step)]
    return frozenset(part for name in found for part in name.split(_CROSSED)) - {_AREA}


def _tables_of(step: object) -> tuple[str, ...]:
    if isinstance(step, Poststratify):
        return step.by
    return (*step.within, *step.across) if isinstance(step, Rake | Calibrate) else ()


def _simplest(targets: Targets) -> dict[str, TargetTable]:
    """For each characteristic its table: by area if there is one, and crossed with the fewest."""
    found: dict[str, TargetTable] = {}
    for name, table in _offered(targets):
        mine = (not table.by_area, len(table.variables))
        other = found.get(name)
        if other is None or mine < (not other.by_area, len(other.variables)):
            found[name] = table
    return found


def _offered(targets: Targets) -> Iterator[tuple[str, TargetTable]]:
    for table in targets.tables.values():
        if not table.numeric:
            yield from ((name, table) for name in table.variables if name != _AREA)


def _characteristic(
    name: str, table: TargetTable, areas: Sequence[Any], universe: str
) -> Characteristic:
    if table.universe != universe:
        raise fail(
            WeightingError,
            "representativity.universe",
            table=quoted(table.name),
            theirs=text(f"representativity.universe.{table.universe}"),
            ours=text(f"representativity.universe.{universe}"),
        )
    records: list[Any] = table.cells.to_dict("records")
    codes = tuple(dict.fromkeys(record[name] for record in records))
    if table.by_area:
        _must_have(areas, {record[_AREA] for record in records}, table)
    counts = {
        each: _counts(records, name, codes, each) for each in (areas if table.by_area else ())
    }
    inside = set(areas) if table.by_area else None
    everyone = [r for r in records if inside is None or r[_AREA] in inside]
    counts[Domain.ALL] = _counts(everyone, name, codes, Domain.ALL)
    known = {place: _shares(*each) for place, each in counts.items()}
    return Characteristic(name, codes, known, table.year, table.source)


def _must_have(areas: Sequence[Any], known: set[Any], table: TargetTable) -> None:
    without = [each for each in areas if each not in known]
    if without:
        raise fail(
            WeightingError,
            "representativity.no_area",
            table=quoted(table.name),
            areas=culprits(without),
        )


def _counts(
    records: list[Any], name: str, codes: tuple[Any, ...], area: object
) -> tuple[Floats, Floats, Floats]:
    """Counts of a place, and the ends of the ranges that they lie in."""
    place = {code: at for at, code in enumerate(codes)}
    sums = np.zeros((3, len(codes)))
    for record in records:
        if area is Domain.ALL or record[_AREA] == area:
            sums[:, place[record[name]]] += [record[each] for each in ("count", "low", "high")]
    return sums[0], sums[1], sums[2]


def _shares(count: Floats, low: Floats, high: Floats) -> KnownShares:
    total = count.sum() or np.nan
    return KnownShares(count, count / total, low / total, high / total)
