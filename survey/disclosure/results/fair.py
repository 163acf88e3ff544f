"""Fair comparisons and decompositions after the mask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedFair:
    """A fair comparison after the mask; hidden numbers are NaN and unmarked.

    Attributes
    ----------
    statistic : {"share", "mean"}
    over : str
    contrast : object
    characteristics : tuple of str
    method : {"standardised", "regression"}
    to : {"all", "area", "register", "given"}
    standard_area : object
    adjust : str
    level : float
    left_out : bool
        Whether answers that lack a characteristic were left out.
    frame : DataFrame
        One row an area, as in the comparison, with ``status`` and ``adjusted_status``.
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
    left_out: bool
    frame: pd.DataFrame = field(repr=False)

    @property
    def by(self) -> tuple[str, ...]:
        """The column of areas alone."""
        return (self.over,)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReleasedDecomposition:
    """A decomposition after the mask; hidden numbers are NaN.

    Attributes
    ----------
    statistic : {"share", "mean"}
    over : str
    contrast : object
    characteristics : tuple of str
    method : {"kitagawa", "twofold", "threefold"}
    reference, model : str
    level : float
    waves : tuple of str
        The earlier and the later wave of changes; else empty.
    left_out : bool
    frame : DataFrame
        One row a part, as in the decomposition, with ``status``.
    """

    statistic: str
    over: str
    contrast: object
    characteristics: tuple[str, ...]
    method: str
    reference: str
    model: str
    level: float
    waves: tuple[str, ...]
    left_out: bool
    frame: pd.DataFrame = field(repr=False)

    @property
    def by(self) -> tuple[str, ...]:
        """The column of areas alone."""
        return (self.over,)
