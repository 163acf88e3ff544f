"""What became of everyone sampled, read from a log, a list of final outcomes, or counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from survey.errors import WrongUseError
from survey.fieldwork.area_counts import read_counts
from survey.fieldwork.areas import areas_given
from survey.fieldwork.by_unit import NOBODY, PENDING, dispositions_by_unit
from survey.fieldwork.cells import Cells
from survey.fieldwork.contact_log import made_attempts, read_log
from survey.fieldwork.dispositions import Dispositions
from survey.fieldwork.final import OUTCOMES, RESULTS, final_outcomes
from survey.fieldwork.final_codes import check_once, read_codes, with_known
from survey.fieldwork.headings import ALL_HEADINGS, UNIT, Form, columns_of
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.results import Result, known_words, result_of
from survey.fieldwork.rule import DispositionRule
from survey.fieldwork.sampled import match_units, units_of_file, units_of_sample
from survey.fieldwork.tallies import counts_frame
from survey.files.data_reader import read_data_table
from survey.files.examples import refuse_example
from survey.files.headings import heading_key
from survey.files.nearest import did_you_mean
from survey.findings import Severity
from survey.language.messages import culprits, fail, quoted
from survey.sampling.sample import Sample

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from survey.codebook import Variable
    from survey.fieldwork.headings import Columns
    from survey.fieldwork.sampled import Units
    from survey.files.csv_layout import DecimalMark
    from survey.kernels.layout import Ints

    Places = NDArray[np.intp]

_UNITS = ("dwelling", "person")
_ANSWERED = [OUTCOMES.index(each) for each in (Outcome.COMPLETE, Outcome.PARTIAL)]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The arguments, checked."""

    sample: Sample | None
    unit: str
    rule: DispositionRule
    area: object
    closed: bool
    drawn: str | None
    until: str | None


def read_dispositions(
    path: str | os.PathLike[str],
    sample: Sample | None = None,
    *,
    unit: str | None = None,
    rule: DispositionRule | None = None,
    area: Variable | Mapping[str, str] | Sequence[str] | str | None = None,
    closed: bool = True,
    drawn: dt.date | str | None = None,
    until: dt.date | str | None = None,
    words: Mapping[str, str] | None = None,
    sheet: str | None = None,
    decimal: DecimalMark | None = None,
) -> Dispositions:
    """Read what became of everyone sampled.

    The headings tell which of these files it is; they may be Danish or English, e.g. *bolig, dato,
    måde, resultat, interviewer*, *bolig, kode*, or *område, uddelt, besvaret, afslag*:

    * a log, with a row for each attempt: the unit, the date, the result, and perhaps the mode and
      the interviewer. The final outcomes follow by the rule. A row with neither a date nor a result
      is an attempt that wasn't made, as on a list of reminders that was worked through in part;
    * final outcomes, with a row for each unit. What else the file knows of every unit can be broken
      down by;
    * counts by area: a column for each outcome, or rows of an area, an outcome and a number. A
      column such as *uddelt* gives how many were sent out, and those of whom the file says nothing
      are pending. A row of sums is checked and left out.

    Results are words such as *besvaret, afslag, ikke truffet, tom bolig* or *completed, refused,
    not home, vacant*, the letters I, P, R, NC, O, UH, UO and NE, or codes of AAPOR with or without
    the point: 1.1, 211, 3.19.

    Parameters
    ----------
    path : str or path
        CSV, Excel, SPSS, Stata or Parquet.
    sample : Sample, optional
        The units whose fieldwork it is; those that the file doesn't have are pending. Without one
        they are those of the file, and areas are given by name.
    unit : {"dwelling", "person"}, optional
        What was sampled: that of the sample, else dwellings.
    rule : DispositionRule, optional
    area : Variable, mapping of code to name, or sequence of names, optional
        The areas in the order of the study, where no sample has them; in the order of the file if
        left out. One name, if the file has no column of areas.
    closed : bool
        Whether fieldwork is over. If so, pending units are non-contacts.
    drawn, until : date or str, optional
        The day of the draw, and the last day that the file can know of: ``2026-05-31``.
    words : mapping of str to str, optional
        What words of the file's own mean: ``{"fraflyttet": "unknown_household"}``.
    sheet : str, optional
        Of a workbook.
    decimal : {",", "."}, optional
        The decimal mark of a text table, where it isn't clear by itself.

    Returns
    -------
    Dispositions

    Raises
    ------
    DataError
        If the headings are those of none of these files.
    FindingsError
        With all that must be mended, each with its place: results that nobody knows, units that
        were not sampled or stand twice, dates before the draw, after `until`, or out of order,
        sums that don't add up.
    WrongUseError
        If an argument is nothing that it can be.

    Examples
    --------
    >>> import survey as sv
    >>> sv.read_dispositions("log.csv", sample, drawn="2026-04-01")  # doctest: +SKIP
    """
    asked = _asked(sample, unit, rule, area, closed, drawn, until)
    own = _own_words(words)
    names = _as_written((*ALL_HEADINGS, *known_words(), *own))
    cells = Cells(read_data_table(path, sheet=sheet, columns=names, decimal=decimal), own)
    columns = columns_of(cells.table, own)
    unit_column = columns.get(UNIT)
    if unit_column is not None:
        refuse_example(cells.table, unit_column)
    if columns.form in {Form.LOG, Form.CODES}:
        return _by_unit(cells, columns, asked)
    return _by_area(cells, columns, asked)


def _as_written(names: Iterable[str]) -> list[str]:
    """Headings in the letters that a sheet may have them in, so that its head is found."""
    return [form(name) for name in names for form in (str, str.capitalize, str.upper)]


def _by_unit(cells: Cells, columns: Columns, asked: _Asked) -> Dispositions:
    units, unit = _units(cells, columns, asked)
    attempts = None
    if columns.form is Form.LOG:
        made, of_row = made_attempts(cells, columns, unit)
        log = read_log(made, columns, of_row, asked.drawn, asked.until)
        final = final_outcomes(log.attempts(asked.rule), len(units), asked.rule)
        hard = np.zeros(len(units), dtype=bool)
        hard[log.unit[log.result == RESULTS.index(Result.REFUSAL)]] = True
        ends, attempts = log.ends(len(units)), log.frame(units)
    else:
        of_row = unit
        check_once(cells, columns, unit)
        cells.check()
        final, hard, ends = read_codes(cells, columns, unit, len(units), asked.rule)
        units = with_known(cells, columns, unit, units)
    _tell_untried(cells, len(units), of_row)
    found = dispositions_by_unit(
        units,
        final,
        hard,
        ends,
        unit=asked.unit,
        rule=asked.rule,
        closed=asked.closed,
        attempts=attempts,
    )
    _tell_areas(cells, units.area, found.counts["n"].to_numpy().reshape(-1, len(OUTCOMES)))
    return replace(found, notes=(*cells.table.notes, *cells.notes))


def _units(cells: Cells, columns: Columns, asked: _Asked) -> tuple[Units, Places]:
    if asked.sample is None:
        return units_of_file(cells, columns, asked.area)
    units = units_of_sample(asked.sample)
    return units, match_units(cells, columns, asked.sample, units)


def _by_area(cells: Cells, columns: Columns, asked: _Asked) -> Dispositions:
    units = None if asked.sample is None else units_of_sample(asked.sample)
    area, sampled, weight = areas_given(asked.area), None, None
    if units is not None:
        area = units.area
        sampled = np.bincount(units.place, minlength=len(area.codes))
        weight = _even_weights(units)
    counted = read_counts(cells, columns, area, sampled, asked.rule)
    n = counted.n
    if asked.closed:
        n[:, NOBODY] += n[:, PENDING]
        n[:, PENDING] = 0
    weights = np.ones(len(n)) if weight is None else weight
    _tell_areas(cells, counted.area, n)
    return Dispositions(
        None,
        counts_frame(counted.area, n, n * weights[:, None]),
        counted.area,
        asked.unit,
        closed=asked.closed,
        notes=(*cells.table.notes, *cells.notes),
        rule=asked.rule,
        has_weights=units is not None,
    )


def _even_weights(units: Units) -> NDArray[np.float64]:
    """The base weight of each area; NaN where those of its units differ."""
    weights = np.ones(len(units.area.codes))
    for place in np.unique(units.place):
        mine = units.weight[units.place == place]
        weights[place] = mine[0] if np.allclose(mine, mine[0], rtol=1e-12) else np.nan
    return weights


def _tell_untried(cells: Cells, units: int, unit: Places) -> None:
    untried = int((np.bincount(unit, minlength=units) == 0).sum())
    if untried:
        cells.note("untried", count=untried, units=units)


def _tell_areas(cells: Cells, area: Variable, n: Ints) -> None:
    """Areas of which nobody was sampled, and those without an answer."""
    names = [str(code.value) for code in area.codes]
    told = {
        "area_without_units": n.sum(axis=1) == 0,
        "area_without_answers": (n.sum(axis=1) > 0) & (n[:, _ANSWERED].sum(axis=1) == 0),
    }
    for code, which in told.items():
        those = [names[place] for place in np.flatnonzero(which)]
        if those:
            cells.note(code, count=len(those), areas=culprits(those), severity=Severity.WARNING)


# Arguments


def _usual_unit(sample: Sample | None) -> str:
    return "dwelling" if sample is None else sample.unit


def _asked(
    sample: object,
    unit: object,
    rule: object,
    area: object,
    closed: object,
    drawn: object,
    until: object,
) -> _Asked:
    if sample is not None and not isinstance(sample, Sample):
        raise _wrong_kind("sample", sample, "draw_sample(...)")
    if rule is not None and not isinstance(rule, DispositionRule):
        raise _wrong_kind("rule", rule, "DispositionRule(...)")
    if not isinstance(closed, bool):
        raise _wrong_kind("closed", closed, "True, False")
    if sample is not None and area is not None:
        raise fail(WrongUseError, "dispositions.area_and_sample")
    chosen = _usual_unit(sample) if unit is None else unit
    if chosen not in _UNITS:
        raise fail(WrongUseError, "dispositions.choice", name="unit", got=quoted(str(unit)),
                   known=culprits(_UNITS))  # fmt: skip
    first, last = _day("drawn", drawn), _day("until", until)
    if first and last and last < first:
        raise fail(WrongUseError, "dispositions.until", drawn=first, until=last)
    return _Asked(sample, str(chosen), rule or DispositionRule(), area, closed, first, last)


def _wrong_kind(name: str, got: object, expected: str) -> WrongUseError:
    kind = type(got).__name__
    return fail(WrongUseError, "argument.kind", name=name, got=kind, expected=expected)


def _day(name: str, given: object) -> str | None:
    if given is None:
        return None
    if isinstance(given, dt.date):
        return given.isoformat()[: len("2026-05-31")]
    try:
        return dt.date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise fail(WrongUseError, "dispositions.day", name=name, got=quoted(str(given))) from None


def _own_words(words: object) -> dict[str, Result]:
    if words is None:
        return {}
    if not isinstance(words, Mapping):
        raise _wrong_kind("words", words, "{str: str}")
    found: dict[str, Result] = {}
    for word, meaning in words.items():
        result = result_of(str(meaning))
        if result is None:
            near = did_you_mean(str(meaning), known_words())
            known = near or ", ".join(Result)
            raise fail(WrongUseError, "dispositions.meaning", word=quoted(str(word)),
                       got=quoted(str(meaning)), known=known)  # fmt: skip
        found[heading_key(str(word))] = result
    return found
