"""What a register's tables lack, or have twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from survey.language.cells import quoted_cell
from survey.language.messages import culprits, quoted
from survey.weighting.register.places import Where
from survey.weighting.register.task import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.weighting.register.sums import Group, Structure
    from survey.weighting.targets import Universe


class Checks(Stage):
    """Tables being checked."""

    def check(self, structure: Structure) -> None:
        """Tell of areas and departments that lack, of numbers that stand twice, of children."""
        needed = structure.departments(self.places)
        seen: dict[tuple[Universe, str, tuple[str, ...]], dict[int, set[str]]] = {}
        for group in structure.groups:
            self._check_group(structure, group)
            if isinstance(group.where, Where) and group.where.area >= 0:
                kind = group.universe, group.numeric, group.variables
                by_area = seen.setdefault(kind, defaultdict(set))
                by_area[group.where.area].add(group.where.department)
        for (universe, numeric, variables), by_area in seen.items():
            table = self.words.table(variables, numeric)
            for area, departments in sorted(by_area.items()):
                self._check_departments(table, area, departments, needed)
            absent = set(range(len(self.places.areas))) - set(by_area)
            if absent and (variables or numeric) and structure.is_about(universe, variables):
                names = culprits(self.places.called(Where(at)) for at in sorted(absent))
                self.found.wrong("targets.area_missing", table=quoted(table), names=names)

    def _check_group(self, structure: Structure, group: Group) -> None:
        for first, again in group.again:
            self.found.wrong(
                "targets.twice",
                again.fact.place,
                got=quoted_cell(again.fact.cell.text),
                first=first.fact.place,
                one=quoted_cell(first.fact.cell.text),
            )
        apart = any(structure.trees[group.block, name].grown_apart for name in group.variables)
        if apart and group.universe == "adults":
            first_fact = next(iter(group.cells.values())).fact
            self.found.wrong("targets.young_adults", first_fact.block.grid.place())

    def _check_departments(
        self, table: str, area: int, departments: set[str], needed: Mapping[int, frozenset[str]]
    ) -> None:
        absent = needed.get(area, frozenset()) - departments
        if absent and "" not in departments:
            self.found.wrong(
                "targets.department_missing",
                table=quoted(table),
                area=quoted(self.places.called(Where(area))),
                count=len(absent),
                names=culprits(self.places.called(Where(area, each)) for each in sorted(absent)),
            )
