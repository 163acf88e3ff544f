"""A template is filled in with Excel and read as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_lists import AREAS

from survey.errors import WrongUseError
from survey.findings import FindingsError
from survey.sampling.frame_reader import read_frame
from survey.sampling.frame_template import write_frame_template

if TYPE_CHECKING:
    from pathlib import Path

ROWS: dict[str, list[list[Any]]] = {
    "da": [
        ["12-1", "Vangdalen", "12", "2", "beboet", "72"],
        ["14-1", "Søparken", "14", "0", "tom", "60,5"],
    ],
    "en": [
        ["12-1", "Vangdalen", "12", 2, "occupied", 72],
        ["14-1", "Søparken", "14", 0, "empty", 60.5],
    ],
}


def filled(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, 2):
        for place, cell in enumerate(row, 1):
            book.worksheets[0].cell(number, place, cell)
    book.save(path)
    return path


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_template_that_is_filled_in_is_a_frame(tmp_path: Path, language: str) -> None:
    path = write_frame_template(tmp_path / "boliger.xlsx", language=language, areas=AREAS)
    frame = read_frame(filled(path, ROWS[language]), areas=AREAS)
    assert frame.counts["units"].tolist() == [1, 1, 0]
    assert frame.counts["eligible"].tolist() == [1, 0, 0]
    assert frame.units is not None
    assert frame.units["size"].tolist() == [72, 60.5]
    assert frame.units["adults"].tolist() == [2, 0]


def test_persons_have_a_template_too(tmp_path: Path) -> None:
    path = write_frame_template(tmp_path / "a.xlsx", unit="person")
    frame = read_frame(filled(path, [["1", "A", "12"], ["2", "A", "12"]]), unit="person")
    assert frame.counts["adults"].tolist() == [2]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_example_must_be_written_over(tmp_path: Path, language: str) -> None:
    path = write_frame_template(tmp_path / "boliger.xlsx", language=language)
    with pytest.raises(FindingsError, match="example") as caught:
        read_frame(path)
    assert caught.value.findings[0].code == "FRAME-EXAMPLE"


def test_areas_departments_and_states_can_be_picked(tmp_path: Path) -> None:
    path = write_frame_template(tmp_path / "boliger.xlsx", areas=AREAS, rows=30)
    book = openpyxl.load_workbook(path)
    sheet = book["Boliger"]
    assert [cell.value for cell in sheet[1]] == [
        *("Bolig", "Område", "Afdeling", "Antal voksne", "Tom eller beboet", "Størrelse")
    ]
    rules = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert rules == {
        "B2:B31": "Valg!$A$1:$A$3",
        "C2:C31": "Valg!$B$1:$B$3",
        "E2:E31": "Valg!$C$1:$C$2",
    }
    assert book["Valg"].sheet_state == "hidden"
    assert [each.value for each in book["Valg"]["A"]] == ["Vangdalen", "Søparken", "Ådalen"]


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    first = write_frame_template(tmp_path / "a.xlsx", areas=AREAS).read_bytes()
    assert write_frame_template(tmp_path / "b.xlsx", areas=AREAS).read_bytes() == first


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"language": "de"}, "frame.choice"),
        ({"unit": "x"}, "frame.choice"),
        ({"rows": 0}, "frame.template_rows"),
        ({"rows": 20_001}, "frame.template_rows"),
        ({"rows": 5.0}, "frame.template_rows"),
        ({"areas": []}, "frame.no_areas"),
    ],
)
def test_arguments_that_cannot_be_are_refused(
    tmp_path: Path, options: dict[str, Any], code: str
) -> None:
    with pytest.raises(WrongUseError) as caught:
        write_frame_template(tmp_path / "a.xlsx", **options)
    assert caught.value.code == code
