"""How often intervals of weighted shares hold the truth, after all steps of a recipe.

    python benchmarks/weighted_coverage.py [--waves 500]

Waves of an invented city, in which everyone's answers are known: one adult of each dwelling drawn,
two letters, then base weights, adults of the dwelling, classes of nonresponse, raking within areas,
and trimming. Prints a table in Markdown: coverage of nominal 95 % intervals, the mean error, and
the standard error over the size of the error. Where response hangs on what residents feel no bound
is set: weighting can't see it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "simulation"))

from weighted_waves import told, waves

SETTINGS = (
    ("response by area, age, sex and adults", "recipe variables", 3, 0),
    ("the same, areas a third as large", "recipe variables", 1, 0),
    ("the same, by 200 bootstrap replicates", "recipe variables", 1, 200),
    ("response also by what residents feel", "not at random", 3, 0),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--waves", type=int, default=500, help="of each setting")
    count = parser.parse_args().waves
    print("| Setting | Shares of | Answers | Coverage | Mean error | Standard error / error |")
    print("|---|---|---|---|---|---|")
    for name, model, times, replicates in SETTINGS:
        table = told(waves(range(1, count + 1), model, times, replicates))
        for which, row in table.to_dict("index").items():
            print(
                f"| {name} | {'all' if which == 'all' else 'an area'} | {row['n']:.0f} "
                f"| {row['coverage']:.3f} | {row['mean error'] * 100:+.2f} points "
                f"| {row['std_error / error']:.2f} |"
            )


if __name__ == "__main__":
    main()
