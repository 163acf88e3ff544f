"""Names and addresses come into a file of their own, and nothing of them anywhere else."""

from __future__ import annotations

import hmac
import os
import stat
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from made_lists import write_csv, write_parquet, write_xlsx

from survey.errors import (
    DataError,
    FileError,
    RefusedError,
    SurveyError,
    UnknownNameError,
    WrongUseError,
)
from survey.files.data_reader import read_data_table
from survey.files.identifiers import unfit_ids
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.sampling import contacts as module
from survey.sampling.contacts import separate_contacts
from survey.sampling.frame_reader import read_frame
from survey.sampling.pseudonyms import pseudonym
from survey.sampling.secret import Secret, read_secret

if TYPE_CHECKING:
    from pathlib import Path

SECRET, OTHER = Secret(bytes(range(32))), Secret(bytes(range(1, 33)))
PEOPLE = {
    "Lejemålsnr.": ["12-1", "12-2", "14-1"],
    "Boligområde": ["Vangdalen", "Vangdalen", "Søparken"],
    "Afdeling": ["12", "12", "14"],
    "Navn": ["Åse Friis", "Bo Lund", "Per Hjørn"],
    "Vejnavn": ["Vangvej 1", "Vangvej 3", "Søgade 9"],
    "Etage": ["1", "st", "2"],
    "Postnr.": ["8900", "8900", "8920"],
    "E-mail": ["aase@example.org", "", "per@example.org"],
    "Telefon": ["20304050", "", "+45 30405060"],
    "CPR-nr.": ["010190-1234", "020290-2345", "030390-3456"],
    "Antal voksne": ["1", "2", "2"],
    "Beboet": ["ja", "ja", "nej"],
    "m2": ["56,5", "72", "80"],
    "Husleje": ["5000", "6000", "7000"],
}
TELLTALE = (*PEOPLE["Navn"], *PEOPLE["Vejnavn"], *PEOPLE["CPR-nr."], "example.org", "20304050")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "register.csv", pd.DataFrame(PEOPLE))


def separated(path: Path, **options: Any) -> Any:
    folder = options.pop("folder", path.parent / "skilt")
    given: dict[str, Any] = {"secret": SECRET, "project": "randers", **options}
    return separate_contacts(path, folder, **given)


def texts(path: Path) -> dict[str, list[str]]:
    return {name: each.cells() for name, each in read_data_table(path).columns.items()}


def silent(error: object) -> None:
    said = str(error)
    assert not any(each in said for each in TELLTALE), said


# What is written


def test_a_register_is_parted_in_two_files_that_pseudonyms_tie_together(register: Path) -> None:
    done = separated(register)
    assert (done.rows, repr(done)) == (3, "SeparatedContacts(3 rows)")
    frame, contacts = texts(done.frame), texts(done.contacts)
    assert list(frame) == [*("bolig", "område", "afdeling", "antal voksne", "beboet", "størrelse")]
    assert list(contacts) == [
        *("bolig", "Navn", "Vejnavn", "Etage", "Postnr.", "E-mail", "Telefon")
    ]
    assert frame["bolig"] == contacts["bolig"] == sorted(frame["bolig"])
    assert len(set(frame["bolig"])) == 3
    assert not unfit_ids(frame["bolig"])
    by_pseudonym = dict(zip(contacts["bolig"], contacts["Navn"], strict=True))
    assert by_pseudonym[pseudonym(SECRET, "randers", "12-2")] == "Bo Lund"
    assert not any(each in done.frame.read_text(encoding="utf-8") for each in TELLTALE)
    assert not any(each in done.contacts.read_text(encoding="utf-8") for each in PEOPLE["CPR-nr."])


def test_the_frame_can_be_read_and_says_what_the_register_says(register: Path) -> None:
    frame = read_frame(separated(register).frame)
    assert frame.counts.to_dict("list") == {
        "area": ["Søparken", "Vangdalen"],
        "units": [1, 2],
        "empty": [1, 0],
        "eligible": [0, 2],
        "adults": [0, 3],
    }
    assert frame.units is not None
    assert sorted(frame.units["size"]) == [56.5, 72, 80]


def test_headings_can_be_english_and_columns_kept(register: Path) -> None:
    done = separated(register, language="en", keep=["Husleje", "Etage"])
    frame = texts(done.frame)
    assert list(frame) == [
        *("dwelling", "area", "department", "adults", "occupied", "size", "Husleje", "Etage")
    ]
    assert "Etage" in texts(done.contacts)
    assert read_frame(done.frame, keep=["Husleje"]).units is not None


def test_persons_are_known_by_their_civil_registration_number(tmp_path: Path) -> None:
    plain = pd.DataFrame({"CPR": PEOPLE["CPR-nr."], "Område": ["A", "A", "B"], "Navn": list("xyz")})
    done = separated(write_csv(tmp_path / "a.csv", plain), unit="person")
    frame = texts(done.frame)
    assert list(frame) == ["person", "område"]
    plain["CPR"] = [each.replace("-", "") for each in plain["CPR"]]
    without = separated(write_csv(tmp_path / "b.csv", plain), unit="person", folder=tmp_path / "b")
    assert texts(without.frame) == frame
    plain["CPR"] = [each.lstrip("0") for each in plain["CPR"]]
    cut = separated(write_xlsx(tmp_path / "c.xlsx", plain), unit="person", folder=tmp_path / "c")
    assert texts(cut.frame) == frame
    assert read_frame(done.frame, unit="person").counts["adults"].tolist() == [2, 1]


def test_several_columns_can_tell_rows_apart_together(tmp_path: Path) -> None:
    both = pd.DataFrame({"Afdeling": ["12", "12", "14"], "Nr": ["1", "2", "1"]})
    path = write_csv(tmp_path / "a.csv", both)
    done = separated(path, natural_id=["Afdeling", "nr"], columns={"area": "Afdeling"})
    assert len(set(texts(done.frame)["bolig"])) == 3
    assert read_frame(done.frame).counts["units"].tolist() == [2, 1]
    with pytest.raises(FindingsError, match="can't be there 2 times") as caught:
        separated(path, natural_id="Nr", folder=tmp_path / "b")
    assert "a.csv:4" in str(caught.value.findings[0].hint)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_only_the_owner_can_open_what_is_written(register: Path) -> None:
    done = separated(register)
    assert stat.S_IMODE(done.frame.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in (done.frame, done.contacts)} == {0o600}


def test_the_same_register_gives_the_same_bytes_in_any_order(register: Path) -> None:
    done = separated(register)
    turned = write_csv(register.parent / "b.csv", pd.DataFrame(PEOPLE).iloc[::-1])
    again = separated(turned, folder=register.parent / "igen")
    assert done.frame.read_bytes() == again.frame.read_bytes()
    assert done.contacts.read_bytes() == again.contacts.read_bytes()


# Pseudonyms


def test_a_pseudonym_is_the_beginning_of_a_keyed_hash() -> None:
    parts = b"".join(
        len(each).to_bytes(8, "big") + each for each in (b"pseudonym", b"randers", b"12-1")
    )
    wanted = hmac.digest(bytes(range(32)), parts, "sha256")[:16]
    number = 0
    for sign in pseudonym(SECRET, "randers", "12-1"):
        number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(sign)
    assert number.to_bytes(16, "big") == wanted


def test_pseudonyms_stay_over_waves_and_differ_between_projects_and_secrets() -> None:
    names = {
        pseudonym(SECRET, "randers", "12-1"),
        pseudonym(SECRET, "odense", "12-1"),
        pseudonym(OTHER, "randers", "12-1"),
        pseudonym(SECRET, "randers", "12-2"),
        pseudonym(SECRET, "randers", "12", "1"),
        pseudonym(SECRET, "randers", "121"),
    }
    assert len(names) == 6
    assert all(len(each) == 26 for each in names)
    assert pseudonym(SECRET, "randers", " 12-1 ") in names
    assert pseudonym(SECRET, "r", "Å 1") == pseudonym(SECRET, "r", "a\u030a  1")


def test_two_rows_never_share_a_pseudonym(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survey.sampling.pseudonyms.pseudonym", lambda *_: "ALIKE")
    with pytest.raises(DataError, match="same pseudonym"):
        separated(register)
    assert not (register.parent / "skilt").exists()


# What is told


def test_notes_say_which_column_went_where(register: Path) -> None:
    with language_in_force("da"):
        notes = {each.code: str(each) for each in separated(register).notes}
    assert "»Navn«, »Vejnavn«, »Etage«, »Postnr.«, »E-mail«" in notes["CONTACTS-TAKEN"]
    assert "»CPR-nr.«" in notes["CONTACTS-CPR-LEFT-OUT"]
    assert "»Husleje«" in notes["FRAME-COLUMNS-LEFT-OUT"]
    silent(notes)


def test_a_register_without_names_and_a_folder_in_a_study_are_told(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").touch()
    path = write_csv(tmp_path / "a.csv", pd.DataFrame({"id": ["1"], "område": ["A"]}))
    codes = {each.code for each in separated(path, folder=tmp_path / "study" / "k").notes}
    assert {"CONTACTS-NONE", "CONTACTS-IN-STUDY"} <= codes


@pytest.mark.parametrize(
    ("column", "cells", "code"),
    [
        ("Lejemålsnr.", ["12-1", "", "14-1"], "CONTACTS-ID-EMPTY"),
        ("Lejemålsnr.", ["12-1", "12-1 ", "14-1"], "CONTACTS-ID-TWICE"),
        ("Lejemålsnr.", ["1,23E+12", "12-2", "14-1"], "CONTACTS-ID-DAMAGED"),
        ("Afdeling", PEOPLE["Navn"], None),
        ("Boligområde", PEOPLE["CPR-nr."], "CONTACTS-IN-FRAME"),
        ("Antal voksne", PEOPLE["E-mail"], "CONTACTS-IN-FRAME"),
    ],
)
def test_what_must_be_mended_is_told_without_what_stands_there(
    tmp_path: Path, column: str, cells: list[str], code: str | None
) -> None:
    path = write_csv(tmp_path / "a.csv", pd.DataFrame(PEOPLE | {column: cells}))
    if code is None:
        assert separated(path)
        return
    with pytest.raises(FindingsError) as caught:
        separated(path)
    assert {each.code for each in caught.value.findings} == {code}
    assert all(each.place is not None for each in caught.value.findings)
    silent(caught.value)
    assert not any(each in str(caught.value) for each in cells if len(each) > 2)
    assert not (tmp_path / "skilt").exists()


@pytest.mark.parametrize("keep", ["Navn", "E-mail", "CPR-nr."])
def test_what_tells_who_somebody_is_cannot_be_kept(register: Path, keep: str) -> None:
    with pytest.raises(FindingsError) as caught:
        separated(register, keep=keep)
    assert caught.value.findings[0].code == "CONTACTS-IN-FRAME"
    silent(caught.value)


def test_formulas_are_told_without_what_they_show(tmp_path: Path) -> None:
    people = pd.DataFrame(PEOPLE)
    people.loc[1, "Navn"] = '="Bo "&"Lund"'
    with pytest.raises(FindingsError) as caught:
        separated(write_xlsx(tmp_path / "a.xlsx", people))
    assert caught.value.findings[0].code == "CONTACTS-CELL-FORMULA"
    silent(caught.value)


HEADLESS = [
    "12-1;Vangdalen;Åse Friis;aase@example.org\n12-2;Vangdalen;Bo Lund;\n",
    "12-1;Vangdalen;Åse Friis;0101901234\n12-2;Vangdalen;Bo Lund;\n",
    "12-1;Vangdalen;Åse Friis;Vangvej 1\n12-2;Vangdalen;Bo Lund;\n",
    "12-1;Åse Friis;Åse Friis;Vangvej 1\n12-2;Vangdalen;Bo Lund;\n",
]


@pytest.mark.parametrize("text", HEADLESS)
def test_a_register_without_headings_is_refused_without_showing_it(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    for options in ({}, {"natural_id": "nr"}, {"columns": {"area": "x"}}, {"keep": "Navn"}):
        with pytest.raises(SurveyError) as caught:
            separated(path, **options)
        silent(caught.value)
        assert "Vangdalen" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"project": " "}, WrongUseError),
        ({"project": 5}, WrongUseError),
        ({"language": "de"}, WrongUseError),
        ({"unit": "block"}, WrongUseError),
        ({"natural_id": []}, DataError),
        ({"natural_id": 5}, WrongUseError),
        ({"natural_id": "findes ikke"}, UnknownNameError),
        ({"secret": 5}, WrongUseError),
        ({"columns": {"boliger": "x"}}, WrongUseError),
    ],
)
def test_arguments_that_cannot_be_are_refused(
    register: Path, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        separated(register, **options)


def test_a_register_without_ids_or_areas_is_refused(tmp_path: Path) -> None:
    names = pd.DataFrame({"Navn": ["x"], "Område": ["A"]})
    with pytest.raises(DataError, match="tells each row from the others"):
        separated(write_csv(tmp_path / "a.csv", names))
    with pytest.raises(DataError, match="areas or departments"):
        separated(write_csv(tmp_path / "a.csv", pd.DataFrame({"id": ["1"], "Navn": ["x"]})))


# What is there already


def test_nothing_is_replaced_unasked(register: Path) -> None:
    done = separated(register)
    before = done.frame.read_bytes()
    with pytest.raises(FileError, match="not replaced unasked"):
        separated(register, secret=OTHER)
    assert done.frame.read_bytes() == before
    (done.frame.parent / "noter.txt").write_text("mine")
    again = separated(register, secret=OTHER, replace=True)
    assert again.frame.read_bytes() != before
    assert (done.frame.parent / "noter.txt").read_text() == "mine"
    (done.frame.parent / "under").mkdir()
    with pytest.raises(FileError, match="folders in it"):
        separated(register, replace=True)


def test_both_files_are_written_or_none(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    calls = 0

    def full(handle: int, data: Any) -> int:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise OSError(28, "No space left on device")
        return real(handle, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FileError):
            separated(register)
    assert [each.name for each in register.parent.iterdir()] == ["register.csv"]


def test_the_secret_cannot_lie_among_the_files(register: Path) -> None:
    folder = register.parent / "skilt"
    read_secret(folder / "s", create=True)
    with pytest.raises(RefusedError):
        separated(register, secret=folder / "s", replace=True)


def test_other_formats_are_parted_alike(register: Path) -> None:
    wanted = separated(register)
    other = write_parquet(register.parent / "b.parquet", pd.DataFrame(PEOPLE))
    assert texts(separated(other, folder=register.parent / "b").frame) == texts(wanted.frame)
    assert wanted.frame.name == module.FRAME_FILE
