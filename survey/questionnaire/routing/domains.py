"""The values that have to be tried to settle whether a condition can hold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from survey.codebook import MissingKind
from survey.questionnaire.routing.answers import Cells, Values, day_of, values_of
from survey.questionnaire.routing.vocabulary import CODED, PLACES, Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from survey.questionnaire.routing.mentions import Mentions
    from survey.questionnaire.routing.vocabulary import Subject, Vocabulary

TODAY = date(2020, 7, 1)
"""The day that `years_since` counts to while values are tried; any other would do as well."""

_MOST_VALUES = 400
_MOST_ORDERS = 100_000
_OTHERS = ("\0one", "\0two")
_SPREAD = (0.0, 1.0, 2.0, 10.0, 100.0, 1_000.0, 10_000.0)


@dataclass(frozen=True, slots=True)
class Domain:
    """What may be answered in one go.

    Attributes
    ----------
    cells : mapping of str to Cells
        By column; one row for each possibility.
    kind : Values
    exact : bool
        Whether no condition can tell apart more than these.
    """

    cells: Mapping[str, Cells]
    kind: Values = Values.NUMBERS
    exact: bool = True

    def __len__(self) -> int:
        return len(next(iter(self.cells.values())).codes)


class TooManyError(Exception):
    """There are too many possibilities to go through."""


def domain_of(unit: str, mentions: Mentions, vocabulary: Vocabulary) -> Domain:
    """The values that a question, or a row of a grid, must be tried with.

    Raises
    ------
    TooManyError
        If it alone has too many.
    """
    subject = vocabulary[unit]
    missing = () if unit in PLACES else tuple(_missing(unit, mentions))
    if subject.form in {Form.MULTIPLE, Form.RANKING}:
        return _joint(subject, mentions, missing, vocabulary)
    match subject.form:
        case Form.TEXT:
            values, exact = _texts(unit, mentions), True
        case Form.DATE:
            values, exact = _days(unit, mentions)
        case form if form in CODED:
            values, exact = _codes(subject, mentions), True
        case _:
            values, exact = _numbers(subject, mentions)
    kind = values_of(subject.form)
    return Domain({unit: _cells([*values, *missing], kind)}, kind, exact)


def _missing(unit: str, mentions: Mentions) -> Iterator[int]:
    """Each kind that is asked about, and one that isn't."""
    asked = mentions.kinds.get(unit, set())
    yield from map(int, sorted(asked))
    yield from [int(kind) for kind in MissingKind if kind not in asked][:1]


def _cells(values: Sequence[float | str], kind: Values) -> Cells:
    gone = [not isinstance(value, str) and value < 0 for value in values]
    nothing = None if kind is Values.TEXTS else math.nan
    kept = [nothing if out else value for out, value in zip(gone, values, strict=True)]
    codes = [value if out else math.nan for out, value in zip(gone, values, strict=True)]
    dtype = object if kind is Values.TEXTS else float
    return Cells(np.array(kept, dtype=dtype), np.array(codes, dtype=float))


def _figures(constants: Iterable[float | str]) -> list[float]:
    return sorted(float(each) for each in constants if not isinstance(each, str))


def _codes(subject: Subject, mentions: Mentions) -> list[float | str]:
    """One code of each kind that the constants tell apart; all of them if it is held loosely."""
    values = sorted(float(code.value) for code in subject.codes)
    if subject.name in mentions.loose:
        return list(values)
    cuts = _figures(mentions.cuts.get(subject.name, ()))
    kinds = {tuple(np.sign(np.subtract(cuts, value))): value for value in values}
    return list(kinds.values())


def _texts(unit: str, mentions: Mentions) -> list[float | str]:
    names = mentions.loose | {unit} if unit in mentions.loose else {unit}
    found = {
        each for name in names for each in mentions.cuts.get(name, ()) if isinstance(each, str)
    }
    others = _OTHERS if unit in mentions.loose else _OTHERS[:1]
    return [*sorted(each.strip() for each in found if each.strip()), *others]


def _numbers(subject: Subject, mentions: Mentions) -> tuple[list[float | str], bool]:
    """The numbers around each constant; all of them, or a spread, if it is held loosely."""
    scale = 10**subject.decimals
    low = 0.0 if subject.low is None else subject.low
    high = math.inf if subject.high is None else subject.high
    loose = subject.name in mentions.loose
    if loose and (high - low) * scale < _MOST_VALUES:
        every = range(math.ceil(low * scale), math.floor(high * scale) + 1)
        return [step / scale for step in every], True
    names = mentions.loose if loose else {subject.name}
    cuts = [low, *_figures(cut for name in names for cut in mentions.cuts.get(name, ()))]
    cuts += [*([high] if math.isfinite(high) else []), *(_SPREAD if loose else ())]
    steps = {math.floor(cut * scale) + near for cut in cuts for near in (-1, 0, 1)}
    return [step / scale for step in sorted(steps) if low <= step / scale <= high], not loose


def _days(unit: str, mentions: Mentions) -> tuple[list[float | str], bool]:
    loose = unit in mentions.loose
    names = mentions.loose if loose else {unit}
    texts = (cut for name in names for cut in mentions.cuts.get(name, ()) if isinstance(cut, str))
    cuts = [day for day in map(day_of, texts) if not math.isnan(day)]
    years = mentions.years.get(unit, set())
    aged = [day for each in years for day in _days_of_age(each)]
    days = {cut + near for cut in (*cuts, *aged, TODAY.toordinal()) for near in (-1, 0, 1)}
    return sorted(days), not loose and not (cuts and years)


def _days_of_age(years: float) -> Iterator[float]:
    """Days on which so many years, one fewer or one more have gone."""
    for age in {math.floor(years) + near for near in (-1, 0, 1, 2)}:
        year = TODAY.year - age
        if date.min.year < year < date.max.year:
            yield float(TODAY.replace(year=year).toordinal())


def _joint(
    subject: Subject, mentions: Mentions, missing: Sequence[int], vocabulary: Vocabulary
) -> Domain:
    """Ticks or places of all options that are mentioned, together."""
    counted = subject.name in mentions.counted
    mentioned = mentions.columns.get(subject.name, set())
    named = [column for column in subject.columns if column in mentioned]
    if subject.form is Form.RANKING:
        named = list(subject.columns) if counted else named
        most = len(vocabulary[subject.columns[0]].codes) - 1
        rows, columns = _orders(most, len(named)), named
    else:
        rest = [column for column in subject.columns if column not in mentioned]
        rows, columns = _ticks(len(named), len(rest) if counted else 0), named
        columns = [*named, *(rest if counted else ())]
    table = np.array([*rows, *([kind] * len(columns) for kind in missing)], dtype=float)
    cells = (_cells(list(table[:, place]), Values.NUMBERS) for place in range(len(columns)))
    return Domain(dict(zip(columns, cells, strict=True)))


def _ticks(named: int, rest: int) -> list[tuple[float, ...]]:
    """All ticks of the options that are named, and each number of ticks among the rest."""
    if 2**named * (rest + 1) > _MOST_ORDERS:
        raise TooManyError
    more = [(1.0,) * n + (0.0,) * (rest - n) for n in range(rest + 1)]
    return [(*ticks, *others) for ticks in product((0.0, 1.0), repeat=named) for others in more]


def _orders(most: int, named: int) -> list[tuple[float, ...]]:
    """All places of the options that are named, no place twice."""
    if (most + 1) ** named > _MOST_ORDERS:
        raise TooManyError
    orders = []
    for places in product(range(most + 1), repeat=named):
        taken = [place for place in places if place]
        if len(taken) == len(set(taken)):
            orders.append(tuple(map(float, places)))
    return orders
