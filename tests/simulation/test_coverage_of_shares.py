"""Intervals of shares hold the truth about 95 times in 100, also where a large part answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from finite_populations import (
    Population,
    coverage,
    estimated,
    normal_quantile,
    people,
)

import survey as sv
from survey.kernels.intervals import t_quantile, wilson

REPLICATES = 20_000
LOWEST, HIGHEST = 0.935, 0.980


def simple(size: int, drawn: int, share: float) -> Population:
    members, answers = people(size, share)
    return Population((members,), (answers,), (drawn,))


def stratified(*strata: tuple[int, int, float]) -> Population:
    made = [people(size, share) for size, _, share in strata]
    drawn = tuple(drawn for _, drawn, _ in strata)
    return Population(tuple(m for m, _ in made), tuple(a for _, a in made), drawn)


def grouped(
    units: int, drawn: int, sizes: tuple[int, int], share: float, spread: float
) -> Population:
    """Units of people who resemble each other; `spread` is the correlation within units."""
    generator = np.random.default_rng([units, drawn])
    members = generator.integers(*sizes, endpoint=True, size=units)
    rest = 1 / spread - 1
    propensity = generator.beta(share * rest, (1 - share) * rest, size=units)
    return Population((members,), (generator.binomial(members, propensity),), (drawn,))


SETTINGS = {
    "45 of 60, 10 %": simple(60, 45, 0.10),
    "140 of 250, 10 %": simple(250, 140, 0.10),
    "180 of 250, 30 %": simple(250, 180, 0.30),
    "120 of 400, 50 %": simple(400, 120, 0.50),
    "200 of 2000, 20 %": simple(2000, 200, 0.20),
    "two strata, one half answered": stratified((200, 100, 0.30), (800, 80, 0.50)),
    "three strata, most of the small one answered": stratified(
        (60, 45, 0.10), (250, 60, 0.20), (1000, 90, 0.15)
    ),
    "8 of 40 blocks": grouped(40, 8, (10, 30), 0.30, 0.05),
    "75 of 150 households": grouped(150, 75, (1, 3), 0.20, 0.40),
    "20 of 60 staircases": grouped(60, 20, (3, 8), 0.85, 0.15),
}
BLOCKS = "8 of 40 blocks"


def drawn(name: str, replicates: int = REPLICATES) -> tuple[Population, np.ndarray, np.ndarray]:
    population = SETTINGS[name]
    generator = np.random.default_rng([20260101, sorted(SETTINGS).index(name)])
    return population, *population.samples(generator, replicates)


@pytest.mark.parametrize("name", SETTINGS)
def test_wilson_on_the_effective_size_covers_with_t(name: str) -> None:
    population, *samples = drawn(name)
    found = coverage(*estimated(population, *samples).limits(), population.share)
    print(f"coverage {name}: {found:.4f}")
    assert LOWEST <= found <= HIGHEST


@pytest.mark.parametrize("name", SETTINGS)
def test_the_simulated_intervals_are_those_of_the_package(name: str) -> None:
    population, members, answers = drawn(name, 3)
    limits = estimated(population, members, answers).limits()
    unit = np.arange(len(members))
    for replicate in range(3):
        rows = np.repeat(unit, members[:, replicate])
        first = np.concatenate([np.arange(m) for m in members[:, replicate]])
        frame = pd.DataFrame(
            {
                "unit": rows,
                "stratum": population.strata()[rows],
                "yes": (first < answers[rows, replicate]).astype(int),
            }
        )
        population_sizes = dict(enumerate(map(len, population.members)))
        design = sv.SurveyDesign(frame, strata="stratum", psu="unit", population=population_sizes)
        row = sv.proportion(design, "yes").to_frame().set_index("category").loc[1]
        expected = [limit[replicate] for limit in limits]
        assert row[["conf_low", "conf_high"]].tolist() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ["45 of 60, 10 %", "140 of 250, 10 %", "180 of 250, 30 %"])
def test_without_the_finite_population_correction_intervals_are_seen_to_be_too_wide(
    name: str,
) -> None:
    population, *samples = drawn(name)
    wrong = estimated(population, *samples, fpc=False).limits()
    assert coverage(*wrong, population.share) > HIGHEST + 0.005


def test_with_z_for_t_intervals_from_a_few_blocks_are_seen_to_be_too_narrow() -> None:
    population, *samples = drawn(BLOCKS)
    wrong = estimated(population, *samples).limits(normal_quantile)
    assert coverage(*wrong, population.share) < LOWEST - 0.005


def test_with_people_for_units_intervals_from_households_are_seen_to_be_too_narrow() -> None:
    population, members, answers = drawn("75 of 150 households")
    share = answers.sum(axis=0) / members.sum(axis=0)
    n = members.sum(axis=0)
    n_eff = (n - 1) / (1 - population.rates[0])
    wrong = wilson(share, n_eff, t_quantile(n - 1.0, 0.95))
    assert coverage(*wrong, population.share) < LOWEST - 0.005
