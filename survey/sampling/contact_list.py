"""The file of contacts: names and addresses by unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError
from survey.files.csv_writer import without_apostrophe
from survey.files.data_reader import read_data_table
from survey.files.examples import refuse_example
from survey.findings import Finding, Severity
from survey.language.cells import culprit_ids
from survey.language.messages import fail, finding
from survey.sampling.frame import UNIT
from survey.sampling.frame_columns import repeated_rows, said_again
from survey.sampling.headings import HEADINGS, expected_headings, found_columns
from survey.sampling.personal import Personal, personal_heading
from survey.sampling.pseudonyms import named_only, tell_faults_unsaid
from survey.sampling.told import Told

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

_WHERE = frozenset({Personal.ADDRESS, Personal.PLACE})


@dataclass(frozen=True, slots=True, repr=False)
class Contacts:
    """Names and addresses; nothing of them is shown.

    Attributes
    ----------
    heads : tuple of str
    addresses : tuple of int
        The places of those heads that tell where somebody lives.
    by_unit : mapping of str to tuple of str
        What stands under the heads.
    given : bool
        Whether there was a file.
    """

    heads: tuple[str, ...] = ()
    addresses: tuple[int, ...] = ()
    by_unit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: bool = False

    def __repr__(self) -> str:
        return f"Contacts({len(self.by_unit)} units)"

    def of(self, unit: str) -> tuple[str, ...]:
        """What is known of a unit, empty texts if nothing is."""
        return self.by_unit.get(unit, ("",) * len(self.heads))

    def address(self, unit: str) -> str:
        """Where a unit is, in one line."""
        known = self.of(unit)
        return ", ".join(known[place] for place in self.addresses if known[place])

    def notes(self, units: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
        """Warn of units that the contacts lack."""
        absent = [each["unit"] for each in units if each["unit"] not in self.by_unit]
        if self.given and absent:
            yield finding("letters.no_contact", severity=Severity.WARNING, count=len(absent),
                          units=culprit_ids(absent))  # fmt: skip


def read_contacts(path: str | os.PathLike[str], unit: str) -> Contacts:
    """Read a file of contacts.

    Parameters
    ----------
    path : str or path
    unit : {"dwelling", "person"}

    Raises
    ------
    DataError
        If it has no column of units.
    FindingsError
        With the rows whose unit is absent or there twice, and with formulas; but not what stands
        there.
    """
    headings = {UNIT: HEADINGS[unit][UNIT]}
    table = read_data_table(path, columns=expected_headings(headings))
    found = found_columns(table, headings, None)
    if UNIT not in found:
        raise fail(DataError, "letters.contacts_no_unit", where=table.place())
    refuse_example(table, found[UNIT])
    told = Told(table)
    units = table.columns[found[UNIT]]
    others = [each for name, each in table.columns.items() if name != found[UNIT]]
    for column in (units, *others):
        tell_faults_unsaid(column, told)
    told.wrong(
        "contacts.id_empty", map(int, np.flatnonzero(~units.filled())), units, named_only(units)
    )
    again = repeated_rows(units.index)
    told.wrong("contacts.unit_twice", again, units,
               lambda row: said_again(again[row], units, told))  # fmt: skip
    told.refuse()
    cells = [list(map(without_apostrophe, each.cells())) for each in others]
    known = zip(*cells, strict=True) if cells else iter([()] * table.rows)
    names = tuple(each.name for each in others)
    where = tuple(at for at, name in enumerate(names) if personal_heading(name) in _WHERE)
    by_unit = dict(zip(units.cells(), known, strict=True))
    return Contacts(names, where, by_unit, given=True)
