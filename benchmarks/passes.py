"""What every engine written in Python does in its own process: pass after pass over one book."""

from __future__ import annotations

import json
import math
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from made_survey import POINTS, MadeSurvey, read

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Engine:
    """One way to make the book.

    `prepare` puts the survey in memory and is not timed. `design` and `book` are timed; `book`
    takes a list of questions. `numbers` takes what `book` gave and fills (Q, D, 5, 2): shares and
    standard errors. `chunk` is the number of questions a call; 0 for all.
    """

    prepare: Callable[[MadeSurvey, str], Any]
    design: Callable[[Any, MadeSurvey, str], Any]
    book: Callable[[Any, list[str], str], Any]
    numbers: Callable[[Any, MadeSurvey, str, np.ndarray], None]
    chunk: int = 0


def main(engine: Engine) -> None:
    """Run as FOLDER SCENARIO REPEATS SECONDS; leaves passes.json and numbers.bin in the folder."""
    started = time.perf_counter()
    folder, scenario, repeats, cap = Path(sys.argv[1]), *sys.argv[2:5]
    survey = read(folder, replicates=scenario == "replicates")
    data = engine.prepare(survey, scenario)
    questions, passes = survey.questions, []
    for number in range(1 + int(repeats)):
        left = float(cap) - (time.perf_counter() - started)
        if number and left < 1.2 * (passes[-1]["design"] + passes[-1]["book"]):
            break  # what is known is kept, another pass would not end in time
        limit = math.inf if number else 0.4 * left  # the first pass leaves time for a warm one
        before, processor = time.perf_counter(), time.process_time()
        design = engine.design(data, survey, scenario)
        designed = time.perf_counter()
        results, questions = _made(engine, design, questions, scenario, limit)
        ended, worked = time.perf_counter(), time.process_time() - processor
        passes.append({"design": designed - before, "book": ended - designed, "cpu": worked})
        peak = peak_mb()
        if not number:
            _write_numbers(engine, results, survey, scenario, folder / "numbers.bin")
        del results
        told = {"questions": len(questions), "passes": passes, "peak_mb": peak}
        (folder / "passes.json").write_text(json.dumps(told))


def _made(
    engine: Engine, design: object, questions: list[str], scenario: str, limit: float
) -> tuple[list[Any], list[str]]:
    """The book, or as much of it as says that the whole would take longer; and its questions."""
    started = time.perf_counter()
    step = engine.chunk or len(questions)
    results: list[Any] = []
    done: list[str] = []
    while len(done) < len(questions):
        asked = questions[len(done) : len(done) + step]
        results.append(engine.book(design, asked, scenario))
        done += asked
        if (time.perf_counter() - started) * len(questions) / len(done) > limit:
            break
    return results, done


def _write_numbers(
    engine: Engine, results: list[Any], survey: MadeSurvey, scenario: str, path: Path
) -> None:
    parts = []
    for result in results:
        size = engine.chunk or len(survey.answers)
        part = np.full((size, survey.domains(scenario), POINTS, 2), np.nan)
        engine.numbers(result, survey, scenario, part)
        parts.append(part)
    np.concatenate(parts).tofile(path)


def peak_mb() -> float:
    """Most memory that this process held; what it inherited from its parent doesn't count."""
    status = Path("/proc/self/status")
    if not status.exists():
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 2**10
