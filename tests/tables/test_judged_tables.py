"""Tables of ranks, of outcomes and of figures from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_judged import judged_case
from table_cases import heads, rows_by_label, texts

import survey as sv
from survey.documents.grid import check_rows
from survey.errors import UnknownNameError, WrongUseError

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES: dict[str, Callable[..., Any]] = {
    "ranks": sv.rank_table,
    "equivalence": sv.equivalence_table,
    "benchmark": sv.benchmark_table,
}
EACH = pytest.mark.parametrize("kind", TABLES)


@EACH
@pytest.mark.parametrize("variable", ["safe", "trust"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_table_is_whole_and_explains_its_signs(
    kind: str, variable: str, language: str
) -> None:
    table = TABLES[kind](judged_case(), variable, language=language)
    check_rows(table)
    cells = [cell for row in texts(table) for cell in row[1:]]
    for sign in ("†", "▲", "▼"):
        notes = " ".join(table.notes)
        assert (sign in "".join(cells)) == (sign in notes)
    assert not any("nan" in cell or "{" in cell for cell in (*cells, *table.notes))
    assert table == TABLES[kind](judged_case(), variable, language=language)


@EACH
def test_no_hidden_number_is_a_value(kind: str) -> None:
    table = TABLES[kind](judged_case(), "safe", language="en")
    for row in table.rows:
        if row.area in ("a2",):
            assert all(cell.values == () for cell in row.cells[1:])
            assert all(cell.text in ("†", "") for cell in row.cells[1:])


def test_areas_stand_by_rank_and_hidden_ones_last() -> None:
    table = sv.rank_table(judged_case(), "safe", language="da")
    assert heads(table)[2:] == [
        "Placering", "Mulige placeringer (95\xa0%)", "Kan ligge først", "Kan ligge sidst",
    ]  # fmt: skip
    ranks = [row[2] for row in texts(table)]
    shown = [rank for rank in ranks if rank != "†"]
    assert shown == [str(k + 1) for k in range(len(shown))]
    assert ranks[len(shown) :] == ["†"] * (len(ranks) - len(shown))
    assert "Placering 1 er den højeste andel." in table.notes
    assert any("ikke regnet med i placeringerne" in note for note in table.notes)
    by_name = sv.rank_table(judged_case(), "safe", language="da", sort="name")
    assert [row[0] for row in texts(by_name)] != [row[0] for row in texts(table)]


def test_outcomes_are_words_for_the_direction() -> None:
    table = sv.equivalence_table(judged_case(per_area=600), "safe", language="da")
    words = {row[-1] for row in texts(table)}
    assert words <= {"højere", "lavere", "omtrent ens", "uafgjort", "†", ""}
    assert {"lavere", "†"} <= words
    assert heads(table)[-1] == "Konklusion"
    assert "Usikkerhed (90\xa0%)" in heads(table)


def test_the_figure_from_outside_stands_below_with_its_source() -> None:
    table = sv.benchmark_table(judged_case(), "safe", language="da")
    assert texts(table)[-1][:2] == ["Hele landet (2023)", "50"]
    assert "Kilde: Danmarks Statistik, tabel X1." in table.notes
    assert any(note.startswith("Usikkerheden på tallet for hele landet") for note in table.notes)
    assert rows_by_label(table)["Søparken"] == ["†", "†", "†"]
    known = sv.benchmark_table(judged_case(), "trust", language="da")
    assert any("kendt uden usikkerhed" in note for note in known.notes)


def test_what_was_not_released_cannot_be_shown() -> None:
    released = judged_case()
    for kind, table in TABLES.items():
        with pytest.raises(UnknownNameError):
            table(released, "grid_1")
        with pytest.raises(UnknownNameError, match="category"):
            table(released, "safe", category=77)
        with pytest.raises(WrongUseError):
            table(kind, "safe")
    with pytest.raises(WrongUseError, match="sort"):
        sv.rank_table(released, "safe", sort="estimate")


def test_numbers_of_crossed_areas_have_no_such_table() -> None:
    design = sv.open_study("examples/copenhagen-housing").wave().design()
    shares = sv.headline(design, "satisfaction", by=["type", "contact"])
    released = sv.release([shares, sv.rank_areas(shares, over="type")])
    with pytest.raises(WrongUseError, match="areas alone"):
        sv.rank_table(released, "satisfaction")
