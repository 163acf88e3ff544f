"""Keyed forms are read whatever people did to the workbook, and what can't be is told."""

from __future__ import annotations

import contextlib
import datetime as dt
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from made_keying import (
    AGAIN,
    DIFFERENCES,
    FIRST,
    as_texts,
    cells_of,
    empty_book,
    key,
    keyed_book,
    keyed_rows,
    saved,
    short_form,
)
from made_responses import made_responses

import survey as sv
from survey.codebook import Code
from survey.errors import DataError, SurveyError, WrongUseError
from survey.files.data_table import Stored
from survey.findings import FindingsError, Severity
from survey.questionnaire.questions import Single
from survey.responses.keying.comparing import compare_keyings
from survey.responses.keying.differences_workbook import differences_xlsx
from survey.responses.keying.keying_reader import read_keying
from survey.responses.keying.resolving import resolved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook

    from survey.responses.keying.keying import Keying

ANNA = {"form_no": 101, "area": "vest", "happy": 4, "places_1": 1, "wishes_1": 1, "age": 33,
        "rent": 5000.5, "moved": "2012-05", "best": "Naboerne"}  # fmt: skip
BENT = {"form_no": 102, "area": "oest", "happy": 2, "age": 71, "best": "Ro"}
CARL = {"form_no": 103, "happy": -8, "age": 20}
PEOPLE = [
    {"form_no": 101, "item": 1, "person_age": 30, "person_job": 1},
    {"form_no": 101, "item": 2, "person_age": 3},
]

ODD = [None, "form_no", "area", "item", "happy", "person_age", "x", " ", "-1", "−8", 0, 101, "101.",
       102.5, True, "1.500", "=1+1", "#N/A", "Ja", "æ" * 300, dt.date(2012, 5, 31), dt.time(8, 30),
       1e300, -5, "nan", "\u202e", "2012-13"]  # fmt: skip


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Keying]:
    def reading(*books: Workbook, **more: Any) -> Keying:
        paths = [saved(book, tmp_path / f"keyed-{n}.xlsx") for n, book in enumerate(books, 1)]
        return read_keying(paths, short_form(), **more)

    return reading


def forms(keying: Keying) -> list[str]:
    return keying.first.columns["respondent"].cells()


def codes(keying: Keying) -> list[str]:
    return [note.code.removeprefix("DOUBLE-KEYING-") for note in keying.notes]


def refused(read: Callable[..., Keying], *books: Workbook) -> list[tuple[str, str]]:
    with pytest.raises(FindingsError) as caught:
        read(*books)
    return [
        (each.code.removeprefix("DOUBLE-KEYING-"), each.place.cell or "" if each.place else "")
        for each in caught.value.findings
    ]


def move(book: Workbook, old: str, new: str) -> None:
    """Rename a sheet as a spreadsheet program does, names of cells and all."""
    book[old].title = new
    for name in book.defined_names.values():
        name.attr_text = name.attr_text.replace(f"{old}!", f"'{new}'!")


# What was keyed


def test_forms_come_as_they_were_keyed_with_the_place_of_each_cell(
    read: Callable[..., Keying],
) -> None:
    keying = read(keyed_book([ANNA, BENT, CARL], [BENT, ANNA], PEOPLE))
    assert cells_of(keying.first) == as_texts([ANNA, BENT, CARL])
    assert keying.again is not None
    assert cells_of(keying.again) == as_texts([BENT, ANNA])
    assert cells_of(keying.rosters["people"].first) == as_texts(PEOPLE)
    assert keying.rosters["people"].again is None
    assert str(keying.first.place(1, "age")).endswith(f"keyed-1.xlsx ({FIRST}!I5)")
    assert str(keying.again.place(0, "age")).endswith(f"({AGAIN}!I4)")
    assert keying.first.columns["age"].stored is Stored.NUMBER
    assert keying.first.columns["best"].stored is Stored.TEXT
    assert (keying.first.columns["rent"].decimal, keying.first.columns["age"].decimal) == (
        ".",
        None,
    )
    assert list(keying.first.columns)[:3] == ["respondent", "area", "happy"]


def test_it_is_told_which_forms_were_keyed_once_and_which_are_in_the_second_keying_only(
    read: Callable[..., Keying],
) -> None:
    keying = read(keyed_book([ANNA, BENT], [BENT, CARL]))
    assert (keying.twice, keying.once, keying.only_again) == (("102",), ("101",), ("103",))
    assert repr(keying) == "Keying(2 forms, 1 of them keyed twice)"
    assert codes(keying) == ["ONCE", "ONLY-AGAIN"]
    assert "Keyed forms" in keying._repr_html_()


def test_a_large_questionnaire_comes_back_as_it_was_keyed(tmp_path: Path) -> None:
    responses = made_responses(sv.read_questionnaire("nordby-2012"), 12)
    book = empty_book(responses.questionnaire, rows=20)
    key(book, FIRST, keyed_rows(responses))
    keying = read_keying(saved(book, tmp_path / "k.xlsx"), responses.questionnaire)
    assert cells_of(keying.first) == as_texts(keyed_rows(responses))
    assert keying.notes == ()


def test_words_instead_of_codes_are_read_and_noted_once(read: Callable[..., Keying]) -> None:
    keying = read(keyed_book([{**ANNA, "happy": "Tilfreds"}, {**BENT, "happy": "Tilfreds"}]))
    assert keying.first.columns["happy"].cells() == ["4", "4"]
    (note,) = keying.notes
    assert str(note).endswith(
        f'({FIRST}!C4): "Tilfreds" was read as 4 (in 2 cells; the first one is shown). '
        "[DOUBLE-KEYING-LABEL-READ]"
    )
    assert note.severity is Severity.NOTE


def test_what_is_not_understood_is_left_for_reading(read: Callable[..., Keying]) -> None:
    keying = read(keyed_book([{**ANNA, "happy": "tja"}, BENT]))
    assert keying.first.columns["happy"].cells() == ["tja", "2"]
    assert keying.first.columns["happy"].stored is Stored.MIXED


# What people do to a workbook


def test_sheets_may_be_renamed_moved_and_widened(read: Callable[..., Keying]) -> None:
    book = keyed_book([ANNA, BENT], [BENT])
    move(book, FIRST, "Katrines ark")
    move(book, AGAIN, "Ole's")
    book.move_sheet("Ole's", -1)
    book["Katrines ark"].column_dimensions["C"].width = 60
    keying = read(book)
    assert (forms(keying), keying.twice) == (["101", "102"], ("102",))


def test_rows_may_be_sorted_hidden_and_parted_by_empty_ones(read: Callable[..., Keying]) -> None:
    book = keyed_book([])
    key(book, FIRST, [CARL], first_row=9)
    key(book, FIRST, [ANNA], first_row=4)
    key(book, FIRST, [BENT], first_row=40)  # below the rows that were made ready
    book[FIRST].row_dimensions[9].hidden = True
    keying = read(book)
    assert forms(keying) == ["101", "103", "102"]
    assert str(keying.first.place(2, "happy")).endswith(f"({FIRST}!C40)")
    assert codes(keying) == ["HIDDEN-ROWS"]


def test_columns_may_be_moved_and_remarks_put_beside_them(read: Callable[..., Keying]) -> None:
    book = keyed_book([ANNA])
    page = book[FIRST]
    page.insert_cols(3)
    page["C3"], page["C4"] = "Bemærkning", "svær at læse"
    keying = read(book)
    assert cells_of(keying.first) == as_texts([ANNA])
    assert str(keying.first.place(0, "happy")).endswith(f"({FIRST}!D4)")
    assert codes(keying) == ["COLUMN-UNKNOWN"]


def test_rows_put_in_above_the_names_do_no_harm(read: Callable[..., Keying]) -> None:
    book = keyed_book([ANNA])
    book[FIRST].insert_rows(1, 2)
    assert cells_of(read(book).first) == as_texts([ANNA])


@pytest.mark.parametrize("gone", [AGAIN, DIFFERENCES, "Koder", "Husstanden", "Husstanden 2"])
def test_other_sheets_may_be_deleted(read: Callable[..., Keying], gone: str) -> None:
    book = keyed_book([ANNA, BENT])
    del book[gone]
    for name in [each for each, ref in book.defined_names.items() if gone in ref.attr_text]:
        book.defined_names[name].attr_text = "#REF!"
    assert forms(read(book)) == ["101", "102"]


def test_the_sheets_are_found_by_their_heads_where_the_names_of_cells_are_lost(
    read: Callable[..., Keying],
) -> None:
    book = keyed_book([ANNA, BENT], [BENT], PEOPLE, PEOPLE[:1])
    book.defined_names.clear()
    book.custom_doc_props.props.clear()
    keying = read(book)
    assert (forms(keying), keying.twice) == (["101", "102"], ("102",))
    people = keying.rosters["people"]
    assert people.again is not None
    assert (people.first.rows, people.again.rows) == (2, 1)
    assert codes(keying) == ["NO-FINGERPRINT", "ONCE"]


def test_a_lone_second_keying_is_known_by_its_name(tmp_path: Path) -> None:
    one, two = keyed_book([ANNA, BENT]), keyed_book([], [BENT, ANNA])
    two.defined_names.clear()
    del two[FIRST]
    paths = [saved(one, tmp_path / "one.xlsx"), saved(two, tmp_path / "two.xlsx")]
    assert read_keying(paths, short_form()).twice == ("101", "102")


def test_a_copy_of_the_sheet_is_passed_over_and_told(read: Callable[..., Keying]) -> None:
    book = keyed_book([ANNA])
    book.copy_worksheet(book[FIRST]).title = "Kopi"
    keying = read(book)
    assert forms(keying) == ["101"]
    assert codes(keying) == ["SHEET-PASSED-OVER"]


def test_three_sheets_that_look_alike_are_refused(read: Callable[..., Keying]) -> None:
    book = keyed_book([ANNA])
    book.copy_worksheet(book[FIRST]).title = "Kopi"
    book.defined_names.clear()
    assert [code for code, _ in refused(read, book)] == ["SHEET-UNCLEAR"] * 3


def test_a_number_without_answers_does_not_count_as_keyed(read: Callable[..., Keying]) -> None:
    keying = read(keyed_book([ANNA, {"form_no": 7, "area": "vest"}], [{"form_no": 101}]))
    assert forms(keying) == ["101"]
    assert keying.again is None
    assert codes(keying) == ["BARE-ROWS"]


def test_a_row_with_nothing_but_an_area_is_no_row(read: Callable[..., Keying]) -> None:
    keying = read(keyed_book([ANNA, {"area": "vest"}]))
    assert (forms(keying), keying.notes) == (["101"], ())


@pytest.mark.parametrize("number", ["101.", "101,0", "0101", " 101 ", 101.0])
def test_forms_are_the_same_whatever_their_number_looks_like(
    read: Callable[..., Keying], number: Any
) -> None:
    keying = read(keyed_book([ANNA], [{**ANNA, "form_no": number}], PEOPLE))
    assert keying.twice == ("101",)


def test_zeros_before_a_number_are_kept_as_they_were_keyed_first(
    read: Callable[..., Keying],
) -> None:
    people = [{**row, "form_no": 101} for row in PEOPLE]
    keying = read(keyed_book([{**ANNA, "form_no": "0101"}], [ANNA], people))
    assert keying.twice == ("0101",)
    assert keying.rosters["people"].first.columns["respondent"].values == ("0101",)


# Several workbooks


def test_the_forms_of_several_workbooks_are_put_together(read: Callable[..., Keying]) -> None:
    keying = read(keyed_book([ANNA], people=PEOPLE), keyed_book([BENT, CARL], [ANNA]))
    assert forms(keying) == ["101", "102", "103"]
    assert keying.twice == ("101",)
    assert str(keying.first.place(2, "age")).endswith(f"keyed-2.xlsx ({FIRST}!I5)")
    assert keying.rosters["people"].first.rows == 2


def test_a_workbook_of_its_own_can_be_the_second_keying(tmp_path: Path) -> None:
    first = saved(keyed_book([ANNA, BENT], people=PEOPLE), tmp_path / "ole.xlsx")
    again = saved(keyed_book([BENT, ANNA], people=PEOPLE), tmp_path / "kirsten.xlsx")
    keying = read_keying(first, short_form(), again=again)
    assert keying.twice == ("101", "102")
    assert keying.rosters["people"].again is not None


def test_a_second_keying_with_two_keyings_in_it_is_refused(tmp_path: Path) -> None:
    both = saved(keyed_book([ANNA], [BENT]), tmp_path / "both.xlsx")
    first = saved(keyed_book([ANNA]), tmp_path / "first.xlsx")
    with pytest.raises(FindingsError, match="forms in both of its keyings"):
        read_keying(first, short_form(), again=both)


def test_a_form_that_was_keyed_differently_in_two_workbooks_is_told(
    read: Callable[..., Keying],
) -> None:
    found = refused(read, keyed_book([ANNA]), keyed_book([BENT, {**ANNA, "age": 34}]))
    assert found == [("FORM-IN-TWO-FILES", f"{FIRST}!A5")]


def test_a_form_that_was_keyed_twice_alike_is_taken_once(read: Callable[..., Keying]) -> None:
    keying = read(keyed_book([ANNA, BENT, {**ANNA, "best": "naboerne", "places_2": 0}]))
    assert forms(keying) == ["101", "102"]
    assert codes(keying) == ["SAME-TWICE"]


# What must be mended


@settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([FIRST, AGAIN, "Husstanden", "Husstanden 2"]),
            st.integers(1, 9),
            st.integers(1, 13),
            st.sampled_from(ODD),
        ),
        max_size=20,
    )
)
def test_whatever_stands_in_the_cells_gives_forms_or_one_of_our_errors(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, int, int, Any]]
) -> None:
    book = keyed_book([ANNA, BENT], [ANNA], PEOPLE)
    for sheet, row, column, value in cells:
        book[sheet].cell(row, column, value)
    path = saved(book, tmp_path_factory.mktemp("odd") / "k.xlsx")
    with contextlib.suppress(SurveyError):
        keying = read_keying(path, short_form())
        found = compare_keyings(keying, short_form())
        assert len(differences_xlsx(found)) > 1000
        assert resolved(keying, undecided="first").table.rows >= keying.first.rows


def test_all_that_must_be_mended_is_told_with_its_cell(read: Callable[..., Keying]) -> None:
    book = keyed_book(
        [ANNA, {**ANNA, "age": 34}, {"happy": 3}, {**BENT, "age": "=70+1"},
         {**CARL, "rent": "1.500"}],
        people=[{"form_no": 101, "person_age": 3}, PEOPLE[0], {**PEOPLE[0], "person_age": 9}],
    )  # fmt: skip
    assert refused(read, book) == [
        ("NO-FORM", f"{FIRST}!A6"),
        ("FORMULA-CELL", f"{FIRST}!I7"),
        ("DOUBTFUL-NUMBER", f"{FIRST}!J8"),
        ("NO-ITEM", "Husstanden!B4"),
        ("FORM-TWICE", f"{FIRST}!A5"),
        ("ITEM-TWICE", "Husstanden!A6"),
    ]


def test_columns_that_are_gone_or_there_twice_are_told(read: Callable[..., Keying]) -> None:
    book = keyed_book([ANNA])
    book[FIRST]["I3"] = "happy"
    assert refused(read, book) == [("COLUMN-TWICE", f"{FIRST}!I3"), ("COLUMN-ABSENT", FIRST)]


def test_an_older_version_is_read_and_what_that_means_is_told(tmp_path: Path) -> None:
    path = saved(keyed_book([ANNA]), tmp_path / "old.xlsx")
    more = Single(id="new", text={"da": "Ny?", "en": "New?"}, codes=(Code(1, {"da": "Ja"}),))
    keying = read_keying(path, short_form(more=(more,)))
    assert codes(keying) == ["OTHER-VERSION", "COLUMN-ABSENT-THEN"]
    assert "fingerprint" in keying.notes[0].message
    assert all(note.severity is Severity.WARNING for note in keying.notes)
    assert keying.first.columns["new"].cells() == [""]


def test_the_forms_of_another_questionnaire_are_refused(tmp_path: Path) -> None:
    path = saved(keyed_book([ANNA]), tmp_path / "k.xlsx")
    with pytest.raises(DataError, match="belong to another questionnaire"):
        read_keying(path, short_form(name="other"))


def test_a_workbook_without_keyed_forms_is_refused(tmp_path: Path) -> None:
    book = empty_book()
    for name in (FIRST, AGAIN):
        book[name]["A3"] = "nummer"
    path = saved(book, tmp_path / "k.xlsx")
    with pytest.raises(DataError, match="No sheet of keyed forms") as caught:
        read_keying(path, short_form())
    assert "form_no" in str(caught.value)


def test_persons_of_forms_that_were_not_keyed_are_told(read: Callable[..., Keying]) -> None:
    assert codes(read(keyed_book([BENT], people=PEOPLE))) == ["PERSONS-ONLY"]


@pytest.mark.parametrize(("paths", "problem"), [([], "at least one"), (7, "paths")])
def test_no_files_are_refused(paths: Any, problem: str) -> None:
    with pytest.raises(WrongUseError, match=problem):
        read_keying(paths, short_form())


def test_a_workbook_that_libreoffice_saved_says_the_same(
    tmp_path: Path, needs_program: Callable[..., str]
) -> None:
    path = saved(keyed_book([ANNA, BENT, CARL], [BENT, ANNA], PEOPLE), tmp_path / "keyed.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [needs_program("soffice"), "--headless", home, "--convert-to", "xlsx", "--outdir",
               str(tmp_path / "out"), str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    before, after = (
        read_keying(each, short_form()) for each in (path, tmp_path / "out/keyed.xlsx")
    )
    assert cells_of(after.first) == cells_of(before.first)
    assert cells_of(after.again) == cells_of(before.again)
    assert cells_of(after.rosters["people"].first) == as_texts(PEOPLE)
    assert codes(after) == codes(before)
