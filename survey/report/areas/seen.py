"""Headlines seen from one area: its share beside all and the contrast, and since the wave before.

All numbers are those that the main report shows; what is hidden there is hidden here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS, with_sign
from survey.language.catalogue import text
from survey.language.numbers import format_percent, format_range
from survey.language.words import capitalised, join_words
from survey.report.sentences import decimals_needed, phrase_of, points_in_words
from survey.report.wave_sentences import pair_of
from survey.tables.measures import measure_of
from survey.tables.options import style_of
from survey.tables.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from survey.disclosure.results.released import Released
    from survey.disclosure.results.waves import WaveChange
    from survey.report.spec import ReportSpec
    from survey.tables.measures import Measure

_DIRECTIONS = {"high": 1, "low": -1, "neither": 0}


@dataclass(frozen=True, slots=True)
class Seen:
    """A headline seen from an area.

    Attributes
    ----------
    released : Released
    spec : ReportSpec
    measure : Measure
        The headline in every area.
    from_all : Measure or None
        The same compared with all areas together, if that was released.
    area : object
    language : {"da", "en"}
    """

    released: Released
    spec: ReportSpec
    measure: Measure
    from_all: Measure | None
    area: Any
    language: str

    @property
    def name(self) -> str:
        """The column."""
        return self.measure.question.name

    @property
    def label(self) -> str:
        """The headline in short."""
        headline = self.released.codebook[self.name].headline
        return said(headline.label, self.language) if headline else self.name

    @property
    def is_contrast(self) -> bool:
        """Whether it is the contrast that is looked from."""
        return bool(self.area == self.spec.contrast)

    @property
    def differs(self) -> bool:
        """Whether it differs from the contrast for certain."""
        found = self.against_contrast()
        return found is not None and bool(found["mark"])

    @property
    def shown(self) -> bool:
        """Whether the share of the area may be read."""
        return self._shown(self.area)

    def against_all(self) -> Any:  # noqa: ANN401 - a row of a frame
        """The difference from all areas together, if it may be read."""
        return self._readable(None if self.from_all is None else self.from_all.differences)

    def against_contrast(self) -> Any:  # noqa: ANN401 - a row of a frame
        """The difference from the contrast, if it may be read."""
        return self._readable(self.measure.differences)

    def compared(self) -> Any:  # noqa: ANN401 - a row of a frame
        """What the area is ranked by: how far it is from all, or else from the contrast."""
        found = self.against_all()
        return self.against_contrast() if found is None else found

    def better(self) -> float:
        """By how much the area is better than what it is ranked by; NaN where nobody can say."""
        headline, found = self.released.codebook[self.name].headline, self.compared()
        direction = 0 if headline is None else _DIRECTIONS[headline.good]
        if found is None or not direction:
            return math.nan
        return direction * float(found["difference"])

    def mark(self) -> int:
        """Whether it is better (1) or worse (−1) for certain."""
        headline, found = self.released.codebook[self.name].headline, self.compared()
        if found is None or headline is None:
            return 0
        return int(found["mark"]) * _DIRECTIONS[headline.good]

    def sentences(self) -> list[str]:
        """The share beside those of all and the contrast, and what of it is certain."""
        if not self.shown:
            return [self._say(f"hidden_{self._status(self.area).value}", label=self.label)]
        return [self._lead(), *self._from_contrast(), *self._since()]

    def in_short(self) -> str:
        """The headline with its share beside that which it is ranked by."""
        sides = self._sides()
        side = "".join(sides[:1] if self.against_all() is not None else sides[-1:])
        return self._say("in_short", label=self.label, share=self.share_of(self.area), side=side)

    def share_of(self, area: object) -> str:
        """A share as it is printed, or the sign that stands for it."""
        status = self._status(area)
        if status.hidden:
            return SIGNS[status]
        return with_sign(
            format_percent(self.measure.records[area]["estimate"], self.language), status
        )

    # Sentences

    def _lead(self) -> str:
        phrase = phrase_of(self.released.codebook[self.name], self.language)
        sides = self._sides()
        known = {
            "share": self.share_of(self.area),
            "respondents": said(self.spec.respondents, self.language),
            "place": self._place(self.area),
            "phrase": phrase,
        }
        if not sides:
            return capitalised(self._say("alone", **known))
        comma = "," if ", " in phrase and self.language == "da" else ""
        others = join_words(sides, self.language)
        return capitalised(self._say("against", comma=comma, others=others, **known))

    def _sides(self) -> list[str]:
        """The shares that it stands beside, each with its place."""
        sides = []
        if self._shown(Domain.ALL) and self.spec.areas > 1:
            sides.append(f"{self.share_of(Domain.ALL)} {self._say('in_all')}")
        contrast = self.spec.contrast
        if contrast is not None and not self.is_contrast and self._shown(contrast):
            sides.append(f"{self.share_of(contrast)} {self._place(contrast)}")
        return sides

    def _from_contrast(self) -> Iterator[str]:
        found = self.against_contrast()
        if found is None or self.is_contrast or self.spec.contrast is None:
            return
        place = self._place(self.spec.contrast)
        ends = (float(found["simultaneous_low"]), float(found["simultaneous_high"]))
        if not int(found["mark"]):
            yield self._say("not_sure", place=place)
            return
        points, both = self._points(float(found["difference"]), *ends)
        key = "points_fewer" if found["difference"] < 0 else "points_more"
        yield self._say(key, points=points, range=both, place=place)

    def _since(self) -> Iterator[str]:
        """What changed since the wave before, where that may be read."""
        found = change_since(self.released, self.spec, self.name, self.area)
        if found is None:
            return
        wave, change = found
        since = self.released.codebook.value_label("wave", wave, self.language)
        if not change.mark:
            yield self._say("change_not_sure", since=since)
            return
        points, both = self._points(change.difference, change.conf_low, change.conf_high)
        key = "fallen" if change.difference < 0 else "risen"
        yield self._say(key, points=points, range=both, since=since)

    def _points(self, difference: float, low: float, high: float) -> tuple[str, str]:
        ends = sorted((abs(low), abs(high)))
        decimals = decimals_needed(ends[0])
        points, least, most = (
            points_in_words(each, self.language, decimals) for each in (abs(difference), *ends)
        )
        return points, format_range(least, most)

    # Numbers

    def _readable(self, found: Any) -> Any:  # noqa: ANN401
        record = None if found is None else found.get(self.area)
        if record is None or record["status"].hidden or math.isnan(record["difference"]):
            return None
        return record

    def _status(self, area: object) -> Status:
        record = self.measure.records.get(area)
        return Status.UNAVAILABLE if record is None else Status(record["status"])

    def _shown(self, area: object) -> bool:
        return not self._status(area).hidden

    def _place(self, area: object) -> str:
        book, over = self.released.codebook, self.spec.over
        return book.place_of(over, area, self.language) or text(
            "sentence.in_area",
            lang=self.language,
            area=book.value_in_text(over, area, self.language),
        )

    def _say(self, key: str, **fields: object) -> str:
        return text(f"areas.seen.{key}", lang=self.language, **fields)


def change_since(
    released: Released, spec: ReportSpec, name: str, area: object
) -> tuple[str, WaveChange] | None:
    """The wave before and the change of an area since, if it was released and may be read."""
    part = released.compared_waves(name, spec.over, Category.HEADLINE)
    if part is None:
        return None
    pair = pair_of(released, name)
    change = part.course_of(name).change(area, pair)
    return (pair[0], change) if change.shown and not math.isnan(change.difference) else None


def headlines_in(released: Released, spec: ReportSpec, names: Sequence[str]) -> list[str]:
    """Those of some columns whose headline was released by area."""
    known = {
        name
        for part in released.estimates
        if part.by == (spec.over,)
        for name in part.frame.loc[part.frame["category"] == "(headline)", "variable"]
    }
    return [name for name in dict.fromkeys(names) if name in known]


def seen_from(
    released: Released, spec: ReportSpec, names: Sequence[str], area: object, language: str
) -> list[Seen]:
    """Headlines seen from an area.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    names : sequence of str
        Columns; those without a released headline are left out.
    area : code
    language : {"da", "en"}
    """
    style, found = style_of(language, None), []
    with_all = any(p.over == spec.over and p.contrast is Domain.ALL for p in released.comparisons)
    for name in headlines_in(released, spec, names):
        results = Results(released, name)
        measures = [
            measure_of(results, None, spec.over, {}, style, contrast)
            for contrast in (spec.contrast, *([Domain.ALL] if with_all else []))
        ]
        from_all = measures[1] if with_all else None
        found.append(Seen(released, spec, measures[0], from_all, area, language))
    return found


def best_and_worst(seen: Sequence[Seen], most: int = 3) -> tuple[list[Seen], list[Seen]]:
    """The headlines by which an area stands best, and worst; none is among both.

    Those that are certain come first, then the larger difference.

    Parameters
    ----------
    seen : sequence of Seen
    most : int
        How many of each.
    """
    ranked = [each for each in seen if each.shown and not math.isnan(each.better())]
    best = sorted(ranked, key=lambda each: (-each.mark(), -each.better()))
    number = min(most, len(best) // 2)
    good = [each for each in best[:number] if each.better() > 0]
    bad = [each for each in reversed(best[len(best) - number :]) if each.better() < 0]
    return good, bad
