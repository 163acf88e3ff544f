"""All pairs together, and the highest of all: published tables, exact cases, simulation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import special, stats

from survey.kernels.all_pairs import (
    chance_of_being_highest,
    errors_of,
    largest_of,
    surely_higher,
)
from survey.kernels.many_to_one import critical_values

if TYPE_CHECKING:
    from survey.kernels.all_pairs import Errors
    from survey.kernels.layout import Floats

LONG = os.environ.get("SURVEY_TEST_LONG") == "1"


def _statistics(value: Floats, errors: Errors) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.subtract.outer(value, value) / errors.std_error)


def _df(size: int, df: float = 1e9) -> Floats:
    return np.full((size, size), df)


@pytest.mark.parametrize(
    ("groups", "df", "published"),
    [(2, 10, 3.15), (3, 10, 3.88), (5, 20, 4.23), (8, 60, 4.44), (3, 1e9, 3.31), (10, 1e9, 4.47)],
)
def test_equal_errors_give_the_published_studentized_range(
    groups: int, df: float, published: float
) -> None:
    """Harter 1960, Annals of Mathematical Statistics 31:1122, table of 5 % points."""
    family = largest_of(errors_of(np.eye(groups)), ~np.eye(groups, dtype=bool))
    assert family is not None
    critical = critical_values(family, np.array([float(df)]), 0.95)[0]
    assert critical * np.sqrt(2) == pytest.approx(published, abs=0.012)


@pytest.mark.parametrize(
    ("others", "df", "published"),
    [(1, 10, 1.81), (2, 10, 2.15), (4, 10, 2.47), (3, 20, 2.19), (2, 1e9, 1.92), (4, 1e9, 2.16)],
)
def test_one_against_all_gives_the_published_one_sided_values(
    others: int, df: float, published: float
) -> None:
    """Dunnett 1955, Journal of the American Statistical Association 50:1096, table 1a."""
    pairs = np.zeros((others + 1, others + 1), dtype=bool)
    pairs[1:, 0] = True
    family = largest_of(errors_of(np.eye(others + 1)), pairs)
    assert family is not None
    critical = critical_values(family, np.array([float(df)]), 0.95)[0]
    assert critical == pytest.approx(published, abs=0.012)


@pytest.mark.parametrize("size", [4, 15, 30])
def test_the_level_is_met_to_two_in_a_thousand(size: int) -> None:
    family = largest_of(errors_of(np.eye(size)), ~np.eye(size, dtype=bool))
    assert family is not None
    critical = critical_values(family, np.array([60.0]), 0.95)[0]
    assert stats.studentized_range.sf(critical * np.sqrt(2), size, 60) == pytest.approx(
        0.05, abs=0.002
    )


def test_two_are_an_ordinary_test() -> None:
    errors = errors_of(np.array([[2.0, 0.5], [0.5, 1.0]]))
    statistic = _statistics(np.array([3.0, 0.0]), errors)
    p = chance_of_being_highest(statistic, _df(2, 7.0), errors)
    assert p[0] == 1.0
    assert p[1] == pytest.approx(special.stdtr(7, -3 / np.sqrt(2)), abs=1e-4)


def test_errors_known_to_be_none_decide_at_once() -> None:
    errors = errors_of(np.zeros((3, 3)))
    value = np.array([0.2, 0.5, 0.5])
    with np.errstate(invalid="ignore"):
        away = np.subtract.outer(value, value)
        statistic = np.where(away == 0, 0.0, np.copysign(np.inf, away))
    higher = surely_higher(statistic, _df(3), errors, 0.95)
    assert higher.tolist() == [[False] * 3, [True, False, False], [True, False, False]]
    assert chance_of_being_highest(statistic, _df(3), errors).tolist() == [0.0, 1.0, 1.0]


def test_pairs_that_cannot_be_compared_say_nothing() -> None:
    errors = errors_of(np.diag([1e-4, 1e-4, 1e-4]))
    statistic = _statistics(np.array([0.9, 0.1, 0.5]), errors)
    df = _df(3)
    df[2, :] = df[:, 2] = np.nan
    statistic[2, :] = statistic[:, 2] = np.nan
    higher = surely_higher(statistic, df, errors, 0.95)
    assert higher[0, 1]
    assert higher.sum() == 1
    assert chance_of_being_highest(statistic, df, errors)[2] == 1.0


@settings(max_examples=15, deadline=None)
@given(
    arrays.arrays(float, 5, elements=st.floats(-3, 3)),
    arrays.arrays(float, (5, 5), elements=st.floats(-1, 1)),
    st.permutations(range(5)),
)
def test_order_does_not_matter_but_for_the_lattice(
    value: Floats, root: Floats, order: list[int]
) -> None:
    covariance = root @ root.T + 0.05 * np.eye(5)
    errors = errors_of(covariance)
    statistic = _statistics(value, errors)
    found = chance_of_being_highest(statistic, _df(5, 40.0), errors)
    turned = errors_of(covariance[np.ix_(order, order)])
    again = chance_of_being_highest(_statistics(value[order], turned), _df(5, 40.0), turned)
    assert again == pytest.approx(found[order], abs=0.01)


@settings(max_examples=15, deadline=None)
@given(arrays.arrays(float, 6, elements=st.floats(-3, 3)))
def test_later_steps_only_add_and_never_turn_a_pair_round(value: Floats) -> None:
    errors = errors_of(np.diag(np.linspace(0.05, 0.5, 6)))
    statistic = _statistics(value, errors)
    family = largest_of(errors, ~np.eye(6, dtype=bool))
    assert family is not None
    first = statistic > critical_values(family, np.array([30.0]), 0.95)[0]
    found = surely_higher(statistic, _df(6, 30.0), errors, 0.95)
    assert (found >= first).all()
    assert not (found & found.T).any()
    assert not (found & (np.subtract.outer(value, value) <= 0)).any()


def test_any_pair_or_any_candidate_is_wrong_no_more_often_than_said() -> None:
    """Families of equal and of spread-out estimates, with errors of unlike size."""
    chance = np.random.default_rng(3)
    repeats = 4_000 if LONG else 40
    v = np.array([0.3, 1.0, 0.5, 2.0, 0.8, 0.1])
    covariance = 0.3 * np.sqrt(np.outer(v, v))
    np.fill_diagonal(covariance, v)
    errors = errors_of(covariance)
    root = np.linalg.cholesky(covariance)
    for true in (np.zeros(6), np.array([0.0, 0.0, 1.0, 1.0, 2.0, 4.0])):
        wrong = missed = 0
        for _ in range(repeats):
            statistic = _statistics(true + root @ chance.normal(size=6), errors)
            higher = surely_higher(statistic, _df(6), errors, 0.95)
            wrong += bool((higher & (np.subtract.outer(true, true) <= 0)).any())
            p = chance_of_being_highest(statistic, _df(6), errors)
            missed += p[int(true.argmax())] < 0.05
        room = 3 * np.sqrt(0.05 * 0.95 / repeats)
        assert wrong / repeats < 0.05 + room
        assert missed / repeats < 0.05 + room
