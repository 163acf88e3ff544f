"""A column of a file under another name, with other texts in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.files.data_table import EMPTY, DataColumn, Stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def rewritten(
    column: DataColumn, name: str, texts: Sequence[str], index: NDArray[np.intp], blank: str = ""
) -> DataColumn:
    """A column of these texts, in which equal ones are one and those that nobody has are gone.

    Parameters
    ----------
    column : DataColumn
        Where its cells stand in the file.
    name : str
    texts : sequence of str
        An empty one stands for nothing.
    index : ndarray of intp
        Which of the texts stands in each row; −1 for none.
    blank : str
        What stands where there is none.
    """
    positions: dict[str, int] = {}
    places = [positions.setdefault(each, len(positions)) if each else EMPTY for each in texts]
    places.append(positions.setdefault(blank, len(positions)) if blank else EMPTY)
    found = np.array(places, dtype=np.intp)[index]
    used = np.bincount(found[found != EMPTY], minlength=len(positions)) > 0
    shifted = np.append(np.where(used, np.cumsum(used) - 1, EMPTY), EMPTY).astype(np.intp)
    return DataColumn(
        name,
        tuple(text for text, there in zip(positions, used.tolist(), strict=True) if there),
        shifted[found],
        Stored.TEXT,
        faults=column.faults,
        letter=column.letter,
        source="" if column.name == name else column.name,
    )
