"""Respondents beside the register: a dot before and after weighting, and a bar for the register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from survey.codebook import Domain
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind, Table
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.frame import (
    LABEL,
    MARGIN,
    SMALL,
    frame_of,
    paint_axis,
    paint_label,
    reach,
    step_of,
)
from survey.figures.marks import paint_beside, paint_key, paint_sign
from survey.figures.plain_values import language_of, unknown
from survey.figures.style import INK, QUIET, RULE, picture, text_width
from survey.language.catalogue import text
from survey.language.numbers import (
    NO_BREAK,
    format_percent,
    format_points,
    format_range,
    format_share,
)
from survey.language.words import capitalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.results.beside import ReleasedRepresentativity
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.frame import Frame
    from survey.figures.style import Look

_NEAR = 1e-9
_LONGEST_NAME = 40
_BAR = 14.0
_BELOW_HEADING = 18.0
_COLUMN_GAP = 16.0
_KINDS = ("respondents", "weighted", "register")


@dataclass(frozen=True, slots=True)
class _Line:
    """A category, or the heading of a characteristic."""

    label: str
    heading: bool
    status: Status = Status.SHOWN
    respondents: float = float("nan")
    weighted: float = float("nan")
    register: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    mark: int = 0

    @property
    def shown(self) -> bool:
        """Whether the respondents can be seen."""
        return not self.status.hidden and self.respondents == self.respondents

    @property
    def registered(self) -> bool:
        """Whether the register tells."""
        return self.register == self.register


@dataclass(frozen=True, slots=True)
class _Spec:
    lines: tuple[_Line, ...]
    kinds: tuple[str, ...]
    area: str
    code: str
    language: str

    @property
    def categories(self) -> list[_Line]:
        return [each for each in self.lines if not each.heading]

    @property
    def has_weights(self) -> bool:
        return "weighted" in self.kinds


def representativity_chart(
    released: Released,
    area: Any = None,  # noqa: ANN401 - a code or label of an area
    variables: Sequence[str] | None = None,
    *,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Each category of the register beside the respondents, before and after weighting.

    Parameters
    ----------
    released : Released
        With what `representativity` returned.
    area : code or label of an area, optional
        All areas together if left out.
    variables : sequence of str, optional
        The characteristics, in the order wanted; all if left out.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A row for each category: an upright bar at the register's share (a box over the range where
        it is hidden), a hollow dot at that of the respondents, in colour where they surely depart,
        and a filled dot at their weighted share.

    Raises
    ------
    UnknownNameError
        If the area was not released.
    WrongUseError
        If nothing was released to show.
    """
    must_be_released(released)
    language = language_of(language)
    found = released.representativity()
    spec = _spec(found, _place(found, area, language), variables, language)
    key = "title" if not spec.area else "title_area"
    return Chart(
        id="representativity",
        title=title or text(f"representativity.chart.{key}", lang=language, area=spec.area),
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not any(each.shown for each in spec.categories),
    )


def _place(found: ReleasedRepresentativity, area: object, language: str) -> object:
    if area is None or area is Domain.ALL:
        return Domain.ALL
    labels = {found.area_label(value, language): value for value in found.areas()}
    if area in found.areas():
        return area
    if area not in labels:
        raise unknown(area, labels, "representativity.area")
    return labels[str(area)]


def _spec(
    found: ReleasedRepresentativity,
    place: object,
    variables: Sequence[str] | None,
    language: str,
) -> _Spec:
    names = [name for name in variables or found.variables() if found.cells(name, place)]
    lines = [line for name in names for line in _lines(found, name, place, language)]
    kinds = tuple(kind for kind in _KINDS if found.has_weights or kind != "weighted")
    everywhere = place is Domain.ALL
    area = "" if everywhere else found.area_label(place, language)
    return _Spec(tuple(lines), kinds, area, "" if everywhere else str(place), language)


def _lines(
    found: ReleasedRepresentativity, name: str, place: object, language: str
) -> Iterator[_Line]:
    yield _Line(capitalised(found.codebook.label(name, language)), heading=True)
    for record in found.cells(name, place):
        yield _Line(
            found.codebook.category_label(name, record["category"], language),
            heading=False,
            status=record["status"],
            respondents=float(record["respondents"]),
            weighted=float(record["weighted"]),
            register=float(record["register"]),
            low=float(record["register_low"]),
            high=float(record["register_high"]),
            mark=int(record["mark"]),
        )


# In words


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    keys = ["respondents", *(["weighted"] if spec.has_weights else []), "register"]
    if any(line.mark for line in spec.categories):
        keys.append("departs")
    if any(_is_range(line) for line in spec.categories):
        keys.append("range")
    notes = [text(f"representativity.chart.note_{key}", lang=language) for key in keys]
    return [*notes, *notes_on({line.status for line in spec.categories}, language)]


def _alt(spec: _Spec) -> str:
    """The groups that are farthest from the register, of those that are shown."""
    language = spec.language
    seen = [line for line in spec.categories if line.shown and line.registered]
    parts = [text("representativity.chart.alt", lang=language, count=len(spec.categories))]
    if not seen:
        parts.append(text("representativity.chart.alt_hidden", lang=language))
        return fitting(parts)
    ranked = sorted(seen, key=lambda line: line.respondents - line.register)
    for key, line in (("under", ranked[0]), ("over", ranked[-1])):
        gap = line.respondents - line.register
        if (gap < -_NEAR) if key == "under" else (gap > _NEAR):
            parts.append(_said(key, line, language))
    if spec.has_weights:
        most = max(abs(line.weighted - line.register) for line in seen)
        points = format_points(max(most, 0.0), language, decimals=1, sign=False)
        parts.append(text("representativity.chart.alt_weighted", lang=language, points=points))
    return fitting(parts)


def _said(key: str, line: _Line, language: str) -> str:
    return text(
        f"representativity.chart.alt_{key}",
        lang=language,
        group=shortened(line.label, _LONGEST_NAME),
        share=format_percent(line.respondents, language),
        register=format_percent(line.register, language),
    )


# Drawing


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    labels = [(_label(line, spec, narrow=narrow), line.heading) for line in spec.lines]
    widths = _widths(spec, look)
    right = 24.0 if narrow else 14.0 + sum(widths.values()) + _COLUMN_GAP * len(widths) + MARGIN
    frame = frame_of(
        labels,
        narrow=narrow,
        step=step_of(len(labels), narrow=narrow) - (4.0 if narrow else 6.0),
        above=30.0 + (18.0 * (len(spec.kinds) - 1) if narrow else 0.0),
        right=right,
        look=look,
    )
    if narrow:
        frame = _tightened(frame, spec)
    paint = partial(_paint, spec, frame, widths)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _tightened(frame: Frame, spec: _Spec) -> Frame:
    """Without the room for marks below headings."""
    rows, saved = [], 0.0
    for row, line in zip(frame.rows, spec.lines, strict=True):
        rows.append(replace(row, top=row.top - saved, middle=row.middle - saved))
        saved += _BELOW_HEADING if line.heading else 0.0
    return replace(frame, rows=tuple(rows), length=frame.length - saved)


def _widths(spec: _Spec, look: Look) -> dict[str, float]:
    """How wide the column of each kind of share is: its head with its mark, or its numbers."""
    result = {}
    for kind in spec.kinds:
        head = text_width(_head(kind, spec.language), SMALL, font=look.font) + 16.0
        numbers = [_number(line, kind, spec.language) for line in spec.categories]
        result[kind] = max([head, *(text_width(n, LABEL, font=look.font) for n in numbers)])
    return result


def _head(kind: str, language: str) -> str:
    return text(f"representativity.chart.{kind}", lang=language)


def _number(line: _Line, kind: str, language: str) -> str:
    if kind == "register":
        if not line.registered:
            return SIGNS[Status.UNAVAILABLE]
        ends = [format_share(each, language) for each in (line.low, line.high)]
        whole = format_share(line.register, language)
        return format_range(*ends) if _is_range(line) and ends[0] != ends[1] else whole
    if not line.shown:
        return SIGNS[line.status if line.status.hidden else Status.UNAVAILABLE]
    return format_share(getattr(line, kind), language) + SIGNS[line.status]


def _is_range(line: _Line) -> bool:
    return line.high - line.low > _NEAR


def _label(line: _Line, spec: _Spec, *, narrow: bool) -> str:
    if not narrow or line.heading:
        return line.label
    numbers = [_number(line, kind, spec.language) for kind in spec.kinds]
    return f"{line.label}: {f'{NO_BREAK}/{NO_BREAK}'.join(numbers)}"


def _paint(spec: _Spec, frame: Frame, widths: dict[str, float], figure: Figure) -> None:
    shares = [
        each
        for line in spec.categories
        for each in (line.respondents, line.weighted, line.register, line.low, line.high)
        if each == each  # noqa: PLR0124 - NaN
    ]
    axes = frame.axes(figure, *reach(shares, zero=True))
    for row, line in zip(frame.rows, spec.lines, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if line.heading:
            continue
        _paint_line(axes, row.middle, line, spec, frame.look)
        if not frame.narrow:
            _paint_numbers(axes, row.middle, line, spec, widths)
    paint_axis(axes, frame, spec.language)
    _paint_keys(figure, frame, spec, widths)


def _paint_line(axes: Axes, y: float, line: _Line, spec: _Spec, look: Look) -> None:
    if line.registered:
        _paint_register(axes, y, line)
    if not line.shown:
        if not line.registered or spec.categories:
            paint_sign(axes, y, line.status if line.status.hidden else Status.UNAVAILABLE)
        return
    colour = look.accent if line.mark else QUIET
    if line.registered:
        nearest = min(max(line.respondents, line.low), line.high)
        axes.plot([line.respondents, nearest], [y, y], color=colour, lw=1.6, zorder=2)
    if spec.has_weights:
        axes.plot([line.weighted], [y], marker="o", markersize=5.5, color=INK, zorder=4)
    axes.plot(
        [line.respondents], [y], marker="s" if line.status is Status.FEW else "o", markersize=8,
        color=colour, markerfacecolor="white", markeredgewidth=1.7, zorder=3,
    )  # fmt: skip


def _paint_register(axes: Axes, y: float, line: _Line) -> None:
    """An upright bar; a box where the register hides how many there are."""
    if _is_range(line):
        box = Rectangle(
            (line.low, y - _BAR / 2), line.high - line.low, _BAR, fc=RULE, ec="none", zorder=1
        )
        axes.add_artist(box)
        return
    axes.plot([line.register] * 2, [y - _BAR / 2, y + _BAR / 2], color=INK, lw=2.4, zorder=2.5)


def _paint_numbers(
    axes: Axes, y: float, line: _Line, spec: _Spec, widths: dict[str, float]
) -> None:
    for kind, x in _columns(widths).items():
        words = _number(line, kind, spec.language)
        paint_beside(axes, x * 0.75, y, words, size=LABEL)


def _columns(widths: dict[str, float]) -> dict[str, float]:
    """Pixels from the end of the axes to the beginning of each column."""
    at, found = 14.0, {}
    for kind, width in widths.items():
        found[kind] = at
        at += width + _COLUMN_GAP
    return found


def _paint_keys(figure: Figure, frame: Frame, spec: _Spec, widths: dict[str, float]) -> None:
    """What each mark is: over the column of its numbers, or one below the other."""
    start = frame.left + frame.inner
    for place, (kind, x) in enumerate(_columns(widths).items()):
        at = (MARGIN + 6, 14.0 + 18.0 * place) if frame.narrow else (start + x + 4, 16.0)
        marker, fill = {"respondents": ("o", "white"), "weighted": ("o", INK)}.get(kind, ("|", INK))
        colour = QUIET if kind == "respondents" else INK
        paint_key(figure, frame, *at, marker, colour, fill, _head(kind, spec.language))


# Numbers


def _data(spec: _Spec) -> Table:
    language = spec.language
    columns = [Column("category", text("representativity.chart.group", lang=language), Align.LEFT)]
    columns += [
        Column(kind, text(f"representativity.table.{kind}", lang=language), formats=("0",))
        for kind in spec.kinds
    ]
    rows = tuple(_row(line, spec) for line in spec.lines)
    return Table(
        "representativity_data",
        text("representativity.chart.title", lang=language),
        tuple(columns),
        rows,
        notes=tuple(_notes(spec)),
        language=language,
    )


def _row(line: _Line, spec: _Spec) -> Row:
    if line.heading:
        blanks = (Cell(""),) * len(spec.kinds)
        return Row((Cell(line.label), *blanks), RowKind.HEADING, spec.code)
    cells = []
    for kind in spec.kinds:
        told = line.registered if kind == "register" else line.shown
        values = (float(f"{100 * getattr(line, kind):.12g}"),) if told else ()
        cells.append(Cell(_number(line, kind, spec.language), values))
    return Row((Cell(line.label), *cells), RowKind.BODY, spec.code)


def _plot(spec: _Spec, look: Look) -> Plot:
    colours = {"respondents": QUIET, "weighted": look.accent, "register": INK}
    return Plot(PlotKind.BARS, spec.kinds, colours=tuple(colours[kind] for kind in spec.kinds))
