"""The cells of a file on the fieldwork, and all that is wrong in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.fieldwork.areas import UNKNOWN, area_names, likely_area, places_of
from survey.fieldwork.final import RESULTS
from survey.fieldwork.results import Result, known_words, result_of
from survey.files.data_table import EMPTY
from survey.files.guards import shown
from survey.files.headings import heading_key
from survey.files.identifiers import wrong_ids
from survey.files.nearest import did_you_mean
from survey.files.numerals import parse_integers
from survey.findings import FindingsError, Severity
from survey.language.catalogue import text
from survey.language.cells import quoted_cell, quoted_id
from survey.language.messages import culprits, finding, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.files.data_table import DataColumn, DataTable
    from survey.findings import Finding

    Places = NDArray[np.intp]

_MOST = 50


@dataclass(slots=True, eq=False)
class Cells:
    """Reads columns, and puts down what must be mended.

    Attributes
    ----------
    table : DataTable
    own : mapping of str to Result
        Words of the file's own.
    wrong, notes : list of Finding
    """

    table: DataTable
    own: Mapping[str, Result]
    wrong: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)

    def tell(
        self,
        code: str,
        column: str | None,
        rows: Sequence[int] | Places,
        **more: object,
    ) -> None:
        """Put down what must be mended in some rows, at the first of them, if there are any."""
        if len(rows):
            place = self.table.place(int(rows[0]), column)
            fields: dict[str, Any] = {"count": len(rows), "column": quoted(column or ""), **more}
            self.wrong.append(finding(f"dispositions.{code}", place=place, **fields))

    def note(
        self,
        code: str,
        column: str | None = None,
        row: int | None = None,
        *,
        severity: Severity = Severity.NOTE,
        **fields: object,
    ) -> None:
        """Put down what is only told."""
        place = self.table.place(row, column)
        self.notes.append(finding(f"dispositions.{code}", severity=severity, place=place, **fields))

    def check(self) -> None:
        """Refuse the file if something must be mended.

        Raises
        ------
        FindingsError
            With all that was found.
        """
        if self.wrong:
            file = shown(self.table.path)
            problem = text("dispositions.wrong", count=len(self.wrong), file=file)
            raise FindingsError(problem, self.wrong[:_MOST])

    def column(self, name: str) -> DataColumn:
        """A column; what is a formula or an error in it must be mended."""
        found = self.table.columns[name]
        self.tell("fault", name, sorted(found.faults))
        return found

    def ids(self, name: str) -> DataColumn:
        """A column of ids."""
        found = self.column(name)
        for each in wrong_ids(found):
            got = found.values[found.index[each.rows[0]]] if each.kind != "id_empty" else ""
            self.tell(each.kind, name, each.rows, got=quoted_id(got))
        return found

    def texts(self, name: str | None) -> tuple[list[str], Places]:
        """The different texts of a column, the empty one last, and which stands in each row."""
        if name is None:
            return [""], np.full(self.table.rows, 0, dtype=np.intp)
        found = self.column(name)
        return [*found.values, ""], _counted_from_0(found.index, len(found.values))

    def results(self, name: str, but: Collection[str] = ()) -> Places:
        """Places of results in `RESULTS`; an empty cell is pending, which is told.

        Words among `but` are no results, and are passed over.
        """
        found = self.column(name)
        places = np.zeros(len(found.values) + 1, dtype=np.intp)
        places[-1] = RESULTS.index(Result.PENDING)
        for place, written in enumerate(found.values):
            is_none = heading_key(written) in but
            result = Result.PENDING if is_none else self._result(found, written)
            if result is not None:
                places[place] = RESULTS.index(result)
                continue
            rows = np.flatnonzero(found.index == place)
            near = did_you_mean(written, (*self.own, *known_words()))
            code = "unknown_result" if near is None else "unknown_result_near"
            told = {"got": quoted_cell(written, near=near), "near": quoted(near or "")}
            self.tell(code, name, rows, **told)
        empty = np.flatnonzero(found.index == EMPTY)
        if len(empty):
            self.note("no_result", name, int(empty[0]), count=len(empty), severity=Severity.WARNING)
        return places[found.index]

    def _result(self, column: DataColumn, written: str) -> Result | None:
        """By what the file says that a value means, else by the value itself."""
        meaning = column.meanings.get(written)
        by_meaning = result_of(meaning, self.own) if meaning else None
        return by_meaning or result_of(written, self.own)

    def areas(self, name: str, area: Variable, but: Collection[str] = ()) -> Places:
        """Places of areas among the codes; unknown ones must be mended, but for some words."""
        found = self.column(name)
        said = [found.meanings.get(each) or each for each in found.values]
        places = places_of(area, said)
        places = np.where(places == UNKNOWN, places_of(area, found.values), places)
        for place in np.flatnonzero(places == UNKNOWN):
            if heading_key(said[place]) in but:
                continue
            near = likely_area(area, said[place])
            self.tell(
                "unknown_area" if near is None else "unknown_area_near",
                name,
                np.flatnonzero(found.index == place),
                got=quoted_cell(said[place], near=near),
                near=quoted(near or ""),
                known=culprits(area_names(area)),
            )
        self.tell("no_area", name, np.flatnonzero(found.index == EMPTY))
        return np.append(places, UNKNOWN)[found.index]

    def numbers(self, name: str) -> NDArray[np.int64]:
        """Whole numbers from 0 upwards; an empty cell is 0."""
        found = self.column(name)
        values = parse_integers(found.values).values
        for place in np.flatnonzero(~(values >= 0)):
            rows = np.flatnonzero(found.index == place)
            self.tell("no_count", name, rows, got=quoted_cell(found.values[place]))
        counts = np.append(np.where(values >= 0, values, 0), 0).astype(np.int64)
        return counts[found.index]


def _counted_from_0(index: Places, empty: int) -> Places:
    return np.where(index == EMPTY, empty, index)
