import pytest
from area_document import answers_table, area_document, shares_table

from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.documents.web_table import areas_of, web_table


def table_of(*cells: Cell, language: str = "da", kinds: tuple[RowKind, ...] = ()) -> Table:
    kinds = kinds or (RowKind.BODY,) * len(cells)
    rows = tuple(
        Row((Cell(f"r{k}"), cell), kind)
        for k, (cell, kind) in enumerate(zip(cells, kinds, strict=True))
    )
    columns = (Column("a", "A", Align.LEFT), Column("b", "B"))
    return Table("t", "T", columns, rows, language=language)


def ranks_of(table: Table) -> list[int | None]:
    return [line.ranks[1] for group in web_table(table).groups for line in group.rows]


def test_numbers_are_ranked_by_their_value_and_not_as_printed() -> None:
    cells = (Cell("1.037", (1037,)), Cell("9", (9,)), Cell("−3", (-3.2,)), Cell("9", (9,)))
    assert ranks_of(table_of(*cells)) == [2, 1, 0, 1]
    assert web_table(table_of(*cells)).sortable == ("words", "numbers")


@pytest.mark.parametrize(
    "hidden",
    [
        Cell("†", ("†",)),
        Cell("..", (3.0,)),
        Cell("†", (3.0, 1.0)),
        Cell("", (3.0,)),
        Cell("5", (float("nan"),)),
        Cell("5", (float("inf"),)),
        Cell("5", (True,)),
        Cell("5"),
    ],
)
def test_what_is_not_shown_has_no_rank_whatever_stands_behind_it(hidden: Cell) -> None:
    assert ranks_of(table_of(Cell("1", (1,)), hidden, Cell("2", (2,)))) == [0, None, 1]


def test_a_naught_that_is_printed_as_a_dash_is_a_number() -> None:
    assert ranks_of(table_of(Cell("1", (1,)), Cell("–", (0,)))) == [1, 0]


def test_hidden_numbers_that_differ_give_the_same_ranks() -> None:
    one, other = (
        table_of(Cell("1", (1,)), Cell("†", (hidden,)), Cell("9", (9,))) for hidden in (0, 50)
    )
    assert ranks_of(one) == ranks_of(other)


@pytest.mark.parametrize(
    ("language", "ranks"), [("da", [3, 0, 2, 1, 4, None]), ("en", [1, 4, 3, 2, 0, None])]
)
def test_words_are_ranked_in_the_order_of_the_language(
    language: str, ranks: list[int | None]
) -> None:
    words = ("Ørsted", "Zoo", "Ærø", "Ærenprisvej", "Aarhus", "†")
    if language == "en":
        words = ("Afsnit", "Zoo 10", "Zoo 9", "Zebra", "Aarhus", "†")
    assert ranks_of(table_of(*map(Cell, words), language=language)) == ranks


def test_only_plain_rows_have_ranks() -> None:
    kinds = (RowKind.BODY, RowKind.CONTRAST, RowKind.NET, RowKind.BODY, RowKind.BASE, RowKind.ALL)
    cells = (Cell(str(k), (k,)) for k in range(6))
    assert ranks_of(table_of(*cells, kinds=kinds)) == [0, None, None, 1, None, None]


def test_a_column_with_one_value_is_not_sortable() -> None:
    assert web_table(table_of(Cell("1", (1,)), Cell("1", (1,)))).sortable == ("words", "")
    assert web_table(table_of(Cell("1", (1,)))).sortable == ("", "")


def test_columns_of_a_group_stand_below_one_head() -> None:
    top = web_table(answers_table(3, 5, "da")).top
    assert [(head.text, head.place, head.width, head.is_group) for head in top] == [
        ("Område", 0, 1, False),
        ("Helt", 1, 2, True),
        ("Svar 3", 3, 1, False),
        ("Enig", 4, 2, True),
    ]
    assert web_table(shares_table(3, "da")).top == ()


def test_areas_are_those_of_rows_that_can_be_picked_out() -> None:
    tables = area_document(4, 3).tables()
    assert areas_of(tables) == {"a0", "a1", "a2"}
