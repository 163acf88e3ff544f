"""The files that the guide tells to write are read, and nothing in them is remarked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from survey.files.yaml_reader import parse_yaml
from survey.questionnaire.checking import check_questionnaire
from survey.questionnaire.reader import read_questionnaire

if TYPE_CHECKING:
    from survey.findings import Finding

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "write-your-questionnaire.md"
TEXT = GUIDE.read_text(encoding="utf-8")
WHOLE = re.findall(r"```yaml\n(.*?)```", TEXT, re.S)
PARTS = re.findall(r"```text\n(.*?)```", TEXT, re.S)


@pytest.mark.parametrize("place", range(len(WHOLE)))
def test_a_whole_file_of_the_guide_has_nothing_to_remark(place: int, tmp_path: Path) -> None:
    path = tmp_path / "skema.yaml"
    path.write_text(WHOLE[place], encoding="utf-8")
    found: tuple[Finding, ...] = check_questionnaire(path)
    assert found == ()


def test_the_module_of_the_guide_is_used_as_it_says(tmp_path: Path) -> None:
    (bank,) = (part for part in PARTS if part.startswith("id: bank"))
    (use,) = (part for part in PARTS if part.startswith("use: [bank]"))
    (tmp_path / "bank.yaml").write_text(bank, encoding="utf-8")
    head = "id: x\ntitle: {da: X, en: X}\nlanguages: [da, en]\n"
    (tmp_path / "skema.yaml").write_text(head + use, encoding="utf-8")
    (question,) = read_questionnaire(tmp_path / "skema.yaml").questions
    assert question.id == "years_in_area"
    assert [kind.name for kind in question.missing] == ["DONT_KNOW"]
    assert check_questionnaire(tmp_path / "skema.yaml") == ()


def test_a_language_is_added_as_the_guide_says(tmp_path: Path) -> None:
    (added,) = (part for part in PARTS if part.startswith("languages:"))
    path = tmp_path / "skema.yaml"
    path.write_text(WHOLE[-1].replace("languages: [da, en]\n", added), encoding="utf-8")
    assert parse_yaml(path.read_text(encoding="utf-8"), path).data["unreviewed"] == ["ar"]
    codes = {each.code for each in check_questionnaire(path)}
    assert "QUESTIONNAIRE-TRANSLATION-MISSING" in codes
