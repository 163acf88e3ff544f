"""How far a fieldwork is: the response rate by day, of all and of each area, against the target."""

from __future__ import annotations

import datetime as dt
import math
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, Table
from survey.estimation.arguments import must_be
from survey.fieldwork.fieldwork_progress import FieldworkProgress
from survey.figures.chart import Chart, fitting, shortened
from survey.figures.plain_values import language_of
from survey.figures.progress_picture import LAGS, ProgressPanel, ProgressSpec, draw_progress
from survey.language.catalogue import text
from survey.language.numbers import format_date, format_percent, format_share

if TYPE_CHECKING:
    from survey.figures.style import Look

_LONGEST_NAME = 40


def progress_chart(
    progress: FieldworkProgress,
    *,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """How the response rate has risen day by day, beside the line to the target.

    Parameters
    ----------
    progress : FieldworkProgress
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A panel for all and one for each area, all with the same axes. A dashed line leads straight
        to the target, a dotted one to where the pace of the last seven days would lead, and events
        stand as numbered poles. Areas that lag have a sign.

    Raises
    ------
    WrongUseError
        If it isn't the progress of a fieldwork.

    Examples
    --------
    >>> import survey as sv
    >>> sv.progress_chart(progress, language="da")  # doctest: +SKIP
    """
    must_be(progress, FieldworkProgress, "progress", "fieldwork_progress(...)")
    language = language_of(language)
    spec = _spec(progress, language)
    return Chart(
        id="progress",
        title=title or text("chart.progress.title", lang=language),
        alt=_alt(spec),
        language=language,
        draw=partial(draw_progress, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec)),
        is_empty=not spec.so_far,
    )


def _spec(progress: FieldworkProgress, language: str) -> ProgressSpec:
    days = _days(progress)
    shown = [
        k for k, each in enumerate(progress.events) if days and days[0] <= each.date <= days[-1]
    ]
    rates = _rates(progress)
    rows = progress.rows()
    panels = [
        _panel(progress, row, rates.get(row["area"], ()), shown, language)
        for row in (*rows[-1:], *rows[:-1])
    ]
    events = tuple(
        (each.date, _event(progress, k, language))
        for k, each in enumerate(progress.events)
        if k in shown
    )
    return ProgressSpec(days, tuple(panels), events, language)


def _days(progress: FieldworkProgress) -> tuple[dt.date, ...]:
    if progress.start is None or progress.until is None or progress.days.empty:
        return ()
    last = max(progress.until, progress.end or progress.until)
    length = (last - progress.start).days + 1
    return tuple(progress.start + dt.timedelta(k) for k in range(length))


def _rates(progress: FieldworkProgress) -> dict[Any, tuple[float, ...]]:
    found: dict[Any, list[float]] = {}
    records: Any = progress.days.to_dict("records")
    for row in records:
        found.setdefault(row["area"], []).append(row["rate"])
    return {area: tuple(rates) for area, rates in found.items()}


def _panel(
    progress: FieldworkProgress,
    row: dict[str, Any],
    rates: tuple[float, ...],
    shown: list[int],
    language: str,
) -> ProgressPanel:
    eligible, code = row["eligible"], row["area"]
    events = tuple(
        place
        for place, k in enumerate(shown)
        if progress.events[k].area in {"", code} or code is Domain.ALL
    )
    left = progress.days_left
    return ProgressPanel(
        code,
        progress.area_label(code, language),
        rates,
        int(row["answers"]),
        int(eligible),
        _share(row["wanted"], eligible) if progress.end else math.nan,
        _share(row["forecast"], eligible) if left else math.nan,
        bool(row["lags"]) and code is not Domain.ALL,
        events,
        whole=code is Domain.ALL,
    )


def _share(part: float, whole: int) -> float:
    return min(part / whole, 1.0) if whole else math.nan


def _event(progress: FieldworkProgress, place: int, language: str) -> str:
    event = progress.events[place]
    if not event.area:
        return event.text
    area = progress.area_label(event.area, language)
    return text("chart.progress.event_in", lang=language, text=event.text, area=area)


# In words and numbers


def _notes(spec: ProgressSpec) -> list[str]:
    keys = ["definition"]
    if any(not math.isnan(each.wanted) for each in spec.panels):
        keys.append("target")
    if any(not math.isnan(each.forecast) for each in spec.panels):
        keys.append("forecast")
    if any(each.lags for each in spec.panels):
        keys.append("lags")
    if spec.events:
        keys.append("events")
    return [text(f"chart.progress.note_{key}", lang=spec.language, sign=LAGS) for key in keys]


def _alt(spec: ProgressSpec) -> str:
    language = spec.language
    if not spec.so_far:
        return text("chart.progress.empty", lang=language)
    whole, areas = spec.panels[0], [each for each in spec.panels[1:] if each.eligible]
    first, last = (format_date(spec.days[k], language) for k in (0, spec.so_far - 1))
    parts = [text("chart.progress.alt", lang=language, first=first, last=last)]
    if whole.eligible:
        share = format_percent(whole.rates[-1], language)
        parts.append(text("chart.progress.alt_all", lang=language, share=share))
    if len(areas) > 1:
        ranked = sorted(areas, key=lambda each: -each.rates[-1])
        parts += [_said("highest", ranked[0], language), _said("lowest", ranked[-1], language)]
    lags = [each for each in areas if each.lags]
    if lags:
        count = len(lags)
        parts.append(text("chart.progress.alt_lags", lang=language, count=count))
    if spec.events:
        parts.append(text("chart.progress.alt_events", lang=language, count=len(spec.events)))
    return fitting(parts)


def _said(key: str, panel: ProgressPanel, language: str) -> str:
    area = shortened(panel.label, _LONGEST_NAME)
    share = format_percent(panel.rates[-1], language)
    return text(f"chart.progress.alt_{key}", lang=language, area=area, share=share)


def _data(spec: ProgressSpec) -> Table:
    """The rate of all and of each area at the end of each day."""
    language = spec.language
    head = text("chart.progress.rate", lang=language)
    columns = [Column("day", text("chart.progress.day", lang=language), Align.LEFT)]
    for place, panel in enumerate(spec.panels):
        columns.append(Column(f"line_{place}", panel.label, formats=("0.0",), group=head))
    rows = []
    for place, day in enumerate(spec.days[: spec.so_far]):
        cells = (_cell(panel.rates[place], language) for panel in spec.panels)
        rows.append(Row((Cell(format_date(day, language)), *cells)))
    title = text("chart.progress.title", lang=language)
    return Table(
        "progress_data", title, tuple(columns), tuple(rows), notes=tuple(_notes(spec)),
        language=language,
    )  # fmt: skip


def _cell(share: float, language: str) -> Cell:
    if math.isnan(share):
        return Cell("–", (None,))
    return Cell(format_share(share, language, decimals=1), (float(f"{100 * share:.12g}"),))


def _plot(spec: ProgressSpec, _: Look) -> Plot | None:
    if not spec.so_far:
        return None
    return Plot(PlotKind.LINES, tuple(f"line_{place}" for place in range(len(spec.panels))))
