"""What residents answered: typed values, why others are missing, and where all of it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.codebook import Kind, MissingKind, said
from survey.documents.notebook import records_html
from survey.errors import UnknownNameError
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import Codebook
    from survey.findings import Finding
    from survey.questionnaire.model import Questionnaire
    from survey.responses.corrections import Correction
    from survey.responses.problems import Problem

RESPONDENT = "respondent"
"""The column that says whose answers a row holds."""
MODE, LANGUAGE, STARTED, FINISHED, MINUTES, SOURCE = (
    "mode",
    "language",
    "started",
    "finished",
    "minutes",
    "source",
)
"""Columns on how somebody answered, where a file has them: on paper or on the web, in which
language, from when to when (ISO), how many minutes it took, and in which file she stands."""
MISSING_TEXTS = frozenset(str(int(kind)) for kind in MissingKind)


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """A file that answers were read from.

    Attributes
    ----------
    file : str
        As the user named it.
    sha256 : str
    rows : int
    """

    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Responses:
    """What residents answered.

    Attributes
    ----------
    data : DataFrame
        One row a respondent or, in tabulated data, a pattern of answers; rows are numbered from 0.
        First stand ``respondent``, the id as a text, and the columns on how somebody answered
        (``mode``, ``language``, ``started``, ``finished``, ``minutes``, ``source``), as far as the
        files have them, then the groups (``area``), then the questions. Codes are whole numbers,
        numbers are numbers; dates (ISO) and own words are texts. Missing answers are their
        negative codes (`MissingKind`), in dates and own words as texts (``"-1"``); how somebody
        answered is empty or NaN where it isn't known, and a group None.
    codebook : Codebook
    questionnaire : Questionnaire
    notes : tuple of Finding
        How the files were read, and what should be looked at.
    asked : DataFrame of bool
        Who was asked each column of a question, by the routing; the rows of `data`.
    problems : tuple of Problem
        Single answers that are wrong, and what they were in the file.
    answered : DataFrame
        The columns of the questions before the routing was run, computed questions left out: what
        stands in the files as typed values.
    sources : tuple of AnswerSource
    rosters : mapping of str to DataFrame
        The table of each roster: columns ``respondent`` and ``item``, and those of its questions.
    steps : tuple of Correction
        What was corrected or left out when the files were read, in order.
    simulated : bool
        Whether nobody gave these answers: they are invented.
    """

    data: pd.DataFrame
    codebook: Codebook
    questionnaire: Questionnaire
    notes: tuple[Finding, ...] = ()
    asked: pd.DataFrame = field(default_factory=pd.DataFrame)
    problems: tuple[Problem, ...] = ()
    answered: pd.DataFrame = field(default_factory=pd.DataFrame)
    sources: tuple[AnswerSource, ...] = ()
    rosters: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    steps: tuple[Correction, ...] = ()
    simulated: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "rosters", MappingProxyType(dict(self.rosters)))

    def __repr__(self) -> str:
        return f"Responses({len(self.data)} rows, {len(self.codebook.variables)} questions)"

    def _repr_html_(self) -> str:
        language = current_language()
        records = [
            (
                name,
                said(variable.label, language, default=name),
                ", ".join(variable.code_label(code.value, language) for code in variable.codes),
            )
            for name, variable in self.codebook.variables.items()
        ]
        title = text("notebook.responses", rows=format_number(len(self.data), language))
        note = text("notebook.unreleased")
        return records_html(records, ("name", "meaning", "answers"), title, note=note)

    @property
    def ids(self) -> pd.Series[Any]:
        """The respondents' ids; their numbers from 1, as texts, where the file has none."""
        if RESPONDENT in self.data:
            return self.data[RESPONDENT]
        return pd.Series([str(row + 1) for row in range(len(self.data))], name=RESPONDENT)

    def words(self, name: str) -> pd.Series[Any]:
        """What was written in answer to an open question, by the rows of `data`.

        Rows without an answer are left out, whatever the reason.

        Parameters
        ----------
        name : str
            A column of own words.

        Raises
        ------
        UnknownNameError
            If there is no such column, or it holds no own words.
        """
        variable = self.codebook.get(name)
        if variable is None or variable.kind is not Kind.TEXT:
            open_ones = [v.name for v in self.codebook.variables.values() if v.kind is Kind.TEXT]
            raise fail(
                UnknownNameError, "answers.no_words", name=quoted(name), known=culprits(open_ones)
            )
        cells = self.data[name]
        return cells[~cells.isin([*MISSING_TEXTS, ""])]
