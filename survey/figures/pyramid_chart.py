"""Who answered beside the register: a pyramid of age groups and gender."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from survey.disclosure.policy import policy_named
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, Table
from survey.documents.house_style import tint
from survey.figures.canvas import Scale, canvas, stroke, write
from survey.figures.chart import Chart, shortened
from survey.figures.frame import LABEL, MARGIN, SMALL
from survey.figures.legend import Key, Legend, legend_of, paint_legend
from survey.figures.plain_values import known_codebook, language_of
from survey.figures.pyramid_cells import (
    Cells,
    Columns,
    Protection,
    band_label,
    cells_of,
    check_area,
    protected,
    table_of,
)
from survey.figures.style import INK, NARROW, QUIET, WIDE, picture, text_width, wrapped
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent, format_share
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.codebook import Codebook
    from survey.disclosure.policy import ReleasePolicy
    from survey.documents.blocks import Picture
    from survey.figures.style import Look
    from survey.kernels.layout import Floats

_BAR, _OUTLINE = 14.0, 20.0
_STEP = {False: 31.0, True: 46.0}
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_WIDEST = 150.0
_SOFT = 0.42
_LEAST_GAP = 0.005


@dataclass(frozen=True, slots=True)
class _Side:
    """One gender in one age group, as shares of both genders together.

    NaN where the number is hidden, or there are no weights.
    """

    respondents: float
    register: float
    weighted: float

    @property
    def reach(self) -> float:
        """The greatest of the shares."""
        shares = [self.respondents, self.register, self.weighted]
        return max((share for share in shares if not np.isnan(share)), default=0.0)


@dataclass(frozen=True, slots=True)
class _Band:
    label: str
    sides: tuple[_Side, _Side]


@dataclass(frozen=True, slots=True)
class _Spec:
    """What is drawn; the youngest first.

    Attributes
    ----------
    answered : int or None
        Respondents in the bands, None where they are hidden.
    merged : bool
        Whether age groups were merged.
    left_out : tuple of str
        Age groups that the register doesn't give.
    """

    bands: tuple[_Band, ...]
    genders: tuple[str, str]
    answered: int | None
    registered: int
    merged: bool
    left_out: tuple[str, ...]
    others: bool
    has_weights: bool
    language: str


def pyramid_chart(
    respondents: pd.DataFrame,
    register: pd.DataFrame,
    *,
    group: str,
    gender: str,
    count: str = "count",
    weighted: str | None = None,
    over: str | None = None,
    area: Any = None,  # noqa: ANN401 - a code
    policy: str | ReleasePolicy = "default",
    codebook: Codebook | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Respondents beside the register, by age group and gender.

    Parameters
    ----------
    respondents, register : DataFrame
        A row for each age group and gender, and area if `over` is given. In the register a count
        may be hidden: empty, ``<5`` or ``..``.
    group, gender, count : str
        The columns of age groups (the youngest first), of two genders, and of persons.
    weighted : str, optional
        The column of sums of weights among `respondents`.
    over : str, optional
        The column of areas.
    area : code, optional
        The area to draw; all of them together if left out.
    policy : {"default", "strict", "internal"} or ReleasePolicy
        Age groups are merged until each cell holds nobody or more than its `small_cell`, in every
        area at once. So give all areas if charts of more than one are shown.
    codebook : Codebook, optional
        With labels and the order of groups and genders.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Bars of respondents, outlines of the register, diamonds of weighted respondents; each a
        share of both genders together. Groups that the register hides are left out and listed.

    Raises
    ------
    DataError
        If a count is none, a cell stands twice, or there aren't two genders.
    UnknownNameError
        If a column, a group or the area is unknown.
    WrongUseError
        If an argument is nothing of what it can be.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> cells = {"age": ["18-39", "18-39", "40+", "40+"], "gender": ["Women", "Men"] * 2}
    >>> answered = pd.DataFrame({**cells, "count": [20, 10, 40, 30]})
    >>> living = pd.DataFrame({**cells, "count": [300, 300, 200, 200]})
    >>> chart = sv.pyramid_chart(answered, living, group="age", gender="gender", language="en")
    >>> chart.data.rows[0].cells[1].text, chart.data.rows[0].cells[2].text
    ('20', '30')
    """
    language = language_of(language)
    codebook = known_codebook(codebook)
    columns = Columns(group, gender, count, over, weighted)
    cells = cells_of(respondents, register, columns, codebook)
    check_area(cells, area, over)
    protection = protected(cells, policy_named(policy))
    spec = _spec(cells, protection, columns, area, codebook, language)
    where = "" if area is None else codebook.value_label(str(over), area, language)
    key = "title_area" if where else "title"
    return Chart(
        id="pyramid",
        title=title or text(f"chart.pyramid.{key}", lang=language, area=where),
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec)),
        is_empty=spec.answered is None or not spec.bands,
    )


# What is shown


def _spec(
    cells: Cells,
    protection: Protection,
    columns: Columns,
    area: object,
    codebook: Codebook,
    language: str,
) -> _Spec:
    hidden = area in protection.hidden
    bands = [(k,) for k in range(len(cells.groups))] if hidden else list(protection.bands)
    register = table_of(cells.register, area)
    labels = [codebook.value_label(columns.group, each, language) for each in cells.groups]
    names = [band_label([labels[k] for k in band], language) for band in bands]
    known = [not np.isnan(register[list(band)]).any() for band in bands]
    kept = [band for band, is_known in zip(bands, known, strict=True) if is_known]
    answered = _banded(table_of(cells.respondents, area), kept)
    weights = None if cells.weighted is None else _banded(table_of(cells.weighted, area), kept)
    blank = np.full(answered.shape, np.nan)
    shares = (
        blank if hidden else _shares(answered),
        _shares(_banded(register, kept)),
        blank if hidden or weights is None else _shares(weights),
    )
    shown = [name for name, is_known in zip(names, known, strict=True) if is_known]
    genders = [codebook.value_label(columns.gender, each, language) for each in cells.genders]
    return _Spec(
        tuple(_band(label, place, shares) for place, label in enumerate(shown)),
        (genders[0], genders[1]),
        None if hidden else int(answered.sum()),
        int(np.nansum(_banded(register, kept))),
        any(len(band) > 1 for band in kept),
        tuple(name for name, is_known in zip(names, known, strict=True) if not is_known),
        cells.others,
        weights is not None and not hidden,
        language,
    )


def _banded(table: Floats, bands: Sequence[Sequence[int]]) -> Floats:
    sums = [table[list(band)].sum(axis=0) for band in bands]
    return np.stack(sums) if sums else np.zeros((0, table.shape[1]))


def _shares(table: Floats) -> Floats:
    total = table.sum()
    return table / total if total > 0 else np.zeros(table.shape)


def _band(label: str, place: int, shares: tuple[Floats, Floats, Floats]) -> _Band:
    first, second = (_Side(*(float(each[place, k]) for each in shares)) for k in (0, 1))
    return _Band(label, (first, second))


# In words and numbers


def _notes(spec: _Spec) -> list[str]:
    language = spec.language
    if spec.answered is None:
        notes = [text("table.note.confidential", lang=language)]
    else:
        persons = format_number(spec.answered, language)
        notes = [text("chart.pyramid.persons", lang=language, persons=persons)]
    living = format_number(spec.registered, language)
    notes.append(text("chart.pyramid.note_register", lang=language, persons=living))
    keys = {
        "weighted": spec.has_weights,
        "merged": spec.merged and spec.answered is not None,
        "others": spec.others,
    }
    notes += [
        text(f"chart.pyramid.note_{key}", lang=language) for key, said in keys.items() if said
    ]
    if spec.left_out:
        groups = join_words(spec.left_out, language)
        notes.append(text("chart.pyramid.left_out", lang=language, groups=groups))
    return notes


def _alt(spec: _Spec) -> str:
    language = spec.language
    count = len(spec.bands)
    parts = [text("chart.pyramid.alt", lang=language, count=count)]
    if not spec.bands:
        return " ".join([*parts, text("chart.pyramid.alt_none", lang=language)])
    if spec.answered is None:
        return " ".join([*parts, text("chart.pyramid.alt_hidden", lang=language)])
    sides = [
        (band.label, gender, side)
        for band in spec.bands
        for side, gender in zip(band.sides, spec.genders, strict=True)
    ]
    sides.sort(key=lambda each: each[2].respondents - each[2].register)
    if max(abs(side.respondents - side.register) for _, _, side in sides) < _LEAST_GAP:
        return " ".join([*parts, text("chart.pyramid.alt_alike", lang=language)])
    ends = (("alt_under", sides[0]), ("alt_over", sides[-1]))
    return " ".join([*parts, *(_gap(key, *end, language) for key, end in ends)])


def _gap(key: str, label: str, gender: str, side: _Side, language: str) -> str:
    """The group with the smallest or the largest part of the respondents beside the register."""
    return text(
        f"chart.pyramid.{key}",
        lang=language,
        gender=shortened(gender, 30),
        group=shortened(label, 40),
        share=format_percent(side.respondents, language),
        register=format_percent(side.register, language),
    )


def _kinds(spec: _Spec) -> list[str]:
    kinds = ["respondents", "register"] if spec.answered is not None else ["register"]
    return [*kinds, "weighted"] if spec.has_weights else kinds


def _data(spec: _Spec) -> Table:
    language = spec.language
    columns = [Column("group", text("chart.pyramid.group", lang=language), Align.LEFT)]
    for place, gender in enumerate(spec.genders):
        columns += [
            Column(
                f"{kind}_{place}", text(f"chart.pyramid.{kind}", lang=language), formats=("0.0",),
                group=gender,
            )
            for kind in _kinds(spec)
        ]  # fmt: skip
    rows = tuple(_data_row(band, spec) for band in spec.bands)
    title = text("chart.pyramid.title", lang=language)
    return Table(
        "pyramid_data", title, tuple(columns), rows,
        subtitle=text("chart.pyramid.unit", lang=language), notes=tuple(_notes(spec)),
        language=language,
    )  # fmt: skip


def _data_row(band: _Band, spec: _Spec) -> Row:
    shares = [getattr(side, kind) for side in band.sides for kind in _kinds(spec)]
    cells = [Cell(format_share(share, spec.language), (float(f"{100 * share:.12g}"),))
             for share in shares]  # fmt: skip
    return Row((Cell(band.label), *cells))


def _plot(spec: _Spec, _: Look) -> Plot | None:
    if not spec.bands:
        return None
    series = tuple(f"{kind}_{place}" for place in (0, 1) for kind in _kinds(spec))
    return Plot(PlotKind.BARS, series)


# Drawing


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts lie, in pixels; the scales go outwards from the middle."""

    spec: _Spec
    look: Look
    narrow: bool
    legend: Legend
    labels: tuple[str, ...]
    top: float
    step: float
    left: Scale
    right: Scale
    height: float

    @property
    def width(self) -> float:
        return NARROW if self.narrow else WIDE

    @property
    def centre(self) -> float:
        return (self.left.start + self.right.start) / 2

    @property
    def bottom(self) -> float:
        return self.top + self.step * len(self.labels)

    def middle(self, place: int) -> float:
        """The middle of the bars of a band; the youngest lies lowest."""
        row = len(self.labels) - 1 - place
        down = self.step - 14 if self.narrow else self.step / 2
        return self.top + row * self.step + down


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    layout = _layout(spec, look, narrow=narrow)
    paint = partial(_paint, layout)
    return picture(paint, width=layout.width, height=layout.height, narrow=narrow, look=look)


def _layout(spec: _Spec, look: Look, *, narrow: bool) -> _Layout:
    width = NARROW if narrow else WIDE
    widest = width - 2 * MARGIN if narrow else _WIDEST
    labels = [wrapped(b.label, LABEL, widest, most=3, font=look.font) for b in spec.bands]
    lines = max((label.count("\n") for label in labels), default=0)
    gap = 6.0 if narrow else max((text_width(each, LABEL, font=look.font) for each in labels),
                                 default=0.0) + 24  # fmt: skip
    numbers = [_numbers(side, spec) for band in spec.bands for side in band.sides]
    outside = max((text_width(each, SMALL, font=look.font) for each in numbers), default=0.0) + 12
    high = _high(spec)
    inside, end = width / 2 - gap / 2, MARGIN + outside
    legend = legend_of(_keys(spec, look), width, look)
    top = legend.height + 34.0
    step = _STEP[narrow] + lines * 15.0
    return _Layout(
        spec, look, narrow, legend, tuple(labels), top, step,
        Scale(0, high, inside, end), Scale(0, high, width - inside, width - end),
        top + step * len(labels) + 42.0,
    )  # fmt: skip


def _high(spec: _Spec) -> float:
    return max((side.reach for band in spec.bands for side in band.sides), default=0.1) or 0.1


def _keys(spec: _Spec, look: Look) -> list[Key]:
    language = spec.language
    keys = [
        Key(text("chart.pyramid.respondents", lang=language), "box", tint(look.accent, _SOFT)),
        Key(text("chart.pyramid.key_register", lang=language), "outline", INK),
        Key(text("chart.pyramid.weighted", lang=language), "mark", INK, "D"),
    ]
    shown = [spec.answered is not None, True, spec.has_weights]
    return [key for key, is_shown in zip(keys, shown, strict=True) if is_shown]


def _numbers(side: _Side, spec: _Spec) -> str:
    register = format_share(side.register, spec.language)
    if spec.answered is None:
        return f"({register})"
    return f"{format_share(side.respondents, spec.language)} ({register})"


def _paint(layout: _Layout, figure: Figure) -> None:
    axes = canvas(figure, layout.width, layout.height)
    paint_legend(axes, layout.legend)
    _paint_axis(axes, layout)
    for place, band in enumerate(layout.spec.bands):
        y = layout.middle(place)
        name = y - 16 if layout.narrow else y
        down = "bottom" if layout.narrow else "middle"
        write(
            axes, layout.centre, name, layout.labels[place], size=LABEL, across="center",
            down=down, rimmed=True,
        )  # fmt: skip
        for side, scale in zip(band.sides, (layout.left, layout.right), strict=True):
            _paint_side(axes, layout, side, scale, y)


def _paint_axis(axes: Axes, layout: _Layout) -> None:
    spec = layout.spec
    high = layout.left.high
    step = next((s for s in _STEPS if high / s <= (3 if layout.narrow else 5)), _STEPS[-1])
    for scale, gender in zip((layout.left, layout.right), spec.genders, strict=True):
        room = abs(scale.end - scale.start)
        words = wrapped(gender, LABEL, room, most=1, bold=True, font=layout.look.font)
        is_left = scale.end < scale.start
        x = scale.end if layout.narrow else scale.start
        across = "right" if is_left != layout.narrow else "left"
        write(axes, x, layout.top - 12, words, size=LABEL, bold=True, across=across)
        for place in range(int(high / step + 1e-9) + 1):
            x = scale(place * step)
            stroke(axes, (x, x), (layout.top, layout.bottom + 2), zorder=0)
            if place or not layout.narrow or is_left:
                label = format_share(place * step, spec.language)
                write(axes, x, layout.bottom + 11, label, colour=QUIET, across="center")
    unit = text("chart.pyramid.unit", lang=spec.language)
    room = layout.width - 2 * MARGIN
    write(
        axes, layout.centre, layout.bottom + 28,
        wrapped(unit, SMALL, room, most=1, font=layout.look.font), colour=QUIET, across="center",
    )  # fmt: skip


def _paint_side(axes: Axes, layout: _Layout, side: _Side, scale: Scale, y: float) -> None:
    """A bar of respondents, the outline of the register, and their numbers at the outer end."""
    start = scale.start
    if layout.spec.answered is not None:
        bar = scale(side.respondents) - start
        soft = tint(layout.look.accent, _SOFT)
        axes.add_patch(Rectangle((start, y - _BAR / 2), bar, _BAR, color=soft, lw=0, zorder=1))
    box = Rectangle(
        (start, y - _OUTLINE / 2), scale(side.register) - start, _OUTLINE, fill=False, ec=INK,
        lw=1.3, zorder=3,
    )  # fmt: skip
    axes.add_patch(box)
    if layout.spec.has_weights:
        axes.plot([scale(side.weighted)], [y], marker="D", markersize=5, color=INK, zorder=4)
    outwards = 1 if scale.end > start else -1
    end = max(_length(side.respondents, scale), _length(side.register, scale),
              _length(side.weighted, scale) + 5)  # fmt: skip
    write(
        axes, start + (end + 6) * outwards, y, _numbers(side, layout.spec),
        across="left" if outwards > 0 else "right", rimmed=True,
    )  # fmt: skip


def _length(share: float, scale: Scale) -> float:
    """Pixels of a share; none where it is hidden."""
    return 0.0 if np.isnan(share) else abs(scale(share) - scale.start)
