"""Findings in words, made from released numbers only.

Number first, comparison next, hedge by the interval: a difference is called one only where it is
marked, and the interval quoted is the one that makes the mark.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.signs import SIGNS, with_sign
from survey.language.catalogue import text
from survey.language.messages import quoted
from survey.language.numbers import (
    format_number,
    format_percent,
    format_points,
    format_range,
    rounded,
)
from survey.language.words import capitalised, join_words, number_word, one_of

if TYPE_CHECKING:
    from survey.codebook import Variable
    from survey.disclosure.results.released import Released
    from survey.report.spec import ReportSpec


_MOST_NAMED = 6
_MOST_WITH_SHARES = 6
_FEW_NAMED = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a share is from another, with its interval; the mark tells whether it is certain."""

    points: float
    low: float
    high: float
    mark: int

    @property
    def least(self) -> float:
        """How large it is at least; 0 if it isn't certain."""
        return min(abs(self.low), abs(self.high)) if self.mark else 0.0


@dataclass(frozen=True, slots=True)
class AreaFinding:
    """One area beside the contrast; numbers are NaN where they are hidden.

    Attributes
    ----------
    area : object
    place : str
        *In the area*, as it stands in a sentence.
    share : float
    status : Status
    difference, low, high : float
        From the contrast.
    mark : int
    from_all : Difference or None
        From all areas together.
    """

    area: object
    place: str
    share: float
    status: Status
    difference: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    mark: int = 0
    from_all: Difference | None = None

    @property
    def shown(self) -> bool:
        """Whether the share may be read."""
        return not self.status.hidden

    @property
    def compared(self) -> bool:
        """Whether the share and its difference from the contrast may be read."""
        return self.shown and not math.isnan(self.difference)

    @property
    def from_contrast(self) -> Difference | None:
        """Its difference from the contrast, if that may be read."""
        if not self.compared:
            return None
        return Difference(self.difference, self.low, self.high, self.mark)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a question's headline says of the areas.

    Attributes
    ----------
    variable, phrase, label : str
        The question, its headline as the end of a sentence, and as a title.
    respondents, units, language : str
    areas : tuple of AreaFinding
    contrast : AreaFinding
    everyone : AreaFinding or None
        All areas together.
    good : {"high", "low", "neither"}
        Which direction is good.
    place_first : bool
        Whether the first sentence begins with the place; it says the same either way.
    """

    variable: str
    phrase: str
    label: str
    respondents: str
    units: str
    language: str
    areas: tuple[AreaFinding, ...]
    contrast: AreaFinding | None
    everyone: AreaFinding | None
    good: str = "neither"
    place_first: bool = False

    @property
    def is_rounded_apart(self) -> bool:
        """Whether a sure difference isn't the difference of the two shares as they are printed."""
        return any(
            rounded(100 * each.share) - rounded(100 * self.beside.share)
            != rounded(100 * each.difference)
            for each in self._marked()
        )

    @property
    def is_hidden(self) -> bool:
        """Whether no number of it is shown."""
        others = (each for each in (self.contrast, self.everyone) if each is not None)
        return not any(each.shown for each in (*self.areas, *others))

    @property
    def is_alike(self) -> bool:
        """Whether there are areas to compare, and none can be told apart from the contrast."""
        compared = [each for each in self.areas if each.compared]
        return bool(compared) and self.has_contrast and not any(each.mark for each in compared)

    @property
    def area_count(self) -> int:
        """How many areas there are, the contrast among them."""
        return len(self.areas) + (self.contrast is not None)

    @property
    def beside(self) -> AreaFinding:
        """The contrast where areas are compared with it; without it nothing is."""
        if self.contrast is None:
            raise LookupError(self.variable)
        return self.contrast

    @property
    def has_contrast(self) -> bool:
        """Whether the number of a contrast may be read."""
        return self.contrast is not None and self.contrast.shown

    def lead(self) -> list[str]:
        """The sentences that say the most: the clearest difference, or that there is none."""
        if not self.has_contrast:
            return self._of_all() or self._shares("shares_alone") or self._none_shown()
        clearest = self._clearest()
        return self._none_differ() if clearest is None else self._of_clearest(clearest)

    def rest(self) -> list[str]:
        """What there is to say beyond the lead, in reading order."""
        if not self.has_contrast:
            shares = self._shares() if self._of_all() else []
            hidden = [] if self._one_reason() else self._hidden()
            return [*shares, *self._without_contrast(), *hidden]
        clearest = self._clearest()
        if clearest is None:
            shares = self._shares() if len(self._unmarked()) > 1 else []
            return [*shares, *self._uncompared(), *self._of_all(), *self._hidden()]
        others = [each for each in self._marked() if each is not clearest]
        return [
            *self._grouped([each for each in others if each.mark == clearest.mark], "also"),
            *self._grouped([each for each in others if each.mark != clearest.mark], "but"),
            *(self._indistinct_rest() or self._indistinct()),
            *self._uncompared(),
            *self._of_all(),
            *self._hidden(),
        ]

    def below_the_box(self) -> tuple[list[str], list[str]]:
        """The lead and the rest where the clearest difference was told just before."""
        clearest = self._clearest() if self.has_contrast else None
        if clearest is None or not self.of_all():
            return self.lead(), self.rest()
        marked = sorted(self._marked(), key=lambda each: -abs(each.difference))
        rest = [
            *self._grouped([each for each in marked if each.mark == clearest.mark], "are"),
            *self._grouped([each for each in marked if each.mark != clearest.mark], "but"),
            *(self._indistinct_rest() or self._indistinct()),
            *self._uncompared(),
            *self._hidden(),
        ]
        return [self.of_all()], rest

    def _marked(self) -> list[AreaFinding]:
        if not self.has_contrast:
            return []
        return [each for each in self.areas if each.compared and each.mark]

    def _unmarked(self) -> list[AreaFinding]:
        return [each for each in self.areas if each.compared and not each.mark]

    def _clearest(self) -> AreaFinding | None:
        return max(self._marked(), key=lambda each: abs(each.difference), default=None)

    def _of_clearest(self, lead: AreaFinding) -> list[str]:
        subject = self._say("share_of", share=self.share_of(lead))
        if self.place_first:
            told = place_first(lead.place, subject, self.phrase, self.language)
        else:
            told = f"{subject} {lead.place} {self.phrase}"
        against = self._say(
            "against",
            told=ending_in_clause(told, self.phrase, self.language),
            other=self.share_of(self.beside),
            contrast_place=self.beside.place,
        )
        difference = Difference(lead.difference, lead.low, lead.high, lead.mark)
        return [against, self.points(difference)]

    def points(self, difference: Difference, place: str = "") -> str:
        """The sentence that tells a certain difference with its interval.

        Parameters
        ----------
        difference : Difference
        place : str
            Where there are more or fewer, if that doesn't go without saying.
        """
        key = "points_fewer" if difference.mark < 0 else "points_more"
        key = f"{key}_than" if place else key
        ends = sorted((abs(difference.low), abs(difference.high)))
        decimals = decimals_needed(ends[0])
        points, low, high = (
            points_in_words(number, self.language, decimals)
            for number in (abs(difference.points), *ends)
        )
        is_tiny = not rounded(100 * ends[0], decimals)
        both = self._say("from_to", low=low, high=high) if is_tiny else format_range(low, high)
        return self._say(key, points=points, place=place, range=both)

    def _grouped(self, areas: list[AreaFinding], lead: str) -> list[str]:
        if not areas:
            return []
        direction = "lower" if areas[0].mark < 0 else "higher"
        places = self._places(areas)
        key = f"{lead}_{direction}"
        return [capitalised(self._say(key, places=places, contrast_place=self.beside.place))]

    def _indistinct(self) -> list[str]:
        areas = self._unmarked()
        if not areas:
            return []
        sentence = self._say(
            "indistinct",
            places=self._places(areas),
            contrast_place=self.beside.place,
            count=len(areas),
        )
        return [capitalised(sentence)]

    def _indistinct_rest(self) -> list[str]:
        """The same of many areas, where all others were named."""
        areas = self._unmarked()
        named = all(each.compared for each in self.areas)
        if len(areas) <= _FEW_NAMED or not named or len(self.areas) <= _MOST_WITH_SHARES:
            return []
        number = number_word(len(areas), self.language)
        place = self.beside.place
        return [self._say("indistinct_rest", number=number, contrast_place=place)]

    def _none_differ(self) -> list[str]:
        alone = self._say(
            "contrast_alone",
            share=self.share_of(self.beside),
            contrast_place=self.beside.place,
            phrase=self.phrase,
        )
        areas = self._unmarked()
        if len(areas) < 2:
            return [alone, *self._indistinct()]
        everyone = len(areas) == len(self.areas)
        return [alone, self._say("none_differ" if everyone else "none_shown_differ")]

    def _shares(self, key: str = "shares") -> list[str]:
        """The share of every area that is shown, or where it is least and most among many."""
        shown = [each for each in self.areas if each.shown]
        if not shown:
            return []
        if key == "shares_alone" and len(shown) == 1:
            return [self._say("share_alone", phrase=self.phrase, **self._share_and_place(*shown))]
        if len(shown) <= _MOST_NAMED:
            named = [self._say("share_place", **self._share_and_place(each)) for each in shown]
            return [self._say(key, shares=join_words(named, self.language), phrase=self.phrase)]
        ends = (
            self._say("share_place", **self._share_and_place(end(shown, key=lambda e: e.share)))
            for end in (min, max)
        )
        fields = dict(zip(("low", "high"), ends, strict=True))
        return [self._say(f"{key}_between", phrase=self.phrase, **fields)]

    def _share_and_place(self, area: AreaFinding) -> dict[str, str]:
        return {"share": self.share_of(area), "place": area.place}

    def _uncompared(self) -> list[str]:
        areas = [each for each in self.areas if each.shown and not each.compared]
        if not areas:
            return []
        sentence = self._say(
            "uncompared",
            places=self._places(areas),
            contrast_place=self.beside.place,
            count=len(areas),
        )
        return [capitalised(sentence)]

    def _one_reason(self) -> Status | None:
        """Why no number is shown, if that is the same everywhere."""
        everyone = (*self.areas, self.contrast, self.everyone)
        statuses = {each.status for each in everyone if each is not None}
        only = statuses.pop()
        return only if only.hidden and not statuses else None

    def _none_shown(self) -> list[str]:
        reason = self._one_reason()
        key = "none_shown" if reason is None else f"none_shown_{reason.value}"
        return [self._say(key, label=self.label)]

    def _without_contrast(self) -> list[str]:
        if self.contrast is None or not any(each.shown for each in self.areas):
            return []
        return [self._say("without_contrast", contrast_place=self.contrast.place)]

    def _of_all(self) -> list[str]:
        told = self.of_all()
        return [told] if told else []

    def of_all(self) -> str:
        """What all surveyed areas together say; empty where that isn't shown."""
        if self.everyone is None or not self.everyone.shown:
            return ""
        count = number_word(self.area_count, self.language)
        share = self.share_of(self.everyone)
        return self._say("all", share=share, phrase=self.phrase, area_count=count)

    def _hidden(self) -> list[str]:
        """Where numbers are not shown, and why, without saying which way they would point."""
        sentences = []
        for status in (Status.CONFIDENTIAL, Status.UNCERTAIN, Status.UNAVAILABLE):
            everywhere = (*self.areas, *([self.contrast] if self.contrast else []))
            areas = [each for each in everywhere if each.status is status]
            if areas:
                places = self._joined([each.place for each in areas])
                sentence = self._say(f"hidden_{status.value}", places=places, count=len(areas))
                sentences.append(capitalised(sentence))
        return sentences

    def _places(self, areas: list[AreaFinding]) -> str:
        """Places in a row, with their shares where not all of these stand in the table alone."""
        if len(self.areas) > _MOST_WITH_SHARES:
            return self._joined([each.place for each in areas])
        return self._joined(
            [self._say("place_share", **self._share_and_place(each)) for each in areas]
        )

    def _joined(self, places: list[str]) -> str:
        """Places in a row; beyond the first six only how many more there are."""
        if len(places) > _MOST_NAMED + 1:
            more = number_word(len(places) - _MOST_NAMED, self.language)
            more = self._say("more_places", more=more)
            places = [*places[:_MOST_NAMED], more]
        return join_words(places, self.language)

    def share_of(self, area: AreaFinding) -> str:
        """The share as it is printed, or the sign that stands for it."""
        if area.status.hidden:
            return SIGNS[area.status]
        return with_sign(format_percent(area.share, self.language), area.status)

    def _say(self, key: str, **fields: object) -> str:
        words = {"respondents": self.respondents, "units": self.units} | fields
        return text(f"sentence.{key}", lang=self.language, **words)


def decimals_needed(points: float) -> int:
    """Decimals that a sure difference needs for it not to be rounded to none; one at most."""
    return 0 if rounded(100 * points) else 1


def points_in_words(points: float, language: str, decimals: int) -> str:
    """Points of a sure difference as they are printed: 7, 0,4 or under 0,1, but never 0."""
    if rounded(100 * points, decimals):
        return format_points(points, language, decimals=decimals, sign=False)
    least = format_number(0.1**decimals, language, decimals=decimals)
    return text("sentence.under", lang=language, least=least)


def place_first(place: str, subject: str, phrase: str, language: str) -> str:
    """A sentence that begins with the place; in Danish the verb goes before the subject then.

    Examples
    --------
    >>> place_first("i Vangdalen", "36 pct.", "er utrygge", "da")
    'I Vangdalen er 36 pct. utrygge'
    >>> place_first("i byen", "5 pct.", "tror, at det går", "da")
    'I byen tror 5 pct., at det går'
    """
    if language != "da":
        return capitalised(f"{place}, {subject} {phrase}")
    verb, _, rest = phrase.partition(" ")
    comma = "," if verb.endswith(",") else ""
    told = f"{place} {verb.rstrip(',')} {subject}{comma}"
    return capitalised(f"{told} {rest}" if rest else told)


def ending_in_clause(told: str, phrase: str, language: str) -> str:
    """A sentence as far as to a comparison; in Danish a clause that ends there has its comma."""
    return f"{told}," if language == "da" and "," in phrase else told


def finding_of(
    released: Released,
    spec: ReportSpec,
    variable: str,
    language: str,
    *,
    place_first: bool = False,
) -> Finding:
    """The finding on a question's headline.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    variable : str
    language : {"da", "en"}
    place_first : bool
        How its first sentence begins.

    Raises
    ------
    UnknownNameError
        If its headline was not released by area.
    """
    _, rows = released.estimates_of(variable, (spec.over,), headline=True)
    beside, from_all = (
        _compared(released, spec.over, variable, all_=all_) for all_ in (False, True)
    )
    areas = {
        record[spec.over]: _area(released, spec, record, beside, from_all, language)
        for record in rows.to_dict("records")
    }
    areas.pop(Domain.MISSING, None)
    everyone = areas.pop(Domain.ALL, None)
    contrast = None if spec.contrast is None else areas.pop(spec.contrast)
    headline = released.codebook[variable].headline
    return Finding(
        variable=variable,
        phrase=phrase_of(released.codebook[variable], language),
        label=said(headline.label, language) if headline else "",
        respondents=respondents_of(released, spec, variable, language),
        units=said(spec.units, language),
        language=language,
        areas=tuple(areas.values()),
        contrast=contrast,
        everyone=everyone,
        good=headline.good if headline else "neither",
        place_first=place_first,
    )


def _compared(released: Released, over: str, variable: str, *, all_: bool) -> dict[object, Any]:
    """Differences of a headline by area: from all together, or from what gives contrast."""
    for part in released.comparisons:
        if part.by == (over,) and (part.contrast is Domain.ALL) == all_:
            rows = part.frame[part.frame["variable"] == variable]
            rows = rows[rows["category"] == Category.HEADLINE]
            if len(rows):
                return {record[over]: record for record in rows.to_dict("records")}
    return {}


def _difference(record: Any) -> Difference | None:  # noqa: ANN401 - a row of a frame
    """A difference whose mark is that of its ordinary interval, if it may be read."""
    if record is None or record["status"].hidden:
        return None
    points, low, high = (float(record[n]) for n in ("difference", "conf_low", "conf_high"))
    return Difference(points, low, high, int(record["mark"]))


def _area(
    released: Released,
    spec: ReportSpec,
    record: Any,  # noqa: ANN401 - a row of a frame
    differences: dict[object, Any],
    from_all: dict[object, Any],
    language: str,
) -> AreaFinding:
    area = record[spec.over]
    difference = differences.get(area)
    place = place_of(released, spec.over, area, language)
    own: dict[str, Any] = {"area": area, "place": place, "share": float(record["estimate"])}
    own["from_all"] = _difference(from_all.get(area))
    if difference is None or difference["status"].hidden:
        return AreaFinding(**own, status=record["status"])
    return AreaFinding(
        **own,
        status=record["status"],
        difference=float(difference["difference"]),
        low=float(difference["simultaneous_low"]),
        high=float(difference["simultaneous_high"]),
        mark=int(difference["mark"]),
    )


def place_of(released: Released, over: str, area: object, language: str) -> str:
    """*In the area*, as it stands in a sentence."""
    written = released.codebook.place_of(over, area, language)
    if written:
        return written
    name = released.codebook.value_in_text(over, area, language)
    return text("sentence.in_area", lang=language, area=name)


def respondents_of(released: Released, spec: ReportSpec, variable: str, language: str) -> str:
    """Who the shares of a question are of: the residents, or those of them that were asked it."""
    codebook = released.codebook
    columns = (variable, *(codebook.multiples[variable].columns[:1] if variable in
               codebook.multiples else ()))  # fmt: skip
    if any(codebook.variable_or_bare(name).universe for name in columns):
        return text("sentence.those_asked", lang=language)
    return said(spec.respondents, language)


def phrase_of(variable: Variable, language: str) -> str:
    """The headline as the end of a sentence; the answers that it counts where none is written."""
    headline = variable.headline
    if headline is None or headline.phrase:
        return said(headline.phrase, language) if headline else ""
    labels = [variable.code_label(code, language) for code in headline.codes]
    quoted_labels = [quoted(label, lang=language) for label in labels]
    return text("sentence.answer_with", lang=language, answers=one_of(quoted_labels, language))
