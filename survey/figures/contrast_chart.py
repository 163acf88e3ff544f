"""Dots and whiskers: every area against the band of the contrast."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from survey.codebook import said
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import SIGNS
from survey.figures.chart import Chart, notes_on, shortened
from survey.figures.contrast_rows import (
    Dot,
    Spec,
    contrast_numbers,
    contrast_plot,
    read_contrast,
    statuses_of,
)
from survey.figures.frame import (
    LABEL,
    MARGIN,
    Frame,
    frame_of,
    paint_axis,
    paint_label,
    reach,
    step_of,
)
from survey.figures.marks import paint_beside, paint_dot
from survey.figures.numbers_table import share_in_words
from survey.figures.plain_values import language_of
from survey.figures.style import (
    NARROW,
    QUIET,
    picture,
    text_width,
    wrapped,
)
from survey.language.catalogue import text
from survey.language.numbers import format_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.style import Look


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
        with a band for its own uncertainty. Hidden areas are listed with their sign. Where areas
        were compared with all others together, a diamond in each row shows those.

    Raises
    ------
    UnknownNameError
        If the headline was not released by area.
    WrongUseError
        If no comparison was released with it, or `released` has not been released.

    Examples
    --------
    >>> import survey as sv
    >>> wave = sv.open_study("examples/copenhagen-housing").wave()
    >>> shares = sv.headline(wave.design(), "satisfaction", by="type")
    >>> released = sv.release([shares, sv.compare_areas(shares, "tower", over="type")])
    >>> sv.contrast_chart(released, "satisfaction", language="en")
    Chart(High satisfaction compared with the tower blocks)
    """
    must_be_released(released)
    language = language_of(language)
    over = released.breakdown_of(variable, over)
    spec = read_contrast(released, variable, over, language)
    known = released.codebook.variable_or_bare(variable)
    label = said(known.headline.label, language) if known.headline else variable
    title = title or text("chart.contrast.title", lang=language, what=label, contrast=spec.in_text)
    return chart_of(spec, released, f"{variable}_contrast", label, title, subtitle)


def chart_of(
    spec: Spec, released: Released, name: str, label: str, title: str, subtitle: str
) -> Chart:
    """The chart of what was read.

    Parameters
    ----------
    name : str
        The chart's id.
    label : str
        What the share is, in words.
    """
    language = spec.language
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, label),
        language=language,
        draw=partial(draw_dots, spec),
        data=contrast_numbers(spec, released, name, title, subtitle),
        plot_under=partial(contrast_plot, spec),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not any(dot.ends() for dot in _all_dots(spec)),
    )


def _all_dots(spec: Spec) -> list[Dot]:
    return [*spec.dots, *([spec.contrast] if spec.contrast else [])]


def _notes(spec: Spec) -> list[str]:
    keys = []
    if spec.contrast is None:
        keys += ["diamond"] if any(not math.isnan(dot.beside) for dot in spec.dots) else []
    elif spec.contrast.shown:
        keys.append("line" if math.isnan(spec.contrast.low) else "band")
    marks = {dot.mark for dot in spec.drawn}
    keys += ["filled"] if marks & {-1, 1} else []
    keys += ["hollow"] if 0 in marks else []
    keys += ["bare"] if None in marks else []
    notes = [
        text(f"chart.contrast.{key}", lang=spec.language, contrast=spec.in_text) for key in keys
    ]
    return notes + notes_on(statuses_of(spec), spec.language)


def _alt(spec: Spec, label: str) -> str:
    """The chart in words; where labels are long they are cut, so that it stays short."""
    language, what = spec.language, shortened(label, 90)
    against = "" if spec.is_area else "_against"
    lead = f"chart.contrast.alt{against}"
    parts = [text(lead, lang=language, what=what, contrast=spec.in_text)]
    if spec.contrast is not None and spec.contrast.shown:
        key = "alt_contrast" if spec.is_area else "alt_together"
        parts.append(_said_of(f"contrast.{key}", spec.contrast, language))
    parts += _ends_in_words(spec)
    marks = [dot.mark for dot in spec.drawn if dot.mark is not None and dot.area]
    some = sum(map(abs, marks))
    if marks:
        key = f"alt_differ{against}" if some else f"alt_none_differ{against}"
        fields = {"some": some, "many": len(marks), "count": some, "contrast": spec.in_text}
        parts.append(text(f"chart.contrast.{key}", lang=language, **fields))
    hidden = len(spec.dots) - len(spec.drawn)
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return " ".join(parts)


def _ends_in_words(spec: Spec) -> list[str]:
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


def _said_of(key: str, dot: Dot, language: str) -> str:
    area, share = shortened(dot.label, 50), format_percent(dot.estimate, language)
    return text(f"chart.{key}", lang=language, area=area, share=share)


def draw_dots(spec: Spec, look: Look, narrow: bool) -> Picture:
    """Draw a row for each dot, and the contrast if it is the same in all of them.

    Parameters
    ----------
    spec : Spec
    look : Look
    narrow : bool
        Whether it is for a telephone.
    """
    heading = _heading(spec, look, narrow=narrow)
    labels = [(_label(dot, spec.language, narrow=narrow), False) for dot in spec.dots]
    written = [_numbers(dot, spec.language) for dot in spec.dots]
    numbers = [text_width(each, LABEL, font=look.font) for each in written]
    frame = frame_of(
        labels,
        narrow=narrow,
        step=step_of(len(labels), narrow=narrow),
        above=(44.0 if heading else 14.0) + 15.0 * heading.count("\n"),
        right=28.0 if narrow else 26.0 + max(numbers, default=0.0),
        look=look,
    )
    paint = partial(_paint, spec, frame, heading)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _heading(spec: Spec, look: Look, *, narrow: bool) -> str:
    """What stands above the line of the contrast."""
    contrast = spec.contrast
    if contrast is None:
        return ""
    share = "" if not contrast.shown else f": {format_percent(contrast.estimate, spec.language)}"
    words = f"{contrast.label}{SIGNS[contrast.status]}{share}"
    room = NARROW - 2 * MARGIN if narrow else 480.0
    return wrapped(words, LABEL, room, bold=True, font=look.font)


def _label(dot: Dot, language: str, *, narrow: bool) -> str:
    """The area; on a telephone its numbers follow on the same line."""
    return f"{dot.label}: {_numbers(dot, language)}" if narrow else dot.label


def _numbers(dot: Dot, language: str) -> str:
    return share_in_words(dot.estimate, dot.low, dot.high, dot.status, language)


def _paint(spec: Spec, frame: Frame, heading: str, figure: Figure) -> None:
    axes = frame.axes(figure, *reach([end for dot in _all_dots(spec) for end in dot.ends()]))
    if spec.contrast is not None:
        _paint_contrast(axes, spec.contrast, frame, heading)
    for row, dot in zip(frame.rows, spec.dots, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            paint_beside(axes, 10, row.middle, _numbers(dot, spec.language), size=LABEL)
        if not math.isnan(dot.beside):
            axes.plot([dot.beside], [row.middle], "D", color=QUIET, ms=6, alpha=0.55, mew=0)
        if dot.shown:
            numbers = (dot.estimate, dot.low, dot.high)
            paint_dot(axes, row.middle, numbers, dot.status, dot.mark, frame.look)
    paint_axis(axes, frame, spec.language)


def _paint_contrast(axes: Axes, contrast: Dot, frame: Frame, heading: str) -> None:
    look = frame.look
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
