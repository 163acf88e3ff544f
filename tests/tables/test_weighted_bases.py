"""Weighted bases: the sums of weights, and only where every number of answers is shown."""

from __future__ import annotations

import pytest
from made_survey import MadeSurvey, made_survey

import survey as sv
from survey.documents.blocks import RowKind


@pytest.fixture(scope="module")
def open_survey() -> MadeSurvey:
    return made_survey(5, 5, small=False, per_area=400)


def weights_of(made: MadeSurvey, area: str) -> float:
    data = made.design.data
    answered = data["safe"] > 0
    return float(data.loc[answered & (data["area"] == area), "w"].sum())


def test_a_weighted_base_is_the_sum_of_the_weights_of_those_who_answered(
    open_survey: MadeSurvey,
) -> None:
    heads = sv.headline(open_survey.design, "safe", by="area", all_row=True)
    table = sv.area_table(sv.release(heads), "safe", weighted_base=True, language="da")
    assert [column.head for column in table.columns][-2:] == ["Antal svar", "Vægtet grundlag"]
    for row in table.rows[:-1]:
        assert row.cells[-1].values == (round(weights_of(open_survey, row.area)),)
    total = sum(weights_of(open_survey, row.area) for row in table.rows[:-1])
    assert table.rows[-1].cells[-1].values == (round(total),)
    assert any(note.startswith("Vægtet grundlag =") for note in table.notes)


def test_without_weights_it_is_the_number_of_answers(open_survey: MadeSurvey) -> None:
    design = sv.SurveyDesign(open_survey.design.data, codebook=open_survey.design.codebook)
    frame = sv.proportion(design, "safe", by="area").to_frame()
    assert frame["weighted_n"].tolist() == frame["n"].tolist()


def test_one_hidden_base_hides_them_all_and_internal_shows_them() -> None:
    made = made_survey(5, 5)
    heads = sv.headline(made.design, "safe", by="area", all_row=True)
    for policy, hidden in (("default", True), ("internal", False)):
        released = sv.release(heads, policy)
        table = sv.area_table(released, "safe", weighted_base=True, language="en")
        assert {row.cells[-1].text == "†" for row in table.rows} == {hidden}
        assert bool(released.estimates[0].frame["weighted_n"].isna().all()) is hidden


def test_other_tables_show_it_in_rows_of_bases_and_in_columns(open_survey: MadeSurvey) -> None:
    answers = sv.proportion(open_survey.design, "safe", by="area", all_row=True)
    released = sv.release(answers)
    everybody = sum(weights_of(open_survey, area) for area in set(open_survey.design.data["area"]))
    for table in (
        sv.topline(released, "safe", weighted_base=True, language="da"),
        sv.banner(released, "safe", by=["area"], weighted_base=True, language="da"),
    ):
        base = next(row for row in table.rows if row.cells[0].text == "Vægtet grundlag")
        assert base.kind is RowKind.BASE
        assert base.cells[1].values == (round(everybody),)
    (appendix,) = sv.frequency_appendix(released, "safe", weighted_base=True, language="da")
    assert any("Vægtet grundlag" in cell.text for row in appendix.rows for cell in row.cells) or (
        "Vægtet grundlag" in [column.head for column in appendix.columns]
    )
