"""One agreed table from two keyings and what was decided where they differ."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from survey.errors import WrongUseError
from survey.files.guards import shown
from survey.findings import FindingsError
from survey.language.catalogue import text
from survey.language.cells import quoted_id
from survey.language.messages import fail, finding, quoted
from survey.responses.corrections import Correction
from survey.responses.keying.comparing import compare_keyings
from survey.responses.keying.decisions import KeyingDecisions, read_keying_decisions
from survey.responses.keying.joined_table import joined, taken, with_cells
from survey.responses.keying.keyed_cells import INVALID
from survey.responses.keying.keying import KEYS, RESPONDENT, Keying
from survey.responses.keying.keying_reader import read_keying

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.files.data_table import DataTable
    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire
    from survey.responses.keying.differences import KeyingDifference, KeyingDifferences
    from survey.responses.keying.joined_table import JoinedTable
    from survey.responses.keying.keying import KeyedTwice

Undecided = Literal["refuse", "first", "invalid"]
_MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KeyedAnswers:
    """The answers that were agreed on, as reading takes them.

    Attributes
    ----------
    table : DataTable
        Columns ``respondent``, ``area`` and those of the questions, one row a form. Places lead to
        the cells of the first keying, or of the second one for forms that only it has.
    rosters : mapping of str to DataTable
        Columns ``respondent``, ``item`` and those of the roster's questions.
    steps : tuple of Correction
        Each cell in which something else was decided than was keyed first. They are taken in the
        tables already, and stand here for the record.
    differences : KeyingDifferences
    notes : tuple of Finding
        How the workbooks were understood, and what should be looked at.
    """

    table: DataTable
    rosters: Mapping[str, DataTable]
    steps: tuple[Correction, ...]
    differences: KeyingDifferences
    notes: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "rosters", MappingProxyType(dict(self.rosters)))

    def __repr__(self) -> str:
        return f"KeyedAnswers({self.table.rows} forms, {len(self.steps)} cells decided otherwise)"


@dataclass(slots=True)
class _Agreeing:
    """What each cell that differs becomes, and who said so."""

    values: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    steps: dict[tuple[str, str, str, str], Correction] = field(default_factory=dict)


def keyed_table(
    paths: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    questionnaire: Questionnaire,
    decisions: KeyingDecisions | str | os.PathLike[str] | None = None,
    undecided: Undecided = "refuse",
    *,
    again: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
    who: str = "",
    when: str = "",
) -> KeyedAnswers:
    """Read keyed forms, compare the keyings, and agree on one table.

    Parameters
    ----------
    paths : str, path or sequence of them
        Workbooks in which forms were keyed.
    questionnaire : Questionnaire
    decisions : KeyingDecisions, str or path, optional
        What was decided, or the workbook in which it was.
    undecided : {"refuse", "first", "invalid"}
        See `resolved`.
    again : str, path or sequence of them
        Workbooks in which all forms were keyed for the second time.
    who, when : str
        Who decided, and when (ISO), where the workbook doesn't say so.

    Returns
    -------
    KeyedAnswers
    """
    keying = read_keying(paths, questionnaire, again=again)
    differences = compare_keyings(keying, questionnaire)
    if isinstance(decisions, str | os.PathLike):
        decisions = read_keying_decisions(decisions, differences, who=who, when=when)
    return resolved(keying, decisions, undecided=undecided, differences=differences)


def resolved(
    keying: Keying,
    decisions: KeyingDecisions | None = None,
    *,
    undecided: Undecided = "refuse",
    differences: KeyingDifferences | None = None,
) -> KeyedAnswers:
    """The one table that two keyings and the decisions give.

    Forms that were keyed once are taken as they are. A person of a household for whom it was
    decided that nothing stands on the form is left out.

    Parameters
    ----------
    keying : Keying
    decisions : KeyingDecisions, optional
        Left out, nothing was decided.
    undecided : {"refuse", "first", "invalid"}
        What becomes of cells that differ and were not decided: they are refused, or are as the
        first keying has them, or count as invalid (−5).
    differences : KeyingDifferences, optional
        Where they were found already.

    Returns
    -------
    KeyedAnswers

    Raises
    ------
    FindingsError
        With each cell that was not decided, if these are refused.
    """
    _check(decisions, undecided)
    found = differences or compare_keyings(keying, keying.questionnaire)
    decisions = decisions or KeyingDecisions(undecided=found.differences)
    open_ones = [each for each in found if each.id not in decisions.decisions]
    if open_ones and undecided == "refuse":
        raise _undecided_error(keying, open_ones)
    agreeing = _Agreeing()
    for decision in decisions:
        _agree(agreeing, keying, decision.difference, decision.value, decision.who, decision.when)
    for each in open_ones:
        value = INVALID if undecided == "invalid" else each.first
        _agree(agreeing, keying, each, value, "", "", why="why_undecided")
    tables = {roster: _agreed(twice, roster, agreeing) for roster, twice in keying.tables.items()}
    steps = tuple(agreeing.steps[each.key] for each in found if each.key in agreeing.steps)
    notes = (*keying.notes, *decisions.notes)
    return KeyedAnswers(tables.pop(""), tables, steps, found, notes)


def _check(decisions: object, undecided: object) -> None:
    if undecided not in get_args(Undecided):
        raise fail(WrongUseError, "double_keying.undecided_rule", got=quoted(str(undecided)),
                   known=", ".join(map(quoted, get_args(Undecided))))  # fmt: skip
    if decisions is not None and not isinstance(decisions, KeyingDecisions):
        raise fail(WrongUseError, "argument.kind", name="decisions", got=type(decisions).__name__,
                   expected="read_keying_decisions(...)")  # fmt: skip


def _undecided_error(keying: Keying, open_ones: Sequence[KeyingDifference]) -> FindingsError:
    """The cells that were not decided; what was keyed isn't told, for it may be own words."""
    findings = [
        finding("double_keying.cell_undecided", place=each.first_place or each.again_place,
                form=quoted_id(each.respondent), name=quoted(each.variable))
        for each in open_ones[:_MOST_FINDINGS]
    ]  # fmt: skip
    problem = text("double_keying.cells_undecided", count=len(open_ones),
                   file=shown(keying.first.path))  # fmt: skip
    return FindingsError(problem, findings, hint=text("double_keying.decide"))


def _agree(
    agreeing: _Agreeing,
    keying: Keying,
    difference: KeyingDifference,
    value: str,
    who: str,
    when: str,
    *,
    why: str = "why",
) -> None:
    agreeing.values[difference.key] = value
    if value == difference.first:
        return
    place = difference.first_place or difference.again_place
    source, row = _stands_in(keying, difference)
    agreeing.steps[difference.key] = Correction(
        difference.respondent,
        difference.variable,
        difference.first,
        value,
        text(f"double_keying.{why}"),
        who,
        when,
        source=source if place is not None else "",
        row=row,
    )


def _stands_in(keying: Keying, difference: KeyingDifference) -> tuple[str, int | None]:
    """The file and the row of the sheet in which a cell stands."""
    for table in keying.tables[difference.table]:
        row = None if table is None else _row_of(table, difference)
        if table is not None and row is not None:
            line = None if table.lines is None else int(table.lines[row])
            return table.source(row).path.name, line
    return "", None


def _row_of(table: JoinedTable, difference: KeyingDifference) -> int | None:
    wanted = {RESPONDENT: difference.respondent, "item": difference.item}
    alike = np.ones(table.rows, dtype=bool)
    for name in KEYS:
        column = table.columns.get(name)
        if column is not None:
            alike &= np.array([each == wanted[name] for each in column.values] + [False],
                              dtype=bool)[column.index]  # fmt: skip
    rows = np.flatnonzero(alike)
    return int(rows[0]) if len(rows) else None


# Tables


def _agreed(twice: KeyedTwice, roster: str, agreeing: _Agreeing) -> JoinedTable:
    first, again = twice
    table = first if again is None else _with_more(first, again)
    rows = {key: row for row, key in enumerate(_keys(table))}
    cells: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for (of, form, item, variable), value in agreeing.values.items():
        if of == roster:
            cells[variable][rows[form, item]] = value
    agreed = with_cells(table, cells)
    if not roster or again is None:
        return agreed
    both = set(_keys(first)) & set(_keys(again))
    return _without_nobody(agreed, cells, {row for key, row in rows.items() if key not in both})


def _with_more(first: JoinedTable, again: JoinedTable) -> JoinedTable:
    """The rows of the first keying, and those that only the second one has.

    A person whom only the second keying has, of a form that both have, is decided upon cell by
    cell; until then nothing stands in her row.
    """
    own = set(_keys(first))
    more = np.array([row for row, key in enumerate(_keys(again)) if key not in own], dtype=np.intp)
    if not len(more):
        return first
    return _flat(joined([first, taken(again, more)]))


def _flat(table: JoinedTable) -> JoinedTable:
    """A table joined of joined ones, whose rows lead to the sheets themselves."""
    parts = [part for each in table.parts for part in each.parts]  # type: ignore[attr-defined]
    numbers = {id(part): number for number, part in enumerate(parts)}
    sources = [(each, row) for each in table.parts for row in range(each.rows)]
    return replace(
        table,
        parts=tuple(parts),
        part=np.array([numbers[id(each.source(row))] for each, row in sources], dtype=np.intp),  # type: ignore[attr-defined]
        part_row=np.array([each.part_row[row] for each, row in sources], dtype=np.intp),  # type: ignore[attr-defined]
    )


def _keys(table: JoinedTable) -> list[tuple[str, str]]:
    forms = table.columns[RESPONDENT].cells()
    items = table.columns["item"].cells() if "item" in table.columns else [""] * table.rows
    return list(zip(forms, items, strict=True))


def _without_nobody(
    table: JoinedTable, cells: Mapping[str, Mapping[int, str]], absent: set[int]
) -> JoinedTable:
    """A roster's table without persons whom one keying lacks and who aren't on the form."""
    decided: defaultdict[int, list[str]] = defaultdict(list)
    for changes in cells.values():
        for row, value in changes.items():
            decided[row].append(value)
    nobody = [row for row, values in decided.items() if row in absent and not any(values)]
    return taken(table, np.setdiff1d(np.arange(table.rows), nobody)) if nobody else table
