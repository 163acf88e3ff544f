"""What residents are known by, as 0 and 1: the terms that the models of the simulation have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.kernels.layout import Floats

TERMS = (
    "aged_18_24",
    "aged_25_39",
    "aged_60_up",
    "woman",
    "western",
    "non_western",
    "one_adult",
    "children",
    "newly_arrived",
)
"""The terms of the models; the reference is a man of 40–59 years and Danish origin who has lived
for a year or more in a dwelling with several adults and no children."""
DANISH, WESTERN, NON_WESTERN = "danish", "western", "non_western"
WOMAN, MAN = "female", "male"


def terms_of(persons: pd.DataFrame) -> dict[str, Floats]:
    """The terms of each person, as 0 and 1.

    Parameters
    ----------
    persons : DataFrame
        As `City.persons`.
    """
    age = persons["age"].to_numpy()
    origin = persons["origin"].to_numpy()
    found = {
        "aged_18_24": (age >= 18) & (age < 25),
        "aged_25_39": (age >= 25) & (age < 40),
        "aged_60_up": age >= 60,
        "woman": persons["sex"].to_numpy() == WOMAN,
        "western": origin == WESTERN,
        "non_western": origin == NON_WESTERN,
        "one_adult": persons["adults"].to_numpy() == 1,
        "children": persons["children"].to_numpy() > 0,
        "newly_arrived": persons["years"].to_numpy() < 1,
    }
    return {name: np.asarray(which, dtype=float) for name, which in found.items()}


def linear(terms: Mapping[str, Floats], effects: Mapping[str, float], size: int) -> Floats:
    """The sum of effects of each person.

    Parameters
    ----------
    terms : mapping of str to array of shape (n,)
    effects : mapping of str to float
    size : int
        n.
    """
    total = np.zeros(size)
    for name, effect in effects.items():
        total += effect * terms[name]
    return total
