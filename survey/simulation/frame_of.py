"""The frame of an invented city: its dwellings, as a housing organisation lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.files.csv_writer import CSV_FORMS, csv_bytes
from survey.sampling.fingerprint import fingerprint
from survey.sampling.frame import ADULTS, AREA, DEPARTMENT, EMPTY, SIZE, UNIT, Frame
from survey.simulation.residents import EMPTY as STANDS_EMPTY
from survey.simulation.residents import UNSEEN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from survey.simulation.population import Population

KEPT = ("rooms", "floor")
"""Columns beside ours that the frame has."""


def frame_of(population: Population) -> Frame:
    """The frame, as `read_frame` gives it from the file.

    Dwellings that stand empty without the organisation's knowing count as lived in by one adult.
    """
    values = _columns(population)
    units = pd.DataFrame({n: pd.Series(v, dtype=v.dtype) for n, v in values.items()})
    return Frame(
        "dwelling", units, _counts(population, units), population.area,
        fingerprint("dwelling", values),
    )  # fmt: skip


def frame_bytes(population: Population) -> bytes:
    """The frame as a text table."""
    values = _columns(population)
    columns = [v.astype(np.int64) if v.dtype == bool else v for v in values.values()]
    return csv_bytes(list(values), columns, CSV_FORMS["machine"])


def _columns(population: Population) -> dict[str, NDArray[Any]]:
    homes = population.dwellings
    state = homes["state"].to_numpy()
    return {
        UNIT: homes["unit"].to_numpy(dtype=object),
        AREA: homes["area"].to_numpy(dtype=object),
        DEPARTMENT: homes["department"].to_numpy(dtype=object),
        ADULTS: np.where(state == UNSEEN, 1, homes["adults"].to_numpy()).astype(np.int64),
        EMPTY: np.asarray(state == STANDS_EMPTY, dtype=bool),
        SIZE: homes["size"].to_numpy(dtype=np.float64),
        **{name: homes[name].to_numpy(dtype=np.int64) for name in KEPT},
    }


def _counts(population: Population, units: pd.DataFrame) -> pd.DataFrame:
    codes = [code.value for code in population.area.codes]
    place = pd.Index(codes, dtype=object).get_indexer(pd.Index(units[AREA], dtype=object))
    empty = units[EMPTY].to_numpy()
    everyone = np.bincount(place, minlength=len(codes))
    vacant = np.bincount(place[empty], minlength=len(codes))
    adults = np.bincount(place[~empty], weights=units[ADULTS].to_numpy()[~empty],
                         minlength=len(codes))  # fmt: skip
    return pd.DataFrame(
        {
            "area": pd.Series(codes, dtype=object),
            "units": everyone.astype(np.int64),
            "empty": vacant.astype(np.int64),
            "eligible": (everyone - vacant).astype(np.int64),
            "adults": adults.astype(np.int64),
        }
    )
