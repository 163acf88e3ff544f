"""What a fair comparison of areas returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.documents.notebook import contrast_in_words, unreleased_html, what_was_asked
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook
    from survey.comparison.comparison import Comparison
    from survey.comparison.fair.known_cells import KnownCells

PARTS = ("adjusted", "explained")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FairComparison:
    """Areas beside their contrast, as they are and made equal in some characteristics.

    Attributes
    ----------
    statistic : {"share", "mean"}
    over : str
        The column of areas.
    contrast : object
    characteristics : tuple of str
        What areas are made equal in.
    method : {"standardised", "regression"}
    to : {"all", "area", "register", "given"}
        Whose composition all areas are given.
    standard_area : object
        Which area's, if it is one's.
    adjust : {"dunnett", "holm", "bh", "none"}
    level : float
    codebook : Codebook
    base : str
        Who shares are of.
    raw : Comparison
        The same people as they are.
    cells : KnownCells
        What the numbers tell of small groups, for the release.
    left_out : int
        Answers that lack a characteristic.
    """

    statistic: str
    over: str
    contrast: object
    characteristics: tuple[str, ...]
    method: str
    to: str
    standard_area: object
    adjust: str
    level: float
    codebook: Codebook
    base: str
    raw: Comparison
    cells: KnownCells = field(repr=False)
    left_out: int
    _frame: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        marked = int((self._frame["mark"] != 0).sum())
        still = int((self._frame["adjusted_mark"] != 0).sum())
        names = ", ".join(self.characteristics)
        return (
            f"FairComparison({len(self)} differences to {self.contrast}, equal in {names}: "
            f"{marked} marked as they are, {still} when equal)"
        )

    def __len__(self) -> int:
        return len(self._frame)

    @property
    def by(self) -> tuple[str, ...]:
        """The column of areas alone."""
        return (self.over,)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        title = text(
            "notebook.fair",
            contrast=contrast_in_words(self.over, self.contrast, self.codebook),
            what=what_was_asked(variables, (self.over,), self.codebook),
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
            One row an area: the column of areas, ``variable``, ``category``, ``contrast``;
            ``estimate``, ``contrast_estimate``, ``difference``, ``std_error``, ``conf_low``,
            ``conf_high``, ``simultaneous_low``, ``simultaneous_high``, ``df``, ``p_value``,
            ``p_adjusted``, ``mark`` of the people as they are; the same with ``adjusted_`` before
            it when areas are equal (``adjusted``, ``contrast_adjusted``, ``adjusted_difference``
            …); ``explained``, how much of the difference goes when they are made equal, with
            ``explained_std_error``, ``explained_low``, ``explained_high``, ``explained_p_value``;
            ``n``, ``contrast_n``, ``count``, ``contrast_count``.
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        frame[self.over] = [
            self.codebook.value_label(self.over, v, labels) for v in frame[self.over]
        ]
        areas: Any = frame["contrast"]
        frame["contrast"] = [self.codebook.value_label(self.over, v, labels) for v in areas]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [self.codebook.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [self.codebook.label(v, labels) for v in frame["variable"]]
        return frame
