"""Small areas asked twice: dwellings, samples that overlap as wanted, and what is found in them."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

import survey as sv
from survey.kernels.calibration import chain_credit
from survey.kernels.weight_steps import calibration_step

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

AREAS = ("north", "south")


@dataclass(frozen=True)
class Setting:
    """What is simulated.

    Attributes
    ----------
    size, taken : int
        Dwellings of each area, and how many of them answer in each wave.
    common : int
        How many answer in both.
    statistic : {"share", "mean"}
    stay : float in [0, 1]
        How much an answer depends on what lasts.
    calibrated : bool
        Whether weights are calibrated to numbers of dwellings of three kinds, known of all.
    adults : bool
        Whether one adult of several answers.
    same_adult : bool
        Whether the same adult answers in both waves.
    known_adult : bool
        Whether it is known which adult answers.
    population : bool
        Whether the finite population correction is taken.
    correlation : float
        As in `compare_waves`.
    """

    size: int = 350
    taken: int = 150
    common: int = 75
    statistic: str = "share"
    stay: float = 0.8
    calibrated: bool = False
    adults: bool = False
    same_adult: bool = False
    known_adult: bool = False
    population: bool = True
    correlation: float = 1.0


@dataclass(frozen=True)
class Dwellings:
    """All adults of two areas, one row each, with what they would answer in both waves."""

    dwelling: Ints
    area: Ints
    kind: Ints
    adults: Ints
    answers: Floats

    def truth(self) -> Floats:
        """Change of each area, and how much more the first one changed."""
        change = self.answers[:, 1] - self.answers[:, 0]
        found = np.array([change[self.area == area].mean() for area in (0, 1)])
        return np.array([*found, found[0] - found[1]])


def dwellings(setting: Setting, generator: np.random.Generator) -> Dwellings:
    """Make a population."""
    count = setting.size * len(AREAS)
    adults = generator.choice([1, 2, 3], count, p=[0.35, 0.5, 0.15]) if setting.adults else 1
    adults = np.broadcast_to(np.asarray(adults, dtype=np.int64), (count,))
    kind = generator.choice(3, count, p=[0.3, 0.4, 0.3])
    row = np.repeat(np.arange(count), adults)
    lasting = generator.normal(size=count)[row] + 0.8 * (kind[row] - 1)
    lasting = lasting + (0.7 * generator.normal(size=len(row)) if setting.adults else 0.0)
    noise = generator.normal(size=(len(row), 2)) * np.sqrt(1 / setting.stay**2 - 1)
    latent = lasting[:, None] + noise + np.array([0.0, 0.25])
    answers = (latent > 0.4).astype(float) if setting.statistic == "share" else 20 + 10 * latent
    return Dwellings(row, row // setting.size, kind[row], adults[row], answers)


def waves_of(
    people: Dwellings, setting: Setting, samples: int, generator: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Many pairs of samples with the wanted number of dwellings in common, below each other."""
    taken, stop = setting.taken, 2 * setting.taken - setting.common
    drawn = [generator.permuted(_homes(setting, samples), axis=1)[:, :stop] for _ in AREAS]
    first = np.stack([each[:, :taken] for each in drawn], axis=1)
    second = np.stack([each[:, stop - taken :] for each in drawn], axis=1)
    number = np.bincount(people.dwelling)
    begin = np.concatenate([[0], np.cumsum(number)[:-1]])
    found = []
    chosen = begin + generator.integers(0, number, (samples, len(number)))
    for wave, homes in enumerate((first, second)):
        if wave and not setting.same_adult:
            chosen = begin + generator.integers(0, number, (samples, len(number)))
        place = homes + setting.size * np.arange(len(AREAS))[:, None]
        sample = np.broadcast_to(np.arange(samples)[:, None, None], place.shape)
        rows = chosen[sample.ravel(), place.ravel()]
        found.append(_frame(people, setting, rows, sample.ravel(), wave))
    return found[0], found[1]


def _homes(setting: Setting, samples: int) -> Ints:
    return np.tile(np.arange(setting.size), (samples, 1))


def _frame(
    people: Dwellings, setting: Setting, rows: Ints, sample: Ints, wave: int
) -> pd.DataFrame:
    """The answers of a wave, weighted, with the cells that weights are calibrated in."""
    area, adults = people.area[rows], people.adults[rows]
    before = setting.size / setting.taken * adults
    kinds = people.area * 3 + people.kind
    cell = sample * 6 + kinds[rows]
    known = np.bincount(kinds, minlength=6)[cell % 6]
    now = np.bincount(cell, before)[cell]
    return pd.DataFrame(
        {
            "sample": sample,
            "area": np.array(AREAS)[area],
            "home": sample * 10_000 + people.dwelling[rows],
            "stratum": sample * 2 + area,
            "homes": setting.size,
            "person": rows,
            "adults": adults,
            "y": people.answers[rows, wave],
            "cell": cell,
            "before": before,
            "weight": before * known / now if setting.calibrated else before,
        }
    )


def estimated(frame: pd.DataFrame, setting: Setting) -> sv.Estimates:
    """What a wave gives."""
    design = sv.SurveyDesign(
        frame, weights="weight", strata="stratum", psu="home", population="homes",
        fpc=setting.population, adults="adults" if setting.adults else None,
    )  # fmt: skip
    if setting.calibrated:
        design = _calibrated(design)
    verb = sv.proportion if setting.statistic == "share" else sv.mean
    return verb(design, "y", by=["area", "sample"])


def _calibrated(design: sv.SurveyDesign) -> sv.SurveyDesign:
    """The same design with the credit of its calibration, of more cells than fit a full array."""
    frame = design.data
    size = len(frame)
    cells = sparse.coo_array((np.ones(size), (np.arange(size), frame["cell"]))).tocsr()
    before, after = frame["before"].to_numpy(), frame["weight"].to_numpy()
    step = calibration_step(cells, before, after, before)
    layout = design.layout
    other = copy(design)
    object.__setattr__(other, "calibration", chain_credit([step], layout.row_psu, layout.psus))
    return other


def compared(setting: Setting, waves: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """The changes in each sample, with what the first area changed more than the second."""
    estimates = [estimated(frame, setting) for frame in waves]
    found = sv.compare_waves(
        *estimates, over="area", contrast="south", adjust="none",
        person="person" if setting.known_adult else None, correlation=setting.correlation,
    ).to_frame()  # fmt: skip
    if setting.statistic == "share":
        found = found[found["category"] == 1.0]
    return found


@dataclass(frozen=True)
class Found:
    """What simulated intervals are like.

    Attributes
    ----------
    coverage, extra_coverage : float
        Of a change, both areas taken together, and of how much more the first area changed.
    width : float
        Mean width of the interval of a change.
    ratio : float
        Root of the mean estimated variance of a change over its true standard deviation.
    """

    coverage: float
    extra_coverage: float
    width: float
    ratio: float


def simulated(setting: Setting, samples: int, seed: int = 7, at_once: int = 250) -> Found:
    """Draw samples, and see how often intervals hold the truth."""
    generator = np.random.default_rng(seed)
    people = dwellings(setting, generator)
    parts = []
    for start in range(0, samples, at_once):
        waves = waves_of(people, setting, min(at_once, samples - start), generator)
        parts.append(compared(setting, waves))
    frame = pd.concat(parts)
    truth = people.truth()
    true = frame["area"].map(dict(zip(AREAS, truth[:2], strict=True)))
    held = (frame["conf_low"] <= true) & (true <= frame["conf_high"])
    north = frame[frame["area"] == "north"]
    extra = (north["extra_low"] <= truth[2]) & (truth[2] <= north["extra_high"])
    spread = float((frame["change"] - true).std())
    return Found(
        float(held.mean()),
        float(extra.mean()),
        float((frame["conf_high"] - frame["conf_low"]).mean()),
        float(np.sqrt((frame["std_error"] ** 2).mean()) / spread),
    )
