"""Sheets go out to coders and come back as codes, or with the cell of each slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from coding_cases import ANSWERS, LABELS, cells, fill, head_row, responses
from hypothesis import given, settings
from hypothesis import strategies as st

import survey as sv
from survey.errors import DataError, FileError, SurveyError, UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.responses.coding.answers import answers_of, drawn, folded_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from survey.responses.coding.coding import Coding

GIVEN = {
    "Naboerne er søde": [1],
    "De grønne områder og naboerne": ["2 – Grønne områder", "1"],
    "Lyset på stien": ["belysning"],
    "ved ikke": [90],
    "Ro og orden": ["90 – Andet"],
    "Ring til mig på 20 30 40 50": [90.0],
    "=1+1": [90],
    "Intet": ["Nothing"],
}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return sv.write_coding_sheet(responses(), "best", tmp_path / "ud.xlsx", language="da")


@pytest.fixture
def coding(sheet: Path, tmp_path: Path) -> Coding:
    return sv.read_coding(fill(sheet, tmp_path / "ind.xlsx", GIVEN, coder="KB"), responses())


# Out


def test_each_answer_is_a_row_and_short_ones_that_several_gave_are_one(sheet: Path) -> None:
    rows = cells(sheet)
    heads = rows[4]
    answer, times, who = (heads.index(each) for each in ("Svar", "Antal svar", "Svarperson"))
    words = [row[answer] for row in rows[5:]]
    assert sorted(words) == sorted({w for w in ANSWERS[:9] if w != "Ved ikke."})
    once = next(row for row in rows[5:] if row[answer] == "ved ikke")
    assert (once[times], once[who]) == (2, "flere")


def test_answers_can_be_coded_one_by_one(tmp_path: Path) -> None:
    path = sv.write_coding_sheet(responses(), "best", tmp_path / "a.xlsx", once=False)
    rows = cells(path)
    assert len(rows[5:]) == 9
    assert "Answers" not in rows[4]


def test_neither_area_nor_order_of_the_data_is_shown_unless_wanted(tmp_path: Path) -> None:
    plain = cells(sv.write_coding_sheet(responses(), "best", tmp_path / "a.xlsx"))
    assert not {"Area", "Vang Valley"} & {cell for row in plain for cell in row}
    order = [row[3] for row in plain[5:]]
    assert order != [words for words in ANSWERS if words in order]
    path = sv.write_coding_sheet(responses(), "best", tmp_path / "b.xlsx", show=["area"])
    assert "Vang Valley" in {cell for row in cells(path) for cell in row}


def test_what_looks_like_a_person_is_marked(sheet: Path, tmp_path: Path) -> None:
    rows = cells(sheet)
    column = rows[4].index("Pas på")
    marked = {row[3]: row[column] for row in rows[5:] if row[column]}
    assert marked == {"Ring til mig på 20 30 40 50": "⚠ Et telefonnummer"}
    named = sv.write_coding_sheet(
        responses(["Skinnebjerg er rar", "Ro"]), "best", tmp_path / "n.xlsx", names=["Skinnebjerg"]
    )
    assert "⚠ A name from the list" in {cell for row in cells(named) for cell in row}


def test_a_sheet_without_anything_to_look_out_for_has_no_such_column(tmp_path: Path) -> None:
    path = sv.write_coding_sheet(responses(["Ro", "Haven"]), "best", tmp_path / "a.xlsx")
    assert "Look out" not in cells(path)[4]


def test_no_text_becomes_a_formula_and_every_text_stays_a_text(sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    for page in book.worksheets:
        for row in page.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert "=1+1" in {row[3] for row in cells(sheet)}


def test_the_codes_can_be_chosen_and_are_told_on_a_sheet(sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    rule = book.worksheets[0].data_validations.dataValidation[0]
    assert rule.formula1 == "'Koder best'!$A$2:$A$6"
    assert not rule.showErrorMessage
    codes = cells(sheet, 1)
    assert codes[0] == ["Kode", "Nr.", "Bemærk"]
    assert codes[1] == ["1 – Naboer", "1", None]
    assert codes[5] == ["97 – Intet", "97", "kun alene"]
    assert any("op til 3 koder" in str(row[0]) for row in cells(sheet, 2))


def test_the_sheet_prints_on_a4_across_with_its_heads_on_each_page(sheet: Path) -> None:
    page = openpyxl.load_workbook(sheet).worksheets[0]
    assert page.page_setup.orientation == "landscape"
    assert page.page_setup.paperSize == 9
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$5:$5"
    assert page.column_dimensions["A"].hidden


def test_a_long_answer_wraps_in_a_high_row(tmp_path: Path) -> None:
    path = sv.write_coding_sheet(responses(["ord " * 300, "Ro"]), "best", tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(path).worksheets[0]
    heights = sorted(page.row_dimensions[row].height for row in (6, 7))
    assert heights[0] < 25
    assert 200 < heights[1] <= 409
    assert page["D6"].alignment.wrap_text


def test_an_answer_longer_than_a_cell_can_hold_is_cut_and_still_found(tmp_path: Path) -> None:
    given = responses(["æ" * 40_000, "Ro"])
    path = sv.write_coding_sheet(given, "best", tmp_path / "a.xlsx", language="da")
    filled = fill(path, tmp_path / "b.xlsx", lambda _: [1])
    assert len(sv.read_coding(filled, given)) == 2


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (
        sv.write_coding_sheet(responses(), "best", tmp_path / f"{n}.xlsx").read_bytes()
        for n in "ab"
    )
    assert one == other


def test_a_second_coder_gets_the_same_share_whoever_she_is(tmp_path: Path) -> None:
    many = responses([f"Svar nummer {n} om området" for n in range(200)])
    chosen = [
        {row[2] for row in cells(path)[5:]}
        for path in (
            sv.write_coding_sheet(many, "best", tmp_path / "a.xlsx", share=0.2, coder="A"),
            sv.write_coding_sheet(many, "best", tmp_path / "b.xlsx", share=0.2, coder="B"),
            sv.write_coding_sheet(many, "best", tmp_path / "c.xlsx", share=0.2, seed=2),
        )
    ]
    assert len(chosen[0]) == 40
    assert chosen[0] == chosen[1] != chosen[2]


@given(st.integers(1, 60), st.floats(0.01, 1), st.integers(0, 9))
def test_a_share_is_drawn_whole_and_at_least_one(rows: int, share: float, seed: int) -> None:
    answers = answers_of(responses([f"svar {n}" for n in range(rows)]), "best", once=False)
    few = drawn(answers, "best", share, seed)
    assert 1 <= len(few) <= rows
    assert abs(len(few) - share * rows) < 1.000001
    assert {each.key for each in few} <= {each.key for each in answers}


def test_several_questions_get_a_sheet_each(tmp_path: Path) -> None:
    questionnaire = sv.read_questionnaire("nordby-2012")
    from made_responses import made_responses

    path = sv.write_coding_sheet(
        made_responses(questionnaire, 40), ["best_thing", "change_first"], tmp_path / "a.xlsx"
    )
    names = openpyxl.load_workbook(path).sheetnames
    assert names == [
        "best_thing",
        "Codes best_thing",
        "change_first",
        "Codes change_first",
        "Guide",
    ]


def test_what_somebody_may_have_filled_in_is_not_replaced(sheet: Path) -> None:
    with pytest.raises(FileError, match="may have filled it in"):
        sv.write_coding_sheet(responses(), "best", sheet)
    sv.write_coding_sheet(responses(), "best", sheet, replace=True)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"share": 0}, WrongUseError),
        ({"share": 1.5}, WrongUseError),
        ({"share": True}, WrongUseError),
        ({"most": 0}, WrongUseError),
        ({"most": 11}, WrongUseError),
        ({"seed": "x"}, WrongUseError),
        ({"language": "de"}, WrongUseError),
        ({"show": ["nothing"]}, UnknownNameError),
        ({"question": "wish"}, UnknownNameError),
        ({"question": "age_group"}, UnknownNameError),
        ({"question": []}, WrongUseError),
        ({"path": "a.csv"}, WrongUseError),
        ({"responses": "data"}, WrongUseError),
    ],
)
def test_what_can_not_be_is_refused(more: dict[str, Any], kind: type, tmp_path: Path) -> None:
    given: dict[str, Any] = {"responses": responses(), "question": "best", "path": "a.xlsx", **more}
    path = tmp_path / given.pop("path")
    with pytest.raises(kind):
        sv.write_coding_sheet(given.pop("responses"), given.pop("question"), path, **given)


# In


def test_codes_come_back_by_number_by_list_and_by_label(coding: Coding) -> None:
    assert coding.coder == "KB"
    assert coding.codes_of("r000") == {1}
    assert coding.codes_of("r001") == {1, 2}
    assert coding.codes_of("r002") == {3}
    assert coding.codes_of("r008") == {97}
    assert coding.codes_of("r003") == coding.codes_of("r004") == {90}
    assert coding.codes_of("r009") == frozenset()
    assert coding.left == ()
    assert len(coding) == 9


def test_the_counts_are_those_of_the_answers(coding: Coding) -> None:
    counts = coding.counts().set_index("code")
    assert counts["answers"].to_dict() == {1: 2, 2: 1, 3: 1, 90: 5, 97: 1}
    assert counts.loc[1, "share"] == pytest.approx(2 / 9)
    assert coding.to_frame().set_index("respondent").loc["r001", "codes"] == "2; 1"
    assert repr(coding) == "Coding(best: 9 answers, by KB)"
    with language_in_force("da"):
        assert "Naboer" in coding._repr_html_()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["7"], "'7' can't be used|can't be used as a code"),
        (["Beliysning"], "did you mean"),
        ([1.5], "one code"),
        ([97, 1], "must stand alone"),
        (["=A1"], "not a formula"),
    ],
)
def test_a_slip_is_told_with_its_cell(
    given: list[object], told: str, sheet: Path, tmp_path: Path
) -> None:
    path = fill(sheet, tmp_path / "x.xlsx", {"Ro og orden": given})
    with pytest.raises(FindingsError, match=told) as caught:
        sv.read_coding(path, responses())
    row = next(n for n, row in enumerate(cells(path), 1) if row[3] == "Ro og orden")
    assert str(row) in caught.value.findings[0].place.cell


def test_several_numbers_in_a_cell_are_several_codes(sheet: Path, tmp_path: Path) -> None:
    path = fill(sheet, tmp_path / "x.xlsx", {"Ro og orden": ["1; 3"]})
    assert sv.read_coding(path, responses()).codes_of("r005") == {1, 3}


def test_the_same_code_twice_counts_once_and_is_told(sheet: Path, tmp_path: Path) -> None:
    path = fill(sheet, tmp_path / "x.xlsx", {"Ro og orden": [1, "1 – Naboer"]})
    found = sv.read_coding(path, responses())
    assert found.answers["r005"].codes == (1,)
    assert any("counts once" in note.message for note in found.notes)


def test_answers_left_without_a_code_are_counted(sheet: Path, tmp_path: Path) -> None:
    found = sv.read_coding(fill(sheet, tmp_path / "x.xlsx", {"ved ikke": [90]}), responses())
    assert set(found.answers) == {"r003", "r004"}
    assert len(found.left) == 7
    assert any("7 answers" in note.message for note in found.notes)


def test_new_codes_that_were_wished_for_are_gathered(sheet: Path, tmp_path: Path) -> None:
    wishes = {"Ro og orden": "Ro", "ved ikke": "ro", "=1+1": "Regnestykker"}
    path = fill(sheet, tmp_path / "x.xlsx", GIVEN, new=wishes, notes={"=1+1": "tvivl"})
    found = sv.read_coding(path, responses())
    gathered = [(each.label.casefold(), len(each.respondents)) for each in found.suggestions]
    assert gathered == [("ro", 3), ("regnestykker", 1)]
    assert found.answers["r007"].note == "tvivl"


def test_a_code_for_an_answer_that_changed_is_not_used(coding: Coding, tmp_path: Path) -> None:
    changed = responses([f"{ANSWERS[0]}!", *ANSWERS[1:]])
    found = sv.read_coding(tmp_path / "ind.xlsx", changed)
    assert "r000" not in found.answers
    assert any("changed after it was coded" in note.message for note in found.notes)


def test_a_respondent_who_is_gone_is_told(coding: Coding, tmp_path: Path) -> None:
    fewer = responses(ANSWERS[1:], ids=[f"r{n:03d}" for n in range(1, len(ANSWERS))])
    found = sv.read_coding(tmp_path / "ind.xlsx", fewer)
    assert "r000" not in found.answers
    assert any("no answer of r000" in note.message for note in found.notes)


def test_who_gave_a_short_answer_later_gets_its_code(coding: Coding, tmp_path: Path) -> None:
    more = responses([*ANSWERS, "VED IKKE"])
    assert sv.read_coding(tmp_path / "ind.xlsx", more).codes_of("r012") == {90}


def test_rows_may_be_sorted_and_columns_moved(sheet: Path, tmp_path: Path) -> None:
    path = fill(sheet, tmp_path / "x.xlsx", GIVEN)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    top = head_row(page, "Svar")
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=top + 1)]
    for number, row in enumerate(reversed(rows), top + 1):
        for column, value in enumerate(row, 1):
            page.cell(number, column).value = value
    book.save(path)
    assert len(sv.read_coding(path, responses())) == 9


def test_rows_added_or_copied_by_hand_are_told(sheet: Path, tmp_path: Path) -> None:
    path = fill(sheet, tmp_path / "x.xlsx", GIVEN)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    last = page.max_row
    for column in range(1, page.max_column + 1):
        page.cell(last + 1, column).value = page.cell(last, column).value
    heads = [cell.value for cell in page[5]]
    page.cell(last + 2, heads.index("Kode 1") + 1).value = 1
    book.save(path)
    with pytest.raises(FindingsError, match="can't be tied") as caught:
        sv.read_coding(path, responses())
    assert any("also stands in" in each.message for each in caught.value.findings)


def test_a_file_that_is_no_coding_sheet_is_refused(sheet: Path, tmp_path: Path) -> None:
    other = openpyxl.Workbook()
    other.save(tmp_path / "o.xlsx")
    with pytest.raises(DataError, match="sheet of coded answers"):
        sv.read_coding(tmp_path / "o.xlsx", responses())
    with pytest.raises(DataError, match="sheet with answers to"):
        sv.read_coding(
            sheet, responses(), question="wish", frame=sv.code_frame(responses(), "best")
        )
    book = openpyxl.load_workbook(sheet)
    book.worksheets[0].delete_rows(5)
    book.save(tmp_path / "h.xlsx")
    with pytest.raises(DataError, match="row with the names"):
        sv.read_coding(tmp_path / "h.xlsx", responses())


def test_two_files_of_a_coder_are_joined_unless_they_differ(sheet: Path, tmp_path: Path) -> None:
    one = fill(sheet, tmp_path / "1.xlsx", {"Ro og orden": [1]})
    other = fill(sheet, tmp_path / "2.xlsx", {"ved ikke": [90]})
    both = sv.read_coding([one, other], responses())
    assert set(both.answers) == {"r003", "r004", "r005"}
    assert len(both.left) == 6
    apart = fill(sheet, tmp_path / "3.xlsx", {"Ro og orden": [2]})
    with pytest.raises(WrongUseError, match="two different codings"):
        sv.read_coding([one, apart], responses())


def test_what_was_coded_before_stands_there_again(coding: Coding, tmp_path: Path) -> None:
    later = responses(["NABOERNE er søde!", "noget nyt", "ved ikke"], ids=["x", "y", "z"])
    path = sv.write_coding_sheet(later, "best", tmp_path / "n.xlsx", previous=coding, language="da")
    rows = cells(path)
    first = rows[4].index("Kode 1")
    assert {row[3]: row[first] for row in rows[5:]} == {
        "NABOERNE er søde!": "1 – Naboer",
        "noget nyt": None,
        "ved ikke": "90 – Andet",
    }


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60)
def test_any_answer_comes_back_with_its_code(
    tmp_path_factory: pytest.TempPathFactory, one: str, other: str
) -> None:
    from survey.files.clean import clean_text

    answers = [clean_text(each) for each in (one, other)]
    given = responses(answers)
    folder = tmp_path_factory.mktemp("c")
    path = sv.write_coding_sheet(given, "best", folder / "a.xlsx", language="da")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[5]]
    for row in range(6, page.max_row + 1):
        if page.cell(row, 1).value:
            page.cell(row, heads.index("Kode 1") + 1).value = 3
    book.save(folder / "b.xlsx")
    found = sv.read_coding(folder / "b.xlsx", given)
    assert set(found.answers) == set(given.ids.loc[given.words("best").index])


@pytest.mark.parametrize("spoil", [lambda data: data[: len(data) // 2], lambda data: data[::-1]])
def test_a_damaged_file_is_refused_in_words(
    spoil: Callable[[bytes], bytes], sheet: Path, tmp_path: Path
) -> None:
    (tmp_path / "d.xlsx").write_bytes(spoil(sheet.read_bytes()))
    with pytest.raises(SurveyError):
        sv.read_coding(tmp_path / "d.xlsx", responses())


def test_short_answers_are_alike_but_for_capitals_and_signs_around_them() -> None:
    assert folded_words(" »Ved  IKKE« …") == folded_words("ved ikke") == "ved ikke"
    assert folded_words("???") == ""
    assert folded_words("Å") == folded_words("A\u030a")


def test_an_english_sheet_is_read_whatever_the_language_in_force(tmp_path: Path) -> None:
    path = sv.write_coding_sheet(responses(), "best", tmp_path / "e.xlsx", language="en")
    filled = fill(path, tmp_path / "f.xlsx", GIVEN, answer="Answer", code="Code")
    with language_in_force("da"):
        assert sv.read_coding(filled, responses()).codes_of("r002") == {3}


def test_labels_are_those_of_the_frame() -> None:
    assert sv.code_frame(responses(), "best").get(3).label == LABELS[3]
