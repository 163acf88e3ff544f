"""What changed from wave to wave in words, made from released numbers only.

A change is called a rise or a fall only where it is marked; everything else is said with its
interval. Nothing is said of a change across a break but why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from survey.codebook import Category, Domain, said
from survey.disclosure.policy import Status
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.disclosure.signs import with_sign
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import (
    format_number,
    format_percent,
    format_points,
    format_range,
    format_share,
    rounded,
)
from survey.language.words import capitalised, join_words, number_word
from survey.report.sentences import decimals_needed, phrase_of, points_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.disclosure.results.released import Released
    from survey.disclosure.results.waves import ReleasedWaves, WaveChange, WaveCourse, WaveLevel

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class _Area:
    """An area in two waves."""

    value: Any
    place: str
    before: WaveLevel
    after: WaveLevel
    change: WaveChange
    beyond: WaveChange

    @property
    def is_sure(self) -> bool:
        """Whether its change may be called a rise or a fall."""
        return self.change.shown and bool(self.change.mark)


def wave_sentences(
    released: Released,
    variable: str,
    *,
    earlier: str | None = None,
    later: str | None = None,
    language: str | None = None,
) -> tuple[str, ...]:
    """What changed in a question's headline between two waves, in sentences.

    Parameters
    ----------
    released : Released
        With a comparison of waves.
    variable : str
    earlier, later : str, optional
        The waves; the first that can be compared with the last, and the last, if left out.
    language : {"da", "en"}, optional
        The language in force if left out.

    Returns
    -------
    tuple of str
        The clearest change first, with that of the contrast beside it; then the others, those that
        aren't certain, and what isn't shown or can't be compared, with its reason.

    Raises
    ------
    UnknownNameError
        If no headline of it was released in a comparison of waves, or a wave isn't there.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> codes = (sv.Code(0, {"en": "No"}), sv.Code(1, {"en": "Yes"}))
    >>> safe = sv.Variable("safe", "single", {}, codes=codes, headline=sv.Headline((1,),
    ...     phrase={"en": "feel safe"}))
    >>> book = sv.Codebook({"safe": safe})
    >>> def wave(yes):
    ...     rows = pd.DataFrame({"area": ["A"] * 90, "safe": [1] * yes + [0] * (90 - yes)})
    ...     return sv.headline(sv.SurveyDesign(rows, codebook=book), "safe", by="area")
    >>> found = sv.compare_waves(wave(30), wave(60), waves=["2010", "2012"], independent=True)
    >>> sv.wave_sentences(sv.release(found), "safe", language="en")[0]
    'The share who feel safe has risen from 33 to 67% in A (uncertainty of the change: 19–46 \
percentage points).'
    """
    must_be_released(released)
    must_be_one_name(variable)
    language = current_language() if language is None else language
    if language not in LANGUAGES:
        raise fail(WrongUseError, "table.language", got=quoted(language), known=culprits(LANGUAGES))
    part = _part(released, variable)
    pair = _pair(part, part.course_of(variable), earlier, later)
    return tuple(_Telling(part, variable, pair, language).sentences())


def clearest_change(
    released: Released, variable: str, *, language: str | None = None
) -> tuple[str, ...]:
    """The clearest change of a question's headline, and how it compares with the contrast.

    Parameters
    ----------
    released : Released
    variable : str
    language : {"da", "en"}, optional

    Returns
    -------
    tuple of str
        The first of `wave_sentences`; nothing if no area's change is certain.
    """
    spoken = current_language() if language is None else language
    part = _part(released, variable)
    return tuple(_Telling(part, variable, pair_of(released, variable), spoken).clearest())


def pair_of(released: Released, variable: str) -> tuple[str, str]:
    """The waves that `wave_sentences` tells of, unless others are named.

    Raises
    ------
    UnknownNameError
        If no headline of it was released in a comparison of waves.
    """
    part = _part(released, variable)
    return _pair(part, part.course_of(variable), None, None)


def _part(released: Released, variable: str) -> ReleasedWaves:
    part = released.compared_waves(variable, None, Category.HEADLINE)
    if part is None:
        raise fail(UnknownNameError, "wave_sentence.absent", name=quoted(variable))
    return part


def _pair(
    part: ReleasedWaves, course: WaveCourse, earlier: str | None, later: str | None
) -> tuple[str, str]:
    for wave in (earlier, later):
        if wave is not None and wave not in part.waves:
            raise fail(UnknownNameError, "wave_sentence.wave", got=quoted(wave),
                       known=culprits(part.waves))  # fmt: skip
    last = later or part.waves[-1]
    before = part.waves[: part.waves.index(last)]
    series = next(s for s in part.series_of(course.variable, course.category) if last in s)
    inside = [each for each in before if each in series and (each, last) in course.pairs()]
    wanted = earlier or (inside[0] if inside else before[-1] if before else last)
    if (wanted, last) not in course.pairs():
        raise fail(UnknownNameError, "wave_sentence.pair", earlier=quoted(wanted),
                   later=quoted(last))  # fmt: skip
    return wanted, last


class _Telling:
    """What is said of two waves."""

    def __init__(
        self, part: ReleasedWaves, variable: str, pair: tuple[str, str], language: str
    ) -> None:
        self.part, self.language, self.pair = part, language, pair
        self.course = part.course_of(variable)
        self.phrase = phrase_of(part.codebook[variable], language)
        self.label = said(part.codebook[variable].label, language, default=variable)
        areas = [each for each in self.course.areas() if not isinstance(each, Domain)]
        everyone = [] if areas else [Domain.ALL]
        found = [self._area(each) for each in areas or everyone]
        self.contrast = next((a for a in found if a.value == part.contrast), None)
        self.areas = [each for each in found if each is not self.contrast]

    def sentences(self) -> Iterator[str]:
        """All of them, in order."""
        if all(each.change.broken or not each.change.measured for each in self.areas):
            yield from self._broken_for_all()
            return
        sure = self._sure()
        if sure:
            yield from self.clearest()
            yield from self._others(sure)
        elif len(self.areas) == 1 and self.areas[0].change.shown:
            yield self._alone(self.areas[0])
            yield from self._contrast_alone()
            yield from self._absent_contrast()
            return
        else:
            yield self._say("none_sure", phrase=self.phrase, **self._waves())
            yield from self._contrast_alone()
        yield from self._unsure()
        yield from self._not_said()
        yield from self._absent_contrast()

    def clearest(self) -> Iterator[str]:
        """The clearest change, and how it compares with that of the contrast."""
        sure = self._sure()
        if sure:
            yield from self._lead(sure[0])

    def _sure(self) -> list[_Area]:
        """Areas whose change may be called a rise or a fall, the greatest first."""
        sure = (each for each in self.areas if each.is_sure)
        return sorted(sure, key=lambda each: -abs(each.change.difference))

    def _area(self, value: Any) -> _Area:  # noqa: ANN401 - a value
        book, over = self.part.codebook, self.part.over or ""
        place = "" if isinstance(value, Domain) else book.place_of(over, value, self.language)
        if place is None:
            name = book.value_in_text(over, value, self.language)
            place = text("sentence.in_area", lang=self.language, area=name)
        before, after = (self.course.level(value, wave) for wave in self.pair)
        change = self.course.change(value, self.pair)
        return _Area(value, place, before, after, change, self.course.beyond(value, self.pair))

    # The clearest change

    def _lead(self, area: _Area) -> Iterator[str]:
        key = "fell" if area.change.mark < 0 else "rose"
        place = f" {area.place}" if area.place else ""
        first = self._say(key, phrase=self.phrase, place=place, **self._ends(area))
        yield f"{first}{self._range(area.change)}{self._beside()}."
        if area.beyond.measured and area.beyond.shown:
            yield self._beyond(area.beyond)

    def _beside(self) -> str:
        """What happened in the contrast area, as the end of a sentence."""
        contrast = self.contrast
        if contrast is None or not contrast.change.measured:
            return ""
        fields = {"place": contrast.place}
        if not contrast.change.shown:
            return self._say("beside_hidden", **fields)
        ends = self._ends(contrast)
        if contrast.is_sure:
            key = "beside_fell" if contrast.change.mark < 0 else "beside_rose"
            return self._say(key, **fields, **ends)
        key = "beside_same" if self._is_unchanged(contrast) else "beside_unsure"
        return self._say(key, **fields, **ends) + self._range(contrast.change)

    def _beyond(self, beyond: WaveChange) -> str:
        if not beyond.mark:
            return self._say("not_beyond")
        key = "beyond_below" if beyond.mark < 0 else "beyond_above"
        low, high = sorted((abs(beyond.conf_low), abs(beyond.conf_high)))
        decimals = decimals_needed(low)
        points, *ends = (
            points_in_words(number, self.language, decimals)
            for number in (abs(beyond.difference), low, high)
        )
        return self._say(key, points=points, range=format_range(*ends))

    def _contrast_alone(self) -> Iterator[str]:
        contrast = self.contrast
        if contrast is not None and contrast.change.shown and contrast.change.measured:
            key = "contrast_sure" if contrast.is_sure else "contrast_unsure"
            yield capitalised(self._say(key, place=contrast.place, **self._ends(contrast)))

    # The others

    def _others(self, sure: list[_Area]) -> Iterator[str]:
        first, *others = sure
        for mark, lead in ((first.change.mark, "also"), (-first.change.mark, "but")):
            some = [each for each in others if each.change.mark == mark]
            if some:
                key = f"{lead}_{'fell' if mark < 0 else 'rose'}"
                yield self._say(key, places=self._places(some))

    def _alone(self, area: _Area) -> str:
        """That the change of the only area isn't certain."""
        key = "alone_same" if self._is_unchanged(area) else "alone_unsure"
        place = f" {area.place}" if area.place else ""
        ends, range_ = self._ends(area), self._range(area.change)
        return self._say(
            key, phrase=self.phrase, place=place, range=range_, **ends, **self._waves()
        )

    def _unsure(self) -> Iterator[str]:
        some = [each for each in self.areas if each.change.shown and each.change.measured
                and not each.is_sure]  # fmt: skip
        if some:
            places = self._places(some)
            yield capitalised(self._say("unsure", places=places, count=len(some)))

    def _not_said(self) -> Iterator[str]:
        """Areas whose change is hidden or can't be compared."""
        for status in (Status.CONFIDENTIAL, Status.UNCERTAIN):
            some = [a for a in self.areas if a.change.measured and not a.change.broken
                    and a.change.status is status]  # fmt: skip
            if some:
                places = self._joined([each.place for each in some])
                yield capitalised(self._say(f"hidden_{status.value}", places=places))
        lacking = [a for a in self.areas if a.change.broken or not a.change.measured]
        reasons = [reason for each in lacking if (reason := self._reason(each.value))]
        if reasons:
            yield self._say("broken_area", reason=" ".join(reasons))

    def _broken_for_all(self) -> Iterator[str]:
        reason = self._reason(None)
        reasons = [reason] if reason else []
        reasons += [r for each in self.areas if (r := self._reason(each.value)) not in ("", reason)]
        yield self._say(
            "broken", label=self.label, reason=" ".join(dict.fromkeys(reasons)), **self._waves()
        )

    def _reason(self, area: object) -> str:
        """Why nothing is compared, of all areas or of one."""
        found = [
            each.reason[self.language]
            for each in self.course.breaks()
            if each.kind != "no_contrast"
            and (each.earlier, each.later) == self.pair
            and each.area == area
        ]
        return found[0] if found else ""

    def _absent_contrast(self) -> Iterator[str]:
        wave = self.pair[1]
        if self.part.contrast is None or self.course.level(self.part.contrast, wave).measured:
            return
        level, when = self.course.contrast_level(wave)
        if when and not level.status.hidden:
            share = with_sign(format_percent(level.estimate, self.language), level.status)
            yield self._say("contrast_last", wave=wave, when=when, share=share)
        else:
            yield self._say("contrast_absent", wave=wave)

    # Words

    def _waves(self) -> dict[str, str]:
        return dict(zip(("earlier", "later"), self.pair, strict=True))

    def _ends(self, area: _Area) -> dict[str, str]:
        """Both shares as they are printed; with a decimal where a sure change is not seen else."""
        before, after = area.before.estimate, area.after.estimate
        decimals = 1 if area.is_sure and self._is_unchanged(area) else 0
        first = format_number(100 * before, self.language, decimals=decimals) if decimals else (
            format_share(before, self.language))  # fmt: skip
        last = format_percent(after, self.language, decimals=decimals)
        return {
            "before": with_sign(first, area.before.status),
            "after": with_sign(last, area.after.status),
        }

    def _is_unchanged(self, area: _Area) -> bool:
        """Whether both shares are printed alike."""
        return rounded(100 * area.before.estimate) == rounded(100 * area.after.estimate)

    def _range(self, change: WaveChange) -> str:
        """The interval of a change; of a sure one without its direction."""
        low, high = change.conf_low, change.conf_high
        if low != low or high != high:  # noqa: PLR0124 - NaN
            return ""
        if change.mark:
            small, large = sorted((abs(low), abs(high)))
            decimals = decimals_needed(small)
            ends = [points_in_words(end, self.language, decimals) for end in (small, large)]
        else:
            ends = [format_points(end, self.language) for end in (low, high)]
        return " " + self._say("range", range=format_range(*ends))

    def _places(self, areas: list[_Area]) -> str:
        named = [self._say("place_ends", place=a.place, **self._ends(a)) for a in areas]
        return self._joined(named)

    def _joined(self, places: list[str]) -> str:
        """Places in a row; beyond the first six only how many more there are."""
        if len(places) > _MOST_NAMED + 1:
            more = number_word(len(places) - _MOST_NAMED, self.language)
            places = [*places[:_MOST_NAMED], self._say("more", more=more)]
        return join_words(places, self.language)

    def _say(self, key: str, **fields: object) -> str:
        return text(f"wave_sentence.{key}", lang=self.language, **fields)
