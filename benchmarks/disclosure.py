"""How long it takes to protect all that a study publishes, and how much it hides.

A made survey of two waves: five-point questions in areas of very different sizes, released by area,
sex and age group, and by area crossed with each, with headlines and comparisons. Beside it a simple
rule, which hides the smallest other answers until no row and no column of a table has a single
hidden one. That rule protects nothing for sure: how many of its hidden counts can still be worked
out from the same table is told too.

    python benchmarks/disclosure.py
    python benchmarks/disclosure.py --questions 10 --areas 30
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import Any

import numpy as np
import pandas as pd

import survey as sv
from survey.codebook import Kind
from survey.disclosure.policy import Status

_CODES, _SMALL = 5, 4
_AGES = ("18-29", "30-59", "60+")
_BY: tuple[str | list[str], ...] = ("area", "sex", "age", ["area", "sex"], ["area", "age"])


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


def results(design: sv.SurveyDesign, questions: int) -> list[Any]:
    """All that a wave publishes."""
    names = [f"q{place}" for place in range(questions)]
    found: list[Any] = []
    for by in _BY:
        found.append(sv.proportion(design, names, by=by, all_row=True))
        heads = sv.headline(design, names, by=by, all_row=True)
        found.append(heads)
        if by == "area":
            found.append(sv.compare_areas(heads, "A0", adjust="none"))
    return found


def greedily_hidden(design: sv.SurveyDesign, name: str, by: str | list[str]) -> int:
    """How many answers of a table the simple rule hides, with its margins shown."""
    frame = sv.proportion(design, name, by=by).to_frame()
    table = frame["count"].to_numpy(float).reshape(-1, _CODES)
    total = table.sum(axis=1, keepdims=True)
    small = (table > 0) & ((table <= _SMALL) | (total - table <= _SMALL)) | (total < 10)
    hidden = small & (total > 0)
    changed = True
    while changed:
        changed = False
        for axis in (0, 1):
            lines, marks = np.moveaxis(table, axis, 0), np.moveaxis(hidden, axis, 0)
            for counts, mark in zip(lines, marks, strict=True):
                if mark.sum() == 1 and len(mark) > 1:
                    mark[np.argmin(np.where(mark | (counts == 0), np.inf, counts))] = True
                    changed = True
    return int(hidden.sum())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--areas", type=int, default=8)
    parser.add_argument("--waves", type=int, default=2)
    asked = parser.parse_args()
    designs = [answers(asked.questions, asked.areas, 2010 + k) for k in range(asked.waves)]
    everything = [part for design in designs for part in results(design, asked.questions)]
    start, processor = time.perf_counter(), time.process_time()
    released = sv.release(everything)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    shares = [part.frame for part in released.estimates if part.base == "answered"]
    hidden = sum(int((part["status"] == Status.CONFIDENTIAL).sum()) for part in shares)
    rows = sum(len(part.frame) for part in released.results)
    own = sum(
        greedily_hidden(design, f"q{place}", by)
        for design in designs
        for place in range(asked.questions)
        for by in _BY
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows, {seconds:.1f} s ({processor:.1f} s of processor time), {peak:.0f} MB")
    print(f"answers hidden: {hidden}; by the simple rule in each table alone: {own}")


if __name__ == "__main__":
    main()
