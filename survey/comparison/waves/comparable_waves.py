"""Two waves made ready to be compared: what may be, and on which codes and areas."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from survey.codebook import Category
from survey.comparison.waves.area_matches import matched
from survey.comparison.waves.area_sentences import area_breaks, area_footnotes
from survey.comparison.waves.comparison import Break, Footnote
from survey.comparison.waves.rules import called, in_both, is_whole
from survey.estimation.common_codes import CommonCodes, on_common_codes
from survey.language.catalogue import LANGUAGES
from survey.language.words import join_words
from survey.questionnaire.comparison.crosswalks import in_common
from survey.questionnaire.comparison.verdicts import Comparability

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.codebook import Headline, Text
    from survey.comparison.waves.common_scales import CommonScale
    from survey.comparison.waves.links import Said
    from survey.comparison.waves.rules import Rules
    from survey.estimation.estimates import Estimates


@dataclass(frozen=True, slots=True, eq=False)
class ComparableWaves:
    """Estimates of two waves with the same by-columns and codes.

    Attributes
    ----------
    names : tuple of str
        What the earlier and the later wave are called.
    earlier, later : Estimates
        On common codes and areas.
    breaks : tuple of Break
        Where nothing may be compared: a whole variable, one answer to it, or one area.
    footnotes : tuple of Footnote
    comparability : mapping of str to str
        A verdict's word by variable, or by option of a question with several answers.
    known_as : mapping of area to area
        What an area of either wave is called in both, where that is something else.
    """

    names: tuple[str, str]
    earlier: Estimates
    later: Estimates
    breaks: tuple[Break, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    comparability: Mapping[str, str] = field(default_factory=dict)
    known_as: Mapping[Any, Any] = field(default_factory=dict)


def made_comparable(rules: Rules, first: int, last: int) -> ComparableWaves:
    """What of two waves may be compared.

    Parameters
    ----------
    rules : Rules
    first, last : int
        Places of the waves.
    """
    names = rules.names[first], rules.names[last]
    match = matched(rules, first, last)
    questions = [
        _Question(rules, first, last, variable, match.earlier, match.later)
        for variable in match.later.variables
        if variable in match.earlier.variables
    ]
    breaks = [*area_breaks(rules, names, match)]
    footnotes = [*area_footnotes(rules, names, match)]
    sides: tuple[dict[str, CommonCodes], dict[str, CommonCodes]] = ({}, {})
    words: dict[str, str] = {}
    for each in questions:
        breaks += each.breaks()
        footnotes += each.footnotes()
        words |= each.words()
        for side, put in zip(sides, each.common(), strict=False):
            side[each.variable] = put
    breaks += _asked_once(rules, first, last)
    return ComparableWaves(
        names,
        on_common_codes(match.earlier, sides[0]),
        on_common_codes(match.later, sides[1]),
        tuple(breaks),
        tuple(footnotes),
        words,
        match.known_as,
    )


def _asked_once(rules: Rules, first: int, last: int) -> Iterator[Break]:
    """Questions of the earlier wave of which the verdict says why they are asked no more."""
    names = rules.names[first], rules.names[last]
    later = set(rules.given[last].variables)
    for variable in rules.given[first].variables:
        said, _ = rules.between(variable, first, last)
        if variable not in later and said.gone:
            yield Break(variable, *names, "not_asked", said.reason)


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """A variable that both waves have estimates of."""

    rules: Rules
    first: int
    last: int
    variable: str
    earlier: Estimates
    later: Estimates

    @property
    def waves(self) -> tuple[str, str]:
        """What the two waves are called."""
        return self.rules.names[self.first], self.rules.names[self.last]

    @property
    def parts(self) -> tuple[str, ...]:
        """The questions, options or indices that it is made of."""
        both = (*called(self.variable, self.later), *called(self.variable, self.earlier))
        return tuple(dict.fromkeys(both))

    @property
    def is_whole(self) -> bool:
        """Whether it is one question, and not made of options or of two columns."""
        return is_whole(self.parts, self.variable)

    @property
    def is_ratio(self) -> bool:
        """Whether it is made of two columns."""
        return self.later.statistic == "ratio"

    @property
    def is_recoded(self) -> bool:
        """Whether its answers are put on common codes."""
        return self.rules.is_recoded(self.variable, self.first, self.last)

    def said(self, name: str) -> Said:
        """What is said of it, or of a part of it."""
        return self.rules.between(name, self.first, self.last)[0]

    def words(self) -> dict[str, str]:
        """The verdict's word; by option where there are options."""
        found = {name: self.said(name).word for name in self.parts}
        if self.common():
            found[self.variable] = Comparability.RECODED.value
        if self.is_ratio:
            worst = max(found.values(), key=_gravity, default="")
            return {self.variable: worst}
        return found

    def breaks(self) -> Iterator[Break]:
        """Where it can't be compared."""
        whole = self.is_whole or self.is_ratio or self.later.base == "answers"
        for name in self.parts:
            kind, reason = self._broken(name)
            if kind:
                category = None if whole else name
                yield Break(self.variable, *self.waves, kind, reason, None, category)
                if whole:
                    return
        if self.is_whole:
            yield from self._unlike_shares()

    def _broken(self, name: str) -> tuple[str, Text]:
        """Why a question or an option can't be compared; nothing if it can."""
        said, (before, after) = self.rules.between(name, self.first, self.last)
        waves = {"earlier": self.rules.names[before], "later": self.rules.names[after]}
        if said.gone or said.added:
            wave = waves["later"] if said.gone else waves["earlier"]
            return "not_asked", said.reason or in_both("not_asked", wave=wave)
        if said.verdict is Comparability.BROKEN:
            return "broken", said.reason
        if said.verdict is Comparability.UNDECIDED:
            return "undecided", said.reason or in_both("nobody_decided")
        if self.rules.is_recoded(name, self.first, self.last):
            return self._unmergeable(name)
        return "", {}

    def _unmergeable(self, name: str) -> tuple[str, Text]:
        """Why what is recoded can't be put on common codes here."""
        if not self.is_whole:
            return "broken", in_both("options_merged")
        if self.later.statistic != "share":
            return "broken", in_both("number_of_codes")
        if self.rules.scale(name, self.first, self.last)[0] is None:
            return "broken", in_both("no_common_codes")
        if isinstance(self.later.base, tuple) and self._shared(self.later.base) is None:
            return "base", in_both("other_base")
        return "", {}

    def _unlike_shares(self) -> Iterator[Break]:
        """Headlines and nets that count other answers, and answers that one wave can't have."""
        frame = self.later.to_frame()
        mine = frame.loc[frame["variable"] == self.variable, "category"]
        for category in dict.fromkeys(mine):
            if category == Category.HEADLINE and not self._has_same_headline():
                reason = in_both("other_headline")
                yield Break(self.variable, *self.waves, "base", reason, None, Category.HEADLINE)
            codes = self.later.nets.get(category) if self.is_recoded else None
            if codes is not None and self._shared(codes) is None:
                reason = in_both("other_net")
                yield Break(self.variable, *self.waves, "base", reason, None, category)
        if not self._counts_headlines_only():
            yield from self._one_sided()

    def _one_sided(self) -> Iterator[Break]:
        """Common codes that could be answered with in one of the waves only."""
        sides = self.common()
        for mine, wave, others in zip(sides, self.waves, reversed(sides), strict=bool(sides)):
            for value in others.measured:
                if value not in mine.measured:
                    reason = in_both("one_sided", wave=wave)
                    yield Break(self.variable, *self.waves, "not_asked", reason, None, value)

    def _has_same_headline(self) -> bool:
        if not self.is_recoded:
            return self.rules.headline_between(self.variable, self.first, self.last)
        return self._common_headline() is not None

    # Common codes

    def common(self) -> tuple[CommonCodes, ...]:
        """What becomes of the codes of the earlier and of the later wave; nothing if they stay."""
        if not (self.is_whole and self.is_recoded and self.later.statistic == "share"):
            return ()
        scale, sides = self._sides()
        if scale is None or self._broken(self.variable)[0]:
            return ()
        if self._counts_headlines_only() and self._common_headline() is None:
            return ()
        together = self._together()
        base = self._base()
        shared = self._shared_headline()
        return tuple(CommonCodes(scale.codes, side, together, base, shared) for side in sides)

    def _shared_headline(self) -> Headline | None:
        """The headline in common codes, for its label; None if both count other answers."""
        codes, headline = self._common_headline(), self._headlines()[1]
        if codes is None or headline is None:
            return None
        base = headline.base if isinstance(headline.base, str) else self._headline_base(headline)
        scale, _ = self._sides()
        everyone = scale is not None and base == tuple(each.value for each in scale.codes)
        return replace(headline, codes=codes, base="answered" if everyone else base)

    def _headline_base(self, headline: Headline) -> tuple[Any, ...]:
        return self._in_order(in_common(headline.base, self._sides()[1][1]))

    def _counts_headlines_only(self) -> bool:
        return self.later.base == "declared"

    def _sides(self) -> tuple[CommonScale | None, tuple[Mapping[Any, Any], ...]]:
        scale, start = self.rules.scale(self.variable, self.first, self.last)
        if scale is None:
            return None, ()
        return scale, (scale.sides[self.first - start], scale.sides[self.last - start])

    def _together(self) -> dict[Any, tuple[Any, ...]]:
        """Nets, and the headline, in common codes."""
        found: dict[Any, tuple[Any, ...]] = {}
        headline = self._common_headline()
        if headline is not None and self._counts_headlines_only():
            found[Category.HEADLINE] = headline
        for name, codes in self.later.nets.items():
            shared = self._shared(codes)
            if shared is not None:
                found[name] = shared
        return found

    def _base(self) -> str | tuple[Any, ...]:
        base: Any = self.later.base
        if base != "declared":
            return base if isinstance(base, str) else self._shared(base) or ()
        headline = self._headlines()[1]
        if headline is None or isinstance(headline.base, str):
            return "answered" if headline is None else str(headline.base)
        return self._in_order(in_common(headline.base, self._sides()[1][1]))

    def _common_headline(self) -> tuple[Any, ...] | None:
        """The common codes that both headlines count; None if they count other answers."""
        old, new = self._headlines()
        scale, sides = self._sides()
        if scale is None or old is None or new is None:
            return None
        parts = [in_common(h.codes, side) for h, side in zip((old, new), sides, strict=True)]
        bases = [h.base for h in (old, new)]
        if not _alike(parts) or isinstance(bases[0], str) != isinstance(bases[1], str):
            return None
        if isinstance(bases[0], str):
            return self._in_order(parts[0]) if bases[0] == bases[1] else None
        inside = [in_common(base, side) for base, side in zip(bases, sides, strict=True)]
        return self._in_order(parts[0]) if _alike(inside) else None

    def _headlines(self) -> tuple[Headline | None, Headline | None]:
        old, new = (
            variable.headline if (variable := each.codebook.get(self.variable)) else None
            for each in (self.earlier, self.later)
        )
        return old, new

    def _shared(self, codes: Sequence[Any]) -> tuple[Any, ...] | None:
        """Common codes of some codes, if they are the same of both waves and nothing else."""
        scale, sides = self._sides()
        if scale is None:
            return None
        parts = [in_common([c for c in codes if c in side], side) for side in sides]
        return self._in_order(parts[0]) if _alike(parts) else None

    def _in_order(self, codes: frozenset[Any] | None) -> tuple[Any, ...]:
        scale, _ = self._sides()
        known = scale.codes if scale is not None else ()
        return tuple(each.value for each in known if codes is not None and each.value in codes)

    # Footnotes

    def footnotes(self) -> Iterator[Footnote]:
        """What a reader must know although it is compared; of waves in a row only."""
        if self.last != self.first + 1:
            return
        for name in self.parts:
            if self._broken(name)[0]:
                continue
            said = self.said(name)
            for kind, words in said.notes:
                yield Footnote(self.variable, *self.waves, kind, self._worded(kind, name, words))
        start, _ = self.rules.series_of(self.variable, self.first, self.last)
        if self.common() and start == self.first:
            yield Footnote(self.variable, *self.waves, "recoded", self._recoded_in_words())

    def _worded(self, kind: str, name: str, words: Text) -> Text:
        earlier, later = self.waves
        label = {each: self._label(name, each) for each in LANGUAGES}
        key = f"{kind}_of" if name != self.variable else kind
        return {
            each: in_both(key, earlier=earlier, later=later, words=words[each], name=label[each])[
                each
            ]
            for each in LANGUAGES
        }

    def _label(self, name: str, language: str) -> str:
        return self.later.codebook.label(name, language)

    def _recoded_in_words(self) -> Text:
        scale, start = self.rules.scale(self.variable, self.first, self.last)
        codes, sides = ((), ()) if scale is None else (scale.codes, scale.sides)
        left_out = any(to is None for side in sides for to in side.values())
        key = "recoded_without" if left_out else "recoded"
        waves = self.rules.names[start : start + len(sides)]
        return {
            each: in_both(key, waves=join_words(waves, each), count=len(codes))[each]
            for each in LANGUAGES
        }


def _alike(parts: Sequence[frozenset[Any] | None]) -> bool:
    """Whether both sides are the same common codes, all of them counted."""
    first, second = parts
    return first is not None and None not in first and bool(first) and first == second


def _gravity(word: str) -> int:
    return ["", *(each.value for each in Comparability)].index(word)
