"""A report put together: summary, chapters, method page, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.codebook import Kind
from survey.documents.blocks import Document, Heading, PageBreak
from survey.figures.style import DEFAULT_LOOK
from survey.language.catalogue import text
from survey.report.areas.follow_up import follow_up_table
from survey.report.back.instrument import instrument_blocks
from survey.report.chapters import Chapters
from survey.report.front.beside_register import register_blocks
from survey.report.front.conduct import conduct_blocks
from survey.report.front.response import response_blocks
from survey.report.method import method_blocks
from survey.report.numbering import Numbering
from survey.report.spec import Words
from survey.report.summary import summary_blocks
from survey.tables.frequency_appendix import frequency_appendix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from survey.disclosure.results.released import Released
    from survey.documents.blocks import Block
    from survey.figures.style import Look
    from survey.report.areas.follow_up import FollowUp
    from survey.report.spec import ReportSpec

_MANY_CHAPTERS = 6


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
    blocks = summary_blocks(released, spec, language)
    if len(spec.chapters) >= _MANY_CHAPTERS:  # the summary is a page to be handed out by itself
        blocks = [PageBreak(), *blocks, PageBreak()]
    blocks += conduct_blocks(released, spec, language, numbering, answers=answers)
    blocks += response_blocks(released, spec, language, numbering)
    blocks += register_blocks(released, spec, language, numbering)
    chapters = Chapters(released, spec, language, numbering)
    for chapter in spec.chapters:
        blocks += chapters.blocks(chapter)
        progress()
    blocks += _follow_up(released, spec, follow_up, language, numbering)
    blocks += _appendix(chapters)
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
    there = (part.frame[spec.over] for part in released.estimates if part.by == (spec.over,))
    measured = {area for areas in there for area in areas} - {spec.contrast}
    codes = [code.value for code in known.codes if code.value in measured]
    if len(codes) == 1 and spec.contrast is None:
        return ()
    return tuple((str(code), known.code_label(code, language)) for code in codes)


def _stamps(released: Released, spec: ReportSpec, language: str) -> list[str]:
    stamps = []
    if spec.simulated:
        stamps.append(text("report.simulated", lang=language))
    return [*stamps, *released.stamps(language)]


def _appendix(chapters: Chapters) -> list[Block]:
    """A table of all answers to each question that is to have one, and what grids left out."""
    spec, language, numbering = chapters.spec, chapters.language, chapters.numbering
    blocks: list[Block] = []
    for name in spec.appendix:
        variable = chapters.released.codebook.variable_or_bare(name)
        headline = variable.headline
        tables = frequency_appendix(
            chapters.released,
            name,
            over=spec.over,
            language=language,
            nets=headline is not None and len(headline.codes) > 1,
            subtitle="" if variable.kind is Kind.NUMBER else chapters.universe(name),
        )
        blocks += [numbering.numbered(table) for table in tables]
    blocks += chapters.uncertainty()
    if not blocks:
        return []
    return [Heading(2, text("report.appendix", lang=language), "appendix"), *blocks]
