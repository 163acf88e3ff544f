"""Pieces of regressions: responses, separation, dependent columns and Wald tests."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats

from survey.kernels.proportional_odds import proportional_odds
from survey.kernels.regression import aliased, is_singular, response, solved_rows
from survey.kernels.separation import separating, separating_ordered
from survey.kernels.wald import t_tests, wald_square, wald_test


@pytest.mark.parametrize("model", ["linear", "logit", "poisson"])
def test_derivatives_of_the_mean_are_those_by_differences(model: str) -> None:
    eta, h = np.linspace(-4, 4, 9), 1e-5
    found = response(model, eta)
    up, down = response(model, eta + h), response(model, eta - h)
    assert found.first == pytest.approx((up.mean - down.mean) / (2 * h), rel=1e-6, abs=1e-9)
    assert found.second == pytest.approx((up.first - down.first) / (2 * h), rel=1e-6, abs=1e-9)


def test_scores_are_divided_by_information_of_any_scale() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(30, 3)) * [1, 1e6, 1e-6]
    scores, information = random.normal(size=(5, 3)), x.T @ x
    expected = scores @ np.linalg.inv(information)
    assert solved_rows(scores, information) == pytest.approx(expected, rel=1e-6)


def test_dependent_columns_are_found_and_named() -> None:
    x = np.column_stack([np.ones(6), np.arange(6.0), 3 - 2 * np.arange(6.0), np.arange(6.0) ** 2])
    assert is_singular(x)
    assert aliased(x).tolist() == [False, False, True, False]
    assert not is_singular(x[:, [0, 1, 3]])
    assert not aliased(x[:, [0, 1, 3]]).any()
    assert is_singular(np.column_stack([np.ones(3), np.zeros(3)]))
    assert aliased(np.ones((1, 2))).tolist() == [False, True]
    assert not is_singular(np.column_stack([np.ones(20), 2000 + np.arange(20.0)]))


@pytest.mark.parametrize("answers", list(product([0.0, 1.0], repeat=5)))
def test_separation_by_a_number_is_that_of_its_order(answers: tuple[float, ...]) -> None:
    """Along a number, 0 and 1 are separated if all of one lie on one side, touching or not."""
    y, number = np.array(answers), np.array([1.0, 2, 2, 3, 4])
    if len(set(answers)) < 2:
        return
    zeros, ones = number[y == 0], number[y == 1]
    apart = zeros.max() <= ones.min() or ones.max() <= zeros.min()
    x = np.column_stack([np.ones(5), number])
    assert separating("logit", x, y).any() == apart
    assert separating_ordered(number[:, None], y.astype(int), 1).any() == apart


def test_counts_are_separated_by_a_group_without_any() -> None:
    x = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    assert separating("poisson", x, np.array([1.0, 0, 2, 0, 0, 0])).tolist() == [False, True]
    assert not separating("poisson", x, np.array([1.0, 0, 2, 0, 0, 1])).any()
    assert not separating("poisson", x, np.ones(6)).any()


def test_ordered_answers_without_columns_have_the_logits_of_their_shares() -> None:
    y, w = np.array([0, 1, 1, 2, 3]), np.array([2.0, 1, 1, 3, 3])
    found = proportional_odds(np.empty((5, 0)), y, w, 4)
    assert found.converged
    assert found.theta == pytest.approx(np.log(np.array([2, 4, 7]) / np.array([8, 6, 3])))


def test_ordered_answers_far_from_their_predictor_are_reached_by_halved_steps() -> None:
    random = np.random.default_rng(4)
    x = np.exp(random.normal(0, 3, (200, 1)))
    y = np.digitize(0.2 * x[:, 0] + random.logistic(size=200), [0, 2])
    found = proportional_odds(x, y, np.ones(200), 3)
    assert found.converged
    again = proportional_odds(x, y, np.ones(200), 3, found.theta)
    assert again.theta == pytest.approx(found.theta, rel=1e-10)


def wald_f(estimates: Any, covariance: Any, df: float) -> tuple[float, float]:
    judged = wald_test(wald_square(estimates, covariance), len(estimates), df, adjusted=False)
    return judged.statistic, judged.p_value


def test_a_wald_test_of_one_coefficient_is_its_t_test() -> None:
    t, p = t_tests(np.array([2.0]), np.array([0.8]), 7)
    f, p_value = wald_f(np.array([2.0]), np.array([[0.64]]), 7)
    assert (f, p_value) == pytest.approx((t[0] ** 2, p[0]))
    assert p[0] == pytest.approx(2 * stats.t.sf(2.5, 7))


def test_a_wald_test_of_several_is_a_quadratic_form() -> None:
    random = np.random.default_rng(2)
    b, root = random.normal(size=3), random.normal(size=(3, 3))
    v: Any = root @ root.T
    f, p = wald_f(b, v, 12)
    assert f == pytest.approx(b @ np.linalg.inv(v) @ b / 3)
    assert p == pytest.approx(stats.f.sf(f, 3, 12))


def test_there_is_no_test_without_degrees_of_freedom_or_with_a_singular_covariance() -> None:
    assert np.isnan(wald_f(np.ones(2), np.ones((2, 2)), 5)).all()
    assert np.isnan(wald_f(np.ones(2), np.zeros((2, 2)), 5)).all()
    assert np.isnan(wald_f(np.ones(1), np.eye(1), 0)[1])
    assert np.isnan(t_tests(np.ones(1), np.ones(1), 0)[1]).all()
