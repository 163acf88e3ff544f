"""Several files of answers as one table, and which file and row each of its rows is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.errors import DataError
from survey.language.messages import culprits, fail
from survey.responses.responses import (
    FINISHED,
    LANGUAGE,
    MINUTES,
    MISSING_TEXTS,
    MODE,
    RESPONDENT,
    SOURCE,
    STARTED,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from survey.findings import Place
    from survey.responses.part import Part

Columns = dict[str, "NDArray[Any]"]
FRONT_ORDER = (RESPONDENT, MODE, LANGUAGE, STARTED, FINISHED, MINUTES, SOURCE)


@dataclass(slots=True, eq=False)
class Merged:
    """All files as one table.

    Attributes
    ----------
    parts : tuple of Part
    front, groups, answers, numbers, computed : dict of str to ndarray
    part_of, row_of : ndarray of intp, shape (n,)
        Which file each row is from, and its row there, from 0.
    """

    parts: tuple[Part, ...]
    front: Columns
    groups: Columns
    answers: Columns
    numbers: Columns
    computed: Columns
    part_of: NDArray[np.intp]
    row_of: NDArray[np.intp]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.part_of)

    @property
    def ids(self) -> NDArray[Any]:
        """The respondents' ids; row numbers from 1 where the files have none."""
        if RESPONDENT in self.front:
            return self.front[RESPONDENT]
        return np.array([str(row + 1) for row in range(self.rows)], dtype=object)

    def place(self, row: int, column: str | None = None) -> Place:
        """Where a row, and perhaps a column, stands in its file."""
        table = self.parts[int(self.part_of[row])].table
        return table.place(int(self.row_of[row]), column)

    def file_names(self) -> list[str]:
        """The name of the file that each row is from."""
        names = np.array([part.table.path.name for part in self.parts], dtype=object)
        return [str(name) for name in names[self.part_of]]

    def lines(self) -> NDArray[np.intp]:
        """The line of each row in its file, from 1."""
        found = self.row_of + 1
        for number, part in enumerate(self.parts):
            if part.table.lines is not None:
                here = self.part_of == number
                found[here] = part.table.lines[self.row_of[here]]
        return found

    def answered_questions(self) -> NDArray[np.intp]:
        """How many columns of questions each row has an answer in."""
        count = np.zeros(self.rows, dtype=np.intp)
        for values in self.answers.values():
            if values.dtype == object:
                count += ~pd.Series(values).isin([*MISSING_TEXTS, ""]).to_numpy()
            else:
                count += values >= 0
        return count

    def without(self, rows: NDArray[np.intp]) -> Merged:
        """The same without some rows."""
        kept = np.ones(self.rows, dtype=bool)
        kept[rows] = False

        def cut(columns: Columns) -> Columns:
            return {name: values[kept] for name, values in columns.items()}

        return Merged(
            self.parts,
            cut(self.front),
            cut(self.groups),
            cut(self.answers),
            cut(self.numbers),
            cut(self.computed),
            self.part_of[kept],
            self.row_of[kept],
        )


def merged(parts: Sequence[Part]) -> Merged:
    """Put files below each other.

    A column on how somebody answered that a file hasn't got is empty there, and a computed one is
    left out unless all files have it.

    Raises
    ------
    DataError
        If some files have ids and others haven't, or if none has and two hold the same.
    """
    _check_ids(parts)
    rows = [part.table.rows for part in parts]
    front = _stacked([part.front for part in parts], rows, _nothing)
    if len(parts) > 1:
        names = [
            np.full(size, part.file.name, dtype=object)
            for part, size in zip(parts, rows, strict=True)
        ]
        front[SOURCE] = np.concatenate(names)
    shared = set.intersection(*(set(part.computed) for part in parts))
    return Merged(
        tuple(parts),
        front,
        _stacked([part.groups for part in parts], rows, _nothing),
        _stacked([part.answers for part in parts], rows, _nothing),
        _stacked([part.numbers for part in parts], rows, _nothing),
        {
            name: np.concatenate([part.computed[name] for part in parts])
            for name in parts[0].computed
            if name in shared
        },
        np.repeat(np.arange(len(parts)), rows),
        np.concatenate([np.arange(size) for size in rows]),
    )


def _check_ids(parts: Sequence[Part]) -> None:
    without = [part.table.place().file for part in parts if RESPONDENT not in part.front]
    if 0 < len(without) < len(parts):
        raise fail(DataError, "answers.some_ids", files=culprits(without))
    if without:
        _check_different(parts)


def _check_different(parts: Sequence[Part]) -> None:
    """Refuse the same answers twice, which without ids nobody would see later."""
    seen: dict[tuple[str, str], Part] = {}
    for part in parts:
        first = seen.setdefault((part.table.sha256, part.table.sheet), part)
        if first is not part and part.table.sha256:
            files = culprits([first.table.place().file, part.table.place().file])
            raise fail(DataError, "answers.file_twice", files=files)


def _stacked(
    several: Sequence[Columns], rows: Sequence[int], nothing: Callable[[str, int], NDArray[Any]]
) -> Columns:
    names = dict.fromkeys(name for each in several for name in each)
    if len(several) == 1:
        return {name: several[0][name] for name in names}
    return {
        name: np.concatenate(
            [
                each[name] if name in each else nothing(name, size)
                for each, size in zip(several, rows, strict=True)
            ]
        )
        for name in names
    }


def _nothing(name: str, size: int) -> NDArray[Any]:
    if name == MINUTES:
        return np.full(size, np.nan)
    return np.full(size, "", dtype=object)
