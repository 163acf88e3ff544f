"""Files of other programs come back as the answers they were made of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from made_foreign_files import (
    LETTERED,
    SHAPES,
    UNLABELLED_MISSING,
    asked_variables,
    expected_cells,
    fit_for_files,
    write_enalyzer_xlsx,
    write_kobo_xlsx,
    write_limesurvey_csv,
    write_own_csv,
)
from made_responses import made_responses
from openpyxl import load_workbook

import survey as sv
from survey.files.data_reader import read_data_table
from survey.language.catalogue import language_in_force, text
from survey.responses.matching.applying import apply_columns
from survey.responses.matching.match_reading import read_column_map
from survey.responses.matching.matching import match_columns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.files.data_table import DataTable
    from survey.questionnaire.column_map import ColumnMap
    from survey.questionnaire.model import Questionnaire
    from survey.responses.matching.column_match import ColumnMatch
    from survey.responses.responses import Responses


@cache
def questionnaire() -> Questionnaire:
    return sv.read_questionnaire("nordby-2012")


@cache
def responses() -> Responses:
    return fit_for_files(made_responses(questionnaire(), 200))


def matched(path: Path) -> ColumnMatch:
    return match_columns(path, questionnaire(), groups=[responses().codebook["area"]])


def read_again(path: Path) -> ColumnMap:
    return read_column_map(path, questionnaire(), groups=[responses().codebook["area"]])


def applied(path: Path, mapped: ColumnMap) -> DataTable:
    return apply_columns(read_data_table(path), mapped, questionnaire())


def different(table: DataTable) -> list[str]:
    """Columns that are not what they were; "no answer" is nothing, for whatever reason."""
    found = []
    for variable, _ in asked_variables(responses()):
        cells = [
            "" if cell in {"-1", "-3"} else cell for cell in table.columns[variable.name].cells()
        ]
        if cells != expected_cells(responses(), variable.name):
            found.append(variable.name)
    beside = ("respondent", "area")
    own = responses().data
    return found + [name for name in beside if table.columns[name].cells() != own[name].tolist()]


def decide(path: Path, columns: dict[str, str], values: dict[tuple[str, str], str]) -> None:
    """What an analyst writes into the workbook."""
    book = load_workbook(path)
    for sheet, key, entry in (
        ("columns", ("source",), "target"),
        ("answers", ("source", "value"), "code"),
    ):
        page = book[text(f"matching.sheet.{sheet}")]
        heads = [cell.value for cell in page[1]]
        at = {name: heads.index(text(f"matching.head.{name}")) for name in (*key, entry)}
        for row in page.iter_rows(min_row=2):
            names = tuple(row[at[name]].value for name in key)
            decided = columns.get(names[0]) if len(key) == 1 else values.get(names)
            if decided is not None:
                row[at[entry]].value = decided
    book.save(path)


SURE = [name for name in SHAPES if name not in {"limesurvey_csv", "legacy_sav"}]


@pytest.mark.parametrize("shape", SURE)
def test_a_file_comes_back_without_a_hand(shape: str, tmp_path: Path) -> None:
    write, name = SHAPES[shape]
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    path = write(responses(), tmp_path / name)
    match = matched(path)
    assert match.is_sure
    assert match.missing == ()
    assert different(applied(path, match.column_map)) == []


def test_limesurvey_needs_to_be_told_of_the_id_and_of_letters(tmp_path: Path) -> None:
    path = write_limesurvey_csv(responses(), tmp_path / "answers.csv")
    match = matched(path)
    assert match.undecided == ("id", "token")
    assert {each.source for each in match.columns if each.open_values} == {
        LETTERED[0].replace("_", "")
    }
    file = match.write(tmp_path / "columns.xlsx")
    letters = {("areasatisfaction", f"A{place}"): str(6 - place) for place in range(1, 6)}
    decide(file, {"id": "(left out)", "token": "respondent"}, letters)
    assert different(applied(path, read_again(file))) == []


def test_an_old_spss_file_needs_to_be_told_of_one_missing_code(tmp_path: Path) -> None:
    write, name = SHAPES["legacy_sav"]
    path = write(responses(), tmp_path / name)
    match = matched(path)
    assert match.undecided == ()
    assert match.undecided_values == 1
    file = match.write(tmp_path / "columns.xlsx")
    decide(file, {}, {(UNLABELLED_MISSING, "97"): "-1"})
    assert different(applied(path, read_again(file))) == []


def test_reversed_codes_are_read_by_their_labels(tmp_path: Path) -> None:
    write, name = SHAPES["legacy_sav"]
    match = matched(write(responses(), tmp_path / name))
    satisfied = next(each for each in match.columns if each.target == "area_satisfaction")
    codes = {each.value: each.code for each in satisfied.values}
    assert codes == {"1": 5, "2": 4, "3": 3, "4": 2, "5": 1, "8": -8, "9": -1}


def test_kobo_files_without_a_column_for_each_option_are_taken_apart(tmp_path: Path) -> None:
    path = write_kobo_xlsx(responses(), tmp_path / "kobo.xlsx", split=False)
    match = matched(path)
    assert match.is_sure
    joined = next(each for each in match.columns if each.target == "took_part")
    assert (joined.kind, joined.separator) == ("joined", " ")
    assert different(applied(path, match.column_map)) == []


def test_what_programs_add_is_left_out_and_who_answered_how_is_kept(tmp_path: Path) -> None:
    match = matched(write_kobo_xlsx(responses(), tmp_path / "kobo.xlsx"))
    left_out = {each.source for each in match.columns if each.left_out}
    assert {"_id", "_uuid", "__version__", "deviceid", "activities/took_part"} <= left_out
    table = applied(tmp_path / "kobo.xlsx", match.column_map)
    assert table.columns["started"].cells()[3] == "2012-05-01T10:03:00"
    assert table.columns["finished"].cells()[3] == "2012-05-01T10:03:30"


def test_addresses_are_left_out_and_never_shown(tmp_path: Path) -> None:
    match = matched(write_enalyzer_xlsx(responses(), tmp_path / "answers.xlsx"))
    mail = next(each for each in match.columns if each.source == "E-mail")
    assert mail.left_out
    assert mail.personal
    data = match.write(tmp_path / "columns.xlsx").read_bytes()
    book = load_workbook(tmp_path / "columns.xlsx")
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert data
    assert not [cell for cell in cells if "eksempel.dk" in cell or "Bedre belysning" in cell]


def test_danish_moments_and_places_lead_to_the_file(tmp_path: Path) -> None:
    path = write_enalyzer_xlsx(responses(), tmp_path / "answers.xlsx")
    table = applied(path, matched(path).column_map)
    assert table.columns["started"].cells()[7] == "2012-05-01T10:07:00"
    original = read_data_table(path)
    source = table.columns["age"].source
    assert table.place(4, "age") == original.place(4, source)
    assert str(table.place(4, "age")).endswith("6)")


def test_places_in_a_text_file_name_the_columns_of_the_file(tmp_path: Path) -> None:
    path = write_limesurvey_csv(responses(), tmp_path / "answers.csv")
    table = applied(path, matched(path).column_map)
    assert table.place(0, "setting_lighting").cell == "setting[lighting]"
    assert table.place(None, "setting_lighting").cell == "setting[lighting]"


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("shape", ["enalyzer_csv", "kobo_xlsx", "own_csv"])
def test_the_workbook_holds_the_same_map(shape: str, language: str, tmp_path: Path) -> None:
    write, name = SHAPES[shape]
    path = write(responses(), tmp_path / name)
    with language_in_force(language):
        match = matched(path)
        first = match.write(tmp_path / "first.xlsx").read_bytes()
        second = matched(path).write(tmp_path / "second.xlsx").read_bytes()
    assert first == second
    for reading in ("da", "en"):
        with language_in_force(reading):
            assert read_again(tmp_path / "first.xlsx") == match.column_map


def test_a_workbook_with_known_areas_can_be_read_without_them(tmp_path: Path) -> None:
    path = write_enalyzer_xlsx(responses(), tmp_path / "answers.xlsx")
    file = matched(path).write(tmp_path / "columns.xlsx")
    mapped = read_column_map(file, questionnaire())
    area = next(each for each in mapped.columns if each.target == "area")
    assert area.codes == {"Gl. Jennumparken": "jennumparken", "Glarbjergvej": "glarbjergvej"}


def test_without_known_areas_their_names_are_kept(tmp_path: Path) -> None:
    path = write_enalyzer_xlsx(responses(), tmp_path / "answers.xlsx")
    match = match_columns(path, questionnaire())
    assert match.is_sure
    cells = applied(path, match.column_map).columns["area"].cells()
    assert cells[:2] == ["Gl. Jennumparken", "Glarbjergvej"]


@pytest.mark.parametrize("write", [write_own_csv])
def test_our_own_columns_are_sure(write: Callable[[Responses, Path], Path], tmp_path: Path) -> None:
    match = matched(write(responses(), tmp_path / "own.csv"))
    assert {each.sureness for each in match.columns} == {"exact"}
    values = [value for each in match.columns for value in each.values]
    assert {value.sureness for value in values} == {"exact"}
