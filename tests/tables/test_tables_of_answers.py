"""Toplines, banners, questions with several answers, grids and the table appendix."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from made_survey import GRID, OPTIONS, made_survey
from table_cases import (
    breakdowns,
    groups,
    heads,
    plain,
    plain_design,
    rows_by_label,
    shown,
    texts,
    with_small_areas,
)

import survey as sv
from survey.documents.blocks import RowKind


def kinds(table: Any) -> list[str]:
    return [row.kind.value for row in table.rows]


def record_of(released: Any, name: str, category: object, area: str) -> Any:
    records = [
        r
        for part in released.estimates
        if part.by == ("area",)
        for r in part.frame.to_dict("records")
    ]
    return next(
        r
        for r in records
        if r["variable"] == name and r["category"] == category and r["area"] == area
    )


# Toplines


def test_a_topline_shows_every_question_below_its_heading() -> None:
    table = sv.topline(shown(), language="da")
    headings = [row.cells[0].text for row in table.rows if row.kind is RowKind.HEADING]
    assert headings[0] == "Tryghed om aftenen"
    assert headings[-3:] == ["Ønsker til området", "Tillid (0–100)", "År i området"]
    first = [row.kind for row in table.rows][:8]
    assert first == [RowKind.HEADING, *[RowKind.BODY] * 5, RowKind.NET, RowKind.BASE]


def test_numbers_of_a_topline_are_the_released_ones_of_all() -> None:
    table = sv.topline(shown(), "safe", language="en")
    record = record_of(shown(), "safe", 4, "(all)")
    row = next(row for row in table.rows if row.cells[0].text == "Agree")
    assert row.cells[1].values == (pytest.approx(100 * record["estimate"]),)
    assert table.rows[-1].cells[1].values == (int(record["n"]),)
    assert table.title == "Safety in the evening"


def test_one_area_may_be_shown_instead_of_all() -> None:
    table = sv.topline(shown(), "safe", at={"area": "a1"}, language="da")
    assert table.title == "Tryghed om aftenen, Vangdalen"
    record = record_of(shown(), "safe", 4, "a1")
    assert rows_by_label(table)["Enig"][0] == str(int(100 * record["estimate"] + 0.5))


def test_a_breakdown_may_stand_beside_all() -> None:
    table = sv.topline(shown(), ["safe", "trust"], by="area", language="da")
    assert heads(table)[:3] == ["Pct.", "Alle", "Vangdalen"]
    assert heads(table)[-1] == "Hornbækken (kontrast)"
    assert groups(table)[2] == "Boligområde"
    assert table.title == "Svar på to spørgsmål"


def test_a_mean_among_shares_keeps_its_own_format() -> None:
    table = sv.topline(shown(), ["safe", "trust"], language="da")
    mean = next(row for row in table.rows if row.cells[0].text == "Gennemsnit")
    assert mean.cells[1].formats == ("#,##0.0",)
    assert "," in mean.cells[1].text


def test_who_a_headline_is_of_is_said_with_its_name() -> None:
    table = sv.topline(plain(), "safe", language="da")
    assert "Utrygge: Andelen er opgjort af dem, der svarede »Nej« og »Ja«." in table.notes
    assert rows_by_label(table)["known"][0] == "98"
    assert kinds(table) == ["body"] * 3 + ["net"] * 2 + ["base"]


def test_nets_and_counts_may_be_left_out() -> None:
    table = sv.topline(plain(), "safe", nets=False, counts=False, language="da")
    assert kinds(table) == ["body"] * 3
    assert not any(note.startswith("Utrygge") for note in table.notes)


# Banners


def test_breakdowns_stand_side_by_side_with_all_first() -> None:
    table = sv.banner(breakdowns(), "safe", by=["area", "age", "gender"], language="da")
    assert heads(table)[:2] == ["Pct.", "Alle"]
    assert list(dict.fromkeys(groups(table))) == ["", "Boligområde", "Alder", "Køn"]
    assert heads(table)[-5:] == ["18–29 år", "30–59 år", "60 år og derover", "Kvinder", "Mænd"]
    assert kinds(table) == ["body"] * 5 + ["net", "base"]
    assert table.title == "Tryghed om aftenen efter boligområde, alder og køn"


def test_all_breakdowns_that_were_released_are_shown_unless_named() -> None:
    assert groups(sv.banner(breakdowns(), "safe", language="en")) == groups(
        sv.banner(breakdowns(), "safe", by=["area", "age", "gender"], language="en")
    )


def test_marks_stand_on_areas_that_differ_from_the_contrast() -> None:
    table = sv.banner(plain(), "safe", by="area", language="da")
    marked = {
        (row[0], head): cell
        for row in texts(table)
        for head, cell in zip(heads(table), row, strict=True)
        if "▲" in cell or "▼" in cell
    }
    assert marked["Nej", "AA"] == "60\xa0▲"
    assert marked["Ja", "AA"] == "40\xa0▼"
    assert not any(head.startswith("K") for _, head in marked)


def lettered(names: str = "aa z ø k") -> Any:
    shares = sv.proportion(plain_design(), "safe", by="area")
    return sv.release([shares, *(sv.compare_areas(shares, each) for each in names.split())])


def test_letters_name_the_columns_that_a_number_is_surely_higher_than() -> None:
    table = sv.banner(lettered(), "safe", by="area", letters=True, language="da")
    assert heads(table)[1::2] == ["AA (A)", "Z (B)", "Ø (C)", "K (D)"]
    assert rows_by_label(table)["Nej"] == ["60", "B C D", "10", "", "30", "B", "20", ""]
    assert any("hver kolonnes sammenligninger er korrigeret for sig" in n for n in table.notes)
    assert not any("▲" in cell for row in texts(table) for cell in row)


def test_letters_agree_with_the_released_marks() -> None:
    released = lettered()
    table = sv.banner(released, "safe", by="area", letters=True, language="en")
    letters = dict(zip(("aa", "z", "ø", "k"), "ABCD", strict=True))
    for part in released.comparisons:
        for record in part.frame.to_dict("records"):
            label = {1: "No", 2: "Yes", 3: "Unsure"}[record["category"]]
            place = 1 + 2 * list(letters).index(record["area"])
            cell = rows_by_label(table)[label][place]
            assert (letters[str(part.contrast)] in cell.split()) == (record["mark"] > 0)


def test_rows_may_add_up_instead_of_columns() -> None:
    design = plain_design()
    released = sv.release(
        [
            sv.proportion(design, "area", by="safe", all_row=True),
            sv.proportion(design, "safe", by="area"),
        ]
    )
    table = sv.banner(released, "safe", by="area", show="row", language="da")
    assert rows_by_label(table)["Nej"] == ["50", "8", "25", "17", "120"]
    assert rows_by_label(table)["Alle"] == ["25", "25", "25", "25", "400"]
    assert "hver række summer til 100" in table.notes[-1]


# Questions with several answers


def test_options_are_ranked_and_some_may_stay_last() -> None:
    table = sv.multiple_response_table(shown(), "asks", language="da")
    shares = [int(row[1]) for row in texts(table)[:-1]]
    assert shares == sorted(shares, reverse=True)
    assert "kan tilsammen give mere end 100" in table.notes[-1]
    light = OPTIONS["asks_a"][0]
    table = sv.multiple_response_table(shown(), "asks", last=["asks_a"], language="da")
    assert texts(table)[-2][0] == light


def test_areas_are_columns_or_rows_of_the_same_numbers() -> None:
    columns = sv.multiple_response_table(shown(), "asks", over="area", language="da")
    rows = sv.multiple_response_table(shown(), "asks", over="area", areas="rows", language="da")
    assert [row.area for row in rows.rows][:2] == ["a1", "a2"]
    assert rows.rows[-2].kind is RowKind.CONTRAST
    turned = {
        (head, row[0]): cell
        for row in texts(columns)
        for head, cell in zip(heads(columns)[1:], row[1:], strict=True)
    }
    for row in texts(rows):
        for head, cell in zip(heads(rows)[1:], row[1:], strict=True):
            assert turned[row[0], head] == cell


def test_shares_of_ticks_are_said_to_be_so() -> None:
    ticks = sv.multiple_response(made_survey(small=False).design, "asks", base="answers")
    table = sv.multiple_response_table(sv.release(ticks), "asks", language="da")
    assert "Andelen er opgjort af alle kryds." in table.notes
    assert not any("mere end 100" in note for note in table.notes)


# Grids


def test_statements_stand_below_each_other_with_the_answers_side_by_side() -> None:
    table = sv.grid_table(shown(), list(GRID), language="da")
    assert heads(table) == [
        "Udsagn", "Helt uenig", "Uenig", "Hverken enig eller uenig", "Enig", "Helt enig",
        "Enig + Helt enig", "Antal svar",
    ]  # fmt: skip
    assert set(groups(table)) == {"", "Pct."}
    assert table.title == "Svar på fire udsagn"
    record = record_of(shown(), "grid_2", 5, "(all)")
    assert table.rows[1].cells[5].values == (pytest.approx(100 * record["estimate"]),)


def test_statements_are_sorted_by_their_headline_or_name() -> None:
    table = sv.grid_table(shown(), list(GRID), sort="estimate", at={"area": "a1"}, language="da")
    nets = [float(row.cells[6].values[0]) for row in table.rows]
    assert nets == sorted(nets, reverse=True)
    table = sv.grid_table(shown(), list(GRID), sort="name", language="da")
    assert [row.cells[0].text[:3] for row in table.rows] == ["Der", "Fol", "Man", "Nab"]


def test_mean_scores_stand_beside_the_answers_if_released() -> None:
    design = made_survey(small=False, per_area=400).design
    names = ["grid_1", "grid_2"]
    released = sv.release([sv.proportion(design, names), sv.score(design, names)])
    table = sv.grid_table(released, names, language="da")
    assert heads(table)[-2:] == ["Gennemsnit", "Antal svar"]


# The appendix


def test_the_appendix_has_a_table_for_each_question_in_the_order_of_the_codebook() -> None:
    tables = sv.frequency_appendix(shown(), language="da")
    ids = [table.id for table in tables]
    assert ids[0] == "frequencies_safe"
    assert ids[-3:] == ["frequencies_asks", "frequencies_trust", "frequencies_years"]
    assert len(ids) == len(set(ids))
    assert tables[0].notes[0].startswith("Spørgsmål: ")


def test_areas_may_be_the_columns_of_the_appendix() -> None:
    (table,) = sv.frequency_appendix(shown(), ["safe"], over="area", language="da")
    assert table.title == "Tryghed om aftenen efter boligområde"
    assert heads(table)[1] == "Alle"
    assert heads(table)[-1] == "Hornbækken (kontrast)"


def test_without_a_row_of_all_the_areas_stand_alone() -> None:
    shares = sv.proportion(plain_design(), "safe", by="area")
    (table,) = sv.frequency_appendix(sv.release(shares), over="area", language="da")
    assert heads(table)[1] == "AA"


@pytest.mark.parametrize("categories", [3, 11])
def test_any_number_of_answers(categories: int) -> None:
    table = sv.topline(shown(8, categories, long=True), "safe", language="da")
    assert kinds(table).count("body") == categories


def test_a_hidden_area_is_hidden_in_every_column_of_answers() -> None:
    table = sv.topline(with_small_areas(), ["safe", "asks"], by="area", language="da")
    place = heads(table).index("Søparken")
    cells = {row[place] for row in texts(table) if len(row) > 1}
    assert cells == {"†"}


def test_nobody_in_a_part_of_the_breakdown_is_not_available() -> None:
    rows = pd.DataFrame({"area": ["a"] * 40 + ["b"] * 40, "q": [1, 2] * 20 + [None] * 40})
    released = sv.release(sv.proportion(sv.SurveyDesign(rows), "q", by="area"))
    table = sv.topline(released, "q", by=None, at={"area": "b"}, language="da")
    assert rows_by_label(table)["Antal svar"][0] == "0"
    assert any(note.startswith(".. = ") for note in table.notes)
