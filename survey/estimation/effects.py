"""A regression in the unit of its outcome: average effects, standardised means, predictions."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import narwhals.stable.v1 as nw
import numpy as np
import pandas as pd

from survey.documents.notebook import unreleased_html, what_was_asked
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.model_matrix import model_matrix, new_predictors, slope_matrix
from survey.estimation.regression import Regression
from survey.estimation.result_frame import row_covariance, with_errors, with_tests
from survey.kernels.averages import Averages, average_mean, average_slope, joined
from survey.kernels.regression import response
from survey.language.catalogue import current_language, text
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.codebook import Codebook
    from survey.estimation.model_matrix import Predictor
    from survey.kernels.layout import Floats

Error = Literal["sampled", "fixed"]
_MOST_PREDICTIONS = 2000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Effects:
    """Numbers worked out from a regression, with their covariance.

    Attributes
    ----------
    kind : {"average effects", "standardised", "predicted"}
    outcome : str
    error : {"sampled", "fixed"}
        Whether the rows averaged over count as drawn, or as given.
    level : float
        Confidence level.
    df : float
        Degrees of freedom of the regression.
    estimates : (E,) float
    covariance : (E, E) float
        In the order of the rows of `to_frame`.
    gradient : (E, P) float
        Derivatives by the coefficients of the regression.
    """

    kind: str
    outcome: str
    error: Error
    level: float
    df: float
    estimates: Floats
    covariance: Floats
    gradient: Floats
    codebook: Codebook
    _keys: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"Effects({self.kind} on {self.outcome}, {len(self)} rows)"

    def __len__(self) -> int:
        return len(self.estimates)

    def _repr_html_(self) -> str:
        title = text("notebook.effects", what=what_was_asked((self.outcome,), (), self.codebook))
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The numbers as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the codebook's labels in this language instead of names and codes.

        Returns
        -------
        DataFrame
            What each is of (``variable``, ``level``, for effects ``reference``, for ordered
            outcomes ``category``), ``estimate``, ``std_error``, for effects ``statistic`` and
            ``p_value``, ``conf_low``, ``conf_high`` and ``df``.
        """
        measured = with_tests if self.kind == "average effects" else with_errors
        measures = measured(self.estimates, self.covariance, self.df, self.level)
        keys = self._keys if labels is None else self._labelled(labels)
        return pd.concat([keys, pd.DataFrame(measures)], axis=1).assign(df=self.df)

    def _labelled(self, language: str) -> pd.DataFrame:
        book, keys = self.codebook, self._keys.copy()
        if "category" in keys:
            keys["category"] = [
                book.value_label(self.outcome, v, language) for v in keys["category"]
            ]
        if "variable" not in keys:
            for name in keys.columns.difference(["category"]):
                keys[name] = [book.value_label(str(name), v, language) for v in keys[name]]
            return keys
        for column in keys.columns.intersection(["level", "reference"]):
            pairs = zip(keys["variable"], keys[column], strict=True)
            keys[column] = [book.value_label(name, v, language) for name, v in pairs]
        keys["variable"] = [book.label(name, language) for name in keys["variable"]]
        return keys


def average_effects(
    regression: Regression,
    variables: str | Sequence[str] | None = None,
    *,
    error: Error = "sampled",
) -> Effects:
    """Average effects of columns on the outcome, in its own unit (percentage points in a logit).

    Parameters
    ----------
    regression : Regression
    variables : str or sequence of str, optional
        Columns of the model; all of them if left out.
    error : {"sampled", "fixed"}
        Whether standard errors hold the error of averaging over the sampled rows, or take the rows
        as given.

    Returns
    -------
    Effects
        For a category one row for each level but the first: the average difference in the
        prediction between everyone at that level and everyone at the first. For a number the
        average derivative. For an ordered logit these are effects on the share of each answer.

    Raises
    ------
    WrongUseError
        If a variable isn't in the model.

    Notes
    -----
    Averages over the rows of the regression, with their weights. Standard errors by the delta
    method: "fixed" is g V g′ with g the gradient of the average; "sampled" takes the influences
    (effect_i − average)/Σw + g·(influence on the coefficients), so both errors and their covariance
    count (Graubard & Korn 1999, Biometrics 55:652). With replicate weights "sampled" averages anew
    for each.

    References
    ----------
    R's ``marginaleffects::avg_slopes`` ("fixed") and ``survey::svypredmeans``.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> from survey.estimation.regression import regress
    >>> homes = pd.DataFrame({"safe": [0, 1, 1, 0, 1, 1], "floor": ["low"] * 3 + ["top"] * 3})
    >>> model = regress(SurveyDesign(homes), "safe ~ floor", model="logit")
    >>> average_effects(model).to_frame()["estimate"].round(9).abs().tolist()
    [0.0]
    """
    _check(regression, error)
    known = regression.fitted.predictors
    wanted = [variables] if isinstance(variables, str) else list(variables or known)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        names = culprits(known)
        raise fail(WrongUseError, "regression.variable_unknown", got=culprits(unknown), known=names)
    if not wanted:
        raise fail(WrongUseError, "estimate.no_variables")
    keys: list[dict[str, Any]] = []
    for name in wanted:
        levels = known[name].levels
        pairs = [(level, levels[0]) for level in levels[1:]] or [("", "")]
        keys += [{"variable": name, "level": at, "reference": first} for at, first in pairs]

    def averages(theta: Floats, weights: Floats) -> Averages:
        return joined([_effect(regression, known[name], theta, weights) for name in wanted])

    return _effects(regression, "average effects", keys, averages, error)


def standardised(regression: Regression, by: str, *, error: Error = "sampled") -> Effects:
    """Average predictions with everyone set to each level of a category in turn.

    Parameters
    ----------
    regression : Regression
    by : str
        A category of the model.
    error : {"sampled", "fixed"}
        As in `average_effects`.

    Returns
    -------
    Effects
        One row a level (of an ordered logit one for each level and answer), with the covariance, so
        that differences can be tested.

    Raises
    ------
    WrongUseError
        If `by` isn't a category of the model.

    Notes
    -----
    Predictive margins (Graubard & Korn 1999, Biometrics 55:652): Σ w μ(x with the level)/Σw.

    References
    ----------
    R's ``survey::svypredmeans``, which leaves the covariance of the average and the coefficients
    out.

    Examples
    --------
    >>> import pandas as pd
    >>> from survey.estimation.design import SurveyDesign
    >>> from survey.estimation.regression import regress
    >>> homes = pd.DataFrame({"rooms": [1, 2, 3, 4], "floor": ["top", "top", "low", "low"]})
    >>> model = regress(SurveyDesign(homes), "rooms ~ floor")
    >>> standardised(model, by="floor").to_frame()["estimate"].round(6).tolist()
    [3.5, 1.5]
    """
    _check(regression, error)
    must_be(by, str, "by", "str")
    predictor = regression.fitted.predictors.get(by)
    if predictor is None or not predictor.levels:
        raise fail(WrongUseError, "regression.not_category", name=quoted(by))
    levels = predictor.levels
    keys = [{"variable": by, "level": level} for level in levels]

    def averages(theta: Floats, weights: Floats) -> Averages:
        places = range(len(levels))
        return joined([_set_to(regression, predictor, at, theta, weights) for at in places])

    return _effects(regression, "standardised", keys, averages, error)


def predict(
    regression: Regression,
    data: Any,  # noqa: ANN401 - any frame that narwhals knows
    *,
    scale: Literal["response", "link"] = "response",
) -> Effects:
    """Predictions for rows of other data, with the error of the coefficients.

    Parameters
    ----------
    regression : Regression
    data : DataFrame
        With the columns of the model.
    scale : {"response", "link"}
        In the unit of the outcome, or as the linear predictor (of an ordered logit one for each
        threshold).

    Returns
    -------
    Effects
        One row a row (of an ordered logit one for each row and answer).

    Raises
    ------
    DataError
        If a value is missing or a category is new to the model.

    Notes
    -----
    R's ``predict`` for ``survey::svyglm``.
    """
    _check(regression, "fixed")
    if scale not in ("response", "link"):
        raise fail(WrongUseError, "regression.scale", got=quoted(scale))
    fitted = regression.fitted
    frame = _as_pandas(data)
    given = new_predictors(fitted.predictors, frame, regression.design.codebook)
    rows = len(frame)
    x = model_matrix(fitted.columns, given, rows)
    model = "linear" if scale == "link" else fitted.rows.link_model
    parts = [_each_row(model, view, regression.coefficients) for view in fitted.rows.views(x)]
    if scale == "response":
        parts = _shares(regression, parts)
    stacked = np.arange(len(parts) * rows).reshape(len(parts), rows).T.ravel()
    whole = joined(parts)
    keys = [{name: frame[name].iloc[row] for name in fitted.predictors} for row in range(rows)]
    names = regression.outcome.categories if scale == "response" else regression.thresholds()
    return _put_together(
        regression, "predicted", _crossed(regression, keys, names), whole.values[stacked],
        whole.gradient[stacked], "fixed", None,
    )  # fmt: skip


def _as_pandas(data: object) -> pd.DataFrame:
    try:
        frame = nw.from_native(data, eager_only=True).to_pandas()
    except TypeError:
        raise fail(WrongUseError, "design.no_frame", got=type(data).__name__) from None
    if not 0 < len(frame) <= _MOST_PREDICTIONS:
        most = _MOST_PREDICTIONS
        raise fail(WrongUseError, "regression.predictions", got=len(frame), most=most)
    return frame


def _check(regression: object, error: str) -> None:
    if not isinstance(regression, Regression):
        raise fail(WrongUseError, "regression.regression_type", got=type(regression).__name__)
    if error not in ("sampled", "fixed"):
        raise fail(WrongUseError, "regression.error", got=quoted(error))


def _effect(
    regression: Regression, predictor: Predictor, theta: Floats, weights: Floats
) -> Averages:
    if not predictor.levels:
        return _slope(regression, predictor.name, theta, weights)
    first = _set_to(regression, predictor, 0, theta, weights)
    places = range(1, len(predictor.levels))
    means = [_set_to(regression, predictor, at, theta, weights) for at in places]
    return joined([mean.minus(first) for mean in means])


def _slope(regression: Regression, name: str, theta: Floats, weights: Floats) -> Averages:
    fitted, rows = regression.fitted, regression.fitted.rows
    changed = slope_matrix(fitted.columns, fitted.predictors, len(rows.x), name)
    along = rows.views(changed)
    if rows.answers:  # thresholds don't move along
        still = np.arange(changed.shape[1], len(theta))
        for change in along:
            change[:, still] = 0
    parts = [
        average_slope(rows.link_model, view, change, weights, theta)
        for view, change in zip(rows.views(rows.x), along, strict=True)
    ]
    return joined(_shares(regression, parts, whole=0.0))


def _set_to(
    regression: Regression, predictor: Predictor, at: int, theta: Floats, weights: Floats
) -> Averages:
    fitted, rows = regression.fitted, regression.fitted.rows
    given = {**fitted.predictors, predictor.name: predictor.everywhere(at)}
    x = model_matrix(fitted.columns, given, len(rows.x))
    parts = [average_mean(rows.link_model, view, weights, theta) for view in rows.views(x)]
    return joined(_shares(regression, parts))


def _shares(regression: Regression, parts: list[Averages], whole: float = 1.0) -> list[Averages]:
    """Cumulative shares of ordered answers made into the share of each; others as they are."""
    if not regression.fitted.rows.answers:
        return parts
    between = [high.minus(low) for low, high in pairwise(parts)]
    return [parts[0], *between, parts[-1].taken_from(whole)]


def _each_row(model: str, view: Floats, theta: Floats) -> Averages:
    found = response(model, view @ theta)
    return Averages(found.mean, np.empty((0, len(view))), found.first[:, None] * view)


def _effects(
    regression: Regression,
    kind: str,
    keys: list[dict[str, Any]],
    averages: Callable[[Floats, Floats], Averages],
    error: Error,
) -> Effects:
    fitted, design = regression.fitted, regression.design
    found = averages(regression.coefficients, fitted.weights)
    frame = _crossed(regression, keys, regression.outcome.categories)
    covariance = None
    if error == "sampled":
        replicates = None
        if fitted.replicates is not None and design.replicates is not None:
            weights = design.replicates.weights[fitted.places].T
            pairs = zip(fitted.replicates, weights, strict=True)
            replicates = np.array([averages(theta, w).values for theta, w in pairs])
        slopes = found.influences(fitted.weights, fitted.influences)
        covariance = row_covariance(design, fitted.places, slopes, found.values, replicates)
    return _put_together(regression, kind, frame, found.values, found.gradient, error, covariance)


def _put_together(
    regression: Regression,
    kind: str,
    keys: pd.DataFrame,
    estimates: Floats,
    gradient: Floats,
    error: Error,
    covariance: Floats | None,
) -> Effects:
    if covariance is None:
        covariance = gradient @ regression.covariance @ gradient.T
    return Effects(
        kind, regression.outcome.name, error, regression.level, regression.df, estimates,
        covariance, gradient, regression.design.codebook, keys,
    )  # fmt: skip


def _crossed(
    regression: Regression, keys: list[dict[str, Any]], categories: Sequence[Any]
) -> pd.DataFrame:
    """What each number is of; of an ordered outcome each answer by itself."""
    if regression.fitted.rows.answers:
        keys = [{**key, "category": category} for key in keys for category in categories]
    return pd.DataFrame(keys, dtype=object)
