"""60 conditions for 100,000 respondents, who is asked what, and the checks of 300 questions.

The conditions must take at most 2 s and the checks at most 0.5 s of processor time; the exit code
is 1 if they don't.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from survey.codebook import Code
from survey.questionnaire.checks import references, routes
from survey.questionnaire.expressions.parser import parse_expression
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questions import Multiple, Number, Section, Single
from survey.questionnaire.routing.asked import asked
from survey.questionnaire.routing.evaluate import evaluate
from survey.questionnaire.routing.vocabulary import vocabulary_of
from survey.questionnaire.texts import Languages

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.questionnaire.questions import Question

RESPONDENTS, CONDITIONS, QUESTIONS = 100_000, 60, 300
SECONDS, CHECK_SECONDS = 2.0, 0.5
CODES = tuple(Code(n, {"en": f"Answer {n}"}) for n in range(1, 7))
AREAS = [f"area{n}" for n in range(30)]
Result = TypeVar("Result")


def made(size: int) -> Questionnaire:
    """A number, a question with ticks, and questions with conditions in chains of eight."""
    questions: list[Question] = [
        Number(id="age", low=18, high=105),
        Multiple(id="places", codes=CODES),
    ]
    for n in range(size):
        first = [
            f"age < {30 + n % 60} or missing(age)",
            f'has_any(places, 1, {2 + n % 5}) and area != "area{n % 30}"',
            f'area in ["area1", "area{n % 30}"] or 2012 - age > 1950',
        ][n // 8 % 3]
        chained = f"q{n - 1} in [1, 2, 6] and age >= {20 + n % 40}"
        condition = parse_expression(chained if n % 8 else first)
        questions.append(Single(id=f"q{n}", codes=CODES, ask_if=condition))
    title = {"en": "Benchmark"}
    return Questionnaire("benchmark", title, Languages(("en",)), (Section("", tuple(questions)),))


def answers(size: int) -> pd.DataFrame:
    """Answers of which a tenth are missing, and areas as texts."""
    random = np.random.default_rng(1)
    columns = {f"q{n}": random.integers(1, 7, size) for n in range(CONDITIONS)}
    columns |= {f"places_{n}": random.integers(0, 2, size) for n in range(1, 7)}
    columns["age"] = random.integers(18, 106, size)
    data = pd.DataFrame(columns)
    data = data.mask(random.random(data.shape) < 0.1, -1)
    return data.assign(area=random.choice(AREAS, size))


def timed(name: str, limit: float | None, act: Callable[[], Result]) -> bool:
    started, worked = time.perf_counter(), time.process_time()
    act()
    elapsed, cpu = time.perf_counter() - started, time.process_time() - worked
    of_limit = "" if limit is None else f", {cpu / limit:.2f} of the limit of {limit} s"
    print(f"{name}: {elapsed:.2f} s (cpu {cpu:.2f} s{of_limit})")
    return limit is None or cpu <= limit


def main() -> None:
    short, data = made(CONDITIONS), answers(RESPONDENTS)
    names = vocabulary_of(short)
    conditions = [each.ask_if for each in short.questions if each.ask_if is not None]
    long = made(QUESTIONS)
    kept = [
        timed(
            f"{len(conditions)} conditions, {RESPONDENTS:,} respondents",
            SECONDS,
            lambda: [evaluate(each, data, names) for each in conditions],
        ),
        timed(f"who is asked {len(data.columns)} columns", None, lambda: asked(short, data)),
        timed(
            f"references and routes of {QUESTIONS} questions",
            CHECK_SECONDS,
            lambda: [*references.check(long), *routes.check(long)],
        ),
    ]
    sys.exit(not all(kept))


if __name__ == "__main__":
    main()
