"""Grids: neighbouring questions with the same codes, and the same beginning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.questionnaire.drafting.ledger import NO, YES, Aspect, Ledger, Sureness
from survey.questionnaire.drafting.stems import runs, stemmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from survey.questionnaire.drafting.code_sets import CodeSet
    from survey.questionnaire.drafting.source import Column, Source
    from survey.questionnaire.drafting.stems import Stemmed

_LEAST_POINTS = 4
_LEAST_ROWS = 20
_CLEARLY = -0.05


@dataclass(frozen=True, slots=True, eq=False)
class DraftedGrid:
    """Columns that are the rows of a grid.

    Attributes
    ----------
    part : Stemmed
    codes : CodeSet
    """

    part: Stemmed
    codes: CodeSet


def grids(source: Source, sets: Mapping[str, CodeSet], ledger: Ledger) -> list[DraftedGrid]:
    """The grids among columns that are answered by codes.

    Parameters
    ----------
    source : Source
    sets : mapping of str to CodeSet
        By column.
    ledger : Ledger
    """
    found = []
    for run in runs(source.columns, lambda column: _number_of_set(sets, column)):
        for part in stemmed(run):
            codes = sets[part.columns[0].name]
            if _agreed(part, codes, ledger):
                found.append(DraftedGrid(part, codes))
                _hint_at_reversed(part, codes, ledger)
    return found


def _number_of_set(sets: Mapping[str, CodeSet], column: Column) -> int | None:
    made = sets.get(column.name)
    return None if made is None or not made.labels else id(made)


def _agreed(part: Stemmed, codes: CodeSet, ledger: Ledger) -> bool:
    grounds = "grid_name" if part.name else "grid_label"
    decided = ledger.decide(
        Aspect.GRID,
        [column.name for column in part.columns],
        YES,
        grounds,
        sureness=Sureness.LIKELY if part.stem or len(codes.points) >= 3 else Sureness.UNSURE,
        alternatives=[NO],
        count=len(part.columns),
        stem=part.name or part.stem,
    )
    return decided == YES


def _hint_at_reversed(part: Stemmed, codes: CodeSet, ledger: Ledger) -> None:
    """Name rows that go against the others, so that an index would need them reversed."""
    if len(codes.points) < _LEAST_POINTS or len(part.columns) < 3:
        return
    for column in _against(part, codes):
        ledger.decide(
            Aspect.REVERSED, [column.name], "hint", "reversed_correlation", sureness=Sureness.UNSURE
        )


def _against(part: Stemmed, codes: CodeSet) -> Iterator[Column]:
    """The fewer rows among those that run one way and those that run the other.

    Which way a row runs is the sign of its weight in the first principal component.
    """
    answers = np.column_stack([_points(column, codes) for column in part.columns])
    complete = answers[np.isfinite(answers).all(axis=1)]
    if len(complete) < _LEAST_ROWS or (complete.std(axis=0) == 0).any():
        return
    weights = np.linalg.eigh(np.corrcoef(complete, rowvar=False))[1][:, -1]
    weights = weights if (weights > 0).sum() * 2 >= len(weights) else -weights
    for column, weight in zip(part.columns, weights, strict=True):
        if weight < _CLEARLY:
            yield column


def _points(column: Column, codes: CodeSet) -> NDArray[np.float64]:
    by_value = [float(codes.codes.get(value, np.nan)) for value in column.values]
    inside = [each if each in codes.points else np.nan for each in by_value]
    found: NDArray[np.float64] = np.array([*inside, np.nan])[column.index]
    return found
