"""One area at a glance, indices area by area, and areas by waves."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from made_survey import GRID, made_survey
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

# Profiles


def test_a_profile_sets_each_indicator_beside_the_contrast_and_all() -> None:
    table = sv.area_profile(plain(), "aa", ["safe", "calm"], language="da")
    assert heads(table) == [
        "Nøgletal", "AA", "Usikkerhed (95\xa0%)", "K (kontrast)", "Forskel til kontrasten",
        "Sammenlignet med kontrasten", "Alle", "Antal svar",
    ]  # fmt: skip
    unsafe = rows_by_label(table)["Utrygge, pct."]
    assert (unsafe[0], unsafe[2], unsafe[3], unsafe[5]) == ("60", "20", "+40\xa0▲", "31")
    assert rows_by_label(table)["Ro, indeks 0–100"][0] == "50"
    assert table.title == "Nøgletal for AA"
    assert {row.area for row in table.rows} == {"aa"}


@pytest.mark.parametrize(
    ("good", "area", "word"),
    [
        ("low", "aa", "dårligere"),
        ("high", "aa", "bedre"),
        ("neither", "aa", "højere"),
        ("neither", "z", "kan ikke skelnes"),
    ],
)
def test_whether_a_difference_is_good_stands_in_words(good: Any, area: str, word: str) -> None:
    design = plain_design()
    variable = design.codebook["safe"]
    changed = sv.Variable(
        "safe", variable.kind, variable.label, codes=variable.codes,
        headline=sv.Headline((1,), good, label={"da": "Utrygge"}),
    )  # fmt: skip
    heads_by_area = sv.headline(
        design.with_codebook(design.codebook.with_variables([changed])), "safe", by="area"
    )
    released = sv.release([heads_by_area, sv.compare_areas(heads_by_area, "k")])
    table = sv.area_profile(released, area, language="da")
    assert table.rows[0].cells[5].text == word
    assert any("går i den retning" in note for note in table.notes) == (good != "neither")


def test_indicators_stand_below_their_headings() -> None:
    chapters = {"Tryghed": ["safe"], "Naboer": ["grid_1", "trust"]}
    table = sv.area_profile(shown(), "Vangdalen", chapters, language="da")
    assert [row.kind for row in table.rows] == [
        RowKind.HEADING, RowKind.BODY, RowKind.HEADING, RowKind.BODY, RowKind.BODY,
    ]  # fmt: skip
    assert table.rows[-1].cells[0].text == "Tillid (0–100), gennemsnit"


def test_all_indicators_are_shown_unless_named() -> None:
    table = sv.area_profile(shown(), "a1", language="en")
    assert len(table.rows) == len(["safe", *GRID, "trust", "years"])


def test_the_contrast_itself_has_no_differences() -> None:
    table = sv.area_profile(plain(), "k", ["safe"], language="da")
    assert heads(table) == [
        "Nøgletal",
        "K (kontrast)",
        "Usikkerhed (95\xa0%)",
        "Alle",
        "Antal svar",
    ]


def test_a_profile_against_the_others_shows_their_number() -> None:
    unsafe = sv.headline(plain_design(), "safe", by="area")
    comparison = sv.compare_areas(unsafe, against="rest")
    table = sv.area_profile(sv.release([unsafe, comparison]), "aa", language="da")
    assert heads(table)[3:5] == ["De øvrige", "Forskel til de øvrige"]
    record = comparison.to_frame().to_dict("records")[0]
    others = table.rows[0].cells[3]
    assert others.values == (pytest.approx(100 * record["contrast_estimate"]),)


def test_a_hidden_area_has_signs_only() -> None:
    table = sv.area_profile(with_small_areas(), "a2", ["safe", "trust"], language="da")
    for row in table.rows:
        cells = [row.cells[place] for place in (1, 2, 4, 5, 7)]
        assert {cell.text for cell in cells} <= {"†", ""}
        assert not any(isinstance(v, int | float) for cell in cells for v in cell.values)
    assert not any("procentpoint" in note for note in table.notes)


def test_a_profile_shows_the_change_since_the_wave_before() -> None:
    table = sv.area_profile(waves(), "a1", ["safe"], at={"wave": "2014"}, language="da")
    assert "Ændring siden 2010" in heads(table)
    assert table.title == "Nøgletal for Vangdalen, 2014"


def test_an_unknown_area_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="one of those released") as caught:
        sv.area_profile(plain(), "nowhere", ["safe"])
    assert caught.value.expected == '"AA", "Z", "Ø", "K"'


# Indices


def test_indices_stand_in_groups_with_their_own_answers() -> None:
    table = sv.index_table(shown(), ["trust", "years"], language="da")
    assert list(dict.fromkeys(groups(table))) == ["", "Tillid (0–100)", "År i området"]
    assert [column.key for column in table.columns].count("n_1") == 1
    one = sv.index_table(plain(), "calm", language="da")
    assert one.title == "Ro, indeks 0–100 efter område"
    assert heads(one) == [
        "Område", "Indeks 0–100", "Usikkerhed (95\xa0%)", "Forskel til K", "Antal svar",
    ]  # fmt: skip


def test_a_share_is_no_index() -> None:
    with pytest.raises(WrongUseError, match="a mean or an index"):
        sv.index_table(plain(), "safe")


# Trends


def test_waves_stand_side_by_side_and_then_the_changes() -> None:
    table = sv.trend_table(waves(), "safe", language="da")
    since = "Ændring siden 2010, procentpoint"
    assert list(dict.fromkeys(groups(table))) == ["", "2010", "2012", "2014", since]
    assert heads(table)[-4::2] == ["2012", "2014"]
    assert table.rows[-2].kind is RowKind.CONTRAST
    assert table.rows[-1].kind is RowKind.ALL


def test_changes_are_the_released_differences() -> None:
    table = sv.trend_table(waves(), "safe", language="en")
    records = waves().comparisons[0].frame.to_dict("records")
    record = next(
        r for r in records
        if (r["area"], r["wave"], r["variable"]) == ("a4", "2014", "safe")
    )  # fmt: skip
    row = next(row for row in table.rows if row.area == "a4")
    difference, interval = row.cells[-2:]
    assert difference.values[0] == pytest.approx(100 * record["difference"])
    assert interval.values == (
        pytest.approx(100 * record["conf_low"]), pytest.approx(100 * record["conf_high"]),
    )  # fmt: skip
    assert difference.values[1] == {1: "↑", 0: "", -1: "↓"}[record["mark"]]


def test_no_change_is_printed_across_a_break() -> None:
    table = sv.trend_table(waves(), "safe", breaks=["2014"], language="da")
    assert "2014 (spørgsmålet er ændret)" in groups(table)
    assert heads(table)[-2:] == ["2012", "Usikkerhed (95\xa0%)"]
    assert any("spørgsmålet er ændret i 2014" in note for note in table.notes)
    early = sv.trend_table(waves(), "safe", breaks=["2012"], language="da")
    assert not any(group.startswith("Ændring") for group in groups(early))
    assert not any("↑" in cell for row in texts(early) for cell in row)


def test_changes_may_be_counted_from_the_wave_before() -> None:
    design = made_survey(waves=3, small=False).design
    unsafe = sv.headline(design, "safe", by=["area", "wave"], all_row=True)
    steps = [sv.compare_areas(unsafe, wave, over="wave") for wave in ("2010", "2012")]
    released = sv.release([unsafe, *steps])
    table = sv.trend_table(released, "safe", since="previous", language="da")
    assert [group for group in dict.fromkeys(groups(table)) if "siden" in group] == [
        "Ændring siden 2010, procentpoint", "Ændring siden 2012, procentpoint",
    ]  # fmt: skip


def test_without_released_changes_there_are_none_and_asking_for_them_is_refused() -> None:
    design = made_survey(waves=2, small=False).design
    unsafe = sv.release(sv.headline(design, "safe", by=["area", "wave"]))
    table = sv.trend_table(unsafe, "safe", counts=False, language="da")
    assert [column.key for column in table.columns] == ["area", "estimate_1", "estimate_2"]
    with pytest.raises(WrongUseError, match='since "2010" must be released'):
        sv.trend_table(unsafe, "safe", since="first")


def test_a_wave_that_an_area_was_not_asked_in_is_no_hidden_one() -> None:
    rows = pd.DataFrame(
        {
            "area": ["a"] * 160 + ["b"] * 80,
            "wave": ["2010"] * 80 + ["2012"] * 160,
            "q": [1, 2] * 120,
        }
    )
    shares = sv.proportion(sv.SurveyDesign(rows), "q", by=["area", "wave"])
    released = sv.release([shares, sv.compare_areas(shares, "2010", over="wave")])
    table = sv.trend_table(released, "q", category=1, language="da")
    assert rows_by_label(table)["b"] == ["·", "·", "50", "80", "·", "·"]
    assert "· = findes ikke, fx fordi der ikke er spurgt." in table.notes


def test_breaks_that_are_no_waves_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="breaks must name waves"):
        sv.trend_table(waves(), "safe", breaks=["2011"])
