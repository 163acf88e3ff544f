"""The units whose fieldwork it is: those of a sample, or those of the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import WrongUseError
from survey.fieldwork.areas import UNKNOWN, areas_given, named_areas
from survey.fieldwork.headings import AREA, UNIT
from survey.language.cells import culprit_ids, quoted_id
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.fieldwork.cells import Cells
    from survey.fieldwork.headings import Columns
    from survey.kernels.layout import Floats
    from survey.sampling.sample import Sample

    Places = NDArray[np.intp]

_OWN = frozenset({"unit", "area", "base_weight", "inclusion_probability", "draw_number"})


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The units whose fieldwork it is.

    Attributes
    ----------
    ids : ndarray of object, shape (N,)
    area : Variable
    place : ndarray of intp, shape (N,)
        The place of the area of each.
    weight : ndarray of float64, shape (N,)
    more : mapping of str to ndarray
        What else is known of every unit.
    has_weights : bool
    """

    ids: NDArray[Any]
    area: Variable
    place: Places
    weight: Floats
    more: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    has_weights: bool = False

    def __len__(self) -> int:
        return len(self.ids)


def units_of_sample(sample: Sample) -> Units:
    """The units of a sample that are in use: a reserve that wasn't released has no weight yet."""
    units = sample.units[sample.units["base_weight"].notna()]
    codes = {code.value: place for place, code in enumerate(sample.area.codes)}
    places = [codes.get(code, UNKNOWN) for code in units["area"]]
    return Units(
        units["unit"].to_numpy(dtype=object),
        sample.area,
        np.array(places, dtype=np.intp),
        units["base_weight"].to_numpy(dtype=np.float64),
        {str(name): units[name].to_numpy(dtype=object) for name in units if name not in _OWN},
        has_weights=True,
    )


def match_units(cells: Cells, columns: Columns, sample: Sample, units: Units) -> Places:
    """Which unit of a sample each row is about; those that were not sampled must be mended."""
    name = columns.named[UNIT]
    found = cells.ids(name)
    values = np.array(found.values, dtype=object)
    places = np.append(pd.Index(units.ids, dtype=object).get_indexer(values), UNKNOWN)
    strange = values[places[:-1] == UNKNOWN].tolist()
    if strange:
        rows = np.flatnonzero((places == UNKNOWN)[found.index])
        reserve = set(sample.units["unit"])
        held_back = [each for each in strange if each in reserve]
        kind = "reserve" if held_back else _kind_of_strange(strange, units.ids)
        cells.tell(f"not_sampled_{kind}", name, rows, units=culprit_ids(held_back or strange))
    of_row = places[found.index]
    if columns.get(AREA) is not None:
        _check_areas(cells, columns.named[AREA], of_row, units)
    return of_row


def _kind_of_strange(strange: list[str], known: NDArray[Any]) -> str:
    """Whether the ids have lost zeros at the beginning."""
    bare = {each.lstrip("0") for each in known}
    return "zeros" if all(each.lstrip("0") in bare for each in strange) else "at_all"


def _check_areas(cells: Cells, name: str, of_row: Places, units: Units) -> None:
    written = cells.areas(name, units.area)
    right = units.place[of_row]
    rows = np.flatnonzero((of_row != UNKNOWN) & (written != UNKNOWN) & (written != right))
    if len(rows):
        code = units.area.codes[right[rows[0]]].value
        cells.tell("other_area", name, rows, area=quoted(str(code)))


def units_of_file(cells: Cells, columns: Columns, area: object) -> tuple[Units, Places]:
    """The units that stand in a file, and which of them each row is about."""
    found = cells.ids(columns.named[UNIT])
    count = len(found.values)
    if not count:
        cells.check()
    variable, written = area_of_rows(cells, columns, area)
    first = np.zeros(count, dtype=np.intp)
    rows = np.arange(cells.table.rows)[::-1]
    named = found.index[rows] >= 0
    first[found.index[rows][named]] = rows[named]  # the first row of each unit overwrites others
    place = written[first]
    known = (found.index >= 0) & (written != UNKNOWN)
    odd = np.flatnonzero(known & (written != place[found.index]))
    cells.tell("two_areas", columns.get(AREA), odd, unit=_id_at(found, odd))
    ids = np.array(found.values, dtype=object)
    return Units(ids, variable, place, np.ones(count)), found.index


def _id_at(found: Any, rows: Places) -> str:  # noqa: ANN401 - a column
    return quoted_id(found.values[found.index[rows[0]]]) if len(rows) else ""


def area_of_rows(cells: Cells, columns: Columns, area: object) -> tuple[Variable, Places]:
    """The areas, and the place of that of each row.

    Raises
    ------
    WrongUseError
        If the file has no column of areas, and it isn't said that there is one area only.
    """
    variable, name = areas_given(area), columns.get(AREA)
    if name is None:
        if variable is None or len(variable.codes) != 1:
            raise fail(WrongUseError, "dispositions.no_areas", where=cells.table.place())
        return variable, np.zeros(cells.table.rows, dtype=np.intp)
    if variable is None:
        column = cells.table.columns[name]
        names = {each: column.meanings.get(each) or each for each in column.values}
        variable = named_areas(names)
    return variable, cells.areas(name, variable)
