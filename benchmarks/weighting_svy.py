"""Raking by svy: crossed margins, since its `rake` has no areas; or its compiled function alone."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
import svy
from svy_rs._internal import rake as bare_rake
from weighting_data import Survey, survey, tell

TOLERANCE, ROUNDS = 1e-10, 1000


def sample(made: Survey) -> svy.Sample:
    columns = {"base": made.base}
    columns |= {f"m{k}": made.codes[:, k] for k in range(made.codes.shape[1])}
    copies = None
    if made.replicates is not None:
        count = made.replicates.shape[1]
        columns |= {f"copy{k + 1}": made.replicates[:, k] for k in range(count)}
        copies = svy.BootstrapWgts(prefix="copy", n_reps=count)
    return svy.Sample(pl.DataFrame(columns), svy.Design(wgt="base", rep_wgts=copies))


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    made = survey(folder)
    if name == "svy_bare":
        many = made.base[:, None] if made.replicates is None else made.replicates
        slots = [np.ascontiguousarray(column) for column in made.codes.T]

        def bare() -> np.ndarray:
            return bare_rake(many, slots, made.totals, None, None, TOLERANCE, ROUNDS)

        tell(folder, name, bare)
        return
    asked = sample(made)
    controls = {f"m{k}": dict(enumerate(each.tolist())) for k, each in enumerate(made.totals)}
    found: list[svy.Sample] = []

    def whole() -> np.ndarray:
        found.append(asked.weighting.rake(controls=controls, tol=TOLERANCE, max_iter=ROUNDS))
        data = found[0].data
        if made.replicates is None:
            return data["rk_wgt"].to_numpy()
        names = [each for each in data.columns if each.startswith("rk_wgt") and each != "rk_wgt"]
        return data.select(names).to_numpy()

    tell(folder, name, whole)


if __name__ == "__main__":
    main()
