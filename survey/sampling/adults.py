"""How many adults live in the dwellings of an area, and what it costs to ask one of them only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.language.messages import fail
from survey.sampling.arguments import AT_LEAST_ONE
from survey.sampling.frame import ADULTS, AREA

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.sampling.arguments import Areas
    from survey.sampling.frame import Frame


@dataclass(frozen=True, slots=True)
class Adults:
    """Adults in the dwellings of each area.

    Attributes
    ----------
    mean : (k,) float
        A dwelling; 1 where it isn't known, so that a dwelling counts as one.
    effect : (k,) float
        1 + CV², by which the variance grows where one adult is asked and weighted by how many
        there are (Kish 1965, sec. 11.7); 1 where only the mean is known.
    source : {"frame", "counts", "given", ""}
        Dwellings in the frame, counts by area, an argument, or nothing.
    """

    mean: Floats
    effect: Floats
    source: str


def adults_of(frame: Frame, areas: Areas, given: Any) -> Adults:  # noqa: ANN401 - the argument
    """Adults by area: from the frame, from numbers that were given, or not at all.

    Raises
    ------
    WrongUseError
        If numbers are given for a frame of persons.
    """
    nothing = np.ones(len(areas))
    if given is None or (isinstance(given, str) and given == "frame" and frame.unit == "person"):
        return Adults(nothing, nothing, "")
    if not (isinstance(given, str) and given == "frame"):
        if frame.unit == "person":
            raise fail(WrongUseError, "planning.adults_of_persons")
        return Adults(areas.each("adults_per_dwelling", given, AT_LEAST_ONE), nothing, "given")
    if frame.units is not None and ADULTS in frame.units:
        found = _of_dwellings(frame, areas)
        if found is not None:
            return found
    total = areas.adults.astype(float)
    if (total < areas.size).any():  # −1 where it isn't known
        return Adults(nothing, nothing, "")
    return Adults(total / areas.size, nothing, "counts")


def _of_dwellings(frame: Frame, areas: Areas) -> Adults | None:
    """Mean and 1 + CV² of the dwellings whose adults are known; None if an area has none."""
    units = frame.eligible
    adults = pd.to_numeric(units[ADULTS]).astype(float)
    by_area = adults[adults >= 1].groupby(units[AREA]).agg(["mean", "var", "count"])
    by_area = by_area.reindex(list(areas.codes))
    if by_area["count"].isna().any():
        return None
    mean = by_area["mean"].to_numpy(float)
    n = by_area["count"].to_numpy(float)
    spread = by_area["var"].fillna(0.0).to_numpy(float) * (n - 1) / n
    return Adults(mean, 1 + spread / mean**2, "frame")
