"""How long it takes to protect all that a study publishes, and how much it hides.

A made survey of two waves: five-point questions in areas of 30 to 300 answers, released by area,
sex and age group and by area crossed with age group, with headlines and comparisons. ``--crossed
2`` crosses area with sex too.

Beside it a simple rule for some of the questions: in each table by itself hide small numbers, then
the smallest other ones until no row and no column has a single hidden one. How many of its hidden
numbers can still be worked out, from all tables of the question together, is told; and how much it
hides if it is made to go on, the smallest of the row or column first, until none can.

    python benchmarks/disclosure.py
    python benchmarks/disclosure.py --questions 10 --areas 30 --crossed 2
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

import survey as sv
from survey.codebook import Kind
from survey.disclosure.policy import Status
from survey.kernels.feasible import feasible_range

if TYPE_CHECKING:
    from survey.kernels.layout import Bools, Floats

_CODES, _SMALL = 5, 4
_AGES = ("18-29", "30-59", "60+")
_BY: tuple[list[str], ...] = (["area"], ["sex"], ["age"], ["area", "age"], ["area", "sex"])
_WIDTH, _MINIMUM = 5, 10
_SECONDS = 30.0


def answers(questions: int, areas: int, seed: int) -> sv.SurveyDesign:
    """One wave: areas of 30 to 300 answers, the last of them giving contrast."""
    chance = np.random.default_rng(seed)
    sizes = chance.permutation(np.geomspace(30, 300, areas).astype(int))
    area = np.repeat([f"A{k}" for k in range(areas)], sizes)
    count = len(area)
    frame = pd.DataFrame({"area": area})
    frame["sex"] = chance.choice(["f", "m"], count)
    frame["age"] = chance.choice(_AGES, count, p=[0.2, 0.5, 0.3])
    level = np.repeat(chance.normal(0, 0.4, areas), sizes)
    codebook = {}
    for place in range(questions):
        name = f"q{place}"
        latent = 1 / (1 + np.exp(-(level + chance.normal(chance.normal(0, 0.7), 1.2, count))))
        codes = 1 + np.minimum((latent * _CODES).astype(int), _CODES - 1)
        missing = chance.random(count) < 0.03 * (place % 3 > 0)
        frame[name] = np.where(missing, -1, codes)
        scale = tuple(sv.Code(code, {}) for code in range(1, _CODES + 1))
        head = sv.Headline((4, 5), "high")
        codebook[name] = sv.Variable(name, Kind.SINGLE, {}, codes=scale, headline=head)
    return sv.SurveyDesign(frame, strata="area", codebook=sv.Codebook(codebook))


def results(design: sv.SurveyDesign, questions: int, breakdowns: list[list[str]]) -> list[Any]:
    """All that a wave publishes."""
    names = [f"q{place}" for place in range(questions)]
    found: list[Any] = []
    for by in breakdowns:
        found.append(sv.proportion(design, names, by=by, all_row=True))
        heads = sv.headline(design, names, by=by, all_row=True)
        found.append(heads)
        if by == ["area"]:
            found.append(sv.compare_areas(heads, "A0", adjust="none"))
    return found


class Simple:
    """The simple rule in all tables of a question.

    Parameters
    ----------
    design : SurveyDesign
    name : str
    breakdowns : list of list of str
    """

    def __init__(self, design: sv.SurveyDesign, name: str, breakdowns: list[list[str]]) -> None:
        columns = sorted({column for by in breakdowns for column in by})
        frame = design.data[[*columns, name]]
        self.cells = frame.value_counts(sort=False).reset_index(name="people")
        self.truth = self.cells["people"].to_numpy(float)
        answers = [self.cells[name] == code for code in range(1, _CODES + 1)]
        self.answers = np.array([*answers, self.cells[name] > 0])  # the last one is the base
        self.margins: list[Any] = list(self.answers)
        self.tables, self.hidden = [], []
        for by in breakdowns:
            places = self.cells.groupby(by, sort=True).ngroup().to_numpy()
            lines = places == np.arange(places.max() + 1)[:, None]
            table = lines[:, None, :] & self.answers
            self.tables.append(table)
            self.hidden.append(self.small(table @ self.truth))
            self._no_single_ones(-1)

    def count(self) -> int:
        """How many numbers of answers are hidden."""
        return sum(int(hidden[:, :-1].sum()) for hidden in self.hidden)

    def found_out(self) -> list[tuple[int, int, int]]:
        """The small numbers that can be worked out, by table, line and column."""
        known = [*self.margins]
        for table, hidden in zip(self.tables, self.hidden, strict=True):
            known += list(table[~hidden])
        matrix = sparse.csr_array(np.array(known, dtype=float))
        values = np.asarray(matrix @ self.truth)
        found = []
        for at, table in enumerate(self.tables):
            numbers = table @ self.truth
            for line, column in np.argwhere(self.small(numbers) & (numbers > 0)):
                target = table[line, column].astype(float)
                low, high = feasible_range(target, matrix, values)
                if high - low < _WIDTH - 1e-6:
                    found.append((at, int(line), int(column)))
        return found

    def go_on(self) -> None:
        """Hide more until nothing can be worked out."""
        while found := self.found_out():
            before = self.count()
            for at, line, column in found:
                numbers, hidden = self.tables[at] @ self.truth, self.hidden[at]
                if not self._hide_smallest(numbers[line], hidden[line]):
                    self._hide_smallest(numbers[:, column], hidden[:, column])
                self._no_single_ones(at)
            if self.count() == before:
                return

    def small(self, numbers: Floats) -> Bools:
        base = numbers[:, -1:]
        few = (base > 0) & (base < _MINIMUM)
        rest = base - numbers
        small = ((numbers > 0) & (numbers <= _SMALL)) | ((rest > 0) & (rest <= _SMALL)) | few
        return np.asarray(small, dtype=bool)

    def _no_single_ones(self, at: int) -> None:
        numbers, hidden = self.tables[at] @ self.truth, self.hidden[at]
        lines = [
            *zip(numbers, hidden, strict=True),
            *zip(numbers.T, hidden.T, strict=True),
        ]
        changed = True
        while changed:
            hidden[hidden[:, -1]] = True  # without a base no shares
            changed = False
            for counts, mark in lines:
                if mark.sum() == 1:
                    changed = self._hide_smallest(counts, mark) or changed

    @staticmethod
    def _hide_smallest(numbers: Floats, hidden: Bools) -> bool:
        left = np.where(hidden | (numbers == 0), np.inf, numbers)
        if not np.isfinite(left).any():
            return False
        hidden[np.argmin(left)] = True
        return True


def hidden_answers(released: sv.Released) -> int:
    shares = [part.frame for part in released.estimates if part.base == "answered"]
    return sum(int((part["status"] == Status.CONFIDENTIAL).sum()) for part in shares)


def beside_the_simple_rule(
    designs: list[sv.SurveyDesign], questions: int, breakdowns: list[list[str]]
) -> None:
    ours = alone = found = secrets = safe = 0
    for design in designs:
        for name in (f"q{place}" for place in range(questions)):
            tables = [sv.proportion(design, name, by=by, all_row=True) for by in breakdowns]
            ours += hidden_answers(sv.release(tables))
            simple = Simple(design, name, breakdowns)
            alone += simple.count()
            found += len(simple.found_out())
            numbers = [table @ simple.truth for table in simple.tables]
            secrets += sum(int((simple.small(each) & (each > 0)).sum()) for each in numbers)
            simple.go_on()
            safe += simple.count()
    print(f"answers hidden of the first {questions} questions: {ours}")
    print(f"by the simple rule in each table alone: {alone}; {found} of {secrets} are found out")
    print(f"by the simple rule until none is found out: {safe}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--areas", type=int, default=8)
    parser.add_argument("--waves", type=int, default=2)
    parser.add_argument("--crossed", type=int, choices=(0, 1, 2), default=1)
    parser.add_argument("--compared", type=int, default=5, help="questions for the simple rule")
    asked = parser.parse_args()
    breakdowns = list(_BY[: 3 + asked.crossed])
    designs = [answers(asked.questions, asked.areas, 2010 + k) for k in range(asked.waves)]
    everything = [part for each in designs for part in results(each, asked.questions, breakdowns)]
    start, processor = time.perf_counter(), time.process_time()
    released = sv.release(everything)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    rows = sum(len(part.frame) for part in released.results)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows, {seconds:.1f} s ({processor:.1f} s of processor time), {peak:.0f} MB")
    print(f"answers hidden: {hidden_answers(released)}")
    beside_the_simple_rule(designs, min(asked.compared, asked.questions), breakdowns)
    return int(seconds > _SECONDS)


if __name__ == "__main__":
    sys.exit(main())
