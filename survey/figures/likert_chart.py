"""Diverging bars: how the answers to a question spread in each area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from matplotlib.patches import Rectangle

from survey.codebook import said
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.documents.colours import ink_on
from survey.errors import WrongUseError
from survey.figures.answers import (
    Answers,
    answers_plot,
    answers_table,
    arranged,
    good_is_left,
    left_of,
    middle_of,
    outside_of,
    read_areas,
    read_grid,
    right_of,
)
from survey.figures.areas import part_of_name
from survey.figures.chart import MOST_ALT, Chart, notes_on, shortened
from survey.figures.frame import (
    MARGIN,
    Frame,
    frame_of,
    paint_axis,
    paint_label,
    step_of,
)
from survey.figures.marks import paint_sign
from survey.figures.plain_values import language_of
from survey.figures.squares import legend, paint_square
from survey.figures.style import (
    INK,
    picture,
    text_width,
)
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_percent, format_share
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from survey.codebook import Variable
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.answers import Bar
    from survey.figures.squares import Key
    from survey.figures.style import Look

_RIGHT = 30.0
_THICK = 22.0
_TOTALS = 34.0
_APART = 0.06
_MIDDLES = ("split", "aside")


@dataclass(frozen=True, slots=True)
class _Spec:
    """What is drawn, and how."""

    found: Answers
    aside: bool
    totals: bool
    labels_below: float

    @property
    def language(self) -> str:
        return self.found.language

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self.found.bars

    @property
    def answers(self) -> tuple[str, ...]:
        return self.found.answers


def likert_chart(
    released: Released,
    variable: str | Sequence[str],
    *,
    over: str | None = None,
    area: Any = None,  # noqa: ANN401 - a value of the column
    sort: Literal["codebook", "positive", "negative"] = "codebook",
    middle: Literal["split", "aside"] = "split",
    totals: bool = False,
    labels_below: float = 0.05,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """Diverging bars of all answers to a question, one bar an area; or of a grid of questions.

    Parameters
    ----------
    released : Released
        With the shares of all answers by area.
    variable : str or sequence of str
        A question; or several with the same answers, which then get one bar each.
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    area : value of the column, optional
        The area that a grid is about; all together if left out.
    sort : {"codebook", "positive", "negative"}
        The order of the bars: that of the codebook, or by the sum of the answers on the good or
        the bad side of the middle. The headline of the question tells which side is good; without
        one the last answers are. The contrast, all areas and hidden bars stay at the end.
    middle : {"split", "aside"}
        Whether the middle answer of an odd number lies across zero, or to the right of the others
        from a zero of its own.
    totals : bool
        Whether the sums of the answers on both sides of the middle stand at the ends.
    labels_below : float
        Shares below this one have no number written on them.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A bar with a hidden answer is listed with its sign and not drawn, since the lengths of the
        others would give it away.

    Raises
    ------
    UnknownNameError
        If a question was not released by area.
    WrongUseError
        If questions of a grid have different answers, if an option is unknown, or if `released`
        has not been released.

    Examples
    --------
    >>> import survey as sv
    >>> design = sv.open_study("examples/copenhagen-housing").wave().design()
    >>> released = sv.release(sv.proportion(design, "satisfaction", by="type"))
    >>> sv.likert_chart(released, "satisfaction", totals=True, language="en")
    Chart(Satisfaction with housing: all answers)
    """
    must_be_released(released)
    language = language_of(language)
    if middle not in _MIDDLES:
        raise fail(WrongUseError, "chart.middle", got=quoted(middle), known=culprits(_MIDDLES))
    names = _names(variable, area)
    over = released.breakdown_of(names[0], over)
    first = released.codebook.variable_or_bare(names[0])
    if isinstance(variable, str):
        found = read_areas(released, variable, over, language)
        label, name = said(first.label, language, default=variable), f"{variable}_answers"
    else:
        found = read_grid(released, names, over, area, language)
        label = _grid_label(released, names, over, area, language)
        name = f"{names[0]}_grid{part_of_name(released, over, area)}"
    good_first = good_is_left(first)
    bars = arranged(found, sort, good_is_left=good_first)
    found = replace(found, bars=bars, good_first=good_first)
    spec = _Spec(found, middle == "aside" and len(found.answers) % 2 == 1, totals, labels_below)
    title = title or text("chart.likert.title", lang=language, what=label)
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec),
        data=answers_table(found, name, title, subtitle=subtitle, totals=totals),
        plot_under=partial(answers_plot, found),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec), *_left_out(spec, first)),
        is_empty=not found.drawn,
    )


def _names(variable: str | Sequence[str], area: object) -> list[str]:
    """The questions, of which there is one unless it is a grid."""
    names = [variable] if isinstance(variable, str) else list(variable)
    if not names or (isinstance(variable, str) and area is not None):
        raise fail(WrongUseError, "chart.grid")
    return names


def _grid_label(
    released: Released, names: Sequence[str], over: str, area: object, language: str
) -> str:
    label = text("chart.likert.grid", lang=language, count=len(names))
    if area is None:
        return label
    return f"{label}, {released.codebook.value_label(over, area, language)}"


def _notes(spec: _Spec) -> list[str]:
    language, notes = spec.language, []
    if spec.found.drawn:
        middle = spec.answers[len(spec.answers) // 2]
        notes += [text("chart.likert.aside", lang=language, answer=middle)] if spec.aside else []
        notes += [text("chart.likert.totals", lang=language)] if spec.totals else []
    return notes + notes_on({bar.status for bar in spec.bars}, language)


def _left_out(spec: _Spec, variable: Variable) -> list[str]:
    """Answers beside the scale, which are not drawn."""
    labels = [said(code.label, spec.language) for code in outside_of(variable)]
    if not labels or not spec.found.drawn:
        return []
    told = join_words([quoted(label, lang=spec.language) for label in labels], spec.language)
    return [text("chart.likert.outside", lang=spec.language, answers=told)]


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
    drawn = spec.found.drawn
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


def _in_words(bar: Bar, language: str) -> str:
    *others, last = bar.shares or ()
    shares = [format_share(share, language) for share in others]
    joined = join_words([*shares, format_percent(last, language)], language)
    return text("chart.likert.bar", lang=language, area=shortened(bar.label, 50), shares=joined)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where shares lie on the axis of a chart.

    Attributes
    ----------
    low, high : float
        Ends of the axis.
    left, right : float
        How far bars reach from zero.
    room : float
        Width of the sums at the ends.
    aside : float or None
        Where the zero of a middle answer that stands aside is, and how far it reaches.
    """

    low: float
    high: float
    left: float
    right: float
    room: float = 0.0
    aside: float | None = None
    widest: float = 0.0

    def begin(self, shares: Sequence[float]) -> float:
        """Where a bar begins."""
        middle = 0.0 if self.aside is not None else middle_of(shares) / 2
        return -left_of(shares) - middle


def _scale(spec: _Spec, frame: Frame) -> _Scale:
    split = 0.0 if spec.aside else 0.5
    shares = [bar.shares for bar in spec.found.drawn if bar.shares]
    left = max((left_of(s) + split * middle_of(s) for s in shares), default=0.5) + 0.02
    right = max((right_of(s) + split * middle_of(s) for s in shares), default=0.5) + 0.02
    widest = max(map(middle_of, shares), default=0.0) + 0.02 if spec.aside else 0.0
    length = left + right + widest + (_APART if spec.aside else 0.0)
    pixels = 2 * _TOTALS if spec.totals else 0.0
    room = length * pixels / (frame.inner - pixels) / 2
    aside = right + room + _APART if spec.aside else None
    high = right + room if aside is None else aside + widest
    return _Scale(-left - room, high, left, right, room, aside, widest)


def _draw(spec: _Spec, look: Look, narrow: bool) -> Picture:
    labels = [(f"{bar.label}{'*' if bar.status is Status.FEW else ''}", bar.strong)
              for bar in spec.bars]  # fmt: skip
    step = step_of(len(labels), narrow=narrow)
    bare = frame_of(labels, narrow=narrow, step=step, above=0.0, right=_RIGHT, look=look)
    keys = legend(
        spec.answers, start=bare.left, left=MARGIN, right=bare.width - MARGIN, top=15.0,
        font=look.font,
    )  # fmt: skip
    frame = replace(bare, above=keys[-1].y + keys[-1].more + 32.0)
    paint = partial(_paint, spec, frame, keys, min(_THICK, step - 6))
    return picture(paint, width=frame.width, height=frame.height, narrow=narrow, look=look)


def _paint(spec: _Spec, frame: Frame, keys: Sequence[Key], thick: float, figure: Figure) -> None:
    colours = spec.found.colours(frame.look)
    scale = _scale(spec, frame)
    axes = frame.axes(figure, scale.low, scale.high)
    for row, bar in zip(frame.rows, spec.bars, strict=True):
        paint_label(axes, row, narrow=frame.narrow)
        if bar.shares is None:
            paint_sign(axes, row.middle, bar.status)
            continue
        for piece in _pieces(spec, scale, bar.shares, colours):
            _paint_piece(axes, row.middle, piece, thick, frame, spec)
        if spec.totals:
            _paint_totals(axes, row.middle, bar.shares, scale, spec.language)
    zeros = [(0.0, -scale.left, scale.right)]
    if scale.aside is not None:
        zeros.append((scale.aside, 0.0, scale.widest))
    for zero, *_ in zeros:
        axes.axvline(zero, color=INK, lw=0.8, zorder=0.5)
    paint_axis(axes, frame, spec.language, scales=zeros)
    for key, colour in zip(keys, colours, strict=True):
        paint_square(figure, key, colour, width=frame.width, height=frame.height)


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of a bar that is one answer."""

    at: float
    share: float
    colour: str


def _pieces(
    spec: _Spec, scale: _Scale, shares: Sequence[float], colours: Sequence[str]
) -> list[_Piece]:
    pieces, at = [], scale.begin(shares)
    for place, (share, colour) in enumerate(zip(shares, colours, strict=True)):
        if scale.aside is not None and place == len(shares) // 2:
            pieces.append(_Piece(scale.aside, share, colour))
            continue
        pieces.append(_Piece(at, share, colour))
        at += share
    return pieces


def _paint_piece(
    axes: Axes, middle: float, piece: _Piece, thick: float, frame: Frame, spec: _Spec
) -> None:
    low, high = axes.get_xlim()
    corner = (piece.at, middle - thick / 2)
    axes.add_artist(Rectangle(corner, piece.share, thick, color=piece.colour, ec="white", lw=0.8))
    label = format_share(piece.share, spec.language)
    room = piece.share * frame.inner / (high - low)
    if piece.share >= spec.labels_below and room >= text_width(label, 9, font=frame.look.font) + 5:
        axes.text(
            piece.at + piece.share / 2, middle, label, ha="center", va="center_baseline",
            color=ink_on(piece.colour), size=9,
        )  # fmt: skip


def _paint_totals(
    axes: Axes, middle: float, shares: Sequence[float], scale: _Scale, language: str
) -> None:
    """The sums on both sides of the middle, at the ends of the axis."""
    sums = (left_of(shares), right_of(shares))
    for x, total in zip(
        (-scale.left - scale.room / 2, scale.right + scale.room / 2), sums, strict=True
    ):
        axes.text(
            x, middle, format_share(total, language), ha="center", va="center_baseline",
            color=INK, size=9.5, weight="bold",
        )  # fmt: skip
