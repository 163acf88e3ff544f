"""What is compared, where, and how people there differ: read and checked once for all methods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.comparison.fair.characteristics import (
    cells_in_words,
    characteristic_names,
    complete_rows,
    counts_by,
    crossed,
    read_characteristics,
)
from survey.comparison.fair.outcome import outcome_of
from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.measured import means
from survey.estimation.variables import coded
from survey.estimation.verbs import check_options
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook
    from survey.comparison.fair.characteristics import Cells, Characteristic, Joined, Missing
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.estimation.measured import Measured
    from survey.kernels.layout import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """The areas that have answers.

    Attributes
    ----------
    column : str
    values : tuple
        In the order of the codebook or of the data.
    code : (n,) int
        Area of each row, −1 for rows that are left out.
    """

    column: str
    values: tuple[Any, ...]
    code: Ints

    def place_of(self, wanted: object, codebook: Codebook | None = None) -> int | None:
        """The place of an area, by its value or its label."""
        if wanted in self.values:
            return self.values.index(wanted)
        variable = codebook.get(self.column) if codebook is not None else None
        for code in variable.codes if variable is not None else ():
            if wanted in code.label.values() and code.value in self.values:
                return self.values.index(code.value)
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Profiled:
    """Answers of areas with the characteristics of those who gave them.

    Attributes
    ----------
    design : SurveyDesign
    measured : Measured
    areas : Areas
    characteristics : tuple of Characteristic
    inside : (n,) bool
        Rows that are compared: an answer, an area, and all characteristics.
    left_out : (A,) float
        Answers in each area that lack a characteristic.
    level : float
    """

    design: SurveyDesign
    measured: Measured
    areas: Areas
    characteristics: tuple[Characteristic, ...]
    inside: Bools
    left_out: Floats
    level: float

    @property
    def rows(self) -> Ints:
        """The rows compared."""
        return np.flatnonzero(self.inside)

    @property
    def weights(self) -> Floats:
        """Their weights, of all units of a row."""
        return np.asarray((self.design.weights * self.design.counts)[self.rows], dtype=float)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the characteristics."""
        return tuple(each.name for each in self.characteristics)

    def cells(self) -> Cells:
        """The characteristics crossed."""
        return crossed(self.characteristics, self.inside)

    def counts(self, cells: Cells) -> tuple[Floats, Floats]:
        """Answers by area and cell, and of a share how many are counted, (A, G) each."""
        area, size = np.where(self.inside, self.areas.code, -1), len(self.areas.values)
        n = self.design.counts.astype(float)
        number = np.full((size, cells.count), np.nan)
        if self.measured.share is not None:
            number = counts_by(cells, area, size, n * np.nan_to_num(self.measured.values))
        return counts_by(cells, area, size, n), number

    def raw(self) -> Estimates:
        """The share or mean of each area as it is."""
        return means(self.design, self.measured, self.areas.column, self.inside, self.level)

    def raw_rows(self) -> pd.DataFrame:
        """The rows of `raw` in the order of the areas."""
        frame = self.raw().to_frame()
        places = {value: at for at, value in enumerate(frame[self.areas.column])}
        return frame.iloc[[places[value] for value in self.areas.values]].reset_index(drop=True)

    def contrast(self, wanted: object) -> int:
        """The place of the area that gives contrast.

        Raises
        ------
        UnknownNameError
        """
        place = self.areas.place_of(wanted, self.design.codebook)
        if place is None:
            raise fail(
                UnknownNameError,
                "compare.contrast_unknown",
                got=quoted(str(wanted)),
                column=quoted(self.areas.column),
                areas=culprits(self.areas.values),
            )
        return place


def profiled(
    design: SurveyDesign,
    variable: str,
    by: str,
    characteristics: object,
    *,
    category: object = None,
    missing: Missing = "refuse",
    joined: Joined | None = None,
    where: object = None,
    level: float = 0.95,
    numbers: bool = False,
) -> Profiled:
    """Read what is compared, where, and the characteristics of those who answered.

    Parameters
    ----------
    numbers : bool
        Whether characteristics that are numbers stay numbers.

    Raises
    ------
    WrongUseError, UnknownNameError, DataError
    """
    check_options("wald", level, "wor")
    measured = outcome_of(design, variable, category)
    must_be(by, str, "by", "str")
    names = characteristic_names(characteristics, (variable, by))
    found = coded(design, by)
    area = np.where((found.codes >= 0) & (found.codes < len(found.values)), found.codes, -1)
    inside = np.isfinite(measured.values) & (area >= 0)
    inside &= (design.weights > 0) & (design.counts > 0)
    if where is not None:
        inside &= design.where(where)
    read = read_characteristics(
        design, names, inside, missing=missing, joined=joined, numbers=numbers
    )
    complete = complete_rows(read, inside)
    areas = _areas(by, found.values, np.where(complete, area, -1))
    if len(areas.values) < 1:
        raise fail(DataError, "fair.no_rows", names=culprits([variable, by, *names]))
    lacking = [
        float(design.counts[(area == found.values.index(value)) & inside & ~complete].sum())
        for value in areas.values
    ]
    return Profiled(design, measured, areas, read, complete, np.array(lacking), level)


def _areas(column: str, values: list[Any], code: Ints) -> Areas:
    present = sorted(set(code[code >= 0].tolist()))
    number = np.full(len(values) + 1, -1, dtype=np.int64)
    number[present] = np.arange(len(present))
    return Areas(column, tuple(values[place] for place in present), number[code])


def refuse_empty_cells(of: Profiled, cells: Cells, wanted: Bools) -> None:
    """Refuse cells that an area lacks and must have.

    Parameters
    ----------
    wanted : (A, G) bool
        Which cells each area must have.

    Raises
    ------
    DataError
        With the area and the cells.
    """
    counts, _ = of.counts(cells)
    empty = wanted & (counts == 0)
    if not empty.any():
        return
    book, language = of.design.codebook, current_language()
    area = int(np.argmax(empty.sum(axis=1)))
    raise fail(
        DataError,
        "fair.empty_cells",
        area=quoted(book.value_label(of.areas.column, of.areas.values[area], language)),
        cells=cells_in_words(cells, np.flatnonzero(empty[area]).tolist(), book),
        areas=int(empty.any(axis=1).sum()),
    )


def require_two(of: Profiled) -> None:
    """Refuse to compare a single area.

    Raises
    ------
    WrongUseError
    """
    if len(of.areas.values) < 2:
        raise fail(WrongUseError, "compare.one_area", contrast=quoted(str(of.areas.values[0])))
