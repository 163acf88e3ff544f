"""Tables of a fieldwork: areas, reminders, groups that lag, attempts, workload, outcomes, rates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.documents.blocks import Align, Cell, Column, Row, RowKind, Table
from survey.fieldwork.breakdown import COLUMNS
from survey.fieldwork.modes import mode_label
from survey.language.catalogue import text
from survey.language.languages import language_name
from survey.language.numbers import format_date, format_number, format_share

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from survey.fieldwork.fieldwork_progress import FieldworkProgress
    from survey.fieldwork.r_indicator import RIndicator
    from survey.fieldwork.reminders_due import RemindersDue
    from survey.fieldwork.response_rates import ResponseRates
    from survey.findings import Finding

LAGS = "▼"
_RATES = ("RR1", "RR2", "RR3", "RR4", "COOP2", "REF1", "CON1")
_COUNT, _PERCENT, _ONE = "#,##0", "0", "0.0"


def area_progress_table(progress: FieldworkProgress, language: str) -> Table:
    """How far each area is, to its target and by its pace."""
    rows = progress.rows()
    aimed = any(not math.isnan(row["wanted"]) for row in rows)
    dated = any(not math.isnan(row["wanted_now"]) for row in rows)
    ahead = any(not math.isnan(row["forecast"]) for row in rows) and bool(progress.days_left)
    columns = {
        "eligible": True, "attempts": progress.has_log, "answers": True, "rate": True,
        "open": True, "wanted": aimed, "wanted_now": dated, "behind": aimed, "forecast": ahead,
    }  # fmt: skip
    names = [name for name, shown in columns.items() if shown]
    body = [
        Row(
            (
                Cell(progress.area_label(row["area"], language)),
                *(_progress_cell(name, row, language) for name in names),
            ),
            RowKind.ALL if row["area"] is Domain.ALL else RowKind.BODY,
            "" if row["area"] is Domain.ALL else str(row["area"]),
        )
        for row in rows
    ]
    heads = [_head("area", language), *(_number_head(name, language) for name in names)]
    told = [name for name in ("rate", "wanted_now", "forecast") if columns[name]]
    if progress.lagging():
        told.append("lags")
    notes = [_say(f"note.{name}", language, sign=LAGS) for name in told]
    return _table("areas", heads, body, language, notes=notes)


def _progress_cell(name: str, row: dict[str, Any], language: str) -> Cell:
    value = row[name]
    if name == "behind" and row["lags"] and row["area"] is not Domain.ALL:
        count = _count(value, language)
        return Cell(f"{count.text} {LAGS}", count.values)
    return _share(value, language) if name == "rate" else _count(value, language)


def event_table(progress: FieldworkProgress, language: str) -> Table:
    """What happened during the fieldwork, in the order of the days."""
    body = [
        Row(
            (
                Cell(format_date(each.date, language)),
                Cell(progress.area_label(each.area or Domain.ALL, language)),
                Cell(each.text),
            )
        )
        for each in sorted(progress.events, key=lambda each: each.date)
    ]
    names = ("date", "area", "event")
    heads = [Column(name, _say(f"head.{name}", language), Align.LEFT) for name in names]
    return _table("events", heads, body, language)


def due_table(due: RemindersDue, language: str) -> Table:
    """How many are due by area and mode."""
    wide: Any = due.wide()
    modes = [str(each) for each in wide.columns[1:]]
    heads = [
        _head("area", language),
        *(Column(f"mode_{k}", mode_label(each, language), formats=(_COUNT,))
          for k, each in enumerate(modes)),
    ]  # fmt: skip
    body = [
        Row(
            (
                Cell(due.area_label(row["area"], language)),
                *(_count(row[mode], language) for mode in modes),
            ),
            RowKind.ALL if row["area"] is Domain.ALL else RowKind.BODY,
        )
        for row in wide.to_dict("records")
    ]
    return _table("due", heads, body if len(due) else [], language)


def coming_table(due: RemindersDue, language: str) -> Table:
    """How many become due on the days to come, if nobody answers."""
    records: Any = due.coming.to_dict("records")
    modes = list(dict.fromkeys(row["mode"] for row in records))
    found = {(row["date"], row["mode"]): row["n"] for row in records}
    days = list(dict.fromkeys(row["date"] for row in records))
    heads = [
        _head("date", language),
        *(Column(f"mode_{k}", mode_label(each, language), formats=(_COUNT,))
          for k, each in enumerate(modes)),
    ]  # fmt: skip
    body = [
        Row(
            (
                Cell(format_date(day, language)),
                *(_count(found.get((day, mode), 0), language) for mode in modes),
            )
        )
        for day in days
    ]
    return _table("coming", heads, body, language)


def reason_table(due: RemindersDue, language: str) -> Table:
    """Of everyone sampled whether they are due, or why not."""
    records: Any = due.reasons.to_dict("records")
    body = [
        Row(
            (
                Cell(text(f"progress.reason.{row['reason']}", lang=language)),
                _count(row["n"], language),
            )
        )
        for row in records
        if row["area"] is Domain.ALL and row["n"]
    ]
    return _table(
        "reasons", [_head("reason", language), _number_head("n", language)], body, language
    )


def lagging_table(indicator: RIndicator, language: str) -> Table:
    """The groups that lag beyond chance, and what would bring them to the mean."""
    records: Any = indicator.lagging.to_dict("records")
    known = any(row["reachable"] >= 0 for row in records)
    several = len(indicator.terms) > 1
    names = ["eligible", "answers", "rate", "lag", "needed", *(["reachable"] if known else [])]
    body = []
    for row in records:
        if not row["sure"]:
            continue
        label = indicator.category_label(row["term"], row["category"], language)
        if several:
            label = f"{indicator.term_label(row['term'], language)}: {label}"
        cells = [
            _share(row[name], language) if name == "rate"
            else _points(row[name], language) if name == "lag"
            else _count(row["n" if name == "eligible" else name], language)
            for name in names
        ]  # fmt: skip
        body.append(Row((Cell(label), *cells)))
    heads = [_head("group", language), *(_number_head(name, language) for name in names)]
    notes = [_say("note.lag", language), _say("note.needed", language)]
    return _table("lagging", heads, body, language, notes=notes)


def attempt_table(progress: FieldworkProgress, language: str) -> Table:
    """What the first contact and each reminder brought."""
    records: Any = progress.attempt_numbers.to_dict("records")
    body = [
        Row((Cell(_attempt_name(row["number"], language)), *_effort(row, language)))
        for row in records
    ]
    heads = [_head("attempt", language), *_effort_heads(language)]
    return _table("attempts", heads, body, language, notes=_few_notes(records, language))


def _attempt_name(number: int, language: str) -> str:
    if number == 1:
        return _say("first_contact", language)
    return _say("reminder_of", language, number=number - 1)


def mode_table(progress: FieldworkProgress, language: str) -> Table:
    """Attempts, contacts and answers by mode."""
    records: Any = progress.modes.to_dict("records")
    names = ("attempts", "contacts", "answers")
    body = [
        Row((Cell(mode_label(row["mode"], language)), *(_count(row[n], language) for n in names)))
        for row in records
        if row["attempts"] or row["answers"]
    ]
    heads = [_head("mode", language), *(_number_head(name, language) for name in names)]
    return _table("modes", heads, body, language)


def language_table(progress: FieldworkProgress, language: str) -> Table:
    """The response rate by the language of those sampled."""
    records: Any = progress.languages.to_dict("records")
    body = [
        Row(
            (
                Cell(_language(row["language"], language)),
                _count(row["eligible"], language),
                _count(row["answers"], language),
                _share(row["rate"], language),
            )
        )
        for row in records
    ]
    names = ("eligible", "answers", "rate")
    heads = [_head("language", language), *(_number_head(name, language) for name in names)]
    return _table("languages", heads, body, language)


def _language(code: str, language: str) -> str:
    return language_name(code, lang=language) if code else text("table.missing", lang=language)


def workload_table(progress: FieldworkProgress, language: str) -> Table:
    """Attempts, contacts and answers by interviewer and week."""
    records: Any = progress.interviewers.to_dict("records")
    body = [
        Row(
            (
                Cell(row["interviewer"]),
                Cell(_week(row["week"], language)),
                *_effort(row, language),
            )
        )
        for row in records
    ]
    heads = [
        _head("interviewer", language),
        Column("week", _say("head.week", language), Align.LEFT),
        *_effort_heads(language),
    ]
    return _table("workload", heads, body, language, notes=_few_notes(records, language))


def _week(monday: dt.date, language: str) -> str:
    year, week, _ = monday.isocalendar()
    return _say("week", language, week=week, year=year)


def outcome_table(progress: FieldworkProgress, language: str) -> Table:
    """Outcomes so far by area."""
    records: Any = progress.outcomes.to_dict("records")
    found = {(row["area"], row["outcome"]): row["n"] for row in records}
    areas = list(dict.fromkeys(row["area"] for row in records))
    outcomes = [each for each in COLUMNS if found.get((Domain.ALL, each.value))]
    heads = [_head("area", language)]
    heads += [
        Column(each.value, text(f"dispositions.outcome.{each}", lang=language), formats=(_COUNT,))
        for each in outcomes
    ]
    body = [
        Row(
            (
                Cell(progress.area_label(area, language)),
                *(_count(found[area, each.value], language) for each in outcomes),
            ),
            RowKind.ALL if area is Domain.ALL else RowKind.BODY,
            "" if area is Domain.ALL else str(area),
        )
        for area in areas
    ]
    return _table("outcomes", heads, body, language)


def rate_table(rates: ResponseRates, language: str) -> Table:
    """Response rates by area and definition."""
    heads = [_head("area", language), _number_head("sampled", language)]
    heads += [Column(kind.lower(), kind, formats=(_PERCENT,)) for kind in _RATES]
    body = [
        Row(
            (
                Cell(rates.label_of("area", row["area"], language)),
                _count(row["sampled"], language),
                *(_share(row[kind], language) for kind in _RATES),
            ),
            RowKind.ALL if row["area"] is Domain.ALL else RowKind.BODY,
            "" if row["area"] is Domain.ALL else str(row["area"]),
        )
        for row in rates.rows()
    ]
    notes = [rates.definition(kind, language) for kind in _RATES]
    return _table("rates", heads, body, language, notes=notes)


def problem_table(problems: Sequence[Finding], language: str) -> Table:
    """What was found in the files, and where."""
    body = [
        Row(
            (
                Cell(_say(f"severity.{each.severity}", language)),
                Cell(each.message),
                Cell("" if each.place is None else str(each.place)),
                Cell(each.hint or ""),
                Cell(each.code),
            )
        )
        for each in problems
    ]
    names = ("severity", "message", "place", "hint", "code")
    heads = [Column(name, _say(f"head.{name}", language), Align.LEFT) for name in names]
    return _table("problems", heads, body, language)


# Pieces


def _say(key: str, language: str, **fields: object) -> str:
    return text(f"progress.page.{key}", lang=language, **fields)


def _table(
    name: str,
    heads: Iterable[Column],
    rows: Sequence[Row],
    language: str,
    *,
    notes: Sequence[str] = (),
) -> Table:
    title = _say(f"table.{name}", language)
    return Table(f"fieldwork_{name}", title, tuple(heads), tuple(rows), notes=tuple(notes),
                 language=language)  # fmt: skip


def _head(name: str, language: str) -> Column:
    return Column(name, _say(f"head.{name}", language), Align.LEFT)


def _number_head(name: str, language: str) -> Column:
    formats = {"rate": _PERCENT, "lag": _ONE, "per_attempt": "0.00"}
    return Column(name, _say(f"head.{name}", language), formats=(formats.get(name, _COUNT),))


def _effort_heads(language: str) -> list[Column]:
    names = ("attempts", "contacts", "answers", "per_attempt")
    return [_number_head(name, language) for name in names]


def _effort(row: dict[str, Any], language: str) -> tuple[Cell, ...]:
    share = row["per_attempt"]
    words = "–" if math.isnan(share) else format_number(share, language, decimals=2)
    sign = "*" if row["few"] and not math.isnan(share) else ""
    counts = (_count(row[name], language) for name in ("attempts", "contacts", "answers"))
    return (*counts, Cell(f"{words}{sign}", (_value(share),)))


def _few_notes(records: Sequence[dict[str, Any]], language: str) -> list[str]:
    return [_say("note.few", language)] if any(row["few"] for row in records) else []


def _count(value: float, language: str) -> Cell:
    if math.isnan(value):
        return Cell("–", (None,))
    return Cell(format_number(value, language, decimals=0), (_value(value),))


def _share(share: float, language: str) -> Cell:
    if math.isnan(share):
        return Cell("–", (None,))
    return Cell(format_share(share, language), (_value(100 * share),))


def _points(share: float, language: str) -> Cell:
    return Cell(format_number(100 * share, language, decimals=1), (_value(100 * share),))


def _value(number: float) -> float | None:
    return None if math.isnan(number) else float(f"{number:.12g}")
