"""A questionnaire goes out as a workbook and comes back whole, or each fault has its cell."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_workbooks import DATA, NORDBY
from office import converted
from random_questionnaires import questionnaires

from survey.errors import FileError, WrongUseError
from survey.files.xlsx_reader import SheetCell, Workbook, read_xlsx
from survey.findings import FindingsError, Severity
from survey.language.catalogue import LANGUAGES, language_in_force
from survey.language.messages import finding
from survey.questionnaire.build import questionnaire_from
from survey.questionnaire.changes import Change, Crosswalk, Declared
from survey.questionnaire.exchange.workbook_layout import SHEETS, Form, heading, sheet_name
from survey.questionnaire.exchange.workbook_reader import (
    questionnaire_from_workbook,
    questionnaire_of,
)
from survey.questionnaire.exchange.workbook_writer import (
    workbook_bytes,
    write_questionnaire_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

SINCE = {
    "2010": {
        "steder": Declared(Change.DROPPED, {"da": "Ikke brugt", "en": "Not used"}),
        "tryg_aften": Declared(
            Change.RECODED,
            {"da": "Midten er ny", "en": "The middle is new"},
            crosswalk=Crosswalk(
                {1: {"da": "Tryg", "en": "Safe"}}, {1: 1, 2: None}, {5: 1, 6: None}
            ),
        ),
    },
    "1=1": {"gl": Declared(Change.REPLACED, {"da": "=1+1"}, by="alder")},
}
Edit = tuple[str, str, str, object]
"""Sheet, a value that stands in the line, heading, and what to write there."""


@pytest.fixture(scope="module")
def nordby() -> bytes:
    return workbook_bytes(NORDBY, language="da")


@pytest.fixture
def written(nordby: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("skema.xlsx").write_bytes(nordby)
    return Path("skema.xlsx")


def column_of(sheet: Any, title: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == title)


def row_of(sheet: Any, value: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == value)


def change(path: Path, *edits: Edit) -> None:
    def write(book: Any) -> None:
        for name, line, title, value in edits:
            sheet = book[name]
            row = row_of(sheet, line) if line else sheet.max_row + 1
            sheet.cell(row, column_of(sheet, title)).value = value

    rework(path, write)


def rework(path: Path, by: Callable[[Any], object]) -> None:
    book = openpyxl.load_workbook(path)
    by(book)
    book.save(path)


# There and back


@given(questionnaires(), st.sampled_from(LANGUAGES))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_questionnaire_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, questionnaire: Any, language: str
) -> None:
    path = tmp_path_factory.mktemp("round") / "a.xlsx"
    write_questionnaire_workbook(questionnaire, path, language=language)
    assert questionnaire_from_workbook(path, base=questionnaire) == questionnaire


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_comes_back_in_both_languages_whatever_the_reader_speaks(
    language: str, tmp_path: Path
) -> None:
    write_questionnaire_workbook(NORDBY, tmp_path / "a.xlsx", language=language)
    with language_in_force("da" if language == "en" else "en"):
        assert questionnaire_from_workbook(tmp_path / "a.xlsx", base=NORDBY) == NORDBY


def test_a_workbook_saved_by_another_program_comes_back_as_it_was(
    tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    tricky = {"da": "=1+1", "en": "1-2", "ar": "to\nlinjer, 007"}
    data = {**DATA, "note": tricky, "closing": {"da": "'citat'", "en": "#N/A"}}
    questionnaire = questionnaire_from(data)
    files = {f"{each}.xlsx": workbook_bytes(questionnaire, language=each) for each in LANGUAGES}
    for name, saved in converted(needs_program("soffice"), "xlsx", files, tmp_path).items():
        path = tmp_path / name
        path.write_bytes(saved)
        assert questionnaire_from_workbook(path, base=questionnaire) == questionnaire


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_earlier_waves_comes_back(language: str, tmp_path: Path) -> None:
    full = replace(NORDBY, since=SINCE)
    write_questionnaire_workbook(full, tmp_path / "a.xlsx", language=language)
    assert questionnaire_from_workbook(tmp_path / "a.xlsx", base=full) == full


@pytest.mark.parametrize("sheet", ["changes", "crosswalks"])
def test_what_is_said_of_earlier_waves_is_never_lost_in_silence(sheet: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_questionnaire_workbook(replace(NORDBY, since=SINCE), path)
    rework(path, lambda book: book.remove(book[sheet_name(sheet, "da")]))
    with pytest.raises(FindingsError) as caught:
        questionnaire_from_workbook(path)
    assert [each.code for each in caught.value.findings] == ["QUESTIONNAIRE-WORKBOOK-SHEET-MISSING"]


def test_a_crosswalk_needs_a_line_of_what_happened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_questionnaire_workbook(replace(NORDBY, since=SINCE), path)
    change(path, ("Ændringer", "tryg_aften", "Spørgsmål", "tryg_dag"))
    with pytest.raises(FindingsError) as caught:
        questionnaire_from_workbook(path)
    codes = {each.code for each in caught.value.findings}
    assert "QUESTIONNAIRE-WORKBOOK-CROSSWALK-ALONE" in codes


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    assert workbook_bytes(NORDBY, language="da") == workbook_bytes(NORDBY, language="da")


def test_no_text_becomes_a_formula_and_every_cell_that_is_one_is_help(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    formulas = {
        (sheet.title, sheet.cell(1, cell.column).value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {("Oversættelser", "Ordlyd")}


def test_each_text_stands_in_one_place_beside_the_record_of_it(written: Path) -> None:
    book = openpyxl.load_workbook(written, data_only=True)
    words = "How safe do you feel when you walk outdoors in the area in the evening?"
    places = [
        sheet.title for sheet in book for row in sheet.iter_rows() for c in row if c.value == words
    ]
    assert places == ["Oversættelser"]


def test_no_text_in_a_formula_is_longer_than_excel_takes(tmp_path: Path) -> None:
    years = {"id": "aar", "type": "number", "text": {"da": "Hvor længe?", "en": "How long?"}}
    must = " and ".join(f"aar != {number}" for number in range(60))
    years["checks"] = [{"must": must, "message": {"da": "Nej.", "en": "No."}}]
    data = {"id": "lang", "title": {"da": "Lang"}, "languages": ["da", "en"], "questions": [years]}
    questionnaire = questionnaire_from(data)
    write_questionnaire_workbook(questionnaire, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Oversættelser"]
    formulas = [str(row[2].value) for row in sheet.iter_rows(min_row=2)]
    assert max(len(text) for each in formulas for text in re.findall('"([^"]*)"', each)) < 256
    assert formulas[-1] == "=$D4"
    assert questionnaire_from_workbook(tmp_path / "a.xlsx") == questionnaire


def test_what_can_be_chosen_is_offered_and_help_can_not_be_written_in(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["Spørgsmål"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert rules["D2"].formula1.startswith('"ét svar,flere svar,tal')
    assert rules["K2"].formula1 == '"ja,nej"'
    assert rules["G2"].formula1 == '"tryg5,tilfreds5"'
    assert rules["B2"].formula1 == "'Afsnit'!$B$2:$B$303"
    assert rules["I2"].formula1 == "FALSE"
    assert sheet.freeze_panes == "E2"
    assert sheet.auto_filter.ref is not None
    assert "tryg_aften" in sheet["C1"].comment.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_is_written_in_is_explained(language: str) -> None:
    full = replace(NORDBY, since=SINCE)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(full, language=language)))
    notes = {
        (sheet, cell.value): cell.comment
        for sheet in SHEETS
        for cell in book[sheet_name(sheet, language)][1]
    }
    unexplained = [
        (sheet, each.name)
        for sheet, columns in SHEETS.items()
        for each in columns
        if each.form not in {Form.HELP, Form.ORDER}
        and sheet != "questionnaire"
        and notes.get((sheet, heading(sheet, each.name, language))) is None
    ]
    assert unexplained == []


def test_headings_of_both_languages_and_of_any_case_are_read(written: Path) -> None:
    def rename(book: Any) -> None:
        sheet = book["Spørgsmål"]
        sheet.title = "questions"
        sheet["C1"], sheet["D1"], sheet["E1"] = "ID", "  type ", "Question (Danish)"
        book["Skalaer"]["B1"] = "SCALE"

    rework(written, rename)
    assert questionnaire_from_workbook(written) == NORDBY


def test_empty_rows_and_columns_and_rows_above_the_headings_are_tolerated(written: Path) -> None:
    def spread(book: Any) -> None:
        sheet = book["Spørgsmål"]
        sheet.insert_rows(9)
        sheet.insert_cols(6)
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Udkast 3. maj"

    rework(written, spread)
    assert questionnaire_from_workbook(written) == NORDBY


def test_numbers_with_nothing_after_the_point_and_other_ways_to_say_yes_are_read(
    written: Path,
) -> None:
    def write(book: Any) -> None:
        sheet = book["Spørgsmål"]
        row = row_of(sheet, "tryg_aften")
        sheet.cell(row, column_of(sheet, "Ved ikke")).value = "X"
        sheet.cell(row, column_of(sheet, "Ønsker ikke at svare")).value = True
        sheet.cell(row, column_of(sheet, "Hovedtal: koder")).value = "1, 2"
        scales = book["Skalaer"]
        scales["D2"].value = 5.0
        scales["D3"].value = "4"
        scales.cell(7, column_of(scales, "Uden for skalaen")).value = 1

    rework(written, write)
    assert questionnaire_from_workbook(written) == NORDBY


def test_a_new_question_can_be_put_in_without_a_number(written: Path) -> None:
    def add(book: Any) -> None:
        sheet = book["Spørgsmål"]
        row = row_of(sheet, "steder")
        sheet.insert_rows(row)
        for title, value in (
            ("Afsnit", "tryghed"),
            ("Id", "tryg_hjemme"),
            ("Type", "ét svar"),
            ("Spørgsmål", "Hvor tryg er du i din bolig?"),
            ("Skala", "tryg5"),
        ):
            sheet.cell(row, column_of(sheet, title)).value = value

    rework(written, add)
    names = [each.id for each in questionnaire_from_workbook(written).questions]
    assert names[names.index("tryg_hjemme") - 1 : names.index("tryg_hjemme") + 2] == [
        "tryg_dag",
        "tryg_hjemme",
        "steder",
    ]


def test_a_workbook_of_one_language_has_no_sheet_of_translations(tmp_path: Path) -> None:
    data = {
        "id": "kort",
        "title": {"da": "Kort"},
        "languages": ["da"],
        "questions": [{"id": "ord", "type": "text", "text": {"da": "Hvad mener du?"}}],
    }
    questionnaire = questionnaire_from(data)
    write_questionnaire_workbook(questionnaire, tmp_path / "a.xlsx")
    assert "Oversættelser" not in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert questionnaire_from_workbook(tmp_path / "a.xlsx") == questionnaire


def test_a_workbook_written_by_hand_needs_no_record(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    front = book.active
    front.title = "Spørgeskema"
    for row in (["Oplysning", "Indhold"], ["Id", "kort"], ["Titel", "Kort skema"]):
        front.append(row)
    for row in (["Sprog"], ["da"]):
        _sheet(book, "Sprog").append(row)
    for row in (
        ["Id", "Type", "Spørgsmål"],
        ["alder", "tal", "Hvor gammel er du?"],
        ["aar", "beregnet", None],
    ):
        _sheet(book, "Spørgsmål").append(row)
    book["Spørgsmål"]["D1"], book["Spørgsmål"]["D3"] = "Kort tekst", "Fødselsår"
    for row in (["Spørgsmål", "Når", "Kode", "Regnestykke"], ["aar", None, None, "2012 - alder"]):
        _sheet(book, "Beregninger").append(row)
    book.save(tmp_path / "a.xlsx")
    read = questionnaire_from_workbook(tmp_path / "a.xlsx")
    assert [each.id for each in read.questions] == ["alder", "aar"]
    assert read.titled("da") == "Kort skema"


def _sheet(book: Any, name: str) -> Any:
    return book[name] if name in book.sheetnames else book.create_sheet(name)


def test_places_of_what_was_read_are_cells(written: Path) -> None:
    read = questionnaire_from_workbook(written)
    assert str(read.place("tryg_aften", "text", "da")) == "skema.xlsx (Spørgsmål!E9)"
    assert str(read.place("tryg_aften", "text", "en")) == "skema.xlsx (Oversættelser!E21)"
    assert str(read.place("scales", "tryg5")) == "skema.xlsx (Skalaer!B2)"


def test_findings_of_a_check_stand_on_the_last_sheet(tmp_path: Path) -> None:
    found = finding("yaml.empty", severity=Severity.WARNING)
    write_questionnaire_workbook(NORDBY, tmp_path / "a.xlsx", findings=[found])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Kontrol"]
    assert sheet["A2"].value == "bør ses efter"
    assert sheet["C2"].value == found.message


# What is refused


def formula(book: Any) -> None:
    book["Spørgsmål"]["E3"] = "=E2"


def merge(book: Any) -> None:
    book["Spørgsmål"].merge_cells("B3:B5")


def sort_by_id(book: Any) -> None:
    sheet = book["Spørgsmål"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, row in enumerate(sorted(rows, key=lambda cells: cells[2]), start=2):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place).value = value


def delete_column(book: Any) -> None:
    book["Spørgsmål"].delete_cols(4)


def delete_condition_column(book: Any) -> None:
    book["Spørgsmål"].delete_cols(8)


def delete_sheets(book: Any) -> None:
    del book["Svarkrav"]
    del book["Oversættelser"]


def delete_headings(book: Any) -> None:
    book["Skalaer"].delete_rows(1)


def copy_heading(book: Any) -> None:
    book["Skalaer"]["L1"] = "Kode"


def stray(book: Any) -> None:
    book["Skalaer"]["M4"] = "husk!"


def unknown_headings(book: Any) -> None:
    book["Skalaer"]["E1"] = "Svarene"
    book["Spørgsmål"]["F1"] = "Kommentar fra Bo"
    book["Oversættelser"]["H1"] = "Tysk"


def rename_sheets(book: Any) -> None:
    book["Spørgsmål"].title = "Spørgsmaal"
    del book["Sprog"]


def sheet_twice(book: Any) -> None:
    book.copy_worksheet(book["Skalaer"]).title = "scales"


def new_language(book: Any) -> None:
    sheet = book["Oversættelser"]
    sheet["K1"], sheet["K2"] = "Klingonsk (xzz)", "…"
    sheet["L1"], sheet["L2"] = "Dansk (da)", "Undersøgelse"


def remove_question(book: Any) -> None:
    sheet = book["Spørgsmål"]
    sheet.delete_rows(row_of(sheet, "hvorfor"))


def rename_question(book: Any) -> None:
    sheet = book["Spørgsmål"]
    sheet.cell(row_of(sheet, "flytte"), 3).value = "flytter"


REFUSED: dict[str, list[Edit] | Callable[[Any], None]] = {
    "formula": formula,
    "error_value": [("Spørgsmål", "alder", "Spørgsmål", "#N/A")],
    "date_as_codes": [("Spørgsmål", "tryg_aften", "Hovedtal: koder", dt.date(2012, 2, 1))],
    "decimal_as_codes": [("Spørgsmål", "tryg_aften", "Hovedtal: koder", 1.2)],
    "words_as_codes": [("Spørgsmål", "tryg_aften", "Hovedtal: koder", "utryg")],
    "base_unknown": [("Spørgsmål", "tryg_aften", "Hovedtal: andel af", "svarr")],
    "decimal_as_code": [("Skalaer", "tryg5", "Kode", 5.5)],
    "date_as_code": [("Skalaer", "tryg5", "Kode", dt.date(2012, 5, 1))],
    "word_as_code": [("Skalaer", "tryg5", "Kode", "fem")],
    "negative_code": [("Skalaer", "tryg5", "Kode", -8)],
    "decimal_as_text": [("Spørgsmål", "alder", "Kort tekst", 1.5)],
    "truth_as_text": [("Spørgsmål", "alder", "Kort tekst", True)],
    "date_as_text": [("Spørgsmål", "alder", "Kort tekst", dt.date(2012, 5, 1))],
    "type_unknown": [("Spørgsmål", "alder", "Type", "tall")],
    "type_unlike_any": [("Spørgsmål", "alder", "Type", "qqq")],
    "yes_unknown": [("Spørgsmål", "alder", "Skal besvares", "måske")],
    "mode_unknown": [("Spørgeskema", "Besvares", "Indhold", "papir; fax")],
    "field_unknown": [("Spørgeskema", "Titel", "Oplysning", "Titlen")],
    "number_words": [("Indeks", "i_miljoe", "Mindste svar", "lav")],
    "order_words": [("Spørgsmål", "alder", "Nr.", "først")],
    "scale_unknown": [("Spørgsmål", "tryg_aften", "Skala", "tryg4")],
    "condition": [("Spørgsmål", "steder", "Stilles hvis", "tryg_aften in [1, 2")],
    "id_form": [("Spørgsmål", "hvorfor", "Id", "Hvorfor!")],
    "id_missing": [("Spørgsmål", "alder", "Id", None)],
    "text_missing": [("Spørgsmål", "alder", "Spørgsmål", None)],
    "label_of_code_missing": [("Skalaer", "Meget tryg", "Svar", None)],
    "id_twice": [("Spørgsmål", "tryg_dag", "Id", "tryg_aften")],
    "code_twice": [("Skalaer", "Tryg", "Kode", 5)],
    "word_twice": [("Ord", "tick_one", "Navn", "refused")],
    "not_for_type": [("Spørgsmål", "alder", "Linjer", 3), ("Spørgsmål", "om", "Enhed", "år")],
    "section_unknown": [("Spørgsmål", "alder", "Afsnit", "bagrund")],
    "section_missing": [("Spørgsmål", "alder", "Afsnit", None)],
    "section_scattered": [("Spørgsmål", "tryg_dag", "Afsnit", "baggrund")],
    "section_empty": [("Afsnit", "", "Id", "nyt")],
    "row_alone": [("Spørgsmål", "miljoe_lys", "Hører til", None)],
    "row_name": [("Spørgsmål", "miljoe_lys", "Id", "lys")],
    "parent_unknown": [("Spørgsmål", "miljoe_lys", "Hører til", "miljø")],
    "parent_type": [("Spørgsmål", "person_alder", "Hører til", "antal")],
    "parent_after": [
        ("Spørgsmål", "antal", "Hører til", "personer"),
    ],
    "codes_of_unknown": [("Skalaer", "I kælderen", "Kun til spørgsmål", "stedr")],
    "codes_of_number": [("Skalaer", "I kælderen", "Kun til spørgsmål", "alder")],
    "scale_and_question": [("Skalaer", "Tryg", "Kun til spørgsmål", "alder")],
    "polarity_differs": [("Skalaer", "Tryg", "God ende", "lav")],
    "computed_of_number": [("Beregninger", "alder < 25", "Spørgsmål", "alder")],
    "computed_line": [("Beregninger", "alder < 25", "Kode", None)],
    "otherwise_differs": [("Beregninger", "alder < 60", "Når", "ellers")],
    "index_label_differs": [("Indeks", "miljoe_stier", "Titel", "Noget andet")],
    "index_member_unknown": [("Indeks", "miljoe_stier", "Spørgsmål", "miljoe_sti")],
    "test_twice": [("Prøver", "tryg_dag", "Spørgsmål", "alder")],
    "test_part": [("Prøver", "tryg_dag", "Del", "får")],
    "language_form": [("Sprog", "ar", "Sprog", "arabisk")],
    "status": [("Oversættelser", "title", "Status (en)", "færdig")],
    "stale": [("Spørgsmål", "tryg_aften", "Spørgsmål", "Hvor utryg er du om aftenen?")],
    "marked_stale": [("Oversættelser", "tryg_aften.text", "Status (en)", "forældet")],
    "merged": merge,
    "sorted": sort_by_id,
    "column_deleted": delete_column,
    "condition_column_deleted": delete_condition_column,
    "sheets_deleted": delete_sheets,
    "headings_deleted": delete_headings,
    "heading_twice": copy_heading,
    "stray": stray,
    "headings_unknown": unknown_headings,
    "sheets_renamed": rename_sheets,
    "sheet_twice": sheet_twice,
    "language_unknown": new_language,
    "question_removed": remove_question,
    "question_renamed": rename_question,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_with_its_cell(
    name: str, written: Path, snapshot: SnapshotAssertion
) -> None:
    wrong = REFUSED[name]
    rework(written, wrong) if callable(wrong) else change(written, *wrong)
    said = {}
    for language in LANGUAGES:
        with language_in_force(language), pytest.raises(FindingsError) as caught:
            questionnaire_from_workbook(written)
        said[language] = str(caught.value)
    assert said == snapshot


def test_a_translation_that_was_gone_through_or_changed_is_not_stale(written: Path) -> None:
    new = ("Spørgsmål", "tryg_aften", "Spørgsmål", "Hvor utryg er du om aftenen?")
    reviewed = ("Oversættelser", "tryg_aften.text", "Status (ar)", "gennemset")
    translated = ("Oversættelser", "tryg_aften.text", "Engelsk (en)", "How unsafe do you feel?")
    change(written, new, reviewed, translated)
    question = questionnaire_from_workbook(written).question("tryg_aften")
    assert question is not None
    assert question.text["da"] == "Hvor utryg er du om aftenen?"
    assert question.text["en"] == "How unsafe do you feel?"


def test_a_translation_can_be_added_taken_away_and_changed(written: Path) -> None:
    added = ("Oversættelser", "closing", "Arabisk (ar)", "شكرا")
    gone = ("Oversættelser", "note", "Engelsk (en)", None)
    change(written, added, gone)
    read = questionnaire_from_workbook(written, base=NORDBY)
    assert read.closing == {
        "da": "Tak for hjælpen!",
        "en": "Thank you for your help!",
        "ar": "شكرا",
    }
    assert read.note == {"da": "Eksempel."}


def test_a_language_can_be_added(written: Path) -> None:
    def add(book: Any) -> None:
        book["Sprog"].append([4, "tr", None, "en", "ja"])
        sheet = book["Oversættelser"]
        sheet["J1"], sheet["J2"] = "Tyrkisk (tr)", "Nordby anketi"

    rework(written, add)
    read = questionnaire_from_workbook(written, base=NORDBY)
    assert read.languages.offered == ("da", "en", "ar", "tr")
    assert read.languages.unreviewed == ("ar", "tr")
    assert read.title["tr"] == "Nordby anketi"


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_workbook_of_another_version_is_refused(
    language: str, written: Path, snapshot: SnapshotAssertion
) -> None:
    newer = questionnaire_from({**DATA, "note": {"da": "Nyt."}, "closing": {"da": "Farvel."}})
    newest = questionnaire_from({**DATA, "note": {"da": "Nyt."}})
    said = []
    with language_in_force(language):
        for base in (newer, newest):
            with pytest.raises(FindingsError) as caught:
                questionnaire_from_workbook(written, base=base)
            said.append(str(caught.value))
        rework(written, lambda book: book.remove(book["_survey"]))
        with pytest.raises(FindingsError) as caught:
            questionnaire_from_workbook(written, base=NORDBY)
    assert [*said, str(caught.value)] == snapshot


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_can_not_be_written_is_said(language: str, snapshot: SnapshotAssertion) -> None:
    long = questionnaire_from({**DATA, "introduction": {"da": "x" * 40_000}})
    with language_in_force(language):
        with pytest.raises(WrongUseError) as too_long:
            write_questionnaire_workbook(long, "a.xlsx")
        with pytest.raises(WrongUseError) as swedish:
            write_questionnaire_workbook(NORDBY, "a.xlsx", language="sv")
    assert [str(too_long.value), str(swedish.value)] == snapshot


ODD = (None, 1, -1, 2.5, 10**30, True, dt.date(2012, 1, 2), dt.time(1, 2), "ja", "æ{", "[1; 2]")


@st.composite
def changed_books(draw: st.DrawFn, book: Workbook) -> Workbook:
    """The workbook with a few cells, rows, columns or sheets changed."""
    sheets = dict(book.sheets)
    words = sorted({str(c.value) for s in sheets.values() for r in s.rows for c in r if c})
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(set(sheets) - {"Læs mig", "Kontrol"})))
        rows = [list(row) for row in sheets[name].rows]
        row = draw(st.integers(0, len(rows) - 1))
        column = draw(st.integers(0, len(rows[0]) - 1))
        match draw(st.sampled_from(("cell", "cell", "cell", "row", "column", "again", "sheet"))):
            case "cell":
                value = draw(st.sampled_from(ODD) | st.sampled_from(words))
                formula = draw(st.integers(0, 20)) == 1
                rows[row][column] = SheetCell(value, rows[row][column].address, formula=formula)
            case "row" if len(rows) > 1:
                del rows[row]
            case "again":
                rows.append(rows[row])
            case "column" if len(rows[0]) > 1:
                rows = [each[:column] + each[column + 1 :] for each in rows]
            case "sheet" if len(sheets) > 4:
                del sheets[name]
                continue
        sheets[name] = replace(sheets[name], rows=tuple(map(tuple, rows)))
    return Workbook(book.path, sheets)


@pytest.fixture(scope="module")
def book(nordby: bytes, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("book") / "skema.xlsx"
    path.write_bytes(nordby)
    return read_xlsx(path)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_change_gives_a_questionnaire_or_findings(book: Workbook, data: st.DataObject) -> None:
    changed = data.draw(changed_books(book))
    with contextlib.suppress(FindingsError):
        assert questionnaire_of(changed).id


def test_a_file_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("id: x", encoding="utf-8")
    with pytest.raises(FileError, match="text file"):
        questionnaire_from_workbook(tmp_path / "a.xlsx")


def test_examples_name_rows_of_a_grid_with_codes_and_kinds(tmp_path: Path) -> None:
    rows = {"light": 2, "paths": "dont_know"}
    grid = {
        "id": "setting",
        "type": "grid",
        "text": {"en": "How satisfied?"},
        "codes": {1: {"en": "Little"}, 2: {"en": "Much"}},
        "missing": ["dont_know"],
        "rows": {"light": {"en": "Lighting"}, "paths": {"en": "Paths"}},
    }
    test = {"name": "one", "given": {"setting": rows}, "expect": {"setting": "asked"}}
    data = {"id": "a", "title": {"en": "A"}, "languages": ["en"], "questions": [grid]}
    made = questionnaire_from(data | {"tests": [test]})
    write_questionnaire_workbook(made, tmp_path / "a.xlsx", language="en")
    again = questionnaire_from_workbook(tmp_path / "a.xlsx")
    assert again.tests[0].given == {"setting": rows}
