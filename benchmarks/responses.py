"""100,000 respondents × 150 columns: text table → typed → routed → checked → file of SPSS.

All of it must take at most 30 s of processor time and 2 GB; the exit code is 1 if it doesn't. The
seconds of the clock, which others on the machine share, stand beside it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

import survey as sv
from survey.codebook import Kind
from survey.questionnaire.columns import column_names
from survey.questionnaire.questions import Computed, Multiple
from survey.questionnaire.routing.asked import asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.codebook import Variable
    from survey.questionnaire.model import Questionnaire
    from survey.questionnaire.questions import Question

RESPONDENTS, AREAS = 100_000, ("jennumparken", "glarbjergvej")
SECONDS, MEGABYTES = 30.0, 2_000
DAY = "2012-05-01"
WORDS = ("Bedre belysning", "Mere at lave for de unge", "Færre biler", "Æblehaven skal åbnes")
Result = TypeVar("Result")


def made(questionnaire: Questionnaire, rows: int) -> pd.DataFrame:
    """Answers at random that obey the routing; a tenth are missing."""
    random = np.random.default_rng(1)
    columns = {
        v.name: _column(v, questionnaire.question(v.question_id), rows, random)
        for v in questionnaire.variables()
        if not isinstance(questionnaire.question(v.question_id), Computed)
    }
    _alone(questionnaire, columns)
    area = np.array(AREAS, dtype=object)[np.arange(rows) % len(AREAS)]
    was_asked = asked(questionnaire, pd.DataFrame(columns), area=area, today=DAY)
    cells = {
        name: pd.Series(values, dtype=object).mask(~was_asked[name] | (values == -1), "")
        for name, values in columns.items()
    }
    front = {
        "respondent": [f"{row:06d}" for row in range(1, rows + 1)],
        "område": area,
        "sprog": "da",
        "svarmåde": np.where(random.random(rows) < 0.6, "web", "paper"),
        "minutter": random.integers(6, 40, rows),
        "påbegyndt": "2012-05-01 10:00",
        "afsluttet": "2012-05-01 10:20",
        "noter": "",
        "version": 3,
    }
    return pd.DataFrame({**front, **cells})


def _column(
    variable: Variable, question: Question | None, rows: int, random: np.random.Generator
) -> Any:  # noqa: ANN401
    left_out = random.random(rows) < 0.1
    if variable.kind is Kind.TEXT:
        words = random.choice(np.array(WORDS, dtype=object), rows)
        return np.where(left_out | (random.random(rows) < 0.5), "", words)
    if variable.kind is Kind.NUMBER:
        low, high = getattr(question, "low", 0) or 0, getattr(question, "high", None) or 90
        return np.where(left_out, -1, random.integers(int(low), int(high) + 1, rows))
    codes = [code.value for code in variable.codes]
    return np.where(left_out, -1, random.choice(codes, rows))


def _alone(questionnaire: Questionnaire, columns: dict[str, Any]) -> None:
    """Who ticks that none of these fits ticks nothing else."""
    for question in questionnaire.questions:
        if isinstance(question, Multiple):
            for code in question.codes:
                if code.exclusive:
                    alone = columns[f"{question.id}_{code.value}"] == 1
                    for name in column_names(question):
                        if name != f"{question.id}_{code.value}":
                            columns[name] = np.where(alone, 0, columns[name])


def timed(what: str, function: Callable[[], Result]) -> tuple[Result, float]:
    """What a function gives and how much processor time it took; both are printed."""
    begun, worked = time.perf_counter(), time.process_time()
    result = function()
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    print(f"{what:<34}{seconds:6.1f} s {processor:6.1f} s of the processor")
    return result, processor


def main() -> int:
    """Run the way from file to file, and say whether it kept to the limits."""
    questionnaire = sv.read_questionnaire("nordby-2012")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        table = made(questionnaire, RESPONDENTS)
        table.to_csv(path, sep=";", decimal=",", index=False, encoding="utf-8-sig")
        print(f"{len(table):,} × {table.shape[1]} columns, {path.stat().st_size / 1e6:.0f} MB")
        del table
        answers, read = timed(
            "read, typed and routed", lambda: sv.read_responses(path, questionnaire, today=DAY)
        )
        checks, checked = timed("checked", lambda: sv.check_responses(answers))
        out = Path(folder) / "answers.sav"
        written, wrote = timed("written for SPSS", lambda: sv.write_responses(answers, out))
        print(f"{len(checks.findings):,} findings; {out.stat().st_size / 1e6:.0f} MB, {written!r}")
    seconds = read + checked + wrote
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"in all {seconds:.1f} s (limit {SECONDS:.0f}), peak {peak:,.0f} MB (limit {MEGABYTES:,})"
    )
    return int(seconds > SECONDS or peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
