"""A report put together: summary, chapters, method page, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from survey.codebook import Kind, said
from survey.disclosure.policy import Status
from survey.documents.blocks import (
    Box,
    BulletList,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Run,
    Tone,
)
from survey.figures.contrast_chart import contrast_chart
from survey.figures.likert_chart import likert_chart
from survey.figures.style import DEFAULT_LOOK
from survey.language.catalogue import text
from survey.language.words import capitalised
from survey.report.areas.follow_up import follow_up_table
from survey.report.back.instrument import instrument_blocks
from survey.report.changes import changes_in_summary, changes_in_words, changes_of
from survey.report.front.beside_register import register_blocks
from survey.report.front.conduct import conduct_blocks
from survey.report.front.response import response_blocks
from survey.report.method import method_blocks
from survey.report.numbering import Numbering
from survey.report.prose import prose_blocks
from survey.report.reach import reach_of
from survey.report.sentences import (
    AreaFinding,
    Finding,
    decimals_needed,
    finding_of,
    points_in_words,
)
from survey.report.spec import Words
from survey.tables.area_table import area_table
from survey.tables.frequency_appendix import frequency_appendix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.disclosure.released import Released
    from survey.documents.blocks import Block
    from survey.figures.chart import Chart
    from survey.figures.style import Look
    from survey.report.areas.follow_up import FollowUp
    from survey.report.spec import Chapter, ReportSpec


def compose_report(
    released: Released,
    spec: ReportSpec,
    language: str,
    *,
    answers: int,
    level: float = 0.95,
    about: tuple[tuple[str, str], ...] = (),
    follow_up: Sequence[FollowUp] = (),
    look: Look = DEFAULT_LOOK,
    progress: Callable[[], None] = lambda: None,
) -> Document:
    """Put a report together from released results.

    Parameters
    ----------
    released : Released
        Headlines and all answers of the spec's questions by area, and the comparison with the
        contrast.
    spec : ReportSpec
    language : {"da", "en"}
    answers : int
        Number of respondents.
    level : float
        Confidence level of the intervals.
    about : tuple of (str, str)
        Where the report came from.
    follow_up : sequence of FollowUp
        What was decided on the results.
    look : Look
        Colours and font of the charts.
    progress : callable
        Called once for each chapter.

    Returns
    -------
    Document
    """
    words = Words(spec, language)
    numbering = Numbering(language, look)
    blocks = _summary(released, spec, words)
    blocks += conduct_blocks(released, spec, language, numbering, answers=answers)
    blocks += response_blocks(spec, released.codebook, language, numbering)
    blocks += register_blocks(released, spec, language, numbering)
    for chapter in spec.chapters:
        blocks += _chapter(released, spec, chapter, words, numbering)
        progress()
    blocks += _follow_up(released, spec, follow_up, language, numbering)
    blocks += _appendix(released, spec, words, numbering)
    blocks += method_blocks(released, spec, language, level=level, numbered=numbering.table)
    blocks += instrument_blocks(released, spec.carried_out.questionnaire, language, numbering)
    return Document(
        title=words["title"],
        subtitle=words["subtitle"],
        language=language,
        blocks=tuple(blocks),
        stamps=tuple(_stamps(released, spec, language)),
        about=about,
        areas=_areas(released, spec, language),
    )


def _follow_up(
    released: Released,
    spec: ReportSpec,
    follow_up: Sequence[FollowUp],
    language: str,
    numbering: Numbering,
) -> list[Block]:
    """What was decided on the results, if anything was."""
    if not follow_up:
        return []
    table = follow_up_table(follow_up, released.codebook, spec.over, language)
    heading = Heading(2, text("areas.follow_up.title", lang=language), "follow_up")
    return [heading, numbering.numbered(table)]


def _areas(released: Released, spec: ReportSpec, language: str) -> tuple[tuple[str, str], ...]:
    """The areas that a reader can pick out; the contrast stands beside each of them anyhow."""
    known = released.codebook.variable_or_bare(spec.over)
    lead = finding_of(released, spec, spec.questions()[0], language)
    measured = {each.area for each in lead.areas}
    codes = [code.value for code in known.codes if code.value in measured]
    if len(codes) == 1 and spec.contrast is None:
        return ()
    return tuple((str(code), known.code_label(code, language)) for code in codes)


def _stamps(released: Released, spec: ReportSpec, language: str) -> list[str]:
    stamps = []
    if spec.simulated:
        stamps.append(text("report.simulated", lang=language))
    return [*stamps, *released.stamps(language)]


def _summary(released: Released, spec: ReportSpec, words: Words) -> list[Block]:
    language = words.language
    findings = [finding_of(released, spec, name, language) for name in spec.questions()]
    blocks: list[Block] = [Heading(2, text("report.summary", lang=language), "summary")]
    lead = findings[0]
    label = text(
        "report.tiles",
        lang=language,
        label=lead.label,
        respondents=lead.respondents,
        units=lead.units,
    )
    blocks += [Paragraph((Run(label),)), _tiles(released, spec, lead)]
    leads = [(finding.variable, " ".join(finding.lead())) for finding in findings]
    items = tuple(Paragraph((Run(lead),), id=f"summary_{name}") for name, lead in leads if lead)
    if items:
        blocks.append(BulletList(items))
    blocks += reach_of(spec, language, Tone.NOTE)
    blocks += changes_in_summary(released, spec, language)
    if any(finding.is_rounded_apart for finding in findings):
        note = text("table.note.rounding", lang=language)
        blocks.append(Paragraph((Run(note),), Tone.NOTE))
    return blocks


def _tiles(released: Released, spec: ReportSpec, finding: Finding) -> KeyFigures:
    contrast = ""
    if spec.contrast is not None:
        contrast = released.codebook.value_in_text(spec.over, spec.contrast, finding.language)
    tiles = []
    for area in (*finding.areas, *([finding.contrast] if finding.contrast else [])):
        label = released.codebook.value_label(spec.over, area.area, finding.language)
        tiles.append(
            KeyFigure(
                value=finding.share_of(area),
                label=label,
                comparison=_beside(area, finding, contrast),
                highlighted=area is finding.contrast,
            )
        )
    return KeyFigures(tuple(tiles))


def _beside(area: AreaFinding, finding: Finding, contrast: str) -> str:
    """What a tile says below its number: how it compares, and why it is missing or doubtful."""
    language = finding.language
    parts = []
    if area is finding.contrast:
        parts.append(text("report.tile_contrast", lang=language))
    elif area.compared:
        parts.append(_compared(area, finding, contrast))
    if area.status is not Status.SHOWN:
        parts.append(text(f"report.tile_{area.status.value}", lang=language))
    return ". ".join(parts)


def _compared(area: AreaFinding, finding: Finding, contrast: str) -> str:
    language = finding.language
    if not area.mark:
        return text("report.tile_same", lang=language, contrast=contrast)
    key = "report.tile_lower" if area.mark < 0 else "report.tile_higher"
    size = abs(area.difference)
    points = points_in_words(size, language, decimals_needed(size))
    place = finding.contrast.place if finding.contrast else contrast
    return text(key, lang=language, points=points, contrast_place=place)


def _chapter(
    released: Released, spec: ReportSpec, chapter: Chapter, words: Words, numbering: Numbering
) -> list[Block]:
    language = words.language
    title = said(chapter.title, language)
    blocks: list[Block] = [Heading(2, title, chapter.id)]
    blocks += prose_blocks(chapter.prose.get(language, ""))
    closing = []
    for name in chapter.questions:
        finding = finding_of(released, spec, name, language)
        if len(chapter.questions) > 1:
            label = said(released.codebook[name].label, language, default=name)
            blocks.append(Heading(3, label, f"{chapter.id}_{name}"))
        ending = numbering.ending(name)
        blocks += _question(released, spec, finding, words, numbering, ending)
        closing.append(Paragraph((Run(" ".join(finding.lead())),), id=f"closing_{ending}"))
    if len(chapter.questions) > 1:
        heading = text("report.chapter_summary", lang=language, title=title)
        paragraphs = tuple(each for each in closing if each.plain)
        blocks.append(Box(heading, paragraphs))
    return blocks


def _question(
    released: Released,
    spec: ReportSpec,
    finding: Finding,
    words: Words,
    numbering: Numbering,
    ending: str,
) -> list[Block]:
    language, name = words.language, finding.variable
    subtitle = _universe(spec, words)
    blocks: list[Block] = [
        Paragraph((Run(" ".join(sentences)),), tone, id=f"{part}_{ending}")
        for part, sentences, tone in (
            ("lead", finding.lead(), Tone.LEAD),
            ("rest", finding.rest(), Tone.BODY),
        )
        if sentences
    ]
    table = area_table(released, name, over=spec.over, language=language, subtitle=subtitle)
    blocks.append(replace(table, title=numbering.table(table.title)))
    charts = _charts(released, spec, name, language, subtitle)
    blocks += [numbering.drawn(chart) for chart in charts]
    changes = changes_of(released, spec, name, language)
    if changes is None:
        return blocks
    table = replace(changes.table, title=numbering.table(changes.table.title))
    told = changes_in_words(changes, language, id=f"change_{ending}")
    return [*blocks, told, table, *(numbering.drawn(chart) for chart in changes.charts)]


def _universe(spec: ReportSpec, words: Words) -> str:
    """Who the shares are of, and when."""
    return capitalised(
        text(
            "report.universe",
            lang=words.language,
            respondents=words["respondents"],
            wave=spec.wave,
        )
    )


def _appendix(
    released: Released, spec: ReportSpec, words: Words, numbering: Numbering
) -> list[Block]:
    """A table of all answers to each question that is to have one."""
    if not spec.appendix:
        return []
    language = words.language
    blocks: list[Block] = [Heading(2, text("report.appendix", lang=language), "appendix")]
    for name in spec.appendix:
        variable = released.codebook.variable_or_bare(name)
        headline = variable.headline
        tables = frequency_appendix(
            released,
            name,
            over=spec.over,
            language=language,
            nets=headline is not None and len(headline.codes) > 1,
            subtitle="" if variable.kind is Kind.NUMBER else _universe(spec, words),
        )
        blocks += [replace(table, title=numbering.table(table.title)) for table in tables]
    return blocks


def _charts(
    released: Released, spec: ReportSpec, name: str, language: str, subtitle: str
) -> list[Chart]:
    """The charts of a question that have something to show."""
    charts = [
        chart(released, name, over=spec.over, language=language, subtitle=subtitle)
        for chart in ((likert_chart,) if spec.contrast is None else (contrast_chart, likert_chart))
    ]
    return [chart for chart in charts if not chart.is_empty]
