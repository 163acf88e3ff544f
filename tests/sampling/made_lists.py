"""Lists of dwellings as a housing organisation has them, and written in several formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pyreadstat
from openpyxl import Workbook

if TYPE_CHECKING:
    from pathlib import Path

AREAS: list[Any] = [
    ("vangdalen", "Vangdalen", ["Vangdal-kvarteret"], ["12", "13"]),
    ("soeparken", {"da": "Søparken", "en": "The Lake Park"}, (), ["14"]),
    ("aadalen", "Ådalen"),
]


def dwellings() -> pd.DataFrame:
    """Six dwellings in two areas, one of them empty."""
    return pd.DataFrame(
        {
            "Bolignr.": ["001", "002", "003", "101", "102", "103"],
            "Boligområde": [
                *("Vangdalen", "vangdalen ", "Vangdalen", "Søparken", "SØPARKEN", "Søparken")
            ],
            "Afdeling": ["12", "12", "13", "14", "14", "14"],
            "Antal voksne": ["1", "2", "", "3", "0", "2"],
            "Tom": ["nej", "nej", "nej", "nej", "ja", "nej"],
            "m2": ["56,5", "72", "72", "80", "80", "101"],
        }
    )


def write_csv(path: Path, frame: pd.DataFrame) -> Path:
    frame.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return path


def write_xlsx(path: Path, frame: pd.DataFrame, sheet: str = "Boliger") -> Path:
    """Digits become numbers but for ids."""
    book = Workbook()
    book.active.title = sheet
    book.active.append(list(frame.columns))
    for row in frame.itertuples(index=False, name=None):
        book.active.append([row[0], *(_cell(each) for each in row[1:])])
    book.save(path)
    return path


def _cell(written: Any) -> Any:
    if written in ("", None):
        return None
    plain = str(written).replace(",", ".")
    return float(plain) if plain.replace(".", "", 1).isdigit() else written


def write_parquet(path: Path, frame: pd.DataFrame) -> Path:
    frame.to_parquet(path, index=False)
    return path


def write_sav(path: Path, frame: pd.DataFrame) -> Path:
    """With numbers as numbers, and whether a dwelling stands empty as a code with a label."""
    plain = frame.rename(columns=lambda name: name.replace(".", "").replace(" ", "_"))
    plain["Antal_voksne"] = pd.to_numeric(plain["Antal_voksne"])
    plain["m2"] = pd.to_numeric(plain["m2"].str.replace(",", "."))
    plain["Tom"] = plain["Tom"].map({"nej": 2, "ja": 1})
    pyreadstat.write_sav(plain, path, variable_value_labels={"Tom": {1: "Ja", 2: "Nej"}})
    return path
