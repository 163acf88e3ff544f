"""The guide to the folder of a study names every key of study.yaml, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from survey.study.study_file import schema
from survey.study.study_file.plan_schema import PlanFile

if TYPE_CHECKING:
    from survey.files.validation import Checked

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "study-folder.md"
PARTS: dict[str, tuple[type[Checked], ...]] = {
    "plan": (PlanFile,),
    "fieldwork": (schema.FieldworkFile, schema.EventFile, schema.RemindersFile),
    "targets": (schema.TargetsFile,),
    "release": (schema.ReleaseFile,),
    "retention": (schema.RetentionFile,),
}


def keys(*kinds: type[Checked]) -> set[str]:
    return {each.alias or name for kind in kinds for name, each in kind.model_fields.items()}


def named(words: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+)`", words))


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    section = GUIDE.read_text(encoding="utf-8").split(f"\n### {heading}\n")[1].split("\n#")[0]
    cells = [line.strip("|").split(" | ") for line in section.splitlines()]
    return [[each.strip() for each in row] for row in cells if row[0].strip().startswith("`")]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("The study", schema.StudyFile),
        ("An area", schema.AreaFile),
        ("A wave", schema.WaveFile),
    ],
)
def test_each_table_has_every_key_and_no_other(heading: str, kind: type[Checked]) -> None:
    listed = [name for row in rows(heading) for name in re.findall(r"`([a-z_]+)`", row[0])]
    assert sorted(listed) == sorted(keys(kind))


@pytest.mark.parametrize("part", PARTS)
def test_each_smaller_part_has_every_key_and_no_other(part: str) -> None:
    row = next(row for row in rows("Smaller parts") if row[0].startswith(f"`{part}`"))
    assert named(row[1]) == keys(*PARTS[part])


def test_keys_within_a_row_are_those_of_what_it_tells_of() -> None:
    within = {row[0]: named(row[1]) for row in (*rows("The study"), *rows("An area"))}
    assert within["`chapters`"] == keys(schema.ChapterFile)
    assert within["`departments`"] == keys(schema.DepartmentFile)
    answers = next(row for row in rows("A wave") if row[0] == "`answers`")
    assert named(answers[1]) == keys(schema.AnswersFile)
