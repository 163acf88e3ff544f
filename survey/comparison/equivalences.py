"""What a test of equivalence returns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd

from survey.documents.notebook import unreleased_html, what_was_asked
from survey.kernels import adjust as adjustments
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.codebook import Codebook
    from survey.comparison.comparison import Comparison
    from survey.comparison.waves.comparison import WaveComparison
    from survey.kernels.layout import Bools


class Outcome(StrEnum):
    """What can be said of an area beside its contrast."""

    DIFFERENT = "different"
    EQUIVALENT = "equivalent"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Equivalence:
    """Areas that are about like their contrast, that differ from it, or of which nothing is sure.

    Attributes
    ----------
    statistic : str
    by : tuple of str
    over : str or None
        The column of areas.
    contrast : object
        What areas are compared with; None where waves are.
    waves : tuple of str
        Waves in order of time; empty where areas are compared with a contrast.
    adjust : {"holm", "none"}
    level : float
    margins : mapping of variable to float
    codebook : Codebook
    compared : tuple of Comparison or WaveComparison
        What was judged; release masks the result by it.
    """

    statistic: str
    by: tuple[str, ...]
    over: str | None
    contrast: object
    waves: tuple[str, ...]
    adjust: str
    level: float
    margins: Mapping[str, float]
    codebook: Codebook
    compared: tuple[Comparison | WaveComparison, ...]
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        found = self._frame["outcome"]
        counts = ", ".join(f"{int((found == each).sum())} {each.value}" for each in Outcome)
        return f"Equivalence({counts})"

    def __len__(self) -> int:
        return len(self._frame)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, self.by, self.codebook)
        title = text("equivalence.notebook", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def among(self, keep: Bools) -> Equivalence:
        """The same outcomes corrected for some of the areas only.

        Parameters
        ----------
        keep : (R,) bool
            One for each row of the frame. Rows not kept stay, undecided.
        """
        frame = self._frame.copy()
        frame["p_value"] = frame["p_value"].where(keep)
        return replace(self, _frame=judged(frame, self._family(), self.adjust, self.level))

    def _family(self) -> list[str]:
        """The columns that tell families from each other."""
        names = [*(name for name in self.by if name != self.over), "variable", "category"]
        return names + (["earlier_wave", "later_wave"] if self.waves else [])

    def all_within(self) -> pd.DataFrame:
        """Whether *all* areas are within the margin, which needs no correction for their number.

        Returns
        -------
        DataFrame
            One row a family: the by-columns but that of areas, ``variable``, ``category`` and the
            waves if there are any, ``p_value`` (the largest of the areas'; NaN if one has none) and
            ``areas``.
        """
        grouped = self._frame.groupby(self._family(), sort=False, dropna=False)["p_value"]
        found = grouped.agg(p_value=lambda p: p.max(skipna=False), areas="size")
        return found.reset_index()

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The outcomes as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the labels of areas and answers in this language instead of codes.

        Returns
        -------
        DataFrame
            One row an area: by-columns, ``variable``, ``category``, ``contrast`` (or
            ``earlier_wave`` and ``later_wave``), ``estimate``, ``contrast_estimate`` (that of the
            earlier wave), ``difference``, ``std_error``, ``df``, ``mark`` (−1, 0, 1: a sure
            difference, however small), ``margin``, ``inner_low`` and ``inner_high`` (interval at
            2 level − 1), ``p_above`` and ``p_below`` (of the difference lying at −margin or below,
            at margin or above), ``p_value`` (the larger of them), ``p_adjusted``, ``outcome``, and
            the numbers of answers.
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        for name in self.by:
            frame[name] = [self.codebook.value_label(name, v, labels) for v in frame[name]]
        if not self.waves:
            areas: Any = frame["contrast"]
            over = str(self.over)
            frame["contrast"] = [self.codebook.value_label(over, v, labels) for v in areas]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame


def judged(frame: pd.DataFrame, family: list[str], adjust: str, level: float) -> pd.DataFrame:
    """What is said of each row, from p-values and marks.

    Parameters
    ----------
    frame : DataFrame
        With ``p_value`` and ``mark``.
    family : list of str
        Columns whose values tell families apart.
    adjust : {"holm", "none"}
    level : float
    """
    p = frame["p_value"].to_numpy(float)
    adjusted = p.copy()
    if adjust == "holm":
        for rows in frame.groupby(family, sort=False, dropna=False).indices.values():
            adjusted[rows] = adjustments.holm(p[rows])
    outcomes = [
        Outcome.EQUIVALENT if small else Outcome.DIFFERENT if mark else Outcome.UNDECIDED
        for small, mark in zip(adjusted < 1 - level, frame["mark"].to_numpy(), strict=True)
    ]
    return frame.assign(p_adjusted=adjusted, outcome=pd.Series(outcomes, dtype=object))
