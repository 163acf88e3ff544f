"""Waves that some areas took part in, with a name, words and chapters of their own."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from made_studies import without_pictures
from made_wave_study import AREAS, wave_study

from survey.documents.blocks import (
    Box,
    BulletList,
    Figure,
    Heading,
    KeyFigures,
    Paragraph,
    Table,
)
from survey.errors import DataError
from survey.findings import FindingsError
from survey.report.wave_sentences import _Area, wave_sentences
from survey.study.excel.workbook import read_study_workbook, write_study_workbook
from survey.study.keeping.kept import files_to_keep
from survey.study.keeping.locked import plan_for
from survey.study.privacy.contents import Content, contents_of
from survey.study.rebuilding.stages import Stage
from survey.study.rebuilding.stamps import rested_now
from survey.study.study import open_study
from survey.study.waves.wave_files import WaveFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Block, Document

OF_ITS_OWN = (
    "label: efter indsatsen, selection: census, "
    "title: {da: Efter indsatsen, en: After the effort}, "
    "subtitle: {da: Kort skema, en: Short form}, appendix: [noise], chapters: "
    "[{id: trust, title: {da: Om naboer, en: On neighbours}, questions: [trust]}, "
    "{id: safety, title: {da: Om tryghed, en: On safety}, questions: [safe]}], "
)
SAID = {
    "trust.da.md": "Til alle målinger.",
    "2013/trust.da.md": "Til denne måling.",
    "safety.da.md": "Om tryghed i alle målinger.",
}
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
    words = words.replace('id: "2013", ', f'id: "2013", {OF_ITS_OWN}')
    path.write_text(f"{words}selection: purposive\n", encoding="utf-8")
    for name, said in SAID.items():
        (folder / "tekst" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "tekst" / name).write_text(said, encoding="utf-8")
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
    assert all("Vestervang" not in each.comparison for each in tiles.items)
    assert document.areas == (("nord", "Nordparken"), ("syd", "Sydhaven"))
    words = words_of(document)
    assert words["conduct_lead"] == "Rapporten bygger på 180 svar fra to boligområder."
    assert (
        "»Alle« er de to undersøgte boligområder under ét" in words["method_all_without_contrast"]
    )
    assert "i de to undersøgte boligområder under ét er utrygge" in words["summary_overall"]


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
    assert words["lead_safe"].endswith("pct. af beboerne i Vestervang er utrygge.")
    assert words["summary_overall"].endswith("pct. af beboerne i Vestervang mangler tillid.")
    (tiles,) = (each for each in document.blocks if isinstance(each, KeyFigures))
    assert [each.label for each in tiles.items] == [
        "Tillid til naboerne: enige",
        "Tryghed om aftenen: enige",
    ]
    assert words["conduct_lead"] == "Rapporten bygger på 90 svar i Vestervang."
    assert "method_all" not in words
    assert "method_all_without_contrast" not in words
    assert document.areas == ()


def test_nothing_is_said_of_correcting_for_several_areas_where_there_is_one() -> None:
    for wave, how in (("2012", "korrigeret for flere områder"), ("2013", "hvert område for sig")):
        document = report_of(wave, "da")
        trend = tables(document)["safe_by_area_wave"]
        (note,) = (each for each in trend.notes if "statistisk sikkert fald" in each)
        assert how in note
    assert "flere områder" not in words_of(report_of("2013", "da"))["method_changes_change_alone"]


def test_a_change_of_the_only_area_that_is_not_certain_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_Area, "is_sure", property(lambda _: False))
    released = open_study(folder()).wave("2013").released()
    told = wave_sentences(released, "safe", language="da")[0].replace("\N{NO-BREAK SPACE}", " ")
    assert re.fullmatch(
        r"Andelen, der er utrygge, er gået fra \d+ til \d+ pct\. i Vestervang fra 2010 til efter "
        r"indsatsen, men ændringen er ikke statistisk sikker \(usikkerhed .*\)\.",
        told,
    )


def test_waves_that_share_no_area_are_not_held_against_each_other() -> None:
    compared = open_study(folder()).wave("2013").compared()
    assert compared is not None
    assert {each.waves for each in compared} == {("2010", "efter indsatsen")}


def test_a_wave_has_a_title_chapters_and_an_appendix_of_its_own() -> None:
    document = report_of("2013", "da")
    assert (document.title, document.subtitle) == ("Efter indsatsen", "Kort skema")
    heads = [each.text for each in document.blocks if isinstance(each, Heading) and each.level == 2]
    assert [each for each in heads if each.startswith("Om ")] == ["Om naboer", "Om tryghed"]
    assert [name for name in tables(document) if "noise" in name]
    assert report_of("2012", "da").title == "At bo i Nordby"


def test_a_report_tells_how_far_its_numbers_reach_by_how_areas_were_selected() -> None:
    picked = words_of(report_of("2012", "en"))
    assert picked["reach_body"] == picked["reach_note"]
    assert picked["reach_body"] == (
        "The two housing areas were picked and not drawn at random. The numbers for them together "
        "are of the residents there and say nothing of other housing areas."
    )
    alone = words_of(report_of("2013", "da"))["reach_body"]
    assert alone.startswith("Området er det eneste, undersøgelsen handler om.")


def test_a_wave_is_called_by_its_label_in_reports() -> None:
    document = report_of("2013", "da")
    assert tables(document)["trust_by_area"].subtitle == "Pct. af beboerne, efter indsatsen"
    trend = tables(document)["trust_by_area_wave"]
    assert trend.subtitle == "Pct. af beboerne, 2010 og efter indsatsen"
    assert "2013" not in " ".join(words_of(document).values())


def test_words_for_a_chapter_of_one_wave_go_before_those_for_all_waves() -> None:
    of_2013 = [each.plain for each in _paragraphs(report_of("2013", "da").blocks)]
    assert "Til denne måling." in of_2013
    assert "Om tryghed i alle målinger." in of_2013
    assert "Til alle målinger." not in of_2013
    assert "Til alle målinger." in [e.plain for e in _paragraphs(report_of("2012", "da").blocks)]
    contents = {each.path: each for each in contents_of(open_study(folder()).plan)}
    assert contents["tekst/2013/trust.da.md"].content is Content.PROSE
    assert contents["tekst/2013/trust.da.md"].wave == "2013"
    assert contents["tekst/trust.da.md"].wave == ""


def test_words_of_a_wave_alone_make_its_report_stale_and_no_other(tmp_path: Path) -> None:
    plan = open_study(narrowed(tmp_path)).plan
    waves = {each.id: WaveFiles(*plan_for(plan, each)) for each in plan.written.waves}
    before = {name: rested_now(each, Stage.REPORT, language="da") for name, each in waves.items()}
    (tmp_path / "tekst" / "2013" / "trust.da.md").write_text("Nu anderledes.", encoding="utf-8")
    after = {name: rested_now(each, Stage.REPORT, language="da") for name, each in waves.items()}
    assert [name for name in waves if before[name] != after[name]] == ["2013"]


def test_a_locked_wave_keeps_its_own_words(tmp_path: Path) -> None:
    plan = open_study(narrowed(tmp_path)).plan
    (wave,) = (each for each in plan.written.waves if each.id == "2013")
    kept = files_to_keep(plan.of_wave(wave), wave)
    assert {"tekst/2013/trust.da.md", "tekst/trust.da.md"} <= set(kept)
    (other,) = (each for each in plan.written.waves if each.id == "2012")
    assert "tekst/2013/trust.da.md" not in files_to_keep(plan.of_wave(other), other)


def test_what_a_wave_names_must_be_asked_and_be_told_apart(tmp_path: Path) -> None:
    path = narrowed(tmp_path) / "study.yaml"
    words = path.read_text(encoding="utf-8")
    words = words.replace("questions: [trust]}, {id: safety", "questions: [trustt]}, {id: trust")
    words = words.replace("areas: [nord, syd], ", 'areas: [nord, syd], label: "2010", ')
    path.write_text(words, encoding="utf-8")
    with pytest.raises(FindingsError) as refused:
        open_study(tmp_path)
    codes = sorted(each.code for each in refused.value.findings)
    assert codes == [
        "STUDY-CHAPTER-TWICE",
        "STUDY-CHAPTER-TWICE",
        "STUDY-QUESTION-UNKNOWN-NEAR",
        "STUDY-WAVE-LABEL",
    ]


def test_a_workbook_of_the_study_says_the_same_of_its_waves(tmp_path: Path) -> None:
    study = narrowed(tmp_path / "study")
    path = write_study_workbook(study, tmp_path / "studie.xlsx", language="da")
    assert not read_study_workbook(path, study).changes


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
