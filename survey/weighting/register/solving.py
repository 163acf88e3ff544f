"""From tables to a net of sums with a number in every place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import WrongUseError
from survey.kernels.known_sums import nearest, unmet
from survey.language.messages import fail, quoted
from survey.weighting.register.net import Net, Node, Statement
from survey.weighting.register.places import Written
from survey.weighting.register.statements import is_share_total
from survey.weighting.register.tables import Solved
from survey.weighting.register.task import NOISE, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.kernels.layout import Floats
    from survey.weighting.register.sums import Group, Structure
    from survey.weighting.targets import Universe

_UNIVERSES = ("persons", "adults", "households")
_MOST_TOLD = 5


class Solving(Stage):
    """Numbers being worked out."""

    def net(self, structure: Structure, sizes: object) -> Net:
        """All that is stated, and the sums; first counts, whose totals give shares their size."""
        shares, counts = self._parted(structure)
        net = Net()
        self._state_sizes(net, sizes)
        for group in counts:
            self._state_counts(net, structure, group)
        if shares:
            known = self._sizes_known(net, structure)
            for group in shares:
                for node, each in self.statements.shares_of(structure, group, known):
                    if node not in net.nodes or net.nodes[node] not in net.said:
                        net.state(node, each)
        structure.add_sums(net, self.places)
        self.refuse()
        return net

    def _parted(self, structure: Structure) -> tuple[list[Group], list[Group]]:
        """Groups of shares and of counts; totals of shares that are 100 are neither."""
        shares, counts = [], []
        totals: dict[int, list[Group]] = defaultdict(list)
        for group in structure.groups:
            if not group.share:
                counts.append(group)
            elif group.variables:
                shares.append(group)
            else:
                totals[group.block].append(group)
        for those in totals.values():
            cells = [next(iter(each.cells.values())).fact for each in those]
            values = [self.statements.total_of(each) for each in cells]
            if not is_share_total([each for each in values if each is not None]):
                counts += those
        return shares, counts

    def _state_counts(self, net: Net, structure: Structure, group: Group) -> None:
        for levels, each in group.cells.items():
            stated = self.statements.count(each)
            if stated is not None:
                net.state(structure.node(group, levels), stated)
        for levels in structure.absent(group):
            net.state(structure.node(group, levels), self.statements.absent(group))

    def _state_sizes(self, net: Net, sizes: object) -> None:
        """The sizes that the user gave."""
        for universe, given in self._sizes_by_universe(sizes).items():
            for name, size in given.items():
                where = self.places.find(Written(either=(str(name),)))
                number = isinstance(size, int | float | np.number) and not isinstance(size, bool)
                if where is None:
                    raise fail(WrongUseError, "targets.size_place", name=quoted(str(name)),
                               known=self.places.names())  # fmt: skip
                if not number or not 0 <= float(size) < float("inf"):  # type: ignore[arg-type]
                    raise fail(WrongUseError, "targets.size", name=quoted(str(name)),
                               got=quoted(str(size)))  # fmt: skip
                value = float(size)  # type: ignore[arg-type]
                net.state(Node(universe, "", where), Statement(value, value, None, -1))

    def _sizes_by_universe(self, sizes: object) -> dict[Universe, dict[object, object]]:
        if sizes is None:
            return {}
        if not hasattr(sizes, "items"):
            raise fail(WrongUseError, "argument.kind", name="sizes", got=type(sizes).__name__,
                       expected="{area: number}")  # fmt: skip
        given = dict(sizes.items())
        if given and all(each in _UNIVERSES for each in given):
            return {each: dict(those) for each, those in given.items()}
        return {self.choices.universe: given}

    def _sizes_known(self, net: Net, structure: Structure) -> Callable[[Node], float | None]:
        """How many are at a node, by counts alone."""
        bare = Net(dict(net.nodes), defaultdict(list, {k: list(v) for k, v in net.said.items()}))
        structure.add_sums(bare, self.places)
        low, high, _ = bare.gathered()

        def known(node: Node) -> float | None:
            at = bare.nodes.get(node)
            if at is None or high[at] - low[at] > NOISE:
                return None
            return float(low[at])

        return known

    # Sums

    def solved(self, net: Net) -> Solved:
        """Values and ranges that meet all sums; what can't be is told."""
        kept = self._agreeing(net, self._stated_twice(net))
        self.refuse()
        ranges = net.narrowed(kept)
        while ranges.failed >= 0:
            if not self._may_be_missed():
                self._tell_impossible(net, kept[ranges.failed])
                self.refuse()
            kept = [each for at, each in enumerate(kept) if at != ranges.failed]
            ranges = net.narrowed(kept)
        return self._chosen(net, kept, ranges.low, ranges.high)

    def _may_be_missed(self) -> bool:
        return self.choices.rescale or self.choices.tolerance > 0

    def _stated_twice(self, net: Net) -> set[int]:
        """Numbers that several tables state differently, which is told."""
        nodes = list(net.nodes)
        told: set[int] = set()
        for at, statements in net.said.items():
            first = statements[0]
            for each in statements[1:]:
                gap = max(each.low - first.high, first.low - each.high)
                if gap <= NOISE or self.may_miss(gap):
                    continue
                told.add(at)
                self.found.wrong(
                    "targets.stated_twice",
                    each.place or first.place,
                    what=self.words.node(nodes[at]),
                    one=self.words.range(first.low, first.high),
                    other=self.words.range(each.low, each.high),
                    first=first.place or "sizes=",
                )
        return told

    def _agreeing(self, net: Net, told: set[int]) -> list[int]:
        """The sums that can be met; the others are told, or passed over if that may be."""
        _, _, clashes = net.gathered(told)
        passed = set()
        for each in clashes:
            code, place, fields = self.words.clash(net, each)
            if self.may_miss(abs(each.gap)):
                passed.add(each.sum)
                self.found.warn("targets.sum_passed", place, **fields)
            elif code == "stated":
                self.found.wrong("targets.sum", place, **fields)
            else:
                self.found.wrong("targets.totals_differ", place, **fields)
        return [each for each in range(len(net.sums)) if each not in passed]

    def _tell_impossible(self, net: Net, number: int) -> None:
        nodes = list(net.nodes)
        told = net.sums[number]
        statements = net.said.get(told.whole) or [
            each for at in told.parts for each in net.said.get(at, [])
        ]
        place = statements[0].place if statements else None
        self.found.wrong(
            "targets.hidden_impossible", place, what=self.words.node(nodes[told.whole])
        )

    def _chosen(self, net: Net, kept: Sequence[int], low: Floats, high: Floats) -> Solved:
        """Values within the ranges; numbers that have no upper end take no part."""
        finite = np.isfinite(high)
        bounded = [
            each for each in kept
            if finite[net.sums[each].whole] and finite[list(net.sums[each].parts)].all()
        ]  # fmt: skip
        top = np.where(finite, high, low)
        sums = net.matrix(bounded)
        value = nearest(low, top, sums)
        if value is None:
            for each in unmet(low, top, sums)[:_MOST_TOLD].tolist():
                self._tell_impossible(net, bounded[each])
            self.refuse()
            value = (low + top) / 2
        return Solved(net, value, low, high)
