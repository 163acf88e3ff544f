"""From facts to a net of sums: categories within places, departments within areas."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from survey.files.headings import heading_key
from survey.weighting.register.net import GROWN, Node
from survey.weighting.register.places import WHOLE, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.weighting.register.facts import Fact
    from survey.weighting.register.net import Code, Level, Net
    from survey.weighting.register.places import Places
    from survey.weighting.targets import Universe


class Placed(NamedTuple):
    """A fact with its table's number and its place.

    Attributes
    ----------
    fact : Fact
    block : int
    where : Where or int
        The table's number where all its rows are meant.
    share : bool
        Whether it is a share and no count.
    """

    fact: Fact
    block: int
    where: Where | int
    share: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """The categories of a variable in a table, from those of the register to all together.

    Attributes
    ----------
    parts : mapping of Level or None to list of Level
        None stands for all together.
    grown_apart : bool
        Whether all of a persons' table is children and adults.
    """

    parts: Mapping[Level | None, Sequence[Level]]
    grown_apart: bool = False

    def flat(self) -> Tree:
        """The same where children aren't set apart."""
        if not self.grown_apart:
            return self
        parts = {level: those for level, those in self.parts.items() if level != GROWN}
        parts[None] = [*self.parts[GROWN], *(each for each in parts[None] if each != GROWN)]
        return Tree(parts)

    @property
    def levels(self) -> list[Level | None]:
        """All of them, the finest first."""
        found: list[Level | None] = [None]
        for each in found:
            found.extend(self.parts.get(each, ()))
        return found[::-1]

    @property
    def leaves(self) -> list[Level]:
        """Those of the register itself."""
        return [each for each in self.levels if each is not None and each not in self.parts]


@dataclass(slots=True)
class Group:
    """What a table says of one place by the same variables.

    Attributes
    ----------
    universe, numeric, variables
        What is counted, by what.
    block : int
    where : Where or int
    share : bool
    cells : dict of tuple of Level to Placed
        By the levels of the variables.
    """

    universe: Universe
    numeric: str
    variables: tuple[str, ...]
    block: int
    where: Where | int
    share: bool
    cells: dict[tuple[Level, ...], Placed] = field(default_factory=dict)
    again: list[tuple[Placed, Placed]] = field(default_factory=list)


class Structure:
    """The tables of a register, put in order.

    Parameters
    ----------
    facts : sequence of Placed
    universe : {"persons", "adults", "households"}
        Whom the survey is about.
    """

    def __init__(self, facts: Sequence[Placed], universe: Universe) -> None:
        self.universe = universe
        self.trees = self._trees(facts)
        self.groups = self._groups(facts)
        self.fullest = self._fullest()

    def _trees(self, facts: Sequence[Placed]) -> dict[tuple[int, str], Tree]:
        codes: dict[tuple[int, str], dict[Code, dict[str, None]]] = {}
        outs: dict[tuple[int, str], dict[str, bool]] = {}
        for each in facts:
            for name, (label, meant) in each.fact.codes.items():
                key = each.block, name
                codes.setdefault(key, {})
                outs.setdefault(key, {})
                if meant.code is not None:
                    codes[key].setdefault(meant.code, {})[heading_key(label) or label] = None
                else:
                    outs[key][label] = meant.kind == "outside"
        return {key: _tree(codes[key], outs[key], self.universe) for key in codes}

    def level(self, block: int, name: str, label: str, code: Code | None) -> Level:
        """The level of a label of the register."""
        if code is None:
            return "out", label
        parts = self.trees[block, name].parts.get(("code", code), ())
        return ("label", (code, heading_key(label) or label)) if parts else ("code", code)

    def _groups(self, facts: Sequence[Placed]) -> list[Group]:
        found: dict[tuple[object, ...], Group] = {}
        for each in facts:
            fact = each.fact
            universe = fact.universe or self.universe
            key = (universe, fact.numeric, fact.variables, each.block, each.where, each.share)
            group = found.setdefault(key, Group(*key))
            levels = tuple(
                self.level(each.block, name, label, meant.code)
                for name in fact.variables
                for label, meant in [fact.codes[name]]
            )
            first = group.cells.setdefault(levels, each)
            if first is not each:
                group.again.append((first, each))
        return list(found.values())

    def _fullest(self) -> set[tuple[int, str, tuple[str, ...]]]:
        """By table, the sets of variables that aren't part of a larger one."""
        sets = defaultdict(set)
        for each in self.groups:
            sets[each.block, each.numeric].add(each.variables)
        return {
            (block, numeric, one)
            for (block, numeric), those in sets.items()
            for one in those
            if not any(set(one) < set(two) for two in those)
        }

    def absent(self, group: Group) -> Iterator[tuple[Level, ...]]:
        """Combinations of categories for which a place has no number."""
        if (group.block, group.numeric, group.variables) not in self.fullest:
            return
        leaves = [self.trees[group.block, name].leaves for name in group.variables]
        for levels in product(*leaves):
            if levels not in group.cells:
                yield levels

    def node(self, group: Group, levels: Sequence[Level | None]) -> Node:
        """The number of a group in some categories; of adults by age among persons, adults."""
        universe = group.universe
        for name, level in zip(group.variables, levels, strict=True):
            apart = self.trees[group.block, name].grown_apart and group.universe == "persons"
            if apart and level is not None and level[0] != "out":
                universe = "adults"
        kept = tuple(
            (name, level)
            for name, level in zip(group.variables, levels, strict=True)
            if level is not None and level != GROWN
        )
        return Node(universe, group.numeric, group.where, kept)

    def is_about(self, universe: Universe, variables: Sequence[str]) -> bool:
        """Whether a table gives targets: by whom it is about, or as one of persons by age."""
        apart = any(tree.grown_apart for (_, name), tree in self.trees.items() if name in variables)
        return universe == self.universe or (universe == "persons" and apart)

    # Sums

    def add_sums(self, net: Net, places: Places) -> None:
        """Tell a net which numbers are sums of others."""
        for group in self.groups:
            self._add_categories(net, group)
        self._add_areas(net, places)
        self._add_wholes(net, len(places.areas))
        net.put_in_order()

    def _add_categories(self, net: Net, group: Group) -> None:
        trees = [self.trees[group.block, name] for name in group.variables]
        if group.universe != "persons":
            trees = [each.flat() for each in trees]
        for levels in product(*(tree.levels for tree in trees)):
            whole = self.node(group, levels)
            for at, tree in enumerate(trees):
                parts = tree.parts.get(levels[at], ())
                if parts:
                    inner = [(*levels[:at], each, *levels[at + 1 :]) for each in parts]
                    net.add(whole, [self.node(group, each) for each in inner], "categories")

    def _add_areas(self, net: Net, places: Places) -> None:
        """An area is the sum of its departments, if all of them are there."""
        needed = self.departments(places)
        by_kind: dict[tuple[object, ...], dict[int, list[Node]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for node in list(net.nodes):
            if isinstance(node.where, Where) and node.where.department and node.where.area >= 0:
                kind = node.universe, node.numeric, node.levels
                by_kind[kind][node.where.area].append(node)
        for those in by_kind.values():
            for area, nodes in those.items():
                there = {each.where.department for each in nodes}  # type: ignore[union-attr]
                if there >= needed[area]:
                    net.add(nodes[0]._replace(where=Where(area)), nodes, "places")

    def departments(self, places: Places) -> dict[int, frozenset[str]]:
        """The departments of each area: those listed, else those that any table has."""
        seen: dict[int, set[str]] = defaultdict(set)
        for each in self.groups:
            if isinstance(each.where, Where) and each.where.department:
                seen[each.where.area].add(each.where.department)
        return {
            area: places.departments_of(area) or frozenset(names) for area, names in seen.items()
        }

    def _add_wholes(self, net: Net, areas: int) -> None:
        """All areas together, and all rows of a table, are the sum of the areas in them."""
        by_kind: dict[tuple[object, ...], dict[int, Node]] = defaultdict(dict)
        for node in list(net.nodes):
            if isinstance(node.where, Where) and node.where.area >= 0 and not node.where.department:
                by_kind[node.universe, node.numeric, node.levels][node.where.area] = node
        for those in by_kind.values():
            if len(those) == areas:
                first = next(iter(those.values()))
                net.add(first._replace(where=WHOLE), those.values(), "places")
        for node in list(net.nodes):
            if not isinstance(node.where, Where):
                parts = self._rows_of(net, node)
                if parts:
                    net.add(node, parts, "places")

    def _rows_of(self, net: Net, total: Node) -> list[Node]:
        """The numbers of the areas and departments that a table's row of all rows is about."""
        rows = [
            each.where for each in self.groups
            if each.block == total.where and isinstance(each.where, Where)
        ]  # fmt: skip
        areas = {each.area for each in rows if not each.department}
        kept = [
            each for each in dict.fromkeys(rows) if not (each.department and each.area in areas)
        ]
        found = [total._replace(where=each) for each in kept]
        return found if all(each in net.nodes for each in found) else []


def _tree(codes: Mapping[Code, Mapping[str, None]], outs: Mapping[str, bool],
          universe: Universe) -> Tree:  # fmt: skip
    """All together are adults and children, adults are codes, and codes are labels."""
    parts: dict[Level | None, list[Level]] = {}
    grown: list[Level] = [("code", code) for code in codes]
    out: list[Level] = [("out", label) for label in outs]
    apart = universe == "adults" and any(outs.values())
    if apart:
        parts[None] = [GROWN, *out]
        parts[GROWN] = grown
    else:
        parts[None] = [*grown, *out]
    for code, labels in codes.items():
        if len(labels) > 1:
            parts["code", code] = [("label", (code, each)) for each in labels]
    return Tree(parts, apart)
