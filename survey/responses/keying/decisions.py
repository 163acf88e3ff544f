"""What was decided where two keyings differ, read from the workbook of differences."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from survey.documents.notebook import frame_html
from survey.errors import DataError, WrongUseError
from survey.files.guards import shown
from survey.files.xlsx_reader import read_xlsx
from survey.findings import FindingsError, Severity, errors_among
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.cells import culprit_ids, quoted_cell
from survey.language.messages import culprits, fail, finding, quoted
from survey.responses.keying.answers_shown import Shown
from survey.responses.keying.differences import KeyingDifferences
from survey.responses.keying.differences_workbook import HEADS
from survey.responses.keying.keyed_cells import plain_text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from survey.files.xlsx_reader import Sheet, SheetCell, Workbook
    from survey.findings import Finding, Place
    from survey.responses.keying.differences import KeyingDifference

_MOST_FINDINGS = 20
_DANISH_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")


@dataclass(frozen=True, slots=True)
class KeyingDecision:
    """What stands on the form where two keyings differ.

    Attributes
    ----------
    difference : KeyingDifference
    value : str
        The right answer in the questionnaire's writing; empty for nothing.
    who, when : str
        Who looked it up, and when (ISO).
    note : str
    place : Place or None
        The cell in which it was decided.
    """

    difference: KeyingDifference
    value: str
    who: str = ""
    when: str = ""
    note: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KeyingDecisions:
    """What was decided.

    Attributes
    ----------
    decisions : mapping of str to KeyingDecision
        By the sign of the difference (`KeyingDifference.id`).
    undecided : tuple of KeyingDifference
        Those that nobody has decided yet.
    notes : tuple of Finding
    """

    decisions: Mapping[str, KeyingDecision] = field(default_factory=dict)
    undecided: tuple[KeyingDifference, ...] = ()
    notes: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "decisions", MappingProxyType(dict(self.decisions)))

    def __len__(self) -> int:
        return len(self.decisions)

    def __iter__(self) -> Iterator[KeyingDecision]:
        return iter(self.decisions.values())

    def __repr__(self) -> str:
        return f"KeyingDecisions({len(self)} decided, {len(self.undecided)} undecided)"

    def _repr_html_(self) -> str:
        return frame_html(self.to_frame(), text("double_keying.decisions"))

    @property
    def errors(self) -> tuple[int, int]:
        """How many of the decided cells the first keying had wrong, and the second one."""
        wrong = [(each.value != each.difference.first, each.value != each.difference.again)
                 for each in self]  # fmt: skip
        return sum(first for first, _ in wrong), sum(again for _, again in wrong)

    def to_frame(self) -> pd.DataFrame:
        """A row for each decision."""
        rows = [(each.difference.respondent, each.difference.item, each.difference.variable,
                 each.difference.first, each.difference.again, each.value, each.who, each.when,
                 each.note) for each in self]  # fmt: skip
        names = ["respondent", "item", "variable", "first", "again", "value", "who", "when", "note"]
        return pd.DataFrame(rows, columns=names, dtype=object)


@dataclass(slots=True)
class _Reading:
    """A workbook of differences while it is read."""

    workbook: Workbook
    sheet: Sheet
    places: Mapping[str, int]
    who: str
    when: str
    shown: Mapping[str, Shown]
    decisions: dict[str, KeyingDecision] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, cell: SheetCell) -> Place:
        return self.workbook.place(self.sheet.name, cell.address)

    def words(self, cells: tuple[SheetCell, ...], name: str) -> str:
        place = self.places.get(name)
        return "" if place is None else " ".join(plain_text(cells[place].value).split())


def read_keying_decisions(
    path: str | os.PathLike[str],
    differences: KeyingDifferences,
    *,
    who: str = "",
    when: str = "",
) -> KeyingDecisions:
    """Read which answers are right from the workbook that `write_keying_differences` wrote.

    Parameters
    ----------
    path : str or path
    differences : KeyingDifferences
        Those that were written. Rows of others, which the keyings have settled since, are noted.
    who, when : str
        Who decided, and when (ISO), where the workbook doesn't say so.

    Returns
    -------
    KeyingDecisions

    Raises
    ------
    FindingsError
        With each answer that its question doesn't have, each day that is none, and each cell that
        was decided in two ways.
    DataError
        If it isn't the workbook of these differences.
    """
    if not isinstance(differences, KeyingDifferences):
        raise fail(WrongUseError, "argument.kind", name="differences",
                   got=type(differences).__name__, expected="compare_keyings(...)")  # fmt: skip
    known = {each.id: each for each in differences}
    reading, rows = _opened(path, differences, who, when)
    others = 0
    for cells in rows:
        difference = known.get(reading.words(cells, "key"))
        if difference is None:
            others += 1
        else:
            _decide(reading, cells, difference)
    if others and others == len(rows) and known:
        raise fail(DataError, "double_keying.other_differences", where=shown(path))
    undecided = tuple(each for each in differences if each.id not in reading.decisions)
    _tell(reading, others, undecided)
    _refuse(reading, path)
    return KeyingDecisions(reading.decisions, undecided, tuple(reading.findings))


def _opened(
    path: str | os.PathLike[str], differences: KeyingDifferences, who: str, when: str
) -> tuple[_Reading, list[tuple[SheetCell, ...]]]:
    """The sheet of differences and its rows that have a key."""
    workbook = read_xlsx(path)
    for sheet in workbook.sheets.values():
        for number, cells in enumerate(sheet.rows):
            places = _places(cells)
            if {"key", "right"} <= set(places):
                columns = differences.columns(current_language())
                languages = differences.questionnaire.languages
                shown_as = {name: Shown(column, languages) for name, column in columns.items()}
                reading = _Reading(workbook, sheet, places, who, _day(when) or when, shown_as)
                rows = [row for row in sheet.rows[number + 1 :] if row[places["key"]]]
                return reading, rows
    raise fail(DataError, "double_keying.no_differences", where=shown(path))


def _places(cells: tuple[SheetCell, ...]) -> dict[str, int]:
    """Where the columns stand, by their heads in either language."""
    heads = {text(f"double_keying.head.{name}", lang=language): name
             for name in HEADS for language in LANGUAGES}  # fmt: skip
    found = ((heads.get(str(cell.value).strip()), place) for place, cell in enumerate(cells))
    return {name: place for name, place in found if name is not None}


def _decide(reading: _Reading, cells: tuple[SheetCell, ...], difference: KeyingDifference) -> None:
    cell = cells[reading.places["right"]]
    if not cell:
        return
    value = _value(reading, cell, difference)
    if value is None:
        return
    decision = KeyingDecision(
        difference,
        value,
        reading.words(cells, "who") or reading.who,
        _when(reading, cells) or reading.when,
        reading.words(cells, "note"),
        reading.place(cell),
    )
    earlier = reading.decisions.setdefault(difference.id, decision)
    if earlier.value != value:
        reading.findings.append(
            finding("double_keying.decision_conflict", place=reading.place(cell),
                    form=difference.respondent, other=str(earlier.place))
        )  # fmt: skip


def _value(reading: _Reading, cell: SheetCell, difference: KeyingDifference) -> str | None:
    """The answer that was decided on; what can't be is told."""
    place = reading.place(cell)
    if cell.formula or cell.error:
        code = "error_cell" if cell.error else "formula_cell"
        reading.findings.append(finding(f"double_keying.{code}", place=place))
        return None
    column = reading.shown[difference.variable]
    value = column.decided(cell.value, difference)
    if value is None:
        code = "decision_code" if column.coded else "decision_value"
        reading.findings.append(
            finding(f"double_keying.{code}", place=place, got=quoted_cell(plain_text(cell.value)),
                    name=quoted(difference.variable), known=culprits(column.choices()))
        )  # fmt: skip
    return value


def _when(reading: _Reading, cells: tuple[SheetCell, ...]) -> str:
    place = reading.places.get("when")
    if place is None or not cells[place]:
        return ""
    words = plain_text(cells[place].value)
    day = _day(words)
    if day is None:
        reading.findings.append(
            finding("double_keying.decision_day", place=reading.place(cells[place]),
                    got=quoted_cell(words))
        )  # fmt: skip
    return day or ""


def _day(words: str) -> str | None:
    """An ISO date, also from a Danish one; None if it is none."""
    match = _DANISH_DAY.fullmatch(words.strip())
    if match is not None:
        words = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return dt.date.fromisoformat(words.strip()[:10]).isoformat()
    except ValueError:
        return None


def _tell(reading: _Reading, others: int, undecided: tuple[KeyingDifference, ...]) -> None:
    place = reading.workbook.place(reading.sheet.name)
    if undecided:
        forms = culprit_ids(dict.fromkeys(e.respondent for e in undecided))
        reading.findings.append(
            finding("double_keying.undecided", severity=Severity.WARNING, place=place,
                    count=len(undecided), forms=forms)
        )  # fmt: skip
    if others:
        reading.findings.append(
            finding("double_keying.settled", severity=Severity.NOTE, place=place, count=others)
        )


def _refuse(reading: _Reading, path: str | os.PathLike[str]) -> None:
    wrong = errors_among(reading.findings)
    if wrong:
        problem = text("findings.file_has_findings", what=text("double_keying.workbook_of"),
                       file=shown(path), count=len(wrong))  # fmt: skip
        raise FindingsError(problem, wrong[:_MOST_FINDINGS])
