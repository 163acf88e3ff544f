"""What of the answers goes out: which tables, which columns, what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.codebook import NEVER_ASKED, Code, Codebook, Kind, MissingKind, MultipleResponse, Text
from survey.codebook import Variable as Column
from survey.kernels.index_scores import mean_points, points
from survey.language.catalogue import LANGUAGES, text
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Multiple, Roster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.codebook import Index
    from survey.kernels.layout import Floats
    from survey.questionnaire.model import Questionnaire
    from survey.responses.responses import Responses


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """A table of answers that goes out.

    Attributes
    ----------
    roster : str
        Whose table it is; empty for that of the respondents.
    frame : DataFrame
        Its columns in the order in which they are written.
    codebook : Codebook
        What they mean; columns on how somebody answered aren't in it.
    """

    roster: str
    frame: pd.DataFrame
    codebook: Codebook


def outgoing(responses: Responses, *, own_words: bool, indices: bool) -> Iterator[Outgoing]:
    """The table of the respondents, and that of each roster.

    Parameters
    ----------
    responses : Responses
    own_words : bool
        Whether answers in own words go out.
    indices : bool
        Whether indices are worked out and added.
    """
    whole = Outgoing("", responses.data, responses.codebook)
    if indices:
        whole = _with_indices(whole)
    yield whole if own_words else _without_words(whole)
    for name, frame in responses.rosters.items():
        table = Outgoing(name, frame, codebook_of_roster(responses.questionnaire, name))
        yield table if own_words else _without_words(table)


def _without_words(table: Outgoing) -> Outgoing:
    left_out = [
        name
        for name in map(str, table.frame.columns)
        if (variable := table.codebook.get(name)) is not None and variable.kind is Kind.TEXT
    ]
    return Outgoing(table.roster, table.frame.drop(columns=left_out), table.codebook)


def codebook_of_roster(questionnaire: Questionnaire, name: str) -> Codebook:
    """What the columns of a roster's table mean.

    Parameters
    ----------
    questionnaire : Questionnaire
    name : str
        Of the roster.
    """
    variables = {each.name: each for each in questionnaire.variables(name)}
    roster = questionnaire.question(name)
    inner = roster.questions if isinstance(roster, Roster) else ()
    multiples = {
        each.id: MultipleResponse(each.id, column_names(each), each.label, each.text)
        for each in inner
        if isinstance(each, Multiple)
    }
    return Codebook(variables, multiples)


# Indices


def _with_indices(table: Outgoing) -> Outgoing:
    """The table with a column from 0 to 100 for each index whose questions it has."""
    columns = set(map(str, table.frame.columns))
    whole = {
        name: index
        for name, index in table.codebook.indices.items()
        if columns.issuperset(item.variable for item in index.items) and name not in columns
    }
    values = {name: _index_values(table.frame, index) for name, index in whole.items()}
    frame = pd.concat([table.frame, pd.DataFrame(values, index=table.frame.index)], axis=1)
    codebook = table.codebook.with_variables(_index_column(each) for each in whole.values())
    return Outgoing(table.roster, frame, codebook)


def _index_values(frame: pd.DataFrame, index: Index) -> Floats:
    """The index of each row; a code of a missing answer where too few questions were answered."""
    answers = [frame[item.variable].to_numpy(dtype=float, na_value=np.nan) for item in index.items]
    items = [
        points(column, item.low, item.high, reverse=item.reverse)
        for column, item in zip(answers, index.items, strict=True)
    ]
    values = mean_points(np.column_stack(items), index.least)
    never = np.isin(np.column_stack(answers), [int(kind) for kind in NEVER_ASKED]).all(axis=1)
    missing = np.where(never, float(MissingKind.NOT_ASKED), float(MissingKind.NO_ANSWER))
    return np.where(np.isnan(values), missing, values)


def _index_column(index: Index) -> Column:
    missing = (
        Code(int(MissingKind.NO_ANSWER), _in_all_languages("labelled_files.too_few_answers")),
        Code(int(MissingKind.NOT_ASKED), _in_all_languages("missing.not_asked")),
    )
    return Column(index.name, Kind.NUMBER, index.label, missing=missing)


def _in_all_languages(key: str) -> Text:
    return {language: text(key, lang=language) for language in LANGUAGES}
