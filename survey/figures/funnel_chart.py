"""A funnel: the share of each area by its number of answers, within limits of what chance does."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import SIGNS, with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.errors import WrongUseError
from survey.figures.chart import MOST_ALT, Chart, notes_on, shortened
from survey.figures.funnel_picture import LEVELS, FunnelPoint, FunnelSpec, draw_funnel
from survey.figures.plain_values import language_of
from survey.kernels.funnel import funnel_limits
from survey.language.catalogue import text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_number, format_percent, format_share
from survey.language.words import capitalised, join_words

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released

_MANY = 10


def funnel_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headline of a question in every area by its number of answers, in a funnel of chance.

    Few answers give shares far from the middle by chance alone. Around the share of all, the
    limits show where 95 and 99.8 in a hundred areas would lie, had all the same share.

    Parameters
    ----------
    released : Released
        With the headline by area and of all (``all_row=True``); the contrast is marked if a
        comparison with one was released.
    variable : str
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A ring for each area within the limits, a filled mark outside of them, an open square for
        few answers, a diamond for the contrast. Hidden areas are listed. The limits are exact
        binomial ones on the effective number of answers (Spiegelhalter 2005); where one of these
        is infinite, since everyone answered, they are on the number of answers.

    Raises
    ------
    UnknownNameError
        If the headline was not released by area.
    WrongUseError
        If the share of all was not released with it, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> codes = (sv.Code(0, {"en": "No"}), sv.Code(1, {"en": "Yes"}))
    >>> safe = sv.Variable("safe", "single", {}, codes=codes, headline=sv.Headline((1,)))
    >>> rows = pd.DataFrame({"area": list("ABC") * 40, "safe": [1, 1, 0] * 20 + [1, 0, 0] * 20})
    >>> design = sv.SurveyDesign(rows, codebook=sv.Codebook({"safe": safe}))
    >>> shares = sv.headline(design, "safe", by="area", all_row=True)
    >>> sv.funnel_chart(sv.release(shares), "safe", language="en").data.rows[0].cells[1].text
    '100'
    """
    must_be_released(released)
    language = language_of(language)
    over = released.breakdown_of(variable, over)
    _, rows = released.estimates_of(variable, (over,), headline=True)
    contrast = released.contrast_of(variable, over)
    records = rows.to_dict("records")
    if not any(record[over] is Domain.ALL for record in records):
        raise fail(WrongUseError, "funnel.all_needed", name=quoted(variable))
    known = released.codebook.variable_or_bare(variable)
    label = said(known.headline.label, language) if known.headline else ""
    what = label or said(known.label, language, default=variable)
    spec = _spec(released, records, over, contrast, what, language)
    return Chart(
        id=f"{variable}_funnel",
        title=title or text("chart.funnel.title", lang=language, what=what),
        alt=_alt(spec),
        language=language,
        draw=partial(draw_funnel, spec),
        data=_data(spec, variable),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not spec.drawn,
    )


# What is shown


def _spec(
    released: Released,
    records: list[Any],
    over: str,
    contrast: object,
    what: str,
    language: str,
) -> FunnelSpec:
    sizes = [float(record["n_eff"]) for record in records if not record["status"].hidden]
    effective = bool(np.isfinite(sizes).all())
    points = {
        record[over]: _point(released, record, over, contrast, language, effective=effective)
        for record in records
        if not isinstance(record[over], Domain) or record[over] is Domain.ALL
    }
    whole = points.pop(Domain.ALL)
    unit = released.codebook.label(over, language)
    judged = tuple(_judged(point, whole.share) for point in points.values())
    return FunnelSpec(judged, whole.share, whole, effective, what, unit, language)


def _point(
    released: Released,
    record: Any,  # noqa: ANN401 - a row of a frame
    over: str,
    contrast: object,
    language: str,
    *,
    effective: bool,
) -> FunnelPoint:
    area = record[over]
    label = released.codebook.value_label(over, area, language)
    return FunnelPoint(
        text("table.all", lang=language) if area is Domain.ALL else label,
        "" if isinstance(area, Domain) else str(area),
        float(record["estimate"]),
        float(record["n"]),
        float(record["n_eff"] if effective else record["n"]),
        Status(record["status"]),
        not isinstance(contrast, Domain) and area == contrast,
    )


def _judged(point: FunnelPoint, share: float) -> FunnelPoint:
    """A point with how many pairs of limits it lies outside of."""
    if not point.shown or np.isnan(share):
        return point
    beyond = 0
    for level in LEVELS:
        low, high = funnel_limits(share, np.array([point.size]), level)
        near = 1e-9
        beyond += int(point.share > high[0] + near) - int(point.share < low[0] - near)
    return replace(point, beyond=beyond)


# In words and numbers


def _notes(spec: FunnelSpec) -> list[str]:
    language = spec.language
    statuses = {point.status for point in spec.points} | {spec.whole.status}
    if not spec.drawn:
        return notes_on(statuses, language)
    size = "effective" if spec.effective else "answers"
    notes = [
        text("chart.funnel.limits", lang=language),
        text(f"chart.funnel.by_{size}", lang=language),
    ]
    if spec.effective and any(point.size > point.n for point in spec.drawn):
        notes.append(text("chart.funnel.larger", lang=language))
    count = len(spec.drawn)
    if count >= _MANY:
        by_chance = format_number((1 - LEVELS[0]) * count, language, decimals=0)
        notes.append(text("chart.funnel.by_chance", lang=language, count=count, some=by_chance))
    hidden = [f"{point.label} ({SIGNS[point.status]})" for point in spec.points if not point.shown]
    if hidden:
        areas = join_words(hidden, language)
        notes.append(text("chart.funnel.hidden", lang=language, areas=areas))
    return notes + notes_on(statuses, language)


def _alt(spec: FunnelSpec) -> str:
    language = spec.language
    parts = [text("chart.funnel.alt", lang=language, what=shortened(spec.what, 80))]
    drawn = spec.drawn
    if not drawn:
        return " ".join([*parts, text("chart.funnel.alt_hidden", lang=language)])
    share = format_percent(spec.share, language)
    parts.append(text("chart.funnel.alt_all", lang=language, share=share))
    outside = [sum(abs(point.beyond) > k for point in drawn) for k in (0, 1)]
    fields = {"some": outside[0], "many": len(drawn), "far": outside[1], "count": outside[0]}
    key = "alt_outside" if outside[0] else "alt_inside"
    parts.append(text(f"chart.funnel.{key}", lang=language, **fields))
    contrast = [point for point in drawn if point.is_contrast]
    parts += [_said("alt_contrast", point, language) for point in contrast]
    others = sorted((p for p in drawn if not p.is_contrast), key=lambda p: (p.share, p.label))
    if len({format_percent(point.share, language) for point in others}) > 1:
        parts.append(_said("alt_highest", others[-1], language))
        parts.append(_said("alt_lowest", others[0], language))
    hidden = len(spec.points) - len(drawn)
    if hidden:
        parts.append(text("chart.funnel.alt_some_hidden", lang=language, count=hidden))
    while len(" ".join(parts)) > MOST_ALT:
        parts.pop()
    return " ".join(parts)


def _said(key: str, point: FunnelPoint, language: str) -> str:
    area, share = shortened(point.label, 45), format_percent(point.share, language)
    return text(f"chart.funnel.{key}", lang=language, area=area, share=share)


def _data(spec: FunnelSpec, variable: str) -> Table:
    language = spec.language
    size = "n_eff" if spec.effective else "n"
    columns = [
        Column("area", capitalised(spec.unit), Align.LEFT),
        Column("share", text("table.head.share", lang=language), formats=("0.0",)),
        Column("n", text("table.head.n", lang=language), formats=("#,##0",)),
    ]
    if size == "n_eff":
        columns.append(Column(size, text("chart.funnel.n_eff", lang=language), formats=("0",)))
    columns.append(Column("place", text("chart.funnel.place", lang=language), Align.LEFT))
    rows = [_data_row(point, spec) for point in (*spec.points, spec.whole)]
    title = text("chart.funnel.title", lang=language, what=spec.what)
    return Table(
        f"{variable}_funnel_data", title, tuple(columns), tuple(rows),
        notes=tuple(_notes(spec)), language=language,
    )  # fmt: skip


def _data_row(point: FunnelPoint, spec: FunnelSpec) -> Row:
    language = spec.language
    is_all = point is spec.whole
    kind = RowKind.ALL if is_all else RowKind.CONTRAST if point.is_contrast else RowKind.BODY
    count = 3 if spec.effective else 2
    if not spec.drawn or not point.shown:
        sign = SIGNS[point.status] or SIGNS[Status.CONFIDENTIAL]
        blank = (Cell(sign),) * count
        return Row((Cell(point.label), *blank, Cell("")), kind, point.area)
    share = Cell(
        with_sign(format_share(point.share, language), point.status),
        (float(f"{100 * point.share:.12g}"),),
    )
    sizes = [point.n, point.size][: count - 1]
    numbers = [
        Cell(format_number(each, language, decimals=0), (float(f"{each:.12g}"),))
        for each in sizes
    ]  # fmt: skip
    place = "" if is_all else text(f"chart.funnel.place_{abs(point.beyond)}", lang=language)
    return Row((Cell(point.label), share, *numbers, Cell(place)), kind, point.area)
