"""How results, tables and charts show themselves in a notebook and in a terminal."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from lxml import html
from made_studies import COPENHAGEN
from made_survey import made_survey

import survey as sv
from survey.language.catalogue import language_in_force


@cache
def results() -> dict[str, Any]:
    made = made_survey(8)
    design = made.design
    heads = sv.headline(design, ["safe", "grid_1"], by="area", all_row=True)
    fitted = sv.regress(design, "trust ~ gender + age")
    study = sv.open_study(COPENHAGEN)
    return {
        "design": design,
        "estimates": heads,
        "comparison": sv.compare_areas(heads, "contrast", over="area"),
        "rest": sv.compare_areas(heads, against="rest", over="area"),
        "released": made.released(),
        "crosstab": sv.crosstab(design, "safe", "gender"),
        "test": sv.compare_means(design, "trust", "gender"),
        "regression": fitted,
        "effects": sv.average_effects(fitted),
        "terms": sv.term_tests(fitted),
        "between": sv.variance_between(design, "trust", by="area"),
        "book": sv.estimate_book(design, ["safe", "trust"], breakdowns=["area", "age"]),
        "questionnaire": study.plan.questionnaire,
        "responses": study.wave().responses(),
        "study": study,
        "wave": study.wave(),
    }


UNRELEASED = {
    "estimates", "comparison", "rest", "crosstab", "test", "regression", "effects", "terms",
    "between", "book", "responses",
}  # fmt: skip
TITLES = {
    "design": "Undersøgelsens design",
    "estimates": "Estimater: Tryghed om aftenen og Naboerne hilser på hinanden efter boligområde",
    "comparison": "Forskel til Hornbækken: Tryghed om aftenen og Naboerne hilser på hinanden "
    "efter boligområde",
    "rest": "Forskel til de øvrige: Tryghed om aftenen og Naboerne hilser på hinanden "
    "efter boligområde",
    "released": "Frigivne tal (default)",
    "crosstab": "Krydstabel: Tryghed om aftenen × køn",
    "test": "Test: Tillid (0–100)",
    "regression": "Regression: Tillid (0–100)",
    "effects": "Beregnet af regressionen: Tillid (0–100)",
    "terms": "Test af regressionens led",
    "between": "Variation mellem områder: Tillid (0–100)",
    "book": "Estimater af 2 spørgsmål",
    "questionnaire": "Spørgeskema: Boligforholdsundersøgelsen i København",
    "responses": "Svar: 72 rækker",
}


@pytest.mark.parametrize("name", [*TITLES, "study", "wave"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_result_shows_itself_as_a_short_titled_table(name: str, language: str) -> None:
    result = results()[name]
    with language_in_force(language):
        shown = result._repr_html_()
        assert shown == result._repr_html_()
    page = html.fromstring(f"<div>{shown}</div>")
    assert page.xpath("//table/caption")
    assert 0 < len(page.xpath("(//table)[1]/tbody/tr")) <= 20
    assert len(shown) < 20_000
    said = {"da": "Ikke frigivet: til eget brug.", "en": "Not released: for your own use only."}
    assert (said[language] in shown) == (name in UNRELEASED)
    if language == "da" and name in TITLES:
        assert page.xpath("//caption")[0].text_content() == TITLES[name]


def test_no_result_is_left_out() -> None:
    assert set(results()) == {*TITLES, "study", "wave"}


def test_what_was_released_says_how_much_is_hidden() -> None:
    with language_in_force("da"):
        page = html.fromstring(results()["released"]._repr_html_())
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")]
    assert rows[0] == ["andel", "5 spørgsmål", "boligområde", "45", "10"]
    assert rows[-1][0] == "forskel"


def test_a_table_shows_itself_in_a_terminal_a_notebook_and_as_markdown() -> None:
    table = sv.area_table(results()["released"], "safe", over="area", language="da")
    assert str(table) == table.to_text()
    assert str(table).startswith("Tryghed om aftenen: enige efter boligområde\n")
    assert max(map(len, table.to_text(width=40).split("\n"))) <= 40
    assert "| **Hornbækken (kontrast)** |" in table.to_markdown()
    assert table.to_html() == table._repr_html_()
    frame = table.to_frame()
    assert frame["kind"].tolist()[-2:] == ["contrast", "all"]
    hidden = [row.cells[1].text == "†" for row in table.rows]
    assert any(hidden)
    assert frame["estimate"].isna().tolist() == hidden


def test_a_chart_shows_itself_in_a_terminal_a_notebook_and_as_markdown() -> None:
    chart = sv.contrast_chart(results()["released"], "safe", over="area", language="da")
    assert str(chart) == chart.to_text()
    assert chart.alt.split(".")[0] in str(chart).replace("\n", " ")
    assert chart.to_markdown().startswith(f"**{chart.title}**")
    assert chart.to_html() == chart._repr_html_()
    assert (chart.to_frame() is None) == (chart.data is None)
