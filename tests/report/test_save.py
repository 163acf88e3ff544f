"""Single tables and charts as files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from made_plans import counts_frame
from made_survey import made_survey

import survey as sv

if TYPE_CHECKING:
    from pathlib import Path

    from survey.disclosure.results.released import Released

STARTS = {
    "docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "html": b"\n<!DOCTYPE", "md": b"# ", "txt": b"",
}  # fmt: skip


@pytest.fixture(scope="module")
def released() -> Released:
    return made_survey(4, 5).released()


@pytest.mark.parametrize("ending", STARTS)
def test_a_table_and_a_chart_become_a_file_of_any_kind(
    released: Released, tmp_path: Path, ending: str
) -> None:
    parts = [
        sv.area_table(released, "safe", language="da"),
        sv.contrast_chart(released, "safe", language="da"),
    ]
    path = sv.save(parts, tmp_path / f"tryg.{ending.upper()}")
    data = path.read_bytes()
    assert data.lstrip().startswith(STARTS[ending].strip())
    assert sv.save(parts, tmp_path / f"igen.{ending}").read_bytes() == data


def test_one_chart_becomes_a_picture(released: Released, tmp_path: Path) -> None:
    chart = sv.likert_chart(released, "safe", language="da")
    assert b"<svg" in sv.save(chart, tmp_path / "a.svg").read_bytes()
    assert sv.save(chart, tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("parts", "name", "said"),
    [
        ([], "a.docx", "must be tables and charts"),
        ("table", "a.docx", "must be tables and charts"),
        (None, "a.doc", "must end in a way that is known"),
        (None, "a", "must end in a way that is known"),
        (None, "a.png", "must be one chart"),
    ],
)
def test_what_can_not_be_saved_is_refused(
    released: Released, tmp_path: Path, parts: Any, name: str, said: str
) -> None:
    given = sv.area_table(released, "safe") if parts is None else parts
    with pytest.raises(sv.SurveyError, match=said):
        sv.save(given, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_numbers_that_were_not_checked_say_so_wherever_they_are_saved(tmp_path: Path) -> None:
    internal = made_survey(4, 5).released("internal")
    for part in (
        sv.area_table(internal, "safe", language="da"),
        sv.topline(internal, "safe", language="da"),
        sv.contrast_chart(internal, "safe", language="da"),
        sv.likert_chart(internal, "safe", language="da"),
    ):
        text = sv.save(part, tmp_path / "a.txt").read_text(encoding="utf-8")
        assert "må ikke offentliggøres" in " ".join(text.split())


def test_a_page_is_saved_as_it_is(tmp_path: Path) -> None:
    page = sv.plan_page(sv.plan_sample(counts_frame({"A": 900, "B": 1200}), half_width=0.05), "da")
    text = sv.save(page, tmp_path / "plan.txt").read_text(encoding="utf-8")
    assert page.title in text
    assert page.about[0][1] in text
    other = sv.save(page, tmp_path / "plan.md", title="Hvem der spørges")
    assert other.read_text(encoding="utf-8").startswith("# Hvem der spørges")
    for name, said in (("plan.png", "must be one chart"), ("plan.doc", "must end in a way")):
        with pytest.raises(sv.SurveyError, match=said):
            sv.save(page, tmp_path / name)
    with pytest.raises(sv.SurveyError, match="alone"):
        sv.save([page, page], tmp_path / "two.docx")
