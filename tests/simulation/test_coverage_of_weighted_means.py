"""Intervals of weighted estimates hold the truth where response depends on what the recipe knows.

A town of dwellings with one to three adults, of which one is asked; the old, women and one area
answer more often, and answers depend on the same things and on the dwelling. In the smallest area
four dwellings of five are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from made_plans import dwellings_frame
from made_weighting import answers_of, table_of, targets_of

import survey as sv

if TYPE_CHECKING:
    from survey.kernels.layout import Floats
    from survey.responses.responses import Responses

SIZES = {"A": 150, "B": 400, "C": 800}
DRAWN = {"A": 120, "B": 150, "C": 200}
RECIPE = [
    "base",
    {"nonresponse": {"classes": ["area"], "least": 5}},
    "within_dwelling",
    {"rake": {"within": ["sex", "age_group"]}},
]


@dataclass(frozen=True)
class Town:
    """The adults of all dwellings, what they would answer, and how likely."""

    frame: Any
    adults: pd.DataFrame
    targets: sv.Targets

    @property
    def truth(self) -> Floats:
        """Means by area."""
        return self.adults.groupby("area")["y"].mean().to_numpy()

    def weighed(self, seed: int) -> tuple[Responses, sv.Weights]:
        """A sample, one adult of each dwelling asked, and the weights of who answers."""
        sample = sv.draw_sample(self.frame, _plan(self.frame), seed=seed, persons="birthday")
        chance = np.random.default_rng(seed)
        rows = self.adults.set_index("unit").loc[sample.drawn["unit"]].reset_index()
        rows["lot"] = chance.random(len(rows))
        asked = rows.sort_values("lot").drop_duplicates("unit")
        answered = asked[chance.random(len(asked)) < asked["likely"]].sort_values("unit")
        names = {"unit": "respondent"}
        columns = ["unit", "area", "adults", "sex", "age_group", "y"]
        answers = answers_of(dict(answered[columns].rename(columns=names)), areas=list(SIZES))
        return answers, sv.weight(answers, sample=sample, targets=self.targets, recipe=RECIPE)


def _plan(frame: Any) -> sv.SamplePlan:
    strata = pd.DataFrame(
        {
            "stratum": pd.Series(list(SIZES), dtype=object),
            "area": pd.Series(list(SIZES), dtype=object),
            "population": list(SIZES.values()),
            "n": list(DRAWN.values()),
            "expected": np.nan,
            "half_width": np.nan,
            "power": np.nan,
        }
    )
    return sv.SamplePlan(strata, {}, "by hand", frame.fingerprint)


@pytest.fixture(scope="module")
def town() -> Town:
    frame = dwellings_frame(SIZES)
    units = frame.units
    units["adults"] = units["adults"].clip(lower=1)
    chance = np.random.default_rng(11)
    adults = units.loc[units.index.repeat(units["adults"])].reset_index(drop=True)
    adults["sex"] = chance.integers(1, 3, len(adults))
    adults["age_group"] = chance.choice([1, 2, 3], len(adults), p=[0.3, 0.45, 0.25])
    home = pd.Series(chance.normal(0, 0.5, len(units)), index=units["unit"])
    adults["y"] = 2 + 0.4 * (adults["sex"] == 1) + 0.5 * adults["age_group"]
    adults["y"] += adults["unit"].map(home) + chance.normal(0, 1, len(adults))
    adults["likely"] = 0.35 + 0.2 * (adults["age_group"] == 3) + 0.1 * (adults["sex"] == 2)
    adults["likely"] += 0.1 * (adults["area"] == "A")
    tables = [
        table_of(name, dict(adults.groupby(["area", name]).size().astype(float)))
        for name in ("sex", "age_group")
    ]
    sizes = {"adults": adults.groupby("area").size().to_dict(), "households": SIZES}
    return Town(frame, adults, targets_of(*tables, sizes=sizes))


def estimated(town: Town, seed: int, *, replicates: int = 0) -> pd.DataFrame:
    answers, weights = town.weighed(seed)
    if replicates:
        weights = sv.replicate(weights, replicates=replicates, seed=1, least_factor=0.2)
    design = sv.SurveyDesign.from_weights(answers, weights)
    return sv.mean(design, "y", by="area", all_row=False).to_frame()


def test_a_few_samples_come_near_the_truth(town: Town) -> None:
    found = [estimated(town, seed) for seed in range(4)]
    apart = [(each["estimate"] - town.truth) / each["std_error"] for each in found]
    assert np.abs(np.mean(apart)) < 1
    assert np.max(np.abs(apart)) < 4.5


@pytest.mark.slow
def test_intervals_of_weighted_means_cover(town: Town) -> None:
    found = [estimated(town, seed) for seed in range(500)]
    inside = [
        (each["conf_low"] <= town.truth) & (town.truth <= each["conf_high"]) for each in found
    ]
    estimates = np.array([each["estimate"] for each in found])
    errors = np.array([each["std_error"] for each in found])
    assert (np.mean(inside, axis=0) >= 0.905).all()
    assert (np.mean(inside, axis=0) <= 0.98).all()
    spread = estimates.std(axis=0)
    assert np.abs((estimates.mean(axis=0) - town.truth) / spread).max() < 0.2
    # residuals are smaller than errors: in the smallest area some 60 answers meet four totals
    assert np.sqrt((errors**2).mean(axis=0)) / spread == pytest.approx(1, abs=0.1)


@pytest.mark.slow
def test_replicates_have_the_same_errors_in_the_mean(town: Town) -> None:
    plain = np.array([estimated(town, seed)["std_error"] for seed in range(60)], float)
    again = [estimated(town, seed, replicates=150)["std_error"] for seed in range(60)]
    ratio = np.sqrt((np.array(again, float) ** 2).mean(axis=0) / (plain**2).mean(axis=0))
    assert ratio == pytest.approx(1, abs=0.06)
