"""How the weights spread: a histogram with the limits of trimming, and boxes by area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from survey.disclosure.policy import POLICIES, Status
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind, Table
from survey.documents.house_style import tint
from survey.errors import DataError, WrongUseError
from survey.figures.canvas import (
    Scale,
    canvas,
    line_height,
    round_ticks,
    stroke,
    write,
)
from survey.figures.chart import MOST_ALT, Chart, shortened
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.labels import spread
from survey.figures.plain_values import is_blank, known_codebook, language_of, numbers_of, rows_of
from survey.figures.style import INK, NARROW, QUIET, WIDE, picture, text_width, wrapped
from survey.figures.weight_bins import Bin, Spread, bins_of, kish_effect, spread_of
from survey.language.catalogue import text
from survey.language.messages import fail
from survey.language.numbers import NO_BREAK, format_number
from survey.language.words import capitalised, sort_key

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.codebook import Codebook
    from survey.documents.blocks import Picture, Value
    from survey.figures.style import Look
    from survey.kernels.layout import Floats

_TALL = {False: 190.0, True: 170.0}
_STEP = {False: 30.0, True: 42.0}
_HEAD = {False: 40.0, True: 34.0}
_TITLE, _AXIS, _BOX = 18.0, 40.0, 12.0
_WIDEST = 210.0
_SOFT = 0.5


@dataclass(frozen=True, slots=True)
class _Strip:
    """One area; `spread` is None where it has too few answers."""

    label: str
    spread: Spread | None
    strong: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A value that is marked by a line: the mean, or a limit of trimming."""

    key: str
    value: float


@dataclass(frozen=True, slots=True)
class _Spec:
    bins: tuple[Bin, ...]
    lines: tuple[_Line, ...]
    beyond: tuple[_Line, ...]
    strips: tuple[_Strip, ...]
    n: int
    deff: float
    unit: str
    language: str


def weight_chart(
    weights: Any,  # noqa: ANN401 - a column or any other sequence
    *,
    area: Any = None,  # noqa: ANN401
    contrast: Any = None,  # noqa: ANN401
    limits: tuple[float | None, float | None] = (None, None),
    over: str = "area",
    codebook: Codebook | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """How the weights spread, with their mean, the limits of trimming and the design effect.

    Parameters
    ----------
    weights : Series, array or sequence of float
        The weight of each respondent.
    area : Series, array or sequence, optional
        The area of each; a box is drawn for each area.
    contrast : code, optional
        The area that is set off from the others.
    limits : (float or None, float or None)
        Lower and upper limit of trimming.
    over : str
        The column of areas in the codebook.
    codebook : Codebook, optional
        With the labels and the order of the areas.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        No bar stands for one or two persons: both ends are open where few lie there. A box holds
        the middle half of an area with 12 respondents or more; its line, from 30 on, the middle
        eight tenths. Areas with fewer than 10 are listed with their sign.

    Raises
    ------
    DataError
        If a weight is negative or none, all are 0, or an area is missing.
    WrongUseError
        If the limits are nothing of what they can be, or there are more or fewer areas than
        weights.

    Examples
    --------
    >>> import survey as sv
    >>> chart = sv.weight_chart([1.0] * 8 + [2.0] * 4, limits=(None, 3), language="en")
    >>> chart.notes[0]
    'Design effect of the weighting: 1.13 (1 + CV², Kish 1992). The 12 answers are worth as much as 10.7 answers of equal weight.'
    """  # noqa: E501
    language = language_of(language)
    codebook = known_codebook(codebook)
    values = _weights(weights)
    areas = None if area is None else _areas(area, values.size)
    marked = _limits(limits)
    strips = [] if areas is None else _strips(values, areas, over, contrast, codebook, language)
    unit = codebook.label(over, language) if over in codebook else ""
    spec = _spec(values, marked, strips, unit, language)
    return Chart(
        id="weights",
        title=title or text("chart.weights.title", lang=language),
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec)),
        is_empty=not spec.bins,
    )


# What was given


def _listed(values: object, name: str) -> list[Any]:
    if isinstance(values, pd.Series | np.ndarray) and values.ndim == 1:
        return values.tolist()
    if isinstance(values, Sequence) and not isinstance(values, str):
        return list(values)
    raise fail(WrongUseError, "weights.sequence", name=name, got=type(values).__name__)


def _weights(weights: object) -> Floats:
    values = np.array(numbers_of(_listed(weights, "weights"), "weights"), dtype=float)
    if not values.sum() > 0:
        raise fail(DataError, "weights.all_zero")
    return values


def _areas(area: object, size: int) -> list[Any]:
    areas = _listed(area, "area")
    if len(areas) != size:
        raise fail(WrongUseError, "weights.sizes", areas=len(areas), weights=size)
    blank = [place for place, each in enumerate(areas) if is_blank(each)]
    if blank:
        raise fail(DataError, "weights.no_area", rows=rows_of(blank))
    return areas


def _limits(limits: object) -> tuple[_Line, ...]:
    pair = limits if isinstance(limits, Sequence) and len(limits) == 2 else None
    found = [] if pair is None else [each for each in pair if each is not None]
    numbers = [each for each in found if isinstance(each, Real) and math.isfinite(float(each))]
    values = [float(each) for each in numbers]
    rises = values == sorted(set(values)) and all(value > 0 for value in values)
    if pair is None or len(values) != len(found) or not rises:
        raise fail(WrongUseError, "weights.limits", got=str(limits))
    keys = (key for key, each in zip(("lower", "upper"), pair, strict=True) if each is not None)
    return tuple(_Line(key, value) for key, value in zip(keys, values, strict=True))


def _strips(
    values: Floats,
    areas: list[Any],
    over: str,
    contrast: object,
    codebook: Codebook,
    language: str,
) -> list[_Strip]:
    """Areas in the order of the codebook, else as they come; the contrast last."""
    known = codebook.get(over)
    order = [code.value for code in known.codes] if known is not None else []
    found = sorted(
        dict.fromkeys(areas),
        key=lambda each: (
            each == contrast,
            order.index(each) if each in order else len(order),
            sort_key(codebook.value_label(over, each, language), language),
        ),
    )
    if contrast is not None and contrast not in found:
        raise fail(WrongUseError, "weights.contrast", got=str(contrast))
    belongs = {each: np.array([other == each for other in areas]) for each in found}
    least = POLICIES["default"].minimum_base
    strips = []
    for each in found:
        mine = values[belongs[each]]
        label = codebook.value_label(over, each, language)
        shown = mine.size >= least and mine.sum() > 0
        strips.append(_Strip(label, spread_of(mine) if shown else None, each == contrast))
    return strips


def _spec(
    values: Floats,
    limits: tuple[_Line, ...],
    strips: list[_Strip],
    unit: str,
    language: str,
) -> _Spec:
    n = int(values.size)
    if n < POLICIES["default"].minimum_base:
        return _Spec((), (), (), (), 0, math.nan, unit, language)
    bins = bins_of(values)
    wanted = [*limits, _Line("mean", float(values.mean()))]
    beyond = [line for line in wanted if _is_beyond(line.value, bins)]
    inside = sorted((line for line in wanted if line not in beyond), key=lambda line: line.value)
    deff = kish_effect(values)
    return _Spec(tuple(bins), tuple(inside), tuple(beyond), tuple(strips), n, deff, unit, language)


def _is_beyond(value: float, bins: Sequence[Bin]) -> bool:
    """Whether a value lies in an open end, past the length at which its bar is drawn."""
    over = bins[-1].end in {"over", "all"} and value > bins[-1].high
    return over or (bins[0].end in {"under", "all"} and value < bins[0].low)


# In words and numbers


def _number(value: float, language: str) -> str:
    """A weight: two decimals below 10, one below 100, none from there."""
    decimals = 2 if value < 10 else 1 if value < 100 else 0
    return format_number(value, language, decimals=decimals)


def _effect_in_words(spec: _Spec) -> str:
    language = spec.language
    return text(
        "chart.weights.deff",
        lang=language,
        deff=format_number(spec.deff, language, decimals=2),
        n=format_number(spec.n, language),
        n_eff=_count(spec.n / spec.deff, language),
    )


def _count(value: float, language: str) -> str:
    return format_number(value, language, decimals=0 if value >= 100 else 1)


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    if not spec.bins:
        return [text("table.note.confidential", lang=language)]
    notes = [_effect_in_words(spec)]
    if any(bin_.end for bin_ in spec.bins):
        notes.append(text("chart.weights.open", lang=language))
    for line in spec.beyond:
        value = _marked(line, language)
        notes.append(text(f"chart.weights.beyond_{line.key}", lang=language, value=value))
    spreads = [strip.spread for strip in spec.strips]
    if any(spread is not None and spread.quartiles for spread in spreads):
        notes.append(text("chart.weights.box", lang=language))
    if any(spread is not None and spread.tenths for spread in spreads):
        notes.append(text("chart.weights.whiskers", lang=language))
    if None in spreads:
        notes.append(text("table.note.confidential", lang=language))
    return notes


def _alt(spec: _Spec) -> str:
    language = spec.language
    if not spec.bins:
        return text("chart.weights.alt_hidden", lang=language)
    fullest = max(spec.bins, key=lambda each: each.count)
    parts = [
        text("chart.weights.alt", lang=language, n=format_number(spec.n, language)),
        text("chart.weights.alt_most", lang=language, weights=_bin_in_words(fullest, language),
             count=format_number(fullest.count, language)),
        _effect_in_words(spec),
    ]  # fmt: skip
    drawn = [strip for strip in spec.strips if strip.spread is not None]
    if len(drawn) > 1:
        highest = max(drawn, key=lambda strip: strip.spread.deff if strip.spread else 0.0)
        deff = highest.spread.deff if highest.spread else math.nan
        fields = {
            "area": shortened(highest.label, 50),
            "deff": format_number(deff, language, decimals=2),
        }
        parts.append(text("chart.weights.alt_highest", lang=language, **fields))
    while len(" ".join(parts)) > MOST_ALT:
        parts.pop()
    return " ".join(parts)


def _bin_in_words(each: Bin, language: str) -> str:
    low, high = format_number(each.low, language), format_number(each.high, language)
    key = {"": "from_to", "under": "under", "over": "over", "all": "all"}[each.end]
    return text(f"chart.weights.bin_{key}", lang=language, low=low, high=high)


def _data(spec: _Spec) -> Table:
    language = spec.language
    columns = [
        Column("weight", text("chart.weights.weight", lang=language), Align.LEFT),
        Column("persons", text("chart.weights.persons", lang=language), formats=("#,##0",)),
    ]
    rows = [_bin_row(each, language) for each in spec.bins]
    if spec.strips:
        columns += [
            Column(key, text(f"chart.weights.{key}", lang=language), formats=("0.00",))
            for key in _MEASURES
        ]
        blanks = (Cell(""),) * len(_MEASURES)
        rows = [Row((*row.cells, *blanks)) for row in rows]
        heading = text("chart.weights.by_area", lang=language)
        rows.append(Row((Cell(heading),), RowKind.HEADING))
        rows += [_strip_row(strip, language) for strip in spec.strips]
    title = text("chart.weights.title", lang=language)
    return Table(
        "weights_data", title, tuple(columns), tuple(rows), notes=tuple(_notes(spec)),
        language=language,
    )  # fmt: skip


def _bin_row(each: Bin, language: str) -> Row:
    persons = Cell(format_number(each.count, language), (each.count,))
    return Row((Cell(_bin_in_words(each, language)), persons))


_MEASURES = ("tenth", "quarter", "median", "three_quarters", "nine_tenths", "effect")


def _strip_row(strip: _Strip, language: str) -> Row:
    kind = RowKind.CONTRAST if strip.strong else RowKind.BODY
    spread = strip.spread
    if spread is None:
        sign = Cell(SIGNS[Status.CONFIDENTIAL])
        return Row((Cell(strip.label), sign, *[sign] * len(_MEASURES)), kind)
    low, high = spread.tenths or (None, None)
    quartiles = spread.quartiles or (None, None, None)
    values = (low, *quartiles, high, spread.deff)
    persons = Cell(format_number(spread.n, language), (spread.n,))
    return Row((Cell(strip.label), persons, *(_cell(v, language) for v in values)), kind)


def _cell(value: float | None, language: str) -> Cell:
    if value is None:
        return Cell("")
    short: Value = float(f"{value:.12g}")
    return Cell(format_number(value, language, decimals=2), (short,))


def _plot(spec: _Spec, _: Look) -> Plot | None:
    return None if spec.strips or not spec.bins else Plot(PlotKind.COLUMNS, ("persons",))


# Drawing


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts lie, in pixels."""

    spec: _Spec
    look: Look
    narrow: bool
    across: Scale
    up: Scale
    flags: tuple[str, ...]
    flown: tuple[float, ...]
    labels: tuple[str, ...]
    tops: tuple[float, ...]
    height: float

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    def step(self, place: int) -> float:
        """Height of a row."""
        return _row_height(self.labels[place], narrow=self.narrow)

    def middle(self, place: int) -> float:
        """Where a box lies."""
        down = self.step(place) - 13 if self.narrow else self.step(place) / 2
        return self.tops[place] + down


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    if not spec.bins:
        return _draw_nothing(spec, look, narrow=narrow)
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _draw_nothing(spec: _Spec, look: Look, *, narrow: bool) -> Picture:
    width, height = (NARROW if narrow else WIDE), 60.0
    said = text("chart.weights.alt_hidden", lang=spec.language)

    def paint(figure: Figure) -> None:
        words = wrapped(said, LABEL, width - 2 * MARGIN, font=look.font)
        write(canvas(figure, width, height), MARGIN, height / 2, words, size=LABEL, colour=QUIET)

    return picture(paint, width=width, height=height, narrow=narrow, look=look)


def _layout(spec: _Spec, look: Look, *, narrow: bool) -> _Layout:
    width = NARROW if narrow else WIDE
    labels = [_label(strip, spec.language, look, narrow=narrow) for strip in spec.strips]
    beside = 0.0 if narrow else max(
        (text_width(each, LABEL, bold=strip.strong, font=look.font)
         for each, strip in zip(labels, spec.strips, strict=True)), default=0.0,
    )  # fmt: skip
    left = max(MARGIN + beside + (12 if beside else 0), MARGIN + _counts_width(spec, look))
    right = width - (150.0 if spec.strips and not narrow else 30.0)
    across = Scale(*_reach(spec), left, right)
    flags = [_flag(line, spec.language, narrow=narrow) for line in spec.lines]
    flown = spread(
        [across(line.value) for line in spec.lines],
        [text_width(flag, SMALL, font=look.font) for flag in flags],
        MARGIN, width - MARGIN, gap=8,
    )  # fmt: skip
    lines = max((flag.count("\n") + 1 for flag in flags), default=0)
    above = _TITLE + 25 + lines * line_height(SMALL)
    up = Scale(0, _most(spec), above + _TALL[narrow], above)
    tops: list[float] = []
    down = up.start + _AXIS + 12 + (_HEAD[narrow] if spec.strips else 0.0)
    for label in labels:
        tops.append(down)
        down += _row_height(label, narrow=narrow)
    return _Layout(
        spec, look, narrow, across, up, tuple(flags), tuple(flown), tuple(labels), tuple(tops),
        down + 8,
    )  # fmt: skip


def _row_height(label: str, *, narrow: bool) -> float:
    lines = label.count("\n")
    return _STEP[narrow] + lines * line_height(LABEL) * (1 if narrow else 0.75)


def _counts_width(spec: _Spec, look: Look) -> float:
    most = format_number(_most(spec), spec.language)
    return text_width(most, SMALL, font=look.font) + 8


def _most(spec: _Spec) -> float:
    """The upper end of the axis of persons."""
    most = max(each.count for each in spec.bins)
    ticks = round_ticks(0, most, 4)
    step = max(ticks[1] - ticks[0] if len(ticks) > 1 else most, 1.0)
    return math.ceil(most / step) * step


def _reach(spec: _Spec) -> tuple[float, float]:
    values = [line.value for line in spec.lines]
    low = min([spec.bins[0].low, *values])
    high = max([spec.bins[-1].high, *values])
    return low - 0.02 * (high - low), high + 0.02 * (high - low)


def _label(strip: _Strip, language: str, look: Look, *, narrow: bool) -> str:
    words = strip.label
    if strip.spread is None:
        words = f"{words}{NO_BREAK}{SIGNS[Status.CONFIDENTIAL]}"
    elif narrow:
        numbers = text("chart.weights.in_short", lang=language, **_short(strip.spread, language))
        words = f"{words}: {numbers}"
    room = NARROW - 2 * MARGIN if narrow else _WIDEST
    return wrapped(words, LABEL, room, most=3, bold=strip.strong, font=look.font)


def _short(spread: Spread, language: str) -> dict[str, str]:
    deff = format_number(spread.deff, language, decimals=2)
    return {"n": format_number(spread.n, language), "deff": deff}


def _flag(line: _Line, language: str, *, narrow: bool) -> str:
    """The name of a line above its value; on one line where there is room."""
    value = _marked(line, language)
    name = text(f"chart.weights.line_{line.key}", lang=language)
    return f"{name}\n{value}" if narrow else f"{name} {value}"


def _marked(line: _Line, language: str) -> str:
    """The value of a line; limits as they were given."""
    mean = line.key == "mean"
    return _number(line.value, language) if mean else format_number(line.value, language)


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    _paint_persons(axes, layout)
    _paint_bins(axes, layout)
    _paint_lines(axes, layout)
    _paint_weights(axes, layout)
    if layout.spec.strips:
        _paint_heads(axes, layout)
    for place, strip in enumerate(layout.spec.strips):
        _paint_strip(axes, layout, place, strip)


def _paint_persons(axes: Axes, layout: _Layout) -> None:
    up, across, language = layout.up, layout.across, layout.spec.language
    for count in round_ticks(0, up.high, 4):
        if count != int(count):
            continue
        y = up(count)
        stroke(axes, (across.start, across.end), (y, y), zorder=0)
        label = format_number(count, language)
        write(axes, across.start - 6, y, label, colour=QUIET, across="right")
    title = text("chart.weights.persons", lang=language)
    write(axes, MARGIN, _TITLE / 2 + 4, title, colour=QUIET)


def _paint_bins(axes: Axes, layout: _Layout) -> None:
    """A bar for each bin; open ends are hatched, so that they aren't read as a bin like others."""
    colour = tint(layout.look.accent, _SOFT)
    for each in layout.spec.bins:
        left, right = layout.across(each.low), layout.across(each.high)
        top = layout.up(each.count)
        look: dict[str, Any] = {"facecolor": colour, "edgecolor": "white", "lw": 0.8}
        if each.end:
            look |= {"hatch": "////", "edgecolor": layout.look.accent, "facecolor": "white"}
        box = Rectangle((left, top), right - left, layout.up.start - top, zorder=1.5, **look)
        axes.add_patch(box)


def _paint_lines(axes: Axes, layout: _Layout) -> None:
    """A line at the mean and at each limit, tied to its name above."""
    top, bottom = layout.up.end - 6, layout.up.start
    for line, flag, middle in zip(layout.spec.lines, layout.flags, layout.flown, strict=True):
        x = layout.across(line.value)
        dash: Any = "-" if line.key == "mean" else (0, (4, 2))
        stroke(axes, (x, x), (bottom, top), color=INK, lw=1.1, ls=dash, zorder=3)
        stroke(axes, (x, middle), (top, top - 8), color=INK, lw=0.7, zorder=3)
        write(axes, middle, top - 10, flag, across="center", down="bottom")


def _paint_weights(axes: Axes, layout: _Layout) -> None:
    """Round weights on the axis, and what an open end holds."""
    across, language, font = layout.across, layout.spec.language, layout.look.font
    below = layout.up.start
    taken: list[tuple[float, float]] = []
    for each in layout.spec.bins:
        if each.end:
            label = _open_label(each, language)
            half = text_width(label, SMALL, font=font) / 2
            middle = across((each.low + each.high) / 2)
            middle = min(max(middle, MARGIN + half), layout.width - MARGIN - half)
            write(axes, middle, below + 13, label, across="center")
            taken.append((middle - half - 6, middle + half + 6))
    stroke(axes, (across.start, across.end), (below, below), color=QUIET, lw=0.8)
    title = text("chart.weights.weight", lang=language)
    write(axes, (across.start + across.end) / 2, below + 29, title, colour=QUIET, across="center")
    closed = _closed(layout)
    for value in round_ticks(across.low, across.high, (across.end - across.start) / 50):
        label, x = format_number(value, language), across(value)
        half = text_width(label, SMALL, font=font) / 2
        outside = all(x + half < start or x - half > end for start, end in taken)
        if outside and closed[0] <= value <= closed[1]:
            stroke(axes, (x, x), (below, below + 4), color=QUIET)
            write(axes, x, below + 13, label, colour=QUIET, across="center")


def _closed(layout: _Layout) -> tuple[float, float]:
    """From which weight to which the axis can be read: not within open ends."""
    first, last = layout.spec.bins[0], layout.spec.bins[-1]
    low = first.high if first.end else layout.across.low
    high = last.low if last.end else layout.across.high
    return low, high


def _open_label(each: Bin, language: str) -> str:
    low, high = format_number(each.low, language), format_number(each.high, language)
    if each.end == "all":
        return text("chart.weights.bin_all", lang=language)
    return f"≥{NO_BREAK}{low}" if each.end == "over" else f"<{NO_BREAK}{high}"


def _paint_heads(axes: Axes, layout: _Layout) -> None:
    language = layout.spec.language
    y = layout.tops[0] - 8
    unit = capitalised(layout.spec.unit) or text("chart.weights.by_area", lang=language)
    write(axes, MARGIN, y, unit, colour=QUIET, down="bottom")
    if layout.narrow:
        return
    for key, x in _numbers_at(layout).items():
        head = text(f"chart.weights.head_{key}", lang=language)
        write(axes, x, y, head, colour=QUIET, across="right", down="bottom")


def _numbers_at(layout: _Layout) -> dict[str, float]:
    return {"n": layout.width - MARGIN - 74, "deff": layout.width - MARGIN}


def _paint_strip(axes: Axes, layout: _Layout, place: int, strip: _Strip) -> None:
    """An area: its label, a box over the middle half of its weights, and its numbers."""
    y, label = layout.middle(place), layout.labels[place]
    if layout.narrow:
        write(
            axes, MARGIN, layout.tops[place] + 2, label, size=LABEL, bold=strip.strong,
            down="top",
        )  # fmt: skip
    else:
        write(
            axes, layout.across.start - 12, y, label, size=LABEL, bold=strip.strong,
            across="right",
        )  # fmt: skip
    if strip.spread is None:
        return
    if not layout.narrow:
        numbers = _short(strip.spread, layout.spec.language)
        for key, x in _numbers_at(layout).items():
            write(axes, x, y, numbers[key], size=LABEL, across="right", bold=strip.strong)
    _paint_box(axes, layout, strip.spread, y, strong=strip.strong)


def _paint_box(axes: Axes, layout: _Layout, spread: Spread, y: float, *, strong: bool) -> None:
    across = layout.across
    colour = layout.look.accent if strong else QUIET
    if spread.tenths:
        low, high = (across(each) for each in spread.tenths)
        stroke(axes, (low, high), (y, y), color=colour, lw=1.3, zorder=2)
    if spread.quartiles:
        first, middle, third = (across(each) for each in spread.quartiles)
        soft = tint(layout.look.accent, 0.35) if strong else "white"
        box = Rectangle(
            (first, y - _BOX / 2), third - first, _BOX, facecolor=soft, edgecolor=colour, lw=1.2,
            zorder=3,
        )  # fmt: skip
        axes.add_patch(box)
        ends = (y - _BOX / 2, y + _BOX / 2)
        stroke(axes, (middle, middle), ends, color=colour, lw=2.6, zorder=4)
