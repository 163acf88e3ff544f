"""Compared waves as a table: what each number was, how it changed, how much beyond the contrast."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain
from survey.disclosure.results.wave_notes import break_notes, contrast_notes, footnotes
from survey.disclosure.signs import (
    BROKEN,
    FALLEN,
    HIGHER,
    LOWER,
    RISEN,
    sign_of_change,
    sign_of_mark,
)
from survey.documents.blocks import Cell, Column, Row
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import NO_BREAK
from survey.language.words import join_words
from survey.tables.area_rows import table_id
from survey.tables.areas import Areas
from survey.tables.cells import EMPTY, form_of
from survey.tables.measures import (
    area_column,
    change_column,
    change_head,
    count_column,
    difference_column,
    interval_column,
)
from survey.tables.notes import all_note, sign_notes, signs_in
from survey.tables.questions import Question
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.results.released import Released
    from survey.disclosure.results.waves import ReleasedWaves, WaveChange, WaveCourse, WaveLevel
    from survey.tables.cells import Form
    from survey.tables.options import Style

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WaveOptions:
    """How a table of compared waves is wanted; as in `trend_table`."""

    since: str | None
    breaks: tuple[str, ...]
    sort: str
    counts: bool
    interval: bool
    beyond_contrast: bool
    last_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """What a table is made of."""

    part: ReleasedWaves
    course: WaveCourse
    question: Question
    form: Form
    areas: Areas
    pairs: tuple[Pair, ...]
    beyond: tuple[Pair, ...]
    broken: tuple[Pair, ...]
    marked: tuple[Pair, ...]
    options: WaveOptions

    @property
    def language(self) -> str:
        """Of the table."""
        return self.form.language

    def group(self, wave: str) -> str:
        """What stands above a wave; that it begins a new series is said there."""
        if wave in [later for _, later in self.marked]:
            return text("wave_table.new_series", lang=self.language, sign=BROKEN, wave=wave)
        return wave


def wave_table(
    released: Released,
    part: ReleasedWaves,
    variable: str,
    category: Any,  # noqa: ANN401 - a code
    options: WaveOptions,
    style: Style,
    title: str | None,
    subtitle: str,
) -> ReleasedTable:
    """The table of one number in compared waves.

    Raises
    ------
    WrongUseError
        If a change was asked for that was not released.
    """
    wanted = _category(part, variable, category)
    table = _table(part, variable, wanted, options, style)
    order = table.areas.ordered(
        table.course.areas(),
        options.sort,
        lambda area: table.course.level(area, part.waves[-1]).estimate,
    )
    rows = tuple(_row(table, area) for area in order)
    over = part.over or ""
    return ReleasedTable(
        id=table_id(variable, "by", over, "wave", "" if category is None else category),
        title=title or _title(table),
        subtitle=subtitle,
        columns=tuple(_columns(table)),
        rows=rows,
        notes=(*released.stamps(style.language), *_notes(table, rows, order)),
        language=style.language,
    )


def _category(part: ReleasedWaves, variable: str, category: Any) -> Any:  # noqa: ANN401 - a code
    known = part.categories(variable)
    if category is not None:
        return category
    return Category.HEADLINE if Category.HEADLINE in known else known[0]


def _table(
    part: ReleasedWaves, variable: str, category: object, options: WaveOptions, style: Style
) -> _Table:
    course = part.course_of(variable, category)
    declared = tuple(_declared(part, options.breaks))
    broken = (*course.broken_steps(), *declared)
    pairs = tuple(_pairs(part, course, broken, options.since))
    if options.last_only:
        pairs = tuple(pair for pair in pairs if pair[1] == part.waves[-1])
    areas = course.areas()
    levels = (_level_record(course.level(area, wave)) for area in areas for wave in part.waves)
    found = _Table(
        part,
        course,
        Question(part.codebook, variable, style.language),
        form_of(part.statistic, levels, style.language, style.decimals),
        Areas(part.codebook, part.over or "", part.contrast, style.language),
        pairs,
        (),
        broken,
        (*course.new_series(), *declared),
        options,
    )
    if not options.beyond_contrast or part.contrast is None:
        return found
    return _with(found, tuple(pair for pair in pairs if _is_beside_contrast(found, pair)))


def _with(table: _Table, beyond: tuple[Pair, ...]) -> _Table:
    fields = {name: getattr(table, name) for name in _Table.__slots__}
    return _Table(**{**fields, "beyond": beyond})


def _declared(part: ReleasedWaves, breaks: Sequence[str]) -> Iterator[Pair]:
    """Breaks that the user names: from the wave before each."""
    unknown = [each for each in breaks if each not in part.waves[1:]]
    if unknown:
        known = culprits(part.waves[1:])
        raise fail(UnknownNameError, "table.break_unknown", got=culprits(unknown), known=known)
    for wave in breaks:
        yield part.waves[part.waves.index(wave) - 1], wave


def _pairs(
    part: ReleasedWaves, course: WaveCourse, broken: Sequence[Pair], since: str | None
) -> list[Pair]:
    """Which changes are shown: none across a break."""
    waves = part.waves
    first = [(waves[0], wave) for wave in waves[1:]]
    chosen = list(pairwise(waves)) if since == "previous" or (since is None and broken) else first
    shown = [pair for pair in chosen if not _crosses(pair, waves, broken)]
    missing = [pair for pair in shown if pair not in course.pairs()]
    if missing:
        raise fail(WrongUseError, "table.no_change", since=quoted(missing[0][0]), wave="wave")
    return shown


def _crosses(pair: Pair, waves: Sequence[str], broken: Sequence[Pair]) -> bool:
    start, end = (waves.index(wave) for wave in pair)
    steps = set(pairwise(waves[start : end + 1]))
    return bool(steps & set(broken))


def _is_beside_contrast(table: _Table, pair: Pair) -> bool:
    """Whether the contrast area was measured in both waves, hidden or not."""
    change = table.course.change(table.part.contrast, pair)
    return change.measured and not change.broken


# Columns and rows


def _columns(table: _Table) -> list[Column]:
    form, language, level = table.form, table.language, table.part.level
    columns = [area_column(table.areas)]
    head = text(f"table.head.{form.statistic}", lang=language)
    for place, wave in enumerate(table.part.waves, start=1):
        group = table.group(wave)
        columns.append(
            Column(f"estimate_{place}", head, formats=(form.number_format,), group=group)
        )
        if table.options.counts:
            columns.append(count_column("n", language, f"n_{place}", group))
    for place, (since, wave) in enumerate(table.pairs, start=1):
        group = change_head(form, since)
        columns.append(change_column(form, f"change_{place}", wave, group))
        if table.options.interval:
            columns.append(interval_column(form, level, f"change_interval_{place}", group))
    for place, (since, wave) in enumerate(table.beyond, start=1):
        key = "beyond_points" if form.is_share else "beyond"
        group = text(f"wave_table.{key}", lang=language, since=since)
        columns.append(difference_column(form, f"beyond_{place}", wave, group))
        if table.options.interval:
            columns.append(interval_column(form, level, f"beyond_interval_{place}", group))
    return columns


def _row(table: _Table, area: Any) -> Row:  # noqa: ANN401 - a value
    course, form = table.course, table.form
    cells = [Cell(table.areas.label(area))]
    for wave in table.part.waves:
        level = course.level(area, wave)
        record = _level_record(level)
        cells.append(_level_cell(table, area, wave, level))
        if table.options.counts:
            cells.append(form.answers(record))
    for pair in table.pairs:
        change = course.change(area, pair)
        cells += _change_cells(table, change, sign_of_change)
    for pair in table.beyond:
        plain = area is not Domain.ALL and not table.areas.is_contrast(area)
        extra = _change_cells(table, course.beyond(area, pair), sign_of_mark)
        cells += extra if plain else [EMPTY] * len(extra)
    return Row(tuple(cells), table.areas.kind(area), table.areas.code(area))


def _level_cell(table: _Table, area: object, wave: str, level: WaveLevel) -> Cell:
    """A number; for a contrast that wasn't measured the last one, with its wave."""
    if level.measured or not table.areas.is_contrast(area):
        return table.form.estimate(_level_record(level))
    last, when = table.course.contrast_level(wave)
    if not when:
        return table.form.estimate(None)
    return Cell(f"{table.form.estimate(_level_record(last)).text}{NO_BREAK}({when})")


def _change_cells(table: _Table, change: WaveChange, sign: Any) -> list[Cell]:  # noqa: ANN401
    """A change and its interval; a sign in place of one that can't be compared."""
    form = table.form
    if not change.measured:
        cells = [form.estimate(None), form.estimate(None)]
    elif change.broken:
        cells = [Cell(BROKEN), Cell(BROKEN)]
    else:
        record = _change_record(change)
        cells = [form.difference(record, sign), form.interval(record)]
    return cells if table.options.interval else cells[:1]


def _level_record(level: WaveLevel) -> dict[str, Any] | None:
    if not level.measured:
        return None
    names = ("estimate", "conf_low", "conf_high", "n", "status")
    return {name: getattr(level, name) for name in names}


def _change_record(change: WaveChange) -> dict[str, Any]:
    names = ("difference", "conf_low", "conf_high", "mark", "status")
    return {name: getattr(change, name) for name in names}


def _title(table: _Table) -> str:
    language = table.language
    what = table.question.full_label(table.course.category, table.form.statistic)
    unit = text("wave_table.unit", lang=language)
    over = table.part.over
    units = [table.part.codebook.label(over, language), unit] if over else [unit]
    return text("table.title", lang=language, what=what, unit=join_words(units, language))


# Notes


def _notes(table: _Table, rows: Sequence[Row], order: Sequence[Any]) -> list[str]:
    language, signs = table.language, signs_in(rows)
    notes = table.question.note()
    if table.course.category == Category.HEADLINE:
        notes += table.question.headline_base_note()
    notes += break_notes(table.course, order, BROKEN, language, table.marked)
    notes += contrast_notes(table.course, language, in_place=True)
    notes += footnotes(table.course, order, language)
    notes += _arrow_notes(signs, language, corrected=table.course.is_corrected)
    if table.options.interval and any(map(_is_single, _changes(table, order))):
        notes.append(text("wave_table.without_sign", lang=language))
    notes += sign_notes(signs, language)
    if Domain.ALL in order and table.part.over is not None:
        notes.append(all_note(table.areas, language))
    if table.form.decimals == 0 and table.pairs:
        notes.append(text("table.note.rounding", lang=language))
    return notes


def _changes(table: _Table, areas: Sequence[Any]) -> Iterator[WaveChange]:
    """All changes that are shown, and what is beyond the contrast."""
    for area in areas:
        yield from (table.course.change(area, pair) for pair in table.pairs)
        yield from (table.course.beyond(area, pair) for pair in table.beyond)


def _is_single(change: WaveChange) -> bool:
    """Whether its interval leaves out 0, but it isn't certain beside the others."""
    is_away = change.conf_low > 0 or change.conf_high < 0
    return change.shown and is_away and not change.mark


def _arrow_notes(signs: frozenset[str], language: str, *, corrected: bool) -> list[str]:
    """What ↑↓ and ▲▼ mean, if they occur."""
    how = text(f"wave_table.{'corrected' if corrected else 'alone'}", lang=language)
    notes = []
    for pair, key in (((RISEN, FALLEN), "change"), ((HIGHER, LOWER), "beyond")):
        found = [sign for sign in pair if sign in signs]
        if found:
            which = "both" if len(found) == 2 else "up" if found[0] == pair[0] else "down"
            notes.append(text(f"wave_table.{key}_{which}", lang=language, how=how))
    return notes
