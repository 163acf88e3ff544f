"""How often intervals of a share hold the truth: 30 kinds of samples from finite populations.

    python benchmarks/coverage.py [--replicates 2000] [--seed 1]

Prints a table in Markdown: coverage of nominal 95 % intervals by each method, and their mean width
by the default one, Wilson's on the effective number of answers with a t quantile.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Callable

METHODS = ("wilson", "korn_graubard", "logit", "wald")
Sampled = tuple[sv.SurveyDesign, float]


@dataclass(frozen=True)
class Setting:
    """A population with a way of drawing from it."""

    name: str
    draw: Callable[[np.random.Generator], Sampled]


def people(size: int, share: float) -> np.ndarray[Any, Any]:
    """Answers of a population, as near the share as whole people allow."""
    answers = np.zeros(size, dtype=int)
    answers[: round(size * share)] = 1
    return answers


def simple(population: int, n: int, share: float) -> Setting:
    """Simple random sampling from one area."""
    answers = people(population, share)

    def draw(generator: np.random.Generator) -> Sampled:
        frame = pd.DataFrame({"safe": generator.permutation(answers)[:n]})
        return sv.SurveyDesign(frame, population=population), answers.mean()

    return Setting(f"one area, {n} of {population}, P = {share}", draw)


def stratified(sizes: tuple[int, int], n: tuple[int, int], shares: tuple[float, float]) -> Setting:
    """Two areas sampled at different rates, taken together."""
    answers = [people(size, share) for size, share in zip(sizes, shares, strict=True)]
    truth = float(np.concatenate(answers).mean())

    def draw(generator: np.random.Generator) -> Sampled:
        parts = [generator.permutation(a)[:k] for a, k in zip(answers, n, strict=True)]
        frame = pd.DataFrame({"safe": np.concatenate(parts), "area": np.repeat([0, 1], n)})
        population = dict(enumerate(sizes))
        return sv.SurveyDesign(frame, strata="area", population=population), truth

    return Setting(f"two areas, {n[0]} of {sizes[0]} and {n[1]} of {sizes[1]}, P = {shares}", draw)


def homes_of(count: int, share: float, alike: float, seed: int) -> pd.DataFrame:
    """Dwellings of one to four adults whose answers are alike within the dwelling."""
    generator = np.random.default_rng(seed)
    adults = generator.choice([1, 2, 3, 4], count, p=[0.45, 0.35, 0.15, 0.05])
    home = np.repeat(np.arange(count), adults)
    own, common = generator.random(len(home)), generator.random(count)[home]
    follows = generator.random(len(home)) < alike
    rank = np.where(follows, common, own)
    safe = (rank <= np.quantile(rank, share)).astype(int)
    return pd.DataFrame({"home": home, "adults": adults[home], "safe": safe})


def whole_homes(count: int, n: int, share: float, alike: float) -> Setting:
    """All adults of the sampled dwellings answer."""
    residents = homes_of(count, share, alike, 1)

    def draw(generator: np.random.Generator) -> Sampled:
        drawn = generator.permutation(count)[:n]
        frame = residents[residents["home"].isin(drawn)]
        return sv.SurveyDesign(frame, psu="home", population=count), residents["safe"].mean()

    return Setting(f"all adults of {n} of {count} dwellings, alike {alike}, P = {share}", draw)


def one_adult(count: int, n: int, share: float) -> Setting:
    """One adult of each sampled dwelling answers."""
    residents = homes_of(count, share, 0.5, 2)
    adults = residents.groupby("home")["adults"].first().to_numpy()
    start = np.concatenate([[0], np.cumsum(adults)[:-1]])

    def draw(generator: np.random.Generator) -> Sampled:
        drawn = generator.permutation(count)[:n]
        asked = start[drawn] + (generator.random(n) * adults[drawn]).astype(int)
        design = sv.SurveyDesign(
            residents.iloc[asked], psu="home", adults="adults", population=count
        )
        return design, residents["safe"].mean()

    return Setting(f"one adult of {n} of {count} dwellings, P = {share}", draw)


def calibrated(population: int, n: int, share: float, *, strong: bool) -> Setting:
    """A simple random sample post-stratified to four age groups."""
    generator = np.random.default_rng(3)
    group = generator.choice(4, population, p=[0.15, 0.25, 0.35, 0.25])
    slope = 0.15 if strong else 0.02
    wish = np.clip(share + slope * (group - 1.7), 0.01, 0.99)
    safe = (generator.random(population) < wish).astype(int)
    known = np.bincount(group, minlength=4)

    def draw(generator: np.random.Generator) -> Sampled:
        rows = generator.permutation(population)[:n]
        frame = pd.DataFrame({"safe": safe[rows], "group": group[rows], "d": population / n})
        found = np.bincount(frame["group"], frame["d"], minlength=4)
        frame["w"] = frame["d"] * (known / np.maximum(found, 1e-12))[frame["group"]]
        step = sv.CalibrationStep(pd.get_dummies(frame["group"], dtype=float), "d")
        design = sv.SurveyDesign(frame, weights="w", population=population, calibration=[step])
        return design, safe.mean()

    how = "strongly" if strong else "weakly"
    return Setting(f"post-stratified, {n} of {population}, {how} related, P = {share}", draw)


SETTINGS = (
    simple(60, 45, 0.10),
    simple(60, 35, 0.05),
    simple(120, 40, 0.90),
    simple(200, 30, 0.50),
    simple(250, 80, 0.70),
    simple(250, 140, 0.10),
    simple(250, 180, 0.30),
    simple(350, 100, 0.36),
    simple(400, 120, 0.50),
    simple(400, 120, 0.02),
    simple(1000, 250, 0.95),
    simple(2000, 200, 0.20),
    simple(7000, 600, 0.17),
    stratified((150, 1500), (75, 150), (0.3, 0.1)),
    stratified((300, 300), (30, 200), (0.5, 0.5)),
    stratified((80, 2000), (60, 60), (0.05, 0.03)),
    stratified((350, 5000), (150, 300), (0.36, 0.15)),
    whole_homes(150, 50, 0.30, 0.3),
    whole_homes(150, 110, 0.30, 0.8),
    whole_homes(300, 40, 0.10, 0.8),
    whole_homes(350, 150, 0.17, 0.5),
    whole_homes(600, 100, 0.95, 0.5),
    one_adult(150, 75, 0.40),
    one_adult(200, 180, 0.30),
    one_adult(350, 120, 0.17),
    one_adult(350, 350, 0.36),
    one_adult(1000, 150, 0.05),
    calibrated(400, 120, 0.40, strong=True),
    calibrated(1000, 200, 0.20, strong=False),
    calibrated(300, 150, 0.60, strong=True),
)


def covered(setting: Setting, replicates: int, seed: int) -> tuple[dict[str, float], float]:
    """Coverage by each method, and the mean width of the default interval."""
    generator = np.random.default_rng(seed)
    held = dict.fromkeys(METHODS, 0)
    width = 0.0
    for _ in range(replicates):
        design, truth = setting.draw(generator)
        for method in METHODS:
            frame = sv.proportion(design, "safe", interval=method).to_frame()
            rows = frame[frame["category"] == 1]
            if rows.empty:
                held[method] += _of_none(frame, truth)
                continue
            low, high = rows["conf_low"].iloc[0], rows["conf_high"].iloc[0]
            held[method] += bool(low <= truth + 1e-12 and truth - 1e-12 <= high)
            width += (high - low) * (method == "wilson")
    return {method: count / replicates for method, count in held.items()}, width / replicates


def _of_none(frame: pd.DataFrame, truth: float) -> bool:
    """Whether the interval of the other answer, which all gave, holds its share."""
    row = frame.iloc[0]
    return bool(row["conf_low"] <= 1 - truth + 1e-12 and 1 - truth - 1e-12 <= row["conf_high"])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start = time.perf_counter()
    print("| sample | " + " | ".join(METHODS) + " | width |")
    print("|---" * (len(METHODS) + 2) + "|")
    for setting in SETTINGS:
        found, width = covered(setting, asked.replicates, asked.seed)
        cells = " | ".join(f"{found[method]:.3f}" for method in METHODS)
        print(f"| {setting.name} | {cells} | {width:.3f} |", flush=True)
    error = (0.95 * 0.05 / asked.replicates) ** 0.5
    print(f"\nMonte Carlo error {error:.4f}; {time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
