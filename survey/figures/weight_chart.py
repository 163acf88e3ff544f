"""How the weights spread: a histogram with the limits of trimming, and boxes by area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.disclosure.policy import POLICIES, Status
from survey.disclosure.signs import SIGNS
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, RowKind, Table
from survey.errors import DataError, WrongUseError
from survey.figures.chart import MOST_ALT, Chart, shortened
from survey.figures.plain_values import is_blank, known_codebook, language_of, numbers_of, rows_of
from survey.figures.weight_bins import Bin, bins_of, spread_of
from survey.figures.weight_picture import (
    WeightLine,
    WeightSpec,
    WeightStrip,
    draw_weights,
    line_in_words,
)
from survey.kernels.weight_effect import weight_effect
from survey.language.catalogue import text
from survey.language.messages import fail
from survey.language.numbers import format_number
from survey.language.words import sort_key

if TYPE_CHECKING:
    from survey.codebook import Codebook
    from survey.documents.blocks import Value
    from survey.figures.style import Look
    from survey.kernels.layout import Floats


def weight_chart(
    weights: Any,  # noqa: ANN401 - a column or any other sequence
    *,
    area: Any = None,  # noqa: ANN401
    contrast: Any = None,  # noqa: ANN401
    limits: tuple[float | None, float | None] = (None, None),
    over: str = "area",
    codebook: Codebook | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """How the weights spread, with their mean, the limits of trimming and the design effect.

    Parameters
    ----------
    weights : Series, array or sequence of float
        The weight of each respondent.
    area : Series, array or sequence, optional
        The area of each; a box is drawn for each area.
    contrast : code, optional
        The area that is set off from the others.
    limits : (float or None, float or None)
        Lower and upper limit of trimming.
    over : str
        The column of areas in the codebook.
    codebook : Codebook, optional
        With the labels and the order of the areas.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        No bar stands for one or two persons: both ends are open where few lie there. A box holds
        the middle half of an area with 12 respondents or more; its line, from 30 on, the middle
        eight tenths. Areas with fewer than 10 are listed with their sign.

    Raises
    ------
    DataError
        If a weight is negative or none, all are 0, or an area is missing.
    WrongUseError
        If the limits are nothing of what they can be, or there are more or fewer areas than
        weights.

    Examples
    --------
    >>> import survey as sv
    >>> chart = sv.weight_chart([1.0] * 8 + [2.0] * 4, limits=(None, 3), language="en")
    >>> chart.notes[0]
    'Design effect of the weighting: 1.13 (1 + CV², Kish 1992). The 12 answers are worth as much as 10.7 answers of equal weight.'
    """  # noqa: E501
    language = language_of(language)
    codebook = known_codebook(codebook)
    values = _weights(weights)
    areas = None if area is None else _areas(area, values.size)
    marked = _limits(limits)
    strips = [] if areas is None else _strips(values, areas, over, contrast, codebook, language)
    unit = codebook.label(over, language) if over in codebook else ""
    spec = _spec(values, marked, strips, unit, language)
    return Chart(
        id="weights",
        title=title or text("chart.weights.title", lang=language),
        alt=_alt(spec),
        language=language,
        draw=partial(draw_weights, spec),
        data=_data(spec),
        plot_under=partial(_plot, spec),
        subtitle=subtitle,
        notes=tuple(_notes(spec)),
        is_empty=not spec.bins,
    )


# What was given


def _listed(values: object, name: str) -> list[Any]:
    if isinstance(values, pd.Series | np.ndarray) and values.ndim == 1:
        return values.tolist()
    if isinstance(values, Sequence) and not isinstance(values, str):
        return list(values)
    raise fail(WrongUseError, "weights.sequence", name=name, got=type(values).__name__)


def _weights(weights: object) -> Floats:
    values = np.array(numbers_of(_listed(weights, "weights"), "weights"), dtype=float)
    if not values.sum() > 0:
        raise fail(DataError, "weights.all_zero")
    return values


def _areas(area: object, size: int) -> list[Any]:
    areas = _listed(area, "area")
    if len(areas) != size:
        raise fail(WrongUseError, "weights.sizes", areas=len(areas), weights=size)
    blank = [place for place, each in enumerate(areas) if is_blank(each)]
    if blank:
        raise fail(DataError, "weights.no_area", rows=rows_of(blank))
    return areas


def _limits(limits: object) -> tuple[WeightLine, ...]:
    pair = limits if isinstance(limits, Sequence) and len(limits) == 2 else None
    found = [] if pair is None else [each for each in pair if each is not None]
    numbers = [each for each in found if isinstance(each, Real) and math.isfinite(float(each))]
    values = [float(each) for each in numbers]
    rises = values == sorted(set(values)) and all(value > 0 for value in values)
    if pair is None or len(values) != len(found) or not rises:
        raise fail(WrongUseError, "weights.limits", got=str(limits))
    keys = (key for key, each in zip(("lower", "upper"), pair, strict=True) if each is not None)
    return tuple(WeightLine(key, value) for key, value in zip(keys, values, strict=True))


def _strips(
    values: Floats,
    areas: list[Any],
    over: str,
    contrast: object,
    codebook: Codebook,
    language: str,
) -> list[WeightStrip]:
    """Areas in the order of the codebook, else as they come; the contrast last."""
    known = codebook.get(over)
    order = [code.value for code in known.codes] if known is not None else []
    found = sorted(
        dict.fromkeys(areas),
        key=lambda each: (
            each == contrast,
            order.index(each) if each in order else len(order),
            sort_key(codebook.value_label(over, each, language), language),
        ),
    )
    if contrast is not None and contrast not in found:
        raise fail(WrongUseError, "weights.contrast", got=str(contrast))
    belongs = {each: np.array([other == each for other in areas]) for each in found}
    least = POLICIES["default"].minimum_base
    strips = []
    for each in found:
        mine = values[belongs[each]]
        label = codebook.value_label(over, each, language)
        shown = mine.size >= least and mine.sum() > 0
        strips.append(WeightStrip(label, spread_of(mine) if shown else None, each == contrast))
    return strips


def _spec(
    values: Floats,
    limits: tuple[WeightLine, ...],
    strips: list[WeightStrip],
    unit: str,
    language: str,
) -> WeightSpec:
    n = int(values.size)
    if n < POLICIES["default"].minimum_base:
        return WeightSpec((), (), (), (), 0, math.nan, unit, language)
    bins = bins_of(values)
    wanted = [*limits, WeightLine("mean", float(values.mean()))]
    beyond = [line for line in wanted if _is_beyond(line.value, bins)]
    inside = sorted((line for line in wanted if line not in beyond), key=lambda line: line.value)
    deff = weight_effect(values)
    return WeightSpec(
        tuple(bins), tuple(inside), tuple(beyond), tuple(strips), n, deff, unit, language
    )


def _is_beyond(value: float, bins: Sequence[Bin]) -> bool:
    """Whether a value lies in an open end, past the length at which its bar is drawn."""
    over = bins[-1].end in {"over", "all"} and value > bins[-1].high
    return over or (bins[0].end in {"under", "all"} and value < bins[0].low)


# In words and numbers


def _effect_in_words(spec: WeightSpec) -> str:
    language = spec.language
    return text(
        "chart.weights.deff",
        lang=language,
        deff=format_number(spec.deff, language, decimals=2),
        n=format_number(spec.n, language),
        n_eff=_count(spec.n / spec.deff, language),
    )


def _count(value: float, language: str) -> str:
    return format_number(value, language, decimals=0 if value >= 100 else 1)


def _notes(spec: WeightSpec) -> list[str]:
    language = spec.language
    if not spec.bins:
        return [text("table.note.confidential", lang=language)]
    notes = [_effect_in_words(spec)]
    if any(bin_.end for bin_ in spec.bins):
        notes.append(text("chart.weights.open", lang=language))
    for line in spec.beyond:
        value = line_in_words(line, language)
        notes.append(text(f"chart.weights.beyond_{line.key}", lang=language, value=value))
    spreads = [strip.spread for strip in spec.strips]
    if any(spread is not None and spread.quartiles for spread in spreads):
        notes.append(text("chart.weights.box", lang=language))
    if any(spread is not None and spread.tenths for spread in spreads):
        notes.append(text("chart.weights.whiskers", lang=language))
    if None in spreads:
        notes.append(text("table.note.confidential", lang=language))
    return notes


def _alt(spec: WeightSpec) -> str:
    language = spec.language
    if not spec.bins:
        return text("chart.weights.alt_hidden", lang=language)
    fullest = max(spec.bins, key=lambda each: each.count)
    parts = [
        text("chart.weights.alt", lang=language, n=format_number(spec.n, language)),
        text("chart.weights.alt_most", lang=language, weights=_bin_in_words(fullest, language),
             count=format_number(fullest.count, language)),
        _effect_in_words(spec),
    ]  # fmt: skip
    drawn = [strip for strip in spec.strips if strip.spread is not None]
    if len(drawn) > 1:
        highest = max(drawn, key=lambda strip: strip.spread.deff if strip.spread else 0.0)
        deff = highest.spread.deff if highest.spread else math.nan
        fields = {
            "area": shortened(highest.label, 50),
            "deff": format_number(deff, language, decimals=2),
        }
        parts.append(text("chart.weights.alt_highest", lang=language, **fields))
    while len(" ".join(parts)) > MOST_ALT:
        parts.pop()
    return " ".join(parts)


def _bin_in_words(each: Bin, language: str) -> str:
    low, high = format_number(each.low, language), format_number(each.high, language)
    key = {"": "from_to", "under": "under", "over": "over", "all": "all"}[each.end]
    return text(f"chart.weights.bin_{key}", lang=language, low=low, high=high)


def _plot(spec: WeightSpec, _: Look) -> Plot | None:
    return None if spec.strips or not spec.bins else Plot(PlotKind.COLUMNS, ("persons",))


def _data(spec: WeightSpec) -> Table:
    language = spec.language
    columns = [
        Column("weight", text("chart.weights.weight", lang=language), Align.LEFT),
        Column("persons", text("chart.weights.persons", lang=language), formats=("#,##0",)),
    ]
    rows = [_bin_row(each, language) for each in spec.bins]
    if spec.strips:
        columns += [
            Column(key, text(f"chart.weights.{key}", lang=language), formats=("0.00",))
            for key in _MEASURES
        ]
        blanks = (Cell(""),) * len(_MEASURES)
        rows = [Row((*row.cells, *blanks)) for row in rows]
        heading = text("chart.weights.by_area", lang=language)
        rows.append(Row((Cell(heading),), RowKind.HEADING))
        rows += [_strip_row(strip, language) for strip in spec.strips]
    title = text("chart.weights.title", lang=language)
    return Table(
        "weights_data", title, tuple(columns), tuple(rows), notes=tuple(_notes(spec)),
        language=language,
    )  # fmt: skip


def _bin_row(each: Bin, language: str) -> Row:
    persons = Cell(format_number(each.count, language), (each.count,))
    return Row((Cell(_bin_in_words(each, language)), persons))


_MEASURES = ("tenth", "quarter", "median", "three_quarters", "nine_tenths", "effect")


def _strip_row(strip: WeightStrip, language: str) -> Row:
    kind = RowKind.CONTRAST if strip.strong else RowKind.BODY
    spread = strip.spread
    if spread is None:
        sign = Cell(SIGNS[Status.CONFIDENTIAL])
        return Row((Cell(strip.label), sign, *[sign] * len(_MEASURES)), kind)
    low, high = spread.tenths or (None, None)
    quartiles = spread.quartiles or (None, None, None)
    values = (low, *quartiles, high, spread.deff)
    persons = Cell(format_number(spread.n, language), (spread.n,))
    return Row((Cell(strip.label), persons, *(_cell(v, language) for v in values)), kind)


def _cell(value: float | None, language: str) -> Cell:
    if value is None:
        return Cell("")
    short: Value = float(f"{value:.12g}")
    return Cell(format_number(value, language, decimals=2), (short,))
