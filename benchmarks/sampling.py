"""1,000,000 dwellings in 2,000 areas: read, planned and drawn.

All of it must take at most 10 s of processor time and 2 GB; the exit code is 1 if it doesn't. The
seconds of the clock, which others on the machine share, stand beside it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

import survey as sv

if TYPE_CHECKING:
    from collections.abc import Callable

DWELLINGS, AREAS = 1_000_000, 2_000
SECONDS, MEGABYTES = 10.0, 2_000
Result = TypeVar("Result")


def made(path: Path) -> None:
    """A list of dwellings as a text table, areas of all sizes among them."""
    random = np.random.default_rng(1)
    sizes = random.lognormal(0, 0.6, AREAS)
    area = np.sort(random.choice(AREAS, DWELLINGS, p=sizes / sizes.sum()))
    table = pd.DataFrame(
        {
            "bolig": [f"L{number:07d}" for number in random.permutation(DWELLINGS)],
            "område": [f"Område {number + 1}" for number in area],
            "antal voksne": random.integers(1, 4, DWELLINGS),
            "tom": np.where(random.random(DWELLINGS) < 0.02, "ja", "nej"),
        }
    )
    table.to_csv(path, sep=";", index=False, encoding="utf-8-sig")


def timed(what: str, function: Callable[[], Result]) -> tuple[Result, float]:
    """What a function gives and how much processor time it took; both are printed."""
    begun, worked = time.perf_counter(), time.process_time()
    result = function()
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    print(f"{what:<12}{seconds:6.1f} s {processor:6.1f} s of the processor   {result!r}")
    return result, processor


def main() -> int:
    """Go the way from the list to the sample, and say whether it kept to the limits."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dwellings.csv"
        made(path)
        frame, read = timed("read", lambda: sv.read_frame(path))
        plan, planned = timed(
            "planned", lambda: sv.plan_sample(frame, contrast="Område 1", budget=200_000)
        )
        _, drawn = timed("drawn", lambda: sv.draw_sample(frame, plan, seed=2010))
    seconds = read + planned + drawn
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"in all {seconds:.1f} s (limit {SECONDS:.0f}), peak {peak:,.0f} MB (limit {MEGABYTES:,})"
    )
    return int(seconds > SECONDS or peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
