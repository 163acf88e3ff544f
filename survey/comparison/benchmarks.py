"""Areas against a figure from outside, such as that of a national survey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Category, Domain
from survey.comparison.areas import Adjust, column_of_areas, is_area, key_columns
from survey.comparison.benchmark import Benchmark, BenchmarkComparison
from survey.comparison.families import Family, marks_of_means, marks_of_shares
from survey.errors import UnknownNameError, WrongUseError
from survey.estimation.arguments import must_be
from survey.estimation.estimates import Estimates
from survey.estimation.verbs import check_options
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.kernels.layout import Ints

_ADJUSTMENTS = ("dunnett", "holm", "bh", "none")
_STATISTICS = ("share", "mean", "ratio", "quantile")
_INDEPENDENT = 1e-9
_INDEX_SCALE = (0.0, 100.0)


def compare_benchmark(
    estimates: Estimates,
    benchmark: float | Benchmark | Mapping[str, float | Benchmark],
    *,
    label: Any = "",  # noqa: ANN401 - words, in one language or two
    year: str | int = "",
    source: Any = "",  # noqa: ANN401
    std_error: float | None = None,
    n: int | None = None,
    deff: float = 1.0,
    population: int | None = None,
    codes: Sequence[Any] | None = None,
    base: str | Sequence[Any] | None = None,
    scale: str | tuple[float, float] | None = None,
    over: str | None = None,
    category: Any = None,  # noqa: ANN401 - a code
    adjust: Adjust = "dunnett",
    level: float | None = None,
) -> BenchmarkComparison:
    """Compare every area with a figure from outside.

    Parameters
    ----------
    estimates : Estimates
        Broken down by areas, alone or crossed with more.
    benchmark : number, Benchmark, or mapping of variable to one
        The figure.
    label, year, source, std_error, n, deff, population, codes, base, scale
        Of figures given as numbers: whose they are, and all else that a `Benchmark` tells.
    over : str, optional
        The by-column of areas; may be left out where there is only one by-column.
    category : code or net, optional
        Which answer it is the share of, where several were estimated.
    adjust : {"dunnett", "holm", "bh", "none"}
        How marks account for several areas, as in `compare_areas`.
    level : float in (0, 1), optional
        Confidence level; that of the estimates if left out.

    Returns
    -------
    BenchmarkComparison

    Raises
    ------
    UnknownNameError
        If `over` is no by-column, or the figure is of a variable that was not estimated.
    WrongUseError
        If the figure says that it counts other answers, is of others, or was asked on another scale
        than the survey's own; if it is no share where a share is needed.

    Notes
    -----
    The figure is taken as independent of the areas, which is right where only few of them were in
    the other survey. Without an error of its own (`std_error`, or `n` of a share) it is taken as
    known. Differences of shares have MOVER intervals with Wilson limits, those of other numbers t;
    degrees of freedom are those of the area. All together, if they were estimated, are a family of
    their own. That two surveys ask and reach people alike is not tested by any of this.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2, "k": [40, 60, 72, 28]})
    >>> shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> whole = sv.Benchmark(0.70, "all of Denmark", year=2023, n=5000)
    >>> found = sv.compare_benchmark(shares, whole, category=1)
    >>> found.to_frame()[["area", "benchmark", "mark"]].values.tolist()
    [['A', 0.7, -1], ['B', 0.7, 0]]
    """
    must_be(estimates, Estimates, "estimates", "Estimates")
    column = column_of_areas(estimates, over)
    if adjust not in _ADJUSTMENTS:
        known = culprits(_ADJUSTMENTS)
        raise fail(WrongUseError, "compare.adjust", got=quoted(str(adjust)), known=known)
    if estimates.statistic not in _STATISTICS:
        raise fail(WrongUseError, "benchmark.statistic", got=quoted(estimates.statistic))
    level = estimates.level if level is None else level
    check_options("wald", level, "wor")
    frame = estimates.to_frame()
    told = {
        "label": label, "year": year, "source": source, "std_error": std_error, "n": n,
        "deff": deff, "population": population, "codes": codes, "base": base, "scale": scale,
    }  # fmt: skip
    figures = _figures(frame, benchmark, told)
    chosen = _rows(frame, figures, category)
    for name, figure in figures.items():
        _check(estimates, name, frame["category"].iat[chosen[name][0]], figure)
    parts = [
        _compare(estimates, group, figures[name], adjust, level)
        for name, rows in chosen.items()
        for group in _groups(frame, rows, column)
    ]
    joined = pd.concat(parts).sort_index().reset_index(drop=True)
    return BenchmarkComparison(
        estimates.statistic,
        estimates.by,
        column,
        figures,
        adjust,
        level,
        estimates.codebook,
        (estimates,),
        joined,
    )


def _figures(frame: pd.DataFrame, given: Any, told: dict[str, Any]) -> dict[str, Benchmark]:  # noqa: ANN401
    names = list(dict.fromkeys(frame["variable"]))
    figures = dict(given) if isinstance(given, Mapping) else dict.fromkeys(names, given)
    unknown = [name for name in figures if name not in names]
    if unknown or not figures:
        known = culprits(names)
        raise fail(UnknownNameError, "benchmark.variable", got=culprits(unknown), known=known)
    return {
        name: each if isinstance(each, Benchmark) else Benchmark(each, **told)
        for name, each in figures.items()
    }


def _rows(
    frame: pd.DataFrame, figures: dict[str, Benchmark], category: object
) -> dict[str, list[int]]:
    """The rows to compare with each figure: those of one share or number."""
    found: dict[str, list[int]] = {}
    for name in figures:
        rows = np.flatnonzero((frame["variable"] == name).to_numpy()).tolist()
        known = list(dict.fromkeys(frame["category"].iat[row] for row in rows))
        wanted = known[0] if category is None and len(known) == 1 else category
        if wanted not in known:
            got = quoted(str(category)) if category is not None else str(len(known))
            raise fail(
                WrongUseError, "benchmark.category", name=quoted(name), got=got,
                known=culprits(str(each) for each in known),
            )  # fmt: skip
        found[name] = [row for row in rows if frame["category"].iat[row] == wanted]
    return found


def _groups(frame: pd.DataFrame, rows: list[int], column: str) -> list[Ints]:
    """Families of areas; each number of all together is one for itself."""
    keys = [name for name in key_columns(frame) if name != column]
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        area = frame[column].iat[row]
        if is_area(area) or area is Domain.ALL:
            key = (is_area(area), *(frame[name].iat[row] for name in keys))
            groups.setdefault(key, []).append(row)
    return [np.array(group) for group in groups.values()]


def _check(estimates: Estimates, name: str, category: object, figure: Benchmark) -> None:
    """Refuse a figure that says of itself that it is of something else."""
    if estimates.statistic == "share":
        if not 0 <= figure.value <= 1:
            raise fail(WrongUseError, "benchmark.no_share", got=repr(figure.value))
        if np.isnan(figure.effective_n):
            raise fail(WrongUseError, "benchmark.error_at_end", got=repr(figure.value))
    elif figure.n is not None:
        raise fail(WrongUseError, "benchmark.n_of_mean", name=quoted(name))
    mine = {
        "codes": _codes(estimates, name, category),
        "base": _base(estimates, name),
        "scale": _scale(estimates, name),
    }
    for what, own in mine.items():
        given = getattr(figure, what)
        if given is not None and not _alike(what, given, own):
            raise fail(
                WrongUseError, f"benchmark.differ.{what}", name=quoted(name), got=_told(given),
                expected=_told(own[0] if what == "scale" else own),
            )  # fmt: skip


def _codes(estimates: Estimates, name: str, category: Any) -> tuple[Any, ...]:  # noqa: ANN401
    if category is Category.HEADLINE:
        headline = estimates.codebook.variable_or_bare(name).headline
        return tuple(headline.codes) if headline else ()
    return tuple(estimates.nets.get(category, (category,)))


def _base(estimates: Estimates, name: str) -> Any:  # noqa: ANN401
    if estimates.base != "declared":
        return estimates.base
    headline = estimates.codebook.variable_or_bare(name).headline
    return headline.base if headline else "answered"


def _scale(estimates: Estimates, name: str) -> tuple[Any, str]:
    """From which number to which answers go, and what the scale is called."""
    if name in estimates.codebook.indices:
        return _INDEX_SCALE, ""
    variable = estimates.codebook.variable_or_bare(name)
    values = [code.value for code in variable.codes if not code.outside]
    numbers = [float(value) for value in values if isinstance(value, int)]
    return (min(numbers), max(numbers)) if numbers else None, variable.scale


def _alike(what: str, given: Any, own: Any) -> bool:  # noqa: ANN401
    if what == "scale":
        ends, called = own
        if isinstance(given, str):
            return bool(given == called)
        pair = [float(end) for end in given]
        return bool(ends is None or pair == list(ends))
    if isinstance(given, str) or isinstance(own, str):
        return bool(given == own)
    return bool(set(given) == set(own))


def _told(given: Any) -> str:  # noqa: ANN401
    return quoted(given) if isinstance(given, str) else culprits(given or ())


def _compare(
    estimates: Estimates, rows: Ints, figure: Benchmark, adjust: str, level: float
) -> pd.DataFrame:
    given = estimates.to_frame()
    areas = given.iloc[rows]
    size = len(rows)
    covariance = estimates.covariance.block(rows, rows)
    joint = np.zeros((2 * size, 2 * size))
    joint[:size, :size] = covariance
    joint[size:, size:] = figure.variance(estimates.statistic)
    spread = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    apart = np.abs(covariance - np.diag(np.diag(covariance))) <= _INDEPENDENT * spread
    family = Family(
        estimate=areas["estimate"].to_numpy(float),
        contrast=np.full(size, float(figure.value)),
        n_eff=areas["n_eff"].to_numpy(float),
        contrast_n_eff=np.full(size, figure.effective_n),
        covariance=joint,
        df=areas["df"].to_numpy(float),
        shared=bool((apart | np.isnan(covariance)).all()),
    )
    judge = marks_of_shares if estimates.statistic == "share" else marks_of_means
    judged = judge(family, adjust=adjust, level=level)
    columns = [*key_columns(given), "estimate", "conf_low", "conf_high"]
    result = areas[columns].rename(columns={"conf_low": "own_low", "conf_high": "own_high"})
    ends = figure.limits(estimates.statistic, level)
    result = result.assign(
        benchmark=float(figure.value), benchmark_low=ends[0], benchmark_high=ends[1], **judged
    )
    result["mark"] = result["mark"].astype("int64")
    return result.assign(n=areas["n"], count=areas["count"])
