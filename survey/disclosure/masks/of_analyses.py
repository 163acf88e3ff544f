"""Crosstabs, tests and regressions through the door: what they tell of whom, and their masks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Domain
from survey.disclosure.masks.of_rows import status_column
from survey.disclosure.policy import Status
from survey.disclosure.results.analyses import (
    ReleasedCrosstab,
    ReleasedRegression,
    ReleasedTest,
)
from survey.errors import WrongUseError
from survey.estimation.crosstab import Crosstab
from survey.estimation.measured import Measured, means
from survey.estimation.regression import Regression
from survey.estimation.tested import TestResult
from survey.estimation.verbs import proportion
from survey.language.catalogue import LANGUAGES
from survey.language.messages import fail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.masks.of_rows import Mask
    from survey.disclosure.policy import ReleasePolicy
    from survey.disclosure.results.analyses import ReleasedAnalysis
    from survey.estimation.estimates import Estimates

Analysis = Crosstab | TestResult | Regression
_TWO = 2
_CELL_NUMBERS = ("estimate", "std_error", "conf_low", "conf_high", "n_eff", "deff")
_TEST_KEYS = ("test", "variable")
_MODEL_KEYS = ("term", "level")


def estimates_of_analysis(each: Analysis) -> list[Estimates]:
    """The estimates that the numbers of an analysis are masked by.

    Of a regression those are the outcome in every group that its coefficients tell apart: a model
    with as many coefficients as groups gives their shares or means back.
    """
    if isinstance(each, Regression):
        return [_outcome_by(each, names) for names in ((), *groups_of(each))]
    if isinstance(each, TestResult):
        return [each.estimates]
    if each.of is None:
        raise fail(WrongUseError, "release_review.crosstab_of_nothing")
    return [each.of]


def tells(each: Analysis) -> bool:
    """Whether a reader can work the estimates behind an analysis out from it.

    Those behind a regression can be if it has a coefficient for each group. Otherwise these are
    only looked up: a coefficient is hidden with a group that is hidden elsewhere.
    """
    if not isinstance(each, Regression):
        return True
    rows = each.fitted.rows
    groups = len(np.unique(rows.x, axis=0))
    return not rows.answers and groups <= rows.x.shape[1]


def masked_analysis(
    each: Analysis,
    parts: Sequence[Any],
    masks: Sequence[Mask],
    rules: ReleasePolicy,
) -> ReleasedAnalysis:
    """An analysis without what its masks hide.

    Parameters
    ----------
    parts : sequence of Estimates
        What `estimates_of_analysis` gave.
    masks : sequence of Mask
        Of each of these.
    """
    if isinstance(each, Crosstab):
        return _masked_crosstab(each, masks[0])
    if isinstance(each, TestResult):
        return _masked_test(each, masks[0].status)
    return _masked_regression(each, parts, masks, rules)


def _masked_crosstab(each: Crosstab, mask: Mask) -> ReleasedCrosstab:
    frame = each.to_frame().drop(columns=["count", "weighted_n"], errors="ignore")
    frame.loc[mask.hidden, list(_CELL_NUMBERS)] = np.nan
    for name in ("n", "df"):
        frame[name] = frame[name].astype(float).mask(np.array(mask.base_hidden, dtype=bool))
    frame = frame.assign(status=status_column(mask.status)).copy()
    tests, v = each.tests, each.cramers_v
    if Status.CONFIDENTIAL in mask.status:
        tests[tests.columns.difference(["test"])] = np.nan
        v = np.nan
    return ReleasedCrosstab(
        each.rows, each.columns, each.row_values, each.column_values, each.level, frame, tests, v
    )


def _masked_test(each: TestResult, statuses: list[Status]) -> ReleasedTest:
    told = each.estimates
    by = told.by[0] if told.by else ""
    compared = [
        status
        for status, value in zip(statuses, _groups(told, by, len(statuses)), strict=True)
        if not by or value in each.groups
    ]
    status = _of_all(compared)
    frame = each.to_frame()
    if status is Status.CONFIDENTIAL:
        numbers = [str(name) for name in frame if name not in _TEST_KEYS]
        frame = frame.assign(**dict.fromkeys(numbers, np.nan))
    frame = frame.assign(status=status_column([status]))
    groups = groups_of_test(each)
    return ReleasedTest(each.name, each.variable, groups, each.groups, each.level, frame)


def groups_of_test(each: TestResult) -> str:
    """The column of the groups that a test compares; empty if there are none."""
    if each.name == "trend":  # the slope of its line is called by it
        return str(each.estimates.to_frame()["category"].iloc[-1])
    return each.estimates.by[0] if each.estimates.by else ""


def _groups(told: Estimates, by: str, rows: int) -> list[Any]:
    return told.to_frame()[by].tolist() if by else [None] * rows


def _of_all(statuses: Sequence[Status]) -> Status:
    """What becomes of a number that some others could be worked out from."""
    for status in (Status.CONFIDENTIAL, Status.FEW):
        if status in statuses:
            return status
    return Status.SHOWN


def groups_of(each: Regression) -> list[tuple[str, ...]]:
    """Columns whose crossed values a model tells apart, none within another.

    These are the categories of each term, and numbers of two values, which work as categories.
    """
    found = [tuple(name for name in term if _tells_apart(each, name)) for term in _terms(each)]
    sets = {frozenset(names) for names in found}
    largest = [names for names in found if names and not any(set(names) < other for other in sets)]
    return list({frozenset(names): names for names in largest}.values())


def _terms(each: Regression) -> list[tuple[str, ...]]:
    return [tuple(term) for term in each.formula.terms]


def _tells_apart(each: Regression, name: str) -> bool:
    predictor = each.fitted.predictors[name]
    return bool(predictor.levels) or len(np.unique(predictor.values)) <= _TWO


def _outcome_by(each: Regression, names: tuple[str, ...]) -> Estimates:
    """Shares or means of the outcome by some columns, of all whom the model is about.

    Who lacks another column of the model is among them: a model that gives shares back has no
    other. Coefficients of ordered answers tell less than the shares of each of these, and so only
    of their number; thresholds tell the shares of all together.
    """
    design, outcome, where = each.design, each.outcome, each.fitted.asked
    if each.model == "ordered_logit" and not names:
        return proportion(design, outcome.name, where=where)
    measured = Measured(outcome.name, outcome.values, None, 1.0)
    return means(design, measured, list(names) or None, where, each.level)


def _masked_regression(
    each: Regression,
    parts: Sequence[Estimates],
    masks: Sequence[Mask],
    rules: ReleasePolicy,
) -> ReleasedRegression:
    statuses = [mask.status for mask in masks]
    few_df = not rules.internal and each.df < rules.least_df
    found = _coefficient_statuses(each, parts, statuses, rules)
    if few_df or Status.CONFIDENTIAL in statuses[0]:
        found = [Status.CONFIDENTIAL] * len(found)
    hidden = np.array([status.hidden for status in found], dtype=bool)
    frame = each.to_frame().drop(columns=["df", "n"])
    numbers = [name for name in frame if name not in _MODEL_KEYS]
    frame.loc[hidden, numbers] = np.nan
    frame = frame.assign(status=status_column(found)).copy()
    tells = not hidden.any()
    return ReleasedRegression(
        model=each.model,
        outcome=each.formula.outcome,
        terms=tuple(_terms(each)),
        references=each.references,
        labels={language: _labels(each, language) for language in LANGUAGES},
        level=each.level,
        df=each.df if tells else np.nan,
        n=np.nan if any(masks[0].base_hidden) or few_df else float(each.n),
        r_squared=each.r_squared if tells else np.nan,
        frame=frame,
        few_df=few_df,
    )


def _labels(each: Regression, language: str) -> tuple[tuple[str, str], ...]:
    frame = each.to_frame(labels=language)
    return tuple(zip(map(str, frame["term"]), map(str, frame["level"]), strict=True))


def _coefficient_statuses(
    each: Regression,
    parts: Sequence[Estimates],
    statuses: Sequence[list[Status]],
    rules: ReleasePolicy,
) -> list[Status]:
    """The status of each coefficient: that of the groups whose outcomes it compares."""
    tables = [
        _Groups(part.by, _statuses_by(part, mine) | _too_small(each, part.by, rules))
        for part, mine in zip(parts[1:], statuses[1:], strict=True)
    ]
    found = []
    for column in each.fitted.columns:
        given = {
            name: level
            for name, level in zip(column.term, column.levels, strict=True)
            if _tells_apart(each, name)
        }
        of_groups = [list(table.compared(each, given)) for table in tables]
        found.append(_of_all([*statuses[0], *chain.from_iterable(of_groups)]))
    cuts = len(each.coefficients) - len(found)
    references = [list(table.compared(each, {})) for table in tables]
    return [*found, *[_of_all([*statuses[0], *chain.from_iterable(references)])] * cuts]


def _statuses_by(part: Estimates, statuses: list[Status]) -> dict[tuple[Any, ...], Status]:
    frame = part.to_frame()
    found: dict[tuple[Any, ...], list[Status]] = {}
    values = zip(*(frame[name] for name in part.by), strict=True)
    for value, status in zip(values, statuses, strict=True):
        found.setdefault(tuple(value), []).append(status)
    return {value: _of_all(mine) for value, mine in found.items() if Domain.MISSING not in value}


def _too_small(
    each: Regression, names: tuple[str, ...], rules: ReleasePolicy
) -> dict[tuple[Any, ...], Status]:
    """Groups that are confidential among the rows that the model was fitted to."""
    fitted = each.fitted
    columns = {name: fitted.predictors[name].values for name in names}
    rows = pd.DataFrame(columns).assign(
        y=fitted.rows.y, n=each.design.counts[fitted.places].astype(float)
    )
    two = each.model == "logit" or len(np.unique(fitted.rows.y)) == _TWO
    rows["yes"] = rows["n"] * (rows["y"] == rows["y"].max())
    found = {}
    for values, group in rows.groupby(list(names)):
        n, yes = float(group["n"].sum()), float(group["yes"].sum())
        small = two and any(0 < part <= rules.small_cell for part in (yes, n - yes))
        if n < rules.minimum_base or small:
            found[_value_of(each, names, values)] = Status.CONFIDENTIAL
    return found


def _value_of(each: Regression, names: tuple[str, ...], values: Any) -> tuple[Any, ...]:  # noqa: ANN401
    levels = [each.fitted.predictors[name].levels for name in names]
    pairs = zip(levels, values, strict=True)
    return tuple(known[int(value)] if known else value for known, value in pairs)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Crossed values of some columns, and what becomes of the outcome in each."""

    names: tuple[str, ...]
    status: dict[tuple[Any, ...], Status]

    def compared(self, each: Regression, given: dict[str, int | None]) -> Iterator[Status]:
        """What becomes of the groups that a coefficient compares.

        Those at its levels or at the references of its columns, and at the references of all
        others; a coefficient of columns that aren't among these compares none of them.
        """
        if not set(given) <= set(self.names):
            return
        allowed = [self._values(each, name, given) for name in self.names]
        for value, status in self.status.items():
            if all(part in some for part, some in zip(value, allowed, strict=True)):
                yield status

    def _values(self, each: Regression, name: str, given: dict[str, int | None]) -> set[Any]:
        levels = each.fitted.predictors[name].levels
        if not levels:
            return {value[self.names.index(name)] for value in self.status}
        at = given.get(name)
        return {levels[0]} if at is None else {levels[0], levels[at]}
