"""What a crosstab holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from survey.documents.notebook import unreleased_html
from survey.language.catalogue import current_language, text

if TYPE_CHECKING:
    import pandas as pd

    from survey.codebook import Codebook
    from survey.estimation.estimates import Covariance, Estimates
    from survey.kernels.layout import Floats


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Crosstab:
    """The answers to two questions crossed, and tests of their independence.

    Attributes
    ----------
    rows, columns : str
        The two questions.
    row_values, column_values : tuple
        Their answers, in the order of the codes.
    dropped : tuple of (str, value)
        Question and answer that nobody gave who answered both; they are not in the table.
    n : int
        Answers to both questions, unweighted.
    pearson : float
        Pearson's X² on the weighted shares, not yet corrected.
    cramers_v : float
        Cramér's V, from 0 (independent) to 1.
    design_effects : (k,) float
        Generalised design effects λ, largest first.
    interval : str
        How the limits were made.
    level : float
        Confidence level.
    codebook : Codebook
    covariance : Covariance
        Lazy; rows as in `cells`.
    of : Estimates, optional
        The shares as estimates; release sees from them which people they are.
    """

    rows: str
    columns: str
    row_values: tuple[Any, ...]
    column_values: tuple[Any, ...]
    dropped: tuple[tuple[str, Any], ...]
    n: int
    pearson: float
    cramers_v: float
    design_effects: Floats
    interval: str
    level: float
    codebook: Codebook
    covariance: Covariance = field(repr=False)
    _cells: pd.DataFrame = field(repr=False)
    _tests: pd.DataFrame = field(repr=False)
    of: Estimates | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        first = self._tests.iloc[0]
        size = f"{len(self.row_values)} × {len(self.column_values)}"
        mark = f"F({first['df_numerator']:.4g}, {first['df_denominator']:.4g})"
        return (
            f"Crosstab({self.rows} × {self.columns}, {size}, n = {self.n}, "
            f"{mark} = {first['statistic']:.4g}, p = {first['p_value']:.3g})"
        )

    def __len__(self) -> int:
        return len(self._cells)

    def _repr_html_(self) -> str:
        language = current_language()
        names = [self.codebook.label(name, language) for name in (self.rows, self.columns)]
        title = text("notebook.crosstab", what=" × ".join(names))
        parts = [
            unreleased_html(self.to_frame(labels=language), title),
            unreleased_html(self.tests, text("notebook.independence")),
        ]
        return "\n".join(parts)

    @property
    def cells(self) -> pd.DataFrame:
        """The shares as a tidy frame, as `to_frame` gives it without labels."""
        return self.to_frame()

    @property
    def tests(self) -> pd.DataFrame:
        """Tests of independence.

        One row a test: ``test``, ``statistic``, ``df_numerator``, ``df_denominator`` (infinite for
        chi-squared) and ``p_value``. ``rao_scott_f`` is X² with Rao and Scott's second correction,
        the one to report; ``rao_scott_chi_squared`` X² over the mean design effect;
        ``linear_combination`` X² itself on the distribution of Σ λ χ²;
        ``adjusted_wald`` and ``wald`` the F tests of the totals above those under independence.
        """
        return self._tests.copy()

    def to_frame(self, *, labels: str | None = None) -> pd.DataFrame:
        """The shares as a tidy frame.

        Parameters
        ----------
        labels : {"da", "en"}, optional
            Show the codebook's labels in this language instead of codes.

        Returns
        -------
        DataFrame
            One row a cell and base: ``share_of`` (``table``, ``row`` or ``column``: who the share
            is of), ``row``, ``column``, ``estimate``, ``std_error``, ``conf_low``, ``conf_high``,
            ``df``, ``n`` (answers in the base, unweighted), ``n_eff``, ``deff`` and ``count``
            (answers in the cell, unweighted).
        """
        frame = self._cells.copy()
        if labels is None:
            return frame
        for place, name in (("row", self.rows), ("column", self.columns)):
            frame[place] = [self.codebook.value_label(name, v, labels) for v in frame[place]]
        return frame
