"""Files of answers are read strictly, routed anew, merged, and nothing is counted in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import xlsxwriter
from made_skema import HEAD, NAMES, ROSTER, ROW, WRITTEN, found_in, read, skema

from survey.codebook import Kind, MissingKind
from survey.errors import DataError, SurveyError, UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.questionnaire.build import questionnaire_from
from survey.responses.answer_files import AnswerFile
from survey.responses.problems import ProblemKind
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.responses import Responses

NO_ANSWER, NOT_ASKED, INVALID = -1, -3, -5


def test_a_row_becomes_typed_values_with_its_reasons_for_what_is_missing(tmp_path: Path) -> None:
    answers = read(tmp_path, ROW)
    (row,) = answers.data.to_dict("records")
    assert row == {
        "respondent": "007",
        "area": "Vest",
        "safe": 3,
        "why": NOT_ASKED,
        "where_1": 1,
        "where_2": 0,
        "where_9": 0,
        "age": 44.0,
        "years": 3.0,
        "group": 2,
        "wish": "More light",
    }
    assert answers.asked["why"].tolist() == [False]
    assert answers.codebook["area"].kind is Kind.GROUP
    assert answers.words("wish").tolist() == ["More light"]
    assert answers.sources[0].rows == 1
    assert len(answers.sources[0].sha256) == 64


def test_who_was_asked_and_left_it_out_did_not_answer(tmp_path: Path) -> None:
    answers = read(tmp_path, "1;Vest;1;;;;;;;\n")
    row = answers.data.iloc[0]
    assert row[["safe", "why", "where_1", "where_9", "age", "group"]].tolist() == [1, *[-1] * 5]
    assert row["wish"] == "-1"
    assert answers.words("wish").empty


def test_the_base_is_right_by_construction(tmp_path: Path) -> None:
    answers = read(
        tmp_path, "1;Vest;1;2;;;;44;3;\n", "2;Vest;3;;;;;44;3;\n", "3;Vest;-8;;;;;44;3;\n"
    )
    assert answers.data["why"].tolist() == [2, NOT_ASKED, NOT_ASKED]


def test_answers_to_what_was_not_asked_are_taken_away_and_counted(tmp_path: Path) -> None:
    row = "1;Vest;3;2;1;;;44;3;\n"
    answers = read(tmp_path, row)
    assert answers.data["why"].tolist() == [NOT_ASKED]
    assert answers.answered["why"].tolist() == [2]
    (problem,) = answers.problems
    assert (problem.kind, problem.respondent, problem.variable, problem.value) == (
        ProblemKind.NOT_ASKED,
        "1",
        "why",
        "2",
    )
    assert "svar.csv:2 (why)" in str(problem.place)
    assert "ANSWERS-NOT-ASKED" in [note.code for note in answers.notes]
    kept = read(tmp_path, row, contradictions="keep")
    assert kept.data["why"].tolist() == [2]
    assert [each.kind for each in kept.problems] == [ProblemKind.NOT_ASKED]


def test_a_chain_of_conditions_is_followed_after_answers_were_taken_away(tmp_path: Path) -> None:
    chain = {
        **WRITTEN,
        "questions": [
            *WRITTEN["questions"][:2],
            {**WRITTEN["questions"][1], "id": "lamp", "ask_if": "why == 1"},
        ],
    }
    path = tmp_path / "svar.csv"
    path.write_text("safe;why;lamp\n3;1;2\n")
    answers = read_responses(path, questionnaire_from(chain))
    assert answers.data.iloc[0].tolist() == [3, NOT_ASKED, NOT_ASKED]
    assert [each.variable for each in answers.problems] == ["why", "lamp"]


def test_nowhere_together_with_a_place_is_taken_away_and_too_many_ticks_are_told(
    tmp_path: Path,
) -> None:
    row = "1;Vest;3;;1;1;1;44;3;\n"
    answers = read(tmp_path, row)
    assert answers.data[["where_1", "where_2", "where_9"]].iloc[0].tolist() == [1, 1, 0]
    assert [each.kind for each in answers.problems] == [ProblemKind.EXCLUSIVE]
    kept = read(tmp_path, row, contradictions="keep")
    assert kept.data["where_9"].tolist() == [1]
    assert {each.kind for each in kept.problems} == {ProblemKind.EXCLUSIVE, ProblemKind.TOO_MANY}


def test_a_check_that_does_not_hold_is_told_with_its_message(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, "1;Vest;3;;1;;;44;60;\n").problems
    assert (problem.kind, problem.note) == (ProblemKind.CHECK, "Longer than you have lived.")


def test_a_computed_column_of_the_file_gives_way_to_its_rule(tmp_path: Path) -> None:
    head = HEAD.rstrip("\n") + ";group\n"
    answers = read(tmp_path, ROW.rstrip("\n") + ";1\n", head=head)
    assert answers.data["group"].tolist() == [2]
    assert [each.kind for each in answers.problems] == [ProblemKind.COMPUTED]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("safe", "4", "ANSWERS-UNKNOWN-CODE"),
        ("safe", "99", "ANSWERS-UNKNOWN-CODE"),
        ("safe", "1e0", "ANSWERS-UNKNOWN-CODE"),
        ("safe", "0x1", "ANSWERS-UNKNOWN-CODE"),
        ("safe", "1_0", "ANSWERS-UNKNOWN-CODE"),
        ("safe", "1-2", "ANSWERS-UNKNOWN-CODE"),
        ("safe", "NA", "ANSWERS-UNKNOWN-CODE"),
        ("safe", "nan", "ANSWERS-UNKNOWN-CODE"),
        ("age", "17", "ANSWERS-TOO-LOW"),
        ("age", "1965", "ANSWERS-TOO-HIGH"),
        ("age", "-44", "ANSWERS-NEGATIVE-ANSWER"),
        ("age", "44,5", "ANSWERS-TOO-FINE"),
        ("age", "1.500,00", "ANSWERS-NO-NUMBER"),
        ("age", "None", "ANSWERS-NO-NUMBER"),
    ],
)
def test_what_can_not_be_an_answer_is_refused_or_counted_as_invalid(
    tmp_path: Path, column: str, cell: str, code: str
) -> None:
    cells = dict(zip(["skemanr", "område", *NAMES], ROW.strip().split(";"), strict=True))
    row = ";".join((cells | {column: cell}).values()) + "\n"
    assert found_in(tmp_path, row) == [code]
    answers = read(tmp_path, row, invalid="count")
    assert answers.data[column].tolist() == [INVALID]
    (problem,) = answers.problems
    assert (problem.value, problem.respondent) == (cell, "007")
    assert problem.kind is (
        ProblemKind.OUT_OF_RANGE if "TOO-LOW" in code or "TOO-HIGH" in code else ProblemKind.INVALID
    )
    (note,) = [note for note in answers.notes if note.code == "ANSWERS-COUNTED-INVALID"]
    assert cell in note.message


def test_a_resident_may_write_na_or_none(tmp_path: Path) -> None:
    answers = read(tmp_path, "1;Vest;3;;1;;;44;3;NA\n", "2;Vest;3;;1;;;44;3;None\n")
    assert answers.words("wish").tolist() == ["NA", "None"]


def test_codes_with_noughts_behind_the_decimal_sign_are_whole(tmp_path: Path) -> None:
    assert read(tmp_path, "1;Vest;3,0;;1;;;44;3;\n").data["safe"].tolist() == [3]


@pytest.mark.parametrize(
    ("ids", "codes"),
    [
        (("1", ""), ["ANSWERS-ID-EMPTY"]),
        (("1", "1"), ["ANSWERS-ID-TWICE"]),
        (("а1", "a1"), ["ANSWERS-ID-LETTERS"]),
        (("1,23457E+18", "2"), ["ANSWERS-ID-CUT"]),
        (("-1", "2"), ["ANSWERS-ID-LETTERS"]),
        (("--3", "9" * 5000), ["ANSWERS-ID-LETTERS"] * 2),
        (("A#1", "x" * 65), ["ANSWERS-ID-LETTERS"]),
    ],
)
def test_ids_that_can_be_taken_for_another_are_refused(
    tmp_path: Path, ids: tuple[str, str], codes: list[str]
) -> None:
    rows = [f"{one};Vest;3;;1;;;44;3;\n" for one in ids]
    assert found_in(tmp_path, *rows) == codes


def test_long_ids_and_leading_noughts_stay_as_they_are(tmp_path: Path) -> None:
    ids = ["0000000000000000993", "1234567890123456992", "1234567890123456993"]
    answers = read(tmp_path, *(f"{one};Vest;3;;1;;;44;3;\n" for one in ids))
    assert answers.ids.tolist() == ids


def test_a_number_that_excel_has_rounded_is_no_id(tmp_path: Path) -> None:
    path = tmp_path / "svar.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["skemanr", "område", *NAMES])
        sheet.write_row(1, 0, [1234567890123456993, "Vest", 3, "", 1, "", "", 44, 3, ""])
        sheet.write_row(2, 0, [1.5, "Vest", 3, "", 1, "", "", 44, 3, ""])
        sheet.write_row(3, 0, ["--3", "Vest", 3, "", 1, "", "", 44, 3, ""])
        sheet.write_row(4, 0, ["9" * 5000, "Vest", 3, "", 1, "", "", 44, 3, ""])
    with pytest.raises(FindingsError) as caught:
        read_responses(path, skema())
    assert [each.code for each in caught.value.findings] == [
        *["ANSWERS-ID-ROUNDED"] * 3,
        "ANSWERS-ID-LETTERS",
    ]
    assert "Sheet1!A2" in str(caught.value)


def test_a_formula_is_told_with_its_cell_but_only_where_it_is_used(tmp_path: Path) -> None:
    path = tmp_path / "svar.xlsx"
    for place, fails in ((2, True), (10, False)):
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["skemanr", "område", *NAMES, "note"])
            sheet.write_row(1, 0, [7, "Vest", 3, "", 1, "", "", 44, 3, "", ""])
            sheet.write_formula(1, place, "=1+1")
        if fails:
            with pytest.raises(FindingsError, match=r"Sheet1!C2"):
                read_responses(path, skema())
        else:
            assert read_responses(path, skema()).data["respondent"].tolist() == ["7"]


def test_a_column_that_is_missing_is_told_unless_it_was_not_in_this_wave(tmp_path: Path) -> None:
    head, row = HEAD.replace("why;", ""), ROW.replace("3;;1", "3;1")
    with pytest.raises(DataError, match="why"):
        read(tmp_path, row, head=head)
    answers = read(tmp_path, row, head=head, absent=["why"])
    assert answers.data["why"].tolist() == [int(MissingKind.NOT_IN_WAVE)]
    with pytest.raises(UnknownNameError, match="whi"):
        read(tmp_path, row, head=head, absent=["whi"])


def test_areas_are_taken_along_as_the_file_has_them(tmp_path: Path) -> None:
    answers = read(tmp_path, ROW, ROW.replace("007", "8").replace("Vest", "Øst"))
    assert [code.value for code in answers.codebook["area"].codes] == ["Vest", "Øst"]
    assert found_in(tmp_path, ROW.replace("Vest", "")) == ["ANSWERS-EMPTY-GROUP"]


def test_two_files_are_put_below_each_other_with_how_they_were_answered(tmp_path: Path) -> None:
    web, paper = tmp_path / "web.csv", tmp_path / "papir.csv"
    web.write_text(
        HEAD.replace("\n", ";påbegyndt;afsluttet;sprog\n")
        + ROW.replace("\n", ";7-5-2012 09:30;7-5-2012 09:45;da\n"),
        encoding="utf-8",
    )
    paper.write_text(HEAD + ROW.replace("007", "P1"), encoding="utf-8")
    answers = read_responses(
        [AnswerFile(web, mode="web"), AnswerFile(paper, mode="paper", language="en")], skema()
    )
    front = answers.data.iloc[:, :8].fillna({"minutes": -1}).to_dict("list")
    assert front == {
        "respondent": ["007", "P1"],
        "mode": ["web", "paper"],
        "language": ["da", "en"],
        "started": ["2012-05-07T09:30:00", ""],
        "finished": ["2012-05-07T09:45:00", ""],
        "minutes": [15.0, -1.0],
        "source": ["web.csv", "papir.csv"],
        "area": ["Vest", "Vest"],
    }
    assert [each.rows for each in answers.sources] == [1, 1]


def test_an_id_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(HEAD + ROW, encoding="utf-8")
    with pytest.raises(FindingsError, match=r"a\.csv:2.*b\.csv:2"):
        read_responses([tmp_path / "a.csv", tmp_path / "b.csv"], skema())


def test_files_with_and_without_ids_do_not_go_together(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + ROW, encoding="utf-8")
    head, row = HEAD.split(";", 1)[1], ROW.split(";", 1)[1]
    (tmp_path / "b.csv").write_text(head + row, encoding="utf-8")
    with pytest.raises(DataError, match=r"b\.csv"):
        read_responses([tmp_path / "a.csv", tmp_path / "b.csv"], skema())


def test_problems_of_the_second_file_lead_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + ROW, encoding="utf-8")
    (tmp_path / "b.csv").write_text(
        HEAD + "8;Vest;9;;1;;;44;3;\n9;Vest;3;2;1;;;44;3;\n", encoding="utf-8"
    )
    answers = read_responses([tmp_path / "a.csv", tmp_path / "b.csv"], skema(), invalid="count")
    places = {each.respondent: str(each.place) for each in answers.problems}
    assert places["8"].endswith("b.csv:2 (safe)")
    assert places["9"].endswith("b.csv:3 (why)")


@pytest.mark.parametrize(
    "how",
    [{"invalid": "yes"}, {"contradictions": None}, {"duplicates": "last"}],
)
def test_unknown_choices_are_refused(tmp_path: Path, how: dict[str, Any]) -> None:
    with pytest.raises(WrongUseError):
        read(tmp_path, ROW, **how)


@pytest.mark.parametrize("path", [None, 3, [], [3], {"a": 1}])
def test_what_is_no_path_is_refused(path: object) -> None:
    with pytest.raises(WrongUseError):
        read_responses(path, skema())
    with pytest.raises(SurveyError):
        read_responses("svar.csv", "nordby-2012")  # type: ignore[arg-type]


def test_column_named_by_hand_holds_the_ids(tmp_path: Path) -> None:
    head = HEAD.replace("skemanr", "kode")
    assert "respondent" not in read(tmp_path, ROW, head=head).data
    assert read(tmp_path, ROW, head=head, respondent="kode").data["respondent"].tolist() == ["007"]
    with pytest.raises(DataError, match="code"):
        read(tmp_path, ROW, head=head, respondent="code")


def test_all_missing_answers_stay_missing(tmp_path: Path) -> None:
    answers = read(tmp_path, "1;Vest;;;;;;;;\n", "2;Vest;;;;;;;;\n")
    assert (answers.data["safe"] == NO_ANSWER).all()
    assert (answers.data["why"] == NOT_ASKED).all()


def test_the_raw_file_is_never_touched(tmp_path: Path) -> None:
    read(tmp_path, ROW)
    before = (tmp_path / "svar.csv").read_bytes()
    read_responses(tmp_path / "svar.csv", skema(), invalid="count")
    assert (tmp_path / "svar.csv").read_bytes() == before


def test_text_columns_are_plain_objects_whatever_is_installed(tmp_path: Path) -> None:
    answers = read(tmp_path, ROW)
    kinds = {str(answers.data[name].dtype) for name in ("respondent", "area", "wish")}
    assert kinds == {"object"}
    assert isinstance(answers.data, pd.DataFrame)


def roster(folder: Path, *rows: str) -> Responses:
    (folder / "svar.csv").write_text("skemanr;safe\n1;3\n2;1\n", encoding="utf-8")
    path = folder / "boern.csv"
    path.write_text("skemanr;item;child_age;child_club\n" + "".join(rows), encoding="utf-8")
    return read_responses(
        folder / "svar.csv", questionnaire_from(ROSTER), rosters={"children": path}
    )


def test_persons_of_a_roster_are_routed_by_their_respondents_answers(tmp_path: Path) -> None:
    table = roster(tmp_path, "1;1;8;1\n", "1;2;4;\n", "2;1;9;\n").rosters["children"]
    assert table.to_dict("list") == {
        "respondent": ["1", "1", "2"],
        "item": ["1", "2", "1"],
        "child_age": [8.0, 4.0, 9.0],
        "child_club": [1, NOT_ASKED, NOT_ASKED],
    }


def test_persons_of_nobody_and_persons_twice_are_told(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        roster(tmp_path, "1;1;8;1\n", "3;1;4;\n", "1;1;9;\n")
    assert [each.code for each in caught.value.findings] == [
        "ANSWERS-PERSON-OF-NOBODY",
        "ANSWERS-PERSON-TWICE",
    ]


def test_a_questionnaire_of_computed_questions_alone_has_a_row_for_each(tmp_path: Path) -> None:
    computed = {**WRITTEN["questions"][5], "cases": [{"when": "area in ['Vest']", "value": 1}]}
    path = tmp_path / "svar.csv"
    path.write_text("id;område\n1;Vest\n2;Øst\n", encoding="utf-8")
    answers = read_responses(path, questionnaire_from({**WRITTEN, "questions": [computed]}))
    assert answers.data["group"].tolist() == [1, 2]
