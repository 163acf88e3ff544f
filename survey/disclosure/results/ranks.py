"""Ranks, areas about like their contrast, and areas beside figures from outside, after the mask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.codebook import Category
from survey.errors import UnknownNameError, WrongUseError
from survey.language.messages import culprits, fail, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from survey.comparison.benchmark import Benchmark


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedRanks:
    """A ranking after the mask: areas that are hidden have no rank, and others none beside them.

    Attributes
    ----------
    statistic : str
    by : tuple of str
    over : str
    method : str
    level : float
    frame : DataFrame
        As `AreaRanks.to_frame` tells, with a ``status``; ranks are those among the areas shown.
    """

    statistic: str
    by: tuple[str, ...]
    over: str
    method: str
    level: float
    frame: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedEquivalence:
    """Outcomes after the mask; those of hidden differences are None.

    Attributes
    ----------
    statistic : str
    by : tuple of str
    over : str or None
    contrast : object
    waves : tuple of str
    adjust : str
    level : float
    margins : mapping of variable to float
    marks_adjust : str
        How marks of sure differences account for several areas.
    frame : DataFrame
        As `Equivalence.to_frame` tells, with a ``status``.
    """

    statistic: str
    by: tuple[str, ...]
    over: str | None
    contrast: object
    waves: tuple[str, ...]
    adjust: str
    level: float
    margins: Mapping[str, float]
    marks_adjust: str
    frame: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedBenchmarks:
    """Areas beside figures from outside, after the mask.

    Attributes
    ----------
    statistic : str
    by : tuple of str
    over : str
    benchmarks : mapping of variable to Benchmark
    adjust : str
    level : float
    frame : DataFrame
        As `BenchmarkComparison.to_frame` tells, with a ``status``; without what depends on every
        area at once.
    """

    statistic: str
    by: tuple[str, ...]
    over: str
    benchmarks: Mapping[str, Benchmark]
    adjust: str
    level: float
    frame: pd.DataFrame = field(repr=False)


Judged = ReleasedRanks | ReleasedEquivalence | ReleasedBenchmarks


def judged_rows(
    parts: tuple[Judged, ...], kind: str, variable: str, category: object = None
) -> tuple[Any, list[Any]]:
    """The released rows of one number, by one column of areas.

    Parameters
    ----------
    parts : tuple of ReleasedRanks, ReleasedEquivalence or ReleasedBenchmarks
        All of one kind that were released.
    kind : {"ranks", "equivalence", "benchmark"}
    variable : str
    category : code, optional
        Needed only where several numbers of the variable were released.

    Returns
    -------
    part, list of records

    Raises
    ------
    UnknownNameError
        If nothing of the variable was released.
    WrongUseError
        If it is not clear which number is meant, or areas are crossed with more.
    """
    mine = [part for part in parts if variable in set(part.frame["variable"])]
    if not mine:
        known = culprits(dict.fromkeys(n for part in parts for n in part.frame["variable"]))
        raise fail(UnknownNameError, f"judged.absent.{kind}", name=quoted(variable), known=known)
    found: dict[Any, tuple[Judged, list[Any]]] = {}
    for part in mine:
        for record in part.frame.to_dict("records"):
            if record["variable"] == variable:
                found.setdefault(record["category"], (part, []))[1].append(record)
    wanted = category
    if category is None:
        wanted = Category.HEADLINE if Category.HEADLINE in found else next(iter(found))
        if wanted is not Category.HEADLINE and len(found) > 1:
            known = culprits(str(each) for each in found)
            raise fail(WrongUseError, "judged.category", name=quoted(variable), known=known)
    if wanted not in found:
        known = culprits(str(each) for each in found)
        got = quoted(str(category))
        raise fail(UnknownNameError, "judged.no_category", name=quoted(variable), got=got,
                   known=known)  # fmt: skip
    part, records = found[wanted]
    if len(part.by) != 1:
        raise fail(WrongUseError, "judged.crossed", name=quoted(variable), by=culprits(part.by))
    return part, records
