"""What is said of files of answers: all that must be mended, each with its place, and notes."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Kind, MissingKind, said
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.findings import Finding, FindingsError, Place, Severity
from survey.language.catalogue import current_language, text
from survey.language.cells import culprit_ids, kinds_of_id, quoted_cell, quoted_heading, quoted_id
from survey.language.identifying import kinds_said
from survey.language.messages import MOST_CULPRITS, culprits, finding, quoted
from survey.language.numbers import format_number
from survey.responses.matching.unknown_values import unmarked
from survey.responses.problems import Problem, ProblemKind
from survey.responses.responses import RESPONDENT
from survey.responses.typing import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.responses.cleaning.duplicates import Resolved
    from survey.responses.merged import Merged
    from survey.responses.part import Part, WrongCells
    from survey.responses.routed import Contradiction, Routed

MOST_FINDINGS = 20
ONE_BY_ONE = frozenset(
    {
        *("ANSWERS-COUNTED-INVALID", "ANSWERS-COUNTED-UNKNOWN", "ANSWERS-COMPUTED-DIFFERS"),
        *(f"ANSWERS-{kind.name.replace('_', '-')}" for kind in ProblemKind),
    }
)
"""Codes of notes on answers that also stand one by one among the problems."""
MOST_PROBLEMS = 100_000
_MOST_LOOKED_AT, _MANY = 2_000, 0.2
_LEFT_OUT = -1
"""A longer text is no answer to a question with codes, a number or a date."""


def refuse_wrong(parts: Sequence[Part], *, only_fatal: bool) -> None:
    """Refuse files in which something can't be.

    Parameters
    ----------
    parts : sequence of Part
    only_fatal : bool
        Whether answers that can't be are let through.

    Raises
    ------
    FindingsError
    """
    told = [
        (part, cells) for part in parts for cells in part.wrong if cells.fatal or not only_fatal
    ]
    if told:
        count = sum(len(cells.wrong.rows) for _, cells in told)
        listed = (
            _finding(part, cells, int(row)) for part, cells in told for row in cells.wrong.rows
        )
        files = ", ".join(dict.fromkeys(part.table.place().file for part, _ in told))
        fatal = all(cells.fatal for _, cells in told)
        raise _error(files, list(islice(listed, MOST_FINDINGS)), count, hinted=not fatal)


def _error(
    files: str, findings: Sequence[Finding], count: int, *, hinted: bool = False
) -> FindingsError:
    what = text("findings.what.answers")
    problem = text("findings.file_has_findings", what=what, file=files, count=count)
    more = count - len(findings)
    hints = [
        *([text("answers.not_listed", count=more)] if more > 0 else []),
        *([text("answers.correct_them")] if hinted else []),
    ]
    return FindingsError(problem, findings, hint="; ".join(hints) or None)


def _finding(part: Part, cells: WrongCells, row: int) -> Finding:
    variable, column, kind = cells.variable, cells.column, cells.wrong.kind
    codes = () if variable is None else tuple(code.value for code in variable.codes)
    got = "" if column.index[row] < 0 else unmarked(column.values[column.index[row]])
    near = _near(got, variable) if kind == "unknown_group" else None
    return finding(
        f"answers.{kind}_near" if near else f"answers.{kind}",
        place=part.table.place(row, column.name),
        name=quoted(column.name),
        got=quoted_cell(got, near=near),
        codes=culprits(codes),
        missing=", ".join(format_number(code, current_language()) for code in MISSING),
        near=quoted(near or ""),
        **_limits(cells, part),  # type: ignore[arg-type]
    )


def _near(got: str, variable: Variable | None) -> str | None:
    """The area, or another group, that was probably meant, as it may be written."""
    codes = () if variable is None else variable.codes
    return did_you_mean(got, (name for code in codes for name in reversed(code.names)))


def _limits(cells: WrongCells, part: Part) -> dict[str, str]:
    """The limits of a question, as far as it has any."""
    variable = cells.variable
    limits = part.wanted.limits.get(variable.name) if variable is not None else None
    language = current_language()
    numbers = {} if limits is None else {"low": limits.low, "high": limits.high}
    return {
        "low": _number(numbers.get("low"), language),
        "high": _number(numbers.get("high"), language),
        "earliest": "" if limits is None else limits.earliest,
        "latest": "" if limits is None else limits.latest,
        "decimals": str(limits.decimals) if limits is not None else "",
    }


def _number(number: float | None, language: str) -> str:
    return "" if number is None else format_number(number, language)


def refuse_duplicates(together: Merged) -> None:
    """Refuse ids that are there several times.

    Raises
    ------
    FindingsError
        With the places of each.
    """
    if RESPONDENT not in together.front:
        return
    ids = pd.Series(together.front[RESPONDENT], dtype=object)
    twice = ids[ids.duplicated(keep=False)]
    if twice.empty:
        return
    findings = [
        finding(
            "answers.id_twice",
            place=together.place(int(rows[0])),
            id=quoted_id(str(one)),
            count=len(rows),
            places="; ".join(str(together.place(int(row))) for row in rows[1:6]),
        )
        for one, rows in islice(twice.groupby(twice, sort=False).groups.items(), MOST_FINDINGS)
    ]
    files = ", ".join(dict.fromkeys(part.table.place().file for part in together.parts))
    raise _error(files, findings, twice.nunique())


def left_out(resolved: Resolved) -> tuple[Finding, ...]:
    """That rows were left out because their ids are there several times, and by which rule."""
    if not resolved.steps:
        return ()
    ids = dict.fromkeys(step.respondent for step in resolved.steps)
    note = finding(
        "answers.left_out",
        severity=Severity.NOTE,
        count=len(resolved.steps),
        ids=culprit_ids(ids),
        rule=resolved.steps[0].why,
    )
    return (note,)


def problems_of(together: Merged, found: Routed) -> tuple[Problem, ...]:
    """Single answers that are wrong, at most 100,000 of them.

    Parameters
    ----------
    together : Merged
        The rows that are left.
    found : Routed
    """
    several = _problems(together, found)
    return tuple(islice(several, MOST_PROBLEMS))


def _problems(together: Merged, found: Routed) -> Iterator[Problem]:
    ids = together.ids
    place_of = _Places(together)
    for number, part in enumerate(together.parts):
        for cells in part.wrong:
            kind = ProblemKind.OUT_OF_RANGE if cells.wrong.out_of_range else ProblemKind.INVALID
            theirs, allowed = cells.column.name, _allowed(cells)
            ours = theirs if cells.variable is None else cells.variable.name
            for row in place_of.rows(number, cells.wrong.rows):
                value, place = place_of.value(row, theirs), together.place(row, theirs)
                yield Problem(kind, ids[row], ours, value, place, allowed)
    for each in found.contradictions:
        name, rule = each.variable, _rule(each)
        for row in each.rows.tolist():
            value, place = place_of.value(row, name), together.place(row, name)
            yield Problem(each.kind, ids[row], name, value, place, rule)
    yield from _differing(together, found, place_of)


def _differing(together: Merged, found: Routed, places: _Places) -> Iterator[Problem]:
    """Computed values of the file that are other ones than their rule gives."""
    for name, values in together.computed.items():
        for row in np.flatnonzero(differs(values, found.columns[name])).tolist():
            yield Problem(
                ProblemKind.COMPUTED,
                together.ids[row],
                name,
                places.value(row, name),
                together.place(row, name),
                format_number(float(found.columns[name][row]), current_language()),
            )


def differs(given: NDArray[Any], worked_out: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a value of the file is another one than its rule gives; missing ones don't count."""
    both = (given >= 0) & (worked_out >= 0)
    return np.asarray(both & ~np.isclose(given.astype(float), worked_out.astype(float)))


class _Places:
    """The rows that are left of each file, and what stands in their cells."""

    def __init__(self, together: Merged) -> None:
        self._together = together
        self._row_of: list[NDArray[np.intp]] = []
        for number, part in enumerate(together.parts):
            rows = np.flatnonzero(together.part_of == number)
            places = np.full(part.table.rows, _LEFT_OUT)
            places[together.row_of[rows]] = rows
            self._row_of.append(places)

    def rows(self, part: int, rows: NDArray[np.intp]) -> list[int]:
        """Rows of a file as rows of the whole; those that were left out are left out."""
        found: list[int] = self._row_of[part][self.left(part, rows)].tolist()
        return found

    def left(self, part: int, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those rows of a file that weren't left out."""
        return np.asarray(rows[self._row_of[part][rows] != _LEFT_OUT])

    def value(self, row: int, name: str) -> str:
        """What stands in the file; nothing if it is own words."""
        together = self._together
        part = together.parts[int(together.part_of[row])]
        column = part.table.columns.get(name)
        if column is None or name in part.wanted.words:
            return ""
        place = int(column.index[int(together.row_of[row])])
        return "" if place < 0 else unmarked(column.values[place])


def _allowed(cells: WrongCells) -> str:
    variable = cells.variable
    return "" if variable is None else culprits(code.value for code in variable.codes)


def _rule(each: Contradiction) -> str:
    return each.rule if isinstance(each.rule, str) else said(each.rule, current_language())


def notes_of(together: Merged, found: Routed) -> tuple[Finding, ...]:
    """What should be looked at, each thing once and counted."""
    notes: list[Finding] = []
    places = _Places(together)
    wrong = [
        (part, cells, rows)
        for number, part in enumerate(together.parts)
        for cells in part.wrong
        if len(rows := places.left(number, cells.wrong.rows))
    ]
    for part in together.parts:
        notes += part.table.notes
        notes += _left_out_columns(part)
        notes += [_odd(part, cells) for cells in part.odd]
        notes += [_counted(part, cells, rows) for its, cells, rows in wrong if its is part]
    notes += [*_alike_ids(together), *_personal_ids(together)]
    by_column: dict[tuple[ProblemKind, str], int] = {}
    for each in found.contradictions:
        key = (each.kind, each.variable)
        by_column[key] = by_column.get(key, 0) + len(each.rows)
    notes += [
        _warning(f"answers.{kind}", name=quoted(name), count=count)
        for (kind, name), count in by_column.items()
    ]
    notes += [
        _warning("answers.computed_differs", name=quoted(name), count=count)
        for name, values in together.computed.items()
        if (count := int(differs(values, found.columns[name]).sum()))
    ]
    notes += [
        _warning("answers.unseen", name=quoted(name), count=count)
        for name, count in found.unseen.items()
    ]
    several = sum(len(each.rows) for each in found.contradictions)
    several += sum(len(rows) for _, _, rows in wrong)
    several += sum(
        int(differs(values, found.columns[name]).sum())
        for name, values in together.computed.items()
    )
    if several > MOST_PROBLEMS:
        notes.append(_warning("answers.problems_cut", count=several, most=MOST_PROBLEMS))
    return tuple(notes)


def _warning(code: str, *, place: Place | None = None, **fields: object) -> Finding:
    return finding(code, severity=Severity.WARNING, place=place, **fields)


def _left_out_columns(part: Part) -> list[Finding]:
    """Which columns of a file nobody asked for."""
    if not part.left_out:
        return []
    where = Place(part.table.place().file)
    names, count = culprits(part.left_out, quote=quoted_heading), len(part.left_out)
    return [
        finding("answers.columns_left_out", severity=Severity.NOTE, place=where, names=names,
                count=count)
    ]  # fmt: skip


def alike_groups(group: Variable) -> Finding | None:
    """That values of a group may mean the same, as only case or signs tell them apart."""
    alike: dict[str, list[str]] = {}
    for code in group.codes:
        alike.setdefault(heading_key(str(code.value)), []).append(str(code.value))
    several = [value for those in alike.values() if len(those) > 1 for value in those]
    if not several:
        return None
    return _warning(
        "answers.groups_alike", name=quoted(group.name), values=culprits(several, quote=quoted_cell)
    )


def _alike_ids(together: Merged) -> list[Finding]:
    """That ids may mean the same respondent, as only case or noughts in front tell them apart."""
    ids = dict.fromkeys(together.front.get(RESPONDENT, ()))
    alike: dict[str, list[str]] = {}
    for one in ids:
        alike.setdefault(str(one).casefold().lstrip("0"), []).append(str(one))
    several = [those for those in alike.values() if len(those) > 1]
    if not several:
        return []
    listed = culprit_ids(one for those in several for one in those)
    return [_warning("answers.ids_alike", count=len(several), ids=listed)]


def _personal_ids(together: Merged) -> list[Finding]:
    """That ids seem to say who somebody is: they stand in all that is made of the answers."""
    ids = list(dict.fromkeys(map(str, together.front.get(RESPONDENT, ()))))[:_MOST_LOOKED_AT]
    found = Counter(kind for one in ids for kind in kinds_of_id(one))
    kinds = [kind for kind, times in found.items() if times > _MANY * len(ids)]
    if not kinds:
        return []
    return [_warning("answers.ids_personal", what=kinds_said(kinds, current_language()))]


def _odd(part: Part, cells: WrongCells) -> Finding:
    rows = cells.wrong.rows
    return _warning(
        f"answers.{cells.wrong.kind}",
        place=part.table.place(int(rows[0]), cells.column.name),
        name=quoted(cells.column.name),
        count=len(rows),
    )


def _counted(part: Part, cells: WrongCells, rows: NDArray[np.intp]) -> Finding:
    """How many answers of a column count as invalid, of respondents who weren't left out."""
    column = cells.column
    places = pd.unique(column.index[rows]).tolist()
    values = [unmarked(column.values[each]) if each >= 0 else "" for each in places[:MOST_CULPRITS]]
    of_group = cells.variable is not None and cells.variable.kind is Kind.GROUP
    return _warning(
        "answers.counted_unknown" if of_group else "answers.counted_invalid",
        place=part.table.place(int(rows[0]), column.name),
        name=quoted(column.name),
        count=len(rows),
        values=culprits(values, others=len(places) - len(values), quote=quoted_cell),
        marked=format_number(int(MissingKind.INVALID), current_language()),
    )
