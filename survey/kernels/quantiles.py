"""Quantiles of weighted answers by the usual rules of interpolation.

All rules put the answers in order and turn their cumulated weights round. With weights W_k up to
and including the k-th answer, its own weight w_k and all weights together W, the rules are

* ``math`` (``hf1``): the lowest answer with W_k ≥ pW; ``school`` (``hf2``): the middle between it
  and the next one where W_k = pW; ``hf3``: the next one where W_k = pW and the answer has an odd
  place among the different answers;
* ``hf4`` … ``hf9``: straight lines between the answers at the shares W_k/W; (W_k − w_k/2)/W;
  W_k/(W + w_n); (W_k − w_k)/(W − w_n); (W_k − w_k/3)/(W + w_n/3); (W_k − ⅜w_k)/(W + w_n/4);
* ``shahvaish``: the highest answer whose (W_k − w_k/2 + ½)/(n + 1), with weights of mean 1, is at
  most p.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats

RULES = ("math", "school", "shahvaish", *(f"hf{k}" for k in range(1, 10)))

_SAME_SHARE = 1e-10  # cumulated weights this close to a share are taken to be it


@dataclass(frozen=True, slots=True, eq=False)
class OrderedAnswers:
    """Answers from the lowest to the highest, with what is needed of their weights.

    Attributes
    ----------
    values : (m,) float
        A row of several units stands twice, for its first unit and its last: between two equal
        answers every rule gives that answer.
    weights : (m,) float
        Of one unit.
    cumulated : (m,) float
        Weights of all units up to and including this one.
    units : float
        Number of units, n.
    """

    values: Floats
    weights: Floats
    cumulated: Floats
    units: float


def ordered_answers(values: Floats, weights: Floats, units: Floats) -> OrderedAnswers:
    """Put answers in order; equal ones stay in the order of the rows, as in R.

    Parameters
    ----------
    values : (n,) float
        Finite.
    weights : (n,) float
        Of each unit of a row; rows of weight 0 are left out.
    units : (n,) float
        Whole numbers of units that the rows stand for; rows without any are left out.
    """
    counts = (weights > 0) & (units > 0)
    values, weights, units = values[counts], weights[counts], units[counts]
    order = np.argsort(values, kind="stable")
    values, weights, units = values[order], weights[order], units[order]
    whole = np.cumsum(weights * units)
    before = np.concatenate([np.zeros(min(1, len(whole))), whole[:-1]])
    row = np.repeat(np.arange(len(values)), 1 + (units > 1))
    last = np.append(row[1:] != row[:-1], np.ones(min(1, len(row)), dtype=bool))
    cumulated = np.where(last, whole[row], before[row] + weights[row])
    return OrderedAnswers(values[row], weights[row], cumulated, float(units.sum()))


def quantiles(answers: OrderedAnswers, shares: Floats, rule: str) -> Floats:
    """Quantiles of ordered answers.

    Parameters
    ----------
    answers : OrderedAnswers
    shares : (J,) float
        Those that lie outside 0 to 1 have no quantile.
    rule : str
        One of `RULES`.

    Returns
    -------
    (J,) float
        NaN without answers or without a share.

    Notes
    -----
    Hyndman & Fan 1996 (Am. Stat. 50:361) number the rules for samples without weights; Shah & Vaish
    2006 (Proc. Survey Res. Methods Sect., ASA). A cumulated share that differs from p by rounding
    only counts as p.

    References
    ----------
    The ``qrule`` of R's ``survey::svyquantile``.
    """
    if not len(answers.values):
        return np.full(len(shares), np.nan)
    with np.errstate(invalid="ignore"):
        known = (shares >= 0) & (shares <= 1)
    asked = np.where(known, shares, 0.5)
    found: Floats
    if rule in ("math", "hf1", "school", "hf2", "hf3"):
        found = _stepwise(answers, asked, rule)
    elif rule == "shahvaish":
        found = _shah_vaish(answers, asked)
    else:
        found = np.interp(asked, _plotted(answers, rule), answers.values)
    return np.asarray(np.where(known, found, np.nan), dtype=float)


def _stepwise(answers: OrderedAnswers, shares: Floats, rule: str) -> Floats:
    """Rules that take an answer, or the middle of two."""
    values, cumulated = answers.values, answers.cumulated
    most = len(values) - 1
    target, rounding = shares * cumulated[-1], _SAME_SHARE * cumulated[-1]
    after = np.searchsorted(cumulated, target + rounding, side="right")
    here, next_one = np.maximum(after - 1, 0), np.minimum(after, most)
    exact: Bools = (after > 0) & (np.abs(cumulated[here] - target) <= rounding)
    taken = values[here]
    if rule in ("school", "hf2"):
        taken = (taken + values[next_one]) / 2
    if rule == "hf3":
        place = np.searchsorted(np.unique(values), taken) + 1
        exact &= place % 2 == 0
    return np.asarray(np.where(exact, taken, values[next_one]), dtype=float)


def _shah_vaish(answers: OrderedAnswers, shares: Floats) -> Floats:
    mean = answers.cumulated[-1] / answers.units
    middle = (answers.cumulated - answers.weights / 2) / mean
    plotted = (middle + 0.5) / (answers.units + 1)
    at = np.searchsorted(plotted, shares + _SAME_SHARE, side="right") - 1
    return np.asarray(answers.values[np.maximum(at, 0)])


def _plotted(answers: OrderedAnswers, rule: str) -> Floats:
    """Shares at which the rules of straight lines meet the answers: (W_k − a w_k)/(W + b w_n)."""
    below, beyond = {
        "hf4": (0.0, 0.0),
        "hf5": (1 / 2, 0.0),
        "hf6": (0.0, 1.0),
        "hf7": (1.0, -1.0),
        "hf8": (1 / 3, 1 / 3),
        "hf9": (3 / 8, 1 / 4),
    }[rule]
    size = answers.cumulated[-1] + beyond * answers.weights[-1]
    if len(answers.values) == 1:  # one unit, and hf7 has nothing to divide by
        return np.zeros(1)
    return np.asarray((answers.cumulated - below * answers.weights) / size)
