"""One number in every area, with what it is compared with: the columns that it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain
from survey.disclosure.policy import Status
from survey.disclosure.signs import sign_of_change, sign_of_mark
from survey.documents.blocks import Align, Column
from survey.errors import WrongUseError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number
from survey.tables.cells import COUNT_FORMAT, EMPTY, Form, form_of
from survey.tables.questions import Question
from survey.tables.results import Differences, Results, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.documents.blocks import Cell
    from survey.tables.areas import Areas
    from survey.tables.options import Style

_STATISTICS = ("mean", "total", "ratio", "quantile", "variance", "reliability", "correlation")


@dataclass(frozen=True, slots=True)
class Measure:
    """One share, mean or other number in every area.

    Attributes
    ----------
    question : Question
    category : object
    form : Form
    level : float
        Of its intervals.
    base : object
        Who a share is of.
    records : mapping of area to row
        Released rows.
    against : Differences or None
        Of the areas from what they are compared with.
    differences : mapping of area to row
    change : Differences or None
        Of a wave from an earlier one.
    changes : mapping of area to row
    """

    question: Question
    category: Any
    form: Form
    level: float
    base: Any
    records: Mapping[Any, Any]
    against: Differences | None
    differences: Mapping[Any, Any]
    change: Differences | None
    changes: Mapping[Any, Any]

    @property
    def label(self) -> str:
        """What it is, among others of the same question."""
        return self.question.category_label(self.category, self.form.statistic)

    def shown(self, area: object) -> float:
        """The number of an area; NaN where it is hidden."""
        record = self.records.get(area)
        return float("nan") if record is None else float(record["estimate"])

    def has_differences(self) -> bool:
        """Whether any difference can be read."""
        found = (*self.differences.values(), *self.changes.values())
        return any(not record["status"].hidden for record in found)


def measure_of(
    results: Results,
    category: Any,  # noqa: ANN401 - a code, a net, or None
    over: str,
    at: Mapping[str, Any],
    style: Style,
    contrast: object = None,
) -> Measure:
    """A number of a variable in every area.

    Parameters
    ----------
    category : object
        An answer, a net, or a share below a quantile; None for the headline, or for the only number
        there is.
    over : str
        The by-column of areas.
    at : mapping of column to value
        The other by-columns.
    contrast : object
        Which comparison, where there are several.

    Raises
    ------
    UnknownNameError
        If it was not released by these columns.
    WrongUseError
        If the category is no answer to the question.
    """
    columns = (over, *at)
    statistic, category = _wanted(results, category, columns)
    values = results.values(columns, over)
    rows = {area: _row(results, statistic, category, over, area, at) for area in values}
    rows[Domain.ALL] = _row(results, statistic, category, over, Domain.ALL, at)
    rows = {area: row for area, row in rows.items() if row is not None}
    part = next(results.parts(statistic, category))
    against = results.compared(statistic, category, over, columns, contrast)
    change = _change(results, statistic, category, over, at)
    return Measure(
        Question(results.codebook, results.name, style.language),
        category,
        form_of(statistic, rows.values(), style.language, style.decimals),
        part.level,
        part.base,
        rows,
        against,
        _by_area(against, rows, over, at),
        change,
        _by_area(change, rows, over, at),
    )


def columns_of(
    measure: Measure, areas: Areas, suffix: str = "", group: str = "", *, short: bool = False
) -> list[Column]:
    """The columns of a measure: the number, its interval, its differences.

    Parameters
    ----------
    areas : Areas
    suffix : str
        Of the keys, where there are several measures.
    group : str
        What stands above them.
    short : bool
        Without the interval.
    """
    form, language = measure.form, measure.form.language
    columns = [_estimate_column(measure, suffix, group)]
    if not short:
        columns.append(interval_column(form, measure.level, f"interval{suffix}", group))
    if measure.against is not None:
        points = "difference_points" if form.is_share else "difference"
        head = text(f"table.head.{points}", lang=language, contrast=areas.contrast_in_text)
        columns.append(difference_column(form, f"difference{suffix}", head, group))
    if measure.change is not None:
        head = change_head(form, _wave_label(measure))
        columns.append(change_column(form, f"change{suffix}", head, group))
    return columns


def cells_of(measure: Measure, area: object, areas: Areas, *, short: bool = False) -> list[Cell]:
    """The cells of a measure in the row of an area, as `columns_of`."""
    form, record = measure.form, measure.records.get(area)
    cells = [form.estimate(record)]
    if not short:
        cells.append(form.interval(record))
    if measure.against is not None:
        plain = area is not Domain.ALL and not areas.is_contrast(area)
        cells.append(
            form.difference(measure.differences.get(area), sign_of_mark) if plain else EMPTY
        )
    if measure.change is not None:
        cells.append(form.difference(measure.changes.get(area), sign_of_change))
    return cells


def interval_column(form: Form, level: float, key: str, group: str = "") -> Column:
    """The column of an interval."""
    language = form.language
    parts = tuple(text(f"table.part.{part}", lang=language) for part in ("from", "to"))
    written = format_number(level * 100, language)
    return Column(
        key,
        text("table.head.interval", lang=language, level=written),
        parts=parts,
        formats=(form.number_format, form.number_format),
        group=group,
    )


def difference_column(form: Form, key: str, head: str, group: str = "") -> Column:
    """The column of a difference with its mark."""
    return _marked_column(form, key, head, group, ("difference", "mark"))


def change_column(form: Form, key: str, head: str, group: str = "") -> Column:
    """The column of a change since a wave with its mark."""
    return _marked_column(form, key, head, group, ("change", "sure_change"))


def count_column(name: str, language: str, key: str = "", group: str = "") -> Column:
    """The column of numbers of answers, ``n`` or ``n_eff``."""
    head = text(f"table.head.{name}", lang=language)
    return Column(key or name, head, formats=(COUNT_FORMAT,), group=group)


def area_column(areas: Areas) -> Column:
    """The first column."""
    return Column("area", areas.unit, Align.LEFT)


def change_head(form: Form, wave: str) -> str:
    """What stands above a change since a wave."""
    key = "change_points" if form.is_share else "change"
    return text(f"table.head.{key}", lang=form.language, since=wave)


def is_hidden(record: Any) -> bool:  # noqa: ANN401 - a row of a frame
    """Whether a number can't be read."""
    return record is None or record["status"].hidden or record["status"] is Status.UNAVAILABLE


def estimate_head(measure: Measure) -> str:
    """What stands above the numbers themselves."""
    statistic, language = measure.form.statistic, measure.form.language
    if statistic == "quantile":
        return measure.question.category_label(measure.category, statistic)
    if statistic == "mean" and measure.question.is_index:
        return text("table.head.index", lang=language)
    return text(f"table.head.{statistic}", lang=language)


def breakdown_of(results: Results, over: str | None, at: Mapping[str, Any]) -> str:
    """The by-column of areas; found where a variable was released by one column only.

    Raises
    ------
    WrongUseError
        If there is no single column.
    """
    if over is not None or not at:
        return results.released.breakdown_of(results.name, over)
    others = {
        tuple(column for column in by if column not in at)
        for by in results.breakdowns()
        if set(at) < set(by)
    }
    single = sorted(columns[0] for columns in others if len(columns) == 1)
    return single[0] if len(single) == 1 else results.released.breakdown_of(results.name, None)


def _marked_column(form: Form, key: str, head: str, group: str, names: tuple[str, str]) -> Column:
    parts = tuple(text(f"table.part.{name}", lang=form.language) for name in names)
    return Column(key, head, parts=parts, formats=(form.difference_format, "@"), group=group)


def _estimate_column(measure: Measure, suffix: str, group: str) -> Column:
    form = measure.form
    head = estimate_head(measure)
    return Column(f"estimate{suffix}", head, formats=(form.number_format,), group=group)


def _wanted(results: Results, category: Any, columns: tuple[str, ...]) -> tuple[str, Any]:  # noqa: ANN401
    """Which statistic and category is meant."""
    by = set(columns)
    if category is None:
        if _holds(results, "share", Category.HEADLINE, by):
            return "share", Category.HEADLINE
        for statistic in _STATISTICS:
            known = results.categories(statistic)
            if len(known) == 1 and _holds(results, statistic, known[0], by):
                return statistic, known[0]
    else:
        for statistic in ("share", *_STATISTICS):
            if _holds(results, statistic, category, by):
                return statistic, category
    raise _absent(results, category, columns)


def _holds(results: Results, statistic: str, category: object, by: set[str]) -> bool:
    return any(set(part.by) == by for part in results.parts(statistic, category))


def _absent(results: Results, category: object, columns: tuple[str, ...]) -> Exception:
    """Say what is missing: the breakdown, the headline, all answers, or this answer."""
    try:
        part, rows = results.released.estimates_of(
            results.name, _as_released(results, columns), headline=category is None
        )
    except LookupError as missing:
        return missing
    del part
    known = culprits(dict.fromkeys(rows["category"]))
    return fail(WrongUseError, "table.category", got=quoted(category), known=known)


def _as_released(results: Results, columns: tuple[str, ...]) -> tuple[str, ...]:
    """By-columns in the order in which something was released by them."""
    found = (by for by in results.breakdowns() if set(by) == set(columns))
    return next(found, columns)


def _row(
    results: Results,
    statistic: str,
    category: object,
    over: str,
    area: object,
    at: Mapping[str, Any],
) -> Any:  # noqa: ANN401
    return results.row(statistic, category, place_of(**{over: area, **at}))


def _change(
    results: Results, statistic: str, category: object, over: str, at: Mapping[str, Any]
) -> Differences | None:
    """The change to the wave that a table is held at."""
    for column, value in at.items():
        found = results.compared(statistic, category, column, (over, *at))
        if found is not None and found.contrast != value:
            return found
    return None


def _by_area(
    found: Differences | None, rows: Mapping[Any, Any], over: str, at: Mapping[str, Any]
) -> dict[Any, Any]:
    if found is None:
        return {}
    places = {area: place_of(**{over: area, **at}) for area in rows}
    return {area: found.records[at_] for area, at_ in places.items() if at_ in found.records}


def _wave_label(measure: Measure) -> str:
    change = measure.change
    if change is None:
        return ""
    codebook, part = measure.question.codebook, change.part
    return codebook.value_label(part.over, part.contrast, measure.form.language)
