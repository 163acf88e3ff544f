"""What each step of a recipe costs: the design effect of weights, and what answers are worth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, Table
from survey.estimation.arguments import must_be
from survey.figures.canvas import round_ticks
from survey.figures.chart import Chart, fitting
from survey.figures.frame import LABEL, MARGIN, bare_axes, frame_of, paint_label, paint_ticks
from survey.figures.marks import paint_beside
from survey.figures.plain_values import language_of
from survey.figures.sentence_picture import draw_sentence
from survey.figures.style import INK, QUIET, picture, text_width
from survey.language.catalogue import text
from survey.language.numbers import NO_BREAK, format_number
from survey.weighting.diagnostics import WeightDiagnostics, step_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_STEP = {False: 34.0, True: 44.0}
_LEAST_REACH = 0.1


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    deff: float
    n: int
    n_eff: float
    last: bool


@dataclass(frozen=True, slots=True)
class _Spec:
    lines: tuple[_Line, ...]
    language: str


def weight_steps_chart(
    diagnostics: WeightDiagnostics,
    *,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The design effect of the respondents' weights after each step.

    Parameters
    ----------
    diagnostics : WeightDiagnostics
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A row a step: how far its dot is from 1 is what uneven weights cost; beside it how many
        answers of equal weight the answers are worth. The last step is set off.

    Raises
    ------
    WrongUseError
        If these are no diagnostics.
    """
    must_be(diagnostics, WeightDiagnostics, "diagnostics", "weight_diagnostics(...)")
    language = language_of(language)
    spec = _spec(diagnostics, language)
    return Chart(
        id="weight_steps",
        title=title or text("weighting_page.chart.title", lang=language),
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=(text("weighting_page.chart.note", lang=language),),
        is_empty=not spec.lines,
    )


def _spec(diagnostics: WeightDiagnostics, language: str) -> _Spec:
    records: list[Any] = diagnostics.steps.to_dict("records")
    records = [record for record in records if record["respondents"]]
    return _Spec(
        tuple(
            _Line(
                f"{record['number']}. {step_name(record['step'], language)}",
                float(record["deff"]),
                int(record["respondents"]),
                float(record["n_eff"]),
                record is records[-1],
            )
            for record in records
        ),
        language,
    )


def _alt(spec: _Spec) -> str:
    language = spec.language
    if not spec.lines:
        return text("weighting_page.chart.none", lang=language)
    last = spec.lines[-1]
    fields = {"deff": _two(last.deff, language), "n": format_number(last.n, language)}
    worth = format_number(last.n_eff, language, decimals=0)
    parts = [
        text("weighting_page.chart.alt", lang=language, count=len(spec.lines)),
        text("weighting_page.chart.alt_last", lang=language, n_eff=worth, **fields),
    ]
    return fitting(parts)


def _two(value: float, language: str) -> str:
    return format_number(value, language, decimals=2)


def _beside(line: _Line, language: str) -> str:
    words = text(
        "weighting_page.chart.beside",
        lang=language,
        deff=_two(line.deff, language),
        n_eff=format_number(line.n_eff, language, decimals=0),
        n=format_number(line.n, language),
    )
    return words.replace(" ", NO_BREAK)


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    if not spec.lines:
        sentence = text("weighting_page.chart.none", lang=spec.language)
        return draw_sentence(sentence, look, narrow=narrow)
    words = [_beside(line, spec.language) for line in spec.lines]
    labels = [
        (f"{line.label}: {beside}" if narrow else line.label, line.last)
        for line, beside in zip(spec.lines, words, strict=True)
    ]
    widest = max((text_width(each, LABEL, font=look.font) for each in words), default=0.0)
    right = 24.0 if narrow else 20.0 + widest + MARGIN
    frame = frame_of(labels, narrow=narrow, step=_STEP[narrow], above=8.0, right=right, look=look)
    paint = partial(_paint, spec, words, frame)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _paint(spec: _Spec, besides: list[str], frame: Frame, figure: Figure) -> None:
    high = max([1 + _LEAST_REACH, *(line.deff for line in spec.lines)])
    axes = frame.axes(figure, 1 - 0.04 * (high - 1), high + 0.06 * (high - 1))
    bare_axes(axes)
    for row, line, beside in zip(frame.rows, spec.lines, besides, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        _paint_dot(axes, row.middle, line, frame.look)
        if not frame.narrow:
            paint_beside(axes, 12, row.middle, beside, size=LABEL)
    axes.axvline(1, color=INK, lw=1.0, zorder=1)
    places = round_ticks(1, high, frame.inner / 70.0)
    decimals = _decimals(places)
    words = [format_number(each, spec.language, decimals=decimals) for each in places]
    paint_ticks(axes, places, words)


def _decimals(places: list[float]) -> int:
    """How many it takes to write them all."""
    exact = (
        count
        for count in (1, 2, 3)
        if all(abs(each - round(each, count)) < 1e-9 for each in places)
    )
    return next(exact, 3)


def _paint_dot(axes: Axes, y: float, line: _Line, look: Look) -> None:
    colour = look.accent if line.last else QUIET
    axes.plot([1, line.deff], [y, y], color=colour, lw=2.2, zorder=2)
    axes.plot([line.deff], [y], marker="o", markersize=8, color=colour, zorder=3)


def _data(spec: _Spec) -> Table:
    language = spec.language
    heads = {name: text(f"weighting_page.steps.{name}", lang=language)
             for name in ("step", "respondents", "deff", "n_eff")}  # fmt: skip
    columns = (
        Column("step", heads["step"], Align.LEFT),
        Column("respondents", heads["respondents"], formats=("#,##0",)),
        Column("deff", heads["deff"], formats=("0.00",)),
        Column("n_eff", heads["n_eff"], formats=("#,##0",)),
    )
    rows = tuple(
        Row(
            (
                Cell(line.label),
                Cell(format_number(line.n, language), (line.n,)),
                Cell(_two(line.deff, language), (_short(line.deff),)),
                Cell(format_number(line.n_eff, language, decimals=0), (_short(line.n_eff),)),
            )
        )
        for line in spec.lines
    )
    title = text("weighting_page.chart.title", lang=language)
    notes = (text("weighting_page.chart.note", lang=language),)
    return Table("weight_steps_data", title, columns, rows, notes=notes, language=language)


def _short(value: float) -> float:
    return float(f"{value:.12g}")


def _plot(spec: _Spec, look: Look) -> Plot | None:
    return Plot(PlotKind.BARS, ("deff",), colours=(look.accent,)) if spec.lines else None
