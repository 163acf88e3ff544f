"""The page of response rates: its table, its words, and that it fits a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import survey as sv
from survey.documents.blocks import RowKind
from survey.documents.fitting import fit_table
from survey.documents.formats import ENDINGS, document_bytes
from survey.documents.grid import check_rows
from survey.documents.house_style import DEFAULT_STYLE
from survey.documents.plain_text import write_text
from survey.errors import WrongUseError

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = """område;besvaret;delvis;afslag;ikke truffet;uh;tom
Nordby;400;30;120;200;60;70
Vangdalen;200;20;80;100;40;60
"""
A4 = 481.9


def found(folder: Path, lines: str = COUNTS, **more: Any) -> Any:
    path = folder / "file.csv"
    path.write_text(lines, "utf-8")
    return sv.read_dispositions(path, **more)


def texts_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_table_holds_outcomes_and_the_rate(tmp_path: Path) -> None:
    rates = sv.response_rates(found(tmp_path), by="area")
    table = sv.rates_table(rates, "da")
    check_rows(table)
    assert [column.head for column in table.columns] == [
        *("Boligområde", "Svarprocent (RR2)", "Udsendt", "Uden for målgruppen"),
        *("Fuldt besvaret", "Delvist besvaret", "Afslag", "Ikke truffet", "Ukendt"),
    ]
    assert texts_of(table) == [
        ["Nordby", "53,1", "880", "70", "400", "30", "120", "200", "60"],
        ["Vangdalen", "50,0", "500", "60", "200", "20", "80", "100", "40"],
        ["Alle", "52,0", "1.380", "130", "600", "50", "200", "300", "100"],
    ]
    assert table.rows[-1].kind is RowKind.ALL
    assert [row.area for row in table.rows] == ["Nordby", "Vangdalen", ""]
    assert table.notes[:2] == ("Antal boliger.", rates.definition("RR2", "da"))
    assert table.notes[-1] == "Ikke vist, fordi ingen har det udfald: kunne ikke deltage."


def test_several_rates_and_the_contrast_can_be_shown(tmp_path: Path) -> None:
    rates = sv.response_rates(found(tmp_path), by="area")
    table = sv.rates_table(rates, "en", kinds=["RR4", "COOP1"], contrast="Nordby")
    assert [column.head for column in table.columns][:3] == [
        "Housing area", "Response rate (RR4)", "Cooperation rate (COOP1)",
    ]  # fmt: skip
    assert [row.kind for row in table.rows] == [RowKind.BODY, RowKind.CONTRAST, RowKind.ALL]
    assert table.rows[1].cells[0].text == "Nordby (contrast)"
    assert any("e = 0.90" in note for note in table.notes)
    assert "e is the eligible share of those of whom it is known (CASRO)." in table.notes


def test_an_area_of_nobody_has_a_row_of_noughts_and_a_note(tmp_path: Path) -> None:
    area = ["Nordby", "Søparken", "Vangdalen"]
    rates = sv.response_rates(found(tmp_path, area=area), by="area")
    table = sv.rates_table(rates, "da")
    assert texts_of(table)[1] == ["Søparken", "..", *["0"] * 7]
    assert table.notes[-1].startswith(".. = ")


def test_without_a_breakdown_there_is_a_row_for_all(tmp_path: Path) -> None:
    table = sv.rates_table(sv.response_rates(found(tmp_path)), "da")
    check_rows(table)
    assert [row[0] for row in texts_of(table)] == ["Alle"]


def test_the_table_fits_a_page(tmp_path: Path) -> None:
    names = [f"Boligområdet omkring Skovbakkens Plejecenter {k}" for k in range(30)]
    lines = COUNTS.splitlines()[0] + "\n" + "\n".join(f"{n};1;2;3;4;5;6" for n in names)
    rates = sv.response_rates(found(tmp_path, lines), by="area")
    for language in ("da", "en"):
        assert len(fit_table(sv.rates_table(rates, language), A4)) == 1


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_page_is_written_in_every_format(tmp_path: Path, language: str) -> None:
    dispositions = found(tmp_path)
    rates = sv.response_rates(dispositions, by="area")
    page = sv.response_page(rates, dispositions, language, contrast="Nordby")
    for ending in ENDINGS:
        assert document_bytes(page, ending, DEFAULT_STYLE)
    again = sv.response_page(rates, dispositions, language, contrast="Nordby")
    assert document_bytes(again, ".html", DEFAULT_STYLE) == document_bytes(
        page, ".html", DEFAULT_STYLE
    )
    assert sv.response_sentence(rates, language) in write_text(page).replace("\n", " ")


def test_the_rule_is_told_where_it_was_used(tmp_path: Path) -> None:
    lines = "bolig;område;dato;resultat\n1;Nordby;1-5-2026;besvaret\n"
    dispositions = found(tmp_path, lines)
    page = sv.response_page(sv.response_rates(dispositions, by="area"), dispositions, "da")
    assert "gælder det bedste udfald" in write_text(page).replace("\n", " ")
    counts = found(tmp_path)
    page = sv.response_page(sv.response_rates(counts, by="area"), counts, "da")
    assert "gælder det bedste udfald" not in write_text(page).replace("\n", " ")


def test_ids_of_dwellings_are_nowhere_on_the_page(tmp_path: Path) -> None:
    lines = (
        "bolig;område;dato;resultat;interviewer\nunit-zqxw17;Nordby;1-5-2026;besvaret;Kim Zqxwsen\n"
    )
    dispositions = found(tmp_path, lines)
    page = sv.response_page(sv.response_rates(dispositions, by="area"), dispositions, "da")
    for ending in (".html", ".txt", ".md"):
        assert b"zqxw" not in document_bytes(page, ending, DEFAULT_STYLE).lower()


@pytest.mark.parametrize("wrong", [{"language": "sv"}, {"kinds": ["RR9"]}])
def test_a_table_that_can_not_be_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongUseError):
        sv.rates_table(sv.response_rates(found(tmp_path)), **wrong)


def test_a_page_needs_rates_and_dispositions(tmp_path: Path) -> None:
    dispositions = found(tmp_path)
    rates = sv.response_rates(dispositions)
    with pytest.raises(WrongUseError, match="rates"):
        sv.response_page(dispositions, dispositions)  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="dispositions"):
        sv.response_page(rates, rates)  # type: ignore[arg-type]
    with pytest.raises(WrongUseError, match="Nordby"):
        sv.response_page(rates, dispositions, contrast="Nord")
