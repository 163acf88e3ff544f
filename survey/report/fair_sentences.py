"""What may be concluded when areas are made equal, in a sentence or two from released numbers.

What is said follows the interval: a difference that isn't marked is called none, and a change in it
is one only if its own interval leaves out 0. No cause is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.disclosure.policy import Status
from survey.disclosure.results.fair_rows import (
    category_label,
    characteristics_in_words,
    fair_of,
    fair_rows,
)
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number, format_range, rounded
from survey.language.words import capitalised

if TYPE_CHECKING:
    from survey.codebook import Codebook
    from survey.disclosure.results.fair import ReleasedFair
    from survey.disclosure.results.fair_rows import FairRow, FairSide
    from survey.disclosure.results.released import Released


@dataclass(frozen=True, slots=True)
class FairSentence:
    """What is said of one area.

    Attributes
    ----------
    area : object
    text : str
    """

    area: object
    text: str


def fair_sentences(
    released: Released,
    variable: str,
    *,
    over: str | None = None,
    method: str | None = None,
    area: object = None,
    language: str | None = None,
) -> tuple[FairSentence, ...]:
    """What may be concluded of each area's difference from the contrast.

    Parameters
    ----------
    released : Released
        With a fair comparison of the variable.
    variable : str
    over, method : str, optional
        Which one, where several were released.
    area : value of the column of areas, optional
        Only this area.
    language : {"da", "en"}, optional

    Returns
    -------
    tuple of FairSentence
        In the order of the areas.

    Raises
    ------
    UnknownNameError
        If no fair comparison of the variable was released, or it has no such area.
    WrongUseError
        If `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AAAABBBB"), "age": ["young", "young", "old", "old"] * 2,
    ...                      "unsafe": [1, 0] * 4, "k": [60, 60, 8, 32, 16, 24, 12, 108]})
    >>> design = sv.SurveyDesign(rows, counts="k")
    >>> fair = sv.compare_fairly(design, "unsafe", "B", "area", "age", category=1)
    >>> said = sv.fair_sentences(sv.release(fair), "unsafe", language="en")[0].text
    >>> said.split(". ")[0]
    'unsafe: 1: In A the share is 25 percentage points higher than in B'
    >>> said.rsplit(" and ", 1)[1]
    "no longer statistically significant; this doesn't say why."
    """
    language = current_language() if language is None else language
    if language not in LANGUAGES:
        raise fail(WrongUseError, "table.language", got=quoted(language), known=culprits(LANGUAGES))
    part = fair_of(released, variable, over, method)
    rows = fair_rows(part, variable)
    kept = [row for row in rows if area is None or row.area == area]
    if not kept:
        known = culprits([row.area for row in rows])
        raise fail(UnknownNameError, "fair.area", got=quoted(str(area)), known=known)
    words = _Words(part, released.codebook, variable, language)
    return tuple(FairSentence(row.area, words.of(row)) for row in kept)


@dataclass(frozen=True, slots=True)
class _Words:
    """Sentences on the areas of one fair comparison."""

    part: ReleasedFair
    codebook: Codebook
    variable: str
    language: str

    def of(self, row: FairRow) -> str:
        """What is said of an area."""
        if not (row.raw.shown and row.equal.shown):
            return self._hidden(row)
        return " ".join([self._as_they_are(row), self._made_equal(row)])

    def _as_they_are(self, row: FairRow) -> str:
        if not row.raw.mark:
            return self._say("raw_unsure", row)
        key = "raw_higher" if row.raw.mark > 0 else "raw_lower"
        return self._say(key, row, points=self._points(abs(row.raw.difference)))

    def _made_equal(self, row: FairRow) -> str:
        raw, equal = row.raw.mark, row.equal.mark
        if not equal:
            return self._with_interval("equal_gone" if raw else "equal_unsure", row)
        if raw and raw != equal:
            return self._with_interval("equal_turned", row)
        if not raw:
            key = "equal_appears_higher" if equal > 0 else "equal_appears_lower"
            return self._with_interval(key, row)
        return self._with_interval(self._moved(row), row)

    def _moved(self, row: FairRow) -> str:
        """Whether a sure difference surely changes, and which way."""
        if row.explained_low <= 0 <= row.explained_high:
            return "equal_same"
        before, after = (
            rounded(abs(side.difference) * self._scale, self._decimals(row.equal))
            for side in (row.raw, row.equal)
        )
        if before == after:  # it does change, by less than is printed
            return "equal_still"
        return "equal_falls" if after < before else "equal_grows"

    def _with_interval(self, key: str, row: FairRow) -> str:
        side = row.equal
        sure = bool(side.mark)
        ends = sorted((abs(side.low), abs(side.high))) if sure else [side.low, side.high]
        low, high = (self._number(end, side) for end in ends)
        shown = abs(side.difference) if sure else side.difference
        written = format_range(low, high)
        if not sure and not side.low <= 0 <= side.high:  # the mark accounts for several areas
            written = text("fair.sentence.alone", lang=self.language, range=written)
        return self._say(key, row, points=self._points(shown, side), range=written)

    def _hidden(self, row: FairRow) -> str:
        side = row.raw if not row.raw.shown else row.equal
        reason = "confidential" if side.status is Status.CONFIDENTIAL else "uncertain"
        return self._say(f"hidden_{reason}", row)

    @property
    def _scale(self) -> float:
        return 100.0 if self.part.statistic == "share" else 1.0

    def _decimals(self, side: FairSide) -> int:
        """None for shares, unless a sure difference would be rounded to none; one for means."""
        if self.part.statistic != "share":
            return 1
        least = min(abs(end) for end in (side.difference, side.low, side.high))
        return 0 if not side.mark or rounded(100 * least) else 1

    def _number(self, value: float, side: FairSide) -> str:
        decimals = self._decimals(side)
        return format_number(value * self._scale, self.language, decimals=decimals)

    def _points(self, value: float, side: FairSide | None = None) -> str:
        decimals = 0 if self.part.statistic == "share" else 1
        decimals = decimals if side is None else self._decimals(side)
        number = format_number(value * self._scale, self.language, decimals=decimals)
        if self.part.statistic != "share":
            return number
        one = {"1", "−1"}
        return text("fair.sentence.points", lang=self.language, number=number,
                    count=1 if number in one else 2)  # fmt: skip

    def _say(self, key: str, row: FairRow, **fields: object) -> str:
        language = self.language
        label = category_label(self.part, self.variable, self.codebook, language)
        what = characteristics_in_words(self.part.characteristics, self.codebook, language)
        number = text(f"fair.sentence.{self.part.statistic}", lang=language)
        places = {
            "place": capitalised(self._place(row.area)),
            "contrast_place": self._place(self.part.contrast),
        }
        words = {"label": label, "what": what, "measure": number} | places | fields
        return text(f"fair.sentence.{key}", lang=language, **words)

    def _place(self, area: object) -> str:
        known = self.codebook.place_of(self.part.over, area, self.language)
        if known:
            return known
        named = self.codebook.value_in_text(self.part.over, area, self.language)
        return text("sentence.in_area", lang=self.language, area=named)
