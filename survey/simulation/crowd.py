"""Residents who answer, each with random numbers of her own for each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from survey.kernels.keyed_random import keyed_normals, keyed_uniforms, stream_of
from survey.simulation.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.kernels.keyed_random import Keys
    from survey.kernels.layout import Bools, Floats
    from survey.simulation.model import CityModel

_PER_PERSON = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """Residents who answer.

    What one of them answers depends on who she is, the seed and the name of the question, and not
    on who else is asked or in what order.

    Attributes
    ----------
    persons : DataFrame
        Rows of `Population.persons`; persons of a roster are those who answer for them.
    keys : (n,) uint64
    terms : mapping of str to (n,) float
    model : CityModel
    seed, edition : int
    paper : (n,) bool
        Who answers on paper.
    language : (n,) object
        Which language each answers in.
    """

    persons: pd.DataFrame
    keys: Keys
    terms: Mapping[str, Floats]
    model: CityModel
    seed: int
    edition: int
    paper: Bools
    language: np.ndarray[tuple[int], np.dtype[np.object_]]

    def __len__(self) -> int:
        return len(self.keys)

    def uniform(self, *purpose: str) -> Floats:
        """Uniform numbers; other ones at each edition of the city."""
        return keyed_uniforms(self.keys, stream_of(self.seed, str(self.edition), *purpose))

    def normal(self, *purpose: str) -> Floats:
        """Normal numbers that keep some of what they were at the edition before."""
        steady = self.model.steadiness
        found = keyed_normals(self.keys, stream_of(self.seed, "0", *purpose))
        for edition in range(1, self.edition + 1):
            fresh = keyed_normals(self.keys, stream_of(self.seed, str(edition), *purpose))
            found = steady * found + (1 - steady**2) ** 0.5 * fresh
        return found

    def steady_uniform(self, *purpose: str) -> Floats:
        """Uniform numbers that keep some of what they were at the edition before."""
        return np.asarray(ndtr(self.normal(*purpose)))

    def constant(self, *purpose: str) -> float:
        """One normal number for all, the same at every edition."""
        one = np.zeros(1, dtype=np.uint64)
        return float(keyed_normals(one, stream_of(self.seed, "constant", *purpose))[0])

    def trait(self, name: str) -> Floats:
        """What they feel."""
        return self.persons[name].to_numpy(dtype=float)

    def of_rows(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Crowd:
        """Some of them, in this order."""
        return Crowd(
            self.persons.iloc[rows].reset_index(drop=True),
            self.keys[rows],
            {name: values[rows] for name, values in self.terms.items()},
            self.model,
            self.seed,
            self.edition,
            self.paper[rows],
            self.language[rows],
        )

    def about(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]], item: Keys) -> Crowd:
        """Those who answer for persons of a roster: numbers of their own for each person."""
        found = self.of_rows(rows)
        keys = found.keys + item * _PER_PERSON
        return Crowd(found.persons, keys, found.terms, self.model, self.seed, self.edition,
                     found.paper, found.language)  # fmt: skip


def crowd_of(
    persons: pd.DataFrame,
    model: CityModel,
    seed: int,
    edition: int,
    *,
    paper: Bools | None = None,
    language: np.ndarray[tuple[int], np.dtype[np.object_]] | None = None,
) -> Crowd:
    """Residents who answer.

    Parameters
    ----------
    persons : DataFrame
    model : CityModel
    seed, edition : int
    paper : (n,) bool, optional
        Nobody if left out.
    language : (n,) object, optional
        Danish if left out.
    """
    n = len(persons)
    persons = persons.reset_index(drop=True)
    return Crowd(
        persons,
        persons["key"].to_numpy(dtype=np.uint64),
        terms_of(persons),
        model,
        seed,
        edition,
        np.zeros(n, dtype=bool) if paper is None else paper,
        np.full(n, "da", dtype=object) if language is None else language,
    )
