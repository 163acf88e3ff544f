"""Small files of answers as columns of texts, for the cleaning log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from survey.files.data_table import EMPTY, DataColumn, DataTable
from survey.responses.corrections import Correction, StepKind

ID = "respondent"


def column(name: str, *cells: str, **fields: Any) -> DataColumn:
    values = tuple(dict.fromkeys(cell for cell in cells if cell))
    places = {value: place for place, value in enumerate(values)} | {"": EMPTY}
    return DataColumn(name, values, np.array([places[c] for c in cells], dtype=np.intp), **fields)


def table(name: str = "svar.csv", /, **cells: list[str]) -> DataTable:
    """A CSV file whose rows stand on lines 2, 3, …"""
    rows = len(next(iter(cells.values())))
    columns = {each: column(each, *texts) for each, texts in cells.items()}
    return DataTable(Path(name), columns, rows, lines=np.arange(2, rows + 2))


def cells(of: DataTable) -> dict[str, list[str]]:
    return {name: each.cells() for name, each in of.columns.items()}


def change(respondent: str, variable: str, before: str, after: str, **fields: Any) -> Correction:
    return Correction(respondent, variable, before, after, **{"why": "seen", **fields})


def removal(respondent: str, **fields: Any) -> Correction:
    return Correction(respondent, kind=StepKind.REMOVE, **{"why": "twice", **fields})
