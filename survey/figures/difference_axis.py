"""An axis of differences, in percentage points or in the unit of a mean, with a line at none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.figures.canvas import round_ticks
from survey.figures.frame import bare_axes, paint_ticks
from survey.figures.style import INK
from survey.language.numbers import format_number, format_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from survey.figures.frame import Frame

_LEAST = 0.1
_APART = {True: 44.0, False: 56.0}


@dataclass(frozen=True, slots=True)
class DifferenceScale:
    """How differences are written and drawn.

    Attributes
    ----------
    is_share : bool
    language : str
    """

    is_share: bool
    language: str

    @property
    def factor(self) -> float:
        """What a difference is multiplied with."""
        return 100.0 if self.is_share else 1.0

    def written(self, difference: float, *, sign: bool = True) -> str:
        """A difference with its sign."""
        decimals = 0 if self.is_share else 1
        value = difference * self.factor
        return format_number(value, self.language, decimals=decimals, sign=sign)

    def interval(self, low: float, high: float) -> str:
        """The ends of its interval."""
        return format_range(self.written(low, sign=False), self.written(high, sign=False))

    def value(self, difference: float) -> float:
        """A difference for a workbook: 12 digits, so that platforms agree on it."""
        return float(f"{self.factor * difference:.12g}")

    @property
    def number_format(self) -> str:
        """Number format of a difference in a workbook."""
        plain = "0" if self.is_share else "0.0"
        return f'+{plain};"−"{plain};{plain}'

    def reach(self, ends: Sequence[float]) -> tuple[float, float]:
        """From where to where the axis goes; none is among it."""
        found = [0.0, *ends]
        low, high = min(found), max(found)
        margin = max(0.06 * (high - low), _LEAST * (0.2 if self.is_share else 1.0))
        return low - margin, high + margin

    def paint(self, axes: Axes, frame: Frame) -> None:
        """Ticks below the rows and a line at none."""
        bare_axes(axes)
        low, high = axes.get_xlim()
        most = frame.inner / _APART[frame.narrow]
        places = round_ticks(low * self.factor, high * self.factor, most)
        labels = [format_number(place, self.language, sign=True) for place in places]
        paint_ticks(axes, [place / self.factor for place in places], labels)
        axes.axvline(0, color=INK, lw=1.0, zorder=0.5)
