"""Raking by this library."""

from __future__ import annotations

import sys
import tracemalloc
from pathlib import Path

import numpy as np
from weighting_data import survey, tell

from survey.kernels.raking import Margins, rake, rake_many


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    made = survey(folder)
    sizes = [len(each) for each in made.totals]
    codes = made.codes + (np.cumsum(sizes) - sizes)
    universe = [np.repeat(np.arange(made.areas), k) for k in made.categories]
    margins = Margins(
        codes,
        np.concatenate(made.totals),
        np.concatenate(universe),
        np.repeat(np.arange(len(sizes)), sizes),
    )
    base = np.ones_like(made.base) if name == "ours_unweighted" else made.base
    weights = base if made.replicates is None else made.replicates

    def work() -> np.ndarray:
        if made.replicates is None:
            return rake(weights, margins).weights
        rake_many(weights, margins)
        return weights

    def room() -> float:
        tracemalloc.start()
        work()
        return tracemalloc.get_traced_memory()[1] / weights.nbytes

    tell(folder, name, work, room)


if __name__ == "__main__":
    main()
