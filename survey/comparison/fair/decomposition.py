"""What a decomposition of differences returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from survey.documents.notebook import unreleased_html, what_was_asked
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook
    from survey.comparison.comparison import Comparison
    from survey.comparison.fair.known_cells import KnownCells
    from survey.estimation.estimates import Estimates


class Part(StrEnum):
    """A part of a difference.

    The composition is that other people live there, the rates are that people of the same kind
    answer otherwise.
    """

    GAP = "gap"
    COMPOSITION = "composition"
    RATES = "rates"
    INTERACTION = "interaction"
    RATES_AREA = "rates_area"
    RATES_CONTRAST = "rates_contrast"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Decomposition:
    """Differences from the contrast, or changes, taken apart.

    Attributes
    ----------
    statistic : {"share", "mean"}
    over : str
        The column of areas, or of waves.
    contrast : object
        What the first number of each difference is held against: an area, or the earlier wave.
    characteristics : tuple of str
    method : {"kitagawa", "twofold", "threefold"}
    reference : str
        Whose coefficients are common, in a twofold regression decomposition.
    model : {"", "linear", "logit"}
    level : float
    codebook : Codebook
    base : str
        Who shares are of.
    raw : Comparison
        The differences themselves.
    cells : KnownCells
        What the numbers tell of small groups, for the release.
    left_out : int
        Answers that lack a characteristic.
    waves : tuple of str
        The earlier and the later wave, if these are changes between two; else empty.
    measured : tuple of Estimates
        The numbers of both waves, earlier first; empty where there are none.
    """

    statistic: str
    over: str
    contrast: object
    characteristics: tuple[str, ...]
    method: str
    reference: str
    model: str
    level: float
    codebook: Codebook
    base: str
    raw: Comparison
    cells: KnownCells = field(repr=False)
    left_out: int
    _frame: pd.DataFrame = field(repr=False)
    waves: tuple[str, ...] = ()
    measured: tuple[Estimates, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        names = ", ".join(self.characteristics)
        areas = self._frame[self.over].nunique()
        what = "changes since" if self.waves else "differences to"
        return f"Decomposition({self.method} of {areas} {what} {self.contrast} by {names})"

    def __len__(self) -> int:
        return len(self._frame)

    @property
    def by(self) -> tuple[str, ...]:
        """The column of areas alone."""
        return (self.over,)

    def _repr_html_(self) -> str:
        variables = tuple(dict.fromkeys(self._frame["variable"]))
        what = what_was_asked(variables, (self.over,), self.codebook)
        title = text("notebook.decomposition", what=what)
        return unreleased_html(self.to_frame(labels=current_language()), title)

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The parts as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show labels in this language instead of names and codes.

        Returns
        -------
        DataFrame
            One row a part: the column of areas, ``variable``, ``category``, ``contrast``, ``part``
            (``gap``, ``composition``, ``rates``; threefold also ``interaction``; twofold also
            ``rates_area`` and ``rates_contrast``, of which the rates are made up),
            ``characteristic`` (empty for all together; ``(intercept)`` for what no characteristic
            has a part in), ``estimate``, ``std_error``, ``conf_low``, ``conf_high``, ``df`` and
            ``p_value``. Gap = composition + rates (+ interaction).
        """
        frame = self._frame.copy()
        if labels is None:
            return frame
        book = self.codebook
        frame[self.over] = [book.value_label(self.over, v, labels) for v in frame[self.over]]
        areas: Any = frame["contrast"]
        frame["contrast"] = [book.value_label(self.over, v, labels) for v in areas]
        answers = zip(frame["variable"], frame["category"], strict=True)
        frame["category"] = [book.category_label(v, c, labels) for v, c in answers]
        frame["variable"] = [book.label(v, labels) for v in frame["variable"]]
        frame["characteristic"] = [book.label(c, labels) for c in frame["characteristic"]]
        frame["part"] = [text(f"fair.part.{part}", lang=labels) for part in frame["part"]]
        return frame
