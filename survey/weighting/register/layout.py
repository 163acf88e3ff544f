"""How a table of a register is laid out: its titles, its heads, and what each column holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from survey.files.headings import heading_key
from survey.weighting.register.axis import Axis, resolved
from survey.weighting.register.numbers import looks_hidden, looks_like_number
from survey.weighting.register.words import (
    band_of,
    is_total,
    is_year,
    role_of,
    says_count,
    says_share,
    universe_named,
    universe_said,
    years_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.files.grids import Grid, GridCell
    from survey.weighting.register.axis import Tags
    from survey.weighting.register.categories import Categories
    from survey.weighting.register.places import Places
    from survey.weighting.targets import Universe

_PLACES = ("area", "department", "landlord")
KEYS = (*_PLACES, "variable", "category", "year", "universe")
"""Roles of columns that say what a row is about."""
_FEWEST_LABELS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    number : int
        From 0.
    head : str
        All that stands above it.
    role : str
        One of `KEYS`; ``dimension`` for the categories of a variable; ``either`` for areas and
        departments without a head of their own; ``numbers``; ``words`` for what isn't read;
        ``unknown`` for numbers of which it isn't known what they count, ``unclear`` for those of
        which several things may be.
    tags : Tags or None
        What the numbers count.
    variables : tuple of str
        Of a dimension: the variables that its head may mean.
    """

    number: int
    head: str
    role: str
    tags: Tags | None = None
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A table on a sheet.

    Attributes
    ----------
    grid : Grid
    titles : tuple of str
        What stands above it, and the name of the sheet.
    heads : tuple of int
        The rows of its head.
    rows : tuple of int
        The rows below, none of them empty.
    columns : tuple of Column
    axis : Axis
        What the labels in its head mean.
    labels : mapping of int to str
        Rows between the others in which only a label stands.
    """

    grid: Grid
    titles: tuple[str, ...]
    heads: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[Column, ...] = ()
    axis: Axis = field(default_factory=Axis)
    labels: Mapping[int, str] = field(default_factory=dict)

    def label_of(self, row: int) -> str:
        """The label that stands alone in the nearest row above."""
        above = [each for each in self.labels if each < row]
        return self.labels[max(above)] if above else ""

    @property
    def title(self) -> str:
        """All titles together."""
        return "; ".join(self.titles)

    @property
    def universe(self) -> Universe | None:
        """Whom the titles speak of; the nearest one that tells."""
        return next(filter(None, map(universe_said, reversed(self.titles))), None)

    @property
    def years(self) -> tuple[str, ...]:
        """The years in the nearest title that has any."""
        return next(filter(None, map(years_in, reversed(self.titles))), ())

    @property
    def shares(self) -> bool:
        """Whether the titles say that the numbers are shares."""
        return says_share(self.title) and not says_count(self.title)

    def with_role(self, *roles: str) -> list[Column]:
        """The columns that have one of some roles."""
        return [each for each in self.columns if each.role in roles]

    def text(self, row: int, column: Column) -> str:
        """What stands in a cell."""
        return self.grid.rows[row][column.number].text


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What is known of how tables are laid out.

    Attributes
    ----------
    categories : Categories
    places : Places
    named : mapping of str to str
        Roles (or variables) by the headings, as `heading_key` gives them, that the user named.
    left_out : frozenset of str
        Headings, as `heading_key` gives them, that aren't read.
    """

    categories: Categories
    places: Places
    named: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    def blocks(self, grid: Grid) -> Iterator[Block]:
        """The tables of a sheet, from the top down."""
        titles: list[str] = []
        row = 0
        while row < len(grid.rows):
            if self._is_head(grid, row):
                block = self._block(grid, row, titles)
                yield block
                row = max((*block.rows, *block.heads)) + 1
                titles = []
                continue
            titles += [cell.text for cell in grid.rows[row] if cell]
            row += 1
        if titles:
            yield Block(grid, tuple(titles), (), ())

    # Heads

    def role(self, text: str) -> str | None:
        """The role of a column by its head, as the user named it or as it is known."""
        return self.named.get(heading_key(text)) or role_of(text)

    def _is_strong(self, text: str) -> bool:
        """Whether a text can hardly be anything but a head."""
        role = self.role(text)
        if role is not None:
            return role not in ("count", "share")
        return any(map(self.categories.is_coded, self.categories.named(text)))

    def _is_head(self, grid: Grid, row: int) -> bool:
        cells = [cell for cell in grid.rows[row] if cell]
        if len(cells) < _FEWEST_LABELS:
            return False
        values = [c for c in cells if _is_value(c) and not self.places.knows(c.text)]
        if any(self._is_strong(cell.text) for cell in cells):
            return not values or _are_ages(values)
        if values:
            return False
        first = grid.rows[row][0]
        if first and (self.places.knows(first.text) or is_total(first.text)):
            return False
        labels = [cell for cell in cells if self._is_label(cell.text)]
        below = _next_filled(grid, row)
        return len(labels) >= _FEWEST_LABELS and below is not None and self._has_body(grid, below)

    def _has_body(self, grid: Grid, row: int) -> bool:
        """Whether numbers stand in a row, or in the one below it that has a head's second line."""
        below = _next_filled(grid, row)
        return any(
            any(map(_is_value, grid.rows[each])) for each in (row, below) if each is not None
        )

    def _is_label(self, text: str) -> bool:
        known = is_total(text) or is_year(text) or universe_named(text) is not None
        return known or bool(self.categories.meanings(text)) or self.places.knows(text)

    # A table

    def _block(self, grid: Grid, first: int, titles: Sequence[str]) -> Block:
        heads = [first]
        keys = self._key_columns(grid, first)
        second = _next_filled(grid, first)
        if second is not None and self._is_second_line(grid, first, second, keys):
            heads.append(second)
        above = _last_filled(grid, first)
        if above is not None and self._is_line_above(grid, above, keys):
            heads.insert(0, above)
            titles = [each for each in titles if each not in _texts(grid, above)]
        rows, between = self._body(grid, heads[-1])
        named = (grid.path.stem, grid.sheet, *titles)
        all_titles = tuple(filter(None, named))
        bare = Block(grid, all_titles, tuple(heads), tuple(rows), labels=between)
        return self._with_columns(bare)

    def _key_columns(self, grid: Grid, row: int) -> list[int]:
        cells = grid.rows[row]
        roles = [self.role(cell.text) if cell else None for cell in cells]
        keys = [at for at, role in enumerate(roles) if role in KEYS]
        return keys or [0]

    def _is_second_line(self, grid: Grid, first: int, row: int, keys: Sequence[int]) -> bool:
        """A second line of heads has nothing below the heads of keys, and no numbers."""
        cells = grid.rows[row]
        filled = [at for at, cell in enumerate(cells) if cell]
        if grid.lines[row] - grid.lines[first] > 1 or len(filled) < _FEWEST_LABELS:
            return False
        heads = [at for at in keys if grid.rows[first][at]]
        if any(cells[at] for at in heads or [0]):
            strong = any(self._is_strong(cells[at].text) for at in filled)
            return not heads and strong and not any(map(_is_value, cells))
        return all(self._is_label(cells[at].text) or self.role(cells[at].text) for at in filled)

    def _is_line_above(self, grid: Grid, row: int, keys: Sequence[int]) -> bool:
        """A line of heads above the heads of keys has nothing above these."""
        cells = grid.rows[row]
        filled = [at for at, cell in enumerate(cells) if cell]
        return bool(filled) and min(filled) > min(keys) and not any(map(_is_value, cells))

    def _body(self, grid: Grid, head: int) -> tuple[list[int], dict[int, str]]:
        """The rows below a head, and labels between them, as far as the table reaches."""
        rows: list[int] = []
        labels: dict[int, str] = {}
        for row in range(head + 1, len(grid.rows)):
            cells = [cell for cell in grid.rows[row] if cell]
            if len(cells) == 1 and self._is_between(grid, row):
                labels[row] = cells[0].text
                continue
            gap = rows and grid.lines[row] - grid.lines[rows[-1]] > 1
            may_be_head = gap or _same(grid, row, head)
            if len(cells) == 1 or (may_be_head and self._is_head(grid, row)):
                break
            if cells:
                rows.append(row)
        return rows, labels

    def _is_between(self, grid: Grid, row: int) -> bool:
        """Whether a row is a label above rows of the same table, right below it."""
        below = _next_filled(grid, row)
        if below is None or not grid.rows[row][0] or _is_value(grid.rows[row][0]):
            return False
        near = grid.lines[below] - grid.lines[row] == 1
        return near and any(map(_is_value, grid.rows[below])) and not self._is_head(grid, below)

    # Columns

    def _with_columns(self, block: Block) -> Block:
        lines = _head_lines(block)
        mentioned = self.categories.mentioned(block.title)
        axis = resolved(self._axis_labels(lines), self.categories, mentioned)
        columns = tuple(
            self._column(block, number, [line[number] for line in lines if number in line], axis)
            for number in range(len(block.grid.rows[block.heads[0]]))
        )
        kept = tuple(each for each in columns if each is not None)
        return replace(block, columns=kept, axis=axis)

    def _axis_labels(self, lines: Sequence[Mapping[int, str]]) -> list[list[str]]:
        """The labels in each line of the head that may be categories."""
        return [
            [text for text in dict.fromkeys(line.values()) if self._may_be_category(text)]
            for line in lines
        ]

    def _may_be_category(self, text: str) -> bool:
        if is_total(text) or is_year(text) or heading_key(text) in self.left_out:
            return False
        if self.places.knows(text):
            return False
        return self.role(text) is None and not self.categories.named(text)

    def _column(self, block: Block, number: int, texts: Sequence[str], axis: Axis) -> Column | None:
        cells = [cell for row in block.rows if (cell := block.grid.rows[row][number])]
        if not texts and not cells:
            return None
        head = " ".join(dict.fromkeys(texts))
        role = next(filter(None, map(self.role, texts)), "")
        if any(heading_key(each) in self.left_out for each in (*texts, head) if each):
            return Column(number, head, "words")
        if role in KEYS:
            return Column(number, head, role)
        tags = axis.tags_of(texts, self._plain_tags)
        if tags is not None and tags.get("codes"):
            return Column(number, head, "numbers", tags)
        return self._other_column(number, texts, cells, axis, tags)

    def _other_column(
        self,
        number: int,
        texts: Sequence[str],
        cells: Sequence[GridCell],
        axis: Axis,
        tags: Tags | None,
    ) -> Column:
        """A column whose head is no category: it depends on what stands in it."""
        head = " ".join(dict.fromkeys(texts))
        if any(text in axis.unclear for text in texts):
            return Column(number, head, "unclear")
        worded = bool(cells) and not any(map(_is_value, cells))
        dimension = self._dimension(texts, cells, worded)
        if dimension:
            return Column(number, head, "dimension", variables=dimension)
        if worded and (tags is None or number == 0):
            return Column(number, head, "words" if texts and number else "either")
        return Column(number, head, "unknown" if tags is None else "numbers", tags)

    def _dimension(
        self, texts: Sequence[str], cells: Sequence[GridCell], worded: bool
    ) -> tuple[str, ...]:
        """The variables whose categories stand in a column, if it is headed by one."""
        named = tuple(dict.fromkeys(
            each for text in texts
            for each in ((self.named[heading_key(text)],) if heading_key(text) in self.named
                         else self.categories.named(text))
            if self.categories.is_coded(each)
        ))  # fmt: skip
        if not named or worded:
            return named
        different = {cell.text for cell in cells}
        meant = all(is_total(each) or self.categories.meanings(each, named) for each in different)
        return named if meant else ()

    def _plain_tags(self, text: str) -> Tags | None:
        """What a label tells that is no category; None if it tells nothing."""
        role = self.role(text)
        if role in ("count", "share"):
            return {"share": role == "share", "universe": universe_said(text)}
        if is_total(text):
            return {"total": True}
        if is_year(text):
            return {"year": text}
        named = self.categories.named(text)
        if named and not any(map(self.categories.is_coded, named)):
            return {"numeric": named[0]}
        return self._size_or_place(text)

    def _size_or_place(self, text: str) -> Tags | None:
        universe = universe_named(text)
        if universe is not None:
            return {"universe": universe}
        if says_share(text) or says_count(text):
            return {"share": says_share(text), "universe": universe_said(text)}
        return {"place": text} if self.places.knows(text) else None


def _head_lines(block: Block) -> list[dict[int, str]]:
    """What stands above each column, line by line; a line above others reaches to its next text."""
    lines = [
        {at: cell.text for at, cell in enumerate(block.grid.rows[row]) if cell}
        for row in block.heads
    ]
    for upper, lower in pairwise(lines):
        upper.update(_reaching(upper, lower))
    return lines


def _reaching(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """The columns to the right that a line of heads reaches to.

    A column in all stands apart from the last head if the first one has none of its own, or the
    last one already has one.
    """
    found: dict[int, str] = {}
    totals: dict[int, int] = {}
    first = group = -1
    for at in range(max((*upper, *lower, 0)) + 1):
        if at in upper and at in lower:
            group = at
            first = at if first < 0 else first
        if group < 0 or at not in lower:
            continue
        if is_total(lower[at]):
            alone = group != first and totals.get(first, 0) == 0
            if at not in upper and (alone or totals.get(group, 0) > 0):
                continue
            totals[group] = totals.get(group, 0) + 1
        if at not in upper:
            found[at] = upper[group]
    return found


def _is_value(cell: GridCell) -> bool:
    """Whether a number stands in a cell, or a sign for one that is hidden; a year is none."""
    if not cell or is_year(cell.text):
        return False
    return (
        cell.fault is not None
        or cell.number
        or looks_like_number(cell.text)
        or looks_hidden(cell.text)
    )


def _are_ages(cells: Sequence[GridCell]) -> bool:
    """Whether cells are ages in single years, one after the other."""
    bands = [band_of(cell.text) for cell in cells]
    ages = [each.low for each in bands if each is not None and each.low == each.high]
    ordered = all(later == age + 1 for age, later in pairwise(ages))
    return len(ages) == len(cells) >= _FEWEST_LABELS and ordered


def _next_filled(grid: Grid, row: int) -> int | None:
    return next((at for at in range(row + 1, len(grid.rows)) if any(grid.rows[at])), None)


def _last_filled(grid: Grid, row: int) -> int | None:
    above = row - 1
    near = above >= 0 and grid.lines[row] - grid.lines[above] == 1
    return above if near and any(grid.rows[above]) else None


def _texts(grid: Grid, row: int) -> set[str]:
    return {cell.text for cell in grid.rows[row] if cell}


def _same(grid: Grid, row: int, head: int) -> bool:
    return _texts(grid, row) == _texts(grid, head)
