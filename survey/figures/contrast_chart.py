"""Dots and whiskers: every area against the band of the contrast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.released import must_be_released
from survey.disclosure.signs import SIGNS
from survey.errors import WrongUseError
from survey.figures.chart import Chart, notes_on, shortened
from survey.figures.frame import LABEL, MARGIN, Frame, frame_of, paint_axis, paint_label
from survey.figures.style import (
    INK,
    NARROW,
    QUIET,
    picture,
    text_width,
    wrapped,
)
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.language.numbers import NO_BREAK, format_percent, format_range, format_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.style import Look

_LEAST_REACH = 0.24


@dataclass(frozen=True, slots=True)
class _Dot:
    """One area; the numbers are NaN where they are hidden.

    Attributes
    ----------
    mark : int or None
        Whether it differs from the contrast; None where that is not to be seen.
    """

    label: str
    estimate: float
    low: float
    high: float
    mark: int | None
    status: Status

    @property
    def shown(self) -> bool:
        return not self.status.hidden


@dataclass(frozen=True, slots=True)
class _Spec:
    dots: tuple[_Dot, ...]
    contrast: _Dot
    language: str

    @property
    def drawn(self) -> list[_Dot]:
        return [dot for dot in self.dots if dot.shown]


def contrast_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headline of a question in every area, beside the contrast.

    Parameters
    ----------
    released : Released
        With the headline by area and its comparison with the contrast.
    variable : str
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Areas from the highest to the lowest; filled where the difference is statistically
        significant, hollow where it isn't, an open square for few answers. The contrast is a line
        with a band for its own uncertainty. Hidden areas are listed with their sign.

    Raises
    ------
    UnknownNameError
        If the headline was not released by area.
    WrongUseError
        If no comparison with a contrast area was released with it, or `released` has not been
        released.
    """
    must_be_released(released)
    language = language or current_language()
    over = released.breakdown_of(variable, over)
    _, rows = released.estimates_of(variable, (over,), headline=True)
    found = released.comparison_of(variable, (over,), headline=True)
    if found is None:
        raise fail(WrongUseError, "chart.no_comparison", name=quoted(variable))
    comparison, differences = found
    if isinstance(comparison.contrast, Domain):
        raise fail(WrongUseError, "chart.no_contrast", name=quoted(variable))
    marks = {r[over]: _mark(r) for r in differences.to_dict("records")}
    dots = {
        area: _dot(released, record, over, marks, language)
        for area, record in ((record[over], record) for record in rows.to_dict("records"))
        if not isinstance(area, Domain)
    }
    contrast = dots.pop(comparison.contrast)
    ordered = sorted(dots.values(), key=lambda d: (not d.shown, -d.estimate if d.shown else 0))
    spec = _Spec(tuple(ordered), contrast, language)
    known = released.codebook.variable_or_bare(variable)
    label = said(known.headline.label, language) if known.headline else variable
    in_text = released.codebook.value_in_text(over, comparison.contrast, language)
    return Chart(
        id=f"{variable}_contrast",
        title=title or text("chart.contrast.title", lang=language, what=label, contrast=in_text),
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec, in_text)),
        is_empty=not spec.drawn and not contrast.shown,
    )


def _mark(difference: Any) -> int | None:  # noqa: ANN401 - a row of a frame
    return None if Status(difference["status"]).hidden else int(difference["mark"])


def _dot(
    released: Released,
    record: Any,  # noqa: ANN401
    over: str,
    marks: dict[Any, int | None],
    language: str,
) -> _Dot:
    area = record[over]
    return _Dot(
        released.codebook.value_label(over, area, language),
        float(record["estimate"]),
        float(record["conf_low"]),
        float(record["conf_high"]),
        mark=marks.get(area),
        status=Status(record["status"]),
    )


def _notes(spec: _Spec, contrast: str) -> list[str]:
    keys = ["band"] if spec.contrast.shown else []
    marks = {dot.mark for dot in spec.drawn}
    keys += ["filled"] if marks & {-1, 1} else []
    keys += ["hollow"] if 0 in marks else []
    keys += ["bare"] if None in marks else []
    notes = [text(f"chart.contrast.{key}", lang=spec.language, contrast=contrast) for key in keys]
    statuses = {dot.status for dot in (*spec.dots, spec.contrast)}
    return notes + notes_on(statuses, spec.language)


def _alt(spec: _Spec, label: str) -> str:
    """The chart in words; where labels are long they are cut, so that it stays short."""
    language = spec.language
    parts = [text("chart.contrast.alt", lang=language, what=shortened(label, 90))]
    if spec.contrast.shown:
        parts.append(_said_of("contrast.alt_contrast", spec.contrast, language))
    parts += _ends_in_words(spec)
    marks = [dot.mark for dot in spec.drawn if dot.mark is not None]
    some = sum(map(abs, marks))
    if some:
        fields = {"some": some, "many": len(marks), "count": some}
        parts.append(text("chart.contrast.alt_differ", lang=language, **fields))
    elif marks:
        parts.append(text("chart.contrast.alt_none_differ", lang=language))
    hidden = len(spec.dots) - len(spec.drawn)
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return " ".join(parts)


def _ends_in_words(spec: _Spec) -> list[str]:
    """The highest and the lowest area, or the one number there is to say."""
    drawn, language = spec.drawn, spec.language
    if not drawn:
        return []
    shares = {format_percent(dot.estimate, language) for dot in (drawn[0], drawn[-1])}
    if len(drawn) == 1:
        return [_said_of("only", drawn[0], language)]
    if len(shares) == 1:
        return [text("chart.same", lang=language, share=shares.pop())]
    return [_said_of("highest", drawn[0], language), _said_of("lowest", drawn[-1], language)]


def _said_of(key: str, dot: _Dot, language: str) -> str:
    area, share = shortened(dot.label, 50), format_percent(dot.estimate, language)
    return text(f"chart.{key}", lang=language, area=area, share=share)


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    heading = _heading(spec, look, narrow=narrow)
    labels = [(_label(dot, spec.language, narrow=narrow), False) for dot in spec.dots]
    written = [_numbers(dot, spec.language) for dot in spec.dots]
    numbers = [text_width(each, LABEL, font=look.font) for each in written]
    frame = frame_of(
        labels,
        narrow=narrow,
        step=46.0 if narrow else 36.0,
        above=44.0 + 15.0 * heading.count("\n"),
        right=28.0 if narrow else 26.0 + max(numbers),
        look=look,
    )
    paint = partial(_paint, spec, frame, heading)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _heading(spec: _Spec, look: Look, *, narrow: bool) -> str:
    """What stands above the line of the contrast."""
    contrast = spec.contrast
    share = "" if not contrast.shown else f": {format_percent(contrast.estimate, spec.language)}"
    words = f"{contrast.label}{SIGNS[contrast.status]}{share}"
    room = NARROW - 2 * MARGIN if narrow else 480.0
    return wrapped(words, LABEL, room, bold=True, font=look.font)


def _label(dot: _Dot, language: str, *, narrow: bool) -> str:
    """The area; on a telephone its numbers follow on the same line."""
    return f"{dot.label}: {_numbers(dot, language)}" if narrow else dot.label


def _numbers(dot: _Dot, language: str) -> str:
    """The share with its interval, or the sign that stands for it."""
    if not dot.shown:
        return SIGNS[dot.status]
    share = f"{format_percent(dot.estimate, language)}{SIGNS[dot.status]}"
    if math.isnan(dot.low):
        return share
    limits = format_range(format_share(dot.low, language), format_share(dot.high, language))
    return f"{share}{NO_BREAK}({limits})"


def _paint(spec: _Spec, frame: Frame, heading: str, figure: Figure) -> None:
    axes = frame.axes(figure, *_reach(spec))
    _paint_contrast(axes, spec, frame, heading)
    for row, dot in zip(frame.rows, spec.dots, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            axes.annotate(
                _numbers(dot, spec.language), (1, row.middle), (10, 0),
                xycoords=("axes fraction", "data"), textcoords="offset points", ha="left",
                va="center", color=INK, size=LABEL, annotation_clip=False,
            )  # fmt: skip
        if dot.shown:
            _paint_dot(axes, row.middle, dot, frame.look)
    paint_axis(axes, frame, spec.language)


def _reach(spec: _Spec) -> tuple[float, float]:
    """From which share to which the axis goes; a few points at least."""
    ends = [
        end
        for dot in (*spec.drawn, *([spec.contrast] if spec.contrast.shown else []))
        for end in (dot.estimate, dot.low, dot.high)
        if not math.isnan(end)
    ] or [0.0, 1.0]
    margin = max(0.05, (max(ends) - min(ends)) * 0.15)
    low, high = max(0.0, min(ends) - margin), min(1.0, max(ends) + margin)
    missing = max(0.0, _LEAST_REACH - (high - low))
    low = max(0.0, low - missing / 2)
    high = min(1.0, max(high, low + _LEAST_REACH))
    return min(low, high - _LEAST_REACH) - 0.01, high + 0.01


def _paint_contrast(axes: Axes, spec: _Spec, frame: Frame, heading: str) -> None:
    contrast, look = spec.contrast, frame.look
    middle = frame.left + frame.inner / 2
    if contrast.shown:
        if not math.isnan(contrast.low):
            axes.axvspan(contrast.low, contrast.high, color=look.band, lw=0, zorder=-2)
        axes.axvline(contrast.estimate, color=look.accent, lw=1.4, zorder=1)
        low, high = axes.get_xlim()
        middle = frame.left + frame.inner * (contrast.estimate - low) / (high - low)
    half = text_width(heading, LABEL, bold=True, font=look.font) / 2
    middle = min(max(middle, MARGIN + half), frame.width - MARGIN - half)
    axes.annotate(
        heading, ((middle - frame.left) / frame.inner, 1), (0, 8), xycoords="axes fraction",
        textcoords="offset points", ha="center", va="bottom", color=look.accent, size=LABEL,
        weight="bold", linespacing=1.15, annotation_clip=False,
    )  # fmt: skip


def _paint_dot(axes: Axes, y: float, dot: _Dot, look: Look) -> None:
    """A dot with its interval: filled for a sure difference, thin where none is to be seen."""
    colour = look.accent if dot.mark else QUIET
    filled = "white" if dot.mark == 0 else colour
    marker = "|" if dot.mark is None else "s" if dot.status is Status.FEW else "o"
    axes.plot([dot.low, dot.high], [y, y], color=colour, lw=1.6, zorder=2)
    axes.plot(
        [dot.estimate], [y], marker=marker, markersize=8, color=colour, markerfacecolor=filled,
        markeredgewidth=1.6, zorder=3,
    )  # fmt: skip
