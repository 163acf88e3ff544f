"""What was asked of a drawing: a method, a reserve and a rule of overlap for each stratum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, quoted
from survey.sampling.frame import SIZE, UNIT

if TYPE_CHECKING:
    from survey.kernels.layout import Floats, Ints
    from survey.sampling.plan import SamplePlan
    from survey.sampling.planned_strata import Strata

CENSUS, SRS, SYSTEMATIC, PPS, SAMPFORD = (
    "census",
    "srs",
    "systematic",
    "pps_systematic",
    "sampford",
)
METHODS = (SRS, SYSTEMATIC, PPS, SAMPFORD, CENSUS)
INDEPENDENT, MOST, LEAST = "independent", "most", "least"
_ORDERED, _SIZED = (SYSTEMATIC, PPS), (PPS, SAMPFORD)
_MOST_SAMPFORD = 1_000
_MOST_TABLE = 10_000_000
_MOST_REPLICATES = 20


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """How units are drawn from each stratum.

    Attributes
    ----------
    methods : tuple of str
        By stratum; ``census`` also where the plan asks all units.
    overlap : tuple
        By stratum: ``independent``, ``most``, ``least``, or a share of the sample.
    sizes : (K, H) int
        Units of the main sample and of each part of the reserve, by stratum.
    short : tuple of str
        Strata, as they are called, that have too few units for the reserve that was wanted.
    order : tuple of str
    measure : (N,) float
        The size of each unit; empty where no method wants it.
    """

    methods: tuple[str, ...]
    overlap: tuple[Any, ...]
    sizes: Ints
    short: tuple[str, ...]
    order: tuple[str, ...]
    measure: Floats

    def where(self, *methods: str) -> list[int]:
        """The strata that are drawn by one of these methods."""
        return [place for place, each in enumerate(self.methods) if each in methods]


def rules_of(
    strata: Strata,
    plan: SamplePlan,
    *,
    method: object,
    overlap: object,
    reserve: object,
    order: str | Sequence[str] | None,
    size: str | None,
) -> Rules:
    """Read what was asked of a drawing, or refuse it."""
    methods = methods_of(method, strata)
    check_sampford(methods, strata)
    sizes, short = replicate_sizes(reserve, methods, strata, plan)
    return Rules(
        methods=methods,
        overlap=overlap_rules(overlap, methods, strata),
        sizes=sizes,
        short=tuple(short),
        order=order_of(order, methods, strata),
        measure=measure_of(size, methods, strata),
    )


def methods_of(given: object, strata: Strata) -> tuple[str, ...]:
    """The method of each stratum.

    Raises
    ------
    WrongUseError
        If there is no such method, or a census would leave units out.
    """
    wanted = strata.by_name(given, SRS, "method")
    for method in wanted:
        if method not in METHODS:
            got = quoted(method) if isinstance(method, str) else type(method).__name__
            raise fail(WrongUseError, "drawing.method", got=got, known=culprits(METHODS))
    for place, method in enumerate(wanted):
        n, population = int(strata.n[place]), int(strata.population[place])
        if method == CENSUS and n < population:
            name = quoted(strata.labels[place])
            raise fail(WrongUseError, "drawing.census", stratum=name, n=n, population=population)
    full = strata.n == strata.population
    return tuple(CENSUS if all_of else each for each, all_of in zip(wanted, full, strict=True))


def order_of(
    given: str | Sequence[str] | None, methods: tuple[str, ...], strata: Strata
) -> tuple[str, ...]:
    """The columns that the list is sorted by.

    Raises
    ------
    WrongUseError, UnknownNameError
        If an order is wanted and not given, given and not used, or of columns that aren't there.
    """
    names = (given,) if isinstance(given, str) else tuple(given or ())
    if SYSTEMATIC in methods and not names:
        raise fail(WrongUseError, "drawing.order_needed")
    if names and not set(methods) & {*_ORDERED, CENSUS}:
        raise fail(WrongUseError, "drawing.order_unused")
    absent = [name for name in names if name not in strata.units]
    if absent:
        raise fail(UnknownNameError, "drawing.no_column", columns=culprits(absent))
    return names if set(methods) & set(_ORDERED) else ()


def measure_of(given: str | None, methods: tuple[str, ...], strata: Strata) -> Floats:
    """The size of each unit, where a method wants it.

    Raises
    ------
    WrongUseError, UnknownNameError
        If a size is given and not used, or isn't a column.
    DataError
        If a size isn't a number above 0.
    """
    if not set(methods) & set(_SIZED):
        if given is not None and set(methods) != {CENSUS}:
            raise fail(WrongUseError, "drawing.size_unused")
        return np.zeros(0)
    name = SIZE if given is None else given
    if name not in strata.units:
        raise fail(UnknownNameError, "drawing.no_size", column=quoted(name))
    try:
        sizes = strata.units[name].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise fail(WrongUseError, "drawing.size_numbers", column=quoted(name)) from None
    within = np.isin(strata.code, [p for p, each in enumerate(methods) if each in _SIZED])
    wrong = within & ~(np.isfinite(sizes) & (sizes > 0))
    if wrong.any():
        units = strata.units[UNIT].to_numpy(dtype=object)[wrong]
        raise fail(
            DataError,
            "drawing.size_wrong",
            units=culprit_ids(units),
            count=int(wrong.sum()),
            column=quoted(name),
        )
    return np.asarray(sizes)


def check_sampford(methods: tuple[str, ...], strata: Strata) -> None:
    """Refuse samples for which Sampford's design would take too long.

    Raises
    ------
    WrongUseError
    """
    for place, method in enumerate(methods):
        n, population = int(strata.n[place]), int(strata.population[place])
        if method == SAMPFORD and (n > _MOST_SAMPFORD or n * population > _MOST_TABLE):
            raise fail(
                WrongUseError,
                "drawing.sampford_large",
                stratum=quoted(strata.labels[place]),
                n=n,
                population=population,
                most=_MOST_SAMPFORD,
            )


def replicate_sizes(
    reserve: object, methods: tuple[str, ...], strata: Strata, plan: SamplePlan
) -> tuple[Ints, list[str]]:
    """Units of the main sample and of each part of the reserve, and strata that have too few.

    Returns
    -------
    (K, H) int
    list of str
        The strata in which the reserve is smaller than wanted, since there are no more units.

    Raises
    ------
    WrongUseError
        If the reserve can't be what it is, or is wanted of strata drawn with unequal chances.
    """
    if reserve is None:
        reserve = _planned(strata, plan)
    is_list = isinstance(reserve, Sequence) and not isinstance(reserve, str)
    parts = list(reserve) if is_list else [reserve]  # type: ignore[call-overload]
    if len(parts) >= _MOST_REPLICATES:
        raise fail(WrongUseError, "drawing.reserve", got=len(parts))
    rows, short = [strata.n], set()
    for part in parts:
        wanted = _wanted(part, strata)
        left = strata.population - np.sum(rows, axis=0)
        _check_reserve(part, wanted, left, methods, strata)
        lacking = (wanted > left) & (strata.n < strata.population)
        short |= {strata.labels[place] for place in np.flatnonzero(lacking)}
        rows.append(np.minimum(wanted, left))
    kept = [rows[0], *(row for row in rows[1:] if row.any())]
    return np.array(kept, dtype=np.int64), [each for each in strata.labels if each in short]


def _planned(strata: Strata, plan: SamplePlan) -> object:
    if "reserve" not in plan.strata:
        return 0
    return dict(zip(strata.names, plan.strata["reserve"], strict=True))


def _wanted(part: object, strata: Strata) -> Ints:
    """Units of one part of the reserve, by stratum."""
    numbers = []
    for each, n in zip(strata.by_name(part, 0, "reserve"), strata.n, strict=True):
        is_number = isinstance(each, int | float | np.number) and not isinstance(each, bool)
        if not is_number or not 0 <= each < np.inf or (each >= 1 and each != int(each)):
            got = quoted(each) if isinstance(each, str | float) else type(each).__name__
            raise fail(WrongUseError, "drawing.reserve", got=got)
        numbers.append(int(each) if each >= 1 else int(np.ceil(each * n - 1e-9)))
    return np.array(numbers, dtype=np.int64)


def _check_reserve(
    part: object, wanted: Ints, left: Ints, methods: tuple[str, ...], strata: Strata
) -> None:
    unequal = [
        label
        for label, method, number in zip(strata.labels, methods, wanted, strict=True)
        if method in _SIZED and number
    ]
    if unequal:
        raise fail(WrongUseError, "drawing.reserve_unequal", strata=culprits(unequal))
    for place in np.flatnonzero(wanted > left) if isinstance(part, Mapping) else ():
        raise fail(
            WrongUseError,
            "drawing.reserve_large",
            stratum=quoted(strata.labels[place]),
            wanted=int(wanted[place]),
            left=int(left[place]),
        )


def overlap_rules(given: object, methods: tuple[str, ...], strata: Strata) -> tuple[Any, ...]:
    """The rule of overlap of each stratum; a stratum of which all are asked needs none.

    Raises
    ------
    WrongUseError
        If there is no such rule, or the method of a stratum can't keep to it.
    """
    wanted = strata.by_name(given, INDEPENDENT, "overlap")
    for rule in wanted:
        if not _is_rule(rule):
            got = quoted(rule) if isinstance(rule, str | int | float) else type(rule).__name__
            raise fail(WrongUseError, "drawing.overlap", got=got)
    other = [
        label
        for label, rule, method in zip(strata.labels, wanted, methods, strict=True)
        if rule != INDEPENDENT and method not in (SRS, CENSUS)
    ]
    if other:
        raise fail(WrongUseError, "drawing.overlap_method", strata=culprits(other))
    pairs = zip(wanted, methods, strict=True)
    return tuple(INDEPENDENT if method == CENSUS else rule for rule, method in pairs)


def _is_rule(rule: object) -> bool:
    if isinstance(rule, str):
        return rule in (INDEPENDENT, MOST, LEAST)
    return isinstance(rule, int | float) and not isinstance(rule, bool) and 0 <= rule <= 1
