"""Area sheets, area reports and what was decided: made of what the main report shows, and whole."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_studies import without_pictures
from made_weighted_study import made_weighted_study

from survey.cli.running import code_of
from survey.documents.house_style import DEFAULT_STYLE
from survey.errors import UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.study.excel.follow_up import follow_up_template
from survey.study.study import open_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from survey.documents.blocks import Document, Table
    from survey.study.wave import Wave

AREAS = ("nord", "syd")


@pytest.fixture(autouse=True, scope="module")
def blank() -> Iterator[None]:
    """Pictures cost the most, and are looked at elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        without_pictures(patch)
        yield


@cache
def study() -> Path:
    return made_weighted_study(Path(mkdtemp()) / "study")


def wave() -> Wave:
    return open_study(study()).wave()


def table(document: Document, name: str) -> Table:
    return next(each for each in document.tables() if each.id == name)


# The files


def test_all_areas_are_written_with_a_manifest_and_again_with_the_same_bytes() -> None:
    files = wave().area_reports(language="da", formats=["html"])
    names = [f"{area}-{kind}.html" for area in AREAS for kind in ("ark", "rapport")]
    assert [path.name for path in files] == [*names, "manifest.json"]
    assert files[0].parent == study() / "report" / "2026-da-omraader"
    before = {path.name: path.read_bytes() for path in files}
    again = wave().area_reports(language="da", formats=["html"])
    assert {path.name: path.read_bytes() for path in again} == before
    outputs = json.loads(before["manifest.json"])["outputs"]
    assert sorted(outputs) == sorted(names)


def test_one_area_is_made_anew_beside_the_others_and_an_edited_one_in_word_is_kept(
    tmp_path: Path,
) -> None:
    out = tmp_path / "omraader"
    wave().area_reports(["nord", "Sydbyen"], language="da", formats=["docx"], out=out)
    hers = out / "nord-rapport.docx"
    hers.write_bytes(hers.read_bytes() + b"more")
    edited = hers.read_bytes()
    files = wave().area_reports("Nordbyen", language="da", formats=["docx"], out=out)
    assert [path.name for path in files] == [
        "nord-ark.docx", "nord-rapport-new.docx", "manifest.json",
    ]  # fmt: skip
    assert hers.read_bytes() == edited
    assert (out / "syd-ark.docx").is_file()
    assert "syd-ark.docx" in json.loads((out / "manifest.json").read_bytes())["outputs"]


def test_a_folder_of_others_is_refused_and_an_unknown_area_is_told_with_what_was_meant(
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(WrongUseError, match=r"mine\.txt"):
        wave().area_reports("nord", out=tmp_path)
    with pytest.raises(UnknownNameError, match="Nordbyen"):
        wave().area_reports("Nordbyne")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_writes_the_areas_that_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    asked = ["report", str(study()), "--area", "Nordbyen", "--format", "html", "--lang", "en"]
    assert code_of([*asked, "--out", str(out)], debug=True) == 0
    names = [Path(line).name for line in capsys.readouterr().out.splitlines()]
    assert names == ["nord-sheet.html", "nord-report.html", "manifest.json"]


# What was decided


@pytest.fixture
def decided() -> Iterator[Callable[..., Path]]:
    """Fills in an empty workbook of decisions in the study, and takes it away again."""
    path = study() / "opfølgning.xlsx"
    plan = open_study(study()).plan

    def filled(*rows: tuple[Any, ...]) -> Path:
        path.write_bytes(follow_up_template(plan, language="da", style=DEFAULT_STYLE))
        book = openpyxl.load_workbook(path)
        page = book.worksheets[0]
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                page.cell(number, column).value = value
        book.save(path)
        return path

    yield filled
    path.unlink(missing_ok=True)


def test_decisions_stand_in_the_main_report_and_in_those_of_their_area(
    decided: Callable[..., Path],
) -> None:
    decided(
        ("Nordbyen", "Utryghed om aftenen", "Lys på stien", "Driften", "31-12-2026", "I gang"),
        ("Alle", "Få kender rådgiveren", "Brev til alle", "", dt.date(2027, 2, 1), "Planlagt"),
        ("Sydbyen", "Affald", "", "", None, None),
    )  # fmt: skip
    rows = table(wave().document("da"), "follow_up").rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Nordbyen", "Utryghed om aftenen", "Lys på stien", "Driften", "31. december 2026",
         "I gang"],
        ["Alle", "Få kender rådgiveren", "Brev til alle", "", "1. februar 2027", "Planlagt"],
        ["Sydbyen", "Affald", "", "", "", ""],
    ]  # fmt: skip
    _, documents = wave()._of_areas("da")
    for document in documents("nord"):
        own = [row.cells[0].text for row in table(document, "follow_up").rows]
        assert own == ["Utryghed om aftenen", "Få kender rådgiveren"]


def test_cells_that_cannot_be_understood_are_told_with_their_address(
    decided: Callable[..., Path],
) -> None:
    decided(("Nordbyne", "", "", "", "snart", "næsten"))
    with pytest.raises(FindingsError) as caught:
        wave().document("da")
    found = caught.value.findings
    assert len(found) == 4
    said = str(caught.value)
    assert all(address in said for address in ("A2", "B2", "E2", "F2"))
    assert "Nordbyen" in said
