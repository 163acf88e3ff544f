"""What is said of modules that can't be used, and of files that are no questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import survey as sv
from survey.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from survey.findings import Finding

BANK = """id: bank
module: true
title: {da: B}
languages: [da]
questions:
  - {id: years, type: number, text: {da: Hvor mange år?}}
"""
USER = """id: a
title: {{da: A}}
languages: [da]
use: [{module}]
questions:
{questions}
"""


def found(folder: Path, module: str, *used: str) -> tuple[Finding, ...]:
    (folder / "bank.yaml").write_text(BANK, encoding="utf-8")
    questions = "\n".join(f"  - use: {each}" for each in used)
    path = folder / "skema.yaml"
    path.write_text(USER.format(module=module, questions=questions), encoding="utf-8")
    return sv.check_questionnaire(path)


def test_a_question_that_no_module_has_is_all_that_is_told(tmp_path: Path) -> None:
    (only,) = found(tmp_path, "bank", "area_years")
    assert only.code.startswith("QUESTIONNAIRE-USE-UNKNOWN")


def test_a_module_beside_the_questionnaire_is_what_was_meant(tmp_path: Path) -> None:
    first, *_ = found(tmp_path, "bnak", "years")
    assert first.code == "QUESTIONNAIRE-MODULE-UNKNOWN-NEAR"
    assert first.hint == 'did you mean "bank"?'


def test_a_module_is_named_as_its_user_would_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(tmp_path, "bank", "years", "years")
    monkeypatch.chdir(tmp_path)
    (twice,) = sv.check_questionnaire("skema.yaml")
    assert twice.code == "QUESTIONNAIRE-ID-TWICE"
    assert twice.place is not None
    assert twice.place.file == "bank.yaml"


@pytest.mark.parametrize("module", ["../bank", "/etc/bank", '""', "link"])
def test_a_module_out_of_the_folder_is_not_read(module: str, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "other.yaml").write_text(BANK, encoding="utf-8")
    (inner / "link.yaml").symlink_to(tmp_path / "other.yaml")
    codes = {each.code for each in found(inner, module, "years")}
    assert any(code.startswith("QUESTIONNAIRE-MODULE-UNKNOWN") for code in codes)


@pytest.mark.parametrize(
    "beginning", [b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_file_of_another_kind_is_told_as_one(beginning: bytes, tmp_path: Path) -> None:
    path = tmp_path / "skema.yaml"
    path.write_bytes(beginning + bytes(200))
    with pytest.raises(FileError, match="must be a text in YAML"):
        sv.read_questionnaire(path)


@pytest.mark.parametrize("empty", ["label: {da: }", "text:", "codes:"])
def test_what_is_left_empty_is_called_empty(empty: str, tmp_path: Path) -> None:
    question = {"text": "text: {da: Hvor tryg?}", "codes": "codes: {1: {da: Ja}, 2: {da: Nej}}"}
    question[empty.split(":", maxsplit=1)[0]] = empty
    lines = "\n".join(f"    {line}" for line in question.values())
    path = tmp_path / "skema.yaml"
    path.write_text(
        f"id: a\ntitle: {{da: A}}\nlanguages: [da]\nquestions:\n  - id: safe\n{lines}\n",
        encoding="utf-8",
    )
    codes = {each.code for each in sv.check_questionnaire(path)}
    if empty == "label: {da: }":
        assert codes == {"FILE-EMPTY"}
    assert not any("None" in each.message for each in sv.check_questionnaire(path))


def test_a_keying_workbook_is_in_a_language_of_the_questionnaire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    builder = sv.QuestionnaireBuilder("a", {"de": "A"}, ["de"])
    builder.add("number", "age", text={"de": "Wie alt?"})
    path = sv.export_questionnaire(builder.build(), "keying")
    assert path.name == "a-keying-de.xlsx"


def test_names_that_are_drafted_are_none_that_the_check_finds_too_long(tmp_path: Path) -> None:
    heads = "Boligområde;Hvor tryg er du om aftenen?;Tilfreds med legepladser"
    rows = [
        f"{area};{safe};{play}"
        for area in ("Nord", "Syd")
        for safe, play in (("Tryg", "Tilfreds"), ("Utryg", "Utilfreds"))
        for _ in range(20)
    ]
    path = tmp_path / "svar.csv"
    path.write_text("\n".join([heads, *rows]), encoding="utf-8")
    draft = sv.draft_questionnaire(path)
    assert [each.id for each in draft.questionnaire.questions] == [
        "tryg_aftenen",
        "tilfreds_legepladser",
    ]
    label = draft.questionnaire.questions[0].headline
    assert label is not None
    assert "?:" not in label.label["da"]
