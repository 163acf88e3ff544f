"""Nothing of a file of answers is passed over in silence, and what may be one is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from made_skema import HEAD, NAMES, ROW, WRITTEN, found_in, read, skema

import survey as sv
from survey.codebook import Code, Domain, Kind, Variable
from survey.errors import DataError, WrongUseError
from survey.findings import FindingsError
from survey.questionnaire.build import questionnaire_from
from survey.responses.answer_files import AnswerFile, Opening
from survey.responses.coding.quotations import group_said
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.responses import Responses


def told(answers: Responses) -> dict[str, str]:
    return {note.code.removeprefix("ANSWERS-"): note.message for note in answers.notes}


def test_columns_that_nobody_asked_for_are_named(tmp_path: Path) -> None:
    head, row = HEAD.replace("\n", ";ekstra;note\n"), ROW.replace("\n", ";2;x\n")
    notes = told(read(tmp_path, row, head=head))
    assert notes["COLUMNS-LEFT-OUT"] == '2 columns are left out: "ekstra", "note".'
    assert "COLUMNS-LEFT-OUT" not in told(read(tmp_path, ROW))
    assert "COLUMNS-LEFT-OUT" not in told(read(tmp_path, ROW, weights=None, respondent="skemanr"))


def test_areas_that_only_some_files_have_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + ROW, encoding="utf-8")
    without = (HEAD + ROW).replace("område;", "").replace("007;Vest", "8")
    (tmp_path / "b.csv").write_text(without, encoding="utf-8")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    answers = read_responses(files, skema())
    assert "area" not in answers.data
    assert "AREA-IN-SOME" in told(answers)
    with pytest.raises(DataError, match="area"):
        read_responses(files, skema(), groups=["area"])


def test_areas_written_in_two_ways_are_told_and_gathered_by_their_codes(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("007", "8").replace("Vest", "VEST"), ROW.replace("007", "9")]
    answers = read(tmp_path, *rows)
    assert told(answers)["GROUPS-ALIKE"].endswith('"VEST", "Vest".')
    area = Variable("area", Kind.GROUP, {}, codes=(Code("vest", {"en": "West"}),))
    gathered = read(tmp_path, *rows, groups=[area])
    assert gathered.data["area"].tolist() == ["vest"] * 3
    assert "GROUPS-ALIKE" not in told(gathered)


def test_an_area_that_is_not_filled_in_is_no_area(tmp_path: Path) -> None:
    rows = [ROW.replace("Vest", ""), ROW.replace("007", "8")]
    assert found_in(tmp_path, *rows) == ["ANSWERS-EMPTY-GROUP"]
    answers = read(tmp_path, *rows, invalid="count")
    assert answers.data["area"].tolist() == [None, "Vest"]
    assert [code.value for code in answers.codebook["area"].codes] == ["Vest"]
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    shares = sv.proportion(design, "safe", by="area").to_frame()
    assert list(dict.fromkeys(shares["area"])) == ["Vest", Domain.MISSING]
    assert set(shares["n"]) == {1}


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".sav", ".dta"])
@pytest.mark.parametrize("values", [(1, 2), ("v", "ø")])
def test_areas_that_nobody_knows_can_be_estimated_checked_written_and_read_again(
    tmp_path: Path, ending: str, values: tuple[Any, Any]
) -> None:
    codes = tuple(Code(v, {"en": n}) for v, n in zip(values, ("Vest", "Øst"), strict=True))
    area = Variable("area", Kind.GROUP, {"en": "Area"}, codes=codes)
    areas = {"1": "Vest", "2": "Øst", "3": "Syd", "4": ""}
    rows = [ROW.replace("007", one).replace("Vest", name) for one, name in areas.items()]
    answers = read(tmp_path, *rows, groups=[area], invalid="count")
    assert answers.data["area"].tolist() == [*values, None, None]
    design = sv.SurveyDesign(answers.data, codebook=answers.codebook)
    shares = sv.proportion(design, "safe", by="area").to_frame()
    assert shares[shares["category"] == 3]["n"].tolist() == [1, 1, 2]
    sv.check_responses(answers)
    done = sv.write_responses(answers, tmp_path / f"igen{ending}")
    again = read_responses(done.path, skema(), groups=[area], invalid="count")
    assert again.data["area"].tolist() == [*values, None, None]


@pytest.mark.parametrize(
    ("ids", "alike"),
    [(("1", "01"), True), (("a1", "A1"), True), (("1", "10"), False), (("0", "00"), True)],
)
def test_ids_that_may_be_the_same_are_told(
    tmp_path: Path, ids: tuple[str, str], alike: bool
) -> None:
    answers = read(tmp_path, *(ROW.replace("007", one) for one in ids))
    assert answers.ids.tolist() == list(ids)
    assert ("IDS-ALIKE" in told(answers)) is alike


def test_two_columns_with_the_same_known_heading_are_refused(tmp_path: Path) -> None:
    head = HEAD.replace("skemanr", "Skema nr;skema_nr")
    with pytest.raises(DataError, match="skema_nr"):
        read(tmp_path, "1;" + ROW, head=head)
    assert read(tmp_path, "1;" + ROW, head=head, respondent="skema_nr").ids.tolist() == ["007"]
    with pytest.raises(DataError, match="Område"):
        read(
            tmp_path, ROW.replace("Vest", "Vest;Øst"), head=HEAD.replace("område", "område;Område")
        )


@pytest.mark.parametrize("how", [{}, {"duplicates": "first"}, {"duplicates": "latest_complete"}])
def test_files_of_one_name_and_the_same_answers_twice_are_refused(
    tmp_path: Path, how: dict[str, Any]
) -> None:
    (tmp_path / "b").mkdir()
    files = [tmp_path / "a.csv", tmp_path / "b" / "a.csv", tmp_path / "b" / "c.csv"]
    for file in files:
        file.write_text((HEAD + ROW).replace("skemanr;", "").replace("007;", ""), encoding="utf-8")
    for pair in (files[:2], [files[0], files[0]]):
        with pytest.raises(WrongUseError, match=r"a\.csv"):
            read_responses(pair, skema(), **how)
    with pytest.raises(DataError, match=r"c\.csv"):
        read_responses(files[1:], skema(), **how)


def test_two_sheets_of_a_workbook_are_two_files(tmp_path: Path) -> None:
    path = tmp_path / "svar.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, one in (("web", "1"), ("paper", "2")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["skemanr", "område", *NAMES])
            sheet.write_row(1, 0, [one, "Vest", 3, "", 1, "", "", 44, 3, ""])
    files = [AnswerFile(path, mode=m, opening=Opening(sheet=m)) for m in ("web", "paper")]
    assert read_responses(files, skema()).data["mode"].tolist() == ["web", "paper"]


def test_answers_to_what_was_not_in_the_wave_are_refused(tmp_path: Path) -> None:
    assert found_in(tmp_path, ROW, absent=["age"]) == ["ANSWERS-ABSENT-ANSWERED"]
    empty = ROW.replace(";44;", ";;")
    for row in (empty, empty.replace(";;3;More", ";-4;3;More")):
        assert read(tmp_path, row, absent=["age"]).data["age"].tolist() == [-4]


def test_a_formula_in_a_moment_is_told_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "svar.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["skemanr", "område", *NAMES, "start"])
        sheet.write_row(1, 0, [7, "Vest", 3, "", 1, "", "", 44, 3, ""])
        sheet.write_formula(1, 10, "=NOW()")
    answers = read_responses(path, skema())
    assert answers.data["started"].tolist() == [""]
    assert "NO-MOMENT" in told(answers)


CHAIN = {
    **WRITTEN,
    "questions": [
        *WRITTEN["questions"],
        {
            "id": "old_safe",
            "type": "computed",
            "label": {"en": "Old and safe"},
            "codes": {1: {"en": "Yes"}, 2: {"en": "No"}},
            "cases": [{"when": "group == 2 and safe == 3", "value": 1}],
            "otherwise": 2,
        },
    ],
}


def test_what_is_computed_from_a_question_that_was_not_in_the_wave_was_not_either(
    tmp_path: Path,
) -> None:
    path = tmp_path / "svar.csv"
    head = HEAD.replace("age;", "")
    path.write_text(
        head + "1;Vest;3;;1;;;3;\n2;Vest;1;;1;;;3;\n3;Vest;;;1;;;3;\n", encoding="utf-8"
    )
    answers = read_responses(path, questionnaire_from(CHAIN), absent=["age"])
    assert answers.data["group"].tolist() == [-4, -4, -4]
    assert answers.data["old_safe"].tolist() == [-4, 2, -4]
    book = sv.proportion(sv.SurveyDesign(answers.data, codebook=answers.codebook), "group")
    assert book.to_frame()["n"].tolist() == [0, 0]


@pytest.mark.parametrize("column", ["safe", "age", "where_2", "område"])
def test_a_long_text_where_none_belongs_is_told_by_its_length_only(
    tmp_path: Path, column: str
) -> None:
    words = "My neighbour Mrs Secret at number 7 is the one who makes all the noise"
    cells = dict(zip(["skemanr", "område", *NAMES], ROW.strip().split(";"), strict=True))
    row = ";".join((cells | {column: words}).values()) + "\n"
    area = Variable("area", Kind.GROUP, {}, codes=(Code("Vest", {}),))
    with pytest.raises(FindingsError) as caught:
        read(tmp_path, row, groups=[area])
    assert "Secret" not in str(caught.value)
    assert "a text of 70 characters" in str(caught.value)
    answers = read(tmp_path, row, groups=[area], invalid="count")
    assert not any("Secret" in str(note) for note in answers.notes)


def test_own_words_are_in_no_message_and_no_problem(tmp_path: Path) -> None:
    asked = {**WRITTEN, "questions": [dict(each) for each in WRITTEN["questions"]]}
    asked["questions"][-1]["ask_if"] = "safe == 1"
    path = tmp_path / "svar.csv"
    path.write_text(HEAD + ROW.replace("More light", "Mrs Secret"), encoding="utf-8")
    answers = read_responses(path, questionnaire_from(asked))
    assert [each.variable for each in answers.problems] == ["wish"]
    told_of = [*map(str, answers.notes), *map(repr, answers.problems), repr(answers)]
    assert not any("Secret" in each for each in told_of)
    assert answers.data["wish"].tolist() == ["-3"]


def test_an_area_that_nobody_knows_is_called_not_stated_beside_a_quotation(tmp_path: Path) -> None:
    codebook = read(tmp_path, ROW).codebook
    for nothing in (None, "", -5):
        assert group_said(codebook, "area", nothing, "da") == "uoplyst"


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        (["010170-1234", "020270-1234", "7"], "a civil registration number (CPR)"),
        (["Mette Holm", "Ali Demir", "Jens Olsen"], "a name"),
        (["20304050", "9907704321", "A-17"], ""),
        ([str(n) for n in range(1201001, 1201010)], ""),
    ],
)
def test_ids_that_say_who_somebody_is_are_told_of(
    tmp_path: Path, ids: list[str], told: str
) -> None:
    notes = read(tmp_path, *(ROW.replace("007", each) for each in ids)).notes
    said = [each.message for each in notes if each.code == "ANSWERS-IDS-PERSONAL"]
    assert bool(said) is bool(told)
    assert told in "".join(said)
    assert not any(each in "".join(said) for each in ids)
