"""What a labelled file is to hold, whatever program it is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from survey.files.data_table import AnswerSet

Measure = Literal["nominal", "ordinal", "scale"]
LOWEST_MISSING, HIGHEST_MISSING = -9, -1
"""Numbers that say why an answer is missing; each is the negative of a `MissingKind`."""


class Cut(StrEnum):
    """What was too long for the program that the file is for."""

    TITLE = "title"
    LABEL = "label"
    VALUE_LABEL = "value_label"
    SET_LABEL = "set_label"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Shortened:
    """Something that was cut.

    Attributes
    ----------
    what : Cut
    name : str
        The column or the question with several answers; empty for the title.
    count : int
        How many labels or texts of it.
    """

    what: Cut
    name: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class WritableColumn:
    """A column of a labelled file.

    Attributes
    ----------
    name : str
    cells : ndarray, shape (n,)
        Numbers (float64; NaN for nothing), or texts (object; ``""`` for nothing).
    label : str
        What it is called.
    long_label : str
        The same with what was asked; it stands in place of the label where it fits.
    question : str
        As it was asked, in full; empty if nothing was.
    meanings : mapping of float or str to str
        What values mean, those of missing answers among them.
    measure : {"nominal", "ordinal", "scale"}
    decimals : int
        How many of them a program shows.
    width : int
        How many characters of a number, or bytes of a text, a program shows at least.
    days : bool
        Whether its texts are ISO dates, each a whole day, or codes of missing answers.
    """

    name: str
    cells: NDArray[Any]
    label: str = ""
    long_label: str = ""
    question: str = ""
    meanings: Mapping[float | str, str] = field(default_factory=dict)
    measure: Measure = "nominal"
    decimals: int = 0
    width: int = 3
    days: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it holds texts."""
        return bool(self.cells.dtype == object)


@dataclass(frozen=True, slots=True, eq=False)
class WritableTable:
    """A table that is to be written with its labels.

    Attributes
    ----------
    columns : tuple of WritableColumn
        Their names must be fit for the program, see `writable_names`.
    title : str
    notes : tuple of str
        Lines that travel with the file.
    sets : tuple of AnswerSet
        Questions with several answers.
    stamp : str
        What a program needs to take the file in again, in ASCII and without apostrophes.
    """

    columns: tuple[WritableColumn, ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    sets: tuple[AnswerSet, ...] = ()
    stamp: str = ""
