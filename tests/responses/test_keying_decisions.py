"""Differences are decided in a workbook, and one table comes of two keyings."""

from __future__ import annotations

import datetime as dt
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from made_keying import as_texts, cells_of, keyed_book, keyed_rows, saved, short_form
from made_responses import made_responses
from openpyxl import Workbook, load_workbook

from survey.errors import DataError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.responses.corrections import Correction
from survey.responses.keying.comparing import compare_keyings
from survey.responses.keying.decisions import read_keying_decisions
from survey.responses.keying.differences_workbook import (
    differences_xlsx,
    write_keying_differences,
)
from survey.responses.keying.keying_reader import read_keying
from survey.responses.keying.resolving import keyed_table, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from survey.responses.keying.decisions import KeyingDecisions
    from survey.responses.keying.differences import KeyingDifferences
    from survey.responses.keying.keying import Keying

ANNA = {"form_no": 101, "area": "vest", "happy": 4, "places_1": 1, "wishes_1": 1, "age": 33,
        "rent": 5000.5, "moved": "2012-05", "best": "Naboerne"}  # fmt: skip
BENT = {"form_no": 102, "area": "oest", "happy": 2, "age": 71, "best": "Ro"}
CARL = {"form_no": 103, "happy": -8, "age": 20}
PEOPLE = [
    {"form_no": 101, "item": 1, "person_age": 30, "person_job": 1},
    {"form_no": 101, "item": 2, "person_age": 3},
]
AGAIN = [{**ANNA, "happy": 5, "best": "Naboer", "moved": "2012-06"}, {**BENT, "age": 17}]


HOSTILE = ["=1+1", "@SUM(A1)", "+49", "-5", "{x}", "<script>", "a\x00b", "\u202eabc", "æ" * 40_000]


class Case:
    """A keying with differences, and its workbook."""

    def __init__(self, folder: Path, *tables: Any) -> None:
        self.folder = folder
        self.path = saved(keyed_book(*(tables or ([ANNA, BENT, CARL], AGAIN))), folder / "k.xlsx")

    @property
    def keying(self) -> Keying:
        return read_keying(self.path, short_form())

    @property
    def differences(self) -> KeyingDifferences:
        return compare_keyings(self.keying, short_form())

    def book(self, language: str = "da") -> Workbook:
        with language_in_force(language):
            return load_workbook(BytesIO(differences_xlsx(self.differences)))

    def decided(self, *answers: Any, more: Mapping[str, Any] | None = None) -> Path:
        """The workbook in which the differences were decided one after the other."""
        book = self.book()
        page = book.worksheets[0]
        heads = [cell.value for cell in page[3]]
        for row, answer in enumerate(answers, 4):
            page.cell(row, heads.index("Rigtigt svar") + 1, answer)
            for head, value in (more or {}).items():
                page.cell(row, heads.index(head) + 1, value)
        return saved(book, self.folder / "decided.xlsx")

    def read(self, *answers: Any, more: Mapping[str, Any] | None = None, **given: Any
             ) -> KeyingDecisions:  # fmt: skip
        return read_keying_decisions(self.decided(*answers, more=more), self.differences, **given)

    def refused(self, *answers: Any, **more: Any) -> list[tuple[str, str | None]]:
        with pytest.raises(FindingsError) as caught:
            self.read(*answers, **more)
        return [(each.code.removeprefix("DOUBLE-KEYING-"), each.place.cell if each.place else None)
                for each in caught.value.findings]  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


# The workbook


def test_each_difference_is_a_row_with_both_answers_in_words(case: Case) -> None:
    page = case.book().worksheets[0]
    rows = [row[:8] for row in page.iter_rows(min_row=4, values_only=True)]
    assert rows == [
        (1, "101", "vest", "1", "Tilfredshed", "4 – Tilfreds", "5 – Meget tilfreds", None),
        (2, "101", "vest", "6", "Indflyttet", "2012-05", "2012-06", None),
        (3, "101", "vest", "7", "Det bedste", "Naboerne", "Naboer", None),
        (4, "102", "oest", "4", "Alder", "71", "17", None),
    ]
    heads = [cell.value for cell in page[3]]
    assert heads[-5:] == ["Rigtigt svar", "Rettet af", "Dato", "Bemærkning", "Nøgle"]
    assert page.column_dimensions["L"].hidden


def test_the_right_answer_is_chosen_from_all_that_can_be(case: Case) -> None:
    book = case.book()
    rule = book.worksheets[0].data_validations.dataValidation[0]
    assert rule.type == "list"
    sheet, cells = rule.formula1.split("!")
    words = [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
    assert words == [
        "1. indtastning",
        "2. indtastning",
        "5 – Meget tilfreds",
        "4 – Tilfreds",
        "3 – Hverken tilfreds eller utilfreds",
        "2 – Utilfreds",
        "1 – Meget utilfreds",
        "−2 – Flere kryds",
        "−8 – Ved ikke",
        "−9 – Ønsker ikke at svare",
        "−5 – Ugyldigt svar",
        "tomt felt",
    ]


def test_persons_have_a_column_and_their_questions_the_name_of_the_roster(tmp_path: Path) -> None:
    case = Case(tmp_path, [ANNA], [ANNA], PEOPLE, [PEOPLE[0]])
    page = case.book().worksheets[0]
    assert [cell.value for cell in page[4]][3:8] == ["2", "8a", "Husstanden: Alder", "3",
                                                     "tomt felt"]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "sheets"),
    [
        ("da", ["Forskelle", "Fejlrater", "Kun tastet én gang", "Svar", "Vejledning"]),
        ("en", ["Differences", "Error rates", "Keyed only once", "Answers", "Guide"]),
    ],
)
def test_it_speaks_the_language_in_force(case: Case, language: str, sheets: list[str]) -> None:
    book = case.book(language)
    assert book.sheetnames == sheets
    assert [cell.value for cell in book[sheets[2]]["A"]][1:] == ["103"]


def test_the_same_differences_give_the_same_bytes(case: Case) -> None:
    assert differences_xlsx(case.differences) == differences_xlsx(case.differences)


def test_keyings_that_are_alike_give_a_workbook_that_says_so(tmp_path: Path) -> None:
    book = Case(tmp_path, [ANNA], [ANNA]).book("en")
    assert (
        book["Differences"]["A4"].value == "The two keyings are alike. There is nothing to decide."
    )
    assert book["Keyed only once"]["A2"].value == "All forms were keyed twice."


def test_where_nothing_was_keyed_twice_the_workbook_says_so(tmp_path: Path) -> None:
    book = Case(tmp_path, [ANNA]).book("en")
    told = [cell.value for cell in book["Error rates"]["A"] if cell.value]
    assert told[-1] == "No form was keyed twice, so there is no error rate."


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words(tmp_path: Path, text: str) -> None:
    case = Case(tmp_path, [ANNA], [{**ANNA, "best": "x"}])
    found = case.differences
    hostile = found.differences[0].__class__("101", "best", text, "x", area=text)
    changed = found.__class__(found.questionnaire, (hostile,), found.rates)
    page = load_workbook(BytesIO(differences_xlsx(changed))).worksheets[0]
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


# Decisions


@pytest.mark.parametrize(
    ("answers", "values"),
    [
        (("1. indtastning", "2. indtastning", "1. indtastning", "2. indtastning"),
         ["4", "2012-06", "Naboerne", "17"]),
        (("1st keying", "2ND KEYING", "Naboerne!", 77), ["4", "2012-06", "Naboerne!", "77"]),
        (("3", "2012-07", "tomt felt", "tomt felt"), ["3", "2012-07", "", ""]),
        ((3, "−1", "-5", "-9"), ["3", "-1", "-5", "-9"]),
        (("3 – Hverken tilfreds eller utilfreds", "-5", "1", "Ønsker ikke at svare"),
         ["3", "-5", "1", "-9"]),
        (("−5 – Ugyldigt svar", "Ugyldigt svar", "a", "77 år"), ["-5", "-5", "a", "77"]),
        (("Very satisfied", "empty cell", ":)", "1."), ["5", "", ":)", "1"]),
    ],
)  # fmt: skip
def test_decisions_are_read_by_word_or_code(
    case: Case, answers: tuple[Any, ...], values: list[str]
) -> None:
    decisions = case.read(*answers)
    assert [each.value for each in decisions] == values
    assert (decisions.undecided, decisions.notes) == ((), ())


def test_who_and_when_are_read_or_taken_from_the_call(case: Case) -> None:
    more = {"Rettet af": "kho", "Dato": dt.datetime(2026, 11, 24), "Bemærkning": "tydeligt"}  # noqa: DTZ001
    (one, *_) = case.read("2", more=more, who="mjo", when="2026-11-26")
    assert (one.who, one.when, one.note) == ("kho", "2026-11-24", "tydeligt")
    (one, *_) = case.read("2", more={"Dato": "24-11-2026"})
    assert one.when == "2026-11-24"
    (one, *_) = case.read("2", who="mjo", when="2026-11-26")
    assert (one.who, one.when) == ("mjo", "2026-11-26")


def test_answers_that_a_question_lacks_are_told_with_their_cells(case: Case) -> None:
    found = case.refused("6", "maj", "=1+1", "omkring 70", more={"Dato": "i går"})
    assert found == [
        ("DECISION-CODE", "Forskelle!H4"),
        ("DECISION-VALUE", "Forskelle!H5"),
        ("FORMULA-CELL", "Forskelle!H6"),
        ("DECISION-VALUE", "Forskelle!H7"),
    ]
    assert case.refused("1", more={"Dato": "i går"}) == [("DECISION-DAY", "Forskelle!J4")]


def test_a_cell_that_was_decided_in_two_ways_is_told(case: Case) -> None:
    path = case.decided("4", "-5", "a", "17")
    book = load_workbook(path)
    page = book.worksheets[0]
    for column, cell in enumerate(page[4], 1):
        page.cell(9, column, cell.value)
    page.cell(9, 8, "5")
    book.save(path)
    with pytest.raises(FindingsError, match="can't be decided in two ways"):
        read_keying_decisions(path, case.differences)


def test_undecided_differences_are_told(case: Case) -> None:
    decisions = case.read("4", None, "a")
    assert [each.variable for each in decisions.undecided] == ["moved", "age"]
    (note,) = decisions.notes
    assert note.message == '2 differences are undecided, on the forms "101", "102".'
    assert repr(decisions) == "KeyingDecisions(2 decided, 2 undecided)"


def test_rows_may_be_sorted_and_columns_moved(case: Case) -> None:
    path = case.decided("4", "-5", "a", "17")
    book = load_workbook(path)
    page = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    for number, row in enumerate(reversed(rows), 4):
        for column, value in enumerate(row, 1):
            page.cell(number, column, value)
    page.insert_cols(1)
    book.move_sheet(page, 3)
    book.save(path)
    decisions = read_keying_decisions(path, case.differences)
    by_variable = {each.difference.variable: each.value for each in decisions}
    assert by_variable == {"age": "17", "best": "a", "moved": "-5", "happy": "4"}


def test_decisions_outlive_other_differences(case: Case) -> None:
    path = case.decided("4", "-5", "a", "17")
    mended = Case(case.folder, [ANNA, BENT], [AGAIN[0], BENT])
    decisions = read_keying_decisions(path, mended.differences)
    assert len(decisions) == 3
    assert [note.code for note in decisions.notes] == ["DOUBLE-KEYING-SETTLED"]


def test_what_libreoffice_saved_is_read(case: Case, needs_program: Callable[..., str]) -> None:
    path = case.decided("2. indtastning", "-5", "a", "17", more={"Rettet af": "kho"})
    home = f"-env:UserInstallation=file://{case.folder}/home"
    command = [needs_program("soffice"), "--headless", home, "--convert-to", "xlsx", "--outdir",
               str(case.folder / "out"), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    decisions = read_keying_decisions(case.folder / "out" / path.name, case.differences)
    assert [(each.value, each.who) for each in decisions] == [
        ("5", "kho"),
        ("-5", "kho"),
        ("a", "kho"),
        ("17", "kho"),
    ]


def test_another_workbook_is_refused(case: Case) -> None:
    path = case.decided("4")
    other = Case(case.folder, [ANNA, BENT], [{**ANNA, "age": 21}])
    with pytest.raises(DataError, match="none of its rows is about"):
        read_keying_decisions(path, other.differences)
    with pytest.raises(DataError, match="No sheet of differences"):
        read_keying_decisions(case.path, case.differences)


def test_the_errors_of_each_keying_are_counted(case: Case) -> None:
    decisions = case.read("2. indtastning", "2. indtastning", "x", "1. indtastning")
    assert decisions.errors == (3, 2)
    assert list(decisions.to_frame()["value"]) == ["5", "2012-06", "x", "71"]
    assert "Decisions" in decisions._repr_html_()


# One table


def test_the_agreed_table_has_what_was_decided_and_the_steps_say_so(case: Case) -> None:
    path = case.decided("5", "1. indtastning", "Naboerne!", "17",
                        more={"Rettet af": "kho", "Dato": "2026-11-26"})  # fmt: skip
    agreed = keyed_table(case.path, short_form(), path)
    expected = [{**ANNA, "happy": 5, "best": "Naboerne!"}, {**BENT, "age": 17}, CARL]
    assert cells_of(agreed.table) == as_texts(expected)
    assert agreed.steps == (
        Correction("101", "happy", "4", "5", "double keying", "kho", "2026-11-26",
                   source="k.xlsx", row=4),
        Correction("101", "best", "Naboerne", "Naboerne!", "double keying", "kho", "2026-11-26",
                   source="k.xlsx", row=4),
        Correction("102", "age", "71", "17", "double keying", "kho", "2026-11-26",
                   source="k.xlsx", row=5),
    )  # fmt: skip
    assert str(agreed.table.place(1, "age")).endswith("k.xlsx (Indtastning!I5)")
    assert repr(agreed) == "KeyedAnswers(3 forms, 3 cells decided otherwise)"


def test_undecided_differences_are_refused_unless_it_is_said_what_becomes_of_them(
    case: Case,
) -> None:
    with pytest.raises(FindingsError, match="4 differences between the two keyings") as caught:
        keyed_table(case.path, short_form())
    assert "Naboer" not in str(caught.value)
    first = keyed_table(case.path, short_form(), undecided="first")
    assert cells_of(first.table) == as_texts([ANNA, BENT, CARL])
    assert first.steps == ()
    invalid = keyed_table(case.path, short_form(), undecided="invalid")
    expected = {**ANNA, "happy": -5, "moved": "-5", "best": "-5"}
    assert cells_of(invalid.table) == as_texts([expected, {**BENT, "age": -5}, CARL])
    assert {step.why for step in invalid.steps} == {"double keying, not decided"}


def test_forms_that_only_the_second_keying_has_are_taken(tmp_path: Path) -> None:
    case = Case(tmp_path, [ANNA], [BENT, ANNA], [], PEOPLE)
    agreed = keyed_table(case.path, short_form(), undecided="invalid")
    assert cells_of(agreed.table) == as_texts([ANNA, BENT])
    assert str(agreed.table.place(1, "age")).endswith("(Dobbeltindtastning!I4)")


def test_a_person_is_there_if_she_was_decided_to_be(tmp_path: Path) -> None:
    more = {"form_no": 101, "item": 3, "person_age": 8, "person_job": 0}
    case = Case(tmp_path, [ANNA], [ANNA], PEOPLE, [PEOPLE[0], more])
    decided = case.decided("tomt felt", "8", "0")
    people = keyed_table(case.path, short_form(), decided).rosters["people"]
    assert cells_of(people) == as_texts([PEOPLE[0], more])
    decided = case.decided("3", "1. indtastning", "tomt felt")
    people = keyed_table(case.path, short_form(), decided).rosters["people"]
    assert cells_of(people) == as_texts(PEOPLE)


def test_careful_typists_give_what_was_answered(tmp_path: Path) -> None:
    rows = keyed_rows(made_responses(short_form(), 10))
    agreed = keyed_table(Case(tmp_path, rows, rows[::-1]).path, short_form())
    assert cells_of(agreed.table) == as_texts(rows)
    assert agreed.steps == agreed.notes == ()


def test_wrong_arguments_are_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="must be one of the rules"):
        resolved(case.keying, undecided="guess")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="decisions"):
        resolved(case.keying, decisions=7)  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="differences"):
        write_keying_differences([], tmp_path / "d.xlsx")  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="differences"):
        read_keying_decisions(case.path, [])  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match=r"\.xlsx"):
        write_keying_differences(case.differences, tmp_path / "d.csv")
