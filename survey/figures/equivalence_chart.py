"""Differences from the contrast, beside a band of those that are of no account."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.comparison.equivalences import Outcome
from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import ReleasedEquivalence, judged_rows
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import WrongUseError
from survey.figures.areas import area_label, contrast_in_text, row_area
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.frame import (
    LABEL,
    bare_axes,
    frame_beside,
    paint_label,
    paint_ticks,
    tick_step,
    ticks,
)
from survey.figures.marks import paint_beside
from survey.figures.numbers_table import (
    POINTS,
    area_column,
    limit_heads,
    numbers_table,
    percentage,
    points_cell,
)
from survey.figures.plain_values import language_of
from survey.figures.rank_chart import judged_label
from survey.figures.style import INK, QUIET, picture
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number, format_percent, format_points, format_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture, Table
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_LEAST_APART = {True: 44.0, False: 56.0}
_FILLED = {Outcome.EQUIVALENT: True, Outcome.DIFFERENT: True, Outcome.UNDECIDED: False}


@dataclass(frozen=True, slots=True)
class _Line:
    """An area and its difference; NaN where it is hidden."""

    area: str
    label: str
    difference: float
    low: float
    high: float
    outcome: Outcome | None
    mark: int
    status: Status

    @property
    def shown(self) -> bool:
        """Whether its numbers are there to be read."""
        return not self.status.hidden

    @property
    def leaves_out_zero(self) -> bool:
        """Whether the interval of a difference that isn't sure leaves out 0."""
        return not self.mark and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class _Spec:
    lines: tuple[_Line, ...]
    against: str
    margin: float
    level: float
    language: str

    @property
    def shown(self) -> list[_Line]:
        """Those whose numbers are there to be read."""
        return [line for line in self.lines if line.shown]

    @property
    def margin_in_words(self) -> str:
        """The margin with its unit."""
        number = format_number(100 * self.margin, self.language)
        return text("equivalence.say.points", lang=self.language, margin=number)


def equivalence_chart(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The difference of every area from the contrast, beside a band of those of no account.

    Parameters
    ----------
    released : Released
        With what `equivalence` returned of a share.
    variable : str
    category : code, optional
        Needed only where several numbers of the variable were judged.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Areas from the highest difference to the lowest: filled where they are about the same,
        coloured where they surely differ, hollow where neither can be said.

    Raises
    ------
    UnknownNameError
        If nothing of the kind was released of the variable.
    WrongUseError
        If it is no share, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2})
    >>> rows["k"] = [800, 200, 810, 190]
    >>> shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> released = sv.release(sv.equivalence(shares, contrast="B"))
    >>> sv.equivalence_chart(released, "safe", category=1, language="en")
    Chart(About like B? safe: 1)
    """
    must_be_released(released)
    must_be_one_name(variable)
    language = language_of(language)
    part, records = judged_rows(released.of(ReleasedEquivalence), "equivalence", variable, category)
    if part.statistic != "share":
        raise fail(WrongUseError, "judged.chart_of_shares", name=quoted(variable))
    spec = _spec(released, part, records, language)
    what = judged_label(released.codebook, records[0], language)
    key = "title_waves" if part.waves else "title"
    title = title or text(f"equivalence.{key}", lang=language, contrast=spec.against, what=what)
    name = f"{variable}_equivalence"
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, what),
        language=language,
        draw=partial(_draw, spec),
        data=_numbers(spec, released, part, name, title, subtitle),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not spec.shown,
    )


def _spec(
    released: Released, part: ReleasedEquivalence, records: list[Any], language: str
) -> _Spec:
    over = str(part.over)
    against = "" if part.waves else contrast_in_text(released, over, part.contrast, language)
    lines = []
    for record in records:
        label = area_label(released, over, record[over], None, language)
        if len(part.waves) > 2:
            pair = {name: record[f"{name}_wave"] for name in ("earlier", "later")}
            label = f"{label}, {text('equivalence.waves', lang=language, **pair)}"
        lines.append(
            _Line(
                row_area(record[over]),
                label,
                float(record["difference"]),
                float(record["inner_low"]),
                float(record["inner_high"]),
                record["outcome"],
                int(record["mark"]),
                Status(record["status"]),
            )
        )
    lines.sort(key=lambda line: -line.difference if line.shown else math.inf)
    return _Spec(tuple(lines), against, records[0]["margin"], 2 * part.level - 1, language)


def _in_words(line: _Line, language: str) -> str:
    """The difference with its interval, or the sign that stands for it."""
    if not line.shown:
        return SIGNS[line.status]
    written = f"{format_points(line.difference, language)}{SIGNS[line.status]}"
    if math.isnan(line.low):
        return written
    return f"{written} ({_interval(line, language)})"


def _interval(line: _Line, language: str) -> str:
    ends = (format_points(end, language, sign=False) for end in (line.low, line.high))
    return format_range(*ends)


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    level = format_percent(spec.level, language)
    outcomes = {line.outcome for line in spec.shown}
    notes = []
    if outcomes:
        margin = spec.margin_in_words
        notes.append(text("equivalence.chart.band", lang=language, margin=margin, level=level))
    keys = {Outcome.EQUIVALENT: "filled", Outcome.DIFFERENT: "accent", Outcome.UNDECIDED: "hollow"}
    dots = [
        text(f"equivalence.chart.{key}", lang=language)
        for outcome, key in keys.items()
        if outcome in outcomes
    ]
    notes += [" ".join(dots)] if dots else []
    if any(line.leaves_out_zero for line in spec.shown):
        sure = format_percent((1 + spec.level) / 2, language)
        notes.append(text("equivalence.note_sure", lang=language, level=sure))
    if outcomes:
        notes.append(text("table.note.points", lang=language))
    return notes + notes_on({line.status for line in spec.lines}, language)


def _alt(spec: _Spec, what: str) -> str:
    language, shown = spec.language, spec.shown
    lead = "alt" if spec.against else "alt_waves"
    fields = {"contrast": spec.against} if spec.against else {}
    parts = [
        text(
            f"equivalence.chart.{lead}",
            lang=language,
            what=shortened(what, 90),
            margin=spec.margin_in_words,
            **fields,
        )
    ]
    for outcome, key in ((Outcome.EQUIVALENT, "equivalent"), (Outcome.DIFFERENT, "different")):
        some = sum(line.outcome is outcome for line in shown)
        if some:
            many = {"many": len(shown)} if outcome is Outcome.EQUIVALENT else {}
            parts.append(text(f"equivalence.chart.alt_{key}", lang=language, count=some, **many))
    hidden = len(spec.lines) - len(shown)
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return fitting(parts)


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    words = [_in_words(line, spec.language) for line in spec.lines]
    labels = [line.label for line in spec.lines]
    frame = frame_beside(labels, words, narrow=narrow, look=look)
    paint = partial(_paint, spec, frame, words)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _paint(spec: _Spec, frame: Frame, words: Sequence[str], figure: Figure) -> None:
    axes = frame.axes(figure, *_reach(spec))
    axes.axvspan(-spec.margin, spec.margin, color=frame.look.band, lw=0, zorder=-2)
    axes.axvline(0, color=INK, lw=0.8, zorder=1)
    for row, line, written in zip(frame.rows, spec.lines, words, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            paint_beside(axes, 10, row.middle, written, size=LABEL)
        if line.shown:
            _paint_line(axes, row.middle, line, frame.look)
    _paint_axis(axes, frame, spec.language)


def _paint_line(axes: Axes, y: float, line: _Line, look: Look) -> None:
    colour = look.accent if line.outcome is Outcome.DIFFERENT else QUIET
    fill = colour if line.outcome is not None and _FILLED[line.outcome] else "white"
    if not math.isnan(line.low):
        axes.plot([line.low, line.high], [y, y], color=colour, lw=1.6, zorder=2)
    axes.plot(
        [line.difference], [y], marker="s" if line.status is Status.FEW else "o", markersize=8,
        color=colour, markerfacecolor=fill, markeredgewidth=1.6, zorder=3,
    )  # fmt: skip


def _reach(spec: _Spec) -> tuple[float, float]:
    ends = [end for line in spec.shown for end in (line.difference, line.low, line.high)]
    known = [end for end in ends if not math.isnan(end)]
    low, high = min([*known, -spec.margin]), max([*known, spec.margin])
    room = 0.06 * (high - low)
    return low - room, high + room


def _paint_axis(axes: Axes, frame: Frame, language: str) -> None:
    bare_axes(axes)
    low, high = axes.get_xlim()
    step = tick_step(low, high, most=frame.inner / _LEAST_APART[frame.narrow])
    places = ticks(low, high, step)
    labels = [format_points(place, language) for place in places]
    paint_ticks(axes, places, labels)


def _numbers(
    spec: _Spec,
    released: Released,
    part: ReleasedEquivalence,
    name: str,
    title: str,
    subtitle: str,
) -> Table:
    language = spec.language
    head = text("equivalence.change_points", lang=language)
    if spec.against:
        head = text("table.head.difference_points", lang=language, contrast=spec.against)
    level = format_number(spec.level * 100, language)
    columns = [
        area_column(released, str(part.over), language),
        Column("difference", head, formats=(POINTS,)),
        Column(
            "inner",
            text("equivalence.inner", lang=language, level=level),
            parts=limit_heads(language),
            formats=(POINTS, POINTS),
        ),
        Column("outcome", text("equivalence.conclusion", lang=language), Align.LEFT),
    ]
    rows = [_row(line, language) for line in spec.lines]
    notes = notes_on({line.status for line in spec.lines}, language)
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )


def _row(line: _Line, language: str) -> Row:
    kind = RowKind.ALL if line.area == "" and line.label == str(Domain.ALL) else RowKind.BODY
    cells = [Cell(line.label), points_cell(line.difference, line.status, language)]
    if not line.shown:
        return Row((*cells, Cell(SIGNS[line.status]), Cell(SIGNS[line.status])), kind, line.area)
    key = str(line.outcome)
    if line.outcome is Outcome.DIFFERENT:
        key = "higher" if line.mark > 0 else "lower"
    interval = Cell("..")
    if not math.isnan(line.low):
        interval = Cell(_interval(line, language), (percentage(line.low), percentage(line.high)))
    return Row((*cells, interval, Cell(text(f"equivalence.{key}", lang=language))), kind, line.area)
