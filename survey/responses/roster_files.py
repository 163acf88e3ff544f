"""The tables of rosters: a row for each person, who belongs to a respondent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import Kind, Variable
from survey.errors import UnknownNameError, WrongUseError
from survey.files.data_table import DataTable
from survey.findings import FindingsError, Severity
from survey.language.catalogue import text
from survey.language.cells import culprit_ids, quoted_id
from survey.language.messages import culprits, fail, finding, quoted
from survey.questionnaire.questions import Roster
from survey.responses.answer_files import AnswerFile
from survey.responses.merged import merged
from survey.responses.opened import open_table
from survey.responses.part import read_part
from survey.responses.responses import RESPONDENT
from survey.responses.routed import routed
from survey.responses.told import notes_of, refuse_wrong
from survey.responses.wanted import Wanted

if TYPE_CHECKING:
    import os

    from survey.findings import Finding
    from survey.responses.merged import Merged
    from survey.responses.responses import Responses
    from survey.responses.routed import Where
    from survey.responses.rules import Rules

ITEM = "item"
_MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Persons:
    """The tables of rosters, and what is to be said of them.

    Attributes
    ----------
    tables : mapping of str to DataFrame
    notes : tuple of Finding
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()


def rosters_given(given: object) -> Mapping[str, str | os.PathLike[str] | AnswerFile]:
    """The files of rosters by the roster's name; none if nothing was given.

    Raises
    ------
    WrongUseError
        If they were given in another way.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        got = type(given).__name__
        raise fail(
            WrongUseError, "argument.kind", name="rosters", got=got, expected="{str: str | Path}"
        )
    return given


def read_rosters(
    given: Mapping[str, str | os.PathLike[str] | AnswerFile | DataTable],
    read: Responses,
    where: Where,
    rules: Rules,
    gone: Collection[str] = (),
) -> Persons:
    """Read the tables of rosters, each person with the answers of her respondent.

    Parameters
    ----------
    given : mapping of str to path or DataTable
        By the roster's name.
    read : Responses
        The respondents.
    where : Where
    rules : Rules
    gone : collection of str
        Respondents who were left out; so are their persons, and that is told.

    Raises
    ------
    UnknownNameError
        If the questionnaire has no such roster.
    WrongUseError
        If the respondents have no ids.
    FindingsError
        If a person belongs to nobody, or stands there twice.
    """
    known = [each.id for each in read.questionnaire.questions if isinstance(each, Roster)]
    tables: dict[str, pd.DataFrame] = {}
    notes: list[Finding] = []
    for name, file in given.items():
        if name not in known:
            raise fail(
                UnknownNameError, "routing.no_roster", name=quoted(name), known=culprits(known)
            )
        if RESPONDENT not in read.data:
            raise fail(WrongUseError, "answers.roster_without_ids", name=quoted(name))
        table, more = _read_roster(name, file, read, where, rules, gone)
        tables[name] = table
        notes += more
    return Persons(tables, tuple(notes))


def _read_roster(
    name: str,
    given: str | os.PathLike[str] | AnswerFile | DataTable,
    read: Responses,
    where: Where,
    rules: Rules,
    gone: Collection[str],
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    item = Variable(ITEM, Kind.GROUP, {})
    wanted = Wanted(read.questionnaire, (item,), table=name)
    if isinstance(given, DataTable):
        part = read_part(AnswerFile(given.path), given, wanted)
    else:
        file = given if isinstance(given, AnswerFile) else AnswerFile(given)
        part = read_part(file, open_table(file, wanted), wanted)
    refuse_wrong([part], only_fatal=rules.counts_invalid)
    together, told = _without_gone(merged([part]), read, gone)
    _check_persons(together, read)
    found = routed(
        read.questionnaire,
        together.answers,
        replace(
            where,
            table=name,
            parents=read.data.set_index(RESPONDENT, drop=False),
            parent_of=tuple(together.ids.tolist()),
        ),
        rows=together.rows,
        drop=rules.drops_contradictions,
    )
    columns = {RESPONDENT: together.ids, ITEM: together.groups[ITEM], **found.columns}
    return pd.DataFrame(columns), (*told, *notes_of(together, found))


def _without_gone(
    together: Merged, read: Responses, gone: Collection[str]
) -> tuple[Merged, tuple[Finding, ...]]:
    """Without the persons of respondents who were left out."""
    if RESPONDENT not in together.front:
        return together, ()
    ids = pd.Series(together.ids, dtype=object)
    rows = np.flatnonzero(ids.isin(gone) & ~ids.isin(read.data[RESPONDENT]))
    if not len(rows):
        return together, ()
    told = finding("answers.persons_left_out", severity=Severity.NOTE, count=len(rows),
                   ids=culprit_ids(dict.fromkeys(ids[rows])))  # fmt: skip
    return together.without(rows), (told,)


def _check_persons(together: Merged, read: Responses) -> None:
    """Refuse persons who belong to nobody, and the same person twice."""
    table = together.parts[0].table
    if RESPONDENT not in together.front:
        raise fail(WrongUseError, "answers.roster_no_respondent", where=table.place())
    ids = pd.Series(together.ids, dtype=object)
    items = pd.Series(together.groups[ITEM], dtype=object)
    pairs = pd.DataFrame({"id": ids, "item": items})
    strangers = ids[~ids.isin(read.data[RESPONDENT])].index
    twice = pairs.index[pairs.duplicated()]
    findings = [
        finding(f"answers.{kind}", place=together.place(int(row)), id=quoted_id(str(ids[row])),
                item=quoted_id(str(items[row])))
        for kind, rows in (("person_of_nobody", strangers), ("person_twice", twice))
        for row in rows
    ]  # fmt: skip
    if findings:
        problem = text(
            "findings.file_has_findings",
            what=text("findings.what.answers"),
            file=table.place().file,
            count=len(findings),
        )
        raise FindingsError(problem, findings[:_MOST_FINDINGS])
