"""Covariances between the estimates of two calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.estimates import Estimates
from survey.language.messages import fail

if TYPE_CHECKING:
    from survey.kernels.layout import Floats


def covariance_between(these: Estimates, others: Estimates) -> Floats:
    """Covariances of estimates with those of another call on the same design.

    Parameters
    ----------
    these, others : Estimates
        Of any questions, domains and statistics.

    Returns
    -------
    (len(these), len(others)) float
        NaN where an estimate does not exist.

    Raises
    ------
    WrongUseError
        If the designs differ in weights, units, strata or replicates.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> from survey.estimation.verbs import mean
    >>> homes = SurveyDesign(pd.DataFrame({"rooms": [1, 2, 3], "people": [1, 3, 2]}))
    >>> covariance_between(mean(homes, "rooms"), mean(homes, "people")).round(4).tolist()
    [[0.1667]]
    """
    for given in (these, others):
        must_be(given, Estimates, "estimates", "Estimates")
    first, second = these.covariance, others.covariance
    if first.design.design_id != second.design.design_id:
        raise fail(WrongUseError, "estimate.other_design")
    return first.between(np.arange(first.size), second, np.arange(second.size))
