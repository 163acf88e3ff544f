"""How long sample sizes, powers and plans take, beside svy where it is installed.

svy has no power for a given sample and no plan against a contrast, so that only sample sizes and
allocations stand side by side.

    python benchmarks/planning.py
    python benchmarks/planning.py --svy other-environment/bin/python
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import survey as sv
from survey.codebook import Kind, Variable
from survey.sampling.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

_SVY = """
import json, sys, time
import svy
sizes, budget = json.load(sys.stdin)
half, width = ({area: value for area in sizes} for value in (0.5, 0.05))
def sizes_of():
    return svy.SampleSize().estimate_prop(half, width, pop_size=sizes).to_polars()
def spread():
    return svy.SampleSize().allocate(budget, pop_size=sizes, method="proportional", power=0.5)
found = {}
for name, run in (("sample sizes", sizes_of), ("allocation", spread)):
    times = []
    for _ in range(5):
        start = time.perf_counter(); run(); times.append(time.perf_counter() - start)
    found[name] = min(times)
one = svy.SampleSize().estimate_prop(0.5, 0.04, pop_size=7271).to_polars()
found["n"] = float(one["n"][0])
print(json.dumps(found))
"""


def sizes_of(areas: int, dwellings: int) -> dict[str, int]:
    """Areas of very different sizes."""
    chance = np.random.default_rng(3)
    parts = chance.dirichlet(np.full(areas, 5.0)) * dwellings
    return {f"A{place}": max(int(part), 30) for place, part in enumerate(parts)} | {"H": 4_000}


def frame_of(sizes: dict[str, int]) -> Frame:
    """A frame of counts."""
    counts = pd.DataFrame({"area": pd.Series(list(sizes), dtype=object)})
    counts["units"] = counts["eligible"] = list(sizes.values())
    counts["empty"], counts["adults"] = 0, -1
    return Frame("dwelling", None, counts, Variable("area", Kind.GROUP, {}), "made")


def fastest(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def ours(sizes: dict[str, int], budget: int) -> dict[str, float]:
    """Seconds of each task."""
    few = {f"A{k}": 800 + 37 * k for k in range(10)} | {"H": 1_500}
    thirty = frame_of(sizes_of(30, 15_000))
    many = frame_of(sizes)
    return {
        "sample sizes": fastest(lambda: sv.sample_size(sizes, 0.05)),
        "allocation": fastest(
            lambda: sv.plan_sample(many, budget=budget, allocation="power", exponent=0.5)
        ),
        "power, 10 areas of 400 answers": fastest(
            lambda: sv.power_of_contrast(few, 400, contrast="H")
        ),
        "plan, 30 areas": fastest(lambda: sv.plan_sample(thirty, contrast="H", difference=0.2)),
        "plan, 2,000 areas": fastest(lambda: sv.plan_sample(many, contrast="H", difference=0.2)),
        "plan, 2,000 areas, budget": fastest(
            lambda: sv.plan_sample(many, contrast="H", difference=0.2, budget=budget)
        ),
    }


def theirs(python: str, sizes: dict[str, int], budget: int) -> dict[str, float]:
    """The same of svy, in its own environment; nothing if it isn't there."""
    given = json.dumps([sizes, budget])
    ran = subprocess.run(  # noqa: S603 - the Python that was named
        [python, "-c", _SVY], input=given, capture_output=True, text=True, check=False
    )
    return json.loads(ran.stdout) if ran.returncode == 0 else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--svy", default=sys.executable, help="a Python in which svy is installed")
    chosen = parser.parse_args()
    sizes, budget = sizes_of(2_000, 1_000_000), 200_000
    mine, other = ours(sizes, budget), theirs(chosen.svy, sizes, budget)
    print(f"{'':34}{'ours':>10}{'svy':>10}{'svy / ours':>12}")
    for task, seconds in mine.items():
        beside = other.get(task)
        right = f"{beside:10.3f}{beside / seconds:12.1f}" if beside else f"{'–':>10}{'–':>12}"
        print(f"{task:34}{seconds:10.3f}{right}")
    n = sv.sample_size(7_271, 0.04).needed
    print(f"\n7,271 dwellings, ±4 points, published 554: ours {n}, svy {other.get('n', '–')}")


if __name__ == "__main__":
    main()
