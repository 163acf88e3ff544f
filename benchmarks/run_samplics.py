"""The book by samplics, question by question; it knows no credit for calibration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from passes import Engine, main
from samplics.estimation import ReplicateEstimator, TaylorEstimator
from samplics.utils.types import PopParam, RepMethod

if TYPE_CHECKING:
    from made_survey import MadeSurvey


@dataclass(frozen=True)
class Columns:
    made: MadeSurvey
    weight: np.ndarray
    domain: np.ndarray
    replicates: np.ndarray


def prepare(made: MadeSurvey, scenario: str) -> Columns:
    weight = made.weight
    if scenario == "calibrated":
        weight = weight * (made.controls / np.bincount(made.cell - 1, weight))[made.cell - 1]
    return Columns(made, weight, made.domain(scenario), made.replicates.T)


def design(columns: Columns, made: MadeSurvey, scenario: str) -> Columns:
    return columns  # it has no design object


def book(columns: Columns, questions: list[str], scenario: str) -> list[tuple[int, Any]]:
    results = []
    for name in questions:
        place = int(name[1:]) - 1
        y, known = columns.made.answers[place], {"domain": columns.domain}
        if scenario == "replicates":
            estimator = ReplicateEstimator(RepMethod.bootstrap, PopParam.prop)
            estimator.estimate(y, columns.weight, columns.replicates, conservative=True, **known)
        else:
            known |= {"stratum": columns.made.area, "psu": columns.made.household}
            estimator = TaylorEstimator(PopParam.prop)
            estimator.estimate(y, columns.weight, **known)
        results.append((place, estimator))
    return results


def numbers(
    results: list[tuple[int, Any]], made: MadeSurvey, scenario: str, into: np.ndarray
) -> None:
    for place, (_, estimator) in enumerate(results):
        for domain, shares in estimator.point_est.items():
            for code, share in shares.items():
                error = estimator.stderror[domain][code]
                into[place, int(domain), int(code) - 1] = share, error


if __name__ == "__main__":
    main(Engine(prepare, design, book, numbers, chunk=1))
