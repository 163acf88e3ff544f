"""The R-indicator of who answered, from what is known of everyone sampled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from survey.codebook import Codebook
from survey.errors import DataError, WrongUseError
from survey.fieldwork.covariates import Asked, CovariateCells, Term, covariate_cells, terms_of
from survey.fieldwork.dispositions import CORE, Dispositions
from survey.fieldwork.outcomes import Outcome
from survey.fieldwork.r_indicator import CROSSED, RIndicator, category_label
from survey.findings import Severity
from survey.kernels.response_propensity import (
    between_groups,
    fit_propensities,
    group_means,
    precision,
    sampling_variance,
    spread_limits,
    whole_spread,
    within_groups,
)
from survey.language.catalogue import current_language
from survey.language.messages import culprits, fail, finding
from survey.questionnaire.arguments import refuse_unless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from survey.findings import Finding
    from survey.kernels.layout import Bools, Floats, Ints
    from survey.kernels.response_propensity import PropensityFit

_ANSWERED = (Outcome.COMPLETE, Outcome.PARTIAL)
_NO_LAG = -1e-9
_CLOSED = (*_ANSWERED, Outcome.REFUSAL, Outcome.NOT_ELIGIBLE)


class _Category(NamedTuple):
    """What is known of a category."""

    term: str
    category: Any
    n: int
    answers: int
    reachable: int
    rate: float
    unconditional: float
    std_error: float
    conditional: float


def r_indicator(
    responded: Sequence[Any] | pd.Series[Any],
    covariates: pd.DataFrame | Mapping[str, Sequence[Any]],
    *,
    terms: Iterable[str | Iterable[str]] | None = None,
    weights: Sequence[float] | pd.Series[Any] | None = None,
    strata: Sequence[Any] | pd.Series[Any] | None = None,
    reachable: Sequence[bool] | pd.Series[Any] | None = None,
    level: float = 0.95,
    codebook: Codebook | None = None,
) -> RIndicator:
    """How alike the chances of answering are, given what is known of everyone sampled.

    Chances of answering are estimated by a logistic regression on the covariates. R is 1 − 2S with
    S their standard deviation, from which the part that is mere scatter of the estimates is taken
    away. R = 1 means that no group answers more than another; it says nothing of groups that the
    covariates don't tell apart.

    Parameters
    ----------
    responded : sequence of bool, or of 0 and 1
        Whether each unit sampled answered.
    covariates : DataFrame, or mapping of str to sequence
        What is known of every unit sampled, in categories, in the same order. What was learned
        from the answers can't be a covariate.
    terms : list of str or tuple of str, optional
        The covariates of the model; a tuple crosses. All, none of them crossed, if left out.
    weights : sequence of float, optional
        Base weights. Without them the indicator is of those sampled, else of those that they were
        sampled from.
    strata : sequence, optional
        Strata that they were sampled from, each with as many units as its weights sum to.
    reachable : sequence of bool, optional
        Which units may still answer.
    level : float
        Confidence level.
    codebook : Codebook, optional
        With the labels and the order of the categories.

    Returns
    -------
    RIndicator

    Raises
    ------
    DataError
        If nobody or everybody counts as sampled only, a covariate is known only of those who
        answered, has too many categories, or a weight isn't a positive number.
    UnknownNameError
        If a term is no covariate.
    WrongUseError
        If the arguments are of other lengths or kinds.

    Notes
    -----
    R, the largest bias and the coefficient of variation: Schouten, Cobben & Bethlehem (2009), Surv.
    Meth. 35:101. Bias and variance of S²: Shlomo, Skinner & Schouten (2012), J. Stat. Plan. Inf.
    142:201, with the scatter taken about the mean propensity. The interval inverts the noncentral
    χ² distribution of S², so that it holds near R = 1 as well. Partial indicators: Schouten, Shlomo
    & Skinner (2011), J. Off. Stat. 27:231; those of variables are without their scatter too.

    The largest bias is that of the share of respondents, unweighted but for base weights, in the
    worst case: that the question goes wholly with the chance of answering.

    Examples
    --------
    Two groups of equal size, of which .5 and .3 answer, have S = .1 and so R = .8:

    >>> group = ["a"] * 5000 + ["b"] * 5000
    >>> answered = [True] * 2500 + [False] * 2500 + [True] * 1500 + [False] * 3500
    >>> found = r_indicator(answered, {"group": group})
    >>> round(found.estimate, 2), round(found.max_bias, 3)
    (0.8, 0.125)
    >>> found.lagging[["category", "needed"]].values.tolist()
    [['b', 500]]
    """
    frame = _frame_of(covariates)
    answered = _flags(responded, "responded", len(frame))
    _check_level(level)
    refuse_unless(codebook, Codebook, "codebook", "Codebook")
    chosen = terms_of(list(frame.columns) if terms is None else terms)
    open_units = None if reachable is None else _flags(reachable, "reachable", len(frame))
    asked = Asked(
        answered,
        _weights(weights, len(frame)),
        _strata(strata, len(frame)),
        np.zeros(len(frame), dtype=bool) if open_units is None else open_units & ~answered,
    )
    _check_answers(answered)
    book = codebook or Codebook()
    cells = covariate_cells(frame, chosen, asked, book)
    return _indicator(cells, book, level, reachable=open_units is not None)


def r_indicator_of(
    dispositions: Dispositions,
    covariates: Iterable[str | Iterable[str]] = ("area",),
    *,
    level: float = 0.95,
    codebook: Codebook | None = None,
) -> RIndicator:
    """The R-indicator of a fieldwork: of its eligible units, complete and partial answers counted.

    Parameters
    ----------
    dispositions : Dispositions
        With a row for each unit sampled; those that aren't eligible are left out, those of which
        it isn't known count as sampled.
    covariates : list of str or tuple of str
        Columns of the units that are known of everyone sampled; a tuple crosses.
    level : float
    codebook : Codebook, optional
        Labels of further columns; those of the areas are known.

    Returns
    -------
    RIndicator

    Raises
    ------
    WrongUseError
        If only counts by area are known.
    DataError, UnknownNameError
        As for `r_indicator`.
    """
    refuse_unless(dispositions, Dispositions, "dispositions", "Dispositions")
    if dispositions is None or dispositions.units is None:
        raise fail(WrongUseError, "progress.units_needed")
    terms = terms_of(covariates)
    units = dispositions.units
    units = units[units["outcome"].astype(str) != Outcome.NOT_ELIGIBLE.value]
    outcome = units["outcome"].astype(str)
    _refuse_told_by_answers(terms)
    book = (codebook or Codebook()).with_variables([dispositions.area])
    closed = outcome.isin([each.value for each in _CLOSED])
    return r_indicator(
        outcome.isin([each.value for each in _ANSWERED]),
        units,
        terms=terms,
        weights=units["base_weight"],
        strata=units.get("stratum"),
        reachable=None if dispositions.closed else ~closed,
        level=level,
        codebook=book,
    )


def _refuse_told_by_answers(terms: Sequence[Term]) -> None:
    """Refuse what came of the fieldwork itself."""
    found = [name for term in terms for name in term if name in CORE and name != "area"]
    if found:
        raise fail(DataError, "progress.of_the_fieldwork", names=culprits(found))


# Arguments


def _frame_of(covariates: object) -> pd.DataFrame:
    if isinstance(covariates, pd.DataFrame):
        return covariates.reset_index(drop=True)
    try:
        return pd.DataFrame(dict(covariates))  # type: ignore[call-overload]
    except (TypeError, ValueError):
        got = type(covariates).__name__
        raise fail(
            WrongUseError, "argument.kind", name="covariates", got=got, expected="pandas.DataFrame"
        ) from None


def _flags(values: Any, name: str, count: int) -> Bools:  # noqa: ANN401 - what a user gives
    column = values if isinstance(values, pd.Series) else pd.Series(list(values))
    _check_length(len(column), name, count)
    right = column.isin([0, 1]).to_numpy(dtype=bool)
    if not right.all():
        rows = culprits((np.flatnonzero(~right) + 1).tolist())
        raise fail(DataError, "progress.flags", name=name, rows=rows)
    return np.asarray(column.to_numpy() == 1, dtype=bool)


def _weights(values: Any, count: int) -> Floats:  # noqa: ANN401 - what a user gives
    if values is None:
        return np.ones(count)
    given = values if isinstance(values, pd.Series) else pd.Series(list(values))
    numbers = pd.to_numeric(given, errors="coerce").to_numpy(dtype=float)
    _check_length(len(numbers), "weights", count)
    wrong = np.flatnonzero(~(np.isfinite(numbers) & (numbers > 0)))
    if len(wrong):
        raise fail(DataError, "progress.weights", rows=culprits((wrong + 1).tolist()))
    return numbers


def _strata(values: Any, count: int) -> Ints:  # noqa: ANN401 - what a user gives
    if values is None:
        return np.zeros(count, dtype=np.int64)
    _check_length(len(values), "strata", count)
    return np.asarray(pd.factorize(pd.Series(values), use_na_sentinel=False)[0], np.int64)


def _check_length(length: int, name: str, count: int) -> None:
    if length != count:
        raise fail(WrongUseError, "progress.length", name=name, got=length, expected=count)


def _check_level(level: object) -> None:
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise fail(WrongUseError, "progress.level", got=str(level))


def _check_answers(answered: Bools) -> None:
    if len(answered) < 2 or not answered.any():
        raise fail(DataError, "progress.no_answers", units=len(answered), count=int(answered.sum()))


# Numbers


def _indicator(
    cells: CovariateCells, book: Codebook, level: float, *, reachable: bool
) -> RIndicator:
    fit = fit_propensities(cells.cells)
    whole = whole_spread(cells.cells, fit)
    sure = precision(cells.cells, fit, whole)
    low, high = spread_limits(whole, sure.unit, level)
    spread, rate = math.sqrt(whole.variance), float(cells.cells.mean(fit.propensity))
    categories = [each for term in cells.terms for each in _categories(cells, fit, term)]
    frame = _category_frame(categories, level)
    return RIndicator(
        estimate=1 - 2 * spread,
        std_error=math.sqrt(sure.variance) / spread if spread > 0 else math.nan,
        conf_low=max(1 - 2 * high, 0.0),
        conf_high=1 - 2 * low,
        level=level,
        unadjusted=1 - 2 * math.sqrt(whole.raw),
        response_rate=rate,
        spread=spread,
        cv=spread / rate,
        max_bias=min(spread / (2 * rate), 1.0),
        max_bias_high=min(high / (2 * rate), 1.0),
        n=int(cells.cells.units.sum()),
        answers=int(cells.answers.sum()),
        variables=pd.DataFrame([_variable(cells, fit, term) for term in cells.terms]),
        categories=frame,
        lagging=_lagging(categories, frame, rate, reachable=reachable),
        terms=cells.terms,
        codebook=book,
        notes=tuple(_notes(categories, book)),
    )


def _variable(cells: CovariateCells, fit: PropensityFit, term: Term) -> dict[str, Any]:
    between = between_groups(cells.cells, fit, cells.groups[term])
    within = within_groups(cells.cells, fit, cells.others(term))
    return {
        "term": CROSSED.join(term),
        "unconditional": math.sqrt(between.variance),
        "conditional": math.sqrt(within.variance),
    }


def _categories(cells: CovariateCells, fit: PropensityFit, term: Term) -> list[_Category]:
    """The categories of a term with their indicators; those without units are left out."""
    group, others = cells.groups[term], cells.others(term)
    count = len(cells.categories[term])
    weight = np.bincount(group, cells.cells.weight, count)
    units = np.bincount(group, cells.cells.units, count).astype(int)
    answers, open_units = (
        np.bincount(group, each, count).astype(int) for each in (cells.answers, cells.reachable)
    )
    rates = group_means(cells.cells, fit.propensity, group)
    mean = cells.cells.mean(fit.propensity)
    sizes = np.sqrt(weight / cells.cells.total)
    found = []
    for place, name in enumerate(cells.categories[term]):
        within = within_groups(cells.cells, fit, others, group == place)
        found.append(
            _Category(
                CROSSED.join(term),
                name,
                int(units[place]),
                int(answers[place]),
                int(open_units[place]),
                float(rates[place]),
                float(sizes[place] * (rates[place] - mean)),
                float(sizes[place] * _error_of_lag(cells, fit, group == place)),
                math.sqrt(within.raw),
            )
        )
    return found


def _error_of_lag(cells: CovariateCells, fit: PropensityFit, inside: Bools) -> float:
    """Standard error of how far the mean propensity of a group is from that of all."""
    data = cells.cells
    part = data.weight * inside / (data.weight @ inside)
    slope = part @ fit.slope
    rate = part @ fit.propensity
    pull = inside * (fit.propensity - rate) / (data.weight @ inside)
    pull -= (fit.propensity - data.mean(fit.propensity)) / data.total
    return math.sqrt(float(slope @ fit.covariance @ slope) + sampling_variance(data, pull))


def _category_frame(categories: Sequence[_Category], level: float) -> pd.DataFrame:
    z = float(special.ndtri((1 + level) / 2))
    frame = pd.DataFrame(
        {
            name: pd.Series([getattr(each, name) for each in categories], dtype=dtype)
            for name, dtype in (
                ("term", object), ("category", object), ("n", int), ("answers", int),
                ("rate", float), ("unconditional", float), ("std_error", float),
            )
        }
    )  # fmt: skip
    frame["conf_low"] = frame["unconditional"] - z * frame["std_error"]
    frame["conf_high"] = frame["unconditional"] + z * frame["std_error"]
    frame["conditional"] = [each.conditional for each in categories]
    return frame


def _lagging(
    categories: Sequence[_Category], frame: pd.DataFrame, mean: float, *, reachable: bool
) -> pd.DataFrame:
    """The categories below the mean, those that pull the indicator down most first."""
    sure = dict(zip(categories, (frame["conf_high"] < 0).tolist(), strict=True))
    behind = [each for each in categories if each.unconditional < _NO_LAG]
    rows = [
        {
            "term": each.term,
            "category": each.category,
            "n": each.n,
            "answers": each.answers,
            "rate": each.rate,
            "mean": mean,
            "lag": each.rate - mean,
            "sure": sure[each],
            "needed": max(math.ceil(each.n * (mean - each.rate) - 1e-9), 1),
            "reachable": each.reachable if reachable else -1,
        }
        for each in sorted(behind, key=lambda each: each.unconditional)
    ]
    kinds = {
        "term": object, "category": object, "n": int, "answers": int, "rate": float,
        "mean": float, "lag": float, "sure": bool, "needed": int, "reachable": int,
    }  # fmt: skip
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in kinds.items()}
    )


def _notes(categories: Sequence[_Category], book: Codebook) -> list[Finding]:
    """What must be said of groups in which nobody or everybody answered."""
    notes = []
    for code, name in (("nobody", 0), ("everybody", 1)):
        at_edge = [
            category_label(book, each.term, each.category, current_language())
            for each in categories
            if each.answers == name * each.n
        ]
        if at_edge:
            names = culprits(at_edge)
            notes.append(
                finding(f"progress.{code}", severity=Severity.NOTE, count=len(at_edge), names=names)
            )
    return notes
