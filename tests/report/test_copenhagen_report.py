"""The Copenhagen example from its folder to the report, in both languages."""

from __future__ import annotations

import io
import re
from functools import cache

import openpyxl
import pytest
from made_studies import COPENHAGEN, COPENHAGEN_QUESTIONS, copenhagen_document, copenhagen_released
from pages import pictures_of, texts_of, visible_text

from survey.documents.blocks import Heading, Paragraph, RowKind, Table, Tone
from survey.documents.html import write_html
from survey.documents.workbook import write_workbook
from survey.files.yaml_reader import read_yaml
from survey.language.catalogue import catalogue
from survey.tables.area_table import area_table

NBSP = "\xa0"
LIMITS = [(36.1, 43.0), (34.2, 46.5), (20.5, 30.7), (45.1, 54.9)]


@cache
def page(language: str) -> str:
    return write_html(copenhagen_document(language)).decode("utf-8")


def body(table: Table) -> dict[str, list[str]]:
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}


# The table


def test_the_danish_table_has_the_known_numbers() -> None:
    table = area_table(copenhagen_released(), "satisfaction", language="da")
    assert [column.head for column in table.columns] == [
        "Boligtype", "Pct.", "Usikkerhed (95\xa0%)", "Forskel til højhusene, procentpoint",
        "Antal svar",
    ]  # fmt: skip
    assert table.title == "Høj tilfredshed efter boligtype"
    assert body(table) == {
        "Etageboliger": ["39", "36–43", f"−11{NBSP}▼", "765"],
        "Atriumhuse": ["40", "34–47", f"−10{NBSP}▼", "239"],
        "Rækkehuse": ["25", "20–31", f"−25{NBSP}▼", "277"],
        "Højhuse (kontrast)": ["50", "45–55", "", "400"],
        "Alle": ["40", "37–42", "", "1.681"],
    }
    kinds = [row.kind for row in table.rows]
    assert kinds == [RowKind.BODY] * 3 + [RowKind.CONTRAST, RowKind.ALL]


def test_the_english_table_has_points_and_percent_signs() -> None:
    table = area_table(copenhagen_released(), "satisfaction", language="en", decimals=1)
    assert [column.head for column in table.columns] == [
        "Type of housing", "%", "Uncertainty (95%)",
        "Difference from the tower blocks, percentage points", "Number of answers",
    ]  # fmt: skip
    shares = {label: cells[0] for label, cells in body(table).items()}
    assert shares == {
        "Apartments": "39.5", "Atrium houses": "40.2", "Terraced houses": "25.3",
        "Tower blocks (contrast)": "50.0", "All": "39.7",
    }  # fmt: skip
    assert body(table)["All"][-1] == "1,681"


def test_with_a_decimal_the_danish_table_has_commas() -> None:
    table = area_table(copenhagen_released(), "satisfaction", language="da", decimals=1)
    assert [cells[0] for cells in body(table).values()] == ["39,5", "40,2", "25,3", "50,0", "39,7"]
    assert [cells[2] for cells in body(table).values()][:3] == [
        f"−10,5{NBSP}▼", f"−9,8{NBSP}▼", f"−24,7{NBSP}▼",
    ]  # fmt: skip
    assert not any("afrunding" in note for note in table.notes)


def test_the_limits_are_those_of_wilson() -> None:
    table = area_table(copenhagen_released(), "satisfaction", language="da", decimals=1)
    for row, expected in zip(table.rows, LIMITS, strict=False):
        limits = [value for value in row.cells[2].values if isinstance(value, float)]
        assert limits == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_workbook_has_the_numbers_of_the_tables(language: str) -> None:
    document = copenhagen_document(language)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(document)))
    of_tables = [
        [value for row in table.rows for cell in row.cells for value in cell.values
         if isinstance(value, int | float)]
        for table in document.tables()
    ]  # fmt: skip
    numbers = [each for each in of_tables if each]  # the checklist has words alone
    assert len(numbers) == len(of_tables) - 1
    sheets = [
        [
            cell.value
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float)
        ]
        for sheet in book.worksheets
    ]
    found = [sheet for sheet in sheets if sheet in numbers]
    assert found == numbers
    assert book.worksheets[0].sheet_state == "visible"


# The sentences


def test_the_clearest_difference_is_said_in_danish() -> None:
    text = " ".join(texts_of(copenhagen_document("da")))
    lead = (
        f"25{NBSP}pct. af beboerne i rækkehusene har høj tilfredshed med deres boligforhold "
        f"mod 50{NBSP}pct. i højhusene. "
        "Det er 25 procentpoint færre (usikkerhed: 16–33 procentpoint)."
    )
    assert lead in text
    assert (
        f"Også i etageboligerne (39{NBSP}pct.) og i atriumhusene (40{NBSP}pct.) "
        "er andelen lavere end i højhusene."
    ) in text


def test_the_clearest_difference_is_said_in_english() -> None:
    text = " ".join(texts_of(copenhagen_document("en")))
    assert (
        "25% of householders in the terraced houses are highly satisfied with their housing, "
        "against 50% in the tower blocks. "
        "That is 25 percentage points fewer (uncertainty: 16–33 points)."
    ) in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "Forskelle er beregnet før afrunding."),
        ("en", "Differences are calculated before rounding."),
    ],
)
def test_the_summary_says_why_66_less_45_is_20(language: str, said: str) -> None:
    blocks = copenhagen_document(language).blocks
    chapter = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and i)
    note = blocks[chapter - 1]
    assert isinstance(note, Paragraph)
    assert (note.plain, note.tone) == (said, Tone.NOTE)


def test_where_no_area_differs_that_is_said() -> None:
    text = " ".join(texts_of(copenhagen_document("da")))
    assert "Ingen af de andre boligtyper kan skelnes statistisk sikkert derfra." in text
    assert "ingen forskel" not in text.lower()
    assert "signifikant" not in text.lower()


# The method page


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("da", ("valgt som kontrast ud fra selve svarene", "udtrukket simpelt tilfældigt",
                "1.681 svar fra fire boligtyper", "Svarene er ikke vægtet.")),
        ("en", ("picked as the contrast from the answers themselves", "simple random sampling",
                "1,681 answers from four types of housing", "The answers are not weighted.")),
    ],
)  # fmt: skip
def test_the_method_page_says_what_was_assumed(language: str, sentences: tuple[str, ...]) -> None:
    text = visible_text(page(language))
    assert [each for each in sentences if each not in text] == []


# The language


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", text.lower()))


def all_strings(data: object, language: str) -> set[str]:
    """Every text in a language of a file with texts by language."""
    if isinstance(data, dict):
        own = {data[language]} if isinstance(data.get(language), str) else set()
        return own.union(*(all_strings(value, language) for value in data.values()))
    if isinstance(data, list):
        return set().union(*(all_strings(value, language) for value in data))
    return set()


@cache
def vocabulary(language: str) -> frozenset[str]:
    """The words of a language in the catalogue, the study and its questionnaire."""
    texts = [str(entry) for entry in catalogue(language).values()]
    for path in (COPENHAGEN / "study.yaml", COPENHAGEN_QUESTIONS):
        texts += all_strings(read_yaml(path).data, language)
    prose = (COPENHAGEN / "tekst" / f"satisfaction.{language}.md").read_text(encoding="utf-8")
    return frozenset(words(" ".join([*texts, prose])))


@pytest.mark.parametrize(("language", "other"), [("da", "en"), ("en", "da")])
def test_there_is_no_word_of_the_other_language(language: str, other: str) -> None:
    text = visible_text(page(language)) + " ".join(
        re.findall(r"<!-- (.*?) -->", " ".join(pictures_of(page(language))))
    )
    foreign = (words(text) & vocabulary(other)) - vocabulary(language)
    named = words(
        "resident-survey questionnaires/copenhagen-1968.yaml study.yaml tekst satisfaction "
        "waves answers SHA Journal of the American Statistical Association and Statistics in "
        "Medicine Scandinavian Statistical analysis of multiple contingency tables Two examples"
    )
    assert foreign - named == set()


def test_danish_numbers_have_commas_minus_signs_and_units_that_stay_with_them() -> None:
    texts = list(texts_of(copenhagen_document("da")))
    assert [each for each in texts if re.search(r"\d pct", each)] == []
    assert [each for each in texts if re.search(r"(?<![\w–-])-\d", each)] == []
    assert [each for each in texts if re.search(r"\d\.\d(?!\d\d)", each)] == []
    assert [each for each in texts if "%" in each and "95\xa0%" not in each] == []
    assert any("−25" in each for each in texts)


def test_english_numbers_have_no_danish_unit() -> None:
    texts = list(texts_of(copenhagen_document("en")))
    assert [each for each in texts if "pct" in each] == []
    assert [each for each in texts if re.search(r"\d\.\d{3}", each)] == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_placeholder_key_or_nan_is_left(language: str) -> None:
    text = visible_text(page(language))
    assert re.search(r"[{}]|\bnan\b|None[,.)]|\(headline\)|\(all\)", text) is None
    assert f'<html lang="{language}"' in page(language)


def test_every_figure_has_a_short_alternative_of_numbers() -> None:
    alternatives = re.findall(r'alt="([^"]*)"', page("da"))
    assert len(alternatives) == 6
    assert all(20 < len(each) <= 400 and re.search(r"\d", each) for each in alternatives)
