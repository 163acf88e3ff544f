"""What is keyed: a table of forms, one of each roster, and the columns that each of them has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.codebook import NEVER_ASKED, Kind, MissingKind
from survey.questionnaire.column_labels import column_label
from survey.questionnaire.columns import asked_questions
from survey.questionnaire.forms.items import numbers_of_names
from survey.questionnaire.questions import Computed, Grid, Roster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Variable
    from survey.questionnaire.columns import Asked
    from survey.questionnaire.expressions.expression import Expression
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

FORM, AREA, ITEM = "form_no", "area", "item"
"""Names of the columns that no question gives: the form, its area, the person of a roster."""
HEAD_ROWS = 3
"""Number of the question, short label, and at last the names by which a sheet is read."""


@dataclass(frozen=True, slots=True)
class KeyedColumn:
    """A column that is keyed.

    Attributes
    ----------
    name, label, number : str
    variable : Variable or None
        None for a column that no question gives.
    question : Question or None
    condition : Expression or None
        What must hold for it to be filled in.
    """

    name: str
    label: str = ""
    number: str = ""
    variable: Variable | None = None
    question: Question | None = None
    condition: Expression | None = None

    @property
    def kind(self) -> Kind:
        """What kind of column it is."""
        return self.variable.kind if self.variable is not None else Kind.TEXT

    @property
    def missing(self) -> tuple[int, ...]:
        """The codes for missing answers that may be keyed; what wasn't asked is left empty."""
        if self.variable is None:
            return ()
        kept = (int(code.value) for code in self.variable.missing)
        return tuple(value for value in kept if MissingKind(value) not in NEVER_ASKED)


@dataclass(frozen=True, slots=True)
class KeyedTable:
    """A table that is keyed.

    Attributes
    ----------
    roster : str
        The roster that it is of; empty for the forms themselves.
    label : str
    keys : int
        How many columns at its left say which row it is.
    columns : tuple of KeyedColumn
    rows : int
    """

    roster: str
    label: str
    keys: int
    columns: tuple[KeyedColumn, ...]
    rows: int

    def place(self, name: str) -> int | None:
        """The place of a column, counted from nought; None if it isn't there."""
        names = [column.name for column in self.columns]
        return names.index(name) if name in names else None


def keyed_tables(questionnaire: Questionnaire, language: str, rows: int, most_rows: int
                 ) -> tuple[KeyedTable, ...]:  # fmt: skip
    """The table of forms, and one of each roster."""
    languages = questionnaire.languages
    forms = KeyedTable(
        "",
        "",
        1,
        (KeyedColumn(FORM), KeyedColumn(AREA), *_columns(questionnaire, language, "")),
        rows,
    )
    rosters = [each for each in questionnaire.questions if isinstance(each, Roster)]
    return (
        forms,
        *(
            KeyedTable(
                roster.id,
                languages.said(roster.label, language) or roster.id,
                2,
                (KeyedColumn(FORM), KeyedColumn(ITEM),
                 *_columns(questionnaire, language, roster.id)),
                min(rows * roster.most, max(rows, most_rows)),
            )
            for roster in rosters
        ),
    )  # fmt: skip


def _columns(questionnaire: Questionnaire, language: str, table: str) -> Iterator[KeyedColumn]:
    numbers = numbers_of_names(questionnaire)
    variables = questionnaire.variables(table)
    for asked in asked_questions(questionnaire.sections):
        question = asked.question
        if asked.table != table or isinstance(question, Computed):
            continue
        for variable in variables:
            if variable.question_id == question.id:
                label = column_label(
                    variable, question, lambda text: questionnaire.languages.said(text, language)
                )
                yield KeyedColumn(variable.name, label, numbers.get(question.id, ""), variable,
                                  question, _condition(asked, variable))  # fmt: skip


def _condition(asked: Asked, variable: Variable) -> Expression | None:
    question = asked.question
    if asked.table:  # what holds for the whole roster can't be seen in its table
        return question.ask_if
    if isinstance(question, Grid):
        row = next((each for each in question.rows if each.id == variable.item), None)
        return asked.row_universe(row.ask_if) if row is not None else asked.universe
    return asked.universe
