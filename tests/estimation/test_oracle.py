"""Estimates and their covariance against a slow implementation in plain loops."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from random_answers import Answered, answered

import survey as sv

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")


def units_of(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The units of each stratum."""
    strata: dict[str, list[str]] = {}
    for row in rows:
        units = strata.setdefault(row["stratum"], [])
        if row["unit"] not in units:
            units.append(row["unit"])
    return strata


def slow_covariance(rows: list[dict[str, Any]], u: list[float], v: list[float]) -> float:
    """Σ_h (1 − f_h)/(n_h − 1) Σ_{g<g′} (u_g − u_g′)(v_g − v_g′) over pairs of units."""
    total = 0.0
    for stratum, units in units_of(rows).items():
        sums = {unit: [0.0, 0.0] for unit in units}
        population = math.inf
        for row, a, b in zip(rows, u, v, strict=True):
            if row["stratum"] == stratum:
                sums[row["unit"]][0] += a
                sums[row["unit"]][1] += b
                population = row["N"]
        pairs = 0.0
        for i, first in enumerate(units):
            for second in units[i + 1 :]:
                (a, b), (c, d) = sums[first], sums[second]
                pairs += (a - c) * (b - d)
        total += (1 - len(units) / population) * pairs / (len(units) - 1)
    return total


def slow_ratio(
    rows: list[dict[str, Any]], y: list[float], x: list[float]
) -> tuple[float, list[float]]:
    """Σ w y / Σ w x with the linearised score of each row; NaN counts as out of the domain."""
    inside = [not (math.isnan(a) or math.isnan(b)) for a, b in zip(y, x, strict=True)]
    above = sum(r["w"] * a for r, a, i in zip(rows, y, inside, strict=True) if i)
    below = sum(r["w"] * b for r, b, i in zip(rows, x, inside, strict=True) if i)
    if below == 0:
        return math.nan, [math.nan] * len(rows)
    ratio = above / below
    scores = [
        r["w"] * (a - ratio * b) / below if i else 0.0
        for r, a, b, i in zip(rows, y, x, inside, strict=True)
    ]
    return ratio, scores


def slow_total(rows: list[dict[str, Any]], y: list[float]) -> tuple[float, list[float]]:
    scores = [0.0 if math.isnan(a) else r["w"] * a for r, a in zip(rows, y, strict=True)]
    return sum(scores), scores


def slow_size(rows: list[dict[str, Any]], inside: list[bool]) -> tuple[int, int]:
    """n and degrees of freedom: units with a case minus strata that hold one."""
    present = [row for row, here in zip(rows, inside, strict=True) if here]
    units, strata = {row["unit"] for row in present}, {row["stratum"] for row in present}
    return len(present), len(units) - len(strata)


def within(rows: list[dict[str, Any]], area: str, values: list[float]) -> list[float]:
    return [v if row["area"] == area else math.nan for row, v in zip(rows, values, strict=True)]


def compare(
    ours: sv.Estimates,
    rows: list[dict[str, Any]],
    slow: list[tuple[float, list[float], list[bool]]],
) -> None:
    """Set estimates, degrees of freedom and the whole covariance beside the slow ones."""
    frame, covariance = ours.to_frame(), ours.covariance.to_numpy()
    assert len(frame) == len(slow)
    scale = np.nanmax([1e-9, *(abs(score) for _, scores, _ in slow for score in scores)])
    for i, (estimate, scores, inside) in enumerate(slow):
        n, df = slow_size(rows, inside)
        assert frame["estimate"][i] == pytest.approx(estimate, rel=1e-10, nan_ok=True)
        assert frame["n"][i] == n
        assert frame["df"][i] == df
        for j, (_, others, other_inside) in enumerate(slow):
            exists = df > 0 and slow_size(rows, other_inside)[1] > 0
            expected = slow_covariance(rows, scores, others) if exists else math.nan
            assert covariance[i, j] == pytest.approx(
                expected, rel=1e-9, abs=1e-12 * scale**2, nan_ok=True
            )
        own = slow_covariance(rows, scores, scores) if df > 0 else math.nan
        assert frame["std_error"][i] ** 2 == pytest.approx(
            own, rel=1e-9, abs=1e-12 * scale**2, nan_ok=True
        )


def areas_of(ours: sv.Estimates) -> list[str]:
    return [str(area) for area in dict.fromkeys(ours.to_frame()["area"])]


@settings(max_examples=15)
@given(answered())
def test_shares_by_area_equal_the_slow_ones(drawn: Answered) -> None:
    rows = rows_of(drawn.frame)
    ours = sv.proportion(drawn.survey(), "answer", by="area")
    slow = []
    for area in areas_of(ours):
        values = within(rows, area, [row["answer"] for row in rows])
        inside = [not math.isnan(value) for value in values]
        ones = [1.0 if here else math.nan for here in inside]
        for code in sorted({row["answer"] for row in rows if not math.isnan(row["answer"])}):
            counted = [float(v == code) if not math.isnan(v) else math.nan for v in values]
            slow.append((*slow_ratio(rows, counted, ones), inside))
    compare(ours, rows, slow)


@settings(max_examples=15)
@given(answered())
def test_means_by_area_equal_the_slow_ones(drawn: Answered) -> None:
    rows = rows_of(drawn.frame)
    ours = sv.mean(drawn.survey(), ["y", "x"], by="area")
    slow = []
    for name in ("y", "x"):
        for area in areas_of(ours):
            values = within(rows, area, [row[name] for row in rows])
            ones = [math.nan if math.isnan(v) else 1.0 for v in values]
            slow.append((*slow_ratio(rows, values, ones), [o == 1 for o in ones]))
    compare(ours, rows, slow)


@settings(max_examples=15)
@given(answered())
def test_ratios_by_area_equal_the_slow_ones(drawn: Answered) -> None:
    rows = rows_of(drawn.frame)
    ours = sv.ratio(drawn.survey(), "y", "x", by="area")
    slow = []
    for area in areas_of(ours):
        y, x = (within(rows, area, [row[name] for row in rows]) for name in ("y", "x"))
        both = [not (math.isnan(a) or math.isnan(b)) for a, b in zip(y, x, strict=True)]
        slow.append((*slow_ratio(rows, y, x), both))
    compare(ours, rows, slow)


@settings(max_examples=15)
@given(answered())
def test_totals_by_area_equal_the_slow_ones(drawn: Answered) -> None:
    rows = rows_of(drawn.frame)
    ours = sv.total(drawn.survey(), "y", by="area")
    slow = []
    for area in areas_of(ours):
        values = within(rows, area, [row["y"] for row in rows])
        inside = [not math.isnan(v) for v in values]
        estimate, scores = slow_total(rows, values)
        slow.append((estimate if any(inside) else math.nan, scores, inside))
    compare(ours, rows, slow)


@settings(max_examples=15)
@given(answered())
def test_degrees_of_freedom_of_a_pair_are_those_of_its_two_bases_together(drawn: Answered) -> None:
    rows = rows_of(drawn.frame)
    ours = sv.mean(drawn.survey(), "y", by="area")
    areas = areas_of(ours)
    last = len(areas) - 1
    found = ours.covariance.pair_df(np.arange(len(areas)), last)
    for area, df in zip(areas, found, strict=True):
        pair = {area, areas[last]}
        inside = [row["area"] in pair and not math.isnan(row["y"]) for row in rows]
        assert df == slow_size(rows, inside)[1]


@settings(max_examples=15)
@given(answered())
def test_covariances_between_questions_equal_the_slow_ones(drawn: Answered) -> None:
    rows = rows_of(drawn.frame)
    ours = sv.mean(drawn.survey(), ["y", "x"])
    slow = []
    for name in ("y", "x"):
        values = [row[name] for row in rows]
        ones = [math.nan if math.isnan(v) else 1.0 for v in values]
        slow.append((*slow_ratio(rows, values, ones), [o == 1 for o in ones]))
    compare(ours, rows, slow)


@settings(max_examples=15)
@given(answered())
def test_design_effects_set_the_variance_beside_simple_random_sampling(drawn: Answered) -> None:
    frame = drawn.frame.dropna(subset=["y"])
    for deff in ("wor", "replace"):
        ours = sv.mean(drawn.survey(), "y", by="area", deff=deff).to_frame()
        for _, row in ours.iterrows():
            here = frame[frame["area"] == row["area"]]
            assert row["deff"] == pytest.approx(
                row["std_error"] ** 2 / simple_variance(here, deff), rel=1e-9, nan_ok=True
            )


def simple_variance(here: pd.DataFrame, deff: str) -> float:
    """s²/n of a weighted sample, times 1 − n/Σw without replacement."""
    n, w, y = len(here), here["w"], here["y"]
    if n < 2:
        return math.nan
    mean = (w * y).sum() / w.sum()
    square = float((w * (y - mean) ** 2).sum() / w.sum()) * n / (n - 1)
    rest = 1 - n / w.sum() if deff == "wor" else 1.0
    return square / n * rest if rest > 0 else math.nan


def test_the_slow_covariance_is_right_by_hand() -> None:
    rows = [{"stratum": "s", "unit": str(k), "N": 8.0, "w": 2.0} for k in range(4)]
    # values 1 2 3 6: mean 3, Σ(y − ȳ)² = 14, variance of the total N²(1 − f)s²/n
    _, scores = slow_total(rows, [1.0, 2, 3, 6])
    assert slow_covariance(rows, scores, scores) == pytest.approx(64 * 0.5 * (14 / 3) / 4)


def test_the_stratified_share_of_three_school_types_has_the_published_error() -> None:
    shares = ((0.91, 100, 4421), (0.52, 50, 755), (0.70, 50, 1018))
    errors = (0.028435196, 0.068967635, 0.063837430)
    rows = [
        {"type": at, "met": float(k < round(share * n)), "N": population}
        for at, (share, n, population) in enumerate(shares)
        for k in range(n)
    ]
    design = sv.SurveyDesign(pd.DataFrame(rows), strata="type", population="N")
    by_type = sv.mean(design, "met", by="type").to_frame()
    assert by_type["std_error"].to_numpy() == pytest.approx(errors, abs=5e-10)
    whole = sv.mean(design, "met").to_frame().iloc[0]
    assert whole["estimate"] == pytest.approx(0.82794801, abs=5e-9)
    assert whole["std_error"] == pytest.approx(0.02434478, abs=5e-9)


def test_an_area_without_a_unit_in_common_has_covariance_zero() -> None:
    rows = pd.DataFrame(
        [{"area": a, "y": y} for a, y in zip("AAABBB", (1.0, 2, 4, 3, 3, 9), strict=True)]
    )
    design = sv.SurveyDesign(rows, strata="area")
    covariance: Floats = sv.mean(design, "y", by="area").covariance.to_numpy()
    assert covariance[0, 1] == 0
    assert covariance[1, 1] == pytest.approx(12 / 3)
