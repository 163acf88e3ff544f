"""How much answers differ between areas, and how much within them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.documents.notebook import unreleased_html, what_was_asked
from survey.errors import DataError, WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.outcomes import scores
from survey.estimation.result_frame import roots, row_covariance, rows_df
from survey.estimation.variables import coded
from survey.kernels.intervals import t_quantile
from survey.kernels.variance_components import components, correlation_influences
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.codebook import Codebook
    from survey.estimation.design import SurveyDesign
    from survey.estimation.variables import Coded
    from survey.kernels.layout import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VarianceBetween:
    """What `variance_between` returns.

    Attributes
    ----------
    by : str
        The column of areas.
    level : float
        Confidence level.
    """

    by: str
    level: float
    codebook: Codebook
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"VarianceBetween({len(self)} variables by {self.by})"

    def __len__(self) -> int:
        return len(self._frame)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, (), self.codebook)
        title = text("notebook.variance_between", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The variances as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the codebook's labels in this language instead of names.

        Returns
        -------
        DataFrame
            One row a variable: ``variable``, ``between`` and ``within`` (variances),
            ``correlation`` (intraclass: the share of the variance that lies between areas, without
            what chance adds), its ``std_error``, ``conf_low``, ``conf_high``, ``eta_squared`` (the
            share as observed, chance included), ``df``, ``n`` and ``areas``.
        """
        frame = self._frame.copy()
        if labels is not None:
            frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame


def variance_between(
    design: SurveyDesign,
    variables: str | Sequence[str],
    *,
    by: str = "area",
    where: object = None,
    level: float = 0.95,
) -> VarianceBetween:
    """Variance between and within areas, and the intraclass correlation, of one or more variables.

    Parameters
    ----------
    design : SurveyDesign
    variables : str or sequence of str
        Columns of numbers, or questions whose codes are whole numbers, which then count as such.
    by : str
        The column of areas.
    where : (n,) bool, optional
        The rows estimated for; the others stay in the variance.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    VarianceBetween

    Raises
    ------
    DataError
        If fewer than two areas have answers, or none has two.

    Notes
    -----
    The weighted analysis of variance: both sums of squares are set equal to what is expected of
    them under y = μ + area + rest (Korn & Graubard 2003, JRSS B 65:175; with equal weights Donner
    1986, Int. Stat. Rev. 54:67). Answers within an area count as independent. The variance between
    areas comes out below 0 now and then where areas don't differ; it is left as it is. The standard
    error is linearised under the design, or from its replicates; limits are t limits. They are
    about these areas, with other residents answering, not about other areas.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = pd.DataFrame({"area": list("aabb"), "rooms": [1, 3, 4, 6]})
    >>> frame = variance_between(SurveyDesign(homes), "rooms").to_frame()
    >>> frame[["between", "within"]].round(6).to_numpy().tolist()
    [[3.5, 2.0]]
    """
    must_be(variables, (str, Sequence), "variables", "str | list")
    names = [variables] if isinstance(variables, str) else list(variables)
    if not names:
        raise fail(WrongUseError, "estimate.no_variables")
    if len(set(names)) < len(names):
        raise fail(WrongUseError, "estimate.variable_twice", names=culprits(names))
    if not 0 < level < 1:
        raise fail(WrongUseError, "estimate.level", got=level)
    inside = (design.weights > 0) & (design.counts > 0)
    inside &= True if where is None else design.where(where)
    areas = coded(design, by)
    inside &= (areas.codes >= 0) & (areas.codes < len(areas.values))
    rows = [_row(design, name, areas, inside, level) for name in names]
    return VarianceBetween(by, level, design.codebook, pd.DataFrame(rows))


def _row(
    design: SurveyDesign, name: str, areas: Coded, inside: Bools, level: float
) -> dict[str, Any]:
    values = scores(design, name)
    inside = inside & ~np.isnan(values)
    places = np.flatnonzero(inside)
    present, area = np.unique(areas.codes[places], return_inverse=True)
    n = int(design.counts[places].sum())
    if len(present) < 2 or n <= len(present):
        raise fail(DataError, "regression.few_areas", name=quoted(name), areas=len(present), n=n)
    y, attached = values[places], design.weights[places]
    weights = attached * design.counts[places]
    found = components(y, area, weights, attached, len(present))
    slopes = correlation_influences(y, area, weights, attached, len(present))
    replicates = _replicates(design, places, y, area, len(present))
    estimate = np.array([found.correlation])
    variance = row_covariance(design, places, np.nan_to_num(slopes)[:, None], estimate, replicates)
    std_error = float(roots(variance)[0]) if np.isfinite(found.correlation) else np.nan
    df = rows_df(design, inside)
    reach = float(t_quantile(np.array(df), level)) * std_error
    return {
        "variable": name,
        "between": found.between,
        "within": found.within,
        "correlation": found.correlation,
        "std_error": std_error if df > 0 else np.nan,
        "conf_low": found.correlation - reach,
        "conf_high": found.correlation + reach,
        "eta_squared": found.eta_squared,
        "df": df,
        "n": n,
        "areas": len(present),
    }


def _replicates(
    design: SurveyDesign, places: Ints, y: Floats, area: Ints, areas: int
) -> Floats | None:
    if design.replicates is None:
        return None
    attached, given = design.weights[places], design.replicates.weights[places]
    found = [components(y, area, w, attached, areas).correlation for w in given.T]
    return np.array(found)[:, None]
