"""Letters to merge in Word, and the interviewers' list, as other programs read them."""

from __future__ import annotations

import datetime as dt
import os
import stat
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from made_lists import write_csv
from made_samples import AREA, sample

from survey.errors import DataError, WrongUseError
from survey.files.data_reader import read_data_table
from survey.findings import FindingsError
from survey.language.form_words import shipped_languages
from survey.sampling.codes import check_code, respondent_codes
from survey.sampling.letters import write_letters
from survey.sampling.secret import Secret
from survey.sampling.selection_words import KISH_TABLES, instruction, numbers_asked

if TYPE_CHECKING:
    from pathlib import Path

    from survey.sampling.letters import WrittenLetters

SECRET = Secret(bytes(range(32)))
LINK = "https://svar.example.dk/{code}?omr=1"
DEADLINE = "2026-12-10"


def contacts(folder: Path, units: list[str]) -> Path:
    frame = pd.DataFrame(
        {
            "bolig": units,
            "Navn": [f"=Åse {number}" for number in range(len(units))],
            "Vejnavn": [f"Vangvej {number}" for number in range(len(units))],
            "Postnr. og by": ["8900 Randers"] * len(units),
            "Telefon": ["'+4520304050"] * len(units),
        }
    )
    return write_csv(folder / "contacts.csv", frame)


def written(folder: Path, rule: str = "", **options: Any) -> WrittenLetters:
    drawn = options.pop("sample", None) or sample(6, rule=rule)
    given: dict[str, Any] = {"link": LINK, "deadline": DEADLINE, **options}
    given.setdefault("codes", respondent_codes(drawn, secret=SECRET))
    return write_letters(drawn, folder / "breve.xlsx", **given)


def table(path: Path, sheet: str = "Breve") -> pd.DataFrame:
    return pd.read_excel(path, sheet_name=sheet, dtype=str, keep_default_na=False)


# The letters


def test_each_unit_has_a_row_with_its_code_and_link(tmp_path: Path) -> None:
    done = written(tmp_path)
    rows = table(done.letters)
    assert list(rows) == ["Bolig", "Svarkode", "Link", "Område", "Svarfrist", "Hvem svarer"]
    assert rows["Bolig"].tolist() == ["B0000", "B0002", "B0004", "B0001", "B0003", "B0005"]
    assert rows["Område"].tolist() == ["Vangdalen"] * 3 + ["Søparken"] * 3
    assert all(map(check_code, rows["Svarkode"]))
    links = [f"https://svar.example.dk/{each.replace('-', '')}?omr=1" for each in rows["Svarkode"]]
    assert rows["Link"].tolist() == links
    assert set(rows["Svarfrist"]) == {"torsdag den 10. december 2026"}
    assert (done.rows, repr(done), done.notes) == (6, "WrittenLetters(6 letters)", ())


def test_names_and_addresses_come_from_the_contacts(tmp_path: Path) -> None:
    units = [f"B{number:04d}" for number in range(5)]
    done = written(tmp_path, contacts=contacts(tmp_path, units))
    rows = table(done.letters).set_index("Bolig")
    assert list(rows)[2:6] == ["Navn", "Vejnavn", "Postnr. og by", "Telefon"]
    assert rows.loc["B0003", "Navn"] == "=Åse 3"
    assert rows.loc["B0003", "Telefon"] == "+4520304050"
    assert rows.loc["B0005", "Navn"] == ""
    assert [each.code for each in done.notes] == ["LETTERS-NO-CONTACT"]
    assert 'no name and address: "B0005"' in done.notes[0].message
    cells = openpyxl.load_workbook(done.letters)["Breve"]
    assert {cell.data_type for row in cells.iter_rows() for cell in row if cell.value} == {"s"}


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_only_the_owner_can_open_files_with_names(tmp_path: Path) -> None:
    done = written(tmp_path, contacts=contacts(tmp_path, ["B0001"]))
    for path in (done.letters, done.interviewers):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_letters_can_be_english_and_speak_other_languages_too(tmp_path: Path) -> None:
    done = written(tmp_path, "birthday", languages=["en", "da", "tr", "ar"])
    rows = table(done.letters, "Letters")
    assert done.interviewers.name == "breve-interviewers.xlsx"
    assert list(rows) == [
        *("Dwelling", "Answer code", "Link", "Area", "Deadline", "Who answers"),
        *("Deadline (Danish)", "Who answers (Danish)", "Deadline (Turkish)"),
        *("Who answers (Turkish)", "Deadline (Arabic)", "Who answers (Arabic)"),
    ]
    assert rows.loc[0, "Deadline"] == "Thursday 10 December 2026"
    assert rows.loc[0, "Deadline (Turkish)"] == "10 Aralık 2026 Perşembe"
    assert rows.loc[3, "Area"] == "The Lake Park"
    assert [each.code for each in done.notes] == ["LETTERS-NOT-REVIEWED"]


def test_what_has_not_been_translated_is_told_and_left_out(tmp_path: Path) -> None:
    done = written(tmp_path, "kish", languages=["da", "pl"])
    assert [each.code for each in done.notes] == ["LETTERS-NOT-TRANSLATED"]
    assert "Hvem svarer (polsk)" not in table(done.letters)
    assert "Svarfrist (polsk)" in table(done.letters)


def test_only_replicates_in_use_get_letters(tmp_path: Path) -> None:
    drawn = sample(6)
    drawn.units["replicate"] = [1, 1, 1, 2, 2, 3]
    assert written(tmp_path, sample=drawn).rows == 3
    assert written(tmp_path, sample=drawn, replicates=[2, 3]).rows == 3
    with pytest.raises(WrongUseError, match="replicates"):
        written(tmp_path, sample=drawn, replicates=[4])


def test_units_come_in_natural_order(tmp_path: Path) -> None:
    drawn = sample(["12-10", "x", "12-9", "y", "12-101"])
    assert table(written(tmp_path, sample=drawn).letters)["Bolig"].tolist()[:3] == [
        *("12-9", "12-10", "12-101")
    ]


def test_a_unit_without_code_is_told_and_has_no_link(tmp_path: Path) -> None:
    codes = respondent_codes(sample(5), secret=SECRET)
    done = written(tmp_path, codes=codes)
    assert [each.code for each in done.notes] == ["LETTERS-NO-CODE"]
    assert table(done.letters).set_index("Bolig").loc["B0005", "Link"] == ""


def test_codes_link_and_deadline_can_be_left_out(tmp_path: Path) -> None:
    done = write_letters(sample(2), tmp_path / "breve.xlsx")
    assert list(table(done.letters)) == ["Bolig", "Område", "Hvem svarer"]
    plain = write_letters(sample(2), tmp_path / "breve.xlsx", link="https://svar.dk",
                          deadline=dt.date(2026, 12, 1))  # fmt: skip
    assert set(table(plain.letters)["Link"]) == {"https://svar.dk"}


def test_the_same_letters_give_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, "kish")
    before = [first.letters.read_bytes(), first.interviewers.read_bytes()]
    again = written(tmp_path, "kish")
    assert [again.letters.read_bytes(), again.interviewers.read_bytes()] == before
    with zipfile.ZipFile(first.letters) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_link_and_a_hostile_label_stay_text(tmp_path: Path) -> None:
    drawn = sample(2)
    drawn.units["area"] = ["=1+1", "<b>&"]
    done = written(tmp_path, sample=drawn)
    assert set(table(done.letters)["Område"]) == {"=1+1", "<b>&"}


# Who answers


def test_the_tables_are_those_of_kish() -> None:
    """Kish (1949), J. Am. Stat. Assoc. 44, 380–387, table 1: A to F and how often each is used."""
    shares = dict(zip(KISH_TABLES, (1 / 6, 1 / 12, 1 / 12, 1 / 6, 1 / 6, 1 / 12, 1 / 12, 1 / 6),
                      strict=True))  # fmt: skip
    for adults in (1, 2, 3, 4, 6):
        chance = dict.fromkeys(range(1, adults + 1), 0.0)
        for name, numbers in KISH_TABLES.items():
            chance[numbers[adults - 1]] += shares[name]
        assert chance == pytest.approx(dict.fromkeys(chance, 1 / adults))


def test_each_adult_is_asked_as_often_by_a_random_number() -> None:
    draws = [numbers_asked("equal", {"person_number": (at + 0.5) / 600}) for at in range(600)]
    for adults in range(1, 7):
        asked = [each[adults - 1] for each in draws]
        assert {asked.count(number) for number in range(1, adults + 1)} == {600 // adults}


def test_kishs_numbers_stand_in_each_letter(tmp_path: Path) -> None:
    said = table(written(tmp_path, "kish").letters)["Hvem svarer"].tolist()
    assert said[1] == (
        "Giv de voksne i boligen (18 år eller derover) numre: først mændene med den ældste som "
        "nr. 1, derefter kvinderne med den ældste først. Er der kun én voksen, svarer den voksne. "
        "Er der 2, svarer nr. 1; er der 3, svarer nr. 1; er der 4, svarer nr. 2; "
        "er der 5, svarer nr. 2; er der 6 eller flere, svarer nr. 2."
    )


@pytest.mark.parametrize("language", shipped_languages())
def test_the_last_birthday_is_said_in_every_language(language: str) -> None:
    said = instruction("birthday", "dwelling", (), language)
    assert "18" in said or "۱۸" in said
    assert said == instruction("birthday", "dwelling", (), language)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("rule", ["", "equal", "birthday", "kish"])
def test_every_rule_has_words(language: str, rule: str) -> None:
    numbers = numbers_asked(rule, {"kish_table": "F", "person_number": 0.99})
    said = instruction(rule, "dwelling", numbers, language)
    assert said.endswith(".")
    assert "{" not in said
    assert instruction("", "person", (), language) != said


@pytest.mark.parametrize(("rule", "column"), [("kish", "kish_table"), ("equal", "person_number")])
def test_a_sample_without_what_the_rule_needs_is_refused(
    tmp_path: Path, rule: str, column: str
) -> None:
    for cells in (["?"] * 6, [None] * 6, [1.0] * 6):
        with pytest.raises(DataError, match=column):
            written(tmp_path, sample=sample(6, rule=rule, **{column: cells}))
    assert list(tmp_path.iterdir()) == []


# The interviewers' list


def test_the_list_has_the_tables_and_room_for_visits(tmp_path: Path) -> None:
    units = [f"B{number:04d}" for number in range(6)]
    done = written(tmp_path, "kish", contacts=contacts(tmp_path, units), visits=3)
    sheet = openpyxl.load_workbook(done.interviewers)["Liste"]
    heads = [cell.value for cell in sheet[2]]
    assert heads == [
        *("Bolig", "Område", "Adresse", "Svarkode", "1", "2", "3", "4", "5", "6+"),
        *("1. besøg", "2. besøg", "3. besøg", "Bemærkninger"),
    ]
    assert sheet["E1"].value == "Antal voksne og nummeret på den, der svarer"
    third = [cell.value for cell in sheet[4]]
    assert third[:3] == ["B0002", "Vangdalen", "Vangvej 2, 8900 Randers"]
    assert third[4:10] == list("111222")
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$2"
    words = "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "Åse" not in words
    assert "+4520304050" not in words


def test_the_sheet_of_visits_is_read_as_attempts_when_it_is_filled_in(tmp_path: Path) -> None:
    done = written(tmp_path)
    book = openpyxl.load_workbook(done.interviewers)
    sheet = book["Besøg"]
    assert [cell.value for cell in sheet[1]] == ["Bolig", "Dato", "Måde", "Resultat", "Interviewer"]
    sheet["A2"], sheet["B2"] = "B0001", dt.date(2026, 11, 5)
    sheet["C2"], sheet["D2"], sheet["E2"] = "Besøg", "Ikke truffet", "7"
    book.save(done.interviewers)
    expected = ("bolig", "dato", "måde", "resultat", "interviewer", "Bolig", "Dato", "Resultat")
    read = read_data_table(done.interviewers, columns=expected)
    assert read.sheet == "Besøg"
    assert read.rows == 1
    assert {name: each.cells() for name, each in read.columns.items()} == {
        "Bolig": ["B0001"],
        "Dato": ["2026-11-05"],
        "Måde": ["Besøg"],
        "Resultat": ["Ikke truffet"],
        "Interviewer": ["7"],
    }


def test_units_modes_and_results_can_be_picked(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path).interviewers)["Besøg"]
    rules = {str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation}
    assert set(rules) == {"A2", "C2", "D2"}
    assert rules["A2"].formula1 == "Valg!$A$1:$A$6"
    assert rules["A2"].errorStyle in {None, "stop"}
    assert rules["A2"].showErrorMessage


# Arguments that can't be


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"languages": "sv"}, "letters.languages"),
        ({"languages": []}, "letters.languages"),
        ({"languages": ["tr", "da"]}, "letters.first_language"),
        ({"link": "svar.dk/{code}"}, "letters.link"),
        ({"link": "javascript:alert(1)"}, "letters.link"),
        ({"link": 5}, "letters.link"),
        ({"link": "https://svar.dk/{unit}"}, "letters.link_fields"),
        ({"link": "https://svar.dk/{code"}, "letters.link_fields"),
        ({"codes": None}, "letters.link_without_codes"),
        ({"codes": ["x"]}, "argument.kind"),
        ({"deadline": "i morgen"}, "letters.deadline"),
        ({"deadline": "2026-02-30"}, "letters.deadline"),
        ({"deadline": 5}, "letters.deadline"),
        ({"visits": 0}, "letters.visits"),
        ({"visits": 9}, "letters.visits"),
        ({"visits": True}, "letters.visits"),
        ({"replicates": []}, "letters.replicates"),
    ],
)
def test_arguments_that_cannot_be_are_refused(
    tmp_path: Path, options: dict[str, Any], code: str
) -> None:
    with pytest.raises(WrongUseError) as caught:
        written(tmp_path, **options)
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="xlsx"):
        write_letters(sample(2), tmp_path / "breve.docx")


def test_contacts_that_cannot_be_are_refused_without_showing_them(tmp_path: Path) -> None:
    twice = contacts(tmp_path, ["B0001", "B0001", "B0002"])
    with pytest.raises(FindingsError) as caught:
        written(tmp_path, contacts=twice)
    assert "Vangvej" not in str(caught.value)
    with pytest.raises(FindingsError):
        written(tmp_path, contacts=contacts(tmp_path, ["B0001", ""]))
    nameless = write_csv(tmp_path / "c.csv", pd.DataFrame({"Navn": ["Bo Ek"], "Vej": ["x"]}))
    with pytest.raises(DataError, match="column of units") as absent:
        written(tmp_path, contacts=nameless)
    assert "Bo Ek" not in str(absent.value)


def test_areas_are_said_in_the_language_of_the_letter() -> None:
    assert AREA.code_label("soeparken", "en") == "The Lake Park"
