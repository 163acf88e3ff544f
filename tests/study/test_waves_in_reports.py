"""The report of a later wave: what changed, what can't be compared, and that nothing else moved."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from made_studies import without_pictures
from made_wave_study import wave_study

from survey.cli import code_of
from survey.documents.blocks import Box, BulletList, Figure, Paragraph, Table
from survey.errors import SurveyError
from survey.findings import FindingsError
from survey.language.catalogue import LANGUAGES, language_in_force
from survey.study.progress.status import study_status
from survey.study.rebuilding.stages import Stage
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.documents.blocks import Block, Document

REASON = {
    "da": "Erklæret som et brud: Der spørges nu om hele døgnet.",
    "en": "Declared to be a break: It is about day and night now.",
}
MOVED = {"syd": ', boundaries: {"2012": 0.3}', "vest": ', boundaries: {"2012": 0.04}'}


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)


@cache
def folder() -> Path:
    """Three waves; boundaries move in the second, and the third lacks the contrast."""
    where = Path(mkdtemp()) / "study"
    return wave_study(where, ("2010", "2012", "2014"), sizes={("roenne", "2014"): 0}, of_area=MOVED)


@cache
def report_of(wave: str, language: str) -> Document:
    return open_study(folder()).wave(wave).document(language)


def tables(document: Document) -> dict[str, Table]:
    return {each.id: each for each in document.blocks if isinstance(each, Table)}


def paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    for each in blocks:
        if isinstance(each, Paragraph):
            yield each
        elif isinstance(each, BulletList | Box):
            yield from paragraphs(getattr(each, "items", None) or getattr(each, "blocks", ()))


def words_by_id(document: Document) -> dict[str, str]:
    found = {each.id: each.plain for each in paragraphs(document.blocks) if each.id}
    return {name: plain(words) for name, words in found.items()}


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_question_that_nobody_has_decided_on_is_refused_with_what_to_write_where(
    tmp_path: Path,
) -> None:
    study = open_study(wave_study(tmp_path, since=""))
    with pytest.raises(FindingsError) as refused:
        study.wave("2012").document("en")
    (found,) = refused.value.findings
    assert found.code == "STUDY-WAVES-UNDECIDED"
    assert '"noise" can\'t be compared between "2010" and "2012"' in found.message
    assert found.hint is not None
    assert "under 2010: noise: with change:" in found.hint
    assert found.place is not None
    assert Path(found.place.file).name == "form.yaml"


def test_a_study_may_show_undecided_questions_as_breaks(tmp_path: Path) -> None:
    study = open_study(wave_study(tmp_path, since="", more="undecided: break\n"))
    compared = study.wave().compared()
    assert compared is not None
    assert [(each.variable, each.kind) for each in compared[0].breaks] == [("noise", "undecided")]


def test_a_wave_without_its_answers_is_left_out_and_the_report_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = wave_study(tmp_path / "study", ("2010", "2012", "2014"), since="", locked=False)
    answers = root / "waves" / "2010" / "answers.csv"
    held = answers.read_bytes()
    answers.unlink()
    with language_in_force("da"):
        assert code_of(["report", str(root), "--format", "html", "--lang", "da"], debug=False) == 0
    assert "Målingen »2010« har ikke sine svar her" in capsys.readouterr().err
    document = open_study(root).wave("2014").document("da")
    told = words_by_id(document)["method_changes_without_answers"]
    assert told == "Målingen i 2010 har ikke sine svar her, så 2014 er ikke sammenlignet med den."
    compared = open_study(root).wave("2014").compared()
    assert compared is not None
    assert {each.waves for each in compared} == {("2012", "2014")}
    alone = open_study(root).wave("2012")
    assert alone.compared() is None
    assert "method_changes_without_answers" in words_by_id(alone.document("en"))
    assert codes_of_report(root) == []

    answers.write_bytes(held)
    assert codes_of_report(root) == ["file_new", "key"]
    assert "method_changes_without_answers" not in words_by_id(
        open_study(root).wave("2014").document("da")
    )
    answers.write_bytes(b"half")
    with pytest.raises(SurveyError, match=r"answers\.csv"):
        open_study(root).wave("2014").document("da")


def codes_of_report(root: Path) -> list[str]:
    status = study_status(root).of("2014", Stage.REPORT)
    return sorted({each.code for each in status.because})


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_headline_gets_a_trend_table_a_chart_and_sentences(language: str) -> None:
    document = report_of("2012", language)
    found = tables(document)
    assert {f"{name}_by_area_wave" for name in ("safe", "noise", "trust")} <= set(found)
    words = words_by_id(document)
    figures = [each.id for each in document.blocks if isinstance(each, Figure)]
    assert [each for each in figures if each.endswith("change")] == ["safe_change", "trust_change"]
    assert REASON[language] in words["change_noise"]
    assert re.search("faldet|fallen", words["change_trust"])
    assert words["summary_change_1_1"] in words["change_safe"]
    assert words["summary_change_1_2"] in words["change_trust"]
    assert "summary_change_1_3" not in words
    rows = [[cell.text for cell in row.cells] for row in found["not_compared"].rows]
    assert [row[0] for row in rows][:1] == [{"da": "Sydhaven", "en": "Sydhaven"}[language]]
    assert [row[1:] for row in rows if row[2] == REASON[language]] == [
        ["2010–2012", REASON[language]]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_boundary_that_moved_far_is_a_break_and_one_that_moved_little_a_footnote(
    language: str,
) -> None:
    table = tables(report_of("2012", language))["trust_by_area_wave"]
    rows = {row.area: [cell.text for cell in row.cells] for row in table.rows}
    assert "≠" in rows["syd"]
    assert "≠" not in rows["vest"]
    notes = plain(" ".join(table.notes))
    assert {"da": "30 pct. af boligerne", "en": "30% of its dwellings"}[language] in notes
    assert {"da": "4 pct. af boligerne", "en": "4% of its dwellings"}[language] in notes


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wave_without_the_contrast_shows_its_last_number_with_its_year(language: str) -> None:
    document = report_of("2014", language)
    table = tables(document)["trust_by_area_wave"]
    row = next(row for row in table.rows if row.area == "roenne")
    assert [each.head for each in table.columns if each.key.startswith("change_")][::2] == ["2014"]
    assert re.fullmatch(r"\d+\N{NO-BREAK SPACE}\(2012\)", row.cells[3].text)
    told = {"da": "Rønnelunden var ikke med i 2014.", "en": "Rønnelunden was not part of 2014."}
    whys = [row.cells[2].text for row in tables(document)["not_compared"].rows]
    assert whys.count(told[language]) == 1
    said = {"da": "Kontrasten er ikke målt i 2014", "en": "The contrast was not measured in 2014"}
    assert said[language] in plain(words_by_id(document)["change_trust"])
    assert any(each.id == "trust_trend" for each in document.blocks if isinstance(each, Figure))


def test_the_report_of_the_first_wave_stays_as_it_is_when_others_follow(tmp_path: Path) -> None:
    alone = wave_study(tmp_path / "study", ("2010",), since="")
    first = open_study(alone).wave("2010").document("da")
    assert first.blocks == report_of("2010", "da").blocks


def test_the_method_page_tells_how_waves_hang_together(tmp_path: Path) -> None:
    apart = words_by_id(report_of("2012", "en"))
    assert "method_changes_independent" in apart
    assert apart["method_changes_verdicts"] == (
        "Three questions were asked before: two are the same and one can't be compared."
    )
    sampled = ", sampled_unit: dwelling, sample: sample.csv"
    wave_study(tmp_path, of_wave=sampled)
    (tmp_path / "sample.csv").write_text("unit\n", encoding="utf-8")
    compared = open_study(tmp_path).wave().compared()
    assert compared is not None
    assert set(compared[0].to_frame()["overlap"].dropna()) == {45, 180}


def test_a_question_is_followed_past_a_wave_that_left_it_out(tmp_path: Path) -> None:
    wave_study(tmp_path, ("2010", "2012", "2014"))
    path = tmp_path / "study.yaml"
    study = path.read_text(encoding="utf-8")
    left_out = "waves/2012/answers.csv, absent: [trust]"
    path.write_text(study.replace("waves/2012/answers.csv", left_out), encoding="utf-8")
    answers = tmp_path / "waves" / "2012" / "answers.csv"
    lines = [line.rsplit(";", 1)[0] for line in answers.read_text(encoding="utf-8").splitlines()]
    answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    compared = open_study(tmp_path).wave().compared()
    assert compared is not None
    waves = {tuple(set(each.to_frame()["variable"])): each.waves for each in compared}
    assert waves[("trust",)] == ("2010", "2014")
    assert ("2010", "2012", "2014") in waves.values()


def test_areas_may_stand_in_another_column_than_before(tmp_path: Path) -> None:
    wave_study(tmp_path)
    path = tmp_path / "waves" / "2010" / "answers.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(";area;", ";kvarter;", 1), "utf-8")
    study = tmp_path / "study.yaml"
    named = "waves/2010/answers.csv, area: kvarter"
    written = study.read_text(encoding="utf-8").replace("waves/2010/answers.csv", named)
    study.write_text(written, encoding="utf-8")
    compared = open_study(tmp_path).wave().compared()
    assert compared is not None
    assert compared[0].by == ("area",)
    assert set(compared[0].to_frame()["change"].notna()) == {True, False}
