"""Numbers as registers write them: counts, shares, and signs for those that are hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from survey.errors import WrongUseError
from survey.files.clean import clean_text
from survey.files.numerals import parse_numbers
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.files.csv_layout import DecimalMark
    from survey.files.grids import GridCell

_ENDLESS = float("inf")
_DASHES = str.maketrans({"–": "-", "−": "-", "—": "-", "‐": "-", "‑": "-", "…": ".."})
_SMALL = ("..", "...", "*", "**", "x", "†", ":", "n/a", "na", "c", "fortroligt", "fortrolig",
          "skjult", "hidden", "confidential", "diskretioneret", "#")  # fmt: skip
_MAYBE_NONE = (".", "")
_NONE = ("-",)
_KNOWN = frozenset((*_SMALL, *_MAYBE_NONE, *_NONE))
_FEWER = re.compile(r"(?:<|under|færre end|mindre end|fewer than|less than|below) ?(\d{1,4})")
_AT_MOST = re.compile(r"(?:<=|≤|højst|at most) ?(\d{1,4})")
_FROM_TO = re.compile(r"(\d{1,4}) ?(?:-|til|to) ?(\d{1,4})")
_PERCENT = re.compile(r"\s*(?:%|pct\.?|procent|per ?cent)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:([., \u202f\u00a0])\d{3})(?:\1\d{3})*")
_GROUPED_WITH_DECIMALS = re.compile(
    r"-?[1-9]\d{0,2}(?:(?P<group>[.,])\d{3})(?:(?P=group)\d{3})*(?P<mark>[.,])\d+"
)
_BLANKS = re.compile(r"(?<=\d)[ \u202f\u00a0](?=\d{3}(?:\D|$))")


class Stated(NamedTuple):
    """What a cell says of a number.

    Attributes
    ----------
    low, high : float
        The range that it lies in; `high` is infinite if nothing is said.
    hidden : bool
        Whether a sign stands in its place.
    """

    low: float
    high: float
    hidden: bool = False


class Share(NamedTuple):
    """A share as it is written, and half of its last digit."""

    value: float
    half: float


class Unfit(NamedTuple):
    """Why what stands in a cell is no number that may stand there.

    Attributes
    ----------
    kind : {"negative", "fraction", "unclear", "not_a_number", "above"}
    """

    kind: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What stands for hidden numbers.

    Attributes
    ----------
    shown_from : int
        The smallest count above 0 that the register shows.
    declared : mapping of str to (float, float)
        What signs mean that the user told of.
    """

    shown_from: int = 5
    declared: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def range_of(self, text: str) -> tuple[float, float] | None:
        """The range that a sign, or words for a range, stand for; None if they are neither."""
        key = _sign(text)
        if key in self.declared:
            return self.declared[key]
        if key in _NONE:
            return 0.0, 0.0
        if key in _MAYBE_NONE:
            return 0.0, float(self.shown_from - 1)
        if key in _SMALL:
            return 1.0, float(self.shown_from - 1)
        return _in_words(key)


def _sign(text: str) -> str:
    return " ".join(text.casefold().translate(_DASHES).split())


def _in_words(key: str) -> tuple[float, float] | None:
    if found := _FEWER.fullmatch(key):
        return (0.0, float(found[1]) - 1) if int(found[1]) > 0 else None
    if found := _AT_MOST.fullmatch(key):
        return 0.0, float(found[1])
    found = _FROM_TO.fullmatch(key)
    if found and int(found[1]) <= int(found[2]):
        return float(found[1]), float(found[2])
    return None


def looks_hidden(text: str) -> bool:
    """Whether a text is a usual sign for a hidden number."""
    key = _sign(text)
    return key != "" and (key in _KNOWN or _FEWER.fullmatch(key) is not None)


def looks_like_number(text: str) -> bool:
    """Whether a text is a number, perhaps in groups of digits or with a per cent sign."""
    written = _PERCENT.sub("", text.translate(_DASHES))
    forms = (_NUMBER, _GROUPED, _GROUPED_WITH_DECIMALS)
    return any(form.fullmatch(written) for form in forms)


def declared_signs(given: object, shown_from: object) -> Signs:
    """Signs as the user told them.

    Raises
    ------
    WrongUseError
        If a sign's range isn't one, or `shown_from` is no whole number from 1.
    """
    if isinstance(shown_from, bool) or not isinstance(shown_from, int) or shown_from < 1:
        raise fail(WrongUseError, "targets.shown_from", got=quoted(str(shown_from)))
    if given is None:
        return Signs(shown_from)
    if not isinstance(given, Mapping):
        raise fail(WrongUseError, "argument.kind", name="hidden", got=type(given).__name__,
                   expected="{str: (int, int)}")  # fmt: skip
    declared = {_sign(clean_text(str(sign))): _range(sign, each) for sign, each in given.items()}
    return Signs(shown_from, declared)


def _range(sign: object, given: object) -> tuple[float, float]:
    ends = tuple(given) if isinstance(given, list | tuple) else (given, given)
    if len(ends) == 2 and all(_is_end(each) for each in ends):
        low = float(ends[0] or 0)
        high = _ENDLESS if ends[1] is None else float(ends[1])
        if 0 <= low <= high and ends[0] is not None:
            return low, high
    raise fail(WrongUseError, "targets.sign_range", sign=quoted(str(sign)), got=str(given))


def _is_end(each: object) -> bool:
    return each is None or (isinstance(each, int | float) and not isinstance(each, bool))


@dataclass(frozen=True, slots=True)
class Marks:
    """The decimal mark of a sheet's texts.

    Attributes
    ----------
    decimal : {",", "."} or None
        None if no number has decimals for sure.
    both : tuple of str
        A number with each of the marks, where both are decimal marks.
    """

    decimal: DecimalMark | None = None
    both: tuple[str, ...] = ()


def marks_of(cells: Iterable[GridCell], given: DecimalMark | None = None) -> Marks:
    """Find the decimal mark that texts have: what isn't followed by just three digits.

    Parameters
    ----------
    cells : iterable of GridCell
    given : {",", "."}, optional
    """
    if given is not None:
        return Marks(given)
    seen: dict[DecimalMark, str] = {}
    for cell in cells:
        written = _PERCENT.sub("", cell.text)
        both = None if cell.number else _GROUPED_WITH_DECIMALS.fullmatch(written)
        if both and both["group"] != both["mark"]:
            seen.setdefault(both["mark"], cell.text)  # type: ignore[arg-type]
        if cell.number or not _NUMBER.fullmatch(written) or _GROUPED.fullmatch(written):
            continue
        for mark in (",", "."):
            if mark in written:
                seen.setdefault(mark, cell.text)
    if len(seen) > 1:
        return Marks(None, tuple(seen.values()))
    return Marks(next(iter(seen), None))


def count_in(cell: GridCell, marks: Marks) -> float | Unfit:
    """A count: a whole number, perhaps with marks between thousands, which ``1.234`` then is.

    A mark that is the sheet's decimal mark never parts thousands.

    Parameters
    ----------
    cell : GridCell
    marks : Marks

    Examples
    --------
    >>> from survey.files.grids import GridCell
    >>> count_in(GridCell("1.234"), Marks()), count_in(GridCell("1.234"), Marks("."))
    (1234.0, Unfit(kind='fraction'))
    """
    written = cell.text.translate(_DASHES)
    grouped = None if cell.number else _GROUPED.fullmatch(written)
    if grouped and grouped[1] != marks.decimal:
        written = written.replace(grouped[1], "")
    value = _number(written, "." if cell.number else marks.decimal)
    if value is None:
        return Unfit("not_a_number")
    if value < 0:
        return Unfit("negative")
    return value if value == int(value) else Unfit("fraction")


def amount_in(cell: GridCell, marks: Marks) -> float | Unfit:
    """A sum of numbers, which may have decimals."""
    written = _BLANKS.sub("", cell.text.translate(_DASHES))
    both = None if cell.number else _GROUPED_WITH_DECIMALS.fullmatch(written)
    if both and both["mark"] == marks.decimal != both["group"]:
        written = written.replace(both["group"], "")
    grouped = None if cell.number else _GROUPED.fullmatch(written)
    if grouped and grouped[1] in ",." and grouped[1] != marks.decimal:
        if marks.decimal is None:
            return Unfit("unclear")
        written = written.replace(grouped[1], "")
    value = _number(written, "." if cell.number else marks.decimal)
    if value is None:
        return Unfit("not_a_number")
    return Unfit("negative") if value < 0 else value


def share_in(cell: GridCell, marks: Marks) -> Share | Unfit:
    """A share as it is written, and half of its last digit."""
    written = _PERCENT.sub("", cell.text.translate(_DASHES))
    found: DecimalMark = "," if "," in written else "."
    mark: DecimalMark = "." if cell.number else marks.decimal or found
    value = _number(written, mark)
    if value is None:
        return Unfit("not_a_number")
    if value < 0:
        return Unfit("negative")
    decimals = len(written.partition(mark)[2])
    return Share(value, 0.5 * 10.0**-decimals)


def _number(written: str, mark: DecimalMark | None) -> float | None:
    marks: tuple[DecimalMark | None, ...] = (mark, None) if mark else (None, ",", ".")
    for each in marks:
        parsed = parse_numbers([written], each)
        if written and not len(parsed.failed):
            return float(parsed.values[0])
    return None
