"""The different values of a column as texts, and which of them stands in each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from survey.files.clean import MOST_CHARACTERS, clean_text
from survey.files.csv_layout import DecimalMark, decimal_marks
from survey.files.data_table import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


class DifferentTexts:
    """The different texts among cells that come bit by bit."""

    def __init__(self) -> None:
        self._positions = _Positions({"": 0})
        self._parts: list[NDArray[np.int32]] = []

    @property
    def values(self) -> tuple[str, ...]:
        """The different texts in the order in which they first occurred, but the empty one."""
        return tuple(self._positions)[1:]

    def add(self, cells: Iterable[str]) -> None:
        """Take the cells that follow."""
        self._parts.append(np.fromiter(map(self._positions.__getitem__, cells), dtype=np.int32))

    def index(self) -> NDArray[np.intp]:
        """Which of the values stands in each row; −1 where nothing stands."""
        whole = np.concatenate(self._parts, dtype=np.intp) if self._parts else np.zeros(0, np.intp)
        whole -= 1
        return whole


class _Positions(dict[str, int]):
    """The position of each text, in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = position = len(self)
        return position


def written(number: float) -> str:
    """A number as it is written in the one way that values have.

    Examples
    --------
    >>> written(1.0), written(2.5), written(-9), written(1e-7)
    ('1', '2.5', '-9', '0.0000001')
    """
    if number == int(number):
        return str(int(number))
    plain = repr(float(number))
    return plain if "e" not in plain else np.format_float_positional(number, trim="-")


def different_texts(cells: Iterable[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The different texts but the empty one, and their places; −1 where nothing stands.

    Parameters
    ----------
    cells : iterable of str
    """
    found = DifferentTexts()
    found.add(cells)
    return found.values, found.index()


def replaced(
    values: Iterable[str], index: NDArray[np.intp]
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The values and places of a column some of whose values were rewritten, perhaps alike.

    Parameters
    ----------
    values : iterable of str
    index : ndarray of intp
    """
    different, places = different_texts(values)
    return different, np.append(places, EMPTY)[index]


def cleaned(
    values: Iterable[str], index: NDArray[np.intp]
) -> tuple[tuple[str, ...], NDArray[np.intp], NDArray[np.intp]]:
    """The values of a column as `clean_text` leaves them, their places, and the rows it cut.

    Parameters
    ----------
    values : iterable of str
    index : ndarray of intp
    """
    before = tuple(values)
    if _all_plain(before):
        return before, index, np.zeros(0, np.intp)
    after = tuple(map(clean_text, before))
    long = [place for place, value in enumerate(before) if len(value) > MOST_CHARACTERS]
    cut = np.flatnonzero(np.isin(index, long)) if long else np.zeros(0, np.intp)
    same = after == before and "" not in after
    return (*((after, index) if same else replaced(after, index)), cut)


def _all_plain(texts: tuple[str, ...]) -> bool:
    """Whether all texts are short, of printable ASCII, and without blanks at the ends, none empty.

    They are looked at as one text: most columns have nothing to clean, and some have a million
    different texts.
    """
    if not texts or max(map(len, texts)) > MOST_CHARACTERS:
        return not texts
    whole = "\n".join(("", *texts, ""))
    if not whole.isascii() or not whole.replace("\n", "").isprintable():
        return False
    apart = whole.count("\n") == len(texts) + 1
    return apart and not any(each in whole for each in ("\n\n", "\n ", " \n"))


def decimal_of_texts(values: Iterable[str]) -> DecimalMark | None:
    """The decimal mark of numbers that are kept as texts, if it is clear.

    Parameters
    ----------
    values : iterable of str
        The different texts of a column.
    """
    marks, grouped = decimal_marks(values)
    return cast("DecimalMark", next(iter(marks))) if len(marks) == 1 and not grouped else None
