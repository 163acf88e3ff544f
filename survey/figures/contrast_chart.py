"""Dots and whiskers: every area against the band of the contrast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS
from survey.errors import WrongUseError
from survey.figures.chart import Chart
from survey.figures.style import (
    ACCENT,
    BAND,
    INK,
    NARROW,
    QUIET,
    RULE,
    WIDE,
    picture,
    text_width,
    with_unit,
)
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted
from survey.language.numbers import format_percent, format_range, format_share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.released import Released
    from survey.documents.blocks import Picture


@dataclass(frozen=True, slots=True)
class _Dot:
    """One area; the numbers are NaN where they are hidden."""

    label: str
    estimate: float
    low: float
    high: float
    differs: bool
    status: Status

    @property
    def shown(self) -> bool:
        return not self.status.hidden


@dataclass(frozen=True, slots=True)
class _Spec:
    dots: tuple[_Dot, ...]
    contrast: _Dot
    language: str


def contrast_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headline of a question in every area, beside the contrast.

    Parameters
    ----------
    released : Released
        With the headline by area and its comparison with the contrast.
    variable : str
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Areas from the highest to the lowest; filled where the difference is statistically
        significant, hollow where it isn't, an open square for few answers. The contrast is a line
        with a band for its own uncertainty. Hidden areas are listed with their sign.

    Raises
    ------
    UnknownNameError
        If the headline was not released by area.
    WrongUseError
        If no comparison was released with it.
    """
    language = language or current_language()
    over = released.breakdown_of(variable, over)
    _, rows = released.estimates_of(variable, (over,), headline=True)
    found = released.comparison_of(variable, (over,), headline=True)
    if found is None:
        raise fail(WrongUseError, "chart.no_comparison", name=quoted(variable))
    comparison, differences = found
    marks = dict(zip(differences[over], differences["mark"], strict=True))
    dots = {
        area: _dot(released, record, over, marks, language)
        for area, record in ((record[over], record) for _, record in rows.iterrows())
        if not isinstance(area, Domain)
    }
    contrast = dots.pop(comparison.contrast)
    ordered = sorted(dots.values(), key=lambda d: (not d.shown, -d.estimate if d.shown else 0))
    spec = _Spec(tuple(ordered), contrast, language)
    known = released.codebook.variable_or_bare(variable)
    label = said(known.headline.label, language) if known.headline else variable
    in_text = released.codebook.value_in_text(over, comparison.contrast, language)
    return Chart(
        id=f"{variable}_contrast",
        title=title or text("chart.contrast.title", lang=language, what=label, contrast=in_text),
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec, in_text)),
    )


def _dot(
    released: Released,
    record: Any,  # noqa: ANN401
    over: str,
    marks: dict[Any, float],
    language: str,
) -> _Dot:
    area = record[over]
    return _Dot(
        released.codebook.value_label(over, area, language),
        float(record["estimate"]),
        float(record["conf_low"]),
        float(record["conf_high"]),
        differs=bool(marks.get(area, 0)),
        status=Status(record["status"]),
    )


def _notes(spec: _Spec, contrast: str) -> list[str]:
    everyone = (*spec.dots, spec.contrast)
    notes = []
    if spec.contrast.shown:
        notes.append(text("chart.contrast.band", lang=spec.language, contrast=contrast))
    drawn = [dot for dot in spec.dots if dot.shown]
    keys = {True: "filled", False: "hollow"}
    notes += [
        text(f"chart.contrast.{keys[differs]}", lang=spec.language, contrast=contrast)
        for differs in (True, False)
        if any(dot.differs is differs for dot in drawn)
    ]
    statuses = {dot.status for dot in everyone}
    codes = [s.value for s in (Status.FEW, Status.CONFIDENTIAL) if s in statuses]
    if statuses & {Status.UNCERTAIN, Status.UNAVAILABLE}:
        codes.append("unavailable")
    return notes + [text(f"table.note.{code}", lang=spec.language) for code in codes]


def _alt(spec: _Spec, label: str) -> str:
    language = spec.language
    drawn = [dot for dot in spec.dots if dot.shown]
    parts = [text("chart.contrast.alt", lang=language, what=label, count=len(spec.dots))]
    if spec.contrast.shown:
        parts.append(
            text(
                "chart.contrast.alt_contrast",
                lang=language,
                area=spec.contrast.label,
                share=format_percent(spec.contrast.estimate, language),
            )
        )
    if drawn:
        ends = {"highest": drawn[0], "lowest": drawn[-1]}
        for key, dot in ends.items():
            share = format_percent(dot.estimate, language)
            parts.append(text(f"chart.{key}", lang=language, area=dot.label, share=share))
        differing = sum(dot.differs for dot in drawn)
        parts.append(
            text("chart.contrast.alt_differ", lang=language, some=differing, many=len(drawn))
        )
    return " ".join(parts)


def _draw(spec: _Spec, narrow: bool) -> Picture:
    step = 46.0 if narrow else 36.0
    height = 40 + step * len(spec.dots) + 34
    paint = partial(_paint, spec, narrow=narrow, step=step, height=height)
    return picture(paint, width=NARROW if narrow else WIDE, height=height, narrow=narrow)


def _paint(spec: _Spec, figure: Figure, *, narrow: bool, step: float, height: float) -> None:
    width = NARROW if narrow else WIDE
    names = [text_width(dot.label, 9.5) for dot in spec.dots]
    numbers = [text_width(_numbers(dot, spec.language), 9.5) for dot in spec.dots]
    left = 10.0 if narrow else 26.0 + max(names)
    right = 22.0 if narrow else 26.0 + max(numbers)
    axes = figure.add_axes(
        (
            left / width,
            30 / height,
            (width - left - right) / width,
            step * len(spec.dots) / height,
        )
    )
    low, high = _reach(spec)
    axes.set_xlim(low, high)
    axes.set_ylim(len(spec.dots) - 0.5, -0.5)
    _paint_contrast(axes, spec, height=step * len(spec.dots))
    for place, dot in enumerate(spec.dots):
        _paint_dot(axes, place, dot, spec.language, narrow=narrow)
    _paint_frame(axes, spec.language)


def _reach(spec: _Spec) -> tuple[float, float]:
    shown = [dot for dot in (*spec.dots, spec.contrast) if dot.shown]
    lows = [dot.low if dot.low == dot.low else dot.estimate for dot in shown]
    highs = [dot.high if dot.high == dot.high else dot.estimate for dot in shown]
    low, high = min(lows, default=0.0), max(highs, default=1.0)
    margin = max(0.05, (high - low) * 0.15)
    return max(0.0, low - margin) - 0.01, min(1.0, high + margin) + 0.01


def _paint_contrast(axes: Axes, spec: _Spec, *, height: float) -> None:
    contrast = spec.contrast
    if not contrast.shown:
        return
    if contrast.low == contrast.low:
        axes.axvspan(contrast.low, contrast.high, color=BAND, lw=0, zorder=0)
    axes.axvline(contrast.estimate, color=ACCENT, lw=1.4, zorder=1)
    share = format_percent(contrast.estimate, spec.language)
    low, high = axes.get_xlim()
    place = (contrast.estimate - low) / (high - low)
    anchor = "right" if place > 0.75 else "left" if place < 0.25 else "center"
    axes.annotate(
        f"{contrast.label}{SIGNS[contrast.status]}: {share}", (contrast.estimate, 1), (0, 8),
        xycoords=("data", "axes fraction"), textcoords="offset points", ha=anchor,
        color=ACCENT, size=9.5, weight="bold", annotation_clip=False,
    )  # fmt: skip


def _paint_dot(axes: Axes, place: int, dot: _Dot, language: str, *, narrow: bool) -> None:
    edge = axes.get_xlim()[0]
    y = place + 0.16 if narrow else place
    numbers = _numbers(dot, language)
    if narrow:
        axes.text(
            edge, place - 0.22, f"{dot.label}  {numbers}", va="center", color=INK, size=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}, zorder=4,
        )  # fmt: skip
    else:
        axes.annotate(
            dot.label, (edge, place), (-10, 0), textcoords="offset points", ha="right",
            va="center", color=INK, size=9.5, annotation_clip=False,
        )  # fmt: skip
        axes.annotate(
            numbers, (1, place), (10, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="left", va="center", color=INK, size=9.5,
            annotation_clip=False,
        )  # fmt: skip
    if dot.shown:
        colour = ACCENT if dot.differs else QUIET
        axes.plot([dot.low, dot.high], [y, y], color=colour, lw=1.6, zorder=2)
        axes.plot(
            [dot.estimate], [y], marker="s" if dot.status is Status.FEW else "o", markersize=8,
            color=colour, markerfacecolor=colour if dot.differs else "white",
            markeredgewidth=1.6, zorder=3,
        )  # fmt: skip


def _numbers(dot: _Dot, language: str) -> str:
    """The share with its interval, or the sign that stands for it."""
    if not dot.shown:
        return SIGNS[dot.status]
    share = f"{format_percent(dot.estimate, language)}{SIGNS[dot.status]}"
    if dot.low != dot.low:
        return share
    limits = format_range(format_share(dot.low, language), format_share(dot.high, language))
    return f"{share} ({limits})"


def _paint_frame(axes: Axes, language: str) -> None:
    for side in ("top", "left", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    low, high = axes.get_xlim()
    every = 10 if high - low <= 0.7 else 20
    ticks = [tick / 100 for tick in range(0, 101, every) if low <= tick / 100 <= high]
    axes.set_xticks(ticks, with_unit([format_share(tick, language) for tick in ticks], language))
    axes.tick_params(axis="x", length=0, labelcolor=QUIET, labelsize=8)
    for tick in ticks:
        axes.axvline(tick, color=RULE, lw=0.5, zorder=-1)
