"""Stacked bars: what became of those sent out in each area."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from survey.documents.colours import ink_on
from survey.estimation.arguments import must_be
from survey.fieldwork.dispositions import Dispositions
from survey.figures.chart import Chart, fitting, shortened
from survey.figures.frame import MARGIN, SMALL, frame_of, paint_axis, paint_label, step_of
from survey.figures.outcome_bars import HATCHED, bars_plot, bars_table, outcome_bars
from survey.figures.plain_values import language_of
from survey.figures.squares import legend, paint_square
from survey.figures.style import INK, QUIET, picture, text_width
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent, format_share
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.documents.blocks import Picture
    from survey.figures.frame import Frame
    from survey.figures.frame import Row as FrameRow
    from survey.figures.outcome_bars import OutcomeBar, OutcomeBars
    from survey.figures.squares import Key
    from survey.figures.style import Look

_RIGHT, _SENT, _THICK, _LEAST = 66.0, 60.0, 22.0, 0.03
_HATCH = "////"


def outcome_chart(
    dispositions: Dispositions,
    *,
    contrast: object = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Stacked bars of what became of everyone sampled, one bar an area and one for all.

    It takes dispositions and no released numbers: they are about the fieldwork, and tell nothing
    that anybody answered. How many doors were shut in an area of ten dwellings may still be more
    than its neighbours need know, so it is for the report to say which areas are shown.

    Parameters
    ----------
    dispositions : Dispositions
    contrast : code of an area, optional
        The area that the others are compared with.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Shares are of all that were sent out, those that are not eligible among them. Outcomes that
        don't occur are left out; an area where nobody was sampled is listed without a bar.

    Raises
    ------
    WrongUseError
        If `dispositions` are none, or the contrast is none of the areas.

    Examples
    --------
    >>> import survey as sv
    >>> sv.outcome_chart(dispositions, language="en")  # doctest: +SKIP
    Chart(What became of those sent out)
    """
    must_be(dispositions, Dispositions, "dispositions", "read_dispositions(...)")
    language = language_of(language)
    found = outcome_bars(dispositions, contrast, language)
    title = title or text("chart.outcomes.title", lang=language)
    notes = tuple(_notes(dispositions, found))
    return Chart(
        id="outcomes",
        title=title,
        alt=_alt(found),
        language=language,
        draw=partial(_draw, found),
        data=replace(bars_table(found, "outcomes", title, notes), subtitle=subtitle),
        plot_under=partial(bars_plot, found),
        subtitle=subtitle,
        notes=notes,
        is_empty=not any(bar.sent for bar in found.bars),
    )


def _notes(dispositions: Dispositions, found: OutcomeBars) -> list[str]:
    language, total = found.language, found.bars[-1].sent
    notes = [
        text(
            "chart.outcomes.base",
            lang=language,
            number=format_number(total, language),
            units=text(f"dispositions.unit.{found.unit}", lang=language, count=total),
        )
    ]
    if not dispositions.closed:
        notes.append(text("chart.outcomes.open", lang=language))
    if any(not bar.sent for bar in found.bars):
        notes.append(text("chart.outcomes.nobody", lang=language))
    return notes


def _alt(found: OutcomeBars) -> str:
    """The chart in words: all together, then the areas with most and fewest complete answers."""
    language, whole = found.language, found.bars[-1]
    areas = [bar for bar in found.bars if bar.sent and bar.area]
    lead = text("chart.outcomes.alt", lang=language, number=format_number(whole.sent, language),
                units=text(f"dispositions.unit.{found.unit}", lang=language, count=whole.sent),
                count=len(areas))  # fmt: skip
    if not whole.sent:
        return lead
    said = [
        text("chart.outcomes.alt_share", lang=language, outcome=label.lower(),
             share=format_percent(share, language))
        for label, share in zip(found.labels, whole.shares, strict=True)
    ]  # fmt: skip
    parts = [lead, text("chart.outcomes.alt_all", lang=language, shares=join_words(said, language))]
    if len(areas) > 1 and found.pieces[0] == "complete":
        areas.sort(key=lambda bar: bar.shares[0])
        parts.append(_range(areas[-1], areas[0], language))
    return fitting(parts)


def _range(most: OutcomeBar, least: OutcomeBar, language: str) -> str:
    return text(
        "chart.outcomes.alt_range",
        lang=language,
        most=shortened(most.label, 40),
        high=format_percent(most.shares[0], language),
        least=shortened(least.label, 40),
        low=format_percent(least.shares[0], language),
    )


def _draw(found: OutcomeBars, look: Look, narrow: bool) -> Picture:
    labels = [(bar.label, bar.strong) for bar in found.bars]
    step = step_of(len(labels), narrow=narrow)
    bare = frame_of(labels, narrow=narrow, step=step, above=0.0, right=_RIGHT, look=look)
    keys = legend(
        found.labels, start=bare.left, left=MARGIN, right=bare.width - MARGIN, top=15.0,
        font=look.font,
    )  # fmt: skip
    frame = replace(bare, above=keys[-1].y + keys[-1].more + 32.0)
    paint = partial(_paint, found, frame, keys, min(_THICK, step - 6))
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _paint(
    found: OutcomeBars, frame: Frame, keys: Sequence[Key], thick: float, figure: Figure
) -> None:
    colours = found.colours(frame.look)
    axes = frame.axes(figure, 0.0, 1.0)
    for row, bar in zip(frame.rows, found.bars, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        _paint_bar(axes, row, bar, found, colours, thick, frame)
        _paint_sent(axes, row.middle, format_number(bar.sent, found.language))
    paint_axis(axes, frame, found.language)
    head = text("dispositions.outcome.all", lang=found.language)
    x, y = 1 - (_RIGHT - _SENT) / frame.width, 1 - (frame.above - 4) / frame.height
    figure.text(x, y, head, ha="right", color=QUIET, size=SMALL)
    for key, colour, piece in zip(keys, colours, found.pieces, strict=True):
        rim = 0.6 if piece in HATCHED else 0.0
        paint_square(figure, key, colour, width=frame.width, height=frame.height, rim=rim)
        if piece in HATCHED:
            _hatch_square(figure, key, piece, frame)


def _paint_sent(axes: Axes, y: float, number: str) -> None:
    """How many were sent out, in a column to the right of the bars."""
    axes.annotate(
        number, (1, y), (_SENT * 0.75, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="right", va="center_baseline", color=INK, size=9,
        annotation_clip=False,
    )  # fmt: skip


def _paint_bar(
    axes: Axes,
    row: FrameRow,
    bar: OutcomeBar,
    found: OutcomeBars,
    colours: Sequence[str],
    thick: float,
    frame: Frame,
) -> None:
    if not bar.sent:
        words = text("chart.outcomes.none", lang=found.language)
        axes.text(0.01, row.middle, words, va="center_baseline", color=QUIET, size=9)
        return
    at = 0.0
    for piece, share, colour in zip(found.pieces, bar.shares, colours, strict=True):
        corner = (at, row.middle - thick / 2)
        axes.add_artist(Rectangle(corner, share, thick, fc=colour, ec="white", lw=0.8))
        if piece in HATCHED:
            axes.add_artist(
                Rectangle(corner, share, thick, fc="none", ec=QUIET, lw=0.6, hatch=_hatch(piece))
            )
        _paint_number(axes, at + share / 2, row.middle, share, colour, piece, found, frame)
        at += share


def _hatch(piece: str) -> str:
    return _HATCH if piece == "not_eligible" else "...."


def _paint_number(
    axes: Axes,
    x: float,
    y: float,
    share: float,
    colour: str,
    piece: str,
    found: OutcomeBars,
    frame: Frame,
) -> None:
    label = format_share(share, found.language)
    room = share * frame.inner
    width = text_width(label, 9, font=frame.look.font)
    if share < _LEAST or room < width + (14 if piece in HATCHED else 5):
        return
    box = {"fc": "white", "ec": "none", "pad": 1.2} if piece in HATCHED else None
    axes.text(
        x, y, label, ha="center", va="center_baseline", color=ink_on(colour), size=9, bbox=box
    )


def _hatch_square(figure: Figure, key: Key, piece: str, frame: Frame) -> None:
    square = Rectangle(
        (key.x / frame.width, 1 - (key.y + 6) / frame.height), 12 / frame.width, 12 / frame.height,
        transform=figure.transFigure, fc="none", ec=INK, lw=0.6, hatch=_hatch(piece),
    )  # fmt: skip
    figure.add_artist(square)
