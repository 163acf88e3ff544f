"""Answers to a question from the most to the least chosen, beside the contrast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from survey.codebook import Category, Domain
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.disclosure.signs import sign_of_mark
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind
from survey.documents.house_style import tint
from survey.errors import WrongUseError
from survey.figures.areas import contrast_area, known_area, part_of_name, row_area
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.frame import (
    LABEL,
    Frame,
    frame_beside,
    paint_axis,
    paint_label,
    reach,
)
from survey.figures.marks import paint_beside
from survey.figures.numbers_table import (
    interval_cell,
    interval_column,
    mark_cell,
    mark_column,
    mark_notes,
    numbers_table,
    share_cell,
    share_column,
    share_in_words,
)
from survey.figures.plain_values import language_of
from survey.figures.style import INK, picture
from survey.figures.waves import Point, point_of
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import NO_BREAK, format_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture, Table
    from survey.figures.style import Look

_THICK = 16.0
_BAR_STRENGTH = 0.42


@dataclass(frozen=True, slots=True)
class _Option:
    """An answer: how many chose it, and how many did so in the contrast.

    Attributes
    ----------
    last : int
        0, 1 for "other" or 2 for an answer that excludes all others.
    mark : int or None
        Whether it differs from the contrast; None where that was not released.
    """

    label: str
    share: Point
    contrast: Point
    last: int
    mark: int | None


@dataclass(frozen=True, slots=True)
class _Spec:
    options: tuple[_Option, ...]
    area: str
    whom: str
    contrast: str
    level: float
    adjust: str
    several: bool
    language: str

    @property
    def ranked(self) -> list[_Option]:
        """Options that are shown and have a place by their share."""
        return [option for option in self.options if option.share.shown and not option.last]

    def statuses(self) -> set[Status]:
        """Statuses of all numbers in the chart."""
        found = {option.share.status for option in self.options}
        return found | {o.contrast.status for o in self.options} if self.contrast else found


def ranked_chart(
    released: Released,
    question: str,
    *,
    over: str | None = None,
    area: Any = None,  # noqa: ANN401 - a value of the column
    contrast: Any = None,  # noqa: ANN401
    other: str | Sequence[Any] = (),
    exclusive: str | Sequence[Any] = (),
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Bars of the answers to a question from the highest share to the lowest, with intervals.

    Parameters
    ----------
    released : Released
        With the shares of a question with several answers, or of all answers to another one.
    question : str
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    area : value of the column, optional
        The area that the chart is about; all respondents together if left out.
    contrast : value of the column, optional
        The area whose shares are ticks across the bars; that of the comparisons of areas released
        with it if left out.
    other, exclusive : code, or sequence of codes
        Answers such as "Something else" and "None of these", which come last in this order
        whatever their share. An option of a question with several answers has its column as code.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Hidden answers come after those shown, with their sign. If a comparison of the answers was
        released, ▲ and ▼ mark shares that differ from the contrast.

    Raises
    ------
    UnknownNameError
        If the question was not released.
    WrongUseError
        If the area, the contrast or an answer is unknown, if all together were asked for and not
        released, or if `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> wishes = sv.MultipleResponse("wishes", ("light", "play"), {"en": "Wishes"})
    >>> answers = pd.DataFrame({"light": [1] * 60 + [0] * 40, "play": [0, 0, 1, 1, 1] * 20})
    >>> design = sv.SurveyDesign(answers, codebook=sv.Codebook(multiples={"wishes": wishes}))
    >>> sv.ranked_chart(sv.release(sv.multiple_response(design, "wishes")), "wishes", language="en")
    Chart(Wishes)
    """
    must_be_released(released)
    must_be_one_name(question)
    language = language_of(language)
    by = _by(released, question, over, area)
    spec = _spec(released, question, by, area, contrast, _last(other, exclusive), language)
    label = released.codebook.label(question, language)
    if area is not None:
        label = text("chart.ranked.in_area", lang=language, what=label, area=spec.whom)
    name = f"{question}_ranked{part_of_name(released, by[0], area) if by else ''}"
    title = title or label
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec),
        data=_numbers(spec, name, title, subtitle),
        plot_under=_plot,
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not any(option.share.shown for option in spec.options),
    )


def _by(released: Released, question: str, over: str | None, area: object) -> tuple[str, ...]:
    """The breakdown to read: by areas, or none where all respondents were released so only."""
    found = {part.by for part in released.estimates if question in set(part.frame["variable"])}
    bare = area is None and over is None and () in found
    if bare and not any(len(by) == 1 for by in found):
        return ()
    return (released.breakdown_of(question, over),)


def _last(other: str | Sequence[Any], exclusive: str | Sequence[Any]) -> dict[Any, int]:
    """Answers that come last, and their rank."""
    found: dict[Any, int] = {}
    for rank, given in ((1, other), (2, exclusive)):
        names = [given] if isinstance(given, str | int) else list(given)
        found |= dict.fromkeys(names, rank)
    return found


def _spec(
    released: Released,
    question: str,
    by: tuple[str, ...],
    area: object,
    contrast: object,
    last: dict[Any, int],
    language: str,
) -> _Spec:
    part, rows = released.estimates_of(question, by, headline=False)
    records: list[Any] = [r for r in rows.to_dict("records") if r["category"] not in set(Category)]
    over = by[0] if by else ""
    areas = [record[over] for record in records] if by else []
    wanted = Domain.ALL if area is None else known_area(areas, area)
    if by and wanted not in areas:
        name = quoted(question)
        raise fail(WrongUseError, "chart.no_all_row", name=name, over=quoted(over))
    standard = contrast_area(released, over, areas, contrast) if by else None
    standard = None if standard == wanted else standard
    mine = [record for record in records if not by or record[over] == wanted]
    theirs = {r["category"]: r for r in records if by and r[over] == standard}
    unknown = [code for code in last if code not in [record["category"] for record in mine]]
    if unknown:
        known = culprits(record["category"] for record in mine)
        raise fail(WrongUseError, "chart.option", got=culprits(unknown), known=known)
    marks, adjust = _marks(released, question, over, wanted, standard)
    options = [
        _Option(
            released.codebook.category_label(question, code, language),
            point_of(record),
            point_of(theirs.get(code)),
            last.get(code, 0),
            marks.get(code),
        )
        for code, record in ((record["category"], record) for record in mine)
    ]
    options.sort(key=_rank)
    codebook = released.codebook
    return _Spec(
        tuple(options),
        row_area(wanted),
        "" if area is None else codebook.value_label(over, wanted, language),
        "" if standard is None else codebook.value_label(over, standard, language),
        part.level,
        adjust,
        question in codebook.multiples,
        language,
    )


def _rank(option: _Option) -> tuple[int, float]:
    """By share; hidden answers after them, then "other", then those that exclude all others."""
    shown = option.share.shown
    return 2 * option.last + (not shown), -option.share.estimate if shown else 0.0


def _marks(
    released: Released, question: str, over: str, area: object, contrast: object
) -> tuple[dict[Any, int], str]:
    """Marks of the area's answers if it was compared with the contrast, and how adjusted."""
    found = released.comparison_of(question, (over,), headline=False)
    if found is None or found[0].contrast != contrast:
        return {}, "none"
    comparison, differences = found
    marks = {
        record["category"]: int(record["mark"])
        for record in differences.to_dict("records")
        if record[over] == area and not Status(record["status"]).hidden
    }
    return marks, comparison.adjust


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    notes = [text("chart.ranked.several", lang=language)] if spec.several else []
    if any(option.share.shown for option in spec.options):
        notes.append(text("chart.ranked.whiskers", lang=language))
    if spec.contrast and any(option.contrast.shown for option in spec.options):
        notes.append(text("chart.ranked.tick", lang=language, contrast=spec.contrast))
        if any(not option.contrast.shown for option in spec.options):
            notes.append(text("chart.ranked.no_tick", lang=language, contrast=spec.contrast))
    marks = [option.mark for option in spec.options]
    notes += mark_notes(marks, spec.contrast, spec.adjust, language)
    return notes + notes_on({option.share.status for option in spec.options}, language)


def _alt(spec: _Spec, label: str) -> str:
    """The chart in words: its ends, the contrast beside the first of them, what is hidden."""
    language, count = spec.language, len(spec.options)
    parts = [text("chart.ranked.alt", lang=language, what=shortened(label, 90), count=count)]
    ranked = spec.ranked
    if ranked:
        parts.append(_said_of("most", ranked[0], language))
        if spec.contrast and ranked[0].contrast.shown:
            share = format_percent(ranked[0].contrast.estimate, language)
            area = shortened(spec.contrast, 40)
            parts.append(text("chart.ranked.beside", lang=language, area=area, share=share))
    if len(ranked) > 1:
        parts.append(_said_of("least", ranked[-1], language))
    some = sum(bool(option.mark) for option in spec.options)
    if some:
        parts.append(text("chart.ranked.differ", lang=language, count=some))
    hidden = sum(not option.share.shown for option in spec.options)
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return fitting(parts)


def _said_of(key: str, option: _Option, language: str) -> str:
    share = format_percent(option.share.estimate, language)
    label = shortened(option.label, 60)
    return text(f"chart.ranked.{key}", lang=language, option=label, share=share)


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    words = [_in_words(option, spec.language) for option in spec.options]
    labels = [option.label for option in spec.options]
    frame = frame_beside(labels, words, narrow=narrow, look=look)
    paint = partial(_paint, spec, frame, words)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _in_words(option: _Option, language: str) -> str:
    """The share with its interval and its mark."""
    share = option.share
    words = share_in_words(share.estimate, share.low, share.high, share.status, language)
    mark = sign_of_mark(option.mark or 0)
    return f"{words}{NO_BREAK}{mark}" if mark else words


def _paint(spec: _Spec, frame: Frame, words: Sequence[str], figure: Figure) -> None:
    points = [point for option in spec.options for point in (option.share, option.contrast)]
    axes = frame.axes(
        figure, *reach([end for p in points if p.shown for end in p.ends()], zero=True)
    )
    for row, option, written in zip(frame.rows, spec.options, words, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            paint_beside(axes, 10, row.middle, written, size=LABEL)
        if option.share.shown:
            _paint_bar(axes, row.middle, option.share, frame.look)
        if option.contrast.shown:
            x, half = option.contrast.estimate, _THICK / 2 + 3
            axes.plot([x, x], [row.middle - half, row.middle + half], color=INK, lw=2.6, zorder=4,
                      solid_capstyle="butt")  # fmt: skip
    axes.axvline(0, color=INK, lw=0.8, zorder=1)
    paint_axis(axes, frame, spec.language)


def _paint_bar(axes: Axes, y: float, share: Point, look: Look) -> None:
    """A bar from 0 with its interval at the end."""
    colour = tint(look.accent, _BAR_STRENGTH)
    bar = Rectangle((0, y - _THICK / 2), share.estimate, _THICK, color=colour, lw=0, zorder=2)
    axes.add_artist(bar)
    if not math.isnan(share.low):
        axes.plot([share.low, share.high], [y, y], color=look.accent, lw=1.4, zorder=3)


def _numbers(spec: _Spec, name: str, title: str, subtitle: str) -> Table:
    language = spec.language
    columns = [
        Column("answer", text("chart.ranked.answer", lang=language), Align.LEFT),
        share_column(language),
        interval_column(spec.level, language),
    ]
    if spec.contrast:
        head = text("table.contrast_row", lang=language, area=spec.contrast)
        columns.append(share_column(language, key="contrast", head=head))
    marked = any(option.mark is not None for option in spec.options)
    columns += [mark_column(language)] if marked else []
    marks = [option.mark for option in spec.options]
    notes = mark_notes(marks, spec.contrast, spec.adjust, language)
    return numbers_table(
        name,
        title,
        columns,
        [_row(option, spec, marked=marked) for option in spec.options],
        language=language,
        subtitle=subtitle,
        notes=notes + notes_on(spec.statuses(), language),
    )


def _row(option: _Option, spec: _Spec, *, marked: bool) -> Row:
    share, language = option.share, spec.language
    cells = [
        Cell(option.label),
        share_cell(share.estimate, share.status, language),
        interval_cell(share.low, share.high, share.status, language),
    ]
    if spec.contrast:
        cells.append(share_cell(option.contrast.estimate, option.contrast.status, language))
    cells += [mark_cell(option.mark)] if marked else []
    return Row(tuple(cells), RowKind.BODY, spec.area)


def _plot(look: Look) -> Plot:
    """Bars with their intervals."""
    return Plot(
        PlotKind.BARS, ("estimate",), ("interval",), colours=(tint(look.accent, _BAR_STRENGTH),)
    )
