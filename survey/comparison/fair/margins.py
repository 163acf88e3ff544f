"""Average predictions of a regression for every area, with the same people in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.comparison.fair.influenced import Influenced, replicate_weights
from survey.comparison.fair.known_cells import KnownCells
from survey.comparison.fair.model_columns import characteristic_columns, fitted
from survey.comparison.fair.standard import ALL
from survey.errors import WrongUseError
from survey.kernels.averages import average_mean
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.comparison.fair.model_columns import Coefficients
    from survey.comparison.fair.profiled import Profiled
    from survey.kernels.layout import Bools, Floats, Ints


def margins_of(of: Profiled, to: object) -> tuple[Influenced, str, object]:
    """Means of areas as they are, then predictive margins, and whose composition they have.

    Notes
    -----
    Σ w μ(x with the area)/Σ w over the reference (Graubard & Korn 1999, Biometrics 55:652), of a
    logit for shares and a linear regression for means, on areas and characteristics side by side.

    Raises
    ------
    DataError
        If the regression can't be fitted.
    WrongUseError
        If the composition is that of a register or given by hand.
    """
    rows, weights = of.rows, of.weights
    reference, kind, area = _reference(of, to)
    again = replicate_weights(of.design, rows)
    model = "linear" if of.measured.share is None else "logit"
    x, names = characteristic_columns(of, rows)
    areas = of.areas.code[rows]
    wide = np.column_stack([x, *_areas(areas, len(of.areas.values))])
    names += [f"{of.areas.column} = {value}" for value in of.areas.values[1:]]
    found = fitted(model, wide, of.measured.values[rows], weights, again, names)
    values, influences = _margins(of, x, reference, weights, found)
    raw, raw_influences = _raw(of, weights)
    replicates = None
    if again is not None and found.replicates is not None:
        pairs = zip(again.T, found.replicates, strict=True)
        replicates = np.array(
            [
                np.concatenate([_raw(of, w)[0], _values(of, x, reference, w, theta, model)])
                for w, theta in pairs
            ]
        )
    whole = Influenced(
        of.design,
        rows,
        np.concatenate([raw, values]),
        np.hstack([raw_influences, influences]),
        replicates,
    )
    return whole, kind, area


def levels_as_cells(of: Profiled, row: Ints) -> KnownCells:
    """Each level of each characteristic, over all areas: what a model's parameters rest on."""
    n = of.design.counts * of.inside
    groups = [
        each.codes == place
        for each in of.characteristics
        if each.numbers is None
        for place in range(len(each.values))
    ]
    sizes = np.array([float(n[group].sum()) for group in groups])
    number = np.full(len(groups), np.nan)
    if of.measured.share is not None:
        counted = n * np.nan_to_num(of.measured.values)
        number = np.array([float(counted[group].sum()) for group in groups])
    nothing = np.zeros((0, len(groups)))
    return KnownCells(((None,),) * len(groups), sizes, number, row[:0], nothing, whole=True)


def _reference(of: Profiled, to: object) -> tuple[Bools, str, object]:
    if isinstance(to, str) and to == ALL:
        return np.ones(len(of.rows), dtype=bool), "all", None
    place = of.areas.place_of(to, of.design.codebook)
    if place is None:
        known = culprits([ALL, *of.areas.values])
        got = quoted(to if isinstance(to, str) else type(to).__name__)
        raise fail(WrongUseError, "fair.to_of_regression", got=got, known=known)
    return of.areas.code[of.rows] == place, "area", of.areas.values[place]


def _areas(code: Ints, count: int) -> list[Floats]:
    return [(code == place).astype(float) for place in range(1, count)]


def _views(of: Profiled, x: Floats) -> list[Floats]:
    """The model matrix with everyone in each area in turn."""
    count = len(of.areas.values)
    return [np.column_stack([x, *_areas(np.full(len(x), place), count)]) for place in range(count)]


def _margins(
    of: Profiled, x: Floats, reference: Bools, weights: Floats, found: Coefficients
) -> tuple[Floats, Floats]:
    within = weights * reference
    values, influences = [], []
    for view in _views(of, x):
        average = average_mean(found.model, view, within, found.theta)
        own = reference * (average.rows[:, 0] - average.values[0]) / within.sum()
        values.append(average.values[0])
        influences.append(own + found.influences @ average.gradient[0])
    return np.array(values), np.column_stack(influences)


def _values(
    of: Profiled, x: Floats, reference: Bools, weights: Floats, theta: Floats, model: str
) -> Floats:
    within = weights * reference
    found = [average_mean(model, view, within, theta).values[0] for view in _views(of, x)]
    return np.array(found)


def _raw(of: Profiled, weights: Floats) -> tuple[Floats, Floats]:
    """Means of areas as they are, (A,), and their influences, (m, A)."""
    rows = of.rows
    area, y = of.areas.code[rows], of.measured.values[rows]
    size = np.bincount(area, weights, minlength=len(of.areas.values))
    mean = np.bincount(area, weights * y, minlength=len(of.areas.values)) / size
    influences = np.zeros((len(rows), len(size)))
    influences[np.arange(len(rows)), area] = (y - mean[area]) / size[area]
    return mean, influences
