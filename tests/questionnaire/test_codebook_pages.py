"""The codebook as documents and as a workbook: every column, every code, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hostile import TEXTS
from hypothesis import Phase, given, settings
from made_forms import made_form, say
from openpyxl import load_workbook
from random_questionnaires import questionnaires

from survey.codebook import Code
from survey.documents.blocks import BulletList, Document, Heading, Paragraph, Table
from survey.documents.markdown import write_markdown
from survey.errors import WrongUseError
from survey.questionnaire.exchange.codebook import codebook_document, write_codebook
from survey.questionnaire.exchange.codebook_lists import code_list, variable_list
from survey.questionnaire.exchange.codebook_words import words_of
from survey.questionnaire.fingerprint import fingerprint
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import Grid, GridRow, Section, Single
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

each_language = pytest.mark.parametrize("language", ["da", "en"])
ENDINGS = (".html", ".md", ".txt", ".xlsx", ".docx", ".pdf")


@cache
def document(language: str = "da") -> Document:
    return codebook_document(made_form(), language)


def table(identity: str, language: str = "da") -> list[list[str]]:
    found = next(each for each in document(language).tables() if each.id == identity)
    return [[cell.text for cell in row.cells] for row in found.rows]


def facts(name: str, language: str = "da") -> dict[str, str]:
    blocks = document(language).blocks
    at = next(k for k, block in enumerate(blocks)
              if isinstance(block, Heading) and block.id == f"question_{name}")  # fmt: skip
    listed = next(block for block in blocks[at:] if isinstance(block, BulletList))
    return dict(item.plain.split(": ", 1) for item in listed.items)


def sheets(path: Path) -> Workbook:
    return load_workbook(BytesIO(path.read_bytes()))


@each_language
def test_the_first_table_names_every_column_in_order(language: str) -> None:
    columns = [row[0] for row in table("columns", language) if len(row) > 1]
    assert columns == [variable.name for variable in made_form().variables()]
    people = [row[0] for row in table("columns_people", language) if len(row) > 1]
    assert people == [variable.name for variable in made_form().variables("people")]


@each_language
def test_every_question_stands_as_it_is_asked(language: str) -> None:
    written = write_markdown(document(language)).replace("\\", "")
    for question in made_form().everything():
        text = made_form().languages.said(question.text, language)
        assert text.split("{")[0].strip() in written


def test_every_code_stands_with_its_words_and_what_is_special_about_it() -> None:
    rows = table("codes_safe_evening")
    assert rows[0] == ["5", "Meget tryg", ""]
    assert ["1", "Meget utryg", "tæller i nøgletallet"] in rows
    assert ["6", "Færdes ikke ude da", "uden for skalaen"] in rows
    assert ["−8", "Ved ikke", "manglende svar"] in rows
    assert ["places_9", "Ingen steder", "kan ikke vælges sammen med andre"] in table(
        "columns_places"
    )


def test_a_question_says_who_is_asked_what_it_measures_and_where_it_is_used() -> None:
    evening = facts("safe_evening")
    assert evening["Hvem spørges"] == "Alle"
    assert evening["Måler"] == "Oplevet tryghed"
    assert evening["Periode"] == "de seneste 12 måneder"
    assert evening["Nøgletal"] == "Utrygge: kode 1 og 2 (en lav andel er godt)"
    assert evening["Indgår i indeks"] == "Tryghed (vendt)"
    assert facts("moving_why")["Hvem spørges"].startswith("Stilles kun, hvis")
    assert facts("age")["Svar"] == "18 til 105 år"
    assert facts("age", "en")["Answers"] == "18 to 105 years"


def test_a_row_of_a_grid_with_its_own_condition_says_so() -> None:
    rows = {row[0]: row[2] for row in table("columns_setting")}
    assert rows["setting_club"] == "Stilles kun, hvis »Alder« er under 30\xa0år."
    assert rows["setting_light"] == ""
    assert ["−3", "Ikke stillet", "manglende svar"] in table("codes_setting")


def test_a_computed_question_says_how_it_comes_about() -> None:
    rows = table("cases_age_group")
    assert rows[0][:2] == ["1", "18–24 år"]
    assert "under 25" in rows[0][2]
    assert rows[-1] == ["3", "60 år eller derover", "Ellers"]


def test_reversed_members_of_an_index_are_marked() -> None:
    assert table("indices") == [
        ["i_safe", "Tryghed", "safe_day", "1", "5", "", "1"],
        ["i_safe", "Tryghed", "safe_evening", "1", "5", "vendt", "1"],
    ]


def test_languages_and_what_nobody_went_through_are_told() -> None:
    told = [block.plain for block in document().blocks if isinstance(block, Paragraph)]
    assert any("dansk (udgangspunktet), engelsk og arabisk" in words for words in told)
    assert "Ingen har endnu gennemgået oversættelsen til arabisk." in told
    assert ("Fingeraftryk", fingerprint(made_form())) in document().about


def test_a_text_that_lacks_its_translation_is_marked_with_its_language() -> None:
    question = Single(id="a", text=say("Hvad nu?"), label=say("Nu"), codes=(Code(1, say("Ja")),))
    form = Questionnaire("q", say("T"), Languages(("da", "en")), (Section("", (question,)),))
    asked = [block for block in codebook_document(form, "en").blocks
             if isinstance(block, Paragraph) and block.plain == "Hvad nu?"]  # fmt: skip
    assert [block.language for block in asked] == ["da"]


# Files


@pytest.mark.parametrize("ending", ENDINGS)
@each_language
def test_every_kind_of_file_is_the_same_each_time(
    ending: str, language: str, tmp_path: Path
) -> None:
    first, second = (
        write_codebook(made_form(), tmp_path / f"{name}{ending}", language=language).read_bytes()
        for name in "ab"
    )
    assert first == second
    assert len(first) > 1000


def test_other_endings_and_other_languages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="must end with a format"):
        write_codebook(made_form(), tmp_path / "codebook.csv")
    with pytest.raises(WrongUseError, match="Danish or English"):
        write_codebook(made_form(), tmp_path / "codebook.html", language="ar")
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_has_columns_and_codes_with_filters(tmp_path: Path) -> None:
    book = sheets(write_codebook(made_form(), tmp_path / "k.xlsx"))
    assert book.sheetnames == ["Kolonner", "Koder", "Indeks", "Om"]
    columns, codes = book["Kolonner"], book["Koder"]
    assert columns.auto_filter.ref == "A1:O38"
    assert (columns.freeze_panes, codes.freeze_panes) == ("B2", "B2")
    names = [row[0] for row in columns.iter_rows(min_row=2, values_only=True)]
    every = [*made_form().variables(), *made_form().variables("people")]
    assert sorted(names) == sorted(variable.name for variable in every)
    rows = list(codes.iter_rows(min_row=2, values_only=True))
    assert ("safe_day", 5, "Meget tryg", None) in rows
    assert ("safe_day", -8, "Ved ikke", "manglende svar") in rows
    expected = {(v.name, c.value) for v in every for c in (*v.codes, *v.missing)}
    assert {(name, code) for name, code, *_ in rows} == expected


def test_no_danish_codebook_has_an_english_word_of_ours() -> None:
    danish = write_markdown(document("da"))
    for word in ("asked", "Column", "Everyone", "missing", "Number", "code "):
        assert not re.search(rf"\b{word}\b", danish), word
    english = write_markdown(document("en"))
    for word in ("Stilles", "Kolonne", "Alle", "manglende", "Tal", "kode"):
        assert not re.search(rf"\b{word}\b", english), word


# Odd questionnaires


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_texts_stay_texts(text: str, tmp_path: Path) -> None:
    words = {"da": text}
    codes = (Code(1, words, opens_text=True), Code(2, words))
    grid = Grid(id="g", text=words, label=words, codes=codes, rows=(GridRow("a", words),))
    single = Single(id="s", text=words, label=words, codes=codes, concept=words)
    section = Section("x", (single, grid), title=words, introduction=words)
    form = Questionnaire("q", words, Languages(("da",)), (section,), note=words)
    for ending in (".html", ".md", ".xlsx"):
        write_codebook(form, tmp_path / f"k{ending}")
    page = (tmp_path / "k.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    for sheet in sheets(tmp_path / "k.xlsx"):
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(questionnaires())
def test_any_sound_questionnaire_has_a_codebook(form: Questionnaire) -> None:
    for language in ("da", "en"):
        found = codebook_document(form, language)
        write_markdown(found)
        words = words_of(form, language)
        every = [v for name in words.tables() for v in form.variables(name)]
        assert {row.cells[0].text for row in variable_list(words).rows} == {v.name for v in every}
        assert len(code_list(words).rows) == sum(len(v.codes) + len(v.missing) for v in every)
        assert all(isinstance(each, Table) for each in found.tables())


def test_the_fingerprint_changes_with_what_is_asked_and_with_nothing_else() -> None:
    form = made_form()
    assert re.fullmatch("[0-9a-f]{8}", fingerprint(form))
    assert fingerprint(replace(form, places={("title",): None})) == fingerprint(form)  # type: ignore[dict-item]
    turned = dict(reversed(form.title.items()))
    assert fingerprint(replace(form, title=turned)) == fingerprint(form)
    assert fingerprint(replace(form, title=say("Anden titel"))) != fingerprint(form)
