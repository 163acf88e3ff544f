"""Diverging bars: how the answers to a question spread in each area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.released import must_be_released
from survey.disclosure.signs import SIGNS
from survey.figures.chart import MOST_ALT, Chart, notes_on, shortened
from survey.figures.frame import MARGIN, Frame, frame_of, paint_axis, paint_label
from survey.figures.style import (
    INK,
    halo,
    ink_on,
    picture,
    text_width,
    wrapped,
)
from survey.language.catalogue import current_language, text
from survey.language.numbers import format_percent, format_share
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.disclosure.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.style import Look

_THICK = 22.0
_RIGHT = 30.0
_SQUARE, _BETWEEN, _LINE = 18.0, 22.0, 14.0


@dataclass(frozen=True, slots=True)
class _Bar:
    """One area: its label and its shares, None where they are hidden."""

    label: str
    shares: tuple[float, ...] | None
    status: Status
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
    WrongUseError
        If `released` has not been released.
    """
    must_be_released(released)
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
    return Chart(
        id=f"{variable}_answers",
        title=title or text("chart.likert.title", lang=language, what=label),
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec),
        subtitle=subtitle,
        notes=tuple(notes_on({bar.status for bar in spec.bars}, language)),
        is_empty=all(bar.shares is None for bar in spec.bars),
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
    status = next((each for each in statuses if each.hidden), None)
    if status is None:
        status = Status.FEW if Status.FEW in statuses else Status.SHOWN
    shares = None if status.hidden else tuple(float(share) for share in mine["estimate"])
    return _Bar(label, shares, status, strong=area is Domain.ALL or area == contrast)


def _alt(spec: _Spec, label: str) -> str:
    """The chart in words: as many areas as there is room for, the contrast and all areas first."""
    language, answers = spec.language, spec.answers
    lead = text(
        "chart.likert.alt",
        lang=language,
        what=shortened(label, 80),
        count=len(answers),
        first=shortened(answers[0], 40),
        last=shortened(answers[-1], 40),
    )
    drawn = [bar for bar in spec.bars if bar.shares is not None]
    parts, hidden = [lead], len(spec.bars) - len(drawn)
    if hidden:
        parts.append(text("chart.likert.hidden", lang=language, count=hidden))
    drawn.sort(key=lambda bar: not bar.strong)
    for place, bar in enumerate(drawn):
        more = text("chart.likert.more", lang=language, count=len(drawn) - place)
        line = _in_words(bar, language)
        if len(" ".join([*parts, line, more])) > MOST_ALT:
            return " ".join([*parts, more])
        parts.append(line)
    return " ".join(parts)


def _in_words(bar: _Bar, language: str) -> str:
    *others, last = bar.shares or ()
    shares = [format_share(share, language) for share in others]
    joined = join_words([*shares, format_percent(last, language)], language)
    return text("chart.likert.bar", lang=language, area=shortened(bar.label, 50), shares=joined)


def _left_of_zero(shares: Sequence[float]) -> float:
    """How much of a bar lies left of zero: all below the middle, and half of a middle answer."""
    half = len(shares) // 2
    middle = shares[half] / 2 if len(shares) % 2 else 0.0
    return sum(shares[:half]) + middle


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    labels = [(f"{bar.label}{'*' if bar.status is Status.FEW else ''}", bar.strong)
              for bar in spec.bars]  # fmt: skip
    step = 46.0 if narrow else 34.0
    bare = frame_of(labels, narrow=narrow, step=step, above=0.0, right=_RIGHT, look=look)
    legend = _legend(spec.answers, bare)
    frame = replace(bare, above=legend[-1].y + legend[-1].more + 32.0)
    paint = partial(_paint, spec, frame, legend)
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _paint(spec: _Spec, frame: Frame, legend: Sequence[_Key], figure: Figure) -> None:
    colours = frame.look.diverging(len(spec.answers))
    lefts = [_left_of_zero(bar.shares) for bar in spec.bars if bar.shares]
    rights = [sum(bar.shares) - _left_of_zero(bar.shares) for bar in spec.bars if bar.shares]
    axes = frame.axes(figure, -max(lefts, default=0.5) - 0.02, max(rights, default=0.5) + 0.02)
    for row, bar in zip(frame.rows, spec.bars, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if bar.shares is None:
            axes.annotate(
                SIGNS[bar.status], (0, row.middle), (6, 0), textcoords="offset points",
                ha="left", va="center", color=INK, size=11, path_effects=halo(), zorder=4,
            )  # fmt: skip
        else:
            _paint_bar(axes, row.middle, bar.shares, colours, frame, spec.language)
    axes.axvline(0, color=INK, lw=0.8, zorder=0.5)
    paint_axis(axes, frame, spec.language)
    for key, colour in zip(legend, colours, strict=True):
        _paint_key(figure, key, colour, frame)


def _paint_bar(
    axes: Axes,
    middle: float,
    shares: Sequence[float],
    colours: Sequence[str],
    frame: Frame,
    language: str,
) -> None:
    low, high = axes.get_xlim()
    at = -_left_of_zero(shares)
    for share, colour in zip(shares, colours, strict=True):
        corner = (at, middle - _THICK / 2)
        axes.add_patch(Rectangle(corner, share, _THICK, color=colour, ec="white", lw=0.8))
        label = format_share(share, language)
        if share * frame.inner / (high - low) >= text_width(label, 9, font=frame.look.font) + 5:
            axes.text(
                at + share / 2, middle, label, ha="center", va="center_baseline",
                color=ink_on(colour), size=9,
            )  # fmt: skip
        at += share


@dataclass(frozen=True, slots=True)
class _Key:
    """An answer in the legend; the middle of its first line in pixels from the top left."""

    answer: str
    x: float
    y: float

    @property
    def more(self) -> float:
        """Height of the lines after the first."""
        return _LINE * self.answer.count("\n")


def _legend(answers: Sequence[str], frame: Frame) -> list[_Key]:
    """The answers side by side over as many lines as it takes."""
    room = frame.width - 2 * MARGIN
    font = frame.look.font
    written = [wrapped(answer, 9, room - _SQUARE, font=font) for answer in answers]
    widths = [_SQUARE + text_width(answer, 9, font=font) for answer in written]
    fits = frame.left + sum(widths) + _BETWEEN * (len(widths) - 1) <= frame.width - MARGIN
    start = frame.left if fits else MARGIN
    keys: list[_Key] = []
    x, y = start, 15.0
    for answer, width in zip(written, widths, strict=True):
        if keys and x + width > frame.width - MARGIN:
            x, y = start, y + 20.0 + keys[-1].more
        keys.append(_Key(answer, x, y))
        x += width + _BETWEEN
    return keys


def _paint_key(figure: Figure, key: _Key, colour: str, frame: Frame) -> None:
    width, height = frame.width, frame.height
    square = Rectangle(
        (key.x / width, 1 - (key.y + 6) / height), 12 / width, 12 / height,
        transform=figure.transFigure, facecolor=colour, edgecolor="none",
    )  # fmt: skip
    figure.add_artist(square)
    for place, line in enumerate(key.answer.split("\n")):
        y = key.y + 4 + _LINE * place
        figure.text((key.x + _SQUARE) / width, 1 - y / height, line, color=INK, size=9)
