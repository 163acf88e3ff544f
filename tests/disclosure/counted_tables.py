"""Made-up tables of counts as designs, and what can be released of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

import survey as sv
from survey.codebook import Category, Domain, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from survey.estimation.estimates import Estimates

Group = frozenset[tuple[str, Any]]


@dataclass(frozen=True)
class Counts:
    """Numbers of answers to the question "q" by values of the by-columns and code.

    Code 0 stands for no answer.
    """

    by: tuple[str, ...]
    cells: Mapping[tuple[Any, ...], int]
    headline: tuple[int, ...] = (1,)
    base: Any = "answered"

    @property
    def codes(self) -> list[int]:
        return sorted({key[-1] for key in self.cells} - {0})

    @property
    def codebook(self) -> sv.Codebook:
        codes = tuple(sv.Code(code, {"en": f"answer {code}"}) for code in self.codes)
        declared = sv.Headline(self.headline, base=self.base)
        return sv.Codebook(
            {"q": sv.Variable("q", Kind.SINGLE, {"en": "Question"}, codes=codes, headline=declared)}
        )

    @property
    def design(self) -> sv.SurveyDesign:
        rows = [(*key[:-1], key[-1] or -1, count) for key, count in self.cells.items()]
        frame = pd.DataFrame(rows, columns=[*self.by, "q", "answers"])
        return sv.SurveyDesign(frame, counts="answers", codebook=self.codebook)

    def people(self, group: Group, codes: frozenset[int]) -> int:
        """How many in a group gave one of some answers."""
        return sum(
            count
            for key, count in self.cells.items()
            if key[-1] in codes and group <= set(zip(self.by, key[:-1], strict=True))
        )

    def base_of(self, base: Any) -> frozenset[int]:
        if base == "declared":
            base = self.base
        if base == "asked":
            return frozenset([0, *self.codes])
        return frozenset(self.codes) if base == "answered" else frozenset(base)

    def counted(self, category: Any) -> frozenset[int]:
        return frozenset(self.headline if category is Category.HEADLINE else [category])


def by_area(rows: Mapping[str, Sequence[int]], **more: Any) -> Counts:
    """A table of areas by codes 1, 2, …"""
    cells = {(area, i): n for area, row in rows.items() for i, n in enumerate(row, start=1)}
    return Counts(("area",), cells, **more)


def crossed(areas: Sequence[str], ages: Sequence[str], counts: Sequence[Sequence[int]]) -> Counts:
    """A table of areas by ages by codes, a row of counts for each pair."""
    pairs = list(product(areas, ages))
    cells = {
        (*pair, i): n
        for pair, row in zip(pairs, counts, strict=True)
        for i, n in enumerate(row, start=1)
    }
    return Counts(("area", "age"), cells)


def group_of(by: Sequence[str], values: Sequence[Any]) -> Group:
    """The pairs of column and value of a row; who is pooled over a column has none for it."""
    return frozenset((name, v) for name, v in zip(by, values, strict=True) if v is not Domain.ALL)


def distribution(counts: Counts, *, by: Any = "area", **more: Any) -> Estimates:
    return sv.proportion(counts.design, "q", by=by, **more)


def headline(counts: Counts, *, by: Any = "area", **more: Any) -> Estimates:
    return sv.headline(counts.design, "q", by=by, **more)


def statuses(part: Any) -> dict[tuple[Any, ...], str]:
    """Status by the values of the by-columns and the category."""
    frame = part.frame
    keys = zip(*(frame[name] for name in (*part.by, "category")), strict=True)
    return dict(zip(keys, (str(status) for status in frame["status"]), strict=True))


def hidden(part: Any) -> set[tuple[Any, ...]]:
    return {key for key, status in statuses(part).items() if status == "confidential"}
