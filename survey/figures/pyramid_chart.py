"""Who answered beside the register: a pyramid of age groups and gender."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.disclosure.policy import policy_named
from survey.documents.blocks import Align, Cell, Column, Plot, PlotKind, Row, Table
from survey.figures.chart import Chart, shortened
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
from survey.figures.pyramid_picture import PyramidBand, PyramidSide, PyramidSpec, draw_pyramid
from survey.language.catalogue import text
from survey.language.numbers import format_number, format_percent, format_share
from survey.language.words import join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from survey.codebook import Codebook
    from survey.disclosure.policy import ReleasePolicy
    from survey.figures.style import Look
    from survey.kernels.layout import Floats

_LEAST_GAP = 0.005


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
        draw=partial(draw_pyramid, spec),
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
) -> PyramidSpec:
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
    return PyramidSpec(
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


def _band(label: str, place: int, shares: tuple[Floats, Floats, Floats]) -> PyramidBand:
    first, second = (PyramidSide(*(float(each[place, k]) for each in shares)) for k in (0, 1))
    return PyramidBand(label, (first, second))


# In words and numbers


def _notes(spec: PyramidSpec) -> list[str]:
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


def _alt(spec: PyramidSpec) -> str:
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


def _gap(key: str, label: str, gender: str, side: PyramidSide, language: str) -> str:
    """The group with the smallest or the largest part of the respondents beside the register."""
    return text(
        f"chart.pyramid.{key}",
        lang=language,
        gender=shortened(gender, 30),
        group=shortened(label, 40),
        share=format_percent(side.respondents, language),
        register=format_percent(side.register, language),
    )


def _kinds(spec: PyramidSpec) -> list[str]:
    kinds = ["respondents", "register"] if spec.answered is not None else ["register"]
    return [*kinds, "weighted"] if spec.has_weights else kinds


def _data(spec: PyramidSpec) -> Table:
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


def _data_row(band: PyramidBand, spec: PyramidSpec) -> Row:
    shares = [getattr(side, kind) for side in band.sides for kind in _kinds(spec)]
    cells = [Cell(format_share(share, spec.language), (float(f"{100 * share:.12g}"),))
             for share in shares]  # fmt: skip
    return Row((Cell(band.label), *cells))


def _plot(spec: PyramidSpec, _: Look) -> Plot | None:
    if not spec.bands:
        return None
    series = tuple(f"{kind}_{place}" for place in (0, 1) for kind in _kinds(spec))
    return Plot(PlotKind.BARS, series)
