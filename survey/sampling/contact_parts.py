"""Which column of a register goes to the frame, and which to the contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.findings import Severity
from survey.language.catalogue import text
from survey.language.cells import quoted_heading
from survey.language.messages import culprits, finding
from survey.sampling.frame import ADULTS, AREA, DEPARTMENT, EMPTY, SIZE, UNIT
from survey.sampling.frame_columns import spread
from survey.sampling.headings import tells_occupied
from survey.sampling.personal import (
    IDENTIFYING,
    Personal,
    personal_column,
    personal_contents,
    personal_heading,
)
from survey.sampling.pseudonyms import named_only, tell_faults_unsaid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from survey.files.data_table import DataColumn, DataTable
    from survey.findings import Finding
    from survey.sampling.told import Told


@dataclass(frozen=True, slots=True)
class Parts:
    """The columns of a register, parted.

    Attributes
    ----------
    unit : str
        What a row stands for.
    table : DataTable
    found : mapping of str to str
        Columns of the frame by our names.
    beside : tuple of str
        Further columns that the frame keeps.
    ids : frozenset of str
        Those of the natural id, which go nowhere but where they are areas or departments too.
    """

    unit: str
    table: DataTable
    found: Mapping[str, str]
    beside: tuple[str, ...]
    ids: frozenset[str]

    def in_frame(self) -> list[DataColumn]:
        """The columns that the frame gets."""
        beside = (each for each in self.beside if each not in self.ids)
        names = dict.fromkeys((*self.found.values(), *beside))
        return [self.table.columns[each] for each in names]

    def personal(self) -> dict[str, Personal]:
        """What the columns that aren't the frame's tell of somebody."""
        taken = self.ids | set(self.found.values())
        kinds = {
            name: personal_column(column)
            for name, column in self.table.columns.items()
            if name not in taken
        }
        return {name: kind for name, kind in kinds.items() if kind is not None}

    def check(self, told: Told) -> None:
        """Refuse columns for the frame that tell who somebody is."""
        for column in self.in_frame():
            by_heading = personal_heading(column.name) if column.name in self.beside else None
            if (by_heading or personal_contents(column)) in IDENTIFYING:
                told.wrong("contacts.in_frame", [0], column, named_only(column))
            tell_faults_unsaid(column, told)
        for name in self.to_contacts():
            tell_faults_unsaid(self.table.columns[name], told)

    def to_contacts(self) -> list[str]:
        """The columns that the contacts get."""
        return [name for name, kind in self.personal().items() if kind is not Personal.CPR]

    def frame(self, names: NDArray[Any], language: str) -> dict[str, NDArray[Any]]:
        """The columns of the frame by their headings."""
        heads = {UNIT: names}
        for ours in (AREA, DEPARTMENT, ADULTS, EMPTY, SIZE):
            if ours in self.found:
                heads[ours] = _meant(self.table.columns[self.found[ours]])
        said = {self._head(ours, language): each for ours, each in heads.items()}
        return said | {
            name: _meant(self.table.columns[name])
            for name in self.beside
            if name not in self.ids and name not in self.found.values()
        }

    def contacts(self, names: NDArray[Any], language: str) -> dict[str, NDArray[Any]]:
        """The columns of the contacts by their headings."""
        head = self._head(UNIT, language)
        return {head: names} | {
            name: _meant(self.table.columns[name]) for name in self.to_contacts() if name != head
        }

    def _head(self, ours: str, language: str) -> str:
        """The heading of a column; of whether a dwelling is empty, one that says what yes means."""
        kind = ours
        if ours == UNIT and self.unit != "dwelling":
            kind = self.unit
        elif ours == EMPTY:
            occupied = tells_occupied(self.found[ours])
            kind = {None: "empty_or_occupied", True: "occupied", False: "empty"}[occupied]
        return text(f"frame.head.{kind}", lang=language)

    def notes(self) -> Iterator[Finding]:
        """Say which columns went where."""
        personal = self.personal()
        contacts = self.to_contacts()
        cpr = [name for name, kind in personal.items() if kind is Personal.CPR]
        used = {*personal, *self.ids, *(each.name for each in self.in_frame())}
        left = [each for each in self.table.columns if each not in used]
        place = self.table.place()
        if contacts:
            yield finding("contacts.taken", severity=Severity.NOTE, place=place,
                          names=culprits(contacts, quote=quoted_heading))  # fmt: skip
        else:
            yield finding("contacts.none", severity=Severity.WARNING, place=place)
        if cpr:
            yield finding("contacts.cpr_left_out", severity=Severity.NOTE, place=place,
                          names=culprits(cpr, quote=quoted_heading))  # fmt: skip
        if left:
            yield finding("frame.columns_left_out", severity=Severity.NOTE, place=place,
                          names=culprits(left, quote=quoted_heading))  # fmt: skip


def _meant(column: DataColumn) -> NDArray[Any]:
    meant = [column.meanings.get(each, each) for each in column.values]
    missing = [each in column.declared for each in column.values]
    shown_as = ["" if gone else each for each, gone in zip(meant, missing, strict=True)]
    return spread(shown_as, column, "")
