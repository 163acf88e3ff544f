"""What each number of a register's table is about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from survey.files.headings import heading_key
from survey.language.cells import quoted_cell, quoted_heading
from survey.language.messages import culprits, quoted
from survey.weighting.register.axis import Axis, Coordinates, Tags, resolved
from survey.weighting.register.places import Written
from survey.weighting.register.words import (
    ADULT,
    band_of,
    is_total,
    universe_named,
    universe_said,
    years_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.files.grids import GridCell
    from survey.findings import Place
    from survey.weighting.register.findings import Found
    from survey.weighting.register.layout import Block, Column, Layout
    from survey.weighting.targets import Universe

_EXAMPLES = ("eksempel", "example")
_IN_ORDER = ("area", "department", "landlord", "either", "variable", "category", "dimension",
             "year", "universe")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A number of a register, and what it is about.

    Attributes
    ----------
    block : Block
    row, column : int
    head : str
        What stands above it.
    cell : GridCell
    written : Written or None
        The area or department; None if nothing is said of it, or all of them are meant.
    everywhere : bool
        Whether the row is about all rows together.
    codes : Coordinates
    universe : Universe or None
        None if nobody says.
    year : str
    numeric : str
        The variable whose values are summed; empty for counts.
    share : bool or None
        None if the title decides.
    total : bool
        Whether the column is about all categories together.
    """

    block: Block
    row: int
    column: int
    head: str
    cell: GridCell
    written: Written | None
    everywhere: bool
    codes: Coordinates
    universe: Universe | None
    year: str
    numeric: str = ""
    share: bool | None = None
    total: bool = False

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.block.grid.place(self.row, self.column, self.head)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that its categories are of."""
        return tuple(sorted(self.codes))


@dataclass(slots=True)
class _Row:
    """What the keys of a row say."""

    written: Written | None = None
    everywhere: bool = False
    codes: Coordinates = field(default_factory=dict)
    universe: Universe | None = None
    year: str = ""
    numeric: str = ""
    known: bool = True


def facts_of(block: Block, layout: Layout, found: Found) -> list[Fact]:
    """The numbers of a table; what can't be understood is told.

    A table of which nothing, or less than half of the head, is known in the survey is left out.

    Parameters
    ----------
    block : Block
    layout : Layout
    found : Found
    """
    reader = _BlockReader(block, layout, found)
    if not reader.is_of_survey():
        return []
    facts = list(reader.facts())
    reader.tell()
    return _with_universe(facts)


class _BlockReader:
    """A table being read."""

    def __init__(self, block: Block, layout: Layout, found: Found) -> None:
        self.block, self.layout, self.found = block, layout, found
        self.categories = layout.categories
        self.keys = [each for name in _IN_ORDER for each in block.with_role(name)]
        self.numbers = block.with_role("numbers")
        self.texts = {row: self._key_texts(row) for row in block.rows}
        self._fill_down()
        self.axes = {each.number: self._axis(each) for each in self.keys}
        self.by_variable: dict[str, Axis] = self._axes_by_variable()
        self.lost: dict[tuple[str, str], tuple[int, int]] = {}

    # Whether it is about the survey

    def is_of_survey(self) -> bool:
        """Whether the table tells anything of the survey's variables, or how many there are."""
        place = self.block.grid.place(self.block.heads[0] if self.block.heads else None)
        unknown = self.block.with_role("unknown")
        coded = [each for each in self.numbers if each.tags and each.tags.get("codes")]
        in_rows = any(axis.meant for axis in (*self.axes.values(), *self.by_variable.values()))
        unclear = self._unclear()
        if coded and len(coded) >= len(unknown):
            return True
        if in_rows or (unclear and not unknown):
            return bool(self.numbers or unclear)
        sizes = [each for each in self.numbers if each.tags and self._counts(each.tags)]
        if sizes and not unknown:
            return True
        names = (
            culprits((each.head for each in unknown), quote=quoted_heading)
            if unknown
            else quoted(self.block.title)
        )
        self.found.warn("targets.table_left_out", place, names=names)
        return False

    def _counts(self, tags: Tags) -> bool:
        said = tags.get("universe") or self.block.universe
        return bool(said or tags.get("numeric"))

    def _unclear(self) -> dict[str, tuple[str, ...]]:
        axes = (self.block.axis, *self.axes.values(), *self.by_variable.values())
        return {label: names for axis in axes for label, names in axis.unclear.items()}

    # Keys

    def _key_texts(self, row: int) -> dict[int, str]:
        return {each.number: self.block.text(row, each) for each in self.keys}

    def _fill_down(self) -> None:
        """A key that is written once for several rows holds for those below it."""
        if len(self.keys) < 2:
            return
        last = max(each.number for each in self.keys)
        held: dict[int, str] = {}
        for texts in self.texts.values():
            for number, text in texts.items():
                if text or number == last:
                    held[number] = text
                else:
                    texts[number] = held.get(number, "")
                    continue
                for later in [each for each in texts if each > number and not texts[each]]:
                    held.pop(later, None)

    def _different(self, column: Column) -> list[str]:
        texts = (each[column.number] for each in self.texts.values())
        return [each for each in dict.fromkeys(texts) if each and not is_total(each)]

    def _axis(self, column: Column) -> Axis:
        """What the categories in a column mean, if it holds any."""
        if column.role not in ("dimension", "either", "category"):
            return Axis()
        if column.role == "category" and self.block.with_role("variable"):
            return Axis()
        labels = self._different(column)
        mentioned = column.variables or self.categories.mentioned(self.block.title)
        axis = resolved([labels], self.categories, mentioned)
        known = sum(map(self.layout.places.knows, labels))
        if column.role == "either" and 2 * max(len(axis.meant) - known, 0) < len(labels):
            return Axis()
        return axis

    def _axes_by_variable(self) -> dict[str, Axis]:
        """What categories mean where another column says of which variable they are."""
        variables, categories = self.block.with_role("variable"), self.block.with_role("category")
        if not (variables and categories):
            return {}
        labels: dict[str, dict[str, None]] = defaultdict(dict)
        for texts in self.texts.values():
            label = texts[categories[0].number]
            if label and not is_total(label):
                labels[texts[variables[0].number]][label] = None
        return {
            name: resolved([list(those)], self.categories, self.categories.named(name))
            for name, those in labels.items()
            if self.categories.named(name)
        }

    # Rows

    def facts(self) -> Iterator[Fact]:
        """All numbers."""
        for row in self.block.rows:
            keys = self._row(row)
            if not keys.known:
                continue
            for column in self.numbers:
                yield self._fact(row, column, keys)

    def _fact(self, row: int, column: Column, keys: _Row) -> Fact:
        tags = column.tags or {}
        written, everywhere = keys.written, keys.everywhere
        if "place" in tags:
            written, everywhere = Written(either=(tags["place"],)), False
        return Fact(
            self.block,
            row,
            column.number,
            column.head,
            self.block.grid.rows[row][column.number],
            written,
            everywhere,
            {**tags.get("codes", {}), **keys.codes},
            tags.get("universe") or keys.universe,
            tags.get("year") or keys.year,
            tags.get("numeric") or keys.numeric,
            tags.get("share"),
            tags.get("total", False),
        )

    def _row(self, row: int) -> _Row:
        keys = _Row()
        texts = self.texts[row]
        for column in self.keys:
            text = texts[column.number]
            if text and column.role in ("year", "universe"):
                self._when_and_whom(keys, column.role, text)
            elif text and column.role not in ("area", "department", "landlord"):
                self._category(keys, column, text, row)
        self._where(keys, texts, row)
        return keys

    def _when_and_whom(self, keys: _Row, role: str, text: str) -> None:
        if role == "year":
            keys.year = next(iter(years_in(text)), text)
        else:
            keys.universe = universe_named(text) or universe_said(text)

    def _where(self, keys: _Row, texts: dict[int, str], row: int) -> None:
        """The area and department of a row, and whether it is about all of them."""
        said: dict[str, list[str]] = defaultdict(list)
        totals = False
        for column in self.keys:
            text = texts[column.number]
            if column.role == "either" and self.axes[column.number].meant:
                continue
            if column.role not in ("area", "department", "landlord", "either") or not text:
                continue
            if is_total(text):
                totals = True
                continue
            if heading_key(text).startswith(_EXAMPLES):
                self.found.wrong("targets.example", self._place(row, column))
                keys.known = False
            said[column.role].append(text)
        if not (said or totals or self._has_places()):
            label = self.block.label_of(row)
            if label and self.layout.places.knows(label):
                said["either"].append(label)
        written = Written(*(tuple(said[each]) for each in
                            ("area", "department", "landlord", "either")))  # fmt: skip
        keys.written = written or None
        keys.everywhere = totals and not written
        if keys.written is None and not totals and self._has_places():
            self.found.wrong("targets.place_empty", self.block.grid.place(row))
            keys.known = False

    def _has_places(self) -> bool:
        return any(
            each.role in ("area", "department")
            or (each.role == "either" and not self.axes[each.number].meant)
            for each in self.keys
        )

    def _category(self, keys: _Row, column: Column, text: str, row: int) -> None:
        if column.role == "variable":
            self._variable(keys, text, row)
            return
        if is_total(text):
            return
        axis = self.axes[column.number]
        variables = self.block.with_role("variable")
        if column.role == "category" and variables:
            named = self.texts[row][variables[0].number]
            axis = self.by_variable.get(named, Axis())
            if named not in self.by_variable:
                return
        elif column.role == "either" and not axis.meant:
            return
        if text in axis.meant:
            keys.codes |= axis.meant[text]
        elif text not in axis.unclear:
            keys.known = False
            of = ", ".join(column.variables) or column.head
            self.lost.setdefault((text, of), (row, column.number))

    def _variable(self, keys: _Row, text: str, row: int) -> None:
        named = self.categories.named(text)
        universe = universe_named(text)
        if universe is not None:
            keys.universe = universe
        elif named:
            sums = [each for each in named if not self.categories.is_coded(each)]
            keys.numeric = sums[0] if len(sums) == len(named) else ""
        elif not is_total(text):
            keys.known = False
            self.found.warn("targets.variable_left_out", self.block.grid.place(row),
                            name=quoted_cell(text))  # fmt: skip

    def _place(self, row: int, column: Column) -> Place:
        return self.block.grid.place(row, column.number, column.head)

    # What can't be understood

    def tell(self) -> None:
        """Tell of heads and categories that aren't known, or mean several things."""
        self._tell_ragged()
        for column in self.block.with_role("unknown"):
            place = self._place(self.block.heads[-1], column)
            if column.head:
                self._tell_lost(column.head, place)
            else:
                self.found.wrong("targets.nameless", place)
        for row, label in self.block.labels.items():
            if not self.layout.places.knows(label) and self.categories.meanings(label):
                self.found.wrong("targets.label_between", self.block.grid.place(row),
                                 label=quoted_cell(label))  # fmt: skip
        for (text, _), at in self.lost.items():
            self._tell_lost(text, self.block.grid.place(*at))
        for label, names in self._unclear().items():
            place = self.block.grid.place(self.block.heads[0])
            self.found.wrong(
                "targets.unclear", place, label=quoted_cell(label), names=culprits(names)
            )
        axes = (self.block.axis, *self.axes.values(), *self.by_variable.values())
        for axis in axes:
            for label, codes in axis.meant.items():
                self._tell_across(label, codes)

    def _tell_ragged(self) -> None:
        """Tell of lines of a text table that are shorter than their head: cells may have moved."""
        grid = self.block.grid
        if not grid.fields:
            return
        width = max(grid.fields[row] for row in self.block.heads)
        for row in self.block.rows:
            beyond = any(grid.rows[row][width:])
            if grid.fields[row] < width or beyond:
                self.found.wrong("targets.ragged", grid.place(row), got=grid.fields[row],
                                 width=width)  # fmt: skip

    def _tell_lost(self, label: str, place: Place) -> None:
        near = self.categories.nearest(label, self._variables_seen())
        code = "targets.category_unknown_near" if near else "targets.category_unknown"
        self.found.wrong(code, place, label=quoted_cell(label, near=near), near=quoted(near or ""))

    def _variables_seen(self) -> list[str]:
        axes = (self.block.axis, *self.axes.values(), *self.by_variable.values())
        return list(dict.fromkeys(n for a in axes for codes in a.meant.values() for n in codes))

    def _tell_across(self, label: str, codes: Coordinates) -> None:
        for name, (part, meant) in codes.items():
            if meant.kind == "straddles":
                place = self.block.grid.place(self.block.heads[0])
                self.found.wrong("targets.straddles", place, label=quoted_cell(part),
                                 name=quoted(name), across=culprits(meant.across))  # fmt: skip
        del label


def _with_universe(facts: list[Fact]) -> list[Fact]:
    """The facts with whom they are about, as they say, else as ages say, else as titles do.

    A table with ages below those of adults is about persons; one that begins with adults is about
    adults, though its title may speak of residents.
    """
    if not facts:
        return facts
    said = _by_ages(facts)
    block = facts[0].block.universe
    if said is not None and block != "households":
        block = said
    return [each if each.universe is not None else replace(each, universe=block) for each in facts]


def _by_ages(facts: Sequence[Fact]) -> Universe | None:
    """The universe of a table that is all by age."""
    by_age = [
        (label, meant)
        for each in facts
        for label, meant in each.codes.values()
        if meant.kind in ("outside", "band", "label", "declared")
    ]
    if any(meant.kind == "outside" for _, meant in by_age):
        return "persons"
    lows = [band.low for label, _ in by_age if (band := band_of(label)) is not None]
    return "adults" if lows and min(lows) == ADULT else None
