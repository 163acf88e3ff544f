"""Many indicators of many areas at a glance, beside the contrast."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from survey.disclosure.results.released import must_be_released
from survey.documents.blocks import RowKind
from survey.errors import WrongUseError
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.heat_cells import heat_marks, heat_numbers, read_heat
from survey.figures.heat_sheet import sheet
from survey.figures.plain_values import language_of
from survey.figures.style import picture
from survey.language.catalogue import text
from survey.language.messages import fail
from survey.language.numbers import format_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.heat_cells import HeatCell, HeatRow, Spec
    from survey.figures.style import Look

MOST_INDICATORS = 12


def heat_chart(
    released: Released,
    variables: Sequence[str],
    *,
    over: str | None = None,
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headlines of several questions in every area, tinted by how far from the contrast.

    Parameters
    ----------
    released : Released
        With each headline by area and its comparison with the contrast.
    variables : sequence of str
        Twelve questions at most.
    over : str, optional
        The column of areas; may be left out where the questions were released by one column only.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        A row an area and a column a question. Tints tell how much better or worse than the contrast
        a share is, in steps of 5 and 15 percentage points; worse ones have a rim as well. What is
        good follows from the headline; where neither is good, nothing is tinted. ▲ and ▼ mark
        differences that are statistically significant, and a sign stands for a hidden number.

    Raises
    ------
    UnknownNameError
        If a headline was not released by area.
    WrongUseError
        If there are no questions or too many, if one was released without a comparison or compared
        with something else than the others, or if `released` has not been released.

    Examples
    --------
    >>> import survey as sv
    >>> wave = sv.open_study("examples/copenhagen-housing").wave()
    >>> shares = sv.headline(wave.design(), ["satisfaction", "contact"], by="type")
    >>> released = sv.release([shares, sv.compare_areas(shares, "tower", over="type")])
    >>> sv.heat_chart(released, ["satisfaction", "contact"], language="en")
    Chart(2 indicators compared with the tower blocks)
    """
    must_be_released(released)
    language = language_of(language)
    names = [variables] if isinstance(variables, str) else list(dict.fromkeys(variables))
    if not 1 <= len(names) <= MOST_INDICATORS:
        raise fail(WrongUseError, "chart.indicators", got=len(names), most=MOST_INDICATORS)
    spec = read_heat(released, names, released.breakdown_of(names[0], over), language)
    title = title or text(
        "chart.heat.title", lang=language, count=len(names), contrast=spec.in_text
    )
    name = f"{names[0]}_heat"
    signs = heat_marks(spec) + notes_on({cell.status for cell in spec.cells()}, language)
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec),
        language=language,
        draw=partial(_draw, spec),
        data=heat_numbers(spec, released, name, title, subtitle, signs),
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec), *signs),
        is_empty=all(cell.status.hidden for cell in spec.cells()),
    )


def _notes(spec: Spec) -> list[str]:
    language, cells = spec.language, spec.cells()
    notes = [text("chart.heat.cells", lang=language)]
    if any(cell.side and cell.difference is not None for cell in cells):
        notes.append(text("chart.heat.tints", lang=language, contrast=spec.in_text))
    if 0 in spec.sides:
        notes.append(text("chart.heat.neither", lang=language))
    return notes


def _alt(spec: Spec) -> str:
    """The chart in words: how many are better and worse, and the largest difference."""
    language = spec.language
    areas = [row for row in spec.rows if not row.strong]
    parts = [text(
        "chart.heat.alt", lang=language, count=len(spec.heads), areas=len(areas),
        contrast=shortened(spec.in_text, 60),
    )]  # fmt: skip
    cells = [cell for row in areas for cell in row.cells if cell.difference is not None]
    better, worse = (sum(cell.judged == side for cell in cells) for side in (1, -1))
    other = sum(bool(cell.mark) and not cell.side for cell in cells)
    if better or worse:
        fields = {"many": len(cells), "better": better, "worse": worse}
        parts.append(text("chart.heat.judged", lang=language, **fields))
    if other:
        parts.append(text("chart.heat.unjudged", lang=language, count=other))
    if cells and not (better or worse or other):
        parts.append(text("chart.contrast.alt_none_differ_against", lang=language,
                          contrast=shortened(spec.in_text, 60)))  # fmt: skip
    parts += _largest(spec, areas)
    hidden = sum(cell.status.hidden for cell in spec.cells())
    if hidden:
        parts.append(text("chart.contrast.hidden", lang=language, count=hidden))
    return fitting(parts)


def _largest(spec: Spec, areas: Sequence[HeatRow]) -> list[str]:
    """The cell that is farthest from the contrast, beside it if it is one of the rows."""
    found: list[tuple[float, HeatRow, int, HeatCell]] = [
        (abs(cell.difference), row, place, cell)
        for row in areas
        for place, cell in enumerate(row.cells)
        if cell.difference is not None and not cell.status.hidden
    ]
    if not found:
        return []
    _, row, place, cell = max(found, key=lambda each: each[0])
    fields = {
        "what": shortened(spec.heads[place], 50),
        "area": shortened(row.label, 40),
        "share": format_percent(cell.share, spec.language),
    }
    contrast = next((row for row in spec.rows if row.kind is RowKind.CONTRAST), None)
    if contrast is None or contrast.cells[place].status.hidden:
        return [text("chart.heat.largest", lang=spec.language, **fields)]
    other = format_percent(contrast.cells[place].share, spec.language)
    return [text("chart.heat.largest_against", lang=spec.language, other=other, **fields)]


def _draw(spec: Spec, look: Look, narrow: bool) -> Picture:
    paint, width, height = sheet(spec, look, narrow=narrow)
    return picture(paint, width=width, height=height, narrow=narrow, look=look)
