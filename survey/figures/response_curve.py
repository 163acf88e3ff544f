"""How the forms came in: the share returned by date, of all and of each area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, Table
from survey.errors import DataError, WrongUseError
from survey.figures.chart import MOST_ALT, Chart, shortened
from survey.figures.plain_values import (
    checked_frame,
    counts_of,
    day_from,
    days_of,
    is_blank,
    known_codebook,
    language_of,
    refuse_long_span,
    rows_of,
    sizes_of,
    unknown,
)
from survey.figures.response_picture import CurveLine, CurveSpec, draw_curve
from survey.language.catalogue import text
from survey.language.days import short_day
from survey.language.messages import fail, quoted
from survey.language.numbers import format_date, format_number, format_percent, format_share
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from survey.codebook import Codebook
    from survey.figures.style import Look

MOST_NAMED = 6
MOST_REMINDERS = 10


@dataclass(frozen=True, slots=True)
class _Returns:
    """Checked returns: for each, its day, its area (None where unknown) and how many they are."""

    days: list[dt.date]
    areas: list[Any]
    counts: list[int]


def response_curve(
    returns: pd.DataFrame,
    *,
    day: str,
    sampled: int | Mapping[Any, int],
    area: str | None = None,
    count: str | None = None,
    contrast: Any = None,  # noqa: ANN401 - a code
    reminders: Sequence[dt.date] = (),
    start: dt.date | None = None,
    codebook: Codebook | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """How large a part of the forms had come back by each day, with the reminders.

    Parameters
    ----------
    returns : DataFrame
        A row for each returned form; with `count`, a row for so many forms.
    day : str
        The column of dates.
    sampled : int or mapping of area to int
        How many forms were sent out; for each area if `area` is given.
    area : str, optional
        The column of areas; a form without one counts in the whole only.
    count : str, optional
        The column of the number of forms.
    contrast : code, optional
        The area that the others are compared with.
    reminders : sequence of date
    start : date, optional
        The day the forms were sent out; that of the first returned form if left out.
    codebook : Codebook, optional
        With the labels of the areas.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A line for the whole and one for each area. With more than six areas the contrast, the
        highest and the lowest are named and the others are grey. Counts of returned forms are
        no answers, and are shown however few they are.

    Raises
    ------
    DataError
        If a date is none, lies before `start` or years from the others, or more forms came back
        than were sent out.
    UnknownNameError
        If a column or an area is unknown.
    WrongUseError
        If `sampled` or `reminders` is nothing of what it can be.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> forms = pd.DataFrame({"day": ["2026-09-01", "2026-09-03", "2026-09-03"]})
    >>> sv.response_curve(forms, day="day", sampled=10, language="en").alt
    'Curves of the share of forms returned from 1 September 2026 to 3 September 2026. In the end 30% of all, 3 of 10.'
    """  # noqa: E501
    language = language_of(language)
    codebook = known_codebook(codebook)
    sizes = sizes_of(sampled, "sampled")
    if area is not None and None in sizes:
        raise fail(WrongUseError, "response.areas_needed")
    came = _returns(returns, day, area, count)
    sent = _dates(reminders)
    _check_start(came, start)
    _check_areas(came, sizes, area, contrast, codebook)
    days = _calendar([*came.days, *sent, *([start] if start is not None else [])])
    spec = _spec(came, days, sizes, area, contrast, sent, codebook, language)
    key = "title" if area is None else "title_areas"
    return Chart(
        id="response_curve",
        title=title or text(f"chart.response.{key}", lang=language),
        alt=_alt(spec),
        language=language,
        draw=partial(draw_curve, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec)),
        is_empty=spec.returned == 0,
    )


# What came in


def _returns(frame: pd.DataFrame, day: str, area: str | None, count: str | None) -> _Returns:
    table = checked_frame(frame, "returns", (day, area, count))
    days = days_of(table[day], day)
    areas = [None] * len(days) if area is None else table[area].tolist()
    counts = [1] * len(days) if count is None else counts_of(table[count], count)
    return _Returns(days, [None if is_blank(each) else each for each in areas], counts)


def _dates(reminders: object) -> tuple[dt.date, ...]:
    """The days of the reminders in their order, each once."""
    if isinstance(reminders, str) or not isinstance(reminders, Iterable):
        got = type(reminders).__name__
        raise fail(WrongUseError, "response.reminders", got=got, most=MOST_REMINDERS)
    given = list(reminders)
    days = sorted({day for each in given if (day := day_from(each)) is not None})
    wrong = [each for each in given if day_from(each) is None]
    if wrong or len(days) > MOST_REMINDERS:
        got = str(wrong[0]) if wrong else str(len(days))
        raise fail(WrongUseError, "response.reminders", got=got, most=MOST_REMINDERS)
    return tuple(days)


def _check_start(came: _Returns, start: object) -> None:
    if start is None:
        return
    first = day_from(start)
    if first is None:
        raise fail(DataError, "plain.day", column=quoted("start"), got=str(start), rows=1)
    early = [place for place, day in enumerate(came.days) if day < first]
    if early:
        day, rows = came.days[early[0]], rows_of(early)
        raise fail(DataError, "response.before_start", day=day, rows=rows, start=first)


def _check_areas(
    came: _Returns,
    sizes: Mapping[Any, int],
    area: str | None,
    contrast: object,
    codebook: Codebook,
) -> None:
    if contrast is not None and (area is None or contrast not in sizes):
        raise unknown(contrast, sizes, "response.unknown_contrast")
    returned = sum(came.counts)
    if returned > sum(sizes.values()):
        sampled = sum(sizes.values())
        raise fail(DataError, "response.too_many_all", returned=returned, sampled=sampled)
    if area is None:
        return
    for each in came.areas:
        if each is not None and each not in sizes:
            raise unknown(each, sizes, "response.unknown_area")
    for each, size in sizes.items():
        count = _count(came, each)
        if count > size:
            label = codebook.value_label(area, each, language_of(None))
            raise fail(
                DataError, "response.too_many", returned=count, sampled=size, area=quoted(label)
            )


def _count(came: _Returns, area: object) -> int:
    return sum(n for each, n in zip(came.areas, came.counts, strict=True) if each == area)


def _calendar(days: list[dt.date]) -> tuple[dt.date, ...]:
    """Every day from the first to the last."""
    refuse_long_span(days)
    if not days:
        return ()
    length = (max(days) - min(days)).days
    return tuple(min(days) + dt.timedelta(k) for k in range(length + 1))


# The curves


def _spec(
    came: _Returns,
    days: tuple[dt.date, ...],
    sizes: Mapping[Any, int],
    area: str | None,
    contrast: object,
    reminders: tuple[dt.date, ...],
    codebook: Codebook,
    language: str,
) -> CurveSpec:
    whole = _shares(came, days, sum(sizes.values()), None)
    lines = [CurveLine(None, text("chart.response.all", lang=language), whole, "all")]
    if area is not None:
        lines += _styled(
            [
                CurveLine(
                    each,
                    codebook.value_label(area, each, language),
                    _shares(came, days, size, each),
                    "contrast" if each == contrast else "area",
                )
                for each, size in sizes.items()
            ]
        )
    unplaced = 0 if area is None else _count(came, None)
    total = sum(came.counts)
    size = sum(sizes.values())
    return CurveSpec(days, tuple(lines), reminders, total, size, unplaced, language)


def _shares(
    came: _Returns, days: tuple[dt.date, ...], sampled: int, area: object
) -> tuple[float, ...]:
    daily = dict.fromkeys(days, 0)
    for day, each, count in zip(came.days, came.areas, came.counts, strict=True):
        if area is None or each == area:
            daily[day] += count
    return tuple(total / sampled for total in accumulate(daily.values())) or (0.0,)


def _styled(lines: list[CurveLine]) -> list[CurveLine]:
    """Each area a style of its own; where they are many, all but the ends grey."""
    others = [place for place, line in enumerate(lines) if line.kind == "area"]
    named = others
    if len(lines) > MOST_NAMED:
        by_share = sorted(others, key=lambda place: (-lines[place].last, place))
        named = sorted({by_share[0], by_share[-1]})
    for style, place in enumerate(named):
        lines[place] = replace(lines[place], style=style)
    for place in set(others) - set(named):
        lines[place] = replace(lines[place], kind="grey")
    return lines


# In words and numbers


def _notes(spec: CurveSpec) -> list[str]:
    language = spec.language
    returned, sampled = (format_number(n, language) for n in (spec.returned, spec.sampled))
    notes = [text("chart.response.definition", lang=language, returned=returned, sampled=sampled)]
    grey = sum(not line.named for line in spec.lines)
    for key, count in (("grey", grey), ("unplaced", spec.unplaced)):
        if count:
            notes.append(text(f"chart.response.{key}", lang=language, count=count))
    return notes


def _alt(spec: CurveSpec) -> str:
    language = spec.language
    if not spec.returned:
        return text("chart.response.empty", lang=language)
    fields = {
        "share": format_percent(spec.lines[0].last, language),
        "returned": format_number(spec.returned, language),
        "sampled": format_number(spec.sampled, language),
    }
    parts = [
        _dates_in_words(spec),
        text("chart.response.alt_all", lang=language, **fields),
        *_ends_in_words(spec),
    ]
    if spec.reminders:
        days = join_words([short_day(day, language) for day in spec.reminders], language)
        count = len(spec.reminders)
        parts.append(text("chart.response.alt_reminders", lang=language, days=days, count=count))
    while len(" ".join(parts)) > MOST_ALT:
        parts.pop()
    return " ".join(parts)


def _dates_in_words(spec: CurveSpec) -> str:
    first, last = (format_date(day, spec.language) for day in (spec.days[0], spec.days[-1]))
    if first == last:
        return text("chart.response.alt_day", lang=spec.language, day=first)
    return text("chart.response.alt", lang=spec.language, first=first, last=last)


def _ends_in_words(spec: CurveSpec) -> list[str]:
    lines = [line for line in spec.lines if line.kind in {"area", "grey"}]
    parts = [_said(line, "alt_contrast", spec) for line in spec.lines if line.kind == "contrast"]
    if not lines:
        return parts
    highest = max(lines, key=lambda line: line.last)
    lowest = min(lines, key=lambda line: line.last)
    if len(lines) == 1:
        return [*parts, _said(highest, "alt_only", spec)]
    shares = {format_percent(line.last, spec.language) for line in (highest, lowest)}
    if len(shares) == 1 and not parts:
        return [text("chart.response.alt_same", lang=spec.language, share=shares.pop())]
    key = "alt_highest_other" if parts else "alt_highest"
    return [*parts, _said(highest, key, spec), _said(lowest, "alt_lowest", spec)]


def _said(line: CurveLine, key: str, spec: CurveSpec) -> str:
    share = format_percent(line.last, spec.language)
    area = shortened(line.label, 45)
    return text(f"chart.response.{key}", lang=spec.language, area=area, share=share)


def _data(spec: CurveSpec) -> Table:
    """Every day, with the share of the whole and of each area."""
    language = spec.language
    head = text("chart.response.share", lang=language)
    columns = [Column("day", text("chart.response.day", lang=language), Align.LEFT)]
    for place, line in enumerate(spec.lines):
        columns.append(Column(f"line_{place}", line.label, formats=("0.0",), group=head))
    rows = []
    for place, day in enumerate(spec.days):
        shares = (_cell(line.shares[place], language) for line in spec.lines)
        rows.append(Row((Cell(format_date(day, language)), *shares)))
    title = text("chart.response.title", lang=language)
    return Table(
        "response_curve_data", title, tuple(columns), tuple(rows),
        notes=tuple(_notes(spec)), language=language,
    )  # fmt: skip


def _cell(share: float, language: str) -> Cell:
    return Cell(format_share(share, language, decimals=1), (float(f"{100 * share:.12g}"),))


def _plot(spec: CurveSpec, _: Look) -> Plot | None:
    if not spec.days:
        return None
    return Plot(PlotKind.LINES, tuple(f"line_{place}" for place in range(len(spec.lines))))
