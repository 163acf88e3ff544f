"""Weights made step by step for the tests of their variance, without reading any recipe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.weighting.recipe import BaseWeights, Recipe
from survey.weighting.weights import Cases, Weights

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.kernels.weight_chain import WeightStep


@dataclass
class Sampled:
    """A stratified sample of units, some of which answered; respondents first."""

    frame: pd.DataFrame
    population: dict[str, float]
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def answered(self) -> Any:
        return self.frame["answered"].to_numpy(dtype=bool)

    @property
    def answers(self) -> pd.DataFrame:
        """The rows of those who answered, as a user has them."""
        return self.frame[self.answered].drop(columns="answered").reset_index(drop=True)

    @property
    def cases(self) -> Cases:
        stratum, strata = pd.factorize(self.frame["area"])
        frame = self.frame[["unit", "area", "base_weight"]].copy()
        sizes = np.array([self.population.get(name, np.nan) for name in strata], dtype=float)
        known: dict[str, Any] = {
            "frame": frame,
            "answered": self.answered,
            "psu": pd.factorize(self.frame["unit"])[0].astype(np.int64),
            "stratum": stratum.astype(np.int64),
            "strata": tuple(strata),
            "population": sizes,
        }
        return Cases(**(known | self.changes))

    def weights(self, chain: list[WeightStep], **more: Any) -> Weights:
        """Weights at the end of a chain."""
        ids = tuple(self.frame.loc[self.answered, "respondent"])
        values = chain[-1].after[: len(ids)]
        return Weights(values, ids, self.cases, tuple(chain), (), Recipe((BaseWeights(),)), **more)


def sampled(seed: int = 1, *, areas: int = 3, units: int = 14, silent: int = 4) -> Sampled:
    """Areas of 30, 60, 90 … dwellings, of each of which as many are sampled."""
    generator = np.random.default_rng(seed)
    names = [f"Area {each}" for each in range(1, areas + 1)]
    population = {name: 30.0 * (place + 1) for place, name in enumerate(names)}
    area = np.repeat(names, units)
    quiet = np.tile(np.arange(units) < silent, areas)
    sex = generator.integers(0, 2, len(area))
    age = generator.integers(0, 3, len(area))
    frame = pd.DataFrame(
        {
            "unit": [f"u{place:03}" for place in range(len(area))],
            "area": pd.Series(area, dtype=object),
            "answered": ~quiet,
            "sex": sex,
            "age": age,
            "kind": generator.integers(0, 2, len(area)),
            "rooms": generator.integers(1, 6, len(area)),
            "y": generator.normal(3, 1, len(area)) + sex + 0.5 * age,
            "safe": generator.integers(1, 4, len(area)),
            "base_weight": np.array([population[name] / units for name in area]),
        }
    )
    frame = frame.sort_values("answered", ascending=False, kind="stable", ignore_index=True)
    frame["respondent"] = [f"r{unit[1:]}" for unit in frame["unit"]]
    return Sampled(frame, population)


def one_hot(*codes: Any) -> Floats:
    """A column for each value of each variable, and of variables crossed in tuples."""
    parts = []
    for each in codes:
        place = pd.factorize(np.asarray(each), sort=True)[0]
        parts.append(np.eye(place.max() + 1)[place])
    return np.hstack(parts)
