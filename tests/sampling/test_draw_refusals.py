"""What is refused when a sample is drawn, and in which words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawn_frames import frame_of, frame_of_counts, frame_with, plan_of

import survey as sv
from survey.errors import DataError, UnknownNameError, WrongUseError
from survey.sampling.plan import SamplePlan

AREAS = {"A": 40, "B": 25}
N = {"A": 10, "B": 7}


def refused(
    kind: type[Exception], code: str, frame: Any = None, plan: Any = None, **args: Any
) -> str:
    frame = frame or frame_of(AREAS)
    plan = plan or plan_of(frame, N)
    with pytest.raises(kind) as caught:
        sv.draw_sample(frame, plan, **{"seed": 1, **args})
    assert caught.value.code == code  # type: ignore[attr-defined]
    return str(caught.value)


def test_a_frame_other_than_the_plans() -> None:
    plan = plan_of(frame_of(AREAS, fingerprint="another"), N)
    assert "plan again" in refused(WrongUseError, "drawing.other_frame", plan=plan)


def test_more_units_than_there_are() -> None:
    frame = frame_of(AREAS)
    said = refused(WrongUseError, "drawing.too_many", frame, plan_of(frame, {"A": 41, "B": 7}))
    assert '"Area A"' in said
    assert "41 of 40" in said


def test_strata_that_are_in_one_of_the_two_only() -> None:
    frame = frame_of(AREAS)
    said = refused(WrongUseError, "drawing.not_in_plan", frame, plan_of(frame, {"A": 3}))
    assert '"B"' in said
    said = refused(WrongUseError, "drawing.not_in_frame", frame, plan_of(frame, {**N, "X": 1}))
    assert '"X"' in said


def test_a_stratum_named_twice_or_counted_otherwise() -> None:
    frame = frame_of(AREAS)
    plan = plan_of(frame, N)
    twice = pd.concat([plan.strata, plan.strata.iloc[:1]])
    other = plan.strata.assign(population=[39, 25])
    refused(WrongUseError, "drawing.stratum_twice", frame, plan_with(plan, twice))
    said = refused(WrongUseError, "drawing.other_population", frame, plan_with(plan, other))
    assert "39 in the plan, 40 in the frame" in said


def plan_with(plan: SamplePlan, strata: pd.DataFrame) -> SamplePlan:
    return SamplePlan(strata, plan.assumptions, plan.allocation, plan.frame_fingerprint)


@pytest.mark.parametrize("n", [2.5, -1, float("nan")])
def test_a_number_of_units_that_can_not_be(n: float) -> None:
    frame = frame_of(AREAS)
    refused(WrongUseError, "drawing.n_whole", frame, plan_of(frame, {"A": n, "B": 7}))


def test_a_contrast_without_a_sample() -> None:
    frame = frame_of(AREAS)
    for contrast in ("B", "Area B", "Område B"):
        plan = plan_of(frame, {"A": 3, "B": 0}, contrast=contrast)
        assert "Area B" in refused(WrongUseError, "drawing.contrast_empty", frame, plan)
    plan = plan_of(frame, N, contrast="Z")
    refused(WrongUseError, "drawing.no_contrast", frame, plan)


def test_an_id_that_stands_there_twice() -> None:
    units = frame_of(AREAS).units
    frame = frame_with(pd.concat([units, units.iloc[[4]]], ignore_index=True))
    assert "A-0004" in refused(DataError, "drawing.unit_twice", frame)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("method", ["pps_systematic", "sampford"])
def test_a_size_that_is_not_above_zero(wrong: float, method: str) -> None:
    sizes = np.ones(65)
    sizes[[7, 30]] = wrong
    said = refused(DataError, "drawing.size_wrong", frame_of(AREAS, size=sizes), method=method)
    assert '"A-0007", "A-0030"' in said
    assert "2 units" in said


def test_sizes_are_looked_at_only_where_they_are_used() -> None:
    sizes = np.ones(65)
    sizes[50] = 0
    frame = frame_of(AREAS, size=sizes)
    sv.draw_sample(frame, plan_of(frame, N), seed=1, method={"A": "sampford"})


def test_a_size_that_is_not_there_or_not_a_number() -> None:
    refused(UnknownNameError, "drawing.no_size", method="sampford")
    refused(UnknownNameError, "drawing.no_size", method="sampford", size="m2")
    frame = frame_of(AREAS, size=["large"] * 65)
    refused(WrongUseError, "drawing.size_numbers", frame, method="sampford")


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("drawing.method", {"method": "quota"}),
        ("drawing.method", {"method": None}),
        ("drawing.method", {"method": {"A": "quota"}}),
        ("drawing.census", {"method": "census"}),
        ("drawing.order_needed", {"method": "systematic"}),
        ("drawing.order_unused", {"order": ["unit"]}),
        ("drawing.size_unused", {"size": "m2"}),
        ("drawing.persons", {"persons": "youngest"}),
        ("drawing.no_previous", {"overlap": "most"}),
        ("drawing.seed", {"seed": 1.5}),
        ("drawing.reserve", {"reserve": -1}),
        ("drawing.reserve", {"reserve": 1.5}),
        ("drawing.reserve", {"reserve": "many"}),
        ("drawing.reserve", {"reserve": True}),
        ("drawing.reserve", {"reserve": float("nan")}),
        ("drawing.reserve", {"reserve": [1] * 20}),
        ("drawing.reserve_large", {"reserve": {"A": 31}}),
        ("argument.kind", {"wave": 2010}),
        ("argument.kind", {"previous": "2008"}),
    ],
)
def test_arguments_that_can_not_be_carried_out(code: str, arguments: dict[str, Any]) -> None:
    refused(WrongUseError, code, **arguments)


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("drawing.no_such_stratum", {"method": {"Z": "srs"}}),
        ("drawing.no_such_stratum", {"reserve": {"Z": 4}}),
        ("drawing.no_column", {"method": "systematic", "order": "stair"}),
    ],
)
def test_names_that_are_not_there(code: str, arguments: dict[str, Any]) -> None:
    refused(UnknownNameError, code, **arguments)


def test_columns_of_strata_that_are_not_there() -> None:
    frame = frame_of(AREAS)
    plan = plan_of(frame, N, strata=["department"])
    refused(UnknownNameError, "drawing.no_column", frame, plan)


def test_a_frame_or_plan_that_is_none() -> None:
    frame = frame_of(AREAS)
    with pytest.raises(WrongUseError):
        sv.draw_sample(frame.units, plan_of(frame, N), seed=1)  # type: ignore[arg-type]
    with pytest.raises(WrongUseError):
        sv.draw_sample(frame, {"A": 10}, seed=1)  # type: ignore[arg-type]


def test_a_sample_from_counts() -> None:
    frame = frame_of_counts(AREAS)
    said = refused(WrongUseError, "frame.only_counts", frame)
    assert "counts only" in said


def test_a_reserve_with_unequal_chances() -> None:
    frame = frame_of(AREAS, size=np.ones(65))
    for method in ("sampford", "pps_systematic"):
        refused(WrongUseError, "drawing.reserve_unequal", frame, method=method, reserve=2)


def test_a_sample_too_large_for_sampford() -> None:
    frame = frame_of({"A": 1_200}, size=np.ones(1_200))
    plan = plan_of(frame, {"A": 1_001})
    said = refused(WrongUseError, "drawing.sampford_large", frame, plan, method="sampford")
    assert "1001 of 1200" in said


def test_one_adult_of_persons_or_of_an_impossible_number() -> None:
    persons = frame_of(AREAS, unit="person")
    refused(WrongUseError, "drawing.persons_already", persons, persons="kish")
    adults = np.full(65, 2)
    adults[3] = 0
    said = refused(
        DataError, "drawing.adults_wrong", frame_of(AREAS, adults=adults), persons="kish"
    )
    assert "A-0003" in said
