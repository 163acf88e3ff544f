"""What a table of areas can be asked for."""

from __future__ import annotations

from typing import Any

import pytest
from table_cases import (
    groups,
    heads,
    plain,
    plain_design,
    rows_by_label,
    shown,
    texts,
    waves,
    with_small_areas,
)

import survey as sv
from survey.documents.blocks import RowKind
from survey.errors import UnknownNameError, WrongUseError


def names(table: Any) -> list[str]:
    return [row[0] for row in texts(table)]


def test_the_highest_come_first_and_the_contrast_and_all_stay_last() -> None:
    table = sv.area_table(plain(), "safe", sort="estimate", language="da")
    assert names(table) == ["AA", "Ø", "Z", "K (kontrast)", "Alle"]
    assert [row.kind for row in table.rows][-2:] == [RowKind.CONTRAST, RowKind.ALL]
    assert [row.area for row in table.rows] == ["aa", "ø", "z", "k", ""]


def test_names_are_sorted_in_danish_order() -> None:
    by_name = {"over": "area", "category": 1, "sort": "name"}
    assert names(sv.area_table(plain(), "safe", language="da", **by_name))[:3] == ["Z", "Ø", "AA"]
    assert names(sv.area_table(plain(), "safe", language="en", **by_name))[:3] == ["AA", "Z", "Ø"]


def test_hidden_areas_follow_in_the_order_of_the_codebook() -> None:
    table = sv.area_table(with_small_areas(), "safe", sort="estimate", language="da")
    assert [row.area for row in table.rows][-4:] == ["a2", "a3", "contrast", ""]


def test_several_answers_become_groups_with_their_answers_counted_once() -> None:
    table = sv.area_table(plain(), "safe", category=[1, 2], language="da")
    assert list(dict.fromkeys(groups(table))) == ["", "Nej", "Ja"]
    assert [column.key for column in table.columns] == [
        "area", "estimate_1", "interval_1", "difference_1",
        "estimate_2", "interval_2", "difference_2", "n",
    ]  # fmt: skip
    assert rows_by_label(table)["AA"][0::3] == ["60", "40", "100"]
    assert table.title == "Tryg efter område"


def test_nets_and_the_headline_may_stand_after_the_answers() -> None:
    table = sv.area_table(plain(), "safe", category=[3], nets=True, language="da")
    assert list(dict.fromkeys(groups(table)))[1:] == ["Ved ikke", "Utrygge", "known"]
    assert rows_by_label(table)["Ø"][0] == "10"
    assert [column.key for column in table.columns if column.key.startswith("n")] == [
        "n_1", "n_2", "n_3",
    ]  # fmt: skip


def test_a_share_of_nobody_has_a_sign_of_its_own() -> None:
    table = sv.area_table(plain(), "safe", category=3, language="da")
    first = table.rows[0].cells[1]
    assert (first.text, first.values) == ("–", (0.0,))
    assert "– = nul." in table.notes


def test_a_share_that_is_rounded_to_nothing_is_no_zero() -> None:
    rows = plain_design().data.copy()
    rows.loc[rows.index[:1], "safe"] = 3
    shares = sv.proportion(sv.SurveyDesign(rows), "safe")
    table = sv.topline(sv.release(shares, "internal"), language="da")
    rare = [row for row in texts(table) if row[0] == "3"]
    assert rare[0][1] == "3"
    tiny = sv.proportion(sv.SurveyDesign(rows.assign(w=[1.0] + [9.0] * 399), weights="w"), "safe")
    table = sv.topline(sv.release(tiny, "internal"), language="da", decimals=0)
    assert not any("mere end nul" in note for note in table.notes)
    alone = rows.assign(rare=[1] + [0] * 399)
    table = sv.topline(
        sv.release(sv.proportion(sv.SurveyDesign(alone), "rare"), "internal"), language="da"
    )
    assert rows_by_label(table)["1"][0] == "0"
    assert "0 = mere end nul, men afrundet til nul." in table.notes


def test_indices_medians_and_totals_have_their_own_heads_and_decimals() -> None:
    index = sv.area_table(plain(), "calm", language="da")
    assert heads(index)[1:4] == ["Indeks 0–100", "Usikkerhed (95\xa0%)", "Forskel til K"]
    assert rows_by_label(index)["AA"][0] == "50"
    median = sv.area_table(plain(), "day", category=0.5, language="da")
    assert heads(median)[1] == "Median"
    assert median.title == "Dag: Median efter område"
    total = sv.area_table(plain(), "day", category="", language="da")
    assert (heads(total)[1], rows_by_label(total)["Alle"][0]) == ("I alt", "1.200")
    assert total.columns[1].formats == ("#,##0",)


def test_decimals_of_means_follow_their_uncertainty_unless_asked_for() -> None:
    assert rows_by_label(sv.area_table(shown(), "trust", language="da"))["Vangdalen"][0].isdigit()
    asked = sv.area_table(shown(), "trust", decimals=2, language="da")
    assert asked.columns[1].formats == ("#,##0.00",)
    assert len(rows_by_label(asked)["Vangdalen"][0].split(",")[1]) == 2


def test_few_answers_get_no_decimals() -> None:
    answers = plain_design().data.groupby("area").head(25)
    answers = answers.assign(safe=[1, 2, 2, 1, 1] * (len(answers) // 5))
    shares = sv.proportion(sv.SurveyDesign(answers), "safe", by="area", all_row=True)
    table = sv.area_table(
        sv.release(shares, "internal"), "safe", category=1, decimals=1, language="da"
    )
    few, everyone = table.rows[0].cells, table.rows[-1].cells
    assert few[1].text == "60*"
    assert few[1].formats == ("0",)
    assert "," not in few[2].text
    assert (everyone[1].text, everyone[1].formats) == ("60,0", ("0.0",))


def test_numbers_of_answers_may_be_left_out_or_joined_by_effective_ones() -> None:
    both = sv.area_table(plain(), "safe", effective_n=True, language="da")
    assert heads(both)[-2:] == ["Antal svar", "Effektivt antal svar"]
    assert any(note.startswith("Effektivt antal svar = ") for note in both.notes)
    none = sv.area_table(plain(), "safe", counts=False, language="da")
    assert [column.key for column in none.columns][-1] == "difference"


def test_effective_numbers_are_those_of_the_released_frame() -> None:
    frame = shown().estimates[0].frame
    record = next(r for r in frame.to_dict("records") if r["area"] == "a1")
    table = sv.area_table(shown(), "safe", effective_n=True, language="en")
    assert table.rows[0].cells[-1].values == (float(int(record["n_eff"] + 0.5)),)


@pytest.mark.parametrize(
    ("against", "language", "words", "everyone"),
    [
        ("rest", "da", "lavere end de øvrige", "Alle = alle de undersøgte under ét."),
        ("all", "da", "lavere end alle under ét", "Alle = alle de undersøgte under ét."),
        ("rest", "en", "lower than the others", "All = all that were surveyed together."),
        ("all", "en", "lower than all taken together", "All = all that were surveyed together."),
    ],
)
def test_notes_say_what_the_areas_were_compared_with(
    against: Any, language: str, words: str, everyone: str
) -> None:
    shares = sv.proportion(plain_design(), "safe", by="area", all_row=True)
    released = sv.release([shares, sv.compare_areas(shares, against=against)])
    notes = " ".join(sv.area_table(released, "safe", category=1, language=language).notes)
    assert words in notes
    assert everyone in notes
    assert "kontrast" not in notes
    assert "the contrast" not in notes


def test_one_of_several_comparisons_can_be_chosen() -> None:
    shares = sv.proportion(plain_design(), "safe", by="area")
    parts = [sv.compare_areas(shares, "k"), sv.compare_areas(shares, against="rest")]
    released = sv.release([shares, *parts])
    table = sv.area_table(released, "safe", category=1, contrast="rest", language="da")
    assert heads(table)[3] == "Forskel til de øvrige, procentpoint"
    with pytest.raises(WrongUseError, match="was compared with") as caught:
        sv.area_table(released, "safe", category=1, contrast="all")
    assert caught.value.got == '"all"'


def test_one_wave_is_shown_with_its_change() -> None:
    table = sv.area_table(waves(), "safe", at={"wave": "2014"}, language="da")
    assert table.title.endswith(", 2014")
    assert [column.key for column in table.columns] == [
        "area", "estimate", "interval", "difference", "change", "n",
    ]  # fmt: skip
    assert heads(table)[4] == "Ændring siden 2010, procentpoint"
    change = waves().comparisons[0].frame.to_dict("records")
    record = next(r for r in change if r["area"] == "a1" and r["wave"] == "2014")
    cell = table.rows[0].cells[4]
    assert cell.values[0] == pytest.approx(100 * record["difference"])
    assert any("korrigeret for flere målinger" in note for note in table.notes)
    first = sv.area_table(waves(), "safe", at={"wave": "2010"}, language="da")
    assert "change" not in [column.key for column in first.columns]


def test_the_contrast_area_is_named_where_nothing_was_compared_too() -> None:
    released = with_small_areas()
    only = sv.release(
        [sv.mean(plain_design(), "day", by="area"), *_compared_headlines()], "default"
    )
    table = sv.area_table(only, "day", category="", language="da")
    assert names(table)[-1] == "K (kontrast)"
    assert released is not None


def _compared_headlines() -> list[Any]:
    heads = sv.headline(plain_design(), "safe", by="area")
    return [heads, sv.compare_areas(heads, "k")]


@pytest.mark.parametrize("areas", [2, 30])
@pytest.mark.parametrize("language", ["da", "en"])
def test_any_number_of_areas_and_long_names(areas: int, language: str) -> None:
    table = sv.area_table(shown(areas, 3, long=True), "safe", language=language)
    assert len(table.rows) == areas + 1
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_a_value_that_was_not_released_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="a value of") as caught:
        sv.area_table(waves(), "safe", at={"wave": "1999"})
    assert caught.value.expected == '"2010", "2012", "2014"'


@pytest.mark.parametrize("make", [sv.area_table, sv.multiple_response_table, sv.trend_table])
def test_a_list_is_refused_where_one_question_is_shown(make: Any) -> None:
    with pytest.raises(WrongUseError, match="one name"):
        make(shown(), ["safe"])
