"""What became of those sent out, as bars: one an area, and one for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind
from survey.errors import WrongUseError
from survey.fieldwork.outcomes import Outcome
from survey.figures.numbers_table import numbers_table, percentage, share_column
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.documents.blocks import Table
    from survey.fieldwork.dispositions import Dispositions
    from survey.figures.style import Look

UNKNOWN = "unknown"
PIECES: tuple[tuple[str, tuple[Outcome, ...]], ...] = (
    ("complete", (Outcome.COMPLETE,)),
    ("partial", (Outcome.PARTIAL,)),
    ("refusal", (Outcome.REFUSAL,)),
    ("other", (Outcome.OTHER,)),
    ("non_contact", (Outcome.NON_CONTACT,)),
    ("pending", (Outcome.PENDING,)),
    (UNKNOWN, (Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER)),
    ("not_eligible", (Outcome.NOT_ELIGIBLE,)),
)
"""The pieces of a bar in their order: answered, reached, not reached, unknown, not eligible."""
_PLACES = {"complete": 6, "partial": 4, "refusal": 0, "other": 1, "non_contact": 3, UNKNOWN: 2}
HATCHED = ("pending", "not_eligible")


@dataclass(frozen=True, slots=True)
class OutcomeBar:
    """One bar: how many were sent out, and how many of them had each outcome."""

    label: str
    counts: tuple[int, ...]
    kind: RowKind = RowKind.BODY
    area: str = ""

    @property
    def sent(self) -> int:
        """How many were sent out."""
        return sum(self.counts)

    @property
    def strong(self) -> bool:
        """Whether it is set apart: the contrast, and all areas together."""
        return self.kind is not RowKind.BODY

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each outcome; nothing where nobody was sent anything."""
        return tuple(count / self.sent for count in self.counts) if self.sent else ()


@dataclass(frozen=True, slots=True)
class OutcomeBars:
    """What a chart of outcomes shows.

    Attributes
    ----------
    bars : tuple of OutcomeBar
    pieces : tuple of str
        The outcomes that occur.
    unit : str
    language : str
    """

    bars: tuple[OutcomeBar, ...]
    pieces: tuple[str, ...]
    unit: str
    language: str

    @property
    def labels(self) -> list[str]:
        """What the outcomes are called."""
        return [text(f"dispositions.outcome.{each}", lang=self.language) for each in self.pieces]

    def colours(self, look: Look) -> list[str]:
        """A colour for each outcome, white for those that are hatched."""
        return [look.scale[_PLACES[each]] if each in _PLACES else "#ffffff" for each in self.pieces]


def outcome_bars(dispositions: Dispositions, contrast: object, language: str) -> OutcomeBars:
    """A bar for each area in the order of the study, the contrast next to last, and all last.

    Raises
    ------
    WrongUseError
        If the contrast is none of the areas.
    """
    codes: list[Any] = [code.value for code in dispositions.area.codes]
    if contrast is not None and contrast not in codes:
        raise fail(WrongUseError, "chart.area", got=quoted(str(contrast)), known=culprits(codes))
    counted: dict[Any, dict[str, int]] = {code: {} for code in codes}
    for row in dispositions.counts.to_dict("records"):
        counted[row["area"]][str(row["outcome"])] = int(row["n"])
    table = {
        code: [sum(counted[code].get(str(o), 0) for o in those) for _, those in PIECES]
        for code in codes
    }
    whole = [sum(row[k] for row in table.values()) for k in range(len(PIECES))]
    shown = [k for k, count in enumerate(whole) if count] or [0]
    ordered = sorted(codes, key=lambda code: code == contrast)
    bars = [
        OutcomeBar(
            _label(dispositions, code, contrast, language),
            tuple(table[code][k] for k in shown),
            RowKind.CONTRAST if code == contrast else RowKind.BODY,
            str(code),
        )
        for code in ordered
    ]
    if len(codes) > 1:
        all_of_them = text("dispositions.all", lang=language)
        bars.append(OutcomeBar(all_of_them, tuple(whole[k] for k in shown), RowKind.ALL))
    pieces = tuple(PIECES[k][0] for k in shown)
    return OutcomeBars(tuple(bars), pieces, dispositions.unit, language)


def _label(dispositions: Dispositions, code: object, contrast: object, language: str) -> str:
    label = dispositions.area.code_label(code, language)
    return text("table.contrast_row", lang=language, area=label) if code == contrast else label


def bars_table(found: OutcomeBars, name: str, title: str, notes: Sequence[str]) -> Table:
    """How many were sent out, and the share of each outcome."""
    language = found.language
    columns = [
        Column("area", text("dispositions.area", lang=language), Align.LEFT),
        Column("sent", text("dispositions.outcome.all", lang=language), formats=("#,##0",)),
        *(
            share_column(language, key=piece, head=label)
            for piece, label in zip(found.pieces, found.labels, strict=True)
        ),
    ]
    rows = [_row(bar, len(found.pieces), language) for bar in found.bars]
    return numbers_table(name, title, columns, rows, language=language, notes=notes)


def _row(bar: OutcomeBar, pieces: int, language: str) -> Row:
    shares = [Cell(format_share(s, language), (percentage(s),)) for s in bar.shares]
    sent = Cell(format_number(bar.sent, language), (bar.sent,))
    return Row((Cell(bar.label), sent, *(shares or [Cell("..")] * pieces)), bar.kind, bar.area)


def bars_plot(found: OutcomeBars, look: Look) -> Plot:
    """Bars of all outcomes, one after the other."""
    grey = ["#e3e7e9" if c == "#ffffff" else c for c in found.colours(look)]
    return Plot(PlotKind.STACKED, found.pieces, colours=tuple(grey))
