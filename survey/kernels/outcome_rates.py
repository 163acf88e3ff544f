"""Rates of a fieldwork from how many units had each outcome (AAPOR Standard Definitions)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from survey.kernels.layout import Floats

LETTERS = ("I", "P", "R", "NC", "O", "UH", "UO")
"""Complete, partial, refusal, non-contact, other, and the two kinds of unknown eligibility."""

_ANSWERED, _REACHED = ("I", "P"), ("I", "P", "R", "O")
_KNOWN = ("I", "P", "R", "NC", "O")


@dataclass(frozen=True, slots=True)
class RateForm:
    """What a rate counts, and of what.

    Attributes
    ----------
    counted, base : tuple of str
        Letters of the outcomes in the numerator, and of those in the denominator whose
        eligibility is known.
    unknown : {"all", "part", "none"}
        How those of unknown eligibility count in the denominator: fully, by e, or not at all.
    """

    counted: tuple[str, ...]
    base: tuple[str, ...]
    unknown: str


def _three(
    family: str, counted: tuple[str, ...], first: int = 1, step: int = 1
) -> dict[str, RateForm]:
    """The same rate with the unknown fully, in part and not at all in its base."""
    return {
        f"{family}{first + step * place}": RateForm(counted, _KNOWN, unknown)
        for place, unknown in enumerate(("all", "part", "none"))
    }


_RESPONSE = _three("RR", ("I",), 1, 2) | _three("RR", _ANSWERED, 2, 2)
FORMS: dict[str, RateForm] = {
    **{kind: _RESPONSE[kind] for kind in sorted(_RESPONSE)},
    "COOP1": RateForm(("I",), _REACHED, "none"),
    "COOP2": RateForm(_ANSWERED, _REACHED, "none"),
    "COOP3": RateForm(("I",), ("I", "P", "R"), "none"),
    "COOP4": RateForm(_ANSWERED, ("I", "P", "R"), "none"),
    **_three("REF", ("R",)),
    **_three("CON", _REACHED),
}
"""The rates in their order: RR1–RR6, COOP1–COOP4, REF1–REF3, CON1–CON3."""


def rate_parts(counts: Floats, kind: str, e: float) -> tuple[Floats, Floats]:
    r"""Numerators and denominators of a rate.

    With :math:`I, P, R, NC, O, UH, UO` the numbers of units by outcome and :math:`e` the share of
    the unknown that is taken to be eligible, e.g.

    .. math:: RR4 = (I + P) / [(I + P) + (R + NC + O) + e (UH + UO)]

    Parameters
    ----------
    counts : ndarray of float64, shape (g, 7)
        Of each group in the order of `LETTERS`, from 0 upwards; sums of weights for weighted rates.
    kind : str
        One of `FORMS`.
    e : float
        From 0 to 1; may be NaN where no unit is of unknown eligibility.

    Returns
    -------
    counted, base : ndarray of float64, shape (g,)

    References
    ----------
    AAPOR (2023). Standard Definitions, 10th edition, section on outcome rates.

    Examples
    --------
    >>> counted, base = rate_parts(np.array([[600.0, 50, 200, 300, 20, 100, 30]]), "RR4", 0.6)
    >>> (counted / base).round(4)
    array([0.5208])
    """
    form = FORMS[kind]
    base = _sum(counts, form.base)
    unknown = _sum(counts, ("UH", "UO"))
    if form.unknown == "all":
        base = base + unknown
    elif form.unknown == "part":
        base = base + np.where(unknown > 0, e * unknown, 0.0)
    return _sum(counts, form.counted), base


def eligible_share(counts: Floats, not_eligible: float) -> float:
    """The share of the unknown taken to be eligible: as among those that are known.

    Parameters
    ----------
    counts : ndarray of float64, shape (7,)
        In the order of `LETTERS`.
    not_eligible : float

    Returns
    -------
    float
        NaN if nothing is known of any unit. This is proportional allocation, as the Council of
        American Survey Research Organizations has it (CASRO 1982).
    """
    eligible = float(_sum(counts[None, :], _KNOWN)[0])
    known = eligible + not_eligible
    return eligible / known if known > 0 else float("nan")


def _sum(counts: Floats, letters: tuple[str, ...]) -> Floats:
    total: Floats = counts[:, [LETTERS.index(letter) for letter in letters]].sum(axis=1)
    return total
