"""Which row of a respondent who stands several times is kept, by a stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from survey.errors import DataError, WrongUseError
from survey.language.catalogue import text
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, quoted
from survey.responses.corrections import Correction, StepKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

DuplicateRule = Literal["latest_complete", "first", "refuse"]
"""What is done with an id that occurs several times."""


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """The rows that are left out because a respondent stands several times.

    Attributes
    ----------
    rows : ndarray of intp
        From 0, in order.
    steps : tuple of Correction
        A removal for each of them, with the rule as its reason.
    """

    rows: NDArray[np.intp]
    steps: tuple[Correction, ...]


def resolve_duplicates(
    ids: Sequence[str] | NDArray[np.object_],
    completeness: ArrayLike,
    finished: Sequence[str] | NDArray[np.object_] | None,
    rule: DuplicateRule,
    *,
    sources: Sequence[str] | str = "",
    lines: ArrayLike | None = None,
    when: str = "",
) -> Resolved:
    """Find the rows to leave out of those with the same id.

    Parameters
    ----------
    ids : sequence of str
        Of each row; an empty one is never a duplicate.
    completeness : array of float
        How many questions were answered in each row.
    finished : sequence of str or None
        When it was finished, as ISO texts; empty where nobody knows.
    rule : {"latest_complete", "first", "refuse"}
        Keep the most complete row, of equally complete ones that finished last, and of those the
        last in the file; keep the first row; or refuse.
    sources : str or sequence of str
        The file of each row, for the steps.
    lines : array of int, optional
        The line of each row in its file, from 1; the place of the row if left out.
    when : str
        The day of the steps, ISO.

    Raises
    ------
    DataError
        By the rule ``"refuse"``, with the ids.
    WrongUseError
        If the rule is another one.
    """
    if rule not in get_args(DuplicateRule):
        known = culprits(get_args(DuplicateRule))
        raise fail(WrongUseError, "cleaning.duplicate_rule", got=quoted(str(rule)), known=known)
    names = np.asarray(ids, dtype=object)
    again = pd.Series(names).duplicated(keep=False).to_numpy() & (names != "")
    if rule == "refuse" and again.any():
        several = list(dict.fromkeys(names[again].tolist()))
        raise fail(DataError, "cleaning.duplicates", count=len(several),
                   names=culprit_ids(several))  # fmt: skip
    rows = np.flatnonzero(again)
    left_out = _left_out(names, rows, np.asarray(completeness, dtype=float), finished, rule)
    numbers = np.arange(1, len(names) + 1) if lines is None else np.asarray(lines)
    why = text("cleaning.kept_first" if rule == "first" else "cleaning.kept_latest_complete")
    steps = tuple(
        Correction(
            str(names[row]),
            why=why,
            when=when,
            kind=StepKind.REMOVE,
            source=sources if isinstance(sources, str) else str(sources[row]),
            row=int(numbers[row]),
        )
        for row in left_out
    )
    return Resolved(left_out, steps)


def _left_out(
    names: NDArray[np.object_],
    rows: NDArray[np.intp],
    completeness: NDArray[np.float64],
    finished: Sequence[str] | NDArray[np.object_] | None,
    rule: DuplicateRule,
) -> NDArray[np.intp]:
    """All of the rows but the one that is kept of each id."""
    respondent, _ = pd.factorize(names[rows])
    if rule == "first":
        order = np.lexsort((-rows, respondent))
    else:
        ends = np.asarray(["" for _ in names] if finished is None else finished, dtype=object)
        moments, _ = pd.factorize(ends[rows].astype(str), sort=True)
        order = np.lexsort((rows, moments, completeness[rows], respondent))
    ordered = respondent[order]
    kept = np.append(ordered[1:] != ordered[:-1], True) if len(rows) else np.empty(0, dtype=bool)
    return np.sort(rows[order][~kept])
