"""One area: every indicator beside the contrast, all areas and the wave before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.disclosure.signs import sign_of_change
from survey.documents.blocks import Align, Cell, Column, Row
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import capitalised
from survey.tables.answer_rows import heading_row
from survey.tables.answer_table import names_in_order
from survey.tables.area_rows import areas_of, held_in_words, table_id, with_held
from survey.tables.cells import CANNOT_OCCUR, EMPTY
from survey.tables.measures import (
    breakdown_of,
    change_column,
    count_column,
    difference_column,
    interval_column,
    measure_of,
)
from survey.tables.notes import all_note, mark_notes, sign_notes, signs_in
from survey.tables.options import names_given, style_of
from survey.tables.results import Results, held
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from survey.disclosure.results.released import Released
    from survey.tables.areas import Areas
    from survey.tables.measures import Measure
    from survey.tables.options import Style


@dataclass(frozen=True, slots=True)
class _Parts:
    """Which columns a profile has, besides the number, its interval and the answers."""

    contrast: bool
    difference: bool
    everyone: bool
    change: str
    repeated: frozenset[str]


def area_profile(
    released: Released,
    area: Any,  # noqa: ANN401 - a value or label of the column of areas
    variables: str | Sequence[str] | Mapping[str, Sequence[str]] | None = None,
    *,
    over: str | None = None,
    at: Mapping[str, Any] | None = None,
    contrast: Any = None,  # noqa: ANN401 - an area
    counts: bool = True,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """One area at a glance: each indicator beside the contrast and all areas.

    Parameters
    ----------
    released : Released
        With headlines, means or indices by area; differences and changes if it holds comparisons.
    area : value or label of an area
    variables : str, sequence of str, or mapping of heading to sequence of str, optional
        Indicators in the order wanted, below headings if it is a mapping; all headlines, means and
        indices that were released by area if left out.
    over, at, contrast, counts
        As in `area_table`.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        None for shares unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        Whether a difference is good or bad news stands in words where the codebook says which
        direction is good.

    Raises
    ------
    UnknownNameError
        If the area, or an indicator by area, was not released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": ["A", "B"] * 40, "trust": [40, 60, 50, 80] * 20})
    >>> means = sv.mean(sv.SurveyDesign(rows), "trust", by="area")
    >>> released = sv.release([means, sv.compare_areas(means, "B")])
    >>> table = sv.area_profile(released, "A", language="en")
    >>> [cell.text for cell in table.rows[0].cells][:4]
    ['trust, mean', '45', '43–47', '70']
    """
    style = style_of(language, decimals)
    fixed = held(released, at)
    chapters = _chapters(released, variables, over, fixed)
    first = next(iter(chapters.values()))[0]
    over = breakdown_of(Results(released, first), over, fixed)
    measures = {
        heading: [_measure(released, name, over, fixed, style, contrast) for name in names]
        for heading, names in chapters.items()
    }
    everything = [measure for group in measures.values() for measure in group]
    areas = areas_of(everything, released, over, style.language)
    value = _area(everything, areas, area)
    parts = _parts(everything, areas, value)
    rows: list[Row] = []
    for heading, group in measures.items():
        rows += [heading_row(heading)] if heading else []
        rows += [_row(each, areas, value, parts, counts=bool(counts)) for each in group]
    words = held_in_words(released.codebook, fixed, style.language)
    usual = text("table.profile.title", lang=style.language, area=areas.plain_label(value))
    return ReleasedTable(
        id=table_id("profile", over, value, *fixed.values()),
        title=title or with_held(usual, words, style.language),
        subtitle=subtitle,
        columns=tuple(_columns(everything, areas, value, parts, counts=bool(counts))),
        rows=tuple(rows),
        notes=(*released.stamps(style.language), *_notes(everything, areas, rows, parts, value)),
        language=style.language,
    )


def _chapters(
    released: Released,
    variables: str | Sequence[str] | Mapping[str, Sequence[str]] | None,
    over: str | None,
    at: Mapping[str, Any],
) -> dict[str, list[str]]:
    """Indicators by their headings; one group without a heading if there are none."""
    given: Any = variables
    if given is None:
        names = names_in_order(released)
        return {"": [name for name in names if _is_indicator(released, name, over, at)] or names}
    if not isinstance(given, dict):
        return {"": names_given(given)}
    if not given or not all(isinstance(heading, str) for heading in given):
        raise fail(WrongUseError, "table.variables", got=repr(given))
    return {heading: names_given(names) for heading, names in given.items()}


def _is_indicator(released: Released, name: str, over: str | None, at: Mapping[str, Any]) -> bool:
    """Whether a variable has one number an area: a headline, a mean or an index."""
    results = Results(released, name)
    wanted = {*at, *([over] if over else [])}
    return any(
        set(part.by) >= wanted and len(part.by) == len(at) + 1
        for statistic, category in (("share", "(headline)"), ("mean", ""))
        for part in results.parts(statistic, category)
    )


def _measure(
    released: Released,
    name: str,
    over: str,
    at: Mapping[str, Any],
    style: Style,
    contrast: Any,  # noqa: ANN401
) -> Measure:
    results = Results(released, name)
    return measure_of(results, None, over, at, style, results.contrast_of(over, contrast))


def _area(measures: Sequence[Measure], areas: Areas, wanted: Any) -> Any:  # noqa: ANN401
    """The value of an area, by its value or its label."""
    known = [
        v for v in dict.fromkeys(a for m in measures for a in m.records) if v is not Domain.ALL
    ]
    if wanted in known:
        return wanted
    variable = areas.codebook.get(areas.over)
    for code in variable.codes if variable is not None else ():
        if wanted in code.label.values() and code.value in known:
            return code.value
    shown = culprits(areas.plain_label(value) for value in known)
    raise fail(UnknownNameError, "table.area", got=quoted(wanted), known=shown)


def _parts(measures: Sequence[Measure], areas: Areas, area: object) -> _Parts:
    compared = any(m.against is not None for m in measures) and not areas.is_contrast(area)
    everyone = any(Domain.ALL in m.records for m in measures)
    change = next((m.change for m in measures if m.change is not None), None)
    since = ""
    if change is not None:
        since = areas.codebook.value_label(change.part.over, change.contrast, areas.language)
    beside = compared and not (areas.contrast is Domain.ALL and everyone)
    return _Parts(beside, compared, everyone, since, _repeated(measures))


def _repeated(measures: Sequence[Measure]) -> frozenset[str]:
    """Labels that several questions have in common, such as that of their headline."""
    pairs = {
        (m.question.name, m.question.full_label(m.category, m.form.statistic)) for m in measures
    }
    counted = Counter(label for _, label in pairs)
    return frozenset(label for label, count in counted.items() if count > 1)


def _columns(
    measures: Sequence[Measure], areas: Areas, area: object, parts: _Parts, *, counts: bool
) -> list[Column]:
    language, first = areas.language, measures[0]
    columns = [
        Column("indicator", text("table.head.indicator", lang=language), Align.LEFT),
        Column("estimate", areas.label(area), formats=(first.form.number_format,)),
        interval_column(first.form, first.level, "interval"),
    ]
    if parts.contrast:
        columns.append(Column("contrast", _contrast_head(areas), formats=("0",)))
    if parts.difference:
        noun = areas.contrast_noun  # its name stands above its own numbers
        head = text("table.head.difference", lang=language, contrast=noun)
        columns.append(difference_column(first.form, "difference", head))
        head = text("table.head.assessment", lang=language, contrast=noun)
        columns.append(Column("assessment", head, Align.LEFT))
    if parts.everyone:
        columns.append(Column("all", text("table.all", lang=language), formats=("0",)))
    if parts.change:
        head = text("table.head.change", lang=language, since=parts.change)
        columns.append(change_column(first.form, "change", head))
    return columns + ([count_column("n", language)] if counts else [])


def _contrast_head(areas: Areas) -> str:
    if areas.has_contrast_area:
        return areas.label(areas.contrast)
    return capitalised(areas.contrast_in_text)


def _row(measure: Measure, areas: Areas, area: object, parts: _Parts, *, counts: bool) -> Row:
    form, record = measure.form, measure.records.get(area)
    cells = [Cell(_label(measure, parts.repeated)), form.estimate(record), form.interval(record)]
    difference = measure.differences.get(area)
    if parts.contrast:
        cells.append(_contrast_cell(measure, areas, difference))
    if parts.difference:
        cells.append(form.difference(difference))
        cells.append(_assessment(measure, difference))
    if parts.everyone:
        cells.append(form.estimate(measure.records.get(Domain.ALL)))
    if parts.change:
        cells.append(form.difference(measure.changes.get(area), sign_of_change))
    if counts:
        cells.append(form.answers(record))
    return Row(tuple(cells), area=areas.code(area))


def _is_compared(measure: Measure, area: object) -> bool:
    """Whether a difference of the area can be read."""
    found = (measure.differences.get(area), measure.changes.get(area))
    return any(record is not None and not record["status"].hidden for record in found)


def _contrast_cell(measure: Measure, areas: Areas, difference: Any) -> Cell:  # noqa: ANN401
    """The number of the contrast, or of the others that an area was compared with."""
    if areas.has_contrast_area:
        return measure.form.estimate(measure.records.get(areas.contrast))
    if difference is None:
        return CANNOT_OCCUR
    return measure.form.estimate({**difference, "estimate": difference["contrast_estimate"]})


def _label(measure: Measure, repeated: Collection[str]) -> str:
    """An indicator with its unit; the question stands first where several have its label."""
    statistic, question = measure.form.statistic, measure.question
    kind = "index" if statistic == "mean" and question.is_index else statistic
    label = own = question.full_label(measure.category, statistic)
    if own in repeated and not own.startswith(question.label):
        label = f"{question.label}: {own}"
    if kind not in ("share", "mean", "index"):
        return label
    return text(f"table.profile.{kind}", lang=question.language, label=label)


def _assessment(measure: Measure, difference: Any) -> Cell:  # noqa: ANN401
    """Whether a difference is good news, in words; nothing where it can't be read."""
    if difference is None or difference["status"].hidden:
        return EMPTY
    mark, good, language = difference["mark"], measure.question.good, measure.form.language
    if not mark:
        return Cell(text("table.profile.same", lang=language))
    if good == "neither":
        key = "higher" if mark > 0 else "lower"
    else:
        key = "better" if (mark > 0) == (good == "high") else "worse"
    return Cell(text(f"table.profile.{key}", lang=language))


def _notes(
    measures: Sequence[Measure], areas: Areas, rows: Sequence[Row], parts: _Parts, area: object
) -> list[str]:
    language, signs = areas.language, signs_in(rows)
    against = next((m.against for m in measures if m.against is not None), None)
    adjust = "" if against is None else against.part.adjust
    waves = any(m.change is not None and m.change.is_corrected for m in measures)
    since = parts.change
    notes = mark_notes(signs, areas, adjust=adjust, language=language, since=since, waves=waves)
    told = {cell.text for row in rows for cell in row.cells[1:]}
    if told & {text(f"table.profile.{key}", lang=language) for key in ("better", "worse")}:
        notes.append(text("table.note.better", lang=language))
    notes += sign_notes(signs, language)
    compared = [m for m in measures if _is_compared(m, area)]
    if any(m.form.is_share for m in compared):
        notes.append(text("table.note.points", lang=language))
    if parts.everyone:
        notes.append(all_note(areas, language))
    if compared:
        notes.append(text("table.note.rounding", lang=language))
    return notes
