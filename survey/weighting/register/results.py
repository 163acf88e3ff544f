"""From numbers to tables that add to the sizes of areas, and what is told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from survey.language.catalogue import current_language
from survey.language.messages import culprits, quoted
from survey.language.numbers import format_number, format_percent
from survey.weighting.register.net import Node
from survey.weighting.register.places import OUTSIDE, WHOLE, Where
from survey.weighting.register.tables import scaled, scaled_to, tables_of
from survey.weighting.register.task import NOISE, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.weighting.register.sums import Structure
    from survey.weighting.register.tables import Solved
    from survey.weighting.targets import TargetTable


class Results(Stage):
    """Tables being made."""

    def tables(self, solved: Solved, *, year: str, source: str) -> dict[str, TargetTable]:
        """Tables by name, each adding to the sizes of the areas."""
        self._tell_unbounded(solved)
        self.refuse()
        codebook = self.codebook.with_variables([replace(self.places.listed(), name="area")])
        universe = self.choices.universe
        made = tables_of(
            solved, self.places, codebook, universe, year=year, source=source or self.files
        )
        return self._scaled(made, solved)

    def _tell_unbounded(self, solved: Solved) -> None:
        for node, at in solved.net.nodes.items():
            told = solved.net.said.get(at)
            ours = node.universe == self.choices.universe and (node.levels or node.numeric)
            if told and ours and not np.isfinite(solved.high[at]):
                self.found.wrong("targets.unbounded", told[0].place, what=self.words.node(node))

    def _scaled(self, tables: dict[str, TargetTable], solved: Solved) -> dict[str, TargetTable]:
        sizes: dict[object, float] = dict(solved.sizes(self.places).get(self.choices.universe, {}))
        whole = solved.of(Node(self.choices.universe, "", WHOLE))
        if whole is not None:
            sizes[None] = whole[0]
        found = {}
        for name, table in tables.items():
            off = [] if table.numeric else list(scaled(table, sizes))
            factors = {}
            for area, total, size in off:
                if self.may_miss(abs(total - size)) and total > 0:
                    factors[area] = size / total
                self._tell_scaled(table, area, total, size, area in factors)
            found[name] = scaled_to(table, factors) if factors else table
        return found

    def _tell_scaled(
        self, table: TargetTable, area: object, total: float, size: float, is_done: bool
    ) -> None:
        fields: dict[str, object] = {
            "table": quoted(self.words.table(table.variables)),
            "area": quoted(self.words.area(area)) if area is not None else "–",
            "total": self.words.number(total),
            "size": self.words.number(size),
        }
        if is_done:
            self.found.warn("targets.scaled", None, **fields)
        else:
            self.found.wrong("targets.not_size", None, **fields)

    # Notes

    def tell(self, structure: Structure, solved: Solved, tables: Mapping[str, TargetTable]) -> None:
        """Tell how all was understood, and refuse tables of which too much is hidden."""
        self._tell_uncertain(tables)
        language = current_language()
        if self.statements.hidden:
            self.found.note("targets.hidden", count=self.statements.hidden)
        if self.statements.unwritten:
            self.found.note("targets.unwritten", count=self.statements.unwritten)
        departments = {
            each.where for each in structure.groups
            if isinstance(each.where, Where) and each.where.department
        }  # fmt: skip
        inside = [each for each in departments if each.area != OUTSIDE]
        if inside:
            areas = len({each.area for each in inside})
            self.found.note("targets.summed", count=len(inside),
                            areas=format_number(areas, language))  # fmt: skip
        if len(inside) < len(departments):
            self.found.note("targets.outside", count=len(departments) - len(inside))
        self._tell_young(structure)
        self._tell_others(structure)
        self._tell_lacking(tables)

    def _tell_uncertain(self, tables: Mapping[str, TargetTable]) -> None:
        language = current_language()
        for table in tables.values():
            cells = table.cells
            unsure = float((cells["count"] - cells["low"]).sum())
            if unsure <= 0.5:
                continue
            name = quoted(self.words.table(table.variables))
            share = unsure / table.total if table.total else 1.0
            self.found.note("targets.uncertain", table=name, share=format_percent(share, language),
                            number=format_number(unsure, language, decimals=0))  # fmt: skip
            for area, of in cells.groupby("area", sort=False, dropna=False):
                total = float(of["count"].sum())
                lost = float((of["count"] - of["low"]).sum())
                if lost > self.choices.most_hidden * total + NOISE and not table.numeric:
                    self.found.wrong(
                        "targets.too_hidden",
                        table=name,
                        area=quoted(self.words.area(area)),
                        share=format_percent(lost / total, language) if total else "–",
                        most=format_percent(self.choices.most_hidden, language),
                    )

    def _tell_young(self, structure: Structure) -> None:
        labels = [
            str(level[1])
            for tree in structure.trees.values()
            if tree.grown_apart
            for level in tree.leaves
            if level[0] == "out"
        ]
        if labels:
            self.found.note("targets.young_left_out", names=culprits(dict.fromkeys(labels)))

    def _tell_others(self, structure: Structure) -> None:
        """Tables about others than the survey is."""
        names = [
            self.words.table(each.variables, each.numeric)
            for each in structure.groups
            if (each.variables or each.numeric)
            and not structure.is_about(each.universe, each.variables)
        ]
        if names:
            who = self.words.universe(self.choices.universe)
            self.found.warn("targets.other_universe", names=culprits(dict.fromkeys(names)), who=who)

    def _tell_lacking(self, tables: Mapping[str, TargetTable]) -> None:
        """Categories of the survey that the register hasn't got."""
        language = current_language()
        for table in tables.values():
            if table.numeric or len(table.variables) > 1:
                continue
            name = table.variables[0]
            there = set(table.cells[name])
            absent = [
                self.codebook.value_label(name, each.value, language)
                for each in self.codebook[name].codes
                if each.value not in there
            ]
            if absent:
                label = quoted(self.codebook.label(name, language))
                self.found.warn("targets.codes_absent", name=label, count=len(absent),
                                labels=culprits(absent))  # fmt: skip
