"""Areas in order, each with a line for the ranks that it may have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, said
from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import ReleasedRanks, judged_rows
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Cell, Column, Row
from survey.figures.areas import area_label, contrast_area, row_area, row_kind
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.frame import (
    LABEL,
    bare_axes,
    frame_beside,
    paint_label,
    paint_ticks,
)
from survey.figures.marks import paint_beside, paint_dot
from survey.figures.numbers_table import area_column, limit_heads, numbers_table
from survey.figures.plain_values import language_of
from survey.figures.style import picture
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent, format_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.codebook import Codebook
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture, RowKind, Table
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_STEPS = (1, 2, 5, 10, 20, 50, 100)
_LEAST_APART = 34.0
_NOTHING = math.nan


@dataclass(frozen=True, slots=True)
class _Place:
    """An area with its rank; NaN where it has none."""

    area: str
    label: str
    kind: RowKind
    rank: float
    low: float
    high: float
    may_be_last: bool
    status: Status

    @property
    def ranked(self) -> bool:
        """Whether it has a rank."""
        return not math.isnan(self.rank)


@dataclass(frozen=True, slots=True)
class _Spec:
    places: tuple[_Place, ...]
    level: float
    best: str
    language: str

    @property
    def ranked(self) -> list[_Place]:
        """Those that have a rank, the best first."""
        return [place for place in self.places if place.ranked]


def rank_chart(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Areas from the best to the worst, each with a line for the ranks that it may have.

    Parameters
    ----------
    released : Released
        With what `rank_areas` returned.
    variable : str
    category : code, optional
        Needed only where several numbers of the variable were ranked.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Filled dots are areas that may be last of all. Areas whose number is hidden come last with
        their sign; ranks are counted without them.

    Raises
    ------
    UnknownNameError
        If no ranks by the variable were released.
    WrongUseError
        If `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2, "k": [50, 50, 20, 80]})
    >>> shares = sv.mean(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> sv.rank_chart(sv.release(sv.rank_areas(shares, best="high")), "safe", language="en")
    Chart(Rank: safe)
    """
    must_be_released(released)
    must_be_one_name(variable)
    language = language_of(language)
    part, records = judged_rows(released.of(ReleasedRanks), "ranks", variable, category)
    spec = _spec(released, part, records, language)
    what = judged_label(released.codebook, records[0], language)
    title = title or text("ranks.title", lang=language, what=what)
    name = f"{variable}_ranks"
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, what),
        language=language,
        draw=partial(_draw, spec),
        data=_numbers(spec, released, part.over, name, title, subtitle),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec, is_share=part.statistic == "share")),
        is_empty=not spec.ranked,
    )


def judged_label(codebook: Codebook, record: Any, language: str) -> str:  # noqa: ANN401
    """What a released number is of: its headline, or the question and the answer."""
    name, category = record["variable"], record["category"]
    headline = codebook.variable_or_bare(name).headline
    if category == Category.HEADLINE and headline is not None:
        return said(headline.label, language, default=codebook.label(name, language))
    if category in ("", Category.HEADLINE):
        return codebook.label(name, language)
    return f"{codebook.label(name, language)}: {codebook.category_label(name, category, language)}"


def _spec(released: Released, part: Any, records: list[Any], language: str) -> _Spec:  # noqa: ANN401
    over = part.over
    contrast = contrast_area(released, over, [record[over] for record in records])
    places = [
        _Place(
            row_area(record[over]),
            area_label(released, over, record[over], contrast, language),
            row_kind(record[over], contrast),
            *_ranks(record),
            bool(record["may_be_last"]),
            Status(record["status"]),
        )
        for record in records
    ]
    places.sort(key=lambda place: place.rank if place.ranked else math.inf)
    return _Spec(tuple(places), part.level, records[0]["best"], language)


def _ranks(record: Any) -> tuple[float, float, float]:  # noqa: ANN401 - a row of a frame
    if Status(record["status"]).hidden:
        return (_NOTHING, _NOTHING, _NOTHING)
    return float(record["rank"]), float(record["rank_low"]), float(record["rank_high"])


def _possible(place: _Place, language: str) -> str:
    ends = [format_number(int(end), language) for end in (place.low, place.high)]
    return ends[0] if ends[0] == ends[1] else format_range(*ends)


def _in_words(place: _Place, language: str) -> str:
    """The rank and the ranks it may have, or the sign that stands for them."""
    if not place.ranked:
        return SIGNS[place.status if place.status.hidden else Status.UNAVAILABLE]
    rank = format_number(int(place.rank), language)
    if place.low == place.high:
        return text("ranks.chart.alone", lang=language, rank=rank)
    possible = _possible(place, language)
    return text("ranks.chart.beside", lang=language, rank=rank, possible=possible)


def _notes(spec: _Spec, *, is_share: bool) -> list[str]:
    language, level = spec.language, format_percent(spec.level, spec.language)
    notes = []
    if spec.ranked:
        notes.append(text(f"ranks.best_{spec.best}{'' if is_share else '_number'}", lang=language))
        notes += [text(f"ranks.chart.{key}", lang=language, level=level) for key in _DOTS]
    if any(place.status is Status.FEW for place in spec.ranked):
        notes.append(text("ranks.chart.square", lang=language))
    hidden = len(spec.places) - len(spec.ranked)
    if hidden:
        notes.append(text("ranks.note_unranked", lang=language, count=hidden))
    return notes + notes_on({place.status for place in spec.places} - {Status.FEW}, language)


_DOTS = ("dot", "dot_last")


def _alt(spec: _Spec, what: str) -> str:
    language, ranked = spec.language, spec.ranked
    count = len(ranked)
    parts = [text("ranks.chart.alt", lang=language, count=count, what=shortened(what, 90))]
    for key, place in zip(("alt_first", "alt_end"), (ranked[:1], ranked[1:][-1:]), strict=True):
        parts += [
            text(
                f"ranks.chart.{key}",
                lang=language,
                area=shortened(each.label, 50),
                possible=_possible(each, language),
            )
            for each in place
        ]
    some = sum(place.may_be_last for place in ranked)
    if some:
        parts.append(text("ranks.chart.alt_last", lang=language, count=some))
    hidden = len(spec.places) - count
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return fitting(parts)


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    words = [_in_words(place, spec.language) for place in spec.places]
    labels = [place.label for place in spec.places]
    frame = frame_beside(labels, words, narrow=narrow, look=look)
    paint = partial(_paint, spec, frame, words)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _paint(spec: _Spec, frame: Frame, words: Sequence[str], figure: Figure) -> None:
    last = max(len(spec.ranked), 2)
    axes = frame.axes(figure, 0.5, last + 0.5)
    for row, place, written in zip(frame.rows, spec.places, words, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if not frame.narrow:
            paint_beside(axes, 10, row.middle, written, size=LABEL)
        if place.ranked:
            numbers = (place.rank, place.low, place.high)
            paint_dot(axes, row.middle, numbers, place.status, int(place.may_be_last), frame.look)
    _paint_axis(axes, frame, last, spec.language)


def _paint_axis(axes: Axes, frame: Frame, last: int, language: str) -> None:
    """Whole ranks, the first and the last among them."""
    bare_axes(axes)
    most = frame.inner / _LEAST_APART
    step = next((step for step in _STEPS if last / step <= most), _STEPS[-1])
    ranks = sorted({1, *range(step, last + 1, step)})
    labels = [format_number(rank, language) for rank in ranks]
    labels[0] = f"{text('ranks.chart.axis', lang=language)} {labels[0]}"
    paint_ticks(axes, [float(rank) for rank in ranks], labels)


def _numbers(
    spec: _Spec, released: Released, over: str, name: str, title: str, subtitle: str
) -> Table:
    language = spec.language
    level = format_number(spec.level * 100, language)
    columns = [
        area_column(released, over, language),
        Column("rank", text("ranks.rank", lang=language), formats=("0",)),
        Column(
            "possible",
            text("ranks.possible", lang=language, level=level),
            parts=limit_heads(language),
            formats=("0", "0"),
        ),
        Column("last", text("ranks.last", lang=language)),
    ]
    rows = [_row(place, language) for place in spec.places]
    notes = notes_on({place.status for place in spec.places} - {Status.FEW}, language)
    return numbers_table(
        name, title, columns, rows, language=language, subtitle=subtitle, notes=notes
    )


def _row(place: _Place, language: str) -> Row:
    if not place.ranked:
        sign = Cell(_in_words(place, language))
        return Row((Cell(place.label), sign, sign, Cell("")), place.kind, place.area)
    rank, low, high = (int(each) for each in (place.rank, place.low, place.high))
    cells = (
        Cell(place.label),
        Cell(format_number(rank, language), (rank,)),
        Cell(_possible(place, language), (low, high)),
        Cell(text("ranks.yes", lang=language) if place.may_be_last else ""),
    )
    return Row(cells, place.kind, place.area)
