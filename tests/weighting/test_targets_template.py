"""A template is filled in with Excel and read as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_targets import codebook

from survey.errors import UnknownNameError, WrongUseError
from survey.findings import FindingsError
from survey.weighting.targets_reader import read_targets
from survey.weighting.targets_template import write_targets_template

if TYPE_CHECKING:
    from pathlib import Path

CODEBOOK = codebook()
AREAS: list[Any] = [("n", {"da": "Nord", "en": "North"}, (), ["11", "12"]), ("s", "Syd")]


def filled(path: Path, language: str) -> Path:
    book = openpyxl.load_workbook(path)
    north, who, all_ = (
        ("Nord", "Voksne", "I alt") if language == "da" else ("North", "Adults", "In all")
    )
    rows = [
        [[north, None, "2010", who, "40", "..", None, "43"], ["Syd", None, "2010", who, 5, 6]],
        [
            [north, None, "2010", who, 10, 11, 12, 10, 43],
            ["Syd", "", "2010", who, 1, 2, 3, 5, 11],
            [all_, None, "2010", who, 11, 13, 15, 15, 54],
        ],
        [[north, None, "2010", 43, 60, 30], ["Syd", None, "2010", 11, 12, 6]],
    ]
    for page, those in zip(book.worksheets, rows, strict=False):
        for number, row in enumerate(those, 2):
            for place in range(1, 10):
                page.cell(number, place).value = row[place - 1] if place <= len(row) else None
    book.save(path)
    return path


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_template_that_is_filled_in_gives_targets(tmp_path: Path, language: str) -> None:
    path = write_targets_template(
        tmp_path / "a.xlsx",
        CODEBOOK,
        variables=["sex", "age_group"],
        areas=AREAS,
        language=language,
    )
    targets = read_targets(
        filled(path, language), CODEBOOK, areas=AREAS, hidden={"": 0}, most_hidden=0.5
    )
    assert targets.table("sex").cells["count"].tolist() == [40, 3, 0, 5, 6, 0]
    assert targets.table("age_group").total == 54
    assert targets.sizes["households"] == {"n": 30, "s": 6}


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_example_must_be_written_over(tmp_path: Path, language: str) -> None:
    path = write_targets_template(
        tmp_path / "a.xlsx", CODEBOOK, variables=["sex", "rooms"], language=language, rows=3
    )
    with pytest.raises(FindingsError, match="example"):
        read_targets(path, CODEBOOK)


def test_areas_and_departments_can_be_picked(tmp_path: Path) -> None:
    path = write_targets_template(tmp_path / "a.xlsx", CODEBOOK, variables=["sex"], areas=AREAS)
    page = openpyxl.load_workbook(path).worksheets[0]
    rules = {str(each.sqref): each for each in page.data_validations.dataValidation}
    assert set(rules) == {"A2:A41", "B2:B41", "D2:D41"}


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    one, two = (
        write_targets_template(tmp_path / name, CODEBOOK, variables="sex").read_bytes()
        for name in ("a.xlsx", "b.xlsx")
    )
    assert one == two


@pytest.mark.parametrize(
    ("options", "error"),
    [({"variables": []}, WrongUseError), ({"variables": ["gender"]}, UnknownNameError),
     ({"variables": ["sex"], "language": "sv"}, WrongUseError),
     ({"variables": ["sex"], "rows": 0}, WrongUseError)],
)  # fmt: skip
def test_arguments_that_cannot_be_are_refused(
    tmp_path: Path, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        write_targets_template(tmp_path / "a.xlsx", CODEBOOK, **options)
    with pytest.raises(WrongUseError):
        write_targets_template(tmp_path / "a.csv", CODEBOOK, variables=["sex"])
