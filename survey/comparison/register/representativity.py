"""Respondents beside the register: as they were selected, and as they are weighted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from survey.codebook import Domain
from survey.documents.notebook import unreleased_html
from survey.errors import WrongUseError
from survey.language.catalogue import current_language, text
from survey.language.messages import fail, quoted

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook
    from survey.estimation.estimates import Estimates

HIDDEN_OF_CELLS = (
    "respondents", "std_error", "conf_low", "conf_high", "weighted", "difference",
    "difference_low", "difference_high", "difference_weighted",
)  # fmt: skip
"""What a mask takes away from a cell; what the register says is no secret of the respondents."""
HIDDEN_OF_TESTS = (
    "statistic", "df", "p_value", "p_adjusted", "dissimilarity", "dissimilarity_weighted",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Representativity:
    """Respondents and register side by side.

    Attributes
    ----------
    over : str
        The column of areas.
    universe : {"adults", "persons", "households"}
        Whom both are about.
    level : float
    codebook : Codebook
    estimates : tuple of Estimates
        What the numbers are masked by when they are released.
    has_weights : bool
        Whether the answers were weighted beyond how they were selected.
    is_even : bool
        Whether all of an area were selected with the same chance, so that the shares of the
        respondents are plain shares there.
    weighted_on : frozenset of str
        Characteristics whose distribution the recipe meets.
    sources : mapping of name to (year, source)
    simulated : bool
    """

    over: str
    universe: str
    level: float
    codebook: Codebook
    estimates: tuple[Estimates, ...]
    has_weights: bool
    is_even: bool
    weighted_on: frozenset[str]
    sources: dict[str, tuple[str, str]]
    simulated: bool
    _frame: pd.DataFrame = field(repr=False)
    _tests: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        names = list(dict.fromkeys(self._frame["variable"]))
        places = len(dict.fromkeys(self._frame[self.over])) - 1
        return (
            f"Representativity({', '.join(names)}; {places} areas, "
            f"{int((self._tests['p_adjusted'] < 1 - self.level).sum())} departures)"
        )

    def _repr_html_(self) -> str:
        frame = self.to_frame(labels=current_language())
        return unreleased_html(frame, text("representativity.title"))

    def to_frame(self, what: str = "cells", *, labels: str | None = None) -> pd.DataFrame:
        """The comparison as a tidy frame.

        Parameters
        ----------
        what : {"cells", "tests"}
        labels : {"da", "en"}, optional
            Show labels in this language instead of codes.

        Returns
        -------
        DataFrame
            Of cells: the area (`Domain.ALL` last), ``variable``, ``category``, ``n`` (who answered
            it), ``count``, ``respondents`` (their share by the weights that they were selected
            with), ``std_error``, ``conf_low``, ``conf_high``, ``weighted`` (their share by the
            final weights; NaN without), ``register`` with ``register_low`` and ``register_high``
            (the range, where cells are hidden) and ``register_count``, ``difference`` of the
            respondents from the register with its range, ``difference_weighted``, ``mark`` (−1 or 1
            where a sure departure of the characteristic is sure here too) and ``weighted_on``.

            Of tests: the area, ``variable``, ``n``, ``lacking`` (who didn't tell it), Rao and
            Scott's F (``statistic``, ``df``), ``p_value``, ``p_adjusted`` (Holm, over the areas and
            characteristics; over the characteristics for all together), ``dissimilarity`` and
            ``dissimilarity_weighted``. Without a p-value where too few answers are expected.
        """
        if what not in ("cells", "tests"):
            known = "cells, tests"
            raise fail(WrongUseError, "diagnostics.frame", got=quoted(str(what)), known=known)
        frame = (self._frame if what == "cells" else self._tests).copy()
        if labels is None:
            return frame
        frame[self.over] = [self.area_label(v, labels) for v in frame[self.over]]
        if "category" in frame:
            pairs = zip(frame["variable"], frame["category"], strict=True)
            frame["category"] = [self.codebook.category_label(*pair, labels) for pair in pairs]
        frame["variable"] = [self.codebook.label(name, labels) for name in frame["variable"]]
        return frame

    def area_label(self, value: object, language: str) -> str:
        """The label of an area, or what all together are called."""
        if value is Domain.ALL:
            return text("table.all", lang=language)
        return self.codebook.value_label(self.over, value, language)
