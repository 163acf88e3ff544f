"""Small random surveys for the properties: answers, areas, weights, strata and units."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

import survey as sv

AREAS = ("Abildgården", "Birkely", "حي")
MEASURES = ["estimate", "std_error", "conf_low", "conf_high", "df", "n", "n_eff", "deff", "count"]


class Answered(NamedTuple):
    """A random frame and what it is good for."""

    frame: pd.DataFrame
    design: dict[str, Any]

    def survey(self, **changes: Any) -> sv.SurveyDesign:
        """The design of the frame."""
        return sv.SurveyDesign(self.frame, **{**self.design, **changes})


@st.composite
def answered(draw: Any, *, correction: bool = True, gaps: bool = True) -> Answered:
    """Up to 60 rows in one to three strata of two to five units of one to four rows."""
    seed, strata = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 3))
    generator = np.random.default_rng(seed)
    rows = []
    for stratum in range(strata):
        units = int(generator.integers(2, 6))
        population = units + int(generator.integers(0, 20))
        for unit in range(units):
            size = int(generator.integers(1, 5))
            rows += [(f"s{stratum}", f"s{stratum}u{unit}", float(population))] * size
    frame = pd.DataFrame(rows, columns=["stratum", "unit", "N"])
    n = len(frame)
    assert n <= 60
    frame["area"] = generator.choice(AREAS, n)
    frame["answer"] = generator.choice([1.0, 2.0, 3.0], n, p=[0.5, 0.3, 0.2])
    frame["y"] = generator.normal(10, 3, n)
    frame["x"] = generator.uniform(1, 3, n)
    frame["w"] = generator.uniform(1, 30, n)
    if gaps:
        for column in ("answer", "y", "x"):
            frame.loc[generator.random(n) < 0.15, column] = np.nan
    design = {"weights": "w", "strata": "stratum", "psu": "unit"}
    if correction:
        design["population"] = "N"
    return Answered(frame.sample(frac=1, random_state=seed).reset_index(drop=True), design)


def keyed(estimates: sv.Estimates, **renamed: dict[Any, Any]) -> dict[tuple[Any, ...], Any]:
    """The measures of each row by its by-values, variable and category."""
    frame = estimates.to_frame()
    for column, names in renamed.items():
        frame[column] = [names.get(value, value) for value in frame[column]]
    keys = [*estimates.by, "variable", "category"]
    return {tuple(row[key] for key in keys): row for row in frame.to_dict("records")}


def agree(one: dict[Any, Any], other: dict[Any, Any], *, rel: float = 1e-9) -> None:
    """Assert that the measures of two rows are the same."""
    for name in MEASURES:
        assert one[name] == pytest.approx(other[name], rel=rel, abs=1e-11, nan_ok=True), name


def every_verb(design: sv.SurveyDesign, **options: Any) -> dict[str, sv.Estimates]:
    """Estimates of all kinds."""
    return {
        "share": sv.proportion(design, "answer", **options),
        "mean": sv.mean(design, ["y", "x"], **options),
        "total": sv.total(design, "y", **options),
        "ratio": sv.ratio(design, "y", "x", **options),
        "quantile": sv.quantile(design, "y", [0.25, 0.5], **options),
        "correlation": sv.correlation(design, ["y", "x"], **options),
    }
