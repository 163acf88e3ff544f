"""Code frames from the questionnaire, from YAML and from a sheet, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from coding_cases import SKEMA, responses
from hypothesis import given
from hypothesis import strategies as st

import survey as sv
from survey.errors import SurveyError, UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.language.catalogue import language_in_force
from survey.responses.coding.frame import CodeFrame, FrameCode, Net
from survey.responses.coding.frame_changes import FrameChangeKind, compare_frames
from survey.responses.coding.frame_file import read_code_frame, write_code_frame

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
question: best
nets:
  people: {da: Mennesker, en: People}
codes:
  1:
    label: {da: Naboer, en: Neighbours}
    description: {da: "Naboer, sammenhold", en: Neighbours and cohesion}
    examples: {da: ["Søde naboer", Vi hilser], en: Kind neighbours}
    net: people
  2: {da: Grønne områder, en: Green areas}
  3: {label: {da: Belysning, en: Lighting}, since: "2012"}
  97: {label: {da: Intet, en: Nothing}, exclusive: true}
  99: {label: {da: Siger intet, en: Says nothing}, no_answer: true}
"""
GOOD = "question: best\ncodes:\n  1: {da: A, en: B}\n"
BROKEN = {
    "a question that isn't open": (GOOD.replace("best", "age_group"), 1),
    "a question mistyped": (GOOD.replace("best", "bets"), 1),
    "a code of 0": (f"{GOOD}  0: {{da: C, en: D}}", 4),
    "a code in words": (f"{GOOD}  x: {{da: C, en: D}}", 4),
    "one code only": (GOOD, 2),
    "a label twice": (f"{GOOD}  2: {{da: a, en: D}}", 4),
    "no label in the first language": (f"{GOOD}  2: {{en: D}}", 4),
    "an unknown net": (f"{GOOD}  2:\n    label: {{da: C, en: D}}\n    net: no", 6),
    "an unknown key": (f"{GOOD}  2:\n    label: {{da: C, en: D}}\n    nett: no", 6),
    "no answer in a net": (
        f"{GOOD}  2:\n    label: {{da: C, en: D}}\n    net: n\n    no_answer: true\n"
        "nets: {n: {da: N}}",
        6,
    ),
}


@pytest.fixture
def frame(tmp_path: Path) -> CodeFrame:
    (tmp_path / "best.yaml").write_text(FULL, encoding="utf-8")
    return read_code_frame(tmp_path / "best.yaml", SKEMA)


def test_the_frame_of_the_questionnaire_is_found() -> None:
    for source in (SKEMA, responses()):
        found = sv.code_frame(source, "best")
        assert found.values == (1, 2, 3, 90, 97)
        assert found.titled("en") == "The best thing about the area"
        assert found.get(97).alone
        assert not found.get(1).alone


def test_the_shipped_open_questions_have_frames() -> None:
    questionnaire = sv.read_questionnaire("nordby-2012")
    for name in ("best_thing", "change_first", "unsafe_why", "image_reason"):
        assert len(sv.code_frame(questionnaire, name).values) >= 7


def test_a_question_without_a_frame_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="code frame"):
        sv.code_frame(SKEMA, "wish")
    with pytest.raises(UnknownNameError, match="own words"):
        sv.code_frame(SKEMA, "age_group")


def test_a_whole_frame_is_read_from_yaml(frame: CodeFrame) -> None:
    assert frame.values == (1, 2, 3, 97, 99)
    assert frame.get(1).examples["da"] == "Søde naboer; Vi hilser"
    assert frame.net_label("people", "da") == "Mennesker"
    assert [code.value for code in frame.counted] == [1, 2, 3, 97]
    assert frame.text["da"] == "Hvad er det bedste?"


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_written_is_read_again(
    frame: CodeFrame, tmp_path: Path, ending: str, language: str
) -> None:
    path = write_code_frame(frame, tmp_path / f"out.{ending}", language=language)
    again = read_code_frame(path, SKEMA)
    assert again == frame
    data = path.read_bytes()
    write_code_frame(again, path, language=language)
    assert path.read_bytes() == data


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_in_yaml_is_told_with_its_line(case: str, tmp_path: Path) -> None:
    written, line = BROKEN[case]
    path = tmp_path / "bad.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        read_code_frame(path, SKEMA)
    assert line in {each.place.line for each in caught.value.findings}


def test_a_plain_sheet_of_codes_and_labels_is_enough(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Ark1"
    for row in (
        ("Kode", "Betegnelse", "Intet svar"),
        (1, "Naboer", None),
        (2.0, "Ro", None),
        ("99", "Nej", "ja"),
    ):
        sheet.append(row)
    path = tmp_path / "koder.xlsx"
    book.save(path)
    found = read_code_frame(path, SKEMA, question="best")
    assert found.values == (1, 2, 99)
    assert found.get(99).no_answer
    with pytest.raises(WrongUseError, match="which question"):
        read_code_frame(path, SKEMA)
    sheet.title = "best"
    book.save(path)
    assert read_code_frame(path, SKEMA) == found


def test_what_is_wrong_in_a_sheet_is_told_with_its_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "best"
    rows = (
        ("Code", "Label (da)", "Label (en)", "Net", "Only alone"),
        (0, "Nul", "Zero", None, None),
        (1, "Naboer", "Neighbours", "missing", None),
        (1, "Ro", "Peace", None, None),
        (2, "Naboer", "Calm", None, "perhaps"),
        ("3,5", "x", "y", None, None),
        (4, None, "only English", None, None),
    )
    for row in rows:
        sheet.append(row)
    path = tmp_path / "best.xlsx"
    book.save(path)
    with pytest.raises(FindingsError) as caught:
        read_code_frame(path, SKEMA)
    cells = {each.place.cell for each in caught.value.findings}
    assert {f"best!{c}" for c in ("A2", "D3", "A4", "B5", "E5", "A6", "B7")} <= cells


def test_a_frame_of_another_question_or_kind_of_file_is_refused(
    frame: CodeFrame, tmp_path: Path
) -> None:
    path = write_code_frame(frame, tmp_path / "f.yaml")
    with pytest.raises(WrongUseError, match="belong to the question"):
        read_code_frame(path, SKEMA, question="wish")
    with pytest.raises(WrongUseError, match=r"\.yaml or \.xlsx"):
        read_code_frame(tmp_path / "f.csv", SKEMA)
    with pytest.raises(SurveyError):
        read_code_frame(tmp_path / "none.yaml", SKEMA)


@given(st.text(max_size=300))
def test_rubbish_is_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, written: str
) -> None:
    path = tmp_path_factory.mktemp("f") / "f.yaml"
    path.write_text(written.replace("\r", ""), encoding="utf-8", errors="replace")
    with pytest.raises(SurveyError):
        read_code_frame(path, SKEMA)


# From wave to wave


def code(value: int, da: str, **more: object) -> FrameCode:
    return FrameCode(value, {"da": da}, **more)  # type: ignore[arg-type]


def test_removed_relabelled_moved_and_new_codes_are_told() -> None:
    net = (Net("n", {"da": "N"}),)
    old = CodeFrame("best", (code(1, "A"), code(2, "B"), code(3, "C"), code(4, "D")))
    new = CodeFrame("best", (code(1, "A"), code(3, "Ny"), code(4, "D", net="n"), code(5, "E")), net)
    found = compare_frames(old, new)
    assert [(each.kind, each.code) for each in found] == [
        (FrameChangeKind.REMOVED, 2),
        (FrameChangeKind.RELABELLED, 3),
        (FrameChangeKind.MOVED, 4),
        (FrameChangeKind.ADDED, 5),
    ]
    assert not found.comparable
    assert found.changes[1].words("da") == "Koden 3 hed »C« og hedder nu »Ny«."
    assert found.to_frame()["change"].tolist() == ["removed", "relabelled", "moved", "added"]
    assert "FrameChanges(best: 4 changes)" in repr(found)


def test_a_frame_that_only_grew_is_comparable() -> None:
    old = CodeFrame("best", (code(1, "A"), code(2, "B")))
    new = CodeFrame("best", (code(2, "B"), code(1, "A"), code(3, "C", since="2012")))
    assert compare_frames(old, new).comparable
    assert len(compare_frames(old, old)) == 0
    with pytest.raises(WrongUseError, match="same question"):
        compare_frames(old, CodeFrame("wish", old.codes))


def test_a_frame_shows_itself(frame: CodeFrame) -> None:
    assert repr(frame) == "CodeFrame(best: 5 codes, 1 nets)"
    with language_in_force("da"):
        assert "Grønne områder" in frame._repr_html_()
