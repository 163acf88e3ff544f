"""The table that a resident survey turns on: every area beside the contrast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.released import must_be_released
from survey.disclosure.signs import HIGHER, LOWER, SIGNS, sign_of_mark, with_sign
from survey.documents.blocks import Align, Cell, Column, Row, RowKind
from survey.errors import WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import (
    NO_BREAK,
    format_number,
    format_points,
    format_range,
    format_share,
)
from survey.language.words import capitalised, join_words
from survey.tables.table import ReleasedTable

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Variable
    from survey.disclosure.released import Released, ReleasedComparison, ReleasedEstimates


@dataclass(frozen=True, slots=True)
class _Source:
    """What the table is made of."""

    released: Released
    variable: Variable
    over: str
    part: ReleasedEstimates
    rows: pd.DataFrame
    comparison: ReleasedComparison | None
    differences: dict[Any, Any]
    language: str
    decimals: int
    is_headline: bool

    @property
    def contrast(self) -> object:
        return self.comparison.contrast if self.comparison else None


def area_table(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    category: Any = None,  # noqa: ANN401 - a code
    language: str | None = None,
    decimals: int = 0,
    title: str | None = None,
    subtitle: str = "",
) -> ReleasedTable:
    """One share for every area: its uncertainty, its difference from the contrast, its answers.

    Parameters
    ----------
    released : Released
        With estimates of the question by area; the differences too if it holds a comparison.
    variable : str
        The question.
    over : str, optional
        The column of areas; may be left out where the question was released by one column only.
    category : code, optional
        An answer; the headline if left out.
    language : {"da", "en"}, optional
        The language in force if left out.
    decimals : int
        Of percentages; whole numbers unless asked for.
    title, subtitle : str, optional

    Returns
    -------
    ReleasedTable
        Areas in the order of the codebook, then the contrast, then all areas.

    Raises
    ------
    UnknownNameError
        If the question, or its headline, was not released by area.
    WrongUseError
        If `released` has not been released.
    """
    must_be_released(released)
    language = language or current_language()
    source = _source(released, variable, over, category, language, decimals)
    rows = tuple(_row(source, record) for record in _ordered(source))
    return ReleasedTable(
        id=f"{variable}_by_{source.over}" + ("" if category is None else f"_{category}"),
        title=title or _title(source, category),
        subtitle=subtitle,
        columns=_columns(source),
        rows=rows,
        notes=tuple(_notes(source)),
        language=language,
    )


def _source(
    released: Released,
    name: str,
    over: str | None,
    category: object,
    language: str,
    decimals: int,
) -> _Source:
    over = released.breakdown_of(name, over)
    is_headline = category is None
    part, rows = released.estimates_of(name, (over,), headline=is_headline)
    found = released.comparison_of(name, (over,), headline=is_headline)
    comparison, differences = found if found else (None, None)
    if not is_headline:
        rows = rows[rows["category"] == category]
        differences = (
            None if differences is None else differences[differences["category"] == category]
        )
    if rows.empty:
        known = culprits(code.value for code in released.codebook[name].codes)
        raise fail(WrongUseError, "table.category", got=quoted(category), known=known)
    by_area = {} if differences is None else {r[over]: r for r in differences.to_dict("records")}
    return _Source(
        released,
        released.codebook.variable_or_bare(name),
        over,
        part,
        rows,
        comparison,
        by_area,
        language,
        decimals,
        is_headline,
    )


def _ordered(source: _Source) -> list[Any]:
    records: list[Any] = source.rows.to_dict("records")

    def rank(record: Any) -> int:  # noqa: ANN401
        area = record[source.over]
        return 2 if area is Domain.ALL else 1 if area == source.contrast else 0

    return sorted(records, key=rank)


def _columns(source: _Source) -> tuple[Column, ...]:
    language, share = source.language, source.part.statistic == "share"
    number = "0" if source.decimals == 0 else "0." + "0" * source.decimals
    level = format_number(source.part.level * 100, language)
    unit = source.released.codebook.label(source.over, language)
    limits = tuple(text(f"table.part.{part}", lang=language) for part in ("from", "to"))
    estimate = "share" if share else source.part.statistic
    columns = [
        Column("area", capitalised(unit), Align.LEFT),
        Column("estimate", text(f"table.head.{estimate}", lang=language), formats=(number,)),
        Column(
            "interval",
            text("table.head.interval", lang=language, level=level),
            parts=limits,
            formats=(number, number),
        ),
    ]
    if source.comparison is not None:
        points = "difference_points" if share else "difference"
        columns.append(
            Column(
                "difference",
                text(f"table.head.{points}", lang=language, contrast=_contrast_in_text(source)),
                parts=(
                    text("table.part.difference", lang=language),
                    text("table.part.mark", lang=language),
                ),
                formats=(f'+{number};"−"{number};{number}', "@"),
            )
        )
    return (*columns, Column("n", text("table.head.n", lang=language), formats=("#,##0",)))


def _row(source: _Source, record: Any) -> Row:  # noqa: ANN401 - a row of a frame
    area = record[source.over]
    kind = RowKind.BODY
    if area is Domain.ALL:
        kind = RowKind.ALL
    elif area == source.contrast:
        kind = RowKind.CONTRAST
    cells = [Cell(_area_label(source, area)), *_estimate_cells(source, record)]
    if source.comparison is not None:
        cells.append(_difference_cell(source, source.differences.get(area), kind))
    named = "" if isinstance(area, Domain) else str(area)
    return Row((*cells, _n_cell(source, record)), kind, named)


def _area_label(source: _Source, area: object) -> str:
    language = source.language
    if area is Domain.ALL:
        return text("table.all", lang=language)
    if area is Domain.MISSING:
        return text("table.missing", lang=language)
    label = source.released.codebook.value_label(source.over, area, language)
    return (
        text("table.contrast_row", lang=language, area=label) if area == source.contrast else label
    )


def _estimate_cells(source: _Source, record: Any) -> list[Cell]:  # noqa: ANN401
    status = record["status"]
    if status.hidden:
        return [Cell(SIGNS[status]), Cell(SIGNS[status])]
    scale = 100.0 if source.part.statistic == "share" else 1.0
    low, high = record["conf_low"], record["conf_high"]
    estimate = Cell(
        with_sign(_written(source, record["estimate"]), status),
        (_short(scale * record["estimate"]),),
    )
    if low != low:  # noqa: PLR0124 - NaN: no degrees of freedom
        return [estimate, Cell("..")]
    interval = format_range(_written(source, low), _written(source, high))
    return [estimate, Cell(interval, (_short(scale * low), _short(scale * high)))]


def _difference_cell(source: _Source, record: Any, kind: RowKind) -> Cell:  # noqa: ANN401
    if kind is not RowKind.BODY or record is None:
        return Cell("")
    status = record["status"]
    if status.hidden:
        return Cell(SIGNS[status])
    share = source.part.statistic == "share"
    mark = sign_of_mark(record["mark"])
    d = record["difference"]
    points = format_points(d, source.language, decimals=source.decimals)
    written = (
        points if share else format_number(d, source.language, decimals=source.decimals, sign=True)
    )
    return Cell(
        f"{written}{NO_BREAK}{mark}" if mark else written, (_short(d * (100 if share else 1)), mark)
    )


def _n_cell(source: _Source, record: Any) -> Cell:  # noqa: ANN401
    n = record["n"]
    if n != n:  # noqa: PLR0124 - NaN: hidden
        return Cell(SIGNS[Status.CONFIDENTIAL])
    return Cell(format_number(n, source.language, decimals=0), (int(n),))


def _short(value: float) -> float:
    """A number for a workbook: 12 digits, so that platforms agree on it."""
    return float(f"{value:.12g}")


def _written(source: _Source, value: float) -> str:
    if source.part.statistic == "share":
        return format_share(value, source.language, decimals=source.decimals)
    return format_number(value, source.language, decimals=source.decimals)


def _title(source: _Source, category: object) -> str:
    language = source.language
    unit = source.released.codebook.label(source.over, language)
    if category is None and source.variable.headline is not None:
        what = said(source.variable.headline.label, language, default=source.variable.name)
    else:
        label = said(source.variable.label, language, default=source.variable.name)
        what = f"{label}: {source.variable.code_label(category, language)}"
    return text("table.title", lang=language, what=what, unit=unit)


def _notes(source: _Source) -> list[str]:
    language = source.language
    notes = []
    question = said(source.variable.question, language)
    if question:
        notes.append(text("table.note.question", lang=language, question=_ended(question)))
    if source.is_headline and source.variable.headline is not None:
        notes += _base_note(source.variable, source.variable.headline.base, language)
    notes += [text(f"table.note.{key}", lang=language) for key in _signs_that_occur(source)]
    differences = source.differences.values()
    if source.decimals == 0 and any(not record["status"].hidden for record in differences):
        notes.append(text("table.note.rounding", lang=language))
    return notes


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!", "…")) else f"{sentence}."


def _base_note(variable: Variable, base: str | tuple[int | str, ...], language: str) -> list[str]:
    """Who the share is of, where that isn't all who gave an answer."""
    if base == "answered":
        return []
    if base == "asked":
        return [text("table.note.base_asked", lang=language)]
    answers = [quoted(variable.code_label(code, language), lang=language) for code in base]
    return [text("table.note.base_codes", lang=language, codes=join_words(answers, language))]


def _signs_that_occur(source: _Source) -> list[str]:
    """Keys of the legend for the signs in the table, and no others."""
    statuses = {record["status"] for record in source.rows.to_dict("records")}
    statuses |= {record["status"] for record in source.differences.values()}
    marks = {sign_of_mark(record["mark"]) for record in source.differences.values()}
    keys = [key for sign, key in ((HIGHER, "higher"), (LOWER, "lower")) if sign in marks]
    if len(keys) == 2:
        keys = ["both"]
    if keys and source.comparison is not None and source.comparison.adjust == "none":
        keys = [f"{keys[0]}_unadjusted"]
    keys += [s.value for s in (Status.FEW, Status.CONFIDENTIAL) if s in statuses]
    if statuses & {Status.UNCERTAIN, Status.UNAVAILABLE}:
        keys.append("unavailable")
    if any(record[source.over] is Domain.ALL for record in source.rows.to_dict("records")):
        keys.append("all")
    return keys


def _contrast_in_text(source: _Source) -> str:
    codebook = source.released.codebook
    if source.contrast is Domain.REST:
        return text("table.rest_in_text", lang=source.language)
    if source.contrast is Domain.ALL:
        return text("table.all_in_text", lang=source.language)
    return codebook.value_in_text(source.over, source.contrast, source.language)
