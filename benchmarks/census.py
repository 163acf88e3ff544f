"""A census through the same call: 1,000,000 residents, 60 questions, 2,000 areas.

Must take at most 60 s and 4 GB; the exit code is 1 if it doesn't.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from made_survey import make, write
from processes import HERE, Limits, measure

RESIDENTS, QUESTIONS, AREAS = 1_000_000, 60, 2_000
SECONDS, MEGABYTES = 60, 4 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=1, help="warm passes; the least counts")
    repeats = parser.parse_args().repeats
    command = [sys.executable, str(HERE / "run_ours.py")]
    with tempfile.TemporaryDirectory() as folder:
        write(make(RESIDENTS, AREAS, questions=QUESTIONS), Path(folder))
        limits = Limits(repeats, seconds=600, gigabytes=16)
        told = measure("ours", command, Path(folder), "linearised", limits, QUESTIONS)
    if told.numbers is None:
        sys.exit(told.trouble)
    print(f"{RESIDENTS:,} residents, {QUESTIONS} questions, {AREAS:,} areas")
    first = told.passes[0]["design"] + told.passes[0]["book"]
    print(f"{told.seconds:.1f} s of {SECONDS} s (first pass {first:.1f} s, cpu {told.cpu:.1f} s)")
    print(f"{told.peak_mb:,.0f} MB of {MEGABYTES:,} MB, the answers themselves among them")
    sys.exit(told.seconds > SECONDS or told.peak_mb > MEGABYTES or told.share_of_book < 1)


if __name__ == "__main__":
    main()
