"""Waves that some areas of a study took part in: two without a contrast, and one alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from made_studies import without_pictures
from made_wave_study import AREAS, wave_study

from survey.documents.blocks import Box, BulletList, Figure, KeyFigures, Paragraph, Table
from survey.errors import DataError
from survey.findings import FindingsError
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Block, Document

TOOK_PART = {"2012": ("nord", "syd"), "2013": ("vest",)}


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)


def narrowed(folder: Path) -> Path:
    """Three waves of which the later two name their areas."""
    none = {(area, w): 0 for w, those in TOOK_PART.items() for area in set(AREAS) - set(those)}
    wave_study(folder, ("2010", *TOOK_PART), sizes=none)
    path = folder / "study.yaml"
    words = path.read_text(encoding="utf-8")
    for wave, areas in TOOK_PART.items():
        said = f'id: "{wave}", '
        words = words.replace(said, f"{said}areas: [{', '.join(areas)}], ")
    path.write_text(words, encoding="utf-8")
    return folder


@cache
def folder() -> Path:
    return narrowed(Path(mkdtemp()) / "study")


@cache
def report_of(wave: str, language: str) -> Document:
    return open_study(folder()).wave(wave).document(language)


def tables(document: Document) -> dict[str, Table]:
    return {each.id: each for each in document.blocks if isinstance(each, Table)}


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for each in blocks:
        if isinstance(each, Paragraph):
            yield each
        elif isinstance(each, BulletList | Box):
            yield from _paragraphs(getattr(each, "items", None) or getattr(each, "blocks", ()))


def words_of(document: Document) -> dict[str, str]:
    found = {each.id: each.plain for each in _paragraphs(document.blocks) if each.id}
    return {name: words.replace("\N{NO-BREAK SPACE}", " ") for name, words in found.items()}


def test_a_report_tells_of_the_areas_that_took_part_and_of_no_others() -> None:
    document = report_of("2012", "da")
    rows = tables(document)["safe_by_area"].rows
    assert [row.cells[0].text for row in rows] == ["Nordparken", "Sydhaven", "Alle"]
    (tiles,) = (each for each in document.blocks if isinstance(each, KeyFigures))
    assert [each.label for each in tiles.items] == ["Nordparken", "Sydhaven"]
    assert document.areas == (("nord", "Nordparken"), ("syd", "Sydhaven"))
    words = words_of(document)
    assert words["method_answers"] == "Rapporten bygger på 180 svar fra to boligområder."
    assert (
        "»Alle« er de to undersøgte boligområder under ét" in words["method_all_without_contrast"]
    )
    assert "i de to undersøgte boligområder under ét er utrygge" in words["summary_safe"]


def test_without_a_contrast_nothing_is_compared_with_one_and_its_last_number_is_shown() -> None:
    document = report_of("2012", "en")
    assert "difference" not in [each.key for each in tables(document)["safe_by_area"].columns]
    words = words_of(document)
    assert "No contrast area was measured this time" in words["method_no_contrast"]
    assert "method_marks" not in words
    assert "method_changes_beyond" not in words
    trend = tables(document)["trust_by_area_wave"]
    assert [row.area for row in trend.rows] == ["nord", "syd", "roenne"]
    assert trend.rows[-1].cells[3].text == trend.rows[-1].cells[1].text + "\N{NO-BREAK SPACE}(2010)"
    assert "The contrast was not measured in 2012" in words["change_trust"]
    figures = [each.id for each in document.blocks if isinstance(each, Figure)]
    assert "trust_change" in figures
    assert not [each for each in figures if each.endswith("_contrast")]


def test_areas_that_a_wave_left_out_are_not_told_of_as_missing() -> None:
    for language in ("da", "en"):
        document = report_of("2012", language)
        notes = " ".join(note for table in tables(document).values() for note in table.notes)
        assert "Vestervang" not in notes + " ".join(words_of(document).values())
        first = [row.cells[0].text for row in tables(document)["not_compared"].rows]
        assert "Vestervang" not in first
        assert not [each for each in first if each.startswith(("Alle ", "All "))]


def test_a_wave_of_one_area_speaks_of_that_area_and_has_no_row_of_all() -> None:
    document = report_of("2013", "da")
    assert [row.cells[0].text for row in tables(document)["safe_by_area"].rows] == ["Vestervang"]
    words = words_of(document)
    assert words["summary_safe"].endswith("pct. af beboerne i Vestervang er utrygge.")
    assert words["method_answers"] == "Rapporten bygger på 90 svar i Vestervang."
    assert "method_all" not in words
    assert "method_all_without_contrast" not in words
    assert document.areas == ()


def test_waves_that_share_no_area_are_not_held_against_each_other() -> None:
    compared = open_study(folder()).wave("2013").compared()
    assert compared is not None
    assert {each.waves for each in compared} == {("2010", "2013")}


def test_an_answer_from_an_area_that_took_no_part_is_refused(tmp_path: Path) -> None:
    path = narrowed(tmp_path) / "waves" / "2012" / "answers.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(";syd;", ";vest;", 1), encoding="utf-8")
    with pytest.raises((DataError, FindingsError), match="vest"):
        open_study(tmp_path).wave("2012").design()


def test_an_area_that_the_study_has_not_got_is_told_with_its_line(tmp_path: Path) -> None:
    path = narrowed(tmp_path) / "study.yaml"
    words = path.read_text(encoding="utf-8")
    path.write_text(words.replace("areas: [nord, syd]", "areas: [nord, sydd]"), encoding="utf-8")
    with pytest.raises(FindingsError, match="sydd") as refused:
        open_study(tmp_path)
    (found,) = refused.value.findings
    assert found.place is not None
    assert found.place.line is not None
