"""Files of answers read as typed values, routed anew, and told of where something is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.codebook import Code
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.locking.lock import with_facets
from survey.responses.answer_files import AnswerFile, Opening, answer_files
from survey.responses.corrections import StepKind
from survey.responses.merged import FRONT_ORDER, merged
from survey.responses.opened import check_absent, open_files, with_area
from survey.responses.part import read_part
from survey.responses.responses import FINISHED, AnswerSource, Responses
from survey.responses.roster_files import read_rosters, rosters_given
from survey.responses.routed import Where, routed
from survey.responses.rules import Rules, without_duplicates
from survey.responses.told import alike_groups, left_out, notes_of, problems_of, refuse_wrong
from survey.responses.wanted import Wanted, groups_given

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from survey.codebook import Variable
    from survey.files.csv_layout import DecimalMark
    from survey.questionnaire.column_map import ColumnMap
    from survey.questionnaire.model import Questionnaire
    from survey.responses.cleaning.log import CleaningLog
    from survey.responses.merged import Merged
    from survey.responses.routed import Routed

AREA = "area"


def read_responses(
    path: object,
    questionnaire: Questionnaire,
    columns: ColumnMap | str | os.PathLike[str] | None = None,
    *,
    groups: Sequence[Variable | str] = (),
    weights: str | None = None,
    counts: str | None = None,
    respondent: str | None = None,
    mode: str = "",
    wave: str | None = None,
    today: object = None,
    absent: Sequence[str] = (),
    invalid: Literal["refuse", "count"] = "refuse",
    contradictions: Literal["drop", "keep"] = "drop",
    duplicates: Literal["refuse", "latest_complete", "first"] = "refuse",
    corrections: CleaningLog | str | os.PathLike[str] | None = None,
    rosters: Mapping[str, str | os.PathLike[str]] | None = None,
    simulated: bool = False,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: DecimalMark | None = None,
) -> Responses:
    """Read files of answers.

    Parameters
    ----------
    path : str, path, AnswerFile or sequence of them
        .csv, .xlsx, .parquet, .sav, .zsav or .dta; several files, such as one from the web and one
        of keyed forms, are put below each other.
    questionnaire : Questionnaire
        Its questions are the columns that must be there.
    columns : ColumnMap or path, optional
        How the columns of the file become those of the questionnaire, or the workbook of
        `match_columns` that says so; left out if they have its names and codes.
    groups : sequence of Variable or str
        Columns beside the questions that hold one of some known texts, e.g. the area; of one that
        is given by its name, the file says which there are. If left out, a column of areas is
        taken along where there is one.
    weights, counts : str, optional
        Columns beside the questions that hold numbers from 0 upwards: weights, or how many
        respondents a row stands for.
    respondent : str, optional
        The column of ids; found by its name (``respondent``, ``skemanr``, ``løbenr`` …) if left
        out.
    mode : str
        How all answered, if no column says so.
    wave : str, optional
        The wave, for conditions that ask for it.
    today : date, ISO text or array of them, optional
        The day that `years_since` counts to; the day on which each one finished, if left out.
    absent : sequence of str
        Columns of questions that were not in this wave: missing as `MissingKind.NOT_IN_WAVE`.
    invalid : {"refuse", "count"}
        What happens to answers that can't be: all are told and nothing is read, or each counts as
        `MissingKind.INVALID` and stands among the `problems`.
    contradictions : {"drop", "keep"}
        What happens to the answer to a question that should not have been asked, and to *none of
        these* ticked together with others: it is taken away, or it stays. Both are told.
    duplicates : {"refuse", "latest_complete", "first"}
        What happens if an id is there several times: it is told and nothing is read; the row with
        most answers stays, among equals the one that was finished last; or the first row stays.
        Rows left out are steps of the cleaning log.
    corrections : CleaningLog or path, optional
        What was corrected, applied before anything else.
    rosters : mapping of str to path, optional
        The file of each roster: columns ``respondent`` and ``item``, and those of its questions.
    simulated : bool
        Whether the answers are invented, so that whatever is made of them says so.
    sheet, encoding, delimiter, decimal : str, optional
        How the file is opened, where that can't be found out.

    Returns
    -------
    Responses
        With those columns only; others in the file are left out and noted.

    Raises
    ------
    WrongUseError
        If an argument isn't one of its choices.
    DataError
        If a column isn't there.
    FindingsError
        With every value that can't be, each with its place; twenty at most are listed.
    FileError
        If a file can't be read.

    Notes
    -----
    An empty cell is no answer; among the options of a question it is a box that wasn't ticked,
    where another one was filled in. Codes are whole numbers that the question has. Dates are ISO
    texts or have the day first (31-05-2026). Ids are texts of plain letters and digits.
    """
    wanted = Wanted(
        questionnaire_given(questionnaire), groups_given(groups), weights, counts, respondent
    )
    rules = Rules(invalid, contradictions, duplicates)
    opening = Opening(sheet=sheet, encoding=encoding, delimiter=delimiter, decimal=decimal)
    usual = AnswerFile("", columns, mode, absent=absent, opening=opening)
    files = answer_files(path, usual)
    by_roster = rosters_given(rosters)
    check_absent(files, wanted)
    opened = open_files(files, wanted, corrections)
    wanted, of_area = with_area(wanted, opened.tables)
    parts = [
        read_part(file, table, wanted) for file, table in zip(files, opened.tables, strict=True)
    ]
    refuse_wrong(parts, only_fatal=rules.counts_invalid)
    together, removed = without_duplicates(merged(parts), rules.duplicates)
    where = Where(area=_area(together), wave=wave, today=_today(together, today))
    found = routed(
        wanted.questionnaire,
        together.answers,
        where,
        rows=together.rows,
        drop=rules.drops_contradictions,
    )
    read = _responses(together, found, wanted)
    gone = {
        step.respondent for step in (*opened.steps, *removed.steps) if step.kind is StepKind.REMOVE
    }
    persons = read_rosters({**opened.rosters, **by_roster}, read, where, rules, gone)
    return replace(
        read,
        notes=(*opened.notes, *of_area, *left_out(removed), *read.notes, *persons.notes),
        steps=(*opened.steps, *removed.steps),
        rosters=persons.tables,
        simulated=simulated,
    )


def _area(together: Merged) -> object:
    area = together.groups.get(AREA)
    return None if area is None else np.where(pd.isna(area), "", area)


def _today(together: Merged, given: object) -> object:
    """The day that was given, or that on which each respondent finished, if all of them did."""
    finished = together.front.get(FINISHED)
    if given is not None or finished is None or (finished == "").any():
        return given
    return np.array([each[:10] for each in finished.tolist()], dtype=object)


def _responses(together: Merged, found: Routed, wanted: Wanted) -> Responses:
    front = {name: together.front[name] for name in FRONT_ORDER if name in together.front}
    columns = {**front, **together.groups, **found.columns, **together.numbers}
    groups = [_with_codes(group, together) for group in wanted.groups]
    alike = [alike_groups(group) for group in groups if group not in wanted.groups]
    return Responses(
        _frame(columns),
        with_facets(wanted.questionnaire.codebook(), wanted.questionnaire).with_variables(groups),
        wanted.questionnaire,
        (*notes_of(together, found), *filter(None, alike)),
        asked=found.asked,
        problems=problems_of(together, found),
        answered=_frame(together.answers),
        sources=tuple(
            AnswerSource(part.table.place().file, part.table.sha256, part.table.rows)
            for part in together.parts
        ),
    )


def _frame(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Columns as a table that shares their memory."""
    series = {
        name: pd.Series(values, dtype=values.dtype, copy=False) for name, values in columns.items()
    }
    return pd.DataFrame(series, copy=False)


def _with_codes(group: Variable, together: Merged) -> Variable:
    """A group with the codes that stand in the files, if it came without."""
    if group.codes:
        return group
    found = together.groups[group.name]
    values = sorted(map(str, pd.unique(found[~pd.isna(found)])))
    return replace(group, codes=tuple(Code(value, {}) for value in values))
