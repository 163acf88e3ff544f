"""Files whose lines end as those of Windows do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import survey as sv

if TYPE_CHECKING:
    from pathlib import Path

SKEMA = """# our own
id: a
title: {da: A}
languages: [da]
questions:
  - id: age # for ever
    type: number
    text: {da: Hvor gammel?}
    low: 18
"""


def test_lines_that_are_added_end_as_the_others_do(tmp_path: Path) -> None:
    path = tmp_path / "skema.yaml"
    path.write_bytes(SKEMA.replace("\n", "\r\n").encode())
    changed = tmp_path / "changed.yaml"
    changed.write_text(
        SKEMA.replace("low: 18\n", "low: 18\n    high: 99\n    unit: {da: år}\n"), encoding="utf-8"
    )
    questionnaire = sv.read_questionnaire(changed)
    sv.write_questionnaire(questionnaire, path)
    written = path.read_bytes()
    assert written.count(b"\r\n") == written.count(b"\n")
    assert b"# our own" in written
    assert b"# for ever" in written
    assert sv.read_questionnaire(path) == questionnaire
