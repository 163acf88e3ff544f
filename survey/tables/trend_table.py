"""Areas by waves: what each number was, and how it changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.disclosure.signs import sign_of_change
from survey.documents.blocks import Cell, Column, Row
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import join_words
from survey.tables.area_rows import areas_of, table_id
from survey.tables.areas import SORTS
from survey.tables.measures import (
    area_column,
    change_column,
    change_head,
    count_column,
    estimate_head,
    interval_column,
    measure_of,
)
from survey.tables.notes import all_note, mark_notes, sign_notes, signs_in
from survey.tables.options import one_of, style_of
from survey.tables.results import Results, place_of
from survey.tables.table import ReleasedTable
from survey.tables.wave_trend import WaveOptions, wave_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.disclosure.results.released import Released
    from survey.disclosure.results.waves import ReleasedWaves
    from survey.tables.areas import Areas
    from survey.tables.measures import Measure
    from survey.tables.options import Style
    from survey.tables.results import Differences

_SINCE = ("first", "previous")


@dataclass(frozen=True, slots=True)
class _Change:
    """The released change from one wave to a later one."""

    base: Any
    wave: Any
    found: Differences


@dataclass(frozen=True, slots=True)
class _Trend:
    """What a trend table is made of."""

    measures: dict[Any, Measure]
    breaks: tuple[Any, ...]
    changes: tuple[_Change, ...]
    areas: Areas
    wave: str
    style: Style
    counts: bool
    interval: bool

    @property
    def first(self) -> Measure:
        return next(iter(self.measures.values()))

    def wave_label(self, wave: object) -> str:
        return self.areas.codebook.value_label(self.wave, wave, self.style.language)

    def group(self, wave: object) -> str:
        """What stands above a wave; a break is said there."""
        label = self.wave_label(wave)
        if wave not in self.breaks:
            return label
        return text("table.trend.broken", lang=self.style.language, wave=label)


def trend_table(
    released: Released,
    variable: str,
    *,
    over: str = "area",
    wave: str = "wave",
    category: Any = None,  # noqa: ANN401 - a code
    breaks: Sequence[Any] = (),
    since: str | None = None,
    sort: str = "codebook",
    counts: bool = True,
    interval: bool = True,
    beyond_contrast: bool = True,
    last_only: bool = False,
    language: str | None = None,
    decimals: int | None = None,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """One number for every area and wave, with the change and its uncertainty.

    Parameters
    ----------
    released : Released
        With a comparison of waves, ``sv.compare_waves(estimates_2010, estimates_2012)``; or with
        estimates by areas and waves crossed, and changes if it holds comparisons of them over the
        waves, ``sv.compare_areas(estimates, first_wave, over="wave")``.
    variable : str
    over, wave : str
        The columns of areas and waves; compared waves need no column.
    category : code, optional
        An answer; the headline, or the only number there is, if left out.
    breaks : sequence of waves
        Waves in which the question was changed: nothing is compared across them. Those that a
        comparison of waves knows of needn't be named.
    since : {"first", "previous"}, optional
        Which wave changes are counted from; the first one if that was released, else the previous.
    sort : {"codebook", "estimate", "name"}
        As in `area_table`; by the last wave, if by estimates.
    counts : bool
        Whether numbers of answers are shown.
    interval : bool
        Whether the interval of each change is shown.
    beyond_contrast : bool
        Whether it is shown how much more each area changed than the contrast area, where waves were
        compared.
    last_only : bool
        Whether changes to the last wave are shown only, and not those to each wave.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int, optional
        None for shares unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        A group of columns for each wave, then one for each change. A wave that an area was not
        asked in has ``·``; changes across a break have ``≠``, and a note says why. A contrast area
        that a wave didn't measure has its last number with the wave it is from.

    Raises
    ------
    UnknownNameError
        If the variable was not released by areas and waves, or a break is no wave.
    WrongUseError
        If a change was asked for that was not released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": ["A"] * 80, "wave": ["2010", "2012"] * 40})
    >>> rows["safe"] = [0] * 30 + [1] * 50
    >>> shares = sv.proportion(sv.SurveyDesign(rows), "safe", by=["area", "wave"])
    >>> released = sv.release([shares, sv.compare_areas(shares, "2010", over="wave")])
    >>> table = sv.trend_table(released, "safe", category=1, language="en")
    >>> [column.group for column in table.columns]
    ['', '2010', '2010', '2012', '2012', 'Change since 2010, percentage points', \
'Change since 2010, percentage points']
    """
    style = style_of(language, decimals)
    one_of("sort", sort, SORTS)
    if since is not None:
        one_of("since", since, _SINCE)
    compared = _compared_waves(released, variable, over, category)
    if compared is not None:
        options = WaveOptions(
            since,
            _listed(breaks),
            sort,
            bool(counts),
            bool(interval),
            bool(beyond_contrast),
            bool(last_only),
        )
        return wave_table(released, compared, variable, category, options, style, title, subtitle)
    results = Results(released, variable)
    waves = _waves(results, over, wave)
    broken = _checked_breaks(waves, breaks)
    measures = {w: measure_of(results, category, over, {wave: w}, style) for w in waves}
    last = measures[waves[-1]]
    areas = areas_of([last], released, over, style.language)
    changes = _changes(results, last, (over, wave), waves, broken, since)
    if last_only:
        changes = [each for each in changes if each.wave == waves[-1]]
    trend = _Trend(
        measures, broken, tuple(changes), areas, wave, style, bool(counts), bool(interval)
    )
    everyone = dict.fromkeys(area for m in measures.values() for area in m.records)
    order = areas.ordered(everyone, sort, last.shown)
    rows = tuple(_row(trend, area) for area in order)
    return ReleasedTable(
        id=table_id(variable, "by", over, wave, "" if category is None else category),
        title=title or _title(trend),
        subtitle=subtitle,
        columns=tuple(_columns(trend)),
        rows=rows,
        notes=(*released.stamps(style.language), *_notes(trend, rows, order)),
        language=style.language,
    )


def _compared_waves(
    released: Released, variable: str, over: str, category: object
) -> ReleasedWaves | None:
    must_be_released(released)
    must_be_one_name(variable)
    found = released.compared_waves(variable, over, category)
    return found or released.compared_waves(variable, None, category)


def _listed(breaks: Any) -> tuple[Any, ...]:  # noqa: ANN401 - as it was given
    return tuple(breaks) if isinstance(breaks, list | tuple) else (breaks,)


def _waves(results: Results, over: str, wave: str) -> list[Any]:
    """Waves in the order of the codebook, else of the release."""
    found = results.values((over, wave), wave) if over != wave else []
    found = [each for each in found if not isinstance(each, Domain)]
    if not found:
        results.released.estimates_of(results.name, (over, wave), headline=True)
        raise fail(WrongUseError, "table.no_waves", name=quoted(results.name))
    variable = results.codebook.get(wave)
    codes = [code.value for code in variable.codes] if variable is not None else []
    return sorted(found, key=lambda w: codes.index(w) if w in codes else len(codes))


def _checked_breaks(waves: Sequence[Any], breaks: Sequence[Any]) -> tuple[Any, ...]:
    listed = _listed(breaks)
    unknown = [each for each in listed if each not in waves]
    if unknown:
        raise fail(
            UnknownNameError, "table.break_unknown", got=culprits(unknown), known=culprits(waves)
        )
    return listed


def _changes(
    results: Results,
    last: Measure,
    columns: tuple[str, str],
    waves: Sequence[Any],
    breaks: Sequence[Any],
    since: str | None,
) -> list[_Change]:
    """The released changes that don't cross a break."""
    for choice in _SINCE if since is None else (since,):
        pairs = [pair for pair in _pairs(waves, choice) if not _crosses(pair, waves, breaks)]
        found = [
            _Change(base, wave, differences)
            for base, wave in pairs
            if (differences := _compared(results, last, columns, base)) is not None
        ]
        if since is not None and len(found) < len(pairs):
            missing = next(base for base, _ in pairs if base not in {each.base for each in found})
            raise fail(WrongUseError, "table.no_change", since=quoted(missing), wave=columns[1])
        if found:
            return found
    return []


def _pairs(waves: Sequence[Any], since: str) -> list[tuple[Any, Any]]:
    if since == "first":
        return [(waves[0], wave) for wave in waves[1:]]
    return list(pairwise(waves))


def _compared(
    results: Results, last: Measure, columns: tuple[str, str], base: object
) -> Differences | None:
    statistic, category = last.form.statistic, last.category
    return results.compared(statistic, category, columns[1], columns, base)


def _crosses(pair: tuple[Any, Any], waves: Sequence[Any], breaks: Sequence[Any]) -> bool:
    """Whether the question was changed between two waves."""
    start, end = (waves.index(wave) for wave in pair)
    return any(wave in breaks for wave in waves[start + 1 : end + 1])


def _columns(trend: _Trend) -> list[Column]:
    language, form = trend.style.language, trend.first.form
    columns = [area_column(trend.areas)]
    for place, (wave, measure) in enumerate(trend.measures.items(), start=1):
        group = trend.group(wave)
        head = estimate_head(measure)
        columns.append(
            Column(f"estimate_{place}", head, formats=(measure.form.number_format,), group=group)
        )
        if trend.counts:
            columns.append(count_column("n", language, f"n_{place}", group))
    for place, change in enumerate(trend.changes, start=1):
        group = change_head(form, trend.wave_label(change.base))
        head = trend.wave_label(change.wave)
        columns.append(change_column(form, f"change_{place}", head, group))
        if trend.interval:
            level = change.found.part.level
            columns.append(interval_column(form, level, f"change_interval_{place}", group))
    return columns


def _row(trend: _Trend, area: Any) -> Row:  # noqa: ANN401
    cells = [Cell(trend.areas.label(area))]
    for measure in trend.measures.values():
        record = _asked(measure.records.get(area))
        cells.append(measure.form.estimate(record))
        if trend.counts:
            cells.append(measure.form.answers(record))
    form = trend.first.form
    for change in trend.changes:
        place = place_of(**{trend.areas.over: area, trend.wave: change.wave})
        record = change.found.records.get(place)
        never = [_asked(trend.measures[w].records.get(area)) for w in (change.base, change.wave)]
        record = None if None in never else record
        cells.append(form.difference(record, sign_of_change) if record else form.estimate(None))
        if trend.interval:
            cells.append(form.interval(record))
    return Row(tuple(cells), trend.areas.kind(area), trend.areas.code(area))


def _asked(record: Any) -> Any:  # noqa: ANN401 - a row of a frame
    """The row of an area in a wave; None where nobody was asked there and then."""
    return None if record is None or record["n"] == 0 else record


def _title(trend: _Trend) -> str:
    language, measure = trend.style.language, trend.first
    codebook = trend.areas.codebook
    units = [codebook.label(name, language) for name in (trend.areas.over, trend.wave)]
    what = measure.question.full_label(measure.category, measure.form.statistic)
    return text("table.title", lang=language, what=what, unit=join_words(units, language))


def _notes(trend: _Trend, rows: Sequence[Row], order: Sequence[Any]) -> list[str]:
    language, signs, measure = trend.style.language, signs_in(rows), trend.first
    notes = measure.question.note()
    if measure.category == Category.HEADLINE:
        notes += measure.question.headline_base_note()
    if trend.breaks:
        waves = join_words([trend.wave_label(wave) for wave in trend.breaks], language)
        notes.append(text("table.note.break", lang=language, waves=waves))
    bases = list(dict.fromkeys(trend.wave_label(change.base) for change in trend.changes))
    since = bases[0] if len(bases) == 1 else text("table.trend.previous", lang=language)
    corrected = any(change.found.is_corrected for change in trend.changes)
    notes += mark_notes(
        signs, trend.areas, adjust="", language=language, since=since, waves=corrected
    )
    notes += sign_notes(signs, language)
    if Domain.ALL in order:
        notes.append(all_note(trend.areas, language))
    if measure.form.decimals == 0 and trend.changes:
        notes.append(text("table.note.rounding", lang=language))
    return notes
