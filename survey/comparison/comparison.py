"""What a comparison of areas returns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from survey.documents.notebook import contrast_in_words, unreleased_html, what_was_asked
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from survey.codebook import Codebook
    from survey.estimation.estimates import Estimates


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comparison:
    """Areas beside their contrast.

    Attributes
    ----------
    statistic : {"share", "mean", "total", "ratio"}
    by : tuple of str
        By-columns of the estimates compared.
    over : str
        The column of areas.
    contrast : object
        The area that gives contrast, or `Domain.REST` or `Domain.ALL`.
    adjust : {"dunnett", "holm", "bh", "none"}
    level : float
    codebook : Codebook
    base : str or tuple
        Who shares are of, as in the estimates.
    nets : mapping of name to tuple of codes
    of : Estimates, optional
        The estimates that were compared; release sees from them which people they are.
    """

    statistic: str
    by: tuple[str, ...]
    over: str
    contrast: object
    adjust: str
    level: float
    codebook: Codebook
    base: str | tuple[Any, ...]
    _frame: pd.DataFrame = field(repr=False)
    nets: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    of: Estimates | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        marked = int((self._frame["mark"] != 0).sum())
        return (
            f"Comparison({len(self)} differences to {self.contrast} over {self.over}, "
            f"{marked} marked, adjust={self.adjust})"
        )

    def __len__(self) -> int:
        return len(self._frame)

    def of_areas(self, areas: Collection[object]) -> Comparison:
        """The same for some areas, whatever corrections were made for all of them.

        Parameters
        ----------
        areas : collection of values of the column of areas
        """
        rows = self._frame[[value in areas for value in self._frame[self.over]]]
        return replace(self, _frame=rows.reset_index(drop=True))

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        title = text(
            "notebook.comparison",
            contrast=contrast_in_words(self.over, self.contrast, self.codebook),
            what=what_was_asked(variables, self.by, self.codebook),
        )
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The differences as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the labels of areas and answers in this language instead of codes.

        Returns
        -------
        DataFrame
            One row a difference: by-columns, ``variable``, ``category``, ``contrast``,
            ``estimate``, ``contrast_estimate``, ``difference``, ``std_error``, ``conf_low``,
            ``conf_high`` (of the single difference), ``simultaneous_low``, ``simultaneous_high``
            (of all differences of the family together; NaN under Holm and Benjamini–Hochberg),
            ``df``, ``p_value``, ``p_adjusted``, ``mark`` (−1, 0, 1), the ratio and its limits if
            asked for, and the numbers of answers.
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        for name in self.by:
            frame[name] = [self.codebook.value_label(name, v, labels) for v in frame[name]]
        areas = frame["contrast"]
        frame["contrast"] = [self.codebook.value_label(self.over, v, labels) for v in areas]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame
