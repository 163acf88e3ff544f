"""Crosstabs, tests and regressions after the mask; hidden numbers are NaN."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedCrosstab:
    """Two questions crossed.

    Attributes
    ----------
    rows, columns : str
        The two questions.
    row_values, column_values : tuple
        Their answers, in order.
    level : float
        Confidence level.
    frame : DataFrame
        As `Crosstab.to_frame`, without numbers of answers in the cells, and with a ``status``.
    tests : DataFrame
        Tests of independence; NaN if a cell is confidential, as they would give it away.
    cramers_v : float
    """

    rows: str
    columns: str
    row_values: tuple[Any, ...]
    column_values: tuple[Any, ...]
    level: float
    frame: pd.DataFrame = field(repr=False)
    tests: pd.DataFrame = field(repr=False)
    cramers_v: float

    @property
    def statistic(self) -> str:
        """What it is among released results."""
        return "crosstab"

    @property
    def name(self) -> str:
        """The question in the rows."""
        return self.rows


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedTest:
    """A test of means, shares or ranks.

    Attributes
    ----------
    name : str
        As in `TestResult`.
    variable : str
    by : str
        The column of the groups; empty if there are none.
    groups : tuple
        The values compared.
    level : float
    frame : DataFrame
        As `TestResult.to_frame`, with a ``status``.
    """

    name: str
    variable: str
    by: str
    groups: tuple[Any, ...]
    level: float
    frame: pd.DataFrame = field(repr=False)

    @property
    def statistic(self) -> str:
        """What it is among released results."""
        return "test"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedRegression:
    """A fitted model.

    Attributes
    ----------
    model : {"linear", "logit", "poisson", "ordered_logit"}
    outcome : str
    terms : tuple of tuple of str
    references : mapping of column to value
        The level that each category is compared with.
    labels : mapping of language to tuple of (str, str)
        Term and level of each row of the frame in words.
    level : float
        Confidence level.
    df : float
        Degrees of freedom.
    n, r_squared : float
        NaN if they would give something away.
    frame : DataFrame
        As `Regression.to_frame`, with a ``status``.
    few_df : bool
        Whether all is hidden because there are too few degrees of freedom.
    """

    model: str
    outcome: str
    terms: tuple[tuple[str, ...], ...]
    references: Mapping[str, Any]
    labels: Mapping[str, tuple[tuple[str, str], ...]]
    level: float
    df: float
    n: float
    r_squared: float
    frame: pd.DataFrame = field(repr=False)
    few_df: bool = False

    @property
    def statistic(self) -> str:
        """What it is among released results."""
        return "regression"

    @property
    def name(self) -> str:
        """What is explained."""
        return self.outcome


ReleasedAnalysis = ReleasedCrosstab | ReleasedTest | ReleasedRegression
