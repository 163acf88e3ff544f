"""From files of answers to clean ones: what is filled in is never lost, and what comes of it."""

from __future__ import annotations

import csv
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from made_study import HEAD, ROWS, STUDY, fill_in, listed, small_study, workbook_of, write_cell

from survey.errors import DataError, FileError, RefusedError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.questionnaire.locking.lock import lock_questionnaire
from survey.questionnaire.locking.lock_file import write_lock
from survey.responses.cleaning.log import CleaningLog
from survey.responses.labelled.own_files import own_stamp
from survey.study.steps.prepared import PreparedAnswers, prepare_answers
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.study.wave import Wave

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "dirty-answers"
AREA, CODE, WORDS = ("0041", "area"), ("0042", "safe_day"), ("0043", "change_first")
RIGHT: dict[tuple[str, str], object] = {AREA: "vest", CODE: 4, WORDS: "Ring til os"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_study(tmp_path / "study")


def wave(folder: Path) -> Wave:
    return open_study(folder).wave()


def prepared(folder: Path, **fields: object) -> PreparedAnswers:
    return prepare_answers(wave(folder), when="2026-11-26", **fields)  # type: ignore[arg-type]


def log_of(folder: Path) -> list[list[str]]:
    path = folder / "waves" / "2026" / "corrections.csv"
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.reader(text.splitlines(), delimiter=";"))[1:]


def test_what_is_wrong_stands_in_the_workbook(folder: Path) -> None:
    found = prepared(folder)
    assert (found.left, found.taken) == (3, 0)
    assert listed(workbook_of(folder)) == [AREA, CODE, WORDS]
    assert [path.name for path in found.files] == ["findings.xlsx", "findings.html"]
    assert found.lines()[-1].startswith("3 things to look at: open findings.xlsx")


def test_when_all_is_corrected_nothing_is_left_and_the_report_is_built(folder: Path) -> None:
    with pytest.raises(FindingsError, match="survey answers lists all of them"):
        wave(folder).document("en")
    prepared(folder)
    fill_in(workbook_of(folder), RIGHT)
    found = prepared(folder)
    assert (found.left, found.taken) == (0, 3)
    assert found.lines()[-1].endswith("nothing is left to be corrected.")
    assert [row[:4] for row in log_of(folder)] == [
        ["0041", "area", "Vesten", "vest"],
        ["0042", "safe_day", "9", "4"],
        ["0043", "change_first", "*", "Ring til os"],
    ]
    again = prepared(folder)
    assert (again.left, again.taken, len(log_of(folder))) == (0, 0, 3)
    assert wave(folder).document("en").title == "Small"


def test_a_workbook_that_is_filled_in_half_is_taken_half(folder: Path) -> None:
    prepared(folder)
    fill_in(workbook_of(folder), {CODE: "4 Safe"})
    found = prepared(folder)
    assert (found.left, found.taken) == (2, 1)
    assert listed(workbook_of(folder)) == [AREA, WORDS]


def test_what_stays_is_not_told_again_and_the_log_says_that_it_stays(folder: Path) -> None:
    prepared(folder)
    fill_in(workbook_of(folder), {CODE: None})
    assert prepared(folder).left == 2
    assert [(row[0], row[2], row[3], row[7]) for row in log_of(folder)] == [
        ("0042", "9", "9", "stays")
    ]


def test_what_was_filled_in_is_taken_in_whatever_language_is_spoken(folder: Path) -> None:
    prepared(folder, language="en")
    fill_in(workbook_of(folder), {CODE: 4})
    with language_in_force("da"):
        found = prepared(folder, language="da")
        assert found.lines()[-1].startswith("2 ting at se på: åbn fund.xlsx")
    assert (found.left, found.taken) == (2, 1)
    for name in ("fund.xlsx", "findings.xlsx"):
        assert listed(workbook_of(folder, name)) == [AREA, WORDS]


def test_each_workbook_is_wholly_in_its_language(tmp_path: Path) -> None:
    ticks = [f"unsafe_places_{number}" for number in (*range(1, 10), "8_text")]
    rows = [*(f"{each}{';' * len(ticks)}" for each in ROWS), "0044;vest;1;1;;1;0;0;0;0;0;0;0;1;"]
    folder = small_study(tmp_path / "study", rows, head=f"{HEAD};{';'.join(ticks)}")
    form = folder / "form.yaml"
    form.write_text(
        form.read_text(encoding="utf-8") + "      - use: unsafe_places\n", encoding="utf-8"
    )
    prepared(folder, language="da")
    prepared(folder, language="en")
    for name, told in (("fund.xlsx", "Intet bestemt sted"), ("findings.xlsx", "No particular")):
        page = openpyxl.load_workbook(workbook_of(folder, name)).worksheets[1]
        assert told in str(page["E4"].value)


def test_a_step_that_was_taken_out_of_the_log_does_not_come_back(folder: Path) -> None:
    prepared(folder, language="en")
    fill_in(workbook_of(folder), {CODE: 4})
    prepared(folder, language="da")
    (folder / "waves" / "2026" / "corrections.csv").unlink()
    found = prepared(folder, language="en")
    assert (found.left, found.taken) == (3, 0)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        (1, "G5", "77", 'G5.*"77" is no answer to "safe_day"'),
        (1, "G5", "=1+1", "G5.*The cell is a formula"),
        (1, "G3", "Ret", "Answers to correct.*The heads of the columns"),
        (2, "A3", "Hvem", "Respondents.*The heads of the columns"),
    ],
)
def test_what_is_filled_in_wrongly_is_told_with_its_cell_and_nothing_is_lost(
    folder: Path, sheet: int, cell: str, value: str, told: str
) -> None:
    prepared(folder)
    workbook = workbook_of(folder)
    fill_in(workbook, {AREA: "vest"})
    write_cell(workbook, sheet, cell, value)
    before = workbook.read_bytes()
    with pytest.raises(FindingsError) as error:
        prepared(folder)
    assert re.search(told, str(error.value))
    assert workbook.read_bytes() == before
    assert log_of(folder) == []


def test_a_reason_beside_a_respondent_needs_yes_or_no(tmp_path: Path) -> None:
    empty = "0050;vest;;;"
    folder = small_study(tmp_path / "study", [*ROWS, empty])
    prepared(folder)
    workbook = workbook_of(folder)
    assert listed(workbook, 2)[0][0] == "0050"
    write_cell(workbook, 2, "F4", "nobody there")
    with pytest.raises(FindingsError, match=r"E4\): A reason is given, but neither"):
        prepared(folder)
    write_cell(workbook, 2, "E4", "yes")
    found = prepared(folder)
    assert (found.left, found.taken) == (0, 1)
    assert len(wave(folder).responses().data) == 40


def test_an_empty_area_is_corrected_in_the_workbook(tmp_path: Path) -> None:
    folder = small_study(tmp_path / "study", [*ROWS, "0041;;4;2;"])
    prepared(folder)
    fill_in(workbook_of(folder), {AREA: "Vestparken"})
    assert prepared(folder).left == 0
    assert wave(folder).responses().data["area"].iloc[-1] == "vest"


def test_who_lives_nowhere_is_left_out_or_corrected_and_never_settled(tmp_path: Path) -> None:
    folder = small_study(tmp_path / "study", [*ROWS, "0041;;4;2;", "0042;Vesten;4;2;"])
    prepared(folder)
    workbook = workbook_of(folder)
    assert [who for who, _ in listed(workbook, 2)] == ["0041", "0042"]
    fill_in(workbook, {AREA: "delete"})
    with pytest.raises(FindingsError, match="everybody must belong somewhere"):
        prepared(folder)
    fill_in(workbook, {AREA: None, ("0042", "area"): None})
    assert prepared(folder).left == 2
    write_cell(workbook, 2, "E4", "Yes")
    write_cell(workbook, 2, "F4", "nobody knows")
    fill_in(workbook, {("0042", "area"): "vest"})
    assert prepared(folder).left == 0
    assert wave(folder).responses().data["respondent"].tolist()[-2:] == ["0040", "0042"]


def test_a_workbook_that_cannot_be_written_keeps_its_corrections_for_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(folder)
    workbook = workbook_of(folder)
    fill_in(workbook, RIGHT)
    replace: Callable[..., None] = os.replace

    def locked(source: object, target: object, **fields: object) -> None:
        if Path(str(target)).name == workbook.name:
            raise PermissionError(13, "Permission denied")
        replace(source, target, **fields)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", locked)
        with pytest.raises(FileError):
            prepared(folder)
    assert len(log_of(folder)) == 0  # all is as it was, the workbook as it was filled in
    assert prepared(folder).left == 0
    assert len(log_of(folder)) == 3


def test_corrections_that_fit_no_more_are_told(folder: Path) -> None:
    prepared(folder)
    fill_in(workbook_of(folder), RIGHT)
    prepared(folder)
    text = (folder / "svar.csv").read_text(encoding="utf-8")
    (folder / "svar.csv").write_text(text.replace("0042;syd;9", "0042;syd;8"), encoding="utf-8")
    found = prepared(folder)
    assert found.left == 1
    assert any("the value in the file is another now" in line for line in found.lines())


def test_a_log_changed_by_hand_is_added_to(folder: Path) -> None:
    path = folder / "waves" / "2026" / "corrections.csv"
    path.parent.mkdir(parents=True)
    hand = (
        "Svarperson;Kolonne;Fra;Til;Begrundelse;Dato\n0042;safe_day;9;Tryg;set i skemaet;26-11-2026"
    )
    path.write_bytes(hand.encode("cp1252"))
    assert prepared(folder).left == 2
    fill_in(workbook_of(folder), {AREA: "vest"})
    assert prepared(folder).left == 1
    assert [row[:4] for row in log_of(folder)] == [
        ["0042", "safe_day", "9", "4"],
        ["0041", "area", "Vesten", "vest"],
    ]


def test_zeros_that_a_spreadsheet_took_away_are_told(folder: Path) -> None:
    path = folder / "waves" / "2026" / "corrections.csv"
    path.parent.mkdir(parents=True)
    path.write_text("respondent;variable;from;to;why;when\n42;safe_day;9;4;set;2026-11-26")
    assert any('who is in no file; there is "0042"' in each for each in prepared(folder).lines())


def test_answers_without_ids_cannot_be_corrected_and_it_is_said(tmp_path: Path) -> None:
    rows = [*(row.partition(";")[2] for row in ROWS), "syd;4;9;", "syd;4;2;Ring 20 30 40 50"]
    folder = small_study(tmp_path / "study", rows, head=HEAD.partition(";")[2])
    found = prepared(folder)
    assert "the answers have no ids" in found.lines()[-1]
    workbook = workbook_of(folder)
    assert listed(workbook)[0] == ("(row 41)", "safe_evening")
    write_cell(workbook, 1, "G4", 4)
    before = workbook.read_bytes()
    with pytest.raises(FindingsError, match="The answers had no ids"):
        prepared(folder)
    assert workbook.read_bytes() == before


def test_files_for_other_programs_hold_the_corrected_answers(folder: Path) -> None:
    prepared(folder)
    fill_in(workbook_of(folder), RIGHT)
    names = [path.name for path in prepared(folder, formats=["sav", "csv"]).files]
    assert {"answers.sav", "answers.csv"} <= set(names)
    assert "Ring til os" in (folder / "waves/2026/answers.csv").read_text(encoding="utf-8-sig")


def test_an_unknown_format_is_told_before_anything_is_written(folder: Path) -> None:
    with pytest.raises(WrongUseError, match="can't be written as"):
        prepared(folder, formats=["doc"])
    assert not (folder / "waves").exists()


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("{id: '2026', answers: nej.csv}", "must have answers"),
        ("{id: '2026', answers: [{file: svar.csv, columns: nej.xlsx}]}", "the file nej.xlsx"),
        ("{id: '2026', answers: svar.csv, corrections: nej.csv}", "the file nej.csv"),
    ],
)
def test_a_file_that_is_named_but_not_there_is_told(tmp_path: Path, named: str, told: str) -> None:
    study = STUDY.replace('{id: "2026", answers: svar.csv}', named)
    folder = small_study(tmp_path / "study", study=study)
    with pytest.raises(FileError, match=told):
        prepared(folder)


def test_a_log_is_replaced_only_when_that_is_said(folder: Path) -> None:
    prepared(folder)
    fill_in(workbook_of(folder), RIGHT)
    prepared(folder)
    log, path = wave(folder).files.corrections, folder / "other.csv"
    assert log is not None
    shutil.copy(log, path)
    with pytest.raises(RefusedError):
        CleaningLog().write(path)
    CleaningLog().write(path, replace=True)


@pytest.mark.parametrize(
    ("language", "mark"),
    [("en", "Example with simulated data"), ("da", "Eksempel med simulerede data")],
)
def test_it_is_said_of_invented_answers(tmp_path: Path, language: str, mark: str) -> None:
    folder = small_study(tmp_path / "study", study=f"{STUDY}simulated: true\n")
    workbook, page = prepared(folder, language=language).files
    assert mark in page.read_text(encoding="utf-8")
    assert all(
        mark in str(sheet["A2"].value) for sheet in openpyxl.load_workbook(workbook).worksheets
    )


def decide(path: Path, most: int) -> None:
    """Choose the second keying for the first differences."""
    book = openpyxl.load_workbook(path)
    rows = [row for row in book.worksheets[0].iter_rows(min_row=4) if row[1].value]
    for row in rows[:most]:
        row[7].value = "2nd keying"
    book.save(path)


def right_answers() -> dict[tuple[str, str], object]:
    text = (EXAMPLE / "facit.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    columns = {"område": "area"}
    return {
        (row["id"], columns.get(row["kolonne"], row["kolonne"])): row["rigtigt"] or "delete"
        for row in rows
    }


def test_the_example_of_dirty_answers_gets_clean(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(EXAMPLE, folder)
    first = prepared(folder)
    assert (first.undecided, first.left, first.checks) == (5, 5, None)
    assert "5 cells were keyed differently" in first.lines()[0]
    decide(first.files[0], 2)
    with pytest.raises(FindingsError, match="3 differences between the two keyings"):
        prepared(folder)
    decide(first.files[0], 5)
    second = prepared(folder)
    assert second.undecided == 0
    workbook = workbook_of(folder)
    right = right_answers()
    fill_in(workbook, {key: right.get(key, "delete") for key in listed(workbook)})
    for row in range(4, 4 + len(listed(workbook, 2))):
        write_cell(workbook, 2, f"E{row}", "no")
        write_cell(workbook, 2, f"F{row}", "rule 1")
    third = prepared(folder, formats=["csv"])
    assert third.left == 0
    assert third.taken == len(log_of(folder)) > 100
    pages = wave(folder).report(language="en", formats=["html"], out=tmp_path / "out")
    assert "Example with simulated data" in pages[0].read_text(encoding="utf-8")


def test_nothing_is_reported_while_somebody_lives_in_no_known_area(tmp_path: Path) -> None:
    counted = STUDY.replace("answers: svar.csv", "answers: svar.csv, invalid: count")
    unsure = open_study(small_study(tmp_path / "s", study=counted)).wave()
    with language_in_force("en"), pytest.raises(DataError, match="0041"):
        unsure.design()


def test_files_for_other_programs_are_stamped_with_the_lock_of_the_wave(folder: Path) -> None:
    wave_of = open_study(folder).wave()
    lock = lock_questionnaire(wave_of.plan.questionnaire, wave="2026")
    (folder / "waves" / "2026").mkdir(parents=True)
    write_lock(lock, folder / "waves" / "2026" / "lock.json")
    written = prepared(folder, formats=["sav"]).files[-1]
    stamp = own_stamp(written)
    assert stamp is not None
    assert (stamp.wave, stamp.instrument) == ("2026", lock.instrument)
