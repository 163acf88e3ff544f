"""From sheets to numbers that are placed: which tables, which year, about whom, and where."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.files.headings import heading_key
from survey.language.cells import quoted_cell
from survey.language.messages import culprits, quoted
from survey.weighting.register.facts import Fact, facts_of
from survey.weighting.register.numbers import looks_like_number
from survey.weighting.register.places import WHOLE, Where, Written
from survey.weighting.register.sums import Placed
from survey.weighting.register.task import Stage
from survey.weighting.register.words import is_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.files.grids import Grid
    from survey.weighting.register.layout import Block

_SOURCES = ("kilde:", "source:", "kilde :", "kilder:", "sources:")
_INVENTED = ("opdigtet", "opdigtede", "simuleret", "simulerede", "invented", "simulated")


class Sheets(Stage):
    """Sheets being read."""

    source: str = ""
    simulated: bool = False
    year: str = ""

    def placed(self, grids: Sequence[Grid]) -> list[Placed]:
        """All numbers of the wanted year, with whom they are about and where."""
        self.source, self.simulated = self.choices.source, self.choices.simulated
        self.blocks: list[Block] = []
        return self._placed(self._with_universe(self._of_year(self._facts(grids))))

    def _facts(self, grids: Sequence[Grid]) -> list[Fact]:
        facts: list[Fact] = []
        for grid in grids:
            read: list[Block] = []
            every = list(self.layout.blocks(grid))
            for block in every:
                self._words_beside(block)
                those = facts_of(block, self.layout, self.found) if block.heads else []
                if those:
                    read.append(block)
                facts += those
            if read:
                self._tell_loose(grid, every)
            elif any(map(any, grid.rows)) and not any(block.heads for block in every):
                self.found.note("targets.sheet_left_out", grid.place())
            self.blocks += read
        return facts

    def _words_beside(self, block: Block) -> None:
        """The source, and whether the numbers are invented, if lines beside the tables say so."""
        for line in block.titles:
            opening = next((each for each in _SOURCES if line.casefold().startswith(each)), "")
            if opening and not self.source:
                self.source = line[len(opening) :].strip()
            self.simulated = self.simulated or bool(set(heading_key(line).split()) & set(_INVENTED))

    def _tell_loose(self, grid: Grid, blocks: Sequence[Block]) -> None:
        """Numbers on a sheet that belong to none of its tables must not be lost in silence."""
        read = {row for block in blocks for row in (*block.heads, *block.rows, *block.labels)}
        for row, cells in enumerate(grid.rows):
            filled = [cell for cell in cells if cell]
            numbers = [cell for cell in filled if looks_like_number(cell.text)]
            if row in read or len(filled) < 2 or all(is_year(each.text) for each in numbers):
                continue
            written = " ".join(cell.text for cell in filled)
            self.found.wrong("targets.row_loose", grid.place(row), got=quoted_cell(written))

    def _of_year(self, facts: list[Fact]) -> list[Fact]:
        """The facts of the wanted year; several years are refused unless one is."""
        dated = [(self._year_of(each), each) for each in facts]
        years = sorted({year for year, _ in dated if year})
        wanted = self.choices.year
        if wanted and years and wanted not in years:
            self.found.wrong("targets.year_absent", got=wanted, known=culprits(years))
        if not wanted and len(years) > 1:
            self.found.wrong("targets.years", known=culprits(years))
        self.year = wanted or (years[-1] if years else "")
        if wanted and len(years) > 1:
            self.found.note("targets.year_taken", year=wanted, known=", ".join(years))
        return [each for year, each in dated if year in ("", self.year)]

    def _year_of(self, fact: Fact) -> str:
        said = fact.block.years
        if fact.year or not said:
            return fact.year
        if len(said) == 1:
            return said[0]
        return self.choices.year if self.choices.year in said else ""

    def _with_universe(self, facts: list[Fact]) -> list[Fact]:
        """The facts with whom they are about; it must be told, or be given."""
        found = []
        for each in facts:
            if each.universe is None and not self.choices.assumed:
                self.found.wrong("targets.universe_unknown",
                                 each.block.grid.place(each.block.heads[0]))  # fmt: skip
            found.append(
                each if each.universe is not None
                else replace(each, universe=self.choices.universe)
            )  # fmt: skip
        return found

    # Places

    def _placed(self, facts: Sequence[Fact]) -> list[Placed]:
        if not self.places.given:
            self._learn(facts)
        number = {id(block): at for at, block in enumerate(self.blocks)}
        by_block = {id(each.block): False for each in facts}
        for each in facts:
            by_block[id(each.block)] |= each.written is not None
        found = []
        for each in facts:
            where = self._where(each, number[id(each.block)], by_block[id(each.block)])
            if where is not None:
                found.append(
                    Placed(each, number[id(each.block)], where, self.statements.are_shares(each))
                )
        return found

    def _learn(self, facts: Sequence[Fact]) -> None:
        written = [each.written for each in facts if each.written is not None]
        areas = [name for each in written for name in (*each.areas, *each.either)]
        self.places.learn(areas or [str(each) for each in written])

    def _where(self, fact: Fact, block: int, has_places: bool) -> Where | int | None:
        if fact.written is None:
            titled = self._of_title(fact.block)
            if titled is not None:
                return titled
            return block if has_places else WHOLE
        where = self.places.find(fact.written)
        if where is None:
            self._tell_unknown(fact)
        return where

    def _of_title(self, block: Block) -> Where | None:
        """The area or department that a title is the name of, where no column tells."""
        keys = {"area", "department"} & {each.role for each in block.columns}
        if keys:
            return None
        names = (Written(either=(each,)) for each in reversed(block.titles))
        return next(filter(None, map(self.places.find, names)), None)

    def _tell_unknown(self, fact: Fact) -> None:
        assert fact.written is not None  # noqa: S101 - only then it is looked for
        both = self.places.elsewhere(fact.written)
        if both is not None:
            self.found.wrong("targets.department_elsewhere", fact.block.grid.place(fact.row),
                             got=quoted_cell(str(fact.written)), area=quoted(both[0]),
                             other=quoted(both[1]))  # fmt: skip
            return
        near = self.places.near(fact.written)
        code = "targets.place_unknown_near" if near else "targets.place_unknown"
        place = fact.block.grid.place(fact.row)
        self.found.wrong(
            code,
            place,
            got=quoted_cell(str(fact.written), near=near),
            near=quoted(near or ""),
            known=self.places.names(),
        )
