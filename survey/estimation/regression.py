"""Regressions: linear, logit, Poisson and proportional odds, with the errors of the design."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from survey.documents.notebook import unreleased_html, what_was_asked
from survey.errors import DataError, WrongUseError
from survey.estimation import model_fit
from survey.estimation.formula import parse_formula
from survey.estimation.model_matrix import (
    complete,
    matrix_columns,
    model_matrix,
    of_rows,
    read_predictors,
)
from survey.estimation.outcomes import read_outcome
from survey.estimation.result_frame import row_covariance, rows_df, with_tests
from survey.kernels.regression import response
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from survey.estimation.design import SurveyDesign
    from survey.estimation.formula import Formula
    from survey.estimation.model_matrix import Column, Predictor
    from survey.estimation.outcomes import Outcome
    from survey.kernels.layout import Bools, Floats, Ints

Model = Literal["linear", "logit", "poisson", "ordered_logit"]
_MODELS = ("linear", "logit", "poisson", "ordered_logit")
_RATIOS = {"logit": "odds_ratio", "ordered_logit": "odds_ratio", "poisson": "rate_ratio"}
INTERCEPT = "(intercept)"
THRESHOLD = "(threshold)"
CROSS = " × "
"""Between the parts of an interaction, where it is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The rows that a model was fitted to, and their influences.

    Attributes
    ----------
    places : (m,) int
        Which rows of the design.
    weights : (m,) float
        Of all units of a row.
    predictors : dict of Predictor by name
    columns : tuple of Column
        Of the model matrix; of an ordered model without the intercept.
    rows : Rows
    influences : (m, P) float
    replicates : (R, P) float or None
        The coefficients with the weights of each replicate.
    asked : (n,) bool or None
        The rows that it was to be fitted to, if not all.
    """

    places: Ints
    weights: Floats
    predictors: dict[str, Predictor]
    columns: tuple[Column, ...]
    rows: model_fit.Rows
    influences: Floats
    replicates: Floats | None
    asked: Bools | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Regression:
    """A fitted model.

    Attributes
    ----------
    model : {"linear", "logit", "poisson", "ordered_logit"}
    formula : Formula
    outcome : Outcome
        What is explained, and its ordered categories.
    level : float
        Confidence level.
    n : int
        Answers used.
    df : float
        Degrees of freedom: PSUs with a case, minus strata that hold one, plus 1, minus coefficients
        (thresholds count as one).
    r_squared : float
        Share of the weighted variance explained; NaN but for linear models.
    coefficients : (P,) float
        Of an ordered model the thresholds last.
    covariance : (P, P) float
    design : SurveyDesign
    """

    model: Model
    formula: Formula
    outcome: Outcome
    level: float
    n: int
    df: float
    r_squared: float
    coefficients: Floats
    covariance: Floats
    design: SurveyDesign
    fitted: Fitted = field(repr=False)

    def __repr__(self) -> str:
        terms = " + ".join(":".join(term) for term in self.formula.terms) or "1"
        size = f"{len(self.coefficients)} coefficients, n = {self.n}"
        return f"Regression({self.model} of {self.formula.outcome} on {terms}, {size})"

    def __len__(self) -> int:
        return len(self.coefficients)

    def _repr_html_(self) -> str:
        what = what_was_asked((self.formula.outcome,), (), self.design.codebook)
        title = text("notebook.regression", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    @property
    def references(self) -> dict[str, Any]:
        """The level that each category is compared with."""
        return {p.name: p.levels[0] for p in self.fitted.predictors.values() if p.levels}

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The coefficients as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the codebook's labels in this language instead of names and codes.

        Returns
        -------
        DataFrame
            ``term``, ``level`` (of a category; of an interaction all of them), ``estimate``,
            ``std_error``, ``statistic`` (t), ``p_value``, ``conf_low``, ``conf_high``, for logits
            ``odds_ratio`` and for Poisson models ``rate_ratio`` with limits, ``df`` and ``n``.
        """
        keys = [self._key(column, labels) for column in self.fitted.columns]
        keys += [(THRESHOLD, cut) for cut in self.thresholds(labels)]
        frame = pd.DataFrame(
            {
                "term": [term for term, _ in keys],
                "level": pd.Series([level for _, level in keys], dtype=object),
                **with_tests(self.coefficients, self.covariance, self.df, self.level),
            }
        )
        ratio = _RATIOS.get(self.model)
        if ratio is not None:
            with np.errstate(over="ignore"):
                for name, of in (("", "estimate"), ("_low", "conf_low"), ("_high", "conf_high")):
                    frame[ratio + name] = np.exp(frame[of])
            frame.loc[frame["term"] == THRESHOLD, [ratio, f"{ratio}_low", f"{ratio}_high"]] = np.nan
        return frame.assign(df=self.df, n=self.n)

    def _key(self, column: Column, labels: str | None) -> tuple[str, Any]:
        book = self.design.codebook
        names = column.term if labels is None else [book.label(n, labels) for n in column.term]
        found = [
            self.fitted.predictors[name].levels[level]
            for name, level in zip(column.term, column.levels, strict=True)
            if level is not None
        ]
        if labels is not None:
            among = [
                n for n, each in zip(column.term, column.levels, strict=True) if each is not None
            ]
            found = [book.value_label(n, v, labels) for n, v in zip(among, found, strict=True)]
        level = found[0] if len(found) == 1 else CROSS.join(map(str, found))
        return (":" if labels is None else CROSS).join(names) or INTERCEPT, level

    def thresholds(self, labels: str | None = None) -> list[str]:
        """Names of the thresholds of an ordered logit: the answers on both sides."""
        if self.model != "ordered_logit":
            return []
        book, name = self.design.codebook, self.outcome.name
        values = self.outcome.categories
        said = [str(v) if labels is None else book.value_label(name, v, labels) for v in values]
        return [f"{low}|{high}" for low, high in pairwise(said)]


def regress(
    design: SurveyDesign,
    formula: str,
    *,
    model: Model = "linear",
    where: object = None,
    level: float = 0.95,
) -> Regression:
    """Fit a regression to those who answered everything in its formula.

    Parameters
    ----------
    design : SurveyDesign
    formula : str
        ``outcome ~ terms`` of column names with ``+``, ``:`` for interactions and ``*`` for these
        with their main effects; names with spaces between backquotes. Questions with codes, text
        and truth values are categories, compared with their first; ``C(name)`` makes one of
        numbers.
    model : {"linear", "logit", "poisson", "ordered_logit"}
        A logit takes 0 and 1, or a question that declares a headline. An ordered logit takes a
        question with codes, an ordered column or numbers.
    where : (n,) bool, optional
        The rows fitted to; the others stay in the variance.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    Regression

    Raises
    ------
    WrongUseError
        If the formula holds anything but columns and signs, or the model is unknown.
    DataError
        If the outcome doesn't fit the model or never varies, columns say the same, answers are
        perfectly separated, or the fit doesn't converge.

    Notes
    -----
    Coefficients solve Σ w u(β) = 0 for the score u of each row. Their covariance is that of the
    total of the influences u′H⁻¹ with H the weighted information (Binder 1983, Int. Stat. Rev.
    51:279), under the stages, corrections and calibration of the design; with replicate weights the
    model is fitted anew to each. Linear, logit and Poisson models are fitted by statsmodels. The
    ordered logit is P(y ≤ j) = F(ζ_j − x′β).

    References
    ----------
    R's ``survey::svyglm`` (families gaussian, quasibinomial and quasipoisson) and ``svyolr``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> homes = pd.DataFrame({"rooms": [1, 2, 3, 4], "floor": ["top", "top", "low", "low"]})
    >>> found = regress(SurveyDesign(homes), "rooms ~ floor")
    >>> found
    Regression(linear of rooms on floor, 2 coefficients, n = 4)
    >>> found.to_frame()["estimate"].round(6).tolist()
    [3.5, -2.0]
    """
    _check(model, level)
    said = parse_formula(formula)
    outcome = read_outcome(design, said.outcome, model)
    predictors = read_predictors(design, said)
    places = _places(design, said, outcome, predictors, where)
    used = of_rows(predictors, places)
    outcome, y = _outcome_of(outcome, places)
    ordered = model == "ordered_logit"
    columns = matrix_columns(said.terms, used)[1 if ordered else 0 :]
    x = model_matrix(columns, used, len(places))
    rows = model_fit.Rows(model, x, y, len(outcome.categories) if ordered else 0)
    weights = (design.weights * design.counts)[places]
    theta = _coefficients(rows, weights, columns, used)
    slopes = model_fit.influences(rows, weights, theta)
    replicates = _replicates(design, places, rows, theta)
    return Regression(
        model,
        said,
        outcome,
        level,
        n=int(design.counts[places].sum()),
        df=_df(design, places) + 1 - x.shape[1] - ordered,
        r_squared=_explained(rows, weights, theta) if model == "linear" else np.nan,
        coefficients=theta,
        covariance=row_covariance(design, places, slopes, theta, replicates),
        design=design,
        fitted=Fitted(
            places,
            weights,
            used,
            columns,
            rows,
            slopes,
            replicates,
            None if where is None else design.where(where),
        ),
    )


def _check(model: str, level: float) -> None:
    if model not in _MODELS:
        known = culprits(_MODELS)
        raise fail(WrongUseError, "regression.model", got=quoted(model), known=known)
    if not 0 < level < 1:
        raise fail(WrongUseError, "estimate.level", got=level)


def _places(
    design: SurveyDesign,
    formula: Formula,
    outcome: Outcome,
    predictors: dict[str, Predictor],
    where: object,
) -> Ints:
    """The rows asked for that lack nothing."""
    used = complete(predictors, design.rows) & ~np.isnan(outcome.values)
    used &= (design.weights > 0) & (design.counts > 0)
    if where is not None:
        used &= design.where(where)
    if not used.any():
        names = culprits([formula.outcome, *formula.columns])
        raise fail(DataError, "regression.no_rows", names=names)
    return np.flatnonzero(used)


def _df(design: SurveyDesign, places: Ints) -> float:
    inside = np.zeros(design.rows, dtype=bool)
    inside[places] = True
    return rows_df(design, inside)


def _outcome_of(outcome: Outcome, places: Ints) -> tuple[Outcome, Floats]:
    """The outcome with the categories that someone gave, and its values for some rows."""
    values = outcome.values[places]
    present, positions = np.unique(values, return_inverse=True)
    if len(present) < 2:
        name = quoted(outcome.name)
        raise fail(DataError, "regression.outcome_constant", name=name, n=len(places))
    if len(outcome.categories) < 2:
        return outcome, values
    given = tuple(outcome.categories[int(place)] for place in present)
    return type(outcome)(outcome.name, outcome.values, given), positions.astype(float)


def _coefficients(
    rows: model_fit.Rows,
    weights: Floats,
    columns: tuple[Column, ...],
    predictors: dict[str, Predictor],
) -> Floats:
    found = model_fit.fit(rows, weights)
    if found.problem:
        at_fault = [
            _named(column, predictors)
            for column, wrong in zip(columns, found.columns, strict=False)
            if wrong and column.term
        ]
        raise fail(DataError, found.problem, columns=culprits(at_fault))
    return found.theta


def _named(column: Column, predictors: dict[str, Predictor]) -> str:
    parts = zip(column.term, column.levels, strict=True)
    return CROSS.join(
        name if level is None else f"{name} = {predictors[name].levels[level]}"
        for name, level in parts
    )


def _replicates(
    design: SurveyDesign, places: Ints, rows: model_fit.Rows, theta: Floats
) -> Floats | None:
    """Coefficients with the weights of each replicate, begun from those of the whole sample."""
    if design.replicates is None:
        return None
    weights = design.replicates.weights[places]
    found = [model_fit.fit(rows, w, theta) for w in weights.T]
    failed = [number for number, each in enumerate(found, start=1) if each.problem]
    if failed:
        raise fail(DataError, "regression.replicates", got=culprits(failed))
    return np.array([each.theta for each in found])


def _explained(rows: model_fit.Rows, weights: Floats, theta: Floats) -> float:
    residual = rows.y - response("linear", rows.x @ theta).mean
    centred = rows.y - weights @ rows.y / weights.sum()
    return float(1 - (weights @ residual**2) / (weights @ centred**2))
