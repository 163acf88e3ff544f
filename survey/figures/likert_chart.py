"""Diverging bars: how the answers to a question spread in each area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.figures.chart import Chart
from survey.figures.style import (
    INK,
    NARROW,
    QUIET,
    RULE,
    WIDE,
    diverging,
    ink_on,
    picture,
    text_width,
    with_unit,
)
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_percent, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.released import Released
    from survey.documents.blocks import Picture

_LEAST_LABELLED = 0.05


@dataclass(frozen=True, slots=True)
class _Bar:
    """One area: its label and its shares, None where they are hidden."""

    label: str
    shares: tuple[float, ...] | None
    sign: str
    strong: bool


@dataclass(frozen=True, slots=True)
class _Spec:
    bars: tuple[_Bar, ...]
    answers: tuple[str, ...]
    language: str


def likert_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Diverging bars of all answers to a question, one bar an area.

    Parameters
    ----------
    released : Released
        With the shares of all answers by area.
    variable : str
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        The middle answer of an odd number lies across zero. An area with a hidden answer is listed
        with its sign and not drawn, since the lengths of the others would give it away.

    Raises
    ------
    UnknownNameError
        If the question was not released by area.
    """
    language = language or current_language()
    over = released.breakdown_of(variable, over)
    contrast = released.contrast_of(variable, over)
    _, rows = released.estimates_of(variable, (over,), headline=False)
    known = released.codebook.variable_or_bare(variable)
    answers = list(dict.fromkeys(rows["category"]))
    areas = _ordered(list(dict.fromkeys(rows[over])), contrast)
    spec = _Spec(
        tuple(_bar(released, rows, over, area, contrast, language) for area in areas),
        tuple(known.code_label(answer, language) for answer in answers),
        language,
    )
    label = said(known.label, language, default=variable)
    statuses = {Status(status) for status in rows["status"]}
    return Chart(
        id=f"{variable}_answers",
        title=title or text("chart.likert.title", lang=language, what=label),
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec),
        subtitle=subtitle,
        notes=tuple(_notes(statuses, language)),
    )


def _ordered(areas: Sequence[Any], contrast: object) -> list[Any]:
    def rank(area: object) -> int:
        return 2 if area is Domain.ALL else 1 if area == contrast else 0

    return sorted(areas, key=rank)


def _bar(
    released: Released,
    rows: Any,  # noqa: ANN401
    over: str,
    area: object,
    contrast: object,
    language: str,
) -> _Bar:
    mine = rows[rows[over] == area]
    label = released.codebook.value_label(over, area, language)
    if area is Domain.ALL:
        label = text("table.all", lang=language)
    elif area is Domain.MISSING:
        label = text("table.missing", lang=language)
    elif area == contrast:
        label = text("table.contrast_row", lang=language, area=label)
    statuses = [Status(status) for status in mine["status"]]
    hidden = next((status for status in statuses if status.hidden), None)
    sign = SIGNS[hidden] if hidden else "*" if Status.FEW in statuses else ""
    shares = None if hidden else tuple(float(share) for share in mine["estimate"])
    return _Bar(label, shares, sign, strong=area is Domain.ALL or area == contrast)


def _notes(statuses: set[Status], language: str) -> list[str]:
    keys = [s.value for s in (Status.FEW, Status.CONFIDENTIAL) if s in statuses]
    if statuses & {Status.UNCERTAIN, Status.UNAVAILABLE}:
        keys.append("unavailable")
    return [text(f"table.note.{key}", lang=language) for key in keys]


def _alt(spec: _Spec, label: str) -> str:
    drawn = [bar for bar in spec.bars if bar.shares is not None]
    lead = text("chart.likert.alt", lang=spec.language, what=label, answers=", ".join(spec.answers))
    parts = [lead]
    for bar in drawn[:6]:
        shares = ", ".join(format_percent(s, spec.language) for s in bar.shares or ())
        parts.append(f"{bar.label}: {shares}.")
    if len(drawn) > 6:
        parts.append(text("chart.more", lang=spec.language, count=len(drawn) - 6))
    return " ".join(parts)


def _left_of_zero(shares: Sequence[float]) -> float:
    """How much of a bar lies left of zero: all below the middle, and half of a middle answer."""
    half = len(shares) // 2
    middle = shares[half] / 2 if len(shares) % 2 else 0.0
    return sum(shares[:half]) + middle


def _draw(spec: _Spec, narrow: bool) -> Picture:
    step = 46.0 if narrow else 34.0
    legend = 22.0 * (len(spec.answers) if narrow and len(spec.answers) > 3 else 1) + 16
    height = legend + step * len(spec.bars) + 34
    paint = partial(_paint, spec, narrow=narrow, step=step, legend=legend, height=height)
    return picture(paint, width=NARROW if narrow else WIDE, height=height, narrow=narrow)


def _paint(
    spec: _Spec, figure: Figure, *, narrow: bool, step: float, legend: float, height: float
) -> None:
    width = NARROW if narrow else WIDE
    labels = [text_width(f"{bar.label}*", 9.5, bold=bar.strong) for bar in spec.bars]
    left = 8.0 if narrow else 22.0 + max(labels)
    axes = figure.add_axes(
        (
            left / width,
            30 / height,
            (width - left - 14) / width,
            step * len(spec.bars) / height,
        )
    )
    colours = diverging(len(spec.answers))
    lefts = [_left_of_zero(bar.shares) for bar in spec.bars if bar.shares]
    rights = [sum(bar.shares) - _left_of_zero(bar.shares) for bar in spec.bars if bar.shares]
    reach = (max(lefts, default=0.5) + 0.02, max(rights, default=0.5) + 0.02)
    axes.set_xlim(-reach[0], reach[1])
    axes.set_ylim(len(spec.bars) - 0.5, -0.5)
    for place, bar in enumerate(spec.bars):
        _paint_bar(axes, place, bar, colours, spec.language, narrow=narrow)
    _paint_frame(axes, spec)
    _paint_legend(figure, spec, colours, narrow=narrow, top=height, legend=legend, left=left)


def _paint_bar(
    axes: Axes, place: int, bar: _Bar, colours: list[str], language: str, *, narrow: bool
) -> None:
    weight = "bold" if bar.strong else "normal"
    label = f"{bar.label}{bar.sign if bar.shares else ''}"
    edge = axes.get_xlim()[0]
    if narrow:
        axes.text(edge, place - 0.3, label, va="center", color=INK, weight=weight, size=9)
    else:
        axes.annotate(
            label, (edge, place), (-10, 0), textcoords="offset points", ha="right", va="center",
            color=INK, weight=weight, size=9.5, annotation_clip=False,
        )  # fmt: skip
    middle = place + 0.14 if narrow else place
    if bar.shares is None:
        axes.text(0, middle, bar.sign, ha="center", va="center", color=QUIET, size=10)
        return
    at = -_left_of_zero(bar.shares)
    thickness = 0.5 if narrow else 0.66
    for share, colour in zip(bar.shares, colours, strict=True):
        corner = (at, middle - thickness / 2)
        axes.add_patch(Rectangle(corner, share, thickness, color=colour, ec="white", lw=0.8))
        if share >= _LEAST_LABELLED:
            axes.text(
                at + share / 2, middle, format_share(share, language),
                ha="center", va="center_baseline", color=ink_on(colour), size=9,
            )  # fmt: skip
        at += share


def _paint_frame(axes: Axes, spec: _Spec) -> None:
    for side in ("top", "left", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    low, high = axes.get_xlim()
    ticks = [tick / 100 for tick in range(-100, 101, 20) if low <= tick / 100 <= high]
    labels = [format_share(abs(tick), spec.language) for tick in ticks]
    axes.set_xticks(ticks, with_unit(labels, spec.language))
    axes.tick_params(axis="x", length=0, labelcolor=QUIET, labelsize=8)
    axes.axvline(0, color=INK, lw=0.8, zorder=0.5)
    for tick in ticks:
        axes.axvline(tick, color=RULE, lw=0.5, zorder=0)


def _paint_legend(
    figure: Figure,
    spec: _Spec,
    colours: list[str],
    *,
    narrow: bool,
    top: float,
    legend: float,
    left: float,
) -> None:
    width = NARROW if narrow else WIDE
    stacked = narrow and len(spec.answers) > 3
    x, y = left, top - 14
    for answer, colour in zip(spec.answers, colours, strict=True):
        square = Rectangle(
            (x / width, (y - 6) / top), 12 / width, 12 / top,
            transform=figure.transFigure, facecolor=colour, edgecolor="none",
        )  # fmt: skip
        figure.add_artist(square)
        figure.text((x + 18) / width, y / top, answer, va="center", color=INK, size=9)
        if stacked:
            y -= 22
        else:
            x += 18 + text_width(answer, 9) + 22
