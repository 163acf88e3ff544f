"""Differences of shares and means by two regressions (Oaxaca 1973; Blinder 1973)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from survey.comparison.fair.characteristics import crossed
from survey.comparison.fair.decomposition import Part
from survey.comparison.fair.influenced import Influenced, replicate_weights
from survey.comparison.fair.kitagawa import Keys, refuse_one_sided
from survey.comparison.fair.known_cells import KnownCells, group_keys
from survey.comparison.fair.model_columns import characteristic_columns, every_level, fitted
from survey.estimation.regression import INTERCEPT
from survey.kernels.averages import average_mean
from survey.kernels.oaxaca_blinder import (
    blocks_of,
    shared_out,
    sum_to_zero,
    threefold,
    twofold,
)

if TYPE_CHECKING:
    from survey.comparison.fair.model_columns import Coefficients
    from survey.comparison.fair.profiled import Profiled
    from survey.kernels.layout import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One of the two areas."""

    rows: Ints
    x: Floats
    wide: Floats
    y: Floats
    weights: Floats
    again: Floats | None

    @classmethod
    def of(cls, of: Profiled, codes: list[int]) -> tuple[_Side, list[str]]:
        """The rows of some areas, and the names of the columns."""
        rows = np.flatnonzero(of.inside & np.isin(of.areas.code, codes))
        x, names = characteristic_columns(of, rows)
        weights = (of.design.weights * of.design.counts)[rows]
        again = replicate_weights(of.design, rows)
        side = cls(rows, x, every_level(of, rows), of.measured.values[rows], weights, again)
        return side, names


def oaxaca_keys(names: tuple[str, ...], method: str, reference: str) -> Keys:
    """What the parts are: each all together, then by characteristic."""
    keys: Keys = [(Part.COMPOSITION, name) for name in ("", *names)]
    keys += [(Part.RATES, name) for name in ("", *names, INTERCEPT)]
    if method == "threefold":
        return keys + [(Part.INTERACTION, name) for name in ("", *names)]
    sides: Keys = [(Part.RATES_AREA, ""), (Part.RATES_CONTRAST, "")]
    return keys + (sides if reference == "neumark" else [])


def oaxaca_parts(
    of: Profiled, area: int, contrast: int, method: str, reference: str, model: str
) -> Influenced:
    """Parts of the difference between two areas, in the order of `oaxaca_keys`."""
    (one, names), (other, _) = (_Side.of(of, [code]) for code in (area, contrast))
    first = _coefficients(of, one, model, names)
    second = _coefficients(of, other, model, names)
    betas = [first, second]
    if method == "twofold":
        betas.append(_common(of, area, contrast, (first, second), reference, model))
    found = _joined(betas)
    for side in (one, other):
        found = found.beside(_means(of, side))
    if model == "logit":
        for side in (one, other):
            for beta in betas:
                found = found.beside(_average(of, side, beta))
    sizes = [0 if each.numbers is not None else len(each.values) for each in of.characteristics]
    return found.through(partial(_parts, sizes, method, reference, model))


def _parts(sizes: list[int], method: str, reference: str, model: str, values: Any) -> Any:  # noqa: ANN401
    """The parts from coefficients, means of columns and average predictions."""
    expand, blocks = sum_to_zero(sizes), blocks_of(sizes)
    wide, narrow = expand.shape
    betas = 3 if method == "twofold" else 2
    b1, b0, *common = (expand @ b for b in values[: betas * narrow].reshape(betas, narrow))
    start = betas * narrow
    x1, x0 = values[start : start + 2 * wide].reshape(2, wide)
    predicted = values[start + 2 * wide :].reshape(2, -1) if model == "logit" else None
    if method == "threefold":
        linear = threefold(x1, b1, x0, b0, blocks)
        totals = None if predicted is None else _threefold_totals(predicted)
    else:
        linear = twofold(x1, b1, x0, b0, common[0], blocks)
        totals = None if predicted is None else _twofold_totals(predicted)
    parts = linear if totals is None else shared_out(totals, linear)
    return _in_order(parts, method, reference)


def _threefold_totals(predicted: Any) -> Any:  # noqa: ANN401
    (p11, p10), (p01, p00) = predicted
    return np.array([p10 - p00, p01 - p00, p11 - p10 - p01 + p00])


def _twofold_totals(predicted: Any) -> Any:  # noqa: ANN401
    (p11, _, p1c), (_, p00, p0c) = predicted
    return np.array([p1c - p0c, p11 - p1c, p0c - p00])


def _in_order(parts: Any, method: str, reference: str) -> Any:  # noqa: ANN401
    """Totals and blocks in the order of `oaxaca_keys`; the constant has no composition."""
    if method == "threefold":
        composition, rates, interaction = parts
        last = [interaction.sum(), *interaction[1:]]
    else:
        composition, of_area, of_contrast = parts
        rates = of_area + of_contrast
        last = [of_area.sum(), of_contrast.sum()] if reference == "neumark" else []
    return np.array([composition.sum(), *composition[1:], rates.sum(), *rates[1:], rates[0], *last])


def _coefficients(of: Profiled, side: _Side, model: str, names: list[str]) -> Influenced:
    found = fitted(model, side.x, side.y, side.weights, side.again, names)
    return Influenced(of.design, side.rows, found.theta, found.influences, found.replicates)


def _common(
    of: Profiled,
    area: int,
    contrast: int,
    own: tuple[Influenced, Influenced],
    reference: str,
    model: str,
) -> Influenced:
    """The coefficients that both areas are taken to share."""
    if reference in ("area", "contrast"):
        return own[0 if reference == "area" else 1]
    both, names = _Side.of(of, [area, contrast])
    x, kept = both.x, both.x.shape[1]
    if reference == "pooled":
        here = (of.areas.code[both.rows] == area).astype(float)
        x, names = np.column_stack([x, here]), [*names, of.areas.column]
    found: Coefficients = fitted(model, x, both.y, both.weights, both.again, names)
    theta, influences, again = found.theta, found.influences, found.replicates
    return Influenced(
        of.design,
        both.rows,
        theta[:kept],
        influences[:, :kept],
        None if again is None else again[:, :kept],
    )


def _means(of: Profiled, side: _Side) -> Influenced:
    """Means of the wide columns."""
    mean = side.weights @ side.wide / side.weights.sum()
    again = side.again
    return Influenced(
        of.design,
        side.rows,
        mean,
        (side.wide - mean) / side.weights.sum(),
        None if again is None else again.T @ side.wide / again.sum(axis=0)[:, None],
    )


def _average(of: Profiled, side: _Side, beta: Influenced) -> Influenced:
    """Average prediction for the people of an area with some coefficients."""
    found = average_mean("logit", side.x, side.weights, beta.values)
    rows = np.union1d(side.rows, beta.rows)
    influences = np.zeros((len(rows), 1))
    own = (found.rows - found.values) / side.weights.sum()
    influences[np.searchsorted(rows, side.rows)] += own
    influences[np.searchsorted(rows, beta.rows)] += beta.influences @ found.gradient.T
    again = None
    if side.again is not None and beta.replicates is not None:
        pairs = zip(side.again.T, beta.replicates, strict=True)
        again = np.array([average_mean("logit", side.x, w, b).values for w, b in pairs])
    return Influenced(of.design, rows, found.values, influences, again)


def _joined(parts: list[Influenced]) -> Influenced:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.beside(part)
    return whole


def refuse_absent_levels(of: Profiled, areas: Ints, contrast: int) -> None:
    """Refuse levels that only one side of a difference has.

    Raises
    ------
    DataError
    """
    for each in of.characteristics:
        if each.numbers is None:
            refuse_one_sided(of, crossed((each,), of.inside), areas, contrast)


def levels_of_areas(of: Profiled, areas: Ints, contrast: int) -> KnownCells:
    """Each level of each characteristic in each area, which must be fit to be shown."""
    keys: list[tuple[Any, ...]] = []
    sizes: list[Floats] = []
    numbers: list[Floats] = []
    kept = np.append(areas, contrast)
    for each in of.characteristics:
        if each.numbers is not None:
            continue
        cells = crossed((each,), of.inside)
        n, count = (found[kept] for found in of.counts(cells))
        keys += group_keys([of.areas.values[place] for place in kept], cells)
        sizes.append(n.ravel())
        numbers.append(count.ravel())
    n = np.concatenate(sizes) if sizes else np.empty(0)
    count = np.concatenate(numbers) if numbers else np.empty(0)
    nothing = np.zeros((0, len(n)))
    return KnownCells(tuple(keys), n, count, np.empty(0, dtype=np.int64), nothing, whole=True)
