"""Which groups lag: the partial R-indicators by category, to the left and right of the mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, Table
from survey.estimation.arguments import must_be
from survey.fieldwork.r_indicator import RIndicator
from survey.figures.canvas import round_ticks
from survey.figures.chart import Chart, fitting, shortened
from survey.figures.frame import (
    LABEL,
    bare_axes,
    frame_of,
    paint_label,
    paint_ticks,
    step_of,
)
from survey.figures.marks import paint_beside
from survey.figures.plain_values import language_of
from survey.figures.style import INK, QUIET, picture, text_width
from survey.language.catalogue import text
from survey.language.numbers import (
    NO_BREAK,
    format_number,
    format_percent,
    format_range,
    format_share,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_LONGEST_NAME = 40
_LEAST_REACH = 0.02


@dataclass(frozen=True, slots=True)
class _Bar:
    """A category, or the heading of a covariate (`n` is then 0)."""

    label: str
    estimate: float = 0.0
    low: float = 0.0
    high: float = 0.0
    n: int = 0
    answers: int = 0
    rate: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether its group answers otherwise than all beyond chance."""
        return self.n > 0 and (self.high < 0 or self.low > 0)


@dataclass(frozen=True, slots=True)
class _Spec:
    bars: tuple[_Bar, ...]
    rate: float
    estimate: str
    language: str

    @property
    def categories(self) -> list[_Bar]:
        return [each for each in self.bars if each.n]


def r_indicator_chart(
    indicator: RIndicator,
    *,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """How much each group pulls the R-indicator down, and to which side.

    Parameters
    ----------
    indicator : RIndicator
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A row for each category of each covariate with its unconditional partial indicator and its
        interval: left of 0 for groups that answer less than all, filled where that is more than
        chance.

    Raises
    ------
    WrongUseError
        If it isn't an R-indicator.

    Examples
    --------
    >>> import survey as sv
    >>> found = sv.r_indicator([1, 0, 1, 1] * 25, {"type": ["flat", "flat", "house", "house"] * 25})
    >>> sv.r_indicator_chart(found, language="en").alt
    'Partial R-indicators of 2 groups. The R-indicator is 0.50. 75% of all asked have answered. Lowest is flat with 50%. Highest is house with 100%. One group lags beyond chance.'
    """  # noqa: E501
    must_be(indicator, RIndicator, "indicator", "r_indicator(...)")
    language = language_of(language)
    spec = _spec(indicator, language)
    return Chart(
        id="r_indicator",
        title=title or text("chart.representativity.title", lang=language),
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec)),
    )


def _spec(indicator: RIndicator, language: str) -> _Spec:
    bars: list[_Bar] = []
    records: Any = indicator.categories.to_dict("records")
    term = ""
    for row in records:
        if row["term"] != term:
            term = row["term"]
            bars.append(_Bar(indicator.term_label(term, language)))
        bars.append(
            _Bar(
                indicator.category_label(term, row["category"], language),
                row["unconditional"], row["conf_low"], row["conf_high"], row["n"], row["answers"],
                row["rate"],
            )
        )  # fmt: skip
    estimate = format_number(indicator.estimate, language, decimals=2)
    return _Spec(tuple(bars), indicator.response_rate, estimate, language)


def _notes(spec: _Spec) -> list[str]:
    keys = ["definition", "filled", "hollow"]
    some = {each.sure for each in spec.categories}
    if True not in some:
        keys.remove("filled")
    if False not in some:
        keys.remove("hollow")
    return [text(f"chart.representativity.note_{key}", lang=spec.language) for key in keys]


def _alt(spec: _Spec) -> str:
    language, found = spec.language, spec.categories
    parts = [
        text("chart.representativity.alt", lang=language, count=len(found)),
        text("chart.representativity.alt_all", lang=language, estimate=spec.estimate,
             rate=format_percent(spec.rate, language)),
    ]  # fmt: skip
    ranked = sorted(found, key=lambda each: each.rate)
    if len(ranked) > 1:
        parts += [_said("lowest", ranked[0], language), _said("highest", ranked[-1], language)]
    lags = sum(each.sure and each.estimate < 0 for each in found)
    if lags:
        parts.append(text("chart.representativity.alt_lags", lang=language, count=lags))
    return fitting(parts)


def _said(key: str, bar: _Bar, language: str) -> str:
    group, share = shortened(bar.label, _LONGEST_NAME), format_percent(bar.rate, language)
    return text(f"chart.representativity.alt_{key}", lang=language, group=group, share=share)


# Drawing


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    labels = [(_label(bar, spec, narrow=narrow), not bar.n) for bar in spec.bars]
    written = [_numbers(bar, spec) for bar in spec.bars]
    widths = [text_width(each, LABEL, font=look.font) for each in written]
    frame = frame_of(
        labels,
        narrow=narrow,
        step=step_of(len(labels), narrow=narrow),
        above=32.0,
        right=28.0 if narrow else 26.0 + max(widths, default=0.0),
        look=look,
    )
    paint = partial(_paint, spec, frame)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _label(bar: _Bar, spec: _Spec, *, narrow: bool) -> str:
    return f"{bar.label}: {_numbers(bar, spec)}" if narrow and bar.n else bar.label


def _numbers(bar: _Bar, spec: _Spec) -> str:
    if not bar.n:
        return ""
    language = spec.language
    words = text(
        "chart.progress.numbers",
        lang=language,
        rate=format_percent(bar.rate, language),
        answers=format_number(bar.answers, language, decimals=0),
        eligible=format_number(bar.n, language, decimals=0),
    )
    return words.replace(" ", NO_BREAK)


def _paint(spec: _Spec, frame: Frame, figure: Figure) -> None:
    ends = [abs(end) for bar in spec.categories for end in (bar.low, bar.high)]
    reach = 1.06 * max([*ends, _LEAST_REACH])
    axes = frame.axes(figure, -reach, reach)
    bare_axes(axes)
    for row, bar in zip(frame.rows, spec.bars, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if bar.n:
            _paint_bar(axes, row.middle, bar, frame)
            if not frame.narrow:
                paint_beside(axes, 10, row.middle, _numbers(bar, spec), size=LABEL)
    axes.axvline(0, color=INK, lw=1.0, zorder=1)
    places = round_ticks(-reach, reach, frame.inner / (70.0 if frame.narrow else 80.0))
    decimals = 3 if any(abs(round(100 * each) - 100 * each) > 1e-9 for each in places) else 2
    words = [format_number(each, spec.language, decimals=decimals) for each in places]
    paint_ticks(axes, places, words)
    _paint_sides(axes, spec)


def _paint_bar(axes: Axes, y: float, bar: _Bar, frame: Frame) -> None:
    colour = frame.look.accent if bar.sure and bar.estimate < 0 else QUIET
    axes.plot([bar.low, bar.high], [y, y], color=colour, lw=1.6, zorder=2)
    axes.plot(
        [bar.estimate], [y], marker="o", markersize=8, color=colour,
        markerfacecolor=colour if bar.sure else "white", markeredgewidth=1.6, zorder=3,
    )  # fmt: skip


def _paint_sides(axes: Axes, spec: _Spec) -> None:
    """What the sides mean, above the rows."""
    for key, place, side in (("less", 0.0, "left"), ("more", 1.0, "right")):
        words = text(f"chart.representativity.{key}", lang=spec.language)
        axes.annotate(
            words, (place, 1), (0, 8), xycoords="axes fraction", textcoords="offset points",
            ha=side, va="bottom", color=QUIET, size=8.5, annotation_clip=False,
        )  # fmt: skip


# Numbers


def _data(spec: _Spec) -> Table:
    language = spec.language
    heads = ("group", "n", "answers", "rate", "partial", "interval", "low", "high")
    words = {name: text(f"chart.representativity.head_{name}", lang=language) for name in heads}
    columns = (
        Column("group", words["group"], Align.LEFT),
        Column("n", words["n"], formats=("#,##0",)),
        Column("answers", words["answers"], formats=("#,##0",)),
        Column("rate", words["rate"], formats=("0",)),
        Column("partial", words["partial"], formats=("0.000",)),
        Column(
            "interval", words["interval"], formats=("0.000", "0.000"),
            parts=(words["low"], words["high"]),
        ),
    )  # fmt: skip
    several = sum(not bar.n for bar in spec.bars) > 1
    rows, term = [], ""
    for bar in spec.bars:
        term = term if bar.n else bar.label
        if bar.n:
            rows.append(_row(bar, f"{term}: {bar.label}" if several else bar.label, language))
    title = text("chart.representativity.title", lang=language)
    return Table(
        "r_indicator_data",
        title,
        columns,
        tuple(rows),
        notes=tuple(_notes(spec)),
        language=language,
    )


def _row(bar: _Bar, label: str, language: str) -> Row:
    def three(value: float) -> str:
        return format_number(value, language, decimals=3)

    ends = (bar.low, bar.high)
    low, high = map(three, ends)
    return Row(
        (
            Cell(label),
            Cell(format_number(bar.n, language, decimals=0), (bar.n,)),
            Cell(format_number(bar.answers, language, decimals=0), (bar.answers,)),
            Cell(format_share(bar.rate, language), (_value(100 * bar.rate),)),
            Cell(three(bar.estimate), (_value(bar.estimate),)),
            Cell(format_range(low, high), tuple(_value(end) for end in ends)),
        )
    )


def _value(number: float) -> float:
    return float(f"{number:.12g}")


def _plot(spec: _Spec, look: Look) -> Plot:
    return Plot(PlotKind.BARS, ("partial",), limits=("interval",), colours=(look.accent,))
