"""Time a table book by this library and by others, after checking that they give the same numbers.

The book: share, standard error and 95 % interval of every answer to 40 five-point questions in
every area of a made survey of residents. README.md beside this file says more.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from equality import ERRORS, SHARES, Gap, gap
from made_survey import POINTS, REPLICATES, SIZES, MadeSurvey, make, write
from processes import HERE, Limits, Measured, measure, version_of

SCENARIOS = {
    "linearised": "Linearised, by area",
    "demographic": "Linearised, by area and age group (households straddle the groups)",
    "calibrated": "Post-stratified to age group and sex, by area",
    "replicates": f"{REPLICATES} bootstrap replicate weights, by area",
}
REFERENCES = ("ours", "R", "svy", "floor")


@dataclass(frozen=True)
class Runner:
    """An engine that is there, or the sentence that says why it isn't."""

    name: str
    command: list[str]
    version: str = ""
    absent: str = ""


def main() -> None:
    sys.stdout.reconfigure(line_buffering=True)
    options = _options()
    limits = Limits(options.repeats, options.cap, options.memory)
    runners = [each for each in _runners(options) if each.name in options.engines]
    for runner in runners:
        print(runner.absent or f"{runner.name}: {runner.version}")
    print(
        f"The same numbers: shares within {SHARES:.0e}, errors within {ERRORS:.0e} of their size."
    )
    written = []
    for size in options.sizes:
        n, areas = SIZES[size]
        copies = REPLICATES if "replicates" in options.scenarios else 0
        made = make(n, areas, replicates=copies, shuffled=options.shuffled)
        with tempfile.TemporaryDirectory() as folder:
            write(made, Path(folder))
            for scenario in options.scenarios:
                results = _run(runners, made, Path(folder), scenario, limits)
                _print(size, scenario, made, results)
                written += [_record(size, scenario, *each) for each in results]
                if options.out:
                    _save(options.out, runners, written)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    listed = {"type": lambda text: text.split(",")}
    parser.add_argument("--sizes", default="small,medium", **listed, help=", ".join(SIZES))
    parser.add_argument("--scenarios", default=",".join(SCENARIOS), **listed)
    parser.add_argument("--engines", default="ours,floor,svy,samplics,R", **listed)
    parser.add_argument("--repeats", type=int, default=3, help="warm passes; the least counts")
    parser.add_argument("--cap", type=float, default=300, help="seconds a process")
    parser.add_argument("--memory", type=float, default=10, help="GB a process")
    parser.add_argument("--shuffled", action="store_true", help="rows in random order")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    known = os.environ.get
    for name, default in (("svy-python", sys.executable), ("samplics-python", sys.executable)):
        key = name.upper().replace("-", "_")
        parser.add_argument(f"--{name}", default=known(key, default), help=f"or ${key}")
    parser.add_argument("--rscript", default=known("RSCRIPT", "Rscript"), help="or $RSCRIPT")
    options = parser.parse_args()
    for name, choices in (("sizes", SIZES), ("scenarios", SCENARIOS)):
        if unknown := set(getattr(options, name)) - set(choices):
            parser.error(f"--{name} can't be {', '.join(unknown)}; choose of {', '.join(choices)}")
    return options


def _runners(options: argparse.Namespace) -> list[Runner]:
    asked = "from importlib.metadata import version; import {0}; print(version('{1}'))"
    pythons = {
        "ours": (sys.executable, "survey", "resident-survey"),
        "floor": (sys.executable, "numpy", "numpy"),
        "svy": (options.svy_python, "svy", "svy"),
        "samplics": (options.samplics_python, "samplics", "samplics"),
    }
    runners = []
    for name, (python, module, package) in pythons.items():
        version = version_of([python, "-c", asked.format(module, package)])
        absent = "" if version else f"{name} is skipped: {python} can't import it."
        script = str(HERE / f"run_{name}.py")
        runners.append(Runner(name, [python, script], f"{package} {version}", absent))
    script = "cat(R.version$major, R.version$minor, sep='.'); library(jsonlite); library(survey)"
    version = version_of([options.rscript, "-e", f"{script}; cat(', survey'); {_R_VERSION}"])
    absent = (
        "" if version else f"R is skipped: {options.rscript} with survey and jsonlite isn't there."
    )
    return [*runners, Runner("R", [options.rscript, str(HERE / "run_r.R")], f"R {version}", absent)]


_R_VERSION = "cat('', as.character(packageVersion('survey')))"


def _run(
    runners: list[Runner], made: MadeSurvey, folder: Path, scenario: str, limits: Limits
) -> list[tuple[Measured, Gap | None]]:
    questions = len(made.answers)
    results = [
        measure(each.name, each.command, folder, scenario, limits, questions)
        for each in runners
        if not each.absent
    ]
    known = {each.engine: each.numbers for each in results if each.numbers is not None}
    reference = next((known[name] for name in REFERENCES if name in known), None)
    return [
        (each, None if each.numbers is None else gap(each.numbers, reference)) for each in results
    ]


def _print(
    size: str, scenario: str, made: MadeSurvey, results: list[tuple[Measured, Gap | None]]
) -> None:
    cells = len(made.answers) * made.domains(scenario) * POINTS
    print(f"\n{SCENARIOS[scenario]}; {size}: {made.rows:,} residents, {cells:,} shares")
    known = {each.engine: each for each, _ in results if each.numbers is not None}
    against = next((name for name in REFERENCES if name in known), "")
    heads = ("design s", "book s", f"× {against}", "cpu s", f"× {against}", "peak MB")
    print(f"{'engine':10}" + "".join(f"{head:>10}" for head in heads))
    for each, differs in results:
        if differs is None:
            print(f"{each.engine:10}  {each.trouble}")
            continue
        base, told = known[against], ["differs", "differs"]
        if differs.equal:
            told = [f"{each.seconds / base.seconds:.2f}", f"{each.cpu / base.cpu:.2f}"]
        line = f"{each.engine:10}{each.design:10.4f}{each.book:10.4f}{told[0]:>10}"
        print(f"{line}{each.cpu:10.4f}{told[1]:>10}{each.peak_mb:10,.0f}{_notes(each, made)}")
    for each, differs in results:
        if differs is not None and each.engine != against:
            verdict = "the same numbers" if differs.equal else "OTHER NUMBERS, so no ratio"
            print(f"  {each.engine} and {against}: {verdict}: {differs}")


def _notes(each: Measured, made: MadeSurvey) -> str:
    notes = []
    if each.share_of_book < 1:
        notes.append(f"{each.questions} of {len(made.answers)} questions timed, scaled up")
    if not each.warm:
        notes.append("first pass, no warm one fitted")
    if each.trouble:
        notes.append(each.trouble)
    return f"  ({'; '.join(notes)})" if notes else ""


def _record(size: str, scenario: str, each: Measured, differs: Gap | None) -> dict:
    told = {name: value for name, value in asdict(each).items() if name != "numbers"}
    gaps = None if differs is None else asdict(differs) | {"equal": differs.equal}
    return {"size": size, "scenario": scenario} | told | {"gap": gaps}


def _save(path: Path, runners: list[Runner], written: list[dict]) -> None:
    versions = {each.name: each.version for each in runners if not each.absent}
    machine = {"python": platform.python_version(), "cpus": os.cpu_count()}
    told = {"machine": machine, "versions": versions, "results": written}
    path.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
