"""What a test returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.notebook import unreleased_html, what_was_asked
from survey.language.catalogue import text

if TYPE_CHECKING:
    from survey.estimation.estimates import Estimates
    from survey.kernels.wald import Judged

_COLUMNS = (
    "statistic", "df_numerator", "df", "p_value", "estimate", "std_error", "conf_low", "conf_high",
    "n",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TestResult:
    """A test of means, shares or ranks.

    Attributes
    ----------
    name : str
        ``one_mean``, ``two_means``, ``paired_means``, ``several_means``, ``trend``, or that of a
        rank test.
    variable : str
    groups : tuple
        The values compared, in the order of the question; a difference is the second less the
        first.
    statistic : float
        t, or F where several groups are compared; NaN where there is nothing to test with.
    df_numerator : float
        1 for t.
    df : float
        Degrees of freedom, those of the denominator.
    p_value : float
        Two-sided.
    estimate, std_error, conf_low, conf_high : float
        The difference (from a number, between two groups, within pairs) or the slope; NaN where
        several groups are compared.
    n : int
        Answers, unweighted.
    level : float
        Confidence level.
    estimates : Estimates
        What was tested: the mean, the means by group, or the line.
    """

    __test__ = False  # its name is no invitation to pytest

    name: str
    variable: str
    groups: tuple[Any, ...]
    statistic: float
    df_numerator: float
    df: float
    p_value: float
    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    n: int
    level: float
    estimates: Estimates = field(repr=False)

    def __repr__(self) -> str:
        what = self.variable if not self.groups else f"{self.variable}, {len(self.groups)} groups"
        return f"TestResult({self.name} of {what}: {self._said()}, n = {self.n})"

    def _repr_html_(self) -> str:
        what = what_was_asked((self.variable,), (), self.estimates.codebook)
        return unreleased_html(self.to_frame(), text("notebook.test", what=what))

    def to_frame(self) -> pd.DataFrame:
        """The test as a frame of one row.

        Returns
        -------
        DataFrame
            ``test``, ``variable``, ``statistic``, ``df_numerator``, ``df``, ``p_value``,
            ``estimate``, ``std_error``, ``conf_low``, ``conf_high`` and ``n``.
        """
        row = {"test": self.name, "variable": self.variable}
        return pd.DataFrame([row | {name: getattr(self, name) for name in _COLUMNS}])

    def _said(self) -> str:
        mark = f"t({self.df:g})"
        if len(self.groups) > 2 and self.name != "trend":
            mark = f"F({self.df_numerator:g}, {self.df:g})"
        return f"{mark} = {self.statistic:.4g}, p = {self.p_value:.3g}"


def judged_result(
    name: str,
    variable: str,
    groups: tuple[Any, ...],
    judged: Judged,
    estimates: Estimates,
    *,
    n: int,
    level: float,
    estimate: float = float("nan"),
    std_error: float = float("nan"),
    limits: tuple[float, float] = (float("nan"), float("nan")),
) -> TestResult:
    """A test result from its statistic and what was estimated."""
    return TestResult(
        name=name,
        variable=variable,
        groups=groups,
        statistic=judged.statistic,
        df_numerator=judged.numerator,
        df=judged.denominator,
        p_value=judged.p_value,
        estimate=estimate,
        std_error=std_error,
        conf_low=limits[0],
        conf_high=limits[1],
        n=n,
        level=level,
        estimates=estimates,
    )
