"""The book by svy: questions ten at a time, with `by=`, which credits calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import svy
from passes import Engine, main

if TYPE_CHECKING:
    from made_survey import MadeSurvey
    from svy.estimation.estimate import EstimateList


def prepare(made: MadeSurvey, scenario: str) -> pl.DataFrame:
    columns = {"area": made.area, "household": made.household, "age": made.age, "sex": made.sex}
    columns["w"] = made.weight
    answers = zip(made.questions, made.answers, strict=True)
    columns |= {name: answer.astype(np.int64) for name, answer in answers}
    columns |= {f"copy{number}": copy for number, copy in enumerate(made.replicates, 1)}
    return pl.DataFrame(columns)


def design(frame: pl.DataFrame, made: MadeSurvey, scenario: str) -> svy.Sample:
    copies = None
    if scenario == "replicates":
        copies = svy.BootstrapWgts(prefix="copy", n_reps=len(made.replicates))
    known = svy.Design(stratum="area", psu="household", wgt="w", rep_wgts=copies)
    sample = svy.Sample(frame, known)
    if scenario == "calibrated":
        cells = [(age, sex) for age in range(1, 5) for sex in (1, 2)]
        controls = dict(zip(cells, made.controls.tolist(), strict=True))
        sample = sample.weighting.poststratify(controls, cells=["age", "sex"])
    return sample


def book(sample: svy.Sample, questions: list[str], scenario: str) -> EstimateList:
    by = ["area", "age"] if scenario == "demographic" else "area"
    if scenario == "replicates":
        return sample.estimation.prop(
            questions, by=by, method="replication", variance_center="estimate"
        )
    return sample.estimation.prop(questions, by=by)


def numbers(estimates: EstimateList, made: MadeSurvey, scenario: str, into: np.ndarray) -> None:
    for question, estimate in enumerate(estimates):
        for row in estimate.estimates:
            domain = int(row.by_level[0]) - 1
            if scenario == "demographic":
                domain = domain * 4 + int(row.by_level[1]) - 1
            into[question, domain, int(row.y_level) - 1] = row.est, row.se


if __name__ == "__main__":
    main(Engine(prepare, design, book, numbers, chunk=10))
