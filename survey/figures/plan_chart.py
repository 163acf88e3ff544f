"""What a planned sample lets see: the smallest difference in every area, or the half-width."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind, Table
from survey.errors import WrongUseError
from survey.figures.canvas import round_ticks
from survey.figures.chart import Chart, fitting, shortened
from survey.figures.frame import (
    LABEL,
    MARGIN,
    bare_axes,
    frame_beside,
    paint_label,
    paint_ticks,
)
from survey.figures.marks import paint_beside
from survey.figures.plain_values import language_of
from survey.figures.style import INK, NARROW, picture, text_width, wrapped
from survey.language.catalogue import text
from survey.language.messages import fail
from survey.language.numbers import format_number, format_percent, format_points
from survey.sampling.plan import SamplePlan
from survey.sampling.plan_notes import TOLERANCE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_MOST_ROWS = 60
_LEAST_REACH = 0.05


@dataclass(frozen=True, slots=True)
class _Dot:
    """An area: what can be seen in it, NaN if nothing can, and whether that is enough."""

    area: str
    label: str
    size: float
    enough: bool
    n: int
    population: int
    power: float


@dataclass(frozen=True, slots=True)
class _Spec:
    """What is drawn.

    Attributes
    ----------
    what : {"difference", "half_width"}
    wanted : float
        NaN where there is none, or one for each area.
    means : bool
        Whether sizes are in the unit of a mean, not in percentage points.
    left_out : int
        Areas that are not drawn, since they are too many.
    """

    dots: tuple[_Dot, ...]
    what: str
    wanted: float
    power: float
    contrast: str
    means: bool
    left_out: int
    language: str

    @property
    def shown(self) -> list[_Dot]:
        """Those with a size."""
        return [dot for dot in self.dots if not math.isnan(dot.size)]


def plan_chart(
    plan: SamplePlan,
    *,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """What a planned sample lets see in every area.

    Parameters
    ----------
    plan : SamplePlan
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A dot for each area: the smallest difference from the contrast that is seen with the wanted
        power, filled where the difference that was planned for is seen, open where it is seen too
        rarely. The line is that difference. Where nothing is compared, the dot is the half-width of
        a share. Of more than 60 areas the 60 with the largest sizes are drawn; the numbers of all
        are in its table.

    Raises
    ------
    WrongUseError
        If it is no plan.
    """
    if not isinstance(plan, SamplePlan):
        raise fail(WrongUseError, "planning.no_plan", name="plan", got=type(plan).__name__)
    language = language_of(language)
    spec = _spec(plan, language)
    return Chart(
        id="plan_chart",
        title=title or _say(spec, f"title_{spec.what}"),
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, _drawn(spec)),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=tuple(_notes(_drawn(spec))),
    )


def _spec(plan: SamplePlan, language: str) -> _Spec:
    given = plan.assumptions
    compared = bool(given["compared"])
    what = "difference" if compared else "half_width"
    column = "detectable" if compared else "half_width"
    wanted = given[what]
    dots = [
        _Dot(
            record["area"],
            plan.label(record["area"], language),
            float(record[column]),
            _is_enough(record, what, wanted),
            int(record["n"]),
            int(record["population"]),
            float(record["power"]),
        )
        for record in plan.areas.to_dict("records")
        if not compared or record["area"] != given["contrast"]
    ]
    one = isinstance(wanted, int | float)
    return _Spec(
        tuple(dots), what, abs(float(wanted)) if one else math.nan, float(given["power"]),
        plan.label(given["contrast"], language) if given["contrast"] else "",
        given["sd"] is not None, 0, language,
    )  # fmt: skip


def _is_enough(record: dict[Any, Any], what: str, wanted: Any) -> bool:  # noqa: ANN401
    """Whether an area shows what was wanted, as the notes on the plan judge it."""
    if what == "difference":
        return record["reached"] is not False
    most = wanted[record["area"]] if isinstance(wanted, dict) else wanted
    return most is None or bool(record["half_width"] <= most + TOLERANCE)


def _drawn(spec: _Spec) -> _Spec:
    """The areas that there is room for: those in which least is seen."""
    if len(spec.dots) <= _MOST_ROWS:
        return spec

    def least_seen(dot: _Dot) -> tuple[float, str]:
        return (-math.inf if math.isnan(dot.size) else -dot.size, dot.area)

    kept = {dot.area for dot in sorted(spec.dots, key=least_seen)[:_MOST_ROWS]}
    dots = tuple(dot for dot in spec.dots if dot.area in kept)
    return _Spec(
        dots, spec.what, spec.wanted, spec.power, spec.contrast, spec.means,
        len(spec.dots) - len(dots), spec.language,
    )  # fmt: skip


# In words


def _say(spec: _Spec, key: str, **fields: object) -> str:
    return text(f"planning.chart.{key}", lang=spec.language, **fields)


def _size(spec: _Spec, size: float) -> str:
    """A size with one decimal, as points or in the unit of a mean."""
    if spec.means:
        return format_number(float(f"{size:.3g}"), spec.language)
    return format_points(size, spec.language, decimals=1, sign=False)


def _with_unit(spec: _Spec, size: float) -> str:
    written = _size(spec, size)
    return written if spec.means else _say(spec, "points", points=written)


def _wanted(spec: _Spec) -> str:
    """What is wanted, without a decimal that says nothing."""
    if spec.means or round(1000 * spec.wanted) % 10:
        return _with_unit(spec, spec.wanted)
    points = format_points(spec.wanted, spec.language, sign=False)
    return _say(spec, "points", points=points)


def _power(spec: _Spec) -> str:
    return format_percent(spec.power, spec.language)


def _against(spec: _Spec) -> str:
    return spec.contrast or _say(spec, "others")


def _notes(spec: _Spec) -> list[str]:
    if spec.what == "half_width":
        notes = [_say(spec, "dot_half_width")]
        if any(not dot.enough for dot in spec.dots):
            notes.append(_say(spec, "open_half_width"))
    else:
        notes = [_say(spec, "dot", power=_power(spec), contrast=_against(spec))]
        if any(not dot.enough for dot in spec.dots):
            notes.append(_say(spec, "open", power=_power(spec)))
    if spec.left_out:
        left, count = format_number(spec.left_out, spec.language), spec.left_out
        notes.append(_say(spec, "left_out", most=_MOST_ROWS, count=count, left=left))
    return notes


def _alt(spec: _Spec) -> str:
    parts = [_say(spec, f"alt_{spec.what}", count=len(spec.dots), power=_power(spec))]
    if not math.isnan(spec.wanted):
        wanted = _wanted(spec)
        enough = sum(dot.enough for dot in spec.dots)
        if spec.what == "difference":
            parts.append(_say(spec, "alt_enough", count=enough, of=len(spec.dots), size=wanted))
    shown = sorted(spec.shown, key=lambda dot: (dot.size, dot.label))
    ends = {_size(spec, dot.size): dot for dot in (*shown[-1:], *shown[:1])}
    for key, (_, dot) in zip(("least", "most"), reversed(ends.items()), strict=False):
        name = shortened(dot.label, 45)
        parts.append(_say(spec, f"alt_{key}", area=name, size=_with_unit(spec, dot.size)))
    never = len(spec.dots) - len(spec.shown)
    if never:
        parts.append(_say(spec, "alt_never", count=never))
    return fitting(parts)


# The picture


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    heading = _heading(spec, look, narrow=narrow)
    written = [_beside(spec, dot) for dot in spec.dots]
    labels = [dot.label for dot in spec.dots]
    above = (44.0 if heading else 14.0) + 15.0 * heading.count("\n")
    frame = frame_beside(labels, written, narrow=narrow, look=look, above=above)
    paint = partial(_paint, spec, frame, heading)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _beside(spec: _Spec, dot: _Dot) -> str:
    """The size, and how many are asked."""
    key = "everyone" if dot.n >= dot.population else "asked"
    asked = _say(spec, key, n=format_number(dot.n, spec.language))
    if math.isnan(dot.size):
        return _say(spec, "beside", size=_say(spec, "never"), asked=asked)
    return _say(spec, "beside", size=_with_unit(spec, dot.size), asked=asked)


def _heading(spec: _Spec, look: Look, *, narrow: bool) -> str:
    """What stands above the line of what is wanted."""
    if math.isnan(spec.wanted):
        return ""
    words = _say(spec, f"wanted_{spec.what}", size=_wanted(spec))
    room = NARROW - 2 * MARGIN if narrow else 480.0
    return wrapped(words, LABEL, room, bold=True, font=look.font)


def _paint(spec: _Spec, frame: Frame, heading: str, figure: Figure) -> None:
    sizes = [dot.size for dot in spec.shown]
    ends = sizes if math.isnan(spec.wanted) else [*sizes, spec.wanted]
    high = max([1.15 * max(ends, default=0.1), 0.0 if spec.means else _LEAST_REACH])
    axes = frame.axes(figure, 0.0, high)
    if heading:
        _paint_wanted(axes, spec.wanted, high, frame, heading)
    for row, dot in zip(frame.rows, spec.dots, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            paint_beside(axes, 10, row.middle, _beside(spec, dot), size=LABEL)
        if not math.isnan(dot.size):
            face = frame.look.accent if dot.enough else "white"
            axes.plot(
                [dot.size], [row.middle], "o", color=frame.look.accent, markerfacecolor=face, ms=7,
                mew=1.6, zorder=4, clip_on=False,
            )  # fmt: skip
    _paint_axis(axes, spec, frame, high)


def _paint_wanted(axes: Axes, wanted: float, high: float, frame: Frame, heading: str) -> None:
    look = frame.look
    axes.axvline(wanted, color=INK, lw=1.4, zorder=1)
    middle = frame.left + frame.inner * wanted / high
    half = text_width(heading, LABEL, bold=True, font=look.font) / 2
    middle = min(max(middle, MARGIN + half), frame.width - MARGIN - half)
    axes.annotate(
        heading, ((middle - frame.left) / frame.inner, 1), (0, 8), xycoords="axes fraction",
        textcoords="offset points", ha="center", va="bottom", color=INK, size=LABEL,
        weight="bold", linespacing=1.15, annotation_clip=False,
    )  # fmt: skip


def _paint_axis(axes: Axes, spec: _Spec, frame: Frame, high: float) -> None:
    bare_axes(axes)
    scale = 1.0 if spec.means else 100.0
    places = round_ticks(0.0, scale * high, frame.inner / 60.0)
    labels = [format_number(place, spec.language) for place in places]
    if not spec.means:
        labels[-1] = _say(spec, "axis", points=labels[-1])
    paint_ticks(axes, [place / scale for place in places], labels)


# The numbers


def _data(spec: _Spec) -> Table:
    columns = [
        Column("area", _say(spec, "head_area"), Align.LEFT),
        Column("n", _say(spec, "head_n"), formats=("#,##0",)),
        Column("size", _say(spec, f"head_{spec.what}"), formats=("0.0",)),
    ]
    if spec.what == "difference":
        columns.append(Column("power", _say(spec, "head_power"), formats=("0",)))
    title = _say(spec, f"title_{spec.what}")
    return Table(
        "plan_chart_data", title, tuple(columns), tuple(_row(spec, dot) for dot in spec.dots),
        notes=tuple(_notes(spec)), language=spec.language,
    )  # fmt: skip


def _row(spec: _Spec, dot: _Dot) -> Row:
    scale = 1.0 if spec.means else 100.0
    never = math.isnan(dot.size)
    size = Cell(_say(spec, "never")) if never else Cell(
        _size(spec, dot.size), (float(f"{scale * dot.size:.12g}"),)
    )  # fmt: skip
    cells = [Cell(dot.label), Cell(format_number(dot.n, spec.language), (dot.n,)), size]
    if spec.what == "difference":
        cells.append(_power_cell(dot.power, spec.language))
    return Row(tuple(cells), RowKind.BODY, dot.area)


def _power_cell(power: float, language: str) -> Cell:
    if math.isnan(power):
        return Cell("")
    return Cell(format_number(100 * power, language, decimals=0), (float(f"{100 * power:.12g}"),))


def _plot(spec: _Spec, look: Look) -> Plot:
    """Bars of the sizes."""
    return Plot(PlotKind.BARS, ("size",), colours=(look.accent,))
