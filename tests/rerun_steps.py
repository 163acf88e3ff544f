"""Weighting steps run again when units count more or less, written out plainly for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse, special

from survey.kernels import weight_steps as steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.kernels.layout import Floats
    from survey.kernels.weight_chain import WeightStep


class Rerun(NamedTuple):
    """A step: the weights after from those before and the multiplicities, and its derivatives."""

    run: Callable[[Floats, Floats], Floats]
    linear: Callable[[Floats, Floats], WeightStep]


def fixed(factor: Floats) -> Rerun:
    return Rerun(
        lambda before, _: before * factor,
        lambda before, after: steps.fixed_step(after, np.broadcast_to(factor, before.shape)),
    )


def by_class(giving: Any, receiving: Any, classes: Any) -> Rerun:
    def run(before: Floats, many: Floats) -> Floats:
        after = np.where(classes < 0, before, 0.0)
        for each in range(classes.max() + 1):
            here = classes == each
            taking = here & receiving
            all_of_it = (many * before)[here & (giving | receiving)].sum()
            factor = all_of_it / (many * before)[taking].sum()
            after[taking] = before[taking] * factor
        return after

    def linear(before: Floats, after: Floats) -> WeightStep:
        return steps.class_step(before, after, giving, receiving, classes)

    return Rerun(run, linear)


def logistic(x: Floats, answered: Any, least: float, inside: Any) -> Rerun:
    def fitted(before: Floats, many: Floats) -> Floats:
        beta = np.zeros(x.shape[1])
        importance = many * before * inside
        for _ in range(60):
            rho = special.expit(x @ beta)
            score = x.T @ (importance * (answered - rho))
            hessian = x.T @ (x * (importance * rho * (1 - rho))[:, None])
            beta = beta + np.linalg.solve(hessian, score)
        return np.where(inside, special.expit(x @ beta), np.nan)

    def run(before: Floats, many: Floats) -> Floats:
        rho = fitted(before, many)
        return np.where(answered & inside, before / np.fmax(rho, least), 0.0)

    def linear(before: Floats, after: Floats) -> WeightStep:
        chance = fitted(before, np.ones(len(before)))
        return steps.logistic_step(x, before, answered, chance, least)

    return Rerun(run, linear)


def calibrated(
    x: Floats, totals: Floats, distance: str, loads: Floats | None = None, bounds: Any = (0.6, 1.8)
) -> Rerun:
    def curve(eta: Floats) -> tuple[Floats, Floats]:
        low, high = bounds
        if distance == "linear":
            return 1 + eta, np.ones(len(eta))
        if distance == "raking":
            return np.exp(eta), np.exp(eta)
        if distance == "truncated":
            free = (1 + eta > low) & (1 + eta < high)
            return np.clip(1 + eta, low, high), free.astype(float)
        steep = (high - low) / ((1 - low) * (high - 1))
        grown = np.exp(steep * eta)
        below = high - 1 + (1 - low) * grown
        factor = (low * (high - 1) + high * (1 - low) * grown) / below
        slope = steep * grown * (1 - low) * (high - 1) * (high - low) / below**2
        return factor, slope

    def solved(before: Floats, many: Floats) -> Floats:
        target = totals if loads is None else totals + (many * before) @ loads
        multiplier = np.zeros(x.shape[1])
        for _ in range(60):
            factor, slope = curve(x @ multiplier)
            off = target - x.T @ (many * before * factor)
            hessian = x.T @ (x * (many * before * slope)[:, None])
            multiplier = multiplier + np.linalg.lstsq(hessian, off, rcond=1e-10)[0]
        return multiplier

    def run(before: Floats, many: Floats) -> Floats:
        return before * curve(x @ solved(before, many))[0]

    def linear(before: Floats, after: Floats) -> WeightStep:
        slope = curve(x @ solved(before, np.ones(len(before))))[1]
        columns = sparse.csr_array(x)
        added = None if loads is None else sparse.csr_array(loads)
        return steps.calibration_step(columns, before, after, before * slope, added)

    return Rerun(run, linear)


def cut_in_group(own: Floats, many: Floats, limit: Floats) -> Floats:
    """Weights of one group cut at their limits, its sum kept."""
    held = np.zeros(len(own), dtype=bool)
    while True:
        left = (many * own).sum() - (many * limit)[held].sum()
        factor = left / (many * own)[~held].sum()
        over = ~held & (own * factor > limit)
        if not over.any():
            return np.where(held, limit, own * factor)
        held |= over


def limits_of(group: Any, multiple: float, of: str, before: Floats, many: Floats) -> Floats:
    """The number itself, or a multiple of the mean or the median of the group."""
    result = np.full(len(before), multiple)
    for each in range(group.max() + 1 if of != "weight" else 0):
        here = (group == each) & (before > 0)
        mean = np.average(before[here], weights=many[here])
        result[group == each] *= np.median(before[here]) if of == "median" else mean
    return result


def trimmed(group: Any, multiple: float, of: str) -> Rerun:
    """Cut at a multiple of the mean or the median of the group, or at the number itself."""

    def run(before: Floats, many: Floats) -> Floats:
        after, limit = before.copy(), limits_of(group, multiple, of, before, many)
        for each in range(group.max() + 1):
            here = group == each
            after[here] = cut_in_group(before[here], many[here], limit[here])
        return after

    def linear(before: Floats, after: Floats) -> WeightStep:
        held = after == limits_of(group, multiple, of, before, np.ones(len(before)))
        if of == "weight":
            return steps.trim_step(before, after, held, group)
        anchor = (before > 0).astype(float)
        if of == "median":
            middles = np.array([np.median(before[group == each]) for each in group])
            anchor = (before == middles).astype(float)
        return steps.trim_step(
            before, after, held, group, multiple=np.full(len(before), multiple), anchor=anchor
        )

    return Rerun(run, linear)


def scaled(group: Any, to: float | None) -> Rerun:
    def run(before: Floats, many: Floats) -> Floats:
        after = before.copy()
        for each in range(group.max() + 1):
            here = (group == each) & (before > 0)
            wanted = many[here].sum() if to is None else to
            after[here] *= wanted / (many * before)[here].sum()
        return after

    def linear(before: Floats, after: Floats) -> WeightStep:
        return steps.scale_step(before, after, group, to_fixed_sum=to is not None)

    return Rerun(run, linear)


def run_all(chain: list[Rerun], start: Floats, many: Floats) -> list[Floats]:
    """Weights before the first step and after each."""
    found = [start]
    for step in chain:
        found.append(step.run(found[-1], many))
    return found


def linearised(chain: list[Rerun], start: Floats) -> list[WeightStep]:
    """The steps about where they ended."""
    weights = run_all(chain, start, np.ones(len(start)))
    return [
        step.linear(before, after)
        for step, before, after in zip(chain, weights[:-1], weights[1:], strict=True)
    ]


def derivatives(chain: list[Rerun], start: Floats, y: Floats, size: float = 1e-5) -> Floats:
    """Change of the weighted total when a unit counts a little more or less."""
    found = []
    for unit in range(len(start)):
        move = size * np.eye(len(start))[unit]
        up, down = (
            ((1 + sign * move) * y) @ run_all(chain, start, 1 + sign * move)[-1] for sign in (1, -1)
        )
        found.append((up - down) / (2 * size))
    return np.array(found)


def scores(chain: list[WeightStep], y: Floats) -> Floats:
    """The recursion of `weight_chain`, with dense matrices."""
    q = np.asarray(y, dtype=float)
    result = chain[-1].after * q
    for step in reversed(chain):
        moved = step.moves.toarray().T @ q
        b = np.linalg.lstsq(step.information.toarray().T, moved, rcond=1e-12)[0]
        result = result - step.equations @ b
        q = step.slope * q - step.pull @ b
    return np.asarray(result)
