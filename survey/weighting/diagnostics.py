"""What a recipe did to the weights: step by step, area by area, and whether targets were met."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain, Variable
from survey.documents.notebook import frame_html
from survey.errors import UnknownNameError, WrongUseError
from survey.kernels.weight_effect import weight_effect
from survey.kernels.weight_spread import over_the_median, share_of_largest
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.weighting.weights import Weights

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.weighting.weights import StepResult

_AREA = "area"
_FRAMES = ("steps", "areas", "targets", "classes")
_STEP_COLUMNS = (
    "number", "step", "cases_in", "cases_out", "respondents", "sum", "minimum", "median",
    "maximum", "cv", "deff", "n_eff", "factor_low", "factor_high",
)  # fmt: skip
_AREA_COLUMNS = (
    "n", "sum", "register", "deff", "n_eff", "minimum", "median", "maximum", "largest_1",
    "largest_5", "extreme",
)  # fmt: skip
_TARGET_COLUMNS = (
    "number", "step", "table", "cells", "total", "off_before", "off_after", "area", "cell",
    "before", "target", "after",
)  # fmt: skip
_CLASS_COLUMNS = (
    "number", "step", "classes", "joined", "fewest", "factor_low", "factor_high",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WeightDiagnostics:
    """What became of the weights.

    Attributes
    ----------
    steps : DataFrame
        One row a step, in order: ``number`` (from 1), ``step``, ``cases_in`` and ``cases_out``
        (with a weight before and after it; with a sample those are the sampled units at first),
        ``sum`` of their weights after it; of the respondents ``respondents``, ``minimum``,
        ``median``, ``maximum``, ``cv``, ``deff`` (1 + CV², Kish 1992), ``n_eff`` (respondents over
        it), and the least and greatest factor of the step on a weight, ``factor_low`` and
        ``factor_high`` (NaN of the step that begins).
    areas : DataFrame
        One row an area, and `Domain.ALL` last: ``n``, ``sum``, ``register`` (how many the register
        has there; NaN if it isn't told), ``deff``, ``n_eff``, ``minimum``, ``median``, ``maximum``,
        ``largest_1`` and ``largest_5`` (share of all weight that the largest 1 and 5 per cent of
        the weights hold, one weight at least) and ``extreme`` (how many are over the limit).
    targets : DataFrame
        One row a step and target table: its ``cells``, the sum of the targets (``total``), the
        largest departure of a cell from its target before and after the step, as a share of the
        total (``off_before``, ``off_after``), and the cell that was farthest off: ``area``,
        ``cell``, ``before``, ``target``, ``after``.
    classes : DataFrame
        One row a step with classes: how many ``classes`` it ended with, how many there were before
        of those that were ``joined``, the ``fewest`` respondents in one, and the least and greatest
        factor.
    by : str
        The column of areas.
    area : Variable or None
    extreme : float
        A weight over so many times the median of its area is counted as extreme.
    extreme_respondents : tuple of str
        Ids of those who have one, for the analyst; they stand in no table.
    simulated : bool
    """

    steps: pd.DataFrame
    areas: pd.DataFrame
    targets: pd.DataFrame
    classes: pd.DataFrame
    by: str
    area: Variable | None
    extreme: float
    extreme_respondents: tuple[str, ...] = field(default=(), repr=False)
    simulated: bool = False

    def __repr__(self) -> str:
        whole = self.of_all()
        return (
            f"WeightDiagnostics({int(whole['n'])} respondents, {len(self.steps)} steps, "
            f"deff {whole['deff']:.3g}, effective n {whole['n_eff']:.4g}, "
            f"{int(whole['extreme'])} extreme)"
        )

    def _repr_html_(self) -> str:
        language = current_language()
        heads = {name: text(f"diagnostics.notebook.{name}") for name in _STEP_COLUMNS}
        frame = self.steps.assign(step=[step_name(each, language) for each in self.steps["step"]])
        whole = self.of_all()
        title = text("diagnostics.notebook.title", count=int(whole["n"]))
        note = text("diagnostics.notebook.extreme", count=int(whole["extreme"]))
        return frame_html(frame.rename(columns=heads), title, note=note)

    def of_all(self) -> dict[str, Any]:
        """The row of all areas together."""
        records: list[Any] = self.areas.to_dict("records")
        return dict(records[-1])

    def area_label(self, value: object, language: str) -> str:
        """The label of an area, or what all together are called."""
        if value is Domain.ALL:
            return text("table.all", lang=language)
        return str(value) if self.area is None else self.area.code_label(value, language)

    def to_frame(self, what: str = "steps", *, labels: str | None = None) -> pd.DataFrame:
        """One of the tables.

        Parameters
        ----------
        what : {"steps", "areas", "targets", "classes"}
        labels : {"da", "en"}, optional
            Name steps and areas in this language.
        """
        if what not in _FRAMES:
            known = ", ".join(_FRAMES)
            raise fail(WrongUseError, "diagnostics.frame", got=quoted(str(what)), known=known)
        frame: pd.DataFrame = getattr(self, what).copy()
        if labels is None:
            return frame
        if "step" in frame:
            frame["step"] = [step_name(each, labels) for each in frame["step"]]
        column = self.by if what == "areas" else "area"
        if column in frame:
            told = [None if v is None else self.area_label(v, labels) for v in frame[column]]
            frame[column] = pd.Series(told, index=frame.index, dtype=object)
        return frame


def weight_diagnostics(
    weights: Weights, by: str = _AREA, *, extreme: float = 3.0
) -> WeightDiagnostics:
    """What each step did to the weights, how they spread in each area, and which targets are met.

    Parameters
    ----------
    weights : Weights
    by : str
        Column known of the cases to show the weights by.
    extreme : float
        A weight over so many times the median of its area is counted as extreme.

    Returns
    -------
    WeightDiagnostics

    Raises
    ------
    UnknownNameError
        If there is no such column.
    WrongUseError
        If it is no `Weights`, or `extreme` isn't a number over 1.

    Notes
    -----
    The design effect is that of weights which go with no answer (Kish 1965, 1992): an upper guess
    for questions that go with what was weighted on, where the weighting rather makes estimates
    more certain. What an estimate lost or won stands in its own ``deff``.
    """
    must_be_weights(weights)
    _check_extreme(extreme)
    groups, place = _groups(weights, by)
    large = over_the_median(weights.values, place, float(extreme))
    by_area = by == _AREA
    return WeightDiagnostics(
        steps=_steps(weights),
        areas=_areas(weights, groups, place, large, by),
        targets=_targets(weights),
        classes=_classes(weights),
        by=by,
        area=weights.area if by_area else None,
        extreme=float(extreme),
        extreme_respondents=tuple(np.array(weights.respondents, dtype=object)[large].tolist()),
        simulated=weights.simulated,
    )


def must_be_weights(given: object, name: str = "weights") -> None:
    """Refuse what isn't `Weights`.

    Raises
    ------
    WrongUseError
    """
    if not isinstance(given, Weights):
        got = type(given).__name__
        raise fail(WrongUseError, "argument.kind", name=name, got=got, expected="weight(...)")


def _check_extreme(given: object) -> None:
    right = isinstance(given, Real) and not isinstance(given, bool)
    if not right or not 1 < float(given) < math.inf:  # type: ignore[arg-type]
        raise fail(WrongUseError, "diagnostics.extreme", got=str(given))


def step_name(key: str, language: str) -> str:
    """What a step is called in tables, by its name in a recipe."""
    return text(f"recipe.step.{key}", lang=language)


def register_size(weights: Weights, area: object) -> float:
    """How many the register has in an area, or in all areas with respondents; NaN if untold."""
    if weights.targets is None:
        return math.nan
    sizes = weights.targets.sizes.get(weights.recipe.universe, {})
    if area is not Domain.ALL:
        return float(sizes.get(area, math.nan))
    here = dict.fromkeys(weights.cases.frame[_AREA].iloc[: len(weights.values)])
    return float(sum(float(sizes.get(each, math.nan)) for each in here))


# Steps


def _steps(weights: Weights) -> pd.DataFrame:
    count = len(weights.values)
    rows = [_step(number, each, count) for number, each in enumerate(weights.steps, start=1)]
    return _frame(rows, _STEP_COLUMNS)


def _step(number: int, result: StepResult, count: int) -> dict[str, Any]:
    mine = result.after[:count]
    kept = mine[mine > 0]
    low, high = (math.nan, math.nan) if number == 1 else _factors(result, count)
    return {
        "number": number,
        "step": result.step.name,
        "cases_in": int((result.before > 0).sum()) if number > 1 else len(result.before),
        "cases_out": int((result.after > 0).sum()),
        "respondents": int(kept.size),
        "sum": float(result.after.sum()),
        **_spread(kept),
        "factor_low": low,
        "factor_high": high,
    }


def _factors(result: StepResult, count: int) -> tuple[float, float]:
    before, after = result.before[:count], result.after[:count]
    both = (before > 0) & (after > 0)
    if not both.any():
        return math.nan, math.nan
    factors = after[both] / before[both]
    return float(factors.min()), float(factors.max())


def _spread(weights: Floats) -> dict[str, float]:
    if not weights.size:
        names = ("minimum", "median", "maximum", "cv", "deff", "n_eff")
        return dict.fromkeys(names, math.nan)
    deff = weight_effect(weights)
    return {
        "minimum": float(weights.min()),
        "median": float(np.median(weights)),
        "maximum": float(weights.max()),
        "cv": math.sqrt(max(deff - 1, 0.0)),
        "deff": deff,
        "n_eff": weights.size / deff,
    }


# Areas


def _groups(weights: Weights, by: str) -> tuple[list[Any], Ints]:
    """The areas in order, and the place of each respondent among them."""
    frame = weights.cases.frame
    if by not in frame:
        known = culprits(str(name) for name in frame.columns)
        raise fail(UnknownNameError, "diagnostics.by", name=quoted(by), known=known)
    values = [_value(each) for each in frame[by].iloc[: len(weights.values)]]
    order = [code.value for code in weights.area.codes] if weights.area and by == _AREA else []
    found = list(dict.fromkeys([each for each in order if each in set(values)] + values))
    where = {each: place for place, each in enumerate(found)}
    return found, np.array([where[each] for each in values], dtype=np.int64)


def _value(value: Any) -> Any:  # noqa: ANN401 - what a column holds
    return Domain.MISSING if pd.isna(value) else value


def _areas(weights: Weights, groups: list[Any], place: Ints, large: Bools, by: str) -> pd.DataFrame:
    rows = []
    for number, value in enumerate([*groups, Domain.ALL]):
        inside = np.ones(len(place), dtype=bool) if value is Domain.ALL else place == number
        mine = weights.values[inside]
        register = register_size(weights, value) if by == _AREA or value is Domain.ALL else math.nan
        spread = _spread(mine[mine > 0])
        del spread["cv"]
        rows.append(
            {
                by: value,
                "n": int(inside.sum()),
                "sum": float(mine.sum()),
                "register": register,
                **spread,
                "largest_1": share_of_largest(mine, 0.01),
                "largest_5": share_of_largest(mine, 0.05),
                "extreme": int(large[inside].sum()),
            }
        )
    return _frame(rows, (by, *_AREA_COLUMNS))


# Targets and classes


def _targets(weights: Weights) -> pd.DataFrame:
    rows = [
        _met(number, result, str(table), cells)
        for number, result in enumerate(weights.steps, start=1)
        if len(result.met)
        for table, cells in result.met.groupby("table", sort=False)
    ]
    return _frame(rows, _TARGET_COLUMNS)


def _met(number: int, result: StepResult, table: str, cells: pd.DataFrame) -> dict[str, Any]:
    target = cells["target"].to_numpy(float)
    total = float(np.abs(target).sum()) or 1.0
    off = {
        name: np.abs(cells[name].to_numpy(float) - target) / total for name in ("before", "after")
    }
    records: list[Any] = cells.to_dict("records")
    worst = records[int(np.argmax(off["before"]))]
    return {
        "number": number,
        "step": result.step.name,
        "table": table,
        "cells": len(cells),
        "total": float(target.sum()),
        "off_before": float(off["before"].max()),
        "off_after": float(off["after"].max()),
        **{name: worst[name] for name in ("area", "cell", "before", "target", "after")},
    }


def _classes(weights: Weights) -> pd.DataFrame:
    rows = []
    for number, result in enumerate(weights.steps, start=1):
        if not len(result.classes):
            continue
        classes: Any = result.classes
        rows.append(
            {
                "number": number,
                "step": result.step.name,
                "classes": len(classes),
                "joined": sum(len(names) for names in map(_names, classes["joined"]) if names[1:]),
                "fewest": int(classes["respondents"].min()),
                "factor_low": float(classes["factor"].min()),
                "factor_high": float(classes["factor"].max()),
            }
        )
    return _frame(rows, _CLASS_COLUMNS)


def _names(joined: Any) -> tuple[Any, ...]:  # noqa: ANN401 - names of classes, one or several
    if joined is None or (isinstance(joined, float) and math.isnan(joined)):
        return ()
    if isinstance(joined, str):
        return (joined,) if joined else ()
    return tuple(joined)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """A frame in which texts, areas and domains stay objects."""
    numeric = {
        name for row in rows for name, value in row.items() if isinstance(value, int | float)
    }
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=None if name in numeric else object)
            for name in columns
        }
    )
