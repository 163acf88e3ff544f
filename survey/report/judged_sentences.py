"""Who may be last, who is about like the contrast, and who differs from a figure from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from survey.codebook import Category, Domain, said
from survey.comparison.equivalences import Outcome
from survey.disclosure.policy import Status
from survey.disclosure.results.ranks import (
    ReleasedBenchmarks,
    ReleasedEquivalence,
    ReleasedRanks,
    judged_rows,
)
from survey.disclosure.results.released import must_be_one_name, must_be_released
from survey.errors import UnknownNameError, WrongUseError
from survey.language.catalogue import LANGUAGES, current_language, text
from survey.language.messages import culprits, fail, quoted
from survey.language.numbers import format_number, format_percent
from survey.language.words import capitalised, join_words, number_word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from survey.codebook import Codebook
    from survey.disclosure.results.released import Released

_MOST_NAMED = 6
_ENDS = ("first", "last")


def rank_sentence(
    released: Released,
    variable: str,
    *,
    end: Literal["first", "last"] = "last",
    area: Any = None,  # noqa: ANN401 - a value of the column
    category: Any = None,  # noqa: ANN401 - a code
    called: str | None = None,
    units: str | None = None,
    language: str | None = None,
) -> str:
    """Which areas may be the last of all, or the first, in a sentence.

    Parameters
    ----------
    released : Released
        With what `rank_areas` returned.
    variable : str
    end : {"first", "last"}
    area : value or label of an area, optional
        The area that the sentence is about; the end itself if left out.
    category : code, optional
        Needed only where several numbers of the variable were ranked.
    called : str, optional
        What the area at that end is called: "the least safe". Left out, it has the lowest share.
    units : str, optional
        What areas are called together: "housing areas".
    language : {"da", "en"}, optional

    Returns
    -------
    str
        It names an area only where all others are surely better, and says of the areas that may be
        last how many they are. Where every area may be, none is named.

    Raises
    ------
    UnknownNameError
        If no ranks by the variable were released, or the area isn't among them.
    WrongUseError
        If `end` is none, or `released` has not been released.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABBCC"), "safe": [1, 0] * 3})
    >>> rows["k"] = [40, 60, 45, 55, 90, 10]
    >>> shares = sv.mean(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> released = sv.release(sv.rank_areas(shares, best="high"))
    >>> sv.rank_sentence(released, "safe", area="A", called="the least safe", language="en")
    'Of the 3 areas, A is among the 2 that may be the least safe.'
    """
    must_be_released(released)
    must_be_one_name(variable)
    language = _language(language)
    if end not in _ENDS:
        raise fail(WrongUseError, "ranks.end", got=quoted(str(end)))
    if called is not None and not (isinstance(called, str) and called.strip()):
        raise fail(WrongUseError, "ranks.called", got=repr(called))
    part, records = judged_rows(released.of(ReleasedRanks), "ranks", variable, category)
    said_of = _Ends(
        _Words(released.codebook, part.over, units or text("ranks.say.units", lang=language),
               language),
        records,
        end,
        part.level,
        called,
        part.statistic == "share",
    )  # fmt: skip
    if area is None:
        return said_of.of_the_end()
    return said_of.of_area(_known_area(released.codebook, part.over, records, area))


def equivalence_sentences(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    units: str | None = None,
    language: str | None = None,
) -> tuple[str, ...]:
    """Which areas are about like the contrast, which surely differ, and of which neither is sure.

    Parameters
    ----------
    released : Released
        With what `equivalence` returned, with a contrast.
    variable, category, units, language
        As in `rank_sentence`.

    Returns
    -------
    tuple of str

    Raises
    ------
    UnknownNameError, WrongUseError
        As `rank_sentence`.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2})
    >>> rows["k"] = [800, 200, 810, 190]
    >>> shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> released = sv.release(sv.equivalence(shares, contrast="B"))
    >>> sv.equivalence_sentences(released, "safe", category=1, language="en")
    ('“safe: 1”: A is about like B (within 5 percentage points).',)
    """
    must_be_released(released)
    must_be_one_name(variable)
    language = _language(language)
    part, records = judged_rows(released.of(ReleasedEquivalence), "equivalence", variable, category)
    words = _Words(
        released.codebook, part.over, units or text("ranks.say.units", lang=language), language
    )
    margin = format_number(
        records[0]["margin"] * (100 if part.statistic == "share" else 1), language
    )
    if part.statistic == "share":
        margin = text("equivalence.say.points", lang=language, margin=margin)
    against = words.contrast(part.contrast)
    if part.waves:
        against = text("equivalence.say.than_before", lang=language, wave=part.waves[0])
        pair = (part.waves[0], part.waves[-1])
        records = [r for r in records if (r["earlier_wave"], r["later_wave"]) == pair]
    alpha = 1 - part.level
    return tuple(_of_outcomes(words, records, {"contrast": against, "margin": margin}, alpha))


def benchmark_sentences(
    released: Released,
    variable: str,
    *,
    category: Any = None,  # noqa: ANN401 - a code
    units: str | None = None,
    language: str | None = None,
) -> tuple[str, ...]:
    """Which areas surely lie below or above a figure from outside.

    Parameters
    ----------
    released : Released
        With what `compare_benchmark` returned.
    variable, category, units, language
        As in `rank_sentence`.

    Returns
    -------
    tuple of str

    Raises
    ------
    UnknownNameError, WrongUseError
        As `rank_sentence`.

    Examples
    --------
    >>> import pandas as pd
    >>> import survey as sv
    >>> rows = pd.DataFrame({"area": list("AABB"), "safe": [1, 0] * 2, "k": [40, 60, 72, 28]})
    >>> shares = sv.proportion(sv.SurveyDesign(rows, counts="k"), "safe", by="area")
    >>> compared = sv.compare_benchmark(shares, 0.7, category=1, label="Denmark", year=2023)
    >>> sv.benchmark_sentences(sv.release(compared), "safe", language="en")[0]
    '“safe: 1”: A is statistically significantly below Denmark (70%, 2023).'
    """
    must_be_released(released)
    must_be_one_name(variable)
    language = _language(language)
    part, records = judged_rows(released.of(ReleasedBenchmarks), "benchmark", variable, category)
    words = _Words(
        released.codebook, part.over, units or text("ranks.say.units", lang=language), language
    )
    figure = part.benchmarks[variable]
    value = format_number(figure.value, language)
    if part.statistic == "share":
        value = format_percent(figure.value, language)
    told = f"{value}, {figure.year}" if figure.year else value
    fields = {"benchmark": said(figure.label, language), "value": told}
    return tuple(_of_marks(words, records, fields))


def _language(language: str | None) -> str:
    language = current_language() if language is None else language
    if language not in LANGUAGES:
        known = culprits(LANGUAGES)
        raise fail(WrongUseError, "table.language", got=quoted(str(language)), known=known)
    return language


def _known_area(codebook: Codebook, over: str, records: list[Any], area: object) -> Any:  # noqa: ANN401
    """The row of an area, by its value or by its label."""
    for record in records:
        labels = {codebook.value_label(over, record[over], language) for language in LANGUAGES}
        if area == record[over] or area in labels:
            return record
    known = culprits(str(record[over]) for record in records)
    raise fail(UnknownNameError, "table.area", got=quoted(str(area)), known=known)


@dataclass(frozen=True, slots=True)
class _Words:
    """What areas and numbers are called."""

    codebook: Codebook
    over: str
    units: str
    language: str

    def say(self, key: str, **fields: object) -> str:
        return text(key, lang=self.language, units=self.units, **fields)

    def area(self, record: Any) -> str:  # noqa: ANN401 - a row of a frame
        if record[self.over] is Domain.ALL:
            return text("table.all", lang=self.language)
        return self.codebook.value_in_text(self.over, record[self.over], self.language)

    def areas(self, records: Iterable[Any]) -> str:
        """Names in a row; beyond the first six only how many more there are."""
        names = [self.area(record) for record in records]
        if len(names) > _MOST_NAMED + 1:
            count = number_word(len(names) - _MOST_NAMED, self.language)
            more = text("equivalence.say.more", lang=self.language, count=count)
            names = [*names[:_MOST_NAMED], more]
        return join_words(names, self.language)

    def contrast(self, contrast: object) -> str:
        if contrast is Domain.REST:
            return text("table.rest_in_text", lang=self.language)
        if contrast is Domain.ALL:
            return text("table.all_in_text", lang=self.language)
        return self.codebook.value_in_text(self.over, contrast, self.language)

    def what(self, record: Any) -> str:  # noqa: ANN401
        """What the number is."""
        name, category = record["variable"], record["category"]
        label = self.codebook.label(name, self.language)
        if category == "":
            return label
        headline = self.codebook.variable_or_bare(name).headline
        if category == Category.HEADLINE:
            return said(headline.label, self.language, default=label) if headline else label
        return f"{label}: {self.codebook.category_label(name, category, self.language)}"

    def phrase(self, record: Any) -> str:  # noqa: ANN401
        """The headline as the end of a sentence; empty where none is written."""
        headline = self.codebook.variable_or_bare(record["variable"]).headline
        if headline is None or record["category"] != Category.HEADLINE:
            return ""
        return said(headline.phrase, self.language)

    def hidden(self, records: list[Any]) -> list[str]:
        """Of which areas no number is shown."""
        mine = [record for record in records if Status(record["status"]).hidden]
        if not mine:
            return []
        return [text("judged.hidden", lang=self.language, areas=self.areas(mine), count=len(mine))]


@dataclass(frozen=True, slots=True)
class _Ends:
    """What can be said of the area at one end."""

    words: _Words
    records: list[Any]
    end: str
    level: float
    called: str | None
    is_share: bool

    @property
    def ranked(self) -> list[Any]:
        """Areas with a rank, the best first."""
        known = [r for r in self.records if r["rank"] == r["rank"]]
        return sorted(known, key=lambda record: record["rank"])

    @property
    def candidates(self) -> list[Any]:
        """Those that may be at the end, from the end inwards."""
        ordered = self.ranked if self.end == "first" else self.ranked[::-1]
        return [record for record in ordered if record[f"may_be_{self.end}"]]

    def of_the_end(self) -> str:
        """Who is at the end, if anybody can be named."""
        ranked, some = self.ranked, self.candidates
        if len(ranked) < 2:
            return self._said("too_few")
        if len(some) == len(ranked):
            return self._said("none", verb=self._verb("be"))
        if len(some) == 1:
            area = self.words.area(some[0])
            return self._said("named", area=area, verb=self._verb("is"))
        if len(some) <= _MOST_NAMED:
            areas = self.words.areas(some)
            return self._said("several", areas=areas, verb=self._verb("be"))
        return self._said("one_of_many", some=len(some), verb=self._verb("be"))

    def of_area(self, record: Any) -> str:  # noqa: ANN401 - a row of a frame
        """Whether an area may be at the end."""
        ranked, some = self.ranked, self.candidates
        area = capitalised(self.words.area(record))
        if record["rank"] != record["rank"]:
            return self.words.say("ranks.say.area_unranked", area=area)
        if len(ranked) < 2 or len(some) == len(ranked) or some == [record]:
            return self.of_the_end()
        if record not in some:
            area = self.words.area(record)
            return self._said("not_it", area=area, verb=self._verb("is"))
        return self._said("among", area=area, some=len(some), verb=self._verb("be"))

    def _said(self, key: str, **fields: object) -> str:
        ranked = self.ranked
        if ranked:
            fields |= {"rest": self._rest(ranked[0]), "total": len(ranked)}
        level = format_percent(self.level, self.words.language)
        sentence = capitalised(self.words.say(f"ranks.say.{key}", level=level, **fields))
        hidden = len(self.records) - len(ranked)
        if not hidden:
            return sentence
        return f"{sentence} {capitalised(self.words.say('ranks.say.unranked', count=hidden))}"

    def _verb(self, form: str) -> str:
        """Is or has, be or have."""
        has = {"is": "has", "be": "have"}
        key = has[form] if self.called is None else form
        return text(f"ranks.say.{key}", lang=self.words.language)

    def _rest(self, record: Any) -> str:  # noqa: ANN401
        if self.called is not None:
            return self.called
        is_low = (self.end == "last") == (record["best"] == "high")
        key, phrase = "lowest" if is_low else "highest", self.words.phrase(record)
        if phrase and self.is_share:
            return self.words.say(f"ranks.say.{key}_share", phrase=phrase)
        return self.words.say(f"ranks.say.{key}", what=self.words.what(record))


def _of_outcomes(
    words: _Words, records: list[Any], fields: dict[str, str], alpha: float
) -> list[str]:
    shown = [record for record in records if not Status(record["status"]).hidden]
    fields = fields | {"what": words.what(records[0])}
    if not shown:
        return [words.say("judged.nothing", **fields)]
    same = [record for record in shown if record["outcome"] is Outcome.EQUIVALENT]
    total = len(shown)
    if len(shown) == len(records) > 1 and all(record["p_value"] < alpha for record in shown):
        return [words.say("equivalence.say.all", total=total, **fields)]
    everyone = words.areas(shown)
    sentences = [words.say("equivalence.say.none", areas=everyone, count=total, **fields)]
    if same:
        areas = words.areas(same)
        sentences = [
            words.say("equivalence.say.equivalent", areas=areas, count=len(same), **fields)
        ]
    different = [record for record in shown if record["outcome"] is Outcome.DIFFERENT]
    groups = {
        "higher": [record for record in different if record["mark"] > 0],
        "lower": [record for record in different if record["mark"] < 0],
        "undecided": [record for record in shown if record["outcome"] is Outcome.UNDECIDED],
    }
    sentences += [
        words.say(f"equivalence.say.{key}", areas=words.areas(group))
        for key, group in groups.items()
        if group
    ]
    return sentences + words.hidden(records)


def _of_marks(words: _Words, records: list[Any], fields: dict[str, str]) -> list[str]:
    areas = [record for record in records if record[words.over] is not Domain.ALL]
    shown = [record for record in areas if not Status(record["status"]).hidden]
    fields = fields | {"what": words.what(records[0])}
    if not shown:
        return [words.say("judged.nothing", **fields)]
    lower = [record for record in shown if record["mark"] < 0]
    higher = [record for record in shown if record["mark"] > 0]
    same = [record for record in shown if not record["mark"]]
    if len(same) == len(shown):
        return [
            words.say("benchmark.say.none", areas=words.areas(shown), count=len(shown), **fields),
            *words.hidden(areas),
        ]
    sentences = []
    if lower:
        names = words.areas(lower)
        sentences.append(words.say("benchmark.say.lower", areas=names, count=len(lower), **fields))
    if higher:
        key = "also_higher" if lower else "higher"
        names, count = words.areas(higher), len(higher)
        sentences.append(words.say(f"benchmark.say.{key}", areas=names, count=count, **fields))
    if same:
        names = capitalised(words.areas(same))
        sentences.append(words.say("benchmark.say.same", areas=names, count=len(same)))
    return sentences + words.hidden(areas)
