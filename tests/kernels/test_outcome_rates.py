"""The rates of AAPOR against numbers worked out by hand, and the identities they must obey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.kernels.outcome_rates import FORMS, eligible_share, rate_parts

EXAMPLE = np.array([[600.0, 50, 200, 300, 20, 100, 30]])
BY_HAND = {
    "RR1": 600 / 1300,
    "RR2": 650 / 1300,
    "RR3": 600 / 1248,
    "RR4": 650 / 1248,
    "RR5": 600 / 1170,
    "RR6": 650 / 1170,
    "COOP1": 600 / 870,
    "COOP2": 650 / 870,
    "COOP3": 600 / 850,
    "COOP4": 650 / 850,
    "REF1": 200 / 1300,
    "REF2": 200 / 1248,
    "REF3": 200 / 1170,
    "CON1": 870 / 1300,
    "CON2": 870 / 1248,
    "CON3": 870 / 1170,
}
PRINTED = {"RR1": 0.4615, "RR2": 0.5, "RR3": 0.4808, "RR4": 0.5208, "RR5": 0.5128, "RR6": 0.5556}


def rate(counts: np.ndarray, kind: str, e: float) -> float:
    counted, base = rate_parts(np.asarray(counts, dtype=float).reshape(1, 7), kind, e)
    return float(counted[0] / base[0])


@pytest.mark.parametrize("kind", BY_HAND)
def test_each_rate_of_the_example_is_that_worked_out_by_hand(kind: str) -> None:
    assert rate(EXAMPLE, kind, 0.6) == pytest.approx(BY_HAND[kind], abs=1e-12)


def test_the_response_rates_of_the_example_are_those_printed() -> None:
    assert {kind: round(rate(EXAMPLE, kind, 0.6), 4) for kind in PRINTED} == PRINTED


def test_there_are_sixteen_rates_in_their_order() -> None:
    assert list(FORMS) == list(BY_HAND)


def test_a_survey_can_be_called_17_per_cent_or_50() -> None:
    """2,567 dwellings, all visited; 449 answered, about half of the doors that were opened."""
    tingbjerg = np.array([449.0, 0, 449, 1669, 0, 0, 0])
    assert round(rate(tingbjerg, "RR1", 1.0), 3) == 0.175
    assert rate(tingbjerg, "RR5", 1.0) == rate(tingbjerg, "RR1", 1.0)
    assert rate(tingbjerg, "COOP1", 1.0) == 0.5


COUNTS = st.lists(st.integers(0, 500), min_size=7, max_size=7).filter(lambda c: sum(c[:5]) > 0)


@given(COUNTS, st.floats(0, 1))
def test_the_less_the_unknown_count_the_higher_the_rate(counts: list[int], e: float) -> None:
    found = np.array(counts)
    for one, other, third in (("RR1", "RR3", "RR5"), ("RR2", "RR4", "RR6"),
                              ("REF1", "REF2", "REF3"), ("CON1", "CON2", "CON3")):  # fmt: skip
        assert rate(found, one, e) <= rate(found, other, e) <= rate(found, third, e)
    assert rate(found, "RR1", e) <= rate(found, "RR2", e)


@given(COUNTS)
def test_with_e_of_1_or_0_the_unknown_count_in_full_or_not_at_all(counts: list[int]) -> None:
    found = np.array(counts)
    for one, other, third in (("RR1", "RR3", "RR5"), ("RR2", "RR4", "RR6"),
                              ("REF1", "REF2", "REF3"), ("CON1", "CON2", "CON3")):  # fmt: skip
        assert rate(found, other, 1.0) == rate(found, one, 1.0)
        assert rate(found, other, 0.0) == rate(found, third, 0.0)


@given(COUNTS, st.floats(0, 1))
def test_response_is_contact_times_cooperation(counts: list[int], e: float) -> None:
    found = np.array(counts)
    if sum(counts[k] for k in (0, 1, 2, 4)):
        product = rate(found, "CON2", e) * rate(found, "COOP1", e)
        assert rate(found, "RR3", e) == pytest.approx(product, abs=1e-12)


@given(COUNTS, st.floats(0.01, 100), st.floats(0, 1))
def test_weights_times_a_constant_change_nothing(counts: list[int], times: float, e: float) -> None:
    found = np.array(counts, dtype=float)
    for kind in ("RR2", "RR4", "RR6", "REF1"):
        assert rate(found * times, kind, e) == pytest.approx(rate(found, kind, e), rel=1e-9)


def test_the_unknown_are_as_eligible_as_the_known() -> None:
    assert eligible_share(EXAMPLE[0], 130.0) == 1170 / 1300
    assert np.isnan(eligible_share(np.array([0.0, 0, 0, 0, 0, 9, 9]), 0.0))


def test_e_is_not_asked_for_where_nothing_is_unknown() -> None:
    assert rate(np.array([3.0, 0, 0, 1, 0, 0, 0]), "RR3", float("nan")) == 0.75
