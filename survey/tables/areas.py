"""The values of a by-column as rows or columns: their labels, their order, their contrast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain
from survey.documents.blocks import RowKind
from survey.language.catalogue import text
from survey.language.words import capitalised, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from survey.codebook import Codebook

SORTS = ("codebook", "estimate", "name")


@dataclass(frozen=True, slots=True)
class Areas:
    """The values of a by-column, which are areas in most tables.

    Attributes
    ----------
    codebook : Codebook
    over : str
        The by-column.
    contrast : object
        The value that gives contrast, `Domain.REST`, `Domain.ALL`, or None.
    language : str
    """

    codebook: Codebook
    over: str
    contrast: object
    language: str

    @property
    def unit(self) -> str:
        """What one of them is called."""
        return capitalised(self.codebook.label(self.over, self.language))

    @property
    def contrast_in_text(self) -> str:
        """What they are compared with, inside a head: "Hornbækken", "the others"."""
        if self.contrast in (Domain.REST, Domain.ALL):
            return self.contrast_noun
        return self.codebook.value_in_text(self.over, self.contrast, self.language)

    @property
    def contrast_noun(self) -> str:
        """What they are compared with, in a note: "the contrast", "the others"."""
        if self.contrast is Domain.REST:
            return text("table.rest_in_text", lang=self.language)
        if self.contrast is Domain.ALL:
            return text("table.all_in_text", lang=self.language)
        return text("table.contrast_in_text", lang=self.language)

    @property
    def has_contrast_area(self) -> bool:
        """Whether one of them gives contrast to the others."""
        return self.contrast is not None and not isinstance(self.contrast, Domain)

    def is_contrast(self, value: object) -> bool:
        """Whether a value is the one that gives contrast."""
        return self.has_contrast_area and value == self.contrast

    def plain_label(self, value: object) -> str:
        """The label of a value, without saying that it is the contrast."""
        if value is Domain.ALL:
            return text("table.all", lang=self.language)
        if value is Domain.MISSING:
            return text("table.missing", lang=self.language)
        return self.codebook.value_label(self.over, value, self.language)

    def label(self, value: object) -> str:
        """The label of a value as a row or column heading."""
        label = self.plain_label(value)
        if self.is_contrast(value):
            return text("table.contrast_row", lang=self.language, area=label)
        return label

    def kind(self, value: object) -> RowKind:
        """What kind of row a value makes."""
        if value is Domain.ALL:
            return RowKind.ALL
        return RowKind.CONTRAST if self.is_contrast(value) else RowKind.BODY

    def code(self, value: object) -> str:
        """The code of an area, by which a reader picks out its rows."""
        return "" if isinstance(value, Domain) else str(value)

    def ordered(
        self,
        values: Iterable[Any],
        sort: str = "codebook",
        estimate: Callable[[Any], float] = lambda _: float("nan"),
    ) -> list[Any]:
        """Values in the order of a table: those without a name, the contrast and all stay last.

        Parameters
        ----------
        sort : {"codebook", "estimate", "name"}
            As released, the highest first, or by the order of the language.
        estimate : callable
            The shown number of a value; NaN for one that is hidden, which comes after the others.
        """

        def key(value: Any) -> tuple[Any, ...]:  # noqa: ANN401
            last = self._last(value)
            if last or sort == "codebook":
                return (last,)
            if sort == "name":
                return (0, sort_key(self.plain_label(value), self.language))
            shown = estimate(value)
            return (0, 1, 0.0) if shown != shown else (0, 0, -shown)  # noqa: PLR0124

        return sorted(values, key=key)

    def _last(self, value: object) -> int:
        if value is Domain.ALL:
            return 3
        return 2 if self.is_contrast(value) else 1 if value is Domain.MISSING else 0
