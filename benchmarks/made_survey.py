"""A made survey of residents: households in areas, five-point questions, age group and sex."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

SIZES = {"small": (2_000, 8), "medium": (25_000, 66), "large": (250_000, 198)}
POINTS = 5
REPLICATES = 200
_INTS = ("area", "household", "age", "sex")


@dataclass(frozen=True)
class MadeSurvey:
    """Codes count from 1, households from 0; answers are (Q, n), replicate weights (R, n)."""

    area: np.ndarray
    household: np.ndarray
    age: np.ndarray
    sex: np.ndarray
    weight: np.ndarray
    answers: np.ndarray
    controls: np.ndarray
    replicates: np.ndarray

    @property
    def rows(self) -> int:
        return len(self.area)

    @property
    def areas(self) -> int:
        return int(self.area.max())

    @property
    def questions(self) -> list[str]:
        return [f"q{number}" for number in range(1, len(self.answers) + 1)]

    @property
    def cell(self) -> np.ndarray:
        """Age group by sex, 1 … 8."""
        return (self.age - 1) * 2 + self.sex

    def domain(self, scenario: str) -> np.ndarray:
        """What the book is cut by, from 0: areas, or areas by age group."""
        area = self.area - 1
        return area * 4 + self.age - 1 if scenario == "demographic" else area

    def domains(self, scenario: str) -> int:
        return self.areas * (4 if scenario == "demographic" else 1)


def make(
    n: int, areas: int, *, questions: int = 40, replicates: int = 0, shuffled: bool = False
) -> MadeSurvey:
    rng = np.random.default_rng(20_261)
    household = np.repeat(np.arange(n), rng.integers(1, 4, n))[:n]
    households = household[-1] + 1
    bounds = np.cumsum(rng.uniform(0.5, 1.5, areas))
    starts = np.round(np.append(0, bounds[:-1]) / bounds[-1] * households)
    home_area = np.searchsorted(starts, np.arange(households), side="right") - 1
    area = home_area[household]
    age, sex = rng.integers(1, 5, n), rng.integers(1, 3, n)
    weight = rng.uniform(2, 10, areas)[area] * rng.lognormal(0, 0.4, n)
    answers = np.empty((questions, n), dtype=np.int32)
    for question in answers:
        latent = rng.normal(0, 0.3, areas)[area] + rng.normal(0, 0.6, households)[household]
        latent += 0.1 * age + rng.normal(0, 1, n)
        cuts = np.array([-1.0, -0.2, 0.5, 1.3]) + rng.normal(0, 0.3)
        question[:] = 1 + np.searchsorted(cuts, latent)
    controls = np.bincount((age - 1) * 2 + sex - 1, weight) * rng.uniform(0.8, 1.25, 8)
    copies = weight * _resampled(rng, home_area, replicates)[:, household]
    order = rng.permutation(n) if shuffled else np.arange(n)
    rows = (area + 1, household, age, sex, weight)
    return MadeSurvey(
        *(column[order] for column in rows), answers[:, order], controls, copies[:, order]
    )


def _resampled(rng: np.random.Generator, home_area: np.ndarray, replicates: int) -> np.ndarray:
    """Rao–Wu factors (R, H): n − 1 of the n households of an area, drawn with replacement."""
    factors = np.empty((replicates, len(home_area)))
    for area in range(home_area[-1] + 1):
        homes = np.flatnonzero(home_area == area)
        size = len(homes)
        drawn = rng.multinomial(size - 1, np.full(size, 1 / size), replicates)
        factors[:, homes] = drawn * (size / (size - 1))
    return factors


def write(survey: MadeSurvey, folder: Path) -> None:
    """Plain binary columns, which R reads as well."""
    sizes = {"n": survey.rows, "questions": len(survey.answers), "areas": survey.areas}
    sizes["replicates"] = len(survey.replicates)
    (folder / "sizes.json").write_text(json.dumps(sizes))
    for name in (*_INTS, "answers"):
        getattr(survey, name).astype(np.int32).tofile(folder / f"{name}.bin")
    for name in ("weight", "controls", "replicates"):
        getattr(survey, name).tofile(folder / f"{name}.bin")


def read(folder: Path, *, replicates: bool) -> MadeSurvey:
    sizes = json.loads((folder / "sizes.json").read_text())
    n = sizes["n"]
    ints = (np.fromfile(folder / f"{name}.bin", dtype=np.int32).astype(np.int64) for name in _INTS)
    answers = np.fromfile(folder / "answers.bin", dtype=np.int32).reshape(-1, n)
    copies = np.fromfile(folder / "replicates.bin") if replicates else np.empty(0)
    return MadeSurvey(
        *ints,
        np.fromfile(folder / "weight.bin"),
        answers,
        np.fromfile(folder / "controls.bin"),
        copies.reshape(-1, n),
    )
