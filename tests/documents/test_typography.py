"""Danish as Danes write it and English as the English do, in whole reports."""

from __future__ import annotations

import re
from functools import cache

import pytest
from made_studies import copenhagen_document
from made_survey import made_survey
from outputs import OUTPUTS, Output, after_label

from survey.documents.blocks import Document
from survey.figures.contrast_chart import contrast_chart
from survey.figures.likert_chart import likert_chart
from survey.language.catalogue import catalogue
from survey.tables.area_profile import area_profile
from survey.tables.area_table import area_table
from survey.tables.banner import banner
from survey.tables.multiple_response_table import multiple_response_table
from survey.tables.topline import topline
from survey.tables.trend_table import trend_table

# What is said on the screen, and in workbooks and forms of questionnaires.
_NOT_IN_REPORTS = frozenset(
    (
        *("errors", "findings", "cli", "keys", "listing", "checked", "drafting", "exchange"),
        *("text_part", "walks", "keying", "form", "condition", "codebook", "questionnaire"),
        "letters",
    )
)
PAGES = tuple(output for output in OUTPUTS if output.name != "xlsx")
MADSEN = "Statistical analysis of multiple contingency tables. Two examples."
_ENGLISH = (
    "the", "and", "with", "than", "not", "areas", "share", "answers", "contrast area", "per cent",
    "difference", "significantly", "figure", "table", "base", "all areas", "higher", "lower",
)  # fmt: skip
_DANISH = (
    "og", "ikke", "med", "andel", "svar", "område", "pct", "tabel", "figur", "højere", "lavere",
    "kontrasten", "forskel", "usikkerhed",
)  # fmt: skip


@cache
def tables_and_charts(language: str) -> Document:
    released = made_survey(6, 5).released()
    breakdowns = made_survey(6, 5).released_breakdowns()
    waves = made_survey(6, 5, waves=2).released_waves()
    charts = (
        contrast_chart(released, "safe", language=language),
        likert_chart(released, "safe", language=language),
    )
    blocks = (
        area_table(released, "safe", language=language),
        area_table(released, "trust", language=language),
        topline(released, language=language),
        banner(breakdowns, "safe", by=["area", "age", "gender"], language=language),
        area_profile(released, "a1", language=language),
        trend_table(waves, "safe", language=language),
        multiple_response_table(released, "asks", over="area", language=language),
        *(chart.to_figure() for chart in charts),
    )
    return Document("Tryg", language, blocks)


@cache
def text_of(output: Output, language: str, which: str) -> str:
    report = which == "report"
    document = copenhagen_document(language) if report else tables_and_charts(language)
    words = output.seen(output.write(document))
    return re.sub(r"(SHA-256|resident-survey) \S+|\S+\.(ya?ml|csv|md)\b", "", words)


each_page = pytest.mark.parametrize("output", PAGES, ids=str)
each_text = pytest.mark.parametrize("which", ["report", "tables"])


def words_in(words: tuple[str, ...], text: str) -> list[str]:
    return [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I)]


@each_page
@each_text
@pytest.mark.parametrize("language", ["da", "en"])
def test_minus_is_a_minus_and_a_range_has_an_en_dash(
    output: Output, which: str, language: str
) -> None:
    text = text_of(output, language, which)
    assert re.findall(r"(?<![\w,.–-])-\d+(?!\w)", text) == []
    assert re.findall(r"(?<![−\d.,])\d[\d.,]* – \d", text) == []


@each_page
@each_text
def test_danish_numbers_have_commas_and_pct_is_never_torn_off(output: Output, which: str) -> None:
    text = text_of(output, "da", which)
    assert re.findall(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.])", text.replace("Tabel ", "")) == []
    torn = r"\d\npct\." if output.name == "pdf" else r"\d[ \n]pct\."  # read as plain spaces
    assert re.findall(torn, text) == []
    assert re.findall(r"\d\s?%", re.sub(r"\(\d+\s%\)", "", text)) == []


@each_page
@each_text
def test_a_danish_document_has_no_english_words_and_danish_quotes(
    output: Output, which: str
) -> None:
    text = text_of(output, "da", which)
    if which == "report":
        text = re.split(r"Kilder\n", text)[0]
    assert words_in(_ENGLISH, text) == []
    assert not set("“”‘") & set(text)


@each_page
@each_text
def test_english_numbers_have_points_and_english_has_no_danish_words(
    output: Output, which: str
) -> None:
    text = text_of(output, "en", which)
    assert re.findall(r"\d+,\d{1,2}(?!\d)", text) == []
    assert words_in(_DANISH, text) == []
    assert not set("»«") & set(text)


@cache
def vocabulary(language: str) -> frozenset[str]:
    """The words of all texts that can come into a document."""
    texts = (
        str(entry)
        for key, entry in catalogue(language).items()
        if key.partition(".")[0] not in _NOT_IN_REPORTS
    )
    return frozenset(word for words in texts for word in words_of(words))


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.lower()))


@pytest.mark.parametrize("output", OUTPUTS, ids=str)
@each_text
@pytest.mark.parametrize(("language", "other"), [("da", "en"), ("en", "da")])
def test_no_word_of_the_catalogue_in_the_other_language_is_in_a_file(
    output: Output, which: str, language: str, other: str
) -> None:
    text = " ".join(text_of(output, language, which).split()).replace(MADSEN, "")
    text = re.sub(r"svy_\w+", "", text)  # names of cells are made of the names of columns
    foreign = (words_of(text) & vocabulary(other)) - vocabulary(language)
    assert foreign - {"men"} == set()  # both languages have it


@each_page
def test_areas_sorted_by_name_stand_in_danish_order(output: Output) -> None:
    table = area_table(made_survey(12, 5).released(), "safe", sort="name", language="da")
    rows = output.rows(output.write(Document("T", "da", (table,))), "da")
    names = ("Vangdalen", "Ærøparken", "Åbrinken", "Søparken")
    order = [name for row in rows for name in names if after_label(row, name) is not None]
    assert order == ["Søparken", "Vangdalen", "Ærøparken", "Åbrinken"]
