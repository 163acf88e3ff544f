"""A funnel: the share of each area by its number of answers, within limits of what chance does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.released import must_be_released
from survey.disclosure.signs import SIGNS, with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.errors import WrongUseError
from survey.figures.canvas import (
    Scale,
    canvas,
    line_height,
    round_ticks,
    stroke,
    text_size,
    tie,
    write,
)
from survey.figures.chart import MOST_ALT, Chart, notes_on, shortened
from survey.figures.frame import LABEL, MARGIN, SMALL, tick_step, ticks
from survey.figures.labels import Box, place_near, spread
from survey.figures.legend import Key, Legend, legend_of, paint_legend
from survey.figures.plain_values import language_of
from survey.figures.style import INK, NARROW, QUIET, WIDE, picture, text_width, wrapped
from survey.kernels.funnel import funnel_limits
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number, format_percent, format_share
from survey.language.words import capitalised, join_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.style import Look
    from survey.kernels.layout import Floats

LEVELS = (0.95, 0.998)
_DASHES: tuple[Any, ...] = ((0, (5, 2)), "-")
_TALL = {False: 330.0, True: 290.0}
_ROOM = {False: 150.0, True: 110.0}
_TITLE, _AXIS = 20.0, 42.0
_LEAST_REACH = 0.2
_MANY = 10
_TALLEST = 900.0
_POINT = 4.5


@dataclass(frozen=True, slots=True)
class _Point:
    """One area; the numbers are NaN where they are hidden.

    Attributes
    ----------
    beyond : int
        How many pairs of limits it lies outside of: 0, 1 or 2; negative below them.
    """

    label: str
    area: str
    share: float
    n: float
    size: float
    status: Status
    is_contrast: bool
    beyond: int = 0

    @property
    def shown(self) -> bool:
        return not self.status.hidden

    @property
    def named(self) -> bool:
        """Whether its name stands beside it."""
        return self.is_contrast or self.beyond != 0


@dataclass(frozen=True, slots=True)
class _Spec:
    """What is drawn.

    Attributes
    ----------
    share : float
        Of all, NaN where it is hidden.
    effective : bool
        Whether sizes are effective numbers of answers.
    """

    points: tuple[_Point, ...]
    share: float
    whole: _Point
    effective: bool
    what: str
    unit: str
    language: str

    @property
    def drawn(self) -> list[_Point]:
        return [] if np.isnan(self.share) else [point for point in self.points if point.shown]


def funnel_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headline of a question in every area by its number of answers, in a funnel of chance.

    Few answers give shares far from the middle by chance alone. Around the share of all, the
    limits show where 95 and 99.8 in a hundred areas would lie, had all the same share.

    Parameters
    ----------
    released : Released
        With the headline by area and of all (``all_row=True``); the contrast is marked if a
        comparison with one was released.
    variable : str
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A ring for each area within the limits, a filled mark outside of them, an open square for
        few answers, a diamond for the contrast. Hidden areas are listed. The limits are exact
        binomial ones on the effective number of answers (Spiegelhalter 2005); where one of these
        is infinite, since everyone answered, they are on the number of answers.

    Raises
    ------
    UnknownNameError
        If the headline was not released by area.
    WrongUseError
        If the share of all was not released with it, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> codes = (sv.Code(0, {"en": "No"}), sv.Code(1, {"en": "Yes"}))
    >>> safe = sv.Variable("safe", "single", {}, codes=codes, headline=sv.Headline((1,)))
    >>> rows = pd.DataFrame({"area": list("ABC") * 40, "safe": [1, 1, 0] * 20 + [1, 0, 0] * 20})
    >>> design = sv.SurveyDesign(rows, codebook=sv.Codebook({"safe": safe}))
    >>> shares = sv.headline(design, "safe", by="area", all_row=True)
    >>> sv.funnel_chart(sv.release(shares), "safe", language="en").data.rows[0].cells[1].text
    '100'
    """
    must_be_released(released)
    language = language_of(language)
    over = released.breakdown_of(variable, over)
    _, rows = released.estimates_of(variable, (over,), headline=True)
    contrast = released.contrast_of(variable, over)
    records = rows.to_dict("records")
    if not any(record[over] is Domain.ALL for record in records):
        raise fail(WrongUseError, "funnel.all_needed", name=quoted(variable))
    known = released.codebook.variable_or_bare(variable)
    label = said(known.headline.label, language) if known.headline else ""
    what = label or said(known.label, language, default=variable)
    spec = _spec(released, records, over, contrast, what, language)
    return Chart(
        id=f"{variable}_funnel",
        title=title or text("chart.funnel.title", lang=language, what=what),
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, spec),
        data=_data(spec, variable),
        subtitle=subtitle,
        notes=tuple(_notes(spec)),
        is_empty=not spec.drawn,
    )


# What is shown


def _spec(
    released: Released,
    records: list[Any],
    over: str,
    contrast: object,
    what: str,
    language: str,
) -> _Spec:
    sizes = [float(record["n_eff"]) for record in records if not record["status"].hidden]
    effective = bool(np.isfinite(sizes).all())
    points = {
        record[over]: _point(released, record, over, contrast, language, effective=effective)
        for record in records
        if not isinstance(record[over], Domain) or record[over] is Domain.ALL
    }
    whole = points.pop(Domain.ALL)
    unit = released.codebook.label(over, language)
    judged = tuple(_judged(point, whole.share) for point in points.values())
    return _Spec(judged, whole.share, whole, effective, what, unit, language)


def _point(
    released: Released,
    record: Any,  # noqa: ANN401 - a row of a frame
    over: str,
    contrast: object,
    language: str,
    *,
    effective: bool,
) -> _Point:
    area = record[over]
    label = released.codebook.value_label(over, area, language)
    return _Point(
        text("table.all", lang=language) if area is Domain.ALL else label,
        "" if isinstance(area, Domain) else str(area),
        float(record["estimate"]),
        float(record["n"]),
        float(record["n_eff"] if effective else record["n"]),
        Status(record["status"]),
        not isinstance(contrast, Domain) and area == contrast,
    )


def _judged(point: _Point, share: float) -> _Point:
    """A point with how many pairs of limits it lies outside of."""
    if not point.shown or np.isnan(share):
        return point
    beyond = 0
    for level in LEVELS:
        low, high = funnel_limits(share, np.array([point.size]), level)
        near = 1e-9
        beyond += int(point.share > high[0] + near) - int(point.share < low[0] - near)
    return replace(point, beyond=beyond)


# In words and numbers


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    statuses = {point.status for point in spec.points} | {spec.whole.status}
    if not spec.drawn:
        return notes_on(statuses, language)
    size = "effective" if spec.effective else "answers"
    notes = [
        text("chart.funnel.limits", lang=language),
        text(f"chart.funnel.by_{size}", lang=language),
    ]
    if spec.effective and any(point.size > point.n for point in spec.drawn):
        notes.append(text("chart.funnel.larger", lang=language))
    count = len(spec.drawn)
    if count >= _MANY:
        by_chance = format_number((1 - LEVELS[0]) * count, language, decimals=0)
        notes.append(text("chart.funnel.by_chance", lang=language, count=count, some=by_chance))
    hidden = [f"{point.label} ({SIGNS[point.status]})" for point in spec.points if not point.shown]
    if hidden:
        areas = join_words(hidden, language)
        notes.append(text("chart.funnel.hidden", lang=language, areas=areas))
    return notes + notes_on(statuses, language)


def _alt(spec: _Spec) -> str:
    language = spec.language
    parts = [text("chart.funnel.alt", lang=language, what=shortened(spec.what, 80))]
    drawn = spec.drawn
    if not drawn:
        return " ".join([*parts, text("chart.funnel.alt_hidden", lang=language)])
    share = format_percent(spec.share, language)
    parts.append(text("chart.funnel.alt_all", lang=language, share=share))
    outside = [sum(abs(point.beyond) > k for point in drawn) for k in (0, 1)]
    fields = {"some": outside[0], "many": len(drawn), "far": outside[1], "count": outside[0]}
    key = "alt_outside" if outside[0] else "alt_inside"
    parts.append(text(f"chart.funnel.{key}", lang=language, **fields))
    contrast = [point for point in drawn if point.is_contrast]
    parts += [_said("alt_contrast", point, language) for point in contrast]
    others = sorted((p for p in drawn if not p.is_contrast), key=lambda p: (p.share, p.label))
    if len({format_percent(point.share, language) for point in others}) > 1:
        parts.append(_said("alt_highest", others[-1], language))
        parts.append(_said("alt_lowest", others[0], language))
    hidden = len(spec.points) - len(drawn)
    if hidden:
        parts.append(text("chart.funnel.alt_some_hidden", lang=language, count=hidden))
    while len(" ".join(parts)) > MOST_ALT:
        parts.pop()
    return " ".join(parts)


def _said(key: str, point: _Point, language: str) -> str:
    area, share = shortened(point.label, 45), format_percent(point.share, language)
    return text(f"chart.funnel.{key}", lang=language, area=area, share=share)


def _data(spec: _Spec, variable: str) -> Table:
    language = spec.language
    size = "n_eff" if spec.effective else "n"
    columns = [
        Column("area", capitalised(spec.unit), Align.LEFT),
        Column("share", text("table.head.share", lang=language), formats=("0.0",)),
        Column("n", text("table.head.n", lang=language), formats=("#,##0",)),
    ]
    if size == "n_eff":
        columns.append(Column(size, text("chart.funnel.n_eff", lang=language), formats=("0",)))
    columns.append(Column("place", text("chart.funnel.place", lang=language), Align.LEFT))
    rows = [_data_row(point, spec) for point in (*spec.points, spec.whole)]
    title = text("chart.funnel.title", lang=language, what=spec.what)
    return Table(
        f"{variable}_funnel_data", title, tuple(columns), tuple(rows),
        notes=tuple(_notes(spec)), language=language,
    )  # fmt: skip


def _data_row(point: _Point, spec: _Spec) -> Row:
    language = spec.language
    is_all = point is spec.whole
    kind = RowKind.ALL if is_all else RowKind.CONTRAST if point.is_contrast else RowKind.BODY
    count = 3 if spec.effective else 2
    if not spec.drawn or not point.shown:
        sign = SIGNS[point.status] or SIGNS[Status.CONFIDENTIAL]
        blank = (Cell(sign),) * count
        return Row((Cell(point.label), *blank, Cell("")), kind, point.area)
    share = Cell(
        with_sign(format_share(point.share, language), point.status),
        (float(f"{100 * point.share:.12g}"),),
    )
    sizes = [point.n, point.size][: count - 1]
    numbers = [
        Cell(format_number(each, language, decimals=0), (float(f"{each:.12g}"),))
        for each in sizes
    ]  # fmt: skip
    place = "" if is_all else text(f"chart.funnel.place_{abs(point.beyond)}", lang=language)
    return Row((Cell(point.label), share, *numbers, Cell(place)), kind, point.area)


# Drawing


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a point, and where it stands; None where there is no room for it."""

    point: _Point
    words: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts lie, in pixels."""

    spec: _Spec
    look: Look
    narrow: bool
    legend: Legend
    across: Scale
    up: Scale
    height: float
    names: tuple[_Name, ...] = ()

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    def place(self, point: _Point) -> tuple[float, float]:
        """Where a point lies."""
        return self.across(point.size), self.up(point.share)


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    if not spec.drawn:
        return _draw_nothing(spec, look, narrow=narrow)
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _draw_nothing(spec: _Spec, look: Look, *, narrow: bool) -> Picture:
    width, height = (NARROW if narrow else WIDE), 60.0
    said_so = text("chart.funnel.alt_hidden", lang=spec.language)

    def paint(figure: Figure) -> None:
        words = wrapped(said_so, LABEL, width - 2 * MARGIN, font=look.font)
        write(canvas(figure, width, height), MARGIN, height / 2, words, size=LABEL, colour=QUIET)

    return picture(paint, width=width, height=height, narrow=narrow, look=look)


def _layout(spec: _Spec, look: Look, *, narrow: bool) -> _Layout:
    """As high as it takes for all names to find a place."""
    width = NARROW if narrow else WIDE
    legend = legend_of(_keys(spec, look), width, look)
    ends = [name for name, _, _ in _ends(spec, 1.0)]
    right = max(text_width(name, SMALL, bold=True, font=look.font) for name in ends) + 12
    most = max(point.size for point in spec.drawn)
    across = Scale(0, most * 1.12, 36.0 if narrow else 44.0, width - MARGIN - right)
    above = legend.height + _TITLE + 12
    tall = _TALL[narrow]
    while True:
        up = Scale(*_reach(spec), above + tall, above)
        bare = _Layout(spec, look, narrow, legend, across, up, above + tall + _AXIS)
        names = _names(bare)
        if tall >= _TALLEST or all(name.box is not None for name in names):
            return replace(bare, names=tuple(names))
        tall += 50.0


def _names(layout: _Layout) -> list[_Name]:
    """The names of the contrast and of all outside the limits, farthest out first."""
    spec, font = layout.spec, layout.look.font
    named = sorted(
        (point for point in spec.drawn if point.named),
        key=lambda point: (-abs(point.beyond), -abs(point.share - spec.share), point.label),
    )
    words = [_name(point, layout) for point in named]
    sizes = [
        text_size(each, SMALL, bold=point.is_contrast, font=font)
        for each, point in zip(words, named, strict=True)
    ]
    across, up = layout.across, layout.up
    room = Box(across.start + 2, up.end, across.end - 2, up.start - 2)
    marks = [Box.around(*layout.place(point), 2 * _POINT + 1, 2 * _POINT + 1)
             for point in spec.drawn]  # fmt: skip
    places = [layout.place(point) for point in named]
    boxes = place_near(places, sizes, room, marks=marks, reach=_POINT + 0.5)
    return [_Name(*each) for each in zip(named, words, boxes, strict=True)]


def _reach(spec: _Spec) -> tuple[float, float]:
    """From which share to which: all points, and the wider limits at the fewest answers."""
    least = min(point.size for point in spec.drawn)
    limits = [float(each[0]) for each in funnel_limits(spec.share, np.array([least]), LEVELS[1])]
    values = [point.share for point in spec.drawn] + limits
    low, high = min(values), max(values)
    margin = max(0.03, (high - low) * 0.06, (_LEAST_REACH - (high - low)) / 2)
    return max(low - margin, -0.02), min(high + margin, 1.02)


def _keys(spec: _Spec, look: Look) -> list[Key]:
    """The marks that occur, and no others."""
    first: dict[str, _Point] = {}
    for point in spec.drawn:
        first.setdefault(_kind(point), point)
    return [
        Key(text(f"chart.funnel.key_{kind}", lang=spec.language), "mark", *_mark(first[kind], look))
        for kind in ("inside", "outside", "few", "contrast")
        if kind in first
    ]


def _kind(point: _Point) -> str:
    if point.is_contrast:
        return "contrast"
    if point.status is Status.FEW:
        return "few"
    return "outside" if point.beyond else "inside"


def _mark(point: _Point, look: Look) -> tuple[str, str, bool]:
    """Colour, marker and whether it is filled."""
    colour = look.accent if point.is_contrast else INK if point.beyond else QUIET
    marker = "D" if point.is_contrast else "s" if point.status is Status.FEW else "o"
    return colour, marker, point.beyond != 0 and point.status is not Status.FEW


def _level(level: float, language: str) -> str:
    return format_percent(level, language, decimals=0 if level < 0.99 else 1)


def _ends(spec: _Spec, size: float) -> list[tuple[str, float, str]]:
    """What is named at the right end: each limit there, and the share of all."""
    language = spec.language
    share = format_percent(spec.share, language)
    names = [(text("chart.funnel.all", lang=language, share=share), spec.share, INK)]
    for level in LEVELS:
        low, high = funnel_limits(spec.share, np.array([size]), level)
        for limit, edge in ((low, 0.0), (high, 1.0)):
            if abs(float(limit[0]) - edge) > 1e-9:
                names.append((_level(level, language), float(limit[0]), QUIET))
    return names


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    paint_legend(axes, layout.legend)
    _paint_shares(axes, layout)
    _paint_sizes(axes, layout)
    _paint_limits(axes, layout)
    for point in layout.spec.drawn:
        colour, marker, filled = _mark(point, layout.look)
        x, y = layout.place(point)
        axes.plot(
            [x], [y], marker=marker, markersize=7, color=colour, ls="none", zorder=4,
            markerfacecolor=colour if filled else "white", markeredgewidth=1.4,
        )  # fmt: skip
    _paint_names(axes, layout)


def _paint_shares(axes: Axes, layout: _Layout) -> None:
    up, across, language = layout.up, layout.across, layout.spec.language
    step = tick_step(up.low, up.high, most=(up.start - up.end) / 40)
    shares = ticks(up.low, up.high, step)
    for share in shares:
        y = up(share)
        stroke(axes, (across.start, across.end), (y, y), zorder=0)
        label = format_share(share, language)
        write(axes, across.start - 6, y, label, colour=QUIET, across="right")
    title = text("table.head.share", lang=language)
    write(axes, MARGIN, layout.legend.height + _TITLE - 4, title, colour=QUIET)


def _paint_sizes(axes: Axes, layout: _Layout) -> None:
    across, language = layout.across, layout.spec.language
    below = layout.up.start
    stroke(axes, (across.start, across.end), (below, below), color=QUIET, lw=0.8)
    for size in round_ticks(0, across.high, (across.end - across.start) / 60):
        x = across(size)
        stroke(axes, (x, x), (below, below + 4), color=QUIET)
        write(axes, x, below + 13, format_number(size, language), colour=QUIET, across="center")
    key = "chart.funnel.n_eff" if layout.spec.effective else "table.head.n"
    middle = (across.start + across.end) / 2
    write(axes, middle, below + 29, text(key, lang=language), colour=QUIET, across="center")


def _paint_limits(axes: Axes, layout: _Layout) -> None:
    """The share of all, and the limits around it, as far as the picture reaches."""
    spec, across, up = layout.spec, layout.across, layout.up
    y = up(spec.share)
    stroke(axes, (across.start, across.end), (y, y), color=INK, lw=1.2, zorder=1.5)
    sizes: Floats = np.linspace(max(across.high / 400, 0.5), across.high, 320)
    for level, dash in zip(LEVELS, _DASHES, strict=True):
        for limit in funnel_limits(spec.share, sizes, level):
            inside = (limit >= max(up.low, 0)) & (limit <= min(up.high, 1))
            inside &= (limit > 0) & (limit < 1)
            xs = [across(size) for size in sizes[inside]]
            ys = [up(share) for share in limit[inside]]
            stroke(axes, xs, ys, color=QUIET, lw=1.1, ls=dash, zorder=1.2)
    names = [end for end in _ends(spec, across.high) if up.low <= end[1] <= up.high]
    heights = [line_height(SMALL)] * len(names)
    wanted = [up(value) for _, value, _ in names]
    middles = spread(wanted, heights, up.end - 20, up.start + 20)
    for (name, _, colour), at, middle in zip(names, wanted, middles, strict=True):
        tie(axes, (across.end + 1, at), (across.end + 8, middle))
        write(axes, across.end + 10, middle, name, colour=colour, bold=colour == INK)


def _paint_names(axes: Axes, layout: _Layout) -> None:
    for name in layout.names:
        if name.box is None:
            continue
        point, box = name.point, name.box
        x, y = layout.place(point)
        end = box.nearest(x, y)
        if abs(end[0] - x) + abs(end[1] - y) > 2.5 * _POINT:
            tie(axes, (x, y), end)
        colour = layout.look.accent if point.is_contrast else INK
        write(
            axes, box.left, (box.top + box.bottom) / 2, name.words, colour=colour,
            bold=point.is_contrast, rimmed=True,
        )  # fmt: skip


def _name(point: _Point, layout: _Layout) -> str:
    share = format_percent(point.share, layout.spec.language)
    name = wrapped(
        f"{point.label}{SIGNS[point.status]}:", SMALL, _ROOM[layout.narrow], most=2,
        bold=point.is_contrast, font=layout.look.font,
    )  # fmt: skip
    longer = f"{name} {share}"
    last = longer.rpartition("\n")[2]
    width = text_width(last, SMALL, bold=point.is_contrast, font=layout.look.font)
    return longer if width <= _ROOM[layout.narrow] else f"{name}\n{share}"
