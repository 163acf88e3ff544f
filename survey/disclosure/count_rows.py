"""Results read as numbers of answers, each row with the status that it has on its own."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.codebook import Category, Domain, MissingKind
from survey.disclosure.cells import CountRow, Sum
from survey.disclosure.nchs import few_effective, nchs_hides
from survey.disclosure.policy import ReleasePolicy, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.codebook import Codebook
    from survey.comparison.comparison import Comparison
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools, Floats

Key = tuple[Any, ...]

_UNANSWERED = "(no answer)"
_OF_SEVERAL = ("respondents", "answers")
_DUMMY = frozenset([0, 1])
_NUMBER = frozenset(["(number)"])


def rows_of_estimates(
    each: Estimates, source: int, rules: ReleasePolicy
) -> tuple[list[CountRow], dict[Key, CountRow]]:
    """A row of counts for each row of some estimates, and the same rows by what they say."""
    frame = each.to_frame()
    names = ("n", "count", "estimate")
    n, count, estimate = (frame[name].to_numpy(float) for name in names)
    own = np.where(np.isnan(count), _greater(each, frame), count)
    answers = frame.groupby("variable", sort=False)["category"]
    bases = {
        str(name): _base(each.base, each.codebook, str(name), frozenset(found))
        for name, found in answers
    }
    status = _with_precision(_own_status(n, own, estimate, rules), each, frame, rules)
    if each.base == "answers":
        status = _all_or_none(status)
    several = each.base if each.base in _OF_SEVERAL else None
    rows = _rows(
        frame,
        each.by,
        bases,
        each.codebook,
        source,
        n,
        count,
        status,
        several=several,
        nets=each.nets,
    )
    return rows, dict(zip(_keys(frame, each.by, n, estimate), rows, strict=True))


def sides_of_comparison(
    each: Comparison, source: int, beside: dict[Key, CountRow], rules: ReleasePolicy
) -> list[tuple[CountRow, CountRow]]:
    """The two sides of each difference as rows of counts.

    Parameters
    ----------
    beside : dict
        The estimates released together with it. A side that is among them is read as they are;
        another one is judged by its numbers of answers.
    """
    frame = each.to_frame()
    rest = each.contrast is Domain.REST
    contrast = pd.Series([Domain.ALL] * len(frame), dtype=object) if rest else frame["contrast"]
    theirs = frame.assign(**{each.over: contrast})
    sides = []
    for side, prefix in ((frame, ""), (theirs, "contrast_")):
        names = (f"{prefix}n", f"{prefix}count", f"{prefix}estimate")
        n, count, estimate = (side[name].to_numpy(float) for name in names)
        bases = _bases_as_told(each.codebook, side, n, count)
        status = _own_status(n, count, estimate, rules)
        if each.base == "answers":
            status = _all_or_none(status)
        if rest and prefix:  # who knows an area and the rest knows all
            n, count = n + frame["n"].to_numpy(float), count + frame["count"].to_numpy(float)
        several = each.base if each.base in _OF_SEVERAL else None
        rows = _rows(
            side,
            each.by,
            bases,
            each.codebook,
            source,
            n,
            count,
            status,
            several=several,
            nets=each.nets,
        )
        for row, key in zip(rows, _keys(side, each.by, n, estimate), strict=True):
            if key in beside:
                row.read_as(beside[key])
        sides.append(rows)
    return list(zip(*sides, strict=True))


def _rows(
    frame: pd.DataFrame,
    by: tuple[str, ...],
    bases: dict[str, frozenset[Any]],
    codebook: Codebook,
    source: int,
    n: Floats,
    count: Floats,
    status: list[Status],
    *,
    several: object,
    nets: Mapping[Any, tuple[Any, ...]],
) -> list[CountRow]:
    answers = zip(frame["variable"], frame["category"], _domains(frame, by), strict=True)
    rows = []
    for (name, category, domain), size, number, own in zip(answers, n, count, status, strict=True):
        numeric, net = bool(np.isnan(number)), category is Category.HEADLINE
        base = _NUMBER if numeric else bases[name]
        counted = base if numeric else base & _counted(category, codebook, name)
        question = name
        if several:  # an option is ticked or not; what is ticked beside it says nothing of it
            of_ticks = several == "answers"
            question = f"{category} (of answers)" if of_ticks else str(category)
            base, counted = _DUMMY, frozenset([1])
        elif category == "" and not numeric:  # a number of two values: how many have the greater
            question = f"{name} (score)" if _has_codes(codebook, name) else name
            base, counted = _DUMMY, frozenset([1])
        elif category in nets:
            counted = base & frozenset(nets[category])
        row = CountRow(
            question=question,
            source=source,
            numeric=numeric,
            net=net,
            counted=Sum(domain, counted),
            base=Sum(domain, base),
            count=float(size if numeric else number),
            n=float(size),
            status=own,
        )
        rows.append(row)
    return rows


def _counted(category: Any, codebook: Codebook, name: str) -> frozenset[Any]:  # noqa: ANN401 - a code
    if category is Category.HEADLINE:
        headline = codebook[name].headline
        return frozenset(headline.codes if headline else ())
    return frozenset([1 if category == "" else category])  # "": the mean of zeros and ones


def _domains(frame: pd.DataFrame, by: tuple[str, ...]) -> Iterator[frozenset[tuple[str, Any]]]:
    """The pairs of column and value of each row; a pooled column gives none."""
    values = zip(*(frame[name] for name in by), strict=True) if by else iter([()] * len(frame))
    return (
        frozenset((name, v) for name, v in zip(by, row, strict=True) if v is not Domain.ALL)
        for row in values
    )


def _keys(frame: pd.DataFrame, by: tuple[str, ...], n: Floats, estimate: Floats) -> Iterator[Key]:
    names = zip(frame["variable"], frame["category"], strict=True)
    return zip(names, _domains(frame, by), n.tolist(), estimate.tolist(), strict=True)


def _own_status(n: Floats, count: Floats, estimate: Floats, rules: ReleasePolicy) -> list[Status]:
    """Status of rows by their numbers of answers; counts are NaN where nothing is counted."""
    status = np.full(len(n), Status.SHOWN, dtype=object)
    status[n < rules.few_answers] = Status.FEW
    small = _small(count, rules) | _small(n - count, rules)
    status[small | (n < rules.minimum_base)] = Status.CONFIDENTIAL
    status[np.isnan(estimate) | (n == 0)] = Status.UNAVAILABLE
    return [Status(each) for each in status]


def _all_or_none(status: list[Status]) -> list[Status]:
    """Shares of ticks add up to 1 and are ratios of small numbers: hide all if one is hidden."""
    if Status.CONFIDENTIAL not in status:
        return status
    return [own if own is Status.UNAVAILABLE else Status.CONFIDENTIAL for own in status]


def _has_codes(codebook: Codebook, name: str) -> bool:
    variable = codebook.get(name)
    return variable is not None and bool(variable.codes)


def _small(count: Floats, rules: ReleasePolicy) -> Bools:
    with np.errstate(invalid="ignore"):
        return np.asarray((count >= 1) & (count <= rules.small_cell))


def _with_precision(
    status: list[Status], each: Estimates, frame: pd.DataFrame, rules: ReleasePolicy
) -> list[Status]:
    """The same, with too wide or too uncertain ones among what would be shown."""
    share = each.statistic == "share"
    wide = (frame["conf_high"] - frame["conf_low"]).to_numpy(float) > rules.widest_interval
    few = wide & share
    uncertain = np.zeros(len(frame), dtype=bool)
    if rules.uncertain_hidden:
        uncertain = nchs_hides(frame, each.level) if share else few_effective(frame)
    return [
        own if own.hidden else Status.UNCERTAIN if hide else Status.FEW if mark else own
        for own, hide, mark in zip(status, uncertain, few, strict=True)
    ]


def _greater(each: Estimates, frame: pd.DataFrame) -> Floats:
    """How many have the greater of two values behind each row; NaN for other columns.

    A median or a variance of a column of two values gives their numbers away.
    """
    data = each.covariance.design.data
    known: dict[str, Floats] = {}
    for name in each.variables:
        values = set(data[name].dropna().unique()) - set(MissingKind) if name in data else set()
        if len(values) == 2 and all(isinstance(value, Real) for value in values):
            known[name] = each.with_value(name, max(values))
    if not known:
        return np.full(len(frame), np.nan)
    domains = list(_domains(frame, each.by))
    place = {domain: at for at, domain in enumerate(dict.fromkeys(domains))}
    rows = zip(frame["variable"], domains, strict=True)
    return np.array([known[name][place[at]] if name in known else np.nan for name, at in rows])


def _base(
    base: str | tuple[Any, ...], codebook: Codebook, name: str, found: frozenset[Any]
) -> frozenset[Any]:
    """The codes of people that a share is of."""
    variable = codebook.get(name)
    codes = frozenset(c for c in found if not isinstance(c, Category))
    if variable is not None and variable.codes:
        codes = frozenset(code.value for code in variable.codes)
    elif found == {""}:
        codes = _DUMMY
    if base == "declared":
        base = variable.headline.base if variable and variable.headline else "answered"
    if base == "asked":
        return codes | {_UNANSWERED}
    return codes if base == "answered" else frozenset(base)


def _bases_as_told(
    codebook: Codebook, frame: pd.DataFrame, n: Floats, count: Floats
) -> dict[str, frozenset[Any]]:
    """Bases as far as differences tell: all answers, and no answer too if these fall short."""
    result = {}
    for name, rows in frame.groupby("variable", sort=False).indices.items():
        found = frozenset(frame["category"].iloc[rows])
        base = "declared" if Category.HEADLINE in found else "answered"
        if (
            found != {""}
            and base == "answered"
            and count[rows].sum() < n[rows].sum() / len(found) - 0.5
        ):
            base = "asked"
        result[str(name)] = _base(base, codebook, str(name), found)
    return result
