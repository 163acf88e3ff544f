"""Two waves of every area, and the change between them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from survey.codebook import said
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_released
from survey.documents.blocks import RowKind
from survey.errors import WrongUseError
from survey.figures.change_rows import (
    change_numbers,
    change_plot,
    read_changes,
    sign_notes,
    wave_notes,
)
from survey.figures.chart import Chart, fitting, notes_on, shortened
from survey.figures.dumbbell import dumbbells
from survey.figures.plain_values import language_of
from survey.figures.slope import slopes
from survey.figures.style import picture
from survey.figures.waves import read_waves
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_percent

if TYPE_CHECKING:
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Picture
    from survey.figures.change_rows import Changed, Spec
    from survey.figures.style import Look

_KINDS = {"dumbbell": dumbbells, "slope": slopes}


def change_chart(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    wave: str = "wave",
    earlier: Any = None,  # noqa: ANN401 - a value of the column
    later: Any = None,  # noqa: ANN401
    contrast: Any = None,  # noqa: ANN401
    kind: Literal["dumbbell", "slope"] = "dumbbell",
    language: str | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> Chart:
    """The headline of a question in two waves of every area, with the change between them.

    Parameters
    ----------
    released : Released
        With a comparison of waves, ``compare_waves(headlines_2010, headlines_2012)``; or with the
        headline by area and wave, and a comparison of the waves within areas:
        ``compare_areas(estimates, first_wave, over="wave")``.
    variable : str
    over : str, optional
        The column of areas; may be left out where there is only one beside that of waves.
    wave : str
        The column of waves; compared waves need none.
    earlier, later : value of that column, optional
        The two waves; the one that others were compared with, and the last of these, if left out.
    contrast : value of the column of areas, optional
        The area that gives contrast, set apart from the others; that of the comparisons of areas
        released with it if left out.
    kind : {"dumbbell", "slope"}
        A row an area with its change in a panel beside it; or a line an area from wave to wave,
        with its name at the end.
    language : {"da", "en"}, optional
    title, subtitle : str, optional

    Returns
    -------
    Chart
        Areas from the greatest rise to the greatest fall. The earlier wave is hollow, the later one
        filled; ↑ and ↓ mark changes that are statistically significant. Areas with a hidden number
        are listed with its sign; ``≠`` stands for a change across a break, and a note says why.

    Raises
    ------
    UnknownNameError
        If the headline was not released by area and wave.
    WrongUseError
        If no comparison of the two waves was released, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> answers = pd.DataFrame(
    ...     [(a, w, i % 5 < k + (w == 2026)) for k, a in enumerate("AB", 2) for w in (2024, 2026)
    ...      for i in range(100)], columns=["area", "wave", "safe"]).astype({"safe": int})
    >>> safe = sv.Variable("safe", "single", {"en": "Safety"}, codes=(sv.Code(0, {"en": "No"}),
    ...     sv.Code(1, {"en": "Yes"})), headline=sv.Headline((1,), "high", label={"en": "Safe"}))
    >>> design = sv.SurveyDesign(answers, codebook=sv.Codebook({"safe": safe}))
    >>> shares = sv.headline(design, "safe", by=["area", "wave"])
    >>> released = sv.release([shares, sv.compare_areas(shares, 2024, over="wave")])
    >>> sv.change_chart(released, "safe", language="en")
    Chart(Safe: change from 2024 to 2026)
    """
    must_be_released(released)
    language = language_of(language)
    if kind not in _KINDS:
        raise fail(WrongUseError, "chart.kind", got=quoted(kind), known=culprits(_KINDS))
    waves = read_waves(
        released, variable, over=over, wave=wave, contrast=contrast, language=language
    )
    spec = read_changes(released, variable, waves, earlier=earlier, later=later, language=language)
    known = released.codebook.variable_or_bare(variable)
    label = said(known.headline.label, language) if known.headline else variable
    fields = {"first": spec.earlier, "last": spec.later}
    title = title or text("chart.change.title", lang=language, what=label, **fields)
    name = f"{variable}_{'change' if kind == 'dumbbell' else 'slope'}"
    return Chart(
        id=name,
        title=title,
        alt=_alt(spec, label),
        language=language,
        draw=partial(_draw, spec, kind),
        data=change_numbers(spec, released, name, title, subtitle),
        plot_under=change_plot,
        subtitle=subtitle,
        notes=(*released.stamps(language), *_notes(spec)),
        is_empty=not any(row.points() for row in spec.rows),
    )


def _notes(spec: Spec) -> list[str]:
    """What the marks mean, as far as they occur."""
    language, points = spec.language, [p for row in spec.rows for p in row.points()]
    fields = {"first": spec.earlier, "last": spec.later}
    notes = [text("chart.change.marks", lang=language, **fields)] if points else []
    changes = [row.change for row in spec.rows if row.change.shown]
    if any(change.mark for change in changes):
        notes += sign_notes(spec)
    if any(not change.mark for change in changes):
        notes.append(text("chart.change.unsure", lang=language))
    if any(change.ends()[1:] and not change.mark and _beyond(change.low, change.high)
           for change in changes):  # fmt: skip
        key = "wave_table.single" if spec.since.of_areas else "chart.change.single"
        notes.append(text(key, lang=language))
    if any(point.status is Status.FEW for point in points):
        notes.append(text("chart.square", lang=language))
    notes += wave_notes(spec)
    return notes + notes_on(spec.statuses(), language)


def _beyond(low: float, high: float) -> bool:
    """Whether an interval leaves out nought."""
    return low > 0 or high < 0


def _alt(spec: Spec, label: str) -> str:
    """The chart in words: its ends, how many changes are sure, the contrast, what is hidden."""
    language = spec.language
    waves = {"first": shortened(spec.earlier, 36), "last": shortened(spec.later, 36)}
    parts = [text("chart.change.alt", lang=language, what=shortened(label, 60), **waves)]
    rows = [row for row in spec.rows if not row.strong and row.change.shown]
    if rows and rows[0].change.difference > 0:
        parts.append(_said_of("most_risen", rows[0], language))
    if rows and rows[-1].change.difference < 0:
        parts.append(_said_of("most_fallen", rows[-1], language))
    some = sum(abs(row.change.mark) for row in rows)
    if rows:
        key = "sure_changes" if some else "no_sure_change"
        fields = {"some": some, "many": len(rows), "count": some}
        parts.append(text(f"chart.change.{key}", lang=language, **fields))
    contrast = next((row for row in spec.rows if row.kind is RowKind.CONTRAST), None)
    if contrast is not None and contrast.change.shown:
        parts.append(_said_of("goes", contrast, language))
    hidden = sum(not row.change.shown for row in spec.rows)
    if hidden:
        parts.append(text("chart.change.hidden", lang=language, count=hidden))
    return fitting(parts)


def _said_of(key: str, row: Changed, language: str) -> str:
    before, after = (format_percent(p.estimate, language) for p in (row.before, row.after))
    area = shortened(row.label, 36)
    return text(f"chart.change.{key}", lang=language, area=area, before=before, after=after)


def _draw(spec: Spec, kind: str, look: Look, narrow: bool) -> Picture:
    paint, width, height = _KINDS[kind](spec, look, narrow=narrow)
    return picture(paint, width=width, height=height, narrow=narrow, look=look)
