"""The floor: bare numpy sums for this one book, without names, checks or labels.

It uses that every area is a stratum and that no answer is missing, so it is no engine that could
be used; it shows what the arithmetic itself costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from made_survey import POINTS, MadeSurvey
from passes import Engine, main
from scipy import special


@dataclass(frozen=True)
class Pairs:
    """Pairs of household and domain: of each row, and domain, household, scale of each pair."""

    made: MadeSurvey
    weight: np.ndarray
    of_row: np.ndarray
    domain: np.ndarray
    household: np.ndarray
    scale: np.ndarray
    df: np.ndarray
    domains: int


def prepare(made: MadeSurvey, scenario: str) -> MadeSurvey:
    return made


def design(made: MadeSurvey, _: MadeSurvey, scenario: str) -> Pairs:
    domains, domain = made.domains(scenario), made.domain(scenario)
    found, of_row = np.unique(made.household * domains + domain, return_inverse=True)
    household, pair_domain = np.divmod(found, domains)
    homes = np.bincount(np.unique(made.household * 2**20 + made.area) % 2**20)[1:]
    area = np.arange(domains) // (domains // len(homes))
    weight = made.weight
    if scenario == "calibrated":
        weight = weight * (made.controls / np.bincount(made.cell - 1, weight))[made.cell - 1]
    scale = (homes / (homes - 1))[area]
    df = np.bincount(pair_domain) - 1.0
    return Pairs(made, weight, of_row, pair_domain, household, scale, df, domains)


def book(pairs: Pairs, questions: list[str], scenario: str) -> list[np.ndarray]:
    """Shares, standard errors and logit limits, each (Q, D, 5)."""
    if scenario == "replicates":
        share, variance = replicated(pairs)
    else:
        credit = Credit(pairs) if scenario == "calibrated" else None
        parts = [linearised(pairs, answer - 1, credit) for answer in pairs.made.answers]
        share, variance = np.array(parts).swapaxes(0, 1)
    error = np.sqrt(variance)
    t = special.stdtrit(pairs.df, 0.975)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        half = t * error / (share * (1 - share))
        odds = np.log(share / (1 - share))
    return [share, error, special.expit(odds - half), special.expit(odds + half)]


def linearised(
    pairs: Pairs, code: np.ndarray, credit: Credit | None
) -> tuple[np.ndarray, np.ndarray]:
    """σ² = n/(n − 1) Σ z², for z adds up to 0 over the households of an area."""
    units = len(pairs.domain)
    t = np.bincount(pairs.of_row * POINTS + code, pairs.weight, minlength=units * POINTS)
    t = t.reshape(units, POINTS)
    m = t.sum(axis=1, keepdims=True)
    size = summed(pairs, m)
    share = summed(pairs, t) / size
    z = (t - share[pairs.domain] * m) / size[pairs.domain]
    variance = pairs.scale[:, None] * summed(pairs, z**2)
    if credit is not None:
        variance += credit.change(code, z, share, size)
    return share, variance


def summed(pairs: Pairs, values: np.ndarray) -> np.ndarray:
    """Sums over the pairs of each domain, (D, columns)."""
    columns = (np.bincount(pairs.domain, each, minlength=pairs.domains) for each in values.T)
    return np.column_stack(list(columns))


class Credit:
    """What post-stratification takes off: z less its regression on the cells, b a."""

    def __init__(self, pairs: Pairs) -> None:
        made, homes = pairs.made, int(pairs.household.max()) + 1
        self.pairs, self.cell = pairs, made.cell - 1
        self.place = (made.domain("calibrated") * 8 + self.cell) * POINTS
        a = np.bincount(made.household * 8 + self.cell, pairs.weight, minlength=homes * 8)
        self.a = a.reshape(homes, 8)[pairs.household]
        scaled = self.a * pairs.scale[pairs.domain, None]
        centre = summed(pairs, self.a)
        count = np.bincount(pairs.domain)
        self.square = scaled.T @ self.a - centre.T @ (centre * (pairs.scale / count)[:, None])

    def change(
        self, code: np.ndarray, z: np.ndarray, share: np.ndarray, size: np.ndarray
    ) -> np.ndarray:
        pairs = self.pairs
        sums = np.bincount(self.place + code, pairs.weight, minlength=pairs.domains * 8 * POINTS)
        sums = sums.reshape(pairs.domains, 8, POINTS)
        rest = sums - share[:, None] * sums.sum(axis=2, keepdims=True)
        b = rest / size[:, None] / pairs.made.controls[None, :, None]
        both = np.stack([summed(pairs, z * a[:, None]) for a in self.a.T], axis=1)
        cross = 2 * pairs.scale[:, None] * (b * both).sum(axis=1)
        return np.einsum("dck,ce,dek->dk", b, self.square, b, optimize=True) - cross


def replicated(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """Matrix products of answers and replicate weights, area by area."""
    made = pairs.made
    area = made.area - 1
    order = np.argsort(area, kind="stable")
    shares, variances = [], []
    for rows in np.split(order, np.cumsum(np.bincount(area))[:-1]):
        weights = np.vstack([made.weight[rows], made.replicates[:, rows]])
        given = (made.answers[:, rows, None] == np.arange(1, POINTS + 1)).astype(float)
        sums = np.tensordot(weights, given, axes=(1, 1)) / weights.sum(axis=1)[:, None, None]
        shares.append(sums[0])
        variances.append(((sums[1:] - sums[0]) ** 2).mean(axis=0))
    return np.stack(shares, axis=1), np.stack(variances, axis=1)


def numbers(parts: list[np.ndarray], made: MadeSurvey, scenario: str, into: np.ndarray) -> None:
    into[..., 0], into[..., 1] = parts[:2]


if __name__ == "__main__":
    main(Engine(prepare, design, book, numbers))
