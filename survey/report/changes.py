"""What changed since earlier waves: beside each question, in the summary, on the method page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from survey.codebook import Domain, said
from survey.disclosure.results.waves import ReleasedWaves
from survey.documents.blocks import Align, BulletList, Cell, Column, Paragraph, Row, Run, Table
from survey.figures.change_chart import change_chart
from survey.figures.trend_chart import trend_chart
from survey.language.catalogue import text
from survey.language.numbers import format_range
from survey.language.words import capitalised, join_words, number_word
from survey.report.wave_sentences import clearest_change, pair_of, wave_sentences
from survey.tables.trend_table import trend_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from survey.comparison.waves.comparison import Break
    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.figures.chart import Chart
    from survey.report.spec import ReportSpec
    from survey.tables.table import ReleasedTable

_NOBODY = frozenset({"WAVES-DISJOINT", "WAVES-NOTHING-COMMON"})
_NOT_LISTED = frozenset({"no_contrast", "not_asked"})
_VERDICTS = ("same", "label-only", "recoded")
_PARTLY, _BROKEN = "partly", "broken"
_FEW_WAVES = 2
_MOST_IN_SUMMARY = 4


@dataclass(frozen=True, slots=True)
class Changes:
    """What is shown of how a question's headline changed.

    Attributes
    ----------
    pair : tuple of str
        The waves that the sentences are about.
    sentences : tuple of str
    table : ReleasedTable
    charts : tuple of Chart
        Those that have something to show.
    """

    pair: tuple[str, str]
    sentences: tuple[str, ...]
    table: ReleasedTable
    charts: tuple[Chart, ...]


def changes_of(
    released: Released, spec: ReportSpec, variable: str, language: str
) -> Changes | None:
    """What is shown of how a question's headline changed; None if no wave before had it.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    variable : str
    language : {"da", "en"}
    """
    part = released.compared_waves(variable, spec.over)
    if part is None:
        return None
    subtitle = _universe(spec, part, language)
    few = len(part.waves) <= _FEW_WAVES
    table = trend_table(
        released,
        variable,
        over=spec.over,
        counts=few,
        last_only=True,
        language=language,
        subtitle=subtitle,
    )
    pair = pair_of(released, variable)
    chart = None
    if not few:
        chart = trend_chart(released, variable, language=language, subtitle=subtitle)
    elif _has_changes(part, variable, pair):
        chart = change_chart(released, variable, language=language, subtitle=subtitle)
    return Changes(
        pair,
        wave_sentences(released, variable, language=language),
        table,
        () if chart is None or chart.is_empty else (chart,),
    )


def _has_changes(part: ReleasedWaves, variable: str, pair: tuple[str, str]) -> bool:
    """Whether a change can be drawn: two numbers beside a break only look like one."""
    course = part.course_of(variable)
    found = [course.change(area, pair) for area in course.areas()]
    return any(each.shown and each.measured for each in found)


def _universe(spec: ReportSpec, part: ReleasedWaves, language: str) -> str:
    respondents = said(spec.respondents, language)
    waves = join_words(part.waves, language)
    return capitalised(text("report.universe", lang=language, respondents=respondents, wave=waves))


def changes_in_words(changes: Changes, language: str, *, id: str) -> Paragraph:  # noqa: A002
    """What changed, after which waves it is about."""
    earlier, later = changes.pair
    lead = text("report.changes.lead", lang=language, earlier=earlier, later=later)
    return Paragraph((Run(f"{lead} ", strong=True), Run(" ".join(changes.sentences))), id=id)


def changes_in_summary(
    released: Released, spec: ReportSpec, names: Sequence[str], language: str
) -> list[Block]:
    """The largest changes that are certain, or that none is, by the waves they are between."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in names:
        if released.compared_waves(name, spec.over) is not None:
            found.setdefault(pair_of(released, name), []).append(name)
    blocks: list[Block] = []
    for number, ((earlier, later), asked) in enumerate(found.items(), start=1):
        sure = clearest_changes(released, spec, asked, language)[:_MOST_IN_SUMMARY]
        key = "some" if sure else "none"
        told_of_all = text(f"report.changes.{key}", lang=language, earlier=earlier, later=later)
        blocks.append(Paragraph((Run(told_of_all),), id=f"summary_changes_{number}"))
        if sure:
            ids = (f"summary_change_{number}_{place}" for place in range(1, len(sure) + 1))
            items = (Paragraph((Run(e),), id=i) for i, e in zip(ids, sure, strict=True))
            blocks.append(BulletList(tuple(items)))
    return blocks


def clearest_changes(
    released: Released, spec: ReportSpec, names: Sequence[str], language: str
) -> list[str]:
    """The clearest certain change of each question that has one, the largest at least first.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    names : sequence of str
    language : {"da", "en"}
    """
    found = []
    for name in names:
        if released.compared_waves(name, spec.over) is not None:
            told = clearest_change(released, name, language=language)
            if told:
                found.append((_least(released, spec, name), " ".join(told)))
    return [told for _, told in sorted(found, key=lambda each: -each[0])]


def _least(released: Released, spec: ReportSpec, name: str) -> float:
    """How large the clearest change of a question is at least."""
    part = released.compared_waves(name, spec.over)
    if part is None:
        return 0.0
    course, pair = part.course_of(name), pair_of(released, name)
    changes = [course.change(area, pair) for area in course.areas() if area != part.contrast]
    ends = [min(abs(c.conf_low), abs(c.conf_high)) for c in changes if c.shown and c.mark]
    return max(ends, default=0.0)


# The method page


def changes_on_method_page(
    released: Released,
    spec: ReportSpec,
    language: str,
    numbered: Callable[[str], str],
) -> list[Block]:
    """How changes were made, between which waves, and what can't be compared.

    Parameters
    ----------
    released : Released
    spec : ReportSpec
    language : {"da", "en"}
    numbered : callable
        Puts a number before the title of a table.
    """
    parts = [each for each in released.of(ReleasedWaves) if each.over == spec.over]
    if not parts:
        return list(_without_answers(spec, language))
    keys = [_kind_of_samples(parts), "change" if spec.areas > 1 else "change_alone"]
    if spec.contrast is not None:
        keys.append("beyond")
    blocks: list[Block] = [_waves_told(spec, parts, language), *_without_answers(spec, language)]
    blocks += [_say(language, key) for key in keys]
    blocks.append(_verdicts_told(spec, parts, language))
    table = _not_compared(parts, language, numbered)
    return blocks if table is None else [*blocks, table]


def _without_answers(spec: ReportSpec, language: str) -> Iterator[Paragraph]:
    """Which earlier waves nothing is compared with, and why."""
    names = spec.without_answers
    if names:
        listed = join_words(names, language)
        yield _say(language, "without_answers", count=len(names), earlier=listed, later=spec.wave)


def _kind_of_samples(parts: list[ReleasedWaves]) -> str:
    """What is known of who was asked in several waves."""
    codes = [note.code for part in parts for note in part.notes]
    pairs = sum(len(part.course_of(part.variables()[0]).pairs()) for part in parts)
    if "WAVES-INDEPENDENT" in codes:
        return "independent"
    return "nobody" if sum(each in _NOBODY for each in codes) == pairs else "overlapping"


def _waves_told(spec: ReportSpec, parts: list[ReleasedWaves], language: str) -> Paragraph:
    earlier = dict.fromkeys(wave for part in parts for wave in part.waves if wave != spec.wave)
    listed = join_words(list(earlier), language)
    return _say(language, "compared", count=len(earlier), earlier=listed, later=spec.wave)


def _verdicts_told(spec: ReportSpec, parts: list[ReleasedWaves], language: str) -> Paragraph:
    """How many of the questions were the same, and how many were changed in which way."""
    found = [part.course_of(name).records for part in parts for name in part.variables()]
    words = [_gravest(records, spec.wave) for records in found]
    counts = [(each, words.count(each)) for each in (*_VERDICTS, _PARTLY, _BROKEN)]
    told = [
        text(
            f"method.waves.count.{word}",
            lang=language,
            count=count,
            number=number_word(count, language),
        )
        for word, count in counts
        if count
    ]
    return _say(
        language,
        "verdicts",
        count=len(words),
        number=capitalised(number_word(len(words), language)),
        counts=join_words(told, language),
    )


def _gravest(records: Sequence[Mapping[str, Any]], last: str) -> str:
    """What the verdicts on a question come to, over all steps to the last wave."""
    words = {str(each["comparability"]) for each in records}
    if words <= set(_VERDICTS):
        return [each for each in _VERDICTS if each in words][-1]
    to_last = {str(each["comparability"]) for each in records if each["later_wave"] == last}
    return _PARTLY if to_last & set(_VERDICTS) else _BROKEN


def _not_compared(
    parts: list[ReleasedWaves], language: str, numbered: Callable[[str], str]
) -> Table | None:
    """What can't be compared, between which waves, and why."""
    told = dict.fromkeys(_breaks(parts, language))
    rows = tuple(Row(tuple(map(Cell, each))) for each in told)
    if not rows:
        return None
    heads = [text(f"method.waves.head.{name}", lang=language) for name in ("what", "waves", "why")]
    columns = tuple(
        Column(name, head, Align.LEFT)
        for name, head in zip(("what", "waves", "why"), heads, strict=True)
    )
    title = numbered(text("method.waves.title", lang=language))
    return Table("not_compared", title, columns, rows, language=language)


def _breaks(parts: list[ReleasedWaves], language: str) -> Iterator[tuple[str, str, str]]:
    """The questions and the areas that break, between which waves, and why."""
    for part in parts:
        steps = set(pairwise(part.waves))
        told = set() if part.over is None else {*part.frame[part.over], None}
        for each in part.breaks:
            listed = each.kind not in _NOT_LISTED and (each.area in told or not told)
            if listed and (each.earlier, each.later) in steps:
                waves = format_range(each.earlier, each.later)
                yield _called(part, each, language), waves, each.reason[language]


def _called(part: ReleasedWaves, each: Break, language: str) -> str:
    """What a break is about: an area, or else a question."""
    if each.area is Domain.ALL:
        return text("method.waves.all", lang=language)
    if each.area is not None:
        return part.codebook.value_label(part.over or "", each.area, language)
    return part.codebook.label(each.variable, language)


def _say(language: str, key: str, **fields: Any) -> Paragraph:  # noqa: ANN401
    words = text(f"method.waves.{key}", lang=language, **fields)
    return Paragraph((Run(words),), id=f"method_changes_{key}")
