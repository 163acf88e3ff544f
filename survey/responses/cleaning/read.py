"""Corrections read back: from the workbook that was filled in, or from the log itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from survey.codebook import Kind
from survey.errors import DataError, WrongUseError
from survey.files.examples import EXAMPLE_IDS
from survey.files.guards import path_of, shown
from survey.files.xlsx_reader import read_xlsx
from survey.findings import FindingsError, Severity, errors_among
from survey.language.catalogue import text
from survey.language.cells import quoted_cell, quoted_heading, quoted_id
from survey.language.messages import fail, finding, quoted
from survey.questionnaire.arguments import questionnaire_given
from survey.responses.cleaning.accepted import Accepted, accepted_of
from survey.responses.cleaning.filled_in import is_filled_in, read_filled_in
from survey.responses.cleaning.log import CleaningLog
from survey.responses.cleaning.log_table import (
    ReadSteps,
    iso_date,
    log_heads,
    read_log,
    read_log_sheet,
)
from survey.responses.cleaning.same import ANYTHING, same
from survey.responses.corrections import StepKind

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from survey.codebook import Variable
    from survey.findings import Finding, Place
    from survey.questionnaire.model import Questionnaire
    from survey.responses.corrections import Correction

_MOST_ALLOWED = 12


def read_corrections(
    path: str | os.PathLike[str],
    questionnaire: Questionnaire,
    *,
    when: dt.date | str | None = None,
    groups: Sequence[Variable] = (),
) -> CleaningLog:
    """Read what was corrected: the workbook of `write_checks` filled in, or a cleaning log.

    In the workbook a new answer is a code, its label in any language of the questionnaire, a
    number, a date, words, or a kind of missing ("don't know"); "delete" is no answer. A row with
    a reason but no new answer says that it was looked at and stays. The log is a table with the
    columns respondent, variable, from, to, why, who, when, kind, file and row, as CSV or workbook.
    Heads are understood in Danish and English, whatever the language in force.

    Parameters
    ----------
    path : str or path
    questionnaire : Questionnaire
    when : date or ISO text, optional
        The day of corrections that have none of their own; no clock is asked.
    groups : sequence of Variable
        Columns beside the questions that may be corrected, such as the area.

    Returns
    -------
    CleaningLog
        Steps in the order of the file; what should be looked at, such as a missing reason, stands
        in its notes.

    Raises
    ------
    FindingsError
        With each step that can't be, and its cell: a column that the questionnaire doesn't have, a
        code that the question doesn't have, two different corrections of one answer, a formula.
    WrongUseError
        If a correction has no day and none was given.
    DataError
        If the file holds neither.
    FileError
        If it can't be read.
    """
    accepted = accepted_of(questionnaire_given(questionnaire), groups)
    target, day = path_of(path), _day(when)
    read = _read(target)
    steps: list[tuple[Correction, Place]] = []
    for step, place in read.steps:
        if step.respondent.strip().casefold() in EXAMPLE_IDS:
            raise fail(DataError, "data_files.example", where=place)
        checked = _checked(step, accepted)
        if checked is None:
            read.findings.append(_wrong(step, place, accepted))
        else:
            steps.append((_dated(checked, day, target), place))
    read.findings += _contradicting(steps, in_order=read.in_order)
    errors = errors_among(read.findings)
    if errors:
        what, file = text("cleaning.what"), shown(target)
        problem = text("findings.file_has_findings", what=what, file=file, count=len(errors))
        raise FindingsError(problem, errors)
    return CleaningLog(tuple(dict.fromkeys(step for step, _ in steps)), tuple(read.findings))


def _read(path: Path) -> ReadSteps:
    if path.suffix.lower() != ".xlsx":
        return read_log(path)
    workbook = read_xlsx(path)
    if is_filled_in(workbook):
        return read_filled_in(workbook)
    found = log_heads(workbook)
    if found is None:
        raise fail(DataError, "cleaning.neither", where=shown(path))
    return read_log_sheet(workbook, found)


def _day(when: dt.date | str | None) -> str:
    if when is None:
        return ""
    day = when.isoformat()[:10] if isinstance(when, dt.date) else iso_date(str(when))
    if not day:
        raise fail(WrongUseError, "cleaning.when", got=quoted(str(when)))
    return day


def _dated(step: Correction, day: str, path: Path) -> Correction:
    if not step.when and not day:
        raise fail(WrongUseError, "cleaning.no_day", where=shown(path))
    return step if step.when else replace(step, when=day)


def _checked(step: Correction, accepted: Accepted) -> Correction | None:
    """The step with its new answer as the questionnaire writes it; None if that can't be."""
    if step.kind is StepKind.REMOVE or (not step.variable and not step.before and not step.after):
        return step
    if step.variable not in accepted.variables:
        return None
    if step.after == ANYTHING or same(step.before, step.after):
        return step
    value = accepted.value(step.variable, step.after)
    return None if value is None else replace(step, after=value)


def _wrong(step: Correction, place: Place, accepted: Accepted) -> Finding:
    variable = accepted.variables.get(step.variable)
    if variable is None:
        code = "cleaning.no_variable" if step.variable else "cleaning.variable_missing"
        return finding(code, place=place, variable=quoted_heading(step.variable))
    codes = ", ".join(str(code.value) for code in variable.codes[:_MOST_ALLOWED])
    more = len(variable.codes) > _MOST_ALLOWED
    key = "cleaning.unknown_code" if codes else "cleaning.unknown_value"
    key = "cleaning.unknown_group" if codes and variable.kind is Kind.GROUP else key
    return finding(
        key,
        place=place,
        variable=quoted(step.variable),
        got=quoted_cell(step.after),
        codes=f"{codes} …" if more else codes,
    )


def _contradicting(
    steps: Sequence[tuple[Correction, Place]], *, in_order: bool
) -> Iterator[Finding]:
    """Two different corrections of one answer that don't follow on each other."""
    seen: dict[tuple[str, str, str, int | None], Correction] = {}
    for step, place in steps:
        cell = (step.respondent, step.variable, step.source, step.row)
        before = seen.get(cell)
        seen[cell] = step
        if before is None or not step.variable or _follows(before, step, in_order=in_order):
            continue
        yield finding(
            "cleaning.twice",
            severity=Severity.ERROR,
            place=place,
            respondent=quoted_id(step.respondent),
            variable=quoted(step.variable),
        )


def _follows(before: Correction, step: Correction, *, in_order: bool) -> bool:
    """Whether a step says the same as the one before it, or goes on from there.

    In a log, whose steps are in order, somebody may change an answer that was to stay at first.
    """
    if same(before.before, step.before) and same(before.after, step.after):
        return True
    goes_on = same(before.after, step.before) and step.before != ANYTHING
    kept = same(before.before, before.after)
    return goes_on and (in_order or not kept or same(step.before, step.after))
