"""What a ranking of areas returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from survey.comparison.areas import key_columns
from survey.documents.notebook import unreleased_html, what_was_asked
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Codebook
    from survey.comparison.rank_families import RankFamily
    from survey.estimation.estimates import Estimates
    from survey.kernels.layout import Bools

RANK_COLUMNS = ("rank", "rank_low", "rank_high", "ranked", "p_first", "p_last")
"""Numbers of an area that isn't ranked are NaN."""
_FLAGS = ("may_be_first", "may_be_last")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AreaRanks:
    """Areas in order, with the ranks that each may have.

    Attributes
    ----------
    statistic : str
    by : tuple of str
        By-columns of the estimates ranked.
    over : str
        The column of areas.
    method : {"differences", "intervals"}
    level : float
    codebook : Codebook
    estimates : tuple of Estimates
        What was ranked; release masks the ranks by it.
    """

    statistic: str
    by: tuple[str, ...]
    over: str
    method: str
    level: float
    codebook: Codebook
    estimates: tuple[Estimates, ...]
    _families: tuple[RankFamily, ...] = field(repr=False)
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        certain = int((self._frame["rank_low"] == self._frame["rank_high"]).sum())
        return f"AreaRanks({len(self)} areas over {self.over}, {certain} ranks certain)"

    def __len__(self) -> int:
        return len(self._frame)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, self.by, self.codebook)
        title = text("ranks.notebook", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def among(self, keep: Bools) -> AreaRanks:
        """The same ranking of some of the areas, as if there were no others.

        Parameters
        ----------
        keep : (R,) bool
            One for each row of the frame. Rows not kept stay, without any number of ranks.
        """
        families = []
        start = 0
        for family in self._families:
            families.append(family.among(keep[start : start + len(family.rows)]))
            start += len(family.rows)
        rows = np.concatenate([family.rows for family in self._families])
        frame = ranked_rows(self.estimates[0], families, self.level, self.method, rows)
        return AreaRanks(
            self.statistic, self.by, self.over, self.method, self.level, self.codebook,
            self.estimates, self._families, frame,
        )  # fmt: skip

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The ranks as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the labels of areas and answers in this language instead of codes.

        Returns
        -------
        DataFrame
            One row an area and number: by-columns, ``variable``, ``category``, ``estimate``,
            ``conf_low``, ``conf_high``, ``best`` ("high" or "low"), ``rank`` (1 the best; shared
            where estimates are the same), ``rank_low`` and ``rank_high`` (the ranks that it may
            have, all areas together), ``ranked`` (of how many), ``p_first`` and ``p_last``
            (p-values of the area being the best, the worst of all, doubled for the two ends),
            ``may_be_first`` and ``may_be_last``, and the numbers of answers. Ranks are NaN where
            there is no estimate to rank.
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        for name in self.by:
            frame[name] = [self.codebook.value_label(name, v, labels) for v in frame[name]]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame


def ranked_rows(
    estimates: Estimates,
    families: Sequence[RankFamily],
    level: float,
    method: str,
    rows: Any = None,  # noqa: ANN401 - an array of rows
) -> pd.DataFrame:
    """The frame of a ranking.

    Parameters
    ----------
    rows : (R,) int, optional
        Rows of the estimates to show; those of the families if left out.
    """
    given = estimates.to_frame()
    if rows is None:
        rows = np.concatenate([family.rows for family in families])
    place = {int(row): at for at, row in enumerate(rows)}
    columns = [*key_columns(given), "estimate", "conf_low", "conf_high", "n", "count"]
    frame = given.iloc[rows][columns].reset_index(drop=True)
    found = {name: np.full(len(rows), np.nan) for name in RANK_COLUMNS}
    flags = {name: np.zeros(len(rows), dtype=bool) for name in _FLAGS}
    best = np.full(len(rows), "", dtype=object)
    for family in families:
        known = family.among(~np.isnan(family.estimate))
        best[[place[int(row)] for row in family.rows]] = "high" if family.sign > 0 else "low"
        at = [place[int(row)] for row in known.rows]
        for name, values in _columns(known, level, method).items():
            (found if name in found else flags)[name][at] = values
    answers = {name: frame.pop(name) for name in ("n", "count")}
    told: dict[str, Any] = {"best": pd.Series(best, dtype=object), **found, **flags, **answers}
    return pd.DataFrame(frame.assign(**told))


def _columns(family: RankFamily, level: float, method: str) -> dict[str, Any]:
    size = len(family.rows)
    better = family.surely_better(level, method)
    first, last = family.chances()
    return {
        "rank": family.ranks(),
        "rank_low": 1.0 + better.sum(axis=0),
        "rank_high": float(size) - better.sum(axis=1),
        "ranked": np.full(size, float(size)),
        "p_first": first,
        "p_last": last,
        "may_be_first": first >= 1 - level,
        "may_be_last": last >= 1 - level,
    }
