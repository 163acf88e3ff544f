"""Tables fitted to a page: nothing wider than it, no number broken, groups together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.documents.fitting import fit_table, text_points

ROOM = 480.0
HEADS = st.text("abc Æøå", max_size=40)


def table_of(columns: int, *, group: int = 0, head: str = "Meget utryg", label: str = "A") -> Table:
    heads = [Column("area", "Boligområde", Align.LEFT)] + [
        Column(f"c{n}", head, group=f"g{n // group}" if group else "") for n in range(columns)
    ]
    cells = (Cell(label), *(Cell(f"{n}–{n + 9} ▼") for n in range(columns)))
    heading = Row((Cell("Alle"),), RowKind.HEADING)
    return Table("t", "T", tuple(heads), (heading, Row(cells), Row(cells)))


def test_a_usual_table_is_one_part_and_fits() -> None:
    (fitted,) = fit_table(table_of(4), ROOM)
    assert (fitted.size, fitted.part, fitted.parts) == (9.0, 1, 1)
    assert sum(fitted.widths) <= ROOM + 1e-9
    assert len(fitted.widths) == 5


def test_a_table_a_little_too_wide_is_set_in_smaller_text() -> None:
    sizes = [fit_table(table_of(n), ROOM)[0].size for n in range(4, 12)]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) < 9.0


def test_row_headings_go_on_several_lines_before_a_table_is_parted() -> None:
    table = table_of(9, head="Område", label="Indvandrere fra vestlige lande og andre")
    shorter = table_of(9, head="Område", label="Indvandrere")
    (one,), (other,) = fit_table(table, 440), fit_table(shorter, 440)
    assert one.size == 7.5
    assert other.size > one.size
    assert sum(one.widths) <= 440 + 1e-6


def test_a_wide_table_is_parted_and_every_column_stands_once() -> None:
    parts = fit_table(table_of(30, group=5), ROOM)
    assert len(parts) > 1
    assert [part.part for part in parts] == list(range(1, len(parts) + 1))
    keys = [column.key for part in parts for column in part.table.columns[1:]]
    assert keys == [f"c{n}" for n in range(30)]
    for part in parts:
        assert sum(part.widths) <= ROOM + 1e-9
        assert part.table.columns[0].key == "area"
        assert [len(row.cells) for row in part.table.rows[1:]] == [len(part.table.columns)] * 2


def test_columns_of_a_group_stay_together_where_a_page_holds_them() -> None:
    for part in fit_table(table_of(20, group=4, head="Nej"), ROOM):
        groups = [column.group for column in part.table.columns[1:]]
        assert all(groups.count(group) == 4 for group in groups)


def test_a_table_without_columns_is_left_as_it_is() -> None:
    (fitted,) = fit_table(Table("t", "T", (), ()), ROOM)
    assert fitted.widths == ()


@given(st.integers(1, 40), st.integers(0, 6), HEADS, st.text(min_size=0, max_size=300))
def test_no_part_is_wider_than_the_page_and_numbers_are_whole(
    columns: int, group: int, head: str, label: str
) -> None:
    for part in fit_table(table_of(columns, group=group, head=head, label=label), ROOM):
        assert sum(part.widths) <= ROOM + 1e-6
        for width, cell in zip(part.widths[1:], part.table.rows[1].cells[1:], strict=True):
            assert width >= text_points(cell.text, part.size)


def test_a_column_wider_than_the_page_is_cut_down_to_it() -> None:
    columns = (Column("a", "Område", Align.LEFT), Column("b", "Tal"))
    for row in (Row((Cell("A"), Cell("x" * 2000))), Row((Cell("x" * 2000), Cell("x" * 2000)))):
        for fitted in fit_table(Table("t", "T", columns, (row,)), ROOM):
            assert sum(fitted.widths) <= ROOM + 1e-9


def test_a_number_wider_than_the_page_is_no_reason_to_fail() -> None:
    endless = Cell("x" * 2000)
    columns = (Column("area", "x" * 2000, Align.LEFT), Column("n", "x" * 2000))
    parts = fit_table(Table("t", "T", columns, (Row((endless, endless)),)), ROOM)
    assert [len(part.widths) for part in parts] == [2]


def test_numbers_without_a_mark_leave_the_place_of_one_so_that_digits_align() -> None:
    columns = (Column("area", "A", Align.LEFT), Column("n", "n"))
    rows = tuple(Row((Cell("A"), Cell(words))) for words in ("45–55", "1 ▼"))
    (fitted,) = fit_table(Table("t", "T", columns, rows), ROOM)
    assert fitted.widths[1] >= text_points("45–55 ▼", fitted.size)
