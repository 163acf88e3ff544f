"""Every area over several waves, beside the contrast."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import said
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.results.wave_notes import break_notes, contrast_notes, footnotes
from survey.disclosure.signs import with_sign
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind
from survey.errors import WrongUseError
from survey.figures.change_rows import FALLEN, RISEN
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.numbers_table import (
    interval_cell,
    limit_heads,
    numbers_table,
    percentage,
)
from survey.figures.plain_values import language_of
from survey.figures.style import INK, QUIET, picture
from survey.figures.trend_panels import Spec, panels
from survey.figures.waves import change_between, read_waves
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.numbers import NO_BREAK, format_number, format_percent, format_share
from survey.language.words import capitalised, join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture, Table
    from survey.figures.style import Look
    from survey.figures.waves import Course, Point, Waves

_LINES = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#7a5195", "#8c564b",
    "#3b7d23", "#a3123f",
)  # fmt: skip


def trend_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    wave: str = "wave",
    breaks: Sequence[Any] = (),
    contrast: Any = None,  # noqa: ANN401 - a value of the column of areas
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headline of a question over two waves or more: a small panel for each area.

    Parameters
    ----------
    released : Released
        With a comparison of waves, ``compare_waves(headlines_2010, headlines_2012)``, or with the
        headline by area and wave.
    variable : str
    over : str, optional
        The column of areas; may be left out where there is only one beside that of waves.
    wave : str
        The column of waves; compared waves need none.
    breaks : sequence of values of that column
        Waves in which the question was changed: the line is broken before them. Those that a
        comparison of waves knows of needn't be named.
    contrast : value of the column of areas, optional
        The area drawn behind all others; that of the comparisons of areas released with it if left
        out.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Panels in the order of the codebook, then the contrast, then all areas, on one axis of
        shares. Upright lines are intervals; a hidden wave is a gap with its sign. If a comparison
        of the waves was released, ↑ and ↓ tell whether the last wave differs from the first.

    Raises
    ------
    UnknownNameError
        If the headline was not released by area and wave.
    WrongUseError
        If there are fewer than two waves, if a break is none of them or the first one, or if
        `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> answers = pd.DataFrame(
    ...     [(a, w, i % 5 < k + (w == 2026)) for k, a in enumerate("AB", 2)
    ...      for w in (2022, 2024, 2026) for i in range(100)],
    ...     columns=["area", "wave", "safe"]).astype({"safe": int})
    >>> safe = sv.Variable("safe", "single", {"en": "Safety"}, codes=(sv.Code(0, {"en": "No"}),
    ...     sv.Code(1, {"en": "Yes"})), headline=sv.Headline((1,), "high", label={"en": "Safe"}))
    >>> design = sv.SurveyDesign(answers, codebook=sv.Codebook({"safe": safe}))
    >>> released = sv.release(sv.headline(design, "safe", by=["area", "wave"]))
    >>> sv.trend_chart(released, "safe", breaks=[2024], contrast="B", language="en")
    Chart(Safe, 2022–2026)
    """
    must_be_released(released)
    language = language_of(language)
    waves = read_waves(
        released, variable, over=over, wave=wave, contrast=contrast, language=language
    )
    spec = _spec(released, variable, waves, breaks, language)
    known = released.codebook.variable_or_bare(variable)
    label = said(known.headline.label, language) if known.headline else variable
    fields = {"first": waves.labels[0], "last": waves.labels[-1]}
    title = title or text("chart.trend.title", lang=language, what=label, **fields)
    name = f"{variable}_trend"
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec),
        data=_numbers(spec, released, waves, name, title, subtitle),
        plot_under=None if spec.breaks or len(waves.courses) > 12 else partial(_plot, waves),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not spec.courses,
    )


def _spec(
    released: Released, variable: str, waves: Waves, breaks: Sequence[Any], language: str
) -> Spec:
    listed: Sequence[Any] = [breaks] if isinstance(breaks, str) else breaks
    places = frozenset(waves.place(each) for each in listed) | _broken(waves)
    if 0 in places:
        raise fail(WrongUseError, "chart.first_break", wave=quoted(waves.labels[0]))
    shown = [course for course in waves.courses if any(p.shown for p in course.points)]
    contrast = next((course for course in shown if course.kind is RowKind.CONTRAST), None)
    signs, how = ({}, "") if places else _signs(released, variable, waves, language)
    return Spec(
        tuple(shown),
        tuple(course for course in waves.courses if course not in shown),
        contrast,
        waves.labels,
        places,
        tuple(signs.get(course.key, "") for course in shown),
        how,
        language,
        waves.compared,
    )


def _broken(waves: Waves) -> frozenset[int]:
    """Places of waves at which compared waves say that the question was changed for all areas."""
    if waves.compared is None:
        return frozenset()
    return frozenset(waves.values.index(later) for _, later in waves.compared.new_series())


def _signs(
    released: Released, variable: str, waves: Waves, language: str
) -> tuple[dict[Any, str], str]:
    """↑ or ↓ by area where the last wave surely differs from the first, and how that was found."""
    found = change_between(released, variable, waves, waves.values[0])
    if found is None:
        return {}, ""
    since, records = found
    marks = {
        area: int(record["mark"])
        for (area, value), record in records.items()
        if value == waves.values[-1] and not Status(record["status"]).hidden
    }
    signs = {area: RISEN if mark > 0 else FALLEN for area, mark in marks.items() if mark}
    return signs, since.how(language)


def _every(spec: Spec) -> list[Point]:
    return [point for course in (*spec.courses, *spec.listed) for point in course.points]


def _notes(spec: Spec) -> list[str]:
    """What lines and marks mean, as far as they occur."""
    language = spec.language
    notes = [text("chart.trend.whiskers", lang=language)] if spec.courses else []
    if spec.contrast is not None and len(spec.courses) > 1:
        alone = [len(stretch) == 1 for stretch in spec.stretches(spec.contrast)]
        key = "crossed" if all(alone) else "dashed_or_crossed" if any(alone) else "dashed"
        notes.append(text(f"chart.trend.{key}", lang=language, contrast=spec.contrast.label))
    notes += _break_notes(spec)
    signs = set(spec.signs) - {""}
    if signs:
        key = "both" if len(signs) == 2 else "risen" if RISEN in signs else "fallen"
        fields = {"wave": spec.labels[0], "how": spec.how}
        notes.append(text(f"chart.change.{key}", lang=language, **fields))
    statuses = _statuses(spec)
    if Status.FEW in statuses:
        notes.append(text("chart.square", lang=language))
    return notes + notes_on(statuses, language)


def _statuses(spec: Spec) -> set[Status]:
    """Statuses of all numbers in the chart, those that weren't measured apart."""
    return {point.status for point in _every(spec) if not point.absent}


def _break_notes(spec: Spec) -> list[str]:
    """Where the question or an area is another one than before, and what is known of the contrast.

    Compared waves tell why.
    """
    course, language = spec.compared, spec.language
    if course is not None:
        areas = [each.key for each in (*spec.courses, *spec.listed)]
        sign = text("wave_table.dotted", lang=language)
        steps = [course.waves.waves[place - 1 : place + 1] for place in sorted(spec.breaks)]
        notes = break_notes(course, areas, sign, language, [(a, b) for a, b in steps])
        notes += contrast_notes(course, language, in_place=False)
        notes += footnotes(course, areas, language)
        absent = any(point.absent for point in _every(spec))
        return notes + ([text("table.note.never", lang=language)] if absent else [])
    if not spec.breaks:
        return []
    labels = [spec.labels[place] for place in sorted(spec.breaks)]
    return [text("chart.trend.broken", lang=language, waves=join_words(labels, language))]


def _alt(spec: Spec, label: str) -> str:
    """The chart in words: the ends in the last wave, the contrast, breaks, what is hidden."""
    language, last = spec.language, spec.labels[-1]
    fields = {"first": shortened(spec.labels[0], 36), "last": shortened(last, 36)}
    count, what = len(spec.labels), shortened(label, 60)
    parts = [text("chart.trend.alt", lang=language, count=count, what=what, **fields)]
    areas = [c for c in spec.courses if c.kind is RowKind.BODY and c.points[-1].shown]
    areas.sort(key=lambda course: -course.points[-1].estimate)
    parts += _ends_in_words(areas, last, language)
    if spec.contrast is not None:
        parts += _ends_of(spec.contrast, language)
    some = sum(bool(sign) for sign in spec.signs)
    if some:
        parts.append(text("chart.trend.sure", lang=language, count=some, wave=fields["first"]))
    if spec.breaks:
        broken = [shortened(spec.labels[place], 36) for place in sorted(spec.breaks)]
        parts.append(text("chart.trend.changed", lang=language, waves=join_words(broken, language)))
    hidden = sum(not point.shown and not point.absent for point in _every(spec))
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return fitting(parts)


def _ends_in_words(areas: Sequence[Course], wave: str, language: str) -> list[str]:
    """The highest and the lowest area in the last wave, or the one number there is to say."""
    if not areas:
        return []
    shares = {format_percent(each.points[-1].estimate, language) for each in (areas[0], areas[-1])}
    if len(areas) == 1:
        return [_said_of("alone", areas[0], wave, language)]
    if len(shares) == 1:
        return [_said_of("same", areas[0], wave, language)]
    highest = _said_of("highest", areas[0], wave, language)
    return [highest, _said_of("lowest", areas[-1], wave, language)]


def _said_of(key: str, course: Course, wave: str, language: str) -> str:
    fields = {
        "wave": shortened(wave, 36),
        "area": shortened(course.label, 36),
        "share": format_percent(course.points[-1].estimate, language),
    }
    return text(f"chart.trend.{key}", lang=language, **fields)


def _ends_of(course: Course, language: str) -> list[str]:
    """From where to where a course goes, if both ends are shown."""
    first, last = course.points[0], course.points[-1]
    if not (first.shown and last.shown):
        return []
    before, after = (format_percent(point.estimate, language) for point in (first, last))
    area = shortened(course.label, 36)
    return [text("chart.change.goes", lang=language, area=area, before=before, after=after)]


def _draw(spec: Spec, look: Look, narrow: bool) -> Picture:
    paint, width, height = panels(spec, look, narrow=narrow)
    return picture(paint, width=width, height=height, narrow=narrow, look=look)


def _numbers(
    spec: Spec, released: Released, waves: Waves, name: str, title: str, subtitle: str
) -> Table:
    """A row a wave and a column an area, so that a spreadsheet program can draw the lines."""
    language = spec.language
    unit = text("wave_table.unit", lang=language)
    head = capitalised(released.codebook.label(waves.wave, language) if waves.wave else unit)
    parts = (text("table.head.share", lang=language), *limit_heads(language))
    columns = [
        Column("wave", head, Align.LEFT),
        *(
            Column(f"area_{place}", course.label, parts=parts, formats=("0", "0", "0"))
            for place, course in enumerate(waves.courses, start=1)
        ),
    ]
    rows = [
        Row((Cell(label), *(_cell(course.points[place], language) for course in waves.courses)))
        for place, label in enumerate(waves.labels)
    ]
    level = format_number(waves.level * 100, language)
    notes = [
        text("chart.trend.cells", lang=language, level=level),
        *notes_on(_statuses(spec), language),
    ]
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )


def _cell(point: Point, language: str) -> Cell:
    if not point.shown:
        return Cell(point.sign)
    words = with_sign(format_share(point.estimate, language), point.status)
    limits = interval_cell(point.low, point.high, point.status, language)
    return Cell(f"{words}{NO_BREAK}({limits.text})", tuple(percentage(end) for end in point.ends()))


def _plot(waves: Waves, look: Look) -> Plot:
    """A line an area; the contrast in the colour of the house."""
    kinds = {RowKind.CONTRAST: look.accent, RowKind.ALL: INK}
    colours = [
        kinds.get(course.kind, _LINES[place % len(_LINES)] if place < len(_LINES) else QUIET)
        for place, course in enumerate(waves.courses)
    ]
    series = tuple(f"area_{place}" for place in range(1, len(colours) + 1))
    return Plot(PlotKind.LINES, series, colours=tuple(colours))
