"""Averages of fitted means and slopes over rows, with their gradients by the coefficients.

For a view z of the rows and a mean μ(z′θ), the average prediction Σ w μ/Σw has the gradient
Σ w μ′ z/Σw; the average slope along a change ż of the view, Σ w μ′ (ż′θ)/Σw, has the gradient
Σ w {μ″ (ż′θ) z + μ′ ż}/Σw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from survey.kernels.regression import response

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Averages:
    """Weighted averages over rows.

    Attributes
    ----------
    values : (E,) float
    rows : (m, E) float
        What is averaged.
    gradient : (E, P) float
        Derivatives by the coefficients.
    """

    values: Floats
    rows: Floats
    gradient: Floats

    def minus(self, other: Averages) -> Averages:
        """These averages less others of the same size."""
        return Averages(
            self.values - other.values, self.rows - other.rows, self.gradient - other.gradient
        )

    def taken_from(self, whole: float) -> Averages:
        """A constant less these averages."""
        return Averages(whole - self.values, whole - self.rows, -self.gradient)

    def influences(self, weights: Floats, coefficients: Floats) -> Floats:
        """Influences of rows: their own part in the average, and through the coefficients.

        Parameters
        ----------
        weights : (m,) float
        coefficients : (m, P) float
            Influences on the coefficients.

        Returns
        -------
        (m, E) float
        """
        own = (self.rows - self.values) / weights.sum()
        return np.asarray(own + coefficients @ self.gradient.T, dtype=float)


def average_mean(model: str, view: Floats, weights: Floats, theta: Floats) -> Averages:
    """Average prediction over rows of a view (m, P)."""
    fitted = response(model, view @ theta)
    return _averages(fitted.mean, (weights * fitted.first) @ view, weights)


def average_slope(
    model: str, view: Floats, change: Floats, weights: Floats, theta: Floats
) -> Averages:
    """Average derivative of the prediction along a change of the view, both (m, P)."""
    fitted = response(model, view @ theta)
    along = change @ theta
    gradient = (weights * fitted.second * along) @ view + (weights * fitted.first) @ change
    return _averages(fitted.first * along, gradient, weights)


def joined(parts: list[Averages]) -> Averages:
    """Several averages after one another."""
    return Averages(
        np.concatenate([part.values for part in parts]),
        np.hstack([part.rows for part in parts]),
        np.vstack([part.gradient for part in parts]),
    )


def _averages(rows: Floats, gradient: Floats, weights: Floats) -> Averages:
    total = weights.sum()
    return Averages(np.array([weights @ rows / total]), rows[:, None], gradient[None, :] / total)
