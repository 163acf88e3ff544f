"""Comparing who answered with who lives there."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Code, Domain, Kind, Variable
from survey.comparison.register.register_shares import characteristics, weighted_on
from survey.comparison.register.representativity import Representativity
from survey.errors import WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.other_weights import (
    answers_of,
    base_values,
    design_with,
    over_of,
    weighted_design,
)
from survey.estimation.verbs import check_options, proportion
from survey.kernels.adjust import holm
from survey.kernels.known_shares import dissimilarity, expects_enough, known_shares_test
from survey.language.messages import fail, quoted
from survey.responses.responses import MISSING_TEXTS
from survey.weighting.diagnostics import must_be_weights
from survey.weighting.recipe import BaseWeights, Recipe, WithinDwelling
from survey.weighting.targets import Targets
from survey.weighting.weigh import weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.codebook import Codebook
    from survey.comparison.register.register_shares import Characteristic, KnownShares
    from survey.estimation.design import SurveyDesign
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Floats
    from survey.sampling.sample import Sample
    from survey.weighting.weights import Weights

_SHIFT = 1e-9
_CELLS: tuple[tuple[str, type], ...] = (
    ("variable", object), ("category", object), ("n", int), ("count", int),
    ("respondents", float), ("std_error", float), ("conf_low", float), ("conf_high", float),
    ("weighted", float), ("register", float), ("register_low", float), ("register_high", float),
    ("register_count", float), ("difference", float), ("difference_low", float),
    ("difference_high", float), ("difference_weighted", float), ("mark", int),
    ("weighted_on", bool),
)  # fmt: skip
_TESTS: tuple[tuple[str, type], ...] = (
    ("variable", object), ("n", int), ("lacking", int), ("statistic", float), ("df", float),
    ("p_value", float), ("p_adjusted", float), ("dissimilarity", float),
    ("dissimilarity_weighted", float),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Measured:
    """One characteristic in the survey: as selected, as weighted, and who didn't tell it."""

    of: Characteristic
    before: Estimates
    after: Estimates | None
    lacking: Estimates


def representativity(
    answers: Any,  # noqa: ANN401 - responses or a frame
    targets: Targets,
    weights: Weights | None = None,
    sample: Sample | None = None,
    *,
    variables: Sequence[str] | None = None,
    level: float = 0.95,
    codebook: Codebook | None = None,
) -> Representativity:
    """Who answered beside who lives there, in each area and in all.

    Parameters
    ----------
    answers : Responses or DataFrame
    targets : Targets
        What the register knows, also of what isn't weighted on.
    weights : Weights, optional
        Of these answers. Left out, the respondents are shown as they were selected.
    sample : Sample, optional
        Who was asked, where there are no weights. Without it too, all of an area are taken to have
        been asked.
    variables : sequence of str, optional
        Characteristics to show; all of the register's if left out. One that the register has only
        crossed with others is summed over these.
    level : float
    codebook : Codebook, optional
        What the columns of a frame mean; that of the answers if left out.

    Returns
    -------
    Representativity
        To be released before it is shown: `sv.release`.

    Raises
    ------
    UnknownNameError
        If the register has no such characteristic, or the answers don't.
    WeightingError
        If the register is about others than the weights are, or lacks an area with answers.
    WrongUseError
        If these are no answers, or not those of the weights.

    Notes
    -----
    The shares of the respondents are weighted by how they were selected (1/π, times adults), since
    areas are sampled at different rates. They are tested against the register by Rao and Scott's
    second correction of X² (1981), characteristic by characteristic, where Cochran's rule holds:
    every category expects an answer, four in five expect five. A single category is marked where
    the characteristic departs (Holm) and the category's own interval excludes the register. What
    the register hides counts with the count that the targets give it, and is shown as a range.

    The dissimilarity index is half the sum of absolute differences: the share of respondents who
    would have to be someone else.
    """
    must_be(targets, Targets, "targets", "read_targets(...)")
    check_options("wilson", level, "wor")
    weights = _selected(answers, targets, sample) if weights is None else weights
    must_be_weights(weights)
    frame, book = answers_of(answers, weights, codebook)
    over = over_of(weights)
    areas = _areas(frame, over, weights, targets)
    found = characteristics(targets, areas, variables, weights.recipe.universe)
    data = _with_lacking(frame, found)
    full = _codebook(book, found, frame)
    base = base_values(weights)
    named = [each.name for each in found]
    first = design_with(data, full, weights, base)
    moved = not _same_but_for_scale(base, weights.values)
    last = weighted_design(data, full, weights) if moved else None
    measured = [_measured(each, first, last, over, level) for each in found]
    tests = _tests(measured, over)
    return Representativity(
        over=over,
        universe=weights.recipe.universe,
        level=level,
        codebook=full,
        estimates=tuple(part for each in measured for part in _parts(each)),
        has_weights=moved,
        is_even=_is_even(base, frame[over]),
        weighted_on=weighted_on(weights.recipe) & set(named),
        sources={each.name: (each.year, each.source) for each in found},
        simulated=weights.simulated or targets.simulated,
        _frame=_cells(measured, tests, over, level, weighted_on(weights.recipe)),
        _tests=tests,
    )


def lacking_name(name: str) -> str:
    """The column that says who didn't tell a characteristic."""
    return f"{name} (lacking)"


def _selected(answers: Any, targets: Targets, sample: Sample | None) -> Weights:  # noqa: ANN401
    """Weights that hold no more than how people were selected."""
    households = targets.universe == "households"
    one_adult = sample is not None and bool(sample.person_rule) and not households
    steps = (BaseWeights(), WithinDwelling()) if one_adult else (BaseWeights(),)
    recipe = Recipe(steps, targets.universe)
    return weight(answers, recipe=recipe, sample=sample, targets=targets)


def _areas(frame: pd.DataFrame, over: str, weights: Weights, targets: Targets) -> list[Any]:
    """Areas with answers, in their order."""
    there = [each for each in dict.fromkeys(frame[over]) if not pd.isna(each)]
    area = weights.area or targets.area
    order = [code.value for code in area.codes] if area is not None else []
    return sorted(there, key=lambda v: order.index(v) if v in order else len(order))


def _codebook(book: Codebook, found: Sequence[Characteristic], frame: pd.DataFrame) -> Codebook:
    """The codebook with every code of the register, and with the columns of who lacks one.

    Of a column that it doesn't know, with the answers that occur.
    """
    variables: list[Variable] = []
    for each in found:
        known = book.variable_or_bare(each.name)
        have = {code.value for code in known.codes}
        given = [] if known.codes else [v for v in frame[each.name].dropna() if not _is_none(v)]
        values = dict.fromkeys([*each.codes, *given])
        more = tuple(Code(value, {}) for value in values if value not in have)
        variables.append(replace(known, codes=(*known.codes, *more)))
        two = (Code(0, {}), Code(1, {}))
        variables.append(Variable(lacking_name(each.name), Kind.SINGLE, {}, codes=two))
    return book.with_variables(variables)


def _is_none(value: Any) -> bool:  # noqa: ANN401 - what a column holds
    """Whether a value says that there is no answer: a negative code, also as a text."""
    return str(value) in MISSING_TEXTS


def _with_lacking(frame: pd.DataFrame, found: Sequence[Characteristic]) -> pd.DataFrame:
    lacking = {}
    for each in found:
        if each.name not in frame:
            raise fail(WrongUseError, "representativity.no_column", name=quoted(each.name))
        lacking[lacking_name(each.name)] = (~frame[each.name].isin(each.codes)).astype(int)
    return pd.concat([frame, pd.DataFrame(lacking, index=frame.index)], axis=1)


def _measured(
    each: Characteristic, first: SurveyDesign, last: SurveyDesign | None, over: str, level: float
) -> _Measured:
    """Shares of those who are in a category of the register; others lack the characteristic."""
    how: dict[str, Any] = {"level": level}
    if each.by_area:
        how |= {"by": over, "all_row": True}
    shares: dict[str, Any] = how | {"base": list(each.codes)}
    return _Measured(
        each,
        proportion(first, each.name, **shares),
        None if last is None else proportion(last, each.name, **shares),
        proportion(first, lacking_name(each.name), **how),
    )


def _parts(each: _Measured) -> Iterator[Estimates]:
    yield each.before
    if each.after is not None:
        yield each.after
    yield each.lacking


def _same_but_for_scale(base: Floats, values: Floats) -> bool:
    scale = values.sum() / base.sum()
    return bool(np.allclose(scale * base, values, rtol=_SHIFT, atol=0))


def _is_even(base: Floats, areas: pd.Series[Any]) -> bool:
    spread = pd.Series(base).groupby(areas.to_numpy()).agg(["min", "max"])
    return bool(np.allclose(spread["min"], spread["max"], rtol=_SHIFT))


# Numbers


def _rows(estimates: Estimates, over: str) -> dict[tuple[Any, Any], tuple[int, dict[Any, Any]]]:
    """Rows with their places, by area and category."""
    records: list[Any] = estimates.to_frame().to_dict("records")
    return {
        (record.get(over, Domain.ALL), record["category"]): (place, record)
        for place, record in enumerate(records)
    }


def _tests(measured: Sequence[_Measured], over: str) -> pd.DataFrame:
    rows = [row for each in measured for row in _tests_of(each, over)]
    frame = _typed(rows, over, _TESTS)
    whole = np.array([row[over] is Domain.ALL for row in rows])
    p = frame["p_value"].to_numpy(float)
    adjusted = np.full(len(p), np.nan)
    for family in (whole, ~whole):
        adjusted[family] = holm(p[family])
    frame["p_adjusted"] = adjusted
    return frame


def _tests_of(each: _Measured, over: str) -> Iterator[dict[str, Any]]:
    rows, lacking = _rows(each.before, over), _rows(each.lacking, over)
    later = None if each.after is None else _rows(each.after, over)
    for area, known in each.of.known.items():
        places, records = zip(*(rows[area, code] for code in each.of.codes), strict=True)
        shares = np.array([record["estimate"] for record in records])
        covariance = each.before.covariance.block(places, places)
        n, df = float(records[0]["n"]), float(records[0]["df"])
        judged = known_shares_test(shares, known.share, covariance, n, df)
        enough = expects_enough(known.share, n)
        weighted = math.nan
        if later is not None:
            after = np.array([later[area, code][1]["estimate"] for code in each.of.codes])
            weighted = dissimilarity(after, known.share)
        yield {
            over: area,
            "variable": each.of.name,
            "n": int(n),
            "lacking": int(lacking[area, 1][1]["count"]),
            "statistic": judged.statistic if enough else math.nan,
            "df": judged.numerator if enough else math.nan,
            "p_value": judged.p_value if enough else math.nan,
            "p_adjusted": math.nan,
            "dissimilarity": dissimilarity(shares, known.share),
            "dissimilarity_weighted": weighted,
        }


def _cells(
    measured: Sequence[_Measured],
    tests: pd.DataFrame,
    over: str,
    level: float,
    used: frozenset[str],
) -> pd.DataFrame:
    records: list[Any] = tests.to_dict("records")
    sure = {(r["variable"], r[over]) for r in records if r["p_adjusted"] < 1 - level}
    rows = [
        row | {"weighted_on": each.of.name in used}
        for each in measured
        for row in _cells_of(each, over, sure)
    ]
    return _typed(rows, over, _CELLS)


def _cells_of(each: _Measured, over: str, sure: set[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    rows = _rows(each.before, over)
    later = None if each.after is None else _rows(each.after, over)
    for area, known in each.of.known.items():
        for place, code in enumerate(each.of.codes):
            record = rows[area, code][1]
            weighted = math.nan if later is None else float(later[area, code][1]["estimate"])
            found = _cell(record, weighted, known, place)
            departs = (each.of.name, area) in sure
            yield {
                over: area,
                "variable": each.of.name,
                "category": code,
                **found,
                "mark": _mark(found) if departs else 0,
            }


def _cell(record: Any, weighted: float, known: KnownShares, place: int) -> dict[str, Any]:  # noqa: ANN401
    share, low, high = (float(part[place]) for part in (known.share, known.low, known.high))
    mine = float(record["estimate"])
    return {
        "n": int(record["n"]),
        "count": int(record["count"]),
        "respondents": mine,
        **{name: float(record[name]) for name in ("std_error", "conf_low", "conf_high")},
        "weighted": weighted,
        "register": share,
        "register_low": low,
        "register_high": high,
        "register_count": float(known.count[place]),
        "difference": mine - share,
        "difference_low": mine - high,
        "difference_high": mine - low,
        "difference_weighted": weighted - share,
    }


def _mark(cell: dict[str, Any]) -> int:
    """1 where the interval lies above all that the register may have, −1 where below."""
    if cell["conf_low"] > cell["register_high"]:
        return 1
    return -1 if cell["conf_high"] < cell["register_low"] else 0


def _typed(
    rows: Sequence[dict[str, Any]], over: str, columns: Sequence[tuple[str, type]]
) -> pd.DataFrame:
    """A frame in which texts and areas stay objects."""
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=dtype)
            for name, dtype in ((over, object), *columns)
        }
    )
