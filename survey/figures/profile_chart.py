"""One area: its headlines with their uncertainty, each beside the contrast."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.documents.blocks import Align, Cell, Column, Row
from survey.figures.areas import contrast_in_text
from survey.figures.chart import Chart, notes_on
from survey.figures.contrast_chart import draw_dots
from survey.figures.contrast_rows import Dot, Spec, contrast_plot
from survey.figures.numbers_table import (
    interval_cell,
    interval_column,
    mark_cell,
    mark_column,
    mark_notes,
    numbers_table,
    share_cell,
    share_column,
)
from survey.figures.plain_values import language_of
from survey.language.catalogue import text
from survey.language.numbers import format_percent
from survey.language.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Table


def profile_chart(
    released: Released,
    area: Any,  # noqa: ANN401 - a code of an area
    variables: Sequence[str],
    *,
    over: str,
    contrast: Any = None,  # noqa: ANN401 - a code of an area
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
    name: str = "profile",
) -> Chart:
    """The headlines of one area, each with its uncertainty and with the contrast beside it.

    Parameters
    ----------
    released : Released
        With the headlines by area, and their comparison with the contrast.
    area : code of an area
    variables : sequence of str
        Columns with a headline, in the order wanted.
    over : str
        The column of areas.
    contrast : code of an area, optional
        All areas together if left out, or if it is the area itself.
    language : {"da", "en"}, optional
    title, subtitle : str, optional
    name : str
        The id of the chart.

    Returns
    -------
    Chart
        A row for each headline: a dot with its interval, filled where the difference from the
        contrast is statistically significant, and a diamond for the contrast.

    Raises
    ------
    UnknownNameError
        If a headline was not released by area.
    WrongUseError
        If `released` has not been released.
    """
    must_be_released(released)
    language = language_of(language)
    other = Domain.ALL if contrast is None or contrast == area else contrast
    dots = tuple(_dots(released, area, variables, over, other, language))
    level = next((p.level for p in released.estimates if p.by == (over,)), 0.95)
    adjust = next((p.adjust for p in released.comparisons if p.contrast == other), "none")
    in_text = contrast_in_text(released, over, other, language)
    spec = Spec(dots, None, in_text, over, level, adjust, language, is_area=other is not Domain.ALL)
    label = released.codebook.value_in_text(over, area, language)
    title = title or text("chart.profile.title", lang=language, area=label, contrast=in_text)
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, label),
        language=language,
        draw=partial(draw_dots, spec),
        data=_numbers(spec, name, title, subtitle),
        plot_under=partial(contrast_plot, spec),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not any(dot.shown for dot in dots),
    )


def _dots(
    released: Released,
    area: object,
    variables: Sequence[str],
    over: str,
    other: object,
    language: str,
) -> Iterator[Dot]:
    for variable in variables:
        _, rows = released.estimates_of(variable, (over,), headline=True)
        records: dict[Any, Any] = {record[over]: record for record in rows.to_dict("records")}
        own, beside = records[area], records.get(other)
        difference = _difference(released, variable, over, area, other)
        headline = released.codebook.variable_or_bare(variable).headline
        share = math.nan if beside is None else float(beside["estimate"])
        yield Dot(
            variable,
            said(headline.label, language) if headline else variable,
            float(own["estimate"]),
            float(own["conf_low"]),
            float(own["conf_high"]),
            Status(own["status"]),
            mark=None if difference is None else int(difference["mark"]),
            beside=share,
            compared=Status.UNAVAILABLE if beside is None else Status(beside["status"]),
        )


def _difference(released: Released, variable: str, over: str, area: object, other: object) -> Any:  # noqa: ANN401 - a row of a frame
    """The released difference of an area from another, or from all; None if it can't be read."""
    for part in released.comparisons:
        frame = part.frame
        if part.by != (over,) or part.contrast != other:
            continue
        rows: list[Any] = frame[
            (frame["variable"] == variable) & (frame["category"] == "(headline)")
        ].to_dict("records")
        found = next((row for row in rows if row[over] == area), None)
        if found is not None and not Status(found["status"]).hidden:
            return found
    return None


def _notes(spec: Spec) -> list[str]:
    marks = {dot.mark for dot in spec.drawn}
    keys = ["diamond"] if any(not math.isnan(dot.beside) for dot in spec.dots) else []
    keys += ["filled"] if marks & {-1, 1} else []
    keys += ["hollow"] if 0 in marks else []
    notes = [
        text(f"chart.profile.{key}", lang=spec.language, contrast=spec.in_text) for key in keys
    ]
    return notes + notes_on({dot.status for dot in spec.dots}, spec.language)


def _alt(spec: Spec, area: str) -> str:
    """The chart in words: how many headlines, how many of them differ, and the first of them."""
    marks = [dot.mark for dot in spec.drawn if dot.mark is not None]
    some = sum(map(abs, marks))
    parts = [
        text("chart.profile.alt", lang=spec.language, count=len(spec.dots), area=area,
             contrast=spec.in_text)
    ]  # fmt: skip
    if marks:
        parts.append(
            text("chart.profile.alt_differ", lang=spec.language, some=some, many=len(marks),
                 count=some)
        )  # fmt: skip
    if spec.drawn:
        first = spec.drawn[0]
        share = format_percent(first.estimate, spec.language)
        parts.append(f"{first.label[:90]}: {share}")
    return " ".join(parts)


def _numbers(spec: Spec, name: str, title: str, subtitle: str) -> Table:
    language = spec.language
    columns = [
        Column("headline", text("table.head.indicator", lang=language), Align.LEFT),
        share_column(language),
        interval_column(spec.level, language),
        share_column(language, key="contrast", head=capitalised(spec.in_text)),
        mark_column(language),
    ]
    rows = [
        Row(
            (
                Cell(dot.label),
                share_cell(dot.estimate, dot.status, language),
                interval_cell(dot.low, dot.high, dot.status, language),
                share_cell(dot.beside, dot.compared, language),
                mark_cell(dot.mark),
            )
        )
        for dot in spec.dots
    ]
    notes = mark_notes([dot.mark for dot in spec.drawn], spec.in_text, spec.adjust, language)
    notes += notes_on({each for dot in spec.dots for each in (dot.status, dot.compared)}, language)
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )
