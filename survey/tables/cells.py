"""Cells of a table: a released number as it is printed, and as it stands in a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.disclosure.policy import Status
from survey.disclosure.signs import NEVER, NONE, SIGNS, sign_of_mark, with_sign
from survey.documents.blocks import Cell
from survey.language.numbers import NO_BREAK, format_number, format_range, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

COUNT_FORMAT = "#,##0"
_MOST_DECIMALS = 3
_PART_OF_INTERVAL = 5.0
EMPTY, CANNOT_OCCUR = Cell(""), Cell(NEVER)


@dataclass(frozen=True, slots=True)
class Form:
    """How the numbers of one statistic are written.

    Attributes
    ----------
    statistic : str
    language : str
    decimals : int
        Of percentages where it is a share. Shares of few answers have none.
    """

    statistic: str
    language: str
    decimals: int

    @property
    def is_share(self) -> bool:
        """Whether numbers are shown as percentages."""
        return self.statistic == "share"

    @property
    def scale(self) -> float:
        """What a released number is multiplied with."""
        return 100.0 if self.is_share else 1.0

    @property
    def number_format(self) -> str:
        """Number format of an estimate in a workbook."""
        return self._format(self.decimals)

    @property
    def difference_format(self) -> str:
        """Number format of a difference in a workbook."""
        return _signed(self.number_format)

    def estimate(self, record: Any, mark: str = "") -> Cell:  # noqa: ANN401 - a row of a frame
        """The number itself, its sign, and a mark if it has one."""
        if record is None:
            return CANNOT_OCCUR
        status, value = record["status"], record["estimate"]
        if status.hidden or value != value:  # noqa: PLR0124 - NaN
            return Cell(_sign_of_hidden(status))
        written = with_sign(self._number(record, value), status)
        marked = f"{written}{NO_BREAK}{mark}" if mark else written
        shown = self._format(self._decimals(record))
        return Cell(marked, (self._value(value),), (shown,))

    def interval(self, record: Any) -> Cell:  # noqa: ANN401
        """The limits of its interval."""
        if record is None:
            return CANNOT_OCCUR
        low, high = record["conf_low"], record["conf_high"]
        if record["status"].hidden:
            return Cell(SIGNS[record["status"]])
        if low != low or high != high:  # noqa: PLR0124 - NaN: no degrees of freedom
            return Cell(SIGNS[Status.UNAVAILABLE])
        ends = (self._written(record, low), self._written(record, high))
        plain = self._format(self._decimals(record))
        shown = tuple(_with_minus(plain) if end < 0 else plain for end in (low, high))
        return Cell(format_range(*ends), (self._value(low), self._value(high)), shown)

    def difference(
        self,
        record: Any,  # noqa: ANN401
        sign: Callable[[float], str] = sign_of_mark,
    ) -> Cell:
        """A difference with its mark; nothing where nothing was compared."""
        if record is None:
            return EMPTY
        status, value = record["status"], record["difference"]
        if status.hidden or value != value:  # noqa: PLR0124 - NaN
            return Cell(_sign_of_hidden(status))
        mark = sign(record["mark"])
        written = self._written(record, value, sign=True)
        marked = f"{written}{NO_BREAK}{mark}" if mark else written
        plain = self._format(self._decimals(record))
        shown = _signed(plain) if written.strip("0.,") else _unsigned(plain)
        return Cell(marked, (self._value(value), mark), (shown, "@"))

    def answers(self, record: Any) -> Cell:  # noqa: ANN401
        """How many answers it rests on."""
        return self._count(record, "n", absent=Status.CONFIDENTIAL, short=False)

    def counted(self, name: str, record: Any) -> Cell:  # noqa: ANN401
        """A number of answers by its name in released frames.

        Parameters
        ----------
        name : {"n", "n_eff", "weighted_n"}
            As they are; how many of a simple random sample would tell as much; the sum of weights.
        record : row of a frame or None
        """
        if name == "n":
            return self.answers(record)
        if name == "n_eff" and record is not None and record["status"].hidden:
            return Cell(SIGNS[record["status"]])
        absent = Status.UNAVAILABLE if name == "n_eff" else Status.CONFIDENTIAL
        return self._count(record, name, absent=absent, short=True)

    def _count(self, record: Any, name: str, *, absent: Status, short: bool) -> Cell:  # noqa: ANN401
        if record is None:
            return CANNOT_OCCUR
        n = record[name]
        if not abs(n) < float("inf"):  # NaN: hidden; endless: everybody answered
            return Cell(SIGNS[absent])
        value = float(rounded(n)) if short else int(n)
        written = format_number(n, self.language, decimals=0)
        return Cell(written, (value,), (COUNT_FORMAT,))

    def _number(self, record: Any, value: float) -> str:  # noqa: ANN401
        """A number; exactly nothing has a sign of its own."""
        nothing = value == 0 and self.statistic in ("share", "total")
        return NONE if nothing else self._written(record, value)

    def _written(self, record: Any, value: float, *, sign: bool = False) -> str:  # noqa: ANN401
        decimals = self._decimals(record)
        return format_number(value * self.scale, self.language, decimals=decimals, sign=sign)

    def _decimals(self, record: Any) -> int:  # noqa: ANN401
        """Decimals of a row; shares of few answers have none."""
        few = self.is_share and record["status"] is Status.FEW
        return 0 if few else self.decimals

    def _format(self, decimals: int) -> str:
        whole = "0" if self.is_share else COUNT_FORMAT
        return whole + ("." + "0" * decimals if decimals else "")

    def _value(self, value: float) -> float:
        """A number for a workbook: 12 digits, so that platforms agree on it."""
        return float(f"{self.scale * value:.12g}")


def form_of(
    statistic: str, records: Iterable[Any], language: str, decimals: int | None = None
) -> Form:
    """How to write some numbers: shares whole, others so fine that their intervals tell something.

    Parameters
    ----------
    records : iterable of rows
        The released numbers; hidden ones don't count.
    decimals : int, optional
        As many as asked for.
    """
    if decimals is not None or statistic == "share":
        return Form(statistic, language, decimals or 0)
    widths = sorted(
        record["conf_high"] - record["conf_low"]
        for record in records
        if record is not None and record["conf_high"] > record["conf_low"]
    )
    if not widths:
        return Form(statistic, language, 0 if statistic == "total" else 1)
    fine = widths[len(widths) // 2] / (2 * _PART_OF_INTERVAL)
    steps = (step for step in range(_MOST_DECIMALS) if 0.5 * 10.0**-step <= fine)
    return Form(statistic, language, next(steps, _MOST_DECIMALS))


def _with_minus(number: str) -> str:
    return f'{number};"−"{number}'


def _unsigned(number: str) -> str:
    """For a difference that is nothing after rounding: neither +0 nor −0."""
    return f"{number};{number};{number}"


def _signed(number: str) -> str:
    return f'+{number};"−"{number};{number}'


def _sign_of_hidden(status: Status) -> str:
    return SIGNS[status if status.hidden else Status.UNAVAILABLE]
