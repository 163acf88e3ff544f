"""The example of Randers: what is known stands in it, what is made up says so, waves compare."""

from __future__ import annotations

import runpy
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from made_studies import without_pictures

import survey as sv
from survey.documents.blocks import Box, BulletList, Paragraph, Table
from survey.study.wave import Wave

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.documents.blocks import Block, Document

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "randers"
TOLD = {
    "2010": ["safe_evening"],
    "2012-nordby": ["chat", "safe_evening", "home_satisfaction", "town_image"],
    "2012-vangdalen": ["safe_evening"],
}
"""A few questions of each wave: all of them take a minute."""
NAMES = {"Vangdalen", "Gl. Jennumparken", "Glarbjergvej", *(f"Område {each}" for each in "DEFGH")}


@pytest.fixture(autouse=True)
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    without_pictures(monkeypatch)


@cache
def wave_of(name: str) -> Wave:
    """A wave, of whose chapters only what is told here is left."""
    wave = sv.open_study(EXAMPLE).wave(name)
    chapters = [
        chapter.model_copy(update={"questions": [q for q in chapter.questions if q in TOLD[name]]})
        for chapter in wave.plan.written.chapters
    ]
    said = {"chapters": [each for each in chapters if each.questions], "appendix": []}
    plan = replace(wave.plan, written=wave.plan.written.model_copy(update=said))
    return Wave(plan, wave.written)


@cache
def report_of(name: str) -> Document:
    return wave_of(name).document("da")


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    for each in blocks:
        if isinstance(each, Paragraph):
            yield each
        elif isinstance(each, BulletList | Box):
            yield from _paragraphs(getattr(each, "items", None) or getattr(each, "blocks", ()))


def words_of(name: str) -> str:
    words = "\n".join(each.plain for each in _paragraphs(report_of(name).blocks))
    return words.replace("\N{NO-BREAK SPACE}", " ")


def rows_of(name: str, table: str) -> dict[str, list[str]]:
    (found,) = (e for e in report_of(name).blocks if isinstance(e, Table) and e.id == table)
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in found.rows}


def test_the_two_known_shares_come_out_of_the_weighted_answers_with_interval_and_base() -> None:
    table = sv.area_table(wave_of("2010").released(), "safe_evening", over="area", language="da")
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert [column.key for column in table.columns][:3] == ["area", "estimate", "interval"]
    for name, share in (("Vangdalen", 36), ("Alle", 17)):
        assert rows[name][0] == str(share)
        low, high = (int(each) for each in rows[name][1].split("\N{EN DASH}"))
        assert low < share < high
    counts = {name: int(row[-1].replace(".", "")) for name, row in rows.items()}
    assert counts["Vangdalen"] > 100
    assert counts["Alle"] == sum(n for name, n in counts.items() if name != "Alle") > 1200
    assert set(rows) - {"Alle", "Område H (kontrast)"} == NAMES - {"Område H"}


def test_the_report_says_them_beside_the_contrast_and_with_their_uncertainty() -> None:
    words = words_of("2010")
    lead = next(line for line in words.splitlines() if line.startswith("36 pct. af beboerne"))
    assert "i Vangdalen er utrygge eller meget utrygge om aftenen" in lead
    assert "i Område H" in lead
    assert "(usikkerhed: " in lead
    assert "17 pct. af beboerne i de otte undersøgte boligområder under ét" in words
    assert "De otte boligområder er valgt ud og ikke trukket tilfældigt." in words
    assert rows_of("2010", "safe_evening_by_area")["Vangdalen"][0] == "36"


def test_nordby_shows_changes_with_intervals_and_what_can_not_be_compared() -> None:
    (compared, *_) = wave_of("2012-nordby").compared() or ()
    assert compared.to_frame()["overlap"].max() > 30
    rows = rows_of("2012-nordby", "chat_by_area_wave")
    assert list(rows) == ["Gl. Jennumparken", "Glarbjergvej", "Område H (kontrast)"]
    for name in ("Gl. Jennumparken", "Glarbjergvej"):
        assert rows[name][4][:1] in "+\N{MINUS SIGN}0"
        assert "\N{EN DASH}" in rows[name][5]
    assert rows["Område H (kontrast)"][2].endswith("\N{NO-BREAK SPACE}(2010)")
    words = words_of("2012-nordby")
    assert "Der kan nu svares »Færdes ikke ude på det tidspunkt«" in words
    assert "Skalaen har 5 trin i stedet for 4" in words
    assert "Ordlyden er ændret" in words
    told = {row for row in rows_of("2012-nordby", "not_compared") if row.startswith("Tr")}
    assert told == {"Tryg om aftenen"}


def test_vangdalen_is_asked_the_same_again_and_nothing_is_told_of_others() -> None:
    rows = rows_of("2012-vangdalen", "safe_evening_by_area_wave")
    assert list(rows) == ["Vangdalen", "Område H (kontrast)"]
    assert rows["Vangdalen"][0] == "36"
    assert "\N{EN DASH}" in rows["Vangdalen"][5]
    assert "Den viser ikke hvorfor." in words_of("2012-vangdalen")
    assert "Gl. Jennumparken" not in words_of("2012-vangdalen")


def test_weights_are_told_of_beside_headlines_also_where_chapters_name_several_answers() -> None:
    wave = sv.open_study(EXAMPLE).wave("2012-vangdalen")
    assert "took_part" in {q for c in wave.plan.written.chapters for q in c.questions}
    page = sv.weight_answers(wave, write=False).document("da")
    tables = [each for each in page.blocks if isinstance(each, Table)]
    named = {row.cells[0].text for table in tables for row in table.rows}
    assert any(name.startswith("Utrygge om aftenen") for name in named)


@pytest.mark.parametrize("name", TOLD)
def test_every_report_is_marked_as_simulated_and_says_where_it_comes_from(name: str) -> None:
    document = report_of(name)
    assert document.stamps == ("Eksempel med simulerede data",)
    assert "Simulerede svar efter en model" in words_of(name)
    assert {label for _, label in document.areas} <= NAMES


def test_the_files_are_made_by_the_program_that_lies_beside_them() -> None:
    made = runpy.run_path(str(EXAMPLE / "make_example.py"))
    assert {area.label["da"] for area in made["AREAS"]} == NAMES
    assert made["KNOWN"] == {("safe_evening", "vangdalen"): 0.36, "safe_evening": 0.17}


@pytest.mark.slow
def test_the_program_makes_the_same_bytes_again(tmp_path: Path) -> None:
    copy = tmp_path / "randers"
    shutil.copytree(EXAMPLE, copy)
    made = runpy.run_path(str(copy / "make_example.py"))
    made["main"]()
    for path in sorted(copy.glob("waves/**/*.*")):
        assert path.read_bytes() == (EXAMPLE / path.relative_to(copy)).read_bytes(), path.name
