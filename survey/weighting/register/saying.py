"""Numbers of a register in words, for findings: of whom, where, in which categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.codebook import said
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_number, format_range
from survey.weighting.register.places import WHOLE, Where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import Codebook
    from survey.findings import Place
    from survey.weighting.register.net import Clash, Level, Net, Node
    from survey.weighting.register.places import Places

_SAME = 1e-6


class Words:
    """Says what numbers are about.

    Parameters
    ----------
    codebook : Codebook
    places : Places
    """

    def __init__(self, codebook: Codebook, places: Places) -> None:
        self.codebook, self.places = codebook, places
        self.language = current_language()

    def universe(self, universe: str) -> str:
        """Whom numbers are about."""
        return text(f"targets.universe.{universe}")

    def node(self, node: Node) -> str:
        """A number: ``adults in Vangdalen, Sex: Female``."""
        who = self.universe(node.universe)
        if node.numeric:
            who = self.codebook.label(node.numeric, self.language)
        place = self._place(node.where)
        found = text("targets.in_place", who=who, place=place) if place else who
        return ", ".join([found, *(self._level(name, level) for name, level in node.levels)])

    def _place(self, where: Where | int) -> str:
        if not isinstance(where, Where):
            return text("targets.all_rows")
        return text("targets.all_areas") if where == WHOLE else self.places.called(where)

    def _level(self, name: str, level: Level) -> str:
        kind, value = level
        label = self.codebook.label(name, self.language)
        if kind == "code":
            return f"{label}: {self.codebook.value_label(name, value, self.language)}"
        return f"{label}: {value[1] if isinstance(value, tuple) else value}"

    def table(self, variables: Iterable[str], numeric: str = "") -> str:
        """The variables of a table, crossed."""
        names = (numeric,) if numeric else tuple(variables)
        return " × ".join(self.codebook.label(name, self.language) for name in names) or text(
            "targets.sizes"
        )

    def number(self, value: float) -> str:
        """A count; of one that is no whole number two decimals."""
        whole = abs(value - round(value)) < _SAME
        return format_number(value, self.language, decimals=0 if whole else 2)

    def range(self, low: float, high: float) -> str:
        """A range, or the number that it is."""
        if high == float("inf"):
            return text("targets.at_least", number=self.number(low))
        if high - low < _SAME:
            return self.number(low)
        return format_range(self.number(low), self.number(high))

    def clash(self, net: Net, clash: Clash) -> tuple[str, Place | None, dict[str, str]]:
        """The code, the place and the parts of what is to be said of a sum that isn't one."""
        nodes = list(net.nodes)
        told = net.sums[clash.sum]
        statements = net.said.get(told.whole, [])
        other = net.sums[net.source.get(told.whole, clash.sum)]
        beside = [each for at in other.parts for each in net.said.get(at, [])]
        place = next((each.place for each in statements or beside), None)
        fields = {
            "what": self.node(nodes[told.whole]),
            "total": self.range(clash.other_low, clash.other_high),
            "sum": self.range(clash.low, clash.high),
            "difference": format_number(clash.gap, self.language, sign=True),
            "parts": self._parts(net, told.parts),
        }
        return ("stated" if statements else "derived"), place, fields

    def _parts(self, net: Net, parts: Iterable[int]) -> str:
        """Where the parts of a sum stand: the first one that is written anywhere."""
        places = [each.place for at in parts for each in net.said.get(at, []) if each.place]
        return str(places[0]) if places else "–"

    def area(self, code: object) -> str:
        """The label of an area by its code."""
        variable = self.places.listed()
        found = next((each for each in variable.codes if each.value == code), None)
        return said(found.label, self.language, default=str(code)) if found else str(code)
