"""Raking by weightipy, area by area in one scheme. It takes no base weights: all are 1."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import weightipy
from weighting_data import survey, tell

if TYPE_CHECKING:
    import numpy as np


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    made = survey(folder)
    margins = range(len(made.categories))
    frame = pd.DataFrame(
        {f"m{k}": made.codes[:, k] - made.area * made.categories[k] for k in margins}
    )
    frame["area"] = made.area
    wanted = [each.reshape(made.areas, -1) for each in made.totals]
    segments = {
        area: {
            f"m{k}": dict(enumerate(100 * each[area] / each[area].sum()))
            for k, each in enumerate(wanted)
        }
        for area in range(made.areas)
    }
    sizes = wanted[0].sum(axis=1)
    scheme = weightipy.scheme_from_dict(
        {
            "segment_by": "area",
            "segment_targets": dict(enumerate(sizes)),
            "segments": segments,
        },
        name="areas",
    )

    def work() -> np.ndarray:
        weights = weightipy.weight(frame, scheme).to_numpy()
        return weights * sizes.sum() / weights.sum()

    tell(folder, name, work)


if __name__ == "__main__":
    main()
