"""A study folder: its waves, its design, and areas with few answers, none, or many."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from made_studies import COPENHAGEN, copy_of_copenhagen, made_study, wave_of, without_pictures

from survey.disclosure.policy import Status
from survey.documents.blocks import BulletList, Figure, Heading, KeyFigures, Paragraph, Table
from survey.provenance import sha256_of
from survey.study.study import open_study

if TYPE_CHECKING:
    from pathlib import Path

    from survey.documents.blocks import Document

PLAIN = {"a": {"q": [20, 30, 50]}, "b": {"q": [45, 35, 40]}, "kontrast": {"q": [50, 20, 20]}}


@pytest.fixture(autouse=True)
def words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)


def words_of(document: Document) -> str:
    """All running text."""
    return "\n".join(block.plain for block in document.blocks if isinstance(block, Paragraph))


def results_of(document: Document) -> list[Table]:
    """The tables of results, between that of the areas that were asked and the appendices."""
    around = ("areas_asked", "checklist", "instrument_")
    return [table for table in document.tables() if not table.id.startswith(around)]


def first_table(document: Document) -> dict[str, list[str]]:
    rows = results_of(document)[0].rows
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in rows}


def test_a_study_says_what_it_is_in_one_line() -> None:
    study = open_study(COPENHAGEN)
    assert repr(study) == "Study(copenhagen-housing: 4 areas, tower as contrast, waves 1968)"
    assert repr(study.wave()) == "Wave(1968 of copenhagen-housing)"
    assert study.waves == ("1968",)
    assert study.folder == COPENHAGEN


def test_a_study_is_opened_by_its_folder_or_by_its_file() -> None:
    assert open_study(COPENHAGEN / "study.yaml").waves == open_study(COPENHAGEN).waves


def test_the_last_wave_is_the_one_meant_if_none_is_named(tmp_path: Path) -> None:
    waves = [{"id": year, "answers": "svar.csv", "counts": "antal"} for year in ("2024", "2026")]
    study = open_study(made_study(tmp_path, PLAIN, waves=waves))
    assert study.wave().written.id == "2026"
    assert study.wave("2024").written.id == "2024"


def test_without_populations_there_is_no_correction_and_with_them_there_is(tmp_path: Path) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    assert not open_study(study).wave().design().has_fpc
    text = (study / "study.yaml").read_text(encoding="utf-8")
    sized = text.replace("    role:", "    population: 2000\n    role:")
    (study / "study.yaml").write_text(sized, encoding="utf-8")
    wave = open_study(study).wave()
    assert wave.design().has_fpc
    assert "random sample of the area" in words_of(wave.document("en"))


def test_weighted_answers_are_said_to_be_weighted(tmp_path: Path) -> None:
    folder = made_study(tmp_path, PLAIN)
    study = (folder / "study.yaml").read_text(encoding="utf-8").replace("counts", "weights")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    rows = "".join(f"{area};{1 + k % 3};1,5\n" for area in PLAIN for k in range(40))
    (folder / "svar.csv").write_text(f"area;q;antal\n{rows}", encoding="utf-8")
    document = open_study(folder).wave().document("da")
    assert "Svarene er vægtet." in words_of(document)
    assert "Rapporten bygger på 120 svar fra tre boligområder." in words_of(document)


def test_what_the_study_does_not_say_of_its_sample_and_contrast_is_said(tmp_path: Path) -> None:
    english = words_of(wave_of(tmp_path, PLAIN).document("en"))
    assert "assume that those who answered are a random sample" in english
    assert "does not say how the contrast was chosen" in english


def test_how_areas_were_chosen_is_said(tmp_path: Path) -> None:
    folder = made_study(tmp_path, PLAIN)
    study = json.loads((folder / "study.yaml").read_text(encoding="utf-8"))
    study["areas"][0]["chosen"] = {"da": "A er valgt for sin størrelse.", "en": "A is large."}
    (folder / "study.yaml").write_text(json.dumps(study), encoding="utf-8")
    blocks = open_study(folder).wave().document("da").blocks
    listed = [each.plain for b in blocks if isinstance(b, BulletList) for each in b.items]
    assert "A er valgt for sin størrelse." in listed


@pytest.mark.parametrize("language", ["da", "en"])
def test_an_area_nobody_answered_for_is_not_available_and_never_zero(
    tmp_path: Path, language: str
) -> None:
    document = wave_of(tmp_path, PLAIN, absent=["tom"]).document(language)
    assert first_table(document)["Tom"] == ["..", "..", "..", "0"]
    said = {"da": "I Tom kan tallet ikke opgøres.", "en": "In Tom the number is not available."}
    assert said[language] in words_of(document)


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_contrast_without_answers_is_not_available_and_compares_with_nothing(
    tmp_path: Path, language: str
) -> None:
    counts = {"a": PLAIN["a"], "b": PLAIN["b"]}
    document = wave_of(tmp_path, counts, labels={"kontrast": "Midtbyen"}).document(language)
    table = first_table(document)
    contrast = {"da": "Midtbyen (kontrast)", "en": "Midtbyen (contrast)"}[language]
    assert table[contrast] == ["..", "..", "", "0"]
    assert table["A"][2] == ".."
    text = words_of(document)
    if language == "da":
        assert "Da tallet i Midtbyen ikke vises, er der ingen sammenligning." in text
        assert "I Midtbyen kan tallet ikke opgøres." in text
        assert "Andelen er 80\xa0pct. i A og 63\xa0pct. i B." in text
        assert "skelnes" not in results_of(document)[0].notes[0]
    else:
        assert "As the number in Midtbyen is not shown, there is no comparison." in text
        assert "In Midtbyen the number is not available." in text
    (tiles,) = (block for block in document.blocks if isinstance(block, KeyFigures))
    assert tiles.items[-1].value == ".."


def test_a_base_under_ten_is_hidden_and_the_sentences_leave_it_out_and_say_so(
    tmp_path: Path,
) -> None:
    counts = PLAIN | {"lille": {"q": [3, 3, 3]}}
    document = wave_of(tmp_path, counts).document("da")
    table = first_table(document)
    assert table["Lille"] == ["†", "†", "†", "†"]
    text = words_of(document)
    assert "vises tallene ikke af hensyn til fortrolighed." in text
    lead = text.split("\n")[1]
    assert "Lille" not in lead
    assert any("† = ikke vist" in note for note in results_of(document)[0].notes)


def test_an_area_with_fifteen_answers_is_shown_with_a_star(tmp_path: Path) -> None:
    document = wave_of(tmp_path, PLAIN | {"lille": {"q": [5, 5, 5]}}).document("da")
    percent, _, _, n = first_table(document)["Lille"]
    assert (percent, n) == ("67*", "15")
    assert "i Lille (67\xa0pct.*)" in words_of(document).replace("I Lille", "i Lille")
    assert "* = få svar, tolkes varsomt." in results_of(document)[0].notes
    (tiles,) = (block for block in document.blocks if isinstance(block, KeyFigures))
    (tile,) = (each for each in tiles.items if each.label == "Lille")
    assert tile.value == "67\xa0pct.*"
    assert tile.comparison.endswith("Få svar, tolkes varsomt")


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_question_nobody_answered_is_told_in_a_sentence_and_has_no_table_nor_chart(
    tmp_path: Path, language: str
) -> None:
    counts = {area: of | {"tavs": [0, 0, 0]} for area, of in PLAIN.items()}
    document = wave_of(tmp_path, counts).document(language)
    assert len(results_of(document)) == 1
    assert [block.id for block in document.blocks if isinstance(block, Figure)] == [
        "q_contrast", "q_answers",
    ]  # fmt: skip
    said = {"da": "kan ikke opgøres.", "en": "are not available."}[language]
    assert f"{said}" in words_of(document)
    assert "0\xa0pct." not in words_of(document).split("tavs")[-1]


def test_one_area_beside_the_contrast_is_enough(tmp_path: Path) -> None:
    counts = {"a": PLAIN["a"], "kontrast": PLAIN["kontrast"]}
    document = wave_of(tmp_path, counts).document("da")
    assert list(first_table(document)) == ["A", "Kontrast (kontrast)", "Alle"]
    assert "de to undersøgte boligområder" in words_of(document)


def test_thirty_areas_are_named_in_tables_and_counted_in_sentences(tmp_path: Path) -> None:
    counts = {f"o{k}": {"q": [40 + k, 20, 40]} for k in range(30)} | {"kontrast": {"q": [9, 9, 80]}}
    document = wave_of(tmp_path, counts).document("da")
    assert len(results_of(document)[0].rows) == 32
    text = words_of(document)
    assert "og 23 andre boligområder er andelen lavere end i Kontrast." in text
    assert "i de 31 undersøgte boligområder under ét" in text


def test_words_of_ones_own_come_first_in_a_chapter_and_only_in_their_language(
    tmp_path: Path,
) -> None:
    folder = made_study(tmp_path, PLAIN)
    (folder / "tekst").mkdir()
    (folder / "tekst" / "kapitel.da.md").write_text("Kun *på* dansk.", encoding="utf-8")
    wave = open_study(folder).wave()
    danish = wave.document("da").blocks
    place = [isinstance(block, Heading) and block.id == "kapitel" for block in danish].index(True)
    assert isinstance(danish[place + 1], Paragraph)
    assert danish[place + 1].plain == "Kun på dansk."
    assert "på dansk" not in words_of(wave.document("en"))


def test_a_chapter_of_several_questions_ends_with_a_summary_of_them(tmp_path: Path) -> None:
    counts = {area: of | {"r": of["q"]} for area, of in PLAIN.items()}
    document = wave_of(tmp_path, counts).document("en")
    names = [type(block).__name__ for block in document.blocks]
    assert names.count("Box") == 1
    numbers = [block.title.split(". ")[0] for block in document.blocks if isinstance(block, Table)]
    assert len(results_of(document)) == 2
    assert numbers == ["Table 1", "Table 2", "Table 3", "Table 4", "Table 5"]


def test_an_internal_report_hides_nothing_and_is_stamped(tmp_path: Path) -> None:
    counts = PLAIN | {"lille": {"q": [3, 3, 3]}}
    document = wave_of(tmp_path, counts, release="internal").document("da")
    assert first_table(document)["Lille"][0] == "67*"
    assert any("må ikke offentliggøres" in stamp for stamp in document.stamps)
    assert "Intet er skjult i denne udgave" in words_of(document)


def test_a_strict_report_says_by_which_standard(tmp_path: Path) -> None:
    counts = PLAIN | {"lille": {"q": [5, 5, 5]}}
    wave = wave_of(tmp_path, counts, release="strict")
    assert "NCHS" in words_of(wave.document("da"))
    statuses = {status for part in wave.released().results for status in part.frame["status"]}
    assert Status.UNCERTAIN in statuses
    text = words_of(wave.document("da"))
    assert "I Lille er tallet for usikkert til at blive vist." in text


def test_simulated_data_are_stamped(tmp_path: Path) -> None:
    document = wave_of(tmp_path, PLAIN, simulated=True).document("da")
    assert document.stamps == ("Eksempel med simulerede data",)


def test_progress_is_told_for_each_chapter_and_at_the_end(tmp_path: Path) -> None:
    counts = {area: of | {"r": of["q"]} for area, of in PLAIN.items()}
    wave = wave_of(tmp_path / "s", counts, chapters={"et": ["q"], "to": ["r"]})
    told: list[int] = []
    paths = wave.report(out=tmp_path / "out", progress=lambda: told.append(1))
    assert len(told) == 3
    assert [path.name for path in paths] == [
        "report.html",
        "report.docx",
        "report.pdf",
        "tables.xlsx",
        "manifest.json",
    ]


def test_a_report_may_be_written_again_even_where_a_file_manager_has_been(tmp_path: Path) -> None:
    wave = wave_of(tmp_path / "s", PLAIN)
    wave.report(out=tmp_path / "out")
    (tmp_path / "out" / ".DS_Store").write_bytes(b"")
    wave.report(out=tmp_path / "out")
    assert not list(tmp_path.glob(".survey-*"))


def test_the_report_lies_in_the_study_under_wave_and_language_if_no_place_is_named(
    tmp_path: Path,
) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    page, word, pdf, workbook, manifest = open_study(study).wave().report(language="da")
    assert page == study / "report" / "1968-da" / "report.html"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    assert content["command"] == "survey report . 1968 --lang da --format html,docx,pdf"
    assert content["outputs"] == {
        "report.html": sha256_of(page.read_bytes()),
        "report.docx": sha256_of(word.read_bytes()),
        "report.pdf": sha256_of(pdf.read_bytes()),
        "tables.xlsx": sha256_of(workbook.read_bytes()),
    }
    said = content["inputs"].pop("study.yaml#1968")  # what it says of this wave
    assert len(said) == 64
    assert content["inputs"] == {
        name: sha256_of((study / name).read_bytes())
        for name in ("skema.yaml", "tekst/satisfaction.da.md", "waves/1968/answers.csv")
    }
    together = content["settings"].pop("inputs_together")
    assert len(together) == 64
    assert content["settings"] == {"contrast": "tower", "policy": "default"}
