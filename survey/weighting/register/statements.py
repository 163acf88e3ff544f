"""What the cells of a register state: counts, sums, shares of a size, and hidden numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.files.data_table import Fault
from survey.language.catalogue import current_language
from survey.language.cells import quoted_cell
from survey.language.messages import quoted
from survey.language.numbers import format_number
from survey.weighting.register.net import Node, Statement
from survey.weighting.register.numbers import (
    Marks,
    Share,
    Signs,
    Unfit,
    amount_in,
    count_in,
    marks_of,
    share_in,
)
from survey.weighting.register.places import Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from survey.files.csv_layout import DecimalMark
    from survey.weighting.register.facts import Fact
    from survey.weighting.register.findings import Found
    from survey.weighting.register.layout import Block
    from survey.weighting.register.sums import Group, Placed, Structure

_ENDLESS = float("inf")
_BASES = (100.0, 1.0)
_NOISE = 1e-9
_MOST_DECIMALS = 6


@dataclass(slots=True)
class Statements:
    """Reads what cells state.

    Attributes
    ----------
    signs : Signs
    found : Found
    decimal : {",", "."} or None
        As the user told; found out by sheet if None.
    shares : bool or None
        Whether numbers without a word of it are shares; None for what titles say.
    hidden : int
        How many signs stood in the place of a number.
    unwritten : int
        How many numbers there are no rows for.
    """

    signs: Signs
    found: Found
    decimal: DecimalMark | None = None
    shares: bool | None = None
    hidden: int = 0
    unwritten: int = 0
    _marks: dict[int, Marks] = field(default_factory=dict)
    _told: set[int] = field(default_factory=set)

    def are_shares(self, fact: Fact) -> bool:
        """Whether a number is a share, by its head, the user or the titles."""
        if fact.share is not None or fact.numeric:
            return bool(fact.share)
        return fact.block.shares if self.shares is None else self.shares

    def marks(self, block: Block) -> Marks:
        """The decimal mark of a sheet; two of them are told."""
        key = id(block.grid)
        if key not in self._marks:
            cells = (cell for row in block.grid.rows for cell in row)
            self._marks[key] = marks_of(cells, self.decimal)
            both = self._marks[key].both
            if both:
                self.found.wrong("targets.two_marks", block.grid.place(),
                                 one=quoted(both[0]), other=quoted(both[1]))  # fmt: skip
        return self._marks[key]

    # Counts and sums

    def count(self, placed: Placed) -> Statement | None:
        """What a cell states of a count, or of a sum; None if it can't, which is told.

        An empty cell says nothing of a total, and a sign says nothing of how large one is.
        """
        fact = placed.fact
        is_sum = not fact.codes or not isinstance(placed.where, Where)
        if not self._is_whole(fact) or (is_sum and not fact.cell):
            return None
        hidden = self.signs.range_of(fact.cell.text)
        if hidden is not None and not fact.cell.number:
            return self._hidden(placed, hidden)
        marks = self.marks(fact.block)
        value = amount_in(fact.cell, marks) if fact.numeric else count_in(fact.cell, marks)
        if isinstance(value, Unfit):
            self._tell(fact, value)
            return None
        return Statement(value, value, fact.place, placed.block)

    def _hidden(self, placed: Placed, ends: tuple[float, float]) -> Statement:
        low, high = ends
        if high > 0 and (placed.fact.numeric or not placed.fact.codes):
            low, high = 0.0, _ENDLESS
        if placed.fact.codes and high > low:
            self.hidden += 1
        return Statement(low, high, placed.fact.place, placed.block)

    def absent(self, group: Group) -> Statement:
        """What is known of a number that there is no row for."""
        low, high = self.signs.range_of("") or (0.0, 0.0)
        self.unwritten += 1
        first = next(iter(group.cells.values()))
        return Statement(low, high, first.fact.block.grid.place(first.fact.row), group.block)

    def _is_whole(self, fact: Fact) -> bool:
        if fact.cell.fault is None:
            return True
        code = "targets.formula" if fact.cell.fault is Fault.FORMULA else "targets.excel_error"
        self.found.wrong(code, fact.place, got=quoted_cell(fact.cell.text))
        return False

    def _tell(self, fact: Fact, unfit: Unfit) -> None:
        got = quoted_cell(fact.cell.text)
        if unfit.kind == "fraction" and id(fact.block) in self._told:
            return
        if unfit.kind == "fraction":
            self._told.add(id(fact.block))
        self.found.wrong(f"targets.number_{unfit.kind}", fact.place, got=got)

    # Shares

    def shares_of(
        self, structure: Structure, group: Group, size: Callable[[Node], float | None]
    ) -> Iterator[tuple[Node, Statement]]:
        """Shares of a place as ranges of counts, where they add to 100 and a size is known.

        Parameters
        ----------
        structure : Structure
        group : Group
        size : callable
            How many are at a node, if it is known.
        """
        read = {levels: each for levels, each in group.cells.items() if self._is_whole(each.fact)}
        values = {levels: self._share(each) for levels, each in read.items()}
        shares = {levels: each for levels, each in values.items() if isinstance(each, Share)}
        for levels, each in values.items():
            if isinstance(each, Unfit):
                self._tell(read[levels].fact, each)
        half = min((each.half for each in shares.values()), default=0.5)
        base = self._base(group, [each.value for each in shares.values()], half, len(values))
        whole = Node(group.universe, group.numeric, group.where)
        n = size(whole)
        if base is None or not shares:
            return
        first = next(iter(read.values())).fact
        if n is None:
            self.found.wrong("targets.share_without_size", first.block.grid.place(first.row))
            return
        for levels, each in values.items():
            node = structure.node(group, levels)
            place = read[levels].fact.place
            if isinstance(each, Share):
                low, high = ((each.value + side * half) / base * n for side in (-1, 1))
                yield node, Statement(max(low, 0.0), min(high, n), place, group.block, True)
            elif isinstance(each, Statement):
                yield node, each

    def _share(self, placed: Placed) -> Share | Statement | Unfit:
        fact = placed.fact
        hidden = None if fact.cell.number else self.signs.range_of(fact.cell.text)
        if hidden is not None:
            return self._hidden(placed, hidden)
        value = share_in(fact.cell, self.marks(fact.block))
        if isinstance(value, Share) and fact.cell.number:
            return Share(value.value, half_digit(fact))
        return value

    def _base(self, group: Group, shares: Sequence[float], half: float, cells: int) -> float | None:
        """Whether shares add to 100 or to 1; None if to neither, which is told."""
        total, room = sum(shares), half * len(shares) + _NOISE
        all_shown = len(shares) == cells
        for base in _BASES:
            scale = room if base == 100 or half < 0.01 else 0.01 * len(shares)
            if abs(total - base) <= scale or (not all_shown and base / 2 <= total <= base + scale):
                return base
        fact = next(iter(group.cells.values())).fact
        said = format_number(total, current_language(), decimals=2)
        self.found.wrong("targets.shares_add", fact.block.grid.place(fact.row), total=said)
        return None

    def total_of(self, fact: Fact) -> float | None:
        """The number in a column of totals of shares, whatever it is."""
        read = share_in(fact.cell, self.marks(fact.block))
        return read.value if isinstance(read, Share) else None


def half_digit(fact: Fact) -> float:
    """Half of the last digit that the shares of a sheet have."""
    texts = (
        row[fact.column].text
        for row in (fact.block.grid.rows[each] for each in fact.block.rows)
        if row[fact.column].number
    )
    decimals = max((len(each.partition(".")[2]) for each in texts), default=0)
    return 0.5 * 10.0 ** -min(decimals, _MOST_DECIMALS)


def is_share_total(cells: Sequence[float], tolerance: float = 1.0) -> bool:
    """Whether the totals of a table of shares are shares themselves, all of them 100 or 1."""
    near: dict[float, int] = defaultdict(int)
    for each in cells:
        for base in _BASES:
            near[base] += abs(each - base) <= tolerance * base / 100
    return any(count == len(cells) for count in near.values())
