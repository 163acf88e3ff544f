"""Match the columns and values of a file from elsewhere to those of a questionnaire."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.files.column_values import written
from survey.files.data_reader import read_data_table
from survey.language.catalogue import current_language
from survey.questionnaire.arguments import questionnaire_given
from survey.questionnaire.column_map import Target
from survey.responses.matching.assigning import without_doubles
from survey.responses.matching.column_match import ColumnMatch
from survey.responses.matching.destinations import destinations
from survey.responses.matching.header_index import Meant, header_index
from survey.responses.matching.headers import Fit, fits_of
from survey.responses.matching.match_reading import read_decisions
from survey.responses.matching.proposals import (
    ColumnProposal,
    Since,
    Sureness,
    because,
    left_out,
    undecided,
)
from survey.responses.matching.proposing import Proposer
from survey.responses.matching.reusing import reused, why_not
from survey.responses.matching.set_aside import best_ids, is_technical, personal_kind
from survey.responses.responses import RESPONDENT

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from survey.codebook import Variable
    from survey.files.data_table import DataColumn, DataTable
    from survey.questionnaire.model import Questionnaire
    from survey.responses.matching.match_reading import Decision


def match_columns(
    path: str | os.PathLike[str],
    questionnaire: Questionnaire,
    *,
    sheet: str | None = None,
    previous: str | os.PathLike[str] | None = None,
    groups: Sequence[Variable] = (),
    language: str | None = None,
) -> ColumnMatch:
    """Propose which column of a file becomes which column of a questionnaire, and which value what.

    Parameters
    ----------
    path : str or path
        A data file of any kind that can be read.
    questionnaire : Questionnaire
    sheet : str, optional
        The sheet of a workbook.
    previous : str or path, optional
        The finished workbook of the last wave. What was decided there is reused, where the columns
        and values still are what they were.
    groups : sequence of Variable, optional
        Columns beside the questions that hold one of some known texts, such as the area.
    language : {"da", "en"}, optional
        Of the workbook; the language in force if left out.

    Returns
    -------
    ColumnMatch
        Where two are possible, nothing is decided.

    Raises
    ------
    FileError, DataError, WrongUseError
        If the file can't be read.
    """
    questionnaire_given(questionnaire)
    table = read_data_table(path, sheet=sheet)
    decisions = None
    if previous is not None:
        decisions = read_decisions(previous, questionnaire, groups=groups)[0]
    spoken = language or current_language()
    return match_table(table, questionnaire, decisions=decisions, groups=groups, language=spoken)


def match_table(
    table: DataTable,
    questionnaire: Questionnaire,
    *,
    decisions: Sequence[Decision] | None = None,
    groups: Sequence[Variable] = (),
    language: str = "en",
) -> ColumnMatch:
    """Propose what the columns and values of a file that was read become."""
    places = destinations(questionnaire, groups)
    matcher = _Matcher(table, Proposer(questionnaire, places, _counted(table)))
    before = None if decisions is None else {each.source: each for each in decisions}
    found = [matcher.proposal(column, before) for column in table.columns.values()]
    kept = without_doubles(found, places)
    gone = tuple(name for name in before or () if name not in table.columns)
    return ColumnMatch(
        table.path.name, table.rows, questionnaire, tuple(kept), tuple(groups), gone, language
    )


class _Matcher:
    """Proposes what the columns of one file become."""

    def __init__(self, table: DataTable, proposer: Proposer) -> None:
        self._proposer = proposer
        self._index = header_index(proposer.places)
        self._headings = {name: each.label for each in table.sets for name in each.columns}
        self._ids = best_ids(table.columns.values(), table.rows)

    def proposal(self, column: DataColumn, before: Mapping[str, Decision] | None) -> ColumnProposal:
        """What a column becomes; what was decided before goes first."""
        if before is None:
            return self._anew(column)
        decision = before.get(column.name)
        if decision is None:
            found = self._anew(column)
            values = tuple(replace(each, since=Since.NEW) for each in found.values)
            return replace(found, since=Since.NEW, values=values)
        again = reused(column, decision, self._proposer)
        if again is not None:
            return again
        found, reason = self._anew(column), why_not(column, decision)
        if reason is None:
            return found
        found = replace(found, since=Since.CHANGED)
        return found if found.left_out or not found.target else undecided(found, reason)

    def _anew(self, column: DataColumn) -> ColumnProposal:
        first, others = self._ids
        proposal = _id_or_personal(column, self._proposer, first, others)
        if proposal is not None:
            return proposal
        heading = self._headings.get(column.name, "")
        fits = fits_of(column.name, column.label, heading, self._index, self._proposer.places)
        return _of_fits(column, fits, self._proposer)


def _counted(table: DataTable) -> dict[str, str]:
    """By column of a declared set: the value that means ticked."""
    return {
        name: each.counted if isinstance(each.counted, str) else written(each.counted)
        for each in table.sets
        if each.dichotomous and each.counted is not None
        for name in each.columns
    }


def _id_or_personal(
    column: DataColumn, proposer: Proposer, first: Sequence[str], others: Sequence[str]
) -> ColumnProposal | None:
    """A column that tells respondents apart, if it is one."""
    named = column.name == RESPONDENT
    if not named and column.name not in {*first, *others}:
        return None
    if column.name in proposer.places and not named:
        return None
    personal = personal_kind(column, by_name=False)
    if personal in {"cpr", "email"}:
        return _left_out(column, f"personal_{personal}", personal=True)
    if named:
        return proposer.as_(column, _id_fit(Sureness.EXACT, "name"))
    if column.name in others or (RESPONDENT in first and column.name != RESPONDENT):
        return _left_out(column, "other_id")
    return proposer.as_(column, _id_fit(Sureness.LIKELY, "id"))


def _id_fit(sureness: Sureness, key: str) -> Fit:
    return Fit(Meant(RESPONDENT, Target.ID), sureness, because(key))


def _of_fits(column: DataColumn, fits: Sequence[Fit], proposer: Proposer) -> ColumnProposal:
    """What a column becomes; what is no answer is left out."""
    sure = [fit for fit in fits if fit.sureness is Sureness.EXACT]
    if not sure:
        personal = personal_kind(column, by_name=not fits)
        if personal is not None:
            return _left_out(column, f"personal_{personal}", personal=True)
    found = proposer.propose(column, fits)
    if found.target:
        return found
    if not column.values:
        return _left_out(column, "empty")
    if (is_technical(column.name) and not found.options) or _is_strange_beside(found, proposer):
        return _left_out(column, "technical")
    return found


def _is_strange_beside(found: ColumnProposal, proposer: Proposer) -> bool:
    """Whether it is called as what tells how somebody answered, and holds something else."""
    return (
        found.reason.key == "strange_values"
        and is_technical(found.source)
        and all(proposer.places[each].variable is None for each in found.options)
    )


def _left_out(column: DataColumn, key: str, *, personal: bool = False) -> ColumnProposal:
    bare = ColumnProposal(column.name, column.label, int(column.filled().sum()))
    return replace(left_out(bare, because(key)), personal=personal)
