"""The workbook of columns: what can be chosen, what is refused, and the next wave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_tables import codes_of, column, made_table, matched, short_questionnaire
from openpyxl import Workbook, load_workbook

from survey.errors import DataError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.questionnaire.column_map import Target
from survey.responses.matching.match_reading import read_column_map, read_decisions
from survey.responses.matching.matching import match_table

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.matching.column_match import ColumnMatch

COLUMNS: dict[str, Any] = {
    "respondent": [str(row) for row in range(20)],
    "home_rating": ["Tilfreds", "Utilfreds", "Ved ikke", ""] * 5,
    "media": ["Facebook; Naboer", "Andet"] * 10,
    "size": column("size", ["81,5", "70", "ukendt", ""] * 5, decimal=","),
    "moved_in": ["03/25/2026", "04/01/2026"] * 10,
    "wish": ["ro", "lys", "mere tid", ""] * 5,
    "seed": ["1"] * 20,
    "vejr": ["Sol", "Regn"] * 10,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(COLUMNS, tmp_path / "columns.xlsx")


def written(columns: dict[str, Any], path: Path, **fields: Any) -> Path:
    return matched(columns, language="en", **fields).write(path)


def write_cell(path: Path, sheet: str, row: int, head: str, value: object) -> None:
    book = load_workbook(path)
    page = book[sheet]
    place = [cell.value for cell in page[1]].index(head) + 1
    page.cell(row, place).value = value  # type: ignore[assignment]
    book.save(path)


def row_of(path: Path, sheet: str, *beginning: str) -> int:
    page = load_workbook(path)[sheet]
    heads = [cell.value for cell in page[1]]
    at = (
        [heads.index("Column in the file"), heads.index("Value in the file")][: len(beginning)]
        if (sheet == "Answers")
        else [0]
    )
    for number, row in enumerate(page.iter_rows(min_row=2, values_only=True), 2):
        if [row[place] for place in at] == list(beginning):
            return number
    raise AssertionError(beginning)


def choose(path: Path, source: str, target: str) -> None:
    write_cell(path, "Columns", row_of(path, "Columns", source), "Becomes", target)


def give(path: Path, source: str, value: str, code: object) -> None:
    write_cell(path, "Answers", row_of(path, "Answers", source, value), "Code", code)


def told(path: Path) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        read_column_map(path, short_questionnaire())
    return [str(each) for each in caught.value.findings]


def finished(path: Path) -> Path:
    choose(path, "vejr", "(left out)")
    give(path, "size", "ukendt", "-8")
    return path


def test_a_finished_workbook_is_a_map(file: Path) -> None:
    mapped = read_column_map(finished(file), short_questionnaire())
    found = {each.target: each for each in mapped.columns}
    assert mapped.left_out == ("seed", "vejr")
    assert found["media"].kind is Target.JOINED
    assert found["media"].separator == ";"
    assert found["size"].decimal == ","
    assert found["size"].codes == {"ukendt": -8}
    assert found["moved_in"].months_first
    assert found["wish"].codes == {}


def test_what_nobody_decided_is_told_with_its_cell(file: Path) -> None:
    uncoded, undecided = told(file)
    assert "Columns!D9" in undecided
    assert '"vejr"' in undecided
    assert "Answers!" in uncoded
    assert '"ukendt"' in uncoded


@pytest.mark.parametrize(
    ("target", "words"),
    [("home_ratng", 'did you mean "home_rating"?'), ("Vejret", "isn't in the questionnaire")],
)
def test_a_target_that_is_not_there_is_told(file: Path, target: str, words: str) -> None:
    finished(file)
    choose(file, "vejr", target)
    assert any(words in each for each in told(file))


def test_two_columns_for_one_target_are_told(file: Path) -> None:
    finished(file)
    choose(file, "vejr", "size – Size")
    assert any('can\'t come from both "size" and "vejr"' in each for each in told(file))
    choose(file, "vejr", "media_1")
    assert any('can\'t come from both "media" and "vejr"' in each for each in told(file))


def test_a_code_of_another_question_is_told(file: Path) -> None:
    finished(file)
    give(file, "home_rating", "Tilfreds", "7")
    assert any('can\'t get the code "7"' in each for each in told(file))
    give(file, "home_rating", "Tilfreds", "4 – Kender ikke")
    assert any("can't get the code" in each for each in told(file))
    give(file, "home_rating", "Tilfreds", "Satisfid")
    assert any("did you mean" in each for each in told(file))


@pytest.mark.parametrize("code", [4, "4", "4 – Satisfied", "satisfied", "4 – Tilfreds", "4.0"])
def test_a_code_can_be_written_in_several_ways(file: Path, code: object) -> None:
    finished(file)
    give(file, "home_rating", "Tilfreds", code)
    if code == "4.0":
        assert any("can't get the code" in each for each in told(file))
        return
    mapped = read_column_map(file, short_questionnaire())
    assert next(e for e in mapped.columns if e.source == "home_rating").codes["Tilfreds"] == 4


def test_a_minus_may_be_a_dash_or_a_minus(file: Path) -> None:
    finished(file)
    give(file, "home_rating", "Ved ikke", "\u22129")
    mapped = read_column_map(file, short_questionnaire())
    assert next(e for e in mapped.columns if e.source == "home_rating").codes["Ved ikke"] == -9


def test_a_language_that_the_questionnaire_does_not_offer_is_kept(tmp_path: Path) -> None:
    columns = {"respondent": ["1", "2", "3"], "language": ["da", "tr", "Arabisk"]}
    file = written(columns, tmp_path / "columns.xlsx")
    mapped = read_column_map(file, short_questionnaire())
    found = next(each for each in mapped.columns if each.target == "language")
    assert dict(found.codes) == {"da": "da", "tr": "tr", "Arabisk": "ar"}


def test_a_column_chosen_by_hand_needs_its_values(file: Path) -> None:
    finished(file)
    choose(file, "vejr", "children")
    assert any("run survey match again" in each for each in told(file))


def test_formulas_and_other_signs_are_told(file: Path) -> None:
    finished(file)
    write_cell(file, "Columns", row_of(file, "Columns", "size"), "Decimal mark", "tab")
    write_cell(file, "Columns", row_of(file, "Columns", "moved_in"), "Dates", "year first")
    write_cell(file, "Columns", row_of(file, "Columns", "media"), "Separated by", None)
    write_cell(file, "Columns", row_of(file, "Columns", "media"), "Kind", "number")
    write_cell(file, "Columns", row_of(file, "Columns", "home_rating"), "Empty cell", "12")
    give(file, "home_rating", "Utilfreds", "=1+1")
    codes = {each.rpartition("[")[2].partition("]")[0] for each in told(file)}
    assert {
        "MATCHING-DECIMAL",
        "MATCHING-DAYS",
        "MATCHING-SEPARATOR",
        "MATCHING-KIND",
        "MATCHING-BLANK",
        "MATCHING-FORMULA",
    } <= codes


def test_an_own_separator_and_a_meaning_of_empty_cells_can_be_written(file: Path) -> None:
    finished(file)
    write_cell(file, "Columns", row_of(file, "Columns", "media"), "Separated by", "#")
    write_cell(file, "Columns", row_of(file, "Columns", "home_rating"), "Empty cell", "-3")
    found = {each.source: each for each in read_column_map(file, short_questionnaire()).columns}
    assert found["media"].separator == "#"
    assert found["home_rating"].blank == -3


def test_a_column_that_stands_twice_or_nowhere_is_told(file: Path) -> None:
    finished(file)
    write_cell(file, "Columns", row_of(file, "Columns", "seed"), "Column in the file", "wish")
    row = row_of(file, "Answers", "home_rating", "Tilfreds")
    write_cell(file, "Answers", row, "Column in the file", "home")
    found = told(file)
    assert any("MATCHING-SOURCE-TWICE" in each for each in found)
    assert any("MATCHING-STRAY" in each for each in found)


def test_an_emptied_or_other_workbook_is_told(file: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(DataError, match="written by survey match"):
        read_column_map(tmp_path / "other.xlsx", short_questionnaire())
    emptied = load_workbook(file)
    emptied["Columns"].delete_rows(2, 50)
    emptied.save(file)
    with pytest.raises(DataError, match="emptied"):
        read_column_map(file, short_questionnaire())
    emptied["Columns"].delete_rows(1)
    emptied.save(file)
    with pytest.raises(DataError, match="emptied"):
        read_column_map(file, short_questionnaire())


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError):
        matched(COLUMNS).write(tmp_path / "columns.csv")


def test_texts_of_a_file_never_become_formulas(tmp_path: Path) -> None:
    columns = {"home_rating": ["=1+1", "Tilfreds"] * 5, "=A1": ["x", "y"] * 5}
    path = written(columns, tmp_path / "columns.xlsx")
    book = load_workbook(path)
    formulas = [
        cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert formulas == []


def test_no_english_stands_in_the_danish_workbook(tmp_path: Path) -> None:
    with language_in_force("da"):
        path = matched(COLUMNS, language="da").write(tmp_path / "kolonner.xlsx")
    book = load_workbook(path)
    assert book.sheetnames == [
        "Kolonner", "Svar", "Mangler", "Vejledning", "Spørgeskemaet", "Lister",
    ]  # fmt: skip
    words = " ".join(
        str(cell).casefold()
        for page in book
        for row in page.iter_rows(values_only=True)
        for cell in row
    )
    for english in ("satisfied", "column", "choose", "likely", "answer", "left out", "neighbours"):
        assert english not in words.replace("answers.csv", "").replace("answers – ", "")


# The next wave


def again(path: Path, columns: dict[str, Any]) -> ColumnMatch:
    decisions, _ = read_decisions(path, short_questionnaire())
    table = made_table(columns)
    return match_table(table, short_questionnaire(), decisions=decisions, language="en")


def test_what_was_decided_is_used_again(file: Path, tmp_path: Path) -> None:
    choose(finished(file), "vejr", "(left out)")
    match = again(file, COLUMNS)
    assert match.is_sure
    assert {each.since for each in match.columns} == {"same"}
    assert match.column_map == read_column_map(file, short_questionnaire())
    match.write(tmp_path / "next.xlsx")
    assert read_column_map(tmp_path / "next.xlsx", short_questionnaire()) == match.column_map


def test_a_decision_goes_before_what_seems_sure(file: Path) -> None:
    finished(file)
    choose(file, "home_rating", "(left out)")
    give(file, "media", "Naboer", "2")
    found = {each.source: each for each in again(file, COLUMNS).columns}
    assert found["home_rating"].left_out
    assert codes_of(found["media"])["Naboer"] == 2


def test_what_is_new_and_gone_is_told(file: Path) -> None:
    finished(file)
    columns = {**COLUMNS, "home_rating": ["Tilfreds", "Meget tilfreds", "Nå"] * 7}
    del columns["vejr"], columns["wish"]
    match = again(file, {**columns, "children": ["Ja", "Nej"] * 10})
    found = {each.source: each for each in match.columns}
    assert match.gone == ("wish", "vejr")
    assert found["children"].since == "new"
    values = {each.value: each.since for each in found["home_rating"].values if each.rows}
    assert values["Tilfreds"] == "same"
    assert values["Nå"] == "new"
    lines = "\n".join(match.lines())
    assert "One column is new" in lines
    assert '2 columns of the last wave are gone: "wish", "vejr"' in lines


def test_a_column_chosen_by_hand_gets_its_values_the_second_time(file: Path) -> None:
    finished(file)
    choose(file, "vejr", "children")
    found = {each.source: each for each in again(file, COLUMNS).columns}
    assert found["vejr"].target == "children"
    assert codes_of(found["vejr"]) == {"Sol": None, "Regn": None}


def test_what_means_something_else_now_is_decided_anew(tmp_path: Path) -> None:
    before = {
        "v1": column("v1", ["1", "2"] * 5, label="Har du børn?", meanings={"1": "Ja", "2": "Nej"})
    }
    path = written(before, tmp_path / "columns.xlsx")
    turned = {
        "v1": column("v1", ["1", "2"] * 5, label="Har du børn?", meanings={"1": "Nej", "2": "Ja"})
    }
    found = again(path, turned).columns[0]
    assert codes_of(found) == {"1": 0, "2": 1}
    assert {each.since for each in found.values} == {"changed"}
    other = {"v1": column("v1", ["1", "2"] * 5, label="Hvor stor er boligen?")}
    found = again(path, other).columns[0]
    assert (found.target, found.since) == ("", "changed")


def test_a_target_that_is_gone_from_the_questionnaire_is_decided_anew(file: Path) -> None:
    finished(file)
    choose(file, "vejr", "weather – Vejret")
    found = {each.source: each for each in again(file, COLUMNS).columns}
    assert not found["vejr"].decided
    assert found["vejr"].since == "changed"
