"""From a solved net of sums to tables of targets by area."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.weighting.register.net import Node
from survey.weighting.register.places import WHOLE, Where
from survey.weighting.targets import TargetTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.codebook import Codebook
    from survey.kernels.layout import Floats
    from survey.weighting.register.net import Net
    from survey.weighting.register.places import Places
    from survey.weighting.targets import Universe

_UNIVERSES: tuple[Universe, ...] = ("persons", "adults", "households")


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A net with a value and a range for each number.

    Attributes
    ----------
    net : Net
    value, low, high : (N,) float
    """

    net: Net
    value: Floats
    low: Floats
    high: Floats

    def of(self, node: Node) -> tuple[float, float, float] | None:
        """Value and range of a number; None if nothing is known of it."""
        at = self.net.nodes.get(node)
        if at is None or not np.isfinite(self.high[at]):
            return None
        return float(self.value[at]), float(self.low[at]), float(self.high[at])

    def sizes(self, places: Places) -> dict[Universe, dict[object, float]]:
        """How many of each universe the areas have, as far as that is known."""
        found: dict[Universe, dict[object, float]] = {}
        for universe in _UNIVERSES:
            for at, area in enumerate(places.areas):
                known = self.of(Node(universe, "", Where(at)))
                if known is not None:
                    found.setdefault(universe, {})[area.code.value] = known[0]
        return found


def tables_of(
    solved: Solved,
    places: Places,
    codebook: Codebook,
    universe: Universe,
    *,
    year: str,
    source: str,
) -> dict[str, TargetTable]:
    """The tables about a universe, by name, those of one variable first.

    Parameters
    ----------
    solved : Solved
    places : Places
    codebook : Codebook
    universe : {"persons", "adults", "households"}
    year, source : str
    """
    found = {}
    for numeric, variables in _kinds(solved.net, universe, codebook):
        wheres = _places_with(solved.net, numeric, variables, universe, places)
        if not wheres:
            continue
        cells = _cells(solved, numeric, variables, universe, wheres, codebook)
        area_codes = [None if at == WHOLE else places.areas[at.area].code.value for at in wheres]
        cells.insert(0, "area", np.repeat(_objects(area_codes), len(cells) // len(wheres)))
        name = numeric or "*".join(variables)
        found[name] = TargetTable(
            name,
            (numeric,) if numeric else variables,
            cells,
            by_area=wheres != [WHOLE],
            numeric=bool(numeric),
            universe=universe,
            year=year,
            source=source,
            codebook=codebook,
        )
    return found


def _kinds(net: Net, universe: Universe, codebook: Codebook) -> list[tuple[str, tuple[str, ...]]]:
    """What there are tables of: sets of variables, in the order of the codebook."""
    order = {name: at for at, name in enumerate(codebook.variables)}
    kinds = {
        (node.numeric, tuple(sorted(node.variables, key=lambda name: order[name])))
        for node in net.nodes
        if node.universe == universe and bool(node.numeric) != bool(node.levels)
    }
    return sorted(
        kinds, key=lambda each: (bool(each[0]), len(each[1]), [order[n] for n in each[1]], each[0])
    )


def _places_with(
    net: Net, numeric: str, variables: Sequence[str], universe: Universe, places: Places
) -> list[Where]:
    """The areas, or all of them together, of which there are such numbers."""
    kind = universe, numeric, tuple(sorted(variables))
    there = {
        node.where for node in net.nodes
        if (node.universe, node.numeric, node.variables) == kind
    }  # fmt: skip
    areas = [Where(at) for at in range(len(places.areas)) if Where(at) in there]
    if areas:
        return areas if len(areas) == len(places.areas) else []
    return [WHOLE] if WHOLE in there else []


def _codes(net: Net, name: str, universe: Universe, variables: Sequence[str],
           codebook: Codebook) -> list[object]:  # fmt: skip
    """The codes that a table has, in their order."""
    seen = {
        level[1]
        for node in net.nodes
        if node.universe == universe and node.variables == tuple(sorted(variables))
        for variable, level in node.levels
        if variable == name and level[0] == "code"
    }
    return [each.value for each in codebook[name].codes if each.value in seen]


def _cells(
    solved: Solved,
    numeric: str,
    variables: Sequence[str],
    universe: Universe,
    wheres: Sequence[Where],
    codebook: Codebook,
) -> pd.DataFrame:
    codes = [_codes(solved.net, name, universe, variables, codebook) for name in variables]
    combined = list(product(*codes))
    rows = [
        _known(solved, Node(universe, numeric, where, _levels(variables, each)))
        for where in wheres
        for each in combined
    ]
    columns: dict[str, object] = {
        name: _objects([each[at] for _ in wheres for each in combined])
        for at, name in enumerate(variables)
    }
    numbers = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return pd.DataFrame(columns, index=range(len(rows))).assign(
        count=numbers[:, 0], low=numbers[:, 1], high=numbers[:, 2]
    )


def _levels(
    variables: Sequence[str], codes: Sequence[object]
) -> tuple[tuple[str, tuple[str, object]], ...]:
    pairs = zip(variables, codes, strict=True)
    return tuple(sorted((name, ("code", code)) for name, code in pairs))


def _known(solved: Solved, node: Node) -> tuple[float, float, float]:
    return solved.of(node) or (0.0, 0.0, 0.0)


def _objects(values: Sequence[object]) -> np.ndarray:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def scaled(
    table: TargetTable, sizes: Mapping[object, float]
) -> Iterator[tuple[object, float, float]]:
    """Areas whose cells don't add to their size: the area, the sum and the size."""
    for area, cells in table.cells.groupby("area", sort=False, dropna=False):
        key = None if pd.isna(area) else area
        total, size = float(cells["count"].sum()), sizes.get(key)
        if size is not None and abs(total - size) > 1e-6 * max(1.0, size):
            yield key, total, size


def scaled_to(table: TargetTable, factors: Mapping[object, float]) -> TargetTable:
    """The table with the cells of some areas times a number."""
    cells = table.cells.copy()
    factor = np.array([factors.get(each, 1.0) for each in cells["area"]])
    for name in ("count", "low", "high"):
        cells[name] = cells[name].to_numpy() * factor
    return TargetTable(
        table.name, table.variables, cells, table.by_area, table.numeric, table.universe,
        table.year, table.source, table.codebook,
    )  # fmt: skip
