"""How the time of the book grows with the number of residents, in 66 areas."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from made_survey import REPLICATES, make, write
from processes import HERE, Limits, measure
from table_book import SCENARIOS

RESIDENTS = (25_000, 50_000, 100_000, 200_000, 400_000)
AREAS = 66


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", choices=SCENARIOS, default="linearised")
    parser.add_argument("--repeats", type=int, default=3, help="warm passes; the least counts")
    options = parser.parse_args()
    command, limits = [sys.executable, str(HERE / "run_ours.py")], Limits(options.repeats)
    seconds = []
    for n in RESIDENTS:
        made = make(n, AREAS, replicates=REPLICATES if options.scenario == "replicates" else 0)
        with tempfile.TemporaryDirectory() as folder:
            write(made, Path(folder))
            told = measure("ours", command, Path(folder), options.scenario, limits, 40)
        if told.numbers is None:
            sys.exit(told.trouble)
        print(
            f"{n:9,} residents {told.seconds:9.3f} s {told.cpu:9.3f} cpu s {told.peak_mb:9,.0f} MB"
        )
        seconds.append((told.seconds, told.cpu))
    elapsed, worked = np.polyfit(np.log(RESIDENTS), np.log(seconds), 1)[0]
    print(f"time grows as residents to the power {elapsed:.2f}, processor time {worked:.2f}")


if __name__ == "__main__":
    main()
