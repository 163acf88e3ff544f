"""Corrections come before everything else: routing, computed values and duplicates follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_skema import HEAD, ROSTER, ROW, read, skema

from survey.questionnaire.build import questionnaire_from
from survey.responses.cleaning.log import CleaningLog
from survey.responses.corrections import Correction, StepKind
from survey.responses.reading import read_responses

if TYPE_CHECKING:
    from pathlib import Path

    from survey.responses.responses import Responses

SEVEN = "007;Vest;1;2;1;;;44;3;ja\n"
EIGHT = "8;Øst;3;;;;;30;3;nej\n"


def step(
    variable: str, before: str, after: str, respondent: str = "007", **more: Any
) -> Correction:
    return Correction(respondent, variable, before, after, "Fejl", "AB", "2026-05-01", **more)


REMOVED = Correction("007", why="Test", who="AB", when="2026-05-01", kind=StepKind.REMOVE)


def corrected(folder: Path, *steps: Correction, **how: Any) -> Responses:
    return read(folder, SEVEN, EIGHT, corrections=CleaningLog(steps), **how)


def codes(answers: Responses) -> set[str]:
    return {note.code for note in answers.notes}


def test_a_corrected_filter_changes_why_what_hangs_on_it_is_missing(tmp_path: Path) -> None:
    done = corrected(tmp_path, step("safe", "1", "3"))
    assert done.data["why"].tolist() == [-3, -3]
    assert [(each.variable, each.value) for each in done.problems] == [("why", "2")]
    done = corrected(tmp_path, step("safe", "3", "1", "8"))
    assert done.data["why"].tolist() == [2, -1]
    assert not done.problems


def test_a_corrected_number_changes_what_is_computed_from_it(tmp_path: Path) -> None:
    done = corrected(tmp_path, step("age", "44", "22"))
    assert done.data["group"].tolist() == [1, 1]


def test_a_computed_value_can_not_be_corrected_and_that_is_told(tmp_path: Path) -> None:
    done = corrected(tmp_path, step("group", "2", "1"))
    assert done.data["group"].tolist() == [2, 1]
    assert (done.steps, "CLEANING-UNKNOWN-COLUMN" in codes(done)) == ((), True)


@pytest.mark.parametrize("name", ["area", "område"])
def test_an_area_is_corrected_by_either_name(tmp_path: Path, name: str) -> None:
    done = corrected(tmp_path, step(name, "Vest", "Øst"))
    assert done.data["area"].tolist() == ["Øst", "Øst"]
    assert len(done.steps) == 1


def test_an_area_is_corrected_from_a_file_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "respondent;variable;from;to;why;who;when\n007;area;Vest;Øst;Fejl;AB;2026-05-01\n",
        encoding="utf-8",
    )
    assert read(tmp_path, SEVEN, EIGHT, corrections=log).data["area"].tolist() == ["Øst", "Øst"]


def test_an_id_is_corrected_and_then_is_another_or_there_twice(tmp_path: Path) -> None:
    done = corrected(tmp_path, step("respondent", "007", "9"))
    assert done.ids.tolist() == ["9", "8"]
    done = corrected(tmp_path, step("respondent", "007", "8"), duplicates="first")
    assert done.data["safe"].tolist() == [1]


def test_a_column_of_ids_that_is_named_by_hand_is_corrected_beside_another(tmp_path: Path) -> None:
    head = "respondent;" + HEAD.replace("skemanr", "kode")
    log = CleaningLog((step("safe", "1", "3"),))
    done = read(
        tmp_path, "1;" + SEVEN, "007;" + EIGHT, head=head, respondent="kode", corrections=log
    )
    assert (done.ids.tolist(), done.data["safe"].tolist()) == (["007", "8"], [3, 3])


def test_noughts_in_front_of_an_id_count(tmp_path: Path) -> None:
    done = corrected(tmp_path, step("safe", "1", "3", "7"))
    assert done.data["safe"].tolist() == [1, 3]
    assert "CLEANING-UNKNOWN-ZEROS" in codes(done)


def test_a_tick_is_put_and_taken_away(tmp_path: Path) -> None:
    done = corrected(tmp_path, step("where_2", "", "1"), step("where_1", "1", ""))
    assert done.data[["where_1", "where_2", "where_9"]].iloc[0].tolist() == [0, 1, 0]


def test_two_steps_on_one_answer_are_taken_in_their_order_only(tmp_path: Path) -> None:
    one, two = step("safe", "1", "3"), step("safe", "3", "2")
    assert corrected(tmp_path, one, two).data["safe"].tolist() == [2, 3]
    turned = corrected(tmp_path, two, one)
    assert turned.data["safe"].tolist() == [3, 3]
    assert "CLEANING-OTHER-VALUE" in codes(turned)


def test_who_is_removed_is_gone_whatever_else_is_corrected(tmp_path: Path) -> None:
    change = step("safe", "1", "3")
    for steps in ((REMOVED, change), (change, REMOVED)):
        done = corrected(tmp_path, *steps)
        assert (done.ids.tolist(), len(done.steps)) == (["8"], 2)
    assert corrected(tmp_path, REMOVED, step("", "", "", "8", kind=StepKind.REMOVE)).data.empty


def test_a_rule_for_duplicates_comes_after_corrections(tmp_path: Path) -> None:
    rows = ["1;Vest;1;2;1;;;44;3;ja\n", "1;Vest;3;;;;;;;\n"]
    log = CleaningLog((step("safe", "1", "2", "1", row=2),))
    done = read(tmp_path, *rows, corrections=log, duplicates="latest_complete")
    assert done.data["safe"].tolist() == [2]
    assert [each.kind for each in done.steps] == [StepKind.CHANGE, StepKind.REMOVE]


def test_a_correction_to_what_can_not_be_is_refused_like_an_answer(tmp_path: Path) -> None:
    done = corrected(tmp_path, step("safe", "1", "99"), invalid="count")
    assert done.data["safe"].tolist() == [-5, 3]


@pytest.mark.parametrize("how", ["removed", "latest_complete"])
def test_persons_of_a_respondent_who_was_left_out_are_left_out_and_told(
    tmp_path: Path, how: str
) -> None:
    (tmp_path / "svar.csv").write_text("skemanr;safe\n007;3\n1;1\n1;\n", encoding="utf-8")
    persons = tmp_path / "boern.csv"
    persons.write_text("skemanr;item;child_age;child_club\n007;1;8;1\n1;1;9;\n", encoding="utf-8")
    log = CleaningLog((REMOVED,)) if how == "removed" else None
    done = read_responses(
        tmp_path / "svar.csv",
        questionnaire_from(ROSTER),
        rosters={"children": persons},
        duplicates="latest_complete",
        corrections=log,
    )
    expected = ["1"] if how == "removed" else ["007", "1"]
    assert done.rosters["children"]["respondent"].tolist() == expected
    assert ("ANSWERS-PERSONS-LEFT-OUT" in codes(done)) is (how == "removed")


def test_the_files_stay_as_they_are(tmp_path: Path) -> None:
    corrected(tmp_path, step("safe", "1", "3"))
    assert (tmp_path / "svar.csv").read_text(encoding="utf-8") == HEAD + SEVEN + EIGHT
    assert read_responses(tmp_path / "svar.csv", skema()).data["safe"].tolist() == [1, 3]
    assert ROW not in SEVEN
