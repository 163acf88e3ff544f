"""Released fair comparisons and decompositions row by row, for tables, charts and sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.comparison.fair.decomposition import Part
from survey.disclosure.policy import Status
from survey.disclosure.results.fair import ReleasedDecomposition, ReleasedFair
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.errors import UnknownNameError
from survey.language.catalogue import text
from survey.language.messages import culprits, fail, quoted
from survey.language.words import inside_sentence, join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.codebook import Codebook
    from survey.disclosure.results.released import Released

MAIN_PARTS = (Part.GAP, Part.COMPOSITION, Part.RATES, Part.INTERACTION)


@dataclass(frozen=True, slots=True)
class FairSide:
    """A number and its difference from the contrast's; NaN where they are hidden.

    Attributes
    ----------
    estimate, contrast, difference : float
    low, high : float
        The interval that makes the mark; that of the single difference where there is none.
    mark : int
    status : Status
    """

    estimate: float
    contrast: float
    difference: float
    low: float
    high: float
    mark: int
    status: Status

    @property
    def shown(self) -> bool:
        """Whether its numbers are there to be read."""
        return not self.status.hidden and not math.isnan(self.difference)

    def ends(self) -> list[float]:
        """The numbers of the difference that are drawn."""
        return [x for x in (self.difference, self.low, self.high) if not math.isnan(x)]


@dataclass(frozen=True, slots=True)
class FairRow:
    """An area as it is and made equal to the contrast.

    Attributes
    ----------
    area : object
    raw, equal : FairSide
    explained, explained_low, explained_high : float
        How much of the difference goes when areas are made equal.
    n, contrast_n : float
        Answers.
    """

    area: Any
    raw: FairSide
    equal: FairSide
    explained: float
    explained_low: float
    explained_high: float
    n: float
    contrast_n: float


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a difference; NaN where it is hidden.

    Attributes
    ----------
    area : object
    part : Part
    characteristic : str
    estimate, low, high : float
    status : Status
    """

    area: Any
    part: Part
    characteristic: str
    estimate: float
    low: float
    high: float
    status: Status

    @property
    def shown(self) -> bool:
        """Whether it is there to be read."""
        return not self.status.hidden and not math.isnan(self.estimate)

    @property
    def is_sure(self) -> bool:
        """Whether its interval leaves out 0."""
        return self.shown and (self.low > 0 or self.high < 0)


def fair_of(
    released: Released, variable: str, over: str | None = None, method: str | None = None
) -> ReleasedFair:
    """The fair comparison of a variable.

    Parameters
    ----------
    released : Released
    variable : str
    over : str, optional
        The column of areas, where there are several.
    method : {"standardised", "regression"}, optional
        Where both were released; the first if left out.

    Raises
    ------
    UnknownNameError
        If none was released.
    """
    must_be_released(released)
    return _found(released.of(ReleasedFair), variable, over, method, "fair.not_released")  # type: ignore[no-any-return]


def decomposition_of(
    released: Released, variable: str, over: str | None = None, method: str | None = None
) -> ReleasedDecomposition:
    """The decomposition of a variable, as `fair_of`."""
    must_be_released(released)
    parts = released.of(ReleasedDecomposition)
    return _found(parts, variable, over, method, "fair.no_decomposition")  # type: ignore[no-any-return]


def fair_rows(part: ReleasedFair, variable: str) -> list[FairRow]:
    """The areas of a fair comparison, in its order."""
    records = part.frame[part.frame["variable"] == variable].to_dict("records")
    return [
        FairRow(
            record[part.over],
            _side(record, "", Status(record["status"])),
            _side(record, "adjusted_", Status(record["adjusted_status"])),
            record["explained"],
            record["explained_low"],
            record["explained_high"],
            record["n"],
            record["contrast_n"],
        )
        for record in records
    ]


def part_rows(part: ReleasedDecomposition, variable: str) -> list[PartRow]:
    """The parts of a decomposition, in its order."""
    records = part.frame[part.frame["variable"] == variable].to_dict("records")
    return [
        PartRow(
            record[part.over],
            Part(record["part"]),
            record["characteristic"],
            record["estimate"],
            record["conf_low"],
            record["conf_high"],
            Status(record["status"]),
        )
        for record in records
    ]


def category_label(
    part: ReleasedFair | ReleasedDecomposition, variable: str, codebook: Codebook, language: str
) -> str:
    """What is compared, in words."""
    rows = part.frame[part.frame["variable"] == variable]
    category = rows["category"].iloc[0]
    if category == "":
        return codebook.label(variable, language)
    label = codebook.category_label(variable, category, language)
    if category == "(headline)":
        return label
    both = {"question": codebook.label(variable, language), "answer": label}
    return text("fair.answer", lang=language, **both)


def characteristics_in_words(names: Sequence[str], codebook: Codebook, language: str) -> str:
    """What areas are made equal in, inside a sentence."""
    return join_words([inside_sentence(codebook.label(n, language)) for n in names], language)


def _found(parts: Any, variable: str, over: str | None, method: str | None, code: str) -> Any:  # noqa: ANN401
    must_be_one_name(variable)
    for part in parts:
        if (
            variable in set(part.frame["variable"])
            and over in (None, part.over)
            and method in (None, part.method)
        ):
            return part
    known = sorted({name for part in parts for name in part.frame["variable"]})
    raise fail(UnknownNameError, code, name=quoted(variable), known=culprits(known))


def _side(record: Any, prefix: str, status: Status) -> FairSide:  # noqa: ANN401 - a row of a frame
    low, high = record[f"{prefix}simultaneous_low"], record[f"{prefix}simultaneous_high"]
    if math.isnan(low):
        low, high = record[f"{prefix}conf_low"], record[f"{prefix}conf_high"]
    names = ("adjusted", "contrast_adjusted") if prefix else ("estimate", "contrast_estimate")
    return FairSide(
        record[names[0]],
        record[names[1]],
        record[f"{prefix}difference"],
        low,
        high,
        int(record[f"{prefix}mark"]),
        status,
    )
