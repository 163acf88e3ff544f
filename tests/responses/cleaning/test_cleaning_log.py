"""The cleaning log is joined step by step, written, read back, and never loses a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_answer_tables import change, removal

from survey.errors import DataError, RefusedError, WrongUseError
from survey.files.xlsx_reader import read_xlsx
from survey.findings import FindingsError
from survey.language.catalogue import LANGUAGES, language_in_force
from survey.responses.cleaning.log import CleaningLog
from survey.responses.cleaning.log_table import read_steps_of
from survey.responses.corrections import Correction, StepKind

if TYPE_CHECKING:
    from pathlib import Path

FULL = CleaningLog((
    change("0007", "safe", "9", "2", who="MH", when="2026-11-26"),
    change("0007", "wish", "*", "=SUM(A1); »lys« og\nsti", why="-ring", when="2026-11-26"),
    change("0008", "age", "199", "-8", why="@ hende", when="2026-11-26", source="web.csv", row=12),
    removal("0009", when="2026-11-26"),
    Correction("0010", why="'citat", when="2026-11-27"),
))  # fmt: skip


def read(path: Path) -> tuple[Correction, ...]:
    found = read_steps_of(path)
    assert found.findings == []
    return tuple(step for step, _ in found.steps)


# Files


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_log_comes_back_as_it_was_written(tmp_path: Path, ending: str, language: str) -> None:
    path = tmp_path / f"log.{ending}"
    with language_in_force(language):
        FULL.write(path)
    assert read(path) == FULL.steps


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_same_log_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    one, two = tmp_path / f"one.{ending}", tmp_path / f"two.{ending}"
    FULL.write(one)
    FULL.write(two)
    assert one.read_bytes() == two.read_bytes()


def test_danish_heads_and_semicolons_open_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    with language_in_force("da"):
        FULL.write(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == (
        "\ufeffSvarperson;Kolonne;Fra;Til;Begrundelse;Rettet af;Dato;Handling;Fil;Række"
    )
    assert lines[1] == "0007;safe;9;2;seen;MH;2026-11-26;rettet;;"


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    path = FULL.write(tmp_path / "log.csv")
    fields = path.read_text(encoding="utf-8-sig").replace('"', "").split(";")
    assert not [each for each in fields if each.startswith(("=", "@", "-ring"))]
    assert "-8" in fields
    sheet = next(iter(read_xlsx(FULL.write(tmp_path / "log.xlsx")).sheets.values()))
    assert not any(cell.formula for row in sheet.rows for cell in row)


LETTERS = st.text(st.sampled_from("aæøåÆØÅ019 ;\"',.=+-@\n\t»«“مرع"), max_size=8)


@given(LETTERS, LETTERS)
def test_any_words_come_back(tmp_path_factory: pytest.TempPathFactory, one: str, two: str) -> None:
    from survey.files.clean import clean_text

    after, why = clean_text(one), clean_text(two)
    log = CleaningLog((change("a", "wish", "*", after, why=why or "x", when="2026-11-26"),))
    path = tmp_path_factory.mktemp("log") / "log.csv"
    assert read(log.write(path)) == log.steps


def test_an_empty_log_can_be_written_and_read(tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        assert read(CleaningLog().write(tmp_path / f"log.{ending}")) == ()


def test_the_english_keys_are_heads_in_every_language(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("respondent;variable;from;to;why\n0007;safe;9;2;seen\n", encoding="utf-8")
    with language_in_force("da"):
        assert read(path) == (change("0007", "safe", "9", "2"),)


def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("id;q1\n1;2\n", encoding="utf-8")
    with pytest.raises(DataError, match="cleaning log"):
        read_steps_of(path)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";safe;9;2;x;;;;;", "CLEANING-NO-RESPONDENT"),
        ("1;safe;9;2;x;;;burnt;;", "CLEANING-KIND"),
        ("1;safe;9;2;x;;31-02-2026;;;", "CLEANING-DATE"),
        ("1;safe;9;2;x;;;;;two", "CLEANING-ROW"),
        ("1;safe;9;2;;;;;;", "CLEANING-NO-REASON"),
    ],
)
def test_what_is_wrong_in_a_log_is_told_with_its_line(tmp_path: Path, line: str, code: str) -> None:
    path = tmp_path / "log.csv"
    heads = "respondent;variable;from;to;why;who;when;kind;file;row"
    path.write_text(f"{heads}\n{line}\n", encoding="utf-8")
    (found,) = read_steps_of(path).findings
    assert found.code == code
    assert found.place is not None
    assert found.place.line == 2


def test_a_log_is_only_added_to(tmp_path: Path) -> None:
    path = FULL.write(tmp_path / "log.csv")
    more = FULL.joined(CleaningLog((change("0011", "safe", "1", "2", when="2026-11-28"),)))
    assert read(more.write(path)) == more.steps
    with pytest.raises(RefusedError, match="step 6"):
        FULL.write(path)
    assert read(path) == more.steps


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="ends with"):
        FULL.write(tmp_path / "log.txt")


# Joining


def joined(*logs: tuple[Correction, ...]) -> list[tuple[str, str]]:
    log = CleaningLog()
    for each in logs:
        log = log.joined(CleaningLog(each))
    return [(step.before, step.after) for step in log]


def test_later_steps_follow_on() -> None:
    assert joined((change("a", "q", "1", "2"),), (change("a", "q", "2", "3"),)) == [
        ("1", "2"),
        ("2", "3"),
    ]


def test_a_later_correction_of_the_raw_answer_wins_and_the_chain_fits() -> None:
    assert joined((change("a", "q", "1", "2"),), (change("a", "q", "1", "3"),)) == [
        ("1", "2"),
        ("2", "3"),
    ]


def test_what_is_already_there_is_left_out() -> None:
    first, second = change("a", "q", "1", "2"), change("a", "q", "2", "3")
    assert joined((first,), (second,), (first,), (first, second)) == [("1", "2"), ("2", "3")]


def test_the_same_correction_from_two_people_is_one_step() -> None:
    assert joined((change("a", "q", "1", "2"),), (change("a", "q", "1", "2", who="KN"),)) == [
        ("1", "2")
    ]


def test_a_step_that_begins_with_something_else_is_refused() -> None:
    with pytest.raises(FindingsError, match='begins with "7"') as raised:
        joined((change("a", "q", "1", "2"),), (change("a", "q", "7", "3"),))
    assert [each.code for each in raised.value.findings] == ["CLEANING-CHAIN"]


def test_own_words_are_corrected_again() -> None:
    words = (change("a", "wish", "*", "x"), change("a", "wish", "*", "y"))
    assert joined(words[:1], words[1:]) == [("*", "x"), ("*", "y")]


def test_removals_are_joined_once() -> None:
    log = CleaningLog((removal("a"),)).joined(CleaningLog((removal("a", why="other"),)))
    assert [step.kind for step in log] == [StepKind.REMOVE]


def test_a_log_tells_itself() -> None:
    assert repr(FULL) == "CleaningLog(4 changes, 1 removals)"
    assert len(FULL) == 5
    frame = FULL.to_frame()
    assert list(frame.columns) == [
        "respondent", "variable", "from", "to", "why", "who", "when", "kind", "file", "row",
    ]  # fmt: skip
    assert frame["kind"].tolist() == ["change", "change", "change", "remove", "change"]
    assert "Cleaning log: 5 steps" in FULL._repr_html_()
