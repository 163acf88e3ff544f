"""The strata of a plan, found again in the frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import said
from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.language.catalogue import current_language
from survey.language.cells import culprit_ids
from survey.language.messages import culprits, fail, quoted
from survey.sampling.frame import AREA, UNIT
from survey.sampling.strata import stratum_texts

if TYPE_CHECKING:
    from survey.codebook import Variable
    from survey.kernels.layout import Ints
    from survey.sampling.frame import Frame
    from survey.sampling.plan import SamplePlan

STRATA_BY = "strata"
"""The assumption of a plan that names the columns by which areas are divided further."""


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Strata in the order of the plan, and the eligible units that lie in each.

    Attributes
    ----------
    names : tuple of str
    areas : tuple
        The code of the area of each.
    labels : tuple of str
        How each is called in messages.
    population, n : (H,) int
    units : DataFrame
        The eligible units; without rows where the frame holds counts only.
    code : (N,) int
        The stratum of each of them.
    """

    names: tuple[str, ...]
    areas: tuple[Any, ...]
    labels: tuple[str, ...]
    population: Ints
    n: Ints
    units: pd.DataFrame
    code: Ints

    def by_name(self, given: object, default: object, argument: str) -> tuple[Any, ...]:
        """An argument that may be given for all or by stratum or area, for each stratum.

        Raises
        ------
        UnknownNameError
            If there is no such stratum or area.
        """
        if not isinstance(given, Mapping):
            return (given,) * len(self.names)
        wanted = {str(key): value for key, value in given.items()}
        known = {*self.names, *map(str, self.areas)}
        strange = [key for key in wanted if key not in known]
        if strange:
            names = {"names": culprits(strange), "known": culprits(self.names)}
            raise fail(UnknownNameError, "drawing.no_such_stratum", argument=argument, **names)
        return tuple(
            wanted.get(name, wanted.get(str(area), default))
            for name, area in zip(self.names, self.areas, strict=True)
        )


def matched_strata(frame: Frame, plan: SamplePlan) -> Strata:
    """The strata of a plan with their units, or what doesn't fit.

    Raises
    ------
    WrongUseError
        If the plan was made for another frame, names a stratum twice or one that isn't there,
        lacks one, or asks more units than there are, none of the contrast, or no whole number.
    DataError
        If an id stands in the frame twice.
    """
    if plan.frame_fingerprint != frame.fingerprint:
        raise fail(WrongUseError, "drawing.other_frame")
    rows = plan.strata.to_dict("records")
    names = tuple(str(row["stratum"]) for row in rows)
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise fail(WrongUseError, "drawing.stratum_twice", strata=culprits(repeated))
    units, texts = _units_with_strata(frame, plan)
    code = _codes(texts, names, frame)
    population = np.bincount(code, minlength=len(names)).astype(np.int64)
    if frame.units is None:
        population = _counted(frame, names)
    labels = _labels(frame.area, rows)
    code_of = {str(area): area for area in frame.counts[AREA]}
    found = Strata(
        names=names,
        areas=tuple(code_of.get(str(row[AREA]), row[AREA]) for row in rows),
        labels=labels,
        population=population,
        n=_whole(rows, labels),
        units=units,
        code=code,
    )
    _check_sizes(found, rows)
    _check_contrast(found, plan, frame.area)
    return found


def planned_strata(units: pd.DataFrame, plan: SamplePlan) -> tuple[Ints, list[str]]:
    """The stratum of each unit by a plan: a number for it, and what the strata are called.

    Raises
    ------
    UnknownNameError
        If the units lack a column that the plan divides areas by.
    """
    columns = tuple(plan.assumptions.get(STRATA_BY) or ())
    absent = [name for name in (AREA, *columns) if name not in units]
    if absent:
        raise fail(UnknownNameError, "drawing.no_column", columns=culprits(absent))
    return stratum_texts(units, columns)


def _units_with_strata(
    frame: Frame, plan: SamplePlan
) -> tuple[pd.DataFrame, tuple[Ints, list[str]]]:
    if frame.units is None:
        empty = pd.DataFrame({UNIT: pd.Series(dtype=object), AREA: pd.Series(dtype=object)})
        return empty, (np.zeros(0, dtype=np.int64), [])
    units = frame.eligible
    if not units[UNIT].is_unique:
        twice = units.loc[units[UNIT].duplicated(), UNIT]
        raise fail(DataError, "drawing.unit_twice", units=culprit_ids(twice))
    return units, planned_strata(units, plan)


def _codes(texts: tuple[Ints, list[str]], names: tuple[str, ...], frame: Frame) -> Ints:
    code, present = texts
    if frame.units is None:
        present = [str(area) for area in frame.counts[AREA]]
    place = {name: number for number, name in enumerate(names)}
    extra = [name for name in present if name not in place]
    if extra:
        raise fail(WrongUseError, "drawing.not_in_plan", strata=culprits(extra))
    there = {*present, *map(str, frame.counts[AREA])}  # areas that all stand empty, too
    absent = [name for name in names if name not in there]
    if absent:
        raise fail(WrongUseError, "drawing.not_in_frame", strata=culprits(absent))
    return np.array([place[name] for name in present], dtype=np.int64)[code]


def _counted(frame: Frame, names: tuple[str, ...]) -> Ints:
    counts = dict(zip(map(str, frame.counts[AREA]), frame.counts["eligible"], strict=True))
    return np.array([counts[name] for name in names], dtype=np.int64)


def _labels(area: Variable, rows: list[dict[Any, Any]]) -> tuple[str, ...]:
    """How strata are called: those that are areas by the area's name."""
    language = current_language()
    names = {
        str(code.value): said(code.label, language, default=str(code.value)) for code in area.codes
    }
    texts = [str(row["stratum"]) for row in rows]
    are_areas = [name == str(row[AREA]) for name, row in zip(texts, rows, strict=True)]
    pairs = zip(texts, are_areas, strict=True)
    return tuple(names.get(name, name) if is_area else name for name, is_area in pairs)


def _whole(rows: list[dict[Any, Any]], labels: tuple[str, ...]) -> Ints:
    numbers = [float(row["n"]) for row in rows]
    for number, label in zip(numbers, labels, strict=True):
        if not (number >= 0 and number.is_integer()):
            raise fail(WrongUseError, "drawing.n_whole", stratum=quoted(label), got=f"{number:g}")
    return np.array(numbers, dtype=np.int64)


def _check_sizes(strata: Strata, rows: list[dict[Any, Any]]) -> None:
    for place, (row, label) in enumerate(zip(rows, strata.labels, strict=True)):
        there, n = int(strata.population[place]), int(strata.n[place])
        if n > there:
            name = quoted(label)
            raise fail(WrongUseError, "drawing.too_many", stratum=name, n=n, population=there)
        if int(row["population"]) != there:
            raise fail(
                WrongUseError,
                "drawing.other_population",
                stratum=quoted(label),
                planned=int(row["population"]),
                population=there,
            )


def _check_contrast(strata: Strata, plan: SamplePlan, area: Variable) -> None:
    contrast = str(plan.assumptions.get("contrast") or "")
    if not contrast:
        return
    named = [code.value for code in area.codes if contrast in code.label.values()]
    codes = {contrast, *map(str, named)}
    here = [place for place, each in enumerate(strata.areas) if str(each) in codes]
    if not here:
        raise fail(WrongUseError, "drawing.no_contrast", area=quoted(contrast))
    if not strata.n[here].sum():
        name = area.code_label(strata.areas[here[0]], current_language())
        raise fail(WrongUseError, "drawing.contrast_empty", area=quoted(name))
