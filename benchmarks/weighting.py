"""Raking beside svy, weightipy and R's survey: to six targets within each area, once and 500 times.

    python benchmarks/weighting.py
    python benchmarks/weighting.py --svy-python other/bin/python --scenarios once --rounds 5

Each contender has a process of its own; they take turns, and the least of the rounds counts. Making
the data and reading them is not in the time. The weights are compared before any ratio is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from processes import version_of

HERE = Path(__file__).parent
CATEGORIES = (2, 6, 3, 4, 4, 3)
LIMIT, LEAST = 300, 5.0
SAME = 1e-7


@dataclass(frozen=True)
class Scenario:
    """A survey to be raked."""

    rows: int
    areas: int
    replicates: int
    what: str


SCENARIOS = {
    "once": Scenario(250_000, 200, 0, "250,000 respondents, 200 areas, 6 targets in each"),
    "replicates": Scenario(25_000, 66, 500, "25,000 respondents, 66 areas, 500 replicates"),
}


@dataclass(frozen=True)
class Told:
    """What a process told."""

    seconds: float = np.nan
    cpu: float = np.nan
    peak_mb: float = np.nan
    over: float = np.nan
    trouble: str = ""


def made(scenario: Scenario, folder: Path) -> None:
    """Respondents who differ from the register in what they are asked about, and the register."""
    random = np.random.default_rng(20)
    n, areas = scenario.rows, scenario.areas
    area = np.sort(random.integers(0, areas, n))
    base = random.uniform(1, 5, n)
    likeness = random.normal(size=n)
    register = base * np.exp(random.normal(0, 0.3, n) + 0.1 * likeness)
    codes, totals = [], []
    for categories in CATEGORIES:
        spread = (0.5 * likeness + random.normal(size=n) + 2) / 4 * categories
        code = area * categories + np.clip(spread.astype(int), 0, categories - 1)
        codes.append(code)
        totals.append(np.bincount(code, register, minlength=categories * areas))
    np.array(codes, dtype=np.int32).tofile(folder / "codes.bin")
    np.concatenate(totals).tofile(folder / "totals.bin")
    base.tofile(folder / "base.bin")
    area.astype(np.int32).tofile(folder / "area.bin")
    if scenario.replicates:
        drawn(area, base, scenario.replicates, random).T.tofile(folder / "replicates.bin")
    sizes = {"n": n, "areas": areas, "replicates": scenario.replicates, "categories": CATEGORIES}
    (folder / "sizes.json").write_text(json.dumps(sizes))


def drawn(
    area: np.ndarray, base: np.ndarray, replicates: int, random: np.random.Generator
) -> np.ndarray:
    """Bootstrap weights: the respondents of each area drawn again, one fewer (Rao and Wu 1988)."""
    result = np.empty((len(area), replicates))
    for rows in np.split(np.arange(len(area)), np.flatnonzero(np.diff(area)) + 1):
        size = len(rows)
        times = random.multinomial(size - 1, np.full(size, 1 / size), replicates)
        result[rows] = base[rows, None] * times.T * size / (size - 1)
    return result


def run(command: list[str], folder: Path, name: str) -> Told:
    """One contender, once."""
    result = folder / f"{name}.json"
    result.unlink(missing_ok=True)
    with subprocess.Popen(  # noqa: S603
        [*command, str(folder), name], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        if sys.platform == "linux":
            resource.prlimit(process.pid, resource.RLIMIT_AS, (12 * 2**30, 12 * 2**30))
        try:
            said = process.communicate(timeout=LIMIT)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            return Told(trouble=f"stopped after {LIMIT} s")
    if not result.exists():
        lines = [line for line in said.splitlines() if line.strip()]
        return Told(trouble=f"failed: {lines[-1].strip() if lines else process.returncode}")
    return Told(**json.loads(result.read_text()))


def apart(folder: Path, name: str, ours: str) -> float:
    """How far weights are from ours, as a share of these."""
    theirs, mine = np.fromfile(folder / f"{name}.bin"), np.fromfile(folder / f"{ours}.bin")
    return float(np.abs(theirs - mine).max() / mine.mean())


def contenders(options: argparse.Namespace) -> dict[str, list[str]]:
    """The command of each that is installed."""
    python, own = options.svy_python, str(HERE / "weighting_ours.py")
    found = {"ours": [sys.executable, own]}
    if version_of([python, "-c", "import svy; print(svy.__version__)"]):
        found["svy"] = [python, str(HERE / "weighting_svy.py")]
        found["svy_bare"] = found["svy"]
    else:
        print(f"svy is skipped: {python} hasn't got it.")
    if version_of([python, "-c", "import weightipy"]) is not None:
        found["weightipy"] = [python, str(HERE / "weighting_weightipy.py")]
        found["ours_unweighted"] = [sys.executable, own]
    else:
        print(f"weightipy is skipped: {python} hasn't got it.")
    if version_of([options.rscript, "-e", "library(survey); library(jsonlite)"]) is not None:
        found["R"] = [options.rscript, str(HERE / "weighting_r.R")]
    else:
        print(f"R is skipped: {options.rscript} with survey and jsonlite isn't there.")
    asked = {"ours", *options.contenders.split(",")}
    if "weightipy" in asked:
        asked.add("ours_unweighted")
    return {name: command for name, command in found.items() if name in asked}


def measured(
    scenario: Scenario, runners: dict[str, list[str]], folder: Path, rounds: int
) -> dict[str, Told]:
    """The least of all rounds; who didn't come through once isn't asked again."""
    best: dict[str, Told] = {}
    for _ in range(rounds):
        for name, command in runners.items():
            if scenario.replicates and name in {"weightipy", "ours_unweighted"}:
                best[name] = Told(trouble="takes no base weights, so no replicates")
            if name in best and best[name].trouble:
                continue
            told = run(command, folder, name)
            known = best.get(name)
            best[name] = told if known is None or told.seconds < known.seconds else known
            if told.seconds > LIMIT / 5:
                best[name] = Told(**{**vars(told), "trouble": "asked once"})
    return best


def report(folder: Path, best: dict[str, Told]) -> float:
    """Print what was found; the ratio to the fastest of the others."""
    ratios = []
    print(f"{'':18}{'s':>9}{'cpu s':>9}{'peak MB':>9}{'times ours':>12}")
    for name, told in best.items():
        if np.isnan(told.seconds):
            print(f"{name:18}{told.trouble}")
            continue
        ours = "ours_unweighted" if name in {"weightipy", "ours_unweighted"} else "ours"
        gap, ratio = apart(folder, name, ours), told.seconds / best[ours].seconds
        remark = told.trouble
        if gap > SAME:
            remark = f"other weights, by up to {gap:.0e} of their mean; {remark}"
        elif name in {"svy", "R"}:
            ratios.append(ratio)
        print(
            f"{name:18}{told.seconds:9.3f}{told.cpu:9.3f}{told.peak_mb:9.0f}{ratio:12.1f}  {remark}"
        )
    print(f"room beyond what was given, in multiples of the weights: {best['ours'].over:.2f}")
    return min(ratios, default=np.inf)


def main() -> int:
    """Rake and compare; 1 if it isn't five times as fast or takes more than twice the room."""
    parser = argparse.ArgumentParser(description=__doc__)
    known = os.environ.get
    parser.add_argument("--svy-python", default=known("SVY_PYTHON", sys.executable))
    parser.add_argument("--rscript", default=known("RSCRIPT", "Rscript"))
    parser.add_argument("--scenarios", default="once,replicates")
    parser.add_argument("--contenders", default="svy,svy_bare,weightipy,R")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    runners, late = contenders(options), False
    for name in options.scenarios.split(","):
        scenario = SCENARIOS[name]
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            made(scenario, folder)
            print(f"\n{scenario.what}")
            best = measured(scenario, runners, folder, options.rounds)
            late |= report(folder, best) < LEAST or best["ours"].over > 2
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
